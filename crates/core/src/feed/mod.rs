//! Calendar feeds (lịch theo dõi): secret addresses that a calendar program subscribes to, of a
//! unit or of a person.
//!
//! The address is the key: whoever has it reads the deadlines behind it and nothing else. It is
//! shown once, kept as a hash, and revoked by hand; that of a person ends with the account and
//! shows what the account may see on the day it is fetched.

use chrono::Duration;
use sea_orm::FromQueryResult;
use serde_json::json;

use crate::{
    access::{Act, Reach},
    account::{
        self,
        session::{hash_of, new_token},
    },
    db::{Conn, Db, Timestamp, Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    vals,
};

/// Feeds in use that a unit or a person may have.
pub const MOST: usize = 10;
/// How old `fetched_at` may grow before it is written anew: calendars ask every few minutes.
const FETCHED_STEP: Duration = Duration::hours(1);

/// A feed, without its address.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Feed {
    /// Id.
    pub id: i64,
    /// Of which person.
    pub account_id: Option<i64>,
    /// Or of which unit.
    pub unit_id: Option<i64>,
    /// Name of that unit, the latest.
    pub unit_name: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Whose account made it.
    pub created_by: Option<i64>,
    /// The name of who made it.
    pub created_by_name: String,
    /// When it was last fetched, to the hour.
    pub fetched_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// Whose deadlines a feed shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Those that the person who asks may see.
    Mine,
    /// Those of a unit.
    Unit(i64),
}

const SELECT: &str = "SELECT f.id, f.account_id, f.unit_id, u.name AS unit_name, f.created_at,
    f.created_by, f.created_by_name, f.fetched_at, f.revoked_at
    FROM feed f LEFT JOIN unit u ON u.id = f.unit_id";

/// Make a feed: the secret part of its address, known only now.
pub async fn create(tx: &Tx, whose: Whose) -> Result<String> {
    let me = tx.actor.account_id.ok_or(Error::Forbidden("write"))?;
    let (account_id, unit_id, there) = match whose {
        Whose::Mine => {
            tx.actor.reach()?;
            (Some(me), None, "f.account_id = $1")
        }
        Whose::Unit(unit) => {
            tx.actor.may_for(Act::ReportProgress, unit)?;
            crate::unit::find(tx, unit, tx.now.date_naive()).await?;
            (None, Some(unit), "f.unit_id = $1")
        }
    };
    let text = format!("SELECT COUNT(*) FROM feed f WHERE {there} AND f.revoked_at IS NULL");
    let number: Option<i64> = sql::scalar(tx, &text, vals![account_id.or(unit_id)]).await?;
    if usize::try_from(number.unwrap_or(0)).unwrap_or(MOST) >= MOST {
        return Err(Error::Refused("too_many_feeds"));
    }
    let (token, hash) = new_token(tx);
    let id = sql::next_id(tx, "feed").await?;
    let columns = [
        "id",
        "account_id",
        "unit_id",
        "token_hash",
        "created_at",
        "created_by",
        "created_by_name",
    ];
    let name = tx.actor.name.clone();
    let row = vals![id, account_id, unit_id, hash, tx.now, me, name];
    sql::insert(tx, "feed", &columns, row).await?;
    let after = json!({"feed": id});
    event::record(
        tx,
        Kind::FeedMade,
        subject(account_id, unit_id, me),
        event::NOTHING,
        Some(&after),
    )?;
    Ok(token)
}

fn subject(account_id: Option<i64>, unit_id: Option<i64>, me: i64) -> Subject {
    unit_id.map_or(Subject::Account(account_id.unwrap_or(me)), Subject::Unit)
}

/// Revoke a feed: one's own, or one of a unit for which one may report.
pub async fn revoke(tx: &Tx, id: i64) -> Result<()> {
    let text = format!("{SELECT} WHERE f.id = $1");
    let feed: Option<Feed> = sql::one(tx, &text, vals![id]).await?;
    let feed = feed.ok_or(Error::NotFound("feed"))?;
    match feed.unit_id {
        Some(unit) => tx.actor.may_for(Act::ReportProgress, unit)?,
        None if feed.account_id == tx.actor.account_id => {}
        None => tx.actor.may(Act::ManageAccounts)?,
    }
    let text = "UPDATE feed SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
    if sql::execute(tx, text, vals![id, tx.now]).await? == 0 {
        return Ok(());
    }
    let before = json!({"feed": id});
    let subject = subject(feed.account_id, feed.unit_id, feed.created_by.unwrap_or(0));
    event::record(
        tx,
        Kind::FeedRevoked,
        subject,
        Some(&before),
        event::NOTHING,
    )
}

/// The feeds in use of a person.
pub async fn of_account(conn: &Conn, account_id: i64) -> Result<Vec<Feed>> {
    let text = format!("{SELECT} WHERE f.account_id = $1 AND f.revoked_at IS NULL ORDER BY f.id");
    sql::all(conn, &text, vals![account_id]).await
}

/// The feeds in use of a unit.
pub async fn of_unit(conn: &Conn, unit_id: i64) -> Result<Vec<Feed>> {
    let text = format!("{SELECT} WHERE f.unit_id = $1 AND f.revoked_at IS NULL ORDER BY f.id");
    sql::all(conn, &text, vals![unit_id]).await
}

/// What a feed shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The unit of a feed of a unit, for the title.
    pub unit_id: Option<i64>,
    /// How far it sees.
    pub reach: Reach,
}

/// What the address shows, if it is good; its use is noted.
pub async fn resume(db: &Db, token: &str, now: Timestamp) -> Result<Option<Scope>> {
    let reader = db.read().await?;
    let text = format!("{SELECT} WHERE f.token_hash = $1 AND f.revoked_at IS NULL");
    let feed: Option<Feed> = sql::one(&reader, &text, vals![hash_of(token)]).await?;
    let Some(feed) = feed else { return Ok(None) };
    let scope = match (feed.unit_id, feed.account_id) {
        (Some(unit), _) => Scope {
            unit_id: Some(unit),
            reach: Reach::Units([unit].into()),
        },
        (None, Some(account)) => {
            let account = account::find(&reader, account).await?;
            if account.disabled {
                return Ok(None);
            }
            Scope {
                unit_id: None,
                reach: account.actor(&reader, now).await?.reach()?,
            }
        }
        (None, None) => return Ok(None),
    };
    drop(reader);
    if feed.fetched_at.is_none_or(|at| at + FETCHED_STEP <= now) {
        note(db, feed.id, now).await;
    }
    Ok(Some(scope))
}

/// As with sessions: a full disk must not shut out who only reads.
async fn note(db: &Db, id: i64, now: Timestamp) {
    let who = crate::access::Actor::system("feed");
    let noted = db.write(&who, now, move |tx| {
        Box::pin(async move {
            let text = "UPDATE feed SET fetched_at = $2 WHERE id = $1";
            sql::execute(tx, text, vals![id, tx.now]).await.map(drop)
        })
    });
    if let Err(error) = noted.await {
        tracing::warn!(%error, "the use of a feed could not be noted");
    }
}
