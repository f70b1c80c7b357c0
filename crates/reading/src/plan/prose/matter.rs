//! What a section is about, as its heading names it.

use super::Prose;
use crate::grammar::marker;
use crate::plan::level::Level;
use crate::plan::reader::address;
use crate::plan::sheet::{Entry, Sheet};
use crate::plan::words::{fold, starts_with_word};
use crate::plan::zones::{Part, Zones};

/// What a section is about, as far as it decides what counts as a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::plan) enum Matter {
    /// Purposes, requirements, targets, criteria: nobody is given anything to do.
    Aims,
    /// Money.
    Funds,
    /// Who does what.
    Organisation,
    /// What is to be done.
    Content,
    /// The heading is lost.
    Unknown,
}

/// What the items of a part are about before any heading says it: those of a directive (chỉ thị,
/// công điện, thông báo kết luận) say who does what.
pub(in crate::plan) fn opening_matter(sheet: &Sheet<'_>, zones: &Zones, part: &Part) -> Matter {
    if part.label.is_some() {
        return Matter::Content;
    }
    let kind = zones.head.kind.as_ref().map(|kind| fold(sheet.get(kind)));
    let directs = kind.is_some_and(|kind| {
        ["chi thi", "cong dien", "thong bao"]
            .iter()
            .any(|name| kind.starts_with(name))
    });
    let title = zones.head.title.as_ref().map(|title| sheet.get(title));
    let letter = zones.head.kind.is_none() && title.is_some_and(|title| title.starts_with("V/v "));
    if directs || letter || orders(sheet, part) {
        Matter::Organisation
    } else {
        Matter::Content
    }
}

/// "…, Chủ tịch UBND tỉnh yêu cầu:" right before the first item.
fn orders(sheet: &Sheet<'_>, part: &Part) -> bool {
    const ORDERS: [&str; 6] = [
        "co y kien",
        "yeu cau",
        "chi dao",
        "giao cac",
        "ket luan nhu sau",
        "de nghi cac",
    ];
    let lines = part.entries.iter().take(OPENING).map_while(|&at| {
        let Entry::Line(line) = &sheet.entries[at] else {
            return None;
        };
        let text = sheet.get(&line.place);
        marker::parse(text).is_none().then_some(text)
    });
    let last = lines.last().filter(|text| text.trim_end().ends_with(':'));
    last.is_some_and(|text| {
        let end = text.char_indices().rev().nth(160);
        let end = fold(end.map_or(text, |(at, _)| &text[at..]));
        ORDERS.iter().any(|order| end.contains(order))
    })
}

/// How many paragraphs an opening has at most.
const OPENING: usize = 24;

impl Prose<'_> {
    /// What the section of a node is about.
    pub(super) fn matter(&self, id: usize, above: Matter) -> Matter {
        let node = &self.tree.nodes[id];
        if node.level.is_none_or(|level| level > Level(7)) {
            return above;
        }
        if node.is_lost() {
            return if node.level <= Some(Level::SECTION) {
                self.lost_matter(id)
            } else {
                above
            };
        }
        let parts = self.reader.parts(self.tree, id);
        let Some(heading) = parts.heading else {
            return above;
        };
        let words = self.reader.sheet.get(&heading);
        if words.len() > 160 || self.reader.subject(&heading).is_some() {
            return above;
        }
        // "Yêu cầu UBND các xã, phường" heads their duties; it is no section of requirements.
        if address(words).0 > 0 && self.reader.agencies(&heading).is_some() {
            return above;
        }
        named_matter(words).unwrap_or(if node.level <= Some(Level::SECTION) {
            Matter::Content
        } else {
            above
        })
    }

    /// Without a heading the first items tell whether a section is about money.
    fn lost_matter(&self, id: usize) -> Matter {
        let first = self.tree.nodes[id].children.first();
        let money = first.is_some_and(|&child| {
            fold(self.reader.sheet.get(&self.tree.nodes[child].body)).starts_with("kinh phi")
        });
        if money {
            Matter::Funds
        } else {
            Matter::Unknown
        }
    }
}

/// The matter a heading names.
fn named_matter(heading: &str) -> Option<Matter> {
    // "Giao chỉ tiêu cho các sở, ngành:" sets no targets of its own.
    if starts_with_word(heading, "Giao") {
        return Some(Matter::Organisation);
    }
    let heading = fold(heading);
    let has = |words: &[&str]| words.iter().any(|word| heading.contains(word));
    let starts = |words: &[&str]| words.iter().any(|word| heading.starts_with(word));
    if has(&["to chuc thuc hien", "phan cong"])
        || starts(&[
            "trach nhiem",
            "nhiem vu cua",
            "nhiem vu cu the",
            "to chuc trien khai",
        ])
    {
        return Some(Matter::Organisation);
    }
    if has(&[
        "kinh phi",
        "nguon von",
        "tai chinh thuc hien",
        "nguon luc thuc hien",
    ]) {
        return Some(Matter::Funds);
    }
    let aims = [
        "muc dich",
        "yeu cau",
        "muc tieu",
        "quan diem",
        "chi tieu",
        "pham vi",
        "doi tuong",
        "tieu chi",
        "nguyen tac",
        "can cu",
        "thuc trang",
        "dac diem tinh hinh",
        "danh gia",
        "hien trang",
        "su can thiet",
    ];
    has(&aims).then_some(Matter::Aims)
}
