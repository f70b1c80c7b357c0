//! What a unit hands in for a period: `GET /unit-reports/{id}`, filled with what it said task by
//! task, and its own words.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use dondoc_core::access::Act;
use dondoc_core::db::Conn;
use dondoc_core::plan::draft::Role;
use dondoc_core::progress::{self, ProgressUpdate};
use dondoc_core::reporting::unit_report::{self, State as Stage, Step, Texts, UnitReport};
use dondoc_core::reporting::{Line, Period, freezing, period};
use dondoc_core::task::{self, Task};
use serde::Deserialize;

use super::super::App;
use super::super::error::Result;
use super::super::page::Page;
use super::super::register::rows::{self, Status, role_key};
use super::periods::Row;
use super::{may_consolidate, name_of, told};
use crate::{key, show as shown};

/// Reports of a list.
const MOST: i64 = 200;

/// `templates/reports/units.html`
#[derive(Debug, Template)]
#[template(path = "reports/units.html")]
pub struct IndexPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The reports: period, row.
    pub rows: Vec<(String, Row)>,
}

/// The own reports, the last first.
pub async fn index(State(app): State<App>, page: Page) -> Result<Response> {
    let me = &page.me()?.actor;
    let own = me.own()?.unwrap_or_default().to_vec();
    let reader = app.db().read().await?;
    let found = unit_report::list_of(&reader, &own, MOST).await?;
    let rows = named(&reader, &page, found).await?;
    drop(reader);
    page.render(&IndexPage { page: &page, rows })
}

/// The reports that some units have still to hand in, the earliest last day first.
pub async fn missing(conn: &Conn, page: &Page, units: &[i64]) -> Result<Vec<(String, Row)>> {
    let found = unit_report::missing_of(conn, units, MOST).await?;
    named(conn, page, found).await
}

async fn named(conn: &Conn, page: &Page, found: Vec<UnitReport>) -> Result<Vec<(String, Row)>> {
    let mut rows = Vec::with_capacity(found.len());
    for it in found {
        let period = period::find(conn, it.period_id).await?;
        let name = format!("{} · {}", period.title, name_of(page.t, &period));
        rows.push((name, Row::of(it, page.today)?));
    }
    Ok(rows)
}

/// What the unit owes, with what it said of it in the period.
#[derive(Debug)]
pub struct Part {
    /// The obligation.
    pub obligation_id: i64,
    /// The task's code.
    pub code: String,
    /// What is to be done.
    pub task: String,
    /// The key of the role.
    pub role: &'static str,
    /// Whether the unit leads.
    pub leads: bool,
    /// How it stands.
    pub status: Status,
    /// The day of its deadline.
    pub due: String,
    /// What was said of it in the period.
    pub said: Option<(String, NaiveDate)>,
}

/// A step as shown: key, day, note, who.
type StepRow = (&'static str, Step);

/// `templates/reports/unit.html`
#[derive(Debug, Template)]
#[template(path = "reports/unit.html")]
pub struct UnitPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The period.
    pub period: Period,
    /// Its name.
    pub name: String,
    /// The report.
    pub row: Row,
    /// Leading parts first.
    pub parts: Vec<Part>,
    /// Of these without a word in the period.
    pub gaps: usize,
    /// What became of it.
    pub steps: Vec<StepRow>,
    /// Whether the person may write.
    pub may_write: bool,
    /// Whether the person may judge it now.
    pub may_judge: bool,
    /// Whether it is still to be accepted.
    pub may_accept: bool,
}

async fn seen(conn: &Conn, page: &Page, id: i64) -> Result<UnitReport> {
    let it = unit_report::find(conn, id).await?;
    page.me()?.actor.may_see_unit(it.unit_id)?;
    Ok(it)
}

/// The page.
pub async fn show(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    let reader = app.db().read().await?;
    let it = seen(&reader, &page, id).await?;
    let period = period::find(&reader, it.period_id).await?;
    let mut lines = freezing::lines(&reader, &period, page.today).await?;
    lines.retain(|line| line.unit_id == it.unit_id);
    let parts = parts(&reader, &page, &period, &lines).await?;
    let steps = unit_report::steps(&reader, id).await?;
    drop(reader);
    let state = it.state()?;
    let may_write = page
        .me()?
        .actor
        .may_for(Act::ReportProgress, it.unit_id)
        .is_ok();
    let steps = steps
        .into_iter()
        .map(|step| Ok((step_key(step.to()?), step)));
    page.render(&UnitPage {
        page: &page,
        name: name_of(page.t, &period),
        gaps: parts.iter().filter(|part| part.said.is_none()).count(),
        parts,
        steps: steps.collect::<Result<_>>()?,
        may_write: may_write && state.is_missing(),
        may_judge: may_consolidate(&page) && !state.is_missing(),
        may_accept: state == Stage::Submitted,
        row: Row::of(it, page.today)?,
        period,
    })
}

fn step_key(to: Stage) -> &'static str {
    match to {
        Stage::Open => key!("unit-report-open"),
        Stage::Submitted => key!("unit-report-submitted"),
        Stage::Returned => key!("unit-report-returned"),
        Stage::Accepted => key!("unit-report-accepted"),
    }
}

async fn parts(conn: &Conn, page: &Page, period: &Period, lines: &[Line]) -> Result<Vec<Part>> {
    let ids: Vec<i64> = lines.iter().map(|line| line.task_id).collect();
    let tasks = task::of_ids(conn, &ids).await?;
    let ids: Vec<i64> = lines.iter().filter_map(|line| line.update_id).collect();
    let updates = progress::of_ids(conn, &ids).await?;
    let mut parts: Vec<Part> = lines
        .iter()
        .map(|line| {
            let task = tasks.iter().find(|task| task.id == line.task_id);
            let update = updates.iter().find(|it| Some(it.id) == line.update_id);
            part(page, period, line, task, update)
        })
        .collect();
    parts.sort_by_key(|part| !part.leads);
    Ok(parts)
}

fn part(
    page: &Page,
    period: &Period,
    line: &Line,
    task: Option<&Task>,
    update: Option<&ProgressUpdate>,
) -> Part {
    let words = task.and_then(|task| task.heading.clone().or_else(|| task.text.clone()));
    let said = update.filter(|it| it.said_on >= period.from_day).map(|it| {
        let words = [&it.narrative, &it.result].into_iter().flatten();
        let words: Vec<&str> = words.map(String::as_str).collect();
        (words.join("\n"), it.said_on)
    });
    Part {
        obligation_id: line.obligation_id,
        code: task.map(|task| task.code.clone()).unwrap_or_default(),
        task: words.map_or_else(|| page.t.get("task-without-text").to_owned(), rows::shorten),
        role: role_key(line.role),
        leads: line.role == Role::Lead,
        status: Status(line.class),
        due: line.due.map(shown::date).unwrap_or_default(),
        said,
    }
}

/// What a unit writes.
#[derive(Debug, Deserialize)]
pub struct Typed {
    version: i64,
    results: String,
    difficulties: String,
    proposals: String,
    next_steps: String,
    #[serde(default)]
    said_by: String,
}

impl Typed {
    fn texts(&self) -> Texts {
        let text = |text: &String| Some(text.clone());
        Texts {
            results: text(&self.results),
            difficulties: text(&self.difficulties),
            proposals: text(&self.proposals),
            next_steps: text(&self.next_steps),
        }
    }
}

/// Keeps what was written so far.
pub async fn write(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(typed): Form<Typed>,
) -> Result<Response> {
    let done = app.db().write(&page.me()?.actor, page.now, move |tx| {
        Box::pin(async move { unit_report::write(tx, id, typed.version, typed.texts()).await })
    });
    done.await.map_err(told)?;
    Ok(Page::go(&format!("/unit-reports/{id}")))
}

/// Hands it in.
pub async fn submit(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(typed): Form<Typed>,
) -> Result<Response> {
    let done = app.db().write(&page.me()?.actor, page.now, move |tx| {
        Box::pin(async move {
            unit_report::submit(tx, id, typed.version, typed.texts(), &typed.said_by).await
        })
    });
    done.await.map_err(told)?;
    Ok(Page::go(&format!("/unit-reports/{id}")))
}

/// Accepts or returns it.
#[derive(Debug, Deserialize)]
pub struct Judged {
    version: i64,
    accept: bool,
    #[serde(default)]
    note: String,
}

/// Accepts or returns what was handed in.
pub async fn judge(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(form): Form<Judged>,
) -> Result<Response> {
    let done = app.db().write(&page.me()?.actor, page.now, move |tx| {
        Box::pin(async move {
            let note = Some(form.note.as_str());
            unit_report::judge(tx, id, form.version, form.accept, note).await
        })
    });
    done.await.map_err(told)?;
    Ok(Page::go(&format!("/unit-reports/{id}")))
}
