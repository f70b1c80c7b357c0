//! A draft as `documents` wants it for Akoma Ntoso: the text, the outline, the places of values.

use std::ops::Range;

use documents::akoma_ntoso as akn;
use dondoc_core::plan::draft::{self as own, Draft, Quote, Row, Span};
use reading::source::{Block, Table};

/// The shape of a source, as stored beside its text.
#[derive(Debug, Default, serde::Deserialize)]
pub struct Shape {
    blocks: Vec<Block>,
}

impl Shape {
    /// Reads what was stored.
    pub fn parse(json: &str) -> serde_json::Result<Self> {
        serde_json::from_str(json)
    }

    /// Of a source just read.
    pub fn of(source: &reading::SourceText) -> Self {
        Self {
            blocks: source.blocks.clone(),
        }
    }
}

/// The document.
pub fn of_draft<'a>(
    text: &'a str,
    markdown: bool,
    shape: &Shape,
    draft: &Draft,
) -> akn::Document<'a> {
    akn::Document {
        text,
        markdown,
        meta: meta(&draft.meta),
        nodes: draft.outline.iter().map(node).collect(),
        tables: shape.blocks.iter().filter_map(table).collect(),
        marks: marks(draft),
        citations: draft.citations.iter().map(citation).collect(),
        tasks: draft.rows.iter().map(task).collect(),
    }
}

fn range(span: Span) -> Range<usize> {
    span.start..span.end
}

fn value<T: Clone>(value: Option<&own::Value<T>>) -> Option<T> {
    value.map(|value| value.value.clone())
}

fn meta(meta: &own::Meta) -> akn::Meta {
    akn::Meta {
        kind: value(meta.kind.as_ref()),
        number: value(meta.number.as_ref()),
        issuer: value(meta.issuer.as_ref()),
        place: value(meta.place.as_ref()),
        date: value(meta.date.as_ref()),
        title: value(meta.title.as_ref()),
        signer: value(meta.signer.as_ref()),
        sign_for: value(meta.sign_for.as_ref()),
    }
}

fn node(node: &own::Node) -> akn::Node {
    let place = |quote: &Option<Quote>| quote.as_ref().map(|quote| range(quote.span));
    akn::Node {
        parent: node.parent,
        kind: kind(&node.kind),
        label: node.label.clone(),
        heading: place(&node.heading),
        text: place(&node.text),
        span: range(node.span),
        lost: node.lost,
    }
}

fn kind(code: &str) -> akn::NodeKind {
    match code {
        "part" => akn::NodeKind::Part,
        "chapter" => akn::NodeKind::Chapter,
        "section" => akn::NodeKind::Section,
        "article" => akn::NodeKind::Article,
        "clause" => akn::NodeKind::Clause,
        "point" => akn::NodeKind::Point,
        "bullet" => akn::NodeKind::Bullet,
        "sub_bullet" => akn::NodeKind::SubBullet,
        "paragraph" => akn::NodeKind::Paragraph,
        "appendix" => akn::NodeKind::Appendix,
        _ => akn::NodeKind::Text,
    }
}

fn table(block: &Block) -> Option<akn::Table> {
    let Block::Table(Table { span, rows }) = block else {
        return None;
    };
    let cell = |cell: &reading::source::Cell| akn::Cell {
        span: cell.span.start..cell.span.end,
        columns: cell.columns,
        rows: cell.rows,
    };
    Some(akn::Table {
        span: span.start..span.end,
        rows: rows
            .iter()
            .map(|row| row.cells.iter().map(cell).collect())
            .collect(),
    })
}

/// The places of the values, the head's first.
fn marks(draft: &Draft) -> Vec<akn::Mark> {
    let mut marks = Marks(Vec::new());
    let meta = &draft.meta;
    marks.value(meta.number.as_ref(), |_| akn::MarkKind::Number);
    marks.value(meta.date.as_ref(), |day| akn::MarkKind::IssueDate(*day));
    marks.value(meta.kind.as_ref(), |_| akn::MarkKind::Kind);
    marks.value(meta.title.as_ref(), |_| akn::MarkKind::Title);
    marks.value(meta.issuer.as_ref(), |_| akn::MarkKind::Issuer);
    marks.value(meta.place.as_ref(), |_| akn::MarkKind::Place);
    marks.value(meta.signer.as_ref(), |_| akn::MarkKind::Signer);
    marks.value(meta.sign_for.as_ref(), |_| akn::MarkKind::SignFor);
    for recipient in &meta.recipients {
        marks.value(Some(recipient), |_| akn::MarkKind::Recipient);
    }
    for row in &draft.rows {
        for actor in own::Role::ALL.into_iter().flat_map(|role| row.actors(role)) {
            let name = actor.name.clone();
            marks.quote(actor.quote.as_ref(), akn::MarkKind::Organization(name));
        }
        if let Some((deadline, day)) = row
            .deadline
            .as_ref()
            .and_then(|d| d.due.map(|day| (d, day)))
        {
            marks.quote(deadline.quote.as_ref(), akn::MarkKind::Date(day));
        }
    }
    for (index, citation) in draft.citations.iter().enumerate() {
        marks.quote(Some(&citation.quote), akn::MarkKind::Citation(index));
    }
    marks.0
}

struct Marks(Vec<akn::Mark>);

impl Marks {
    fn quote(&mut self, quote: Option<&Quote>, kind: akn::MarkKind) {
        self.0.extend(quote.map(|quote| akn::Mark {
            span: range(quote.span),
            kind,
        }));
    }

    fn value<T>(&mut self, value: Option<&own::Value<T>>, kind: impl Fn(&T) -> akn::MarkKind) {
        if let Some(value) = value {
            self.quote(value.quote.as_ref(), kind(&value.value));
        }
    }
}

fn citation(citation: &own::Citation) -> akn::Citation {
    akn::Citation {
        number: citation.number.clone(),
        kind: citation.kind.clone(),
        date: citation.date,
        issuer: citation.issuer.clone(),
        title: citation.title.clone(),
    }
}

fn task(row: &Row) -> akn::Task {
    let names = |role| {
        row.actors(role)
            .iter()
            .map(|actor| actor.name.clone())
            .collect()
    };
    akn::Task {
        label: row.label.clone(),
        node: row.node,
        lead: names(own::Role::Lead),
        coordinate: names(own::Role::Coordinate),
        monitor: names(own::Role::Monitor),
        deadline: row.deadline.as_ref().map(|deadline| akn::TaskDeadline {
            text: deadline.text.clone(),
            kind: deadline.kind.as_str().to_owned(),
            start: deadline.start,
            due: deadline.due,
            inclusive: deadline.inclusive,
            rrule: deadline.rrule.clone(),
        }),
        product: value(row.product.as_ref()),
        certainty: certainty(row).to_owned(),
    }
}

fn certainty(row: &Row) -> &'static str {
    match row.certainty {
        _ if row.confirmed => "confirmed",
        own::Certainty::Entered => "confirmed",
        own::Certainty::Read => "read",
        own::Certainty::Uncertain => "uncertain",
        own::Certainty::Inferred => "inferred",
    }
}
