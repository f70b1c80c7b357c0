//! The finished outline with its places in the sheet: what the readers behind the tasks work on.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use super::reader::{Parts, Reader};
use super::sentences;
use super::sheet::Place;
use super::zones::Zones;
use crate::draft::{Actor, Certainty, Node, NodeKind};
use crate::grammar::agency::{self, AgencyMatch};

/// The outline of the whole document, laid beside the sheet.
pub(super) struct Page<'a> {
    /// The sheet and the calendar.
    pub reader: &'a Reader<'a>,
    /// Head, foot, parts.
    pub zones: &'a Zones,
    /// The outline.
    pub nodes: &'a [Node],
    /// Heading and text of each node.
    pub parts: &'a [Parts],
    /// The paragraphs that close the text.
    pub closing: &'a [Place],
    /// The statements of the paragraphs read so far: duties and reports are read from the same.
    pub statements: RefCell<FxHashMap<Place, Vec<Place>>>,
}

impl Page<'_> {
    /// The text of a place.
    pub fn get(&self, place: &Place) -> &str {
        self.reader.sheet.get(place)
    }

    /// Everything below a node, in document order.
    pub fn below(&self, id: usize) -> std::ops::Range<usize> {
        let rest = self.nodes.get(id + 1..).unwrap_or_default();
        let len = rest
            .iter()
            .take_while(|node| node.parent.is_some_and(|parent| parent >= id))
            .count();
        id + 1..id + 1 + len
    }

    /// Whether a node holds words of the plan: no attribute line, no table.
    pub fn is_words(&self, id: usize) -> bool {
        !matches!(
            self.nodes[id].kind,
            NodeKind::Attributes | NodeKind::Table | NodeKind::TableRow
        )
    }

    /// A paragraph cut into its statements.
    pub fn statements(&self, place: &Place) -> Vec<Place> {
        let known = self.statements.borrow().get(place).cloned();
        known.unwrap_or_else(|| {
            let read = sentences::statements(self.reader.sheet, place);
            self.statements
                .borrow_mut()
                .insert(place.clone(), read.clone());
            read
        })
    }

    /// The actors a list opens with, as far as the lexicon vouches for each, and where the words
    /// behind them start. Empty when no list of actors starts here.
    pub fn actors_at(&self, place: &Place) -> (Vec<Actor>, usize) {
        let (found, end) = vouched(self.get(place));
        let actors = found
            .into_iter()
            .map(|one| super::actors::actor(self.reader.sheet, place.start, one))
            .collect();
        (actors, place.start + end)
    }
}

/// The actors a text opens with; none when one of them is doubtful.
pub(super) fn vouched(text: &str) -> (Vec<AgencyMatch>, usize) {
    // "Ban hành …", "Phối hợp …" and "phòng, chống …" are verbs; a name has a capital, a collective
    // its "các".
    let verb = ["Ban hành", "Phối hợp"]
        .iter()
        .any(|verb| text.starts_with(verb));
    let named = text.starts_with(char::is_uppercase) && !verb
        || ["các ", "những ", "mỗi ", "tất cả "]
            .iter()
            .any(|word| text.starts_with(word));
    if !named {
        return (Vec::new(), 0);
    }
    let (found, end) = agency::leading(text);
    let first = found
        .first()
        .is_some_and(|one| one.range.start <= "tất cả ".len());
    let sure = found.iter().all(|one| one.certainty == Certainty::Read);
    if first && sure {
        (found, end)
    } else {
        (Vec::new(), 0)
    }
}
