//! The foot of the document: who signed, in whose name, and who receives it.

use std::ops::Range;

use super::columns;
use super::head::{lines, split_lines};
use super::sheet::{Entry, Place, Sheet};
use super::words::starts_with;
use crate::file::wrap::is_upper;

/// What the foot says, by place.
#[derive(Debug, Default)]
pub(super) struct Foot {
    /// Its entries; empty when there is none.
    pub entries: Range<usize>,
    /// Người ký.
    pub signer: Option<Place>,
    /// Thẩm quyền ký, line by line.
    pub authority: Vec<Place>,
    /// Nơi nhận, one entry each.
    pub recipients: Vec<Place>,
    /// Whether "Nơi nhận" has been read.
    receives: bool,
}

/// Reads the foot if it starts at an entry.
pub(super) fn read(sheet: &Sheet<'_>, at: usize) -> Option<Foot> {
    let mut foot = Foot {
        entries: at..at,
        ..Foot::default()
    };
    match &sheet.entries[at] {
        Entry::Table(grid) => {
            let signs = lines(sheet, at)
                .any(|line| is_ground(sheet.get(&line)) || opens_recipients(sheet.get(&line)));
            if !signs {
                return None;
            }
            for cell in grid.rows.iter().flatten() {
                foot.take_cell(sheet, &cell.place);
            }
            foot.entries.end = at + 1;
        }
        Entry::Line(line) => {
            let text = sheet.get(&line.place);
            let signs = is_ground(text) || named_behind(text).is_some();
            if !signs && !opens_recipients(text) && !is_signed(sheet, at, text) {
                return None;
            }
            foot.entries.end = foot.take_lines(sheet, at);
        }
    }
    Some(foot)
}

/// "BỘ TRƯỞNG" and below it a name: a signature without the words before it.
fn is_signed(sheet: &Sheet<'_>, at: usize, text: &str) -> bool {
    let next = match sheet.entries.get(at + 1) {
        Some(Entry::Line(line)) => sheet.get(&line.place),
        _ => return false,
    };
    is_upper(text) && is_office(text) && !is_upper(next) && is_person(next)
}

impl Foot {
    fn take_cell(&mut self, sheet: &Sheet<'_>, cell: &Place) {
        let lines = split_lines(sheet, cell);
        if lines
            .first()
            .is_some_and(|line| opens_recipients(sheet.get(line)))
        {
            self.take_recipients(sheet, &lines);
            return;
        }
        for line in lines {
            self.take_signature(sheet, line);
        }
    }

    /// The foot of a text without tables: recipients and signature in either order.
    fn take_lines(&mut self, sheet: &Sheet<'_>, from: usize) -> usize {
        let mut at = from;
        let mut receiving = false;
        while let Some(Entry::Line(line)) = sheet.entries.get(at) {
            let columns = columns::of_foot(sheet, &line.place);
            let beside = columns.len() > 1;
            let taken = columns
                .into_iter()
                .all(|column| self.take_line(sheet, column, &mut receiving, beside));
            if !taken {
                break;
            }
            at += 1;
        }
        at
    }

    /// Takes one line, or one column of a line that the signature stands `beside`; whether it is
    /// of the foot.
    fn take_line(
        &mut self,
        sheet: &Sheet<'_>,
        place: Place,
        receiving: &mut bool,
        beside: bool,
    ) -> bool {
        let text = sheet.get(&place);
        if opens_recipients(text) {
            *receiving = true;
            self.receives = true;
            self.take_recipients(sheet, std::slice::from_ref(&place));
        } else if text.starts_with(['-', '+']) && self.receives {
            self.recipients.push(place);
        } else if is_stamp(text) {
            // "(Đã ký)" stands between the office and the name.
        } else if let Some(name) = named_behind(text) {
            let start = place.start;
            self.authority
                .push(start..start + text[..name].trim_end().len());
            self.signer = Some(start + name..place.end);
        } else if is_ground(text)
            || is_office(text)
            || (self.signs() && self.signer.is_none() && is_person(text))
        {
            *receiving = beside && *receiving;
            self.take_signature(sheet, place);
        } else {
            return *receiving && text.len() < 80 && !is_upper(text);
        }
        true
    }

    fn signs(&self) -> bool {
        !self.authority.is_empty()
    }

    fn take_recipients(&mut self, sheet: &Sheet<'_>, lines: &[Place]) {
        for line in lines {
            let text = sheet.get(line);
            let rest = if opens_recipients(text) {
                text.find(':').map_or("", |colon| &text[colon + 1..])
            } else {
                text
            };
            let rest = rest.trim();
            if rest.is_empty() {
                continue;
            }
            if rest.starts_with(['-', '+', '•']) {
                self.recipients.push(line.end - rest.len()..line.end);
            } else if let Some(last) = self.recipients.last_mut() {
                last.end = line.end;
            }
        }
    }

    fn take_signature(&mut self, sheet: &Sheet<'_>, line: Place) {
        let text = sheet.get(&line);
        if let Some(name) = named_behind(text) {
            let end = line.start + text[..name].trim_end().len();
            self.authority.push(line.start..end);
            self.signer = Some(line.start + name..line.end);
        } else if is_ground(text) || is_office(text) {
            self.authority.push(line);
        } else if self.signs() && is_person(text) {
            self.signer = Some(line);
        }
    }
}

/// "(Đã ký)" and the like.
fn is_stamp(text: &str) -> bool {
    let words = text.trim_matches(['(', ')', '[', ']', ' ']).to_lowercase();
    words == "đã ký" || words.starts_with("đã ký") && words.len() < 40
}

/// "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH Phạm Đình Sơn" on one line: where the name starts.
fn named_behind(text: &str) -> Option<usize> {
    let grounds = ["TM.", "KT.", "TL.", "TUQ.", "T/M", "K/T"];
    if text.len() > 200 || is_upper(text) || !grounds.iter().any(|ground| text.starts_with(ground))
    {
        return None;
    }
    let capitals = |word: &str| !word.chars().any(char::is_lowercase);
    let first = text.split(' ').position(|word| !capitals(word))?;
    let at: usize = text.split(' ').take(first).map(|word| word.len() + 1).sum();
    is_person(&text[at..]).then_some(at)
}

fn opens_recipients(text: &str) -> bool {
    starts_with(text, "Nơi nhận") && text.len() < 4_000
}

/// `TM.`, `KT.`, `TL.`, `TUQ.`, `Q.`
fn is_ground(text: &str) -> bool {
    let grounds = ["TM.", "KT.", "TL.", "TUQ.", "Q.", "T/M", "K/T"];
    text.len() < 160 && is_upper(text) && grounds.iter().any(|ground| text.starts_with(ground))
}

/// The office of the signer on a line of its own.
fn is_office(text: &str) -> bool {
    const OFFICES: [&str; 22] = [
        "chủ tịch",
        "phó chủ tịch",
        "giám đốc",
        "phó giám đốc",
        "bộ trưởng",
        "thứ trưởng",
        "thủ tướng",
        "phó thủ tướng",
        "chánh văn phòng",
        "phó chánh văn phòng",
        "bí thư",
        "phó bí thư",
        "trưởng ban",
        "phó trưởng ban",
        "cục trưởng",
        "phó cục trưởng",
        "hiệu trưởng",
        "trưởng phòng",
        "chánh thanh tra",
        "tổng giám đốc",
        "viện trưởng",
        "chi cục trưởng",
    ];
    text.len() < 160 && is_upper(text) && OFFICES.iter().any(|office| starts_with(text, office))
}

/// A name of a person: two to six words, each with a capital, no other signs.
fn is_person(text: &str) -> bool {
    const RANKS: [&str; 18] = [
        "GS.TS. ",
        "PGS.TS. ",
        "GS. TS. ",
        "PGS. TS. ",
        "GS.TSKH. ",
        "BS. ",
        "BSCKII. ",
        "KS. ",
        "Đại tướng ",
        "Thượng tướng ",
        "Trung tướng ",
        "Thiếu tướng ",
        "Đại tá ",
        "Thượng tá ",
        "Trung tá ",
        "Thiếu tá ",
        "TS. ",
        "ThS. ",
    ];
    let name = RANKS
        .iter()
        .find_map(|rank| text.strip_prefix(rank))
        .unwrap_or(text);
    let words: Vec<&str> = name.split(' ').collect();
    let proper = |word: &&str| {
        let mut chars = word.chars();
        chars.next().is_some_and(char::is_uppercase)
            && chars.all(|ch| ch.is_alphabetic() && ch.is_lowercase())
    };
    (2..=6).contains(&words.len()) && (words.iter().all(proper) || is_upper_name(name, &words))
}

/// Some documents write the name of the signer in capitals too.
fn is_upper_name(name: &str, words: &[&str]) -> bool {
    words.len() <= 5
        && is_upper(name)
        && name.chars().all(|ch| ch.is_alphabetic() || ch == ' ')
        && !is_office(name)
}
