//! Dates that are wrong or not written by the book.

use std::ops::Range;
use std::sync::LazyLock;

use chrono::NaiveDate;
use memchr::memmem::Finder;
use regex::{Captures, Regex};

use super::DateFault;

/// A date in figures with its year, or behind the word "ngày".
static DATES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("(?:[Nn]gày )?([0-9]{1,2})(?:(?:/| tháng )([0-9]{1,2}))(?:(?:/| năm )([0-9]{4}))?")
        .ok()
});

/// See [`super::faults`].
pub(super) fn faults(text: &str) -> Vec<(Range<usize>, DateFault)> {
    static MONTH: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(" tháng "));
    let bytes = text.as_bytes();
    if memchr::memchr(b'/', bytes).is_none() && MONTH.find(bytes).is_none() {
        return Vec::new();
    }
    let Some(dates) = DATES.as_ref() else {
        return Vec::new();
    };
    dates
        .captures_iter(text)
        .filter_map(|found| fault(text, &found))
        .collect()
}

fn fault(text: &str, found: &Captures<'_>) -> Option<(Range<usize>, DateFault)> {
    let whole = found.get(0)?;
    let (day, month) = (found.get(1)?, found.get(2)?);
    let named = whole.as_str().starts_with(['N', 'n']);
    let year = found.get(3);
    if year.is_none() && !named || !stands_alone(text, whole.range(), named) {
        return None;
    }
    let number = |digits: &str| digits.parse::<u32>().ok();
    let years = year.map_or(Some(2000), |year| year.as_str().parse().ok())?;
    let place = day.start()..whole.end();
    if NaiveDate::from_ymd_opt(years, number(month.as_str())?, number(day.as_str())?).is_none() {
        return Some((place, DateFault::NoSuchDay));
    }
    let bare_month = matches!(month.as_str(), "1" | "2");
    (day.len() == 1 || bare_month).then_some((place, DateFault::LeadingZero))
}

/// Not a piece of a number, of a longer fraction or of the number of a document.
fn stands_alone(text: &str, place: Range<usize>, named: bool) -> bool {
    let before = text[..place.start].chars().next_back();
    let mut after = text[place.end..].chars();
    let next = after.next();
    let joins = |ch: char| ch.is_alphanumeric() || matches!(ch, '/' | '.' | '-');
    let cut_before = !named && before.is_some_and(joins);
    let cut_after = match next {
        Some('.' | '-') => after.next().is_some_and(|ch| ch.is_ascii_digit()),
        Some(ch) => ch == '/' || ch.is_alphanumeric(),
        None => false,
    };
    !cut_before && !cut_after
}
