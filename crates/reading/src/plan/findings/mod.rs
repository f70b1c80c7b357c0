//! What a coordinator should look at, with its place. Precision comes first: whoever is shown
//! fifty slips of form no longer sees the one task without a lead.

mod citations;
mod codes;
mod dates;
mod names;
mod punctuation;
mod tasks;
mod title;

pub use codes::{codes, severity};

use super::page::Page;
use super::sheet::LineIndex;
use crate::draft::{DeadlineKind, Finding, PlanDraft};
use crate::source::Span;

/// The findings while they are collected.
struct Desk<'a> {
    /// The outline is here, not in the draft.
    page: &'a Page<'a>,
    draft: &'a PlanDraft,
    lines: LineIndex,
    found: Vec<Finding>,
}

/// Everything a person should look at, in document order.
pub(super) fn read(page: &Page<'_>, draft: &PlanDraft) -> Vec<Finding> {
    let mut desk = Desk {
        page,
        draft,
        lines: LineIndex::of(&page.reader.sheet.source().text),
        found: Vec::new(),
    };
    dates::find(&mut desk);
    citations::find(&mut desk);
    title::find(&mut desk);
    names::find(&mut desk);
    punctuation::find(&mut desk);
    headings(&mut desk);
    tasks::find(&mut desk);
    reports(&mut desk);
    pictures(&mut desk);
    desk.found
        .sort_by_key(|finding| finding.span.map_or(0, |span| span.start));
    desk.found
}

impl Desk<'_> {
    fn add(&mut self, code: &str, span: Span, seen: Option<String>, expected: Option<String>) {
        self.push(code, Some(span), None, seen, expected);
    }

    fn push(
        &mut self,
        code: &str,
        span: Option<Span>,
        task: Option<usize>,
        seen: Option<String>,
        expected: Option<String>,
    ) {
        self.found.push(Finding {
            code: code.to_owned(),
            line: span.map(|span| self.lines.number(span.start)),
            span,
            task,
            seen,
            expected,
        });
    }
}

/// Headings that the numbers prove missing.
fn headings(desk: &mut Desk<'_>) {
    let page = desk.page;
    for node in page.nodes.iter().filter(|node| node.lost) {
        let at = Span::new(node.span.start, node.span.start);
        desk.add(codes::HEADING_LOST, at, node.label.clone(), None);
    }
}

/// The first page bears pictures that were not read.
fn pictures(desk: &mut Desk<'_>) {
    let count = desk.page.reader.sheet.source().unread_pictures;
    if count > 0 {
        let seen = Some(count.to_string());
        desk.push(codes::PICTURES_UNREAD, None, None, seen, None);
    }
}

/// "Định kỳ" that does not say how often.
fn reports(desk: &mut Desk<'_>) {
    let draft = desk.draft;
    for rule in &draft.reporting {
        let Some(schedule) = &rule.schedule else {
            continue;
        };
        if schedule.kind == DeadlineKind::Recurring && schedule.rrule.is_none() {
            let seen = Some(schedule.quote.text.clone());
            desk.add(codes::REPORT_NO_PERIOD, schedule.quote.span, seen, None);
        }
    }
}
