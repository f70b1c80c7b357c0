//! `dondoc log verify`: walk the whole log and check that nothing was changed, left out or
//! slipped in. It proves the order and content up to the head it prints; keep that head outside
//! the database and give it back as an [`Anchor`] to prove that the end was not cut off.

use std::{fmt, str::FromStr};

use super::{after, chain};
use crate::{
    db::Conn,
    document::blob::hex,
    error::{Error, Result},
};

/// A place in the log, written down outside the database: `sequence:hash`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// The place in the sequence.
    pub sequence: i64,
    /// The hash of the event there, in hexadecimal.
    pub hash: String,
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.sequence, self.hash)
    }
}

impl FromStr for Anchor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let malformed = || Error::Invalid {
            field: "anchor",
            reason: "malformed",
        };
        let (sequence, hash) = text.trim().split_once(':').ok_or_else(malformed)?;
        if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(malformed());
        }
        Ok(Self {
            sequence: sequence.parse().map_err(|_| malformed())?,
            hash: hash.to_ascii_lowercase(),
        })
    }
}

/// What the walk found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Every event fits: the last one, whose place is also how many there are.
    Whole(Anchor),
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
    /// It is not the event that was written down outside.
    Replaced,
}

/// Walk the log; `known` are places written down earlier.
pub async fn run(conn: &Conn, known: &[Anchor]) -> Result<Verdict> {
    let (mut sequence, mut previous) = (0, chain::SEED.to_vec());
    loop {
        let events = after(conn, sequence, 1_000).await?;
        if events.is_empty() {
            return Ok(ended(sequence, &previous, known));
        }
        for event in events {
            let fault = if event.id != sequence + 1 {
                Some(Fault::Missing)
            } else if event.previous_hash != previous {
                Some(Fault::Unchained)
            } else if event.hash != chain::hash(&event) {
                Some(Fault::Altered)
            } else {
                let other = |at: &Anchor| at.sequence == event.id && at.hash != hex(&event.hash);
                known.iter().any(other).then_some(Fault::Replaced)
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

/// The end of the log: behind it nothing may stand that was written down.
fn ended(sequence: i64, head: &[u8], known: &[Anchor]) -> Verdict {
    if known.iter().any(|anchor| anchor.sequence > sequence) {
        return Verdict::Broken {
            at: sequence + 1,
            fault: Fault::Missing,
        };
    }
    Verdict::Whole(Anchor {
        sequence,
        hash: hex(head),
    })
}
