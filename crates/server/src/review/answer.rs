//! The answers to a change: parts of the screen for htmx, a redirect or a whole page otherwise.

use askama::Template;
use askama::filters::HtmlSafe;
use axum::http::StatusCode;
use axum::response::Response;
use dondoc_core::plan::draft::edit::Edit;
use dondoc_core::plan::draft::{Row, RowId};
use reading::source::SourceText;

use super::act::Act;
use super::bar::{Bar, Head, History, Names};
use super::card::{Card, Opened};
use super::changes::{self, Step};
use super::desk::{Desk, source};
use super::findings::Findings;
use super::forms::{AddForm, MetaForm};
use super::history;
use super::name::Name;
use super::paper::{Paper, PaperChanges, marks};
use super::show::AddPanel;
use crate::key;
use crate::web::App;
use crate::web::error::Result;
use crate::web::page::Page;

/// A change that was stored.
pub struct Answer<'a> {
    /// The page.
    pub page: &'a Page,
    /// The draft before.
    pub before: &'a Desk,
    /// The draft now.
    pub after: &'a Desk,
    /// The document.
    pub source: &'a SourceText,
    /// What was done, in words.
    pub said: &'a str,
}

/// `templates/review/changes.html`
#[derive(Template)]
#[template(path = "review/changes.html")]
struct Changes<'a> {
    bar: Bar<'a>,
    head: Option<Head<'a>>,
    findings: Option<Findings<'a>>,
    names: Names<'a>,
    history: History<'a>,
    removed: Vec<RowId>,
    inserted: Vec<(Option<RowId>, Vec<Card<'a>>)>,
    renewed: Vec<Card<'a>>,
    paper: Option<PaperChanges<'a>>,
    spoken: String,
    desk: &'a Desk,
}

impl Answer<'_> {
    /// The parts that are different, or the screen at `anchor`.
    pub fn respond(&self, parts: bool, anchor: Option<String>) -> Result<Response> {
        let (page, before, after) = (self.page, self.before, self.after);
        if !parts {
            let anchor = anchor
                .map(|anchor| format!("#{anchor}"))
                .unwrap_or_default();
            return Ok(Page::go(&format!("/drafts/{}{anchor}", after.head.id)));
        }
        let (old, new) = (marks(&before.draft), marks(&after.draft));
        let mut changes = Changes {
            bar: Bar::new(page, after),
            head: (before.draft.meta != after.draft.meta).then(|| Head::new(page, after, None)),
            findings: (before.draft.findings != after.draft.findings
                || before.gaps != after.gaps
                || before.draft.rows.len() != after.draft.rows.len())
            .then(|| Findings::new(page, after)),
            names: Names::new(page, after),
            history: History::new(page, after),
            removed: Vec::new(),
            inserted: Vec::new(),
            renewed: Vec::new(),
            paper: PaperChanges::between(page, self.source, &old, &new),
            spoken: self.spoken(),
            desk: after,
        };
        self.rows(&mut changes)?;
        page.render(&changes)
    }

    fn spoken(&self) -> String {
        let left = self.after.gaps.len();
        self.page
            .t
            .two("review-spoken", "what", self.said, "left", left)
    }

    fn rows<'b>(&'b self, changes: &mut Changes<'b>) -> Result<()> {
        let after = self.after;
        let card = |row: &'b Row| after.card(self.page, row, None);
        let mut touched: Vec<RowId> = Vec::new();
        for step in changes::between(&self.before.draft.rows, &after.draft.rows) {
            match step {
                Step::Remove(row) => changes.removed.push(row),
                Step::Renew(row) => {
                    touched.push(row);
                    changes.renewed.push(card(after.row(row)?));
                }
                Step::Insert {
                    rows,
                    after: anchor,
                } => {
                    touched.extend(&rows);
                    let rows: Result<Vec<_>> = rows.iter().map(|id| after.row(*id)).collect();
                    changes
                        .inserted
                        .push((anchor, rows?.into_iter().map(card).collect()));
                }
            }
        }
        // Another meaning of a name changes the look of rows that are the same.
        let others = after
            .draft
            .rows
            .iter()
            .filter(|row| !touched.contains(&row.id));
        changes.renewed.extend(
            others
                .filter(|row| after.whom_differs(self.before, row))
                .map(card),
        );
        Ok(())
    }
}

/// Where a browser without script goes after a button: the next open point after a confirmation,
/// the task otherwise.
pub fn landing(act: &Act, phrase: &str, after: &Desk) -> Option<String> {
    let named = phrase
        .split(' ')
        .nth(1)
        .and_then(|name| name.parse::<Name>().ok());
    match act {
        Act::Edit(Edit::Confirm { .. } | Edit::ConfirmMeta { .. }) => {
            after.next_after(named).map(|name| format!("v-{name}"))
        }
        Act::Edit(Edit::ConfirmRow { row }) => {
            let name = Name::Row(*row, dondoc_core::plan::draft::edit::RowField::Budget);
            after.next_after(Some(name)).map(|name| format!("v-{name}"))
        }
        Act::Edit(
            Edit::Split { row, .. }
            | Edit::Move { row, .. }
            | Edit::SetFollow { row, .. }
            | Edit::SetExceptions { row, .. },
        ) => Some(format!("t{}", row.0)),
        Act::Edit(Edit::Merge { rows }) => rows.first().map(|row| format!("t{}", row.0)),
        Act::Edit(Edit::DismissFinding { .. }) => Some("findings".to_owned()),
        Act::Edit(_) | Act::Undo | Act::Redo => Some("tasks".to_owned()),
    }
}

/// What a person can do about an edit that core did not take.
pub fn fault(reason: &str) -> &'static str {
    match reason {
        "no_such_row" | "no_such_value" => key!("review-row-gone"),
        "too_much" => key!("review-fault-too-much"),
        "bad_cut" => key!("review-fault-cut"),
        "wrong_order" => key!("review-fault-order"),
        _ => key!("review-no-such-act"),
    }
}

/// A button that does nothing here.
pub struct Refused<'a> {
    /// The page.
    pub page: &'a Page,
    /// The draft.
    pub desk: &'a Desk,
    /// What to do.
    pub key: &'static str,
}

/// `templates/review/refused.html`
#[derive(Template)]
#[template(path = "review/refused.html")]
struct RefusedPage<'a> {
    page: &'a Page,
    desk: &'a Desk,
    why: &'a str,
}

/// `templates/review/spoken.html`
#[derive(Template)]
#[template(path = "review/spoken.html")]
struct Spoken<'a> {
    said: &'a str,
}

impl Refused<'_> {
    /// 422 with what to do.
    pub fn respond(&self, parts: bool) -> Result<Response> {
        let why = self.page.t.get(self.key);
        if parts {
            return self
                .page
                .render_as(StatusCode::UNPROCESSABLE_ENTITY, &Spoken { said: why });
        }
        let shown = RefusedPage {
            page: self.page,
            desk: self.desk,
            why,
        };
        self.page
            .render_as(StatusCode::UNPROCESSABLE_ENTITY, &shown)
    }
}

/// `templates/review/form_page.html`: a form by itself, for browsers without script.
#[derive(Template)]
#[template(path = "review/form_page.html")]
struct FormPage<'a, P: Template> {
    page: &'a Page,
    desk: &'a Desk,
    part: &'a P,
}

/// `templates/review/part.html`: a part of the screen in its envelope.
#[derive(Template)]
#[template(path = "review/part.html")]
struct Part<'a, P: Template> {
    target: &'a str,
    part: &'a P,
}

/// A part with a form that needs a correction or a decision.
fn with_form(
    page: &Page,
    desk: &Desk,
    target: &str,
    part: &impl Template,
    parts: bool,
    status: StatusCode,
) -> Result<Response> {
    if parts {
        page.render_as(status, &Part { target, part })
    } else {
        page.render_as(status, &FormPage { page, desk, part })
    }
}

/// A card with a form in it.
pub fn form(
    page: &Page,
    desk: &Desk,
    row: RowId,
    open: Opened,
    parts: bool,
    status: StatusCode,
) -> Result<Response> {
    let card = desk.card(page, desk.row(row)?, Some(open));
    with_form(page, desk, &format!("t{}", row.0), &card, parts, status)
}

/// The head with its form.
pub fn meta_form(
    page: &Page,
    desk: &Desk,
    form: MetaForm,
    parts: bool,
    status: StatusCode,
) -> Result<Response> {
    with_form(
        page,
        desk,
        "meta",
        &Head::new(page, desk, Some(form)),
        parts,
        status,
    )
}

/// The form of a new task.
pub fn add_form(page: &Page, desk: &Desk, form: &AddForm, parts: bool) -> Result<Response> {
    let panel = AddPanel { page, desk, form };
    with_form(
        page,
        desk,
        "add",
        &panel,
        parts,
        StatusCode::UNPROCESSABLE_ENTITY,
    )
}

/// `templates/review/conflict.html`
#[derive(Template)]
#[template(path = "review/conflict.html")]
struct Conflict<'a> {
    page: &'a Page,
    desk: &'a Desk,
    /// How many changes the page did not know of.
    missed: i64,
    /// The latest of them.
    steps: Vec<(String, String, String)>,
    /// What was sent, to be sent again.
    fields: Vec<(String, String)>,
}

// It escapes what it shows itself.
impl HtmlSafe for Conflict<'_> {}

impl Conflict<'_> {
    /// Where to send the same again.
    fn to(&self) -> &'static str {
        let has = |wanted: &str| self.fields.iter().any(|(field, _)| field == wanted);
        if has("written") {
            "names"
        } else if has("discard") {
            "discarding"
        } else {
            "edits"
        }
    }
}

/// `templates/review/conflict_parts.html`: the notice, and the whole right side anew.
#[derive(Template)]
#[template(path = "review/conflict_parts.html")]
struct ConflictParts<'a> {
    notice: &'a Conflict<'a>,
    bar: Bar<'a>,
    head: Head<'a>,
    findings: Findings<'a>,
    names: Names<'a>,
    history: History<'a>,
    cards: Vec<Card<'a>>,
    paper: Paper<'a>,
}

/// `templates/review/conflict_page.html`
#[derive(Template)]
#[template(path = "review/conflict_page.html")]
struct ConflictPage<'a> {
    page: &'a Page,
    notice: &'a Conflict<'a>,
}

/// Somebody else was quicker: what changed, and a button that does the same again on top of it.
pub async fn conflict(
    app: &App,
    page: &Page,
    now: &Desk,
    version: i64,
    sent: &[(String, String)],
    parts: bool,
) -> Result<Response> {
    let missed = (now.head.version - version).max(1);
    let latest = now
        .history
        .iter()
        .rev()
        .take(usize::try_from(missed).unwrap_or(1).min(8));
    let steps = latest.map(|step| {
        let what = history::says(page.t, &step.edit, now);
        (crate::show::instant(step.at), step.actor_name.clone(), what)
    });
    let fields = sent.iter().filter(|(key, _)| key != "version").cloned();
    let notice = Conflict {
        page,
        desk: now,
        missed,
        steps: steps.collect(),
        fields: fields.collect(),
    };
    if !parts {
        let shown = ConflictPage {
            page,
            notice: &notice,
        };
        return page.render_as(StatusCode::CONFLICT, &shown);
    }
    let source = source(&*app.db().read().await?, now.head.document_id).await?;
    let marks = marks(&now.draft);
    let shown = ConflictParts {
        notice: &notice,
        bar: Bar::new(page, now),
        head: Head::new(page, now, None),
        findings: Findings::new(page, now),
        names: Names::new(page, now),
        history: History::new(page, now),
        cards: now
            .draft
            .rows
            .iter()
            .map(|row| now.card(page, row, None))
            .collect(),
        paper: Paper::new(page, &source, &marks),
    };
    page.render_as(StatusCode::CONFLICT, &shown)
}
