//! Acts of reorganisation: the list with those that come prepared (`GET /reorganisations`), one
//! with its preview ([`show`]), what each unit hands on and the decisions about it ([`units`]),
//! collectives expanded anew ([`groups`]).

pub mod entry;
pub mod groups;
pub mod show;
pub mod steps;
pub mod unit;
pub mod units;
pub mod words;

use std::collections::HashMap;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use dondoc_core::reorganisation::prepared::{self, Prepared};
use dondoc_core::reorganisation::{self, Reorganisation, history};

use super::App;
use super::error::Result;
use super::page::Page;
use words::Standing;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(index).post(entry::create))
        .route("/new", get(entry::new))
        .route("/prepared", post(entry::take))
        .route("/{id}", get(show::show).post(entry::update))
        .route("/{id}/edit", get(entry::edit))
        .route("/{id}/steps", post(steps::add))
        .route("/{id}/steps/{at}/removal", post(steps::remove))
        .route("/{id}/application", post(show::apply))
        .route("/{id}/undoing", post(show::undo))
        .route("/{id}/units/{unit}", get(units::show))
        .route("/{id}/units/{unit}/decisions", post(units::decide))
        .route("/{id}/groups", get(groups::show).post(groups::accept))
}

/// `templates/reorganisations/index.html`
#[derive(Debug, Template)]
#[template(path = "reorganisations/index.html")]
pub struct IndexPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The acts, the latest first.
    pub acts: Vec<Line>,
    /// Acts that come prepared and were not entered yet.
    pub prepared: Vec<Prepared>,
}

/// An act in the list.
#[derive(Debug)]
pub struct Line {
    /// The act.
    pub act: Reorganisation,
    /// How it stands.
    pub standing: Standing,
    /// Open obligations that still rest with units that it ended.
    pub resting: i64,
}

async fn index(State(app): State<App>, page: Page) -> Result<Response> {
    let reader = app.db().read().await?;
    let acts = reorganisation::list(&reader).await?;
    let mut resting: HashMap<i64, i64> = HashMap::new();
    for rest in history::resting(&reader).await? {
        *resting.entry(rest.act_id).or_default() += rest.number;
    }
    let mut prepared = prepared::all(&reader).await?;
    drop(reader);
    prepared.retain(|it| it.entered.is_none());
    let acts = acts.into_iter().map(|act| {
        let resting = resting.get(&act.id).copied().unwrap_or(0);
        Line {
            standing: Standing::of(&act, resting),
            act,
            resting,
        }
    });
    page.render(&IndexPage {
        page: &page,
        acts: acts.collect(),
        prepared,
    })
}
