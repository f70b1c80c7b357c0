//! Which accounts there are: for the lists of an administrator. Nothing here lets anybody in, and
//! no token changes an account.

use axum::Json;
use axum::extract::{Path, State};
use chrono::{DateTime, Utc};
use dondoc_core::access::Act;
use dondoc_core::account;
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::Refusals;
use crate::web::App;
use crate::web::error::Result;

/// An account.
#[derive(Debug, Serialize, ToSchema)]
pub struct Account {
    id: i64,
    /// What one types to sign in.
    login: String,
    name: String,
    /// As in `getMe`.
    role: &'static str,
    /// The unit it acts for.
    unit_id: Option<i64>,
    /// Whether it may not be used any more.
    disabled: bool,
    /// Until when it is locked after failed sign-ins.
    locked_until: Option<DateTime<Utc>>,
}

impl Account {
    fn of(account: &account::Account, now: DateTime<Utc>) -> Result<Self> {
        Ok(Self {
            id: account.id,
            login: account.login.clone(),
            name: account.name.clone(),
            role: account.role()?.as_str(),
            unit_id: account.unit_id,
            disabled: account.disabled,
            locked_until: account.locked(now),
        })
    }
}

/// All accounts; for administrators.
#[utoipa::path(
    get, path = "/accounts", tag = "account", operation_id = "listAccounts", security(("token" = [])),
    responses((status = 200, description = "The accounts", body = Vec<Account>), Refusals)
)]
pub async fn index(State(app): State<App>, caller: Caller) -> Result<Json<Vec<Account>>> {
    caller.actor.may(Act::ReadAccounts)?;
    let all = account::list(&*app.db().read().await?).await?;
    let all: Result<_> = all.iter().map(|it| Account::of(it, caller.now)).collect();
    Ok(Json(all?))
}

/// One account; for administrators.
#[utoipa::path(
    get, path = "/accounts/{id}", tag = "account", operation_id = "getAccount", security(("token" = [])),
    params(("id" = i64, Path, description = "The account")),
    responses((status = 200, description = "The account", body = Account), Refusals)
)]
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<Account>> {
    caller.actor.may(Act::ReadAccounts)?;
    let found = account::find(&*app.db().read().await?, id).await?;
    Ok(Json(Account::of(&found, caller.now)?))
}
