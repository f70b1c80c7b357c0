//! The register: `GET /register` with its filters in the address, and its exports.

pub mod asked;
pub mod export;
pub mod rows;

use std::sync::{Arc, PoisonError};

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::NaiveDate;
use dondoc_core::db::Conn;
use dondoc_core::obligation::{Class, Sort, register};
use dondoc_core::plan::draft::Role;
use dondoc_core::{event, plan, unit};

use super::App;
use super::error::Result;
use super::page::Page;
use crate::key;
use asked::Asked;
use export::Format;
use rows::{Columns, Row, Status, Sums, role_key};

/// Rows of a page.
const ROWS: u32 = 50;
/// Plans offered in the filter, last signed first.
const PLANS: i64 = 500;

/// `templates/register/show.html`
#[derive(Debug, Template)]
#[template(path = "register/show.html")]
pub struct RegisterPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The words searched for, and the days, as the form shows them.
    pub form: FormValues,
    /// Units to choose from.
    pub units: Vec<Choice>,
    /// Plans to choose from.
    pub plans: Vec<Choice>,
    /// Roles to choose from.
    pub roles: Vec<Choice>,
    /// Statuses to choose from.
    pub statuses: Vec<Choice>,
    /// Orders to choose from.
    pub views: Vec<Choice>,
    /// Whether anything is left out.
    pub filtered: bool,
    /// The sums.
    pub sums: Sums,
    /// The columns.
    pub columns: Columns,
    /// The rows.
    pub rows: Vec<Row>,
    /// The first page, when this is another.
    pub first: Option<String>,
    /// The next page.
    pub more: Option<String>,
    /// The files.
    pub exports: Vec<(String, &'a str)>,
}

/// The free fields of the filter.
#[derive(Debug, Default)]
pub struct FormValues {
    /// Words.
    pub q: String,
    /// A day.
    pub from: String,
    /// A day.
    pub to: String,
}

/// A choice of a filter.
#[derive(Debug)]
pub struct Choice {
    /// For the address.
    pub value: String,
    /// For people.
    pub name: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Query(query): Query<asked::Query>,
) -> Result<Response> {
    let asked = Asked::from(query);
    let reader = app.db().read().await?;
    let counts = register::counts(&reader, &asked.filter_of_sums(), page.today).await?;
    let (filter, after) = (asked.filter(), asked.after.as_ref());
    let found = register::page(&reader, &filter, asked.sort, after, ROWS, page.today).await?;
    let (units, plans) = choices(&app, &reader, &page, &asked).await?;
    drop(reader);
    let t = page.t;
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let shown = RegisterPage {
        page: &page,
        form: FormValues {
            q: asked.q.clone(),
            from: day(asked.from),
            to: day(asked.to),
        },
        units,
        plans,
        roles: fixed(&Role::ALL, asked.role, |role| {
            (role.as_str(), t.get(role_key(role)))
        }),
        statuses: fixed(&Class::ALL, asked.class, |class| {
            (class.as_str(), t.get(Status(class).key()))
        }),
        views: fixed(
            &[Sort::Deadline, Sort::Task, Sort::Unit],
            Some(asked.sort),
            |sort| (sort.as_str(), t.get(sort_key(sort))),
        ),
        filtered: asked.is_filtered(),
        sums: Sums::of(&counts, asked.class, |class| asked.with_class(class)),
        columns: Columns {
            plan: asked.plan.is_none(),
            unit: asked.unit.is_none(),
            role: true,
        },
        rows: found
            .items
            .into_iter()
            .map(|item| Row::of(t, item))
            .collect(),
        first: asked.after.is_some().then(|| asked.with_after(None)),
        more: found.next.map(|next| asked.with_after(Some(next))),
        exports: export::links(
            t,
            "/register",
            &Asked {
                after: None,
                ..asked
            }
            .to_query(),
            false,
        ),
    };
    page.render(&shown)
}

fn sort_key(sort: Sort) -> &'static str {
    match sort {
        Sort::Deadline => key!("register-by-deadline"),
        Sort::Task => key!("register-by-task"),
        Sort::Unit => key!("register-by-unit"),
    }
}

fn fixed<T: Copy + PartialEq>(
    all: &[T],
    chosen: Option<T>,
    say: impl Fn(T) -> (&'static str, &'static str),
) -> Vec<Choice> {
    let choice = |one: &T| {
        let (value, name) = say(*one);
        Choice {
            value: value.to_owned(),
            name: name.to_owned(),
            chosen: chosen == Some(*one),
        }
    };
    all.iter().map(choice).collect()
}

/// The units and plans of the filter.
async fn choices(
    app: &App,
    conn: &Conn,
    page: &Page,
    asked: &Asked,
) -> Result<(Vec<Choice>, Vec<Choice>)> {
    let known = names(app, conn, page.today).await?;
    let choice = |chosen: Option<i64>| {
        move |(id, name): &(i64, String)| Choice {
            value: id.to_string(),
            name: name.clone(),
            chosen: chosen == Some(*id),
        }
    };
    let mut units: Vec<Choice> = known.units.iter().map(choice(asked.unit)).collect();
    let plans = known.plans.iter().map(choice(asked.plan)).collect();
    if let Some(id) = asked.unit.filter(|_| !units.iter().any(|unit| unit.chosen)) {
        // A unit that has ended still has its rows.
        if let Ok(unit) = unit::find(conn, id, page.today).await {
            units.push(Choice {
                value: id.to_string(),
                name: unit.name,
                chosen: true,
            });
        }
    }
    Ok((units, plans))
}

/// The names that the filter offers, as of a day and a place in the log. Hundreds of units are
/// read for each page otherwise, to show fifty rows.
#[derive(Debug, Default)]
pub struct Names {
    day: NaiveDate,
    sequence: i64,
    units: Vec<(i64, String)>,
    plans: Vec<(i64, String)>,
}

/// The names kept from the last page, as long as nothing has happened since. The log's end is
/// read in the snapshot of the page, so what is kept is never older than what is shown.
async fn names(app: &App, conn: &Conn, day: NaiveDate) -> Result<Arc<Names>> {
    let last = event::before(conn, None, 1).await?;
    let sequence = last.first().map_or(0, |event| event.id);
    if let Some(known) = app
        .names()
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone()
        && known.day == day
        && known.sequence == sequence
    {
        return Ok(known);
    }
    let units = unit::list(conn, day)
        .await?
        .into_iter()
        .map(|unit| (unit.id, unit.name));
    let plans = plan::list(conn, None, PLANS).await?.into_iter();
    let plans = plans.map(|plan| (plan.id, plan.number));
    let fresh = Arc::new(Names {
        day,
        sequence,
        units: units.collect(),
        plans: plans.collect(),
    });
    let kept = Some(Arc::clone(&fresh));
    *app.names().lock().unwrap_or_else(PoisonError::into_inner) = kept;
    Ok(fresh)
}

/// `GET /register/export.xlsx` and the other forms: the list as it is filtered.
pub async fn file(
    State(app): State<App>,
    page: Page,
    Path(name): Path<String>,
    Query(query): Query<asked::Query>,
) -> Result<Response> {
    let format = Format::of_file(&name)?;
    let asked = Asked {
        after: None,
        ..Asked::from(query)
    };
    let about = export::About {
        title: page.t.get("register-title").to_owned(),
        keeper: None,
        file: "so-theo-doi".to_owned(),
        whole_plan: None,
    };
    export::answer(&app, &page, asked.filter(), asked.sort, about, format).await
}
