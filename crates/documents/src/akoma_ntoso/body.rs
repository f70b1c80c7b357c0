//! The text: preface, preamble, the tree of elements, conclusions, attachments.

use std::ops::Range;

use chrono::{DateTime, Utc};

use super::eid::{self, Eids};
use super::inline::Inline;
use super::outline::Outline;
use super::uri::Uri;
use super::xml::Xml;
use super::zones::Zones;
use super::{Document, MarkKind, Table, meta};

/// Everything the parts need.
struct Body<'a> {
    document: &'a Document<'a>,
    outline: &'a Outline,
    eids: &'a Eids,
    text: &'a Inline<'a>,
    /// Tables that can be shown as such, in order and apart.
    tables: Vec<&'a Table>,
}

#[expect(
    clippy::too_many_arguments,
    reason = "called once, with what the document is made of"
)]
pub(super) fn write(
    xml: &mut Xml,
    document: &Document<'_>,
    outline: &Outline,
    zones: &Zones,
    eids: &Eids,
    text: &Inline<'_>,
    uri: &Uri,
    now: DateTime<Utc>,
) {
    let tables = usable_tables(document);
    let body = Body {
        document,
        outline,
        eids,
        text,
        tables,
    };
    body.preface(xml, zones.preface.clone());
    // A body needs something in it: without elements the opening is the body.
    if zones.elements.is_empty() {
        let range = zones.preamble.start..zones.body.end;
        xml.open("mainBody", &[]);
        body.blocks_or_nothing_to_say(xml, range);
        xml.close("mainBody");
    } else {
        body.preamble(xml, zones.preamble.clone());
        xml.open("mainBody", &[]);
        body.mixed(xml, zones.body.clone(), &zones.elements);
        xml.close("mainBody");
    }
    body.conclusions(xml, zones.conclusions.clone());
    body.attachments(xml, &zones.attachments, uri, now);
}

impl Body<'_> {
    fn preface(&self, xml: &mut Xml, range: Range<usize>) {
        let title = |kind: &MarkKind| matches!(kind, MarkKind::Kind | MarkKind::Title);
        let pieces = self.pieces(range);
        if pieces.is_empty() {
            return;
        }
        xml.open("preface", &[]);
        let mut in_title = false;
        for piece in pieces {
            let titled = match &piece {
                Piece::Paragraph(range) => self.text.marked(range, title),
                Piece::Table(_) => false,
            };
            match (in_title, titled) {
                (false, true) => xml.open("longTitle", &[]),
                (true, false) => xml.close("longTitle"),
                _ => {}
            }
            in_title = titled;
            self.piece(xml, piece);
        }
        if in_title {
            xml.close("longTitle");
        }
        xml.close("preface");
    }

    /// Căn cứ lines are citations; the rest of the opening are paragraphs.
    fn preamble(&self, xml: &mut Xml, range: Range<usize>) {
        let pieces = self.pieces(range);
        if pieces.is_empty() {
            return;
        }
        xml.open("preamble", &[]);
        let (mut lists, mut citations) = (0, 0);
        for piece in pieces {
            let basis = matches!(&piece, Piece::Paragraph(range) if self.is_basis(range.clone()));
            if basis && citations == 0 {
                lists += 1;
                xml.open("citations", &[("eId", &format!("cits_{lists}"))]);
            } else if !basis && citations > 0 {
                xml.close("citations");
                citations = 0;
            }
            if basis {
                citations += 1;
                xml.open(
                    "citation",
                    &[("eId", &format!("cits_{lists}__cit_{citations}"))],
                );
                self.piece(xml, piece);
                xml.close("citation");
            } else {
                self.piece(xml, piece);
            }
        }
        if citations > 0 {
            xml.close("citations");
        }
        xml.close("preamble");
    }

    fn is_basis(&self, range: Range<usize>) -> bool {
        let words = self.text.words(range);
        let start: String = words
            .trim_start_matches(['-', ' ', '_'])
            .chars()
            .take(12)
            .collect();
        vietnamese::key::fold(&start).starts_with("can cu")
    }

    /// Elements with the text between them as paragraphs.
    fn mixed(&self, xml: &mut Xml, range: Range<usize>, elements: &[usize]) {
        let mut at = range.start;
        for index in elements {
            let span = self.outline.spans[*index].clone();
            self.blocks(xml, at..span.start);
            self.element(xml, *index);
            at = span.end;
        }
        self.blocks(xml, at..range.end);
    }

    fn element(&self, xml: &mut Xml, index: usize) {
        let node = &self.document.nodes[index];
        let (name, _) = eid::element(node.kind);
        let mut attributes = vec![("eId", self.eids.get(index).unwrap_or_default())];
        if name == "hcontainer" {
            attributes.push(("name", "phu-luc"));
        }
        if node.lost {
            attributes.push(("status", "editorial"));
        }
        xml.open(name, &attributes);
        let span = self.outline.spans[index].clone();
        let children = &self.outline.children[index];
        let own = children
            .first()
            .map_or(span.end, |first| self.outline.spans[*first].start);
        let rest = self.head(xml, index, span.start..own);
        if children.is_empty() {
            self.wrapped(xml, "content", rest);
        } else {
            self.wrapped(xml, "intro", rest);
            self.children(xml, span.end, own, index);
        }
        xml.close(name);
    }

    /// Number and heading; gives the range of what is left of the element's own text.
    fn head(&self, xml: &mut Xml, index: usize, own: Range<usize>) -> Range<usize> {
        let node = &self.document.nodes[index];
        if node.lost {
            // Nothing is invented: the number that the neighbours prove, in brackets, no words.
            if let Some(label) = &node.label {
                inline(xml, "num", |xml| xml.text(&format!("[{label}]")));
            }
            inline(xml, "heading", |xml| xml.text("[…]"));
            return own;
        }
        let inside = |range: &&Range<usize>| {
            own.start <= range.start
                && range.start < range.end
                && range.end <= own.end
                && self.document.text.is_char_boundary(range.start)
                && self.document.text.is_char_boundary(range.end)
        };
        let heading = node.heading.as_ref().filter(inside);
        let text = node.text.as_ref().filter(inside);
        let mut rest = own.clone();
        if let Some(words) = [heading, text]
            .into_iter()
            .flatten()
            .map(|range| range.start)
            .min()
        {
            let marker = own.start..words;
            if !self.text.words(marker.clone()).trim().is_empty() {
                inline(xml, "num", |xml| xml.text(self.text.words(marker).trim()));
            }
            rest.start = words;
        }
        if let Some(heading) = heading.filter(|heading| heading.start == rest.start) {
            inline(xml, "heading", |xml| self.text.write(xml, heading.clone()));
            rest.start = heading.end;
        }
        rest
    }

    /// Elements under an element; text between them has an element of its own, text after the
    /// last (label lines that serve them all) wraps up.
    fn children(&self, xml: &mut Xml, end: usize, start: usize, index: usize) {
        let mut at = start;
        for child in &self.outline.children[index] {
            let span = self.outline.spans[*child].clone();
            if !self.pieces(at..span.start).is_empty() {
                xml.open("paragraph", &[]);
                self.wrapped(xml, "content", at..span.start);
                xml.close("paragraph");
            }
            self.element(xml, *child);
            at = span.end;
        }
        self.wrapped(xml, "wrapUp", at..end);
    }

    fn conclusions(&self, xml: &mut Xml, range: Range<usize>) {
        let pieces = self.pieces(range);
        if pieces.is_empty() {
            return;
        }
        let recipient = |kind: &MarkKind| *kind == MarkKind::Recipient;
        xml.open("conclusions", &[]);
        let (mut listing, mut lists) = (false, 0);
        for piece in pieces {
            let listed =
                matches!(&piece, Piece::Paragraph(range) if self.text.marked(range, recipient));
            if listed && !listing {
                lists += 1;
                let eid = format!("container_{lists}");
                xml.open("container", &[("eId", &eid), ("name", "recipients")]);
            } else if !listed && listing {
                xml.close("container");
            }
            listing = listed;
            self.piece(xml, piece);
        }
        if listing {
            xml.close("container");
        }
        xml.close("conclusions");
    }

    fn attachments(
        &self,
        xml: &mut Xml,
        attachments: &[(usize, Range<usize>)],
        uri: &Uri,
        now: DateTime<Utc>,
    ) {
        if attachments.is_empty() {
            return;
        }
        xml.open("attachments", &[]);
        for (number, (index, range)) in (1_usize..).zip(attachments) {
            xml.open(
                "attachment",
                &[("eId", self.eids.get(*index).unwrap_or_default())],
            );
            xml.open("doc", &[("name", "phu-luc")]);
            meta::of_attachment(xml, self.document, uri, number, now);
            xml.open("mainBody", &[]);
            if self.outline.children[*index].is_empty() {
                self.blocks_or_nothing_to_say(xml, range.clone());
            } else {
                self.mixed(xml, range.clone(), &self.outline.children[*index]);
            }
            xml.close("mainBody");
            xml.close("doc");
            xml.close("attachment");
        }
        xml.close("attachments");
    }

    fn wrapped(&self, xml: &mut Xml, name: &str, range: Range<usize>) {
        let pieces = self.pieces(range);
        if pieces.is_empty() {
            return;
        }
        xml.open(name, &[]);
        for piece in pieces {
            self.piece(xml, piece);
        }
        xml.close(name);
    }

    fn blocks(&self, xml: &mut Xml, range: Range<usize>) {
        for piece in self.pieces(range) {
            self.piece(xml, piece);
        }
    }

    fn blocks_or_nothing_to_say(&self, xml: &mut Xml, range: Range<usize>) {
        let pieces = self.pieces(range);
        if pieces.is_empty() {
            xml.empty("p", &[]);
        }
        for piece in pieces {
            self.piece(xml, piece);
        }
    }

    /// Paragraphs, and the tables that lie wholly inside the range.
    fn pieces(&self, range: Range<usize>) -> Vec<Piece<'_>> {
        if range.start >= range.end {
            return Vec::new();
        }
        let mut pieces = Vec::new();
        let mut at = range.start;
        let first = self
            .tables
            .partition_point(|table| table.span.start < range.start);
        let inside = self.tables[first..]
            .iter()
            .take_while(|table| table.span.end <= range.end);
        for table in inside {
            let paragraphs = self.text.paragraphs(at..table.span.start);
            pieces.extend(paragraphs.into_iter().map(Piece::Paragraph));
            pieces.push(Piece::Table(table));
            at = table.span.end;
        }
        let paragraphs = self.text.paragraphs(at..range.end);
        pieces.extend(paragraphs.into_iter().map(Piece::Paragraph));
        pieces
    }

    fn piece(&self, xml: &mut Xml, piece: Piece<'_>) {
        match piece {
            Piece::Paragraph(range) => inline(xml, "p", |xml| self.text.write(xml, range)),
            Piece::Table(table) => self.table(xml, table),
        }
    }

    fn table(&self, xml: &mut Xml, table: &Table) {
        xml.open("table", &[]);
        for row in table.rows.iter().filter(|row| !row.is_empty()) {
            xml.open("tr", &[]);
            for cell in row {
                let (columns, rows) = (cell.columns.to_string(), cell.rows.to_string());
                let mut attributes = Vec::new();
                if cell.columns > 1 {
                    attributes.push(("colspan", columns.as_str()));
                }
                if cell.rows > 1 {
                    attributes.push(("rowspan", rows.as_str()));
                }
                xml.open("td", &attributes);
                for paragraph in self.text.paragraphs(cell.span.clone()) {
                    inline(xml, "p", |xml| self.text.write(xml, paragraph));
                }
                xml.close("td");
            }
            xml.close("tr");
        }
        xml.close("table");
    }
}

/// Tables that hold every word of their place in cells that lie in order, and do not overlap.
/// Any other is shown as lines: no word may be lost.
fn usable_tables<'a>(document: &'a Document<'_>) -> Vec<&'a Table> {
    let text = document.text;
    let wordless = |range: Range<usize>| text.get(range).is_some_and(only_rules);
    let usable = |table: &&Table| {
        let mut reached = table.span.start;
        let in_order = table.rows.iter().flatten().all(|cell| {
            let fits = wordless(reached..cell.span.start) && text.get(cell.span.clone()).is_some();
            reached = cell.span.end;
            fits
        });
        in_order && wordless(reached..table.span.end) && reached > table.span.start
    };
    let mut tables: Vec<&Table> = document.tables.iter().filter(usable).collect();
    tables.sort_by_key(|table| table.span.start);
    let mut reached = 0;
    tables.retain(|table| {
        let apart = reached <= table.span.start;
        reached = if apart { table.span.end } else { reached };
        apart
    });
    tables
}

/// A block of text.
enum Piece<'a> {
    Paragraph(Range<usize>),
    Table(&'a Table),
}

fn inline(xml: &mut Xml, name: &str, write: impl FnOnce(&mut Xml)) {
    xml.open(name, &[]);
    write(xml);
    xml.close(name);
}

/// Whether nothing stands here but what draws a table: space, bars, the rule under a header.
fn only_rules(between: &str) -> bool {
    let ruled = between.contains("---");
    between.chars().all(|ch| {
        ch.is_whitespace()
            || ch.is_control()
            || matches!(ch, '|' | '*')
            || (ruled && matches!(ch, '-' | ':'))
    })
}
