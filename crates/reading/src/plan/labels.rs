//! Tasks stated by attribute lines: "Đơn vị chủ trì: …", "Thời gian thực hiện: …".

use super::actors;
use super::level::Level;
use super::outline::{Attr, Item, Tree};
use super::reader::Reader;
use super::sheet::Place;
use super::words::find;
use crate::draft::{Actor, Certainty, Deadline, NodeKind, TaskDraft, TaskForm};
use crate::grammar::label::{self, Attribute};

/// What a block of attribute lines says.
#[derive(Debug, Default, Clone)]
pub(super) struct Block {
    pub lead: Vec<Actor>,
    pub coordinate: Vec<Actor>,
    pub monitor: Vec<Actor>,
    pub deadline: Option<Deadline>,
    pub product: Option<Place>,
    pub budget: Option<Place>,
}

/// Reads a block.
pub(super) fn read(reader: &Reader<'_>, attrs: &[Attr]) -> Block {
    let mut block = Block::default();
    for attr in attrs {
        for value in &attr.values {
            take(reader, &mut block, attr.attribute, value);
        }
    }
    block
}

/// Takes one value; other labels behind it on the same line are values of their own.
fn take(reader: &Reader<'_>, block: &mut Block, attribute: Attribute, value: &Place) {
    let mut attribute = attribute;
    let mut start = value.start;
    for (at, next, behind) in inline(reader.sheet.get(value)) {
        set(reader, block, attribute, &(start..value.start + at));
        attribute = next;
        start = value.start + behind;
    }
    set(reader, block, attribute, &(start..value.end));
}

/// Adds what one value says.
pub(super) fn set(reader: &Reader<'_>, block: &mut Block, attribute: Attribute, value: &Place) {
    let sheet = reader.sheet;
    let place = actors::trim(sheet, value);
    if place.is_empty() {
        return;
    }
    match attribute {
        Attribute::Lead if says_roles(sheet.get(&place)) => {
            lead_and_coordinate(reader, block, &place);
        }
        Attribute::Lead => actors::push_all(&mut block.lead, reader.lead_value(&place)),
        Attribute::LeadAndCoordinate => lead_and_coordinate(reader, block, &place),
        Attribute::Coordinate => {
            actors::push_all(&mut block.coordinate, actors::read(sheet, &place));
        }
        Attribute::Monitor => block.monitor.extend(actors::read(sheet, &place)),
        Attribute::Time => block.deadline = later(block.deadline.take(), reader.deadline(&place)),
        Attribute::Product => block.product = block.product.take().or(Some(place)),
        Attribute::Budget => block.budget = block.budget.take().or(Some(place)),
        _ => {}
    }
}

/// "Sở A chủ trì, phối hợp với Sở B" or "Sở A, Sở B": the first answers when nothing tells.
fn lead_and_coordinate(reader: &Reader<'_>, block: &mut Block, place: &Place) {
    let words = reader.sheet.get(place);
    // "Sở A chủ trì; Sở B, Sở C phối hợp": each part says its own role.
    let apart = words.split(';').all(says_roles) && !words.contains("(chủ trì)");
    let mut start = place.start;
    for part in words.split(if apart { ';' } else { '\0' }) {
        let (lead, coordinate) = reader.split_roles(&(start..start + part.len()));
        start += part.len() + 1;
        actors::push_all(&mut block.lead, lead);
        actors::push_all(&mut block.coordinate, coordinate);
    }
}

/// Whether a value says in words who leads or who helps; in capitals they are part of a name.
fn says_roles(words: &str) -> bool {
    let role = |word: &str| find(words, word).is_some_and(|at| !words[..at].ends_with("được giao"));
    role(" chủ trì") || role(" phối hợp") || role("(chủ trì)") || role("(phối hợp)")
}

/// Of several dates in one block the last one binds.
fn later(before: Option<Deadline>, next: Option<Deadline>) -> Option<Deadline> {
    match (before, next) {
        (Some(before), Some(next)) if next.due.is_some() && next.due >= before.due => Some(next),
        (Some(before), _) => Some(before),
        (None, next) => next,
    }
}

/// Labels inside a line, behind a full stop or a semicolon: where the words before end, which
/// attribute, where its value starts.
pub(super) fn inline(text: &str) -> Vec<(usize, Attribute, usize)> {
    let mut found = Vec::new();
    for at in memchr::memchr2_iter(b'.', b';', text.as_bytes())
        .chain(memchr::memchr_iter(b'\n', text.as_bytes()))
    {
        let rest = &text[at + 1..];
        let words = rest.trim_start_matches([' ', '-', '+', '\n']);
        if words.len() == rest.len() && !text[at..].starts_with('\n') {
            continue;
        }
        let start = text.len() - words.len();
        let says_who_or_when = |label: &label::Label| {
            !matches!(
                label.attribute,
                Attribute::Content | Attribute::Ordinal | Attribute::Note | Attribute::Place
            )
        };
        if let Some(label) = label::parse(words).filter(says_who_or_when) {
            found.push((at, label.attribute, start + label.value));
        }
    }
    found.sort_by_key(|&(at, _, _)| at);
    // A label behind another one's marker is that label again.
    let mut taken = 0;
    found.retain(|&(at, _, value)| {
        let apart = at >= taken;
        taken = if apart { value } else { taken };
        apart
    });
    found
}

/// The tasks of a part that attribute lines state.
pub(super) fn tasks(reader: &Reader<'_>, tree: &Tree) -> Vec<(usize, TaskDraft)> {
    let mut tasks = Vec::new();
    for (id, node) in tree.nodes.iter().enumerate() {
        if node.block.is_empty() {
            continue;
        }
        let block = read(reader, &node.block);
        if !block.lead.is_empty() {
            tasks.push((id, task(reader, tree, id, node, block)));
        }
    }
    tasks
}

fn task(reader: &Reader<'_>, tree: &Tree, id: usize, node: &Item, block: Block) -> TaskDraft {
    let served = served(tree, id);
    let first = served.first().copied().unwrap_or(id);
    let parts = reader.parts(tree, id);
    let text = match (first == id, parts.text) {
        (true, Some(text)) => Some(text),
        (true, None) => content(reader, tree, id),
        (false, _) => reader.parts(tree, first).whole,
    };
    let certainty = if node.is_lost() {
        Certainty::Inferred
    } else {
        Certainty::Read
    };
    TaskDraft {
        label: Some(reader.label(tree, first)),
        node: Some(id),
        heading: parts.heading.map(|place| reader.sheet.quote(&place)),
        text: text.map(|place| reader.sheet.quote(&place)),
        lead: block.lead,
        coordinate: block.coordinate,
        monitor: block.monitor,
        deadline: block.deadline,
        product: block.product.map(|place| reader.sheet.quote(&place)),
        budget: block.budget.map(|place| reader.sheet.quote(&place)),
        form: TaskForm::Labels,
        certainty,
    }
}

/// The items a block serves: its owner, and the items of the same list before it that have none.
fn served(tree: &Tree, id: usize) -> Vec<usize> {
    let node = &tree.nodes[id];
    let Some(parent) = node
        .parent
        .filter(|_| node.level.is_some_and(Level::is_bullet))
    else {
        return vec![id];
    };
    let siblings = &tree.nodes[parent].children;
    let before = &siblings[..siblings.partition_point(|&child| child < id)];
    let free = before
        .iter()
        .rev()
        .take_while(|&&child| tree.nodes[child].level == node.level && !has_block(tree, child));
    let mut served: Vec<usize> = free.copied().collect();
    served.reverse();
    served.push(id);
    served
}

/// Marks what a block serves, with everything below.
pub(super) fn mark_served(tree: &Tree, id: usize, taken: &mut [bool]) {
    for served in served(tree, id) {
        taken[served] = true;
        taken[tree.below(served)].fill(true);
    }
}

fn has_block(tree: &Tree, id: usize) -> bool {
    !tree.nodes[id].block.is_empty()
        || tree
            .below(id)
            .any(|below| !tree.nodes[below].block.is_empty())
}

/// What the task is, when its owner has only a heading: the first words below it.
fn content(reader: &Reader<'_>, tree: &Tree, id: usize) -> Option<Place> {
    tree.below(id)
        .filter(|&below| tree.nodes[below].kind != NodeKind::Table)
        .find_map(|below| {
            reader
                .parts(tree, below)
                .whole
                .filter(|place| !place.is_empty())
        })
}
