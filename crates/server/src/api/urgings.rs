//! The ledger of urgings: how often, when and how each obligation was urged, and with which letters.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use dondoc_core::access::{Act, sight};
use dondoc_core::urging::{self, Way, ledger};
use dondoc_core::{obligation, task, unit};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::{Caller, Once};
use super::problem::Refusals;
use super::words::{LetterShape, Role, Status, view};
use super::{MOST_ROWS, cut, rows};
use crate::web::App;
use crate::web::error::Result;

view! {
    /// An entry of the ledger: something was urged.
    Urged of it: ledger::Entry {
        obligation_id: i64,
        /// The unit that owed it then.
        unit_id: i64,
        task_code: String,
        /// `letter`, `chat` and others to come.
        way: &'static str = it.way()?.as_str(),
        /// With which letters, if it was one.
        letters_id: Option<i64> = it.batch_id,
        /// The number of the letter, once it is signed.
        number: Option<String>,
        day: NaiveDate,
        /// How it stood then.
        status: Status = it.class()?.into(),
        at: DateTime<Utc>,
        by: String = it.by_name.clone(),
    }
}

/// When and how the parts of a task were urged, newest first, at most 200.
#[utoipa::path(
    get, path = "/tasks/{id}/urgings", tag = "urging", operation_id = "listUrgingsOfTask", security(("token" = [])),
    params(("id" = i64, Path, description = "The task")),
    responses((status = 200, description = "The ledger", body = Vec<Urged>), Refusals)
)]
pub async fn of_task(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<Vec<Urged>>> {
    caller.actor.reach()?;
    let reader = app.db().read().await?;
    task::find(&reader, id).await?;
    sight::task(&reader, &caller.actor, id).await?;
    let all = ledger::of_task(&reader, id, i64::from(MOST_ROWS)).await?;
    let all: dondoc_core::Result<_> = all.iter().map(Urged::of).collect();
    Ok(Json(all?))
}

/// When and how a unit was urged, newest first, at most 200.
#[utoipa::path(
    get, path = "/units/{id}/urgings", tag = "urging", operation_id = "listUrgingsOfUnit", security(("token" = [])),
    params(("id" = i64, Path, description = "The unit")),
    responses((status = 200, description = "The ledger", body = Vec<Urged>), Refusals)
)]
pub async fn of_unit(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<Vec<Urged>>> {
    caller.actor.may_see_unit(id)?;
    let reader = app.db().read().await?;
    unit::find(&reader, id, caller.today).await?;
    let all = ledger::of_unit(&reader, id, i64::from(MOST_ROWS)).await?;
    let all: dondoc_core::Result<_> = all.iter().map(Urged::of).collect();
    Ok(Json(all?))
}

/// That something was urged in some other way than by a letter made here.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUrging {
    /// The day; not in the future, today when absent.
    day: Option<NaiveDate>,
}

/// The ledger of a task after an entry.
#[derive(Debug, Serialize, ToSchema)]
pub struct Noted {
    obligation_id: i64,
    /// How often it was urged by now.
    times: i64,
    last: NaiveDate,
}

/// Enter that a unit was urged by a short text in a chat.
#[utoipa::path(
    post, path = "/obligations/{id}/urgings", tag = "urging", operation_id = "noteUrging", security(("token" = [])),
    params(("id" = i64, Path, description = "The obligation"), Once),
    request_body = NewUrging,
    responses((status = 200, description = "Entered", body = Noted), Refusals)
)]
pub async fn note(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(said): Json<NewUrging>,
) -> Result<Response> {
    caller.actor.may(Act::Urge)?;
    let today = caller.today;
    let day = said.day.unwrap_or(today);
    if day > today {
        return Err(crate::web::error::Error::Invalid {
            field: "day",
            reason: "in_the_future",
        });
    }
    let done = caller.change(&app, &said, move |tx| {
        Box::pin(async move {
            let item = obligation::item(tx, id, today).await?;
            ledger::note(tx, &[item], Way::Chat, day).await?;
            let counts = ledger::counts(tx, &[id]).await?;
            let urged = counts.get(&id);
            Ok(Noted {
                obligation_id: id,
                times: urged.map_or(0, |it| it.times),
                last: urged.map_or(day, |it| it.last),
            })
        })
    });
    done.await
}

view! {
    /// Letters made together.
    Letters of it: urging::Head {
        id: i64,
        shape: LetterShape = it.shape()?.into(),
        /// The day they speak of.
        day: NaiveDate,
        /// The day by which an answer is asked for.
        answer_by: NaiveDate,
        made_at: DateTime<Utc> = it.created_at,
        made_by: String = it.created_by_name.clone(),
        discarded_at: Option<DateTime<Utc>>,
        /// How many letters.
        letters: i64,
        /// How many of them are signed.
        signed: i64,
        /// How many units they go to.
        units: i64,
    }
}

/// A page of letters, last made first.
#[derive(Debug, Serialize, ToSchema)]
pub struct LettersPage {
    items: Vec<Letters>,
    /// Send it as `after` to go on; absent at the end.
    next: Option<i64>,
}

/// Which letters.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Go on behind these: `next` of the page before.
    after: Option<i64>,
    /// Rows of the page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// Letters that urge, last made first; for who makes them, with the scope `work`.
#[utoipa::path(
    get, path = "/urgings", tag = "urging", operation_id = "listLetters", security(("token" = [])),
    params(Asked),
    responses((status = 200, description = "A page of letters", body = LettersPage), Refusals)
)]
pub async fn index(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Json<LettersPage>> {
    caller.actor.may(Act::Urge)?;
    let limit = rows(asked.limit)?;
    let reader = app.db().read().await?;
    let before = asked.after.unwrap_or(i64::MAX);
    let found = urging::batches_before(&reader, before, i64::from(limit) + 1).await?;
    let (found, next) = cut(found, limit, |it| it.id);
    let items: dondoc_core::Result<_> = found.iter().map(Letters::of).collect();
    Ok(Json(LettersPage {
        items: items?,
        next,
    }))
}

/// A letter.
#[derive(Debug, Serialize, ToSchema)]
pub struct Letter {
    id: i64,
    number: Option<String>,
    signed_on: Option<NaiveDate>,
    /// To whom; each with what it is urged for.
    addressees: Vec<Addressee>,
}

/// A unit that a letter goes to.
#[derive(Debug, Serialize, ToSchema)]
pub struct Addressee {
    unit_id: i64,
    /// Its name when the letter was made.
    unit: String,
    lines: Vec<UrgedLine>,
}

view! {
    /// One obligation in a letter.
    UrgedLine of it: urging::Line {
        obligation_id: i64,
        task_id: i64,
        task_code: String,
        plan_number: String,
        role: Role = it.role.into(),
        /// How it stood on the day of the letter.
        status: Status = it.class.into(),
        /// The last day that was in time.
        last_day: Option<NaiveDate>,
    }
}

/// Letters made together, in full.
#[derive(Debug, Serialize, ToSchema)]
pub struct LettersInFull {
    head: Letters,
    letters: Vec<Letter>,
}

/// Letters made together, as they were made.
#[utoipa::path(
    get, path = "/urgings/{id}", tag = "urging", operation_id = "getLetters", security(("token" = [])),
    params(("id" = i64, Path, description = "The letters")),
    responses((status = 200, description = "The letters", body = LettersInFull), Refusals)
)]
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<LettersInFull>> {
    caller.actor.may(Act::Urge)?;
    let batch = urging::batch(&*app.db().read().await?, id).await?;
    let addressee = |it: &urging::Addressee| {
        let lines: dondoc_core::Result<_> = it.lines.iter().map(UrgedLine::of).collect();
        Ok(Addressee {
            unit_id: it.unit_id,
            unit: it.unit_name.clone(),
            lines: lines?,
        })
    };
    let letter = |it: &urging::Letter| {
        let addressees: dondoc_core::Result<_> = it.addressees.iter().map(addressee).collect();
        Ok(Letter {
            id: it.id,
            number: it.number.clone(),
            signed_on: it.signed_on,
            addressees: addressees?,
        })
    };
    let letters: dondoc_core::Result<_> = batch.letters.iter().map(letter).collect();
    Ok(Json(LettersInFull {
        head: Letters::of(&batch.head)?,
        letters: letters?,
    }))
}
