//! The coordinator's worklist: `GET /`.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use dondoc_core::plan::draft::store::{self, Head};

use super::App;
use super::error::Result;
use super::page::Page;

/// Drafts shown.
const DRAFTS: i64 = 20;

/// `templates/home.html`
#[derive(Debug, Template)]
#[template(path = "home.html")]
pub struct HomePage<'a> {
    /// The context.
    pub page: &'a Page,
    /// Drafts waiting to be reviewed, last changed first.
    pub drafts: Vec<Head>,
}

/// The page.
pub async fn show(State(app): State<App>, page: Page) -> Result<Response> {
    let reader = app.db().read().await?;
    let drafts = store::list(&reader, store::State::Open, DRAFTS).await?;
    page.render(&HomePage {
        page: &page,
        drafts,
    })
}
