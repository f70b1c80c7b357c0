//! Completion: the coordinator records that an obligation is done, and can take that back.
//! (Reports by the units themselves come with progress updates.)

use chrono::NaiveDate;
use serde_json::json;

use super::{Facts, NO_DAY, Obligation, State, find, tally::Changes};
use crate::{
    access::Act,
    db::{Timestamp, Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    vals,
};

/// Longest note, in characters.
const LONGEST: usize = 2_000;

/// Record that it was done on a day, with a note. `version` is the one the person saw.
pub async fn record(
    tx: &Tx,
    id: i64,
    version: i64,
    on: NaiveDate,
    note: Option<&str>,
) -> Result<Obligation> {
    let before = may(tx, id, version).await?;
    if on > local_day(tx.now) {
        return Err(Error::Invalid {
            field: "completed_on",
            reason: "in_the_future",
        });
    }
    let note = note.map(str::trim).filter(|note| !note.is_empty());
    if note.is_some_and(|note| note.chars().count() > LONGEST) {
        return Err(Error::Invalid {
            field: "completion_note",
            reason: "too_long",
        });
    }
    let state = before.facts()?.state;
    if matches!(state, State::Suspended | State::Cancelled | State::Joined) {
        return Err(Error::Refused("obligation_closed"));
    }
    let facts = Facts {
        state: State::Open,
        completed_on: Some(on),
        ..before.facts()?
    };
    save(
        tx,
        &before,
        facts,
        note.map(str::to_owned),
        Kind::CompletionRecorded,
    )
    .await
}

/// Take it back.
pub async fn take_back(tx: &Tx, id: i64, version: i64) -> Result<Obligation> {
    let before = may(tx, id, version).await?;
    if before.completed_on.is_none() {
        return Err(Error::Refused("not_completed"));
    }
    let facts = Facts {
        state: State::Open,
        completed_on: None,
        ..before.facts()?
    };
    save(tx, &before, facts, None, Kind::CompletionTakenBack).await
}

async fn may(tx: &Tx, id: i64, version: i64) -> Result<Obligation> {
    tx.actor.may(Act::RecordCompletion)?;
    let obligation = find(tx, id).await?;
    if obligation.version == version {
        Ok(obligation)
    } else {
        Err(Error::Conflict {
            what: "obligation",
            version: obligation.version,
        })
    }
}

/// The day it is in Viet Nam (+07:00, no daylight saving).
pub fn local_day(now: Timestamp) -> NaiveDate {
    (now + chrono::Duration::hours(7)).date_naive()
}

/// Store new facts with what follows from them.
async fn save(
    tx: &Tx,
    before: &Obligation,
    facts: Facts,
    note: Option<String>,
    kind: Kind,
) -> Result<Obligation> {
    let text = "UPDATE obligation SET state = $2, completed_on = $3, completion_note = $4,
                    last_day = $5, standing = $6, version = version + 1
                WHERE id = $1";
    let last_day = facts.last_day().unwrap_or(NO_DAY);
    let row = vals![
        before.id,
        facts.state.number(),
        facts.completed_on,
        note.clone(),
        last_day,
        facts.standing().number(),
    ];
    sql::execute(tx, text, row).await?;
    let mut changes = Changes::default();
    changes.add(before.role()?, &before.facts()?, -1);
    changes.add(before.role()?, &facts, 1);
    changes.write(tx).await?;
    let was = json!({
        "state": before.facts()?.state, "completed_on": before.completed_on,
        "note": before.completion_note,
    });
    let is = json!({"state": facts.state, "completed_on": facts.completed_on, "note": note});
    event::record(
        tx,
        kind,
        Subject::Obligation(before.id),
        Some(&was),
        Some(&is),
    )?;
    find(tx, before.id).await
}
