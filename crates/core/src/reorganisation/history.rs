//! Looking back: whose an obligation was on a day, where it comes from, what a unit took over and
//! handed on.

use chrono::NaiveDate;
use sea_orm::FromQueryResult;

use super::route::Fate;
use crate::{
    db::{Conn, Timestamp, sql},
    error::{Error, Result},
    vals,
};

/// Whose an obligation was on a day: reports on closed periods keep to that.
pub async fn unit_of(conn: &Conn, obligation: i64, day: NaiveDate) -> Result<i64> {
    let text = "SELECT from_unit FROM obligation_move
                WHERE obligation_id = $1 AND kind = 0 AND day > $2 ORDER BY day, round LIMIT 1";
    if let Some(unit) = sql::scalar(conn, text, vals![obligation, day]).await? {
        return Ok(unit);
    }
    let text = "SELECT unit_id FROM obligation WHERE id = $1";
    sql::scalar(conn, text, vals![obligation])
        .await?
        .ok_or(Error::NotFound("obligation"))
}

/// A step in the life of an obligation.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
#[expect(missing_docs, reason = "as in the table `obligation_move`")]
pub struct Move {
    pub obligation_id: i64,
    kind: i16,
    pub day: NaiveDate,
    pub from_unit: i64,
    /// Name on the eve.
    pub from_name: String,
    pub to_unit: Option<i64>,
    /// Name on the day.
    pub to_name: Option<String>,
    /// What it was joined into, or was made beside.
    pub other_id: Option<i64>,
    /// Why it was closed.
    pub reason: Option<String>,
    pub act_id: i64,
    pub act_number: String,
    pub act_title: String,
    pub issued_on: NaiveDate,
    pub at: Timestamp,
    pub by_name: String,
}

impl Move {
    /// What became of it.
    pub fn fate(&self) -> Result<Fate> {
        Fate::from_number(self.kind).ok_or_else(|| Error::Damaged(format!("fate {}", self.kind)))
    }
}

const MOVES: &str = "SELECT m.obligation_id, m.kind, m.day, m.from_unit, m.to_unit, m.other_id,
        c.reason, r.id AS act_id, r.number AS act_number, r.title AS act_title, r.issued_on,
        n.at, n.by_name,
        COALESCE((SELECT x.name FROM unit_name x WHERE x.unit_id = m.from_unit
            AND (x.valid_from IS NULL OR x.valid_from < m.day)
            AND (x.valid_to IS NULL OR x.valid_to >= m.day) LIMIT 1), f.name) AS from_name,
        COALESCE((SELECT x.name FROM unit_name x WHERE x.unit_id = m.to_unit
            AND (x.valid_from IS NULL OR x.valid_from <= m.day)
            AND (x.valid_to IS NULL OR x.valid_to > m.day) LIMIT 1), t.name) AS to_name
    FROM obligation_move m JOIN reorganisation_round n ON n.id = m.round
        JOIN reorganisation r ON r.id = n.reorganisation_id
        JOIN unit f ON f.id = m.from_unit LEFT JOIN unit t ON t.id = m.to_unit
        LEFT JOIN reorganisation_choice c ON c.id = m.choice_id";

/// What happened to the obligations of a task, in order.
pub async fn of_task(conn: &Conn, task: i64) -> Result<Vec<Move>> {
    let text = format!(
        "{MOVES} WHERE m.obligation_id IN (SELECT id FROM obligation WHERE task_id = $1)
         ORDER BY m.obligation_id, m.day, m.round"
    );
    sql::all(conn, &text, vals![task]).await
}

/// What happened to one obligation, in order.
pub async fn of_obligation(conn: &Conn, obligation: i64) -> Result<Vec<Move>> {
    let text = format!("{MOVES} WHERE m.obligation_id = $1 ORDER BY m.day, m.round");
    sql::all(conn, &text, vals![obligation]).await
}

/// So many obligations came from one unit to another by an act.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
#[expect(missing_docs, reason = "who, to whom, how, how many, by which act")]
pub struct Passage {
    kind: i16,
    pub from_unit: i64,
    pub from_name: String,
    pub to_unit: Option<i64>,
    pub to_name: Option<String>,
    pub number: i64,
    pub act_id: i64,
    pub act_number: String,
    pub effective_on: NaiveDate,
}

impl Passage {
    /// What became of them.
    pub fn fate(&self) -> Result<Fate> {
        Fate::from_number(self.kind).ok_or_else(|| Error::Damaged(format!("fate {}", self.kind)))
    }
}

const PASSAGES: &str = "SELECT w.kind, w.from_unit, f.name AS from_name,
        NULLIF(w.to_unit, 0) AS to_unit, t.name AS to_name, CAST(SUM(w.number) AS BIGINT) AS number,
        r.id AS act_id, r.number AS act_number, r.effective_on
    FROM obligation_flow w JOIN reorganisation_round n ON n.id = w.round
        JOIN reorganisation r ON r.id = n.reorganisation_id
        JOIN unit f ON f.id = w.from_unit LEFT JOIN unit t ON t.id = w.to_unit";
const PASSAGE_GROUPS: &str = "GROUP BY w.kind, w.from_unit, f.name, w.to_unit, t.name, r.id,
        r.number, r.effective_on ORDER BY r.effective_on, r.id, f.name, t.name, w.kind";

/// What a unit took over, and from whom.
pub async fn taken_over(conn: &Conn, unit: i64) -> Result<Vec<Passage>> {
    let text = format!(
        "{PASSAGES} WHERE w.to_unit = $1 AND w.kind IN (0, 3) AND w.from_unit <> w.to_unit
         {PASSAGE_GROUPS}"
    );
    sql::all(conn, &text, vals![unit]).await
}

/// What a unit handed on, and to whom; what was joined or closed too.
pub async fn handed_on(conn: &Conn, unit: i64) -> Result<Vec<Passage>> {
    let text = format!("{PASSAGES} WHERE w.from_unit = $1 AND w.kind <> 3 {PASSAGE_GROUPS}");
    sql::all(conn, &text, vals![unit]).await
}

/// What an act moved, from whom to whom.
pub async fn of_act(conn: &Conn, act: i64) -> Result<Vec<Passage>> {
    let text = format!("{PASSAGES} WHERE n.reorganisation_id = $1 {PASSAGE_GROUPS}");
    sql::all(conn, &text, vals![act]).await
}

/// An obligation that a unit handed on.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
#[expect(missing_docs, reason = "which, how, and who has it now")]
pub struct HandedOn {
    pub obligation_id: i64,
    kind: i16,
    pub task_id: i64,
    pub task_code: String,
    pub task_heading: Option<String>,
    pub task_text: Option<String>,
    pub to_unit: Option<i64>,
    pub to_name: Option<String>,
    pub act_id: i64,
    pub act_number: String,
    pub round: i64,
}

impl HandedOn {
    /// What became of it.
    pub fn fate(&self) -> Result<Fate> {
        Fate::from_number(self.kind).ok_or_else(|| Error::Damaged(format!("fate {}", self.kind)))
    }
}

/// One by one what a unit handed on, behind an obligation and a round.
pub async fn list_handed_on(
    conn: &Conn,
    unit: i64,
    after: (i64, i64),
    limit: i64,
) -> Result<Vec<HandedOn>> {
    let text = "SELECT m.obligation_id, m.kind, o.task_id, k.code AS task_code,
            k.heading AS task_heading, k.text AS task_text, m.to_unit, t.name AS to_name,
            r.id AS act_id, r.number AS act_number, m.round
        FROM obligation_move m
            JOIN reorganisation_round n ON n.id = m.round
            JOIN reorganisation r ON r.id = n.reorganisation_id
            JOIN obligation o ON o.id = m.obligation_id JOIN task k ON k.id = o.task_id
            LEFT JOIN unit t ON t.id = m.to_unit
        WHERE m.round IN (SELECT round FROM obligation_flow WHERE from_unit = $1)
            AND m.kind IN (0, 1, 2) AND m.from_unit = $1
            AND (m.obligation_id, m.round) > ($2, $3)
        ORDER BY m.obligation_id, m.round LIMIT $4";
    sql::all(conn, text, vals![unit, after.0, after.1, limit]).await
}

/// Who follows whom, by which act.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
#[expect(missing_docs, reason = "as in the table `succession`")]
pub struct Succession {
    pub predecessor_id: i64,
    pub predecessor_name: String,
    pub successor_id: Option<i64>,
    pub successor_name: Option<String>,
    pub day: NaiveDate,
    /// Nothing: in everything; empty: in a part; else the functions.
    pub scope: Option<String>,
    pub act_id: i64,
    pub act_number: String,
    pub act_title: String,
}

const SUCCESSIONS: &str = "SELECT s.predecessor_id, p.name AS predecessor_name, s.successor_id,
        u.name AS successor_name, s.day, s.scope, r.id AS act_id, r.number AS act_number,
        r.title AS act_title
    FROM succession s JOIN unit p ON p.id = s.predecessor_id
        LEFT JOIN unit u ON u.id = s.successor_id
        JOIN reorganisation r ON r.id = s.reorganisation_id";

/// Whom a unit follows.
pub async fn predecessors(conn: &Conn, unit: i64) -> Result<Vec<Succession>> {
    let text = format!("{SUCCESSIONS} WHERE s.successor_id = $1 ORDER BY s.day, s.id");
    sql::all(conn, &text, vals![unit]).await
}

/// Who follows a unit; nobody stands for abolition.
pub async fn successors(conn: &Conn, unit: i64) -> Result<Vec<Succession>> {
    let text = format!("{SUCCESSIONS} WHERE s.predecessor_id = $1 ORDER BY s.day, s.id");
    sql::all(conn, &text, vals![unit]).await
}

/// Open obligations that still rest with a unit that an act has ended.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
#[expect(missing_docs, reason = "whose, how many, by which act")]
pub struct Resting {
    pub unit_id: i64,
    pub unit_name: String,
    pub act_id: i64,
    pub number: i64,
}

/// What still rests with units that ended: to be decided, or from a plan that came in afterwards.
pub async fn resting(conn: &Conn) -> Result<Vec<Resting>> {
    let text = format!(
        "SELECT u.id AS unit_id, u.name AS unit_name, s.act_id, COUNT(*) AS number
         FROM (SELECT DISTINCT predecessor_id, reorganisation_id AS act_id, day FROM succession) s
             CROSS JOIN unit u CROSS JOIN obligation o
         WHERE u.id = s.predecessor_id AND u.valid_to = s.day AND o.unit_id = u.id AND {}
         GROUP BY u.id, u.name, u.sort_key, s.act_id ORDER BY s.act_id, u.sort_key, u.id",
        super::route::open()
    );
    sql::all(conn, &text, vec![]).await
}
