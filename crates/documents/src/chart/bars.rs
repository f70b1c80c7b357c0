//! Bars of parts, one under another: how the obligations of each unit stand.

use super::{PATTERNS, area, begin, cut, words};

const WIDTH: i64 = 760;
/// Where the bars begin, and where they end at most.
const LEFT: i64 = 250;
const RIGHT: i64 = 710;
const ROW: i64 = 26;
const BAR: i64 = 17;
const LETTERS: usize = 34;

/// A chart of bars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bars<'a> {
    /// Its name.
    pub title: &'a str,
    /// What it tells, for who does not see it.
    pub description: &'a str,
    /// Names of the parts, at most [`PATTERNS`].
    pub parts: Vec<&'a str>,
    /// The bars: name, a number for each part.
    pub rows: Vec<(&'a str, Vec<i64>)>,
}

impl Bars<'_> {
    /// Draw. `id` is unique on the page.
    pub fn svg(&self, id: &str) -> String {
        let legend = self.legend_rows();
        let top = legend * ROW + 8;
        let rows = i64::try_from(self.rows.len()).unwrap_or(0);
        let mut out = begin(
            id,
            self.title,
            self.description,
            WIDTH,
            top + rows * ROW + 4,
        );
        self.legend(&mut out, id);
        let most = self.rows.iter().map(|(_, parts)| sum(parts)).max();
        let most = most.unwrap_or(0).max(1);
        for ((name, parts), y) in self.rows.iter().zip((0..).map(|row| top + row * ROW)) {
            words(&mut out, LEFT - 8, y + 13, "end", &cut(name, LETTERS));
            let mut before = 0;
            for (series, part) in parts.iter().enumerate().take(PATTERNS) {
                let (from, to) = (place(before, most), place(before + part, most));
                if to > from {
                    area(&mut out, id, series, (from, y, to - from, BAR));
                }
                before += part;
            }
            words(
                &mut out,
                place(before, most) + 6,
                y + 13,
                "start",
                &before.to_string(),
            );
        }
        out.push_str("</svg>");
        out
    }

    fn legend_rows(&self) -> i64 {
        let parts = i64::try_from(self.parts.len().min(PATTERNS)).unwrap_or(0);
        (parts + 2) / 3
    }

    fn legend(&self, out: &mut String, id: &str) {
        for (series, name) in self.parts.iter().enumerate().take(PATTERNS) {
            let at = i64::try_from(series).unwrap_or(0);
            let (x, y) = ((at % 3) * (WIDTH / 3), (at / 3) * ROW + 4);
            area(out, id, series, (x + 1, y, 22, 14));
            words(out, x + 30, y + 12, "start", &cut(name, LETTERS - 6));
        }
    }
}

fn sum(parts: &[i64]) -> i64 {
    parts.iter().take(PATTERNS).sum()
}

fn place(number: i64, most: i64) -> i64 {
    LEFT + number.max(0) * (RIGHT - LEFT) / most
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(rows: Vec<(&str, Vec<i64>)>) -> String {
        let bars = Bars {
            title: "Theo đơn vị",
            description: "Sở A: 3",
            parts: vec!["Xong", "Quá hạn"],
            rows,
        };
        bars.svg("b")
    }

    #[test]
    fn it_is_well_formed_whatever_the_names() {
        let svg = drawn(vec![("Sở <A> & \"B\"", vec![1, 2]), ("C", vec![0, 0])]);
        let mut reader = quick_xml::Reader::from_str(&svg);
        let mut depth = 0;
        loop {
            match reader.read_event().unwrap() {
                quick_xml::events::Event::Start(_) => depth += 1,
                quick_xml::events::Event::End(_) => depth -= 1,
                quick_xml::events::Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(depth, 0);
        assert!(svg.contains("Sở &lt;A&gt; &amp;"));
    }

    #[test]
    fn the_longest_bar_fills_the_room_and_parts_touch() {
        let svg = drawn(vec![("A", vec![1, 3]), ("B", vec![2, 0])]);
        let first = format!("x=\"{LEFT}\" y=\"34\" width=\"115\"");
        let second = format!("x=\"{}\" y=\"34\" width=\"345\"", LEFT + 115);
        assert!(svg.contains(&first) && svg.contains(&second), "{svg}");
        assert!(svg.contains(">4</text>"), "the sum stands as text");
    }

    #[test]
    fn nothing_is_a_chart_too() {
        assert!(drawn(Vec::new()).ends_with("</svg>"));
        assert!(drawn(vec![("A", vec![0, 0])]).contains(">0</text>"));
    }
}
