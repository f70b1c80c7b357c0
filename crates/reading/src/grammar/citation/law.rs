//! Laws cited by name: "Luật Báo chí ngày 05/4/2016", "Bộ luật Dân sự năm 2015".

use std::ops::Range;

use std::sync::LazyLock;

use super::{CitationMatch, Issuer, Role, parts};
use crate::cues::Cues;

static WORDS: LazyLock<Cues> = LazyLock::new(|| Cues::of(&KINDS));

const KINDS: [&str; 4] = ["Bộ luật", "Luật", "Pháp lệnh", "Hiến pháp"];

/// No name of a law is longer than this many bytes.
const LONGEST: usize = 260;

/// Finds the laws cited by name with a year or a date. `taken` are the places of mentions already
/// found, which hold no others.
pub(super) fn find(text: &str, taken: &[Range<usize>]) -> Vec<CitationMatch> {
    let mut found: Vec<CitationMatch> = Vec::new();
    let mut from = 0;
    while let Some((word, place)) = WORDS.longest(text, from) {
        let start = place.start;
        from = place.end;
        let joined = text[..start]
            .chars()
            .next_back()
            .is_some_and(char::is_alphanumeric);
        let inside = taken.iter().any(|place| place.contains(&start))
            || found.last().is_some_and(|last| start < last.span.end);
        if joined || inside {
            continue;
        }
        found.extend(law(text, start, place.end, KINDS[word]));
    }
    found
}

fn law(text: &str, start: usize, name: usize, kind: &'static str) -> Option<CitationMatch> {
    let behind = text[name..].strip_prefix(' ')?;
    let amends = ["sửa đổi", "Sửa đổi", "năm "]
        .iter()
        .any(|word| behind.starts_with(word));
    if !amends && !behind.starts_with(char::is_uppercase) {
        return None;
    }
    let (end, date, year, close) = dated(text, name)?;
    if another_law(&text[name..end]) {
        return None;
    }
    let issuer = if kind == "Pháp lệnh" {
        "Ủy ban Thường vụ Quốc hội"
    } else {
        "Quốc hội"
    };
    Some(CitationMatch {
        span: start..close,
        number: None,
        kind: Some(kind),
        date,
        issuer: Some(Issuer::Implied(issuer)),
        title: Some(start..end),
        year: Some(year),
        role: Role::Plain,
        inside: None,
        type_conflict: false,
    })
}

type Dated = (usize, Option<(Range<usize>, chrono::NaiveDate)>, i32, usize);

/// The end of the name, and the date or the year behind it. The name holds no figures.
fn dated(text: &str, name: usize) -> Option<Dated> {
    use chrono::Datelike;
    let window_end = text.len().min(name + LONGEST);
    let digit = text.as_bytes()[name..window_end]
        .iter()
        .position(u8::is_ascii_digit)?
        + name;
    let head = &text[name..digit];
    if head.contains([';', ':', '.', '(', ')']) {
        return None;
    }
    if let Some(stem) = head.strip_suffix(" năm ") {
        let digits = text.get(digit..digit + 4)?;
        let year = digits
            .parse()
            .ok()
            .filter(|year| (1945..=2100).contains(year))?;
        return Some((end_of_name(name, stem), None, year, digit + 4));
    }
    let stem = head.strip_suffix(" ngày ")?;
    let end = end_of_name(name, stem);
    let (place, day) = parts::date(text, end)?;
    let close = place.end;
    Some((end, Some((place, day)), day.year(), close))
}

fn end_of_name(name: usize, stem: &str) -> usize {
    name + stem.trim_end_matches([',', ' ']).len()
}

/// "Luật Đất đai, Luật Nhà ở năm 2014": the year is the last one's. A law that amends others
/// holds their names.
fn another_law(name: &str) -> bool {
    let amends = name.trim_start().to_lowercase().starts_with("sửa đổi");
    !amends
        && [", Luật ", " và Luật ", ", Bộ luật ", " và Bộ luật "]
            .iter()
            .any(|other| name.contains(other))
}
