//! A period: who has handed in, as of any day; closing its figures.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::NaiveDate;
use dondoc_core::reporting::unit_report::{self, Completeness, State as Stage, UnitReport};
use dondoc_core::reporting::{Period, Reporter, freezing, period};
use serde::Deserialize;

use super::super::App;
use super::super::error::Result;
use super::super::page::Page;
use super::{may_consolidate, must_see_all, name_of, state_of, told};
use crate::{key, show as shown};

/// A unit's report in the list.
#[derive(Debug)]
pub struct Row {
    /// The report.
    pub it: UnitReport,
    /// The key and the class of how it stands.
    pub state: (&'static str, &'static str),
    /// Whether it came, or is missing, after its last day.
    pub late: bool,
}

impl Row {
    /// As shown on a day.
    pub fn of(it: UnitReport, today: NaiveDate) -> Result<Self> {
        let late = it.is_late(today)?;
        let state = match it.state()? {
            Stage::Open if late => (key!("unit-report-missing"), "overdue"),
            Stage::Open => (key!("unit-report-open"), "running"),
            Stage::Submitted => (key!("unit-report-submitted"), "waiting"),
            Stage::Returned => (key!("unit-report-returned"), "overdue"),
            Stage::Accepted => (key!("unit-report-accepted"), "done"),
        };
        Ok(Self { it, state, late })
    }
}

/// `templates/reports/period.html`
#[derive(Debug, Template)]
#[template(path = "reports/period.html")]
pub struct PeriodPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The period.
    pub it: Period,
    /// Its name.
    pub name: String,
    /// The key and the class of how it stands.
    pub state: (&'static str, &'static str),
    /// How complete it was on the day asked for.
    pub complete: Completeness,
    /// The day asked for.
    pub day: NaiveDate,
    /// The units' reports, as they are now.
    pub rows: Vec<Row>,
    /// Whether its figures can be closed now.
    pub may_freeze: bool,
    /// Whether the person puts reports together.
    pub may: bool,
}

impl PeriodPage<'_> {
    /// The last days of all levels, in words.
    pub fn due_words(&self) -> String {
        let [commune, department, province] =
            Reporter::ALL.map(|level| shown::date(self.it.due(level)));
        self.page.t.with(
            "period-due-days",
            &[
                ("commune", &commune),
                ("department", &department),
                ("province", &province),
            ],
        )
    }
}

/// What the address says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    /// As of this day.
    ngay: Option<String>,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    must_see_all(&page)?;
    let day = asked.ngay.as_deref().and_then(shown::parse_date);
    let day = day.unwrap_or(page.today).min(page.today);
    let reader = app.db().read().await?;
    let it = period::find(&reader, id).await?;
    let complete = unit_report::completeness(&reader, id, day).await?;
    let reports = unit_report::of_period(&reader, id).await?;
    drop(reader);
    let may = may_consolidate(&page);
    let rows = reports
        .into_iter()
        .map(|report| Row::of(report, page.today))
        .collect::<Result<_>>()?;
    page.render(&PeriodPage {
        page: &page,
        name: name_of(page.t, &it),
        state: state_of(&it, page.today),
        complete,
        day,
        rows,
        may_freeze: may && it.can_be_frozen(page.today),
        may,
        it,
    })
}

/// The version that is closed.
#[derive(Debug, Deserialize)]
pub struct Freezing {
    version: i64,
}

/// Closes the figures.
pub async fn freeze(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(form): Form<Freezing>,
) -> Result<Response> {
    let done = app.db().write(&page.me()?.actor, page.now, move |tx| {
        Box::pin(async move { freezing::freeze(tx, id, form.version).await })
    });
    done.await.map_err(told)?;
    Ok(Page::go(&format!("/reports/{id}/composed")))
}
