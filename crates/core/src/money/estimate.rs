//! Estimates (dự toán): one unit's estimate for what it owes of a task, through its rounds.

use std::fmt::Write as _;

use chrono::NaiveDate;
use sea_orm::{FromQueryResult, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    access::Reach,
    db::{Conn, Timestamp, Tx, sql},
    error::{Error, Result},
    reorganisation::answering::answering,
    vals,
};

/// Where an estimate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The unit writes it.
    Draft,
    /// It lies with the finance unit.
    Submitted,
    /// Every line is judged; it waits for the decision.
    Appraised,
    /// Approved, as appraised or with changes.
    Approved,
    /// Returned to the unit, for a reason.
    Returned,
    /// Thrown away by the unit before anybody had it.
    Discarded,
}

/// What can be done with an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// Change its lines.
    Edit,
    /// Hand it to the finance unit.
    Submit,
    /// Take it back from there, before it is looked at.
    Withdraw,
    /// Judge a line.
    Judge,
    /// Pass the whole up for decision.
    PassUp,
    /// Approve it.
    Approve,
    /// Give it back to the unit, by the finance unit or by the leader.
    Return,
    /// Begin the next round of a returned one.
    Revise,
    /// Throw a draft away.
    Discard,
    /// Fetch it back.
    Restore,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Draft,
        Self::Submitted,
        Self::Appraised,
        Self::Approved,
        Self::Returned,
        Self::Discarded,
    ];

    /// As stored.
    pub const fn number(self) -> i16 {
        self as i16
    }

    pub(super) fn from_number(number: i16) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|state| state.number() == number);
        found.ok_or_else(|| Error::Damaged(format!("state of an estimate {number}")))
    }

    /// Where a step leads from here; `None` where it is not possible.
    pub const fn after(self, step: Step) -> Option<Self> {
        match (self, step) {
            (Self::Draft, Step::Edit)
            | (Self::Submitted, Step::Withdraw)
            | (Self::Returned, Step::Revise)
            | (Self::Discarded, Step::Restore) => Some(Self::Draft),
            (Self::Draft, Step::Submit) | (Self::Submitted, Step::Judge) => Some(Self::Submitted),
            (Self::Submitted, Step::PassUp) => Some(Self::Appraised),
            (Self::Appraised, Step::Approve) => Some(Self::Approved),
            (Self::Submitted | Self::Appraised, Step::Return) => Some(Self::Returned),
            (Self::Draft, Step::Discard) => Some(Self::Discarded),
            _ => None,
        }
    }
}

/// An estimate.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
#[expect(missing_docs, reason = "as in the table `estimate`")]
pub struct Estimate {
    pub id: i64,
    pub uid: Uuid,
    pub obligation_id: i64,
    pub task_id: i64,
    pub task_code: String,
    pub task_heading: Option<String>,
    pub task_text: Option<String>,
    pub plan_id: i64,
    pub plan_number: String,
    pub year_first: Option<i32>,
    pub year_last: Option<i32>,
    /// The unit that answers for it now.
    pub unit_id: i64,
    pub unit_name: String,
    /// The unit that drafted it.
    pub drafted_unit_id: i64,
    pub drafted_unit_name: String,
    pub title: String,
    state: i16,
    /// Counts from 1.
    pub round: i32,
    /// Counts every change.
    pub version: i64,
    pub updated_at: Timestamp,
    /// Sum of the lines of this round.
    pub amount: i64,
    /// What the appraisal left, as far as it went.
    pub appraised: Option<i64>,
    /// What was approved.
    pub approved: Option<i64>,
    /// Lines of this round.
    pub lines: i64,
}

impl Estimate {
    /// Where it stands.
    pub fn state(&self) -> Result<State> {
        State::from_number(self.state)
    }

    /// The years of its plan.
    pub fn years(&self) -> Option<(i32, i32)> {
        self.year_first
            .map(|first| (first, self.year_last.unwrap_or(first)))
    }

    /// Where a step would lead, or a refusal.
    pub(super) fn step(&self, step: Step) -> Result<State> {
        let state = self.state()?.after(step);
        state.ok_or(Error::Refused("estimate_state"))
    }

    /// Whether it is as the person saw it.
    pub(super) fn seen(&self, version: i64) -> Result<()> {
        if self.version == version {
            return Ok(());
        }
        Err(Error::Conflict {
            what: "estimate",
            version: self.version,
        })
    }
}

/// Which estimates.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "nothing: all")]
pub struct Filter {
    pub id: Option<i64>,
    pub plan: Option<i64>,
    pub task: Option<i64>,
    /// The unit that answers now.
    pub unit: Option<i64>,
    /// Empty: all but those thrown away.
    pub states: Vec<State>,
    /// With a line of this source, this year.
    pub source: Option<i64>,
    pub year: Option<i32>,
    pub reach: Option<Reach>,
}

impl Filter {
    /// Conditions on `estimate e` and `answering a`, with their values from `$1` on.
    pub(super) fn conditions(&self, conn: &Conn) -> (String, Vec<Value>) {
        let mut values: Vec<Value> = Vec::new();
        let mut text = String::from("WHERE 1 = 1");
        let mut put = |condition: &str, value: Value| {
            values.push(value);
            let parameter = format!("${}", values.len());
            text.push_str(" AND ");
            text.push_str(&condition.replace("{}", &parameter));
        };
        let ids = [
            ("e.id = {}", self.id),
            ("e.plan_id = {}", self.plan),
            ("e.task_id = {}", self.task),
            ("a.unit_id = {}", self.unit),
        ];
        for (condition, id) in ids {
            if let Some(id) = id {
                put(condition, id.into());
            }
        }
        if let Some(Reach::Units(units)) = &self.reach {
            let (one_of, list) = sql::one_of(sql::backend(conn), "{}", units);
            // Whoever has a part in the task sees what it costs.
            put(
                &format!(
                    "(a.unit_id {one_of} OR EXISTS (SELECT 1 FROM obligation r
                        WHERE r.task_id = e.task_id AND r.unit_id {one_of}))"
                ),
                list,
            );
        }
        let states: Vec<String> = if self.states.is_empty() && self.id.is_none() {
            let shown = |it: &State| *it != State::Discarded;
            State::ALL.into_iter().filter(shown).map(stored).collect()
        } else {
            self.states.iter().copied().map(stored).collect()
        };
        if !states.is_empty() {
            text.push_str(" AND e.state IN (");
            text.push_str(&states.join(", "));
            text.push(')');
        }
        (text, values)
    }
}

fn stored(state: State) -> String {
    state.number().to_string()
}

/// Estimates, last changed first.
pub async fn list(conn: &Conn, filter: &Filter, limit: i64) -> Result<Vec<Estimate>> {
    rows(
        conn,
        filter,
        i64::MAX,
        "e.updated_at DESC, e.id DESC",
        limit,
    )
    .await
}

/// Estimates begun before one of them, newest first: for lists that go on.
pub async fn newest(
    conn: &Conn,
    filter: &Filter,
    before: i64,
    limit: i64,
) -> Result<Vec<Estimate>> {
    rows(conn, filter, before, "e.id DESC", limit).await
}

async fn rows(
    conn: &Conn,
    filter: &Filter,
    before: i64,
    order: &str,
    limit: i64,
) -> Result<Vec<Estimate>> {
    let (mut conditions, mut values) = filter.conditions(conn);
    for (column, value) in [
        ("source_id", filter.source),
        ("year", filter.year.map(i64::from)),
    ] {
        if let Some(value) = value {
            values.push(value.into());
            let _ = write!(
                conditions,
                " AND EXISTS (SELECT 1 FROM estimate_line l WHERE l.estimate_id = e.id
                    AND l.round = e.round AND l.{column} = ${})",
                values.len()
            );
        }
    }
    values.extend([before.into(), limit.into()]);
    let base = base(filter);
    let text = format!(
        "{} SELECT e.id, e.uid, e.obligation_id, e.task_id, t.code AS task_code,
            t.heading AS task_heading, t.text AS task_text, e.plan_id, p.number AS plan_number,
            p.year_first, p.year_last, a.unit_id, u.name AS unit_name, e.drafted_unit_id,
            d.name AS drafted_unit_name, e.title, e.state, e.round, e.version, e.updated_at,
            CAST(COALESCE((SELECT SUM(l.amount) FROM estimate_line l
                WHERE l.estimate_id = e.id AND l.round = e.round), 0) AS BIGINT) AS amount,
            CAST((SELECT SUM(l.appraised) FROM estimate_line l
                WHERE l.estimate_id = e.id AND l.round = e.round) AS BIGINT) AS appraised,
            CAST((SELECT SUM(l.approved) FROM estimate_line l
                WHERE l.estimate_id = e.id AND l.round = e.round) AS BIGINT) AS approved,
            (SELECT COUNT(*) FROM estimate_line l
                WHERE l.estimate_id = e.id AND l.round = e.round) AS lines
         FROM estimate e JOIN answering a ON a.obligation_id = e.obligation_id
            JOIN unit u ON u.id = a.unit_id JOIN unit d ON d.id = e.drafted_unit_id
            JOIN task t ON t.id = e.task_id JOIN plan p ON p.id = e.plan_id
         {conditions} AND e.id < ${} ORDER BY {order} LIMIT ${}",
        answering(&base),
        values.len() - 1,
        values.len()
    );
    sql::all(conn, &text, values).await
}

/// The obligations that matter for a filter: the fewer, the quicker.
pub(super) fn base(filter: &Filter) -> String {
    let (column, id) = match filter {
        Filter { id: Some(id), .. } => ("id", *id),
        Filter { task: Some(id), .. } => ("task_id", *id),
        Filter { plan: Some(id), .. } => ("plan_id", *id),
        _ => return "SELECT obligation_id FROM estimate".to_owned(),
    };
    format!("SELECT obligation_id FROM estimate WHERE {column} = {id}")
}

/// An estimate by id.
pub async fn find(conn: &Conn, id: i64) -> Result<Estimate> {
    let filter = Filter {
        id: Some(id),
        ..Filter::default()
    };
    let found = list(conn, &filter, 1).await?.pop();
    found.ok_or(Error::NotFound("estimate"))
}

/// A round as it went.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
#[expect(missing_docs, reason = "as in the table `estimate_round`")]
pub struct Round {
    pub round: i32,
    pub submitted_at: Option<Timestamp>,
    pub submitted_by: Option<String>,
    pub appraised_at: Option<Timestamp>,
    pub appraised_by: Option<String>,
    pub appraisal_note: Option<String>,
    pub decided_at: Option<Timestamp>,
    pub decided_by: Option<String>,
    outcome: Option<i16>,
    pub decision_number: Option<String>,
    pub decision_on: Option<NaiveDate>,
    pub decision_note: Option<String>,
}

impl Round {
    /// How it ended.
    pub fn outcome(&self) -> Result<Option<State>> {
        self.outcome.map(State::from_number).transpose()
    }
}

/// The rounds of an estimate, in order.
pub async fn rounds(conn: &Conn, id: i64) -> Result<Vec<Round>> {
    let text = "SELECT round, submitted_at, submitted_by, appraised_at, appraised_by,
            appraisal_note, decided_at, decided_by, outcome, decision_number, decision_on,
            decision_note FROM estimate_round WHERE estimate_id = $1 ORDER BY round";
    sql::all(conn, text, vals![id]).await
}

/// Store where it stands now.
pub(super) async fn stand(tx: &Tx, id: i64, state: State) -> Result<()> {
    let text = "UPDATE estimate SET state = $2, version = version + 1, updated_at = $3
                WHERE id = $1";
    let row = vals![id, state.number(), tx.now];
    sql::execute(tx, text, row).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::{State, Step};

    const STEPS: [Step; 10] = [
        Step::Edit,
        Step::Submit,
        Step::Withdraw,
        Step::Judge,
        Step::PassUp,
        Step::Approve,
        Step::Return,
        Step::Revise,
        Step::Discard,
        Step::Restore,
    ];

    #[test]
    fn what_is_approved_stays_as_it_is() {
        assert!(
            STEPS
                .iter()
                .all(|step| State::Approved.after(*step).is_none())
        );
    }

    #[test]
    fn approval_is_reached_through_the_appraisal_only() {
        for state in State::ALL {
            for step in STEPS {
                if state.after(step) == Some(State::Approved) {
                    assert_eq!((state, step), (State::Appraised, Step::Approve));
                }
                if state.after(step) == Some(State::Appraised) {
                    assert_eq!((state, step), (State::Submitted, Step::PassUp));
                }
            }
        }
    }
}
