//! What stands behind the number of a cited document: its date, its issuer, its title.

use std::ops::Range;

use chrono::NaiveDate;

use super::types::starts_with_type;
use crate::grammar::agency::{issuer, leading};

/// The date at the start of `text`: its place and its day.
pub(super) fn date(text: &str, from: usize) -> Option<(Range<usize>, NaiveDate)> {
    let rest = &text[from..];
    let rest = rest.strip_prefix(',').unwrap_or(rest);
    let rest = rest.strip_prefix(' ').unwrap_or(rest);
    let issued = strip_any(rest, &["Ban hành ", "ban hành ", "BAN HÀNH "]).unwrap_or(rest);
    let rest = strip_any(issued, &["ngày ", "Ngày ", "NGÀY "])?;
    let start = text.len() - rest.len();
    let (day, behind) = digits(rest, 2)?;
    let figures = || {
        let (month, behind) = digits(behind.strip_prefix(['/', '.', '-'])?, 2)?;
        Some((month, behind.strip_prefix(['/', '.', '-'])?))
    };
    let words = || {
        let (month, behind) = digits(strip_any(behind, &[" tháng ", " THÁNG "])?, 2)?;
        Some((month, strip_any(behind, &[" năm ", " NĂM "])?))
    };
    let (month, behind) = figures().or_else(words)?;
    let years = behind;
    let (year, behind) = digits(years, 4)?;
    if years.len() - behind.len() < 4 || behind.starts_with(|ch: char| ch.is_ascii_digit()) {
        return None;
    }
    let day = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    Some((start..text.len() - behind.len(), day))
}

fn strip_any<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    words.iter().find_map(|word| text.strip_prefix(word))
}

/// The number of at most so many digits that a text starts with, and what stands behind it.
fn digits(text: &str, most: usize) -> Option<(u32, &str)> {
    let count = text
        .bytes()
        .take(most)
        .take_while(u8::is_ascii_digit)
        .count();
    let number = text[..count].parse().ok()?;
    Some((number, &text[count..]))
}

/// ", của Bộ Nội vụ" at `from`: the place of the issuer.
pub(super) fn issuer_behind(text: &str, from: usize) -> Option<Range<usize>> {
    const JOINERS: [&str; 5] = ["của ", "do ", "Của ", "CỦA ", "DO "];
    let rest = skip_comma(&text[from..]);
    let joiner = JOINERS.iter().find(|joiner| rest.starts_with(**joiner))?;
    let start = text.len() - rest.len() + joiner.len();
    let known = issuer(&text[start..]).map(|len| start..start + len);
    known.or_else(|| {
        let (actors, _) = leading(&text[start..]);
        let first = actors.into_iter().next()?.range;
        Some(start + first.start..start + first.end)
    })
}

fn skip_comma(text: &str) -> &str {
    text.strip_prefix(',')
        .unwrap_or(text)
        .trim_start_matches(' ')
}

/// "UBND tỉnh vừa ban hành |Kế hoạch số …": the place of an issuer before the mention.
pub(super) fn issuer_before(text: &str, mention: usize) -> Option<Range<usize>> {
    const VERBS: [&str; 6] = [
        " tại",
        " vừa ban hành",
        " đã ban hành",
        " ban hành",
        " tại các",
        " có",
    ];
    /// More bytes than an issuer and its verb have.
    const WINDOW: usize = 200;
    let head = text[..mention]
        .strip_suffix("số ")
        .unwrap_or(&text[..mention])
        .strip_suffix(' ')?;
    let verb = VERBS
        .iter()
        .filter(|verb| head.ends_with(**verb))
        .max_by_key(|verb| verb.len())?;
    let end = head.len() - verb.len();
    let mut from = end.saturating_sub(WINDOW);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let mut before = text[..from].chars().next_back().unwrap_or(' ');
    for (offset, ch) in text[from..end].char_indices() {
        let starts = matches!(before, ' ' | ',' | ';' | '\n') && ch.is_uppercase();
        before = ch;
        let start = from + offset;
        if starts && issuer(&text[start..end]) == Some(end - start) {
            return Some(start..end);
        }
    }
    None
}

/// Words with which a title starts; those that only introduce it are not part of it.
const VERBS: [(&str, bool); 18] = [
    ("về việc", false),
    ("về", false),
    ("v/v", false),
    ("quy định", true),
    ("ban hành", true),
    ("phê duyệt", true),
    ("hướng dẫn", true),
    ("sửa đổi", true),
    ("triển khai", true),
    ("thực hiện", true),
    ("công bố", true),
    ("giao", true),
    ("thành lập", true),
    ("bãi bỏ", true),
    ("tăng cường", true),
    ("điều chỉnh", true),
    ("quán triệt", true),
    ("bổ sung", true),
];

/// Where the title behind `from` starts. Without a date or an issuer before it only "về việc"
/// opens one.
pub(super) fn title_start(text: &str, from: usize, anchored: bool) -> Option<usize> {
    let rest = skip_comma(&text[from..]);
    let rest = rest.strip_prefix('(').unwrap_or(rest);
    let start = text.len() - rest.len();
    let head: String = rest.chars().take(12).flat_map(char::to_lowercase).collect();
    let (verb, kept) = VERBS.iter().find(|(verb, _)| {
        head.strip_prefix(verb)
            .is_some_and(|behind| behind.starts_with([' ', ',']))
    })?;
    if !anchored && *verb != "về việc" {
        return None;
    }
    if *kept {
        return Some(start);
    }
    // A capital has as many bytes as its small letter in all of these words.
    let behind = start + verb.len();
    Some(behind + text.get(behind..)?.len() - text.get(behind..)?.trim_start().len())
}

/// Where the title that starts at `start` ends. `mentions` are the starts of the mentions in the
/// text.
pub(super) fn title_end(text: &str, start: usize, mentions: &[usize]) -> usize {
    let on_basis_line = line_of(text, start).starts_with("Căn cứ");
    let mut depth = 0_usize;
    for (offset, byte) in text[start..].bytes().enumerate() {
        let at = start + offset;
        let ends = match byte {
            b'(' if opens_short_form(&text[at..]) => true,
            b'(' => {
                depth += 1;
                false
            }
            b')' if depth > 0 => {
                depth -= 1;
                false
            }
            b')' => true,
            b';' => depth == 0 && (!on_basis_line || clause_follows(&text[at + 1..])),
            b'.' => depth == 0 && ends_sentence(&text[at + 1..]),
            b'\n' => text[at + 1..].starts_with('\n'),
            b',' => {
                depth == 0 && (main_clause_follows(&text[at + 1..]) || mentions.contains(&(at + 2)))
            }
            b' ' => {
                depth == 0
                    && text[at..].starts_with(" và ")
                    && mentions.contains(&(at + " và ".len()))
            }
            _ => false,
        };
        if ends {
            return at;
        }
    }
    text.len()
}

fn line_of(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    text[start..].trim_start_matches(['-', '*', '+', ' '])
}

/// " (gọi tắt là …)", "(sau đây gọi …", "(viết tắt …".
fn opens_short_form(text: &str) -> bool {
    ["(gọi tắt", "(sau đây gọi", "(sau đây viết", "(viết tắt"]
        .iter()
        .any(|form| text.starts_with(form))
}

fn ends_sentence(behind: &str) -> bool {
    behind.chars().next().is_none_or(char::is_whitespace)
}

/// On a "Căn cứ" line a title may hold semicolons: it ends only where another mention follows.
fn clause_follows(behind: &str) -> bool {
    let behind = behind.trim();
    behind.is_empty() || starts_with_type(behind)
}

/// ", Ủy ban nhân dân tỉnh ban hành …", ", đồng chí …".
fn main_clause_follows(behind: &str) -> bool {
    const SUBJECTS: [&str; 9] = [
        "Ủy ban nhân dân",
        "Uỷ ban nhân dân",
        "UBND",
        "Bộ",
        "Sở",
        "Hội đồng nhân dân",
        "HĐND",
        "Ban",
        "Tỉnh ủy",
    ];
    const VERBS: [&str; 5] = ["ban hành", "xây dựng", "yêu cầu", "đề nghị", "triển khai"];
    let Some(behind) = behind.strip_prefix(' ') else {
        return false;
    };
    if ["đồng chí ", "ông ", "bà "]
        .iter()
        .any(|person| behind.starts_with(person))
    {
        return true;
    }
    let Some(subject) = SUBJECTS
        .iter()
        .find(|subject| behind.starts_with(**subject))
    else {
        return false;
    };
    let clause: String = behind[subject.len()..]
        .chars()
        .take(80)
        .take_while(|ch| !matches!(ch, ',' | ';'))
        .collect();
    VERBS.iter().any(|verb| clause.contains(verb))
}
