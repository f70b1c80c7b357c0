//! Numbers: "hai trăm sáu mươi bảy", "hai sáu bảy", "năm bảy bốn mươi".

use super::At;
use super::words::Words;

const BILLION: u64 = 1_000_000_000;

/// The value of a word that is a digit.
pub(super) fn digit(word: &str) -> Option<u64> {
    let value = match word {
        "không" | "khống" => 0,
        "một" | "mốt" => 1,
        "hai" => 2,
        "ba" => 3,
        "bốn" | "tư" => 4,
        "năm" | "lăm" => 5,
        "sáu" => 6,
        "bảy" => 7,
        "tám" => 8,
        "chín" => 9,
        _ => return None,
    };
    Some(value)
}

/// A digit that may stand before "mươi" or "trăm": not one of those that only end a number.
fn leading(word: &str) -> Option<u64> {
    digit(word).filter(|_| !matches!(word, "mốt" | "lăm" | "tư"))
}

/// A word of figures: `267`.
pub(super) fn figures(word: &str) -> Option<&str> {
    let is_number = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(word)
}

fn is_scale(word: &str) -> bool {
    matches!(word, "mươi" | "trăm" | "nghìn" | "triệu" | "tỷ")
}

/// The ones behind a ten: "mốt", "tư", "lăm", or a digit that begins nothing of its own. "năm"
/// is never one: behind a ten, five is "lăm", and "hai mươi năm" are twenty years.
fn ones(words: &Words, at: usize) -> At<u64> {
    let value = digit(words.at(at)).filter(|it| *it > 0)?;
    let begins_another = matches!(words.at(at + 1), "mươi" | "trăm");
    (words.at(at) != "năm" && !begins_another).then_some((value, at + 1))
}

/// Less than a hundred. Behind a hundred or a thousand ("led") the ten may be left out: "linh
/// năm", "hai trăm sáu bảy".
pub(super) fn below_hundred(words: &Words, at: usize, led: bool) -> At<u64> {
    if led && words.at(at) == "linh" {
        return digit(words.at(at + 1)).map(|value| (value, at + 2));
    }
    let (tens, end) = if words.at(at) == "mười" {
        (10, at + 1)
    } else {
        let first = leading(words.at(at))?;
        if words.at(at + 1) != "mươi" {
            let second = digit(words.at(at + 1)).filter(|_| led && !is_scale(words.at(at + 2)))?;
            return Some((first * 10 + second, at + 2));
        }
        (first * 10, at + 2)
    };
    Some(match ones(words, end) {
        Some((value, end)) => (tens + value, end),
        None => (tens, end),
    })
}

/// Less than a thousand, with at least a ten or a hundred in it.
fn below_thousand(words: &Words, at: usize, led: bool) -> At<u64> {
    let hundreds = leading(words.at(at)).filter(|it| *it > 0 || led);
    let hundreds = hundreds.filter(|_| words.at(at + 1) == "trăm");
    let Some(hundreds) = hundreds.map(|it| it * 100) else {
        return below_hundred(words, at, led);
    };
    let rest = below_hundred(words, at + 2, true).or_else(|| {
        // "ba trăm hai" is said for 320.
        let loose = leading(words.at(at + 2)).filter(|it| *it > 0 && words.at(at + 2) != "năm")?;
        (!is_scale(words.at(at + 3))).then_some((loose * 10, at + 3))
    });
    Some(match rest {
        Some((value, end)) => (hundreds + value, end),
        None => (hundreds, at + 2),
    })
}

/// A number with a word of its size in it ("mười", "mươi", "trăm", "nghìn" …).
pub(super) fn cardinal(words: &Words, at: usize) -> At<u64> {
    let (mut total, mut end, mut led) = (0_u64, at, false);
    for (unit, name) in [(BILLION, "tỷ"), (1_000_000, "triệu"), (1_000, "nghìn")] {
        let group = below_thousand(words, end, led)
            .or_else(|| digit(words.at(end)).map(|value| (value, end + 1)));
        let Some((value, behind)) = group.filter(|(_, behind)| words.at(*behind) == name) else {
            continue;
        };
        total += value * unit;
        (end, led) = (behind + 1, true);
    }
    if !led {
        return below_thousand(words, at, false);
    }
    let is_thousand = words.at(end - 1) == "nghìn";
    let rest = formal(words, end).or_else(|| {
        let loose = is_thousand.then(|| below_hundred(words, end, true))?;
        loose.filter(|(_, behind)| !is_scale(words.at(*behind)))
    });
    Some(match rest {
        Some((value, behind)) => (total + value, behind),
        None => (total, end),
    })
}

/// What may follow a thousand, a million: hundreds, or tens with their word.
fn formal(words: &Words, at: usize) -> At<u64> {
    let has_word = words.at(at) == "mười" || matches!(words.at(at + 1), "trăm" | "mươi");
    has_word.then(|| below_thousand(words, at, true)).flatten()
}

/// Figures spoken one by one, in groups, or as a number: "năm bảy bốn mươi" is 5740.
pub(super) fn digits(words: &Words, at: usize) -> At<String> {
    let (mut text, mut end) = (String::new(), at);
    let mut after_ten = false;
    loop {
        let word = words.at(end);
        // A year follows, or the years that twenty are.
        let is_year = word == "năm" && (after_ten || super::date::year(words, end + 1).is_some());
        if is_year && !text.is_empty() {
            break;
        }
        if let Some((value, behind)) = cardinal(words, end) {
            after_ten = matches!(words.at(behind - 1), "mươi" | "mười");
            text.push_str(&value.to_string());
            end = behind;
        } else if let Some(value) = digit(word) {
            after_ten = false;
            text.push_str(&value.to_string());
            end += 1;
        } else if let Some(figures) = figures(word) {
            after_ten = false;
            text.push_str(figures);
            end += 1;
        } else if word == "linh" && !text.is_empty() && digit(words.at(end + 1)).is_some() {
            text.push('0');
            end += 1;
        } else {
            break;
        }
        if text.len() > 18 {
            return None;
        }
    }
    (!text.is_empty()).then_some((text, end))
}
