//! The register as CSV: one row for each unit's part of each task.
//!
//! UTF-8 with a byte order mark, because Excel takes it for the local code page otherwise. A
//! spreadsheet runs a cell that starts like a formula, whoever wrote it: such a cell gets an
//! apostrophe in front.

use crate::register::{Deadline, Obligation, Register, Said, Task};
use crate::words::Language;

/// Why the table could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the table: {0}")]
pub struct TableError(#[from] csv::Error);

/// Write the register. Dates are ISO, for programs; the deadline as written stands beside.
///
/// # Errors
///
/// Only when the writer of CSV fails, which plain rows give it no reason to.
pub fn write(register: &Register, language: Language) -> Result<Vec<u8>, TableError> {
    let words = language.words();
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(b"\xef\xbb\xbf".to_vec());
    writer.write_record([
        &words.plan,
        &words.code,
        &words.label,
        &words.task,
        &words.unit,
        &words.role,
        &words.deadline,
        &words.last_day,
        &words.status,
        &words.product,
        &words.note,
        &words.said,
        &words.said_source,
    ])?;
    for task in &register.tasks {
        if task.obligations.is_empty() {
            writer.write_record(row(task, None, language))?;
        }
        for obligation in &task.obligations {
            writer.write_record(row(task, Some(obligation), language))?;
        }
    }
    writer
        .into_inner()
        .map_err(|error| TableError(error.into_error().into()))
}

/// A task without obligations still has its row: a table that leaves one out would lie.
fn row(task: &Task, obligation: Option<&Obligation>, language: Language) -> Vec<String> {
    let words = language.words();
    let deadline = match obligation {
        Some(obligation) => task.deadline_of(obligation),
        None => task.deadline.as_ref(),
    };
    let last_day = deadline.and_then(Deadline::last_day);
    let said = obligation.and_then(|obligation| obligation.said.as_ref());
    let note = obligation.map_or(&task.note, |obligation| &obligation.note);
    [
        task.plan.as_str(),
        &task.code,
        task.label.as_deref().unwrap_or_default(),
        &task.content,
        obligation.map_or("", |obligation| &obligation.unit),
        obligation.map_or("", |obligation| words.role(obligation.role)),
        deadline.map_or("", |deadline| &deadline.text),
        &last_day.map(|day| day.to_string()).unwrap_or_default(),
        words.status(obligation.map_or(task.status, |obligation| obligation.status)),
        task.product.as_deref().unwrap_or_default(),
        note.as_deref().unwrap_or_default(),
        &said.map(Said::in_short).unwrap_or_default(),
        &said.map(Said::source).unwrap_or_default(),
    ]
    .into_iter()
    .map(harmless)
    .collect()
}

/// Keep a spreadsheet from running the cell.
pub fn harmless(cell: &str) -> String {
    let runs = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if cell.starts_with(runs) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}
