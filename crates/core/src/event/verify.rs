//! `dondoc log verify`: walk the whole log and check that nothing was changed, left out or
//! slipped in. It proves the order and content up to the head it prints; keep that head outside
//! the database to prove that the end was not cut off.

use super::{after, chain};
use crate::{db::Conn, error::Result};

/// What the walk found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Every event fits: how many, and the hash of the last.
    Whole {
        /// Number of events.
        events: i64,
        /// Hash of the last event, in hexadecimal.
        head: String,
    },
    /// The first event that does not fit.
    Broken {
        /// The place in the sequence.
        at: i64,
        /// What is wrong there.
        fault: Fault,
    },
}

/// What is wrong with an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The sequence jumps: something was removed.
    Missing,
    /// It does not follow on the event before it.
    Unchained,
    /// Its content is not what was hashed.
    Altered,
}

/// Walk the log.
pub async fn run(conn: &Conn) -> Result<Verdict> {
    let (mut sequence, mut previous) = (0, chain::SEED.to_vec());
    loop {
        let events = after(conn, sequence, 1_000).await?;
        if events.is_empty() {
            return Ok(Verdict::Whole {
                events: sequence,
                head: crate::document::blob::hex(&previous),
            });
        }
        for event in events {
            let fault = if event.id != sequence + 1 {
                Some(Fault::Missing)
            } else if event.previous_hash != previous {
                Some(Fault::Unchained)
            } else if event.hash != chain::hash(&event) {
                Some(Fault::Altered)
            } else {
                None
            };
            if let Some(fault) = fault {
                return Ok(Verdict::Broken {
                    at: sequence + 1,
                    fault,
                });
            }
            sequence = event.id;
            previous = event.hash;
        }
    }
}
