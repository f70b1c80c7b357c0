//! Drafting: the unit writes an estimate, hands it in, takes it back, and begins again when it was
//! returned.

use std::collections::HashSet;

use serde_json::json;

use super::{
    estimate::{self, Estimate, State, Step, find, stand},
    line::{self, NewLine},
    needed, optional, source,
};
use crate::{
    access::Act,
    db::{Conn, Tx, sql},
    error::{Error, Result},
    event::{self, About, Kind, Subject},
    obligation,
    reorganisation::answering::unit_for,
    vals,
};

/// Longest title, in characters.
const TITLE: usize = 500;

/// Begin an estimate for what a unit owes of a task.
pub async fn create(tx: &Tx, obligation_id: i64, title: &str) -> Result<Estimate> {
    let obligation = obligation::find(tx, obligation_id).await?;
    let unit = unit_for(tx, obligation_id).await?;
    tx.actor.may_for(Act::DraftEstimate, unit)?;
    let title = needed("title", title, TITLE)?;
    let id = sql::next_id(tx, "estimate").await?;
    let columns = [
        "id",
        "uid",
        "obligation_id",
        "task_id",
        "plan_id",
        "drafted_unit_id",
        "title",
        "state",
        "round",
        "version",
        "created_at",
        "created_by",
        "updated_at",
    ];
    let row = vals![
        id,
        tx.uid(),
        obligation_id,
        obligation.task_id,
        obligation.plan_id,
        unit,
        title.clone(),
        State::Draft.number(),
        1_i32,
        1_i64,
        tx.now,
        tx.actor.account_id,
        tx.now,
    ];
    sql::insert(tx, "estimate", &columns, row).await?;
    begin_round(tx, id, 1).await?;
    let after = json!({"obligation": obligation_id, "title": title});
    record(
        tx,
        Kind::EstimateCreated,
        id,
        unit,
        event::NOTHING,
        Some(&after),
    )?;
    find(tx, id).await
}

async fn begin_round(tx: &Tx, id: i64, round: i32) -> Result<()> {
    let columns = ["estimate_id", "round"];
    sql::insert(tx, "estimate_round", &columns, vals![id, round]).await
}

pub(super) fn record(
    tx: &Tx,
    kind: Kind,
    id: i64,
    unit: i64,
    before: Option<&impl serde::Serialize>,
    after: Option<&impl serde::Serialize>,
) -> Result<()> {
    let about = About {
        unit_id: Some(unit),
        proof: None,
    };
    event::record_about(tx, kind, Subject::Estimate(id), about, before, after)
}

/// The estimate, if the actor may write it, it is as they saw it, and the step is possible.
async fn may(tx: &Tx, id: i64, version: i64, step: Step) -> Result<(Estimate, State)> {
    let estimate = find(tx, id).await?;
    tx.actor.may_for(Act::DraftEstimate, estimate.unit_id)?;
    estimate.seen(version)?;
    let state = estimate.step(step)?;
    Ok((estimate, state))
}

/// What lines would be wrong with, as the estimate stands.
pub async fn check(
    conn: &Conn,
    estimate: &Estimate,
    lines: &[NewLine],
) -> Result<Vec<line::Fault>> {
    let before = line::of_round(conn, estimate.id, estimate.round).await?;
    let kept: Vec<i64> = before.iter().map(|line| line.source_id).collect();
    let sources = source::list(conn).await?;
    let mut faults = line::check(lines, &sources, &kept);
    let known = numbers(conn, estimate.id).await?;
    for (at, line) in lines.iter().enumerate() {
        if line.number.is_some_and(|number| !known.contains(&number)) {
            faults.push(line::Fault {
                at,
                field: "number",
                reason: "unknown",
            });
        }
    }
    Ok(faults)
}

/// The numbers that lines of any round have.
async fn numbers(conn: &Conn, id: i64) -> Result<HashSet<i32>> {
    let text = "SELECT DISTINCT number FROM estimate_line WHERE estimate_id = $1";
    let all: Vec<i32> = sql::column(conn, text, vals![id]).await?;
    Ok(all.into_iter().collect())
}

/// Write title and lines of a draft: those given replace those there are. A line with a number
/// is the one it was before.
pub async fn write(
    tx: &Tx,
    id: i64,
    version: i64,
    title: Option<&str>,
    lines: &[NewLine],
) -> Result<Estimate> {
    let (estimate, state) = may(tx, id, version, Step::Edit).await?;
    let title = match title {
        Some(title) => needed("title", title, TITLE)?,
        None => estimate.title.clone(),
    };
    if let Some(fault) = check(tx, &estimate, lines).await?.into_iter().next() {
        return Err(Error::Invalid {
            field: fault.field,
            reason: fault.reason,
        });
    }
    let before = line::of_round(tx, id, estimate.round).await?;
    let known = numbers(tx, id).await?;
    let text = "DELETE FROM estimate_line WHERE estimate_id = $1 AND round = $2";
    sql::execute(tx, text, vals![id, estimate.round]).await?;
    insert(tx, &estimate, lines, known.into_iter().max().unwrap_or(0)).await?;
    let text = "UPDATE estimate SET title = $2 WHERE id = $1";
    sql::execute(tx, text, vals![id, title.clone()]).await?;
    stand(tx, id, state).await?;
    let after = line::of_round(tx, id, estimate.round).await?;
    let was = json!({"title": estimate.title, "lines": before});
    let is = json!({"title": title, "lines": after});
    record(
        tx,
        Kind::EstimateEdited,
        id,
        estimate.unit_id,
        Some(&was),
        Some(&is),
    )?;
    find(tx, id).await
}

const COLUMNS: [&str; 12] = [
    "estimate_id",
    "round",
    "number",
    "position",
    "content",
    "quantity",
    "measure",
    "unit_cost",
    "amount",
    "source_id",
    "year",
    "note",
];

async fn insert(tx: &Tx, estimate: &Estimate, lines: &[NewLine], last: i32) -> Result<()> {
    let mut next = last;
    let mut rows = Vec::with_capacity(lines.len());
    for (position, line) in (1_i32..).zip(lines) {
        let number = line.number.unwrap_or_else(|| {
            next += 1;
            next
        });
        let amount = line.amount().ok_or(Error::Invalid {
            field: "amount",
            reason: "missing",
        })?;
        rows.push(vals![
            estimate.id,
            estimate.round,
            number,
            position,
            needed("content", &line.content, line::CONTENT)?,
            line.quantity.map(|quantity| quantity.0),
            optional("measure", line.measure.as_deref(), 100)?,
            line.unit_cost,
            amount,
            line.source_id,
            line.year,
            optional("note", line.note.as_deref(), super::LONGEST)?,
        ]);
    }
    sql::insert_all(tx, "estimate_line", &COLUMNS, rows).await
}

/// Hand it to the finance unit.
pub async fn submit(tx: &Tx, id: i64, version: i64) -> Result<Estimate> {
    let (estimate, state) = may(tx, id, version, Step::Submit).await?;
    if estimate.lines == 0 {
        return Err(Error::Refused("estimate_empty"));
    }
    let text = "UPDATE estimate_round SET submitted_at = $3, submitted_by = $4
                WHERE estimate_id = $1 AND round = $2";
    let row = vals![id, estimate.round, tx.now, tx.actor.name.clone()];
    sql::execute(tx, text, row).await?;
    stand(tx, id, state).await?;
    let after = json!({"round": estimate.round, "amount": estimate.amount});
    let kind = Kind::EstimateSubmitted;
    record(tx, kind, id, estimate.unit_id, event::NOTHING, Some(&after))?;
    find(tx, id).await
}

/// Take it back before the finance unit has judged anything.
pub async fn withdraw(tx: &Tx, id: i64, version: i64) -> Result<Estimate> {
    let (estimate, state) = may(tx, id, version, Step::Withdraw).await?;
    if estimate.appraised.is_some() {
        return Err(Error::Refused("appraisal_begun"));
    }
    let text = "UPDATE estimate_round SET submitted_at = NULL, submitted_by = NULL
                WHERE estimate_id = $1 AND round = $2";
    sql::execute(tx, text, vals![id, estimate.round]).await?;
    simple(tx, &estimate, state, Kind::EstimateWithdrawn).await
}

/// Begin the next round of a returned estimate, with the lines as they were.
pub async fn revise(tx: &Tx, id: i64, version: i64) -> Result<Estimate> {
    let (mut estimate, state) = may(tx, id, version, Step::Revise).await?;
    let lines = line::of_round(tx, id, estimate.round).await?;
    let again: Vec<NewLine> = lines.iter().map(line::Line::again).collect();
    estimate.round += 1;
    begin_round(tx, id, estimate.round).await?;
    insert(tx, &estimate, &again, 0).await?;
    let text = "UPDATE estimate SET round = $2 WHERE id = $1";
    sql::execute(tx, text, vals![id, estimate.round]).await?;
    simple(tx, &estimate, state, Kind::EstimateRevised).await
}

/// Throw a draft away.
pub async fn discard(tx: &Tx, id: i64, version: i64) -> Result<Estimate> {
    let (estimate, state) = may(tx, id, version, Step::Discard).await?;
    simple(tx, &estimate, state, Kind::EstimateDiscarded).await
}

/// Fetch it back.
pub async fn restore(tx: &Tx, id: i64, version: i64) -> Result<Estimate> {
    let (estimate, state) = may(tx, id, version, Step::Restore).await?;
    simple(tx, &estimate, state, Kind::EstimateRestored).await
}

async fn simple(tx: &Tx, estimate: &Estimate, state: State, kind: Kind) -> Result<Estimate> {
    stand(tx, estimate.id, state).await?;
    let after = json!({"round": estimate.round, "state": state});
    let (id, unit) = (estimate.id, estimate.unit_id);
    record(tx, kind, id, unit, event::NOTHING, Some(&after))?;
    estimate::find(tx, id).await
}
