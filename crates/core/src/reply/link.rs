//! Personal links (đường dẫn riêng): whoever has one reports for its unit, and does nothing else.
//!
//! The secret is a signature: the key of the house over the link's number, unit, last moment and a
//! random part. It is found by its hash; who collects replies can be shown it again, and a row
//! that was changed behind our back no longer fits its secret.

use chrono::Duration;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sea_orm::FromQueryResult;
use serde_json::json;
use sha2::Sha256;

use super::form;
use crate::{
    access::{Act, Actor},
    account::session::{base64url, hash_of},
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
    /// Who filled in last, as they wrote it; the pages know its form.
    pub filler: Option<String>,
    nonce: Option<Vec<u8>>,
}

impl Link {
    /// Whether it still opens anything.
    pub fn is_good(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }

    /// Its secret; `None` for a link from before, which was shown once.
    pub fn token(&self, key: &[u8]) -> Option<String> {
        let nonce = self.nonce.as_ref()?;
        signed(key, self.id, self.unit_id, self.expires_at, nonce)
    }

    /// Whoever has the link, as an actor: the log shows the link, and for whom it was made.
    pub fn actor(&self) -> Actor {
        let name = self.made_for.as_deref().unwrap_or(&self.unit_name);
        Actor::reply_link(self.id, name, self.unit_id)
    }
}

const LINKS: &str = "SELECT l.id, l.unit_id, u.name AS unit_name, l.plan_id, l.made_for,
    l.created_at, l.created_by_name, l.expires_at, l.opened_at, l.revoked_at, l.filler, l.nonce
    FROM reply_link l JOIN unit u ON u.id = l.unit_id";

/// The secret of a link.
fn signed(key: &[u8], id: i64, unit: i64, ends: Timestamp, nonce: &[u8]) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    let about = format!("dondoc reply link\n{id}\n{unit}\n{}\n", ends.timestamp());
    mac.update(about.as_bytes());
    mac.update(nonce);
    Some(base64url(&mac.finalize().into_bytes().into()))
}

/// Make a link: its secret.
pub async fn create(
    tx: &Tx,
    unit_id: i64,
    plan_id: Option<i64>,
    made_for: Option<String>,
    days: u16,
) -> Result<String> {
    let expires_at = tx.now + Duration::days(i64::from(days));
    let id = make(tx, unit_id, plan_id, made_for, expires_at).await?;
    let key = form::signing_key(tx).await?;
    let token = find(tx, id).await?.token(&key);
    token.ok_or_else(|| Error::Damaged("reply link without a secret".into()))
}

/// Make a link that ends at a moment: its id.
pub(super) async fn make(
    tx: &Tx,
    unit_id: i64,
    plan_id: Option<i64>,
    made_for: Option<String>,
    expires_at: Timestamp,
) -> Result<i64> {
    tx.actor.may(Act::CollectReplies)?;
    if expires_at <= tx.now || expires_at > tx.now + Duration::days(i64::from(LONGEST_DAYS)) {
        return Err(Error::Invalid {
            field: "ends",
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
    let key = form::signing_key(tx).await?;
    let nonce = tx.random::<16>();
    let id = sql::next_id(tx, "reply_link").await?;
    let token = signed(&key, id, unit_id, expires_at, &nonce);
    let token = token.ok_or_else(|| Error::Damaged("key of reply links".into()))?;
    let hash = hash_of(&token);
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
        "nonce",
    ];
    let (by, name) = (tx.actor.account_id, tx.actor.name.clone());
    let after =
        json!({"link": id, "plan": plan_id, "made_for": made_for, "expires_at": expires_at});
    let row = vals![
        id,
        unit_id,
        plan_id,
        hash,
        made_for,
        tx.now,
        by,
        name,
        expires_at,
        nonce.to_vec(),
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
    Ok(id)
}

/// A link by id.
pub async fn find(conn: &Conn, id: i64) -> Result<Link> {
    let text = format!("{LINKS} WHERE l.id = $1");
    let link = sql::one(conn, &text, vals![id]).await?;
    link.ok_or(Error::NotFound("reply link"))
}

/// Revoke a link.
pub async fn revoke(tx: &Tx, id: i64) -> Result<()> {
    tx.actor.may(Act::CollectReplies)?;
    let link = find(tx, id).await?;
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

/// The link of this secret, whether or not it is still good.
pub async fn of_token(conn: &Conn, token: &str) -> Result<Option<Link>> {
    let text = format!("{LINKS} WHERE l.token_hash = $1");
    let link: Option<Link> = sql::one(conn, &text, vals![hash_of(token)]).await?;
    let Some(link) = link else {
        return Ok(None);
    };
    if link.nonce.is_none() {
        return Ok(Some(link));
    }
    let key = form::known_key(conn).await?.unwrap_or_default();
    Ok((link.token(&key).as_deref() == Some(token)).then_some(link))
}

/// The link of this secret, while it is good.
pub async fn resume(conn: &Conn, token: &str, now: Timestamp) -> Result<Option<Link>> {
    let link = of_token(conn, token).await?;
    Ok(link.filter(|link| link.is_good(now)))
}

/// Note that a link was opened, the first time.
pub async fn opened(tx: &Tx, id: i64) -> Result<()> {
    let text = "UPDATE reply_link SET opened_at = $2 WHERE id = $1 AND opened_at IS NULL";
    sql::execute(tx, text, vals![id, tx.now]).await.map(drop)
}

/// These links.
pub(super) async fn all(conn: &Conn, ids: &[i64]) -> Result<Vec<Link>> {
    let (condition, list) = sql::one_of(sql::backend(conn), "$1", ids);
    sql::all(conn, &format!("{LINKS} WHERE l.id {condition}"), vec![list]).await
}

/// The links made last, all units, newest first.
pub async fn list(conn: &Conn, limit: i64) -> Result<Vec<Link>> {
    let text = format!("{LINKS} ORDER BY l.id DESC LIMIT $1");
    sql::all(conn, &text, vals![limit]).await
}
