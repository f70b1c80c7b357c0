//! What a unit is asked about: its leads and its coordinations apart, what it said, what it has
//! typed and not sent.

use std::collections::HashMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use dondoc_core::db::Conn;
use dondoc_core::obligation::{self, Item};
use dondoc_core::plan::draft::Role;
use dondoc_core::progress;
use dondoc_core::progress::judgement;
use dondoc_core::reply::draft::{self, Draft};
use dondoc_core::reply::link::{self, Link};
use dondoc_core::reply::round::{self, Round};
use dondoc_core::reply::sending::{self, Filler, Statement};
use serde::Deserialize;

use super::super::App;
use super::super::error::Result;
use super::super::machine::Machine;
use super::super::page::{Page, Visitor};
use super::super::progress::history::judged_key;
use super::super::progress::{problem, said};
use super::super::register::rows::{self, Status};
use super::{counted, filler, opened, typed};
use crate::key;
use crate::show as shown;

/// `templates/reply/show.html`
#[derive(Debug, Template)]
#[template(path = "reply/show.html")]
pub struct ListPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The link.
    pub link: &'a Link,
    /// Its address.
    pub to: String,
    /// What is asked, and by when.
    pub round: Option<Round>,
    /// Until when the link opens.
    pub ends: String,
    /// What the unit is asked about, role by role.
    pub parts: Vec<Part>,
    /// How many there are.
    pub total: usize,
    /// How many drafts wait to be sent.
    pub drafts: usize,
    /// Who fills in.
    pub filler: Filler,
    /// What was just done, as a sentence.
    pub done: Option<String>,
    /// What is wrong.
    pub problems: Vec<(i64, String)>,
    /// Something wrong with the whole form.
    pub problem: Option<String>,
}

/// The obligations of one role.
#[derive(Debug)]
pub struct Part {
    /// The key of its heading.
    pub key: &'static str,
    /// The obligations.
    pub lines: Vec<Line>,
}

/// One obligation.
#[derive(Debug)]
pub struct Line {
    /// Id.
    pub id: i64,
    /// The task.
    pub task: String,
    /// Its code.
    pub code: String,
    /// Its plan.
    pub plan: String,
    /// When it is due.
    pub due: String,
    /// How it stands.
    pub status: Status,
    /// What the unit said last.
    pub said: Option<said::Said>,
    /// When a draft was saved.
    pub draft: Option<String>,
    /// What was decided last: key, and why.
    pub decided: Option<(&'static str, Option<String>)>,
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Done {
    sent: Option<usize>,
    saved: Option<i64>,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    Visitor(page): Visitor,
    machine: Machine,
    headers: HeaderMap,
    Path(token): Path<String>,
    Query(done): Query<Done>,
) -> Result<Response> {
    let link = match opened(&app, &page, machine, &token).await? {
        Ok(link) => link,
        Err(closed) => return Ok(closed),
    };
    if link.opened_at.is_none() && is_a_person(&app, &headers) {
        let id = link.id;
        let holder = link.actor();
        let write = app
            .db()
            .write(&holder, page.now, move |tx| Box::pin(link::opened(tx, id)));
        write.await?;
    }
    let told = match (done.sent, done.saved) {
        (Some(count), _) => Some(page.t.one("reply-sent", "count", count)),
        (None, Some(_)) => Some(page.t.get("reply-saved").to_owned()),
        (None, None) => None,
    };
    let state = Shown {
        done: told,
        ..Shown::default()
    };
    answer(&app, &page, &link, &token, StatusCode::OK, state).await
}

/// Chats look at a link to make a picture of it; browsers over https say that they open a page.
fn is_a_person(app: &App, headers: &HeaderMap) -> bool {
    let dest = headers.get("sec-fetch-dest");
    match dest.and_then(|value| value.to_str().ok()) {
        Some(dest) => dest == "document",
        None => !app.is_https(),
    }
}

/// What is shown beside the list.
#[derive(Debug, Default)]
struct Shown {
    done: Option<String>,
    problems: Vec<(i64, String)>,
    problem: Option<String>,
    filler: Option<Filler>,
}

async fn answer(
    app: &App,
    page: &Page,
    link: &Link,
    token: &str,
    status: StatusCode,
    state: Shown,
) -> Result<Response> {
    let reader = app.db().read().await?;
    let ids = draft::covered(&reader, link).await?;
    let items = obligation::rows(&reader, &ids, page.today).await?;
    let drafts = draft::of_link(&reader, link.id).await?;
    let round = match round::of_link(&reader, link.id).await? {
        Some(request) => Some(round::find(&reader, request.round_id).await?),
        None => None,
    };
    let parts = parts(&reader, page, items, &drafts).await?;
    drop(reader);
    let shown = ListPage {
        page,
        link,
        to: format!("/reply/{token}"),
        round,
        ends: shown::date(shown::day_of(
            link.expires_at - chrono::Duration::seconds(1),
        )),
        total: parts.iter().map(|part| part.lines.len()).sum(),
        parts,
        drafts: drafts
            .iter()
            .filter(|it| ids.contains(&it.obligation_id))
            .count(),
        filler: state.filler.unwrap_or_else(|| filler(link)),
        done: state.done,
        problems: state.problems,
        problem: state.problem,
    };
    page.render_as(status, &shown)
}

async fn parts(conn: &Conn, page: &Page, items: Vec<Item>, drafts: &[Draft]) -> Result<Vec<Part>> {
    let ids: Vec<i64> = items.iter().map(|it| it.id).collect();
    let mut said = said::of(conn, page.t, &ids).await?;
    let saved: HashMap<i64, String> = drafts
        .iter()
        .map(|it| (it.obligation_id, page.instant(&it.saved_at)))
        .collect();
    let mut parts: Vec<Part> = Vec::new();
    for item in items {
        let key = match item.role {
            Role::Lead => key!("unit-leads"),
            Role::Coordinate => key!("unit-coordinates"),
            Role::Monitor => key!("unit-monitors"),
        };
        let made = judgement::of_obligation(conn, item.id).await?;
        let decided = match made.last() {
            Some(made) => Some((judged_key(made.kind()?), made.reason.clone())),
            None => None,
        };
        let words = item.task_heading.as_deref().or(item.task_text.as_deref());
        let line = Line {
            id: item.id,
            task: words.map_or_else(
                || page.t.get("task-without-text").to_owned(),
                |words| rows::shorten(words.to_owned()),
            ),
            code: item.task_code.clone(),
            plan: item.plan_number.clone(),
            due: rows::when(page.t, &item),
            status: Status(item.class),
            said: said.remove(&item.id),
            draft: saved.get(&item.id).cloned(),
            decided,
        };
        match parts.iter_mut().find(|part| part.key == key) {
            Some(part) => part.lines.push(line),
            None => parts.push(Part {
                key,
                lines: vec![line],
            }),
        }
    }
    Ok(parts)
}

/// Who fills in.
#[derive(Debug, Deserialize)]
pub struct Who {
    #[serde(default)]
    name: String,
    #[serde(default)]
    position: String,
    #[serde(default)]
    phone: String,
}

/// Sends all drafts: all of them or none.
pub async fn send(
    State(app): State<App>,
    Visitor(page): Visitor,
    machine: Machine,
    Path(token): Path<String>,
    Form(who): Form<Who>,
) -> Result<Response> {
    let link = match opened(&app, &page, machine, &token).await? {
        Ok(link) => link,
        Err(closed) => return Ok(closed),
    };
    counted(&app, &page, &link)?;
    let filler = Filler {
        name: who.name,
        position: who.position,
        phone: who.phone,
    };
    let mut state = Shown {
        filler: Some(filler.clone()),
        ..Shown::default()
    };
    let reader = app.db().read().await?;
    let (statements, problems) = statements(&reader, &page, &link).await?;
    drop(reader);
    state.problems = problems;
    state.problem = match (filler.clone().checked(), statements.is_empty()) {
        (Err(_), _) => Some(page.t.get("reply-no-name").to_owned()),
        (Ok(_), true) if state.problems.is_empty() => {
            Some(page.t.get("reply-no-drafts").to_owned())
        }
        _ => None,
    };
    if state.problem.is_some() || !state.problems.is_empty() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return answer(&app, &page, &link, &token, status, state).await;
    }
    let count = statements.len();
    let (holder, own) = (link.actor(), link.clone());
    let write = app.db().write(&holder, page.now, move |tx| {
        Box::pin(async move { sending::send(tx, &own, &filler, statements).await })
    });
    match write.await {
        Ok(_) => Ok(Page::go(&format!("/reply/{token}?sent={count}"))),
        Err(error) => {
            let conflict = matches!(error, dondoc_core::Error::Conflict { .. });
            let (status, said) = if conflict {
                let said = page.t.get("reply-changed").to_owned();
                (StatusCode::CONFLICT, Some(said))
            } else {
                let said = problem::of(page.t, &error);
                (StatusCode::UNPROCESSABLE_ENTITY, said)
            };
            let Some(said) = said else {
                return Err(error.into());
            };
            state.problem = Some(said);
            answer(&app, &page, &link, &token, status, state).await
        }
    }
}

/// What the drafts say, and what is wrong with any of them.
async fn statements(
    conn: &Conn,
    page: &Page,
    link: &Link,
) -> Result<(Vec<Statement>, Vec<(i64, String)>)> {
    let covered = draft::covered(conn, link).await?;
    let (mut statements, mut problems) = (Vec::new(), Vec::new());
    for draft in draft::of_link(conn, link.id).await? {
        let id = draft.obligation_id;
        if !covered.contains(&id) {
            continue;
        }
        let form = typed::read(&draft)?;
        let now = obligation::find(conn, id).await?;
        let report = match form.report() {
            Ok(report) => report,
            Err(field) => {
                problems.push((id, problem::invalid(page.t, field, "malformed")));
                continue;
            }
        };
        if now.version != form.version {
            problems.push((id, page.t.get("reply-part-changed").to_owned()));
        } else if let Err(error) = progress::possible(&now, &report, page.today) {
            match problem::of(page.t, &error) {
                Some(said) => problems.push((id, said)),
                None => return Err(error.into()),
            }
        }
        statements.push(Statement {
            obligation_id: id,
            version: form.version,
            report,
        });
    }
    Ok((statements, problems))
}
