//! Tasks stated in sentences: items under the heading of an agency, and sentences whose subject
//! is one.

mod asides;
mod assigned;
mod heading;
mod matter;
mod partners;

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::labels::{self, inline};
use super::level::Level;
use super::outline::Tree;
use super::reader::{Reader, ends_sentence};
use super::sheet::Place;
use super::words::starts_with_word;
use crate::draft::{Actor, Certainty, Deadline, NodeKind, TaskDraft, TaskForm};
use crate::file::wrap::ends_open;
use crate::grammar::label::Attribute;

pub(super) use asides::{is_closing, is_feedback};
pub(super) use assigned::subject_end;
pub(super) use matter::{Matter, opening_matter};
pub(super) use partners::coordinators;

use assigned::same;
use heading::Heading;

/// What an item inherits from above.
#[derive(Clone)]
struct Above {
    matter: Matter,
    agencies: Option<Rc<[Actor]>>,
    deadline: Option<Rc<Deadline>>,
}

/// Reads the tasks of a part that its sentences state. `taken` holds the nodes that attribute
/// lines made tasks already, `matter` is what the part is about before a heading says it.
pub(super) fn tasks(
    reader: &Reader<'_>,
    tree: &Tree,
    taken: &[bool],
    matter: Matter,
) -> Vec<TaskDraft> {
    let mut prose = Prose {
        reader,
        tree,
        taken,
        tasks: Vec::new(),
        headings: vec![OnceCell::new(); tree.nodes.len()],
        headed: RefCell::default(),
    };
    let above = Above {
        matter,
        agencies: None,
        deadline: None,
    };
    let roots: Vec<usize> = (0..tree.nodes.len())
        .filter(|&id| tree.nodes[id].parent.is_none())
        .collect();
    prose.list(&roots, &above);
    prose.tasks
}

struct Prose<'a> {
    reader: &'a Reader<'a>,
    tree: &'a Tree,
    taken: &'a [bool],
    tasks: Vec<TaskDraft>,
    /// The agencies each node is headed by, read once.
    headings: Vec<OnceCell<Option<Heading>>>,
    /// Whether agencies head most items of a list, by parent and level.
    headed: RefCell<FxHashMap<(usize, Option<Level>), bool>>,
}

impl Prose<'_> {
    /// Visits the items of a list; paragraphs in a row are read together.
    fn list(&mut self, ids: &[usize], above: &Above) {
        let mut at = 0;
        while at < ids.len() {
            let id = ids[at];
            if self.tree.nodes[id].kind == NodeKind::Paragraph {
                let run = ids[at..]
                    .iter()
                    .take_while(|&&id| self.tree.nodes[id].kind == NodeKind::Paragraph)
                    .count();
                self.paragraphs(&ids[at..at + run], above, ids.len() > run);
                at += run;
            } else {
                self.item(id, above);
                at += 1;
            }
        }
    }

    fn item(&mut self, id: usize, above: &Above) {
        let node = &self.tree.nodes[id];
        if self.taken[id] || node.table.is_some() {
            return;
        }
        let mut above = above.clone();
        above.matter = self.matter(id, above.matter);
        if above.matter == Matter::Aims {
            return;
        }
        if !node.block.is_empty() {
            above.deadline = labels::read(self.reader, &node.block)
                .deadline
                .map(Rc::new)
                .or(above.deadline);
        }
        let children = &self.tree.nodes[id].children;
        let heading = self
            .agency_heading(id)
            .filter(|_| self.heads_here(id, above.matter))
            .cloned();
        if let Some((agencies, text)) = heading {
            above.agencies = Some(agencies.clone());
            if let Some(text) = text {
                self.push(id, text, agencies.to_vec(), &above);
                return;
            }
            return self.list(children, &above);
        }
        match &above.agencies {
            Some(_) if !self.introduces_agencies(id) => self.duty(id, &above),
            Some(_) => self.list(children, &above),
            None => self.sentence(id, children, &above),
        }
    }

    /// An item under the heading of an agency is a task, whatever stands under it.
    fn duty(&mut self, id: usize, above: &Above) {
        let Some(text) = self.whole(id) else { return };
        if is_feedback(self.reader.sheet.get(&text)) {
            return;
        }
        let heading = above.agencies.as_deref().unwrap_or_default();
        let lead = self.own_subject(&text, heading);
        let lead = lead.unwrap_or_else(|| heading.to_vec());
        self.push(id, text, lead, above);
    }

    /// The text of an item with the items under it.
    fn whole(&self, id: usize) -> Option<Place> {
        let parts = self.reader.parts(self.tree, id);
        let first = parts.whole?;
        let end = self
            .tree
            .below(id)
            .filter_map(|below| self.tree.nodes[below].line.clone())
            .map(|line| line.end)
            .max();
        Some(first.start..end.unwrap_or(first.end).max(first.end))
    }

    /// "- Phối hợp hướng dẫn …, trong đó: + Sở Xây dựng: …": the agencies below are the tasks.
    fn introduces_agencies(&self, id: usize) -> bool {
        let children = &self.tree.nodes[id].children;
        let named = children
            .iter()
            .filter(|&&child| self.agency_heading(child).is_some())
            .count();
        named > 0 && named * 2 >= children.len()
    }

    /// A sentence whose subject is an agency.
    fn sentence(&mut self, id: usize, children: &[usize], above: &Above) {
        let whole = self.reader.parts(self.tree, id).whole;
        let named = whole.and_then(|text| Some((self.assigned(&text, above.matter)?, text)));
        let Some((lead, text)) = named else {
            self.later_sentences(id, above);
            return self.list(children, above);
        };
        let items: Vec<usize> = children
            .iter()
            .copied()
            .filter(|&child| self.tree.nodes[child].level.is_some())
            .collect();
        match items[..] {
            [] => self.paragraphs_with(id, text, lead, children, above),
            // A dash that goes on with a sentence left open is no item of its own.
            [only] if ends_open(self.reader.sheet.get(&text)) => {
                let end = self.tree.nodes[only]
                    .line
                    .as_ref()
                    .map_or(text.end, |line| line.end);
                self.push(id, text.start..end.max(text.end), lead, above);
            }
            _ => {
                if !self.only_announces(&text) {
                    self.push(id, text, lead.clone(), above);
                }
                let below = Above {
                    agencies: Some(lead.into()),
                    ..above.clone()
                };
                self.list(children, &below);
            }
        }
    }

    /// "Sở Y tế có trách nhiệm:" says nothing but that the duties follow.
    fn only_announces(&self, text: &Place) -> bool {
        let words = self.reader.sheet.get(text).trim_end();
        let said = assigned::subject_end(self.reader, text);
        let rest = words.get(said..).and_then(|rest| rest.strip_suffix(':'));
        rest.is_some_and(|rest| {
            let short = !rest.contains(',') && rest.split_whitespace().count() <= 6;
            short || rest.trim_end().ends_with(" trách nhiệm")
        })
    }

    /// "Tăng cường kiểm tra … . Giao Sở Công Thương chủ trì …": an item whose later sentences say
    /// who acts. The first of them takes what stands before it along.
    fn later_sentences(&mut self, id: usize, above: &Above) {
        let Some(whole) = self.reader.parts(self.tree, id).whole else {
            return;
        };
        let words = self.reader.sheet.get(&whole);
        let starts: Vec<usize> = memchr::memmem::find_iter(words.as_bytes(), ". ")
            .filter(|&at| ends_sentence(words, at))
            .map(|at| at + 2)
            .collect();
        let mut open: Option<(usize, Vec<Actor>)> = None;
        for (at, &start) in starts.iter().enumerate() {
            let end = starts.get(at + 1).map_or(words.len(), |&next| next - 1);
            let sentence = whole.start + start..whole.start + end;
            let Some(lead) = self.assigned(&sentence, above.matter) else {
                continue;
            };
            let from = match open.take() {
                None => 0,
                Some((from, lead)) => {
                    self.push(id, whole.start + from..sentence.start - 1, lead, above);
                    start
                }
            };
            open = Some((from, lead));
        }
        if let Some((from, lead)) = open {
            self.push(id, whole.start + from..whole.end, lead, above);
        }
    }

    /// A task and the paragraphs behind it: another subject starts another task.
    fn paragraphs_with(
        &mut self,
        id: usize,
        text: Place,
        lead: Vec<Actor>,
        children: &[usize],
        above: &Above,
    ) {
        let mut text = text;
        let mut lead = lead;
        for &child in children {
            let Some(more) = self.tree.nodes[child].line.clone() else {
                continue;
            };
            let words = self.reader.sheet.get(&more);
            if is_closing(words) || is_feedback(words) {
                break;
            }
            match self
                .assigned(&more, Matter::Organisation)
                .filter(|other| !same(other, &lead))
            {
                Some(other) => {
                    self.push(id, text, lead, above);
                    (text, lead) = (more, other);
                }
                None => text.end = more.end,
            }
        }
        self.push(id, text, lead, above);
    }

    /// Paragraphs under the heading of an agency, or on their own.
    fn paragraphs(&mut self, ids: &[usize], above: &Above, beside_items: bool) {
        let Some(agencies) = &above.agencies else {
            return self.loose_paragraphs(ids, above);
        };
        let mut open: Option<(usize, Place, Vec<Actor>)> = None;
        for &id in ids {
            let Some(line) = self.tree.nodes[id].line.clone() else {
                continue;
            };
            let words = self.reader.sheet.get(&line);
            if is_closing(words) || is_feedback(words) || self.taken[id] {
                break;
            }
            if beside_items && words.ends_with(':') {
                continue;
            }
            let own = self.own_subject(&line, agencies);
            match (open.take(), own) {
                (Some((first, text, lead)), None) => {
                    open = Some((first, text.start..line.end, lead));
                }
                (before, own) => {
                    if let Some((first, text, lead)) = before {
                        self.push(first, text, lead, above);
                    }
                    open = Some((id, line, own.unwrap_or_else(|| agencies.to_vec())));
                }
            }
        }
        if let Some((first, text, lead)) = open {
            self.push(first, text, lead, above);
        }
    }

    fn loose_paragraphs(&mut self, ids: &[usize], above: &Above) {
        for &id in ids {
            let Some(line) = self.tree.nodes[id].line.clone() else {
                continue;
            };
            let words = self.reader.sheet.get(&line);
            let general = is_closing(words) && !starts_with_word(words, "Giao");
            if self.taken[id] || general || is_feedback(words) || words.ends_with(':') {
                continue;
            }
            match self.assigned(&line, above.matter) {
                Some(lead) => self.push(id, line, lead, above),
                None if above.matter != Matter::Content || words.contains(". Giao ") => {
                    self.later_sentences(id, above);
                }
                None => {}
            }
        }
    }

    fn push(&mut self, id: usize, text: Place, lead: Vec<Actor>, above: &Above) {
        let sheet = self.reader.sheet;
        let words = sheet.get(&text);
        let stated = self.stated_deadline(&text);
        let deadline = stated
            .or_else(|| above.deadline.as_deref().cloned())
            .or_else(|| self.prose_deadline(&text));
        let node = &self.tree.nodes[id];
        let owner = if node.level.is_some() {
            id
        } else {
            node.parent.unwrap_or(id)
        };
        let own_heading = Some(owner)
            .filter(|_| owner == id)
            .and_then(|id| self.reader.parts(self.tree, id).heading);
        let coordinate = coordinators(self.reader, &text, words);
        self.tasks.push(TaskDraft {
            label: Some(self.reader.label(self.tree, owner)),
            node: Some(id),
            heading: own_heading
                .filter(|heading| heading.end <= text.start || heading.start >= text.end)
                .map(|heading| sheet.quote(&heading)),
            text: Some(sheet.quote(&text)),
            coordinate,
            lead,
            monitor: Vec::new(),
            deadline,
            product: None,
            budget: None,
            form: TaskForm::Prose,
            certainty: Certainty::Read,
        });
    }

    /// "… . Thời gian hoàn thành: trước ngày …" inside the item.
    fn stated_deadline(&self, text: &Place) -> Option<Deadline> {
        let words = self.reader.sheet.get(text);
        let found = inline(words);
        let at = found
            .iter()
            .position(|&(_, attribute, _)| attribute == Attribute::Time)?;
        let end = found.get(at + 1).map_or(words.len(), |&(end, _, _)| end);
        self.reader
            .deadline(&(text.start + found[at].2..text.start + end))
    }

    fn prose_deadline(&self, text: &Place) -> Option<Deadline> {
        super::due::in_prose(self.reader, text)
    }
}
