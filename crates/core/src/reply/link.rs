//! Personal links (đường dẫn riêng): whoever has one reports for its unit, and does nothing else.
//!
//! The secret is shown once and kept as a hash.

use chrono::Duration;
use sea_orm::FromQueryResult;
use serde_json::json;

use crate::{
    access::{Act, Actor},
    account::session::{hash_of, new_token},
    db::{Conn, Timestamp, Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    vals,
};

/// The longest a link may live, in days.
pub const LONGEST_DAYS: u16 = 366;
/// Longest name of whom it is made for, in characters.
const LONGEST_NAME: usize = 200;

/// A link, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Link {
    /// Id.
    pub id: i64,
    /// For which unit.
    pub unit_id: i64,
    /// Its name, the latest.
    pub unit_name: String,
    /// Of this plan only; `None`: of all.
    pub plan_id: Option<i64>,
    /// Whom it was made for.
    pub made_for: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by_name: String,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was first opened.
    pub opened_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

impl Link {
    /// Whoever has the link, as an actor: the log shows the link, and for whom it was made.
    pub fn actor(&self) -> Actor {
        let name = self.made_for.as_deref().unwrap_or(&self.unit_name);
        Actor::reply_link(self.id, name, self.unit_id)
    }
}

const LINKS: &str = "SELECT l.id, l.unit_id, u.name AS unit_name, l.plan_id, l.made_for,
    l.created_at, l.created_by_name, l.expires_at, l.opened_at, l.revoked_at
    FROM reply_link l JOIN unit u ON u.id = l.unit_id";

/// Make a link: its secret, known only now.
pub async fn create(
    tx: &Tx,
    unit_id: i64,
    plan_id: Option<i64>,
    made_for: Option<String>,
    days: u16,
) -> Result<String> {
    tx.actor.may(Act::CollectReplies)?;
    if days == 0 || days > LONGEST_DAYS {
        return Err(Error::Invalid {
            field: "days",
            reason: "too_large",
        });
    }
    let made_for = made_for.map(|name| name.trim().to_owned());
    let made_for = made_for.filter(|name| !name.is_empty());
    if made_for
        .as_ref()
        .is_some_and(|it| it.chars().count() > LONGEST_NAME)
    {
        return Err(Error::Invalid {
            field: "made_for",
            reason: "too_long",
        });
    }
    crate::unit::find(tx, unit_id, tx.now.date_naive()).await?;
    if let Some(plan) = plan_id {
        crate::plan::find(tx, plan).await?;
    }
    let (token, hash) = new_token(tx);
    let id = sql::next_id(tx, "reply_link").await?;
    let expires_at = tx.now + Duration::days(i64::from(days));
    let columns = [
        "id",
        "unit_id",
        "plan_id",
        "token_hash",
        "made_for",
        "created_at",
        "created_by",
        "created_by_name",
        "expires_at",
    ];
    let (by, name) = (tx.actor.account_id, tx.actor.name.clone());
    let after =
        json!({"link": id, "plan": plan_id, "made_for": made_for, "expires_at": expires_at});
    let row = vals![
        id, unit_id, plan_id, hash, made_for, tx.now, by, name, expires_at
    ];
    sql::insert(tx, "reply_link", &columns, row).await?;
    let subject = Subject::Unit(unit_id);
    event::record(
        tx,
        Kind::ReplyLinkMade,
        subject,
        event::NOTHING,
        Some(&after),
    )?;
    Ok(token)
}

/// Revoke a link.
pub async fn revoke(tx: &Tx, id: i64) -> Result<()> {
    tx.actor.may(Act::CollectReplies)?;
    let text = format!("{LINKS} WHERE l.id = $1");
    let link: Option<Link> = sql::one(tx, &text, vals![id]).await?;
    let link = link.ok_or(Error::NotFound("reply link"))?;
    let text = "UPDATE reply_link SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
    if sql::execute(tx, text, vals![id, tx.now]).await? == 0 {
        return Ok(());
    }
    let before = json!({"link": id});
    let subject = Subject::Unit(link.unit_id);
    event::record(
        tx,
        Kind::ReplyLinkRevoked,
        subject,
        Some(&before),
        event::NOTHING,
    )
}

/// The link of this secret, while it is good.
pub async fn resume(conn: &Conn, token: &str, now: Timestamp) -> Result<Option<Link>> {
    let text =
        format!("{LINKS} WHERE l.token_hash = $1 AND l.revoked_at IS NULL AND l.expires_at > $2");
    sql::one(conn, &text, vals![hash_of(token), now]).await
}

/// Note that a link was opened, the first time.
pub async fn opened(tx: &Tx, id: i64) -> Result<()> {
    let text = "UPDATE reply_link SET opened_at = $2 WHERE id = $1 AND opened_at IS NULL";
    sql::execute(tx, text, vals![id, tx.now]).await.map(drop)
}

/// The links made last, all units, newest first.
pub async fn list(conn: &Conn, limit: i64) -> Result<Vec<Link>> {
    let text = format!("{LINKS} ORDER BY l.id DESC LIMIT $1");
    sql::all(conn, &text, vals![limit]).await
}
