//! Difficulties: the list `GET /difficulties`, raising `GET /difficulties/new`,
//! `POST /difficulties`, one of them `GET /difficulties/{id}`, and what is done with it.

mod act;
mod show;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use chrono::{Days, NaiveDate};
use dondoc_core::difficulty::{self, Difficulty, Filter, State as Stage, Step, Waiting};
use dondoc_core::plan;
use serde::Deserialize;

use super::App;
use super::error::{Error, Result};
use super::page::Page;
use crate::key;

/// Difficulties of a list.
const MOST: i64 = 300;
/// Plans offered.
const PLANS: i64 = 200;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(index).post(act::raise))
        .route("/new", get(act::new))
        .route("/{id}", get(show::show))
        .route("/{id}/{step}", post(act::take))
}

/// A difficulty as shown in lists and beside tasks.
#[derive(Debug)]
pub struct Row {
    /// The difficulty.
    pub it: Difficulty,
    /// The words of its task.
    pub task: String,
    /// The key of its state.
    pub state: &'static str,
    /// The class of its state.
    pub class: &'static str,
    /// Who has it now.
    pub holder: Option<String>,
    /// Days since it was raised.
    pub open_days: i64,
    /// Days since whoever has it has had it.
    pub held_days: Option<i64>,
}

/// Difficulties as rows.
pub fn rows(page: &Page, all: Vec<Difficulty>) -> Result<Vec<Row>> {
    all.into_iter().map(|it| row(page, it)).collect()
}

fn row(page: &Page, it: Difficulty) -> Result<Row> {
    let state = it.state()?;
    let words = it.task_heading.as_deref().or(it.task_text.as_deref());
    let held = [it.holder_unit_name.as_deref(), it.holder_person.as_deref()];
    let held: Vec<&str> = held.into_iter().flatten().collect();
    Ok(Row {
        task: words.unwrap_or_default().to_owned(),
        state: state_key(state),
        class: state_class(state),
        holder: (!held.is_empty() && state == Stage::Routed).then(|| held.join(", ")),
        open_days: it.open_days(page.today)?,
        held_days: it.held_days(page.today)?,
        it,
    })
}

/// The key of a state's word.
pub const fn state_key(state: Stage) -> &'static str {
    match state {
        Stage::Raised => key!("difficulty-state-raised"),
        Stage::Routed => key!("difficulty-state-routed"),
        Stage::PassedUp => key!("difficulty-state-passed-up"),
        Stage::Answered => key!("difficulty-state-answered"),
        Stage::AmendmentProposed => key!("difficulty-state-proposed"),
        Stage::Closed => key!("difficulty-state-closed"),
    }
}

const fn state_class(state: Stage) -> &'static str {
    match state {
        Stage::Raised | Stage::PassedUp => "near",
        Stage::Routed | Stage::AmendmentProposed => "running",
        Stage::Answered | Stage::Closed => "done",
    }
}

/// The key of a step's word.
pub const fn step_key(step: Step) -> &'static str {
    match step {
        Step::Route => key!("difficulty-step-route"),
        Step::Answer => key!("difficulty-step-answer"),
        Step::PassUp => key!("difficulty-step-pass-up"),
        Step::Decide => key!("difficulty-step-decide"),
        Step::Propose => key!("difficulty-step-propose"),
        Step::Close => key!("difficulty-step-close"),
        Step::Reopen => key!("difficulty-step-reopen"),
    }
}

/// What the address of the list says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    plan: Option<String>,
    unit: Option<String>,
    holder: Option<String>,
    state: Option<String>,
    days: Option<String>,
}

/// Days to choose from: with whoever has it for so long.
const LONG: [u64; 4] = [5, 10, 15, 30];

/// `templates/difficulties/index.html`
#[derive(Debug, Template)]
#[template(path = "difficulties/index.html")]
pub struct IndexPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// How many wait for whom.
    pub waiting: Waiting,
    /// The states: value, key, chosen.
    pub states: Vec<(i16, &'static str, bool)>,
    /// The plans: id, number, chosen.
    pub plans: Vec<(i64, String, bool)>,
    /// How long: days, chosen.
    pub days: Vec<(u64, bool)>,
    /// A unit whose list it is, kept when another filter is chosen.
    pub unit: Option<String>,
    /// The difficulties.
    pub rows: Vec<Row>,
    /// Whether it is filtered.
    pub filtered: bool,
}

/// The list.
pub async fn index(
    State(app): State<App>,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let account = page.me()?;
    let reach = account.actor.reach()?;
    let number = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<i64>().ok());
    let chosen = number(&asked.state);
    let state = Stage::ALL
        .into_iter()
        .find(|it| Some(i64::from(it.number())) == chosen);
    let days = number(&asked.days).and_then(|days| u64::try_from(days).ok());
    let filter = Filter {
        id: None,
        plan: number(&asked.plan),
        task: None,
        unit: number(&asked.unit),
        holder: number(&asked.holder),
        states: match (state, days) {
            (Some(state), _) => vec![state],
            (None, Some(_)) => vec![Stage::Raised, Stage::Routed, Stage::PassedUp],
            (None, None) => Vec::new(),
        },
        held_before: days.and_then(|days| page.today.checked_sub_days(Days::new(days))),
        reach: Some(reach.clone()),
    };
    let reader = app.db().read().await?;
    let found = difficulty::list(&reader, &filter, MOST).await?;
    let waiting = difficulty::waiting(&reader, &reach).await?;
    let plans = plan::list(&reader, None, PLANS).await?;
    drop(reader);
    let states = Stage::ALL.map(|it| (it.number(), state_key(it), Some(it) == state));
    page.render(&IndexPage {
        page: &page,
        waiting,
        states: states.to_vec(),
        filtered: filter
            != Filter {
                reach: Some(reach),
                ..Filter::default()
            },
        plans: plans
            .into_iter()
            .map(|it| (it.id, it.number, Some(it.id) == filter.plan))
            .collect(),
        days: LONG.map(|long| (long, Some(long) == days)).to_vec(),
        unit: asked.unit.clone(),
        rows: rows(&page, found)?,
    })
}

/// What a field of core means, as a key.
fn told(error: dondoc_core::Error) -> Error {
    match error {
        dondoc_core::Error::Invalid { field: "to", .. } => {
            Error::NotPossible(key!("difficulty-no-holder"))
        }
        dondoc_core::Error::Invalid {
            reason: "in_the_future",
            ..
        } => Error::NotPossible(key!("money-future")),
        dondoc_core::Error::Invalid {
            reason: "empty", ..
        } => Error::NotPossible(key!("difficulty-empty")),
        dondoc_core::Error::Invalid { .. } => Error::NotPossible(key!("difficulty-too-long")),
        other => other.into(),
    }
}

/// A refusal of core as one that says what to do next: for the rooms beside this one.
pub fn explained(error: dondoc_core::Error) -> Error {
    told(error)
}

/// Days as a person says them.
pub fn since(page: &Page, day: NaiveDate) -> i64 {
    (page.today - day).num_days().max(0)
}
