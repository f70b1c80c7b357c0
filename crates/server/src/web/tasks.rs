//! One task and what each unit owes of it: `GET /tasks/{id}`; recording that a unit's part is
//! done: `POST /obligations/{id}/completion`, taking it back: `…/completion/withdrawal`.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use dondoc_core::access::Act;
use dondoc_core::access::sight;
use dondoc_core::assignment;
use dondoc_core::obligation::series::{self, Occurrence, Series};
use dondoc_core::obligation::{self, Class, Obligation, completion};
use dondoc_core::plan::{self, Plan};
use dondoc_core::reorganisation::history;
use dondoc_core::task::{self, Task};
use dondoc_core::unit;
use dondoc_core::urging::ledger;
use serde::Deserialize;

use super::App;
use super::beside::Beside;
use super::error::{Error, Result};
use super::page::Page;
use super::plans::distinct;
use super::progress::said::{self, Said};
use super::register::rows::{self, Status, role_key};
use super::reorganisations::unit::{Origin, origin};
use super::urgings::ledger::{Line as Urged, lines as urged_lines};
use crate::{key, show as shown};

/// `templates/tasks/show.html`
#[derive(Debug, Template)]
#[template(path = "tasks/show.html")]
pub struct TaskPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The task.
    pub task: &'a Task,
    /// Its heading, or its text when it has none.
    pub name: &'a str,
    /// Its text apart from the heading.
    pub text: Option<&'a str>,
    /// Its plan.
    pub plan: &'a Plan,
    /// Its day.
    pub due: Option<String>,
    /// The next days of a recurring one.
    pub coming: Option<String>,
    /// What each unit owes of it.
    pub parts: Vec<Part>,
    /// Names nobody could be found for.
    pub unresolved: Vec<String>,
    /// Difficulties, guidance, money.
    pub beside: Beside,
    /// When and how it was urged.
    pub urgings: Vec<Urged>,
}

/// What one unit owes.
#[derive(Debug)]
pub struct Part {
    /// Id.
    pub id: i64,
    /// Version, for the form.
    pub version: i64,
    /// The unit.
    pub unit: String,
    /// The unit, as id.
    pub unit_id: i64,
    /// The key of the role's name.
    pub role_key: &'static str,
    /// How it stands.
    pub status: Status,
    /// The period of a recurring task that is open.
    pub period: Option<String>,
    /// The periods done before: their days, and when they were done.
    pub periods: Vec<(String, String, Option<String>)>,
    /// The day it was done.
    pub done: Option<String>,
    /// What was noted then.
    pub note: Option<String>,
    /// The day of the plan, when an extension replaced it.
    pub original: Option<String>,
    /// What the unit said last.
    pub said: Option<Said>,
    /// Whether it can be recorded as done.
    pub may_complete: bool,
    /// Whether there is a completion to take back.
    pub may_withdraw: bool,
    /// How it came to this unit, by which acts of reorganisation.
    pub origins: Vec<Origin>,
}

/// How many of the coming days of a recurring task are shown.
const COMING: usize = 6;
/// Entries of the ledger of urgings that are shown.
const URGINGS: i64 = 500;

/// The page.
pub async fn show(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    let reader = app.db().read().await?;
    let task = task::find(&reader, id).await?;
    let plan = plan::find(&reader, task.plan_id).await?;
    let names = assignment::of_task(&reader, id).await?;
    let series = Series::of_task(&task, &plan);
    let mut done = series::done_of_task(&reader, id).await?;
    let moves = history::of_task(&reader, id).await?;
    let me = &page.me()?.actor;
    sight::task(&reader, me, id).await?;
    let obligations = obligation::of_task(&reader, id).await?;
    let ids: Vec<i64> = obligations.iter().map(|it| it.id).collect();
    let mut latest = said::of(&reader, page.t, &ids).await?;
    let mut parts = Vec::new();
    for obligation in obligations {
        let unit = unit::find(&reader, obligation.unit_id, page.today).await?;
        let own = done.extract_if(.., |period| period.obligation_id == obligation.id);
        let periods = own.collect();
        let own = moves.iter().filter(|it| it.obligation_id == obligation.id);
        let origins = own
            .map(|it| origin(page.t, it))
            .collect::<Result<Vec<_>>>()?;
        let said = latest.remove(&obligation.id);
        let mut part = part(&page, obligation, unit.name, series.is_some(), periods)?;
        part.origins = origins;
        part.said = said;
        parts.push(part);
    }
    let beside = Beside::task(&reader, &page, id).await?;
    let urged = ledger::of_task(&reader, id, URGINGS).await?;
    drop(reader);
    let unresolved = names
        .into_iter()
        .filter(|name| name.unresolved.is_some())
        .collect();
    let words = task.heading.as_deref().or(task.text.as_deref());
    let due = task
        .due
        .map(|day| rows::due(page.t, Some(day), task.due_inclusive, None));
    let page_of_task = TaskPage {
        page: &page,
        name: words.unwrap_or(page.t.get("task-without-text")),
        text: task.heading.as_ref().and(task.text.as_deref()),
        plan: &plan,
        due,
        coming: series.and_then(|series| coming(&page, &series)),
        parts,
        unresolved: distinct(unresolved),
        beside,
        task: &task,
        urgings: urged_lines(page.t, &urged)?,
    };
    page.render(&page_of_task)
}

/// The days of a recurring task from today on.
fn coming(page: &Page, series: &Series) -> Option<String> {
    let days = series.coming(page.today, COMING + 1);
    let more = if days.len() > COMING { "; …" } else { "" };
    let days: Vec<String> = days.into_iter().take(COMING).map(shown::date).collect();
    (!days.is_empty()).then(|| days.join("; ") + more)
}

fn part(
    page: &Page,
    obligation: Obligation,
    unit: String,
    recurs: bool,
    periods: Vec<Occurrence>,
) -> Result<Part> {
    let facts = obligation.facts()?;
    let class = facts.class(page.today);
    let t = page.t;
    let day = facts
        .due
        .map(|day| rows::due(t, Some(day), facts.due_inclusive, None));
    let past = |period: Occurrence| {
        let day = t.one("due-period", "day", shown::date(period.due));
        (day, shown::date(period.completed_on), period.note)
    };
    let original = obligation.original();
    let original = original.map(|(day, inclusive)| rows::due(t, Some(day), inclusive, None));
    let may_record = page.me()?.actor.may(Act::RecordCompletion).is_ok();
    Ok(Part {
        id: obligation.id,
        version: obligation.version,
        unit,
        unit_id: obligation.unit_id,
        role_key: role_key(obligation.role()?),
        status: Status(class),
        period: day
            .filter(|_| recurs)
            .map(|day| rows::period(t, class, &day)),
        done: facts.completed_on.map(shown::date),
        may_withdraw: may_record && (facts.completed_on.is_some() || !periods.is_empty()),
        origins: Vec::new(),
        original,
        said: None,
        periods: periods.into_iter().map(past).collect(),
        may_complete: may_record
            && facts.completed_on.is_none()
            && !matches!(class, Class::Suspended | Class::Cancelled | Class::Joined),
        note: obligation.completion_note,
    })
}

/// The form of a completion.
#[derive(Debug, Deserialize)]
pub struct Completion {
    version: i64,
    on: String,
    note: Option<String>,
}

/// Records that a unit's part is done.
pub async fn complete(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(form): Form<Completion>,
) -> Result<Response> {
    let me = page.me()?;
    let on = shown::parse_date(&form.on).ok_or(Error::NotPossible(key!("completion-no-day")))?;
    if on > page.today {
        return Err(Error::NotPossible(key!("completion-future")));
    }
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(
            async move { completion::record(tx, id, form.version, on, form.note.as_deref()).await },
        )
    });
    Ok(Page::go(&format!("/tasks/{}", write.await?.task_id)))
}

/// The form of a withdrawal.
#[derive(Debug, Deserialize)]
pub struct Withdrawal {
    version: i64,
}

/// Takes a completion back.
pub async fn withdraw(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(form): Form<Withdrawal>,
) -> Result<Response> {
    let me = page.me()?;
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move { completion::take_back(tx, id, form.version).await })
    });
    Ok(Page::go(&format!("/tasks/{}", write.await?.task_id)))
}
