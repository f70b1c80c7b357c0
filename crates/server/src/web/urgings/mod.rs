//! Letters that urge (đôn đốc): `GET /urgings` lists those made; `GET /urgings/new` shows who is
//! to be urged, with the words to edit; `POST /urgings` makes the letters; `GET /urgings/{id}`
//! has them as files and takes number and day once they are signed.

mod chat;
mod email;
pub mod ledger;
mod letter;
mod new;
mod show;
mod words;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use dondoc_core::access::Act;
use dondoc_core::urging::{self, Head, Shape};

use super::App;
use super::error::Result;
use super::page::Page;
use super::session::SignedIn;
use crate::key;

/// Batches in the list.
const MOST: i64 = 200;

/// The routes under `/urgings`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(index).post(new::create))
        .route("/new", get(new::show))
        .route("/chats", post(chat::note))
        .route("/emails", post(email::send))
        .route("/{id}/emails", post(email::send_letters))
        .route("/{id}", get(show::show))
        .route("/{id}/discarding", post(show::discard))
        .route("/{id}/restoration", post(show::restore))
        .route("/{id}/numbers", post(show::number_all))
        .route("/{id}/{file}", get(show::file))
        .route("/letters/{id}/signature", post(show::sign))
}

/// Who is signed in, if that person may urge.
fn urger(page: &Page) -> Result<&SignedIn> {
    let me = page.me()?;
    me.actor.may(Act::Urge)?;
    Ok(me)
}

/// `templates/urgings/index.html`
#[derive(Debug, Template)]
#[template(path = "urgings/index.html")]
pub struct UrgingsPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The batches, newest first.
    pub batches: Vec<Head>,
}

/// The key of a shape's name.
fn shape_key(shape: Shape) -> &'static str {
    match shape {
        Shape::Each => key!("urging-shape-each"),
        Shape::Together => key!("urging-shape-together"),
    }
}

async fn index(State(app): State<App>, page: Page) -> Result<Response> {
    urger(&page)?;
    let batches = urging::batches(&*app.db().read().await?, MOST).await?;
    page.render(&UrgingsPage {
        page: &page,
        batches,
    })
}
