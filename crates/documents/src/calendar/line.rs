//! Content lines: escaped, and folded at 75 bytes between characters.

use chrono::NaiveDate;

/// Longest line without its end, in bytes (RFC 5545 §3.1).
const LONGEST: usize = 75;

/// A calendar being written.
#[derive(Default)]
pub(super) struct Lines(String);

impl Lines {
    /// A property whose value holds nothing to escape.
    pub fn plain(&mut self, name: &str, value: &str) {
        let value: String = value.chars().filter(|ch| !ch.is_control()).collect();
        self.fold(&format!("{name}:{value}"));
    }

    /// A property of type TEXT.
    pub fn text(&mut self, name: &str, value: &str) {
        self.fold(&format!("{name}:{}", escape(value)));
    }

    /// A property that is a day.
    pub fn date(&mut self, name: &str, day: NaiveDate) {
        self.fold(&format!("{name};VALUE=DATE:{}", day.format("%Y%m%d")));
    }

    /// The whole text.
    pub fn finish(self) -> String {
        self.0
    }

    fn fold(&mut self, line: &str) {
        let mut used = 0;
        for ch in line.chars() {
            if used + ch.len_utf8() > LONGEST {
                self.0.push_str("\r\n ");
                used = 1;
            }
            self.0.push(ch);
            used += ch.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// Escape a TEXT value; control characters other than line ends and tabs have no place in it.
fn escape(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    let mut before = '\0';
    for ch in value.chars() {
        match ch {
            '\\' | ';' | ',' => escaped.extend(['\\', ch]),
            '\n' if before == '\r' => {}
            '\n' | '\r' => escaped.push_str("\\n"),
            '\t' => escaped.push('\t'),
            _ if ch.is_control() => {}
            _ => escaped.push(ch),
        }
        before = ch;
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_folded_line_unfolds_to_itself_and_no_line_is_too_long(value in "\\PC{0,400}") {
            let mut lines = Lines::default();
            lines.text("SUMMARY", &value);
            let text = lines.finish();
            for line in text.split("\r\n") {
                prop_assert!(line.len() <= LONGEST);
            }
            let unfolded = text.replace("\r\n ", "");
            prop_assert_eq!(unfolded, format!("SUMMARY:{}\r\n", escape(&value)));
        }
    }
}
