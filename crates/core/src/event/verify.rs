//! `dondoc log verify`: walk the whole log and check that nothing was changed, left out or
//! slipped in. It proves the order and content up to the head it prints; keep that head outside
//! the database and give it back as an [`Anchor`] to prove that the end was not cut off.

use std::{fmt, str::FromStr};

use super::{Event, after, chain};
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
    let mut walk = Walk::whole();
    loop {
        let events = after(conn, walk.sequence, 1_000).await?;
        if events.is_empty() {
            return Ok(ended(walk.sequence, &walk.previous, known));
        }
        for event in &events {
            if let Err(fault) = walk.step(event, known) {
                return Ok(Verdict::Broken {
                    at: walk.sequence + 1,
                    fault,
                });
            }
        }
    }
}

/// A walk along events in their order: all of them, or a part that was handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walk {
    sequence: i64,
    previous: Vec<u8>,
    /// Whether events may be left out between those met.
    gaps: bool,
    /// Whether anything was met yet.
    begun: bool,
}

impl Walk {
    /// Along the whole log: nothing may be left out.
    pub fn whole() -> Self {
        Self {
            sequence: 0,
            previous: chain::SEED.to_vec(),
            gaps: false,
            begun: true,
        }
    }

    /// Along a part: it begins anywhere; with `gaps` events may be left out.
    pub fn part(gaps: bool) -> Self {
        Self {
            gaps,
            begun: false,
            ..Self::whole()
        }
    }

    /// The place of the last event met.
    pub fn at(&self) -> Anchor {
        Anchor {
            sequence: self.sequence,
            hash: hex(&self.previous),
        }
    }

    /// Meet the next event.
    pub fn step(&mut self, event: &Event, known: &[Anchor]) -> Result<(), Fault> {
        let follows = event.id == self.sequence + 1;
        let chained = if self.begun && follows {
            event.previous_hash == self.previous
        } else {
            true
        };
        if event.id <= self.sequence || (self.begun && !follows && !self.gaps) {
            return Err(Fault::Missing);
        }
        if !chained {
            return Err(Fault::Unchained);
        }
        if event.hash != chain::hash(event) {
            return Err(Fault::Altered);
        }
        let other = |at: &Anchor| at.sequence == event.id && at.hash != hex(&event.hash);
        if known.iter().any(other) {
            return Err(Fault::Replaced);
        }
        self.begun = true;
        self.sequence = event.id;
        self.previous.clone_from(&event.hash);
        Ok(())
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
