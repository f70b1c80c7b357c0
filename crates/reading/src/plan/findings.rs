//! What a person should look at.
//!
//! A finding is a code, a place and, where a rule says so, what was expected. Nothing is repaired:
//! the register keeps what the plan says.

use std::collections::HashSet;

use super::sheet::LineIndex;
use super::words::{fold, single_spaced};
use crate::draft::{Certainty, Citation, DeadlineKind, Finding, Node, NodeKind, PlanDraft};
use crate::grammar::deadline::{DateFault, faults};
use crate::grammar::number::{self, Form};
use crate::source::{SourceText, Span};

/// The findings of a draft, in document order.
pub(super) fn of(draft: &PlanDraft, source: &SourceText) -> Vec<Finding> {
    let mut findings = Findings {
        lines: LineIndex::of(&source.text),
        found: Vec::new(),
    };
    findings.dates(draft);
    findings.citations(&draft.citations);
    findings.outline(&draft.outline);
    findings.tasks(draft);
    findings.reporting(draft);
    findings.title(draft);
    findings
        .found
        .sort_by_key(|finding| finding.span.map_or(usize::MAX, |span| span.start));
    findings.found
}

struct Findings {
    lines: LineIndex,
    found: Vec<Finding>,
}

impl Findings {
    fn add(&mut self, code: &str, span: Span, seen: Option<&str>, expected: Option<String>) {
        self.found.push(Finding {
            code: code.to_owned(),
            span: Some(span),
            line: Some(self.lines.number(span.start)),
            task: None,
            seen: seen.map(str::to_owned),
            expected,
        });
    }

    /// Dates that do not exist or lack a leading zero, in citations and deadlines.
    fn dates(&mut self, draft: &PlanDraft) {
        let cited = draft.citations.iter().map(|citation| &citation.quote);
        let due = draft
            .tasks
            .iter()
            .filter_map(|task| task.deadline.as_ref())
            .map(|deadline| &deadline.quote);
        let mut spans: Vec<Span> = Vec::new();
        for quote in cited.chain(due) {
            for (range, fault) in faults(&quote.text) {
                let span = Span::new(quote.span.start + range.start, quote.span.start + range.end);
                if spans.contains(&span) {
                    continue;
                }
                spans.push(span);
                let seen = &quote.text[range];
                match fault {
                    DateFault::NoSuchDay => self.add("date.no_such_day", span, Some(seen), None),
                    DateFault::LeadingZero => {
                        self.add("date.leading_zero", span, Some(seen), with_zeros(seen));
                    }
                }
            }
        }
    }

    fn citations(&mut self, citations: &[Citation]) {
        let mut full: HashSet<&str> = HashSet::new();
        for (at, citation) in citations.iter().enumerate() {
            let span = citation.number_quote.span;
            if let Some(number) = number::parse_field(&citation.number) {
                self.number(citation, &number, span);
            }
            // The mention that holds this one in its title stands right before it.
            let near = &citations[at.saturating_sub(8)..at];
            let nested = near
                .iter()
                .any(|other| contains(other.quote.span, citation.quote.span));
            let dated = citation
                .date
                .as_ref()
                .is_some_and(|date| date.certainty == Certainty::Read);
            if dated && full.contains(citation.number.as_str()) && nested {
                self.add(
                    "citation.repeated_in_full",
                    citation.quote.span,
                    Some(&single_spaced(&citation.quote.text)),
                    None,
                );
            }
            if dated {
                full.insert(&citation.number);
            }
            if starts_generic(&citation.quote.text) {
                self.add(
                    "citation.generic_type",
                    citation.quote.span,
                    Some("Văn bản"),
                    citation.kind.clone(),
                );
            }
        }
    }

    fn number(&mut self, citation: &Citation, number: &number::DocNumber, span: Span) {
        let swapped = number.form == Form::Letter
            && number.unit.as_deref().and_then(number::type_name).is_some();
        if let (true, Some(unit), Some(issuer), Some(serial)) =
            (swapped, &number.unit, number.issuers.first(), number.serial)
        {
            self.add(
                "number.order",
                span,
                Some(&citation.number),
                Some(format!("{serial}/{unit}-{issuer}")),
            );
        }
        // One yearly sequence of decisions does not stand at a low number in the last months.
        let late = citation
            .date
            .as_ref()
            .is_some_and(|date| chrono::Datelike::month(&date.value) >= 11);
        let individual = number.form == Form::Named
            && number.kind.as_deref() == Some("QĐ")
            && number.year.is_none();
        if late && individual && number.serial.is_some_and(|serial| serial < 50) {
            self.add(
                "number.implausible_serial",
                span,
                Some(&citation.number),
                None,
            );
        }
    }

    fn outline(&mut self, nodes: &[Node]) {
        for node in nodes.iter().filter(|node| node.lost) {
            self.add(
                "outline.lost_heading",
                Span::new(node.span.start, node.span.start),
                node.label.as_deref(),
                None,
            );
        }
        for (node, next) in nodes.iter().zip(nodes.iter().skip(1)) {
            if node.kind == NodeKind::Attributes || is_leaf_item(node, next) {
                self.end_mark(node);
            }
        }
        if let Some(node) = nodes
            .last()
            .filter(|node| node.kind == NodeKind::Attributes)
        {
            self.end_mark(node);
        }
    }

    /// A line that ends with a comma, or with nothing.
    fn end_mark(&mut self, node: &Node) {
        let Some(text) = &node.text else { return };
        let words = text.text.trim_end_matches(['*', ' ']);
        let Some(last) = words.chars().next_back() else {
            return;
        };
        let end = text.span.start + words.len();
        if last == ',' {
            self.add("punct.end", Span::new(end - 1, end), Some(","), None);
        } else if last.is_alphanumeric() || last == ')' {
            self.add("punct.end", Span::new(end, end), Some(""), None);
        }
    }

    fn tasks(&mut self, draft: &PlanDraft) {
        for (index, task) in draft.tasks.iter().enumerate() {
            let first = self.found.len();
            let place = task
                .lead
                .first()
                .map_or(Span::new(0, 0), |actor| actor.quote.span);
            if task.text.is_none() && task.heading.is_none() {
                self.add("task.no_content", place, None, None);
            }
            if task.lead.len() > 1 {
                self.add("task.several_leads", place, None, None);
            }
            for actor in task.lead.iter().chain(&task.coordinate) {
                if actor.certainty == Certainty::Uncertain {
                    self.add("actor.unknown", actor.quote.span, Some(&actor.name), None);
                }
                if let Some(expected) = doubled_word(&actor.name) {
                    self.add(
                        "name.duplicate_word",
                        actor.quote.span,
                        Some(&actor.name),
                        Some(expected),
                    );
                }
            }
            if let Some(deadline) = &task.deadline {
                if deadline.certainty == Certainty::Inferred {
                    self.add(
                        "deadline.no_year",
                        deadline.quote.span,
                        Some(&deadline.quote.text),
                        None,
                    );
                }
                if deadline.kind == DeadlineKind::Recurring && deadline.rrule.is_none() {
                    self.add(
                        "deadline.no_cycle",
                        deadline.quote.span,
                        Some(&deadline.quote.text),
                        None,
                    );
                }
            }
            for finding in &mut self.found[first..] {
                finding.task = Some(index);
            }
        }
    }

    /// The closing sentence names the plan otherwise than its title does.
    fn title(&mut self, draft: &PlanDraft) {
        let Some(title) = &draft.meta.title else {
            return;
        };
        let closing = draft
            .outline
            .iter()
            .filter_map(|node| node.text.as_ref())
            .find(|text| text.text.starts_with("Trên đây là"));
        let Some(text) = closing else { return };
        let name = text.text["Trên đây là".len()..]
            .split('.')
            .next()
            .unwrap_or("");
        let start = text.span.start + "Trên đây là".len() + (name.len() - name.trim_start().len());
        let said = name.trim().strip_prefix("Kế hoạch").unwrap_or(name).trim();
        let (said, titled) = (fold(said), fold(&title.value));
        let words: Vec<&str> = titled.split_whitespace().collect();
        let shared = said
            .split_whitespace()
            .filter(|word| words.contains(word))
            .count();
        if said != titled
            && words.len() > 4
            && shared * 10 >= words.len() * 7
            && said.split_whitespace().count() <= words.len() + 2
        {
            let seen = single_spaced(name);
            self.add(
                "title.mismatch",
                Span::new(start, start + name.trim().len()),
                Some(&seen),
                Some(title.value.clone()),
            );
        }
    }

    fn reporting(&mut self, draft: &PlanDraft) {
        for rule in &draft.reporting {
            let open = rule
                .schedule
                .as_ref()
                .is_some_and(|due| due.kind == DeadlineKind::Recurring && due.rrule.is_none());
            if open {
                self.add("report.no_period", rule.quote.span, None, None);
            }
        }
    }
}

fn contains(outer: Span, inner: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

fn starts_generic(text: &str) -> bool {
    text.starts_with("Văn bản") || text.starts_with("văn bản")
}

/// An item with text of its own and nothing under it.
fn is_leaf_item(node: &Node, next: &Node) -> bool {
    let item = matches!(
        node.kind,
        NodeKind::Clause | NodeKind::Point | NodeKind::Bullet | NodeKind::SubBullet
    );
    item && next.parent != Some(node.id) && node.text.is_some()
}

/// `5/12/2013` → `05/12/2013`.
fn with_zeros(date: &str) -> Option<String> {
    let mut parts: Vec<String> = date.split('/').map(str::to_owned).collect();
    if parts.len() < 2 {
        return None;
    }
    for (at, part) in parts.iter_mut().take(2).enumerate() {
        let number: u32 = part.trim().parse().ok()?;
        if number < 10 && (at == 0 || number < 3) {
            *part = format!("{number:02}");
        }
    }
    Some(parts.join("/"))
}

/// "Ủy ban mặt trận Mặt trận Tổ quốc": the same words twice in a row.
fn doubled_word(name: &str) -> Option<String> {
    let words: Vec<&str> = name.split(' ').collect();
    for width in [2, 1] {
        for at in 0..words.len().saturating_sub(2 * width - 1) {
            let (first, second) = (&words[at..at + width], &words[at + width..at + 2 * width]);
            let same = first.iter().zip(second).all(|(a, b)| fold(a) == fold(b));
            if same
                && first
                    .iter()
                    .all(|word| word.chars().any(char::is_alphabetic))
            {
                let kept = [&words[..at], &words[at + width..]].concat();
                return Some(kept.join(" "));
            }
        }
    }
    None
}
