//! What a section is about, as its heading names it.

use super::Prose;
use crate::plan::level::Level;
use crate::plan::reader::address;
use crate::plan::words::fold;

/// What a section is about, as far as it decides what counts as a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Matter {
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
