//! Reading the files of an import behind the page: one after the other, few at a time over all
//! imports, each on a blocking thread with a limit on its time.

use std::sync::Arc;
use std::time::{Duration, Instant};

use dondoc_core::access::Actor;
use dondoc_core::document::Sha;
use reading::file::{FileError, Limits, Measure, Step, Watch};
use tokio::sync::OwnedSemaphorePermit;

use super::super::App;
use super::job::{Job, Outcome};
use super::upload::Upload;
use crate::import::{self, Known};

/// The longest that one file may be read.
const TIME: Duration = Duration::from_mins(5);

/// Reads all files of an import. `_held` is its place among the uploads: the bytes stay in memory
/// until the last file is read.
pub async fn run(
    app: App,
    job: Arc<Job>,
    who: Actor,
    uploads: Vec<Upload>,
    _held: OwnedSemaphorePermit,
) {
    for (index, upload) in uploads.into_iter().enumerate() {
        let Ok(_place) = app.reading_places().acquire().await else {
            return;
        };
        job.note(index, Outcome::Reading(None));
        let outcome = one(&app, &job, index, &who, upload)
            .await
            .unwrap_or_else(|error| {
                tracing::error!(%error, "a file could not be stored");
                Outcome::Failed
            });
        job.note(index, outcome);
    }
}

async fn one(
    app: &App,
    job: &Arc<Job>,
    index: usize,
    who: &Actor,
    upload: Upload,
) -> anyhow::Result<Outcome> {
    let limits = Limits::default();
    let Some(bytes) = upload.bytes else {
        let limit = limits.file_bytes as u64;
        let too_much = FileError::TooMuch {
            measure: Measure::FileBytes,
            limit,
        };
        return Ok(Outcome::Refused(too_much));
    };
    if let Some(known) = import::known(app, &Sha::of(&bytes)).await? {
        return Ok(known_outcome(&known));
    }
    let watch = Progress {
        job: Arc::clone(job),
        index,
        until: Instant::now() + TIME,
    };
    let helpers = app.helpers().clone();
    let name = upload.name;
    let read = crate::panic::blocking(move || import::read(name, bytes, &helpers, &limits, &watch));
    let read = match read.await? {
        Ok(read) => read,
        Err(FileError::Stopped) => {
            let limit = u64::try_from(TIME.as_millis()).unwrap_or(u64::MAX);
            let too_long = FileError::TooMuch {
                measure: Measure::Milliseconds,
                limit,
            };
            return Ok(Outcome::Refused(too_long));
        }
        Err(error) => return Ok(Outcome::Refused(error)),
    };
    let tasks = read.draft.tasks.len();
    let head = import::store(app, who, read, app.now()).await?;
    Ok(Outcome::Draft {
        draft_id: head.id,
        tasks,
    })
}

fn known_outcome(known: &Known) -> Outcome {
    match known {
        Known::Draft(id) => Outcome::Known {
            to: format!("/drafts/{id}"),
            confirmed: false,
        },
        Known::Plan(id) => Outcome::Known {
            to: format!("/plans/{id}"),
            confirmed: true,
        },
    }
}

/// Tells the page how far a scan is, and stops what takes too long.
struct Progress {
    job: Arc<Job>,
    index: usize,
    until: Instant,
}

impl Watch for Progress {
    fn step(&self, step: Step) -> bool {
        if let Step::Page { done, total } = step {
            self.job
                .note(self.index, Outcome::Reading(Some((done, total))));
        }
        self.go_on()
    }

    fn go_on(&self) -> bool {
        Instant::now() < self.until
    }
}
