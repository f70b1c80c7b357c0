//! One part as the unit fills it in: what it is, what was said and decided, the form.

use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use dondoc_core::difficulty::{self, Difficulty};
use dondoc_core::obligation::{self, Obligation, State as Stage};
use dondoc_core::plan::{self, Plan};
use dondoc_core::progress::{self, Report};
use dondoc_core::reply::draft;
use dondoc_core::reply::link::Link;
use dondoc_core::reply::outlook;
use dondoc_core::reply::sending::{self, Filler, Statement};
use dondoc_core::task::{self, Task};

use super::super::App;
use super::super::difficulties::state_key;
use super::super::error::{Error, Result};
use super::super::imports::upload::{self, Filled};
use super::super::machine::Machine;
use super::super::page::{Page, Visitor};
use super::super::progress::form::{Beside, ReportForm, value};
use super::super::progress::history::{self, Entry};
use super::super::progress::{files, problem};
use super::super::register::rows::{self, Status, role_key};
use super::{counted, filler, opened, typed};

/// Files of one part that has not been sent.
const FILES: usize = 20;
/// Bytes of one of them, and of all.
const FILE: usize = 20 << 20;
const TOGETHER: u64 = 60 << 20;

/// `templates/reply/part.html`
#[derive(Debug, Template)]
#[template(path = "reply/part.html")]
pub struct PartPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The unit's name.
    pub unit: &'a str,
    /// The address of the list.
    pub to: String,
    /// The part.
    pub part: &'a Obligation,
    /// Its task.
    pub task: &'a Task,
    /// The task's words.
    pub name: &'a str,
    /// Its plan.
    pub plan: &'a Plan,
    /// The key of the role.
    pub role_key: &'static str,
    /// How it stands.
    pub status: Status,
    /// When it is due.
    pub due: Option<String>,
    /// The form; none for what is closed.
    pub form: Option<ReportForm>,
    /// When the draft in it was saved.
    pub saved: Option<String>,
    /// Who fills in.
    pub filler: Filler,
    /// What happened so far, the newest first.
    pub history: Vec<Entry>,
    /// Difficulties with their answers.
    pub difficulties: Vec<(&'static str, Difficulty)>,
    /// What is wrong.
    pub problem: Option<String>,
    /// What somebody else said meanwhile.
    pub beside: Vec<Beside>,
}

impl PartPage<'_> {
    /// What the other person said in a field.
    pub fn theirs(&self, field: &str) -> Option<&Beside> {
        self.beside.iter().find(|it| it.field == field)
    }
}

/// What a form that was not taken brings back.
#[derive(Debug, Default)]
struct Back {
    form: Option<ReportForm>,
    filler: Option<Filler>,
    problem: Option<String>,
    beside: Vec<Beside>,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    Visitor(page): Visitor,
    machine: Machine,
    Path((token, id)): Path<(String, i64)>,
) -> Result<Response> {
    let link = match opened(&app, &page, machine, &token).await? {
        Ok(link) => link,
        Err(closed) => return Ok(closed),
    };
    answer(
        &app,
        &page,
        &link,
        (&token, id),
        StatusCode::OK,
        Back::default(),
    )
    .await
}

/// The form to begin with: the report of the same period goes on.
async fn begun(conn: &dondoc_core::db::Conn, part: &Obligation) -> Result<ReportForm> {
    let last = match part.last_update() {
        Some(id) => Some(progress::find(conn, id).await?),
        None => None,
    };
    let goes_on = last.as_ref().filter(|it| it.period == part.period());
    let mut form = ReportForm::beginning(part.version, goes_on, "");
    form.base = last.as_ref().map_or(0, |it| it.id);
    Ok(form)
}

async fn answer(
    app: &App,
    page: &Page,
    link: &Link,
    (token, id): (&str, i64),
    status: StatusCode,
    back: Back,
) -> Result<Response> {
    let reader = app.db().read().await?;
    draft::covers(&reader, link, id).await?;
    let part = obligation::find(&reader, id).await?;
    let task = task::find(&reader, part.task_id).await?;
    let plan = plan::find(&reader, part.plan_id).await?;
    let stored = draft::of_link(&reader, link.id).await?;
    let stored = stored.into_iter().find(|it| it.obligation_id == id);
    let facts = part.facts()?;
    let closed = matches!(facts.state, Stage::Cancelled | Stage::Joined);
    let form = match (back.form, &stored) {
        _ if closed => None,
        (Some(form), _) => Some(form),
        (None, Some(draft)) => Some(typed::read(draft)?),
        (None, None) => Some(begun(&reader, &part).await?),
    };
    let mut history = history::of(&reader, page, id).await?;
    // The files themselves stay inside; their names tell that they came.
    for piece in history.iter_mut().flat_map(|entry| &mut entry.pieces) {
        if !piece.outside {
            piece.link = None;
        }
    }
    let mut difficulties = Vec::new();
    for it in difficulty::of_task(&reader, part.task_id).await? {
        if it.obligation_id == id {
            difficulties.push((state_key(it.state()?), it));
        }
    }
    drop(reader);
    let words = task.heading.as_deref().or(task.text.as_deref());
    let shown = PartPage {
        page,
        unit: &link.unit_name,
        to: format!("/reply/{token}"),
        name: words.unwrap_or(page.t.get("task-without-text")),
        plan: &plan,
        role_key: role_key(part.role()?),
        status: Status(facts.class(page.today)),
        due: facts
            .due
            .map(|day| rows::due(page.t, Some(day), facts.due_inclusive, None)),
        form,
        saved: stored.map(|draft| page.instant(&draft.saved_at)),
        filler: back.filler.unwrap_or_else(|| filler(link)),
        history,
        difficulties,
        problem: back.problem,
        beside: back.beside,
        part: &part,
        task: &task,
    };
    page.render_as(status, &shown)
}

/// Saves what was typed; sends it, when that was asked for and nothing is wrong with it.
pub async fn take(
    State(app): State<App>,
    Visitor(page): Visitor,
    machine: Machine,
    Path((token, id)): Path<(String, i64)>,
    multipart: Multipart,
) -> Result<Response> {
    let link = match opened(&app, &page, machine, &token).await? {
        Ok(link) => link,
        Err(closed) => return Ok(closed),
    };
    draft::covers(&*app.db().read().await?, &link, id).await?;
    counted(&app, &page, &link)?;
    let place = std::sync::Arc::clone(app.reply_places()).try_acquire_owned();
    let _place = place.map_err(|_| Error::TooMany)?;
    let filled = upload::take_form(multipart, FILE).await?;
    let sends = value(&filled.fields, "act") == "send";
    let (form, who, trouble) = typed_in(&app, &page, &link, id, filled).await?;
    save(&app, &page, &link, id, &form, &who).await?;
    if let Some(problem) = trouble {
        let back = Back {
            form: Some(form),
            filler: Some(who),
            problem: Some(problem),
            ..Back::default()
        };
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return answer(&app, &page, &link, (&token, id), status, back).await;
    }
    if !sends {
        return Ok(Page::go(&format!("/reply/{token}?saved={id}#part-{id}")));
    }
    send(&app, &page, &link, (&token, id), form, who).await
}

/// The form with the files that came before and now; what is wrong with a new file.
async fn typed_in(
    app: &App,
    page: &Page,
    link: &Link,
    id: i64,
    filled: Filled,
) -> Result<(ReportForm, Filler, Option<String>)> {
    let Filled { fields, files: new } = filled;
    let reader = app.db().read().await?;
    let stored = draft::of_link(&reader, link.id).await?;
    drop(reader);
    let before = match stored.iter().find(|it| it.obligation_id == id) {
        Some(draft) => typed::read(draft)?.kept,
        None => Vec::new(),
    };
    let away: Vec<&str> = fields
        .iter()
        .filter(|(name, _)| name == "away")
        .map(|(_, hex)| hex.as_str())
        .collect();
    let mut kept = before;
    kept.retain(|file| !away.contains(&file.sha.hex().as_str()));
    let mut trouble = None;
    let bytes: u64 = kept
        .iter()
        .map(|it| it.size)
        .chain(new.iter().map(|it| it.size))
        .sum();
    if bytes > TOGETHER || new.iter().any(|it| it.bytes.is_none()) {
        let (one, all) = (FILE >> 20, TOGETHER >> 20);
        trouble = Some(page.t.two("reply-files-too-large", "one", one, "all", all));
    } else if kept.len() + new.len() > FILES {
        trouble = Some(page.t.one("reply-too-many-files", "count", FILES));
    } else {
        match files::keep(app, page.t, new).await? {
            Ok(new) => kept.extend(new),
            Err(problem) => trouble = Some(problem),
        }
    }
    for file in &mut kept {
        file.proof = false;
    }
    let text = |name: &str| value(&fields, name).to_owned();
    let who = Filler {
        name: text("name"),
        position: text("position"),
        phone: text("phone"),
    };
    Ok((ReportForm::of(&fields, kept), who, trouble))
}

/// Keeps the draft, or lets it go when it says nothing beyond what was sent already.
async fn save(
    app: &App,
    page: &Page,
    link: &Link,
    id: i64,
    form: &ReportForm,
    who: &Filler,
) -> Result<()> {
    let reader = app.db().read().await?;
    let part = obligation::find(&reader, id).await?;
    let empty = form.says_nothing_beyond(&begun(&reader, &part).await?);
    drop(reader);
    let content = typed::write(form)?;
    let shas: Vec<_> = form.kept.iter().map(|file| file.sha).collect();
    let (own, who) = (link.clone(), who.clone().checked().ok());
    let holder = link.actor();
    let write = app.db().write(&holder, page.now, move |tx| {
        Box::pin(async move {
            if let Some(who) = who {
                sending::remember(tx, &own, &who).await?;
            }
            if empty {
                return draft::remove(tx, own.id, &[id]).await;
            }
            draft::save(tx, &own, id, &content, &shas).await
        })
    });
    Ok(write.await?)
}

async fn send(
    app: &App,
    page: &Page,
    link: &Link,
    (token, id): (&str, i64),
    form: ReportForm,
    who: Filler,
) -> Result<Response> {
    let refused = |form, problem| Back {
        form: Some(form),
        filler: Some(who.clone()),
        problem: Some(problem),
        ..Back::default()
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let at = (token, id);
    if who.clone().checked().is_err() {
        let back = refused(form, page.t.get("reply-no-name").to_owned());
        return answer(app, page, link, at, status, back).await;
    }
    let report = match form.report() {
        Ok(report) => report,
        Err(field) => {
            let problem = problem::invalid(page.t, field, "malformed");
            return answer(app, page, link, at, status, refused(form, problem)).await;
        }
    };
    let statement = Statement {
        obligation_id: id,
        version: form.version,
        report,
    };
    let (own, filler) = (link.clone(), who.clone());
    let holder = link.actor();
    let write = app.db().write(&holder, page.now, move |tx| {
        Box::pin(async move { sending::send(tx, &own, &filler, vec![statement]).await })
    });
    match write.await {
        Ok(_) => Ok(Page::go(&format!("/reply/{token}?sent=1#part-{id}"))),
        Err(dondoc_core::Error::Conflict { .. }) => conflict(app, page, link, at, form, who).await,
        Err(error) => match problem::of(page.t, &error) {
            Some(problem) => answer(app, page, link, at, status, refused(form, problem)).await,
            None => Err(error.into()),
        },
    }
}

/// Somebody was quicker: their words stand beside the own ones, and nothing is sent. The same form
/// sent twice is no conflict.
async fn conflict(
    app: &App,
    page: &Page,
    link: &Link,
    (token, id): (&str, i64),
    mut form: ReportForm,
    who: Filler,
) -> Result<Response> {
    let reader = app.db().read().await?;
    let part = obligation::find(&reader, id).await?;
    let mut beside = Vec::new();
    if let Some(last) = part.last_update().filter(|last| *last != form.base) {
        let theirs = progress::find(&reader, last).await?;
        let mine = outlook::says(&form.report().unwrap_or_default());
        if theirs.link_id == Some(link.id) && outlook::says(&Report::from(&theirs)) == mine {
            drop(reader);
            let (own, holder) = (link.id, link.actor());
            let write = app.db().write(&holder, page.now, move |tx| {
                Box::pin(async move { draft::remove(tx, own, &[id]).await })
            });
            write.await?;
            return Ok(Page::go(&format!("/reply/{token}?sent=1#part-{id}")));
        }
        let base = match form.base {
            0 => None,
            base => Some(progress::find(&reader, base).await?),
        };
        let base = base.filter(|base| base.obligation_id == id);
        let base = base.as_ref().map(Report::from).unwrap_or_default();
        beside = form.merge(page.t, &base, &theirs);
    }
    drop(reader);
    form.version = part.version;
    // The draft goes on from what both said.
    save(app, page, link, id, &form, &who).await?;
    let back = Back {
        form: Some(form),
        filler: Some(who),
        problem: Some(page.t.get("progress-conflict").to_owned()),
        beside,
    };
    answer(app, page, link, (token, id), StatusCode::CONFLICT, back).await
}
