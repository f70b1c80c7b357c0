//! The trees of all parts as one outline.

use super::outline::{Attr, Tree};
use super::reader::{Parts, Reader};
use super::sheet::{Entry, Place};
use crate::draft::{Node, NodeKind};
use crate::source::Span;

/// The outline being put together.
#[derive(Default)]
pub(super) struct Outline {
    /// Its nodes so far.
    pub nodes: Vec<Node>,
    /// Heading and text of each, by place.
    pub parts: Vec<Parts>,
    /// The paragraphs that close the text.
    pub closing: Vec<Place>,
}

/// What stands under a node, in document order.
enum Below<'a> {
    Item(usize),
    Attribute(&'a Attr),
}

impl Outline {
    /// Adds the tree of a part; tells where each of its nodes went.
    pub fn add(&mut self, reader: &Reader<'_>, tree: &Tree) -> Vec<usize> {
        let attributes: usize = tree.nodes.iter().map(|node| node.block.len()).sum();
        self.nodes.reserve(tree.nodes.len() + attributes);
        self.parts.reserve(tree.nodes.len() + attributes);
        let mut places = vec![0; tree.nodes.len()];
        let mut stack: Vec<(Below<'_>, Option<usize>)> = (0..tree.nodes.len())
            .rev()
            .filter(|&id| tree.nodes[id].parent.is_none())
            .map(|id| (Below::Item(id), None))
            .collect();
        while let Some((below, parent)) = stack.pop() {
            match below {
                Below::Attribute(attr) => self.attribute(reader, attr, parent),
                Below::Item(id) => {
                    let place = self.item(reader, tree, id, parent);
                    places[id] = place;
                    stack.extend(
                        below_node(tree, id)
                            .into_iter()
                            .rev()
                            .map(|below| (below, Some(place))),
                    );
                }
            }
        }
        self.close_spans();
        places
    }

    fn item(
        &mut self,
        reader: &Reader<'_>,
        tree: &Tree,
        id: usize,
        parent: Option<usize>,
    ) -> usize {
        let node = &tree.nodes[id];
        let parts = reader.parts(tree, id);
        self.parts.push(parts.clone());
        let goes_on = node.parent.is_none() && node.kind == NodeKind::Paragraph;
        if node.closing || goes_on && !self.closing.is_empty() {
            self.closing.extend(parts.whole.clone());
        }
        let quote = |place: Option<Place>| place.map(|place| reader.sheet.quote(&place));
        let span = match node.table {
            Some(entry) => table_span(reader, entry),
            None => node
                .line
                .as_ref()
                .map_or(Span::new(usize::MAX, 0), |line| reader.sheet.span(line)),
        };
        self.nodes.push(Node {
            id: self.nodes.len(),
            parent,
            kind: node.kind,
            label: node.level.map(|level| {
                if level.is_bullet() {
                    written_bullet(reader, node.line.as_ref())
                } else {
                    node.label.clone()
                }
            }),
            heading: quote(parts.heading),
            text: quote(parts.text),
            span,
            lost: node.is_lost(),
        });
        self.nodes.len() - 1
    }

    fn attribute(&mut self, reader: &Reader<'_>, attr: &Attr, parent: Option<usize>) {
        let values = attr.values.first().zip(attr.values.last());
        let value = values.map(|(first, last)| first.start..last.end);
        let name_end = value
            .as_ref()
            .map_or(attr.line.end, |value| value.start.min(attr.line.end));
        let name = super::actors::trim(reader.sheet, &(attr.line.start..name_end));
        self.parts.push(Parts {
            heading: Some(name.clone()),
            text: value.clone(),
            whole: Some(attr.line.clone()),
        });
        self.nodes.push(Node {
            id: self.nodes.len(),
            parent,
            kind: NodeKind::Attributes,
            label: None,
            heading: Some(reader.sheet.quote(&name)),
            text: value.map(|value| reader.sheet.quote(&value)),
            span: reader.sheet.span(&attr.line),
            lost: false,
        });
    }

    /// A node reaches from its first word to the last of what stands under it.
    fn close_spans(&mut self) {
        for id in (0..self.nodes.len()).rev() {
            let span = self.nodes[id].span;
            if span.start > span.end {
                // A lost heading with nothing under it stands where the next node starts.
                let at = self.nodes.get(id + 1).map_or(0, |next| next.span.start);
                self.nodes[id].span = Span::new(at, at);
            }
            let span = self.nodes[id].span;
            if let Some(parent) = self.nodes[id].parent {
                let above = &mut self.nodes[parent].span;
                above.start = above.start.min(span.start);
                above.end = above.end.max(span.end);
            }
        }
    }
}

fn written_bullet(reader: &Reader<'_>, line: Option<&Place>) -> String {
    line.and_then(|line| reader.sheet.get(line).chars().next())
        .map_or_else(String::new, |ch| ch.to_string())
}

fn below_node(tree: &Tree, id: usize) -> Vec<Below<'_>> {
    let node = &tree.nodes[id];
    let mut below: Vec<(usize, Below<'_>)> =
        Vec::with_capacity(node.children.len() + node.block.len());
    let mut last = 0;
    for &child in &node.children {
        // A lost heading stands right before what follows it.
        last = first_place(tree, child).unwrap_or(last);
        below.push((last, Below::Item(child)));
    }
    below.extend(
        node.block
            .iter()
            .map(|attr| (attr.line.start, Below::Attribute(attr))),
    );
    below.sort_by_key(|&(at, _)| at);
    below.into_iter().map(|(_, below)| below).collect()
}

fn first_place(tree: &Tree, id: usize) -> Option<usize> {
    let own = |id: usize| {
        let node = &tree.nodes[id];
        let line = node
            .line
            .as_ref()
            .filter(|_| node.table.is_none())
            .map(|line| line.start);
        line.or_else(|| node.block.first().map(|attr| attr.line.start))
    };
    own(id).or_else(|| tree.below(id).find_map(own))
}

fn table_span(reader: &Reader<'_>, entry: usize) -> Span {
    let Entry::Table(grid) = &reader.sheet.entries[entry] else {
        return Span::new(0, 0);
    };
    let mut cells = super::table::cells(grid).filter(|place| !place.is_empty());
    let first = cells.next();
    let last = cells.last().or(first);
    first.zip(last).map_or(Span::new(0, 0), |(first, last)| {
        reader.sheet.span(&(first.start..last.end))
    })
}
