//! The ledger (cấp phát, điều chỉnh, giải ngân): for each approved estimate, per source and year,
//! what was allocated, how that was adjusted, and what was spent. Entries are only added.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::{
    LONGEST,
    amount::MOST,
    drafting::record,
    estimate::{Estimate, State, find},
    line::YEARS,
    optional, source,
};
use crate::{
    access::Act,
    db::{Conn, Timestamp, Tx, sql},
    error::{Error, Result},
    event::{self, Kind},
    obligation::completion::local_day,
    vals,
};

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// Cấp, phân bổ.
    Allocation,
    /// Điều chỉnh, more or less.
    Adjustment,
    /// Giải ngân.
    Disbursement,
}

impl EntryKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Allocation, Self::Adjustment, Self::Disbursement];

    /// As stored.
    pub const fn number(self) -> i16 {
        self as i16
    }
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
#[expect(missing_docs, reason = "as in the table `money_entry`")]
pub struct Entry {
    pub id: i64,
    pub uid: Uuid,
    pub estimate_id: i64,
    pub source_id: i64,
    pub source_name: String,
    pub year: i32,
    kind: i16,
    pub amount: i64,
    pub on_day: NaiveDate,
    pub document: Option<String>,
    pub note: Option<String>,
    /// The entry that this one takes back.
    pub corrects: Option<i64>,
    /// The entry that takes this one back.
    pub corrected_by: Option<i64>,
    pub at: Timestamp,
    pub by_name: String,
}

impl Entry {
    /// What it is.
    pub fn kind(&self) -> Result<EntryKind> {
        let kind = EntryKind::ALL
            .into_iter()
            .find(|it| it.number() == self.kind);
        kind.ok_or_else(|| Error::Damaged(format!("money entry {}", self.kind)))
    }
}

const SELECT: &str =
    "SELECT m.id, m.uid, m.estimate_id, m.source_id, s.name AS source_name, m.year,
        m.kind, m.amount, m.on_day, m.document, m.note, m.corrects, c.id AS corrected_by, m.at,
        m.by_name
    FROM money_entry m JOIN fund_source s ON s.id = m.source_id
        LEFT JOIN money_entry c ON c.corrects = m.id";

/// The entries of an estimate, in the order in which they were made.
pub async fn of_estimate(conn: &Conn, estimate: i64) -> Result<Vec<Entry>> {
    let text = format!("{SELECT} WHERE m.estimate_id = $1 ORDER BY m.id");
    sql::all(conn, &text, vals![estimate]).await
}

/// What a person enters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "as in the table `money_entry`")]
pub struct NewEntry {
    pub kind: EntryKind,
    pub source_id: i64,
    pub year: i32,
    pub amount: i64,
    pub on_day: NaiveDate,
    pub document: Option<String>,
    pub note: Option<String>,
}

/// Enter an allocation, an adjustment or a disbursement of an approved estimate.
pub async fn enter(tx: &Tx, estimate: i64, entry: &NewEntry) -> Result<i64> {
    let estimate = may(tx, estimate).await?;
    let invalid = |field, reason| Error::Invalid { field, reason };
    let size = entry.amount.checked_abs().unwrap_or(i64::MAX);
    let signed = entry.kind == EntryKind::Adjustment;
    if size == 0 || size > MOST || (entry.amount < 0 && !signed) {
        return Err(invalid("amount", "out_of_range"));
    }
    if !YEARS.contains(&entry.year) {
        return Err(invalid("year", "out_of_range"));
    }
    if entry.on_day > local_day(tx.now) {
        return Err(invalid("on", "in_the_future"));
    }
    let sources = source::list(tx).await?;
    if sources.iter().all(|source| source.id != entry.source_id) {
        return Err(invalid("source", "unknown"));
    }
    let entry = NewEntry {
        document: optional("document", entry.document.as_deref(), 200)?,
        note: optional("note", entry.note.as_deref(), LONGEST)?,
        ..entry.clone()
    };
    let id = insert(tx, estimate.id, &entry, None).await?;
    let after = json!({"entry": id, "content": entry});
    let kind = Kind::MoneyEntered;
    let unit = estimate.unit_id;
    record(tx, kind, estimate.id, unit, event::NOTHING, Some(&after))?;
    Ok(id)
}

/// Take an entry back by a new one with the opposite amount. Once, and never a taking back itself.
pub async fn take_back(tx: &Tx, id: i64, note: &str) -> Result<Entry> {
    let text = format!("{SELECT} WHERE m.id = $1");
    let wrong: Option<Entry> = sql::one(tx, &text, vals![id]).await?;
    let wrong = wrong.ok_or(Error::NotFound("money entry"))?;
    let estimate = may(tx, wrong.estimate_id).await?;
    if wrong.corrects.is_some() || wrong.corrected_by.is_some() {
        return Err(Error::Refused("entry_taken_back"));
    }
    let entry = NewEntry {
        kind: wrong.kind()?,
        source_id: wrong.source_id,
        year: wrong.year,
        amount: -wrong.amount,
        on_day: local_day(tx.now),
        document: None,
        note: Some(super::needed("note", note, LONGEST)?),
    };
    let new = insert(tx, estimate.id, &entry, Some(id)).await?;
    let before = json!({"entry": id, "amount": wrong.amount});
    let after = json!({"entry": new, "amount": entry.amount, "note": entry.note});
    let kind = Kind::MoneyTakenBack;
    record(
        tx,
        kind,
        estimate.id,
        estimate.unit_id,
        Some(&before),
        Some(&after),
    )?;
    Ok(wrong)
}

async fn may(tx: &Tx, estimate: i64) -> Result<Estimate> {
    tx.actor.may(Act::RecordAllocation)?;
    let estimate = find(tx, estimate).await?;
    if estimate.state()? == State::Approved {
        Ok(estimate)
    } else {
        Err(Error::Refused("estimate_not_approved"))
    }
}

async fn insert(tx: &Tx, estimate: i64, entry: &NewEntry, corrects: Option<i64>) -> Result<i64> {
    let id = sql::next_id(tx, "money_entry").await?;
    let columns = [
        "id",
        "uid",
        "estimate_id",
        "source_id",
        "year",
        "kind",
        "amount",
        "on_day",
        "document",
        "note",
        "corrects",
        "at",
        "by_id",
        "by_name",
    ];
    let row = vals![
        id,
        tx.uid(),
        estimate,
        entry.source_id,
        entry.year,
        entry.kind.number(),
        entry.amount,
        entry.on_day,
        entry.document.clone(),
        entry.note.clone(),
        corrects,
        tx.now,
        tx.actor.account_id,
        tx.actor.name.clone(),
    ];
    sql::insert(tx, "money_entry", &columns, row).await?;
    Ok(id)
}

/// Where a source stands in a year.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(
    missing_docs,
    reason = "approved, allocated with adjustments, disbursed"
)]
pub struct Standing {
    pub source_name: String,
    pub approved: i64,
    pub allocated: i64,
    pub disbursed: i64,
}

impl Standing {
    /// More was spent than there is.
    pub fn overspent(&self) -> bool {
        self.disbursed > self.allocated
    }

    /// More was allocated than approved.
    pub fn over_allocated(&self) -> bool {
        self.allocated > self.approved
    }

    /// Adjustments took more than there was.
    pub fn negative(&self) -> bool {
        self.allocated < 0
    }

    /// What is left to spend.
    pub fn left(&self) -> i64 {
        self.allocated.saturating_sub(self.disbursed)
    }
}

/// How an estimate stands, by year and source.
pub async fn standing(conn: &Conn, estimate: &Estimate) -> Result<BTreeMap<(i32, i64), Standing>> {
    let mut all: BTreeMap<(i32, i64), Standing> = BTreeMap::new();
    for line in super::line::of_round(conn, estimate.id, estimate.round).await? {
        let place = all.entry((line.year, line.source_id)).or_default();
        place.source_name = line.source_name;
        add(&mut place.approved, line.approved.unwrap_or(0))?;
    }
    for entry in of_estimate(conn, estimate.id).await? {
        let kind = entry.kind()?;
        let place = all.entry((entry.year, entry.source_id)).or_default();
        place.source_name = entry.source_name;
        match kind {
            EntryKind::Disbursement => add(&mut place.disbursed, entry.amount)?,
            EntryKind::Allocation | EntryKind::Adjustment => {
                add(&mut place.allocated, entry.amount)?;
            }
        }
    }
    Ok(all)
}

fn add(to: &mut i64, amount: i64) -> Result<()> {
    *to = super::amount::sum([*to, amount])?;
    Ok(())
}
