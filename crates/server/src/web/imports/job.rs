//! What happens to the files of one import, kept in memory while somebody looks at it.
//!
//! A restart forgets it: what was read is a draft by then, what was not is imported again. Of a
//! classified file not even the name is kept here.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Duration, Utc};
use reading::file::FileError;
use uuid::Uuid;

/// Imports are forgotten this long after they began.
const LIFE: Duration = Duration::hours(12);
/// Imports remembered at most.
const MOST: usize = 500;

/// What became of a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Others are read first.
    Waiting,
    /// Being read; the pages done and in all, where the format has pages.
    Reading(Option<(usize, usize)>),
    /// A draft with so many tasks waits to be reviewed.
    Draft {
        /// The draft.
        draft_id: i64,
        /// Tasks read.
        tasks: usize,
    },
    /// The same bytes came in before.
    Known {
        /// Where it led.
        to: String,
        /// Whether that is a plan already; else a draft.
        confirmed: bool,
    },
    /// Not read, and why.
    Refused(FileError),
    /// Our own failure; the log has it under the number of the request.
    Failed,
}

impl Outcome {
    /// Whether nothing more will happen to the file.
    pub fn is_final(&self) -> bool {
        !matches!(self, Self::Waiting | Self::Reading(_))
    }
}

/// A file of an import.
#[derive(Debug, Clone, PartialEq)]
pub struct File {
    /// Its name; `None` once it is known to be classified.
    pub name: Option<String>,
    /// Its size in bytes.
    pub size: u64,
    /// What became of it.
    pub outcome: Outcome,
}

/// One import.
#[derive(Debug)]
pub struct Job {
    /// Its name in the address.
    pub id: Uuid,
    /// Whose it is: nobody else sees it.
    pub account_id: i64,
    /// When it began.
    pub started: DateTime<Utc>,
    files: Mutex<Vec<File>>,
}

impl Job {
    /// A new import.
    pub fn new(id: Uuid, account_id: i64, started: DateTime<Utc>, files: Vec<File>) -> Self {
        Self {
            id,
            account_id,
            started,
            files: Mutex::new(files),
        }
    }

    /// How things stand.
    pub fn files(&self) -> Vec<File> {
        self.lock().clone()
    }

    /// Whether nothing more will happen.
    pub fn is_final(&self) -> bool {
        self.lock().iter().all(|file| file.outcome.is_final())
    }

    /// Notes what became of a file.
    pub fn note(&self, index: usize, outcome: Outcome) {
        if let Some(file) = self.lock().get_mut(index) {
            if matches!(outcome, Outcome::Refused(FileError::Classified)) {
                file.name = None;
                file.size = 0;
            }
            file.outcome = outcome;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<File>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The imports of the last hours.
#[derive(Debug, Default)]
pub struct Jobs {
    jobs: Mutex<HashMap<Uuid, Arc<Job>>>,
}

impl Jobs {
    /// Remembers an import.
    pub fn add(&self, job: &Arc<Job>) {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.retain(|_, old| job.started - old.started < LIFE);
        if jobs.len() >= MOST {
            let finished = jobs.values().filter(|old| old.is_final());
            if let Some(oldest) = finished.min_by_key(|old| old.started).map(|old| old.id) {
                jobs.remove(&oldest);
            }
        }
        jobs.insert(job.id, Arc::clone(job));
    }

    /// An import of this account.
    pub fn find(&self, id: Uuid, account_id: i64) -> Option<Arc<Job>> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.get(&id)
            .filter(|job| job.account_id == account_id)
            .cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(account_id: i64, started: DateTime<Utc>) -> Arc<Job> {
        let file = File {
            name: Some("Mật lệnh.docx".into()),
            size: 9,
            outcome: Outcome::Waiting,
        };
        let id = Uuid::from_u128(u128::from(started.timestamp().unsigned_abs()));
        Arc::new(Job::new(id, account_id, started, vec![file]))
    }

    #[test]
    fn a_classified_file_leaves_no_name() {
        let job = job(1, DateTime::UNIX_EPOCH);
        job.note(0, Outcome::Refused(FileError::Classified));
        let files = job.files();
        assert_eq!((files[0].name.as_deref(), files[0].size), (None, 0));
        assert!(job.is_final());
    }

    #[test]
    fn an_import_is_its_owners_and_is_forgotten() {
        let jobs = Jobs::default();
        let first = job(1, DateTime::UNIX_EPOCH);
        jobs.add(&first);
        assert!(jobs.find(first.id, 1).is_some());
        assert!(jobs.find(first.id, 2).is_none());
        jobs.add(&job(1, DateTime::UNIX_EPOCH + LIFE));
        assert!(jobs.find(first.id, 1).is_none());
    }
}
