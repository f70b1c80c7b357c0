//! Money as a whole: totals, sources of funds, and the ledger of approved estimates.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use dondoc_core::money::ledger::{self, NewEntry};
use dondoc_core::money::{self, Filter, source, totals};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::caller::{Caller, Once};
use super::problem::Refusals;
use super::words::{EntryKind, EstimateState, TotalsBy, view};
use crate::web::App;
use crate::web::error::{Error, Result};

view! {
    /// Sums of one key, in đồng. They are added up from the lines and the ledger.
    MoneySums of it: money::Sums {
        /// Id of the source, unit, plan or estimate; the year; 0 for everything.
        key: i64,
        name: String,
        /// Asked for.
        estimated: i64,
        /// Left by the appraisal where that is finished.
        appraised: i64,
        approved: i64,
        /// Allocated, adjustments included.
        allocated: i64,
        disbursed: i64,
    }
}

/// Of which estimates, and by what.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// By what to add up; everything in one when absent.
    #[param(inline)]
    by: Option<TotalsBy>,
    plan: Option<i64>,
    task: Option<i64>,
    unit: Option<i64>,
    source: Option<i64>,
    year: Option<i32>,
    #[param(inline)]
    state: Option<EstimateState>,
}

/// Totals of what the caller sees.
#[utoipa::path(
    get, path = "/money/totals", tag = "money", operation_id = "getTotals", security(("token" = [])),
    params(Asked),
    responses((status = 200, description = "The sums", body = Vec<MoneySums>), Refusals)
)]
pub async fn sums(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Json<Vec<MoneySums>>> {
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
    let by = asked.by.map_or(money::Key::All, Into::into);
    let reader = app.db().read().await?;
    let sums = totals::by(&reader, &filter, by).await?;
    let all: dondoc_core::Result<_> = sums.iter().map(MoneySums::of).collect();
    Ok(Json(all?))
}

view! {
    /// A source of funds.
    Source of it: money::Source {
        id: i64,
        name: String,
        /// Whether new lines may name it.
        active: bool,
        version: i64,
    }
}

/// The sources of funds, in their order.
#[utoipa::path(
    get, path = "/money/sources", tag = "money", operation_id = "listSources", security(("token" = [])),
    responses((status = 200, description = "The sources", body = Vec<Source>), Refusals)
)]
pub async fn sources(State(app): State<App>, caller: Caller) -> Result<Json<Vec<Source>>> {
    caller.actor.reach()?;
    let all = source::list(&*app.db().read().await?).await?;
    let all: dondoc_core::Result<_> = all.iter().map(Source::of).collect();
    Ok(Json(all?))
}

view! {
    /// An entry of the ledger.
    Entry of it: money::Entry {
        id: i64,
        uid: Uuid,
        estimate_id: i64,
        kind: EntryKind = it.kind()?.into(),
        source_id: i64,
        source: String = it.source_name.clone(),
        year: i32,
        amount: i64,
        on: NaiveDate = it.on_day,
        document: Option<String>,
        note: Option<String>,
        /// The entry that this one takes back.
        corrects: Option<i64>,
        /// The entry that takes this one back.
        corrected_by: Option<i64>,
        at: DateTime<Utc>,
        by: String = it.by_name.clone(),
    }
}

/// An entry to be made.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EntrySaid {
    #[schema(inline)]
    kind: EntryKind,
    source_id: i64,
    #[schema(minimum = 2000, maximum = 2100)]
    year: i32,
    /// Whole đồng; only an adjustment may be negative.
    #[schema(minimum = -100_000_000_000_000_i64, maximum = 100_000_000_000_000_i64)]
    amount: i64,
    /// Not in the future.
    on: NaiveDate,
    #[schema(max_length = 200)]
    document: Option<String>,
    #[schema(max_length = 2_000)]
    note: Option<String>,
}

/// Enter an allocation, an adjustment or a disbursement of an approved estimate. Entries are only
/// added: send an `Idempotency-Key`, so that one sent twice counts once.
#[utoipa::path(
    post, path = "/estimates/{id}/entries", tag = "money", operation_id = "enterMoney", security(("token" = [])),
    params(("id" = i64, Path, description = "The estimate"), Once),
    request_body = EntrySaid,
    responses((status = 200, description = "Entered", body = Entry), Refusals)
)]
pub async fn enter(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(said): Json<EntrySaid>,
) -> Result<Response> {
    let entry = NewEntry {
        kind: said.kind.into(),
        source_id: said.source_id,
        year: said.year,
        amount: said.amount,
        on_day: said.on,
        document: said.document.clone(),
        note: said.note.clone(),
    };
    let done = caller.change(&app, &said, move |tx| {
        Box::pin(async move {
            let made = ledger::enter(tx, id, &entry).await?;
            let all = ledger::of_estimate(tx, id).await?;
            let made = all.iter().find(|it| it.id == made);
            Entry::of(made.ok_or(dondoc_core::Error::NotFound("entry"))?)
        })
    });
    done.await
}

/// Why an entry is taken back.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reversal {
    #[schema(max_length = 2_000)]
    note: String,
}

/// Take an entry back by a new one with the opposite amount; the answer is the one taken back.
#[utoipa::path(
    post, path = "/money/entries/{id}/reversal", tag = "money", operation_id = "takeEntryBack", security(("token" = [])),
    params(("id" = i64, Path, description = "The entry"), Once),
    request_body = Reversal,
    responses((status = 200, description = "Taken back", body = Entry), Refusals)
)]
pub async fn take_back(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(said): Json<Reversal>,
) -> Result<Response> {
    let note = said.note.clone();
    if note.trim().is_empty() {
        return Err(Error::Invalid {
            field: "note",
            reason: "empty",
        });
    }
    let done = caller.change(&app, &said, move |tx| {
        Box::pin(async move { Entry::of(&ledger::take_back(tx, id, &note).await?) })
    });
    done.await
}
