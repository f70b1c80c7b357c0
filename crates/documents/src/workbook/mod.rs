//! The register as an Excel workbook, as an officer would have typed it.
//!
//! Three sheets: by task, by unit, sums. A4 landscape, the header repeated on every printed page,
//! panes frozen, filters on, dates as real dates, sums as formulas with their results.

pub(crate) mod form;
mod sums;
mod tasks;
mod units;

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::register::Register;
use crate::words::Language;
use form::Formats;

/// Rows a sheet can hold.
const ROWS: usize = 1_048_576;

/// Why the workbook could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// A sheet cannot hold so many rows: narrow the filter, or take CSV.
    #[error("{0} rows are more than a sheet can hold")]
    TooManyRows(usize),
    /// The writer refused something.
    #[error("cannot write the workbook: {0}")]
    Xlsx(#[from] XlsxError),
}

/// Write the workbook. `now` is the moment of export.
///
/// # Errors
///
/// [`WorkbookError::TooManyRows`] when a sheet cannot hold the register.
pub fn write(
    register: &Register,
    language: Language,
    now: DateTime<Utc>,
) -> Result<Vec<u8>, WorkbookError> {
    let obligations: usize = register
        .tasks
        .iter()
        .map(|task| task.obligations.len())
        .sum();
    let rows = obligations.max(register.tasks.len());
    if rows > ROWS - 100 {
        return Err(WorkbookError::TooManyRows(rows));
    }
    let words = language.words();
    let formats = Formats::new();
    let mut workbook = Workbook::new();
    workbook.set_properties(
        &DocProperties::new()
            .set_title(form::fitting(&register.title))
            .set_creation_datetime(&created(now)?),
    );
    tasks::write(workbook.add_worksheet(), register, words, &formats)?;
    units::write(workbook.add_worksheet(), register, words, &formats)?;
    sums::write(workbook.add_worksheet(), register, words, &formats)?;
    Ok(workbook.save_to_buffer()?)
}

pub(crate) fn created(now: DateTime<Utc>) -> Result<ExcelDateTime, XlsxError> {
    let (hour, minute, second) = (now.hour(), now.minute(), now.second());
    let small = |number: u32| u8::try_from(number).unwrap_or(0);
    day(now.date_naive())?.and_hms(
        u16::try_from(hour).unwrap_or(0),
        small(minute),
        f64::from(second),
    )
}

/// Excel counts days from 1900.
fn day(day: NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    let small = |number: u32| u8::try_from(number).unwrap_or(0);
    ExcelDateTime::from_ymd(
        u16::try_from(day.year()).unwrap_or(0),
        small(day.month()),
        small(day.day()),
    )
}
