//! The second step of signing in (xác thực hai bước): a code from the person's telephone, or one
//! of the recovery codes that were handed out with it.
//!
//! A code is taken once: the period of the last one is kept, and nothing older counts. A wrong
//! code is a failed sign-in as a wrong password is, and locks the account in the same way. The
//! secret is sealed with the [`Key`] of the house, which is kept outside the database. A new
//! secret takes the place of the old one only when a code of it came back.

pub mod halfway;
pub mod rule;
mod totp;

use chrono::Duration;
use sea_orm::FromQueryResult;
use serde_json::json;

use super::{Account, SignInFailure, find, lockout, session, session::hash_of};
use crate::{
    access::Act,
    db::{Conn, Timestamp, Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    seal::Key,
    vals,
};

/// Recovery codes handed out at a time.
const RECOVERY_CODES: usize = 10;
/// Longest code looked at.
const LONGEST: usize = 40;
/// How long a secret waits for its first code.
const PENDING: Duration = Duration::minutes(30);

/// How an account stands with the second step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// A password is enough.
    Off,
    /// Asked for, with so many recovery codes left.
    On(usize),
}

impl State {
    /// Whether it is asked for.
    pub const fn is_on(self) -> bool {
        matches!(self, Self::On(_))
    }
}

/// A secret that waits for its first code.
#[derive(Clone)]
pub struct Enrolment {
    /// To type into the application.
    pub secret: String,
    /// The same as an address, for a QR code.
    pub uri: String,
}

#[derive(FromQueryResult)]
struct Row {
    secret: Option<Vec<u8>>,
    last_step: i64,
    pending: Option<Vec<u8>>,
    pending_at: Option<Timestamp>,
}

async fn row(conn: &Conn, account_id: i64) -> Result<Option<Row>> {
    let text = "SELECT secret, last_step, pending, pending_at FROM second_step
                WHERE account_id = $1";
    sql::one(conn, text, vals![account_id]).await
}

/// How the account stands.
pub async fn state(conn: &Conn, account_id: i64) -> Result<State> {
    let on = row(conn, account_id).await?.and_then(|row| row.secret);
    if on.is_none() {
        return Ok(State::Off);
    }
    let text = "SELECT id FROM recovery_code WHERE account_id = $1 AND used_at IS NULL";
    let left: Vec<i64> = sql::column(conn, text, vals![account_id]).await?;
    Ok(State::On(left.len()))
}

/// The accounts that are asked for it.
pub async fn accounts(conn: &Conn) -> Result<std::collections::HashSet<i64>> {
    let text = "SELECT account_id FROM second_step WHERE secret IS NOT NULL";
    let found: Vec<i64> = sql::column(conn, text, vec![]).await?;
    Ok(found.into_iter().collect())
}

fn place(account_id: i64) -> String {
    format!("second_step:{account_id}")
}

/// Make a secret for the account that asks. Until [`confirm`] nothing changes for it, and
/// beginning again replaces what was begun.
pub async fn begin(tx: &Tx, key: &Key) -> Result<()> {
    let account_id = tx.actor.account_id.ok_or(Error::Forbidden("write"))?;
    let secret = tx.random::<{ totp::SECRET }>();
    let sealed = key.seal(&secret, &place(account_id), tx.random())?;
    let text = "UPDATE second_step SET pending = $2, pending_at = $3 WHERE account_id = $1";
    if sql::execute(tx, text, vals![account_id, sealed.clone(), tx.now]).await? == 0 {
        let id = sql::next_id(tx, "second_step").await?;
        let columns = ["id", "account_id", "last_step", "pending", "pending_at"];
        let row = vals![id, account_id, -1_i64, sealed, tx.now];
        sql::insert(tx, "second_step", &columns, row).await?;
    }
    Ok(())
}

fn pending(row: Option<Row>, now: Timestamp) -> Option<Vec<u8>> {
    let row = row?;
    let fresh = row.pending_at.is_some_and(|at| now < at + PENDING);
    row.pending.filter(|_| fresh)
}

/// What was begun and waits for its first code, with the name of the house for the telephone.
pub async fn begun(
    conn: &Conn,
    key: &Key,
    account: &Account,
    issuer: &str,
    now: Timestamp,
) -> Result<Option<Enrolment>> {
    let Some(sealed) = pending(row(conn, account.id).await?, now) else {
        return Ok(None);
    };
    let secret = totp::base32(&key.open(&sealed, &place(account.id))?);
    let (issuer, login) = (percent(issuer), percent(&account.login));
    let uri = format!("otpauth://totp/{issuer}:{login}?secret={secret}&issuer={issuer}");
    Ok(Some(Enrolment { secret, uri }))
}

/// Turn the second step on, or to another telephone, with a first code: the recovery codes, shown
/// this once.
pub async fn confirm(tx: &Tx, key: &Key, typed: &str) -> Result<Vec<String>> {
    let account_id = tx.actor.account_id.ok_or(Error::Forbidden("write"))?;
    let Some(sealed) = pending(row(tx, account_id).await?, tx.now) else {
        return Err(Error::Refused("second_step_not_begun"));
    };
    let secret = key.open(&sealed, &place(account_id))?;
    let Some(step) = totp::accepted(&secret, &compact(typed), tx.now, -1) else {
        return Err(Error::Invalid {
            field: "code",
            reason: "wrong",
        });
    };
    let text = "UPDATE second_step SET secret = $2, last_step = $3, pending = NULL,
                pending_at = NULL WHERE account_id = $1";
    sql::execute(tx, text, vals![account_id, sealed, step]).await?;
    record(tx, Kind::SecondStepOn, account_id, None)?;
    hand_out(tx, account_id).await
}

/// New recovery codes for the account that asks; the old ones let nobody in any more.
pub async fn renew_codes(tx: &Tx) -> Result<Vec<String>> {
    let account_id = tx.actor.account_id.ok_or(Error::Forbidden("write"))?;
    if !state(tx, account_id).await?.is_on() {
        return Err(Error::Refused("second_step_not_begun"));
    }
    record(tx, Kind::RecoveryCodesMade, account_id, None)?;
    hand_out(tx, account_id).await
}

async fn hand_out(tx: &Tx, account_id: i64) -> Result<Vec<String>> {
    // Marked and not deleted: an id is never given twice.
    let text = "UPDATE recovery_code SET used_at = $2 WHERE account_id = $1 AND used_at IS NULL";
    sql::execute(tx, text, vals![account_id, tx.now]).await?;
    let mut codes = Vec::with_capacity(RECOVERY_CODES);
    for _ in 0..RECOVERY_CODES {
        // Ten bytes, so that a plain hash suffices as for the tokens of sessions.
        let code = totp::base32(&tx.random::<10>()).to_lowercase();
        let id = sql::next_id(tx, "recovery_code").await?;
        let columns = ["id", "account_id", "code_hash"];
        let row = vals![id, account_id, hash_of(&code)];
        sql::insert(tx, "recovery_code", &columns, row).await?;
        codes.push(format!("{}-{}", &code[..8], &code[8..]));
    }
    Ok(codes)
}

/// Check the second step of an account: a code of the telephone or a recovery code. What is
/// accepted is used up; what is not counts as a failed sign-in.
pub async fn check(
    tx: &Tx,
    key: &Key,
    account_id: i64,
    typed: &str,
) -> Result<std::result::Result<(), SignInFailure>> {
    let account = find(tx, account_id).await?;
    if account.disabled {
        return Ok(Err(SignInFailure::Wrong));
    }
    if let Some(until) = lockout::locked(&account, tx.now) {
        return Ok(Err(SignInFailure::Locked(until)));
    }
    let Some(row) = row(tx, account_id).await? else {
        return Err(Error::Refused("second_step_not_begun"));
    };
    let Some(sealed) = row.secret else {
        return Err(Error::Refused("second_step_not_begun"));
    };
    let secret = key.open(&sealed, &place(account_id))?;
    let typed = compact(typed);
    if let Some(step) = totp::accepted(&secret, &typed, tx.now, row.last_step) {
        let text = "UPDATE second_step SET last_step = $2 WHERE account_id = $1";
        sql::execute(tx, text, vals![account_id, step]).await?;
        return Ok(Ok(()));
    }
    if recover(tx, account_id, &typed).await? {
        return Ok(Ok(()));
    }
    lockout::count(tx, account_id).await.map(Err)
}

async fn recover(tx: &Tx, account_id: i64, typed: &str) -> Result<bool> {
    let text = "UPDATE recovery_code SET used_at = $3
                WHERE account_id = $1 AND code_hash = $2 AND used_at IS NULL";
    let hash = hash_of(&typed.to_lowercase());
    if sql::execute(tx, text, vals![account_id, hash, tx.now]).await? == 0 {
        return Ok(false);
    }
    let State::On(left) = state(tx, account_id).await? else {
        return Ok(false);
    };
    let after = json!({"left": left});
    record(tx, Kind::RecoveryCodeUsed, account_id, Some(&after))?;
    Ok(true)
}

/// Turn the second step off: one's own where the role does not require it, or anybody's for who
/// manages accounts (a lost telephone), which ends the sessions of that person.
pub async fn remove(tx: &Tx, account_id: i64) -> Result<()> {
    if tx.actor.account_id == Some(account_id) {
        if rule::requires(tx, find(tx, account_id).await?.role()?).await? {
            return Err(Error::Refused("second_step_required"));
        }
    } else {
        tx.actor.may(Act::ManageAccounts)?;
    }
    if !state(tx, account_id).await?.is_on() {
        return Ok(());
    }
    let text = "UPDATE second_step SET secret = NULL, pending = NULL, pending_at = NULL
                WHERE account_id = $1";
    sql::execute(tx, text, vals![account_id]).await?;
    let text = "UPDATE recovery_code SET used_at = $2 WHERE account_id = $1 AND used_at IS NULL";
    sql::execute(tx, text, vals![account_id, tx.now]).await?;
    if tx.actor.account_id != Some(account_id) {
        session::end_all(tx, account_id).await?;
    }
    record(tx, Kind::SecondStepOff, account_id, None)
}

fn record(tx: &Tx, kind: Kind, account_id: i64, after: Option<&serde_json::Value>) -> Result<()> {
    event::record(
        tx,
        kind,
        Subject::Account(account_id),
        event::NOTHING,
        after,
    )
}

/// People type codes in groups.
fn compact(typed: &str) -> String {
    typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(LONGEST)
        .collect()
}

fn percent(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}
