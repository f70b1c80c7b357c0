//! The leader's page: `GET /overview` for all plans, `?plan=` for one. Counts that sum, the late
//! ones by name, what waits for a decision, money; on one sheet of A4. Of one plan also as it stood
//! on an earlier day (`?ngay=`).

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use chrono::NaiveDate;
use dondoc_core::access::Act;
use dondoc_core::db::Conn;
use dondoc_core::difficulty::{self, Difficulty};
use dondoc_core::money::{self, totals};
use dondoc_core::obligation::{Class, Counts, Filter, Sort, register};
use dondoc_core::plan::draft::Role;
use dondoc_core::plan::{self, Plan};
use dondoc_core::progress::past;
use dondoc_core::progress::worklist::{self, Waiting};
use serde::Deserialize;

use super::super::App;
use super::super::error::Result;
use super::super::page::Page;
use super::super::register::asked;
use super::super::register::rows::{Row, Sums, shorten};
use crate::show;
use crate::text::Argument;

/// What a sheet of A4 holds of each list.
const PLANS: usize = 6;
const LATE: usize = 7;
const FEW: i64 = 4;
/// Plans and rows looked at.
const PLANS_READ: i64 = 60;
const ROWS: u32 = 300;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    plan: Option<i64>,
    ngay: Option<String>,
}

/// `templates/progress/overview.html`
#[derive(Debug, Template)]
#[template(path = "progress/overview.html")]
pub struct OverviewPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The plan, when it is one.
    pub plan: Option<Plan>,
    /// The day.
    pub day: NaiveDate,
    /// Whether it is an earlier one: then only what the log tells is shown.
    pub is_past: bool,
    /// The sums.
    pub sums: Sums,
    /// How many were extended, and how many would be late without.
    pub extended: Option<String>,
    /// The plans, those with most that is late first.
    pub plans: Vec<PlanLine>,
    /// How many more plans there are.
    pub more_plans: usize,
    /// What a lead owes and is late with, the longest first: one line a task.
    pub late: Vec<Late>,
    /// How many leads are late.
    pub late_count: i64,
    /// Difficulties that wait for a decision.
    pub difficulties: Vec<Difficulty>,
    /// How many.
    pub difficulty_count: i64,
    /// Requests for extensions.
    pub extensions: Vec<Waiting>,
    /// How many.
    pub extension_count: i64,
    /// Money, if there is any.
    pub money: Option<totals::Sums>,
}

/// A plan among all.
#[derive(Debug)]
#[expect(missing_docs, reason = "which, and how many")]
pub struct PlanLine {
    pub id: i64,
    pub number: String,
    pub title: String,
    pub total: i64,
    pub done: i64,
    pub overdue: i64,
    pub awaiting: i64,
}

/// A task with which leads are late.
#[derive(Debug)]
pub struct Late {
    /// As in the register, of the first of them.
    pub row: Row,
    /// All of them by name.
    pub units: Vec<String>,
    /// For how many days.
    pub days: i64,
}

impl OverviewPage<'_> {
    /// A text cut for a line.
    pub fn cut(&self, text: &Option<String>) -> String {
        text.clone().map_or_else(String::new, shorten)
    }

    /// An amount of đồng.
    pub fn amount(&self, amount: &i64) -> String {
        self.page.t.number(*amount)
    }
}

/// The page.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    answer(&app, &page, &asked).await
}

/// The page, also where a leader begins.
pub async fn answer(app: &App, page: &Page, asked: &Asked) -> Result<Response> {
    page.me()?.actor.may(Act::Read)?;
    let reader = app.db().read().await?;
    let plan = match asked.plan {
        Some(id) => Some(plan::find(&reader, id).await?),
        None => None,
    };
    let day = asked.ngay.as_deref().and_then(show::parse_date);
    let day = day.filter(|day| plan.is_some() && *day < page.today);
    let shown = match (plan, day) {
        (Some(plan), Some(day)) => then(&reader, page, plan, day).await?,
        (plan, _) => now(&reader, page, plan).await?,
    };
    drop(reader);
    page.render(&shown)
}

fn filter(plan: Option<i64>) -> Filter {
    Filter {
        plan,
        ..Filter::default()
    }
}

fn sums(counts: &Counts, plan: Option<i64>) -> Sums {
    let wanted = asked::Asked {
        plan,
        ..asked::Asked::default()
    };
    Sums::of(counts, None, |class| wanted.with_class(class))
}

/// As it stood at the end of an earlier day: what the log tells.
async fn then<'a>(
    conn: &Conn,
    page: &'a Page,
    plan: Plan,
    day: NaiveDate,
) -> Result<OverviewPage<'a>> {
    let mut counts = Counts::default();
    for part in past::of_plan(conn, plan.id, day).await? {
        counts.add(part.class, 1);
    }
    Ok(OverviewPage {
        page,
        day,
        is_past: true,
        sums: sums(&counts, Some(plan.id)),
        plan: Some(plan),
        extended: None,
        plans: Vec::new(),
        more_plans: 0,
        late: Vec::new(),
        late_count: 0,
        difficulties: Vec::new(),
        difficulty_count: 0,
        extensions: Vec::new(),
        extension_count: 0,
        money: None,
    })
}

async fn now<'a>(conn: &Conn, page: &'a Page, plan: Option<Plan>) -> Result<OverviewPage<'a>> {
    let id = plan.as_ref().map(|plan| plan.id);
    let counts = register::counts(conn, &filter(id), page.today).await?;
    let (planned, extended) = register::counts_by_plan_days(conn, &filter(id), page.today).await?;
    let (plans, more_plans) = match id {
        None => plans(conn, page).await?,
        Some(_) => (Vec::new(), 0),
    };
    let (late, late_count) = late(conn, page, id).await?;
    let (extensions, extension_count) = worklist::extensions(conn, id, FEW).await?;
    let passed_up = difficulty::list::Filter {
        plan: id,
        states: vec![difficulty::State::PassedUp],
        ..difficulty::list::Filter::default()
    };
    let difficulties = difficulty::list::list(conn, &passed_up, FEW).await?;
    let state = difficulty::State::PassedUp;
    let difficulty_count = difficulty::list::number(conn, state, id).await?;
    let funds = money::estimate::Filter {
        plan: id,
        ..money::estimate::Filter::default()
    };
    let money = totals::by(conn, &funds, totals::Key::All).await?.pop();
    Ok(OverviewPage {
        page,
        day: page.today,
        is_past: false,
        sums: sums(&counts, id),
        plan,
        extended: (extended > 0).then(|| {
            let late = planned.of(Class::Overdue);
            let named: [(&'static str, &dyn Argument); 2] = [("count", &extended), ("late", &late)];
            page.t.with("overview-extended", &named)
        }),
        plans,
        more_plans,
        late,
        late_count,
        difficulties,
        difficulty_count,
        extensions,
        extension_count,
        money: money.filter(|sums| sums.estimated > 0),
    })
}

/// The plans with most that is late first.
async fn plans(conn: &Conn, page: &Page) -> Result<(Vec<PlanLine>, usize)> {
    let mut lines = Vec::new();
    for plan in plan::list(conn, None, PLANS_READ).await? {
        let counts = register::counts(conn, &filter(Some(plan.id)), page.today).await?;
        lines.push(PlanLine {
            id: plan.id,
            number: plan.number,
            title: shorten(plan.title),
            total: counts.total(),
            done: counts.of(Class::DoneOnTime) + counts.of(Class::DoneLate),
            overdue: counts.of(Class::Overdue),
            awaiting: counts.of(Class::AwaitingConfirmation),
        });
    }
    lines.sort_by_key(|line| std::cmp::Reverse(line.overdue));
    let more = lines.len().saturating_sub(PLANS);
    lines.truncate(PLANS);
    Ok((lines, more))
}

/// What leads are late with, the longest first.
async fn late(conn: &Conn, page: &Page, plan: Option<i64>) -> Result<(Vec<Late>, i64)> {
    let filter = Filter {
        plan,
        roles: vec![Role::Lead],
        classes: vec![Class::Overdue],
        ..Filter::default()
    };
    let counts = register::counts(conn, &filter, page.today).await?;
    let found = register::page(conn, &filter, Sort::Deadline, None, ROWS, page.today).await?;
    let mut late: Vec<Late> = Vec::new();
    for item in found.items {
        let days = item.last_day.map_or(0, |day| (page.today - day).num_days());
        let same = |it: &&mut Late| it.row.task_id == item.task_id;
        if let Some(task) = late.iter_mut().find(same) {
            task.units.push(item.unit_name);
        } else if late.len() < LATE {
            late.push(Late {
                days,
                units: vec![item.unit_name.clone()],
                row: Row::of(page.t, item),
            });
        }
    }
    Ok((late, counts.of(Class::Overdue)))
}
