//! The sheet by unit: what each owes, unit after unit.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::form::{self, Formats, HEADER};
use crate::register::{Deadline, Obligation, Register, Said, Task};
use crate::words::Words;

const WIDTHS: [f64; 12] = [
    5.0, 28.0, 12.0, 13.0, 9.0, 42.0, 16.0, 12.0, 14.0, 14.0, 30.0, 24.0,
];
const COLUMNS: u16 = 12;

pub(super) fn write(
    sheet: &mut Worksheet,
    register: &Register,
    words: &Words,
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.set_name(&words.sheet_units)?;
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    form::title_block(
        sheet,
        register,
        &words.register_of_unit,
        COLUMNS,
        words,
        formats,
    )?;
    let headers = [
        &words.ordinal,
        &words.unit,
        &words.role,
        &words.plan,
        &words.label,
        &words.task,
        &words.deadline,
        &words.last_day,
        &words.status,
        &words.note,
        &words.said,
        &words.said_source,
    ];
    for (column, text) in (0..).zip(headers) {
        form::header(sheet, (HEADER, HEADER), (column, column), text, formats)?;
    }
    let mut row = HEADER;
    for (task, obligation) in by_unit(register) {
        row += 1;
        line(sheet, row, task, obligation, words, formats)?;
    }
    let last = row.max(HEADER + 1);
    sheet.autofilter(HEADER, 0, last, COLUMNS - 1)?;
    form::page(sheet, (HEADER, HEADER), COLUMNS, last, words)
}

/// Unit after unit in the order of the dictionary; of one unit, what it leads first, then by day.
fn by_unit(register: &Register) -> Vec<(&Task, &Obligation)> {
    let mut owed: Vec<(&Task, &Obligation)> = register
        .tasks
        .iter()
        .flat_map(|task| {
            task.obligations
                .iter()
                .map(move |obligation| (task, obligation))
        })
        .collect();
    owed.sort_by_cached_key(|(task, obligation)| {
        let day = task.deadline_of(obligation).and_then(Deadline::last_day);
        let unit = &obligation.unit;
        (
            super::sums::place(unit),
            unit.as_str(),
            obligation.role,
            day.is_none(),
            day,
        )
    });
    owed
}

fn line(
    sheet: &mut Worksheet,
    row: u32,
    task: &Task,
    obligation: &Obligation,
    words: &Words,
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.write_number_with_format(row, 0, row - HEADER, &formats.centred)?;
    let said = obligation.said.as_ref();
    let (short, source) = (said.map(Said::in_short), said.map(Said::source));
    let texts = [
        (1, obligation.unit.as_str()),
        (2, words.role(obligation.role)),
        (3, &task.plan),
        (4, task.label.as_deref().unwrap_or(&task.code)),
        (5, &task.content),
        (9, obligation.note.as_deref().unwrap_or_default()),
        (10, short.as_deref().unwrap_or_default()),
        (11, source.as_deref().unwrap_or_default()),
    ];
    for (column, text) in texts {
        sheet.write_string_with_format(row, column, form::fitting(text), &formats.text)?;
    }
    form::deadline(sheet, row, 6, task.deadline_of(obligation), formats)?;
    let status = words.status(obligation.status);
    sheet.write_string_with_format(row, 8, status, formats.status(obligation.status))?;
    Ok(())
}
