//! Plans and their tasks.

use axum::Json;
use axum::extract::{Path, Query, State};
use chrono::{DateTime, NaiveDate, Utc};
use dondoc_core::access::sight;
use dondoc_core::{plan, task};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::caller::Caller;
use super::problem::Refusals;
use super::rows;
use super::tasks::Task;
use crate::web::App;
use crate::web::error::Result;

/// A plan (kế hoạch).
#[derive(Debug, Serialize, ToSchema)]
pub struct Plan {
    id: i64,
    uid: Uuid,
    /// Readable code.
    #[schema(example = "KH267")]
    code: String,
    /// Number and symbol.
    #[schema(example = "267/KH-UBND")]
    number: String,
    title: String,
    /// Who issued it.
    issuer: String,
    place: Option<String>,
    signed_on: NaiveDate,
    year_first: Option<i32>,
    year_last: Option<i32>,
    /// The legal version in force, from 1.
    version: i32,
    confirmed_at: DateTime<Utc>,
}

impl From<plan::Plan> for Plan {
    fn from(plan: plan::Plan) -> Self {
        Self {
            id: plan.id,
            uid: plan.uid,
            code: plan.code,
            number: plan.number,
            title: plan.title,
            issuer: plan.issuer,
            place: plan.place,
            signed_on: plan.signed_on,
            year_first: plan.year_first,
            year_last: plan.year_last,
            version: plan.version,
            confirmed_at: plan.confirmed_at,
        }
    }
}

/// A page of plans, last signed first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Plans {
    items: Vec<Plan>,
    /// Send it as `after` to go on; absent at the end.
    next: Option<i64>,
}

/// Which plans.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Go on behind this plan: `next` of the page before.
    after: Option<i64>,
    /// Rows of the page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// The plans, last signed first.
#[utoipa::path(
    get, path = "/plans", tag = "plans", operation_id = "listPlans", security(("token" = [])),
    params(Asked),
    responses(
        (status = 200, description = "A page of plans", body = Plans),
        Refusals,
    )
)]
pub async fn index(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Json<Plans>> {
    caller.actor.reach()?;
    let reader = app.db().read().await?;
    let limit = rows(asked.limit)?;
    let before = match asked.after {
        Some(id) => Some(plan::find(&reader, id).await?),
        None => None,
    };
    let mut found = plan::list(&reader, before.as_ref(), i64::from(limit) + 1).await?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).map(|plan| plan.id);
    let seen = sight::plans(&reader, &caller.actor).await?;
    let is_seen = |plan: &plan::Plan| seen.as_ref().is_none_or(|seen| seen.contains(&plan.id));
    let items = found.into_iter().filter(is_seen).map(Plan::from);
    Ok(Json(Plans {
        items: items.collect(),
        next,
    }))
}

/// One plan.
#[utoipa::path(
    get, path = "/plans/{id}", tag = "plans", operation_id = "getPlan", security(("token" = [])),
    params(("id" = i64, Path, description = "The plan")),
    responses(
        (status = 200, description = "The plan", body = Plan),
        Refusals,
    )
)]
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<Plan>> {
    caller.actor.reach()?;
    let reader = app.db().read().await?;
    sight::plan(&reader, &caller.actor, id).await?;
    Ok(Json(plan::find(&reader, id).await?.into()))
}

/// The tasks of a plan, in its order.
#[utoipa::path(
    get, path = "/plans/{id}/tasks", tag = "plans", operation_id = "listTasksOfPlan", security(("token" = [])),
    params(("id" = i64, Path, description = "The plan")),
    responses(
        (status = 200, description = "Its tasks", body = Vec<Task>),
        Refusals,
    )
)]
pub async fn tasks(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<Vec<Task>>> {
    caller.actor.reach()?;
    let reader = app.db().read().await?;
    plan::find(&reader, id).await?;
    sight::plan(&reader, &caller.actor, id).await?;
    let tasks = task::of_plan(&reader, id).await?;
    Ok(Json(tasks.into_iter().map(Task::from).collect()))
}
