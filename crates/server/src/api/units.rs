//! The directory of units as of a day.

use axum::Json;
use axum::extract::{Path, Query, State};
use chrono::NaiveDate;
use dondoc_core::unit;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::caller::Caller;
use super::problem::Refusals;
use crate::web::App;
use crate::web::error::{Error, Result};

/// A unit (đơn vị, cơ quan).
#[derive(Debug, Serialize, ToSchema)]
pub struct Unit {
    id: i64,
    uid: Uuid,
    /// Readable code.
    #[schema(example = "na.so-tai-chinh")]
    code: String,
    /// What kind of body it is: `department`, `district`, `commune`, ….
    kind: serde_json::Value,
    /// `central`, `province`, `district` or `commune`.
    level: serde_json::Value,
    /// The province whose directory it stands in.
    place: String,
    /// Its name on the day asked for.
    name: String,
    short: Option<String>,
    valid_from: Option<NaiveDate>,
    /// The day it had ended.
    valid_to: Option<NaiveDate>,
}

impl Unit {
    fn of(unit: unit::Unit) -> Result<Self> {
        let code = |value| serde_json::to_value(value).map_err(Error::internal);
        Ok(Self {
            kind: serde_json::to_value(unit.kind()?).map_err(Error::internal)?,
            level: code(unit.level()?)?,
            id: unit.id,
            uid: unit.uid,
            code: unit.code,
            place: unit.place,
            name: unit.name,
            short: unit.short,
            valid_from: unit.valid_from,
            valid_to: unit.valid_to,
        })
    }
}

/// As of when.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The day; today when absent.
    ngay: Option<NaiveDate>,
}

impl Asked {
    /// The day asked for.
    pub fn day(&self, today: NaiveDate) -> NaiveDate {
        self.ngay.unwrap_or(today)
    }
}

/// The units there are on a day, in the order of their names.
#[utoipa::path(
    get, path = "/units", tag = "units", operation_id = "listUnits", security(("token" = [])),
    params(Asked),
    responses((status = 200, description = "The directory", body = Vec<Unit>), Refusals)
)]
pub async fn index(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Json<Vec<Unit>>> {
    caller.actor.reach()?;
    let reader = app.db().read().await?;
    let day = asked.day(caller.today);
    let units = unit::list(&reader, day).await?;
    let units = units.into_iter().map(Unit::of).collect::<Result<_>>()?;
    Ok(Json(units))
}

/// One unit, with the name it had on a day.
#[utoipa::path(
    get, path = "/units/{id}", tag = "units", operation_id = "getUnit", security(("token" = [])),
    params(("id" = i64, Path, description = "The unit"), Asked),
    responses((status = 200, description = "The unit", body = Unit), Refusals)
)]
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Json<Unit>> {
    caller.actor.reach()?;
    let reader = app.db().read().await?;
    let day = asked.day(caller.today);
    Ok(Json(Unit::of(unit::find(&reader, id, day).await?)?))
}
