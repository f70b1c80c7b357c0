//! Each telling of a webhook: waiting, done, tried again, given up.

use chrono::Duration;
use sea_orm::FromQueryResult;

use super::{Webhook, list};
use crate::{
    access::Act,
    db::{Conn, Timestamp, Tx, sql},
    error::{Error, Result},
    event::{self, Event},
    vals,
};

/// Events looked at in one go.
const PIECE: i64 = 200;
/// How often a telling is tried: with the pauses below, for about three days.
pub const MOST_ATTEMPTS: i32 = 12;
/// How long a telling that was handed out stays with who took it.
const LEASE: Duration = Duration::minutes(2);
/// Longest failure kept, in characters.
const LONGEST: usize = 300;

/// A telling.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Delivery {
    /// Id.
    pub id: i64,
    /// Of which webhook.
    pub webhook_id: i64,
    /// Of which event.
    pub event_id: i64,
    /// How often it was tried.
    pub attempts: i32,
    /// When it is tried next; `None` when it is done or given up.
    pub next_at: Option<Timestamp>,
    /// When it was tried last.
    pub tried_at: Option<Timestamp>,
    /// The HTTP status answered last.
    pub status: Option<i32>,
    /// Why it failed last.
    pub failure: Option<String>,
    /// Whether it arrived.
    pub delivered: bool,
}

const COLUMNS: &str = "id, webhook_id, event_id, attempts, next_at, tried_at, status, failure,
    delivered";

/// Whether any webhook has events behind it, or any telling is due: asked before anything is
/// written.
pub async fn is_waiting(conn: &Conn, now: Timestamp) -> Result<bool> {
    let text = "SELECT 1 AS one WHERE EXISTS (SELECT 1 FROM webhook WHERE stopped_at IS NULL
            AND last_event < (SELECT COALESCE(MAX(id), 0) FROM event))
        OR EXISTS (SELECT 1 FROM delivery WHERE next_at <= $1)";
    let found: Option<i32> = sql::scalar(conn, text, vals![now]).await?;
    Ok(found.is_some())
}

/// Make tellings of the events behind each webhook; whether there may be more.
pub async fn enqueue(tx: &Tx) -> Result<bool> {
    let mut more = false;
    for webhook in list(tx)
        .await?
        .into_iter()
        .filter(|it| it.stopped_at.is_none())
    {
        let events = event::after(tx, webhook.last_event, PIECE).await?;
        let Some(last) = events.last().map(|event| event.id) else {
            continue;
        };
        more |= i64::try_from(events.len()).unwrap_or(0) == PIECE;
        insert(tx, &webhook, &events).await?;
        let text = "UPDATE webhook SET last_event = $2 WHERE id = $1";
        sql::execute(tx, text, vals![webhook.id, last]).await?;
    }
    Ok(more)
}

async fn insert(tx: &Tx, webhook: &Webhook, events: &[Event]) -> Result<()> {
    let mut id = sql::next_id(tx, "delivery").await?;
    let mut rows = Vec::new();
    for event in events.iter().filter(|event| webhook.wants(&event.subject)) {
        rows.push(vals![id, webhook.id, event.id, 0, tx.now, false]);
        id += 1;
    }
    let columns = [
        "id",
        "webhook_id",
        "event_id",
        "attempts",
        "next_at",
        "delivered",
    ];
    sql::insert_all(tx, "delivery", &columns, rows).await
}

/// Hand out what is due, each with its webhook; it is due again when nothing is recorded in time.
pub async fn claim(tx: &Tx, limit: i64) -> Result<Vec<(Delivery, Webhook)>> {
    let text =
        format!("SELECT {COLUMNS} FROM delivery WHERE next_at <= $1 ORDER BY next_at, id LIMIT $2");
    let due: Vec<Delivery> = sql::all(tx, &text, vals![tx.now, limit]).await?;
    let webhooks = list(tx).await?;
    let mut taken = Vec::new();
    for delivery in due {
        let text = "UPDATE delivery SET next_at = $2 WHERE id = $1";
        sql::execute(tx, text, vals![delivery.id, tx.now + LEASE]).await?;
        let of = webhooks.iter().find(|it| it.id == delivery.webhook_id);
        taken.extend(of.cloned().map(|webhook| (delivery, webhook)));
    }
    Ok(taken)
}

/// What came of a try: the status answered, or why there was none.
pub async fn record(tx: &Tx, id: i64, came: Result<u16, String>) -> Result<()> {
    let text = format!("SELECT {COLUMNS} FROM delivery WHERE id = $1");
    let delivery: Option<Delivery> = sql::one(tx, &text, vals![id]).await?;
    let delivery = delivery.ok_or(Error::NotFound("delivery"))?;
    let attempts = delivery.attempts + 1;
    let (status, failure) = match came {
        Ok(status) => (Some(i32::from(status)), None),
        Err(failure) => (
            None,
            Some(failure.chars().take(LONGEST).collect::<String>()),
        ),
    };
    let delivered = status.is_some_and(|status| (200..300).contains(&status));
    // Stopped while it was under way: it is not tried again.
    let goes_on = !delivered && attempts < MOST_ATTEMPTS && delivery.next_at.is_some();
    let next_at = goes_on.then(|| tx.now + pause(attempts));
    let text = "UPDATE delivery SET attempts = $2, next_at = $3, tried_at = $4, status = $5,
            failure = $6, delivered = $7 WHERE id = $1";
    let row = vals![id, attempts, next_at, tx.now, status, failure, delivered];
    sql::execute(tx, text, row).await.map(drop)
}

/// One minute, two, four, …, at most a day.
fn pause(attempts: i32) -> Duration {
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(11);
    Duration::minutes(1_i64 << doublings).min(Duration::days(1))
}

/// Try one again, from the beginning.
pub async fn again(tx: &Tx, id: i64) -> Result<()> {
    tx.actor.may(Act::ManageSettings)?;
    let text = "UPDATE delivery SET attempts = 0, next_at = $2
        WHERE id = $1 AND next_at IS NULL AND webhook_id IN
            (SELECT id FROM webhook WHERE stopped_at IS NULL)";
    match sql::execute(tx, text, vals![id, tx.now]).await? {
        0 => Err(Error::Refused("delivery_not_ended")),
        _ => Ok(()),
    }
}

/// The last tellings of a webhook, newest first.
pub async fn of(conn: &Conn, webhook_id: i64, limit: i64) -> Result<Vec<Delivery>> {
    let text =
        format!("SELECT {COLUMNS} FROM delivery WHERE webhook_id = $1 ORDER BY id DESC LIMIT $2");
    sql::all(conn, &text, vals![webhook_id, limit]).await
}

#[cfg(test)]
mod tests {
    use super::{Duration, MOST_ATTEMPTS, pause};

    #[test]
    fn pauses_grow_and_end_after_about_three_days() {
        assert_eq!(pause(1), Duration::minutes(1));
        assert_eq!(pause(4), Duration::minutes(8));
        let all: Duration = (1..MOST_ATTEMPTS).map(pause).sum();
        assert!(all > Duration::days(1) && all < Duration::days(4), "{all}");
    }
}
