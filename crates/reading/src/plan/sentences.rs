//! A paragraph cut into its statements: at full stops, and at semicolons that do not stand
//! inside a list of agencies.

use super::page::vouched;
use super::reader;
use super::sheet::{Place, Sheet};

/// The statements of a place, without white space around, marks at the end kept.
pub(super) fn statements(sheet: &Sheet<'_>, place: &Place) -> Vec<Place> {
    let text = sheet.get(place);
    let mut found: Vec<Place> = Vec::new();
    let mut start = 0;
    for end in ends(text) {
        let next = text[end..].trim_start();
        if text[..end].ends_with(';') && in_list(&text[start..end - 1], next) {
            continue;
        }
        push(sheet, &mut found, place.start + start..place.start + end);
        start = end;
    }
    push(sheet, &mut found, place.start + start..place.end);
    found
}

fn push(sheet: &Sheet<'_>, found: &mut Vec<Place>, place: Place) {
    let place = sheet.trimmed(&place);
    if sheet.get(&place).chars().any(char::is_alphabetic) {
        found.push(place);
    }
}

/// Where statements may end: behind a semicolon outside brackets, behind the stop of a sentence.
fn ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b';' if depth == 0 => ends.push(at + 1),
            b'.' if depth == 0 && reader::ends_sentence(text, at) => ends.push(at + 1),
            _ => {}
        }
    }
    ends
}

/// Whether a semicolon between these two stands inside a list of agencies: one ends before it,
/// another starts behind it.
fn in_list(before: &str, after: &str) -> bool {
    !vouched(after).0.is_empty() && ends_with_actor(before)
}

/// Whether the last words of a text are a list of agencies.
pub(super) fn ends_with_actor(text: &str) -> bool {
    const LONGEST: usize = 14;
    let starts: Vec<usize> = text
        .char_indices()
        .filter(|&(at, ch)| ch.is_alphabetic() && (at == 0 || text[..at].ends_with(' ')))
        .map(|(at, _)| at)
        .collect();
    starts.iter().rev().take(LONGEST).any(|&at| {
        let list = &text[at..];
        let opens = list.starts_with(char::is_uppercase) || list.starts_with("các ");
        opens && {
            let (found, end) = vouched(list);
            !found.is_empty() && end == list.len()
        }
    })
}
