//! A form with words and at most one file: looked at as an import is, so that nothing classified
//! comes in, and kept by its hash. What cannot be read as a document may still be kept.

use std::time::{Duration, Instant};

use axum::extract::Multipart;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use dondoc_core::document::Sha;
use dondoc_core::guidance::File;
use reading::file::{FileError, Limits, Step, Watch};

use super::App;
use super::error::{Error, Result};
use crate::refusal;
use crate::text::Texts;

/// The longest that a file may be looked at.
const TIME: Duration = Duration::from_mins(2);
/// Fields of a form, and characters of one.
const FIELDS: usize = 600;
const LETTERS: usize = 64 << 10;

/// A form as it came.
#[derive(Debug, Default)]
pub struct Filled {
    /// The fields with words, in order.
    pub fields: Vec<(String, String)>,
    /// The file: its name and its bytes; one byte more than the limit when it was over it.
    pub file: Option<(String, Vec<u8>)>,
}

impl Filled {
    /// The first value of a field, blanks around it taken off.
    pub fn value(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value.trim())
    }

    /// All values of a field.
    pub fn values<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        let own = self.fields.iter().filter(move |(key, _)| key == name);
        own.map(|(_, value)| value.trim())
    }
}

/// Takes a form.
pub async fn take(mut form: Multipart) -> Result<Filled> {
    let limit = Limits::default().file_bytes;
    let mut filled = Filled::default();
    while let Some(mut field) = form.next_field().await.map_err(|_| Error::BadRequest)? {
        let own = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().map(name);
        let most = if file.is_some() { limit } else { LETTERS };
        let mut bytes = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(|_| Error::BadRequest)? {
            let room = (most + 1).saturating_sub(bytes.len());
            bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
        }
        match file {
            Some(name) if name.is_empty() => {}
            Some(name) => filled.file = Some((name, bytes)),
            None if bytes.len() > LETTERS || filled.fields.len() >= FIELDS => {
                return Err(Error::TooLarge);
            }
            None => {
                let text = String::from_utf8(bytes).map_err(|_| Error::BadRequest)?;
                filled.fields.push((own, text.replace("\r\n", "\n")));
            }
        }
    }
    Ok(filled)
}

/// The last part of a path, without control characters, not too long.
fn name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain = last.chars().filter(|c| !c.is_control()).take(200);
    plain.collect::<String>().trim().to_owned()
}

/// Looks at the file of a form and keeps it; or says why not, in words. Of a classified file
/// nothing is kept and nothing said, not even its name.
pub async fn keep(
    app: &App,
    t: &Texts,
    file: Option<(String, Vec<u8>)>,
) -> Result<Result<Option<File>, String>> {
    let Some((name, bytes)) = file else {
        return Ok(Ok(None));
    };
    let place = app.reading_places().acquire().await;
    let _place = place.map_err(Error::internal)?;
    let (helpers, blobs) = (app.helpers().clone(), app.blobs().clone());
    let (token, until) = (u64::from_ne_bytes(app.db().random()), Instant::now() + TIME);
    let called = name.clone();
    let work = crate::panic::blocking(move || {
        let limits = Limits::default();
        let read = reading::file::read(&bytes, Some(&called), &limits, &helpers, &Until(until));
        match read {
            Ok(_)
            | Err(
                FileError::NoText(_)
                | FileError::Unsupported(_)
                | FileError::MissingHelper { .. }
                | FileError::HelperFailed { .. },
            ) => Ok((blobs.put(&bytes, token), bytes.len() as u64)),
            Err(error) => Err(error),
        }
    });
    match work.await.map_err(Error::internal)? {
        Ok((sha, size)) => {
            let sha = sha?;
            Ok(Ok(Some(File { sha, size, name })))
        }
        Err(error) => Ok(Err(refusal::explain(t, &error))),
    }
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

/// Hands out a kept file, to be saved and never shown in place.
pub async fn give(app: &App, sha: Option<Sha>, name: Option<&str>) -> Result<Response> {
    let sha = sha.ok_or(Error::NotFound)?;
    let blobs = app.blobs().clone();
    let bytes = crate::panic::blocking(move || blobs.get(&sha))
        .await
        .map_err(Error::internal)??;
    let name = super::query::encode(name.unwrap_or("van-ban"));
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename*=UTF-8''{name}"),
        ),
    ];
    Ok((headers, bytes).into_response())
}
