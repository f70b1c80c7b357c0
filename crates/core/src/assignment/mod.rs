//! Assignments: the names a plan puts to a task, in their roles, and whom they were taken to
//! mean. What could not be resolved stays here, and the register shows it.

use sea_orm::FromQueryResult;

use crate::{
    db::{Conn, sql},
    error::Result,
    obligation::role_of,
    plan::draft::{Role, Span},
    vals,
};

/// An assignment.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Assignment {
    /// Id.
    pub id: i64,
    /// Its task.
    pub task_id: i64,
    /// Code of its task.
    pub task_code: String,
    role: i16,
    /// Place among the names of its role, from 0.
    pub position: i32,
    /// The name as the plan has it.
    pub written: String,
    span_start: Option<i64>,
    span_end: Option<i64>,
    /// The unit it means.
    pub unit_id: Option<i64>,
    /// Name of that unit.
    pub unit_name: Option<String>,
    /// The group it means.
    pub group_id: Option<i64>,
    /// Name of that group.
    pub group_name: Option<String>,
    /// Why it has no unit: `open_group`, `unknown`, `several`, `not_then`, `similar`,
    /// `no_members`.
    pub unresolved: Option<String>,
    exceptions: String,
}

impl Assignment {
    /// In which role.
    pub fn role(&self) -> Result<Role> {
        role_of(self.role)
    }

    /// Where the name stands in the document.
    pub fn span(&self) -> Option<Span> {
        let at = |end: Option<i64>| end.and_then(|end| usize::try_from(end).ok());
        at(self.span_start)
            .zip(at(self.span_end))
            .map(|(start, end)| Span { start, end })
    }

    /// Codes of the units left out of the group.
    pub fn exceptions(&self) -> Result<Vec<String>> {
        Ok(serde_json::from_str(&self.exceptions)?)
    }
}

const SELECT: &str = "SELECT a.id, a.task_id, t.code AS task_code, a.role, a.position, a.written,
    a.span_start, a.span_end, a.unit_id, u.name AS unit_name, a.group_id, g.name AS group_name,
    a.unresolved, a.exceptions
    FROM assignment a JOIN task t ON t.id = a.task_id
    LEFT JOIN unit u ON u.id = a.unit_id LEFT JOIN unit_group g ON g.id = a.group_id";

/// The assignments of a task.
pub async fn of_task(conn: &Conn, task_id: i64) -> Result<Vec<Assignment>> {
    let text = format!("{SELECT} WHERE a.task_id = $1 ORDER BY a.role, a.position");
    sql::all(conn, &text, vals![task_id]).await
}

/// The assignments of a plan, task by task.
pub async fn of_plan(conn: &Conn, plan_id: i64) -> Result<Vec<Assignment>> {
    let text =
        format!("{SELECT} WHERE t.plan_id = $1 ORDER BY t.position, a.task_id, a.role, a.position");
    sql::all(conn, &text, vals![plan_id]).await
}

/// What nobody owes because the name could not be resolved; of one plan, or of all.
pub async fn unresolved(conn: &Conn, plan: Option<i64>, limit: i64) -> Result<Vec<Assignment>> {
    let of = if plan.is_some() {
        "AND a.plan_id = $2"
    } else {
        ""
    };
    let text = format!(
        "{SELECT} WHERE a.unresolved IS NOT NULL {of} ORDER BY a.plan_id, a.task_id, a.id LIMIT $1"
    );
    let values = match plan {
        Some(plan) => vals![limit, plan],
        None => vals![limit],
    };
    sql::all(conn, &text, values).await
}

/// How many there are of these.
pub async fn unresolved_number(conn: &Conn, plan: Option<i64>) -> Result<i64> {
    let text = "SELECT COUNT(*) FROM assignment WHERE unresolved IS NOT NULL";
    let number = match plan {
        Some(plan) => sql::scalar(conn, &format!("{text} AND plan_id = $1"), vals![plan]).await?,
        None => sql::scalar(conn, text, vec![]).await?,
    };
    Ok(number.unwrap_or(0))
}
