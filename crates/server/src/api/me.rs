//! Whose token this is.

use axum::Json;
use chrono::{DateTime, Utc};
use dondoc_core::access::{Role, Scope};
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::Refusals;
use crate::web::error::{Error, Result};

/// The account and the token of the caller.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// The account.
    account_id: i64,
    /// The person's name.
    name: String,
    /// Its role: `administrator`, `coordinator`, `unit_officer`, `unit_head`,
    /// `finance_appraiser`, `leader`, `auditor`.
    role: &'static str,
    /// The units of the account: its own and those under it.
    unit_ids: Vec<i64>,
    /// What the token may be used for.
    scopes: Vec<&'static str>,
    /// When the token ends.
    expires_at: DateTime<Utc>,
}

/// Whose token this is, and what it may be used for.
#[utoipa::path(
    get, path = "/me", tag = "account", operation_id = "getMe", security(("token" = [])),
    responses(
        (status = 200, description = "The caller", body = Me),
        Refusals,
    )
)]
pub async fn show(caller: Caller) -> Result<Json<Me>> {
    let scopes = caller.token.scopes()?;
    let role = caller.actor.role().map(Role::as_str);
    Ok(Json(Me {
        account_id: caller.token.account_id,
        name: caller.actor.name.clone(),
        role: role.ok_or(Error::Forbidden)?,
        unit_ids: caller.actor.units().to_vec(),
        scopes: scopes.into_iter().map(Scope::as_str).collect(),
        expires_at: caller.token.expires_at,
    }))
}
