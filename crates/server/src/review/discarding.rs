//! `POST /drafts/{id}/discarding` throws a draft away, `…/discarding/withdrawal` takes it back.
//! Nothing is deleted: a draft thrown away leaves the lists of what waits and keeps its edits.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::Response;
use dondoc_core::plan::draft::store;
use serde::Deserialize;

use super::actor;
use super::answer::conflict;
use super::desk::Desk;
use crate::web::App;
use crate::web::error::Result;
use crate::web::page::Page;

/// The version the person saw.
#[derive(Debug, Deserialize)]
pub struct Seen {
    version: i64,
}

/// `POST /drafts/{id}/discarding`
pub async fn create(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(seen): Form<Seen>,
) -> Result<Response> {
    let discarded = app
        .db()
        .write(&actor(&page)?, page.now, move |tx| {
            Box::pin(async move { store::discard(tx, id, seen.version).await })
        })
        .await;
    if let Err(dondoc_core::Error::Conflict { .. }) = discarded {
        let now = Desk::load(&app, id, page.today).await?;
        let sent = [("discard".to_owned(), "1".to_owned())];
        return conflict(&app, &page, &now, seen.version, &sent, false).await;
    }
    discarded?;
    Ok(Page::go(&format!("/plans?discarded={id}#discarded")))
}

/// `POST /drafts/{id}/discarding/withdrawal`
pub async fn withdraw(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    app.db()
        .write(&actor(&page)?, page.now, move |tx| {
            Box::pin(async move { store::restore(tx, id).await })
        })
        .await?;
    Ok(Page::go(&format!("/drafts/{id}")))
}

/// `templates/review/discarded.html`
#[derive(Template)]
#[template(path = "review/discarded.html")]
struct Discarded<'a> {
    page: &'a Page,
    head: &'a store::Head,
}

/// What a draft that was thrown away shows: that it was, and the way back.
pub fn show(page: &Page, head: &store::Head) -> Result<Response> {
    page.render(&Discarded { page, head })
}
