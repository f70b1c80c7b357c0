//! Does a document keep the form of Decree 30/2020/NĐ-CP, Annex I? Reads any DOCX and says what
//! is off, where, what stands there and what the decree asks for.
//!
//! The file is hostile: its size, its parts, their depth and number are limited, nothing is
//! fetched, and a file that is no DOCX is refused with a reason. What is found are codes and
//! measures; the words for people are the caller's.

mod components;
mod finding;
mod package;
mod page;
mod read;
mod rules;
mod styles;

use thiserror::Error;

pub use finding::{Component, Finding, Rule, Value};

/// The file cannot be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CheckError {
    /// No DOCX: another kind of file, or a damaged one.
    #[error("this is no DOCX file")]
    NotDocx,
    /// It unpacks to more than an official document can be.
    #[error("the file is too large")]
    TooLarge,
    /// A part of it is no proper XML.
    #[error("a part of the file is damaged")]
    Damaged,
}

/// The largest file that is looked at.
pub const MOST_BYTES: usize = 30 * 1024 * 1024;

/// What is off in a document, from its top to its end. Empty: it keeps the form.
///
/// # Errors
///
/// When the file is no DOCX, too large or damaged.
pub fn check(docx: &[u8]) -> Result<Vec<Finding>, CheckError> {
    let mut package = package::Package::open(docx)?;
    let styles = styles::Styles::read(&mut package)?;
    let text = read::read(&mut package, &styles)?;
    let mut findings = page::check(&mut package, &styles, &text)?;
    let parts = components::find(&text);
    findings.extend(rules::check(&text, &parts));
    Ok(findings)
}
