//! Difficulties: raised, routed, answered, decided, turned into proposals to amend.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use dondoc_core::difficulty::amendment::{self, Proposal};
use dondoc_core::difficulty::handling::{self, Answer, Holder};
use dondoc_core::difficulty::{self, Filter, Provenance, Raised, Taken};
use dondoc_core::error::Error as Core;
use dondoc_core::reorganisation::answering::unit_for;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::caller::{Caller, Once};
use super::problem::Refusals;
use super::words::{Concerns, DifficultyState, DifficultyStep, view};
use super::{cut, rows};
use crate::web::App;
use crate::web::error::Result;

view! {
    /// A difficulty (khó khăn, vướng mắc).
    Difficulty of it: difficulty::Difficulty {
        id: i64,
        uid: Uuid,
        obligation_id: i64,
        task_id: i64,
        task_code: String,
        plan_id: i64,
        plan_number: String,
        /// The unit that answers for the obligation now.
        unit_id: i64,
        unit: String = it.unit_name.clone(),
        /// The unit that raised it.
        raised_unit_id: i64,
        text: String,
        /// What the unit proposes.
        proposal: Option<String>,
        said_by: Option<String>,
        said_on: NaiveDate,
        /// `account`, `link`, `workbook`, `offline_page`, `on_behalf`.
        way: String,
        state: DifficultyState = it.state()?.into(),
        raised_on: NaiveDate,
        /// Since when whoever has it now has had it.
        held_since: NaiveDate,
        holder_unit_id: Option<i64>,
        holder_person: Option<String>,
        answer: Option<String>,
        answered_on: Option<NaiveDate>,
        answered_by: Option<String>,
        answer_document: Option<String>,
        guidance_id: Option<i64>,
        /// Send it with a step; a newer one means that somebody else was quicker.
        version: i64,
    }
}

view! {
    /// A step as it was taken.
    StepTaken of it: Taken {
        step: DifficultyStep = it.step()?.into(),
        unit_id: Option<i64>,
        person: Option<String>,
        text: Option<String>,
        document: Option<String>,
        at: DateTime<Utc>,
        by: String = it.by_name.clone(),
    }
}

view! {
    /// A proposal to amend the plan.
    Proposed of it: Proposal {
        id: i64,
        concerns: Concerns = it.concerns()?.into(),
        change: String,
        reason: String,
        proposed_at: DateTime<Utc>,
        proposed_by: String,
    }
}

/// A difficulty with its steps.
#[derive(Debug, Serialize, ToSchema)]
pub struct DifficultyInFull {
    #[serde(flatten)]
    difficulty: Difficulty,
    /// In order.
    steps: Vec<StepTaken>,
    /// What waits for an amendment of the plan because of it.
    proposals: Vec<Proposed>,
}

/// A page of difficulties, last raised first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Difficulties {
    items: Vec<Difficulty>,
    /// Send it as `after` to go on; absent at the end.
    next: Option<i64>,
}

/// Which difficulties. Everything empty: all that the caller sees.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Of this plan.
    plan: Option<i64>,
    /// Of this task.
    task: Option<i64>,
    /// Of what this unit answers for now.
    unit: Option<i64>,
    /// Lying with this unit.
    holder: Option<i64>,
    #[param(inline)]
    state: Option<DifficultyState>,
    /// With whoever has it since this day or longer.
    held_before: Option<NaiveDate>,
    /// Go on behind this one: `next` of the page before.
    after: Option<i64>,
    /// Rows of the page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// Difficulties, last raised first.
#[utoipa::path(
    get, path = "/difficulties", tag = "difficulties", operation_id = "listDifficulties", security(("token" = [])),
    params(Asked),
    responses((status = 200, description = "A page of difficulties", body = Difficulties), Refusals)
)]
pub async fn index(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Json<Difficulties>> {
    let limit = rows(asked.limit)?;
    let filter = Filter {
        id: None,
        plan: asked.plan,
        task: asked.task,
        unit: asked.unit,
        holder: asked.holder,
        states: asked.state.map(Into::into).into_iter().collect(),
        held_before: asked.held_before,
        reach: Some(caller.actor.reach()?),
    };
    let reader = app.db().read().await?;
    let before = asked.after.unwrap_or(i64::MAX);
    let found = difficulty::newest(&reader, &filter, before, i64::from(limit) + 1).await?;
    let (found, next) = cut(found, limit, |it| it.id);
    let items: dondoc_core::Result<_> = found.iter().map(Difficulty::of).collect();
    Ok(Json(Difficulties {
        items: items?,
        next,
    }))
}

/// A difficulty, what was done with it, and what is proposed because of it.
#[utoipa::path(
    get, path = "/difficulties/{id}", tag = "difficulties", operation_id = "getDifficulty", security(("token" = [])),
    params(("id" = i64, Path, description = "The difficulty")),
    responses((status = 200, description = "The difficulty", body = DifficultyInFull), Refusals)
)]
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<DifficultyInFull>> {
    let filter = Filter {
        id: Some(id),
        reach: Some(caller.actor.reach()?),
        ..Filter::default()
    };
    let reader = app.db().read().await?;
    let found = difficulty::list(&reader, &filter, 1).await?.pop();
    let it = caller.actor.found(found, "difficulty")?;
    let steps = difficulty::steps(&reader, id).await?;
    let steps: dondoc_core::Result<_> = steps.iter().map(StepTaken::of).collect();
    let proposals = amendment::of_difficulty(&reader, id).await?;
    let proposals: dondoc_core::Result<_> = proposals.iter().map(Proposed::of).collect();
    Ok(Json(DifficultyInFull {
        difficulty: Difficulty::of(&it)?,
        steps: steps?,
        proposals: proposals?,
    }))
}

/// A difficulty to be raised.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDifficulty {
    /// What is in the way.
    #[schema(max_length = 4_000)]
    text: String,
    /// What the unit proposes.
    #[schema(max_length = 4_000)]
    proposal: Option<String>,
    /// The person of the unit who said it.
    #[schema(max_length = 200)]
    said_by: Option<String>,
    /// The day it was said; today when absent.
    said_on: Option<NaiveDate>,
    /// The letter it rests on.
    #[schema(max_length = 500)]
    proof: Option<String>,
}

/// Raise a difficulty with what a unit owes.
#[utoipa::path(
    post, path = "/obligations/{id}/difficulties", tag = "difficulties", operation_id = "raiseDifficulty", security(("token" = [])),
    params(("id" = i64, Path, description = "The obligation"), Once),
    request_body = NewDifficulty,
    responses((status = 200, description = "Raised", body = Difficulty), Refusals)
)]
pub async fn raise(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(said): Json<NewDifficulty>,
) -> Result<Response> {
    let own = caller.is_own(unit_for(&*app.db().read().await?, id).await?);
    let from = Provenance {
        way: if own { "account" } else { "on_behalf" },
        said_by: said
            .said_by
            .clone()
            .or_else(|| own.then(|| caller.actor.name.clone())),
        said_on: said.said_on,
        proof: said.proof.clone(),
        source_key: None,
    };
    let (text, proposal) = (said.text.clone(), said.proposal.clone());
    let done = caller.change(&app, &said, move |tx| {
        Box::pin(async move {
            let raised = difficulty::raise(tx, id, &text, proposal.as_deref(), &from).await?;
            let (Raised::Kept(id) | Raised::Known(id)) = raised;
            Difficulty::of(&difficulty::find(tx, id).await?)
        })
    });
    done.await
}

/// A step to be taken; each step reads its own fields.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepWithDifficulty {
    /// The version that the caller saw; a newer one is a conflict.
    version: i64,
    #[schema(inline)]
    step: DifficultyStep,
    /// The answer, the reason, or a note.
    #[serde(default)]
    #[schema(max_length = 4_000)]
    text: String,
    /// To which unit.
    unit_id: Option<i64>,
    /// To which person.
    #[schema(max_length = 200)]
    person: Option<String>,
    /// Number and day of the document that the answer stands in.
    #[schema(max_length = 200)]
    document: Option<String>,
    /// The guidance that the answer refers to.
    guidance_id: Option<i64>,
    /// What a proposal is about.
    #[schema(inline)]
    concerns: Option<Concerns>,
    /// The change proposed.
    #[schema(max_length = 4_000)]
    change: Option<String>,
}

/// Route a difficulty, answer it, pass it up, decide it, propose an amendment, close or reopen it.
#[utoipa::path(
    post, path = "/difficulties/{id}/steps", tag = "difficulties", operation_id = "takeDifficultyStep", security(("token" = [])),
    params(("id" = i64, Path, description = "The difficulty"), Once),
    request_body = StepWithDifficulty,
    responses((status = 200, description = "Taken", body = Difficulty), Refusals)
)]
pub async fn take(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(said): Json<StepWithDifficulty>,
) -> Result<Response> {
    let step = said.clone();
    let done = caller.change(&app, &said, move |tx| {
        Box::pin(async move { Difficulty::of(&taken(tx, id, step).await?) })
    });
    done.await
}

async fn taken(
    tx: &dondoc_core::db::Tx,
    id: i64,
    said: StepWithDifficulty,
) -> dondoc_core::Result<difficulty::Difficulty> {
    let (version, text) = (said.version, said.text);
    let answer = Answer {
        text: text.clone(),
        document: said.document,
        guidance_id: said.guidance_id,
    };
    match said.step {
        DifficultyStep::Route => {
            let to = Holder {
                unit_id: said.unit_id,
                person: said.person,
            };
            handling::route(tx, id, version, &to, Some(&text)).await
        }
        DifficultyStep::Answer => handling::answer(tx, id, version, &answer).await,
        DifficultyStep::PassUp => handling::pass_up(tx, id, version, &text).await,
        DifficultyStep::Decide => handling::decide(tx, id, version, &answer).await,
        DifficultyStep::Propose => {
            let missing = |field| Core::Invalid {
                field,
                reason: "missing",
            };
            let concerns = said.concerns.ok_or(missing("concerns"))?;
            let change = said.change.ok_or(missing("change"))?;
            amendment::propose(tx, id, version, concerns.into(), &change, &text).await
        }
        DifficultyStep::Close => handling::close(tx, id, version, Some(&text)).await,
        DifficultyStep::Reopen => handling::reopen(tx, id, version, &text).await,
    }
}
