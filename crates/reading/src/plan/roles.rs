//! What each line of the source is.

use rustc_hash::FxHashSet;

use super::page::Page;
use super::sheet::{Entry, LineIndex, Place};
use crate::draft::{Citation, CitationRole, LineRole, NodeKind};
use crate::source::Span;

struct Lines<'a> {
    page: &'a Page<'a>,
    index: LineIndex,
    roles: Vec<Option<LineRole>>,
}

/// The role of each line.
pub(super) fn read(page: &Page<'_>, citations: &[Citation]) -> Vec<LineRole> {
    let source = &page.reader.sheet.source().text;
    let index = LineIndex::of(source);
    let mut lines = Lines {
        page,
        roles: vec![None; index.count(source)],
        index,
    };
    lines.head();
    lines.entries(&page.zones.chrome, LineRole::Chrome);
    lines.entries(&page.zones.notes, LineRole::Note);
    for part in &page.zones.parts {
        lines.entries(&part.title, LineRole::Title);
    }
    for place in page.closing {
        lines.place(place, LineRole::Closing);
    }
    lines.outline(citations);
    lines.foot();
    lines.rest(source)
}

impl Lines<'_> {
    fn paint(&mut self, span: Span, role: LineRole) {
        if span.is_empty() {
            return;
        }
        let first = self.index.number(span.start) - 1;
        let last = self.index.number(span.end - 1) - 1;
        for line in first..=last.min(self.roles.len().saturating_sub(1)) {
            self.roles[line].get_or_insert(role);
        }
    }

    fn place(&mut self, place: &Place, role: LineRole) {
        let span = self.page.reader.sheet.span(place);
        self.paint(span, role);
    }

    fn head(&mut self) {
        let head = &self.page.zones.head;
        let one = |place: &Option<Place>, role| place.clone().map(|place| (place, role));
        let issuers = head
            .issuer
            .iter()
            .map(|place| (place.clone(), LineRole::Issuer));
        let date = head
            .date
            .as_ref()
            .map(|(place, _)| (place.clone(), LineRole::PlaceAndDate));
        let others = [
            one(&head.nation, LineRole::NationalName),
            one(&head.number, LineRole::Number),
            one(&head.place, LineRole::PlaceAndDate),
            date,
            one(&head.kind, LineRole::TypeName),
            one(&head.title, LineRole::Title),
        ];
        let all: Vec<(Place, LineRole)> = issuers.chain(others.into_iter().flatten()).collect();
        for (place, role) in all {
            self.place(&place, role);
        }
        let rest: Vec<usize> = head.entries.clone().collect();
        self.entries(&rest, LineRole::NationalName);
    }

    fn entries(&mut self, entries: &[usize], role: LineRole) {
        for &at in entries {
            match &self.page.reader.sheet.entries[at] {
                Entry::Line(line) => self.place(&line.place, role),
                Entry::Table(grid) => {
                    for cell in super::table::cells(grid) {
                        self.place(cell, role);
                    }
                }
            }
        }
    }

    fn outline(&mut self, citations: &[Citation]) {
        let grounds: FxHashSet<usize> = citations
            .iter()
            .filter(|one| one.role == CitationRole::LegalBasis)
            .map(|one| one.quote.span.start)
            .collect();
        let mut opening = true;
        for (id, node) in self.page.nodes.iter().enumerate() {
            opening &= node.parent.is_none() && node.kind == NodeKind::Paragraph;
            if node.lost {
                continue;
            }
            let end = node
                .text
                .as_ref()
                .or(node.heading.as_ref())
                .map_or(node.span.end, |quote| quote.span.end);
            let own = Span::new(node.span.start, end.max(node.span.start));
            let role = self.role(id, opening, &grounds);
            self.paint(own, role);
        }
    }

    fn role(&self, id: usize, opening: bool, grounds: &FxHashSet<usize>) -> LineRole {
        let node = &self.page.nodes[id];
        if node.kind == NodeKind::Attributes {
            let named = node.heading.as_ref();
            let attribute = named.and_then(|name| crate::grammar::label::named(&name.text));
            return attribute.map_or(LineRole::Item(node.kind), LineRole::Attribute);
        }
        let is_basis = node.text.as_ref().is_some_and(|text| {
            super::citing::is_basis(&text.text, node.kind) || grounds.contains(&text.span.start)
        });
        if is_basis {
            return LineRole::LegalBasis;
        }
        if opening {
            return LineRole::Opening;
        }
        if node.heading.is_some() {
            LineRole::Heading(node.kind)
        } else {
            LineRole::Item(node.kind)
        }
    }

    fn foot(&mut self) {
        let foot = &self.page.zones.foot;
        for place in &foot.authority {
            self.place(place, LineRole::Authority);
        }
        if let Some(place) = &foot.signer {
            self.place(place, LineRole::Signer);
        }
        for place in &foot.recipients {
            self.place(place, LineRole::Recipients);
        }
        self.entries(
            &foot.entries.clone().collect::<Vec<_>>(),
            LineRole::Recipients,
        );
    }

    /// Lines nobody claimed: blank, the border of an empty cell, the page around.
    fn rest(self, source: &str) -> Vec<LineRole> {
        let signs = |role: &Option<LineRole>| {
            matches!(role, Some(LineRole::Authority | LineRole::Recipients))
        };
        let roles = self.roles.iter().enumerate();
        roles
            .map(|(at, role)| {
                if let Some(role) = *role {
                    return role;
                }
                let line = self.index.line(source, at);
                if line.trim().is_empty() {
                    return LineRole::Blank;
                }
                let border = line
                    .chars()
                    .all(|ch| matches!(ch, '|' | ' ' | '-' | '\t' | ':'));
                if !border {
                    return LineRole::Chrome;
                }
                let next = self.roles[at + 1..].iter().find(|role| role.is_some());
                if next.is_some_and(signs) {
                    LineRole::EmptyCell
                } else {
                    LineRole::Blank
                }
            })
            .collect()
    }
}
