//! Running text: lines and cells with the values marked in them.

use std::collections::BTreeMap;
use std::ops::Range;

use super::eid::Names;
use super::xml::{self, Xml};
use super::{Document, Mark, MarkKind, NodeKind, uri};

/// The text and what is marked in it.
pub(super) struct Inline<'a> {
    document: &'a Document<'a>,
    /// Marks that do not overlap, in order.
    marks: Vec<&'a Mark>,
    /// Ranges within which a line end does not end a paragraph, merged, in order.
    joined: Vec<Range<usize>>,
    /// Where the document holds.
    country: &'static str,
    /// Identifiers of the organisations, by the name they are known under.
    pub organizations: BTreeMap<&'a str, String>,
}

impl<'a> Inline<'a> {
    pub fn of(document: &'a Document<'a>) -> Self {
        let mut marks: Vec<&Mark> = document
            .marks
            .iter()
            .filter(|mark| usable(document.text, &mark.span))
            .collect();
        marks.sort_by_key(|mark| (mark.span.start, std::cmp::Reverse(mark.span.end)));
        let mut reached = 0;
        marks.retain(|mark| {
            let apart = mark.span.start >= reached;
            reached = if apart { mark.span.end } else { reached };
            apart
        });
        let texts = document
            .nodes
            .iter()
            .filter(|node| node.kind != NodeKind::Text);
        let texts = texts.filter_map(|node| node.text.clone());
        let joined = merged(
            texts
                .chain(marks.iter().map(|mark| mark.span.clone()))
                .collect(),
        );
        let organizations = organizations(&marks);
        Self {
            document,
            marks,
            joined,
            country: uri::country(document.meta.place.as_deref().unwrap_or_default()),
            organizations,
        }
    }

    /// The paragraphs of a range: lines, joined where one text or value goes over their end.
    pub fn paragraphs(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let text = self.document.text;
        let mut paragraphs = Vec::new();
        let mut start = range.start;
        for (offset, _) in text[range.clone()].match_indices('\n') {
            let end = range.start + offset;
            if !self.joins(end) {
                paragraphs.push(start..end);
                start = end + 1;
            }
        }
        paragraphs.push(start..range.end);
        paragraphs.retain(|paragraph| !self.words(paragraph.clone()).trim().is_empty());
        paragraphs
    }

    fn joins(&self, at: usize) -> bool {
        let after = self.joined.partition_point(|range| range.start <= at);
        after > 0 && self.joined[after - 1].end > at
    }

    /// The words of a range as they are shown.
    pub fn words(&self, range: Range<usize>) -> String {
        let lines = self.document.text[range].split('\n');
        let lines = lines.map(|line| {
            let line = line.trim_end();
            // Tables scraped from web pages leave a bar at the end of each line.
            let bare = line
                .strip_suffix('|')
                .filter(|bare| bare.is_empty() || bare.ends_with(' '));
            bare.unwrap_or(line).trim_end()
        });
        let words = lines.collect::<Vec<_>>().join(" ");
        let words = xml::allowed(&words).into_owned();
        if self.document.markdown {
            words.replace('*', "")
        } else {
            words
        }
    }

    /// Marks that touch a range, cut to it.
    fn marks_in(&self, range: Range<usize>) -> impl Iterator<Item = (Range<usize>, &'a MarkKind)> {
        let first = self
            .marks
            .partition_point(|mark| mark.span.end <= range.start);
        let marks = self.marks[first..]
            .iter()
            .take_while(move |mark| mark.span.start < range.end);
        marks.map(move |mark| {
            (
                mark.span.start.max(range.start)..mark.span.end.min(range.end),
                &mark.kind,
            )
        })
    }

    /// Whether a mark of this kind touches the range.
    pub fn marked(&self, range: &Range<usize>, wanted: impl Fn(&MarkKind) -> bool) -> bool {
        self.marks_in(range.clone()).any(|(_, kind)| wanted(kind))
    }

    /// Write the range with its marks.
    pub fn write(&self, xml: &mut Xml, range: Range<usize>) {
        let mut at = range.start;
        for (span, kind) in self.marks_in(range.clone()) {
            xml.text(&self.words_between(at..span.start));
            self.write_mark(xml, span.clone(), kind);
            at = span.end;
        }
        xml.text(&self.words_between(at..range.end));
    }

    /// Words beside a mark keep the space at their end.
    fn words_between(&self, range: Range<usize>) -> String {
        let spaced = self.document.text[range.clone()].ends_with(char::is_whitespace);
        let mut words = self.words(range);
        if spaced && !words.ends_with(char::is_whitespace) {
            words.push(' ');
        }
        words
    }

    fn write_mark(&self, xml: &mut Xml, span: Range<usize>, kind: &MarkKind) {
        let words = self.words(span);
        let mut within = |name: &str, attributes: &[(&str, &str)]| {
            xml.open(name, attributes);
            xml.text(&words);
            xml.close(name);
        };
        match kind {
            MarkKind::Number => within("docNumber", &[]),
            MarkKind::IssueDate(date) => within("docDate", &[("date", &date.to_string())]),
            MarkKind::Kind => within("docType", &[]),
            MarkKind::Title => within("docTitle", &[]),
            MarkKind::Issuer => within("organization", &[("refersTo", "#issuer")]),
            MarkKind::Place => within("location", &[("refersTo", "#place")]),
            MarkKind::Signer => within("person", &[("refersTo", "#signer")]),
            MarkKind::SignFor => within("signature", &[]),
            MarkKind::Date(date) => within("date", &[("date", &date.to_string())]),
            MarkKind::Organization(name) => match self.organizations.get(name.as_str()) {
                Some(eid) => within("organization", &[("refersTo", &format!("#{eid}"))]),
                None => xml.text(&words),
            },
            MarkKind::Citation(index) => {
                match self
                    .document
                    .citations
                    .get(*index)
                    .and_then(|cited| uri::citation(cited, self.country))
                {
                    Some(href) => within("ref", &[("href", &href)]),
                    None => xml.text(&words),
                }
            }
            MarkKind::Recipient => xml.text(&words),
        }
    }
}

fn usable(text: &str, span: &Range<usize>) -> bool {
    span.start < span.end && text.is_char_boundary(span.start) && text.is_char_boundary(span.end)
}

fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// `org_so-tai-chinh`; names that differ in case or commas only are one, and two that give the
/// same identifier are numbered.
fn organizations<'a>(marks: &[&'a Mark]) -> BTreeMap<&'a str, String> {
    let mut organizations = BTreeMap::new();
    let mut by_key = BTreeMap::new();
    let mut names = Names::default();
    for mark in marks {
        if let MarkKind::Organization(name) = &mark.kind {
            let eid = by_key
                .entry(vietnamese::key::match_key(name))
                .or_insert_with(|| names.unique(&format!("org_{}", uri::slug(name))));
            organizations.insert(name.as_str(), eid.clone());
        }
    }
    organizations
}
