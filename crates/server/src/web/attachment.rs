//! Files that come with a form: each looked at as an import is, so that nothing classified comes
//! in, and kept by its hash. What cannot be read (a photograph, a workbook) may still show work.

use std::time::{Duration, Instant};

use axum::response::Response;
use dondoc_core::document::Sha;
use dondoc_core::guidance::File;
use reading::file::{FileError, Limits, Measure, Step, Watch};

use super::App;
use super::error::{Error, Result};
use super::imports::upload::Upload;
use super::register::export;
use crate::refusal;
use crate::text::Texts;

/// The longest that the files of one form may be looked at.
const TIME: Duration = Duration::from_mins(2);

/// A file in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The field it came in.
    pub field: String,
    /// Its hash.
    pub sha: Sha,
    /// Its bytes.
    pub size: u64,
    /// Its name.
    pub name: String,
}

/// Looks at all files, then keeps them. What is wrong with one of them, keeps all of them out.
pub async fn keep(app: &App, t: &Texts, files: Vec<Upload>) -> Result<Result<Vec<Stored>, String>> {
    let until = Instant::now() + TIME;
    let mut looked_at = Vec::new();
    for file in files {
        let Some(bytes) = file.bytes else {
            let limit = Limits::default().file_bytes as u64;
            let measure = Measure::FileBytes;
            let problem = refusal::explain(t, &FileError::TooMuch { measure, limit });
            return Ok(Err(format!("{}: {problem}", file.name)));
        };
        match look(app, file.name.clone(), bytes, until).await? {
            Ok(bytes) => looked_at.push((file.field, file.name, bytes)),
            // Of a classified file nothing is said, not even its name.
            Err(FileError::Classified) => {
                return Ok(Err(refusal::explain(t, &FileError::Classified)));
            }
            Err(error) => {
                let problem = refusal::explain(t, &error);
                return Ok(Err(format!("{}: {problem}", file.name)));
            }
        }
    }
    let mut kept = Vec::new();
    for (field, name, bytes) in looked_at {
        let (blobs, token) = (app.blobs().clone(), u64::from_ne_bytes(app.db().random()));
        let size = bytes.len() as u64;
        let put = crate::panic::blocking(move || blobs.put(&bytes, token));
        let sha = put.await.map_err(Error::internal)??;
        kept.push(Stored {
            field,
            sha,
            size,
            name,
        });
    }
    Ok(Ok(kept))
}

/// Keeps the one file of a form that asks for one, if it came.
pub async fn keep_one(
    app: &App,
    t: &Texts,
    files: Vec<Upload>,
) -> Result<Result<Option<File>, String>> {
    let stored = keep(app, t, files.into_iter().take(1).collect()).await?;
    let file = |stored: Stored| File {
        sha: stored.sha,
        size: stored.size,
        name: stored.name,
    };
    Ok(stored.map(|files| files.into_iter().next().map(file)))
}

/// Hands out a kept file, to be saved and never shown in place: it is somebody else's.
pub async fn give(app: &App, sha: Sha, name: &str) -> Result<Response> {
    let blobs = app.blobs().clone();
    let bytes = crate::panic::blocking(move || blobs.get(&sha)).await;
    Ok(export::original(name, bytes.map_err(Error::internal)??))
}

/// What is said of a file that is only looked at, when it is classified.
pub async fn classified(app: &App, t: &Texts, name: &str, bytes: &[u8]) -> Result<Option<String>> {
    let until = Instant::now() + TIME;
    let seen = look(app, name.to_owned(), bytes.to_vec(), until).await?;
    let is_classified = matches!(seen, Err(FileError::Classified));
    Ok(is_classified.then(|| refusal::explain(t, &FileError::Classified)))
}

/// The bytes again, when nothing speaks against keeping them.
async fn look(
    app: &App,
    name: String,
    bytes: Vec<u8>,
    until: Instant,
) -> Result<Result<Vec<u8>, FileError>> {
    let place = app.reading_places().acquire().await;
    let _place = place.map_err(Error::internal)?;
    let helpers = app.helpers().clone();
    let work = crate::panic::blocking(move || {
        let limits = Limits::default();
        let read = reading::file::read(&bytes, Some(&name), &limits, &helpers, &Until(until));
        match read {
            Ok(_)
            | Err(
                FileError::NoText(_)
                | FileError::Unsupported(_)
                | FileError::MissingHelper { .. }
                | FileError::HelperFailed { .. },
            ) => Ok(bytes),
            Err(error) => Err(error),
        }
    });
    work.await.map_err(Error::internal)
}

struct Until(Instant);

impl Watch for Until {
    fn step(&self, _: Step) -> bool {
        self.go_on()
    }

    fn go_on(&self) -> bool {
        Instant::now() < self.0
    }
}
