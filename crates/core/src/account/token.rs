//! API tokens: with them a program acts for an account, within the scopes the person chose.
//!
//! A token can never do more than its account; it may do less. It is shown once, ends by itself,
//! and the person or an administrator revokes it. Accounts and settings are out of reach of every
//! token.

use chrono::Duration;
use sea_orm::FromQueryResult;
use serde_json::json;

use super::{
    find,
    session::{hash_of, new_token},
};
use crate::{
    access::{Act, Actor, Scope},
    db::{Conn, Db, Timestamp, Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    vals,
};

/// Longest life, in days.
pub const LONGEST_DAYS: i64 = 366;
/// Tokens in use an account may have.
pub const MOST: usize = 20;
/// Longest name, in characters.
const LONGEST_NAME: usize = 100;
/// How old `used_at` may grow before a request writes it anew.
const USED_STEP: Duration = Duration::minutes(10);
/// What a token begins with, so that it is recognised where it should not be.
const PREFIX: &str = "dondoc_";

/// A token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Token {
    /// Id.
    pub id: i64,
    /// For whom it acts.
    pub account_id: i64,
    /// What the person calls it.
    pub name: String,
    scopes: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// When it was last used, to ten minutes.
    pub used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

impl Token {
    /// What it may be used for.
    pub fn scopes(&self) -> Result<Vec<Scope>> {
        self.scopes.split_whitespace().map(Scope::parse).collect()
    }

    /// Whether it still lets in.
    pub fn is_good(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }
}

/// A token just made: the only moment its secret is known.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// The token.
    pub token: Token,
    /// What the program sends.
    pub secret: String,
}

const COLUMNS: &str = "id, account_id, name, scopes, created_at, expires_at, used_at, revoked_at";

/// Make a token for the account that asks.
pub async fn issue(tx: &Tx, name: &str, scopes: &[Scope], days: i64) -> Result<NewToken> {
    let account_id = tx.actor.account_id.ok_or(Error::Forbidden("write"))?;
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(invalid("name", "length"));
    }
    if scopes.is_empty() {
        return Err(invalid("scopes", "none"));
    }
    if !(1..=LONGEST_DAYS).contains(&days) {
        return Err(invalid("days", "out_of_range"));
    }
    let mine = of_account(tx, account_id).await?;
    if mine.iter().filter(|token| token.is_good(tx.now)).count() >= MOST {
        return Err(Error::Refused("too_many_tokens"));
    }
    let (random, _) = new_token(tx);
    let secret = format!("{PREFIX}{random}");
    let id = sql::next_id(tx, "api_token").await?;
    let scopes = Scope::ALL.into_iter().filter(|it| scopes.contains(it));
    let scopes = scopes.map(Scope::as_str).collect::<Vec<_>>().join(" ");
    let expires_at = tx.now + Duration::days(days);
    let columns = [
        "id",
        "account_id",
        "name",
        "scopes",
        "token_hash",
        "created_at",
        "expires_at",
    ];
    let row = vals![
        id,
        account_id,
        name,
        scopes.clone(),
        hash_of(&secret),
        tx.now,
        expires_at
    ];
    sql::insert(tx, "api_token", &columns, row).await?;
    let after = json!({"token": id, "name": name, "scopes": scopes, "expires_at": expires_at});
    let subject = Subject::Account(account_id);
    event::record(tx, Kind::TokenIssued, subject, event::NOTHING, Some(&after))?;
    let token = find_by_id(tx, id).await?;
    Ok(NewToken { token, secret })
}

/// Revoke a token: the account's own, or anybody's for who manages accounts.
pub async fn revoke(tx: &Tx, id: i64) -> Result<()> {
    let token = find_by_id(tx, id).await?;
    if tx.actor.account_id != Some(token.account_id) {
        tx.actor.may(Act::ManageAccounts)?;
    }
    let text = "UPDATE api_token SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
    if sql::execute(tx, text, vals![id, tx.now]).await? == 0 {
        return Ok(());
    }
    let before = json!({"token": id, "name": token.name});
    let subject = Subject::Account(token.account_id);
    event::record(
        tx,
        Kind::TokenRevoked,
        subject,
        Some(&before),
        event::NOTHING,
    )
}

/// The tokens of an account, newest first.
pub async fn of_account(conn: &Conn, account_id: i64) -> Result<Vec<Token>> {
    let text = format!("SELECT {COLUMNS} FROM api_token WHERE account_id = $1 ORDER BY id DESC");
    sql::all(conn, &text, vals![account_id]).await
}

async fn find_by_id(conn: &Conn, id: i64) -> Result<Token> {
    let text = format!("SELECT {COLUMNS} FROM api_token WHERE id = $1");
    sql::one(conn, &text, vals![id])
        .await?
        .ok_or(Error::NotFound("token"))
}

/// Who acts with a token, if it is good.
pub async fn resume(db: &Db, secret: &str, now: Timestamp) -> Result<Option<(Token, Actor)>> {
    if !secret.starts_with(PREFIX) || secret.len() > 100 {
        return Ok(None);
    }
    let reader = db.read().await?;
    let text = format!("SELECT {COLUMNS} FROM api_token WHERE token_hash = $1");
    let token: Option<Token> = sql::one(&reader, &text, vals![hash_of(secret)]).await?;
    let Some(token) = token.filter(|token| token.is_good(now)) else {
        return Ok(None);
    };
    let account = find(&reader, token.account_id).await?;
    if account.disabled {
        return Ok(None);
    }
    let actor = account
        .actor(&reader, now)
        .await?
        .limited_to(&token.scopes()?);
    drop(reader);
    if token.used_at.is_none_or(|used| used + USED_STEP <= now) {
        let id = token.id;
        let note = db.write(&actor, now, move |tx| {
            Box::pin(async move {
                let text = "UPDATE api_token SET used_at = $2 WHERE id = $1";
                sql::execute(tx, text, vals![id, tx.now]).await.map(drop)
            })
        });
        // As with sessions: a full disk must not shut out who only reads.
        if let Err(error) = note.await {
            tracing::warn!(%error, "the use of a token could not be noted");
        }
    }
    Ok(Some((token, actor)))
}

fn invalid(field: &'static str, reason: &'static str) -> Error {
    Error::Invalid { field, reason }
}
