//! The review screen (rà soát): the document on one side, what was read from it on the other, and
//! every value a link between the two.
//!
//! A draft changes only by `core`'s edits, one request each, stored at once; undo is an edit taken
//! back. Every answer is computed from the draft before and the draft after ([`answer`]), so a new
//! kind of edit needs no code here to be shown. Without a script the same forms go to the same
//! addresses and the answer is a redirect to the place that changed.

pub mod act;
pub mod answer;
pub mod bar;
pub mod card;
pub mod changes;
pub mod confirm;
pub mod deadline;
pub mod desk;
pub mod discarding;
pub mod document;
pub mod edits;
pub mod findings;
pub mod forms;
mod history;
mod markup;
pub mod meta_form;
pub mod name;
pub mod names;
pub mod paper;
pub mod rule;
pub mod show;
mod table;
pub mod who;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use dondoc_core::access::Actor;
use dondoc_core::plan::draft::store;

use crate::web::App;
use crate::web::error::{Error, Result};
use crate::web::page::Page;

/// Who acts: a page for signed-in people always has somebody.
fn actor(page: &Page) -> Result<Actor> {
    let account = page.account.as_ref().map(|account| account.actor.clone());
    account.ok_or(Error::SignInNeeded(None))
}

/// The routes of the screen, nested at `/drafts`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/{id}", get(show::show))
        .route("/{id}/edits", post(edits::create))
        .route("/{id}/rows", post(edits::create_row))
        .route("/{id}/rows/{row}", post(edits::update_row))
        .route("/{id}/meta", post(edits::update_meta))
        .route("/{id}/names", post(names::create))
        .route("/{id}/deadline", get(preview))
        .route(
            "/{id}/confirmation",
            get(confirm::show).post(confirm::create),
        )
        .route("/{id}/discarding", post(discarding::create))
        .route("/{id}/discarding/withdrawal", post(discarding::withdraw))
        .route("/{id}/table", get(table::show))
}

/// `templates/review/spoken.html` without its envelope: one sentence.
#[derive(askama::Template)]
#[template(source = "{{ said }}", ext = "html")]
struct Sentence {
    said: String,
}

/// `GET /drafts/{id}/deadline`: what the form of a deadline says so far.
async fn preview(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Query(form): Query<deadline::DeadlineForm>,
) -> Result<Response> {
    let (_, draft) = store::load(&*app.db().read().await?, id).await?;
    let said = form.preview(page.t, &forms::date_context(&draft));
    page.render(&Sentence { said })
}
