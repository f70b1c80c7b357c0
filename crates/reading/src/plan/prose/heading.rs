//! The agencies that head an item: "2. Sở Công Thương", "Sở Xây dựng: hướng dẫn …".

use std::rc::Rc;

use super::Prose;
use super::assigned::is_committee;
use super::matter::Matter;
use crate::draft::{Actor, ActorKind, Certainty};
use crate::plan::actors;
use crate::plan::level::Level;
use crate::plan::reader::address;
use crate::plan::sheet::Place;
use crate::plan::subject::subject;
use crate::plan::words::{starts_with, starts_with_word};

/// The agencies an item is headed by, and its text when that runs in behind them.
pub(super) type Heading = (Rc<[Actor]>, Option<Place>);

impl Prose<'_> {
    /// The agencies a node is headed by, and its text when that runs in behind them.
    pub(super) fn agency_heading(&self, id: usize) -> Option<&Heading> {
        self.headings[id]
            .get_or_init(|| self.read_heading(id))
            .as_ref()
    }

    fn read_heading(&self, id: usize) -> Option<Heading> {
        let node = &self.tree.nodes[id];
        if node.is_lost() || node.level.is_none_or(|level| level <= Level(2)) {
            return None;
        }
        let parts = self.reader.parts(self.tree, id);
        let whole = parts.whole.clone()?;
        let words = self.reader.sheet.get(&whole);
        if starts_with_word(words, "Đối với") {
            return None;
        }
        let headed = parts
            .heading
            .as_ref()
            .and_then(|heading| self.reader.agencies(heading));
        if let Some(agencies) = headed {
            return Some((agencies.into(), parts.text));
        }
        if let Some(agencies) = self.before_colon(&whole) {
            return Some((agencies.into(), Some(whole)));
        }
        let bullet = node.level.is_some_and(Level::is_bullet);
        let heads = !node.children.is_empty() && (!bullet || words.trim_end().ends_with(':'));
        heads
            .then(|| self.reader.agencies(&whole))
            .flatten()
            .map(|agencies| (agencies.into(), None))
    }

    /// "Sở Xây dựng: hướng dẫn …": the agencies before the colon.
    fn before_colon(&self, whole: &Place) -> Option<Vec<Actor>> {
        let words = self.reader.sheet.get(whole);
        let colon = words
            .find(':')
            .filter(|&colon| colon < 260 && colon + 1 < words.trim_end().len())?;
        if address_only(&words[..colon]) {
            return None;
        }
        // "Sở A phối hợp Sở B: hướng dẫn …"
        let before = &words[..colon];
        if let Some(found) =
            subject(before).filter(|found| starts_with(&before[found.end..], "phối hợp"))
        {
            return Some(
                found
                    .actors
                    .into_iter()
                    .map(|actor| actors::actor(self.reader.sheet, whole.start, actor))
                    .collect(),
            );
        }
        if address(before).0 > 0 && colon > 100 {
            return None;
        }
        self.reader.agencies(&(whole.start..whole.start + colon))
    }

    /// In a section about what is to be done, agencies head items only if most of the list does.
    pub(super) fn heads_here(&self, id: usize, matter: Matter) -> bool {
        if matter != Matter::Content {
            return true;
        }
        let node = &self.tree.nodes[id];
        let Some(parent) = node.parent else {
            return false;
        };
        if self.is_only_agencies(id) {
            return true;
        }
        let list = (parent, node.level);
        if let Some(&known) = self.headed.borrow().get(&list) {
            return known;
        }
        let siblings = self.tree.nodes[parent].children.iter();
        let (mut all, mut headed) = (0, 0);
        for &sibling in siblings.filter(|&&other| self.tree.nodes[other].level == node.level) {
            all += 1;
            headed += usize::from(self.agency_heading(sibling).is_some());
        }
        let most = headed > 1 && headed * 2 > all;
        self.headed.borrow_mut().insert(list, most);
        most
    }

    /// "2. Sở Công Thương" with items below it: nothing but agencies, each known by name.
    fn is_only_agencies(&self, id: usize) -> bool {
        let items = self.tree.nodes[id].children.iter();
        let mut items = items.filter(|&&child| self.tree.nodes[child].level.is_some());
        let heading = self.agency_heading(id).filter(|(_, text)| text.is_none());
        let named = |actor: &Actor| {
            actor.certainty == Certainty::Read
                && actor.name.contains(' ')
                && (actor.kind == ActorKind::Agency
                    || is_committee(&actor.name)
                    || actors::is_person(&actor.name))
        };
        items.next().is_some() && heading.is_some_and(|(agencies, _)| agencies.iter().all(named))
    }
}

/// "Đề nghị:" addresses whoever follows; it is no agency.
fn address_only(text: &str) -> bool {
    let (skipped, _) = address(text);
    skipped > 0 && skipped >= text.len()
}
