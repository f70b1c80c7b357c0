//! An alarm per SQLite connection, looked at by SQLite itself while it works.
//!
//! SQLite calls the progress handler every few thousand steps of its machine; when the alarm has
//! rung it gives up with SQLITE_INTERRUPT. PostgreSQL has `statement_timeout` for this.

use std::{
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use sea_orm::sqlx::sqlite::SqliteConnection;

/// Steps of SQLite's machine between two looks: about a tenth of a millisecond.
const STEPS: i32 = 4_000;

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// When a connection must stop working.
#[derive(Debug, Clone)]
pub(super) struct Alarm(Arc<AtomicU64>);

impl Alarm {
    /// Not set.
    pub(super) fn new() -> Self {
        LazyLock::force(&START);
        Self(Arc::new(AtomicU64::new(u64::MAX)))
    }

    /// Ring after so long.
    pub(super) fn set(&self, after: Duration) {
        let at = START.elapsed().saturating_add(after).as_micros();
        self.0
            .store(u64::try_from(at).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Do not ring.
    pub(super) fn clear(&self) {
        self.0.store(u64::MAX, Ordering::Relaxed);
    }

    /// Ring now.
    pub(super) fn ring(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    fn rung(&self) -> bool {
        let at = self.0.load(Ordering::Relaxed);
        at != u64::MAX && START.elapsed().as_micros() >= u128::from(at)
    }

    /// Hang the alarm on a connection.
    pub(super) async fn watch(
        &self,
        connection: &mut SqliteConnection,
    ) -> Result<(), sea_orm::sqlx::Error> {
        let alarm = self.clone();
        connection
            .lock_handle()
            .await?
            .set_progress_handler(STEPS, move || !alarm.rung());
        Ok(())
    }
}
