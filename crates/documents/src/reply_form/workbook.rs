//! The form as a workbook: locked but for the yellow cells, with drop-downs, on A4 landscape.
//!
//! The names of the columns and of the obligations stand in a hidden row and a hidden column, so
//! that rows and columns that were moved are still known.

use chrono::{DateTime, Utc};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties,
    ExcelDateTime, Format, FormatAlign, FormatBorder, ProtectionOptions, Workbook, Worksheet,
    XlsxError,
};

use super::cells::FIELDS;
use super::words::{self, Words};
use super::{Form, HIDDEN, State, Task, sign};
use crate::Language;
use crate::words::date;
use crate::workbook::{WorkbookError, created, form::fitting};

/// Row of the column names (hidden), of the headers, of the first task.
const KEYS: u32 = 5;
const HEADER: u32 = 6;
const FIRST: u32 = 7;
/// First column to be filled in, and the hidden one.
const FILLED: u16 = 7;
const HIDDEN_COLUMN: u16 = 13;
const WIDTHS: [f64; 13] = [
    5.0, 13.0, 9.0, 38.0, 11.0, 14.0, 22.0, 16.0, 9.0, 34.0, 13.0, 20.0, 24.0,
];
/// What a cell of the hidden sheet holds of what is signed, in characters.
const PIECE: usize = 30_000;

struct Formats {
    title: Format,
    label: Format,
    note: Format,
    header: Format,
    text: Format,
    fill: Format,
    day: Format,
}

impl Formats {
    fn new() -> Self {
        let plain = || {
            Format::new()
                .set_font_name("Times New Roman")
                .set_font_size(12)
        };
        let cell = || {
            plain()
                .set_border(FormatBorder::Thin)
                .set_text_wrap()
                .set_align(FormatAlign::Top)
        };
        let fill = || {
            cell()
                .set_unlocked()
                .set_background_color(Color::RGB(0x00FF_F8DC))
        };
        Self {
            title: plain()
                .set_bold()
                .set_font_size(14)
                .set_align(FormatAlign::Center),
            label: plain().set_bold(),
            note: plain().set_italic().set_text_wrap(),
            header: cell()
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_background_color(Color::RGB(0x00E7_EEF6)),
            text: cell(),
            fill: fill().set_num_format("@"),
            day: fill().set_num_format("dd/mm/yyyy"),
        }
    }
}

/// Write the form as a workbook.
///
/// # Errors
///
/// When it asks about too many tasks, or the writer refuses something.
pub fn workbook(
    form: &Form,
    language: Language,
    key: &[u8],
    now: DateTime<Utc>,
) -> Result<Vec<u8>, WorkbookError> {
    if form.tasks.len() > super::MOST_TASKS {
        return Err(WorkbookError::TooManyRows(form.tasks.len()));
    }
    let words = words::of(language);
    let formats = Formats::new();
    let mut book = Workbook::new();
    book.set_properties(
        &DocProperties::new()
            .set_title(fitting(&words.title))
            .set_creation_datetime(&created(now)?),
    );
    let sheet = book.add_worksheet();
    sheet.set_name(&words.sheet)?;
    head(sheet, form, words, &formats)?;
    for (row, task) in (FIRST..).zip(&form.tasks) {
        line(sheet, row, task, language, &formats)?;
    }
    let last = FIRST + u32::try_from(form.tasks.len()).unwrap_or(0).max(1) - 1;
    choices(sheet, last, words)?;
    set_up(sheet, last, form.words.as_deref())?;
    let passport = form.passport().unwrap_or_default();
    hidden(book.add_worksheet(), &passport, key)?;
    Ok(book.save_to_buffer()?)
}

fn head(
    sheet: &mut Worksheet,
    form: &Form,
    words: &Words,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let last = HIDDEN_COLUMN - 1;
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    sheet.merge_range(0, 0, 0, last, &words.title, &formats.title)?;
    let mut about = format!(
        "{}: {}. {}: {}.",
        words.unit,
        form.unit,
        words.made_on,
        date(form.made_on)
    );
    if let Some(day) = form.reply_by {
        about = format!("{about} {}: {}.", words.reply_by, date(day));
    }
    sheet.merge_range(1, 0, 1, last, &fitting(&about), &formats.label)?;
    let how = match &form.words {
        Some(asked) => format!("{asked}\n{}", words.how_sheet),
        None => words.how_sheet.clone(),
    };
    sheet.merge_range(2, 0, 2, last, &fitting(&how), &formats.note)?;
    sheet.merge_range(3, 0, 3, 6, &words.said_by, &formats.label)?;
    sheet.merge_range(3, FILLED, 3, last, "", &formats.fill)?;
    let keys = ["", "", "code", "", "", "", ""].into_iter().chain(FIELDS);
    for (column, key) in (0_u16..).zip(keys.chain(["obligation"])) {
        if !key.is_empty() {
            sheet.write_string(KEYS, column, key)?;
        }
    }
    sheet.write_string(3, HIDDEN_COLUMN, "said_by")?;
    let titles = [
        &words.ordinal,
        &words.plan,
        &words.code,
        &words.task,
        &words.role,
        &words.deadline,
        &words.last,
        &words.state,
        &words.share,
        &words.narrative,
        &words.done_on,
        &words.result,
        &words.difficulty,
    ];
    for (column, title) in (0_u16..).zip(titles) {
        sheet.write_string_with_format(HEADER, column, title, &formats.header)?;
    }
    Ok(())
}

fn line(
    sheet: &mut Worksheet,
    row: u32,
    task: &Task,
    language: Language,
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.write_number_with_format(row, 0, row - FIRST + 1, &formats.text)?;
    let texts = [
        task.plan.as_str(),
        &task.code,
        &task.text,
        language.words().role(task.role),
        &task.deadline,
        &task.last,
    ];
    for (column, text) in (1_u16..).zip(texts) {
        sheet.write_string_with_format(row, column, fitting(text), &formats.text)?;
    }
    for (column, field) in (FILLED..).zip(FIELDS) {
        let format = if field == "done_on" {
            &formats.day
        } else {
            &formats.fill
        };
        sheet.write_blank(row, column, format)?;
    }
    sheet.write_string(row, HIDDEN_COLUMN, &task.obligation)?;
    Ok(())
}

fn choices(sheet: &mut Worksheet, last: u32, words: &Words) -> Result<(), XlsxError> {
    let states = State::ALL.map(|state| words.state(state));
    let state = DataValidation::new()
        .allow_list_strings(&states)?
        .set_error_message(&words.choose_state)?;
    sheet.add_data_validation(FIRST, FILLED, last, FILLED, &state)?;
    let shares: Vec<String> = (0..=10).map(|tenth| format!("{}%", tenth * 10)).collect();
    // A share between the tenths may be typed too.
    let share = DataValidation::new()
        .allow_list_strings(&shares)?
        .show_error_message(false);
    sheet.add_data_validation(FIRST, FILLED + 1, last, FILLED + 1, &share)?;
    let (from, to) = (
        ExcelDateTime::from_ymd(2000, 1, 1)?,
        ExcelDateTime::from_ymd(2099, 12, 31)?,
    );
    let day = DataValidation::new()
        .allow_date(DataValidationRule::Between(from, to))
        .set_input_message(&words.date_hint)?
        .set_error_style(DataValidationErrorStyle::Warning)
        .set_error_message(&words.date_hint)?;
    sheet.add_data_validation(FIRST, FILLED + 3, last, FILLED + 3, &day)?;
    Ok(())
}

/// How many lines the words of what is asked take over the width of the sheet.
fn asked_lines(asked: Option<&str>) -> f64 {
    let lines = asked.into_iter().flat_map(str::lines);
    let count: usize = lines.map(|line| 1 + line.chars().count() / 180).sum();
    f64::from(u32::try_from(count.min(20)).unwrap_or(0))
}

fn set_up(sheet: &mut Worksheet, last: u32, asked: Option<&str>) -> Result<(), XlsxError> {
    sheet.set_row_height(2, 34.0 + 17.0 * asked_lines(asked))?;
    sheet.set_row_hidden(KEYS)?;
    sheet.set_column_hidden(HIDDEN_COLUMN)?;
    sheet.set_freeze_panes(FIRST, 4)?;
    sheet
        .set_paper_size(9)
        .set_landscape()
        .set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.5, 0.5, 0.3, 0.3);
    sheet.set_footer("&C&P/&N");
    sheet.set_repeat_rows(HEADER, HEADER)?;
    sheet.set_print_area(0, 0, last, HIDDEN_COLUMN - 1)?;
    let options = ProtectionOptions {
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::default()
    };
    sheet.protect_with_options(&options);
    Ok(())
}

fn hidden(sheet: &mut Worksheet, passport: &str, key: &[u8]) -> Result<(), XlsxError> {
    sheet.set_name(HIDDEN)?;
    sheet.write_string(0, 0, "dondoc-reply-form")?;
    sheet.write_string(1, 0, sign(passport, key))?;
    let letters: Vec<char> = passport.chars().collect();
    for (row, piece) in (2..).zip(letters.chunks(PIECE)) {
        sheet.write_string(row, 0, piece.iter().collect::<String>())?;
    }
    sheet.set_very_hidden(true);
    sheet.protect();
    Ok(())
}
