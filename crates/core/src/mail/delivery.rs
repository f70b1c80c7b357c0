//! Each message on its way: handed out, tried, taken or not, tried again, given up, called back.

use chrono::Duration;
use sea_orm::FromQueryResult;
use serde_json::json;

use super::{COLUMNS, Mail, State, find, message_id};
use crate::{
    access::Act,
    db::{Conn, Timestamp, Tx, sql},
    error::{Error, Result},
    event::{self, About, Kind, Subject},
    vals,
};

/// How often a message is tried: with the pauses below, for about three days.
pub const MOST_ATTEMPTS: i32 = 12;
/// How long a message that was handed out stays with who took it. Longer than any try takes.
pub const LEASE: Duration = Duration::minutes(10);
/// Longest answer kept, in characters.
const LONGEST: usize = 500;

/// What came of a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The mail server took the message, and said this.
    Accepted(String),
    /// It did not, or was not reached; trying again may help.
    Failed(String),
    /// It never will: no such address, too large.
    Refused(String),
}

/// A try.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Try {
    /// Which, from 1.
    pub attempt: i32,
    /// When it began.
    pub began_at: Timestamp,
    /// When it ended; `None` when it goes on, or was cut off.
    pub ended_at: Option<Timestamp>,
    /// Whether the server took the message.
    pub accepted: bool,
    /// What the server said.
    pub answer: Option<String>,
}

/// Whether any message is due: asked before anything is written.
pub async fn is_due(conn: &Conn, now: Timestamp) -> Result<bool> {
    let text = "SELECT 1 AS one FROM mail WHERE next_at <= $1 LIMIT 1";
    let found: Option<i32> = sql::scalar(conn, text, vals![now]).await?;
    Ok(found.is_some())
}

/// Hand out the message that is due longest; none while another is with the server, here or on
/// another node. What nothing is recorded of in time is handed out again.
pub async fn claim(tx: &Tx) -> Result<Option<Mail>> {
    let sending = State::Sending.number();
    let text = "SELECT id FROM mail WHERE state = $1 AND next_at > $2 LIMIT 1";
    let busy: Option<i64> = sql::scalar(tx, text, vals![sending, tx.now]).await?;
    if busy.is_some() {
        return Ok(None);
    }
    let text =
        format!("SELECT {COLUMNS} FROM mail WHERE next_at <= $1 ORDER BY next_at, id LIMIT 1");
    let due: Option<Mail> = sql::one(tx, &text, vals![tx.now]).await?;
    let Some(mail) = due else { return Ok(None) };
    begin(tx, mail).await.map(Some)
}

/// Take this message now: somebody waits for what comes of it.
pub async fn take(tx: &Tx, id: i64) -> Result<Mail> {
    begin(tx, find(tx, id).await?).await
}

async fn begin(tx: &Tx, mut mail: Mail) -> Result<Mail> {
    let sending = State::Sending.number();
    mail.attempts += 1;
    mail.state = sending;
    let text = "UPDATE mail SET state = $2, attempts = $3, tries_left = tries_left - 1,
        next_at = $4 WHERE id = $1";
    let row = vals![mail.id, sending, mail.attempts, tx.now + LEASE];
    sql::execute(tx, text, row).await?;
    let id = sql::next_id(tx, "mail_try").await?;
    let columns = ["id", "mail_id", "attempt", "began_at", "accepted"];
    let row = vals![id, mail.id, mail.attempts, tx.now, false];
    sql::insert(tx, "mail_try", &columns, row).await?;
    Ok(mail)
}

/// Write down what came of a try.
pub async fn record(tx: &Tx, id: i64, attempt: i32, outcome: Outcome) -> Result<()> {
    let mail = find(tx, id).await?;
    let (accepted, final_, answer) = match outcome {
        Outcome::Accepted(answer) => (true, true, answer),
        Outcome::Failed(answer) => (false, false, answer),
        Outcome::Refused(answer) => (false, true, answer),
    };
    let answer: String = answer.chars().take(LONGEST).collect();
    let text = "UPDATE mail_try SET ended_at = $3, accepted = $4, answer = $5
        WHERE mail_id = $1 AND attempt = $2";
    let row = vals![id, attempt, tx.now, accepted, answer.clone()];
    sql::execute(tx, text, row).await?;
    if accepted {
        return taken(tx, &mail, &answer).await;
    }
    // A later try goes on, it arrived by an earlier one, or somebody called it back.
    if mail.attempts != attempt || mail.state()? != State::Sending {
        return Ok(());
    }
    not_taken(tx, &mail, &answer, final_).await
}

async fn taken(tx: &Tx, mail: &Mail, answer: &str) -> Result<()> {
    if mail.state()? == State::Sent {
        return Ok(());
    }
    let text = "UPDATE mail SET state = $2, next_at = NULL, sent_at = $3, answer = $4,
        body = CASE WHEN secret THEN NULL ELSE body END WHERE id = $1";
    let row = vals![mail.id, State::Sent.number(), tx.now, answer];
    sql::execute(tx, text, row).await?;
    tell(tx, mail, Kind::MailSent, State::Sent, Some(answer))
}

async fn not_taken(tx: &Tx, mail: &Mail, answer: &str, final_: bool) -> Result<()> {
    let text = "SELECT tries_left FROM mail WHERE id = $1";
    let left: i32 = sql::scalar(tx, text, vals![mail.id]).await?.unwrap_or(0);
    let next_at = (!final_ && left > 0).then(|| tx.now + pause(MOST_ATTEMPTS - left));
    let state = match next_at {
        Some(_) => State::Failed,
        None => State::GivenUp,
    };
    let text = "UPDATE mail SET state = $2, next_at = $3, answer = $4 WHERE id = $1";
    let row = vals![mail.id, state.number(), next_at, answer];
    sql::execute(tx, text, row).await?;
    tell(tx, mail, Kind::MailFailed, state, Some(answer))
}

/// One minute, two, four, …, at most a day.
fn pause(attempts: i32) -> Duration {
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(11);
    Duration::minutes(1_i64 << doublings).min(Duration::days(1))
}

/// Send a message again that is over, or at once one that waits for its next try.
pub async fn again(tx: &Tx, id: i64) -> Result<()> {
    tx.actor.may(Act::Urge)?;
    let mail = find(tx, id).await?;
    if mail.body.is_none() {
        return Err(Error::Refused("mail_erased"));
    }
    let state = mail.state()?;
    if state == State::Sending {
        return Err(Error::Refused("mail_under_way"));
    }
    // A server that has seen a Message-ID may drop the second of its kind without a word.
    let message_id = match state {
        State::Sent => message_id(tx).await?,
        _ => mail.message_id.clone(),
    };
    let text = "UPDATE mail SET state = $2, next_at = $3, tries_left = $4, message_id = $5,
        sent_at = NULL WHERE id = $1";
    let waiting = State::Waiting.number();
    let row = vals![id, waiting, tx.now, MOST_ATTEMPTS, message_id];
    sql::execute(tx, text, row).await?;
    tell(tx, &mail, Kind::MailQueued, State::Waiting, None)
}

/// Call a message back that has not been taken yet.
pub async fn cancel(tx: &Tx, id: i64) -> Result<()> {
    tx.actor.may(Act::Urge)?;
    let mail = find(tx, id).await?;
    let state = mail.state()?;
    if state == State::Cancelled {
        return Ok(());
    }
    if !matches!(state, State::Waiting | State::Failed) {
        return Err(Error::Refused("mail_under_way"));
    }
    let text = "UPDATE mail SET state = $2, next_at = NULL WHERE id = $1";
    let row = vals![id, State::Cancelled.number()];
    sql::execute(tx, text, row).await?;
    tell(tx, &mail, Kind::MailCancelled, State::Cancelled, None)
}

fn tell(tx: &Tx, mail: &Mail, kind: Kind, to: State, answer: Option<&str>) -> Result<()> {
    let about = About {
        unit_id: mail.unit_id,
        proof: None,
    };
    let before = json!({"state": mail.state()?});
    let after = json!({"state": to, "attempt": mail.attempts, "answer": answer});
    let subject = Subject::Mail(mail.id);
    event::record_about(tx, kind, subject, about, Some(&before), Some(&after))
}

/// The tries of a message, newest first.
pub async fn tries(conn: &Conn, id: i64) -> Result<Vec<Try>> {
    let text = "SELECT attempt, began_at, ended_at, accepted, answer FROM mail_try
        WHERE mail_id = $1 ORDER BY attempt DESC LIMIT 100";
    sql::all(conn, text, vals![id]).await
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
