//! FTS5.

use std::fmt::Write as _;

use sea_orm::Value;

use super::{Column, Query};
use crate::{
    db::{Conn, sql},
    error::Result,
    vals,
};

pub(super) async fn index(conn: &Conn, rows: Vec<(i64, String, String)>) -> Result<()> {
    let rows = rows
        .into_iter()
        .map(|(id, written, folded)| vals![id, written, folded]);
    sql::insert_all(
        conn,
        "task_search",
        &["rowid", "written", "folded"],
        rows.collect(),
    )
    .await
}

pub(super) fn matching(query: &Query, first: usize) -> (String, Vec<Value>) {
    let mut text = String::new();
    for part in &query.parts {
        let column = match part.column {
            Column::Written => "written",
            Column::Folded => "folded",
        };
        let and = if text.is_empty() { "" } else { " AND " };
        // The words are letters and digits only, so they need no escape inside the quotes.
        let _ = write!(text, "{and}{column} : \"{}\"", part.words);
    }
    let sql = format!("SELECT rowid AS id FROM task_search WHERE task_search MATCH ${first}");
    (sql, vals![text])
}
