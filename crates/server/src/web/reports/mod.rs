//! Reports: regimes `GET /reports/regimes/{id}`, periods `GET /reports/{id}`, the consolidated
//! report of one `GET /reports/{id}/composed`, and what each unit hands in
//! `GET /unit-reports/{id}`.

pub mod composed;
pub mod composition;
pub mod files;
pub mod keeper;
pub mod letter;
pub mod material;
pub mod periods;
pub mod regimes;
pub mod units;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use chrono::NaiveDate;
use dondoc_core::access::Act;
use dondoc_core::db::Conn;
use dondoc_core::reporting::unit_report::{self, Completeness};
use dondoc_core::reporting::{Cycle, Period, Regime, period, regime};

use super::App;
use super::error::{Error, Result};
use super::page::Page;
use crate::key;
use crate::text::Texts;

/// Periods of a list.
const MOST: i64 = 200;

/// The routes of the office.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(index))
        .route("/regimes", post(regimes::create))
        .route("/regimes/new", get(regimes::new))
        .route("/regimes/{id}", get(regimes::show))
        .route(
            "/regimes/{id}/edit",
            get(regimes::edit).post(regimes::update),
        )
        .route("/regimes/{id}/ending", post(regimes::end))
        .route("/regimes/{id}/periods", post(regimes::open))
        .route("/{id}", get(periods::show))
        .route("/{id}/freezing", post(periods::freeze))
        .route("/{id}/composed", get(composed::show))
        .route("/{id}/lines", get(composed::lines))
        .route("/{id}/sections/{section}", post(composed::edit))
        .route("/{id}/sections/{section}/{way}", post(composed::shift))
        .route("/{id}/files/{file}", get(files::give))
}

/// The routes of units.
pub fn of_units() -> Router<App> {
    Router::new()
        .route("/", get(units::index))
        .route("/{id}", get(units::show))
        .route("/{id}/draft", post(units::write))
        .route("/{id}/submission", post(units::submit))
        .route("/{id}/judgement", post(units::judge))
}

/// Whether the person puts reports together.
pub fn may_consolidate(page: &Page) -> bool {
    super::money::may(page, Act::Consolidate)
}

/// Who does not see the whole house has no business here.
fn must_see_all(page: &Page) -> Result<()> {
    Ok(page.me()?.actor.may(Act::Read)?)
}

/// A refusal of core as one that says what to do next.
fn told(error: dondoc_core::Error) -> Error {
    use dondoc_core::Error as Core;
    let key = match &error {
        Core::Refused("cutoff_to_come") => key!("report-cutoff-to-come"),
        Core::Refused("period_frozen") => key!("report-period-frozen"),
        Core::Refused("period_exists") => key!("report-period-exists"),
        Core::Refused("regime_ended") => key!("report-regime-ended"),
        Core::Refused("report_submitted") => key!("report-submitted-already"),
        Core::Refused("report_not_submitted") => key!("report-not-submitted"),
        Core::Invalid {
            field: "cutoff", ..
        } => key!("report-cutoff-wrong"),
        Core::Invalid { field: "grace", .. } => key!("regime-grace-wrong"),
        Core::Invalid { field: "cycle", .. } => key!("regime-cycle-missing"),
        Core::Invalid {
            field: "said_by", ..
        } => key!("report-said-by-missing"),
        Core::Invalid {
            reason: "empty", ..
        } => key!("difficulty-empty"),
        Core::Invalid { .. } => key!("difficulty-too-long"),
        _ => return error.into(),
    };
    Error::NotPossible(key)
}

/// The name of a period: `Quý I/2026`, or what a person called it.
pub fn name_of(t: &Texts, period: &Period) -> String {
    let cycle = period.cycle.as_deref().and_then(Cycle::parse);
    match (&period.name, cycle) {
        (Some(name), _) => name.clone(),
        (None, Some(cycle)) => named(t, cycle, period.year, period.number.unsigned_abs().into()),
        (None, None) => period.year.to_string(),
    }
}

/// The name of a period by its clock.
pub fn named(t: &Texts, cycle: Cycle, year: i32, number: u32) -> String {
    const ROMAN: [&str; 4] = ["I", "II", "III", "IV"];
    let year = year.to_string();
    match cycle {
        Cycle::Month => t.two("period-month", "month", number, "year", &year),
        Cycle::Quarter => {
            let at = usize::try_from(number.saturating_sub(1)).unwrap_or(0);
            let quarter = ROMAN.get(at).copied().unwrap_or("?");
            t.two("period-quarter", "quarter", quarter, "year", &year)
        }
        Cycle::HalfYear if number == 1 => t.one("period-first-half", "year", &year),
        Cycle::HalfYear => t.one("period-second-half", "year", &year),
        Cycle::NineMonths => t.one("period-nine-months", "year", &year),
        Cycle::Year => t.one("period-year", "year", &year),
    }
}

/// The key of a cycle's name.
pub fn cycle_key(cycle: Cycle) -> &'static str {
    match cycle {
        Cycle::Month => key!("cycle-month"),
        Cycle::Quarter => key!("cycle-quarter"),
        Cycle::HalfYear => key!("cycle-half-year"),
        Cycle::NineMonths => key!("cycle-nine-months"),
        Cycle::Year => key!("cycle-year"),
    }
}

/// A period of a list.
#[derive(Debug)]
pub struct PeriodRow {
    /// The period.
    pub it: Period,
    /// Its name.
    pub name: String,
    /// How complete it is today.
    pub complete: Completeness,
    /// The key and the class of how it stands.
    pub state: (&'static str, &'static str),
}

/// Rows of a list.
async fn rows(
    conn: &Conn,
    t: &Texts,
    all: Vec<Period>,
    today: NaiveDate,
) -> Result<Vec<PeriodRow>> {
    let mut rows = Vec::with_capacity(all.len());
    for it in all {
        rows.push(PeriodRow {
            name: name_of(t, &it),
            complete: unit_report::completeness(conn, it.id, today).await?,
            state: state_of(&it, today),
            it,
        });
    }
    Ok(rows)
}

/// How a period stands: the key of its word and its class.
fn state_of(period: &Period, today: NaiveDate) -> (&'static str, &'static str) {
    if period.frozen_at.is_some() {
        (key!("period-frozen"), "done")
    } else if period.can_be_frozen(today) {
        (key!("period-to-freeze"), "overdue")
    } else {
        (key!("period-running"), "running")
    }
}

/// `templates/reports/index.html`
#[derive(Debug, Template)]
#[template(path = "reports/index.html")]
pub struct IndexPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// Periods whose figures move.
    pub running: Vec<PeriodRow>,
    /// Periods whose figures stand.
    pub frozen: Vec<PeriodRow>,
    /// The regimes, with how often and whether they run.
    pub regimes: Vec<(Regime, Option<&'static str>, bool)>,
    /// Whether the person puts reports together.
    pub may: bool,
}

/// The list.
async fn index(State(app): State<App>, page: Page) -> Result<Response> {
    must_see_all(&page)?;
    let reader = app.db().read().await?;
    let all = period::list(&reader, None, MOST).await?;
    let all = rows(&reader, page.t, all, page.today).await?;
    let found = regime::list(&reader).await?;
    drop(reader);
    let (frozen, running) = all.into_iter().partition(|row| row.it.frozen_at.is_some());
    let mut regimes = Vec::with_capacity(found.len());
    for it in found {
        let cycle = it.clock()?.map(|clock| cycle_key(clock.cycle));
        let runs = it.is_running(page.today);
        regimes.push((it, cycle, runs));
    }
    page.render(&IndexPage {
        page: &page,
        running,
        frozen,
        regimes,
        may: may_consolidate(&page),
    })
}
