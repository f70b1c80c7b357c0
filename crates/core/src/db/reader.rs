//! Snapshots to read from, with a deadline that interrupts the query.

use std::{
    ops::Deref,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use sea_orm::{
    AccessMode, ConnectionTrait as _, DatabaseConnection, IsolationLevel, TransactionTrait as _,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Conn, deadline::Alarm};
use crate::error::{Error, Result};

/// The connections readers are taken from.
pub(super) struct Readers {
    deadline: Duration,
    pool: Pool,
}

enum Pool {
    /// One connection a seat, because the alarm hangs on the connection.
    Sqlite {
        free: Arc<Mutex<Vec<Seat>>>,
        places: Arc<Semaphore>,
    },
    Postgres(DatabaseConnection),
}

struct Seat {
    connection: DatabaseConnection,
    alarm: Alarm,
}

impl Readers {
    pub(super) fn sqlite(seats: Vec<(DatabaseConnection, Alarm)>, deadline: Duration) -> Self {
        let places = Arc::new(Semaphore::new(seats.len()));
        let seats = seats
            .into_iter()
            .map(|(connection, alarm)| Seat { connection, alarm });
        let free = Arc::new(Mutex::new(seats.collect()));
        Self {
            deadline,
            pool: Pool::Sqlite { free, places },
        }
    }

    pub(super) fn postgres(connection: DatabaseConnection, deadline: Duration) -> Self {
        Self {
            deadline,
            pool: Pool::Postgres(connection),
        }
    }

    /// A snapshot; waiting for a free place counts towards the deadline too.
    pub(super) async fn open(&self, deadline: Option<Duration>) -> Result<Reader> {
        let deadline = deadline.unwrap_or(self.deadline);
        let opening = async {
            match &self.pool {
                Pool::Sqlite { free, places } => sqlite_reader(free, places, deadline).await,
                Pool::Postgres(connection) => postgres_reader(connection, deadline).await,
            }
        };
        tokio::time::timeout(deadline, opening)
            .await
            .map_err(|_| Error::Deadline)?
    }

    pub(super) async fn close(&self) -> Result<()> {
        match &self.pool {
            Pool::Sqlite { free, places } => {
                places.close();
                let seats = std::mem::take(&mut *lock(free));
                for seat in seats {
                    seat.connection.close().await?;
                }
            }
            Pool::Postgres(connection) => connection.clone().close().await?,
        }
        Ok(())
    }
}

async fn sqlite_reader(
    free: &Arc<Mutex<Vec<Seat>>>,
    places: &Arc<Semaphore>,
    deadline: Duration,
) -> Result<Reader> {
    let place = places
        .clone()
        .acquire_owned()
        .await
        .map_err(|_| Error::NotWritten)?;
    let seat = lock(free).pop().ok_or(Error::NotWritten)?;
    let mut taken = Taken {
        seat: Some(seat),
        free: free.clone(),
        _place: place,
    };
    // A query that the last reader left behind is stopped by the alarm that is still ringing;
    // only when the connection answers again is the alarm wound up for us.
    let tx = taken.seat().connection.begin().await?;
    taken.seat().alarm.set(deadline);
    Ok(Reader {
        tx: Some(tx),
        taken: Some(taken),
    })
}

async fn postgres_reader(connection: &DatabaseConnection, deadline: Duration) -> Result<Reader> {
    let tx = connection
        .begin_with_config(
            Some(IsolationLevel::RepeatableRead),
            Some(AccessMode::ReadOnly),
        )
        .await?;
    let limit = deadline.as_millis().max(1);
    tx.execute_unprepared(&format!("SET LOCAL statement_timeout = {limit}"))
        .await?;
    Ok(Reader {
        tx: Some(tx),
        taken: None,
    })
}

fn lock(free: &Mutex<Vec<Seat>>) -> std::sync::MutexGuard<'_, Vec<Seat>> {
    free.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A seat that goes back when dropped.
struct Taken {
    seat: Option<Seat>,
    free: Arc<Mutex<Vec<Seat>>>,
    _place: OwnedSemaphorePermit,
}

impl Taken {
    fn seat(&mut self) -> &Seat {
        self.seat.as_ref().expect("a seat is taken until dropped")
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        if let Some(seat) = self.seat.take() {
            lock(&self.free).push(seat);
        }
    }
}

/// One consistent snapshot of the database. Dropping it ends it, and interrupts what still runs.
pub struct Reader {
    tx: Option<Conn>,
    taken: Option<Taken>,
}

impl Deref for Reader {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        self.tx
            .as_ref()
            .expect("the snapshot is open until dropped")
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let Some(taken) = &mut self.taken {
            taken.seat().alarm.ring();
        }
        drop(self.tx.take());
        drop(self.taken.take());
    }
}
