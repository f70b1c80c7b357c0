//! Guidance documents: the list `GET /guidance`, filing `GET /guidance/new`, `POST /guidance`, one
//! of them `GET /guidance/{id}`, its file, its tasks.

use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Form, Router};
use dondoc_core::access::Act;
use dondoc_core::db::Conn;
use dondoc_core::guidance::{self, Content, Guidance, Guided};
use dondoc_core::task;
use reading::file::Limits;
use serde::Deserialize;

use super::App;
use super::attachment;
use super::difficulties::explained;
use super::error::{Error, Result};
use super::imports::upload::{self, Filled};
use super::page::Page;
use crate::{key, show as shown};

/// Documents of the list.
const MOST: i64 = 300;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(index))
        .route("/new", get(new))
        .route("/{id}", get(show).post(update))
        .route("/{id}/file", get(file))
        .route("/{id}/tasks", post(tasks))
}

/// `templates/guidance/index.html`
#[derive(Debug, Template)]
#[template(path = "guidance/index.html")]
pub struct IndexPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// What is searched.
    pub q: String,
    /// The documents.
    pub found: Vec<Guidance>,
    /// Whether the person may file.
    pub may_file: bool,
}

/// What is searched.
#[derive(Debug, Deserialize)]
pub struct Asked {
    q: Option<String>,
}

fn may_file(page: &Page) -> bool {
    super::money::may(page, Act::AnswerDifficulty)
}

/// The list.
pub async fn index(
    State(app): State<App>,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let account = page.me()?;
    account.actor.reach()?;
    let q: String = asked.q.unwrap_or_default().chars().take(200).collect();
    let found = guidance::search(&*app.db().read().await?, &q, MOST).await?;
    page.render(&IndexPage {
        page: &page,
        may_file: may_file(&page),
        q,
        found,
    })
}

/// `templates/guidance/new.html`
#[derive(Debug, Template)]
#[template(path = "guidance/new.html")]
pub struct NewPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// What was typed: number, day, issuer, title, tasks.
    pub typed: [String; 5],
    /// What is wrong.
    pub fault: Option<String>,
}

/// For which task.
#[derive(Debug, Deserialize)]
pub struct For {
    task: Option<i64>,
}

/// The form.
pub async fn new(State(app): State<App>, page: Page, Query(it): Query<For>) -> Result<Response> {
    let account = page.me()?;
    account.actor.may(Act::AnswerDifficulty)?;
    let mut typed: [String; 5] = std::array::from_fn(|_| String::new());
    if let Some(id) = it.task {
        typed[4] = task::find(&*app.db().read().await?, id).await?.code;
    }
    page.render(&NewPage {
        page: &page,
        typed,
        fault: None,
    })
}

/// The tasks whose codes were typed, one a line or between commas.
async fn coded(conn: &Conn, text: &str) -> Result<Result<Vec<i64>, String>> {
    let mut ids = Vec::new();
    let codes = text.split([',', ';', '\n']).map(str::trim);
    for code in codes.filter(|code| !code.is_empty()).take(500) {
        match task::find_by_code(conn, code).await {
            Ok(task) => ids.push(task.id),
            Err(dondoc_core::Error::NotFound(_)) => return Ok(Err(code.to_owned())),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Ok(ids))
}

/// Files a document.
pub async fn create(State(app): State<App>, page: Page, form: Multipart) -> Result<Response> {
    let account = page.me()?;
    account.actor.may(Act::AnswerDifficulty)?;
    let mut filled = upload::take_form(form, Limits::default().file_bytes).await?;
    let again = |fault: String, filled: &Filled| {
        let typed = ["number", "issued_on", "issuer", "title", "tasks"];
        let shown = NewPage {
            page: &page,
            typed: typed.map(|name| filled.value(name).to_owned()),
            fault: Some(fault),
        };
        page.render_as(StatusCode::UNPROCESSABLE_ENTITY, &shown)
    };
    let Some(issued_on) = shown::parse_date(filled.value("issued_on")) else {
        return again(page.t.get("money-future").to_owned(), &filled);
    };
    let reader = app.db().read().await?;
    let tasks = coded(&reader, filled.value("tasks")).await?;
    drop(reader);
    let tasks = match tasks {
        Ok(tasks) => tasks,
        Err(code) => return again(page.t.one("guidance-no-task", "code", code), &filled),
    };
    let file = match attachment::keep_one(&app, page.t, std::mem::take(&mut filled.files)).await? {
        Ok(file) => file,
        Err(fault) => return again(fault, &filled),
    };
    let content = Content {
        number: filled.value("number").to_owned(),
        issued_on,
        issuer: filled.value("issuer").to_owned(),
        title: filled.value("title").to_owned(),
    };
    let done = app.db().write(&account.actor, page.now, move |tx| {
        Box::pin(async move { guidance::file(tx, &content, file.as_ref(), &tasks).await })
    });
    match done.await {
        Ok(id) => Ok(Page::go(&format!("/guidance/{id}"))),
        Err(dondoc_core::Error::Invalid { .. }) => {
            again(page.t.get("guidance-incomplete").to_owned(), &filled)
        }
        Err(error) => Err(error.into()),
    }
}

/// `templates/guidance/show.html`
#[derive(Debug, Template)]
#[template(path = "guidance/show.html")]
pub struct ShowPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The document.
    pub it: Guidance,
    /// The tasks it guides.
    pub tasks: Vec<Guided>,
    /// Whether the person may file.
    pub may_file: bool,
    /// The size of its file.
    pub size: Option<String>,
}

/// One document.
pub async fn show(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    let account = page.me()?;
    account.actor.reach()?;
    let reader = app.db().read().await?;
    let it = guidance::find(&reader, id).await?;
    let tasks = guidance::tasks(&reader, id).await?;
    drop(reader);
    let size = it.size.and_then(|size| u64::try_from(size).ok());
    page.render(&ShowPage {
        page: &page,
        may_file: may_file(&page),
        size: size.map(shown::size),
        it,
        tasks,
    })
}

/// Its file.
pub async fn file(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    let account = page.me()?;
    account.actor.reach()?;
    let it = guidance::find(&*app.db().read().await?, id).await?;
    let sha = it.sha()?.ok_or(Error::NotFound)?;
    attachment::give(&app, sha, it.file_name.as_deref().unwrap_or("van-ban")).await
}

/// What is known of it, corrected.
#[derive(Debug, Deserialize)]
pub struct Corrected {
    version: i64,
    number: String,
    issued_on: String,
    issuer: String,
    title: String,
}

/// Corrects it.
pub async fn update(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(form): Form<Corrected>,
) -> Result<Response> {
    let account = page.me()?;
    let day = shown::parse_date(&form.issued_on);
    let content = Content {
        number: form.number,
        issued_on: day.ok_or(Error::NotPossible(key!("money-future")))?,
        issuer: form.issuer,
        title: form.title,
    };
    let done = app.db().write(&account.actor, page.now, move |tx| {
        Box::pin(async move { guidance::edit(tx, id, form.version, &content).await })
    });
    done.await.map_err(explained)?;
    Ok(Page::go(&format!("/guidance/{id}")))
}

/// A task put under it, or taken from it.
#[derive(Debug, Deserialize)]
pub struct Under {
    code: Option<String>,
    remove: Option<i64>,
}

/// Files it under tasks, or takes it from one.
pub async fn tasks(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(form): Form<Under>,
) -> Result<Response> {
    let account = page.me()?;
    let reader = app.db().read().await?;
    let codes = form.code.unwrap_or_default();
    let found = coded(&reader, &codes).await?;
    drop(reader);
    let add = found.map_err(|_| Error::NotPossible(key!("guidance-unknown-task")))?;
    let done = app.db().write(&account.actor, page.now, move |tx| {
        Box::pin(async move {
            for task in add {
                guidance::guide(tx, id, task).await?;
            }
            match form.remove {
                Some(task) => guidance::unguide(tx, id, task).await,
                None => Ok(()),
            }
        })
    });
    done.await.map_err(explained)?;
    Ok(Page::go(&format!("/guidance/{id}")))
}
