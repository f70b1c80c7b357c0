//! Numbers that are neither a date nor a document's: amounts, shares, articles.

use super::number::{below_hundred, cardinal, digit, digits, figures};
use super::words::Words;
use super::{At, Found, date};

/// Words that a number follows as figures, however small it is: "điều năm" is Article 5.
const CUES: [&str; 13] = [
    "điều",
    "khoản",
    "chương",
    "mục",
    "phần",
    "trang",
    "khóa",
    "khoá",
    "kì",
    "kỳ",
    "đợt",
    "tổ",
    "phường",
];
/// From here on thousands are set apart.
const APART: u64 = 10_000;

/// A number at a place. `before` is what is written already.
pub(super) fn read(words: &Words, at: usize, before: &[String]) -> At<Found> {
    let (text, end) = after_cue(words, at, before)
        .or_else(|| with_comma(words, at))
        .or_else(|| plain(words, at))?;
    let share = words.are(end, "phần trăm");
    let (text, end) = if share {
        (format!("{text}%"), end + 2)
    } else {
        (text, end)
    };
    Some((Found::Number(text), end))
}

/// Figures behind "số", and small numbers behind the parts of a document.
fn after_cue(words: &Words, at: usize, before: &[String]) -> At<String> {
    let cue = before.last()?.to_lowercase();
    if cue == "số" {
        let (text, end) = digits(words, at)?;
        let is_last = end == words.len();
        // "chuyển đổi số ba năm", "một số năm": a lone digit behind "số" may be anything.
        let lone = text.len() == 1 && figures(words.at(at)).is_none();
        let some = before.len() >= 2 && before[before.len() - 2].to_lowercase() == "một";
        return (!some && (!lone || is_last)).then_some((text, end));
    }
    if !CUES.contains(&cue.as_str()) {
        return None;
    }
    let word = words.at(at);
    let value = digit(word).filter(|_| cardinal(words, at).is_none())?;
    let is_years = word == "năm" && date::year(words, at + 1).is_some();
    let is_share = words.are(at + 1, "phần trăm") || words.at(at + 1) == "tháng";
    (!is_years && !is_share).then(|| (value.to_string(), at + 1))
}

/// "hai phẩy năm"; a share of a single digit too: "ba phần trăm".
fn with_comma(words: &Words, at: usize) -> At<String> {
    let (whole, end) = cardinal(words, at)
        .or_else(|| digit(words.at(at)).map(|value| (value, at + 1)))
        .or_else(|| Some((figures(words.at(at))?.parse().ok()?, at + 1)))?;
    if words.are(end, "phần trăm") {
        return Some((shown(whole), end));
    }
    if words.at(end) != "phẩy" {
        return None;
    }
    let behind = end + 1;
    // "phẩy không năm" is ,05; "phẩy bảy mươi lăm" is ,75.
    let ten = below_hundred(words, behind, false).map(|(value, end)| (value.to_string(), end));
    let (part, end) = ten.or_else(|| one_by_one(words, behind))?;
    Some((format!("{},{part}", shown(whole)), end))
}

fn one_by_one(words: &Words, at: usize) -> At<String> {
    let figures = (at..words.len()).map_while(|at| digit(words.at(at)));
    let text: String = figures.take(4).map(|it| it.to_string()).collect();
    let end = at + text.len();
    (!text.is_empty()).then_some((text, end))
}

/// A number with its size in it. Whole millions and billions keep their word, as documents write
/// them: "120 triệu", "3 tỷ".
fn plain(words: &Words, at: usize) -> At<String> {
    let (value, end) = cardinal(words, at)?;
    for (unit, name) in [(1_000_000_000, "tỷ"), (1_000_000, "triệu")] {
        if words.at(end - 1) == name && value.is_multiple_of(unit) {
            return Some((format!("{} {name}", apart(value / unit)), end));
        }
    }
    Some((shown(value), end))
}

/// `2023`, and from ten thousand on `12.500`.
fn shown(value: u64) -> String {
    if value < APART {
        return value.to_string();
    }
    apart(value)
}

/// `1.500`
fn apart(value: u64) -> String {
    let text = value.to_string();
    let first = (text.len() - 1) % 3 + 1;
    let mut parts = vec![&text[..first]];
    parts.extend((first..text.len()).step_by(3).map(|at| &text[at..at + 3]));
    parts.join(".")
}
