//! The numbering book: which numbers were given, the next one, and striking one.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::Datelike as _;
use documents::letter::types;
use dondoc_core::error::Error as CoreError;
use dondoc_core::letter::book::{self, DISPATCH, Entry, New};
use dondoc_core::letter::office;
use serde::Deserialize;

use super::head::symbol_of;
use super::writer;
use crate::web::App;
use crate::web::error::Result;
use crate::web::page::Page;
use crate::{key, show as shown};

/// Entries of a year that are shown.
const MOST: i64 = 2_000;

/// `templates/letters/book.html`
#[derive(Debug, Template)]
#[template(path = "letters/book.html")]
pub struct BookPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The year.
    pub year: i32,
    /// Years with entries.
    pub years: Vec<i32>,
    /// The entries, last first.
    pub entries: Vec<Entry>,
    /// Types to choose from: code, name, next number as written.
    pub types: Vec<(String, String, String)>,
    /// What was typed.
    pub form: Take,
    /// Why nothing was entered, as a key.
    pub problem: Option<&'static str>,
}

/// The address.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    year: Option<i32>,
}

/// A number to take.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Take {
    /// The code of the type.
    pub kind: String,
    /// The number; empty: the next.
    pub sequence: String,
    /// The day signed.
    pub signed_on: String,
    /// What it is about.
    pub about: String,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let year = asked.year.unwrap_or(page.today.year());
    render(&app, &page, year, Take::default(), None).await
}

async fn render(
    app: &App,
    page: &Page,
    year: i32,
    form: Take,
    problem: Option<&'static str>,
) -> Result<Response> {
    writer(page)?;
    let reader = app.db().read().await?;
    let office = office::load(&reader).await?;
    let entries = book::of_year(&reader, year, MOST).await?;
    let mut years = book::years(&reader).await?;
    if !years.contains(&page.today.year()) {
        years.insert(0, page.today.year());
    }
    let mut offered = Vec::new();
    let dispatch = (page.t.get("letter-dispatch"), DISPATCH, None);
    let named = types()
        .iter()
        .map(|(name, code)| (name.as_str(), code.as_str(), Some(name)));
    for (name, code, type_name) in std::iter::once(dispatch).chain(named) {
        let next = book::next(&reader, code, page.today.year()).await?;
        let symbol = symbol_of(&office, type_name.map(String::as_str));
        offered.push((
            code.to_owned(),
            name.to_owned(),
            book::written(next, &symbol),
        ));
    }
    drop(reader);
    let shown = BookPage {
        page,
        year,
        years,
        entries,
        types: offered,
        form,
        problem,
    };
    let status = match problem {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    page.render_as(status, &shown)
}

/// Takes a number.
pub async fn take(State(app): State<App>, page: Page, Form(form): Form<Take>) -> Result<Response> {
    let me = writer(&page)?;
    let Some(signed_on) = shown::parse_date(&form.signed_on) else {
        let problem = Some(key!("letter-no-day"));
        return render(&app, &page, page.today.year(), form, problem).await;
    };
    let typed = form.sequence.trim();
    let sequence: Option<i64> = typed.parse().ok();
    if sequence.is_none() && !typed.is_empty() {
        let problem = Some(key!("letter-no-number"));
        return render(&app, &page, signed_on.year(), form, problem).await;
    }
    let type_name = types().iter().find(|(_, code)| *code == form.kind);
    let type_name = type_name.map(|(name, _)| name.as_str());
    if type_name.is_none() && form.kind != DISPATCH {
        return Err(crate::web::error::Error::BadRequest);
    }
    let office = office::load(&*app.db().read().await?).await?;
    let new = New {
        kind: form.kind.clone(),
        sequence,
        symbol: symbol_of(&office, type_name),
        about: form.about.trim().to_owned(),
        signed_on,
        letter_id: None,
    };
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move { book::take(tx, new).await })
    });
    let problem = match write.await {
        Ok(_) => {
            let year = signed_on.year();
            return Ok(Page::go(&format!("/letters?year={year}")));
        }
        Err(CoreError::Refused("number_taken")) => key!("letter-number-taken"),
        Err(CoreError::Invalid {
            field: "symbol", ..
        }) => key!("letter-no-office"),
        Err(CoreError::Invalid {
            field: "sequence", ..
        }) => key!("letter-no-number"),
        Err(error) => return Err(error.into()),
    };
    render(&app, &page, signed_on.year(), form, Some(problem)).await
}

/// Strikes an entry.
pub async fn strike(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    let me = writer(&page)?;
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(book::strike(tx, id))
    });
    write.await?;
    Ok(Page::go("/letters"))
}
