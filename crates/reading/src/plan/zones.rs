//! Which part of the file is the plan: head, body, foot, attachments; and what is not.

use super::foot::{self, Foot};
use super::head::{self, Head};
use super::sheet::{Entry, Sheet};
use super::words::{fold, starts_with};
use crate::file::wrap::is_upper;
use crate::grammar::marker;

/// The document cut into its parts.
#[derive(Debug, Default)]
pub(super) struct Zones {
    /// What the head says.
    pub head: Head,
    /// What the foot says.
    pub foot: Foot,
    /// The body, then each attachment.
    pub parts: Vec<Part>,
    /// Entries of foot notes.
    pub notes: Vec<usize>,
    /// Entries that belong to the page around the document.
    pub chrome: Vec<usize>,
}

/// The body or an attachment.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// `None` of the body; the label of an attachment: `PL`, `PL2`; empty of a plan that a
    /// decision issues.
    pub label: Option<String>,
    /// Lines of its title.
    pub title: Vec<usize>,
    /// Its content.
    pub entries: Vec<usize>,
}

/// Cuts a document into its parts.
pub(super) fn cut(sheet: &Sheet<'_>) -> Zones {
    let head = head::read(sheet);
    let mut zones = Zones {
        chrome: (0..head.entries.start).collect(),
        ..Zones::default()
    };
    let mut body = Part::default();
    let mut at = head.entries.end;
    zones.head = head;
    while at < sheet.entries.len() {
        if let Some(foot) = foot::read(sheet, at) {
            at = foot.entries.end;
            zones.foot = foot;
            break;
        }
        if attachment_label(sheet, at).is_some() {
            break;
        }
        if is_note(sheet, at) {
            zones.notes.push(at);
        } else {
            body.entries.push(at);
        }
        at += 1;
    }
    zones.parts.push(body);
    let has_foot = !zones.foot.entries.is_empty();
    after_foot(sheet, at, has_foot, &mut zones);
    zones
}

/// What follows the signature: attachments, foot notes, and the page around the document.
fn after_foot(sheet: &Sheet<'_>, from: usize, has_foot: bool, zones: &mut Zones) {
    let mut state = if has_foot {
        State::Outside
    } else {
        State::Text
    };
    let mut at = from;
    while at < sheet.entries.len() {
        if let Some(label) = attachment_label(sheet, at) {
            let end = title_end(sheet, at);
            let last = zones.parts.last_mut();
            // A second heading right after the first is part of the same title.
            match last {
                Some(part) if state == State::Title && part.label.is_some() => {
                    part.title.extend(at..end);
                }
                _ => zones.parts.push(Part {
                    label: Some(label),
                    title: (at..end).collect(),
                    entries: Vec::new(),
                }),
            }
            state = State::Title;
            at = end;
            continue;
        }
        state = place(sheet, at, state, zones);
        at += 1;
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Outside,
    Title,
    Text,
    Table,
    Note,
}

fn place(sheet: &Sheet<'_>, at: usize, state: State, zones: &mut Zones) -> State {
    if is_note(sheet, at) {
        zones.notes.push(at);
        return State::Note;
    }
    let Some(part) = zones
        .parts
        .last_mut()
        .filter(|_| !matches!(state, State::Outside | State::Note))
    else {
        let assigns = state == State::Outside && super::table::assigns(sheet, at);
        if assigns {
            zones.parts.push(Part {
                label: Some("PL".to_owned()),
                title: Vec::new(),
                entries: vec![at],
            });
            return State::Table;
        }
        zones.chrome.push(at);
        return state;
    };
    match &sheet.entries[at] {
        Entry::Table(_) => {
            part.entries.push(at);
            State::Table
        }
        Entry::Line(line) => {
            let text = sheet.get(&line.place);
            if state == State::Table && !goes_on_after_table(text) {
                zones.chrome.push(at);
                return State::Outside;
            }
            part.entries.push(at);
            if ends_document(text) {
                State::Outside
            } else if state == State::Table {
                State::Table
            } else {
                State::Text
            }
        }
    }
}

/// After the table of an attachment: notes to it, another heading, another item.
fn goes_on_after_table(text: &str) -> bool {
    text.starts_with('(')
        || is_upper(text)
        || starts_with(text, "Ghi chú")
        || text.starts_with(['.', '…'])
        || marker::parse(text).is_some_and(|marker| marker.ordinal.is_some())
}

fn ends_document(text: &str) -> bool {
    text.trim_end().ends_with("./.")
}

/// `[1] …`: a foot note that the page put at the end.
fn is_note(sheet: &Sheet<'_>, at: usize) -> bool {
    let Entry::Line(line) = &sheet.entries[at] else {
        return false;
    };
    let Some(rest) = sheet.get(&line.place).strip_prefix('[') else {
        return false;
    };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    (1..=3).contains(&digits) && rest[digits..].starts_with(']')
}

/// Whether an attachment starts here, and its label.
fn attachment_label(sheet: &Sheet<'_>, at: usize) -> Option<String> {
    let Entry::Line(line) = &sheet.entries[at] else {
        return None;
    };
    let text = sheet.get(&line.place);
    if text.len() > 200 {
        return None;
    }
    if let Some(rest) = super::words::strip(text, "Phụ lục") {
        let number: String = rest
            .trim_start()
            .chars()
            .take_while(|ch| ch.is_alphanumeric())
            .collect();
        let heading = is_upper(text) || line.bold || rest.trim().len() <= 6;
        let short = number.len() <= 4
            && (number
                .chars()
                .all(|ch| ch.is_ascii_digit() || "IVX".contains(ch)));
        return heading.then(|| {
            if short {
                format!("PL{number}")
            } else {
                "PL".to_owned()
            }
        });
    }
    let folded = || fold(text);
    if (is_upper(text) || line.bold)
        && [
            "Danh mục",
            "Biểu",
            "Mẫu",
            "Bảng",
            "Đề cương",
            "Phân công",
            "Lịch",
        ]
        .iter()
        .any(|word| starts_with(text, word))
    {
        return (is_attached(sheet, at + 1) || folded().contains("bieu so"))
            .then(|| "PL".to_owned());
    }
    (is_upper(text) && head::is_type_name(text) && is_attached(sheet, at + 1)).then(String::new)
}

/// Whether "(Kèm theo …)" stands among the next lines.
fn is_attached(sheet: &Sheet<'_>, from: usize) -> bool {
    let next = sheet.entries.iter().skip(from).take(5);
    next.filter_map(|entry| match entry {
        Entry::Line(line) => Some(sheet.get(&line.place)),
        Entry::Table(_) => None,
    })
    .any(|text| {
        starts_with(text, "(Kèm theo")
            || starts_with(text, "(Ban hành kèm theo")
            || starts_with(text, "Kèm theo")
    })
}

/// The title of an attachment: capitals, bold lines, lines in brackets.
fn title_end(sheet: &Sheet<'_>, from: usize) -> usize {
    let is_title = |entry: &Entry| match entry {
        Entry::Table(_) => false,
        Entry::Line(line) => {
            let text = sheet.get(&line.place);
            (is_upper(text) || line.bold || text.starts_with('(')) && marker::parse(text).is_none()
        }
    };
    let rest: &[Entry] = sheet.entries.get(from + 1..).unwrap_or_default();
    let more = rest
        .iter()
        .take(8)
        .take_while(|entry| is_title(entry))
        .count();
    from + 1 + more
}
