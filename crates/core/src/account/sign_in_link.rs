//! One-time sign-in links: printed by `dondoc demo`, good once and not for long.

use chrono::Duration;
use sea_orm::FromQueryResult;

use super::{
    Account, Entry, second_step,
    session::{self, hash_of, new_token},
};
use crate::{
    access::Act,
    db::{Conn, Db, Timestamp, Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    vals,
};

/// Make a link for an account: the token to put into its address.
pub async fn issue(tx: &Tx, account_id: i64, valid: Duration) -> Result<String> {
    tx.actor.may(Act::ManageAccounts)?;
    super::find(tx, account_id).await?;
    let (token, hash) = new_token(tx);
    let id = sql::next_id(tx, "sign_in_link").await?;
    let columns = ["id", "account_id", "token_hash", "created_at", "expires_at"];
    let row = vals![id, account_id, hash, tx.now, tx.now + valid];
    sql::insert(tx, "sign_in_link", &columns, row).await?;
    let subject = Subject::Account(account_id);
    event::record(
        tx,
        Kind::LinkIssued,
        subject,
        event::NOTHING,
        event::NOTHING,
    )?;
    Ok(token)
}

#[derive(FromQueryResult)]
struct Link {
    id: i64,
    account_id: i64,
    expires_at: Timestamp,
    used_at: Option<Timestamp>,
}

impl Link {
    async fn of(conn: &Conn, token: &str, now: Timestamp) -> Result<Option<Self>> {
        let text =
            "SELECT id, account_id, expires_at, used_at FROM sign_in_link WHERE token_hash = $1";
        let link: Option<Self> = sql::one(conn, text, vals![hash_of(token)]).await?;
        Ok(link.filter(|link| link.used_at.is_none() && now < link.expires_at))
    }
}

/// Whom a link lets in, as long as it is good. Looking does not use it up.
pub async fn find(conn: &Conn, token: &str, now: Timestamp) -> Result<Option<Account>> {
    let Some(link) = Link::of(conn, token, now).await? else {
        return Ok(None);
    };
    let account = super::find(conn, link.account_id).await?;
    Ok((!account.disabled).then_some(account))
}

/// Use a link: it leads in, or to the question for the second step; `None` when it is unknown,
/// used or too old.
pub async fn redeem(db: &Db, token: &str, agent: &str, now: Timestamp) -> Result<Option<Entry>> {
    let reader = db.read().await?;
    let Some(link) = Link::of(&reader, token, now).await? else {
        return Ok(None);
    };
    let account = super::find(&reader, link.account_id).await?;
    if account.disabled {
        return Ok(None);
    }
    let actor = account.actor(&reader, now).await?;
    let halfway = second_step::state(&reader, account.id).await?.is_on();
    drop(reader);
    let agent = agent.to_owned();
    let entry = db.write(&actor, now, move |tx| {
        Box::pin(async move {
            let text = "UPDATE sign_in_link SET used_at = $2 WHERE id = $1 AND used_at IS NULL";
            if sql::execute(tx, text, vals![link.id, tx.now]).await? == 0 {
                return Err(Error::NotFound("link"));
            }
            if halfway {
                return Ok(Entry::Halfway(account));
            }
            let session = session::begin(tx, link.account_id, &agent).await?;
            Ok(Entry::In(session))
        })
    });
    match entry.await {
        Ok(entry) => Ok(Some(entry)),
        Err(Error::NotFound("link")) => Ok(None),
        Err(error) => Err(error),
    }
}
