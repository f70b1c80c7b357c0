//! Groups of units, as of a day.

use std::collections::{BTreeSet, HashSet};

use axum::Json;
use axum::extract::{Query, State};
use dondoc_core::access::Act;
use dondoc_core::unit;
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::Refusals;
use super::units::Asked;
use crate::web::App;
use crate::web::error::Result;

/// A group (nhóm đơn vị): a collective addressee.
#[derive(Debug, Serialize, ToSchema)]
pub struct Group {
    id: i64,
    #[schema(example = "nghe-an/so-ban-nganh")]
    code: String,
    /// The province whose directory it stands in.
    place: String,
    name: String,
    /// Never expands by itself.
    open: bool,
    /// Its members on the day asked for, in the order of their names.
    unit_ids: Vec<i64>,
}

/// The groups, with their members on a day.
#[utoipa::path(
    get, path = "/groups", tag = "units", operation_id = "listGroups", security(("token" = [])),
    params(Asked),
    responses((status = 200, description = "The groups", body = Vec<Group>), Refusals)
)]
pub async fn index(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Json<Vec<Group>>> {
    caller.actor.may(Act::Read)?;
    let day = asked.day(caller.today);
    let reader = app.db().read().await?;
    let units = unit::list(&reader, day).await?;
    let there: HashSet<i64> = units.iter().map(|unit| unit.id).collect();
    let places: BTreeSet<&str> = units.iter().map(|unit| unit.place.as_str()).collect();
    let mut all = Vec::new();
    for place in places {
        let registry = app.directories().of(&reader, day, place).await?;
        for group in registry.groups() {
            let members = group.members.iter().copied();
            all.push(Group {
                id: group.id,
                code: group.code.clone(),
                place: place.to_owned(),
                name: group.name.clone(),
                open: group.open,
                unit_ids: members.filter(|id| there.contains(id)).collect(),
            });
        }
    }
    Ok(Json(all))
}
