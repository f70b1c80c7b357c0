//! Lists of difficulties, and how many wait for whom.

use std::fmt::Write as _;

use chrono::NaiveDate;
use sea_orm::{FromQueryResult, Value};

use super::{Difficulty, State};
use crate::{
    access::Reach,
    db::{Conn, sql},
    error::{Error, Result},
    reorganisation::answering::answering,
    vals,
};

/// Which difficulties.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "nothing: all")]
pub struct Filter {
    pub id: Option<i64>,
    pub plan: Option<i64>,
    pub task: Option<i64>,
    /// Raised by this unit, as it answers now.
    pub unit: Option<i64>,
    /// Lying with this unit, or one it follows.
    pub holder: Option<i64>,
    /// Empty: all.
    pub states: Vec<State>,
    /// Lying with whoever has it since this day or longer.
    pub held_before: Option<NaiveDate>,
    pub reach: Option<Reach>,
}

/// The table `heir (ended_id, id)`: who follows the units that difficulties lie with.
const HEIRS: &str = "heir (ended_id, id) AS (
        SELECT h.holder_unit_id, h.holder_unit_id FROM difficulty h
        WHERE h.holder_unit_id IS NOT NULL
        UNION
        SELECT p.ended_id, s.successor_id FROM heir p JOIN unit v ON v.id = p.id
            JOIN succession s ON s.predecessor_id = p.id AND s.day = v.valid_to
        WHERE s.successor_id IS NOT NULL
    )";

impl Filter {
    fn conditions(&self, conn: &Conn) -> (String, Vec<Value>) {
        let mut values: Vec<Value> = Vec::new();
        let mut text = String::from("WHERE 1 = 1");
        let held = "EXISTS (SELECT 1 FROM heir x WHERE x.ended_id = d.holder_unit_id AND x.id";
        let mut put = |condition: &str, value: Value| {
            values.push(value);
            let parameter = format!("${}", values.len());
            let _ = write!(text, " AND {}", condition.replace("{}", &parameter));
        };
        let ids = [
            ("d.id = {}", self.id),
            ("d.plan_id = {}", self.plan),
            ("d.task_id = {}", self.task),
            ("a.unit_id = {}", self.unit),
        ];
        for (condition, id) in ids {
            if let Some(id) = id {
                put(condition, id.into());
            }
        }
        if let Some(unit) = self.holder {
            put(&format!("{held} = {{}})"), unit.into());
        }
        if let Some(day) = self.held_before {
            put("d.held_since <= {}", day.into());
        }
        if let Some(Reach::Units(units)) = &self.reach {
            let (one_of, list) = sql::one_of(sql::backend(conn), "{}", units);
            // Whoever has a part in the task sees what hinders it, and whoever shall answer.
            put(
                &format!(
                    "(a.unit_id {one_of} OR {held} {one_of}) OR EXISTS (SELECT 1 FROM obligation r
                        WHERE r.task_id = d.task_id AND r.unit_id {one_of}))"
                ),
                list,
            );
        }
        let states: Vec<String> = self
            .states
            .iter()
            .map(|it| it.number().to_string())
            .collect();
        if !states.is_empty() {
            let _ = write!(text, " AND d.state IN ({})", states.join(", "));
        }
        (text, values)
    }

    /// The obligations that matter: the fewer, the quicker.
    fn base(&self) -> String {
        let (column, id) = match self {
            Self { id: Some(id), .. } => ("id", *id),
            Self { task: Some(id), .. } => ("task_id", *id),
            Self { plan: Some(id), .. } => ("plan_id", *id),
            _ => return "SELECT obligation_id FROM difficulty".to_owned(),
        };
        format!("SELECT obligation_id FROM difficulty WHERE {column} = {id}")
    }
}

/// Difficulties: those that wait first, the longest at the top; then the others, latest first.
pub async fn list(conn: &Conn, filter: &Filter, limit: i64) -> Result<Vec<Difficulty>> {
    let order = "CASE WHEN d.state <= 2 THEN 0 ELSE 1 END,
        CASE WHEN d.state <= 2 THEN d.raised_on END, d.id DESC";
    rows(conn, filter, i64::MAX, order, limit).await
}

/// Difficulties raised before one of them, newest first: for lists that go on.
pub async fn newest(
    conn: &Conn,
    filter: &Filter,
    before: i64,
    limit: i64,
) -> Result<Vec<Difficulty>> {
    rows(conn, filter, before, "d.id DESC", limit).await
}

async fn rows(
    conn: &Conn,
    filter: &Filter,
    before: i64,
    order: &str,
    limit: i64,
) -> Result<Vec<Difficulty>> {
    let (conditions, mut values) = filter.conditions(conn);
    values.extend([before.into(), limit.into()]);
    let text = format!(
        "{}, {HEIRS}
         SELECT d.id, d.uid, d.obligation_id, d.task_id, t.code AS task_code,
            t.heading AS task_heading, t.text AS task_text, d.plan_id, p.number AS plan_number,
            a.unit_id, u.name AS unit_name, d.raised_unit_id, w.name AS raised_unit_name, d.text,
            d.proposal, d.said_by, d.said_on, d.way, d.proof, d.typed_by, d.state, d.raised_on,
            d.held_since, d.holder_unit_id, h.name AS holder_unit_name, d.holder_person, d.answer,
            d.answered_on, d.answered_by, d.answer_document, d.guidance_id,
            g.number AS guidance_number, d.version
         FROM difficulty d JOIN answering a ON a.obligation_id = d.obligation_id
            JOIN unit u ON u.id = a.unit_id JOIN unit w ON w.id = d.raised_unit_id
            JOIN task t ON t.id = d.task_id JOIN plan p ON p.id = d.plan_id
            LEFT JOIN unit h ON h.id = d.holder_unit_id
            LEFT JOIN guidance g ON g.id = d.guidance_id
         {conditions} AND d.id < ${} ORDER BY {order} LIMIT ${}",
        answering(&filter.base()),
        values.len() - 1,
        values.len()
    );
    sql::all(conn, &text, values).await
}

/// A difficulty by id.
pub async fn find(conn: &Conn, id: i64) -> Result<Difficulty> {
    let filter = Filter {
        id: Some(id),
        ..Filter::default()
    };
    let found = list(conn, &filter, 1).await?.pop();
    found.ok_or(Error::NotFound("difficulty"))
}

/// The difficulties of a task: what explains how its obligations stand.
pub async fn of_task(conn: &Conn, task: i64) -> Result<Vec<Difficulty>> {
    let filter = Filter {
        task: Some(task),
        ..Filter::default()
    };
    list(conn, &filter, 200).await
}

/// How many stand in a state; of one plan, or of all.
pub async fn number(conn: &Conn, state: State, plan: Option<i64>) -> Result<i64> {
    let text = "SELECT COUNT(*) FROM difficulty WHERE state = $1";
    let number = match plan {
        Some(plan) => {
            let text = format!("{text} AND plan_id = $2");
            sql::scalar(conn, &text, vals![state.number(), plan]).await?
        }
        None => sql::scalar(conn, text, vals![state.number()]).await?,
    };
    Ok(number.unwrap_or(0))
}

/// How many wait for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waiting {
    /// Nobody has them yet: for the coordinator to route.
    pub raised: i64,
    /// With a unit or a person, to be answered.
    pub routed: i64,
    /// With the leaders, to be decided.
    pub passed_up: i64,
    /// Answered, to be closed.
    pub answered: i64,
    /// Proposed as an amendment.
    pub proposed: i64,
    /// With one of the units asked for: these are to answer them.
    pub for_us: i64,
}

/// How many wait, as far as somebody sees.
pub async fn waiting(conn: &Conn, reach: &Reach) -> Result<Waiting> {
    #[derive(FromQueryResult)]
    struct Row {
        state: i16,
        number: i64,
    }
    let filter = Filter {
        reach: Some(reach.clone()),
        ..Filter::default()
    };
    let (conditions, values) = filter.conditions(conn);
    let text = format!(
        "{}, {HEIRS} SELECT d.state, COUNT(*) AS number FROM difficulty d
             JOIN answering a ON a.obligation_id = d.obligation_id
         {conditions} GROUP BY d.state",
        answering(&filter.base())
    );
    let mut found = Waiting::default();
    for row in sql::all::<Row>(conn, &text, values).await? {
        let place = match State::from_number(row.state)? {
            State::Raised => &mut found.raised,
            State::Routed => &mut found.routed,
            State::PassedUp => &mut found.passed_up,
            State::Answered => &mut found.answered,
            State::AmendmentProposed => &mut found.proposed,
            State::Closed => continue,
        };
        *place = row.number;
    }
    if let Reach::Units(units) = reach {
        let (one_of, list) = sql::one_of(sql::backend(conn), "$1", units);
        let text = format!(
            "WITH RECURSIVE {HEIRS} SELECT COUNT(*) FROM difficulty d WHERE d.state = {}
                AND EXISTS (SELECT 1 FROM heir x WHERE x.ended_id = d.holder_unit_id
                    AND x.id {one_of})",
            State::Routed.number()
        );
        found.for_us = sql::scalar(conn, &text, vec![list]).await?.unwrap_or(0);
    }
    Ok(found)
}
