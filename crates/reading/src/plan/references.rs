//! Documents cited by name alone: "Đề án truyền thông về …", "Nghị quyết Đại hội …".

use std::sync::LazyLock;

use chrono::NaiveDate;

use super::holders::Holders;
use super::sheet::{Entry, Place, Sheet};
use super::words::{Cues, fold};
use super::zones::Zones;
use crate::draft::{Citation, NamedReference, ReferenceKind};

/// The words that open a name. "Kế hoạch" is not among them: a plan speaks of itself with it.
const OPENERS: [(&str, ReferenceKind); 9] = [
    ("Nghị quyết Đại hội ", ReferenceKind::PartyResolution),
    ("Quy chế ", ReferenceKind::Regulation),
    ("Quy định ", ReferenceKind::Regulation),
    ("Chương trình ", ReferenceKind::Programme),
    ("Tiểu dự án ", ReferenceKind::Project),
    ("Dự án ", ReferenceKind::Project),
    ("Đề án ", ReferenceKind::Scheme),
    ("Chiến lược ", ReferenceKind::Strategy),
    ("Chương trình hành động ", ReferenceKind::Programme),
];

/// What ends a name.
const STOPS: [&str; 24] = [
    " nhằm ",
    " theo ",
    " tại ",
    " gửi ",
    " được ",
    " do ",
    "; ",
    ", trong đó",
    " thuộc Chương trình",
    " thuộc Dự án",
    " thuộc Đề án",
    " ban hành kèm theo",
    " (sau đây",
    " (gọi tắt",
    " (viết tắt",
    " được phê duyệt",
    " theo Quyết định",
    " tại Quyết định",
    " và các ",
    ", các ",
    ", bảo đảm ",
    ", đảm bảo ",
    ", Ủy ban nhân dân",
    ", UBND",
];

/// Finds them, from the first line of the body to the last of the attachments.
pub(super) fn read(
    sheet: &Sheet<'_>,
    zones: &Zones,
    citations: &[Citation],
) -> Vec<NamedReference> {
    let mut found: Vec<NamedReference> = Vec::new();
    let mut known: Vec<String> = Vec::new();
    for &entry in zones.parts.iter().flat_map(|part| &part.entries) {
        let Entry::Line(line) = &sheet.entries[entry] else {
            continue;
        };
        in_line(sheet, &line.place, &mut known, &mut found);
    }
    let mentions = Holders::of(citations.iter().map(|one| one.quote.span).zip(0..));
    for reference in &mut found {
        let holding = mentions.holding(reference.quote.span);
        // The innermost citation that holds the reference.
        reference.within = holding.map(|(_, citation)| citation).max();
    }
    found
}

fn in_line(
    sheet: &Sheet<'_>,
    place: &Place,
    known: &mut Vec<String>,
    found: &mut Vec<NamedReference>,
) {
    let text = sheet.get(place);
    let mut from = 0;
    for (start, kind) in openings(text) {
        if start < from {
            continue;
        }
        let end = start + name_length(&text[start..], known);
        from = end.max(start + 1);
        let name = &text[start..end];
        if !is_name(name, kind) {
            continue;
        }
        if !known.iter().any(|other| other == name) {
            known.push(name.to_owned());
        }
        found.push(NamedReference {
            quote: sheet.quote(&(place.start + start..place.start + end)),
            kind,
            period: period(name),
            within: None,
        });
    }
}

/// The opening words that stand inside a sentence: at its start one heads an item.
fn openings(text: &str) -> Vec<(usize, ReferenceKind)> {
    static CUES: LazyLock<Cues> = LazyLock::new(|| Cues::of(&OPENERS.map(|(word, _)| word)));
    let mut found: Vec<(usize, usize)> = CUES
        .find(text)
        .into_iter()
        .map(|(opener, place)| (place.start, opener))
        .filter(|&(start, _)| text[..start].ends_with(' '))
        .collect();
    found.sort_unstable();
    found
        .into_iter()
        .map(|(start, opener)| (start, OPENERS[opener].1))
        .collect()
}

/// Length of the name a text starts with: as met in full before, else up to what ends it.
fn name_length(text: &str, known: &[String]) -> usize {
    static CUES: LazyLock<Cues> = LazyLock::new(|| Cues::of(&STOPS));
    let met = known
        .iter()
        .filter(|name| text.starts_with(name.as_str()))
        .map(String::len)
        .max();
    met.unwrap_or_else(|| {
        let stop = CUES
            .find(text)
            .into_iter()
            .map(|(_, place)| place.start)
            .min();
        let ends = [
            sentence_end(text),
            another(text),
            period_end(text),
            quote_end(text),
        ];
        let end = ends.into_iter().chain(stop).min().unwrap_or(text.len());
        let name = text[..end].trim_end_matches(['.', ',', ';', ':', ' ', '/']);
        unopened(name)
    })
}

/// Behind "giai đoạn 2021-2025" a name goes on only with its phase in brackets.
fn period_end(text: &str) -> usize {
    let Some(at) = text.find("giai đoạn ").map(|at| at + "giai đoạn ".len()) else {
        return text.len();
    };
    let rest = &text[at..];
    let years = rest
        .trim_start_matches(|ch: char| ch.is_ascii_digit() || matches!(ch, ' ' | '-' | '\u{2013}'));
    let end = text.len() - years.len();
    if end - at < "2021-2025".len() {
        return text.len();
    }
    let phase = years
        .strip_prefix("(giai đoạn")
        .and_then(|rest| rest.find(')'));
    match phase {
        Some(close) => end + "(giai đoạn".len() + close + 1,
        None => end,
    }
}

/// A name in quotation marks ends with them, unless its period stands behind.
fn quote_end(text: &str) -> usize {
    let opens = text.find('“').filter(|&at| at < 24);
    let Some(close) = opens.and_then(|_| text.find('”')) else {
        return text.len();
    };
    let end = close + '”'.len_utf8();
    if text[end..].trim_start().starts_with("giai đoạn ") {
        return text.len();
    }
    end
}

fn sentence_end(text: &str) -> usize {
    memchr::memchr_iter(b'.', text.as_bytes())
        .find(|&at| super::reader::ends_sentence(text, at))
        .unwrap_or(text.len())
}

/// Where another document is named: behind a comma, or behind "và".
fn another(text: &str) -> usize {
    let starts = |rest: &str| {
        OPENERS.iter().any(|(word, _)| rest.starts_with(word))
            || [
                "Nghị định ",
                "Thông tư ",
                "Quyết định ",
                "Nghị quyết ",
                "Kế hoạch ",
                "Luật ",
            ]
            .iter()
            .any(|word| rest.starts_with(word))
    };
    [", ", " và ", "; "]
        .iter()
        .flat_map(|joint| {
            memchr::memmem::find_iter(text.as_bytes(), joint).map(move |at| (at, at + joint.len()))
        })
        .filter(|&(_, behind)| starts(&text[behind..]))
        .map(|(at, _)| at)
        .min()
        .unwrap_or(text.len())
}

/// Up to a bracket that closes what was opened outside.
fn unopened(name: &str) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in name.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 0 => return at,
            b')' => depth -= 1,
            _ => {}
        }
    }
    name.len()
}

/// Four words at least, and a number only in a name ("lần thứ XIII"): "Chương trình số …" is a
/// citation.
fn is_name(name: &str, kind: ReferenceKind) -> bool {
    // Words that go on with the sentence: the plan speaks of itself, or of no one programme.
    const SELF: [&str; 34] = [
        "nay",
        "so",
        "tren",
        "duoc",
        "do",
        "hop tac",
        "cua",
        "va",
        "thuoc",
        "phu hop",
        "gui",
        "nham",
        "thuc hien",
        "theo",
        "tai",
        "khac",
        "da",
        "de",
        "la",
        "se",
        "co",
        "cho",
        "den",
        "trong",
        "voi",
        "ve viec",
        "bao dam",
        "dam bao",
        "neu",
        "khi",
        "lam viec",
        "noi",
        "nham",
        "gan voi",
    ];
    let words = name.split(' ').count();
    let opener = OPENERS
        .iter()
        .filter(|(word, own)| *own == kind && name.starts_with(word))
        .map(|(word, _)| word.len())
        .max()
        .unwrap_or(0);
    let rest = fold(&name[opener.min(name.len())..]);
    let generic = SELF.iter().any(|word| {
        rest.strip_prefix(word)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    });
    words >= 5 && name.len() < 400 && !generic
}

/// "giai đoạn 2021-2025", "năm 2025".
fn period(name: &str) -> Option<(NaiveDate, NaiveDate)> {
    let at = name.find("giai đoạn ")? + "giai đoạn ".len();
    let mut digits = name[at..]
        .split(|ch: char| !ch.is_ascii_digit())
        .filter(|part| part.len() == 4)
        .filter_map(|part| part.parse::<i32>().ok());
    let (first, last) = (digits.next()?, digits.next()?);
    (first <= last).then_some(())?;
    Some((
        NaiveDate::from_ymd_opt(first, 1, 1)?,
        NaiveDate::from_ymd_opt(last, 12, 31)?,
    ))
}
