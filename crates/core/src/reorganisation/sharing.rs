//! Obligations made beside others: who shares in what one unit owed gets its own.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::FromQueryResult;

use super::{route::Fate, situation::Situation};
use crate::{
    db::{Tx, sql},
    error::{Error, Result},
    obligation::{Standing, State, tally::Changes},
    plan::confirmation::OBLIGATION,
    vals,
};

/// An obligation to be made beside another.
#[derive(Debug, FromQueryResult)]
pub(crate) struct Beside {
    pub(crate) origin: i64,
    pub(crate) unit: i64,
    pub(crate) role: i32,
    pub(crate) step: i64,
    pub(crate) choice: i64,
}

pub(super) async fn added(tx: &Tx, outcome: &str) -> Result<Vec<Beside>> {
    let text = format!(
        "{outcome} SELECT id AS origin, CAST(target AS BIGINT) AS unit,
             CAST(role AS INTEGER) AS role, CAST(step AS BIGINT) AS step,
             CAST(choice AS BIGINT) AS choice
         FROM outcome WHERE fate = 3 ORDER BY id, target"
    );
    sql::all(tx, &text, vec![]).await
}

#[derive(Debug, FromQueryResult)]
struct Origin {
    id: i64,
    plan_id: i64,
    task_id: i64,
    assignment_id: i64,
    unit_id: i64,
    co_lead: bool,
    task_position: i32,
    followed: bool,
    due: Option<NaiveDate>,
    due_inclusive: bool,
    last_day: NaiveDate,
    original_due: Option<NaiveDate>,
    original_inclusive: Option<bool>,
}

async fn origins(tx: &Tx, added: &[Beside]) -> Result<HashMap<i64, Origin>> {
    let mut origins = HashMap::new();
    let mut ids: Vec<i64> = added.iter().map(|it| it.origin).collect();
    ids.dedup();
    for group in ids.chunks(1_000) {
        let list: Vec<String> = group.iter().map(i64::to_string).collect();
        // A step's obligations have moved by now: the unit is in the round.
        let text = format!(
            "SELECT o.id, o.plan_id, o.task_id, o.assignment_id, o.unit_id, o.co_lead,
                 o.task_position, o.followed, o.due, o.due_inclusive, o.last_day,
                 o.original_due, o.original_inclusive
             FROM obligation o WHERE o.id IN ({})",
            list.join(", ")
        );
        let rows: Vec<Origin> = sql::all(tx, &text, vec![]).await?;
        origins.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    Ok(origins)
}

/// Make the obligations of those who share.
pub(super) async fn share(
    tx: &Tx,
    situation: &Situation,
    round: i64,
    added: &[Beside],
) -> Result<()> {
    if added.is_empty() {
        return Ok(());
    }
    let origins = origins(tx, added).await?;
    let from = sources(tx, round, added).await?;
    let mut next = sql::next_id(tx, "obligation").await?;
    let (mut rows, mut moves) = (Vec::new(), Vec::new());
    let mut tally = Changes::default();
    for beside in added {
        let lost = || Error::Damaged(format!("obligation {}", beside.origin));
        let origin = origins.get(&beside.origin).ok_or_else(lost)?;
        let role = i16::try_from(beside.role).map_err(|_| lost())?;
        let standing = if origin.followed {
            Standing::Open
        } else {
            Standing::NotFollowed
        };
        tally.add_stored(role, standing.number(), origin.last_day, 1);
        rows.push(vals![
            next,
            tx.uid(),
            origin.plan_id,
            origin.task_id,
            origin.assignment_id,
            beside.unit,
            role,
            role == 0 && origin.co_lead,
            origin.task_position,
            origin.followed,
            origin.due,
            origin.due_inclusive,
            State::Open.number(),
            origin.last_day,
            standing.number(),
            1_i64,
            origin.original_due,
            origin.original_inclusive,
        ]);
        moves.push(vals![
            next,
            round,
            Some(beside.step).filter(|step| *step > 0),
            situation.act.effective_on,
            Fate::Added.number(),
            from.get(&beside.origin).copied().unwrap_or(origin.unit_id),
            beside.unit,
            beside.origin,
            Some(beside.choice).filter(|choice| *choice > 0),
            State::Open.number(),
            standing.number(),
            1_i64,
        ]);
        next += 1;
    }
    // A granted extension holds for those who share too, with the day it replaced.
    let columns = [OBLIGATION, &["original_due", "original_inclusive"]].concat();
    sql::insert_all(tx, "obligation", &columns, rows).await?;
    sql::insert_all(tx, "obligation_move", MOVE, moves).await?;
    tally.write(tx).await
}

pub(crate) const MOVE: &[&str] = &[
    "obligation_id",
    "round",
    "step_id",
    "day",
    "kind",
    "from_unit",
    "to_unit",
    "other_id",
    "choice_id",
    "was_state",
    "was_standing",
    "version",
];

/// From whom the obligations came beside which others are made.
async fn sources(tx: &Tx, round: i64, added: &[Beside]) -> Result<HashMap<i64, i64>> {
    #[derive(FromQueryResult)]
    struct Row {
        obligation_id: i64,
        from_unit: i64,
    }
    let mut ids: Vec<i64> = added.iter().map(|it| it.origin).collect();
    ids.dedup();
    let mut from = HashMap::new();
    for group in ids.chunks(1_000) {
        let list: Vec<String> = group.iter().map(i64::to_string).collect();
        let text = format!(
            "SELECT obligation_id, from_unit FROM obligation_move
             WHERE round = $1 AND obligation_id IN ({})",
            list.join(", ")
        );
        let rows: Vec<Row> = sql::all(tx, &text, vals![round]).await?;
        from.extend(
            rows.into_iter()
                .map(|row| (row.obligation_id, row.from_unit)),
        );
    }
    Ok(from)
}
