//! What waits for whom: short lists and counts that read no more than they show, or a stretch of
//! an index up to a limit.

use chrono::NaiveDate;
use sea_orm::FromQueryResult;

use super::extension::State;
use crate::{
    db::{Conn, Timestamp, Tx, sql},
    error::Result,
    obligation::{Item, Standing, item_list},
    vals,
};

/// No count goes on beyond.
const MOST_COUNTED: i64 = 10_000;

/// A list that is cut, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Short {
    /// The first of them.
    pub items: Vec<Item>,
    /// How many there are; [`Short::capped`] when there are more.
    pub count: i64,
    /// There are more than were counted.
    pub capped: bool,
}

/// What is overdue and of which the unit has never said anything, the longest overdue first.
pub async fn silent(conn: &Conn, limit: i64, today: NaiveDate) -> Result<Short> {
    let condition = format!(
        "standing = {} AND last_update = 0 AND last_day < $1",
        Standing::Open.number()
    );
    let count = format!(
        "SELECT COUNT(*) FROM (SELECT 1 AS one FROM obligation WHERE {condition} LIMIT {}) AS few",
        MOST_COUNTED + 1
    );
    let count: i64 = sql::scalar(conn, &count, vals![today]).await?.unwrap_or(0);
    let ids = format!("SELECT id FROM obligation WHERE {condition} ORDER BY last_day, id LIMIT $2");
    let ids: Vec<i64> = sql::column(conn, &ids, vals![today, limit]).await?;
    Ok(Short {
        items: item_list(conn, &ids, today).await?,
        count: count.min(MOST_COUNTED),
        capped: count > MOST_COUNTED,
    })
}

/// A report that came in, with what it is about.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
#[expect(missing_docs, reason = "as in `ProgressUpdate` and the task")]
pub struct Arrival {
    pub id: i64,
    pub obligation_id: i64,
    pub task_id: i64,
    pub task_code: String,
    pub task_name: Option<String>,
    pub plan_number: String,
    pub unit_id: i64,
    pub unit_name: String,
    pub said_by: Option<String>,
    pub typed_by_name: String,
    pub recorded_at: Timestamp,
    pub narrative: Option<String>,
    pub share: Option<i16>,
    pub done_on: Option<NaiveDate>,
    pub difficulty: Option<String>,
}

/// The reports that came in last.
pub async fn arrivals(conn: &Conn, limit: i64) -> Result<Vec<Arrival>> {
    let text = "SELECT p.id, p.obligation_id, t.id AS task_id, t.code AS task_code,
            COALESCE(t.heading, t.text) AS task_name, n.number AS plan_number, p.unit_id,
            u.name AS unit_name, p.said_by, p.typed_by_name, p.recorded_at, p.narrative, p.share,
            p.done_on, p.difficulty
        FROM (SELECT * FROM progress_update ORDER BY id DESC LIMIT $1) AS p
        JOIN obligation o ON o.id = p.obligation_id JOIN task t ON t.id = o.task_id
        JOIN plan n ON n.id = o.plan_id JOIN unit u ON u.id = p.unit_id
        ORDER BY p.id DESC";
    sql::all(conn, text, vals![limit]).await
}

/// A request for an extension that waits, with what it is about.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
#[expect(missing_docs, reason = "as in `Extension` and the task")]
pub struct Waiting {
    pub id: i64,
    pub obligation_id: i64,
    pub task_id: i64,
    pub task_code: String,
    pub task_name: Option<String>,
    pub plan_number: String,
    pub unit_id: i64,
    pub unit_name: String,
    pub last_day: NaiveDate,
    pub asked_day: NaiveDate,
    pub reason: String,
    pub asked_at: Timestamp,
}

/// The requests that wait for a decision, the oldest first, and how many there are.
pub async fn extensions(conn: &Conn, plan: Option<i64>, limit: i64) -> Result<(Vec<Waiting>, i64)> {
    let from = "FROM extension x JOIN obligation o ON o.id = x.obligation_id
        WHERE x.state = $1 AND ($2 = 0 OR o.plan_id = $2)";
    let (asked, plan) = (State::Asked.number(), plan.unwrap_or(0));
    let count = format!("SELECT COUNT(*) {from}");
    let count = sql::scalar(conn, &count, vals![asked, plan]).await?;
    let text = format!(
        "SELECT x.id, x.obligation_id, t.id AS task_id, t.code AS task_code,
            COALESCE(t.heading, t.text) AS task_name, n.number AS plan_number, x.unit_id,
            u.name AS unit_name, x.last_day, x.asked_day, x.reason, x.asked_at
         FROM (SELECT x.id, x.obligation_id, o.task_id, o.plan_id, x.unit_id, o.last_day,
                   x.asked_day, x.reason, x.asked_at {from} ORDER BY x.id LIMIT $3) AS x
         JOIN task t ON t.id = x.task_id JOIN plan n ON n.id = x.plan_id
         JOIN unit u ON u.id = x.unit_id ORDER BY x.id"
    );
    let rows = sql::all(conn, &text, vals![asked, plan, limit]).await?;
    Ok((rows, count.unwrap_or(0)))
}

/// Something that happened to what a unit owes.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
#[expect(missing_docs, reason = "as in the log and the task")]
pub struct News {
    pub id: i64,
    pub at: Timestamp,
    pub kind: String,
    pub actor_name: String,
    pub task_id: i64,
    pub task_code: String,
    pub task_name: Option<String>,
    pub reason: Option<String>,
    after: Option<String>,
}

/// What others did to the obligations of these units since an instant, newest first.
pub async fn news(
    conn: &Conn,
    units: &[i64],
    since: Timestamp,
    but: i64,
    limit: i64,
) -> Result<Vec<News>> {
    let (condition, list) = sql::one_of(sql::backend(conn), "$1", units);
    let text = format!(
        "SELECT e.id, e.at, e.kind, e.actor_name, t.id AS task_id, t.code AS task_code,
             COALESCE(t.heading, t.text) AS task_name, NULL AS reason, e.after
         FROM event e JOIN obligation o ON o.id = e.subject_id JOIN task t ON t.id = o.task_id
         WHERE e.unit_id {condition} AND e.subject = 'obligation' AND e.at > $2
             AND (e.actor_id IS NULL OR e.actor_id <> $3)
         ORDER BY e.id DESC LIMIT $4"
    );
    let mut rows: Vec<News> = sql::all(conn, &text, vals![list, since, but, limit]).await?;
    for row in &mut rows {
        let after: Option<serde_json::Value> = row
            .after
            .as_deref()
            .and_then(|it| serde_json::from_str(it).ok());
        let reason = after.as_ref().and_then(|it| it["reason"].as_str());
        row.reason = reason.map(str::to_owned);
    }
    Ok(rows)
}

/// A visit goes on as long as nothing rests for longer.
const VISIT: chrono::Duration = chrono::Duration::minutes(30);

/// When the account was here last, before the visit that goes on now; `None`: never.
pub async fn last_visit(conn: &Conn, account: i64, now: Timestamp) -> Result<Option<Timestamp>> {
    let visit = visit(conn, account).await?;
    Ok(visit.and_then(|visit| {
        if now - visit.at > VISIT {
            Some(visit.at)
        } else {
            visit.before
        }
    }))
}

#[derive(FromQueryResult)]
struct Visit {
    at: Timestamp,
    before: Option<Timestamp>,
}

async fn visit(conn: &Conn, account: i64) -> Result<Option<Visit>> {
    let text = "SELECT at, before FROM visit WHERE account_id = $1";
    sql::one(conn, text, vals![account]).await
}

/// Whether a visit should be noted: not at every look.
pub async fn is_to_note(conn: &Conn, account: i64, now: Timestamp) -> Result<bool> {
    let visit = visit(conn, account).await?;
    Ok(visit.is_none_or(|visit| now - visit.at > VISIT / 6))
}

/// The account is here. No event: it changes nothing that anybody else sees.
pub async fn note_visit(tx: &Tx, account: i64) -> Result<()> {
    let before = last_visit(tx, account, tx.now).await?;
    let text = "INSERT INTO visit (account_id, at, before) VALUES ($1, $2, $3)
                ON CONFLICT (account_id) DO UPDATE SET at = excluded.at, before = excluded.before";
    sql::execute(tx, text, vals![account, tx.now, before])
        .await
        .map(drop)
}
