//! The log, for programs that follow the house.

use axum::Json;
use axum::extract::{Query, State};
use chrono::{DateTime, NaiveDate, Utc};
use dondoc_core::access::Act;
use dondoc_core::document::blob::hex;
use dondoc_core::event::{self, Selection};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::Caller;
use super::problem::Refusals;
use super::{cut, rows};
use crate::web::App;
use crate::web::error::Result;

/// An event of the log.
#[derive(Debug, Serialize, ToSchema)]
pub struct Event {
    /// The sequence, from 1, without gaps.
    id: i64,
    at: DateTime<Utc>,
    actor_id: Option<i64>,
    actor: String,
    /// On behalf of which unit.
    unit_id: Option<i64>,
    /// What happened.
    #[schema(example = "plan.confirmed")]
    kind: String,
    /// The kind of thing it happened to, and its id.
    subject: String,
    subject_id: i64,
    /// What was before, as JSON text: exactly what the hash covers.
    before: Option<String>,
    /// What is now, as JSON text: exactly what the hash covers.
    after: Option<String>,
    /// What proves it.
    proof: Option<String>,
    /// Hash of the event before, in hexadecimal.
    previous_hash: String,
    /// Hash over all of the above.
    hash: String,
}

impl From<event::Event> for Event {
    fn from(event: event::Event) -> Self {
        Self {
            id: event.id,
            at: event.at,
            actor_id: event.actor_id,
            actor: event.actor_name,
            unit_id: event.unit_id,
            kind: event.kind,
            subject: event.subject,
            subject_id: event.subject_id,
            before: event.before,
            after: event.after,
            proof: event.proof,
            previous_hash: hex(&event.previous_hash),
            hash: hex(&event.hash),
        }
    }
}

/// A piece of the log, in its order.
#[derive(Debug, Serialize, ToSchema)]
pub struct Events {
    items: Vec<Event>,
    /// Send it as `after` to go on; absent at the end.
    next: Option<i64>,
}

/// Where to go on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Go on behind this event; any number, also one that is no event.
    after: Option<i64>,
    /// Not before this day.
    from: Option<NaiveDate>,
    /// Not after this day.
    to: Option<NaiveDate>,
    /// For this unit, or about it.
    unit: Option<i64>,
    /// About this plan, and what hangs on it.
    plan: Option<i64>,
    /// Rows, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// The log from its beginning, or from behind an event on.
#[utoipa::path(
    get, path = "/events", tag = "log", operation_id = "listEvents", security(("token" = [])),
    params(Asked),
    responses((status = 200, description = "A piece of the log", body = Events), Refusals)
)]
pub async fn index(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Json<Events>> {
    caller.actor.may(Act::ReadLog)?;
    let reader = app.db().read().await?;
    let limit = rows(asked.limit)?;
    let after = asked.after.unwrap_or(0).max(0);
    let selection = Selection {
        unit: asked.unit,
        plan: asked.plan,
        ..Selection::of_days(asked.from, asked.to)
    };
    let found = event::selected(&reader, &selection, after, i64::from(limit) + 1).await?;
    let (found, next) = cut(found, limit, |event| event.id);
    Ok(Json(Events {
        next,
        items: found.into_iter().map(Event::from).collect(),
    }))
}
