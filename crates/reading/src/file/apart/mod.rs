//! Work done apart: in a process of its own, of the same program, under limits that hold.
//!
//! The library that opens PDF unpacks streams whole and cannot be stopped, so a file of a few
//! kilobytes may ask it for any amount of memory. [`ask`] starts the program again with
//! [`COMMAND`], sends it the work and the file, and hears steps, pictures and one answer; there
//! [`answer`] first takes limits on memory and processor time from the system and then does the
//! work. Whatever happens to that process, here it is a clear refusal. The file never touches a
//! disk, and a crash leaves no core behind.
//!
//! On Linux all limits hold. Elsewhere only those on time do, and what the streams unpack to is
//! measured before, as it is when a library user reads without a program
//! ([`Helpers::apart`](super::Helpers)).

mod answer;
mod ask;
mod confine;

pub use answer::answer;
pub(super) use ask::ask;
pub(super) use confine::confine_helper;
use serde::{Deserialize, Serialize};

use super::error::FileError;
use super::limits::Limits;
use crate::source::SourceText;

/// First argument of the program that shall do work apart; not a command for people.
pub const COMMAND: &str = "read-apart";

/// Work for another process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "job", rename_all = "snake_case")]
pub(super) enum Job {
    /// The text of a PDF.
    Text,
    /// The pictures of a page of a PDF, as one.
    Page {
        /// Zero-based.
        page: usize,
    },
}

/// The first line of a request; the bytes of the file follow.
#[derive(Serialize, Deserialize)]
struct Request {
    job: Job,
    limits: Limits,
}

/// A line of an answer.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Said {
    /// A page is read.
    Step { done: usize, total: usize },
    /// A picture: so many bytes follow the line.
    Picture { bytes: usize },
    /// The last line.
    End(Result<End, FileError>),
}

/// How work ended.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum End {
    /// The text layer.
    Text(SourceText),
    /// There is no text layer worth the name.
    Scan,
    /// Pictures have come; the document has so many pages.
    Pictures {
        /// Pages in all.
        pages: usize,
    },
}

/// All that came back.
#[derive(Debug)]
pub(super) struct Answer {
    /// Pictures, as PGM.
    pub pictures: Vec<Vec<u8>>,
    /// How it ended.
    pub end: End,
}
