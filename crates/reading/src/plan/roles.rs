//! What each line of the file is: for tools that show it, and for the tests.

use std::collections::BTreeMap;

use super::head::HeadLine;
use super::outline::{self, Item, Tree};
use super::reader::Reader;
use super::sheet::{LineIndex, Place, Sheet};
use super::zones::{self, Zones};
use crate::draft::NodeKind;
use crate::grammar::deadline::DateContext;
use crate::grammar::label::Attribute;
use crate::grammar::number;
use crate::source::SourceText;

/// The role of a line, as `heading.clause`, `attr.lead`, `noise.site_chrome`.
pub type LineRole = &'static str;

/// The role of each line that has one, by one-based line number.
pub fn line_roles(source: &SourceText) -> BTreeMap<usize, LineRole> {
    let sheet = Sheet::of(source);
    let zones = zones::cut(&sheet);
    let index = LineIndex::of(&source.text);
    let mut roles = Roles {
        sheet: &sheet,
        index,
        by_line: BTreeMap::new(),
    };
    roles.head(&zones);
    let reader = Reader {
        sheet: &sheet,
        context: DateContext::default(),
    };
    for part in &zones.parts {
        roles.part(&reader, &outline::read(&sheet, &part.entries));
    }
    roles.foot(&zones);
    for &entry in &zones.chrome {
        for line in super::head::lines(&sheet, entry) {
            roles.set(&line, "noise.site_chrome");
        }
    }
    roles.by_line
}

struct Roles<'a> {
    sheet: &'a Sheet<'a>,
    index: LineIndex,
    by_line: BTreeMap<usize, LineRole>,
}

impl Roles<'_> {
    fn set(&mut self, place: &Place, role: LineRole) {
        let span = self.sheet.span(place);
        let last = self
            .index
            .number(span.end.saturating_sub(1).max(span.start));
        for line in self.index.number(span.start)..=last {
            self.by_line.entry(line).or_insert(role);
        }
    }

    fn head(&mut self, zones: &Zones) {
        for (what, place) in &zones.head.lines {
            let role = match what {
                HeadLine::Issuer => "header.issuer",
                HeadLine::Nation => "header.national_name",
                HeadLine::Motto => "header.motto",
                HeadLine::Number => "header.number",
                HeadLine::PlaceDate => "header.place_date",
                HeadLine::Kind => "header.type",
                HeadLine::Title => "title",
            };
            self.set(place, role);
        }
    }

    fn part(&mut self, reader: &Reader<'_>, tree: &Tree) {
        let mut opened = false;
        for (id, node) in tree.nodes.iter().enumerate() {
            opened |= node.level.is_some();
            for attr in &node.block {
                self.set(&attr.line, attribute_role(attr.attribute));
            }
            if let Some(line) = node.line.as_ref().filter(|_| node.table.is_none()) {
                let role = self.item_role(reader, tree, id, node, opened);
                self.set(line, role);
            }
        }
    }

    fn item_role(
        &self,
        reader: &Reader<'_>,
        tree: &Tree,
        id: usize,
        node: &Item,
        opened: bool,
    ) -> LineRole {
        let headed = reader.parts(tree, id).heading.is_some();
        let text = self.sheet.get(&node.body);
        match node.kind {
            NodeKind::Paragraph if node.closing => "closing",
            NodeKind::Paragraph if !opened => "opening",
            NodeKind::Paragraph => "para",
            NodeKind::Section | NodeKind::Part | NodeKind::Chapter => "heading.section",
            NodeKind::Clause if headed => "heading.clause",
            NodeKind::Clause => "clause",
            NodeKind::Point if headed => "heading.point",
            NodeKind::Point => "point",
            NodeKind::Article => "article",
            NodeKind::Bullet if opens_with_citation(text) => "bullet.legal_basis",
            _ => "bullet",
        }
    }

    fn foot(&mut self, zones: &Zones) {
        for place in &zones.foot.recipients {
            self.set(place, "recipients");
        }
        for place in &zones.foot.authority {
            self.set(place, "signature.authority");
        }
        if let Some(place) = &zones.foot.signer {
            self.set(place, "signature.name");
        }
        self.empty_cells(zones);
    }

    /// A bare border between the end of the text and the signature: the cell of the recipients.
    fn empty_cells(&mut self, zones: &Zones) {
        let Some(first) = zones
            .foot
            .authority
            .first()
            .filter(|_| zones.foot.recipients.is_empty())
        else {
            return;
        };
        let line = self.index.number(self.sheet.span(first).start);
        let mut above = line.saturating_sub(1);
        while above > 0 && !self.by_line.contains_key(&above) {
            if self.index.text(&self.sheet.source().text, above).trim() == "|" {
                self.by_line
                    .insert(above, "signature.empty_recipients_cell");
            }
            above -= 1;
        }
    }
}

fn attribute_role(attribute: Attribute) -> LineRole {
    match attribute {
        Attribute::Lead | Attribute::LeadAndCoordinate => "attr.lead",
        Attribute::Coordinate => "attr.coordinate",
        Attribute::Monitor => "attr.monitor",
        Attribute::Time => "attr.time",
        Attribute::Product => "attr.product",
        Attribute::Budget => "attr.budget",
        Attribute::Place => "attr.place",
        Attribute::Content | Attribute::Ordinal | Attribute::Note => "attr.other",
    }
}

/// A legal ground: the item starts with the type and number of a document.
fn opens_with_citation(text: &str) -> bool {
    let Some((range, _)) = number::find(text).into_iter().next() else {
        return false;
    };
    let before = text[..range.start].trim_end();
    before.ends_with("số") && before.chars().count() < 30
}
