//! What is decided about obligations: confirmed, returned, to be done again, suspended, cancelled;
//! and extensions, asked for and decided.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use dondoc_core::obligation;
use dondoc_core::progress::extension::{self, Request};
use dondoc_core::progress::judgement::{self, Judgement};
use dondoc_core::progress::worklist;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::caller::{Caller, Once};
use super::obligations::Changed;
use super::problem::Refusals;
use super::reports::{Document, Made, documents, provenance, seen};
use super::rows;
use super::words::{Decision, ExtensionState, view};
use crate::web::App;
use crate::web::error::Result;

view! {
    /// A decision about an obligation.
    Decided of it: judgement::Made {
        id: i64,
        decision: Decision = it.kind()?.into(),
        /// The report that was judged.
        report_id: Option<i64> = it.update_id,
        /// The day it was done, of a confirmation.
        on: Option<NaiveDate> = it.on_day,
        reason: Option<String>,
        at: DateTime<Utc>,
        by: String = it.by_name.clone(),
    }
}

/// What was decided about an obligation, in order.
#[utoipa::path(
    get, path = "/obligations/{id}/decisions", tag = "progress", operation_id = "listDecisions", security(("token" = [])),
    params(("id" = i64, Path, description = "The obligation")),
    responses((status = 200, description = "The decisions", body = Vec<Decided>), Refusals)
)]
pub async fn index(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<Vec<Decided>>> {
    let reader = app.db().read().await?;
    seen(&reader, &caller, id).await?;
    let all = judgement::of_obligation(&reader, id).await?;
    let all: dondoc_core::Result<_> = all.iter().map(Decided::of).collect();
    Ok(Json(all?))
}

/// A decision to be made.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDecision {
    /// The version of the obligation that the caller saw; a newer one is a conflict.
    version: i64,
    #[schema(inline)]
    decision: Decision,
    /// Why. Needed by everything but resuming and a confirmation of the reported day.
    #[schema(max_length = 10_000)]
    reason: Option<String>,
    /// The day it was done, for a confirmation; as reported when absent.
    on: Option<NaiveDate>,
    /// The documents it rests on.
    #[serde(default)]
    #[schema(max_items = 30)]
    proof: Vec<Document>,
}

/// Confirm what was reported, return it, ask for it to be done again; suspend, resume, cancel,
/// reinstate.
#[utoipa::path(
    post, path = "/obligations/{id}/decisions", tag = "progress", operation_id = "decide", security(("token" = [])),
    params(("id" = i64, Path, description = "The obligation"), Once),
    request_body = NewDecision,
    responses((status = 200, description = "Decided", body = Changed), Refusals)
)]
pub async fn make(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(said): Json<NewDecision>,
) -> Result<Response> {
    let (version, today) = (said.version, caller.today);
    let judgement = Judgement {
        kind: said.decision.into(),
        reason: said.reason.clone(),
        on: said.on,
        proof: documents(&said.proof),
    };
    let done = caller.change(&app, &said, move |tx| {
        Box::pin(async move {
            let now = judgement::judge(tx, id, version, judgement).await?;
            Changed::of(&now, today)
        })
    });
    done.await
}

view! {
    /// A request for an extension (gia hạn), with its decision.
    Extension of it: extension::Extension {
        id: i64,
        uid: Uuid,
        obligation_id: i64,
        unit_id: i64,
        state: ExtensionState = it.state()?.into(),
        /// The day asked for.
        asked_day: NaiveDate,
        reason: String,
        said_by: Option<String>,
        asked_at: DateTime<Utc>,
        asked_by: String = it.asked_by_name.clone(),
        /// The last day before it was granted.
        from_day: Option<NaiveDate>,
        granted_day: Option<NaiveDate>,
        decided_at: Option<DateTime<Utc>>,
        decided_by: Option<String> = it.decided_by_name.clone(),
        decision_reason: Option<String>,
    }
}

/// The requests for extensions of an obligation, in order.
#[utoipa::path(
    get, path = "/obligations/{id}/extensions", tag = "progress", operation_id = "listExtensionsOfObligation", security(("token" = [])),
    params(("id" = i64, Path, description = "The obligation")),
    responses((status = 200, description = "The requests", body = Vec<Extension>), Refusals)
)]
pub async fn extensions(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<Vec<Extension>>> {
    let reader = app.db().read().await?;
    seen(&reader, &caller, id).await?;
    let all = extension::of_obligation(&reader, id).await?;
    let all: dondoc_core::Result<_> = all.iter().map(Extension::of).collect();
    Ok(Json(all?))
}

view! {
    /// A request that waits for a decision.
    Waiting of it: worklist::Waiting {
        id: i64,
        obligation_id: i64,
        task_id: i64,
        task_code: String,
        task: Option<String> = it.task_name.clone(),
        plan_number: String,
        unit_id: i64,
        unit: String = it.unit_name.clone(),
        last_day: NaiveDate,
        asked_day: NaiveDate,
        reason: String,
        asked_at: DateTime<Utc>,
    }
}

/// Requests that wait.
#[derive(Debug, Serialize, ToSchema)]
pub struct Waitings {
    items: Vec<Waiting>,
    /// How many wait in all.
    total: i64,
}

/// Which requests.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Of this plan.
    plan: Option<i64>,
    /// Rows, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// The requests for extensions that wait for a decision, the oldest first.
#[utoipa::path(
    get, path = "/extensions", tag = "progress", operation_id = "listWaitingExtensions", security(("token" = [])),
    params(Asked),
    responses((status = 200, description = "What waits", body = Waitings), Refusals)
)]
pub async fn waiting(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Json<Waitings>> {
    caller.actor.may(dondoc_core::access::Act::Read)?;
    let limit = rows(asked.limit)?;
    let reader = app.db().read().await?;
    let (found, total) = worklist::extensions(&reader, asked.plan, i64::from(limit)).await?;
    let items: dondoc_core::Result<_> = found.iter().map(Waiting::of).collect();
    Ok(Json(Waitings {
        items: items?,
        total,
    }))
}

/// A request to be made.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewExtension {
    /// The version of the obligation that the caller saw; a newer one is a conflict.
    version: i64,
    /// The last day that shall be in time; later than the one there is.
    day: NaiveDate,
    /// Why.
    #[schema(max_length = 10_000)]
    reason: String,
    /// Documents that show it.
    #[serde(default)]
    #[schema(max_items = 15)]
    documents: Vec<Document>,
    /// The person of the unit who said it.
    #[schema(max_length = 200)]
    said_by: Option<String>,
    /// The day it was said; today when absent.
    said_on: Option<NaiveDate>,
    /// The letter it rests on: needed for a unit that is not the caller's own.
    #[serde(default)]
    #[schema(max_items = 15)]
    proof: Vec<Document>,
}

/// Ask for an extension.
#[utoipa::path(
    post, path = "/obligations/{id}/extensions", tag = "progress", operation_id = "askExtension", security(("token" = [])),
    params(("id" = i64, Path, description = "The obligation"), Once),
    request_body = NewExtension,
    responses((status = 200, description = "Asked", body = Made), Refusals)
)]
pub async fn ask(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(said): Json<NewExtension>,
) -> Result<Response> {
    let unit = obligation::find(&*app.db().read().await?, id)
        .await?
        .unit_id;
    let from = provenance(
        &caller,
        unit,
        said.said_by.clone(),
        said.said_on,
        &said.proof,
    );
    let request = Request {
        day: said.day,
        reason: said.reason.clone(),
        evidence: documents(&said.documents),
    };
    let (version, today) = (Some(said.version), caller.today);
    let done = caller.change(&app, &said, move |tx| {
        Box::pin(async move {
            let outcome = extension::ask(tx, id, version, request, from).await?;
            Made::of(tx, outcome, id, today).await
        })
    });
    done.await
}

/// A decision about a request.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtensionDecision {
    /// The version of the obligation that the caller saw; a newer one is a conflict.
    version: i64,
    /// Granted until this day, which need not be the one asked for; refused when absent.
    granted_day: Option<NaiveDate>,
    /// Why: needed by a refusal and by another day than the one asked for.
    #[schema(max_length = 10_000)]
    reason: Option<String>,
    /// The documents it rests on.
    #[serde(default)]
    #[schema(max_items = 30)]
    proof: Vec<Document>,
}

/// Grant or refuse an extension.
#[utoipa::path(
    post, path = "/extensions/{id}/decision", tag = "progress", operation_id = "decideExtension", security(("token" = [])),
    params(("id" = i64, Path, description = "The request"), Once),
    request_body = ExtensionDecision,
    responses((status = 200, description = "Decided", body = Changed), Refusals)
)]
pub async fn decide(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(said): Json<ExtensionDecision>,
) -> Result<Response> {
    let decision = match said.granted_day {
        Some(day) => extension::Decision::Grant(day),
        None => extension::Decision::Refuse,
    };
    let (version, reason, today) = (said.version, said.reason.clone(), caller.today);
    let proof = documents(&said.proof);
    let done = caller.change(&app, &said, move |tx| {
        Box::pin(async move {
            let now = extension::decide(tx, id, version, decision, reason, proof).await?;
            Changed::of(&now, today)
        })
    });
    done.await
}

/// The version that was seen.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Version {
    /// The version that the caller saw; a newer one is a conflict.
    pub version: i64,
}

/// Take a request back that nobody has decided.
#[utoipa::path(
    post, path = "/extensions/{id}/withdrawal", tag = "progress", operation_id = "withdrawExtension", security(("token" = [])),
    params(("id" = i64, Path, description = "The request"), Once),
    request_body = Version,
    responses((status = 200, description = "Taken back", body = Changed), Refusals)
)]
pub async fn withdraw(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(said): Json<Version>,
) -> Result<Response> {
    let (version, today) = (said.version, caller.today);
    let done = caller.change(&app, &said, move |tx| {
        Box::pin(async move {
            let now = extension::withdraw(tx, id, version).await?;
            Changed::of(&now, today)
        })
    });
    done.await
}
