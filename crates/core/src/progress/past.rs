//! How obligations stood on an earlier day (tình trạng tại một ngày): the present taken back along
//! the log, change by change.
//!
//! What counts is what the register said at the end of that day: something done on the 5th and
//! recorded on the 9th was open on the 7th.

use std::collections::HashMap;

use chrono::{Days, NaiveDate, NaiveTime};
use sea_orm::FromQueryResult;
use serde::Deserialize;

use crate::{
    db::{Conn, Timestamp, sql},
    error::Result,
    obligation::{self, Class, Facts, Obligation, State},
    plan::draft::Role,
    vals,
};

/// How an obligation stood.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in `Obligation`")]
pub struct Then {
    pub obligation_id: i64,
    pub task_id: i64,
    pub unit_id: i64,
    pub role: Role,
    pub co_lead: bool,
    pub facts: Facts,
    /// As of that day.
    pub class: Class,
}

/// A change, with what was before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    /// A decision, a report, a completion.
    Facts(Was),
    /// An act of reorganisation.
    Move { unit: i64, state: State },
    /// It came into being.
    Made,
}

/// The facts before a change, as the log has them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Was {
    state: State,
    completed_on: Option<NaiveDate>,
    due: Option<NaiveDate>,
    /// Not in entries of the first versions.
    due_inclusive: Option<bool>,
}

/// Take the changes back, the newest first. `None`: it was not there yet.
fn take_back(
    mut facts: Facts,
    mut unit: i64,
    newest_first: impl IntoIterator<Item = Change>,
) -> Option<(Facts, i64)> {
    for change in newest_first {
        match change {
            Change::Facts(was) => {
                facts = Facts {
                    state: was.state,
                    completed_on: was.completed_on,
                    due: was.due,
                    due_inclusive: was.due_inclusive.unwrap_or(facts.due_inclusive),
                    ..facts
                };
            }
            Change::Move { unit: from, state } => (unit, facts.state) = (from, state),
            Change::Made => return None,
        }
    }
    Some((facts, unit))
}

/// The first instant after a day in Viet Nam.
pub(crate) fn end_of(day: NaiveDate) -> Timestamp {
    let next = day.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX);
    next.and_time(NaiveTime::MIN).and_utc() - chrono::Duration::hours(7)
}

/// How everything of a plan stood at the end of a day.
pub async fn of_plan(conn: &Conn, plan_id: i64, day: NaiveDate) -> Result<Vec<Then>> {
    let all = obligation::of_plan(conn, plan_id).await?;
    let which = "IN (SELECT id FROM obligation WHERE plan_id = $1)";
    let changes = changes(conn, which, plan_id, day).await?;
    stood(all, changes, day)
}

/// How every part of a task stood at the end of a day.
pub async fn of_task(conn: &Conn, task_id: i64, day: NaiveDate) -> Result<Vec<Then>> {
    let all = obligation::of_task(conn, task_id).await?;
    let which = "IN (SELECT id FROM obligation WHERE task_id = $1)";
    let changes = changes(conn, which, task_id, day).await?;
    stood(all, changes, day)
}

/// How one obligation stood at the end of a day; `None`: it was not there yet.
pub async fn standing_as_of(conn: &Conn, id: i64, day: NaiveDate) -> Result<Option<Then>> {
    let all = vec![obligation::find(conn, id).await?];
    let changes = changes(conn, "= $1", id, day).await?;
    Ok(stood(all, changes, day)?.pop())
}

pub(super) fn stood(
    all: Vec<Obligation>,
    mut changes: HashMap<i64, Vec<Change>>,
    day: NaiveDate,
) -> Result<Vec<Then>> {
    let mut then = Vec::with_capacity(all.len());
    for obligation in all {
        let changes = changes.remove(&obligation.id).unwrap_or_default();
        let present = (obligation.facts()?, obligation.unit_id);
        if let Some((facts, unit_id)) = take_back(present.0, present.1, changes) {
            then.push(Then {
                obligation_id: obligation.id,
                task_id: obligation.task_id,
                unit_id,
                role: obligation.role()?,
                co_lead: obligation.co_lead,
                facts,
                class: facts.class(day),
            });
        }
    }
    Ok(then)
}

/// What changed after a day, obligation by obligation, the newest first.
pub(super) async fn changes(
    conn: &Conn,
    which: &str,
    id: i64,
    day: NaiveDate,
) -> Result<HashMap<i64, Vec<Change>>> {
    let mut found: HashMap<i64, Vec<(Timestamp, Change)>> = HashMap::new();
    for (id, at, change) in logged(conn, which, id, day).await? {
        found.entry(id).or_default().push((at, change));
    }
    for (id, at, change) in moved(conn, which, id, day).await? {
        found.entry(id).or_default().push((at, change));
    }
    let ordered = found.into_iter().map(|(id, mut changes)| {
        // Within one instant the log keeps its order; an act of reorganisation stands alone.
        changes.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        (id, changes.into_iter().map(|(_, change)| change).collect())
    });
    Ok(ordered.collect())
}

async fn logged(
    conn: &Conn,
    which: &str,
    id: i64,
    day: NaiveDate,
) -> Result<Vec<(i64, Timestamp, Change)>> {
    #[derive(FromQueryResult)]
    struct Row {
        subject_id: i64,
        at: Timestamp,
        before: Option<String>,
    }
    let text = format!(
        "SELECT subject_id, at, before FROM event
         WHERE subject = 'obligation' AND subject_id {which} AND at >= $2
         ORDER BY id DESC"
    );
    let rows: Vec<Row> = sql::all(conn, &text, vals![id, end_of(day)]).await?;
    let mut changes = Vec::new();
    for row in rows {
        // What says nothing of the facts has not changed them.
        let was = row.before.as_deref().map(serde_json::from_str::<Was>);
        if let Some(Ok(was)) = was {
            changes.push((row.subject_id, row.at, Change::Facts(was)));
        }
    }
    Ok(changes)
}

/// Acts of reorganisation, and the beginning of what began since.
async fn moved(
    conn: &Conn,
    which: &str,
    id: i64,
    day: NaiveDate,
) -> Result<Vec<(i64, Timestamp, Change)>> {
    #[derive(FromQueryResult)]
    struct Row {
        obligation_id: i64,
        at: Timestamp,
        kind: i16,
        from_unit: i64,
        was_state: i16,
    }
    const ADDED: i16 = crate::reorganisation::Fate::Added.number();
    let text = format!(
        "SELECT m.obligation_id, r.at, m.kind, m.from_unit, m.was_state
         FROM obligation_move m JOIN reorganisation_round r ON r.id = m.round
         WHERE m.obligation_id {which} AND r.at >= $2
         UNION ALL
         SELECT o.id, p.confirmed_at, CAST({ADDED} AS SMALLINT), o.unit_id, o.state
         FROM obligation o JOIN plan p ON p.id = o.plan_id
         WHERE o.id {which} AND p.confirmed_at >= $2"
    );
    let rows: Vec<Row> = sql::all(conn, &text, vals![id, end_of(day)]).await?;
    let moves = rows.into_iter().map(|row| {
        let change = match row.kind {
            ADDED => Change::Made,
            _ => Change::Move {
                unit: row.from_unit,
                state: State::from_number(row.was_state)?,
            },
        };
        Ok((row.obligation_id, row.at, change))
    });
    moves.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    prop_compose! {
        fn any_day()(number in 738_000..740_000_i32) -> NaiveDate {
            NaiveDate::from_num_days_from_ce_opt(number).unwrap()
        }
    }

    prop_compose! {
        fn any_facts()(
            state in 0..6_i16,
            due in prop::option::of(any_day()),
            due_inclusive: bool,
            completed_on in prop::option::of(any_day()),
        ) -> Facts {
            let state = State::from_number(state).unwrap();
            Facts { followed: true, state, due, due_inclusive, completed_on }
        }
    }

    /// A change as the log would keep it, from how it stood before to how it stands after.
    fn change(before: (Facts, i64), to: &Step) -> ((Facts, i64), Change) {
        match to {
            Step::Facts(facts) => {
                let was = Was {
                    state: before.0.state,
                    completed_on: before.0.completed_on,
                    due: before.0.due,
                    due_inclusive: Some(before.0.due_inclusive),
                };
                ((*facts, before.1), Change::Facts(was))
            }
            Step::Move(unit) => {
                let (from, state) = (before.1, before.0.state);
                ((before.0, *unit), Change::Move { unit: from, state })
            }
            Step::Join => {
                let facts = Facts {
                    state: State::Joined,
                    ..before.0
                };
                let (unit, state) = (before.1, before.0.state);
                ((facts, before.1), Change::Move { unit, state })
            }
        }
    }

    #[derive(Debug, Clone)]
    enum Step {
        Facts(Facts),
        Move(i64),
        Join,
    }

    proptest! {
        #[test]
        fn every_moment_comes_back(
            first in any_facts(),
            steps in prop::collection::vec(prop_oneof![
                any_facts().prop_map(Step::Facts), (1..5_i64).prop_map(Step::Move), Just(Step::Join),
            ], 0..12),
        ) {
            let mut moments = vec![(first, 1)];
            let mut changes = Vec::new();
            for step in steps {
                let (now, change) = change(*moments.last().unwrap(), &step);
                moments.push(now);
                changes.push(change);
            }
            let present = *moments.last().unwrap();
            for (at, moment) in moments.iter().enumerate() {
                let since = changes[at..].iter().rev().cloned();
                prop_assert_eq!(take_back(present.0, present.1, since), Some(*moment));
            }
        }
    }

    #[test]
    fn what_is_made_later_was_not_there() {
        let facts = Facts {
            followed: true,
            state: State::Open,
            due: None,
            due_inclusive: true,
            completed_on: None,
        };
        assert_eq!(take_back(facts, 1, [Change::Made]), None);
    }

    #[test]
    fn a_day_ends_at_midnight_in_the_office() {
        let end = end_of("2026-03-10".parse().unwrap());
        assert_eq!(end.to_string(), "2026-03-10 17:00:00 UTC");
    }
}
