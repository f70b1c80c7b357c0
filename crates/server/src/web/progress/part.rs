//! One unit's part of a task: `GET /obligations/{id}`: what was said and decided, and the forms
//! of what this person may do about it.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use dondoc_core::access::sight;
use dondoc_core::access::{Act, Actor};
use dondoc_core::db::Conn;
use dondoc_core::obligation::{self, Obligation};
use dondoc_core::plan::{self, Plan};
use dondoc_core::progress;
use dondoc_core::progress::extension::{self, Extension};
use dondoc_core::progress::judgement::Kind;
use dondoc_core::task::{self, Task};
use dondoc_core::unit::{self, Unit};

use super::super::App;
use super::super::error::Result;
use super::super::page::Page;
use super::super::register::rows::{self, Status, role_key};
use super::form::{ActForm, Beside, ReportForm};
use super::history::{self, Entry};
use crate::{key, show};

/// `templates/progress/part.html`
#[derive(Debug, Template)]
#[template(path = "progress/part.html")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a right that shows a form"
)]
pub struct PartPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The task.
    pub task: &'a Task,
    /// Its words.
    pub name: &'a str,
    /// Its plan.
    pub plan: &'a Plan,
    /// The unit.
    pub unit: &'a Unit,
    /// The part.
    pub part: &'a Obligation,
    /// The key of its role.
    pub role_key: &'static str,
    /// How it stands.
    pub status: Status,
    /// The day it is due.
    pub due: Option<String>,
    /// The day of the plan, when an extension replaced it.
    pub original: Option<String>,
    /// The day it was done.
    pub done: Option<String>,
    /// The form of a report, for who may report.
    pub form: Option<ReportForm>,
    /// Whether who reports belongs to another unit.
    pub on_behalf: bool,
    /// What can be decided now.
    pub judgements: Vec<Choice>,
    /// Whether an extension can be asked for.
    pub may_ask: bool,
    /// The request that waits.
    pub asked: Option<Extension>,
    /// Whether this person decides it.
    pub may_decide: bool,
    /// Whether this person may take it back.
    pub may_withdraw: bool,
    /// What happened, the newest first.
    pub history: Vec<Entry>,
    /// What came back from a form that was not taken.
    pub back: Back,
    /// The earliest day that an extension can go to.
    pub earliest: Option<String>,
}

/// A decision that can be made now.
#[derive(Debug)]
pub struct Choice {
    /// As in the form.
    pub act: &'static str,
    /// The key of its button.
    pub key: &'static str,
    /// The day that is offered.
    pub day: Option<String>,
    /// Whether a reason is needed.
    pub reason: bool,
}

/// What a person typed that was not taken, and why.
#[derive(Debug, Default)]
pub struct Back {
    /// Why.
    pub problem: Option<String>,
    /// The report.
    pub report: Option<ReportForm>,
    /// What somebody else said meanwhile, field by field.
    pub beside: Vec<Beside>,
    /// The other form.
    pub act: Option<ActForm>,
}

impl Back {
    /// A report that was not taken.
    pub fn of_report(form: ReportForm) -> Self {
        Self {
            report: Some(form),
            ..Self::default()
        }
    }

    /// One of the short forms that was not taken.
    pub fn of_act(form: ActForm) -> Self {
        Self {
            act: Some(form),
            ..Self::default()
        }
    }
}

impl PartPage<'_> {
    /// What the other person said in a field.
    pub fn theirs(&self, field: &str) -> Option<&Beside> {
        self.back.beside.iter().find(|it| it.field == field)
    }

    /// Whether one of the short forms came back.
    pub fn tried(&self, act: &str) -> bool {
        self.back.act.as_ref().is_some_and(|form| form.act == act)
    }

    /// What was typed in a short form.
    pub fn typed<'f>(&'f self, act: &str, field: &str, offered: &'f str) -> &'f str {
        match self.back.act.as_ref().filter(|form| form.act == act) {
            None => offered,
            Some(form) => match field {
                "reason" => &form.reason,
                "day" => &form.day,
                "number" => &form.number,
                _ => &form.dated,
            },
        }
    }

    /// Files that a short form brings back.
    pub fn carried(&self, act: &str) -> &[super::files::Kept] {
        let form = self.back.act.as_ref().filter(|form| form.act == act);
        form.map_or(&[], |form| &form.kept)
    }
}

/// The page.
pub async fn show(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    answer(&app, &page, id, StatusCode::OK, Back::default()).await
}

/// The page, with what came back from a form.
pub async fn answer(
    app: &App,
    page: &Page,
    id: i64,
    status: StatusCode,
    mut back: Back,
) -> Result<Response> {
    let me = &page.me()?.actor;
    let reader = app.db().read().await?;
    let part = obligation::find(&reader, id).await?;
    sight::task(&reader, me, part.task_id).await?;
    let task = task::find(&reader, part.task_id).await?;
    let plan = plan::find(&reader, part.plan_id).await?;
    let unit = unit::find(&reader, part.unit_id, page.today).await?;
    let asked = extension::asked(&reader, id).await?;
    let form = match back.report.take() {
        Some(form) => Some(form),
        None => offered(&reader, page, &part).await?,
    };
    let judgements = judgements(&reader, me, &part).await?;
    let history = history::of(&reader, page, id).await?;
    let facts = part.facts()?;
    let may_ask = me.may_for(Act::RequestExtension, part.unit_id).is_ok()
        && asked.is_none()
        && extension::possible(&reader, &part).await?;
    drop(reader);
    let date = |day, inclusive| rows::due(page.t, Some(day), inclusive, None);
    let words = task.heading.as_deref().or(task.text.as_deref());
    let shown = PartPage {
        page,
        name: words.unwrap_or(page.t.get("task-without-text")),
        plan: &plan,
        unit: &unit,
        role_key: role_key(part.role()?),
        status: Status(facts.class(page.today)),
        due: facts.due.map(|day| date(day, facts.due_inclusive)),
        original: part.original().map(|(day, inclusive)| date(day, inclusive)),
        done: facts.completed_on.map(show::date),
        on_behalf: !me.units().contains(&part.unit_id),
        form,
        judgements,
        may_ask,
        may_decide: asked.is_some() && me.may(Act::DecideExtension).is_ok(),
        may_withdraw: asked.is_some()
            && me.may_for(Act::RequestExtension, part.unit_id).is_ok()
            && me.units().contains(&part.unit_id),
        asked,
        history,
        back,
        earliest: facts
            .last_day()
            .and_then(|day| day.succ_opt())
            .map(|day| day.to_string()),
        part: &part,
        task: &task,
    };
    page.render_as(status, &shown)
}

/// The form of a report, when this person may report and there is something to report on.
async fn offered(conn: &Conn, page: &Page, part: &Obligation) -> Result<Option<ReportForm>> {
    let me = &page.me()?.actor;
    let open = !matches!(
        part.facts()?.state,
        obligation::State::Cancelled | obligation::State::Joined
    );
    if !open || me.may_for(Act::ReportProgress, part.unit_id).is_err() {
        return Ok(None);
    }
    let last = match part.last_update() {
        Some(id) => Some(progress::find(conn, id).await?),
        None => None,
    };
    // Of a recurring duty the next period begins anew.
    let goes_on = last.as_ref().filter(|it| it.period == part.period());
    let mut form = ReportForm::beginning(part.version, goes_on, "");
    form.base = last.as_ref().map_or(0, |it| it.id);
    Ok(Some(form))
}

async fn judgements(conn: &Conn, me: &Actor, part: &Obligation) -> Result<Vec<Choice>> {
    let mut choices = Vec::new();
    for kind in Kind::ALL {
        if me.may(kind.act()).is_err() || kind.fits(part).is_err() {
            continue;
        }
        let day = match (kind, part.last_update()) {
            (Kind::Confirmed, Some(id)) => progress::find(conn, id).await?.done_on,
            _ => None,
        };
        choices.push(Choice {
            act: kind.as_str(),
            key: button(kind),
            day: day.map(|day| day.to_string()),
            reason: !matches!(kind, Kind::Confirmed | Kind::Resumed),
        });
    }
    Ok(choices)
}

fn button(kind: Kind) -> &'static str {
    match kind {
        Kind::Confirmed => key!("judge-confirm"),
        Kind::Returned => key!("judge-return"),
        Kind::Redo => key!("judge-redo"),
        Kind::Suspended => key!("judge-suspend"),
        Kind::Resumed => key!("judge-resume"),
        Kind::Cancelled => key!("judge-cancel"),
        Kind::Reinstated => key!("judge-reinstate"),
    }
}
