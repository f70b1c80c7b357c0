//! Two columns on one line: converters write the issuer and the name of the nation, or a receiver
//! and the signature, one behind the other.

use super::sheet::{Place, Sheet};
use super::words::starts_with;
use crate::file::wrap::is_upper;

/// The columns of a line of the head, each without spaces around.
pub(super) fn of_head(sheet: &Sheet<'_>, line: &Place) -> Vec<Place> {
    let text = sheet.get(line);
    if text.len() < 240 && text.contains('|') {
        return cells(sheet, line);
    }
    match head_gap(text) {
        Some(at) => cut(sheet, line, at),
        None => vec![line.clone()],
    }
}

/// The columns of a line of the foot.
pub(super) fn of_foot(sheet: &Sheet<'_>, line: &Place) -> Vec<Place> {
    match foot_gap(sheet.get(line)) {
        Some(at) => cut(sheet, line, at),
        None => vec![line.clone()],
    }
}

fn cut(sheet: &Sheet<'_>, line: &Place, at: usize) -> Vec<Place> {
    let middle = line.start + at;
    vec![
        sheet.trimmed(&(line.start..middle)),
        sheet.trimmed(&(middle..line.end)),
    ]
}

/// "ỦY BAN NHÂN DÂN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |".
fn cells(sheet: &Sheet<'_>, line: &Place) -> Vec<Place> {
    let mut start = line.start;
    let mut cells = Vec::new();
    for cell in sheet.get(line).split('|') {
        let place = sheet.trimmed(&(start..start + cell.len()));
        if !place.is_empty() {
            cells.push(place);
        }
        start += cell.len() + 1;
    }
    cells
}

/// Where the second column of a line of the head starts.
fn head_gap(text: &str) -> Option<usize> {
    if text.len() > 200 {
        return None;
    }
    let nation = ["CỘNG HÒA XÃ HỘI", "CỘNG HOÀ XÃ HỘI", "Độc lập - Tự do"]
        .iter()
        .find_map(|words| text.find(words));
    if let Some(at) = nation.filter(|&at| at > 0) {
        return is_upper(&text[..at]).then_some(at);
    }
    if !(starts_with(text, "Số") && text.contains(", ngày") && text.contains("tháng")) {
        return None;
    }
    let slash = text.find('/')?;
    let end = slash + text[slash..].find(' ')?;
    text[end..]
        .trim_start()
        .starts_with(char::is_uppercase)
        .then_some(end)
}

/// Where the signature starts in "- Bộ Nội vụ; KT. CHỦ TỊCH" or "Nơi nhận: TM. ỦY BAN NHÂN DÂN".
fn foot_gap(text: &str) -> Option<usize> {
    const SIGNS: [&str; 12] = [
        " TM. ",
        " KT. ",
        " TL. ",
        " TUQ. ",
        " T/M ",
        " K/T ",
        " CHỦ TỊCH",
        " PHÓ CHỦ TỊCH",
        " GIÁM ĐỐC",
        " PHÓ GIÁM ĐỐC",
        " BỘ TRƯỞNG",
        " THỨ TRƯỞNG",
    ];
    let receives = starts_with(text, "Nơi nhận") || text.starts_with('-');
    if text.len() > 200 || !receives {
        return None;
    }
    let at = SIGNS.iter().filter_map(|sign| text.find(sign)).min()?;
    let ends = text[..at].trim_end().ends_with([';', ':', '.', ')']);
    (ends && is_upper(&text[at..])).then_some(at)
}
