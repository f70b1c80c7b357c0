//! The review screen (rà soát): the document on one side, what was read from it on the other.
//!
//! The files beside this one are attached with the screen itself.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use dondoc_core::plan::draft::store;

use crate::web::App;
use crate::web::error::Result;
use crate::web::page::Page;

/// `templates/review/stub.html`
#[derive(Debug, Template)]
#[template(path = "review/stub.html")]
struct StubPage<'a> {
    page: &'a Page,
    title: &'a str,
}

/// Its routes, nested at `/drafts`. The screen itself moves in here.
pub fn routes() -> Router<App> {
    Router::new().route("/{id}", get(show))
}

async fn show(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    let head = store::head(&*app.db().read().await?, id).await?;
    page.render(&StubPage {
        page: &page,
        title: &head.title,
    })
}
