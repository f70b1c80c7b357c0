//! For which roles the second step is required (bắt buộc xác thực hai bước). Who has such a role
//! and has not set it up, sets it up before anything else.

use serde_json::json;

use super::state;
use crate::{
    access::{Act, Role},
    account::{Account, outside::provider},
    db::{Conn, Tx, sql},
    error::Result,
    event::{self, Kind, Subject},
    vals,
};

const NAME: &str = "second_step_roles";

/// The roles that must.
pub async fn roles(conn: &Conn) -> Result<Vec<Role>> {
    let text = "SELECT value FROM setting WHERE name = $1";
    let value: Option<String> = sql::scalar(conn, text, vals![NAME]).await?;
    let value = value.unwrap_or_default();
    value.split_whitespace().map(Role::parse).collect()
}

/// Whether a role must.
pub async fn requires(conn: &Conn, role: Role) -> Result<bool> {
    Ok(roles(conn).await?.contains(&role))
}

/// Whether an account must set it up before it does anything else. Who came in from outside need
/// not where the provider asks for a second step itself.
pub async fn is_owed(conn: &Conn, account: &Account, outside: bool) -> Result<bool> {
    if !requires(conn, account.role()?).await? || state(conn, account.id).await?.is_on() {
        return Ok(false);
    }
    let trusted = if outside {
        provider::find(conn).await?
    } else {
        None
    };
    Ok(!trusted.is_some_and(|provider| provider.second_step_trusted))
}

/// Choose the roles.
pub async fn choose(tx: &Tx, chosen: &[Role]) -> Result<()> {
    tx.actor.may(Act::ManageAccounts)?;
    let before = roles(tx).await?;
    let chosen: Vec<Role> = Role::ALL
        .into_iter()
        .filter(|role| chosen.contains(role))
        .collect();
    if before == chosen {
        return Ok(());
    }
    let value: Vec<&str> = chosen.iter().map(|role| role.as_str()).collect();
    let text = "INSERT INTO setting (name, value) VALUES ($1, $2)
                ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    sql::execute(tx, text, vals![NAME, value.join(" ")]).await?;
    let told = |roles: &[Role]| json!({"name": NAME, "value": roles});
    event::record(
        tx,
        Kind::SettingChanged,
        Subject::Setting,
        Some(&told(&before)),
        Some(&told(&chosen)),
    )
}
