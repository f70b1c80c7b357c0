//! Plans: the list `GET /plans`, one plan `GET /plans/{id}`, its files, and the original document.

mod akn;

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use dondoc_core::access::sight;
use dondoc_core::assignment::{self, Assignment};
use dondoc_core::document::{self, Document};
use dondoc_core::obligation::{Class, Filter, Sort, register, walk::Walk};
use dondoc_core::plan::draft::store::{self, Head};
use dondoc_core::plan::draft::{Citation, Reporting, Role};
use dondoc_core::plan::{self, Plan};
use dondoc_core::reporting::{Regime, regime};
use dondoc_core::task::{self, Task};
use serde::Deserialize;

use super::App;
use super::attachment;
use super::error::{Error, Result};
use super::page::Page;
use super::register::asked::Asked;
use super::register::export::{self, Format};
use super::register::rows::{self, Status, Sums};
use super::reports;
use crate::show;

/// Plans and drafts of the list.
const MOST: i64 = 200;

/// `templates/plans/index.html`
#[derive(Debug, Template)]
#[template(path = "plans/index.html")]
pub struct PlansPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// Drafts waiting to be reviewed.
    pub drafts: Vec<Head>,
    /// Drafts thrown away, last first.
    pub discarded: Vec<Head>,
    /// The one thrown away just now.
    pub just_discarded: Option<Head>,
    /// Plans, last signed first.
    pub plans: Vec<PlanLine>,
}

/// A plan in the list.
#[derive(Debug)]
pub struct PlanLine {
    /// Id.
    pub id: i64,
    /// Number.
    pub number: String,
    /// Date of issue.
    pub date: String,
    /// Title.
    pub title: String,
    /// Who issued it.
    pub issuer: String,
    /// Rows in the register.
    pub rows: i64,
    /// Of these overdue.
    pub overdue: i64,
}

/// What the address of the list says.
#[derive(Debug, Deserialize)]
pub struct Listing {
    /// The draft thrown away just now.
    discarded: Option<i64>,
}

/// The list.
pub async fn index(
    State(app): State<App>,
    page: Page,
    Query(asked): Query<Listing>,
) -> Result<Response> {
    let reader = app.db().read().await?;
    let me = &page.me()?.actor;
    let seen = sight::plans(&reader, me).await?;
    let (drafts, discarded) = match seen {
        // Drafts are the office's.
        Some(_) => (Vec::new(), Vec::new()),
        None => (
            store::list(&reader, store::State::Open, MOST).await?,
            store::list(&reader, store::State::Discarded, MOST).await?,
        ),
    };
    let mut plans = Vec::new();
    for plan in plan::list(&reader, None, MOST).await? {
        if seen.as_ref().is_some_and(|seen| !seen.contains(&plan.id)) {
            continue;
        }
        let filter = Filter {
            plan: Some(plan.id),
            unit: me.unit_of_list(None)?,
            ..Filter::default()
        };
        let counts = register::counts(&reader, &filter, page.today).await?;
        plans.push(PlanLine {
            id: plan.id,
            number: plan.number,
            date: show::date(plan.signed_on),
            title: plan.title,
            issuer: plan.issuer,
            rows: counts.total(),
            overdue: counts.of(Class::Overdue),
        });
    }
    drop(reader);
    page.render(&PlansPage {
        page: &page,
        just_discarded: discarded
            .iter()
            .find(|head| Some(head.id) == asked.discarded)
            .cloned(),
        drafts,
        discarded,
        plans,
    })
}

/// `templates/plans/show.html`
#[derive(Debug, Template)]
#[template(path = "plans/show.html")]
pub struct PlanPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The plan.
    pub plan: &'a Plan,
    /// The years it covers.
    pub years: Option<String>,
    /// The original document.
    pub document: &'a Document,
    /// Its size.
    pub size: String,
    /// The sums of its rows.
    pub sums: Sums,
    /// Its tasks.
    pub tasks: Vec<TaskLine>,
    /// Documents it cites.
    pub citations: Vec<Citation>,
    /// Names nobody could be found for.
    pub unresolved: Vec<String>,
    /// The files.
    pub exports: Vec<(String, &'a str)>,
    /// Its reporting regimes; `None` for who does not see them.
    pub regimes: Option<Vec<Regime>>,
    /// Whether its text asks for reports and names no cycle.
    pub asks_cycle: bool,
    /// Whether the person keeps regimes.
    pub may_report: bool,
}

/// A task of a plan.
#[derive(Debug)]
pub struct TaskLine {
    /// Id.
    pub id: i64,
    /// Place in the plan.
    pub label: String,
    /// Heading or text.
    pub name: String,
    /// Leads, as written.
    pub lead: String,
    /// Coordinators, as written.
    pub coordinate: String,
    /// Deadline, as written.
    pub deadline: String,
    /// The day it comes to.
    pub due: Option<String>,
    /// How it stands.
    pub status: Option<Status>,
}

/// One plan.
pub async fn show(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    let reader = app.db().read().await?;
    let plan = plan::find(&reader, id).await?;
    sight::plan(&reader, &page.me()?.actor, id).await?;
    let document = document::find(&reader, plan.document_id).await?;
    let content = plan::content(&reader, id, plan.version).await?;
    let filter = Filter {
        plan: Some(id),
        ..Filter::default()
    };
    let counts = register::counts(&reader, &filter, page.today).await?;
    let items = Walk::new(filter, Sort::Task, page.today)
        .all(&reader)
        .await?;
    let tasks = task::of_plan(&reader, id).await?;
    let names = assignment::of_plan(&reader, id).await?;
    let unresolved = assignment::unresolved(&reader, Some(id), MOST).await?;
    let regimes = if page.sees_all() {
        Some(regime::of_plan(&reader, id).await?)
    } else {
        None
    };
    drop(reader);
    let mut classes: HashMap<i64, Vec<(Role, Class)>> = HashMap::new();
    for item in &items {
        classes
            .entry(item.task_id)
            .or_default()
            .push((item.role, item.class));
    }
    let line = |task: Task| {
        let stands = classes
            .get(&task.id)
            .and_then(|classes| first_care(classes));
        line(&page, task, &names, stands)
    };
    let asked = Asked {
        plan: Some(id),
        ..Asked::default()
    };
    let shown = PlanPage {
        page: &page,
        years: years(&plan),
        size: show::size(document.size.unsigned_abs()),
        sums: Sums::of(&counts, None, |class| asked.with_class(class)),
        tasks: tasks.into_iter().map(line).collect::<Result<_>>()?,
        unresolved: distinct(unresolved),
        regimes,
        citations: content.citations.clone(),
        asks_cycle: content.reporting.iter().any(names_no_cycle),
        may_report: reports::may_consolidate(&page),
        exports: export::links(page.t, &format!("/plans/{id}"), "", true),
        plan: &plan,
        document: &document,
    };
    page.render(&shown)
}

/// Whether a sentence asks for reports and does not say how often.
fn names_no_cycle(asked: &Reporting) -> bool {
    let schedule = asked.schedule.as_ref();
    schedule.is_none_or(|it| it.due.is_none() && it.rrule.is_none())
}

/// The class of the leads that needs most care first.
fn first_care(classes: &[(Role, Class)]) -> Option<Class> {
    let leads = classes
        .iter()
        .filter(|(role, _)| *role == Role::Lead)
        .map(|(_, class)| *class);
    leads
        .min()
        .or_else(|| classes.iter().map(|(_, class)| *class).min())
}

fn line(page: &Page, task: Task, names: &[Assignment], stands: Option<Class>) -> Result<TaskLine> {
    let (mut lead, mut coordinate) = (Vec::new(), Vec::new());
    for name in names.iter().filter(|name| name.task_id == task.id) {
        match name.role()? {
            Role::Lead => lead.push(name.written.as_str()),
            Role::Coordinate => coordinate.push(name.written.as_str()),
            Role::Monitor => {}
        }
    }
    let t = page.t;
    let due = task
        .due
        .map(|day| rows::due(t, Some(day), task.due_inclusive, None));
    Ok(TaskLine {
        id: task.id,
        label: task.label.unwrap_or_default(),
        name: task
            .heading
            .or(task.text)
            .map_or_else(|| t.get("task-without-text").to_owned(), rows::shorten),
        lead: lead.join("; "),
        coordinate: coordinate.join("; "),
        deadline: task.deadline_text.unwrap_or_default(),
        due,
        status: stands.map(Status),
    })
}

fn years(plan: &Plan) -> Option<String> {
    match (plan.year_first?, plan.year_last) {
        (first, Some(last)) if last != first => Some(format!("{first} – {last}")),
        (first, _) => Some(first.to_string()),
    }
}

/// Each name once, in the order of the plan.
pub fn distinct(assignments: Vec<Assignment>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for assignment in assignments {
        if !names.contains(&assignment.written) {
            names.push(assignment.written);
        }
    }
    names
}

/// `GET /plans/{id}/export.xlsx` and the other forms.
pub async fn file(
    State(app): State<App>,
    page: Page,
    Path((id, name)): Path<(i64, String)>,
) -> Result<Response> {
    let format = Format::of_file(&name)?;
    let plan = plan::find(&*app.db().read().await?, id).await?;
    sight::plan(&*app.db().read().await?, &page.me()?.actor, id).await?;
    if format == Format::Akn {
        return akn::answer(&app, &page, &plan).await;
    }
    let day = show::date(plan.signed_on);
    let about = export::About {
        t: page.t,
        title: page.t.with(
            "plan-file-title",
            &[
                ("number", &plan.number),
                ("day", &day),
                ("title", &plan.title),
            ],
        ),
        keeper: Some(plan.issuer.to_uppercase()),
        file: plan.code.clone(),
        whole_plan: Some(id),
    };
    let filter = Filter {
        plan: Some(id),
        unit: page.me()?.actor.unit_of_list(None)?,
        ..Filter::default()
    };
    export::answer(&app, &page, filter, Sort::Task, about, format).await
}

/// `GET /documents/{id}/file`: the document as it came. Always to be kept, never shown in the
/// browser: it is somebody else's HTML or PDF.
pub async fn original(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    let reader = app.db().read().await?;
    let document = document::find(&reader, id).await?;
    let me = &page.me()?.actor;
    if me.own()?.is_some() {
        // The document of a draft is the office's until it is a plan.
        let plan = plan::of_document(&reader, id)
            .await?
            .ok_or(Error::NotFound)?;
        sight::plan(&reader, me, plan.id).await?;
    }
    drop(reader);
    attachment::give(&app, document.sha()?, &document.name).await
}
