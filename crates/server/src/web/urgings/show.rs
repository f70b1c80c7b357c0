//! Letters that were made: files, number and day, discarding.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use dondoc_core::event::Subject;
use dondoc_core::mail as core_mail;
use dondoc_core::urging::{self, Batch};
use serde::Deserialize;

use super::super::App;
use super::super::error::{Error, Result};
use super::super::page::Page;
use super::words::Words;
use super::{letter, shape_key, urger};
use crate::web::mail;
use crate::web::register::export;
use crate::{key, show as shown};

/// The media type of a letter.
pub const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// Messages shown.
const MAILS: i64 = 500;

/// `templates/urgings/show.html`
#[derive(Debug, Template)]
#[template(path = "urgings/show.html")]
pub struct BatchPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The letters.
    pub batch: &'a Batch,
    /// The key of their shape's name.
    pub shape_key: &'static str,
    /// Their words.
    pub words: Words,
    /// The messages that took them to their units, newest first.
    pub mails: Vec<mail::Line>,
    /// Whether any letter can be sent by mail.
    pub may_mail: bool,
    /// How many obligations they urge for.
    pub total: usize,
}

/// The page.
pub async fn show(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    urger(&page)?;
    let reader = app.db().read().await?;
    let batch = urging::batch(&reader, id).await?;
    let mails = core_mail::of(&reader, Subject::Urging(id), MAILS).await?;
    drop(reader);
    let mails = mails.into_iter().map(|it| mail::Line::new(page.t, it));
    let signed = batch.letters.iter().any(|it| it.number.is_some());
    let units = batch.letters.iter().flat_map(|it| &it.addressees);
    let shown = BatchPage {
        page: &page,
        mails: mails.collect::<Result<_>>()?,
        may_mail: signed && batch.head.discarded_at.is_none(),
        shape_key: shape_key(batch.head.shape()?),
        words: letter::words(&batch)?,
        total: units.map(|it| it.lines.len()).sum(),
        batch: &batch,
    };
    page.render(&shown)
}

/// One letter, `7.docx`, or all of them, `all.zip`.
pub async fn file(
    State(app): State<App>,
    page: Page,
    Path((id, name)): Path<(i64, String)>,
) -> Result<Response> {
    urger(&page)?;
    let batch = Arc::new(urging::batch(&*app.db().read().await?, id).await?);
    let words = letter::words(&batch)?;
    if name == "all.zip" {
        let all = crate::panic::blocking(move || letter::archive(&batch, &words));
        let bytes = all.await.map_err(Error::internal)??;
        let name = format!("cong-van-don-doc-{id}.zip");
        return Ok(export::download(&name, "application/zip", bytes));
    }
    let wanted: i64 = name
        .strip_suffix(".docx")
        .and_then(|id| id.parse().ok())
        .ok_or(Error::NotFound)?;
    if batch.letters.iter().all(|it| it.id != wanted) {
        return Err(Error::NotFound);
    }
    let one = crate::panic::blocking(move || {
        let found = batch.letters.iter().find(|it| it.id == wanted);
        let found = found.ok_or(Error::NotFound)?;
        letter::file(&batch, found, &words)
    });
    let bytes = one.await.map_err(Error::internal)??;
    let name = format!("cong-van-don-doc-{id}-{wanted}.docx");
    Ok(export::download(&name, DOCX, bytes))
}

/// Number and day of a signed letter.
#[derive(Debug, Deserialize)]
pub struct Signature {
    batch: i64,
    version: i64,
    number: String,
    signed_on: String,
}

/// Enters them.
pub async fn sign(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(form): Form<Signature>,
) -> Result<Response> {
    let me = urger(&page)?;
    let day = shown::parse_date(&form.signed_on)
        .filter(|day| *day <= page.today)
        .ok_or(Error::NotPossible(key!("urging-no-day")))?;
    if form.number.trim().is_empty() {
        return Err(Error::NotPossible(key!("urging-no-number")));
    }
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move { urging::sign(tx, id, form.version, &form.number, day).await })
    });
    write.await?;
    Ok(Page::go(&format!("/urgings/{}", form.batch)))
}

/// Throws the letters away.
pub async fn discard(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    let me = urger(&page)?;
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(urging::discard(tx, id))
    });
    write.await?;
    Ok(Page::go(&format!("/urgings/{id}")))
}

/// Takes them back.
pub async fn restore(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    let me = urger(&page)?;
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(urging::restore(tx, id))
    });
    write.await?;
    Ok(Page::go(&format!("/urgings/{id}")))
}
