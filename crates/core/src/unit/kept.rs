//! Directories kept in memory between requests. Putting one together reads a thousand names and
//! cuts each into its variants; a page of the review screen needs it whole.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;

use super::Registry;
use crate::{db::Conn, error::Result, event};

/// Directories kept at most: plans of a few days and places are worked on at a time.
const MOST: usize = 16;

/// The directories that were asked for last.
#[derive(Debug, Default)]
pub struct Directories(Mutex<Vec<Kept>>);

#[derive(Debug, Clone)]
struct Kept {
    day: NaiveDate,
    place: String,
    /// The last event about the directory when it was put together.
    last: i64,
    registry: Arc<Registry>,
}

impl Directories {
    /// See [`Registry::load`]. What is kept is given out only when the log, read in the caller's
    /// own snapshot, says that nothing about the directory has happened since.
    pub async fn of(&self, conn: &Conn, day: NaiveDate, place: &str) -> Result<Arc<Registry>> {
        let last = event::last_of_directory(conn).await?;
        if let Some(known) = self.known(day, place, last) {
            return Ok(known);
        }
        let registry = Arc::new(Registry::load(conn, day, place).await?);
        self.keep(Kept {
            day,
            place: place.to_owned(),
            last,
            registry: Arc::clone(&registry),
        });
        Ok(registry)
    }

    fn known(&self, day: NaiveDate, place: &str, last: i64) -> Option<Arc<Registry>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = |one: &Kept| one.day == day && one.place == place && one.last == last;
        let at = kept.iter().position(fits)?;
        // The one asked for last stands at the end.
        kept[at..].rotate_left(1);
        kept.last().map(|one| Arc::clone(&one.registry))
    }

    fn keep(&self, fresh: Kept) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |one: &Kept| one.day == fresh.day && one.place == fresh.place;
        if kept.iter().any(|one| same(one) && one.last > fresh.last) {
            return;
        }
        kept.retain(|one| !same(one));
        if kept.len() == MOST {
            kept.remove(0);
        }
        kept.push(fresh);
    }
}
