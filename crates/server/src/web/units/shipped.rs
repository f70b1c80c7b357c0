//! The directories that come with the program: `POST /units/directories` loads one, so that an
//! office can begin without anybody at a command line. Loading again changes nothing.

use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use dondoc_core::db::Conn;
use dondoc_core::unit;
use serde::Deserialize;

use crate::web::App;
use crate::web::error::{Error, Result};
use crate::web::page::Page;

/// A directory that could be loaded, or is.
#[derive(Debug)]
pub struct Line {
    /// The name it is asked for by.
    pub name: String,
    /// The province.
    pub place: String,
    /// How many units it holds, over all days.
    pub units: usize,
    /// Whether units of this province are there.
    pub loaded: bool,
}

/// All of them, in the order of their files.
pub async fn lines(conn: &Conn) -> Result<Vec<Line>> {
    let places = unit::places(conn).await?;
    let shipped = unit::import::shipped()?;
    Ok(shipped
        .into_iter()
        .map(|(name, directory)| Line {
            name,
            units: directory.units.len(),
            loaded: places.contains(&directory.place),
            place: directory.place,
        })
        .collect())
}

/// The form.
#[derive(Debug, Deserialize)]
pub struct Chosen {
    name: String,
}

/// Loads one.
pub async fn create(
    State(app): State<App>,
    page: Page,
    Form(chosen): Form<Chosen>,
) -> Result<Response> {
    let account = page.account.as_ref().ok_or(Error::SignInNeeded(None))?;
    let directory = unit::import::shipped()?
        .into_iter()
        .find_map(|(name, directory)| (name == chosen.name).then_some(directory))
        .ok_or(Error::NotFound)?;
    let write = app.db().write(&account.actor, page.now, move |tx| {
        Box::pin(async move { unit::import::run(tx, &directory).await })
    });
    write.await?;
    Ok(Redirect::to("/units").into_response())
}
