//! The office's own documents: the numbering book (`GET /letters`), checking any DOCX against
//! Decree 30 (`/letters/check`), the office that writes them (`/office`), and the slips that show
//! a unit its tasks of a plan (`/plans/{id}/slips`).

mod book;
mod check;
pub mod head;
mod office;
mod slips;

use axum::Router;
use axum::routing::{get, post};
use dondoc_core::access::Act;

use super::App;
use super::error::Result;
use super::page::Page;
use super::session::SignedIn;

pub use head::{File, both, symbol_of};

/// The routes without files.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/letters", get(book::show))
        .route("/letters/numbers", post(book::take))
        .route("/letters/numbers/{id}/striking", post(book::strike))
        .route("/office", get(office::show).post(office::save))
        .route("/plans/{id}/slips", get(slips::index))
        .route("/plans/{id}/slips/{file}", get(slips::file))
}

/// The routes that take a file.
pub fn uploads() -> Router<App> {
    Router::new().route("/letters/check", get(check::show).post(check::measure))
}

/// Who is signed in, if that person writes letters.
fn writer(page: &Page) -> Result<&SignedIn> {
    let me = page.me()?;
    me.actor.may(Act::Urge)?;
    Ok(me)
}
