//! The signs of Markdown inside a paragraph: kept in the text, not shown to the reader.
//!
//! Only what changes how the words look is read here, and only when it is paired: a lone star is
//! a star. Scraped plans write `*Đơn vị chủ trì: *Sở …`, which CommonMark would not take for
//! emphasis; a person does, so pairs are taken by length alone.

use std::ops::Range;

/// How a stretch of text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// A sign, not a word: kept for copying and counting, not shown.
    pub hidden: bool,
}

impl Style {
    /// As it stands.
    pub const PLAIN: Self = Self {
        bold: false,
        italic: false,
        hidden: false,
    };
}

/// A stretch of a paragraph and its look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Markup {
    /// Byte range in the paragraph.
    pub range: Range<usize>,
    /// Its look.
    pub style: Style,
}

/// Whether a text between blocks holds only spaces, bars and rules.
pub fn is_rule(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_whitespace() || matches!(c, '|' | '-' | ':' | '*' | '#' | '_' | '='))
}

/// The looks inside one paragraph, in order, without holes.
pub fn markdown(text: &str) -> Vec<Markup> {
    let mut found = Vec::new();
    let body = heading(text);
    if body > 0 {
        found.push(sign(0..body));
    }
    let signs = paired(text, body);
    let mut style = Style::PLAIN;
    let mut at = body;
    for range in signs {
        if at < range.start {
            found.push(Markup {
                range: at..range.start,
                style,
            });
        }
        match range.len() {
            1 => style.italic = !style.italic,
            2 => style.bold = !style.bold,
            _ => {
                style = Style {
                    bold: !style.bold,
                    italic: !style.italic,
                    hidden: false,
                }
            }
        }
        at = range.end;
        found.push(sign(range));
    }
    if at < text.len() && at > 0 {
        found.push(Markup {
            range: at..text.len(),
            style,
        });
    }
    found
}

fn sign(range: Range<usize>) -> Markup {
    Markup {
        range,
        style: Style {
            hidden: true,
            ..Style::PLAIN
        },
    }
}

/// Where the words of a heading begin: after up to six `#` and a space.
fn heading(text: &str) -> usize {
    let signs = text.bytes().take_while(|&b| b == b'#').count();
    let spaced = text[signs..].starts_with(' ');
    if (1..=6).contains(&signs) && spaced {
        signs + 1
    } else {
        0
    }
}

/// Runs of one to three stars from `from` on that open or close something.
fn paired(text: &str, from: usize) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.match_indices('*').filter(|(at, _)| *at >= from) {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end = at + 1,
            _ => runs.push(at..at + 1),
        }
    }
    runs.retain(|run| run.len() <= 3);
    let mut open: [Option<usize>; 4] = [None; 4];
    let mut kept = vec![false; runs.len()];
    for (index, run) in runs.iter().enumerate() {
        match open[run.len()].take() {
            Some(first) => (kept[first], kept[index]) = (true, true),
            None => open[run.len()] = Some(index),
        }
    }
    let mut kept = kept.into_iter();
    runs.retain(|_| kept.next() == Some(true));
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let mut out = String::new();
        for Markup { range, style } in markdown(text) {
            let words = &text[range];
            match style {
                Style { hidden: true, .. } => {}
                Style { bold: true, .. } => out.extend(["<b>", words, "</b>"]),
                Style { italic: true, .. } => out.extend(["<i>", words, "</i>"]),
                Style { .. } => out.push_str(words),
            }
        }
        out
    }

    #[test]
    fn pairs_are_looks_and_a_lone_star_is_a_star() {
        assert_eq!(shown("**I. MỤC TIÊU**"), "<b>I. MỤC TIÊU</b>");
        assert_eq!(
            shown("*Đơn vị chủ trì: *Sở Nội vụ"),
            "<i>Đơn vị chủ trì: </i>Sở Nội vụ"
        );
        assert_eq!(shown("## Phụ lục"), "Phụ lục");
        assert_eq!(markdown("(*) Ghi chú"), []);
        assert_eq!(markdown("Kế hoạch"), []);
        assert_eq!(
            shown("**Kính gửi:** Sở * và **a"),
            "<b>Kính gửi:</b> Sở * và **a"
        );
    }

    #[test]
    fn rules_between_blocks_are_no_words() {
        assert!(is_rule(" |\n| --- |:--|\n"));
        assert!(!is_rule("| Sở |"));
    }
}
