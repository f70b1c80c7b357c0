//! Dates: "ngày mười tám tháng tư năm hai nghìn không trăm hai mươi ba", "quý ba", "tháng chạp".

use std::ops::RangeInclusive;

use super::At;
use super::number::{below_hundred, cardinal, digit, figures};
use super::words::Words;

/// Years that are taken for a year.
const YEARS: RangeInclusive<u64> = 1900..=2100;
/// Quarters, as documents write them.
const QUARTERS: [&str; 4] = ["I", "II", "III", "IV"];

/// A date at a place, as written.
pub(super) fn read(words: &Words, at: usize) -> At<String> {
    match words.at(at) {
        "năm" => year(words, at + 1).map(|(year, end)| (format!("năm {year}"), end)),
        "quý" => quarter(words, at),
        "tháng" => month_alone(words, at),
        _ => full(words, at),
    }
}

/// A year: a number, its four figures, or both its halves ("hai mươi hai ba").
pub(super) fn year(words: &Words, at: usize) -> At<u64> {
    let whole = cardinal(words, at);
    let halves = below_hundred(words, at, false).and_then(|(century, end)| {
        let (rest, end) = below_hundred(words, end, true)?;
        Some((century * 100 + rest, end))
    });
    // "hai mươi" takes "hai" from "hai ba" where it can: the halves may also meet one word earlier.
    let short = matches!(words.at(at + 1), "mươi")
        .then(|| {
            let (rest, end) = below_hundred(words, at + 2, true)?;
            Some((digit(words.at(at))? * 1_000 + rest, end))
        })
        .flatten();
    let written = figures(words.at(at)).and_then(|it| Some((it.parse().ok()?, at + 1)));
    let all = [four_figures(words, at), whole, halves, short, written];
    all.into_iter()
        .flatten()
        .filter(|(year, _)| YEARS.contains(year))
        .max_by_key(|(_, end)| *end)
}

fn four_figures(words: &Words, at: usize) -> At<u64> {
    let mut figures = (at..at + 4).map(|at| digit(words.at(at)));
    let value = figures.try_fold(0, |value, figure| Some(value * 10 + figure?))?;
    Some((value, at + 4))
}

/// A year with its word.
fn named_year(words: &Words, at: usize) -> At<u64> {
    (words.at(at) == "năm").then(|| year(words, at + 1))?
}

fn quarter(words: &Words, at: usize) -> At<String> {
    let number = match words.at(at + 1) {
        "nhất" | "i" => 1,
        "nhì" | "ii" => 2,
        "iii" => 3,
        "iv" => 4,
        word => digit(word).or_else(|| figures(word)?.parse().ok())?,
    };
    let place = usize::try_from(number).ok()?.checked_sub(1)?;
    let roman = QUARTERS.get(place)?;
    Some(match named_year(words, at + 2) {
        Some((year, end)) => (format!("quý {roman}/{year}"), end),
        None => (format!("quý {roman}"), at + 2),
    })
}

fn month_alone(words: &Words, at: usize) -> At<String> {
    let (month, end) = month(words, at + 1)?;
    if let Some((year, end)) = named_year(words, end).or_else(|| year(words, end)) {
        return Some((format!("tháng {month}/{year}"), end));
    }
    // "ba tháng hai lần" counts months.
    let before = at.checked_sub(1).map_or("", |at| words.at(at));
    let counts = digit(before).is_some() || matches!(before, "mười" | "mươi");
    (!counts).then(|| (format!("tháng {month}"), end))
}

/// A month by its number, or by its name in the old calendar.
fn month(words: &Words, at: usize) -> At<u64> {
    let one = match words.at(at) {
        "giêng" => 1,
        "chạp" => 12,
        "mười" => {
            // "tháng mười hai không hai ba" is October 2023: the year takes its first figure.
            return Some(match words.at(at + 1) {
                "một" => (11, at + 2),
                "hai" if year(words, at + 1).is_none() => (12, at + 2),
                _ => (10, at + 1),
            });
        }
        word => digit(word).or_else(|| figures(word)?.parse().ok())?,
    };
    (1..=12).contains(&one).then_some((one, at + 1))
}

/// A day of a month. Without "ngày" or "mùng" before it and a year behind it, two small numbers
/// around "tháng" are no date: "ba tháng hai lần".
fn full(words: &Words, at: usize) -> At<String> {
    let named = words.at(at) == "ngày";
    let start = if named { at + 1 } else { at };
    let early = matches!(words.at(start), "mùng" | "rằm");
    let (day, end) = day(words, start)?;
    let prefix = if named { "ngày " } else { "" };
    if words.at(end) == "tháng" {
        let (month, end) = month(words, end + 1)?;
        if let Some((year, end)) = named_year(words, end).or_else(|| year(words, end)) {
            return Some((format!("{prefix}{day}/{month}/{year}"), end));
        }
        let is_date = named || early || day >= 10;
        return is_date.then(|| (format!("{prefix}{day}/{month}"), end));
    }
    let (month, end) = month(words, slash(words, end)?)?;
    let year = slash(words, end).and_then(|behind| year(words, behind));
    match year {
        Some((year, end)) => Some((format!("{prefix}{day}/{month}/{year}"), end)),
        None if named => Some((format!("{prefix}{day}/{month}"), end)),
        None => None,
    }
}

fn day(words: &Words, at: usize) -> At<u64> {
    let at = if words.at(at) == "mùng" { at + 1 } else { at };
    if words.at(at) == "rằm" {
        return Some((15, at + 1));
    }
    let two_figures = || {
        let (first, second) = (digit(words.at(at))?, digit(words.at(at + 1))?);
        let is_day = (1..=3).contains(&first) && words.at(at + 2) == "tháng";
        is_day.then_some((first * 10 + second, at + 2))
    };
    let one = || {
        let word = words.at(at);
        let value = digit(word).or_else(|| figures(word)?.parse().ok())?;
        Some((value, at + 1))
    };
    let found = below_hundred(words, at, false)
        .or_else(two_figures)
        .or_else(one);
    found.filter(|(day, _)| (1..=31).contains(day))
}

/// The slash between the parts of a date or a document's number, in its many names.
pub(super) fn slash(words: &Words, at: usize) -> Option<usize> {
    match (words.at(at), words.at(at + 1)) {
        ("gạch" | "xẹt", "chéo") | ("gạch", "ngang" | "nối") => Some(at + 2),
        ("gạch" | "chéo" | "trên" | "xẹt" | "phần" | "/", _) => Some(at + 1),
        _ => None,
    }
}
