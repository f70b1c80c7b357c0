//! A unit's worklist: what it owes across all plans, lead and coordinating apart, and what others
//! did about it since its people were here last.

use askama::Template;
use axum::response::Response;
use dondoc_core::db::Conn;
use dondoc_core::obligation::{Class, Filter, Item, Sort, register};
use dondoc_core::plan::draft::Role;
use dondoc_core::progress::worklist;
use dondoc_core::unit::{self, Unit};

use super::super::App;
use super::super::error::Result;
use super::super::events;
use super::super::page::Page;
use super::super::register::asked::Asked;
use super::super::register::rows::{Row, Sums, shorten};
use super::super::reports;
use super::said::{self, Said};
use crate::{key, show};

/// Units of one account that are looked at.
const UNITS: usize = 12;
/// Rows of each part.
const ROWS: u32 = 60;
/// News shown.
const NEWS: i64 = 12;
/// Whoever was never here, hears of so many days.
const FIRST: chrono::Duration = chrono::Duration::days(30);

/// `templates/progress/own.html`
#[derive(Debug, Template)]
#[template(path = "progress/own.html")]
pub struct OwnPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The units.
    pub units: Vec<Unit>,
    /// What others did, and since when.
    pub news: Vec<News>,
    /// Since when.
    pub since: Option<String>,
    /// Reports to hand in: the period and the report.
    pub reports: Vec<(String, reports::periods::Row)>,
    /// What is owed, role by role, unit by unit.
    pub parts: Vec<Part>,
}

/// Something that somebody else did.
#[derive(Debug)]
#[expect(missing_docs, reason = "as in the log")]
pub struct News {
    pub when: String,
    pub what: &'static str,
    pub who: String,
    pub obligation_task: i64,
    pub task_code: String,
    pub task: String,
    pub reason: Option<String>,
}

/// What a unit owes in one role.
#[derive(Debug)]
pub struct Part {
    /// The unit, when there are several.
    pub unit: Option<String>,
    /// The key of the heading.
    pub key: &'static str,
    /// The sums.
    pub sums: Sums,
    /// What is to be done, by deadline.
    pub rows: Vec<Owed>,
    /// All of it, when there is more.
    pub more: Option<String>,
}

/// One thing owed.
#[derive(Debug)]
pub struct Owed {
    /// Id of the obligation.
    pub id: i64,
    /// The row.
    pub row: Row,
    /// What was said last; nothing: nobody has said anything.
    pub said: Option<Said>,
}

/// The page.
pub async fn show(app: &App, page: &Page) -> Result<Response> {
    let me = &page.me()?.actor;
    let account = page.account.as_ref().map_or(0, |me| me.account_id);
    let reader = app.db().read().await?;
    let before = worklist::last_visit(&reader, account, page.now).await?;
    let since = before.unwrap_or(page.now - FIRST);
    let told = worklist::news(&reader, me.units(), since, account, NEWS).await?;
    let (mut units, mut parts) = (Vec::new(), Vec::new());
    for id in me.units().iter().copied().take(UNITS) {
        units.push(unit::find(&reader, id, page.today).await?);
    }
    for role in Role::ALL {
        for unit in &units {
            let part = part(&reader, page, unit, role, units.len() > 1).await?;
            parts.extend(part);
        }
    }
    let reports = reports::units::missing(&reader, page, me.units()).await?;
    let is_to_note = worklist::is_to_note(&reader, account, page.now).await?;
    drop(reader);
    if is_to_note {
        let noted = app.db().write(me, page.now, move |tx| {
            Box::pin(worklist::note_visit(tx, account))
        });
        noted.await?;
    }
    let shown = OwnPage {
        page,
        units,
        news: told.into_iter().map(|it| news(page, it)).collect(),
        since: before.map(show::instant),
        reports,
        parts,
    };
    page.render(&shown)
}

fn news(page: &Page, it: worklist::News) -> News {
    News {
        when: show::instant(it.at),
        what: events::what(&it.kind),
        who: it.actor_name,
        obligation_task: it.task_id,
        task_code: it.task_code,
        task: it
            .task_name
            .map_or_else(|| page.t.get("task-without-text").to_owned(), shorten),
        reason: it.reason,
    }
}

/// What is still to be done, in the order in which it is due.
const OPEN: [Class; 7] = [
    Class::Overdue,
    Class::NearDue,
    Class::WithinTime,
    Class::NoDeadline,
    Class::AwaitingConfirmation,
    Class::Returned,
    Class::Redo,
];

async fn part(
    conn: &Conn,
    page: &Page,
    unit: &Unit,
    role: Role,
    several: bool,
) -> Result<Option<Part>> {
    let all = Filter {
        unit: Some(unit.id),
        roles: vec![role],
        ..Filter::default()
    };
    let counts = register::counts(conn, &all, page.today).await?;
    if counts.total() == 0 {
        return Ok(None);
    }
    let open = Filter {
        classes: OPEN.to_vec(),
        ..all
    };
    let found = register::page(conn, &open, Sort::Deadline, None, ROWS, page.today).await?;
    let wanted = Asked {
        unit: Some(unit.id),
        role: Some(role),
        ..Asked::default()
    };
    Ok(Some(Part {
        unit: several.then(|| unit.name.clone()),
        key: match role {
            Role::Lead => key!("unit-leads"),
            Role::Coordinate => key!("unit-coordinates"),
            Role::Monitor => key!("unit-monitors"),
        },
        sums: Sums::of(&counts, None, |class| wanted.with_class(class)),
        more: found.next.is_some().then(|| wanted.with_class(None)),
        rows: owed(conn, page, found.items).await?,
    }))
}

async fn owed(conn: &Conn, page: &Page, items: Vec<Item>) -> Result<Vec<Owed>> {
    let ids: Vec<i64> = items.iter().map(|item| item.id).collect();
    let mut latest = said::of(conn, page.t, &ids).await?;
    let rows = items.into_iter().map(|item| Owed {
        id: item.id,
        said: latest.remove(&item.id),
        row: Row::of(page.t, item),
    });
    Ok(rows.collect())
}
