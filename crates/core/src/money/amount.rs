//! Amounts: whole đồng, and quantities as exact decimals. Nothing here is a floating number.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Largest amount of one line or entry, in đồng: a hundred thousand tỷ, more than any province
/// spends. It keeps every sum that can occur far from the limit of the numbers.
pub const MOST: i64 = 100_000_000_000_000;

/// A quantity (số lượng) with up to four decimals, counted in ten-thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quantity(pub i64);

impl Quantity {
    /// Parts of a whole.
    pub const SCALE: i64 = 10_000;
    /// Digits behind the comma.
    pub const DIGITS: usize = 4;
    /// The largest.
    pub const MOST: i64 = 1_000_000_000 * Self::SCALE;

    /// A whole number of things.
    pub const fn whole(number: i64) -> Self {
        Self(number * Self::SCALE)
    }

    /// As people type it: `2`, `1.250`, `1,5`, `1.250,75`. A dot groups thousands where it can,
    /// and is a decimal point where it cannot (`1.5`).
    pub fn parse(text: &str) -> Option<Self> {
        let text = compact(text);
        let (whole, part) = match text.split_once(',') {
            Some((whole, part)) if !part.contains(',') => (digits(whole, &['.'])?, part),
            Some(_) => (digits(&text, &[','])?, ""),
            None => {
                if let Some(whole) = digits(&text, &['.']) {
                    (whole, "")
                } else {
                    let (whole, part) = text.split_once('.')?;
                    (digits(whole, &[])?, part)
                }
            }
        };
        Self::of_parts(&whole, part)
    }

    /// As a machine writes it: `1250.75`.
    pub fn parse_plain(text: &str) -> Option<Self> {
        let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
        Self::of_parts(whole, part)
    }

    fn of_parts(whole: &str, part: &str) -> Option<Self> {
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let part = part.trim_end_matches('0');
        if whole.is_empty() || !plain(whole) || !plain(part) || part.len() > Self::DIGITS {
            return None;
        }
        let part: i64 = format!("{part:0<4}").parse().ok()?;
        let whole: i64 = whole.parse().ok()?;
        let all = whole.checked_mul(Self::SCALE)?.checked_add(part)?;
        (all <= Self::MOST).then_some(Self(all))
    }

    /// `1250.75`, for machines.
    pub fn plain(self) -> String {
        let mut text = (self.0 / Self::SCALE).to_string();
        let part = (self.0 % Self::SCALE).abs();
        if part != 0 {
            let _ = write!(text, ".{part:04}");
            text.truncate(text.trim_end_matches('0').len());
        }
        text
    }
}

/// Quantity times unit cost, to the đồng; half a đồng is rounded up.
pub fn product(quantity: Quantity, unit_cost: i64) -> Result<i64> {
    let scale = i128::from(Quantity::SCALE);
    let exact = i128::from(quantity.0) * i128::from(unit_cost);
    let rounded = (exact + scale / 2).div_euclid(scale);
    i64::try_from(rounded)
        .ok()
        .filter(|amount| *amount <= MOST)
        .ok_or(TOO_LARGE)
}

/// A sum that overflows is an error, never a wrong number.
pub fn sum(amounts: impl IntoIterator<Item = i64>) -> Result<i64> {
    let mut all = amounts.into_iter();
    all.try_fold(0_i64, i64::checked_add).ok_or(TOO_LARGE)
}

const TOO_LARGE: Error = Error::Invalid {
    field: "amount",
    reason: "too_large",
};

/// An amount of đồng as people type it: `1250000`, `1.250.000`, `1.250.000 đ`. A fraction of a
/// đồng is no amount.
pub fn parse(text: &str) -> Option<i64> {
    let text = compact(text).to_lowercase();
    let text = ["đồng", "vnđ", "vnd", "đ"]
        .iter()
        .find_map(|unit| text.strip_suffix(unit))
        .unwrap_or(&text);
    let text = text.strip_suffix(",0").unwrap_or(text);
    let found: i64 = digits(text, &['.', ','])?.parse().ok()?;
    (found <= MOST).then_some(found)
}

/// The same with a sign, for adjustments.
pub fn parse_signed(text: &str) -> Option<i64> {
    let text = compact(text);
    match text.strip_prefix(['-', '−', '–']) {
        Some(rest) => parse(rest).map(|amount| -amount),
        None => parse(text.strip_prefix('+').unwrap_or(&text)),
    }
}

fn compact(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The digits of a whole number, alone or in groups of three behind one of these marks.
fn digits(text: &str, marks: &[char]) -> Option<String> {
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if plain(text) {
        return (text.len() <= 18).then(|| text.to_owned());
    }
    let mark = *marks.iter().find(|mark| text.contains(**mark))?;
    let mut parts = text.split(mark);
    let first = parts.next().filter(|part| plain(part) && part.len() <= 3)?;
    let mut all = first.to_owned();
    for part in parts {
        if !plain(part) || part.len() != 3 || all.len() > 15 {
            return None;
        }
        all.push_str(part);
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_read_as_people_type_them() {
        for (text, amount) in [
            ("1250000", 1_250_000),
            ("1.250.000", 1_250_000),
            ("1.250.000 đ", 1_250_000),
            ("1 250 000 đồng", 1_250_000),
            ("1,250,000 VND", 1_250_000),
            ("0", 0),
        ] {
            assert_eq!(parse(text), Some(amount), "{text}");
        }
        for text in [
            "",
            "đ",
            "1.25",
            "1,5",
            "12.50.000",
            "-5",
            "1e6",
            "một triệu",
            "1.000,5",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse("100.000.000.000.001"), None);
        assert_eq!(parse_signed("−1.000"), Some(-1_000));
        assert_eq!(parse_signed("+1.000"), Some(1_000));
    }

    #[test]
    fn quantities_are_exact() {
        for (text, parts) in [
            ("2", 20_000),
            ("1,5", 15_000),
            ("1.5", 15_000),
            ("1.250", 12_500_000),
            ("1.250,75", 12_507_500),
            ("0,0001", 1),
        ] {
            assert_eq!(Quantity::parse(text), Some(Quantity(parts)), "{text}");
        }
        for text in ["", "1,00001", "-1", "x", ",5", "1.2.3"] {
            assert_eq!(Quantity::parse(text), None, "{text}");
        }
    }

    #[test]
    fn half_a_dong_is_rounded_up() {
        let three = |quantity| product(Quantity(quantity), 3).ok();
        assert_eq!(three(5_000), Some(2));
        assert_eq!(three(4_999), Some(1));
        assert!(product(Quantity(Quantity::MOST), MOST).is_err());
    }

    proptest! {
        #[test]
        fn a_quantity_written_is_read_back(parts in 0..=Quantity::MOST) {
            let quantity = Quantity(parts);
            prop_assert_eq!(Quantity::parse_plain(&quantity.plain()), Some(quantity));
        }

        #[test]
        fn rounding_is_off_by_half_a_dong_at_most(parts in 0..1_000_000_i64, cost in 0..1_000_000_i64) {
            let rounded = i128::from(product(Quantity(parts), cost).unwrap_or(-1));
            let exact = i128::from(parts) * i128::from(cost);
            prop_assert!((rounded * 10_000 - exact).abs() <= 5_000);
        }

        #[test]
        fn nothing_typed_makes_it_panic(text in "\\PC{0,20}") {
            let _ = (parse(&text), parse_signed(&text), Quantity::parse(&text), Quantity::parse_plain(&text));
        }
    }
}
