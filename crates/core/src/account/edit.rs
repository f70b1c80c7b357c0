//! Accounts of others: made, changed, ended by who manages accounts; invited by a link.

use chrono::Duration;
use serde_json::json;

use super::{Account, find, find_by_login, session, sign_in_link};
use crate::{
    access::{Act, Role},
    db::{Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    unit, vals,
};

/// How long an invitation is good.
pub const INVITATION: Duration = Duration::days(7);
/// Longest name, in characters.
const LONGEST_NAME: usize = 200;

/// What an account is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Particulars {
    /// Name of the person.
    pub name: String,
    /// What it is there for.
    pub role: Role,
    /// The unit it acts for; needed for the roles of a unit.
    pub unit_id: Option<i64>,
    /// Whether it may not be used any more.
    pub disabled: bool,
}

impl Particulars {
    async fn check(&self, tx: &Tx) -> Result<()> {
        let invalid = |field, reason| Err(Error::Invalid { field, reason });
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return invalid("name", "length");
        }
        match self.unit_id {
            None if self.role.needs_unit() => return invalid("unit", "missing"),
            None => {}
            Some(id) => drop(unit::find(tx, id, tx.now.date_naive()).await?),
        }
        Ok(())
    }

    fn told(&self) -> serde_json::Value {
        json!({
            "name": self.name.trim(), "role": self.role, "unit": self.unit_id,
            "disabled": self.disabled,
        })
    }
}

/// What one types to sign in: short, no spaces, lower case.
pub(super) fn login_of(text: &str) -> Result<String> {
    let login = text.trim().to_lowercase();
    if login.is_empty() || login.len() > 100 || login.chars().any(char::is_whitespace) {
        return Err(Error::Invalid {
            field: "login",
            reason: "malformed",
        });
    }
    Ok(login)
}

/// Make an account without a password: an invitation leads in.
pub async fn add(tx: &Tx, login: &str, of: &Particulars) -> Result<Account> {
    tx.actor.may(Act::ManageAccounts)?;
    let login = login_of(login)?;
    of.check(tx).await?;
    insert(tx, login, of, None).await
}

pub(super) async fn insert(
    tx: &Tx,
    login: String,
    of: &Particulars,
    hash: Option<String>,
) -> Result<Account> {
    if find_by_login(tx, &login).await?.is_some() {
        return Err(Error::Invalid {
            field: "login",
            reason: "taken",
        });
    }
    let id = sql::next_id(tx, "account").await?;
    let columns = [
        "id",
        "uid",
        "login",
        "name",
        "role",
        "unit_id",
        "password_hash",
        "failures",
        "created_at",
        "disabled",
    ];
    let mut after = of.told();
    after["login"] = json!(login);
    let (name, role) = (of.name.trim(), of.role.as_str());
    let row = vals![
        id,
        tx.uid(),
        login,
        name,
        role,
        of.unit_id,
        hash,
        0,
        tx.now,
        of.disabled
    ];
    sql::insert(tx, "account", &columns, row).await?;
    let subject = Subject::Account(id);
    event::record(
        tx,
        Kind::AccountCreated,
        subject,
        event::NOTHING,
        Some(&after),
    )?;
    find(tx, id).await
}

/// Change an account. The last administrator in use stays one; whose rights change, signs in anew.
pub async fn change(tx: &Tx, id: i64, to: &Particulars) -> Result<Account> {
    tx.actor.may(Act::ManageAccounts)?;
    to.check(tx).await?;
    let account = find(tx, id).await?;
    let before = account.particulars()?;
    let stays = to.role == Role::Administrator && !to.disabled;
    if before.role == Role::Administrator && !before.disabled && !stays {
        let text = "SELECT COUNT(*) FROM account WHERE role = $1 AND NOT disabled AND id <> $2";
        let role = Role::Administrator.as_str();
        let others: Option<i64> = sql::scalar(tx, text, vals![role, id]).await?;
        if others.unwrap_or(0) == 0 {
            return Err(Error::Refused("last_administrator"));
        }
    }
    if before.told() == to.told() {
        return Ok(account);
    }
    let text = "UPDATE account SET name = $2, role = $3, unit_id = $4, disabled = $5 WHERE id = $1";
    let row = vals![
        id,
        to.name.trim(),
        to.role.as_str(),
        to.unit_id,
        to.disabled
    ];
    sql::execute(tx, text, row).await?;
    let rights = |of: &Particulars| (of.role, of.unit_id, of.disabled);
    if rights(&before) != rights(to) {
        session::end_all(tx, id).await?;
    }
    let (was, is) = (before.told(), to.told());
    event::record(
        tx,
        Kind::AccountChanged,
        Subject::Account(id),
        Some(&was),
        Some(&is),
    )?;
    find(tx, id).await
}

/// Let a locked account try again.
pub async fn unlock(tx: &Tx, id: i64) -> Result<()> {
    tx.actor.may(Act::ManageAccounts)?;
    let text = "UPDATE account SET failures = 0, locked_until = NULL
        WHERE id = $1 AND locked_until IS NOT NULL";
    if sql::execute(tx, text, vals![id]).await? > 0 {
        let subject = Subject::Account(id);
        event::record(
            tx,
            Kind::AccountUnlocked,
            subject,
            event::NOTHING,
            event::NOTHING,
        )?;
    }
    Ok(())
}

/// An invitation: the token of a one-time link that leads in, good for [`INVITATION`].
pub async fn invite(tx: &Tx, id: i64) -> Result<String> {
    if find(tx, id).await?.disabled {
        return Err(Error::Refused("account_disabled"));
    }
    sign_in_link::issue(tx, id, INVITATION).await
}
