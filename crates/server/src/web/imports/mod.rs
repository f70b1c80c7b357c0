//! Bringing documents in: `GET /imports/new`, `POST /imports`, `GET /imports/{id}`.

pub mod job;
mod run;
pub mod upload;

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use reading::file::Limits;
use uuid::Uuid;

use super::App;
use super::error::{Error, Result};
use super::page::Page;
use super::returns::preview;
use super::returns::sort::{Sorted, sort};
use crate::text::Texts;
use crate::{key, refusal, show};
use job::{File, Job, Outcome};

/// How long the answer to a form waits for the reading: most plans are read by then.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// How often it looks meanwhile.
const LOOK: Duration = Duration::from_millis(20);

/// `templates/imports/new.html`
#[derive(Debug, Template)]
#[template(path = "imports/new.html")]
pub struct NewPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// What went wrong with the last form.
    pub problem: Option<&'a str>,
    /// The limit on one file.
    pub limit_mb: usize,
    /// What cannot be read because a program is missing.
    pub missing: Vec<&'a str>,
}

/// `templates/imports/show.html`
#[derive(Debug, Template)]
#[template(path = "imports/show.html")]
pub struct ShowPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// Whether nothing more will happen.
    pub done: bool,
    /// The files.
    pub files: Vec<FileLine>,
}

/// A file as shown.
#[derive(Debug)]
pub struct FileLine {
    /// Its name, or its number when the name is not kept.
    pub name: String,
    /// Its size.
    pub size: String,
    /// The pages recognised so far, and all.
    pub pages: Option<(usize, usize)>,
    /// What became of it.
    pub said: String,
    /// Whether the person has to do something about the file.
    pub is_problem: bool,
    /// Where to go on, and the word for it.
    pub link: Option<(String, String)>,
    /// Whether it is a new draft.
    pub is_new: bool,
    /// The new draft in which nothing was found, to be thrown away.
    pub idle: Option<i64>,
}

/// The form.
pub async fn new(State(app): State<App>, page: Page) -> Result<Response> {
    form(&app, &page, StatusCode::OK, None)
}

fn form(app: &App, page: &Page, status: StatusCode, problem: Option<&str>) -> Result<Response> {
    let helpers = app.helpers();
    let missing = [
        (helpers.tesseract.is_none(), key!("import-no-tesseract")),
        (helpers.libreoffice.is_none(), key!("import-no-libreoffice")),
    ];
    let shown = NewPage {
        page,
        problem,
        limit_mb: Limits::default().file_bytes >> 20,
        missing: missing
            .iter()
            .filter(|(is, _)| *is)
            .map(|(_, key)| page.t.get(key))
            .collect(),
    };
    page.render_as(status, &shown)
}

/// Takes the files and begins to read them.
pub async fn create(State(app): State<App>, page: Page, multipart: Multipart) -> Result<Response> {
    let Some(account) = &page.account else {
        return Err(Error::SignInNeeded(None));
    };
    let Ok(place) = Arc::clone(app.upload_places()).try_acquire_owned() else {
        let problem = page.t.get("import-too-many");
        return form(&app, &page, StatusCode::TOO_MANY_REQUESTS, Some(problem));
    };
    let uploads = upload::take(multipart, Limits::default().file_bytes).await?;
    if uploads.is_empty() {
        let problem = page.t.get("import-none");
        return form(&app, &page, StatusCode::UNPROCESSABLE_ENTITY, Some(problem));
    }
    // Reply forms that came back are told from documents by what is in them.
    let mut returns = None;
    let mut uploads = uploads;
    if page.may_collect() {
        let Sorted { forms, rest } = sort(&app, uploads).await?;
        if !forms.is_empty() {
            returns = Some(preview::keep(&app, &page, forms).await?);
        }
        uploads = rest;
    }
    if let (Some(uid), true) = (returns, uploads.is_empty()) {
        return Ok(Page::go(&format!("/returns/{uid}")));
    }
    let files = uploads.iter().map(|upload| File {
        name: Some(upload.name.clone()),
        size: upload.size,
        outcome: Outcome::Waiting,
    });
    let id = uuid::Builder::from_random_bytes(app.db().random()).into_uuid();
    let job = Arc::new(Job::new(id, account.account_id, page.now, files.collect()));
    app.jobs().add(&job);
    tokio::spawn(run::run(
        app.clone(),
        Arc::clone(&job),
        account.actor.clone(),
        uploads,
        place,
    ));
    if let Some(uid) = returns {
        return Ok(Page::go(&format!("/returns/{uid}?import={id}")));
    }
    let _ = tokio::time::timeout(PATIENCE, async {
        while !job.is_final() {
            tokio::time::sleep(LOOK).await;
        }
    })
    .await;
    Ok(Page::go(&format!("/imports/{}", job.id)))
}

/// How an import stands. A single file that became a draft leads on to its review at once.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Response> {
    let Some(account) = &page.account else {
        return Err(Error::SignInNeeded(None));
    };
    let job = app
        .jobs()
        .find(id, account.account_id)
        .ok_or(Error::NotFound)?;
    let files = job.files();
    if let [
        File {
            outcome:
                Outcome::Draft {
                    draft_id,
                    tasks: 1..,
                },
            ..
        },
    ] = files.as_slice()
    {
        return Ok(go_on(&headers, &format!("/drafts/{draft_id}")));
    }
    let lines = files
        .iter()
        .zip(1..)
        .map(|(file, number)| line(page.t, file, number))
        .collect();
    let done = files.iter().all(|file| file.outcome.is_final());
    page.render(&ShowPage {
        page: &page,
        done,
        files: lines,
    })
}

/// Leads on, also from within a page that htmx is refreshing.
fn go_on(headers: &HeaderMap, to: &str) -> Response {
    if headers.contains_key("hx-request") {
        return (
            [(HeaderName::from_static("hx-redirect"), to.to_owned())],
            "",
        )
            .into_response();
    }
    Page::go(to)
}

fn line(t: &Texts, file: &File, number: usize) -> FileLine {
    let name = match &file.name {
        Some(name) => name.clone(),
        None => t.one("import-file-number", "number", number),
    };
    let link = link(t, &file.outcome);
    FileLine {
        name,
        size: if file.name.is_some() {
            show::size(file.size)
        } else {
            String::new()
        },
        pages: match file.outcome {
            Outcome::Reading(pages) => pages,
            _ => None,
        },
        said: said(t, &file.outcome),
        is_problem: matches!(file.outcome, Outcome::Refused(_) | Outcome::Failed),
        is_new: matches!(file.outcome, Outcome::Draft { .. }),
        idle: match file.outcome {
            Outcome::Draft { draft_id, tasks: 0 } => Some(draft_id),
            _ => None,
        },
        link,
    }
}

fn said(t: &Texts, outcome: &Outcome) -> String {
    match outcome {
        Outcome::Waiting => t.get("import-waiting").to_owned(),
        Outcome::Reading(_) => t.get("import-reading").to_owned(),
        Outcome::Draft { tasks: 0, .. } => t.get("import-no-tasks").to_owned(),
        Outcome::Draft { tasks, .. } => t.one("import-found", "tasks", *tasks),
        Outcome::Known {
            confirmed: true, ..
        } => t.get("import-known-plan").to_owned(),
        Outcome::Known {
            confirmed: false, ..
        } => t.get("import-known-draft").to_owned(),
        Outcome::Refused(error) => refusal::explain(t, error),
        Outcome::Failed => t.get("import-failed").to_owned(),
    }
}

fn link(t: &Texts, outcome: &Outcome) -> Option<(String, String)> {
    match outcome {
        Outcome::Draft { draft_id, .. } => Some((
            format!("/drafts/{draft_id}"),
            t.get("import-review").to_owned(),
        )),
        Outcome::Known { to, .. } => Some((to.clone(), t.get("import-open").to_owned())),
        _ => None,
    }
}
