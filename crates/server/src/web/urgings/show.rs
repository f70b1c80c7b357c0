//! Letters that were made: files, number and day, discarding.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::Datelike as _;
use dondoc_core::event::Subject;
use dondoc_core::letter::book;
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
    /// The next number of the book, as it is written; none without a symbol.
    pub next: Option<String>,
    /// How many letters have no number yet.
    pub unsigned: usize,
    /// How many obligations they urge for.
    pub total: usize,
}

/// The page.
pub async fn show(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    urger(&page)?;
    let reader = app.db().read().await?;
    let batch = urging::batch(&reader, id).await?;
    let mails = core_mail::of(&reader, Subject::Urging(id), MAILS).await?;
    let next = book::next(&reader, book::DISPATCH, page.today.year()).await?;
    drop(reader);
    let mails = mails.into_iter().map(|it| mail::Line::new(page.t, it));
    let words = letter::words(&batch)?;
    let unsigned = batch.letters.iter().filter(|it| it.number.is_none());
    let unsigned = unsigned.count();
    let signed = unsigned < batch.letters.len();
    let units = batch.letters.iter().flat_map(|it| &it.addressees);
    let shown = BatchPage {
        page: &page,
        mails: mails.collect::<Result<_>>()?,
        may_mail: signed && batch.head.discarded_at.is_none(),
        shape_key: shape_key(batch.head.shape()?),
        next: Some(words.symbol.trim())
            .filter(|symbol| !symbol.is_empty())
            .map(|symbol| book::written(next, symbol)),
        unsigned,
        words,
        total: units.map(|it| it.lines.len()).sum(),
        batch: &batch,
    };
    page.render(&shown)
}

/// One letter, `7.docx` or `7.pdf`, or all of them in both forms, `all.zip`.
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
    let (wanted, end) = name.rsplit_once('.').ok_or(Error::NotFound)?;
    let wanted: i64 = wanted.parse().map_err(|_| Error::NotFound)?;
    let end = format!(".{end}");
    let one = crate::panic::blocking(move || {
        let found = batch.letters.iter().find(|it| it.id == wanted);
        letter::files(&batch, found.ok_or(Error::NotFound)?, &words)
    });
    let files = one.await.map_err(Error::internal)??;
    let file = files.into_iter().find(|file| file.name.ends_with(&end));
    let file = file.ok_or(Error::NotFound)?;
    Ok(export::download(&file.name, file.media_type, file.bytes))
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

/// The day on which all were signed.
#[derive(Debug, Deserialize)]
pub struct Numbering {
    signed_on: String,
}

/// Numbers all letters that have no number yet, one after the other.
pub async fn number_all(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(form): Form<Numbering>,
) -> Result<Response> {
    let me = urger(&page)?;
    let day = shown::parse_date(&form.signed_on)
        .filter(|day| *day <= page.today)
        .ok_or(Error::NotPossible(key!("urging-no-day")))?;
    let batch = urging::batch(&*app.db().read().await?, id).await?;
    let symbol = letter::words(&batch)?.symbol;
    if symbol.trim().is_empty() {
        return Err(Error::NotPossible(key!("letter-no-office")));
    }
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move { urging::number_all(tx, id, symbol.trim(), day).await })
    });
    write.await?;
    Ok(Page::go(&format!("/urgings/{id}")))
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
