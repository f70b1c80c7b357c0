//! Inspections, and what follows from them.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::NaiveDate;
use dondoc_core::access::{Act, Reach};
use dondoc_core::inspection::follow_up::{self, Demanded};
use dondoc_core::inspection::{self, Planned};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::caller::{Caller, Once};
use super::problem::Refusals;
use super::words::{FollowUpState, InspectionState, view};
use super::{cut, rows};
use crate::web::App;
use crate::web::error::Result;

view! {
    /// An inspection (kiểm tra).
    Inspection of it: inspection::Inspection {
        id: i64,
        uid: Uuid,
        plan_id: Option<i64>,
        plan_number: Option<String>,
        title: String,
        planned_on: NaiveDate,
        /// Who goes, in words.
        team: String,
        state: InspectionState = it.state()?.into(),
        held_on: Option<NaiveDate>,
        /// Number and day of the minutes, or what they say; why it was called off.
        minutes: Option<String>,
        /// Follow-ups that nobody has confirmed.
        open: i64,
        /// Send it with a change; a newer one means that somebody else was quicker.
        version: i64,
    }
}

view! {
    /// A follow-up (việc phải khắc phục).
    FollowUp of it: follow_up::FollowUp {
        id: i64,
        inspection_id: i64,
        /// The unit it was laid upon.
        unit_id: i64,
        unit: String = it.unit_name.clone(),
        /// What was found.
        finding: String,
        /// What is to be done.
        demand: String,
        due: NaiveDate,
        state: FollowUpState = it.state()?.into(),
        done_on: Option<NaiveDate>,
        done_note: Option<String>,
        judged_note: Option<String>,
        /// Send it with a change; a newer one means that somebody else was quicker.
        version: i64,
    }
}

/// An inspection with its units and follow-ups, as far as the caller sees them.
#[derive(Debug, Serialize, ToSchema)]
pub struct InspectionInFull {
    #[serde(flatten)]
    inspection: Inspection,
    unit_ids: Vec<i64>,
    follow_ups: Vec<FollowUp>,
}

/// A page of inspections, last entered first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Inspections {
    items: Vec<Inspection>,
    /// Send it as `after` to go on; absent at the end.
    next: Option<i64>,
}

/// Which inspections.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Of this plan.
    plan: Option<i64>,
    /// Go on behind this one: `next` of the page before.
    after: Option<i64>,
    /// Rows of the page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// Inspections, last entered first.
#[utoipa::path(
    get, path = "/inspections", tag = "inspections", operation_id = "listInspections", security(("token" = [])),
    params(Asked),
    responses((status = 200, description = "A page of inspections", body = Inspections), Refusals)
)]
pub async fn index(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Json<Inspections>> {
    caller.actor.may(Act::Read)?;
    let (limit, reach) = (rows(asked.limit)?, caller.actor.reach()?);
    let reader = app.db().read().await?;
    let before = asked.after.unwrap_or(i64::MAX);
    let most = i64::from(limit) + 1;
    let found = inspection::newest(&reader, asked.plan, &reach, before, most).await?;
    let (found, next) = cut(found, limit, |it| it.id);
    let items: dondoc_core::Result<_> = found.iter().map(Inspection::of).collect();
    Ok(Json(Inspections {
        items: items?,
        next,
    }))
}

/// An inspection, its units and what follows from it.
#[utoipa::path(
    get, path = "/inspections/{id}", tag = "inspections", operation_id = "getInspection", security(("token" = [])),
    params(("id" = i64, Path, description = "The inspection")),
    responses((status = 200, description = "The inspection", body = InspectionInFull), Refusals)
)]
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<InspectionInFull>> {
    caller.actor.may(Act::Read)?;
    let reach = caller.actor.reach()?;
    let reader = app.db().read().await?;
    let found = inspection::seen(&reader, id, &reach).await?;
    let it = caller.actor.found(found, "inspection")?;
    let own = |unit: i64| match &reach {
        Reach::All => true,
        Reach::Units(units) => units.contains(&unit),
    };
    let units = inspection::units(&reader, id, it.planned_on).await?;
    let follow_ups = follow_up::of_inspection(&reader, id).await?;
    let follow_ups = follow_ups.iter().filter(|it| own(it.unit_id));
    let follow_ups: dondoc_core::Result<_> = follow_ups.map(FollowUp::of).collect();
    Ok(Json(InspectionInFull {
        inspection: Inspection::of(&it)?,
        unit_ids: units
            .iter()
            .map(|unit| unit.id)
            .filter(|id| own(*id))
            .collect(),
        follow_ups: follow_ups?,
    }))
}

/// What is planned.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInspection {
    plan_id: Option<i64>,
    #[schema(max_length = 500)]
    title: String,
    planned_on: NaiveDate,
    /// Who goes, in words.
    #[schema(max_length = 4_000)]
    team: String,
    /// Who is inspected.
    #[schema(min_items = 1, max_items = 300)]
    unit_ids: Vec<i64>,
}

impl NewInspection {
    fn planned(&self) -> Planned {
        Planned {
            plan_id: self.plan_id,
            title: self.title.clone(),
            planned_on: self.planned_on,
            team: self.team.clone(),
            units: self.unit_ids.clone(),
        }
    }
}

/// Plan an inspection.
#[utoipa::path(
    post, path = "/inspections", tag = "inspections", operation_id = "planInspection", security(("token" = [])),
    params(Once),
    request_body = NewInspection,
    responses((status = 200, description = "Planned", body = Inspection), Refusals)
)]
pub async fn plan(
    State(app): State<App>,
    caller: Caller,
    Json(said): Json<NewInspection>,
) -> Result<Response> {
    let planned = said.planned();
    let done = caller.change(&app, &said, move |tx| {
        Box::pin(async move {
            let id = inspection::plan(tx, &planned).await?;
            Inspection::of(&inspection::find(tx, id).await?)
        })
    });
    done.await
}

/// What is planned instead.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Replanned {
    /// The version that the caller saw; a newer one is a conflict.
    version: i64,
    /// All of it, as planned now.
    planned: NewInspection,
}

/// Change what is planned, while it is.
#[utoipa::path(
    put, path = "/inspections/{id}", tag = "inspections", operation_id = "replanInspection", security(("token" = [])),
    params(("id" = i64, Path, description = "The inspection")),
    request_body = Replanned,
    responses((status = 200, description = "Changed", body = Inspection), Refusals)
)]
pub async fn replan(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(said): Json<Replanned>,
) -> Result<Response> {
    let (version, planned) = (said.version, said.planned.planned());
    let done = caller.change(&app, &said, move |tx| {
        Box::pin(async move {
            inspection::replan(tx, id, version, &planned).await?;
            Inspection::of(&inspection::find(tx, id).await?)
        })
    });
    done.await
}

/// That it took place, or will not.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// The version that the caller saw; a newer one is a conflict.
    version: i64,
    /// The day it took place, not in the future; called off when absent.
    held_on: Option<NaiveDate>,
    /// Number and day of the minutes, or what they say; why it was called off.
    #[schema(max_length = 4_000)]
    note: Option<String>,
}

/// Record that an inspection took place, or call it off for a reason.
#[utoipa::path(
    post, path = "/inspections/{id}/outcome", tag = "inspections", operation_id = "recordInspection", security(("token" = [])),
    params(("id" = i64, Path, description = "The inspection"), Once),
    request_body = Outcome,
    responses((status = 200, description = "Recorded", body = Inspection), Refusals)
)]
pub async fn outcome(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(said): Json<Outcome>,
) -> Result<Response> {
    let (version, held_on, note) = (said.version, said.held_on, said.note.clone());
    let done = caller.change(&app, &said, move |tx| {
        Box::pin(async move {
            if let Some(on) = held_on {
                inspection::hold(tx, id, version, on, note.as_deref(), None).await?;
            } else {
                let reason = note.unwrap_or_default();
                inspection::call_off(tx, id, version, &reason).await?;
            }
            Inspection::of(&inspection::find(tx, id).await?)
        })
    });
    done.await
}

/// What is demanded of a unit.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFollowUp {
    unit_id: i64,
    /// What was found.
    #[schema(max_length = 4_000)]
    finding: String,
    /// What is to be done.
    #[schema(max_length = 4_000)]
    demand: String,
    due: NaiveDate,
}

/// Lay something upon a unit, after an inspection that was held.
#[utoipa::path(
    post, path = "/inspections/{id}/follow-ups", tag = "inspections", operation_id = "demandFollowUp", security(("token" = [])),
    params(("id" = i64, Path, description = "The inspection"), Once),
    request_body = NewFollowUp,
    responses((status = 200, description = "Laid upon it", body = FollowUp), Refusals)
)]
pub async fn demand(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(said): Json<NewFollowUp>,
) -> Result<Response> {
    let demanded = Demanded {
        unit_id: said.unit_id,
        finding: said.finding.clone(),
        demand: said.demand.clone(),
        due: said.due,
    };
    let done = caller.change(&app, &said, move |tx| {
        Box::pin(async move {
            let id = follow_up::demand(tx, id, &demanded).await?;
            FollowUp::of(&follow_up::find(tx, id).await?)
        })
    });
    done.await
}

/// How many.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Few {
    /// Rows, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// The follow-ups that nobody has confirmed, the most urgent first.
#[utoipa::path(
    get, path = "/follow-ups", tag = "inspections", operation_id = "listOpenFollowUps", security(("token" = [])),
    params(Few),
    responses((status = 200, description = "What is open", body = Vec<FollowUp>), Refusals)
)]
pub async fn open(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<Few>,
) -> Result<Json<Vec<FollowUp>>> {
    let (limit, reach) = (rows(asked.limit)?, caller.actor.reach()?);
    let reader = app.db().read().await?;
    let found = follow_up::open(&reader, &reach, i64::from(limit)).await?;
    let all: dondoc_core::Result<_> = found.iter().map(FollowUp::of).collect();
    Ok(Json(all?))
}

/// That a unit has done what was demanded.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Finished {
    /// The version that the caller saw; a newer one is a conflict.
    version: i64,
    /// Not in the future.
    done_on: NaiveDate,
    #[schema(max_length = 4_000)]
    note: String,
}

/// Say that it is done.
#[utoipa::path(
    post, path = "/follow-ups/{id}/completion", tag = "inspections", operation_id = "finishFollowUp", security(("token" = [])),
    params(("id" = i64, Path, description = "The follow-up"), Once),
    request_body = Finished,
    responses((status = 200, description = "Said", body = FollowUp), Refusals)
)]
pub async fn finish(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(said): Json<Finished>,
) -> Result<Response> {
    let (version, on, note) = (said.version, said.done_on, said.note.clone());
    let done = caller.change(&app, &said, move |tx| {
        Box::pin(async move {
            follow_up::finish(tx, id, version, on, &note).await?;
            FollowUp::of(&follow_up::find(tx, id).await?)
        })
    });
    done.await
}

/// What is decided about it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Judged {
    /// The version that the caller saw; a newer one is a conflict.
    version: i64,
    /// Confirmed; otherwise more is asked for, with a note.
    confirmed: bool,
    #[schema(max_length = 4_000)]
    note: Option<String>,
}

/// Confirm that it is done, or ask for more.
#[utoipa::path(
    post, path = "/follow-ups/{id}/judgement", tag = "inspections", operation_id = "judgeFollowUp", security(("token" = [])),
    params(("id" = i64, Path, description = "The follow-up"), Once),
    request_body = Judged,
    responses((status = 200, description = "Decided", body = FollowUp), Refusals)
)]
pub async fn judge(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(said): Json<Judged>,
) -> Result<Response> {
    let (version, confirmed, note) = (said.version, said.confirmed, said.note.clone());
    let done = caller.change(&app, &said, move |tx| {
        Box::pin(async move {
            follow_up::judge(tx, id, version, confirmed, note.as_deref()).await?;
            FollowUp::of(&follow_up::find(tx, id).await?)
        })
    });
    done.await
}
