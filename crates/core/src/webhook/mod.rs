//! Webhooks: other programs of the office are told what happened, by a signed request for each
//! event.
//!
//! They follow the log: [`delivery::enqueue`] makes a row for each new event that a webhook asked
//! for, [`delivery::claim`] hands out what is due, [`delivery::record`] writes what came of it. A
//! telling names what happened and to what; the rest is read through the API, with the rights of
//! who reads.

pub mod delivery;
pub mod signature;

use sea_orm::FromQueryResult;
use serde_json::json;

use crate::{
    access::Act,
    account::session::new_token,
    db::{Conn, Timestamp, Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    vals,
};

/// Webhooks in use at most.
pub const MOST: usize = 20;
/// Longest address.
const LONGEST_URL: usize = 500;
/// Longest name, in characters.
const LONGEST_NAME: usize = 100;

/// What a webhook may ask for: the kinds of things events are about.
pub const SUBJECTS: [&str; 7] = [
    "plan",
    "task",
    "obligation",
    "unit",
    "document",
    "draft",
    "reorganisation",
];

/// A webhook. Its secret is read by [`secret`] only.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Webhook {
    /// Id.
    pub id: i64,
    /// What the person calls it.
    pub name: String,
    /// Where it is told.
    pub url: String,
    subjects: String,
    /// The last event looked at.
    pub last_event: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by_name: String,
    /// When it was stopped.
    pub stopped_at: Option<Timestamp>,
}

impl Webhook {
    /// The kinds of things it is told about; empty means everything of [`SUBJECTS`].
    pub fn subjects(&self) -> Vec<&str> {
        self.subjects.split_whitespace().collect()
    }

    fn wants(&self, subject: &str) -> bool {
        SUBJECTS.contains(&subject)
            && (self.subjects.is_empty() || self.subjects().contains(&subject))
    }
}

const COLUMNS: &str =
    "id, name, url, subjects, last_event, created_at, created_by_name, stopped_at";

/// Make a webhook that is told from now on; its secret, shown this once.
pub async fn create(tx: &Tx, name: &str, url: &str, subjects: &[String]) -> Result<(i64, String)> {
    tx.actor.may(Act::ManageSettings)?;
    let (name, url) = (name.trim(), url.trim());
    let invalid = |field, reason| Err(Error::Invalid { field, reason });
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return invalid("name", "length");
    }
    if !is_address(url) {
        return invalid("url", "malformed");
    }
    if subjects.iter().any(|it| !SUBJECTS.contains(&it.as_str())) {
        return invalid("subjects", "unknown");
    }
    if list(tx)
        .await?
        .iter()
        .filter(|it| it.stopped_at.is_none())
        .count()
        >= MOST
    {
        return Err(Error::Refused("too_many_webhooks"));
    }
    let (secret, _) = new_token(tx);
    let id = sql::next_id(tx, "webhook").await?;
    let last = "SELECT COALESCE(MAX(id), 0) FROM event";
    let last: i64 = sql::scalar(tx, last, vec![]).await?.unwrap_or(0);
    let columns = [
        "id",
        "name",
        "url",
        "secret",
        "subjects",
        "last_event",
        "created_at",
        "created_by_name",
    ];
    let chosen = subjects.join(" ");
    let who = tx.actor.name.clone();
    let row = vals![
        id,
        name,
        url,
        secret.clone(),
        chosen.clone(),
        last,
        tx.now,
        who
    ];
    sql::insert(tx, "webhook", &columns, row).await?;
    let after = json!({"name": name, "url": url, "subjects": chosen});
    event::record(
        tx,
        Kind::WebhookMade,
        Subject::Webhook(id),
        event::NOTHING,
        Some(&after),
    )?;
    Ok((id, secret))
}

/// `http://` or `https://`, a host, no name or password, no fragment.
fn is_address(url: &str) -> bool {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    let Some(rest) = rest else { return false };
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    url.len() <= LONGEST_URL
        && !host.is_empty()
        && !host.contains('@')
        && !url.contains('#')
        && url.chars().all(|c| c.is_ascii_graphic())
}

/// Stop a webhook: what waits is given up.
pub async fn stop(tx: &Tx, id: i64) -> Result<()> {
    tx.actor.may(Act::ManageSettings)?;
    let webhook = find(tx, id).await?;
    let text = "UPDATE webhook SET stopped_at = $2 WHERE id = $1 AND stopped_at IS NULL";
    if sql::execute(tx, text, vals![id, tx.now]).await? == 0 {
        return Ok(());
    }
    let text = "UPDATE delivery SET next_at = NULL WHERE webhook_id = $1 AND next_at IS NOT NULL";
    sql::execute(tx, text, vals![id]).await?;
    let before = json!({"name": webhook.name, "url": webhook.url});
    event::record(
        tx,
        Kind::WebhookStopped,
        Subject::Webhook(id),
        Some(&before),
        event::NOTHING,
    )
}

/// A webhook by id.
pub async fn find(conn: &Conn, id: i64) -> Result<Webhook> {
    let text = format!("SELECT {COLUMNS} FROM webhook WHERE id = $1");
    sql::one(conn, &text, vals![id])
        .await?
        .ok_or(Error::NotFound("webhook"))
}

/// All webhooks, newest first.
pub async fn list(conn: &Conn) -> Result<Vec<Webhook>> {
    let text = format!("SELECT {COLUMNS} FROM webhook ORDER BY id DESC");
    sql::all(conn, &text, vec![]).await
}

/// The secret that a webhook's tellings are signed with.
pub async fn secret(conn: &Conn, id: i64) -> Result<String> {
    let text = "SELECT secret FROM webhook WHERE id = $1";
    let secret: Option<String> = sql::scalar(conn, text, vals![id]).await?;
    secret.ok_or(Error::NotFound("webhook"))
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn an_address_is_http_with_a_host_and_without_a_password() {
        for good in [
            "https://van-ban.tinh.gov.vn/dondoc",
            "http://10.1.2.3:8080/a?b=c",
        ] {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "ftp://a",
            "https://",
            "https:///x",
            "http://u:p@host/",
            "http://host/#f",
            "http://ho st/",
            "http://tỉnh/",
            "javascript:alert(1)",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
