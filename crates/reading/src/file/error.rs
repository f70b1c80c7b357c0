//! Why a file was not read. Data, not prose: the pages have the words in both languages.

use serde::{Deserialize, Serialize};

use super::helper::Helper;
use super::sniff::FileKind;

/// Why a file was not read.
///
/// No variant holds a word of the file or its name, so that an error can always be logged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "error", content = "about", rename_all = "snake_case")]
pub enum FileError {
    /// No bytes, or nothing but blanks.
    #[error("the file is empty")]
    Empty,
    /// It asks for more than the limit.
    #[error("the file is over the limit: {limit} {measure:?}")]
    TooMuch {
        /// Of what.
        measure: Measure,
        /// How much is allowed.
        limit: u64,
    },
    /// Not a document we read; the kind where we recognise it.
    #[error("files of this kind are not read ({0:?})")]
    Unsupported(Option<FileKind>),
    /// Broken, cut off, or not what it claims to be.
    #[error("the {0:?} file is damaged")]
    Damaged(FileKind),
    /// Needs a password.
    #[error("the {0:?} file is protected by a password")]
    Encrypted(FileKind),
    /// The document holds no text, or recognition found none.
    #[error("the {0:?} file holds no text")]
    NoText(FileKind),
    /// This kind of file needs a program that is not installed.
    #[error("{helper:?} is needed to read a {kind:?} file and is not installed")]
    MissingHelper {
        /// The program.
        helper: Helper,
        /// The file that needs it.
        kind: FileKind,
    },
    /// The program is there and did not do its work.
    #[error("{helper:?} failed: {failure:?}")]
    HelperFailed {
        /// The program.
        helper: Helper,
        /// How it failed.
        failure: HelperFailure,
    },
    /// The process that reads files apart could not be started.
    #[error("the process that reads files apart could not be started")]
    NotApart,
    /// The document bears a state-secret marking. Nothing more may be said about it.
    #[error("the file bears a state-secret marking")]
    Classified,
    /// The caller stopped the reading.
    #[error("the reading was stopped")]
    Stopped,
}

/// What there is too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Bytes of the file.
    FileBytes,
    /// Bytes after decompression.
    UnpackedBytes,
    /// Parts of a package.
    Parts,
    /// Bytes of text.
    TextBytes,
    /// Nested elements.
    Depth,
    /// Paragraphs and cells.
    Blocks,
    /// Pages.
    Pages,
    /// Pixels of a picture.
    Pixels,
    /// Pixels of all pages of a scan.
    ScanPixels,
    /// Objects and drawing operations of a PDF.
    PdfOperations,
    /// Bytes of memory of the process that reads the file.
    Memory,
    /// Milliseconds.
    Milliseconds,
}

/// How a helper failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HelperFailure {
    /// It could not be started, or its files not written or read.
    Io,
    /// It ran longer than allowed and was killed.
    TimedOut,
    /// It ended with an error.
    Exit(Option<i32>),
    /// It ended well and left no result.
    NoResult,
    /// Recognition lacks the Vietnamese language data.
    NoVietnamese,
}

impl FileError {
    /// Over a limit.
    pub(super) fn too_much(measure: Measure, limit: impl TryInto<u64>) -> Self {
        Self::TooMuch {
            measure,
            limit: limit.try_into().unwrap_or(u64::MAX),
        }
    }
}
