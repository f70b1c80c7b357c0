//! Dates that are wrong or not written by the book.

use std::ops::Range;
use std::sync::LazyLock;

use chrono::NaiveDate;
use memchr::memmem::Finder;

use super::DateFault;

/// A date in figures with its year, or behind the word "ngày".
struct Written {
    /// With the word "ngày" before it.
    whole: Range<usize>,
    day: Range<usize>,
    month: Range<usize>,
    year: Option<Range<usize>>,
}

/// See [`super::faults`].
pub(super) fn faults(text: &str) -> Vec<(Range<usize>, DateFault)> {
    static MONTH: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(WORD));
    const WORD: &str = " tháng ";
    let mut found = Vec::new();
    let mut words = MONTH.find_iter(text.as_bytes()).peekable();
    let mut slashes = memchr::memchr_iter(b'/', text.as_bytes()).peekable();
    let mut free = 0;
    loop {
        let mark = match (slashes.peek().copied(), words.peek().copied()) {
            (None, None) => return found,
            (Some(slash), word) if word.is_none_or(|word| slash < word) => {
                slashes.next();
                slash..slash + 1
            }
            (_, word) => {
                words.next();
                let word = word.unwrap_or(text.len());
                word..word + WORD.len()
            }
        };
        if let Some(date) = written(text, free, mark) {
            free = date.whole.end;
            found.extend(fault(text, &date));
        }
    }
}

/// The date that has the mark `mark` between its day and its month; nothing before `free` is its.
fn written(text: &str, free: usize, mark: Range<usize>) -> Option<Written> {
    let bytes = text.as_bytes();
    let before = bytes.get(free..mark.start)?;
    let is_digit = |byte: &&u8| byte.is_ascii_digit();
    let days = before.iter().rev().take(2).take_while(is_digit).count();
    let months = bytes[mark.end..]
        .iter()
        .take(2)
        .take_while(is_digit)
        .count();
    if days == 0 || months == 0 {
        return None;
    }
    let day = mark.start - days..mark.start;
    let month = mark.end..mark.end + months;
    let year = ["/", " năm "].iter().find_map(|mark| {
        let start = month.end + text[month.end..].strip_prefix(mark).map(|_| mark.len())?;
        let digits = bytes[start..].iter().take(4).take_while(is_digit).count();
        (digits == 4).then_some(start..start + 4)
    });
    let named = ["ngày ", "Ngày "]
        .iter()
        .find(|word| text[free..day.start].ends_with(**word));
    let start = day.start - named.map_or(0, |word| word.len());
    let end = year.as_ref().map_or(month.end, |year| year.end);
    Some(Written {
        whole: start..end,
        day,
        month,
        year,
    })
}

fn fault(text: &str, date: &Written) -> Option<(Range<usize>, DateFault)> {
    let named = date.whole.start < date.day.start;
    if date.year.is_none() && !named || !stands_alone(text, date.whole.clone(), named) {
        return None;
    }
    let (day, month) = (&text[date.day.clone()], &text[date.month.clone()]);
    let year = date.year.clone().map_or("2000", |year| &text[year]);
    let place = date.day.start..date.whole.end;
    let (years, months, days) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    if NaiveDate::from_ymd_opt(years, months, days).is_none() {
        return Some((place, DateFault::NoSuchDay));
    }
    let bare_month = matches!(month, "1" | "2");
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
