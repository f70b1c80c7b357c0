//! What a write closure works with.

use std::{
    ops::Deref,
    sync::{Mutex, PoisonError},
};

use uuid::Uuid;

use super::{Conn, Entropy, Timestamp};
use crate::{access::Actor, error::Result, event::Pending};

/// A write in progress: who, when, and the transaction. Derefs to [`Conn`].
pub struct Tx {
    conn: Conn,
    /// Who does it.
    pub actor: Actor,
    /// When it is done.
    pub now: Timestamp,
    entropy: Entropy,
    events: Mutex<Vec<Pending>>,
}

impl Tx {
    pub(super) fn new(conn: Conn, actor: Actor, now: Timestamp, entropy: Entropy) -> Self {
        Self {
            conn,
            actor,
            now: to_micros(now),
            entropy,
            events: Mutex::default(),
        }
    }

    /// Fill an array with randomness.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.entropy)(&mut bytes);
        bytes
    }

    /// A name for something that may leave the house (UUID v7: time, then randomness).
    pub fn uid(&self) -> Uuid {
        let millis = u64::try_from(self.now.timestamp_millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &self.random()).into_uuid()
    }

    pub(crate) fn push(&self, event: Pending) {
        self.events
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(event);
    }

    /// Append the events and hand back the transaction to commit.
    pub(super) async fn finish(self) -> Result<Conn> {
        let events = self
            .events
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        crate::event::append(&self.conn, &self.actor, self.now, events).await?;
        Ok(self.conn)
    }

    /// Hand back the transaction to roll back.
    pub(super) fn abandon(self) -> Conn {
        self.conn
    }
}

impl Deref for Tx {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        &self.conn
    }
}

/// PostgreSQL keeps microseconds; the hash chain must come out the same on both databases.
fn to_micros(at: Timestamp) -> Timestamp {
    Timestamp::from_timestamp_micros(at.timestamp_micros()).unwrap_or(at)
}
