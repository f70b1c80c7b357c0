//! Tasks whose item says inside its own text who does it: in brackets at its end, "(Sở Y tế chủ
//! trì; Sở Tài chính phối hợp; hoàn thành trong năm 2024)", or as labels behind it, "… Đơn vị chủ
//! trì: Sở Y tế. Thời gian: Quý II/2024.".

use super::labels::{self, Block, inline};
use super::outline::Tree;
use super::reader::Reader;
use super::sheet::Place;
use super::words::fold;
use crate::draft::{Certainty, NodeKind, TaskDraft, TaskForm};
use crate::grammar::deadline;
use crate::grammar::label::{self, Attribute};

/// The tasks of a part that its items state inside themselves, by node; `taken` holds the nodes
/// that attribute lines made tasks already.
pub(super) fn tasks(reader: &Reader<'_>, tree: &Tree, taken: &[bool]) -> Vec<(usize, TaskDraft)> {
    (0..tree.nodes.len())
        .filter(|&id| !taken[id])
        .filter_map(|id| Some((id, read(reader, tree, id)?)))
        .collect()
}

fn read(reader: &Reader<'_>, tree: &Tree, id: usize) -> Option<TaskDraft> {
    let node = &tree.nodes[id];
    if node.is_lost() || node.table.is_some() || !node.block.is_empty() || leads_items(tree, id) {
        return None;
    }
    let body = reader.sheet.trimmed(&node.body);
    let words = reader.sheet.get(&body);
    let (block, end) = behind(reader, &body, words).or_else(|| bracketed(reader, &body, words))?;
    let text = reader.sheet.trimmed(&(body.start..body.start + end));
    let said = !block.lead.is_empty() && !text.is_empty();
    said.then(|| TaskDraft {
        label: Some(reader.label(tree, owner(tree, id))),
        node: Some(id),
        heading: None,
        text: Some(reader.sheet.quote(&text)),
        lead: block.lead,
        coordinate: block.coordinate,
        monitor: block.monitor,
        deadline: block.deadline,
        product: block.product.map(|place| reader.sheet.quote(&place)),
        budget: block.budget.map(|place| reader.sheet.quote(&place)),
        form: TaskForm::Labels,
        certainty: Certainty::Read,
    })
}

/// Whether an item says in brackets who does it: then lines behind it that say so too are not its.
pub(super) fn says_who(words: &str) -> bool {
    let trimmed = words.trim_end_matches(['.', ';', ',', ' ']);
    let inner = trimmed.strip_suffix(')');
    let opened = inner.and_then(|inner| Some(&inner[opening(inner)?..]));
    opened.is_some_and(|inner| {
        let folded = fold(inner);
        folded.contains("chu tri") || folded.contains("thuc hien:")
    })
}

/// Whether items stand under the node: then it only introduces them.
fn leads_items(tree: &Tree, id: usize) -> bool {
    let mut below = tree.nodes[id].children.iter();
    below.any(|&child| tree.nodes[child].level.is_some())
}

/// A paragraph has the label of the item it stands under.
fn owner(tree: &Tree, id: usize) -> usize {
    let node = &tree.nodes[id];
    match node.kind {
        NodeKind::Paragraph => node.parent.unwrap_or(id),
        _ => id,
    }
}

/// Labels behind the text of the item, and where that text ends.
fn behind(reader: &Reader<'_>, body: &Place, words: &str) -> Option<(Block, usize)> {
    let found = inline(words);
    let (end, _, _) = *found.first()?;
    let leads = |&(_, attribute, _): &(usize, Attribute, usize)| {
        matches!(attribute, Attribute::Lead | Attribute::LeadAndCoordinate)
    };
    if end == 0 || !found.iter().any(leads) {
        return None;
    }
    let mut block = Block::default();
    for (at, &(_, attribute, value)) in found.iter().enumerate() {
        let stop = found.get(at + 1).map_or(words.len(), |&(stop, _, _)| stop);
        let place = body.start + value..body.start + stop;
        labels::set(reader, &mut block, attribute, &place);
    }
    Some((block, end))
}

/// Roles in the brackets at the end of the item, and where its text ends before them.
fn bracketed(reader: &Reader<'_>, body: &Place, words: &str) -> Option<(Block, usize)> {
    let inner_end = words
        .trim_end_matches(['.', ';', ',', ' '])
        .strip_suffix(')')?
        .len();
    let open = opening(&words[..inner_end])?;
    let inner = &words[open + 1..inner_end];
    let folded = fold(inner);
    if !folded.contains("chu tri") && !folded.contains("thuc hien:") {
        return who_and_when(reader, body, inner, open);
    }
    let mut block = Block::default();
    let start = body.start + open + 1;
    for segment in segments(inner) {
        let place = start + segment.start..start + segment.end;
        take(reader, &mut block, &reader.sheet.trimmed(&place));
    }
    let known = block
        .lead
        .iter()
        .all(|actor| actor.certainty == Certainty::Read);
    known.then_some((block, open))
}

/// What stands in brackets, apart by semicolons, or by full stops before a label: "(Cơ quan chủ
/// trì: Sở A. Thời gian: thường xuyên)".
fn segments(inner: &str) -> Vec<std::ops::Range<usize>> {
    let labels = super::words::stops(inner).filter(|&at| label::parse(&inner[at + 2..]).is_some());
    let mut ends: Vec<usize> = memchr::memchr_iter(b';', inner.as_bytes())
        .chain(labels)
        .collect();
    ends.push(inner.len());
    ends.sort_unstable();
    let mut start = 0;
    let segment = |end| std::mem::replace(&mut start, end + 1)..end;
    ends.into_iter().map(segment).collect()
}

/// "(Sở TT&TT; Quý III/2024)": agencies, then the day.
fn who_and_when(
    reader: &Reader<'_>,
    body: &Place,
    inner: &str,
    open: usize,
) -> Option<(Block, usize)> {
    let (who, when) = inner.rsplit_once(';')?;
    deadline::parse(when.trim(), &reader.context)?.due?;
    let start = body.start + open + 1;
    let mut block = Block::default();
    labels::set(
        reader,
        &mut block,
        Attribute::Lead,
        &(start..start + who.len()),
    );
    let end = start + inner.len();
    labels::set(
        reader,
        &mut block,
        Attribute::Time,
        &(end - when.len()..end),
    );
    let known = block
        .lead
        .iter()
        .all(|actor| actor.certainty == Certainty::Read);
    known.then_some((block, open))
}

/// The bracket that the end of `words` is inside of.
fn opening(words: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, ch) in words.char_indices().rev() {
        match ch {
            ')' => depth += 1,
            '(' if depth == 0 => return Some(at),
            '(' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// One segment in brackets: a label with its value, a sentence of roles, or a day.
fn take(reader: &Reader<'_>, block: &mut Block, place: &Place) {
    let words = reader.sheet.get(place);
    if let Some(label) = label::parse(words).or_else(|| label::bare_lead(words, None)) {
        let value = place.start + label.value..place.end;
        return labels::set(reader, block, label.attribute, &value);
    }
    let skipped = ["do ", "giao ", "Do ", "Giao "]
        .iter()
        .find_map(|word| words.strip_prefix(word))
        .map_or(0, |rest| words.len() - rest.len());
    let place = place.start + skipped..place.end;
    let folded = fold(&words[skipped..]);
    if folded.contains("chu tri") || folded.contains("phoi hop") {
        labels::set(reader, block, Attribute::LeadAndCoordinate, &place);
    } else if deadline::parse(&words[skipped..], &reader.context).is_some() {
        labels::set(reader, block, Attribute::Time, &place);
    }
}
