//! Obligations (nghĩa vụ): one unit × one task × one role. What units owe, by when, and how it
//! stands.
//!
//! - [`status`]: the pure rule: facts and a day give a class.
//! - [`register`]: the lists: filter, sort, page, count.
//! - [`walk`]: everything a filter selects, for exports.
//! - [`series`]: the days of recurring duties.
//! - [`completion`]: record that something is done, and take that back.
//! - [`crate::progress`]: what the units say, and what is decided about it.

pub(crate) mod change;
pub mod completion;
mod cursor;
mod drive;
pub(crate) mod expansion;
pub mod filter;
mod item;
mod list;
pub mod register;
pub mod series;
pub mod status;
mod sums;
pub mod tally;
pub mod walk;

use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use uuid::Uuid;

pub use filter::Filter;
pub use item::item;
pub(crate) use item::items as item_list;
pub use register::{Cursor, Item, Page, Sort};
pub use status::{Class, Counts, Facts, Standing, State};

use crate::{
    db::{Conn, sql},
    error::{Error, Result},
    plan::draft::Role,
    vals,
};

/// What stands in `last_day` when there is no deadline: it sorts behind every real day.
pub const NO_DAY: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// An obligation.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Obligation {
    /// Id.
    pub id: i64,
    /// Name outside the house (calendars, files).
    pub uid: Uuid,
    /// Its plan.
    pub plan_id: i64,
    /// Its task.
    pub task_id: i64,
    /// The assignment it comes from.
    pub assignment_id: i64,
    /// Who owes it.
    pub unit_id: i64,
    role: i16,
    /// One of several leads, and not the first.
    pub co_lead: bool,
    followed: bool,
    due: Option<NaiveDate>,
    due_inclusive: bool,
    state: i16,
    completed_on: Option<NaiveDate>,
    /// What was noted with the completion.
    pub completion_note: Option<String>,
    /// Counts every change.
    pub version: i64,
    original_due: Option<NaiveDate>,
    original_inclusive: Option<bool>,
    resumes_as: Option<i16>,
    last_update: i64,
}

const COLUMNS: &str = "id, uid, plan_id, task_id, assignment_id, unit_id, role, co_lead, followed,
    due, due_inclusive, state, completed_on, completion_note, version, original_due,
    original_inclusive, resumes_as, last_update";

impl Obligation {
    /// In which role.
    pub fn role(&self) -> Result<Role> {
        role_of(self.role)
    }

    /// What its status is computed from.
    pub fn facts(&self) -> Result<Facts> {
        Ok(Facts {
            followed: self.followed,
            state: State::from_number(self.state)?,
            due: self.due,
            due_inclusive: self.due_inclusive,
            completed_on: self.completed_on,
        })
    }

    /// The same with the day that the plan has, whatever was granted since.
    pub fn original_facts(&self) -> Result<Facts> {
        let facts = self.facts()?;
        Ok(match self.original() {
            Some((due, due_inclusive)) => Facts {
                due: Some(due),
                due_inclusive,
                ..facts
            },
            None => facts,
        })
    }

    /// The day that a granted extension replaced, and whether it was itself in time.
    pub fn original(&self) -> Option<(NaiveDate, bool)> {
        Some((self.original_due?, self.original_inclusive.unwrap_or(true)))
    }

    /// The day of the plan that is open now: what a report speaks about. Extensions do not move it.
    pub fn period(&self) -> Option<NaiveDate> {
        self.original_due.or(self.due)
    }

    /// The last thing the unit said ([`crate::progress::ProgressUpdate::id`]); `None`: nothing yet.
    pub fn last_update(&self) -> Option<i64> {
        Some(self.last_update).filter(|id| *id > 0)
    }
}

pub(crate) fn role_of(number: i16) -> Result<Role> {
    Role::from_number(number).ok_or_else(|| Error::Damaged(format!("role {number}")))
}

/// An obligation by id.
pub async fn find(conn: &Conn, id: i64) -> Result<Obligation> {
    let text = format!("SELECT {COLUMNS} FROM obligation WHERE id = $1");
    sql::one(conn, &text, vals![id])
        .await?
        .ok_or(Error::NotFound("obligation"))
}

/// The rows of the register with these ids, in this order.
pub async fn rows(conn: &Conn, ids: &[i64], today: NaiveDate) -> Result<Vec<Item>> {
    item_list(conn, ids, today).await
}

/// The obligations of a task, leads first.
pub async fn of_task(conn: &Conn, task_id: i64) -> Result<Vec<Obligation>> {
    let text = format!("SELECT {COLUMNS} FROM obligation WHERE task_id = $1 ORDER BY role, id");
    sql::all(conn, &text, vals![task_id]).await
}

/// These, plan after plan, as the plans have them.
pub(crate) async fn with_ids(conn: &Conn, ids: &[i64]) -> Result<Vec<Obligation>> {
    let (condition, list) = sql::one_of(sql::backend(conn), "$1", ids);
    let text = format!(
        "SELECT {COLUMNS} FROM obligation WHERE id {condition} ORDER BY plan_id, task_position, id"
    );
    sql::all(conn, &text, vec![list]).await
}

/// The obligations of a plan, as the plan has them.
pub async fn of_plan(conn: &Conn, plan_id: i64) -> Result<Vec<Obligation>> {
    let text = format!(
        "SELECT {COLUMNS} FROM obligation WHERE plan_id = $1 ORDER BY task_position, role, id"
    );
    sql::all(conn, &text, vals![plan_id]).await
}
