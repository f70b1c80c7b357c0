//! An estimate (dự toán) as a workbook: as an officer types it, or as the sheet of its appraisal.
//! Amounts are numbers, products are formulas, and what is filled in can be brought back.

use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, Format, FormatAlign, FormatBorder, Formula, Workbook,
    Worksheet, XlsxError,
};

use crate::workbook::{WorkbookError, created, form::fitting};

/// What goes into the workbook. Words are given: there are none here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Estimate {
    /// Name of the sheet, at most 31 characters.
    pub sheet: String,
    /// The heading.
    pub title: String,
    /// Lines below it: unit, task, plan.
    pub about: Vec<String>,
    /// The word for the sum.
    pub total: String,
    /// The headers of [`COLUMNS`] columns.
    pub headers: Vec<String>,
    /// The sources to choose from.
    pub sources: Vec<String>,
    /// The words of the verdicts to choose from; empty: no columns for an appraisal.
    pub verdicts: Vec<String>,
    /// The lines.
    pub lines: Vec<Line>,
}

/// A line. Quantity as a plain decimal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "the columns, in order")]
pub struct Line {
    pub number: String,
    pub content: String,
    pub measure: String,
    pub quantity: Option<String>,
    pub unit_cost: Option<i64>,
    pub amount: i64,
    /// Whether the amount is quantity times unit cost.
    pub computed: bool,
    pub source: String,
    pub year: i32,
    pub note: String,
    pub verdict: String,
    pub appraised: Option<i64>,
    pub reason: String,
}

/// Columns without, and with an appraisal.
pub const COLUMNS: usize = 9;
/// See [`COLUMNS`].
pub const APPRAISAL: usize = 12;

const WIDTHS: [f64; APPRAISAL] = [
    7.0, 44.0, 11.0, 10.0, 15.0, 18.0, 26.0, 8.0, 24.0, 14.0, 18.0, 32.0,
];
/// Empty lines to fill in.
const SPARE: u32 = 30;
/// The most a drop-down can hold, in characters, by the file format.
const LONGEST_LIST: usize = 255;

/// Write it. `now` is the moment of export.
///
/// # Errors
///
/// When the writer refuses something.
pub fn workbook(
    estimate: &Estimate,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Vec<u8>, WorkbookError> {
    let mut book = Workbook::new();
    let properties = DocProperties::new().set_title(fitting(&estimate.title));
    book.set_properties(&properties.set_creation_datetime(&created(now)?));
    let sheet = book.add_worksheet();
    sheet.set_name(&estimate.sheet)?;
    write(sheet, estimate)?;
    Ok(book.save_to_buffer()?)
}

struct Formats {
    title: Format,
    quiet: Format,
    header: Format,
    text: Format,
    open: Format,
    open_money: Format,
    decimal: Format,
    sum: Format,
}

fn formats() -> Formats {
    let plain = || {
        Format::new()
            .set_font_name("Times New Roman")
            .set_font_size(12)
    };
    let cell = || {
        let cell = plain().set_border(FormatBorder::Thin).set_text_wrap();
        cell.set_align(FormatAlign::Top)
    };
    Formats {
        title: plain().set_bold().set_font_size(14),
        quiet: plain(),
        header: cell()
            .set_bold()
            .set_align(FormatAlign::Center)
            .set_background_color(Color::RGB(0x00E7_EEF6)),
        text: cell(),
        open: cell().set_unlocked(),
        open_money: cell().set_num_format("#,##0").set_unlocked(),
        decimal: cell().set_num_format("#,##0.####").set_unlocked(),
        sum: cell().set_bold().set_num_format("#,##0"),
    }
}

fn write(sheet: &mut Worksheet, estimate: &Estimate) -> Result<(), XlsxError> {
    let formats = formats();
    let appraisal = !estimate.verdicts.is_empty();
    let columns = if appraisal { APPRAISAL } else { COLUMNS };
    for (at, width) in (0_u16..).zip(WIDTHS.iter().take(columns)) {
        sheet.set_column_width(at, *width)?;
    }
    sheet.write_string_with_format(0, 0, fitting(&estimate.title), &formats.title)?;
    let mut row = 1;
    for line in &estimate.about {
        sheet.write_string_with_format(row, 0, fitting(line), &formats.quiet)?;
        row += 1;
    }
    // The sum stands above the lines, so that lines can be added below without end.
    let header = row + 1;
    let first = header + 1;
    let spare = if appraisal { 0 } else { SPARE };
    let lines = u32::try_from(estimate.lines.len()).unwrap_or(0);
    let last = (first + lines + spare).max(first + 1) - 1;
    sheet.write_string_with_format(row, 1, &estimate.total, &formats.sum)?;
    let amounts = estimate.lines.iter().map(|line| line.amount);
    sum(sheet, (row, 5), (first, last), 'F', amounts.sum(), &formats)?;
    if appraisal {
        let left = estimate.lines.iter().filter_map(|line| line.appraised);
        sum(sheet, (row, 10), (first, last), 'K', left.sum(), &formats)?;
    }
    for (at, text) in (0_u16..).zip(estimate.headers.iter().take(columns)) {
        sheet.write_string_with_format(header, at, text, &formats.header)?;
    }
    for (at, line) in (first..).zip(&estimate.lines) {
        write_line(sheet, at, line, appraisal, &formats)?;
    }
    for at in first + lines..first + lines + spare {
        blank(sheet, at, &formats)?;
    }
    choices(sheet, 6, (first, last), &estimate.sources)?;
    if appraisal {
        choices(sheet, 9, (first, last), &estimate.verdicts)?;
        sheet.protect();
    }
    sheet.set_freeze_panes(first, 2)?;
    sheet
        .set_paper_size(9)
        .set_landscape()
        .set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(header, header)?;
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "đồng stay below 2^53")]
fn number(amount: i64) -> f64 {
    amount as f64
}

fn sum(
    sheet: &mut Worksheet,
    at: (u32, u16),
    rows: (u32, u32),
    column: char,
    result: i64,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let text = format!("=SUM({column}{}:{column}{})", rows.0 + 1, rows.1 + 1);
    let formula = Formula::new(text).set_result(result.to_string());
    sheet.write_formula_with_format(at.0, at.1, formula, &formats.sum)?;
    Ok(())
}

fn choices(
    sheet: &mut Worksheet,
    column: u16,
    rows: (u32, u32),
    words: &[String],
) -> Result<(), XlsxError> {
    let letters: usize = words.iter().map(|word| word.chars().count() + 1).sum();
    if !words.is_empty() && letters <= LONGEST_LIST {
        let choice = DataValidation::new().allow_list_strings(words)?;
        sheet.add_data_validation(rows.0, column, rows.1, column, &choice)?;
    }
    Ok(())
}

fn write_line(
    sheet: &mut Worksheet,
    row: u32,
    line: &Line,
    appraisal: bool,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let open = if appraisal {
        &formats.text
    } else {
        &formats.open
    };
    let texts = [
        (0, &line.number, &formats.text),
        (1, &line.content, open),
        (2, &line.measure, open),
        (6, &line.source, open),
        (8, &line.note, open),
    ];
    for (column, text, format) in texts {
        sheet.write_string_with_format(row, column, fitting(text), format)?;
    }
    let quantity = line
        .quantity
        .as_deref()
        .and_then(|it| it.parse::<f64>().ok());
    match quantity {
        Some(quantity) => sheet.write_number_with_format(row, 3, quantity, &formats.decimal)?,
        None => sheet.write_blank(row, 3, &formats.decimal)?,
    };
    match line.unit_cost {
        Some(cost) => sheet.write_number_with_format(row, 4, number(cost), &formats.open_money)?,
        None => sheet.write_blank(row, 4, &formats.open_money)?,
    };
    if line.computed && !appraisal {
        product(sheet, row, Some(line.amount), &formats.open_money)?;
    } else {
        sheet.write_number_with_format(row, 5, number(line.amount), &formats.open_money)?;
    }
    sheet.write_number_with_format(row, 7, line.year, open)?;
    if appraisal {
        sheet.write_string_with_format(row, 9, &line.verdict, &formats.open)?;
        match line.appraised {
            Some(left) => {
                sheet.write_number_with_format(row, 10, number(left), &formats.open_money)?
            }
            None => sheet.write_blank(row, 10, &formats.open_money)?,
        };
        sheet.write_string_with_format(row, 11, fitting(&line.reason), &formats.open)?;
    }
    Ok(())
}

/// Quantity times unit cost, rounded to the đồng; nothing while one of them is empty.
fn product(
    sheet: &mut Worksheet,
    row: u32,
    result: Option<i64>,
    format: &Format,
) -> Result<(), XlsxError> {
    let at = row + 1;
    let text = format!("=IF(AND(D{at}<>\"\",E{at}<>\"\"),ROUND(D{at}*E{at},0),\"\")");
    let result = result.map(|amount| amount.to_string()).unwrap_or_default();
    let formula = Formula::new(text).set_result(result);
    sheet.write_formula_with_format(row, 5, formula, format)?;
    Ok(())
}

fn blank(sheet: &mut Worksheet, row: u32, formats: &Formats) -> Result<(), XlsxError> {
    for column in [0, 1, 2, 6, 7, 8] {
        sheet.write_blank(row, column, &formats.open)?;
    }
    sheet.write_blank(row, 3, &formats.decimal)?;
    sheet.write_blank(row, 4, &formats.open_money)?;
    product(sheet, row, None, &formats.open_money)
}
