//! The list of sources of funds: `GET`/`POST /money/sources`.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::response::Response;
use dondoc_core::access::Act;
use dondoc_core::money::source::{self, Content, Kind};
use dondoc_core::unit::Level;
use serde::Deserialize;

use super::told;
use crate::key;
use crate::web::App;
use crate::web::error::{Error, Result};
use crate::web::page::Page;

/// `templates/money/sources.html`
#[derive(Debug, Template)]
#[template(path = "money/sources.html")]
pub struct SourcesPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The sources, and an empty one to add.
    pub rows: Vec<Row>,
}

/// A source in its form.
#[derive(Debug, Default)]
pub struct Row {
    pub id: Option<i64>,
    pub version: i64,
    pub name: String,
    pub active: bool,
    /// Kind and level in one: value, key, chosen.
    pub kinds: Vec<(&'static str, &'static str, bool)>,
}

const KINDS: [(&str, &str, Kind, Option<Level>); 6] = [
    (
        "central",
        key!("source-central"),
        Kind::StateBudget,
        Some(Level::Central),
    ),
    (
        "province",
        key!("source-province"),
        Kind::StateBudget,
        Some(Level::Province),
    ),
    (
        "district",
        key!("source-district"),
        Kind::StateBudget,
        Some(Level::District),
    ),
    (
        "commune",
        key!("source-commune"),
        Kind::StateBudget,
        Some(Level::Commune),
    ),
    (
        "programme",
        key!("source-programme"),
        Kind::TargetProgramme,
        None,
    ),
    ("other", key!("source-other"), Kind::Other, None),
];

fn kinds(kind: Kind, level: Option<Level>) -> Vec<(&'static str, &'static str, bool)> {
    let of = |(value, key, a, b): (&'static str, &'static str, Kind, Option<Level>)| {
        (value, key, (a, b) == (kind, level))
    };
    KINDS.into_iter().map(of).collect()
}

/// The list.
pub async fn show(State(app): State<App>, page: Page) -> Result<Response> {
    let account = page.me()?;
    account.actor.may(Act::RecordAllocation)?;
    let all = source::list(&*app.db().read().await?).await?;
    let mut rows = Vec::new();
    for it in all {
        rows.push(Row {
            id: Some(it.id),
            version: it.version,
            kinds: kinds(it.kind()?, it.level()?),
            name: it.name,
            active: it.active,
        });
    }
    rows.push(Row {
        active: true,
        kinds: kinds(Kind::Other, None),
        ..Row::default()
    });
    page.render(&SourcesPage { page: &page, rows })
}

/// What the form says.
#[derive(Debug, Deserialize)]
pub struct Typed {
    id: Option<i64>,
    version: Option<i64>,
    name: String,
    kind: String,
    active: Option<String>,
}

/// Adds or changes one.
pub async fn save(State(app): State<App>, page: Page, Form(form): Form<Typed>) -> Result<Response> {
    let account = page.me()?;
    let found = KINDS.into_iter().find(|(value, ..)| *value == form.kind);
    let (_, _, kind, level) = found.ok_or(Error::BadRequest)?;
    let content = Content {
        kind,
        level,
        name: form.name,
        active: form.active.is_some(),
    };
    let known = form.id.zip(form.version);
    let done = app.db().write(&account.actor, page.now, move |tx| {
        Box::pin(async move { source::save(tx, known, &content).await })
    });
    done.await.map_err(told)?;
    Ok(Page::go("/money/sources"))
}
