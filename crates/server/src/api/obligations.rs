//! The register: who owes what by when, how it stands, and recording that something is done.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, Query, State};
use chrono::NaiveDate;
use dondoc_core::obligation::{self, Cursor, Filter, Item, Sort, completion, register};
use dondoc_core::search;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::caller::Caller;
use super::problem::Refusals;
use super::rows;
use super::words::{Order, Role, Status};
use crate::web::App;
use crate::web::error::{Error, Result};

/// Longest text searched for, in characters.
const LONGEST: usize = 200;

/// What one unit owes of one task, in one role.
#[derive(Debug, Serialize, ToSchema)]
pub struct Obligation {
    id: i64,
    uid: Uuid,
    unit_id: i64,
    unit_code: String,
    unit: String,
    role: Role,
    /// How it stands on the day asked for.
    status: Status,
    /// The day named by the deadline.
    due: Option<NaiveDate>,
    /// The last day that is in time.
    last_day: Option<NaiveDate>,
    completed_on: Option<NaiveDate>,
    note: Option<String>,
    task_id: i64,
    task_code: String,
    /// Heading and text of the task.
    task: String,
    /// The deadline as written.
    deadline_text: Option<String>,
    plan_id: i64,
    plan_number: String,
    /// Send it with a change; a newer one means that somebody else was quicker.
    version: i64,
}

impl From<Item> for Obligation {
    fn from(item: Item) -> Self {
        let words = [item.task_heading, item.task_text];
        let task: Vec<String> = words.into_iter().flatten().collect();
        Self {
            id: item.id,
            uid: item.uid,
            unit_id: item.unit_id,
            unit_code: item.unit_code,
            unit: item.unit_name,
            role: item.role.into(),
            status: item.class.into(),
            due: item.facts.due,
            last_day: item.last_day,
            completed_on: item.facts.completed_on,
            note: item.completion_note,
            task_id: item.task_id,
            task_code: item.task_code,
            task: task.join(" "),
            deadline_text: item.deadline_text,
            plan_id: item.plan_id,
            plan_number: item.plan_number,
            version: item.version,
        }
    }
}

/// A page of the register.
#[derive(Debug, Serialize, ToSchema)]
pub struct Obligations {
    items: Vec<Obligation>,
    /// Send it as `after`, with the same filter and order, to go on; absent at the end.
    next: Option<String>,
}

/// What is looked for. Everything empty: everything.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Owed by this unit.
    unit: Option<i64>,
    /// Of this plan.
    plan: Option<i64>,
    /// In this role.
    #[param(inline)]
    role: Option<Role>,
    /// In this status.
    #[param(inline)]
    status: Option<Status>,
    /// Last day not before.
    from: Option<NaiveDate>,
    /// Last day not after.
    to: Option<NaiveDate>,
    /// Words in the task; accents may be left out.
    #[param(max_length = 200)]
    q: Option<String>,
    /// The day as of which it stands; today when absent.
    ngay: Option<NaiveDate>,
    /// The order; by deadline when absent.
    #[param(inline)]
    sort: Option<Order>,
    /// Go on behind this row: `next` of the page before.
    after: Option<String>,
    /// Rows of the page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

impl Asked {
    fn filter(&self) -> Result<Filter> {
        let words = self.q.as_deref().unwrap_or_default().trim();
        if words.chars().count() > LONGEST {
            return Err(Error::Invalid {
                field: "q",
                reason: "too_long",
            });
        }
        Ok(Filter {
            plan: self.plan,
            unit: self.unit,
            roles: self.role.map(Into::into).into_iter().collect(),
            classes: self.status.map(Status::class).into_iter().collect(),
            due_from: self.from,
            due_to: self.to,
            text: search::Query::parse(words, false),
        })
    }
}

/// The register, filtered and in the order asked for.
#[utoipa::path(
    get, path = "/obligations", tag = "obligations", operation_id = "listObligations", security(("token" = [])),
    params(Asked),
    responses((status = 200, description = "A page of the register", body = Obligations), Refusals)
)]
pub async fn index(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Json<Obligations>> {
    let filter = Filter {
        unit: caller.actor.unit_of_list(asked.unit)?,
        ..asked.filter()?
    };
    let sort = asked.sort.map_or_else(Sort::default, Sort::from);
    let after: Option<Cursor> = asked.after.as_deref().map(str::parse).transpose()?;
    let day = asked.ngay.unwrap_or(caller.today);
    let reader = app.db().read().await?;
    let limit = rows(asked.limit)?;
    let page = register::page(&reader, &filter, sort, after.as_ref(), limit, day).await?;
    Ok(Json(Obligations {
        items: page.items.into_iter().map(Obligation::from).collect(),
        next: page.next.map(|cursor| cursor.to_string()),
    }))
}

/// One obligation.
#[utoipa::path(
    get, path = "/obligations/{id}", tag = "obligations", operation_id = "getObligation", security(("token" = [])),
    params(("id" = i64, Path, description = "The obligation")),
    responses((status = 200, description = "The obligation", body = Obligation), Refusals)
)]
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<Obligation>> {
    let reader = app.db().read().await?;
    super::reports::seen(&reader, &caller, id).await?;
    let found = obligation::item(&reader, id, caller.today).await?;
    Ok(Json(found.into()))
}

/// How many stand in each class; they sum to `total`.
#[derive(Debug, Serialize, ToSchema)]
pub struct Sums {
    /// The day as of which they stand.
    day: NaiveDate,
    total: i64,
    /// By status.
    counts: BTreeMap<&'static str, i64>,
    /// Whether there are more rows than were counted.
    capped: bool,
}

/// How many stand in each class, of what a filter selects; its own `status`, order and
/// place are taken and left out.
#[utoipa::path(
    get, path = "/obligations/counts", tag = "obligations", operation_id = "countObligations", security(("token" = [])),
    params(Asked),
    responses((status = 200, description = "The sums", body = Sums), Refusals)
)]
pub async fn counts(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Json<Sums>> {
    let filter = Filter {
        unit: caller.actor.unit_of_list(asked.unit)?,
        ..asked.filter()?
    };
    rows(asked.limit)?;
    let day = asked.ngay.unwrap_or(caller.today);
    let reader = app.db().read().await?;
    let counts = register::counts(&reader, &filter, day).await?;
    Ok(Json(Sums {
        day,
        total: counts.total(),
        counts: counts
            .each()
            .map(|(class, number)| (class.as_str(), number))
            .collect(),
        capped: counts.capped,
    }))
}

/// That something is done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Completion {
    /// The version the caller saw.
    version: i64,
    /// The day it was done; not in the future.
    on: NaiveDate,
    /// A note, at most 2,000 characters.
    #[schema(max_length = 2000)]
    note: Option<String>,
}

/// The obligation after a change.
#[derive(Debug, Serialize, ToSchema)]
pub struct Changed {
    id: i64,
    task_id: i64,
    status: Status,
    due: Option<NaiveDate>,
    completed_on: Option<NaiveDate>,
    version: i64,
}

impl Changed {
    /// As it stands on a day.
    pub fn of(obligation: &obligation::Obligation, today: NaiveDate) -> dondoc_core::Result<Self> {
        let facts = obligation.facts()?;
        Ok(Self {
            id: obligation.id,
            task_id: obligation.task_id,
            status: facts.class(today).into(),
            due: facts.due,
            completed_on: facts.completed_on,
            version: obligation.version,
        })
    }
}

/// Record that it is done. Of a recurring one the open period is done, and the next one opens.
#[utoipa::path(
    put, path = "/obligations/{id}/completion", tag = "obligations", operation_id = "recordCompletion", security(("token" = [])),
    params(("id" = i64, Path, description = "The obligation")),
    request_body = Completion,
    responses((status = 200, description = "Recorded", body = Changed), Refusals)
)]
pub async fn complete(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(said): Json<Completion>,
) -> Result<Json<Changed>> {
    let write = app.db().write(&caller.actor, caller.now, move |tx| {
        Box::pin(async move {
            completion::record(tx, id, said.version, said.on, said.note.as_deref()).await
        })
    });
    Ok(Json(Changed::of(&write.await?, caller.today)?))
}

/// The version that is taken back.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// The version the caller saw.
    version: i64,
}

/// Take back that it is done.
#[utoipa::path(
    delete, path = "/obligations/{id}/completion", tag = "obligations", operation_id = "withdrawCompletion", security(("token" = [])),
    params(("id" = i64, Path, description = "The obligation"), Seen),
    responses((status = 200, description = "Taken back", body = Changed), Refusals)
)]
pub async fn withdraw(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
    Query(seen): Query<Seen>,
) -> Result<Json<Changed>> {
    let write = app.db().write(&caller.actor, caller.now, move |tx| {
        Box::pin(async move { completion::take_back(tx, id, seen.version).await })
    });
    Ok(Json(Changed::of(&write.await?, caller.today)?))
}
