//! Opening SQLite: WAL, synchronous=FULL (an answered write survives a power cut), no mmap,
//! foreign keys on, and no engine older than the fix of the WAL-reset corruption.

use std::{path::Path, time::Duration};

use sea_orm::{
    SqlxSqliteConnector,
    sqlx::{
        Row as _, SqlitePool,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    },
};

use super::{Options, deadline::Alarm, reader::Readers, writer::Pen};
use crate::error::{Error, Result};

/// First version without the WAL-reset bug (two connections writing or checkpointing could
/// corrupt the file).
const OLDEST: (u32, u32, u32) = (3, 51, 3);

/// The writer's connection. Opened first: it makes the file and sets the journal mode.
pub(super) async fn writer(path: &Path) -> Result<Pen> {
    let alarm = Alarm::new();
    let options = connect_options(path)
        .create_if_missing(true)
        .pragma("cache_size", "-65536");
    let pool = single(options, &alarm);
    check_version(&pool).await?;
    let connection = SqlxSqliteConnector::from_sqlx_sqlite_pool(pool);
    Ok(Pen {
        connection,
        alarm: Some(alarm),
    })
}

/// Connections to read by, each with its own alarm.
pub(super) fn readers(path: &Path, options: &Options) -> Readers {
    let seats = (0..options.readers.max(1)).map(|_| {
        let alarm = Alarm::new();
        let connect = connect_options(path)
            .pragma("query_only", "ON")
            .pragma("cache_size", "-16384");
        (
            SqlxSqliteConnector::from_sqlx_sqlite_pool(single(connect, &alarm)),
            alarm,
        )
    });
    Readers::sqlite(seats.collect(), options.read_deadline)
}

fn connect_options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .pragma("mmap_size", "0")
        .pragma("temp_store", "MEMORY")
        .statement_cache_capacity(256)
}

fn single(options: SqliteConnectOptions, alarm: &Alarm) -> SqlitePool {
    let alarm = alarm.clone();
    SqlitePoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .after_connect(move |connection, _| {
            let alarm = alarm.clone();
            Box::pin(async move { alarm.watch(connection).await })
        })
        .connect_lazy_with(options)
}

async fn check_version(pool: &SqlitePool) -> Result<()> {
    let row = sea_orm::sqlx::query("SELECT sqlite_version()")
        .fetch_one(pool)
        .await?;
    let version: String = row.try_get(0)?;
    if new_enough(&version) {
        Ok(())
    } else {
        Err(Error::Unfit(format!(
            "SQLite {version} is older than 3.51.3 and may corrupt the file"
        )))
    }
}

fn new_enough(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next()) >= OLDEST
}

#[cfg(test)]
mod tests {
    use super::new_enough;

    #[test]
    fn the_corrupting_versions_are_refused() {
        assert!(!new_enough("3.40.1"));
        assert!(!new_enough("3.51.2"));
        assert!(new_enough("3.51.3"));
        assert!(new_enough("3.52.0"));
        assert!(!new_enough("nonsense"));
    }
}
