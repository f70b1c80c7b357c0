//! Workbooks of an estimate: `GET /estimates/{id}/{file}` out, `POST /estimates/{id}/imports` in,
//! with a look at what would change before it is applied.

use askama::Template;
use axum::Form;
use axum::extract::{Multipart, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use dondoc_core::access::Act;
use dondoc_core::money::upload::{self, Change, Content};
use dondoc_core::money::{Estimate, NewLine, Step, line, source};
use serde::Deserialize;
use uuid::Uuid;

use super::estimate::{quantity, seen};
use super::{dong, told};
use crate::estimate_book::{self as book, verdict_key};
use crate::key;
use crate::web::App;
use crate::web::error::{Error, Result};
use crate::web::page::Page;

/// As an officer types it, and the sheet of the appraisal.
const FILES: [(&str, bool); 2] = [("du-toan.xlsx", false), ("tham-dinh.xlsx", true)];

/// Gives a workbook.
pub async fn file(
    State(app): State<App>,
    page: Page,
    Path((id, name)): Path<(i64, String)>,
) -> Result<Response> {
    let (name, appraisal) = FILES
        .into_iter()
        .find(|(known, _)| *known == name)
        .ok_or(Error::NotFound)?;
    let reader = app.db().read().await?;
    let estimate = seen(&reader, &page, id).await?;
    let lines = line::of_round(&reader, id, estimate.round).await?;
    let sources = source::list(&reader).await?;
    drop(reader);
    let (t, now) = (page.t, page.now);
    let write = move || book::write(&estimate, &lines, &sources, appraisal, t, now);
    let bytes = crate::panic::blocking(write)
        .await
        .map_err(Error::internal)?
        .map_err(Error::internal)?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    Ok((headers, bytes).into_response())
}

/// `templates/money/import.html`
#[derive(Debug, Template)]
#[template(path = "money/import.html")]
pub struct ImportPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The estimate.
    pub estimate: Estimate,
    /// The upload, when it could be read.
    pub upload: Option<Uuid>,
    /// The file's name.
    pub name: String,
    /// What is wrong with it.
    pub faults: Vec<String>,
    /// What it would change.
    pub changes: Vec<Row>,
    /// Lines it leaves as they are.
    pub same: usize,
    /// When it was applied.
    pub applied: Option<String>,
    /// Whether the estimate changed between looking and applying.
    pub stale: bool,
    /// Whether it can be applied as things stand.
    pub open: bool,
}

/// A change as shown.
#[derive(Debug)]
pub struct Row {
    /// The key of what happens.
    pub what: &'static str,
    /// The content of the line.
    pub content: String,
    /// What was.
    pub before: String,
    /// What will be.
    pub after: String,
}

/// Keeps a workbook and shows what it would change.
pub async fn create(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    form: Multipart,
) -> Result<Response> {
    let account = page.me()?;
    let (name, appraisal, bytes) = take(form).await?;
    let reader = app.db().read().await?;
    let estimate = seen(&reader, &page, id).await?;
    let stored = line::of_round(&reader, id, estimate.round).await?;
    let sources = source::list(&reader).await?;
    drop(reader);
    if appraisal {
        account.actor.may(Act::AppraiseEstimate)?;
    } else {
        account
            .actor
            .may_for(Act::DraftEstimate, estimate.unit_id)?;
    }
    let year = estimate.years().filter(|(first, last)| first == last);
    let year = year.map(|(year, _)| year);
    let read = move || {
        if appraisal {
            return book::judgements(&bytes, &stored).map(Content::Judgements);
        }
        let mut lines = book::lines(&bytes, &sources, year)?;
        // A number that this estimate does not have is of another one: it names no line here.
        for line in &mut lines {
            line.number = line
                .number
                .filter(|it| stored.iter().any(|line| line.number == *it));
        }
        upload::matched(&mut lines, &stored);
        Ok(Content::Lines(lines))
    };
    let content = match crate::panic::blocking(read)
        .await
        .map_err(Error::internal)?
    {
        Ok(content) => content,
        Err(faults) => {
            let faults = faults.iter().map(|fault| fault.say(page.t)).collect();
            return refused(&page, estimate, name, faults);
        }
    };
    if let Content::Lines(lines) = &content {
        let reader = app.db().read().await?;
        let found = dondoc_core::money::drafting::check(&reader, &estimate, lines).await?;
        if !found.is_empty() {
            let say = |fault: &line::Fault| {
                let at = lines.get(fault.at).map_or("", |line| line.content.as_str());
                let key = super::field_key(fault.field, fault.reason);
                format!("{at}: {}", page.t.get(key))
            };
            let faults = found.iter().map(say).collect();
            return refused(&page, estimate, name, faults);
        }
    }
    let kept = app.db().write(&account.actor, page.now, move |tx| {
        Box::pin(async move { upload::keep(tx, id, &name, &content).await })
    });
    let uid = kept.await.map_err(told)?;
    Ok(Page::go(&format!("/estimates/{id}/imports/{uid}")))
}

fn refused(page: &Page, estimate: Estimate, name: String, faults: Vec<String>) -> Result<Response> {
    let shown = ImportPage {
        page,
        estimate,
        upload: None,
        name,
        faults,
        changes: Vec::new(),
        same: 0,
        applied: None,
        stale: false,
        open: false,
    };
    page.render_as(StatusCode::UNPROCESSABLE_ENTITY, &shown)
}

/// The fields of the form: the file's name, whether it is an appraisal, the bytes.
async fn take(mut form: Multipart) -> Result<(String, bool, Vec<u8>)> {
    let (mut name, mut appraisal, mut bytes) = (String::new(), false, Vec::new());
    while let Some(mut field) = form.next_field().await.map_err(|_| Error::BadRequest)? {
        match field.name() {
            Some("what") => {
                appraisal = field.text().await.map_err(|_| Error::BadRequest)? == "appraisal";
            }
            Some("files") => {
                let given = field.file_name().unwrap_or_default();
                let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
                name = last.chars().filter(|c| !c.is_control()).take(200).collect();
                while let Some(chunk) = field.chunk().await.map_err(|_| Error::TooLarge)? {
                    let room = (book::BYTES + 1).saturating_sub(bytes.len());
                    bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
                }
            }
            _ => {}
        }
    }
    Ok((name, appraisal, bytes))
}

/// What it would change.
pub async fn preview(
    State(app): State<App>,
    page: Page,
    Path((id, uid)): Path<(i64, Uuid)>,
) -> Result<Response> {
    render(&app, &page, id, uid, false).await
}

async fn render(app: &App, page: &Page, id: i64, uid: Uuid, stale: bool) -> Result<Response> {
    let reader = app.db().read().await?;
    let estimate = seen(&reader, page, id).await?;
    let found = upload::find(&reader, uid).await?;
    if found.estimate_id != id {
        return Err(Error::NotFound);
    }
    let stored = line::of_round(&reader, id, estimate.round).await?;
    drop(reader);
    let (changes, same) = upload::changes(&found.content, &stored)?;
    let step = match found.content {
        Content::Lines(_) => Step::Edit,
        Content::Judgements(_) => Step::Judge,
    };
    let open = estimate.state()?.after(step).is_some();
    let status = if stale {
        StatusCode::CONFLICT
    } else {
        StatusCode::OK
    };
    let shown = ImportPage {
        page,
        estimate,
        upload: Some(uid),
        name: found.name,
        faults: Vec::new(),
        changes: changes.iter().map(|it| row(page, it)).collect(),
        same,
        applied: found.applied_at.map(|at| page.instant(&at)),
        stale,
        open,
    };
    page.render_as(status, &shown)
}

fn row(page: &Page, change: &Change) -> Row {
    let t = page.t;
    let say = |line: &NewLine| {
        let of = [
            line.quantity.map(quantity).unwrap_or_default(),
            line.measure.clone().unwrap_or_default(),
            line.unit_cost
                .map(|cost| format!("× {}", dong(t, cost)))
                .unwrap_or_default(),
            line.amount()
                .map(|amount| format!("= {}", dong(t, amount)))
                .unwrap_or_default(),
            format!("({})", line.year),
        ];
        of.into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    };
    match change {
        Change::Added(line) => Row {
            what: key!("estimate-import-added"),
            content: line.content.clone(),
            before: String::new(),
            after: say(line),
        },
        Change::Changed(was, line) => Row {
            what: key!("estimate-import-changed"),
            content: line.content.clone(),
            before: say(&was.again()),
            after: say(line),
        },
        Change::Removed(line) => Row {
            what: key!("estimate-import-removed"),
            content: line.content.clone(),
            before: say(&line.again()),
            after: String::new(),
        },
        Change::Judged(line, judgement) => {
            let left = judgement.leaves(line).map_or(0, |(left, _)| left);
            let verdict = t.get(verdict_key(judgement.verdict));
            let before = line.appraised.map(|left| dong(t, left));
            Row {
                what: key!("estimate-import-judged"),
                content: line.content.clone(),
                before: before.unwrap_or_default(),
                after: format!(
                    "{verdict}: {}. {}",
                    dong(t, left),
                    judgement.reason.as_deref().unwrap_or_default()
                ),
            }
        }
    }
}

/// The form of the application.
#[derive(Debug, Deserialize)]
pub struct Seen {
    version: i64,
}

/// Applies it.
pub async fn apply(
    State(app): State<App>,
    page: Page,
    Path((id, uid)): Path<(i64, Uuid)>,
    Form(form): Form<Seen>,
) -> Result<Response> {
    let account = page.me()?;
    let done = app.db().write(&account.actor, page.now, move |tx| {
        Box::pin(async move { upload::apply(tx, uid, form.version).await })
    });
    match done.await {
        Ok(it) => Ok(Page::go(&format!("/estimates/{}", it.id))),
        Err(dondoc_core::Error::Conflict { .. }) => render(&app, &page, id, uid, true).await,
        Err(error) => Err(told(error)),
    }
}
