//! Numbers, symbols and days as official documents write them.

use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::phrases::official;

/// Số, ký hiệu. Without a sequence the room for it stays open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Number {
    /// The number within the year.
    pub sequence: Option<u32>,
    /// The symbol: `STTTT-TTBC`, `BC-SKHCN`.
    pub symbol: String,
}

/// Room for a number that the clerk writes or stamps.
const OPEN: &str = "\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}";

impl Number {
    /// `05/STTTT-TTBC`: below ten with a leading zero.
    pub fn written(&self) -> String {
        match self.sequence {
            Some(sequence) => format!("{sequence:02}/{}", self.symbol),
            None => format!("{OPEN}/{}", self.symbol),
        }
    }
}

/// The symbol of a document: the type's code, if it has one, the issuer's abbreviation, the
/// drafting division's. A công văn has no code: `STTTT-TTBC`; a report has no division in the
/// model of the decree: `BC-STTTT`.
pub fn symbol(type_name: Option<&str>, issuer: &str, division: Option<&str>) -> String {
    let code = type_name.and_then(type_code);
    let parts = [code, Some(issuer), division];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    parts.join("-")
}

/// The code of a named type of Annex III: `Báo cáo` is `BC`.
pub fn type_code(name: &str) -> Option<&'static str> {
    let wanted = name.to_lowercase();
    let types = &official().types;
    let found = types.iter().find(|(name, _)| name.to_lowercase() == wanted);
    found.map(|(_, code)| code.as_str())
}

/// The day of a document; what is not given stays open for the signer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// Day of the month.
    pub day: Option<u32>,
    /// Month.
    pub month: Option<u32>,
    /// Year.
    pub year: i32,
}

impl Day {
    /// A day that is known.
    pub fn known(day: NaiveDate) -> Self {
        Self {
            day: Some(day.day()),
            month: Some(day.month()),
            year: day.year(),
        }
    }

    /// Day and month open.
    pub fn open(year: i32) -> Self {
        Self {
            day: None,
            month: None,
            year,
        }
    }

    /// A phrase with `{day}`, `{month}` and `{year}` filled: days below ten and the months
    /// January and February with a leading zero.
    pub(super) fn fill(self, phrase: &str) -> String {
        let open = "\u{a0}\u{a0}\u{a0}".to_owned();
        let day = self.day.map_or(open.clone(), |day| format!("{day:02}"));
        let month = self.month.map_or(open, |month| match month {
            0..=2 => format!("{month:02}"),
            _ => month.to_string(),
        });
        phrase
            .replace("{day}", &day)
            .replace("{month}", &month)
            .replace("{year}", &self.year.to_string())
    }
}

/// A number in Roman letters, as appendices are counted.
pub fn roman(mut number: usize) -> String {
    const LETTERS: [(usize, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut written = String::new();
    for (value, letter) in LETTERS {
        while number >= value {
            let _ = write!(written, "{letter}");
            number -= value;
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_below_ten_have_a_zero_and_open_ones_have_room() {
        let number = |sequence| Number {
            sequence,
            symbol: symbol(None, "STTTT", Some("TTBC")),
        };
        assert_eq!(number(Some(5)).written(), "05/STTTT-TTBC");
        assert_eq!(number(Some(5740)).written(), "5740/STTTT-TTBC");
        assert!(number(None).written().trim().starts_with('/'));
    }

    #[test]
    fn named_types_carry_their_code() {
        assert_eq!(symbol(Some("BÁO CÁO"), "SKHCN", None), "BC-SKHCN");
        assert_eq!(symbol(Some("tờ trình"), "SKHCN", None), "TTr-SKHCN");
        assert_eq!(type_code("Công văn"), None);
    }

    #[test]
    fn appendices_are_counted_in_roman_letters() {
        let written = [1, 4, 9, 14, 49, 144].map(roman);
        assert_eq!(written, ["I", "IV", "IX", "XIV", "XLIX", "CXLIV"]);
    }
}
