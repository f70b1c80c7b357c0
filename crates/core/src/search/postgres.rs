//! `tsvector` with the configuration `simple`, which keeps our words as they are.

use sea_orm::Value;

use super::{Column, Query};
use crate::{
    db::{Conn, sql},
    error::Result,
};

pub(super) async fn index(conn: &Conn, rows: Vec<(i64, String, String)>) -> Result<()> {
    let places: Vec<String> = (0..rows.len())
        .map(|row| {
            let (id, written, folded) = (row * 3 + 1, row * 3 + 2, row * 3 + 3);
            format!("(${id}, to_tsvector('simple', ${written}), to_tsvector('simple', ${folded}))")
        })
        .collect();
    let text = format!(
        "INSERT INTO task_search (task_id, written, folded) VALUES {}",
        places.join(", ")
    );
    let values = rows
        .into_iter()
        .flat_map(|(id, written, folded)| [Value::from(id), written.into(), folded.into()]);
    sql::execute(conn, &text, values.collect()).await.map(drop)
}

pub(super) fn matching(query: &Query, first: usize) -> (String, Vec<Value>) {
    let conditions: Vec<String> = query
        .parts
        .iter()
        .enumerate()
        .map(|(at, part)| {
            let column = match part.column {
                Column::Written => "written",
                Column::Folded => "folded",
            };
            format!("{column} @@ phraseto_tsquery('simple', ${})", first + at)
        })
        .collect();
    let sql = format!(
        "SELECT task_id AS id FROM task_search WHERE {}",
        conditions.join(" AND ")
    );
    (
        sql,
        query
            .parts
            .iter()
            .map(|part| Value::from(part.words.clone()))
            .collect(),
    )
}
