//! Sessions: a random token in the person's cookie, its hash in the table. They end by signing
//! out, after a while without use, and in any case after their longest life.

use chrono::Duration;
use sea_orm::FromQueryResult;
use sha2::{Digest as _, Sha256};

use super::{Account, find, second_step};
use crate::{
    access::{Act, Actor},
    db::{Conn, Db, Timestamp, Tx, sql},
    error::Result,
    event::{self, Kind, Subject},
    vals,
};

/// Longest life.
const LIFE: Duration = Duration::days(30);
/// Longest time without use.
const IDLE: Duration = Duration::days(7);
/// How old `seen_at` may grow before a request writes it anew.
const SEEN_STEP: Duration = Duration::minutes(10);

/// A session that was just begun: the only moment the token is known.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Id.
    pub id: i64,
    /// For the cookie: 43 characters of base64url.
    pub token: String,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// Whose it is.
    pub account: Account,
}

/// A session in use.
#[derive(Debug, Clone)]
pub struct Session {
    /// Id.
    pub id: i64,
    /// Whose it is.
    pub account: Account,
    /// The person as an actor.
    pub actor: Actor,
    /// Whether it began from outside.
    pub outside: bool,
    /// Whether the second step must be set up before anything else.
    pub owes_second_step: bool,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    account_id: i64,
    seen_at: Timestamp,
    expires_at: Timestamp,
    outside: bool,
}

/// Begin a session.
pub(super) async fn begin(tx: &Tx, account_id: i64, agent: &str) -> Result<NewSession> {
    begin_as(tx, account_id, agent, false).await
}

/// Begin a session of who was vouched for from outside.
pub(super) async fn begin_from_outside(
    tx: &Tx,
    account_id: i64,
    agent: &str,
) -> Result<NewSession> {
    begin_as(tx, account_id, agent, true).await
}

async fn begin_as(tx: &Tx, account_id: i64, agent: &str, outside: bool) -> Result<NewSession> {
    let (token, hash) = new_token(tx);
    let id = sql::next_id(tx, "session").await?;
    let expires_at = tx.now + LIFE;
    let agent: String = agent
        .chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect();
    let columns = [
        "id",
        "account_id",
        "token_hash",
        "agent",
        "created_at",
        "seen_at",
        "expires_at",
        "outside",
    ];
    let row = vals![
        id, account_id, hash, agent, tx.now, tx.now, expires_at, outside
    ];
    sql::insert(tx, "session", &columns, row).await?;
    let text = "UPDATE account SET failures = 0, locked_until = NULL WHERE id = $1";
    sql::execute(tx, text, vals![account_id]).await?;
    let after = serde_json::json!({"session": id, "outside": outside});
    event::record(
        tx,
        Kind::SignedIn,
        Subject::Account(account_id),
        event::NOTHING,
        Some(&after),
    )?;
    Ok(NewSession {
        id,
        token,
        expires_at,
        account: find(tx, account_id).await?,
    })
}

/// The session of a token, if it is alive; its use is noted.
pub async fn resume(db: &Db, token: &str, now: Timestamp) -> Result<Option<Session>> {
    let reader = db.read().await?;
    let Some(row) = alive(&reader, token, now).await? else {
        return Ok(None);
    };
    let account = find(&reader, row.account_id).await?;
    if account.disabled {
        return Ok(None);
    }
    let actor = account.actor(&reader, now).await?;
    let owes_second_step = second_step::rule::is_owed(&reader, &account, row.outside).await?;
    drop(reader);
    if now - row.seen_at > SEEN_STEP {
        let id = row.id;
        let noted = db.write(&actor, now, move |tx| {
            Box::pin(async move {
                let text = "UPDATE session SET seen_at = $2 WHERE id = $1";
                sql::execute(tx, text, vals![id, tx.now]).await.map(drop)
            })
        });
        // A full disk must not send a person away who only wants to read; the next request tries
        // again.
        if let Err(error) = noted.await {
            tracing::warn!(%error, "the use of a session could not be noted");
        }
    }
    Ok(Some(Session {
        id: row.id,
        account,
        actor,
        outside: row.outside,
        owes_second_step,
    }))
}

async fn alive(conn: &Conn, token: &str, now: Timestamp) -> Result<Option<Row>> {
    let text = "SELECT id, account_id, seen_at, expires_at, outside FROM session
                WHERE token_hash = $1 AND ended_at IS NULL";
    let row: Option<Row> = sql::one(conn, text, vals![hash_of(token)]).await?;
    Ok(row.filter(|row| now < row.expires_at && now - row.seen_at <= IDLE))
}

/// Sign out.
pub async fn end(tx: &Tx, session_id: i64) -> Result<()> {
    let text = "UPDATE session SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL
                RETURNING account_id";
    let account: Option<i64> = sql::scalar(tx, text, vals![session_id, tx.now]).await?;
    if let Some(account) = account {
        let before = serde_json::json!({"session": session_id});
        let subject = Subject::Account(account);
        event::record(tx, Kind::SignedOut, subject, Some(&before), event::NOTHING)?;
    }
    Ok(())
}

/// A session as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Open {
    /// Id.
    pub id: i64,
    /// What the browser called itself.
    pub agent: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to ten minutes.
    pub seen_at: Timestamp,
}

/// The sessions of an account that are alive, last used first.
pub async fn of_account(conn: &Conn, account_id: i64, now: Timestamp) -> Result<Vec<Open>> {
    let text = "SELECT id, agent, created_at, seen_at FROM session WHERE account_id = $1
        AND ended_at IS NULL AND expires_at > $2 AND seen_at >= $3 ORDER BY seen_at DESC, id DESC";
    sql::all(conn, text, vals![account_id, now, now - IDLE]).await
}

/// End a session: one's own, or anybody's for who manages accounts.
pub async fn revoke(tx: &Tx, session_id: i64) -> Result<()> {
    let text = "SELECT account_id FROM session WHERE id = $1";
    let account: Option<i64> = sql::scalar(tx, text, vals![session_id]).await?;
    if account.is_none() || account != tx.actor.account_id {
        tx.actor.may(Act::ManageAccounts)?;
    }
    end(tx, session_id).await
}

/// End every session of an account.
pub(super) async fn end_all(tx: &Tx, account_id: i64) -> Result<()> {
    let text = "UPDATE session SET ended_at = $2 WHERE account_id = $1 AND ended_at IS NULL";
    sql::execute(tx, text, vals![account_id, tx.now])
        .await
        .map(drop)
}

/// A token for a person and its hash for the table.
pub(crate) fn new_token(tx: &Tx) -> (String, Vec<u8>) {
    let token = base64url(&tx.random::<32>());
    let hash = hash_of(&token);
    (token, hash)
}

/// Tokens are random, so a plain hash suffices.
pub(crate) fn hash_of(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

pub(crate) fn base64url(bytes: &[u8; 32]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::with_capacity(43);
    for group in bytes.chunks(3) {
        let bits = group
            .iter()
            .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - group.len()));
        for place in 0..=group.len() {
            let six = (bits >> (18 - 6 * place)) & 63;
            text.push(char::from(LETTERS[six as usize]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::base64url;

    #[test]
    fn tokens_are_base64url_without_padding() {
        assert_eq!(base64url(&[0; 32]), "A".repeat(43));
        assert_eq!(base64url(&[255; 32]), format!("{}8", "_".repeat(42)));
    }
}
