//! The JSON view of a draft: what `dondoc extract --format json` prints.
//!
//! The head as plain strings, tasks and citations with plain values first, and beside each value
//! its place and certainty for those who check.

use serde_json::{Map, Value as Json, json};

use crate::draft::{
    Actor, Certainty, Citation, Deadline, DeadlineKind, Finding, Meta, Node, NodeKind, PlanDraft,
    Quote, TaskDraft, TaskForm, Value,
};
use crate::source::Span;

/// The view as a JSON value.
pub fn value(draft: &PlanDraft) -> Json {
    json!({
        "meta": meta(&draft.meta),
        "citations": draft.citations.iter().map(citation).collect::<Vec<_>>(),
        "tasks": draft.tasks.iter().map(|one| task(draft, one)).collect::<Vec<_>>(),
        "references": draft.references,
        "duties": draft.duties,
        "budget": draft.budget,
        "reporting": draft.reporting,
        "findings": draft.findings.iter().map(finding).collect::<Vec<_>>(),
        "outline": draft.outline.iter().map(node).collect::<Vec<_>>(),
    })
}

/// The view as text, indented.
pub fn write(draft: &PlanDraft) -> String {
    format!("{:#}", value(draft))
}

fn meta(meta: &Meta) -> Json {
    let mut plain = Map::new();
    let mut places = Map::new();
    let mut text = |name: &str, value: Option<&Value<String>>| {
        plain.insert(name.to_owned(), json!(value.map(|value| &value.value)));
        places.insert(name.to_owned(), json!(value.map(place)));
    };
    text("type", meta.kind.as_ref());
    text("number", meta.number.as_ref());
    text("issuer", meta.issuer.as_ref());
    text("place", meta.place.as_ref());
    text("title", meta.title.as_ref());
    text("signer", meta.signer.as_ref());
    text("sign_for", meta.sign_for.as_ref());
    plain.insert(
        "date".to_owned(),
        json!(meta.date.as_ref().map(|date| date.value)),
    );
    places.insert("date".to_owned(), json!(meta.date.as_ref().map(place)));
    plain.insert(
        "years".to_owned(),
        json!(meta.years.as_ref().map(|years| years.value)),
    );
    places.insert("years".to_owned(), json!(meta.years.as_ref().map(place)));
    plain.insert(
        "recipients".to_owned(),
        json!(
            meta.recipients
                .iter()
                .map(|one| &one.value)
                .collect::<Vec<_>>()
        ),
    );
    plain.insert("places".to_owned(), Json::Object(places));
    Json::Object(plain)
}

fn place<T>(value: &Value<T>) -> Json {
    json!({ "span": value.quote.as_ref().map(|quote| span(quote.span)), "certainty": value.certainty })
}

fn span(span: Span) -> Json {
    json!([span.start, span.end])
}

/// The words of a quote on one line, without emphasis marks.
fn words(quote: &Quote) -> String {
    super::words::single_spaced(&quote.text.replace('*', ""))
}

fn quoted(quote: Option<&Quote>) -> (Json, Json) {
    (
        json!(quote.map(words)),
        json!(quote.map(|quote| span(quote.span))),
    )
}

fn citation(citation: &Citation) -> Json {
    json!({
        "number": citation.number,
        "date": citation.date.as_ref().map(|date| date.value),
        "type": citation.kind,
        "issuer": citation.issuer.as_ref().map(|issuer| &issuer.value),
        "title": citation.title.as_ref().map(|title| &title.value),
        "text": words(&citation.quote),
        "span": span(citation.quote.span),
        "number_span": span(citation.number_quote.span),
        "role": citation.role,
        "inside": citation.inside,
        "date_certainty": citation.date.as_ref().map(|date| date.certainty),
    })
}

/// The words of the attribute lines of a task whose own words are lost: they say where it stands.
fn block_words(draft: &PlanDraft, task: &TaskDraft) -> Json {
    let lines = draft
        .outline
        .iter()
        .filter(|node| node.kind == NodeKind::Attributes && node.parent == task.node);
    let lines: Vec<String> = lines
        .filter_map(|node| {
            Some(format!(
                "{}: {}",
                words(node.heading.as_ref()?),
                words(node.text.as_ref()?)
            ))
        })
        .collect();
    json!(lines.join(" "))
}

fn task(draft: &PlanDraft, task: &TaskDraft) -> Json {
    let (heading, heading_span) = quoted(task.heading.as_ref());
    let lost = task.heading.is_none() && task.text.is_none();
    let (text, text_span) = quoted(task.text.as_ref());
    let text = if lost { block_words(draft, task) } else { text };
    let (product, product_span) = quoted(task.product.as_ref());
    let (budget, budget_span) = quoted(task.budget.as_ref());
    let actors = |actors: &[Actor]| actors.iter().map(actor).collect::<Vec<_>>();
    json!({
        "label": task.label,
        "heading": heading,
        "heading_span": heading_span,
        "text": text,
        "text_span": text_span,
        "lost": lost,
        "lead": actors(&task.lead),
        "coordinate": actors(&task.coordinate),
        "monitor": actors(&task.monitor),
        "deadline": task.deadline.as_ref().map(deadline),
        "product": product,
        "product_span": product_span,
        "budget": budget,
        "budget_span": budget_span,
        "source": match task.form { TaskForm::Labels => "labels", TaskForm::Table => "table", TaskForm::Prose => "prose" },
        "node": task.node,
        "certainty": task.certainty,
    })
}

fn finding(finding: &Finding) -> Json {
    json!({
        "code": finding.code, "severity": finding.severity(), "span": finding.span.map(span), "line": finding.line,
        "task": finding.task, "seen": finding.seen, "expected": finding.expected,
    })
}

fn actor(actor: &Actor) -> Json {
    json!({ "name": actor.name, "kind": actor.kind, "span": span(actor.quote.span), "certainty": actor.certainty })
}

fn deadline(deadline: &Deadline) -> Json {
    let kind = match deadline.kind {
        DeadlineKind::Date => "date",
        DeadlineKind::Period => "period",
        DeadlineKind::Recurring => "recurring",
        DeadlineKind::Ongoing => "ongoing",
        DeadlineKind::Conditional => "conditional",
        DeadlineKind::Other => "other",
    };
    json!({
        "text": words(&deadline.quote),
        "kind": kind,
        "due": deadline.due,
        "start": deadline.start,
        "inclusive": deadline.inclusive,
        "rrule": deadline.rrule,
        "span": span(deadline.quote.span),
        "certainty": deadline.certainty,
    })
}

fn node(node: &Node) -> Json {
    let (heading, heading_span) = quoted(node.heading.as_ref());
    let (text, text_span) = quoted(node.text.as_ref());
    let certainty = if node.lost {
        Certainty::Inferred
    } else {
        Certainty::Read
    };
    json!({
        "id": node.id, "parent": node.parent, "kind": node.kind, "label": node.label, "heading": heading,
        "heading_span": heading_span, "text": text, "text_span": text_span, "span": span(node.span),
        "lost": node.lost, "certainty": certainty,
    })
}
