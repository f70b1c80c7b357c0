//! Estimates: lines, appraisal, decision.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use dondoc_core::access::Act;
use dondoc_core::error::Error as Core;
use dondoc_core::money::appraisal::{self, Judgement};
use dondoc_core::money::decision::{self, Change};
use dondoc_core::money::{self, Filter, NewLine, Quantity, drafting, estimate, ledger, line};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::caller::{Caller, Once};
use super::money::Entry;
use super::problem::Refusals;
use super::words::{EstimateState, Verdict, view};
use super::{cut, rows};
use crate::web::App;
use crate::web::error::Result;

view! {
    /// An estimate (dự toán). All amounts are whole đồng.
    Estimate of it: money::Estimate {
        id: i64,
        uid: Uuid,
        obligation_id: i64,
        task_id: i64,
        task_code: String,
        plan_id: i64,
        plan_number: String,
        /// The unit that answers for it now.
        unit_id: i64,
        unit: String = it.unit_name.clone(),
        title: String,
        state: EstimateState = it.state()?.into(),
        /// Counts from 1.
        round: i32,
        /// Sum of the lines of this round.
        amount: i64,
        /// What the appraisal left, as far as it went.
        appraised: Option<i64>,
        approved: Option<i64>,
        /// How many lines.
        lines: i64,
        updated_at: DateTime<Utc>,
        /// Send it with a change; a newer one means that somebody else was quicker.
        version: i64,
    }
}

view! {
    /// A line of an estimate.
    Line of it: money::Line {
        /// Names the line over all rounds.
        number: i32,
        content: String,
        /// A decimal with up to four places.
        quantity: Option<String> = it.quantity().map(Quantity::plain),
        /// Đơn vị tính.
        measure: Option<String>,
        unit_cost: Option<i64>,
        amount: i64,
        source_id: i64,
        source: String = it.source_name.clone(),
        year: i32,
        note: Option<String>,
        verdict: Option<Verdict> = it.verdict()?.map(Into::into),
        /// What the appraisal left of it.
        appraised: Option<i64>,
        appraisal_reason: Option<String>,
        approved: Option<i64>,
        approval_reason: Option<String>,
    }
}

view! {
    /// A round as it went.
    Round of it: money::Round {
        round: i32,
        submitted_at: Option<DateTime<Utc>>,
        submitted_by: Option<String>,
        appraised_at: Option<DateTime<Utc>>,
        appraised_by: Option<String>,
        appraisal_note: Option<String>,
        decided_at: Option<DateTime<Utc>>,
        decided_by: Option<String>,
        outcome: Option<EstimateState> = it.outcome()?.map(Into::into),
        decision_number: Option<String>,
        decision_on: Option<NaiveDate>,
        decision_note: Option<String>,
    }
}

/// An estimate with its lines, rounds and ledger.
#[derive(Debug, Serialize, ToSchema)]
pub struct EstimateInFull {
    estimate: Estimate,
    /// The lines of the latest round.
    lines: Vec<Line>,
    rounds: Vec<Round>,
    /// Allocations, adjustments and disbursements.
    entries: Vec<Entry>,
}

/// A page of estimates, last begun first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Estimates {
    items: Vec<Estimate>,
    /// Send it as `after` to go on; absent at the end.
    next: Option<i64>,
}

/// Which estimates. Everything empty: all but those thrown away, as far as the caller sees.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    plan: Option<i64>,
    task: Option<i64>,
    /// The unit that answers now.
    unit: Option<i64>,
    /// With a line of this source.
    source: Option<i64>,
    /// With a line of this year.
    year: Option<i32>,
    #[param(inline)]
    state: Option<EstimateState>,
    /// Go on behind this one: `next` of the page before.
    after: Option<i64>,
    /// Rows of the page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// Estimates, last begun first.
#[utoipa::path(
    get, path = "/estimates", tag = "money", operation_id = "listEstimates", security(("token" = [])),
    params(Asked),
    responses((status = 200, description = "A page of estimates", body = Estimates), Refusals)
)]
pub async fn index(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Json<Estimates>> {
    let limit = rows(asked.limit)?;
    let filter = Filter {
        id: None,
        plan: asked.plan,
        task: asked.task,
        unit: asked.unit,
        states: asked.state.map(Into::into).into_iter().collect(),
        source: asked.source,
        year: asked.year,
        reach: Some(caller.actor.reach()?),
    };
    let reader = app.db().read().await?;
    let before = asked.after.unwrap_or(i64::MAX);
    let found = estimate::newest(&reader, &filter, before, i64::from(limit) + 1).await?;
    let (found, next) = cut(found, limit, |it| it.id);
    let items: dondoc_core::Result<_> = found.iter().map(Estimate::of).collect();
    Ok(Json(Estimates {
        items: items?,
        next,
    }))
}

/// An estimate with its lines, rounds and ledger.
#[utoipa::path(
    get, path = "/estimates/{id}", tag = "money", operation_id = "getEstimate", security(("token" = [])),
    params(("id" = i64, Path, description = "The estimate")),
    responses((status = 200, description = "The estimate", body = EstimateInFull), Refusals)
)]
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<EstimateInFull>> {
    let filter = Filter {
        id: Some(id),
        reach: Some(caller.actor.reach()?),
        ..Filter::default()
    };
    let reader = app.db().read().await?;
    let found = estimate::list(&reader, &filter, 1).await?.pop();
    let it = caller.actor.found(found, "estimate")?;
    let lines = line::of_round(&reader, id, it.round).await?;
    let rounds = estimate::rounds(&reader, id).await?;
    let entries = ledger::of_estimate(&reader, id).await?;
    let lines: dondoc_core::Result<_> = lines.iter().map(Line::of).collect();
    let rounds: dondoc_core::Result<_> = rounds.iter().map(Round::of).collect();
    let entries: dondoc_core::Result<_> = entries.iter().map(Entry::of).collect();
    Ok(Json(EstimateInFull {
        estimate: Estimate::of(&it)?,
        lines: lines?,
        rounds: rounds?,
        entries: entries?,
    }))
}

/// An estimate to be begun.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEstimate {
    #[schema(max_length = 500)]
    title: String,
}

/// Begin an estimate for what a unit owes.
#[utoipa::path(
    post, path = "/obligations/{id}/estimates", tag = "money", operation_id = "beginEstimate", security(("token" = [])),
    params(("id" = i64, Path, description = "The obligation"), Once),
    request_body = NewEstimate,
    responses((status = 200, description = "Begun", body = Estimate), Refusals)
)]
pub async fn create(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(said): Json<NewEstimate>,
) -> Result<Response> {
    let title = said.title.clone();
    let done = caller.change(&app, &said, move |tx| {
        Box::pin(async move { Estimate::of(&drafting::create(tx, id, &title).await?) })
    });
    done.await
}

/// A line as it shall stand.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LineSaid {
    /// The line it was, if it was there before.
    number: Option<i32>,
    #[schema(max_length = 1_000)]
    content: String,
    /// A decimal with up to four places: `12.5`.
    #[schema(pattern = "^[0-9]{1,10}(\\.[0-9]{1,4})?$")]
    quantity: Option<String>,
    #[schema(max_length = 100)]
    measure: Option<String>,
    #[schema(minimum = 0, maximum = 100_000_000_000_000_i64)]
    unit_cost: Option<i64>,
    /// Quantity times unit cost when absent.
    #[schema(minimum = 1, maximum = 100_000_000_000_000_i64)]
    amount: Option<i64>,
    source_id: i64,
    #[schema(minimum = 2000, maximum = 2100)]
    year: i32,
    #[schema(max_length = 2_000)]
    note: Option<String>,
}

impl LineSaid {
    fn line(&self) -> dondoc_core::Result<NewLine> {
        let quantity = self.quantity.as_deref().map(|text| {
            Quantity::parse_plain(text).ok_or(Core::Invalid {
                field: "quantity",
                reason: "malformed",
            })
        });
        Ok(NewLine {
            number: self.number,
            content: self.content.clone(),
            quantity: quantity.transpose()?,
            measure: self.measure.clone(),
            unit_cost: self.unit_cost,
            amount: self.amount,
            source_id: self.source_id,
            year: self.year,
            note: self.note.clone(),
        })
    }
}

/// Title and lines of a draft: those given replace those there are.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// The version that the caller saw; a newer one is a conflict.
    version: i64,
    #[schema(max_length = 500)]
    title: Option<String>,
    #[schema(max_items = 500)]
    lines: Vec<LineSaid>,
}

/// Write the lines of a draft.
#[utoipa::path(
    put, path = "/estimates/{id}/lines", tag = "money", operation_id = "writeEstimate", security(("token" = [])),
    params(("id" = i64, Path, description = "The estimate")),
    request_body = Written,
    responses((status = 200, description = "Written", body = Estimate), Refusals)
)]
pub async fn write(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(said): Json<Written>,
) -> Result<Response> {
    let (version, title) = (said.version, said.title.clone());
    let lines: dondoc_core::Result<Vec<NewLine>> = said.lines.iter().map(LineSaid::line).collect();
    let lines = lines?;
    let done = caller.change(&app, &said, move |tx| {
        Box::pin(async move {
            let now = drafting::write(tx, id, version, title.as_deref(), &lines).await?;
            Estimate::of(&now)
        })
    });
    done.await
}

/// What is done with an estimate as a whole.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EstimateStep {
    /// Hand it to the finance unit.
    Submit,
    /// Take it back from there, before anything of it is judged.
    Withdraw,
    /// Begin the next round of a returned one.
    Revise,
    /// Throw a draft away.
    Discard,
    /// Fetch it back.
    Restore,
    /// The finance unit passes it up for decision, with a note if there is one.
    PassUp,
    /// The finance unit gives it back to the unit; `note` is the reason.
    GiveBack,
}

/// A step to be taken.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepWithEstimate {
    /// The version that the caller saw; a newer one is a conflict.
    version: i64,
    #[schema(inline)]
    step: EstimateStep,
    #[schema(max_length = 2_000)]
    note: Option<String>,
}

/// Submit an estimate, withdraw, revise, discard, restore it, pass it up or give it back.
#[utoipa::path(
    post, path = "/estimates/{id}/steps", tag = "money", operation_id = "takeEstimateStep", security(("token" = [])),
    params(("id" = i64, Path, description = "The estimate"), Once),
    request_body = StepWithEstimate,
    responses((status = 200, description = "Taken", body = Estimate), Refusals)
)]
pub async fn take(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(said): Json<StepWithEstimate>,
) -> Result<Response> {
    let (version, step, note) = (said.version, said.step, said.note.clone());
    let done = caller.change(&app, &said, move |tx| {
        Box::pin(async move {
            let now = match step {
                EstimateStep::Submit => drafting::submit(tx, id, version).await,
                EstimateStep::Withdraw => drafting::withdraw(tx, id, version).await,
                EstimateStep::Revise => drafting::revise(tx, id, version).await,
                EstimateStep::Discard => drafting::discard(tx, id, version).await,
                EstimateStep::Restore => drafting::restore(tx, id, version).await,
                EstimateStep::PassUp => appraisal::pass_up(tx, id, version, note.as_deref()).await,
                EstimateStep::GiveBack => {
                    let reason = note.unwrap_or_default();
                    appraisal::give_back(tx, id, version, &reason).await
                }
            };
            Estimate::of(&now?)
        })
    });
    done.await
}

/// What the finance unit says of a line.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LineVerdict {
    number: i32,
    #[schema(inline)]
    verdict: Verdict,
    /// How much is left, of a reduced one.
    amount: Option<i64>,
    /// Why, of a reduced or rejected one.
    #[schema(max_length = 2_000)]
    reason: Option<String>,
}

/// Verdicts on lines.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Verdicts {
    /// The version that the caller saw; a newer one is a conflict.
    version: i64,
    #[schema(max_items = 500)]
    verdicts: Vec<LineVerdict>,
}

/// Judge lines; what was said of them before is replaced.
#[utoipa::path(
    post, path = "/estimates/{id}/verdicts", tag = "money", operation_id = "judgeEstimate", security(("token" = [])),
    params(("id" = i64, Path, description = "The estimate"), Once),
    request_body = Verdicts,
    responses((status = 200, description = "Judged", body = Estimate), Refusals)
)]
pub async fn judge(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(said): Json<Verdicts>,
) -> Result<Response> {
    let judgement = |it: &LineVerdict| Judgement {
        number: it.number,
        verdict: it.verdict.into(),
        amount: it.amount,
        reason: it.reason.clone(),
    };
    let (version, all): (i64, Vec<Judgement>) =
        (said.version, said.verdicts.iter().map(judgement).collect());
    let done = caller.change(&app, &said, move |tx| {
        Box::pin(async move { Estimate::of(&appraisal::judge(tx, id, version, &all).await?) })
    });
    done.await
}

/// A line that is approved otherwise than it was appraised.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LineChange {
    number: i32,
    /// At most what was asked for.
    amount: i64,
    #[schema(max_length = 2_000)]
    reason: String,
}

/// The document of a decision.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionDocument {
    /// `12/QĐ-UBND`.
    #[schema(max_length = 100)]
    number: String,
    /// Not in the future.
    on: NaiveDate,
}

/// A decision about an appraised estimate.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EstimateDecision {
    /// The version that the caller saw; a newer one is a conflict.
    version: i64,
    /// Approved; otherwise returned to the unit, and `note` is the reason.
    approved: bool,
    /// Needed to approve.
    document: Option<DecisionDocument>,
    /// Lines that are approved otherwise than they were appraised.
    #[serde(default)]
    #[schema(max_items = 500)]
    changes: Vec<LineChange>,
    #[schema(max_length = 2_000)]
    note: Option<String>,
}

/// Approve an appraised estimate, or return it.
#[utoipa::path(
    post, path = "/estimates/{id}/decision", tag = "money", operation_id = "decideEstimate", security(("token" = [])),
    params(("id" = i64, Path, description = "The estimate"), Once),
    request_body = EstimateDecision,
    responses((status = 200, description = "Decided", body = Estimate), Refusals)
)]
pub async fn decide(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(said): Json<EstimateDecision>,
) -> Result<Response> {
    caller.actor.may(Act::DecideEstimate)?;
    let (version, approved, note) = (said.version, said.approved, said.note.clone());
    let document = said.document.as_ref().map(|it| decision::Document {
        number: it.number.clone(),
        on: it.on,
    });
    let change = |it: &LineChange| Change {
        number: it.number,
        amount: it.amount,
        reason: it.reason.clone(),
    };
    let changes: Vec<Change> = said.changes.iter().map(change).collect();
    let done = caller.change(&app, &said, move |tx| {
        Box::pin(async move {
            let now = if approved {
                let document = document.ok_or(Core::Invalid {
                    field: "document",
                    reason: "missing",
                })?;
                let note = note.as_deref();
                decision::approve(tx, id, version, &document, &changes, note).await
            } else {
                let reason = note.unwrap_or_default();
                decision::give_back(tx, id, version, &reason, document.as_ref()).await
            };
            Estimate::of(&now?)
        })
    });
    done.await
}
