//! Undoing an act as a whole, while nothing has happened on top of it: directory and obligations
//! are as they were, to the last field.

use chrono::NaiveDate;
use sea_orm::FromQueryResult;

use super::{content, door, groups, lifting, people, route::Fate, seen, situation::touched};
use crate::{
    access,
    db::{Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    obligation::{Standing, tally::Changes},
    vals,
};

/// Undo. Refused with `later_act`, `obligation_changed`, `directory_changed` or `unit_in_use` when
/// something has happened on top.
pub async fn undo(tx: &Tx, id: i64, version: i64) -> Result<()> {
    tx.actor.may(access::Act::Reorganise)?;
    let act = seen(tx, id, version).await?;
    if act.applied_at.is_none() {
        return Err(Error::Refused("reorganisation_not_applied"));
    }
    nothing_later(tx, id).await?;
    let text = "SELECT id FROM reorganisation_round WHERE reorganisation_id = $1 ORDER BY id DESC";
    let rounds: Vec<i64> = sql::column(tx, text, vals![id]).await?;
    let mut restored = 0;
    for round in &rounds {
        restored += take_back(tx, *round).await?;
    }
    let text = "DELETE FROM succession WHERE reorganisation_id = $1";
    sql::execute(tx, text, vals![id]).await?;
    groups::restore(tx, id).await?;
    people::restore(tx, id).await?;
    door::restore(tx, id).await?;
    let text = "DELETE FROM reorganisation_round WHERE reorganisation_id = $1";
    sql::execute(tx, text, vals![id]).await?;
    let text = "UPDATE reorganisation SET applied_at = NULL, undone_at = $2, version = version + 1
                WHERE id = $1";
    sql::execute(tx, text, vals![id, tx.now]).await?;
    let after = serde_json::json!({"rounds": rounds, "obligations": restored});
    event::record(
        tx,
        Kind::ReorganisationUndone,
        Subject::Reorganisation(id),
        event::NOTHING,
        Some(&after),
    )
}

/// No act that speaks of the same units has been applied since.
async fn nothing_later(tx: &Tx, id: i64) -> Result<()> {
    let own = content(tx, id).await?;
    let own = touched(&own);
    let text = "SELECT r.id FROM reorganisation r WHERE r.applied_at IS NOT NULL AND r.id <> $1
                AND (SELECT MAX(n.id) FROM reorganisation_round n
                    WHERE n.reorganisation_id = r.id)
                  > (SELECT MIN(m.id) FROM reorganisation_round m
                    WHERE m.reorganisation_id = $1)";
    for other in sql::column::<i64>(tx, text, vals![id]).await? {
        let other = content(tx, other).await?;
        if touched(&other).iter().any(|code| own.contains(code)) {
            return Err(Error::Refused("later_act"));
        }
    }
    Ok(())
}

/// One round, obligation by obligation as sets. How many were restored.
async fn take_back(tx: &Tx, round: i64) -> Result<u64> {
    let text = "SELECT COUNT(*) FROM obligation_move m JOIN obligation o ON o.id = m.obligation_id
                WHERE m.round = $1 AND o.version <> m.version";
    // What others were joined into answers for them: it must be untouched as well.
    let joined = "SELECT COUNT(*) FROM obligation_move m JOIN obligation o ON o.id = m.other_id
                  WHERE m.round = $1 AND m.kind <> 0 AND m.kind = 1 AND o.version <> m.other_version";
    for text in [text, joined] {
        if sql::scalar::<i64>(tx, text, vals![round]).await? != Some(0) {
            return Err(Error::Refused("obligation_changed"));
        }
    }
    used(tx, round).await?;
    count_back(tx, round).await?;
    let text =
        "SELECT obligation_id FROM obligation_move WHERE round = $1 AND kind <> 0 AND kind = $2";
    let added: Vec<i64> = sql::column(tx, text, vals![round, Fate::Added.number()]).await?;
    let text = "SELECT CAST(COALESCE(SUM(number), 0) AS BIGINT) FROM obligation_flow
                WHERE round = $1";
    let number: Option<i64> = sql::scalar(tx, text, vals![round]).await?;
    let lifted = lifting::lift(tx, number.unwrap_or(0)).await?;
    let text = "UPDATE obligation SET unit_id = m.from_unit, version = m.version - 1
                FROM obligation_move m
                WHERE m.round = $1 AND m.kind = $2 AND m.obligation_id = obligation.id";
    let mut restored = sql::execute(tx, text, vals![round, Fate::Moved.number()]).await?;
    let text = "UPDATE obligation SET state = m.was_state, standing = m.was_standing,
                    version = m.version - 1
                FROM obligation_move m
                WHERE m.round = $1 AND m.kind <> 0 AND m.kind IN (1, 2) AND m.obligation_id = obligation.id";
    restored += sql::execute(tx, text, vals![round]).await?;
    for table in ["obligation_flow", "obligation_move"] {
        let text = format!("DELETE FROM {table} WHERE round = $1");
        sql::execute(tx, &text, vals![round]).await?;
    }
    for group in added.chunks(1_000) {
        let list: Vec<String> = group.iter().map(i64::to_string).collect();
        let list = list.join(", ");
        let text = format!("DELETE FROM obligation_decision WHERE obligation_id IN ({list})");
        sql::execute(tx, &text, vec![]).await?;
        let text = format!("DELETE FROM obligation WHERE id IN ({list})");
        restored += sql::execute(tx, &text, vec![]).await?;
    }
    lifted.put_back(tx).await?;
    Ok(restored)
}

/// What an act added cannot go while something hangs on it: a report, an estimate, whatever else
/// points at an obligation.
async fn used(tx: &Tx, round: i64) -> Result<()> {
    for pointer in sql::pointing_at(tx, "obligation").await? {
        // Its own decisions go with it.
        if pointer.name == "obligation_decision" {
            continue;
        }
        let text = format!(
            "SELECT COUNT(*) FROM {} x JOIN obligation_move m
                 ON m.obligation_id = x.{} WHERE m.round = $1 AND m.kind <> 0 AND m.kind = $2",
            pointer.name, pointer.field
        );
        let row = vals![round, Fate::Added.number()];
        if sql::scalar::<i64>(tx, &text, row).await? != Some(0) {
            return Err(Error::Refused("obligation_changed"));
        }
    }
    Ok(())
}

/// The tally as it was.
async fn count_back(tx: &Tx, round: i64) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Row {
        role: i16,
        standing: i16,
        was_standing: i16,
        last_day: NaiveDate,
        kind: i16,
        number: i64,
    }
    let text = "SELECT o.role, o.standing, m.was_standing, o.last_day, m.kind, COUNT(*) AS number
                FROM obligation_move m JOIN obligation o ON o.id = m.obligation_id
                WHERE m.round = $1 AND m.kind <> 0 AND m.kind IN (1, 2, 3)
                GROUP BY o.role, o.standing, m.was_standing, o.last_day, m.kind";
    let mut changes = Changes::default();
    for row in sql::all::<Row>(tx, text, vals![round]).await? {
        if row.standing != Standing::Joined.number() {
            changes.add_stored(row.role, row.standing, row.last_day, -row.number);
        }
        if row.kind != Fate::Added.number() {
            changes.add_stored(row.role, row.was_standing, row.last_day, row.number);
        }
    }
    changes.write(tx).await
}
