//! Bringing in a directory from a file: `GET /units/imports/new`, `POST /units/imports` keeps the
//! file and leads to `GET /units/imports/{id}`, which shows what it would change; `POST` there
//! applies it.

use std::collections::BTreeSet;

use askama::Template;
use axum::Form;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use dondoc_core::unit::difference::{Decided, What};
use dondoc_core::unit::{import, upload};
use uuid::Uuid;

use super::shipped::{self, Line};
use crate::directory::changes::{self, Changes};
use crate::directory::{self, Fault};
use crate::web::App;
use crate::web::error::{Error, Result};
use crate::web::page::Page;

/// `templates/units/import_new.html`
#[derive(Debug, Template)]
#[template(path = "units/import_new.html")]
pub struct NewPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The places to choose from.
    pub offers: Vec<Line>,
    /// What is wrong with the file sent.
    pub faults: Vec<String>,
}

/// `templates/units/import_show.html`
#[derive(Debug, Template)]
#[template(path = "units/import_show.html")]
pub struct ShowPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// Its name outside the house.
    pub id: Uuid,
    /// The file's name.
    pub name: String,
    /// The place it is of.
    pub place: String,
    /// What it would change.
    pub changes: Changes,
    /// Short for what is shown.
    pub seen: String,
    /// When it was applied.
    pub applied: Option<String>,
    /// Whether the directory changed between looking and applying.
    pub stale: bool,
    /// What is wrong with it, seen beside the directory.
    pub fault: Option<String>,
}

/// The form.
pub async fn new(State(app): State<App>, page: Page) -> Result<Response> {
    form(&app, &page, StatusCode::OK, &[]).await
}

async fn form(app: &App, page: &Page, status: StatusCode, faults: &[Fault]) -> Result<Response> {
    let offers = shipped::lines(&*app.db().read().await?, None).await?;
    let faults = faults.iter().map(|fault| fault.say(page.t)).collect();
    page.render_as(
        status,
        &NewPage {
            page,
            offers,
            faults,
        },
    )
}

/// Keeps a file.
pub async fn create(State(app): State<App>, page: Page, multipart: Multipart) -> Result<Response> {
    let account = page.me()?;
    let (name, place, bytes) = take(multipart).await?;
    let read = {
        let (name, t) = (name.clone(), page.t);
        let reading = move || directory::read(&name, &bytes, &place, t);
        tokio::task::spawn_blocking(reading)
            .await
            .map_err(Error::internal)?
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let file = match read {
        Ok(file) => file,
        Err(faults) => return form(&app, &page, status, &faults).await,
    };
    let kept = app.db().write(&account.actor, page.now, move |tx| {
        Box::pin(async move { upload::keep(tx, &name, &file).await })
    });
    let id = kept.await?;
    Ok(Page::go(&format!("/units/imports/{id}")))
}

/// The fields of the form: the file's name, the place chosen, the bytes.
async fn take(mut form: Multipart) -> Result<(String, String, Vec<u8>)> {
    let (mut name, mut place, mut bytes) = (String::new(), String::new(), Vec::new());
    while let Some(mut field) = form.next_field().await.map_err(|_| Error::BadRequest)? {
        let kept = match field.name() {
            Some("place") => 400,
            Some("files") => directory::BYTES + 1,
            _ => 0,
        };
        let is_file = field.name() == Some("files");
        if is_file {
            let given = field.file_name().unwrap_or_default();
            let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
            name = last.chars().filter(|c| !c.is_control()).take(200).collect();
        }
        let mut taken = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(|_| Error::BadRequest)? {
            let room = kept.saturating_sub(taken.len());
            taken.extend_from_slice(&chunk[..chunk.len().min(room)]);
        }
        match is_file {
            true => bytes = taken,
            false if kept > 0 => place = String::from_utf8_lossy(&taken).into_owned(),
            false => {}
        }
    }
    Ok((name, place, bytes))
}

/// What the file would change, as the directory is now.
pub async fn show(State(app): State<App>, page: Page, Path(id): Path<Uuid>) -> Result<Response> {
    render(&app, &page, id, false).await
}

async fn render(app: &App, page: &Page, id: Uuid, stale: bool) -> Result<Response> {
    let reader = app.db().read().await?;
    let file = upload::find(&reader, id).await?;
    let found = import::preview(&reader, &file.directory, &Decided::Here).await;
    drop(reader);
    let (changes, seen, fault) = match found {
        Ok(found) => (changes::of(&found, page.t), upload::digest(&found)?, None),
        Err(dondoc_core::Error::Invalid { reason, .. }) => {
            let fault = page.t.get(directory::reason(reason)).to_owned();
            (Changes::default(), String::new(), Some(fault))
        }
        Err(error) => return Err(error.into()),
    };
    let status = match (&fault, stale) {
        (Some(_), _) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, true) => StatusCode::CONFLICT,
        (None, false) => StatusCode::OK,
    };
    let shown = ShowPage {
        page,
        id,
        name: file.name,
        place: file.directory.place,
        changes,
        seen,
        applied: file.applied_at.map(|at| page.instant(&at)),
        stale,
        fault,
    };
    page.render_as(status, &shown)
}

/// Applies it.
pub async fn update(
    State(app): State<App>,
    page: Page,
    Path(id): Path<Uuid>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let account = page.me()?;
    let seen = sent.iter().find(|(key, _)| key == "seen");
    let seen = seen.map(|(_, value)| value.clone()).unwrap_or_default();
    let chosen: BTreeSet<_> = sent
        .iter()
        .filter(|(key, _)| key == "take")
        .filter_map(|(_, token)| choice(token))
        .collect();
    let applied = app.db().write(&account.actor, page.now, move |tx| {
        Box::pin(async move { upload::apply(tx, id, &seen, &Decided::Some(chosen)).await })
    });
    match applied.await {
        Ok(_) => Ok(Page::go(&format!("/units/imports/{id}"))),
        Err(dondoc_core::Error::Conflict { .. } | dondoc_core::Error::Invalid { .. }) => {
            render(&app, &page, id, true).await
        }
        Err(error) => Err(error.into()),
    }
}

fn choice(token: &str) -> Option<(What, String, String)> {
    let mut parts = token.split('|');
    let what = match parts.next()? {
        "unit" => What::Unit,
        "group" => What::Group,
        "act" => What::Act,
        _ => return None,
    };
    Some((what, parts.next()?.to_owned(), parts.next()?.to_owned()))
}
