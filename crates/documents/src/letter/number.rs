//! Numbers, symbols and days as official documents write them.

use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::phrases::official;

/// Số, ký hiệu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Number {
    /// Not given yet: room stands before the symbol.
    Open {
        /// The symbol: `STTTT-TTBC`, `BC-SKHCN`.
        symbol: String,
    },
    /// Given.
    Given {
        /// The number within the year.
        sequence: u32,
        /// The symbol.
        symbol: String,
    },
    /// As an office wrote it, in a way of its own.
    AsWritten(String),
}

/// Room for a number that the clerk writes or stamps.
const OPEN: &str = "\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}";

impl Number {
    /// With a symbol, and the number within the year when it is known.
    pub fn new(sequence: Option<u32>, symbol: &str) -> Self {
        let symbol = symbol.to_owned();
        match sequence {
            Some(sequence) => Self::Given { sequence, symbol },
            None => Self::Open { symbol },
        }
    }

    /// From what stands on a document: `05/STTTT-TTBC`.
    pub fn read(written: &str) -> Self {
        let written = written.trim();
        let parts = written.split_once('/');
        let given = parts.and_then(|(sequence, symbol)| {
            let sequence = sequence.trim().parse().ok()?;
            (sequence > 0 && !symbol.trim().is_empty()).then(|| Self::Given {
                sequence,
                symbol: symbol.trim().to_owned(),
            })
        });
        given.unwrap_or_else(|| Self::AsWritten(written.to_owned()))
    }

    /// `05/STTTT-TTBC`: below ten with a leading zero.
    pub fn written(&self) -> String {
        match self {
            Self::Given { sequence, symbol } => format!("{sequence:02}/{symbol}"),
            Self::Open { symbol } => format!("{OPEN}/{symbol}"),
            Self::AsWritten(written) => written.clone(),
        }
    }
}

/// The symbol of a document: the type's code, if it has one, the issuer's abbreviation, the
/// drafting division's. A công văn has no code: `STTTT-TTBC`; a report has no division in the
/// model of the decree: `BC-STTTT`.
pub fn symbol(type_name: Option<&str>, issuer: &str, division: Option<&str>) -> String {
    let code = type_name.and_then(type_code);
    let parts = [code, Some(issuer), division];
    let parts = parts.into_iter().flatten().map(str::trim);
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    parts.join("-")
}

/// The named types of Annex III with their codes.
pub fn types() -> &'static [(String, String)] {
    &official().types
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
    /// The month of a day; the day itself is left open.
    pub fn of_month(day: NaiveDate) -> Self {
        Self {
            day: None,
            month: Some(day.month()),
            year: day.year(),
        }
    }

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
        let symbol = symbol(None, "STTTT", Some("TTBC"));
        let written = |sequence| Number::new(sequence, &symbol).written();
        assert_eq!(written(Some(5)), "05/STTTT-TTBC");
        assert_eq!(written(Some(5740)), "5740/STTTT-TTBC");
        assert!(written(None).trim().starts_with('/'));
        for text in ["05/STTTT-TTBC", "5740/STTTT-TTBC", "12a/SNV", "không số"] {
            assert_eq!(Number::read(text).written(), text);
        }
        assert_eq!(Number::read("5/SNV").written(), "05/SNV");
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
