//! Applying an act: directory, successions and obligations in one transaction with its event. What
//! is not decided stays for the next time.

use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use serde_json::json;

use super::{
    door, lifting,
    plain::Parted,
    preview::{Balance, Flow, balance, flows},
    route::{Fate, open},
    seen, sharing,
    situation::{Situation, open_by_unit},
};
use crate::{
    access,
    db::{Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    obligation::{Standing, State, completion::local_day, tally::Changes},
    vals,
};

/// What somebody let go along with the units.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Along {
    /// Codes of groups with a list: successors come into it.
    pub groups: Vec<String>,
    /// Accounts that go on with the successor of their unit.
    pub accounts: Vec<i64>,
}

/// Apply an act, or the part of it that is new since it was last applied. `version` is the one the
/// person saw.
pub async fn apply(tx: &Tx, id: i64, version: i64, along: &Along) -> Result<Balance> {
    tx.actor.may(access::Act::Reorganise)?;
    let act = seen(tx, id, version).await?;
    if local_day(tx.now) < act.effective_on {
        return Err(Error::Refused("not_effective_yet"));
    }
    let situation = Situation::load(tx, id).await?;
    if !situation.enacted.faults.is_empty() {
        return Err(Error::Refused("reorganisation_faulty"));
    }
    let parted = super::plain::part(tx, &situation.routes).await?;
    let flows = flows(tx, &situation, &parted).await?;
    let expected = balance(tx, &situation, &flows).await?;
    let first = act.applied_at.is_none();
    let mut changed = 0;
    if first {
        changed = door::write(tx, id, &situation.before, &situation.after).await?;
        succeed(tx, &situation).await?;
    }
    super::groups::follow(tx, &situation, &along.groups).await?;
    super::people::follow(tx, &situation, &along.accounts).await?;
    let round = begin(tx, &situation, first).await?;
    readdress(tx, &situation, &parted, &flows, round).await?;
    verify(tx, &situation, &expected).await?;
    let after = json!({
        "round": round, "units": changed, "balance": figures(&expected),
        "steps": if first { Some(&situation.content.steps) } else { None },
        "groups": along.groups, "accounts": along.accounts,
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

/// Move, join, close and add, as sets. `flows` says how many of each there are.
async fn readdress(
    tx: &Tx,
    situation: &Situation,
    parted: &Parted,
    flows: &[Flow],
    round: i64,
) -> Result<()> {
    let number = |fate: Fate| -> i64 {
        let flows = flows.iter().filter(|flow| flow.fate == fate);
        flows.map(|flow| flow.number).sum()
    };
    let gone = number(Fate::Joined) + number(Fate::Closed);
    let outcome = parted.rest.outcome(None);
    let added = if parted.rest.shares() {
        sharing::added(tx, &outcome).await?
    } else {
        Vec::new()
    };
    let many = number(Fate::Moved) + gone + number(Fate::Added);
    let lifted = lifting::lift(tx, many).await?;
    parted.write(tx, round, situation.act.effective_on).await?;
    if number(Fate::Moved) + gone > parted.number() {
        write_down(tx, situation, &outcome, round).await?;
    }
    if gone > 0 {
        count_out(tx, round).await?;
    }
    carry_out(tx, round, &number).await?;
    sharing::share(tx, situation, round, &added).await?;
    lifted.put_back(tx).await?;
    sum_flows(tx, situation, flows, round).await
}

/// Write down what becomes of the obligations that are not plain.
async fn write_down(tx: &Tx, situation: &Situation, outcome: &str, round: i64) -> Result<()> {
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
    let row = vals![round, situation.act.effective_on];
    sql::execute(tx, &text, row).await.map(drop)
}

/// Do what is written down.
async fn carry_out(tx: &Tx, round: i64, number: &(dyn Fn(Fate) -> i64 + Sync)) -> Result<()> {
    let moved = "UPDATE obligation SET unit_id = m.to_unit, version = m.version
                 FROM obligation_move m
                 WHERE m.round = $1 AND m.kind = $2 AND m.obligation_id = obligation.id";
    if number(Fate::Moved) > 0 {
        sql::execute(tx, moved, vals![round, Fate::Moved.number()]).await?;
    }
    let ended = "UPDATE obligation SET state = $3, standing = $4, version = m.version
                 FROM obligation_move m
                 WHERE m.round = $1 AND m.kind = $2 AND m.obligation_id = obligation.id";
    for (fate, state, standing) in [
        (Fate::Joined, State::Joined, Standing::Joined),
        (Fate::Closed, State::Cancelled, Standing::Cancelled),
    ] {
        if number(fate) > 0 {
            let row = vals![round, fate.number(), state.number(), standing.number()];
            sql::execute(tx, ended, row).await?;
        }
    }
    Ok(())
}

/// The sums of a round as they were counted: by them pages find their way.
async fn sum_flows(tx: &Tx, situation: &Situation, flows: &[Flow], round: i64) -> Result<()> {
    let done = flows
        .iter()
        .filter(|flow| !matches!(flow.fate, Fate::Kept | Fate::Undecided));
    let rows = done.map(|flow| {
        vals![
            round,
            flow.fate.number(),
            flow.from.id,
            flow.to.as_ref().map_or(0, |to| to.id),
            flow.step.map_or(0, |step| situation.steps[step].id),
            flow.number,
        ]
    });
    let columns = ["round", "kind", "from_unit", "to_unit", "step_id", "number"];
    sql::insert_all(tx, "obligation_flow", &columns, rows.collect()).await
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
                WHERE m.round = $1 AND m.kind <> 0 AND m.kind IN (1, 2)
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
