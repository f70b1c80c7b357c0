//! The sheet of sums: for each unit, how many of its obligations stand where.
//!
//! Totals are formulas, so that a person who corrects a figure sees the total follow; their
//! results are stored too, for programs that do not calculate.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Formula, Worksheet, XlsxError, utility::row_col_to_cell};

use super::form::{self, Formats, HEADER};
use crate::register::{Register, Status};
use crate::words::Words;

/// Number, unit, total, then one column a status.
const FIRST_STATUS: u16 = 3;
const STATUSES: usize = Status::ALL.len();

type Counts = [u32; STATUSES];

pub(super) fn write(
    sheet: &mut Worksheet,
    register: &Register,
    words: &Words,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let columns = FIRST_STATUS + u16::try_from(STATUSES).unwrap_or(0);
    sheet.set_name(&words.sheet_sums)?;
    sheet.set_column_width(0, 5)?.set_column_width(1, 40)?;
    sheet.set_column_range_width(2, columns - 1, 11)?;
    form::title_block(sheet, register, &words.sums, columns, words, formats)?;
    let fixed = [&words.ordinal, &words.unit, &words.total].map(String::as_str);
    let headers = fixed
        .into_iter()
        .chain(Status::ALL.map(|status| words.status(status)));
    for (column, text) in (0..).zip(headers) {
        form::header(sheet, (HEADER, HEADER), (column, column), text, formats)?;
    }
    let counts = count(register);
    let mut row = HEADER;
    for ((_, unit), counts) in &counts {
        row += 1;
        sheet.write_number_with_format(row, 0, row - HEADER, &formats.centred)?;
        sheet.write_string_with_format(row, 1, form::fitting(unit), &formats.text)?;
        write_counts(sheet, row, counts, formats)?;
    }
    let last = row;
    sheet.write_blank(last + 1, 0, &formats.sum)?;
    sheet.write_string_with_format(last + 1, 1, &words.all_units, &formats.sum)?;
    for column in 2..columns {
        let result: u32 = counts
            .values()
            .map(|counts| of_column(counts, column))
            .sum();
        sum(
            sheet,
            (last + 1, column),
            (HEADER + 1, column),
            (last, column),
            result,
            formats,
        )?;
    }
    form::page(sheet, (HEADER, HEADER), columns, last + 1, words)
}

fn count(register: &Register) -> BTreeMap<(String, &str), Counts> {
    let mut counts = BTreeMap::new();
    for obligation in register.tasks.iter().flat_map(|task| &task.obligations) {
        let unit = obligation.unit.as_str();
        let counts: &mut Counts = counts.entry((place(unit), unit)).or_default();
        counts[obligation.status.position()] += 1;
    }
    counts
}

/// Where a name stands in the list.
pub(super) fn place(unit: &str) -> String {
    vietnamese::key::fold(unit)
}

fn write_counts(
    sheet: &mut Worksheet,
    row: u32,
    counts: &Counts,
    formats: &Formats,
) -> Result<(), XlsxError> {
    for (column, count) in (FIRST_STATUS..).zip(counts) {
        sheet.write_number_with_format(row, column, *count, &formats.number)?;
    }
    let end = FIRST_STATUS + u16::try_from(STATUSES - 1).unwrap_or(0);
    let total = counts.iter().sum();
    sum(
        sheet,
        (row, 2),
        (row, FIRST_STATUS),
        (row, end),
        total,
        formats,
    )
}

fn of_column(counts: &Counts, column: u16) -> u32 {
    match column.checked_sub(FIRST_STATUS) {
        Some(status) => counts[usize::from(status)],
        None => counts.iter().sum(),
    }
}

fn sum(
    sheet: &mut Worksheet,
    at: (u32, u16),
    first: (u32, u16),
    last: (u32, u16),
    result: u32,
    formats: &Formats,
) -> Result<(), XlsxError> {
    // Without a unit there is nothing to add, and a range that ends before it starts is an error.
    if last < first {
        sheet.write_number_with_format(at.0, at.1, 0, &formats.sum)?;
        return Ok(());
    }
    let range = [
        row_col_to_cell(first.0, first.1),
        row_col_to_cell(last.0, last.1),
    ]
    .join(":");
    let formula = Formula::new(format!("=SUM({range})")).set_result(result.to_string());
    sheet.write_formula_with_format(at.0, at.1, formula, &formats.sum)?;
    Ok(())
}
