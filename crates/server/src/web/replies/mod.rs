//! Collecting replies (thu thập báo cáo): `GET /replies` lists the rounds; `GET /replies/new`
//! shows whom to ask; `POST /replies` makes links and forms for all of them; `GET /replies/{id}`
//! has them to hand out and tells who has answered.
//!
//! What units see is [`reply`](super::reply), what comes back in files is
//! [`returns`](super::returns).

mod chat;
pub mod forms;
mod mailing;
mod new;
mod show;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use dondoc_core::access::Act;
use dondoc_core::reply::returned::{self, Done};
use dondoc_core::reply::round::{self, Round};

use super::App;
use super::error::Result;
use super::page::Page;
use super::session::SignedIn;

/// Rounds in the list.
const MOST: i64 = 200;
/// Files applied last.
const DONE: i64 = 30;

/// The routes under `/replies`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(index).post(new::create))
        .route("/new", get(new::show))
        .route("/{id}", get(show::show))
        .route("/{id}/{file}", get(show::file))
        .route("/{id}/messages", post(mailing::send))
        .route("/links/{id}/revocation", post(show::revoke))
        .route("/requests/{id}/renewal", post(show::renew))
}

/// Who is signed in, if that person may collect replies.
pub fn collector(page: &Page) -> Result<&SignedIn> {
    let me = page.me()?;
    me.actor.may(Act::CollectReplies)?;
    Ok(me)
}

/// `templates/replies/index.html`
#[derive(Debug, Template)]
#[template(path = "replies/index.html")]
pub struct RoundsPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The rounds, newest first.
    pub rounds: Vec<Round>,
    /// Files applied last.
    pub done: Vec<Done>,
}

async fn index(State(app): State<App>, page: Page) -> Result<Response> {
    collector(&page)?;
    let reader = app.db().read().await?;
    let rounds = round::list(&reader, MOST).await?;
    let done = returned::list(&reader, DONE).await?;
    drop(reader);
    page.render(&RoundsPage {
        page: &page,
        rounds,
        done,
    })
}
