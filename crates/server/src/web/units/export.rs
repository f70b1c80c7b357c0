//! The directory of a place as a file: `GET /units/export/danh-muc.xlsx?place=…&ngay=…`. Without a
//! day everything over all days, with a day only what there was then.

use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use dondoc_core::unit::{self, record};
use serde::Deserialize;

use crate::directory::{self, Form};
use crate::show;
use crate::web::App;
use crate::web::error::{Error, Result};
use crate::web::page::Page;

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    place: Option<String>,
    ngay: Option<String>,
}

/// The file.
pub async fn file(
    State(app): State<App>,
    page: Page,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let form = Form::of_name(&name).ok_or(Error::NotFound)?;
    let reader = app.db().read().await?;
    let places = unit::places(&reader).await?;
    let place = match asked.place.filter(|place| !place.is_empty()) {
        Some(place) => places.into_iter().find(|known| *known == place),
        None => places.into_iter().find(|known| known != unit::CENTRAL),
    };
    let place = place.ok_or(Error::NotFound)?;
    let mut found = record::directory(&reader, &place).await?;
    drop(reader);
    let day = asked.ngay.as_deref().filter(|day| !day.is_empty());
    if let Some(day) = day {
        let day = show::parse_date(day).ok_or(Error::BadRequest)?;
        found = directory::as_of(found, day);
    }
    let (t, now) = (page.t, page.now);
    let write = move || directory::write(&found, form, t, now);
    let bytes = tokio::task::spawn_blocking(write)
        .await
        .map_err(Error::internal)?
        .map_err(Error::internal)?;
    let saved_as = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, form.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, saved_as),
    ];
    Ok((headers, bytes).into_response())
}
