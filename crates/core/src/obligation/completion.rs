//! Completion: the coordinator records that an obligation is done, and can take that back.
//! (Reports by the units themselves come with progress updates.)
//!
//! Of a recurring obligation it is the period that is done: the obligation goes on to the next one,
//! and only with the last is it done itself. Taking back goes the same way in reverse.

use chrono::NaiveDate;
use serde_json::json;

use super::{
    Facts, NO_DAY, Obligation, State, find,
    series::{self, Series},
    tally::Changes,
};
use crate::{
    access::Act,
    db::{Timestamp, Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    plan, task, vals,
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
    let open = Facts {
        state: State::Open,
        ..before.facts()?
    };
    let note = note.map(str::to_owned);
    let done = Facts {
        completed_on: Some(on),
        ..open
    };
    // Recording again a period that is done, changes its day.
    let next = match before.completed_on {
        None => next(tx, &before).await?,
        Some(_) => None,
    };
    let Some((this, next)) = next else {
        return save(tx, &before, done, note, Kind::CompletionRecorded, None).await;
    };
    let id = sql::next_id(tx, "occurrence").await?;
    let columns = ["id", "obligation_id", "due", "completed_on", "note"];
    let row = vals![id, before.id, this, on, note.clone()];
    sql::insert(tx, "occurrence", &columns, row).await?;
    let facts = Facts {
        due: Some(next),
        completed_on: None,
        ..open
    };
    let period = json!({"due": this, "completed_on": on, "note": note});
    let kind = Kind::CompletionRecorded;
    save(tx, &before, facts, None, kind, Some(period)).await
}

/// The day of the period that is open, and that of the one behind it.
async fn next(tx: &Tx, obligation: &Obligation) -> Result<Option<(NaiveDate, NaiveDate)>> {
    let Some(this) = obligation.due else {
        return Ok(None);
    };
    let task = task::find(tx, obligation.task_id).await?;
    if task.rrule.is_none() {
        return Ok(None);
    }
    let plan = plan::find(tx, obligation.plan_id).await?;
    let series = Series::of_task(&task, &plan);
    let next = series.and_then(|series| series.after(this));
    Ok(next.map(|next| (this, next)))
}

/// Take it back.
pub async fn take_back(tx: &Tx, id: i64, version: i64) -> Result<Obligation> {
    let before = may(tx, id, version).await?;
    let mut facts = Facts {
        state: State::Open,
        completed_on: None,
        ..before.facts()?
    };
    let kind = Kind::CompletionTakenBack;
    if before.completed_on.is_some() {
        return save(tx, &before, facts, None, kind, None).await;
    }
    let Some(last) = series::last_done(tx, id).await? else {
        return Err(Error::Refused("not_completed"));
    };
    sql::execute(tx, "DELETE FROM occurrence WHERE id = $1", vals![last.id]).await?;
    facts.due = Some(last.due);
    let period = json!({"due": last.due, "completed_on": last.completed_on, "note": last.note});
    save(tx, &before, facts, None, kind, Some(period)).await
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

/// Store new facts with what follows from them. `period` is the one that was done or taken back
/// when the obligation itself goes on.
async fn save(
    tx: &Tx,
    before: &Obligation,
    facts: Facts,
    note: Option<String>,
    kind: Kind,
    period: Option<serde_json::Value>,
) -> Result<Obligation> {
    let text = "UPDATE obligation SET state = $2, completed_on = $3, completion_note = $4,
                    last_day = $5, standing = $6, due = $7, version = version + 1
                WHERE id = $1";
    let last_day = facts.last_day().unwrap_or(NO_DAY);
    let row = vals![
        before.id,
        facts.state.number(),
        facts.completed_on,
        note.clone(),
        last_day,
        facts.standing().number(),
        facts.due,
    ];
    sql::execute(tx, text, row).await?;
    let mut changes = Changes::default();
    changes.add(before.role()?, &before.facts()?, -1);
    changes.add(before.role()?, &facts, 1);
    changes.write(tx).await?;
    let was = json!({
        "state": before.facts()?.state, "completed_on": before.completed_on,
        "note": before.completion_note, "due": before.due,
    });
    let is = json!({
        "state": facts.state, "completed_on": facts.completed_on, "note": note, "due": facts.due,
        "period": period,
    });
    event::record(
        tx,
        kind,
        Subject::Obligation(before.id),
        Some(&was),
        Some(&is),
    )?;
    find(tx, before.id).await
}
