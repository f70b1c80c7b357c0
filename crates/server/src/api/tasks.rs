//! One task: who was named, and what each unit owes.

use axum::Json;
use axum::extract::{Path, State};
use chrono::NaiveDate;
use dondoc_core::access::sight;
use dondoc_core::{assignment, obligation, plan, task, unit};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::caller::Caller;
use super::problem::Refusals;
use super::words::{Role, Status};
use crate::web::App;
use crate::web::error::Result;

/// A task (nhiệm vụ).
#[derive(Debug, Serialize, ToSchema)]
pub struct Task {
    id: i64,
    uid: Uuid,
    plan_id: i64,
    /// Place in the plan, from 1.
    position: i32,
    /// Readable code.
    #[schema(example = "KH267.III.2.a")]
    code: String,
    /// Its number in the document.
    label: Option<String>,
    heading: Option<String>,
    text: Option<String>,
    /// Product (sản phẩm), as written.
    product: Option<String>,
    /// `false`: thường xuyên – không theo dõi.
    followed: bool,
    /// The deadline as written.
    deadline_text: Option<String>,
    /// The day named.
    due: Option<NaiveDate>,
    /// Whether the day named is itself in time.
    due_inclusive: bool,
    /// First day of a period.
    starts: Option<NaiveDate>,
    /// RFC 5545 rule of a recurring task.
    rrule: Option<String>,
}

impl From<task::Task> for Task {
    fn from(task: task::Task) -> Self {
        Self {
            id: task.id,
            uid: task.uid,
            plan_id: task.plan_id,
            position: task.position,
            code: task.code,
            label: task.label,
            heading: task.heading,
            text: task.text,
            product: task.product,
            followed: task.followed,
            deadline_text: task.deadline_text,
            due: task.due,
            due_inclusive: task.due_inclusive,
            starts: task.starts,
            rrule: task.rrule,
        }
    }
}

/// A task with its names and obligations.
#[derive(Debug, Serialize, ToSchema)]
pub struct TaskInFull {
    #[serde(flatten)]
    task: Task,
    plan_number: String,
    /// The names in the document.
    assignments: Vec<Assignment>,
    /// What each unit owes.
    obligations: Vec<Part>,
}

/// A name that the document puts to a task.
#[derive(Debug, Serialize, ToSchema)]
struct Assignment {
    role: Role,
    /// As written.
    written: String,
    unit_id: Option<i64>,
    group_id: Option<i64>,
    /// Why nobody owes it: `open_group`, `unknown`, `several`, `not_then`, `similar`, `no_members`.
    unresolved: Option<String>,
}

/// What one unit owes of the task.
#[derive(Debug, Serialize, ToSchema)]
struct Part {
    id: i64,
    unit_id: i64,
    unit: String,
    role: Role,
    /// How it stands today.
    status: Status,
    due: Option<NaiveDate>,
    completed_on: Option<NaiveDate>,
    /// Send it with a change; a newer one means that somebody else was quicker.
    version: i64,
}

/// A task, the names in the document, and what each unit owes.
#[utoipa::path(
    get, path = "/tasks/{id}", tag = "tasks", operation_id = "getTask", security(("token" = [])),
    params(("id" = i64, Path, description = "The task")),
    responses((status = 200, description = "The task", body = TaskInFull), Refusals)
)]
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<TaskInFull>> {
    caller.actor.reach()?;
    let reader = app.db().read().await?;
    let task = task::find(&reader, id).await?;
    sight::task(&reader, &caller.actor, id).await?;
    let plan = plan::find(&reader, task.plan_id).await?;
    let mut assignments = Vec::new();
    for name in assignment::of_task(&reader, id).await? {
        assignments.push(Assignment {
            role: name.role()?.into(),
            written: name.written,
            unit_id: name.unit_id,
            group_id: name.group_id,
            unresolved: name.unresolved,
        });
    }
    let mut obligations = Vec::new();
    for owed in obligation::of_task(&reader, id).await? {
        let facts = owed.facts()?;
        obligations.push(Part {
            id: owed.id,
            unit_id: owed.unit_id,
            unit: unit::find(&reader, owed.unit_id, caller.today).await?.name,
            role: owed.role()?.into(),
            status: facts.class(caller.today).into(),
            due: facts.due,
            completed_on: facts.completed_on,
            version: owed.version,
        });
    }
    Ok(Json(TaskInFull {
        task: task.into(),
        plan_number: plan.number,
        assignments,
        obligations,
    }))
}
