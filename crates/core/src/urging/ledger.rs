//! The ledger: when, how, by whom and with which letter each obligation was urged. Letters that
//! were discarded before they went out do not count.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use serde_json::json;

use super::{MOST, Way};
use crate::{
    access::Act,
    db::{Conn, Timestamp, Tx, sql},
    error::{Error, Result},
    event::{self, About, Kind, Subject},
    mail,
    obligation::{Class, Item},
    vals,
};

/// How often something was urged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Urged {
    /// How often.
    pub times: i64,
    /// The day of the last.
    pub last: NaiveDate,
}

/// An entry of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Entry {
    /// What was urged.
    pub obligation_id: i64,
    /// The unit that owed it then.
    pub unit_id: i64,
    /// The code of its task.
    pub task_code: String,
    way: i16,
    /// With which letters, if it was one.
    pub batch_id: Option<i64>,
    /// The number of the letter, once it is signed.
    pub number: Option<String>,
    /// The day.
    pub day: NaiveDate,
    class: String,
    /// When it was entered.
    pub at: Timestamp,
    /// By whom.
    pub by_name: String,
    /// The message that took it to the unit, if it was one.
    pub mail_id: Option<i64>,
    mail_state: Option<i16>,
    /// When the mail server took it.
    pub mailed_at: Option<Timestamp>,
}

impl Entry {
    /// How.
    pub fn way(&self) -> Result<Way> {
        Way::from_number(self.way)
    }

    /// How the message stands.
    pub fn mail_state(&self) -> Result<Option<mail::State>> {
        self.mail_state.map(mail::State::from_number).transpose()
    }

    /// How it stood then.
    pub fn class(&self) -> Result<Class> {
        class_of(&self.class)
    }
}

pub(super) fn class_of(text: &str) -> Result<Class> {
    Class::parse(text).ok_or_else(|| Error::Damaged(format!("class {text}")))
}

const ENTRIES: &str = "SELECT g.obligation_id, g.unit_id, t.code AS task_code, g.way,
    l.batch_id, l.number, g.day, g.class, g.at, g.by_name, g.mail_id, m.state AS mail_state,
    m.sent_at AS mailed_at
    FROM urging g JOIN obligation o ON o.id = g.obligation_id JOIN task t ON t.id = o.task_id
    LEFT JOIN urging_letter l ON l.id = g.letter_id LEFT JOIN mail m ON m.id = g.mail_id
    LEFT JOIN urging_batch b ON b.id = l.batch_id WHERE b.discarded_at IS NULL AND ";

/// The entries of a task, newest first.
pub async fn of_task(conn: &Conn, task_id: i64, limit: i64) -> Result<Vec<Entry>> {
    let text = format!("{ENTRIES} o.task_id = $1 ORDER BY g.id DESC LIMIT $2");
    sql::all(conn, &text, vals![task_id, limit]).await
}

/// The entries of a unit, newest first.
pub async fn of_unit(conn: &Conn, unit_id: i64, limit: i64) -> Result<Vec<Entry>> {
    let text = format!("{ENTRIES} g.unit_id = $1 ORDER BY g.id DESC LIMIT $2");
    sql::all(conn, &text, vals![unit_id, limit]).await
}

/// How often each of these was urged; what never was is not in it.
pub async fn counts(conn: &Conn, obligations: &[i64]) -> Result<HashMap<i64, Urged>> {
    #[derive(FromQueryResult)]
    struct Row {
        obligation_id: i64,
        times: i64,
        last: NaiveDate,
    }
    let (condition, list) = sql::one_of(sql::backend(conn), "$1", obligations);
    let text = format!(
        "SELECT g.obligation_id, COUNT(*) AS times, MAX(g.day) AS last FROM urging g
         LEFT JOIN urging_letter l ON l.id = g.letter_id
         LEFT JOIN urging_batch b ON b.id = l.batch_id
         WHERE g.obligation_id {condition} AND b.discarded_at IS NULL GROUP BY g.obligation_id"
    );
    let rows: Vec<Row> = sql::all(conn, &text, vec![list]).await?;
    let pair = |row: Row| {
        let urged = Urged {
            times: row.times,
            last: row.last,
        };
        (row.obligation_id, urged)
    };
    Ok(rows.into_iter().map(pair).collect())
}

/// Enter that these were urged in some other way than by a letter.
pub async fn note(tx: &Tx, items: &[Item], way: Way, day: NaiveDate) -> Result<()> {
    note_with(tx, items, way, day, None).await
}

/// The same, with the message that does it.
pub async fn note_with(
    tx: &Tx,
    items: &[Item],
    way: Way,
    day: NaiveDate,
    mail_id: Option<i64>,
) -> Result<()> {
    tx.actor.may(Act::Urge)?;
    if way == Way::Letter {
        return Err(Error::Invalid {
            field: "way",
            reason: "letter",
        });
    }
    if items.len() > MOST {
        return Err(Error::Refused("too_many_to_urge"));
    }
    let entries: Vec<_> = items.iter().map(|item| (item, None)).collect();
    write(tx, &entries, way, day, mail_id).await?;
    let mut units: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for item in items {
        units.entry(item.unit_id).or_default().push(item.id);
    }
    for (unit, obligations) in units {
        let after = json!({
            "way": way, "day": day, "obligations": obligations, "mail": mail_id,
        });
        tell(tx, Subject::Unit(unit), unit, &after)?;
    }
    Ok(())
}

pub(super) fn tell(tx: &Tx, subject: Subject, unit: i64, after: &serde_json::Value) -> Result<()> {
    let about = About {
        unit_id: Some(unit),
        proof: None,
    };
    event::record_about(tx, Kind::Urged, subject, about, event::NOTHING, Some(after))
}

/// Write entries, each with its letter.
pub(super) async fn write(
    tx: &Tx,
    entries: &[(&Item, Option<i64>)],
    way: Way,
    day: NaiveDate,
    mail_id: Option<i64>,
) -> Result<()> {
    let first = sql::next_id(tx, "urging").await?;
    let columns = [
        "id",
        "obligation_id",
        "unit_id",
        "way",
        "letter_id",
        "day",
        "last_day",
        "class",
        "at",
        "by_id",
        "by_name",
        "mail_id",
    ];
    let rows = (first..).zip(entries).map(|(id, (item, letter))| {
        vals![
            id,
            item.id,
            item.unit_id,
            way.number(),
            *letter,
            day,
            item.last_day,
            item.class.as_str(),
            tx.now,
            tx.actor.account_id,
            tx.actor.name.clone(),
            mail_id,
        ]
    });
    sql::insert_all(tx, "urging", &columns, rows.collect()).await
}

/// That the letter to a unit went by this message.
pub async fn mailed(tx: &Tx, letter_id: i64, unit_id: i64, mail_id: i64) -> Result<()> {
    tx.actor.may(Act::Urge)?;
    let text = "UPDATE urging SET mail_id = $3 WHERE letter_id = $1 AND unit_id = $2";
    let row = vals![letter_id, unit_id, mail_id];
    sql::execute(tx, text, row).await.map(drop)
}
