//! Acts of reorganisation: what they say and what they moved.

use axum::Json;
use axum::extract::{Path, State};
use chrono::{DateTime, NaiveDate, Utc};
use dondoc_core::access::{Act, sight};
use dondoc_core::reorganisation::{self, history};
use dondoc_core::{obligation, unit};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::caller::Caller;
use super::problem::Refusals;
use super::words::{Fate, view};
use crate::web::App;
use crate::web::error::{Error, Result};

view! {
    /// An act (sắp xếp đơn vị).
    Reorganisation of it: reorganisation::Reorganisation {
        id: i64,
        uid: Uuid,
        place: String,
        /// Số, ký hiệu.
        number: String,
        issuer: Option<String>,
        title: String,
        issued_on: NaiveDate,
        /// The first day on which the new order holds.
        effective_on: NaiveDate,
        /// When it was first applied, unless that was undone.
        applied_at: Option<DateTime<Utc>>,
        undone_at: Option<DateTime<Utc>>,
        version: i64,
    }
}

view! {
    /// So many obligations came from one unit to another by an act.
    Passage of it: history::Passage {
        fate: Fate = it.fate()?.into(),
        from_unit_id: i64 = it.from_unit,
        from_unit: String = it.from_name.clone(),
        to_unit_id: Option<i64> = it.to_unit,
        to_unit: Option<String> = it.to_name.clone(),
        /// How many.
        number: i64,
        act_id: i64,
        act_number: String,
        effective_on: NaiveDate,
    }
}

/// An act with its steps, and what it moved.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReorganisationInFull {
    #[serde(flatten)]
    act: Reorganisation,
    /// What it does, step by step, as in the files of acts: `rename`, `merge`, `split`,
    /// `functional_split`, `abolish`, `create`, `move`.
    #[schema(value_type = Vec<Object>)]
    steps: Vec<serde_json::Value>,
    passages: Vec<Passage>,
}

/// The acts, the latest first.
#[utoipa::path(
    get, path = "/reorganisations", tag = "units", operation_id = "listReorganisations", security(("token" = [])),
    responses((status = 200, description = "The acts", body = Vec<Reorganisation>), Refusals)
)]
pub async fn index(State(app): State<App>, caller: Caller) -> Result<Json<Vec<Reorganisation>>> {
    caller.actor.may(Act::Read)?;
    let all = reorganisation::list(&*app.db().read().await?).await?;
    let all: dondoc_core::Result<_> = all.iter().map(Reorganisation::of).collect();
    Ok(Json(all?))
}

/// An act with its steps, and what it moved.
#[utoipa::path(
    get, path = "/reorganisations/{id}", tag = "units", operation_id = "getReorganisation", security(("token" = [])),
    params(("id" = i64, Path, description = "The act")),
    responses((status = 200, description = "The act", body = ReorganisationInFull), Refusals)
)]
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<ReorganisationInFull>> {
    caller.actor.may(Act::Read)?;
    let reader = app.db().read().await?;
    let act = Reorganisation::of(&reorganisation::find(&reader, id).await?)?;
    let steps = reorganisation::steps(&reader, id).await?;
    let steps = steps.iter().map(|it| serde_json::to_value(&it.step));
    let passages = history::of_act(&reader, id).await?;
    let passages: dondoc_core::Result<_> = passages.iter().map(Passage::of).collect();
    Ok(Json(ReorganisationInFull {
        act,
        steps: steps.collect::<Result<_, _>>().map_err(Error::internal)?,
        passages: passages?,
    }))
}

view! {
    /// Who follows whom.
    Succession of it: history::Succession {
        predecessor_id: i64,
        predecessor: String = it.predecessor_name.clone(),
        /// Nobody: the unit was abolished.
        successor_id: Option<i64>,
        successor: Option<String> = it.successor_name.clone(),
        day: NaiveDate,
        act_id: i64,
        act_number: String,
    }
}

/// Where a unit comes from, and who follows it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Lineage {
    predecessors: Vec<Succession>,
    successors: Vec<Succession>,
    /// What it took over.
    taken_over: Vec<Passage>,
    /// What it handed on.
    handed_on: Vec<Passage>,
}

/// Where a unit comes from, who follows it, and what it owed that went along.
#[utoipa::path(
    get, path = "/units/{id}/lineage", tag = "units", operation_id = "getLineage", security(("token" = [])),
    params(("id" = i64, Path, description = "The unit")),
    responses((status = 200, description = "Its lineage", body = Lineage), Refusals)
)]
pub async fn lineage(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<Lineage>> {
    caller.actor.may_see_unit(id)?;
    let reader = app.db().read().await?;
    unit::find(&reader, id, caller.today).await?;
    let successions = |all: Vec<history::Succession>| {
        let all: dondoc_core::Result<_> = all.iter().map(Succession::of).collect();
        all
    };
    let passages = |all: Vec<history::Passage>| {
        let all: dondoc_core::Result<_> = all.iter().map(Passage::of).collect();
        all
    };
    Ok(Json(Lineage {
        predecessors: successions(history::predecessors(&reader, id).await?)?,
        successors: successions(history::successors(&reader, id).await?)?,
        taken_over: passages(history::taken_over(&reader, id).await?)?,
        handed_on: passages(history::handed_on(&reader, id).await?)?,
    }))
}

view! {
    /// What an act did to an obligation.
    Move of it: history::Move {
        fate: Fate = it.fate()?.into(),
        day: NaiveDate,
        from_unit_id: i64 = it.from_unit,
        to_unit_id: Option<i64> = it.to_unit,
        /// What it was joined into, or was made beside.
        other_id: Option<i64>,
        reason: Option<String>,
        act_id: i64,
        act_number: String,
        at: DateTime<Utc>,
        by: String = it.by_name.clone(),
    }
}

/// How an obligation came to the unit that has it, by which acts.
#[utoipa::path(
    get, path = "/obligations/{id}/moves", tag = "obligations", operation_id = "listMoves", security(("token" = [])),
    params(("id" = i64, Path, description = "The obligation")),
    responses((status = 200, description = "What happened to it", body = Vec<Move>), Refusals)
)]
pub async fn moves(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<Vec<Move>>> {
    caller.actor.reach()?;
    let reader = app.db().read().await?;
    let owed = obligation::find(&reader, id).await?;
    sight::task(&reader, &caller.actor, owed.task_id).await?;
    let all = history::of_obligation(&reader, id).await?;
    let all: dondoc_core::Result<_> = all.iter().map(Move::of).collect();
    Ok(Json(all?))
}
