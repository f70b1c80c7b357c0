//! One unit and everything it owes across all plans, its leads and its coordinations apart:
//! `GET /units/{id}`.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use dondoc_core::access::Act;
use dondoc_core::db::Conn;
use dondoc_core::obligation::{Filter, Sort, register};
use dondoc_core::plan::draft::Role;
use dondoc_core::unit::directory::UnitEntry;
use dondoc_core::unit::{self, Unit, alias, edit, record};
use dondoc_core::urging::ledger;

use super::super::App;
use super::super::error::{Error, Result};
use super::super::page::Page;
use super::super::register::asked::Asked as Wanted;
use super::super::register::export::{self, Format};
use super::super::register::rows::{self, Columns, Row, Sums};
use super::super::reorganisations::unit::History;
use super::super::urgings::ledger::{Line as Urged, lines as urged_lines};
use super::{Asked, dates, kind_key};
use crate::directory::changes;
use crate::key;

/// Rows of each part; the rest is in the register.
const ROWS: u32 = 100;
/// Entries of the ledger of urgings.
const URGINGS: i64 = 200;

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
    /// Whom it follows and who follows it.
    pub succession: History,
    /// The files.
    pub exports: Vec<(String, &'a str)>,
    /// Whether calendar addresses of the unit may be handed out.
    pub may_feed: bool,
    /// When and how it was urged.
    pub urgings: Vec<Urged>,
    /// The day asked for, for the form.
    pub on: String,
    /// What else the directory says of it: key of the heading, lines.
    pub particulars: Vec<(&'static str, Vec<String>)>,
    /// What was done to it by hand: when, who, what.
    pub history: Vec<(String, String, String)>,
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
    page.me()?.actor.may_see_unit(id)?;
    let day = asked.day(page.today);
    let reader = app.db().read().await?;
    let unit = unit::find(&reader, id, day).await?;
    let parent = unit::parent(&reader, id, day).await?;
    let stored = record::unit(&reader, id).await?;
    let particulars = particulars(&reader, &page, &stored.entry, id).await?;
    let history = history(&reader, &page, &stored.entry.code).await?;
    let mut parts = Vec::new();
    for role in Role::ALL {
        parts.extend(part(&reader, &page, id, role).await?);
    }
    let urged = ledger::of_unit(&reader, id, URGINGS).await?;
    let succession = History::of(&reader, page.t, id).await?;
    drop(reader);
    let shown = UnitPage {
        page: &page,
        succession,
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
        may_feed: page
            .account
            .as_ref()
            .is_some_and(|me| me.actor.may_for(Act::ReportProgress, id).is_ok()),
        urgings: urged_lines(page.t, &urged)?,
        on: day.to_string(),
        particulars,
        history,
    };
    page.render(&shown)
}

/// What the directory says of a unit beside its name: each as lines under a heading.
async fn particulars(
    conn: &Conn,
    page: &Page,
    entry: &UnitEntry,
    id: i64,
) -> Result<Vec<(&'static str, Vec<String>)>> {
    let value = serde_json::to_value(entry).map_err(Error::internal)?;
    let list = |field: &str| -> Vec<String> {
        let items = value[field].as_array().into_iter().flatten();
        items.map(|it| changes::words(field, it, page.t)).collect()
    };
    let said = alias::of_unit(conn, id).await?.into_iter();
    let said = said.map(|it| {
        let at = page.instant(&it.set_at);
        page.t.with(
            "unit-said",
            &[("name", &it.written), ("who", &it.set_by_name), ("at", &at)],
        )
    });
    let all = [
        (key!("sheet-names"), list("names")),
        (key!("sheet-parents"), list("parents")),
        (key!("column-aliases"), list("aliases")),
        (key!("unit-codes"), list("codes")),
        (key!("sheet-contacts"), list("contacts")),
        (key!("sheet-heads"), list("heads")),
        (key!("column-tags"), list("tags")),
        (key!("unit-said-title"), said.collect()),
    ];
    Ok(all
        .into_iter()
        .filter(|(_, list)| !list.is_empty())
        .collect())
}

/// What was done to a unit by hand, newest first: when, who, which fields.
async fn history(conn: &Conn, page: &Page, code: &str) -> Result<Vec<(String, String, String)>> {
    let events = edit::history(conn, code, 20).await?.into_iter();
    let parse = |text: Option<&String>| -> serde_json::Value {
        let text = text.map_or("null", String::as_str);
        serde_json::from_str(text).unwrap_or_default()
    };
    let line = |event: dondoc_core::event::Event| {
        let (before, after) = (parse(event.before.as_ref()), parse(event.after.as_ref()));
        let empty = serde_json::Map::new();
        let old = before.as_object().unwrap_or(&empty);
        let new = after.as_object().unwrap_or(&empty);
        let names = old.keys().chain(new.keys());
        let names: std::collections::BTreeSet<&String> = names.collect();
        let changed = names
            .into_iter()
            .filter(|key| old.get(*key) != new.get(*key));
        let what: Vec<&str> = if before.is_null() {
            vec![page.t.get("event-unit-added")]
        } else {
            changed.map(|key| page.t.get(changes::label(key))).collect()
        };
        (page.instant(&event.at), event.actor_name, what.join(", "))
    };
    Ok(events.map(line).collect())
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
        rows: rows::with_words(conn, page.t, found.items).await?,
        more: found.next.map(|_| wanted.with_class(None)),
    }))
}

/// `GET /units/{id}/export.xlsx` and the other forms.
pub async fn file(
    State(app): State<App>,
    page: Page,
    Path((id, name)): Path<(i64, String)>,
) -> Result<Response> {
    page.me()?.actor.may_see_unit(id)?;
    let format = Format::of_file(&name)?;
    if format == Format::Akn {
        return Err(Error::NotFound);
    }
    let unit = unit::find(&*app.db().read().await?, id, page.today).await?;
    let about = export::About {
        t: page.t,
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
