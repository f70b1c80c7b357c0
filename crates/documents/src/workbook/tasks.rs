//! The sheet by task: one row a task, with its lead and coordinators as the plan names them.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::form::{self, Formats, HEADER};
use crate::register::{Register, Task};
use crate::words::Words;

const WIDTHS: [f64; 10] = [5.0, 10.0, 46.0, 22.0, 28.0, 18.0, 12.0, 20.0, 15.0, 16.0];
const COLUMNS: u16 = 10;

pub(super) fn write(
    sheet: &mut Worksheet,
    register: &Register,
    words: &Words,
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.set_name(&words.sheet_tasks)?;
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    form::title_block(sheet, register, &words.register, COLUMNS, words, formats)?;
    headers(sheet, words, formats)?;
    let first = HEADER + 2;
    let mut row = first;
    let mut plan = None;
    let several = register
        .tasks
        .iter()
        .any(|task| task.plan != register.tasks[0].plan);
    for (number, task) in (1_u32..).zip(&register.tasks) {
        if several && plan != Some(&task.plan) {
            plan = Some(&task.plan);
            let heading = form::fitting(&format!("{} {}", words.plan, task.plan));
            sheet.merge_range(row, 0, row, COLUMNS - 1, &heading, &formats.group)?;
            row += 1;
        }
        line(sheet, row, number, task, words, formats)?;
        row += 1;
    }
    let last = row.max(first + 1) - 1;
    sheet.autofilter(HEADER + 1, 0, last, COLUMNS - 1)?;
    form::page(sheet, (HEADER, HEADER + 1), COLUMNS, last, words)
}

/// Two lines: the assignment and the deadline each stand over two columns.
fn headers(sheet: &mut Worksheet, words: &Words, formats: &Formats) -> Result<(), XlsxError> {
    let (top, below) = (HEADER, HEADER + 1);
    let single = [
        (0, &words.ordinal),
        (1, &words.label),
        (2, &words.task),
        (7, &words.product),
        (8, &words.status),
        (9, &words.note),
    ];
    for (column, text) in single {
        form::header(sheet, (top, below), (column, column), text, formats)?;
    }
    form::header(sheet, (top, top), (3, 4), &words.assignment, formats)?;
    form::header(sheet, (below, below), (3, 3), &words.lead, formats)?;
    form::header(sheet, (below, below), (4, 4), &words.coordinate, formats)?;
    form::header(sheet, (top, top), (5, 6), &words.deadline, formats)?;
    form::header(
        sheet,
        (below, below),
        (5, 5),
        &words.deadline_written,
        formats,
    )?;
    form::header(sheet, (below, below), (6, 6), &words.last_day, formats)
}

fn line(
    sheet: &mut Worksheet,
    row: u32,
    number: u32,
    task: &Task,
    words: &Words,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let label = task.label.as_deref().unwrap_or(&task.code);
    sheet.write_number_with_format(row, 0, number, &formats.centred)?;
    sheet.write_string_with_format(row, 1, form::fitting(label), &formats.centred)?;
    sheet.write_string_with_format(row, 2, form::fitting(&task.content), &formats.text)?;
    let names = [(3, task.lead.join("; ")), (4, task.coordinate.join("; "))];
    for (column, names) in names {
        sheet.write_string_with_format(row, column, form::fitting(&names), &formats.text)?;
    }
    form::deadline(sheet, row, 5, task.deadline.as_ref(), formats)?;
    let product = task.product.as_deref().unwrap_or_default();
    sheet.write_string_with_format(row, 7, form::fitting(product), &formats.text)?;
    let status = words.status(task.status);
    sheet.write_string_with_format(row, 8, status, formats.status(task.status))?;
    let note = task.note.as_deref().unwrap_or_default();
    sheet.write_string_with_format(row, 9, form::fitting(note), &formats.text)?;
    Ok(())
}
