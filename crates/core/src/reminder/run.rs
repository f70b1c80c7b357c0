//! The day's reminders, sent once: over restarts, over nodes, and whoever presses the button.

use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use serde_json::json;

use super::{Digest, digest, house};
use crate::{
    access::Act,
    db::{Conn, Timestamp, Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    mail::{self, Message},
    vals,
};

/// A day on which reminders were sent.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Run {
    /// The day.
    pub day: NaiveDate,
    /// When, for the first time.
    pub at: Timestamp,
    /// Whether somebody pressed the button.
    pub by_hand: bool,
    /// Who.
    pub by_name: String,
    /// How many messages, all together.
    pub mails: i32,
}

/// The last days, newest first.
pub async fn last(conn: &Conn, limit: i64) -> Result<Vec<Run>> {
    let text = "SELECT day, at, by_hand, by_name, mails FROM reminder_run
        ORDER BY day DESC LIMIT $1";
    sql::all(conn, text, vals![limit]).await
}

async fn of(conn: &Conn, day: NaiveDate) -> Result<Option<Run>> {
    let text = "SELECT day, at, by_hand, by_name, mails FROM reminder_run WHERE day = $1";
    sql::one(conn, text, vals![day]).await
}

/// Whether the job of this day is still to be done: switched on, the hour has come, a working day,
/// and nobody was quicker.
pub async fn is_due(conn: &Conn, day: NaiveDate, hour: u32) -> Result<bool> {
    let house = house::find(conn).await?;
    Ok(house.enabled
        && i64::from(hour) >= i64::from(house.hour)
        && of(conn, day).await?.is_none()
        && digest::is_working(conn, day).await?)
}

/// Send the digests of a day: `words` makes a message of each. How many were queued.
///
/// By the job only if the day is not taken yet; by hand also later, for those who have had no
/// message today. Claim, messages and ledger are one transaction: all of it is done or nothing.
pub async fn send(
    tx: &Tx,
    day: NaiveDate,
    by_hand: bool,
    words: impl Fn(&Digest) -> Message + Send + Sync,
) -> Result<usize> {
    tx.actor.may(Act::Urge)?;
    if !digest::is_working(tx, day).await? {
        if by_hand {
            return Err(Error::Refused("not_a_working_day"));
        }
        return Ok(0);
    }
    let text = "INSERT INTO reminder_run (day, at, by_hand, by_name, mails)
        VALUES ($1, $2, $3, $4, 0) ON CONFLICT (day) DO NOTHING";
    let row = vals![day, tx.now, by_hand, tx.actor.name.clone()];
    let is_first = sql::execute(tx, text, row).await? > 0;
    if !is_first && !by_hand {
        return Ok(0);
    }
    let mut sent = 0;
    let mut obligations = 0;
    for digest in digest::collect(tx, day, tx.now).await? {
        if digest.held.is_some() {
            continue;
        }
        let mut message = words(&digest);
        message.key = digest.key(day);
        message.not_before = Some(digest.comes_at);
        let id = mail::queue(tx, message).await?;
        obligations += note(tx, &digest, id, day).await?;
        sent += 1;
    }
    let text = "UPDATE reminder_run SET mails = mails + $2 WHERE day = $1";
    let number = i32::try_from(sent).unwrap_or(i32::MAX);
    sql::execute(tx, text, vals![day, number]).await?;
    let after = json!({
        "day": day, "by_hand": by_hand, "mails": sent, "obligations": obligations,
    });
    event::record(
        tx,
        Kind::RemindersSent,
        Subject::Reminders,
        event::NOTHING,
        Some(&after),
    )?;
    Ok(sent)
}

async fn note(tx: &Tx, digest: &Digest, mail_id: i64, day: NaiveDate) -> Result<usize> {
    let columns = [
        "id",
        "address",
        "obligation_id",
        "last_day",
        "step",
        "day",
        "mail_id",
    ];
    let first = sql::next_id(tx, "reminder_sent").await?;
    let address = digest.to.address.to_lowercase();
    let rows: Vec<_> = (first..)
        .zip(digest.rows())
        .map(|(id, (obligation, last_day, step))| {
            vals![
                id,
                address.clone(),
                obligation,
                last_day,
                step,
                day,
                mail_id
            ]
        })
        .collect();
    let number = rows.len();
    sql::insert_all(tx, "reminder_sent", &columns, rows).await?;
    Ok(number)
}
