//! What came in after a period's cut-off and speaks of it (bổ sung sau khi chốt): shown beside the
//! numbers, never mixed into them.

use chrono::NaiveDate;
use sea_orm::FromQueryResult;

use super::period::Period;
use crate::{
    db::{Conn, Timestamp, sql},
    error::Result,
    progress::past,
    vals,
};

/// A report that came in late.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
#[expect(missing_docs, reason = "as in `ProgressUpdate`")]
pub struct Supplement {
    pub update_id: i64,
    pub obligation_id: i64,
    pub task_id: i64,
    pub task_code: String,
    pub task_heading: Option<String>,
    pub unit_id: i64,
    pub unit_name: String,
    pub said_by: Option<String>,
    pub said_on: NaiveDate,
    pub done_on: Option<NaiveDate>,
    pub narrative: Option<String>,
    pub result: Option<String>,
    pub recorded_at: Timestamp,
}

/// What came in after the cut-off of a closed period about something said or done by then, the
/// first first; nothing while its figures still move.
pub async fn list(conn: &Conn, period: &Period, limit: i64) -> Result<Vec<Supplement>> {
    if period.frozen_at.is_none() {
        return Ok(Vec::new());
    }
    let text = "SELECT u.id AS update_id, u.obligation_id, t.id AS task_id, t.code AS task_code,
                    t.heading AS task_heading, u.unit_id, n.name AS unit_name, u.said_by,
                    u.said_on, u.done_on, u.narrative, u.result, u.recorded_at
                FROM period_line l
                    JOIN progress_update u ON u.obligation_id = l.obligation_id
                    JOIN task t ON t.id = l.task_id JOIN unit n ON n.id = u.unit_id
                WHERE l.period_id = $1 AND u.recorded_at >= $2
                    AND (u.said_on <= $3 OR u.done_on <= $3)
                ORDER BY u.id LIMIT $4";
    let values = vals![period.id, past::end_of(period.cutoff), period.cutoff, limit];
    sql::all(conn, text, values).await
}
