//! Opening PostgreSQL.
//!
//! `plan_cache_mode=force_custom_plan`: after five executions PostgreSQL may settle on a generic
//! plan by a wrong estimate, which made list queries 260 times slower in our trials.

use std::str::FromStr as _;

use sea_orm::{
    SqlxPostgresConnector,
    sqlx::postgres::{PgConnectOptions, PgPoolOptions},
};

use super::{Options, reader::Readers, writer::Pen};
use crate::error::Result;

/// The writer's connection.
pub(super) async fn writer(url: &str, options: &Options) -> Result<Pen> {
    let limit = options.write_deadline.as_millis().to_string();
    let connect = connect_options(url)?.options([("statement_timeout", limit.as_str())]);
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .connect_with(connect)
        .await?;
    Ok(Pen {
        connection: SqlxPostgresConnector::from_sqlx_postgres_pool(pool),
        alarm: None,
    })
}

/// A pool to read by.
pub(super) fn readers(url: &str, options: &Options) -> Result<Readers> {
    let size = u32::try_from(options.readers.max(1)).unwrap_or(64);
    let pool = PgPoolOptions::new()
        .max_connections(size)
        .test_before_acquire(false)
        .connect_lazy_with(connect_options(url)?);
    let connection = SqlxPostgresConnector::from_sqlx_postgres_pool(pool);
    Ok(Readers::postgres(connection, options.read_deadline))
}

fn connect_options(url: &str) -> Result<PgConnectOptions> {
    Ok(PgConnectOptions::from_str(url)?
        .application_name("dondoc")
        .options([
            ("plan_cache_mode", "force_custom_plan"),
            ("timezone", "UTC"),
        ]))
}
