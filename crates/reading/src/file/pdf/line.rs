//! Letters → lines of words → paragraphs, by where they stand.

use super::page::Letter;
use crate::file::build::Style;

/// Gap between letters, in parts of the size, from which on they are two words.
const WORD_GAP: f64 = 0.16;
/// Gap from which on they stand in two columns.
const COLUMN_GAP: f64 = 1.6;

/// Words on one baseline without a gap of column width.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Line {
    pub x0: f64,
    pub x1: f64,
    pub y: f64,
    pub size: f64,
    /// Page it stands on, from zero.
    pub page: usize,
    /// Right end of the first word.
    pub first_word: f64,
    pub pieces: Vec<(String, Style)>,
}

impl Line {
    pub(super) fn text(&self) -> String {
        self.pieces.iter().map(|(text, _)| text.as_str()).collect()
    }

    fn starting_at(letter: &Letter) -> Self {
        Self {
            x0: letter.x0,
            x1: letter.x0,
            y: letter.y,
            size: letter.size,
            page: 0,
            first_word: 0.0,
            pieces: Vec::new(),
        }
    }

    fn push(&mut self, c: char, style: Style) {
        match self.pieces.last_mut() {
            Some((text, last)) if *last == style => text.push(c),
            _ => self.pieces.push((c.to_string(), style)),
        }
    }

    fn end_word(&mut self) {
        if self.first_word == 0.0 {
            self.first_word = self.x1;
        }
    }

    fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }
}

/// Sorts letters into rows from the top down, each cut at its wide gaps from left to right.
pub(super) fn rows(mut letters: Vec<Letter>) -> Vec<Vec<Line>> {
    // Stable: marks drawn over their letter stay behind it.
    letters.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut rows: Vec<Vec<Letter>> = Vec::new();
    for letter in letters {
        match rows.last_mut() {
            Some(row) if shares_baseline(row, &letter) => row.push(letter),
            _ => rows.push(vec![letter]),
        }
    }
    rows.into_iter()
        .map(segments)
        .filter(|row| !row.is_empty())
        .collect()
}

fn shares_baseline(row: &[Letter], letter: &Letter) -> bool {
    row.last().is_some_and(|last| {
        (letter.y - last.y).abs() < last.size.min(letter.size) * 0.3
            && (letter.y - row[0].y).abs() < row[0].size.max(letter.size) * 0.5
    })
}

fn segments(mut row: Vec<Letter>) -> Vec<Line> {
    row.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    let mut lines = Vec::new();
    let mut line: Option<Line> = None;
    let mut last: Option<Letter> = None;
    for letter in row {
        if letter.c.is_whitespace() || letter.c.is_control() {
            continue;
        }
        if last.is_some_and(|last| is_shadow(&last, &letter)) {
            continue;
        }
        let gap = line
            .as_ref()
            .map_or(0.0, |line| (letter.x0 - line.x1) / letter.size);
        if gap > COLUMN_GAP {
            lines.extend(line.take());
        }
        let open = line.get_or_insert_with(|| Line::starting_at(&letter));
        if gap > WORD_GAP && !open.is_empty() {
            open.end_word();
            open.push(' ', letter.style);
        }
        open.push(letter.c, letter.style);
        open.x1 = open.x1.max(letter.x1);
        open.size = open.size.max(letter.size);
        last = Some(letter);
    }
    lines.extend(line);
    for line in &mut lines {
        line.end_word();
    }
    lines
}

/// Whether a letter is drawn again a hair beside itself to look bold.
fn is_shadow(last: &Letter, letter: &Letter) -> bool {
    last.c == letter.c
        && (letter.x0 - last.x0).abs() < letter.size * 0.08
        && letter.x1 - letter.x0 > letter.size * 0.12
}

/// The part of the page a text fills.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Measure {
    pub left: f64,
    pub right: f64,
}

/// A paragraph: its lines, one after the other.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    pub lines: Vec<Line>,
}

/// Joins the lines that only the width of the page parted.
pub(super) fn paragraphs(lines: Vec<Line>, measure: Measure) -> Vec<Paragraph> {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    for line in lines {
        match paragraphs.last_mut() {
            Some(open) if goes_on(open, &line, measure) => open.lines.push(line),
            _ => paragraphs.push(Paragraph { lines: vec![line] }),
        }
    }
    paragraphs
}

/// Whether `next` goes on with the paragraph: its first word had no room on the line before.
pub(super) fn goes_on(open: &Paragraph, next: &Line, measure: Measure) -> bool {
    let Some(last) = open.lines.last() else {
        return false;
    };
    let em = last.size;
    let apart = next.y - last.y;
    let pitch = open
        .lines
        .iter()
        .rev()
        .nth(1)
        .map_or(em * 1.6, |before| last.y - before.y);
    // A new page begins higher up: there the distance says nothing.
    if apart > 0.0 && apart > (pitch * 1.5).max(em * 2.0) {
        return false;
    }
    let word = next.first_word - next.x0 + em * 0.25;
    let full = last.x1 + word > measure.right - em * 0.1;
    let centred = ((last.x0 - measure.left) - (measure.right - last.x1)).abs() < em
        && last.x0 - measure.left > em * 0.5;
    let full = full || centred && last.x1 - last.x0 + word > measure.right - measure.left;
    if !full || begins_with_marker(&next.text()) {
        return false;
    }
    let first_line = open.lines.len() == 1;
    let indented = next.x0 > measure.left + em;
    let same_indent = (next.x0 - last.x0).abs() < em * 0.5;
    match (first_line, same_indent) {
        _ if !indented => true,
        // After lines at the margin, an indented one is the first of a paragraph.
        (false, false) => next.x0 < last.x0,
        (false, true) => true,
        (true, false) => centred || next.x0 > last.x0 && begins_with_marker(&last.text()),
        (true, true) => next.text().starts_with(char::is_lowercase),
    }
}

/// Whether a line starts an item: `- `, `1. `, `1.2. `, `a) `, `IV. `, `(1) `.
fn begins_with_marker(text: &str) -> bool {
    let first = text.split(' ').next().unwrap_or_default();
    if matches!(first, "-" | "–" | "—" | "+" | "•" | "*") {
        return true;
    }
    let body = first
        .trim_start_matches('(')
        .trim_end_matches(['.', ')', '/']);
    let closed = body.len() < first.len();
    let roman = body.bytes().all(|byte| b"IVX".contains(&byte));
    let letter = body.chars().count() == 1 && body.chars().all(char::is_alphabetic);
    let counted = body.split('.').all(|part| {
        (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    });
    !body.is_empty() && (closed && (roman || letter) || counted && (closed || body.contains('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_at_the_start_of_lines() {
        for line in [
            "- a", "+ a", "1. a", "1.2 a", "1.2. a", "a) a", "đ) a", "IV. a", "(1) a",
        ] {
            assert!(begins_with_marker(line), "{line}");
        }
        for line in [
            "2025. Sau",
            "nay. Sau",
            "12 tháng",
            "tháng",
            "30/6/2023",
            "và a)",
            "",
        ] {
            assert!(!begins_with_marker(line), "{line}");
        }
    }

    fn letters(text: &str, x: f64, y: f64) -> Vec<Letter> {
        text.chars()
            .enumerate()
            .map(|(at, c)| {
                let x0 = x + 6.0 * f64::from(u16::try_from(at).unwrap());
                Letter {
                    x0,
                    x1: x0 + 6.0,
                    y,
                    size: 12.0,
                    c,
                    style: Style::default(),
                }
            })
            .collect()
    }

    fn texts(letters: Vec<Letter>) -> Vec<Vec<String>> {
        rows(letters)
            .iter()
            .map(|row| row.iter().map(Line::text).collect())
            .collect()
    }

    #[test]
    fn gaps_part_words_and_columns() {
        let mut page = letters("KẾ", 10.0, 50.0);
        page.extend(letters("HOẠCH", 26.0, 50.3));
        page.extend(letters("cột", 90.0, 50.0));
        page.extend(letters("trên", 10.0, 30.0));
        assert_eq!(texts(page), [vec!["trên"], vec!["KẾ HOẠCH", "cột"]]);
    }

    #[test]
    fn words_set_letter_by_letter_stay_whole_and_shadows_vanish() {
        let mut page = letters("ạc", 16.0, 50.0);
        page.extend(letters("ho", 4.0, 50.0));
        page.extend(letters("ho", 4.3, 50.0));
        assert_eq!(texts(page), [vec!["hoạc"]]);
    }

    #[test]
    fn lines_are_joined_when_the_next_word_had_no_room() {
        let measure = Measure {
            left: 10.0,
            right: 130.0,
        };
        let mut page = letters("một hai ba bốn năm", 22.0, 10.0);
        page.extend(letters("sáu bảy.", 10.0, 28.0));
        page.extend(letters("- tám chín mười mười", 22.0, 46.0));
        page.extend(letters("- mười hai", 22.0, 64.0));
        page.extend(letters("Hết", 10.0, 82.0));
        let lines = rows(page).into_iter().flatten().collect();
        let joined: Vec<_> = paragraphs(lines, measure)
            .iter()
            .map(|p| p.lines.iter().map(Line::text).collect::<Vec<_>>().join("|"))
            .collect();
        assert_eq!(
            joined,
            [
                "một hai ba bốn năm|sáu bảy.",
                "- tám chín mười mười",
                "- mười hai",
                "Hết"
            ]
        );
    }
}
