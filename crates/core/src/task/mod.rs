//! Tasks (nhiệm vụ) of confirmed plans: the smallest item with its own assignment.

use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    db::{Conn, sql},
    error::{Error, Result},
    plan::draft::Span,
    vals,
};

/// A task.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
#[expect(missing_docs, reason = "as in `plan::draft::Row` and the table `task`")]
pub struct Task {
    pub id: i64,
    pub uid: Uuid,
    pub plan_id: i64,
    /// Place in the plan, from 1.
    pub position: i32,
    /// Readable: `KH267.III.2.a`.
    pub code: String,
    pub label: Option<String>,
    pub heading: Option<String>,
    pub text: Option<String>,
    pub product: Option<String>,
    pub budget: Option<String>,
    /// `false`: thường xuyên – không theo dõi.
    pub followed: bool,
    pub deadline_text: Option<String>,
    /// As [`DeadlineKind::as_str`](crate::plan::draft::DeadlineKind::as_str).
    pub deadline_kind: Option<String>,
    pub due: Option<NaiveDate>,
    pub due_inclusive: bool,
    pub starts: Option<NaiveDate>,
    pub rrule: Option<String>,
    places: String,
}

/// Where the values of a task stand in the document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields of `Task`")]
pub struct Places {
    pub heading: Option<Span>,
    pub text: Option<Span>,
    pub deadline: Option<Span>,
    pub product: Option<Span>,
    pub budget: Option<Span>,
}

impl Task {
    /// Where its values stand in the document.
    pub fn places(&self) -> Result<Places> {
        Ok(serde_json::from_str(&self.places)?)
    }
}

const COLUMNS: &str = "id, uid, plan_id, position, code, label, heading, text, product, budget,
    followed, deadline_text, deadline_kind, due, due_inclusive, starts, rrule, places";

/// A task by id.
pub async fn find(conn: &Conn, id: i64) -> Result<Task> {
    let text = format!("SELECT {COLUMNS} FROM task WHERE id = $1");
    sql::one(conn, &text, vals![id])
        .await?
        .ok_or(Error::NotFound("task"))
}

/// A task by its readable code, whatever the case of its letters.
pub async fn find_by_code(conn: &Conn, code: &str) -> Result<Task> {
    let text = format!("SELECT {COLUMNS} FROM task WHERE code = $1");
    if let Some(task) = sql::one(conn, &text, vals![code]).await? {
        return Ok(task);
    }
    let text = format!("SELECT {COLUMNS} FROM task WHERE UPPER(code) = $1 ORDER BY id LIMIT 1");
    sql::one(conn, &text, vals![code.to_uppercase()])
        .await?
        .ok_or(Error::NotFound("task"))
}

/// These tasks, by id.
pub async fn of_ids(conn: &Conn, ids: &[i64]) -> Result<Vec<Task>> {
    let (condition, list) = sql::one_of(sql::backend(conn), "$1", ids);
    let text = format!("SELECT {COLUMNS} FROM task WHERE id {condition} ORDER BY id");
    sql::all(conn, &text, vec![list]).await
}

/// The tasks of a plan, in its order.
pub async fn of_plan(conn: &Conn, plan_id: i64) -> Result<Vec<Task>> {
    let text = format!("SELECT {COLUMNS} FROM task WHERE plan_id = $1 ORDER BY position, id");
    sql::all(conn, &text, vals![plan_id]).await
}
