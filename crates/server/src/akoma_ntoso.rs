//! A draft as an Akoma Ntoso document: what the reader found, in the terms of the writer.

use documents::akoma_ntoso::{
    Cell, Citation, Document, Mark, MarkKind, Meta, Node, NodeKind, Table, Task, TaskDeadline,
};
use reading::draft::{self, Actor, Certainty, Deadline, DeadlineKind, PlanDraft, Value};
use reading::source::{Block, Format, SourceText, Span};

/// Everything the XML needs of one document.
pub fn document<'a>(source: &'a SourceText, draft: &PlanDraft) -> Document<'a> {
    Document {
        text: &source.text,
        markdown: source.format == Format::Markdown,
        meta: meta(&draft.meta),
        nodes: draft.outline.iter().map(node).collect(),
        tables: tables(source),
        marks: marks(draft),
        citations: draft.citations.iter().map(citation).collect(),
        tasks: draft.tasks.iter().map(task).collect(),
    }
}

fn meta(meta: &draft::Meta) -> Meta {
    let text = |value: &Option<Value<String>>| value.as_ref().map(|value| value.value.clone());
    Meta {
        kind: text(&meta.kind),
        number: text(&meta.number),
        issuer: text(&meta.issuer),
        place: text(&meta.place),
        date: meta.date.as_ref().map(|date| date.value),
        title: text(&meta.title),
        signer: text(&meta.signer),
        sign_for: text(&meta.sign_for),
    }
}

fn node(node: &draft::Node) -> Node {
    let place = |quote: &Option<draft::Quote>| quote.as_ref().map(|quote| range(quote.span));
    Node {
        parent: node.parent,
        kind: kind(node.kind),
        label: node.label.clone(),
        heading: place(&node.heading),
        text: place(&node.text),
        span: range(node.span),
        lost: node.lost,
    }
}

fn kind(kind: draft::NodeKind) -> NodeKind {
    match kind {
        draft::NodeKind::Part => NodeKind::Part,
        draft::NodeKind::Chapter => NodeKind::Chapter,
        draft::NodeKind::Section => NodeKind::Section,
        draft::NodeKind::Article => NodeKind::Article,
        draft::NodeKind::Clause => NodeKind::Clause,
        draft::NodeKind::Point => NodeKind::Point,
        draft::NodeKind::Bullet => NodeKind::Bullet,
        draft::NodeKind::SubBullet => NodeKind::SubBullet,
        draft::NodeKind::Paragraph => NodeKind::Paragraph,
        draft::NodeKind::Appendix => NodeKind::Appendix,
        draft::NodeKind::Table | draft::NodeKind::TableRow | draft::NodeKind::Attributes => {
            NodeKind::Text
        }
    }
}

fn tables(source: &SourceText) -> Vec<Table> {
    let tables = source.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        Block::Paragraph(_) => None,
    });
    let cell = |cell: &reading::source::Cell| Cell {
        span: range(cell.span),
        columns: cell.columns,
        rows: cell.rows,
    };
    tables
        .map(|table| Table {
            span: range(table.span),
            rows: table
                .rows
                .iter()
                .map(|row| row.cells.iter().map(cell).collect())
                .collect(),
        })
        .collect()
}

/// Head and foot first: where values overlap, the first wins.
fn marks(draft: &PlanDraft) -> Vec<Mark> {
    let meta = &draft.meta;
    let mut marks = Vec::new();
    let mut mark = |span: Option<Span>, kind: MarkKind| {
        marks.extend(span.map(|span| Mark {
            span: range(span),
            kind,
        }));
    };
    mark(place(meta.number.as_ref()), MarkKind::Number);
    mark(place(meta.kind.as_ref()), MarkKind::Kind);
    mark(place(meta.title.as_ref()), MarkKind::Title);
    mark(place(meta.issuer.as_ref()), MarkKind::Issuer);
    mark(place(meta.place.as_ref()), MarkKind::Place);
    mark(place(meta.signer.as_ref()), MarkKind::Signer);
    mark(place(meta.sign_for.as_ref()), MarkKind::SignFor);
    if let Some(date) = &meta.date {
        mark(place(Some(date)), MarkKind::IssueDate(date.value));
    }
    for recipient in &meta.recipients {
        mark(place(Some(recipient)), MarkKind::Recipient);
    }
    for (index, citation) in draft.citations.iter().enumerate() {
        mark(Some(citation.quote.span), MarkKind::Citation(index));
    }
    for task in &draft.tasks {
        for actor in task
            .lead
            .iter()
            .chain(&task.coordinate)
            .chain(&task.monitor)
        {
            mark(
                Some(actor.quote.span),
                MarkKind::Organization(actor.name.clone()),
            );
        }
        if let Some(deadline) = &task.deadline {
            let day = deadline.due.map(MarkKind::Date);
            day.into_iter()
                .for_each(|day| mark(Some(deadline.quote.span), day));
        }
    }
    marks
}

fn place<T>(value: Option<&Value<T>>) -> Option<Span> {
    Some(value?.quote.as_ref()?.span)
}

fn citation(citation: &draft::Citation) -> Citation {
    let text = |value: &Option<Value<String>>| value.as_ref().map(|value| value.value.clone());
    Citation {
        number: citation.number.clone(),
        kind: citation.kind.clone(),
        date: citation.date.as_ref().map(|date| date.value),
        issuer: text(&citation.issuer),
        title: text(&citation.title),
    }
}

fn task(task: &draft::TaskDraft) -> Task {
    let names = |actors: &[Actor]| actors.iter().map(|actor| actor.name.clone()).collect();
    let certainty = match task.certainty {
        Certainty::Read => "read",
        Certainty::Uncertain => "uncertain",
        Certainty::Inferred => "inferred",
    };
    Task {
        label: task.label.clone(),
        node: task.node,
        lead: names(&task.lead),
        coordinate: names(&task.coordinate),
        monitor: names(&task.monitor),
        deadline: task.deadline.as_ref().map(deadline),
        product: task.product.as_ref().map(|product| product.text.clone()),
        certainty: certainty.to_owned(),
    }
}

fn deadline(deadline: &Deadline) -> TaskDeadline {
    let kind = match deadline.kind {
        DeadlineKind::Date => "date",
        DeadlineKind::Period => "period",
        DeadlineKind::Recurring => "recurring",
        DeadlineKind::Ongoing => "ongoing",
        DeadlineKind::Conditional => "conditional",
        DeadlineKind::Other => "other",
    };
    TaskDeadline {
        text: deadline.quote.text.clone(),
        kind: kind.to_owned(),
        start: deadline.start,
        due: deadline.due,
        inclusive: deadline.inclusive,
        rrule: deadline.rrule.clone(),
    }
}

fn range(span: Span) -> std::ops::Range<usize> {
    span.start..span.end
}
