//! Completion: the coordinator records that an obligation is done, and can take that back.
//! (What the units report themselves, and its confirmation: [`crate::progress`].)
//!
//! Of a recurring obligation it is the period that is done: the obligation goes on to the next one,
//! and only with the last is it done itself. Taking back goes the same way in reverse.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{
    Obligation, State,
    change::{self, After, Told},
    series::{self, Series},
};
use crate::{
    access::Act,
    db::{Timestamp, Tx, sql},
    error::{Error, Result},
    event::Kind,
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
    tx.actor.may(Act::RecordCompletion)?;
    let before = change::seen(tx, id, version).await?;
    let note = checked_note(note)?;
    complete(tx, &before, on, note, Kind::CompletionRecorded, json!({})).await
}

fn checked_note(note: Option<&str>) -> Result<Option<String>> {
    let note = note.map(str::trim).filter(|note| !note.is_empty());
    if note.is_some_and(|note| note.chars().count() > LONGEST) {
        return Err(Error::Invalid {
            field: "completion_note",
            reason: "too_long",
        });
    }
    Ok(note.map(str::to_owned))
}

/// It is done: the period that is open, or the obligation itself.
pub(crate) async fn complete(
    tx: &Tx,
    before: &Obligation,
    on: NaiveDate,
    note: Option<String>,
    kind: Kind,
    mut more: Value,
) -> Result<Obligation> {
    if on > local_day(tx.now) {
        return Err(Error::Invalid {
            field: "completed_on",
            reason: "in_the_future",
        });
    }
    let mut after = After::of(before)?;
    let state = after.facts.state;
    if matches!(state, State::Suspended | State::Cancelled | State::Joined) {
        return Err(Error::Refused("obligation_closed"));
    }
    after = after.with_state(State::Open);
    // Recording again a period that is done, changes its day.
    let next = match before.completed_on {
        None => next(tx, before).await?,
        Some(_) => None,
    };
    if let Some(next) = next {
        let this = before.facts()?;
        keep_period(tx, before, on, note.as_deref()).await?;
        more["period"] = json!({"due": this.due, "completed_on": on, "note": note});
        after.facts.due = Some(next);
        after.facts.due_inclusive = before.original_facts()?.due_inclusive;
        after.facts.completed_on = None;
        after.original = None;
        after.note = None;
    } else {
        after.facts.completed_on = Some(on);
        after.note = note;
    }
    let told = Told { more, proof: None };
    change::save(tx, before, after, kind, told).await
}

/// The period that was open is behind us.
async fn keep_period(
    tx: &Tx,
    obligation: &Obligation,
    on: NaiveDate,
    note: Option<&str>,
) -> Result<()> {
    let columns = [
        "id",
        "obligation_id",
        "due",
        "completed_on",
        "note",
        "original_due",
        "original_inclusive",
    ];
    let original = obligation.original();
    let row = vals![
        sql::next_id(tx, "occurrence").await?,
        obligation.id,
        obligation.due,
        on,
        note,
        original.map(|it| it.0),
        original.map(|it| it.1),
    ];
    sql::insert(tx, "occurrence", &columns, row).await
}

/// The day of the period behind the one that is open. An extension of this one does not move it.
async fn next(tx: &Tx, obligation: &Obligation) -> Result<Option<NaiveDate>> {
    let Some(this) = obligation.period() else {
        return Ok(None);
    };
    let task = task::find(tx, obligation.task_id).await?;
    if task.rrule.is_none() {
        return Ok(None);
    }
    let plan = plan::find(tx, obligation.plan_id).await?;
    let series = Series::of_task(&task, &plan);
    Ok(series.and_then(|series| series.after(this)))
}

/// Take it back.
pub async fn take_back(tx: &Tx, id: i64, version: i64) -> Result<Obligation> {
    tx.actor.may(Act::RecordCompletion)?;
    let before = change::seen(tx, id, version).await?;
    let kind = Kind::CompletionTakenBack;
    let mut after = After::of(&before)?.with_state(State::Open);
    after.note = None;
    after.facts.completed_on = None;
    if before.completed_on.is_some() {
        return change::save(tx, &before, after, kind, Told::default()).await;
    }
    let Some(last) = series::last_done(tx, id).await? else {
        return Err(Error::Refused("not_completed"));
    };
    sql::execute(tx, "DELETE FROM occurrence WHERE id = $1", vals![last.id]).await?;
    after.facts.due = Some(last.due);
    // What was granted for that period holds again, and what was granted for this one does not.
    after.facts.due_inclusive = match last.original() {
        Some(_) => true,
        None => before.original_facts()?.due_inclusive,
    };
    after.original = last.original();
    let period = json!({"due": last.due, "completed_on": last.completed_on, "note": last.note});
    let told = Told {
        more: json!({ "period": period }),
        proof: None,
    };
    change::save(tx, &before, after, kind, told).await
}

/// The day it is in Viet Nam (+07:00, no daylight saving).
pub fn local_day(now: Timestamp) -> NaiveDate {
    (now + chrono::Duration::hours(7)).date_naive()
}
