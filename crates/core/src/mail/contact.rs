//! Where the offices of units are written to.

use std::collections::HashMap;

use sea_orm::FromQueryResult;

use super::is_address;
use crate::{
    db::{Conn, sql},
    error::Result,
};

/// The address of each unit that has one: of its contact points the first with a mail address.
pub async fn contacts(conn: &Conn, units: &[i64]) -> Result<HashMap<i64, String>> {
    #[derive(FromQueryResult)]
    struct Row {
        unit_id: i64,
        email: String,
    }
    let (condition, list) = sql::one_of(sql::backend(conn), "$1", units);
    let text = format!(
        "SELECT unit_id, email FROM unit_contact
         WHERE unit_id {condition} AND email IS NOT NULL ORDER BY id"
    );
    let rows: Vec<Row> = sql::all(conn, &text, vec![list]).await?;
    let mut found = HashMap::new();
    for row in rows.into_iter().filter(|row| is_address(row.email.trim())) {
        found
            .entry(row.unit_id)
            .or_insert_with(|| row.email.trim().to_owned());
    }
    Ok(found)
}
