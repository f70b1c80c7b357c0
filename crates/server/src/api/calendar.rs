//! Working days.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::{Datelike as _, NaiveDate};
use dondoc_core::access::Act;
use dondoc_core::calendar;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::Caller;
use super::problem::Refusals;
use crate::web::App;
use crate::web::error::{Error, Result};

/// Most days asked for at once.
const MOST_DAYS: i64 = 800;
/// Years that can be asked for.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2200;

/// A day that is otherwise than its day of the week says.
#[derive(Debug, Serialize, ToSchema)]
pub struct Exception {
    day: NaiveDate,
    working: bool,
    /// Why, where it was announced; a holiday by rule has none.
    name: Option<String>,
    /// The document that says so.
    document: Option<String>,
    /// Whether it is a holiday by rule.
    holiday: bool,
}

/// Which days.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The first; the first of this year when absent.
    from: Option<NaiveDate>,
    /// The last, at most 800 days later; the last of that year when absent.
    to: Option<NaiveDate>,
}

/// The working days of a time.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkingTime {
    from: NaiveDate,
    to: NaiveDate,
    /// How many days of it are worked, both ends included.
    working_days: i64,
    /// Holidays, and what was announced: all that is otherwise than Monday to Friday.
    exceptions: Vec<Exception>,
}

/// Which days are worked: Monday to Friday, less holidays, with what was announced.
#[utoipa::path(
    get, path = "/calendar", tag = "calendar", operation_id = "getCalendar", security(("token" = [])),
    params(Asked),
    responses((status = 200, description = "The days", body = WorkingTime), Refusals)
)]
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Json<WorkingTime>> {
    caller.actor.may(Act::Read)?;
    let wrong = |reason| Error::Invalid {
        field: "to",
        reason,
    };
    let first = NaiveDate::from_ymd_opt(caller.today.year(), 1, 1);
    let from = asked.from.or(first).ok_or(wrong("out_of_range"))?;
    let last = NaiveDate::from_ymd_opt(from.year(), 12, 31);
    let to = asked.to.or(last).ok_or(wrong("out_of_range"))?;
    if !YEARS.contains(&from.year()) || !(0..=MOST_DAYS).contains(&(to - from).num_days()) {
        return Err(wrong("out_of_range"));
    }
    let calendar = calendar::load(&*app.db().read().await?, from).await?;
    let days = || from.iter_days().take_while(|day| *day <= to);
    let working = days().filter(|day| calendar.is_working(*day)).count();
    let exception = |day: NaiveDate| {
        let announced = calendar.announced(day);
        let holiday = calendar.rule(day).is_some();
        (announced.is_some() || holiday).then(|| Exception {
            day,
            working: calendar.is_working(day),
            name: announced.map(|it| it.name.clone()),
            document: announced.map(|it| it.document.clone()),
            holiday,
        })
    };
    Ok(Json(WorkingTime {
        from,
        to,
        working_days: i64::try_from(working).unwrap_or(i64::MAX),
        exceptions: days().filter_map(exception).collect(),
    }))
}

/// What is announced of a day.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Announcement {
    working: bool,
    /// Why.
    #[schema(max_length = 300)]
    name: String,
    /// The document that says so.
    #[schema(max_length = 300)]
    document: String,
}

/// A day as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct Standing {
    day: NaiveDate,
    working: bool,
}

fn known(day: NaiveDate) -> Result<NaiveDate> {
    if YEARS.contains(&day.year()) {
        return Ok(day);
    }
    Err(Error::Invalid {
        field: "day",
        reason: "out_of_range",
    })
}

/// Enter what is announced of a day.
#[utoipa::path(
    put, path = "/calendar/{day}", tag = "calendar", operation_id = "announceDay", security(("token" = [])),
    params(("day" = NaiveDate, Path, description = "The day")),
    request_body = Announcement,
    responses((status = 200, description = "Entered", body = Standing), Refusals)
)]
pub async fn announce(
    State(app): State<App>,
    caller: Caller,
    Path(day): Path<NaiveDate>,
    Json(said): Json<Announcement>,
) -> Result<Response> {
    let day = known(day)?;
    let working = said.working;
    let (name, document) = (said.name.clone(), said.document.clone());
    let done = caller.change(&app, &said, move |tx| {
        Box::pin(async move {
            calendar::announce(tx, &[(day, working)], &name, &document).await?;
            Ok(Standing { day, working })
        })
    });
    done.await
}

/// Take an announcement back: the rule holds again.
#[utoipa::path(
    delete, path = "/calendar/{day}", tag = "calendar", operation_id = "withdrawDay", security(("token" = [])),
    params(("day" = NaiveDate, Path, description = "The day")),
    responses((status = 200, description = "Taken back", body = Standing), Refusals)
)]
pub async fn withdraw(
    State(app): State<App>,
    caller: Caller,
    Path(day): Path<NaiveDate>,
) -> Result<Response> {
    let day = known(day)?;
    let done = caller.change(&app, &(), move |tx| {
        Box::pin(async move {
            calendar::withdraw(tx, day).await?;
            let working = calendar::load(tx, day).await?.is_working(day);
            Ok(Standing { day, working })
        })
    });
    done.await
}
