//! Applying an act: directory, successions and obligations in one transaction with its event. What
//! is not decided stays for the next time.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use serde_json::json;

use super::{
    door,
    preview::{Balance, balance, flows},
    route::{Fate, open},
    seen,
    situation::{Situation, open_by_unit},
};
use crate::{
    access,
    db::{Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    obligation::{Standing, State, completion::local_day, tally::Changes},
    plan::confirmation::OBLIGATION,
    vals,
};

/// Apply an act, or the part of it that is new since it was last applied. `version` is the one the
/// person saw; `groups` are the codes of listed groups whose list shall follow.
pub async fn apply(tx: &Tx, id: i64, version: i64, groups: &[String]) -> Result<Balance> {
    tx.actor.may(access::Act::Reorganise)?;
    let act = seen(tx, id, version).await?;
    if local_day(tx.now) < act.effective_on {
        return Err(Error::Refused("not_effective_yet"));
    }
    let situation = Situation::load(tx, id).await?;
    if !situation.enacted.faults.is_empty() {
        return Err(Error::Refused("reorganisation_faulty"));
    }
    let flows = flows(tx, &situation).await?;
    let expected = balance(tx, &situation, &flows).await?;
    let first = act.applied_at.is_none();
    let mut changed = 0;
    if first {
        changed = door::write(tx, id, &situation.before, &situation.after).await?;
        succeed(tx, &situation).await?;
    }
    super::groups::follow(tx, &situation, groups).await?;
    let round = begin(tx, &situation, first).await?;
    readdress(tx, &situation, round).await?;
    verify(tx, &situation, &expected).await?;
    let after = json!({
        "round": round, "units": changed, "balance": figures(&expected),
        "steps": if first { Some(&situation.content.steps) } else { None },
        "groups": groups,
    });
    event::record(
        tx,
        Kind::ReorganisationApplied,
        Subject::Reorganisation(id),
        event::NOTHING,
        Some(&after),
    )?;
    Ok(expected)
}

fn figures(balance: &Balance) -> serde_json::Value {
    json!({
        "leaving": balance.leaving, "moved": balance.moved, "joined": balance.joined,
        "closed": balance.closed, "kept": balance.kept, "undecided": balance.undecided,
        "joined_own": balance.joined_own, "added": balance.added,
        "open_before": balance.open_before, "open_after": balance.open_after,
    })
}

/// Who follows whom, for ever.
async fn succeed(tx: &Tx, situation: &Situation) -> Result<()> {
    let first = sql::next_id(tx, "succession").await?;
    let rows = (first..)
        .zip(&situation.enacted.successions)
        .map(|(row, it)| {
            vals![
                row,
                situation.act.id,
                situation.steps[it.step].id,
                it.predecessor,
                it.successor,
                situation.act.effective_on,
                it.scope.clone(),
            ]
        });
    let columns = [
        "id",
        "reorganisation_id",
        "step_id",
        "predecessor_id",
        "successor_id",
        "day",
        "scope",
    ];
    sql::insert_all(tx, "succession", &columns, rows.collect()).await
}

pub(super) async fn begin(tx: &Tx, situation: &Situation, first: bool) -> Result<i64> {
    let id = situation.act.id;
    let text = if first {
        "UPDATE reorganisation SET version = version + 1, applied_at = $2, undone_at = NULL
         WHERE id = $1"
    } else {
        "UPDATE reorganisation SET version = version + 1 WHERE id = $1 AND applied_at <= $2"
    };
    sql::execute(tx, text, vals![id, tx.now]).await?;
    let round = sql::next_id(tx, "reorganisation_round").await?;
    let columns = ["id", "reorganisation_id", "at", "by_id", "by_name"];
    let row = vals![
        round,
        id,
        tx.now,
        tx.actor.account_id,
        tx.actor.name.clone()
    ];
    sql::insert(tx, "reorganisation_round", &columns, row).await?;
    Ok(round)
}

/// Move, join, close and add, as sets.
async fn readdress(tx: &Tx, situation: &Situation, round: i64) -> Result<()> {
    let outcome = situation.routes.outcome(None);
    let added = added(tx, &outcome).await?;
    let text = format!(
        "INSERT INTO obligation_move (obligation_id, round, step_id, day, kind, from_unit, to_unit,
             other_id, other_version, choice_id, was_state, was_standing, version)
         {outcome}
         SELECT id, $1, NULLIF(step, 0), $2, fate, source, NULLIF(target, 0),
             CASE WHEN fate = 1 THEN other ELSE NULL END,
             CASE WHEN fate = 1 THEN other_version ELSE NULL END, NULLIF(choice, 0),
             state, standing, version + 1
         FROM outcome WHERE fate IN (0, 1, 2) ORDER BY id"
    );
    sql::execute(tx, &text, vals![round, situation.act.effective_on]).await?;
    count_out(tx, round).await?;
    let moved = "UPDATE obligation SET unit_id = m.to_unit, version = m.version
                 FROM obligation_move m
                 WHERE m.round = $1 AND m.kind = $2 AND m.obligation_id = obligation.id";
    sql::execute(tx, moved, vals![round, Fate::Moved.number()]).await?;
    let ended = "UPDATE obligation SET state = $3, standing = $4, version = m.version
                 FROM obligation_move m
                 WHERE m.round = $1 AND m.kind = $2 AND m.obligation_id = obligation.id";
    for (fate, state, standing) in [
        (Fate::Joined, State::Joined, Standing::Joined),
        (Fate::Closed, State::Cancelled, Standing::Cancelled),
    ] {
        let row = vals![round, fate.number(), state.number(), standing.number()];
        sql::execute(tx, ended, row).await?;
    }
    share(tx, situation, round, &added).await?;
    sum_up(tx, round).await
}

/// The sums of a round, by which pages find their way.
pub(super) async fn sum_up(tx: &Tx, round: i64) -> Result<()> {
    let text = "INSERT INTO obligation_flow (round, kind, from_unit, to_unit, step_id, number)
                SELECT round, kind, from_unit, COALESCE(to_unit, 0), COALESCE(step_id, 0), COUNT(*)
                FROM obligation_move WHERE round = $1
                GROUP BY round, kind, from_unit, COALESCE(to_unit, 0), COALESCE(step_id, 0)";
    sql::execute(tx, text, vals![round]).await.map(drop)
}

/// What is joined or closed leaves its place in the tally; what is closed stands as cancelled.
async fn count_out(tx: &Tx, round: i64) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Row {
        role: i16,
        was_standing: i16,
        last_day: NaiveDate,
        kind: i16,
        number: i64,
    }
    let text = "SELECT o.role, m.was_standing, o.last_day, m.kind, COUNT(*) AS number
                FROM obligation_move m JOIN obligation o ON o.id = m.obligation_id
                WHERE m.round = $1 AND m.kind IN (1, 2)
                GROUP BY o.role, m.was_standing, o.last_day, m.kind";
    let rows: Vec<Row> = sql::all(tx, text, vals![round]).await?;
    let mut changes = Changes::default();
    for row in rows {
        changes.add_stored(row.role, row.was_standing, row.last_day, -row.number);
        if row.kind == Fate::Closed.number() {
            let cancelled = Standing::Cancelled.number();
            changes.add_stored(row.role, cancelled, row.last_day, row.number);
        }
    }
    changes.write(tx).await
}

/// An obligation to be made beside another.
#[derive(Debug, FromQueryResult)]
pub(crate) struct Beside {
    pub(crate) origin: i64,
    pub(crate) unit: i64,
    pub(crate) role: i32,
    pub(crate) step: i64,
    pub(crate) choice: i64,
}

async fn added(tx: &Tx, outcome: &str) -> Result<Vec<Beside>> {
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
                 o.task_position, o.followed, o.due, o.due_inclusive, o.last_day
             FROM obligation o WHERE o.id IN ({})",
            list.join(", ")
        );
        let rows: Vec<Origin> = sql::all(tx, &text, vec![]).await?;
        origins.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    Ok(origins)
}

/// Make the obligations of those who share.
async fn share(tx: &Tx, situation: &Situation, round: i64, added: &[Beside]) -> Result<()> {
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
    sql::insert_all(tx, "obligation", OBLIGATION, rows).await?;
    sql::insert_all(tx, "obligation_move", MOVE, moves).await?;
    // Who shares in something extended has the plan's day beside the later one too: a recurring
    // duty goes on from that.
    let extended = "UPDATE obligation SET original_due = s.original_due,
                        original_inclusive = s.original_inclusive
                    FROM obligation_move m JOIN obligation s ON s.id = m.other_id
                    WHERE m.round = $1 AND m.kind = $2 AND m.obligation_id = obligation.id
                        AND s.original_due IS NOT NULL";
    sql::execute(tx, extended, vals![round, Fate::Added.number()]).await?;
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

/// What is open now is what the preview said; nothing is left with a unit that ended but what is
/// undecided. Otherwise nothing of it is kept.
async fn verify(tx: &Tx, situation: &Situation, expected: &Balance) -> Result<()> {
    let (sources, targets) = (situation.routes.sources(), situation.routes.targets());
    let all = [sources.as_slice(), targets.as_slice()].concat();
    let counts = open_by_unit(tx, &all).await?;
    let now: i64 = counts.values().sum();
    let left: i64 = sources
        .iter()
        .filter(|unit| situation.enacted.ended.contains(unit))
        .filter_map(|unit| counts.get(unit))
        .sum();
    if now == expected.open_after && left <= expected.undecided {
        return Ok(());
    }
    Err(Error::Damaged(format!(
        "a reorganisation left {now} open, {left} with units that ended; expected {expected:?} ({})",
        open()
    )))
}
