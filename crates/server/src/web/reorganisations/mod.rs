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
use dondoc_core::access::Act;
use dondoc_core::reorganisation::prepared::{self, Prepared};
use dondoc_core::reorganisation::{self, Reorganisation, history};

use super::App;
use super::error::{Error, Result};
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

/// Acts tell of the work of every unit: who sees only their own sees no act.
pub(super) fn check_reading(page: &Page) -> Result<()> {
    let me = page.account.as_ref().ok_or(Error::SignInNeeded(None))?;
    Ok(me.actor.may(Act::Read)?)
}

/// Whether the person may prepare, decide and apply; what one may not do is not shown.
pub(super) fn may(page: &Page) -> bool {
    let me = page.account.as_ref();
    me.is_some_and(|me| me.actor.may(Act::Reorganise).is_ok())
}

/// `templates/reorganisations/index.html`
#[derive(Debug, Template)]
#[template(path = "reorganisations/index.html")]
pub struct IndexPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// Whether the person may enter acts.
    pub may: bool,
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
    check_reading(&page)?;
    let reader = app.db().read().await?;
    let acts = reorganisation::list(&reader).await?;
    let mut resting: HashMap<i64, i64> = HashMap::new();
    for rest in history::resting(&reader).await? {
        *resting.entry(rest.act_id).or_default() += rest.number;
    }
    let mut prepared = prepared::all(&reader).await?;
    drop(reader);
    prepared.retain(|it| it.entered.is_none() && may(&page));
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
        may: may(&page),
        acts: acts.collect(),
        prepared,
    })
}
