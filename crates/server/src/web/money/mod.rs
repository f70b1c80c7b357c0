//! Money: totals `GET /money`, estimates `/estimates`, sources of funds `/money/sources`.

mod draft;
mod estimate;
mod files;
mod ledger;
mod sources;
mod verdicts;

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use dondoc_core::access::Act;
use dondoc_core::money::totals::{self, Excess};
use dondoc_core::money::{
    Estimate, Filter, Key, State as Stage, Summary, Sums, estimate as core, summary,
};
use serde::Deserialize;

use super::App;
use super::error::{Error, Result};
use super::page::Page;
use super::query;
use crate::key;
use crate::text::Texts;

/// Estimates of a list, and overspent places shown.
const MOST: i64 = 300;

/// The routes of `/money`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(show))
        .route("/sources", get(sources::show).post(sources::save))
        .route("/entries/{id}/reversal", post(ledger::take_back))
}

/// The routes of `/estimates`.
pub fn estimates() -> Router<App> {
    Router::new()
        .route("/", get(index).post(draft::create))
        .route("/new", get(draft::new))
        .route("/{id}", get(estimate::show))
        .route("/{id}/lines", get(draft::edit).post(draft::update))
        .route("/{id}/submission", post(draft::submit))
        .route("/{id}/withdrawal", post(draft::withdraw))
        .route("/{id}/revision", post(draft::revise))
        .route("/{id}/discarding", post(draft::discard))
        .route("/{id}/restoration", post(draft::restore))
        .route("/{id}/appraisal", get(verdicts::desk).post(verdicts::judge))
        .route("/{id}/decision", post(verdicts::decide))
        .route("/{id}/entries", post(ledger::enter))
        .route(
            "/{id}/imports/{upload}",
            get(files::preview).post(files::apply),
        )
        .route("/{id}/{file}", get(files::file))
}

/// The forms with files.
pub fn uploads() -> Router<App> {
    Router::new()
        .route("/estimates/{id}/imports", post(files::create))
        .layer(DefaultBodyLimit::max(crate::estimate_book::BYTES + 65_536))
}

/// What the address of a list says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    plan: Option<String>,
    unit: Option<String>,
    task: Option<String>,
    source: Option<String>,
    year: Option<String>,
    state: Option<String>,
}

fn id<T: std::str::FromStr>(text: Option<&String>) -> Option<T> {
    text.and_then(|text| text.parse().ok())
}

impl Asked {
    fn filter(&self, page: &Page) -> Result<Filter> {
        let account = page.me()?;
        let state = id::<usize>(self.state.as_ref()).and_then(|at| Stage::ALL.get(at).copied());
        Ok(Filter {
            id: None,
            plan: id(self.plan.as_ref()),
            task: id(self.task.as_ref()),
            unit: id(self.unit.as_ref()),
            states: state.into_iter().collect(),
            source: id(self.source.as_ref()),
            year: id(self.year.as_ref()),
            reach: Some(account.actor.reach()?),
        })
    }

    /// The same with one thing set, as an address.
    fn with(&self, to: &str, name: &str, value: i64) -> String {
        let of = |own: &str, text: &Option<String>| {
            (own == name)
                .then(|| value.to_string())
                .or_else(|| text.clone())
        };
        let pairs = [
            ("plan", of("plan", &self.plan)),
            ("unit", of("unit", &self.unit)),
            ("task", of("task", &self.task)),
            ("source", of("source", &self.source)),
            ("year", of("year", &self.year)),
            ("state", of("state", &self.state)),
        ];
        format!("{to}{}", query::join(pairs))
    }
}

/// A choice of a filter.
#[derive(Debug)]
pub struct Choice {
    /// Its value.
    pub value: i64,
    /// Its word.
    pub name: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// Sums with a link to what they are made of.
#[derive(Debug)]
pub struct Line {
    /// What they are of.
    pub name: String,
    /// The estimates.
    pub link: String,
    /// The sums.
    pub sums: Sums,
}

impl Line {
    /// What is left to spend.
    pub fn left(&self) -> i64 {
        self.sums.allocated.saturating_sub(self.sums.disbursed)
    }
}

/// One way to add up.
#[derive(Debug)]
pub struct Part {
    /// The key of its heading.
    pub heading: &'static str,
    /// Name of its place on the page.
    pub anchor: &'static str,
    /// Its lines.
    pub lines: Vec<Line>,
    /// Their sum.
    pub total: Line,
}

/// `templates/money/show.html`
#[derive(Debug, Template)]
#[template(path = "money/show.html")]
pub struct MoneyPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The filters: field, key of its label, choices.
    pub filters: Vec<(&'static str, &'static str, Vec<Choice>)>,
    /// At a glance.
    pub summary: Summary,
    /// How many estimates stand where, with links.
    pub states: Vec<(&'static str, i64, String)>,
    /// The sums.
    pub parts: Vec<Part>,
    /// Where the ledger went too far.
    pub excesses: Vec<Excess>,
    /// Whether the list of sources may be edited.
    pub may_edit: bool,
}

const PARTS: [(Key, &str, &str); 4] = [
    (Key::Source, key!("money-by-source"), "source"),
    (Key::Year, key!("money-by-year"), "year"),
    (Key::Unit, key!("money-by-unit"), "unit"),
    (Key::Plan, key!("money-by-plan"), "plan"),
];

/// The totals.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let filter = asked.filter(&page)?;
    let reader = app.db().read().await?;
    let summary = summary(&reader, &filter).await?;
    let excesses = totals::excesses(&reader, &filter, MOST).await?;
    let mut parts = Vec::new();
    for (by, heading, field) in PARTS {
        let sums = totals::by(&reader, &filter, by).await?;
        let lines: Vec<Line> = sums
            .into_iter()
            .map(|sums| line(&asked, field, sums))
            .collect();
        let total = Line {
            name: page.t.get(key!("money-total")).to_owned(),
            link: String::new(),
            sums: summary.sums.clone(),
        };
        parts.push(Part {
            heading,
            anchor: field,
            lines,
            total,
        });
    }
    let filters = filters(&reader, &asked, &filter).await?;
    drop(reader);
    let states = Stage::ALL.iter().zip(0_i64..).filter_map(|(state, at)| {
        let number = summary.in_state(*state);
        (number > 0).then(|| {
            (
                state_key(*state),
                number,
                asked.with("/estimates", "state", at),
            )
        })
    });
    let states = states.collect();
    page.render(&MoneyPage {
        page: &page,
        filters,
        states,
        summary,
        parts,
        excesses,
        may_edit: may(&page, Act::RecordAllocation),
    })
}

fn line(asked: &Asked, field: &str, sums: Sums) -> Line {
    Line {
        name: if field == "year" {
            sums.key.to_string()
        } else {
            sums.name.clone()
        },
        link: asked.with("/estimates", field, sums.key),
        sums,
    }
}

/// What can be filtered by: whatever there are estimates of.
async fn filters(
    conn: &dondoc_core::db::Conn,
    asked: &Asked,
    filter: &Filter,
) -> Result<Vec<(&'static str, &'static str, Vec<Choice>)>> {
    let all = Filter {
        reach: filter.reach.clone(),
        ..Filter::default()
    };
    let mut filters = Vec::new();
    for (by, field, label, chosen) in [
        (
            Key::Plan,
            "plan",
            key!("column-plan"),
            id::<i64>(asked.plan.as_ref()),
        ),
        (
            Key::Unit,
            "unit",
            key!("column-unit"),
            id(asked.unit.as_ref()),
        ),
        (
            Key::Source,
            "source",
            key!("estimate-source"),
            id(asked.source.as_ref()),
        ),
        (
            Key::Year,
            "year",
            key!("estimate-year"),
            id(asked.year.as_ref()),
        ),
    ] {
        let sums = totals::by(conn, &all, by).await?;
        let choices = sums.into_iter().map(|sums| Choice {
            value: sums.key,
            chosen: chosen == Some(sums.key),
            name: if by == Key::Year {
                sums.key.to_string()
            } else {
                sums.name
            },
        });
        filters.push((field, label, choices.collect()));
    }
    Ok(filters)
}

/// `templates/money/estimates.html`
#[derive(Debug, Template)]
#[template(path = "money/estimates.html")]
pub struct EstimatesPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The filters.
    pub filters: Vec<(&'static str, &'static str, Vec<Choice>)>,
    /// The states to choose from.
    pub states: Vec<Choice>,
    /// The estimates.
    pub rows: Vec<EstimateRow>,
    /// Their sums, of all lines.
    pub sums: Sums,
    /// The filter's task, kept when another filter is chosen.
    pub task: Option<String>,
}

/// An estimate in a list.
#[derive(Debug)]
pub struct EstimateRow {
    /// The estimate.
    pub estimate: Estimate,
    /// The key of its state's word.
    pub state: &'static str,
    /// The class of its state.
    pub class: &'static str,
    /// The words of its task.
    pub task: String,
}

/// Estimates as rows.
pub fn rows(estimates: Vec<Estimate>) -> Result<Vec<EstimateRow>> {
    let row = |estimate: Estimate| {
        let state = estimate.state()?;
        Ok(EstimateRow {
            state: state_key(state),
            class: state_class(state),
            task: task_words(&estimate).to_owned(),
            estimate,
        })
    };
    estimates.into_iter().map(row).collect()
}

/// The list.
pub async fn index(
    State(app): State<App>,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let filter = asked.filter(&page)?;
    let reader = app.db().read().await?;
    let estimates = core::list(&reader, &filter, MOST).await?;
    let sums = totals::by(&reader, &filter, Key::All)
        .await?
        .pop()
        .unwrap_or_default();
    let filters = filters(&reader, &asked, &filter).await?;
    drop(reader);
    let chosen = id::<i64>(asked.state.as_ref());
    let states = Stage::ALL.iter().zip(0_i64..).map(|(state, value)| Choice {
        value,
        name: page.t.get(state_key(*state)).to_owned(),
        chosen: chosen == Some(value),
    });
    page.render(&EstimatesPage {
        page: &page,
        filters,
        states: states.collect(),
        rows: rows(estimates)?,
        sums,
        task: asked.task.clone(),
    })
}

/// Whether the account may do something to the whole house.
pub fn may(page: &Page, act: Act) -> bool {
    let account = page.account.as_ref();
    account.is_some_and(|account| account.actor.may(act).is_ok())
}

/// The heading or the text of an estimate's task.
pub fn task_words(estimate: &Estimate) -> &str {
    let words = estimate.task_heading.as_deref();
    words.or(estimate.task_text.as_deref()).unwrap_or_default()
}

/// The key of a state's word.
pub const fn state_key(state: Stage) -> &'static str {
    match state {
        Stage::Draft => key!("estimate-state-draft"),
        Stage::Submitted => key!("estimate-state-submitted"),
        Stage::Appraised => key!("estimate-state-appraised"),
        Stage::Approved => key!("estimate-state-approved"),
        Stage::Returned => key!("estimate-state-returned"),
        Stage::Discarded => key!("estimate-state-discarded"),
    }
}

const fn state_class(state: Stage) -> &'static str {
    match state {
        Stage::Approved => "done",
        Stage::Returned => "near",
        _ => "running",
    }
}

/// An amount as people read it.
pub fn dong(t: &Texts, amount: i64) -> String {
    t.one(key!("money-amount"), "n", amount)
}

/// What a field of core means, as a key.
pub fn field_key(field: &str, reason: &str) -> &'static str {
    match (field, reason) {
        ("content" | "title", _) => key!("money-wrong-content"),
        ("quantity", _) => key!("estimate-not-quantity"),
        ("unit_cost", _) => key!("estimate-not-money"),
        ("amount", "missing") => key!("estimate-no-amount"),
        ("amount", _) => key!("money-wrong-amount"),
        ("year", _) => key!("estimate-no-year"),
        ("source", "closed") => key!("money-source-closed"),
        ("source", _) => key!("estimate-no-source"),
        ("appraised", _) => key!("estimate-not-less"),
        ("approved", _) => key!("money-wrong-approved"),
        ("reason", _) => key!("estimate-reason-needed"),
        ("number", "unknown" | "twice") => key!("estimate-no-line"),
        ("number", _) => key!("money-no-document"),
        ("on", _) => key!("money-future"),
        ("name", _) => key!("money-source-taken"),
        ("lines", _) => key!("money-too-many-lines"),
        _ => key!("money-wrong-note"),
    }
}

/// A refusal of core as one that says what to do next.
fn told(error: dondoc_core::Error) -> Error {
    match error {
        dondoc_core::Error::Invalid { field, reason } => {
            Error::NotPossible(field_key(field, reason))
        }
        other => other.into(),
    }
}
