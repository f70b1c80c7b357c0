//! One SQL text for both databases, and a few words to run it with.
//!
//! Parameters are `$1`, `$2`, … on both. [`vals!`](crate::vals) makes the list of values.

use sea_orm::{ConnectionTrait as _, FromQueryResult, Statement, Value};

use super::{Backend, Conn};
use crate::error::{Error, Result};

/// Values for `$1`, `$2`, ….
#[macro_export]
#[doc(hidden)]
macro_rules! vals {
    ($($value:expr),* $(,)?) => { vec![$(sea_orm::Value::from($value)),*] };
}

/// Which database this connection speaks to.
pub fn backend(conn: &Conn) -> Backend {
    match conn.get_database_backend() {
        sea_orm::DbBackend::Sqlite => Backend::Sqlite,
        _ => Backend::Postgres,
    }
}

#[cfg(test)]
tokio::task_local! {
    /// What was asked, for tests of query plans.
    pub(crate) static ASKED: std::cell::RefCell<Vec<(String, Vec<Value>)>>;
}

fn statement(conn: &Conn, sql: &str, values: Vec<Value>) -> Statement {
    #[cfg(test)]
    let _ = ASKED.try_with(|asked| asked.borrow_mut().push((sql.to_owned(), values.clone())));
    Statement::from_sql_and_values(conn.get_database_backend(), sql, values)
}

/// Run, and say how many rows were touched.
pub async fn execute(conn: &Conn, sql: &str, values: Vec<Value>) -> Result<u64> {
    Ok(conn
        .execute_raw(statement(conn, sql, values))
        .await?
        .rows_affected())
}

/// All rows.
pub async fn all<T: FromQueryResult>(conn: &Conn, sql: &str, values: Vec<Value>) -> Result<Vec<T>> {
    let rows = conn.query_all_raw(statement(conn, sql, values)).await?;
    rows.iter()
        .map(|row| T::from_query_result(row, "").map_err(Error::from))
        .collect()
}

/// One row, or none.
pub async fn one<T: FromQueryResult>(
    conn: &Conn,
    sql: &str,
    values: Vec<Value>,
) -> Result<Option<T>> {
    let row = conn.query_one_raw(statement(conn, sql, values)).await?;
    row.map(|row| T::from_query_result(&row, "").map_err(Error::from))
        .transpose()
}

/// The first column of the one row that the query gives.
pub async fn scalar<T: sea_orm::TryGetable>(
    conn: &Conn,
    sql: &str,
    values: Vec<Value>,
) -> Result<Option<T>> {
    let row = conn.query_one_raw(statement(conn, sql, values)).await?;
    row.map(|row| row.try_get_by_index(0).map_err(Error::from))
        .transpose()
}

/// The first column of every row.
pub async fn column<T: sea_orm::TryGetable>(
    conn: &Conn,
    sql: &str,
    values: Vec<Value>,
) -> Result<Vec<T>> {
    let rows = conn.query_all_raw(statement(conn, sql, values)).await?;
    rows.iter()
        .map(|row| row.try_get_by_index(0).map_err(Error::from))
        .collect()
}

/// The next free id of a table. Safe because there is one writer, on both databases; no table
/// that uses it ever loses its last row.
pub async fn next_id(conn: &Conn, table: &'static str) -> Result<i64> {
    let sql = format!("SELECT COALESCE(MAX(id), 0) + 1 FROM {table}");
    Ok(scalar(conn, &sql, vec![]).await?.unwrap_or(1))
}

/// Insert one row.
pub async fn insert(
    conn: &Conn,
    table: &'static str,
    columns: &[&'static str],
    row: Vec<Value>,
) -> Result<()> {
    insert_all(conn, table, columns, vec![row]).await
}

/// Insert many rows, as few statements as the databases' limit on parameters allows.
pub async fn insert_all(
    conn: &Conn,
    table: &'static str,
    columns: &[&'static str],
    mut rows: Vec<Vec<Value>>,
) -> Result<()> {
    // SQLite takes 32,766 parameters; smaller groups parse quicker and are cached.
    let group = (4_000 / columns.len()).max(1);
    while !rows.is_empty() {
        let rest = rows.split_off(rows.len().min(group));
        let sql = insert_text(table, columns, rows.len());
        execute(conn, &sql, rows.into_iter().flatten().collect()).await?;
        rows = rest;
    }
    Ok(())
}

/// One of these ids, as a condition on what stands before it, with the list as a single value: the
/// text stays the same however long the list is, so the statement is prepared once.
pub fn one_of(backend: Backend, parameter: &str, ids: &[i64]) -> (String, Value) {
    let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
    let ids = ids.join(",");
    match backend {
        Backend::Sqlite => (
            format!("IN (SELECT value FROM json_each({parameter}))"),
            format!("[{ids}]").into(),
        ),
        Backend::Postgres => (
            format!("= ANY (CAST({parameter} AS BIGINT[]))"),
            format!("{{{ids}}}").into(),
        ),
    }
}

/// A column that points at the rows of another table.
#[derive(Debug, PartialEq, Eq, FromQueryResult)]
pub(crate) struct Pointer {
    pub(crate) name: String,
    pub(crate) field: String,
}

/// All columns that point at a table: what may hang on a row of it, whatever is built later.
pub(crate) async fn pointing_at(conn: &Conn, table: &'static str) -> Result<Vec<Pointer>> {
    let text = match backend(conn) {
        Backend::Sqlite => {
            "SELECT m.name AS name, f.\"from\" AS field
             FROM sqlite_schema m, pragma_foreign_key_list(m.name) f
             WHERE m.type = 'table' AND f.\"table\" = $1 ORDER BY m.name, f.\"from\""
        }
        Backend::Postgres => {
            "SELECT CAST(r.relname AS TEXT) AS name, CAST(a.attname AS TEXT) AS field
             FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
                 JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
             WHERE c.contype = 'f' AND c.confrelid = to_regclass($1) ORDER BY 1, 2"
        }
    };
    all(conn, text, vec![table.into()]).await
}

fn insert_text(table: &str, columns: &[&str], rows: usize) -> String {
    use std::fmt::Write as _;
    let mut sql = format!("INSERT INTO {table} ({}) VALUES ", columns.join(", "));
    let mut parameter = 0;
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns.len() {
            parameter += 1;
            let comma = if column == 0 { "" } else { ", " };
            let _ = write!(sql, "{comma}${parameter}");
        }
        sql.push(')');
    }
    sql
}

#[cfg(test)]
mod tests {
    use super::insert_text;

    #[test]
    fn rows_get_running_parameters() {
        assert_eq!(
            insert_text("unit", &["id", "code"], 2),
            "INSERT INTO unit (id, code) VALUES ($1, $2), ($3, $4)"
        );
    }
}
