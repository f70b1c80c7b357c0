//! Why a file was not read, in words that say what to do next: for the import page and for the
//! command line alike.

use reading::file::{FileError, Helper, HelperFailure, Measure};

use crate::key;
use crate::text::Texts;

/// One or two sentences about one file. Of a classified file they say nothing about the file.
pub fn explain(t: &Texts, error: &FileError) -> String {
    match error {
        FileError::TooMuch { measure, limit } => too_much(t, *measure, *limit),
        other => t.get(plain(other)).to_owned(),
    }
}

fn plain(error: &FileError) -> &'static str {
    match error {
        FileError::Empty => key!("file-empty"),
        FileError::TooMuch { .. } => key!("file-too-large"),
        FileError::Unsupported(_) => key!("file-unsupported"),
        FileError::Damaged(_) => key!("file-damaged"),
        FileError::Encrypted(_) => key!("file-encrypted"),
        FileError::NoText(_) => key!("file-no-text"),
        FileError::MissingHelper {
            helper: Helper::Tesseract,
            ..
        } => key!("file-no-tesseract"),
        FileError::MissingHelper {
            helper: Helper::LibreOffice,
            ..
        } => {
            key!("file-no-libreoffice")
        }
        FileError::HelperFailed {
            failure: HelperFailure::NoVietnamese,
            ..
        } => {
            key!("file-no-vietnamese")
        }
        FileError::HelperFailed {
            failure: HelperFailure::TimedOut,
            ..
        } => key!("file-slow"),
        FileError::HelperFailed {
            helper: Helper::Tesseract,
            ..
        } => key!("file-scan-failed"),
        FileError::HelperFailed {
            helper: Helper::LibreOffice,
            ..
        } => key!("file-doc-failed"),
        FileError::NotApart => key!("file-not-apart"),
        FileError::Classified => key!("file-classified"),
        FileError::Stopped => key!("file-stopped"),
    }
}

fn too_much(t: &Texts, measure: Measure, limit: u64) -> String {
    match measure {
        Measure::FileBytes => t.one("file-too-large-bytes", "limit", limit >> 20),
        Measure::Pages => t.one("file-too-many-pages", "limit", limit),
        Measure::Pixels => t.get("file-picture-too-large").to_owned(),
        Measure::ScanPixels => t.get("file-scan-too-large").to_owned(),
        Measure::Memory | Measure::UnpackedBytes => t.get("file-unpacks").to_owned(),
        Measure::Milliseconds => t.get("file-slow").to_owned(),
        _ => t.get("file-too-large").to_owned(),
    }
}
