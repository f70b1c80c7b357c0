//! From the file to the draft: the reader's finds become `core`'s draft, and a document that comes
//! in is stored with it in one transaction.

use chrono::{DateTime, Utc};
use dondoc_core::access::Actor as Who;
use dondoc_core::document::{self, Incoming, Sha};
use dondoc_core::plan::draft as own;
use dondoc_core::plan::draft::store;
use reading::file::FileError;
use reading::{PlanDraft, SourceText, draft as read};

use crate::web::App;

/// A file read, ready to be stored.
#[derive(Debug)]
pub struct ReadFile {
    /// Name of the file.
    pub name: String,
    /// The bytes as they came.
    pub bytes: Vec<u8>,
    /// The text.
    pub source: SourceText,
    /// What stands in it.
    pub draft: PlanDraft,
}

/// Where a document that came in before led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// A draft, open or confirmed to a plan.
    Draft(i64),
    /// A plan.
    Plan(i64),
}

/// Whether the same bytes came in before, and what became of them. A draft that was thrown away
/// does not count: the file may be read anew.
pub async fn known(app: &App, sha: &Sha) -> dondoc_core::Result<Option<Known>> {
    let reader = app.db().read().await?;
    let Some(document) = document::find_by_sha(&reader, sha).await? else {
        return Ok(None);
    };
    let drafts = store::of_document(&reader, document.id).await?;
    let plan = drafts.iter().find_map(|head| head.plan_id);
    let open = drafts
        .iter()
        .find(|head| head.state() == store::State::Open);
    Ok(plan
        .map(Known::Plan)
        .or_else(|| open.map(|head| Known::Draft(head.id))))
}

/// Keeps the file, then stores document and draft together.
pub async fn store(
    app: &App,
    who: &Who,
    read: ReadFile,
    now: DateTime<Utc>,
) -> dondoc_core::Result<store::Head> {
    let draft = draft(&read.draft);
    let incoming = incoming(app, read).await?;
    app.db()
        .write(who, now, move |tx| {
            Box::pin(async move {
                let document = document::receive(tx, &incoming).await?;
                // The same file may have come twice at once: the first one's draft serves both.
                let others = store::of_document(tx, document.id).await?;
                let open = others
                    .into_iter()
                    .find(|head| head.state() == store::State::Open);
                match open {
                    Some(head) => Ok(head),
                    None => store::create(tx, document.id, draft).await,
                }
            })
        })
        .await
}

async fn incoming(app: &App, read: ReadFile) -> dondoc_core::Result<Incoming> {
    let shape = Shape {
        blocks: &read.source.blocks,
        pages: &read.source.pages,
    };
    let shape = serde_json::to_string(&shape)?;
    let format = serde_json::to_value(read.source.format)?
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let (blobs, token) = (app.blobs().clone(), u64::from_ne_bytes(app.db().random()));
    let (sha, size) = crate::panic::blocking(move || {
        blobs
            .put(&read.bytes, token)
            .map(|sha| (sha, read.bytes.len() as u64))
    })
    .await
    .map_err(|error| dondoc_core::Error::Damaged(error.to_string()))??;
    Ok(Incoming {
        sha,
        size,
        name: read.name,
        format,
        text: read.source.text,
        shape,
    })
}

/// The shape of a source without its text, which is stored apart.
#[derive(serde::Serialize)]
struct Shape<'a> {
    blocks: &'a [reading::source::Block],
    pages: &'a [usize],
}

/// Reads bytes with the programs and limits given; blocking.
pub fn read(
    name: String,
    bytes: Vec<u8>,
    helpers: &reading::file::Helpers,
    limits: &reading::file::Limits,
    watch: &dyn reading::file::Watch,
) -> Result<ReadFile, FileError> {
    let source = reading::file::read(&bytes, Some(&name), limits, helpers, watch)?;
    let draft = reading::plan::read(&source);
    Ok(ReadFile {
        name,
        bytes,
        source,
        draft,
    })
}

/// The reader's draft as `core` keeps it.
pub fn draft(from: &PlanDraft) -> own::Draft {
    let row_of = |task: usize| u32::try_from(task).ok().map(own::RowId);
    own::Draft {
        meta: meta(&from.meta),
        outline: from.outline.iter().map(node).collect(),
        rows: from
            .tasks
            .iter()
            .zip(0..)
            .map(|(task, id)| row(task, own::RowId(id)))
            .collect(),
        citations: from.citations.iter().map(citation).collect(),
        reporting: from.reporting.iter().map(reporting).collect(),
        findings: from
            .findings
            .iter()
            .map(|finding| own::Finding {
                code: finding.code.clone(),
                span: finding.span.map(span),
                line: finding.line,
                row: finding.task.and_then(row_of),
                seen: finding.seen.clone(),
                expected: finding.expected.clone(),
                dismissed: false,
            })
            .collect(),
        ..own::Draft::default()
    }
    .normalise()
}

fn span(from: reading::Span) -> own::Span {
    own::Span {
        start: from.start,
        end: from.end,
    }
}

fn quote(from: &read::Quote) -> own::Quote {
    own::Quote {
        text: from.text.clone(),
        span: span(from.span),
    }
}

fn certainty(from: read::Certainty) -> own::Certainty {
    match from {
        read::Certainty::Read => own::Certainty::Read,
        read::Certainty::Uncertain => own::Certainty::Uncertain,
        read::Certainty::Inferred => own::Certainty::Inferred,
    }
}

fn value<T: Clone>(from: &read::Value<T>) -> own::Value<T> {
    own::Value {
        value: from.value.clone(),
        quote: from.quote.as_ref().map(quote),
        certainty: certainty(from.certainty),
        confirmed: false,
    }
}

/// A passage taken over as it stands: line ends and blanks in it become single blanks, because a
/// value is shown on one line; the quote keeps the passage itself.
fn passage(from: &read::Quote) -> own::Value<String> {
    own::Value {
        value: from.text.split_whitespace().collect::<Vec<_>>().join(" "),
        quote: Some(quote(from)),
        certainty: own::Certainty::Read,
        confirmed: false,
    }
}

fn meta(from: &read::Meta) -> own::Meta {
    own::Meta {
        kind: from.kind.as_ref().map(value),
        number: from.number.as_ref().map(value),
        issuer: from.issuer.as_ref().map(value),
        place: from.place.as_ref().map(value),
        date: from.date.as_ref().map(value),
        title: from.title.as_ref().map(value),
        years: from.years.as_ref().map(value),
        signer: from.signer.as_ref().map(value),
        sign_for: from.sign_for.as_ref().map(value),
        recipients: from.recipients.iter().map(value).collect(),
    }
}

fn node(from: &read::Node) -> own::Node {
    own::Node {
        id: from.id,
        parent: from.parent,
        kind: code(&from.kind),
        label: from.label.clone(),
        heading: from.heading.as_ref().map(quote),
        text: from.text.as_ref().map(quote),
        span: span(from.span),
        lost: from.lost,
    }
}

/// The stable code that serde gives a kind.
fn code(kind: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(kind).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

fn row(from: &read::TaskDraft, id: own::RowId) -> own::Row {
    own::Row {
        id,
        label: from.label.clone(),
        node: from.node,
        heading: from.heading.as_ref().map(passage),
        text: from.text.as_ref().map(passage),
        lead: from.lead.iter().map(actor).collect(),
        coordinate: from.coordinate.iter().map(actor).collect(),
        monitor: from.monitor.iter().map(actor).collect(),
        deadline: from.deadline.as_ref().map(deadline),
        product: from.product.as_ref().map(passage),
        budget: from.budget.as_ref().map(passage),
        follow: true,
        certainty: certainty(from.certainty),
        confirmed: false,
    }
}

fn actor(from: &read::Actor) -> own::Actor {
    own::Actor {
        name: from.name.clone(),
        quote: Some(quote(&from.quote)),
        kind: match from.kind {
            read::ActorKind::Agency => own::ActorKind::Agency,
            read::ActorKind::Group => own::ActorKind::Group,
            read::ActorKind::OpenGroup => own::ActorKind::OpenGroup,
        },
        certainty: certainty(from.certainty),
        confirmed: false,
        exceptions: Vec::new(),
    }
}

fn deadline(from: &read::Deadline) -> own::Deadline {
    own::Deadline {
        text: from
            .quote
            .text
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "),
        quote: Some(quote(&from.quote)),
        kind: deadline_kind(from.kind),
        due: from.due,
        start: from.start,
        inclusive: from.inclusive,
        rrule: from.rrule.clone(),
        certainty: certainty(from.certainty),
        confirmed: false,
    }
}

/// The reader's kind of deadline as `core` keeps it.
pub fn deadline_kind(from: read::DeadlineKind) -> own::DeadlineKind {
    match from {
        read::DeadlineKind::Date => own::DeadlineKind::Date,
        read::DeadlineKind::Period => own::DeadlineKind::Period,
        read::DeadlineKind::Recurring => own::DeadlineKind::Recurring,
        read::DeadlineKind::Ongoing => own::DeadlineKind::Ongoing,
        read::DeadlineKind::Conditional => own::DeadlineKind::Conditional,
        read::DeadlineKind::Other => own::DeadlineKind::Other,
    }
}

fn citation(from: &read::Citation) -> own::Citation {
    own::Citation {
        quote: quote(&from.quote),
        number: from.number.clone(),
        kind: from.kind.clone(),
        date: from.date.as_ref().map(|date| date.value),
        issuer: from.issuer.as_ref().map(|issuer| issuer.value.clone()),
        title: from.title.as_ref().map(|title| title.value.clone()),
    }
}

fn reporting(from: &read::ReportingRule) -> own::Reporting {
    let names = |actors: &[read::Actor]| actors.iter().map(|a| a.name.clone()).collect();
    own::Reporting {
        quote: quote(&from.quote),
        reporters: names(&from.reporters),
        to: names(&from.to),
        schedule: from.schedule.as_ref().map(deadline),
    }
}
