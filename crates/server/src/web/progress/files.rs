//! Files that come with a report: each looked at as an import is, so that nothing classified comes
//! in, and kept by its hash. What cannot be read (a photograph, a workbook) may still show work.

use std::time::{Duration, Instant};

use dondoc_core::db::Conn;
use dondoc_core::document::{self, Sha};
use dondoc_core::progress::{Evidence, evidence};
use reading::file::{FileError, Limits, Measure, Step, Watch};

use super::super::App;
use super::super::error::{Error, Result};
use super::super::imports::upload::Upload;
use crate::refusal;
use crate::text::Texts;

/// The longest that the files of one form may be looked at.
const TIME: Duration = Duration::from_mins(2);

/// Looks at all files, then keeps them. What is wrong with one of them, keeps all of them out.
pub async fn keep(app: &App, t: &Texts, files: Vec<Upload>) -> Result<Result<Vec<Kept>, String>> {
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
        kept.push(Kept {
            proof: field == PROOF,
            sha,
            size,
            name,
        });
    }
    Ok(Ok(kept))
}

/// The field of the letter that an entry rests on.
pub const PROOF: &str = "proof";

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

/// A file that is kept and not yet named by any statement: a form that comes back carries it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Whether it is the letter that the entry rests on.
    pub proof: bool,
    /// Its hash.
    pub sha: Sha,
    /// Its bytes.
    pub size: u64,
    /// Its name.
    pub name: String,
}

impl Kept {
    /// As a hidden field.
    pub fn carried(&self) -> String {
        let proof = if self.proof { "p" } else { "e" };
        format!("{proof}:{}:{}:{}", self.sha.hex(), self.size, self.name)
    }

    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(4, ':');
        Some(Self {
            proof: parts.next()? == "p",
            sha: Sha::parse(parts.next()?)?,
            size: parts.next()?.parse().ok()?,
            name: parts.next()?.to_owned(),
        })
    }

    /// As evidence.
    pub fn evidence(&self) -> Evidence {
        Evidence::File {
            sha: self.sha,
            size: self.size,
            name: self.name.clone(),
        }
    }
}

/// The files that a form brings back. Only such as nothing names yet: a hash that somebody read
/// elsewhere opens no file of others.
pub async fn carried(conn: &Conn, fields: &[&str]) -> Result<Vec<Kept>> {
    let mut kept = Vec::new();
    for file in fields.iter().filter_map(|text| Kept::parse(text)) {
        let is_named = evidence::names(conn, &file.sha).await?
            || document::find_by_sha(conn, &file.sha).await?.is_some();
        if !is_named {
            kept.push(file);
        }
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::{Kept, Sha};

    #[test]
    fn a_file_is_carried_through_a_form() {
        let file = Kept {
            proof: true,
            sha: Sha::of(b"x"),
            size: 1,
            name: "Báo cáo: quý I.docx".to_owned(),
        };
        assert_eq!(Kept::parse(&file.carried()), Some(file));
        assert_eq!(Kept::parse("p:zz:1:x"), None);
    }
}
