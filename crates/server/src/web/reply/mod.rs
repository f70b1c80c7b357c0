//! What a unit without an account opens: `GET /reply/{token}` shows what it is asked about;
//! `…/{id}` is the form of one part, with a draft that waits until it is sent.
//!
//! The address is the key. It opens what it was made for and nothing else: a part of another unit
//! is as absent as one that never was. No session and no cookie takes part; the headers of these
//! answers keep the address out of other sites' hands ([`super::headers`]), the log never has it
//! ([`super::request`]).

mod list;
mod part;
mod typed;

use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use dondoc_core::reply::link::{self, Link};
use dondoc_core::reply::sending::Filler;

use super::App;
use super::error::{Error, Result};
use super::machine::Machine;
use super::page::Page;
use crate::key;

/// The routes without files.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/reply/{token}", get(list::show).post(list::send))
        .route("/reply/{token}/{id}", get(part::show))
}

/// The form of a part may bring files.
pub fn uploads() -> Router<App> {
    Router::new().route("/reply/{token}/{id}", post(part::take))
}

/// `templates/reply/closed.html`
#[derive(Debug, Template)]
#[template(path = "reply/closed.html")]
pub struct ClosedPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// Whom it was made for.
    pub unit: &'a str,
    /// What happened to the link.
    pub what: &'static str,
}

/// The link of an address, or what is answered instead of its page.
async fn opened(
    app: &App,
    page: &Page,
    Machine(from): Machine,
    token: &str,
) -> Result<std::result::Result<Link, Response>> {
    // Guessing is hopeless, and slowed down all the same.
    if app.attempts().blocked(from, page.now).is_some() {
        return Err(Error::TooMany);
    }
    let link = link::of_token(&*app.db().read().await?, token).await?;
    let Some(link) = link else {
        app.attempts().failed(from, page.now);
        return Err(Error::NotFound);
    };
    if link.is_good(page.now) {
        return Ok(Ok(link));
    }
    let what = match link.revoked_at {
        Some(_) => key!("reply-revoked"),
        None => key!("reply-expired"),
    };
    let shown = ClosedPage {
        page,
        unit: &link.unit_name,
        what,
    };
    Ok(Err(page.render_as(StatusCode::GONE, &shown)?))
}

/// What is sent through a link is counted: a program that sends without end is stopped.
fn counted(app: &App, page: &Page, link: &Link) -> Result<()> {
    if app.sent().blocked(Some(link.id), page.now).is_some() {
        return Err(Error::TooMany);
    }
    app.sent().failed(Some(link.id), page.now);
    Ok(())
}

/// Who filled in last.
fn filler(link: &Link) -> Filler {
    let stored = link.filler.as_deref();
    let known = stored.and_then(|text| serde_json::from_str(text).ok());
    known.unwrap_or_default()
}
