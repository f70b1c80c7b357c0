//! One unit and everything it owes across all plans, its leads and its coordinations apart:
//! `GET /units/{id}`.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use dondoc_core::db::Conn;
use dondoc_core::obligation::{Filter, Sort, register};
use dondoc_core::plan::draft::Role;
use dondoc_core::unit::{self, Unit};

use super::super::App;
use super::super::error::{Error, Result};
use super::super::page::Page;
use super::super::register::asked::Asked as Wanted;
use super::super::register::export::{self, Format};
use super::super::register::rows::{Columns, Row, Sums};
use super::{Asked, dates, kind_key};
use crate::key;

/// Rows of each part; the rest is in the register.
const ROWS: u32 = 100;

/// `templates/units/show.html`
#[derive(Debug, Template)]
#[template(path = "units/show.html")]
pub struct UnitPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The unit, with its name on the day.
    pub unit: &'a Unit,
    /// The key of its kind.
    pub kind_key: &'static str,
    /// The unit above.
    pub parent: Option<Unit>,
    /// When it existed.
    pub dates: Option<String>,
    /// What it owes, role by role.
    pub parts: Vec<Part>,
    /// The columns of the lists.
    pub columns: Columns,
    /// The files.
    pub exports: Vec<(String, &'a str)>,
}

/// What a unit owes in one role.
#[derive(Debug)]
pub struct Part {
    /// The key of its heading.
    pub key: &'static str,
    /// Its sums.
    pub sums: Sums,
    /// Its rows by deadline.
    pub rows: Vec<Row>,
    /// The whole list, when it is longer.
    pub more: Option<String>,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let day = asked.day(page.today);
    let reader = app.db().read().await?;
    let unit = unit::find(&reader, id, day).await?;
    let parent = unit::parent(&reader, id, day).await?;
    let mut parts = Vec::new();
    for role in Role::ALL {
        parts.extend(part(&reader, &page, id, role).await?);
    }
    drop(reader);
    let shown = UnitPage {
        page: &page,
        kind_key: kind_key(unit.kind()?),
        parent,
        dates: dates(page.t, &unit),
        parts,
        columns: Columns {
            unit: false,
            role: false,
            plan: true,
        },
        exports: export::links(page.t, &format!("/units/{id}"), "", false),
        unit: &unit,
    };
    page.render(&shown)
}

async fn part(conn: &Conn, page: &Page, unit: i64, role: Role) -> Result<Option<Part>> {
    let filter = Filter {
        unit: Some(unit),
        roles: vec![role],
        ..Filter::default()
    };
    let counts = register::counts(conn, &filter, page.today).await?;
    if counts.total() == 0 {
        return Ok(None);
    }
    let found = register::page(conn, &filter, Sort::Deadline, None, ROWS, page.today).await?;
    let wanted = Wanted {
        unit: Some(unit),
        role: Some(role),
        ..Wanted::default()
    };
    Ok(Some(Part {
        key: match role {
            Role::Lead => key!("unit-leads"),
            Role::Coordinate => key!("unit-coordinates"),
            Role::Monitor => key!("unit-monitors"),
        },
        sums: Sums::of(&counts, None, |class| wanted.with_class(class)),
        rows: found
            .items
            .into_iter()
            .map(|item| Row::of(page.t, item))
            .collect(),
        more: found.next.map(|_| wanted.with_class(None)),
    }))
}

/// `GET /units/{id}/export.xlsx` and the other forms.
pub async fn file(
    State(app): State<App>,
    page: Page,
    Path((id, name)): Path<(i64, String)>,
) -> Result<Response> {
    let format = Format::of_file(&name)?;
    if format == Format::Akn {
        return Err(Error::NotFound);
    }
    let unit = unit::find(&*app.db().read().await?, id, page.today).await?;
    let about = export::About {
        title: unit.name,
        keeper: None,
        file: unit.code.replace('.', "-"),
        whole_plan: None,
    };
    let filter = Filter {
        unit: Some(id),
        ..Filter::default()
    };
    export::answer(&app, &page, filter, Sort::Deadline, about, format).await
}
