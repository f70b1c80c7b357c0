//! The register: `GET /register` with its filters in the address, and its exports.

pub mod asked;
pub mod export;
pub mod names;
pub mod rows;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::NaiveDate;
use dondoc_core::db::Conn;
use dondoc_core::obligation::{Class, Counts, Item, Sort, register};
use dondoc_core::plan::draft::Role;
use dondoc_core::progress::past_register;

use super::App;
use super::error::Result;
use super::page::Page;
use crate::key;
use crate::text::Texts;
use asked::Asked;
use export::Format;
use names::Offered;
use rows::{Columns, Row, Status, Sums, role_key};

/// Rows of a page.
const ROWS: u32 = 50;

/// `templates/register/show.html`
#[derive(Debug, Template)]
#[template(path = "register/show.html")]
pub struct RegisterPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The words searched for, and the days, as the form shows them.
    pub form: FormValues,
    /// Units and plans to choose from.
    pub offered: Offered,
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
    /// Where the units of this list are asked for their reports.
    pub collect: String,
    /// The earlier day that it shows.
    pub past: Option<String>,
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
    /// As of which day, when it is not today.
    pub ngay: String,
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
    let mut asked = Asked::from(query);
    asked.unit = page.me()?.actor.unit_of_list(asked.unit)?;
    let reader = app.db().read().await?;
    asked.day = asked.day.filter(|day| *day < page.today);
    let found = found(&reader, &asked, page.today).await?;
    let offered = names::offered(&app, &reader, page.today, &asked).await?;
    let t = page.t;
    let rows = rows::with_words(&reader, t, found.items).await?;
    drop(reader);
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let shown = RegisterPage {
        page: &page,
        form: FormValues {
            q: asked.q.clone(),
            from: day(asked.from),
            to: day(asked.to),
            ngay: day(asked.day),
        },
        past: asked.day.map(crate::show::date),
        offered,
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
        filtered: asked.is_filtered() || asked.day.is_some(),
        sums: Sums::of(&found.counts, asked.class, |class| asked.with_class(class)),
        columns: Columns {
            plan: asked.plan.is_none(),
            unit: asked.unit.is_none(),
            role: true,
        },
        rows,
        first: found.first,
        more: found.more,
        collect: {
            let first = Asked {
                after: None,
                ..asked.clone()
            };
            format!("/replies/new{}", first.to_query())
        },
        exports: exports(t, asked),
    };
    page.render(&shown)
}

/// The files of the list; there are none of an earlier day.
fn exports(t: &Texts, asked: Asked) -> Vec<(String, &str)> {
    if asked.day.is_some() {
        return Vec::new();
    }
    let all = Asked {
        after: None,
        ..asked
    };
    export::links(t, "/register", &all.to_query(), false)
}

/// A page of the list, today's or an earlier day's.
struct Found {
    items: Vec<Item>,
    counts: Counts,
    first: Option<String>,
    more: Option<String>,
}

async fn found(conn: &Conn, asked: &Asked, today: NaiveDate) -> Result<Found> {
    let filter = asked.filter();
    if let Some(day) = asked.day {
        let rows = usize::try_from(ROWS).unwrap_or(usize::MAX);
        let (sort, skip) = (asked.sort, asked.skip.min(1_000_000));
        let then = past_register::page(conn, &filter, sort, skip, rows, day).await?;
        return Ok(Found {
            items: then.items,
            counts: then.counts,
            first: (skip > 0).then(|| asked.with_skip(0)),
            more: then.next.map(|next| asked.with_skip(next)),
        });
    }
    let after = asked.after.as_ref();
    let page = register::page_and_counts(conn, &filter, asked.sort, after, ROWS, today).await;
    let (page, counts) = page?;
    Ok(Found {
        items: page.items,
        counts,
        first: after.is_some().then(|| asked.with_after(None)),
        more: page.next.map(|next| asked.with_after(Some(next))),
    })
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

/// `GET /register/export.xlsx` and the other forms: the list as it is filtered.
pub async fn file(
    State(app): State<App>,
    page: Page,
    Path(name): Path<String>,
    Query(query): Query<asked::Query>,
) -> Result<Response> {
    let format = Format::of_file(&name)?;
    let mut asked = Asked {
        after: None,
        ..Asked::from(query)
    };
    asked.unit = page.me()?.actor.unit_of_list(asked.unit)?;
    let about = export::About {
        t: page.t,
        title: page.t.get("register-title").to_owned(),
        keeper: None,
        file: "so-theo-doi".to_owned(),
        whole_plan: None,
    };
    export::answer(&app, &page, asked.filter(), asked.sort, about, format).await
}
