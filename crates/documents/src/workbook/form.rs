//! What the sheets share: formats, the title block, the print set-up.

use chrono::NaiveDate;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

use crate::register::{Deadline, Register, Status};
use crate::words::Words;

/// Longest text a cell can hold.
const LONGEST: usize = 32_767;

/// The row of the first header line, below the title block.
pub(super) const HEADER: u32 = 4;

/// Cell formats, made once.
pub(super) struct Formats {
    pub keeper: Format,
    pub title: Format,
    pub subject: Format,
    pub as_of: Format,
    pub header: Format,
    pub text: Format,
    pub centred: Format,
    pub date: Format,
    pub number: Format,
    pub late: Format,
    pub group: Format,
    pub sum: Format,
}

impl Formats {
    pub fn new() -> Self {
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
        let head = || {
            plain()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
        };
        let header = || {
            cell()
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(Color::RGB(0x00E7_EEF6))
        };
        Self {
            keeper: plain().set_bold(),
            title: head().set_bold().set_font_size(14),
            subject: head().set_bold().set_text_wrap(),
            as_of: head().set_italic(),
            header: header(),
            text: cell(),
            centred: cell().set_align(FormatAlign::Center),
            date: cell()
                .set_align(FormatAlign::Center)
                .set_num_format("dd/mm/yyyy"),
            number: cell().set_num_format("#,##0"),
            late: cell().set_bold().set_font_color(Color::RGB(0x009C_1C1C)),
            group: cell()
                .set_bold()
                .set_background_color(Color::RGB(0x00F3_F3F3)),
            sum: cell().set_bold().set_num_format("#,##0"),
        }
    }

    /// Overdue stands out by weight as well as by colour.
    pub fn status(&self, status: Status) -> &Format {
        if status == Status::Overdue {
            &self.late
        } else {
            &self.text
        }
    }
}

/// The block above the table: who keeps it, what it is, of which plan, as of when.
pub(super) fn title_block(
    sheet: &mut Worksheet,
    register: &Register,
    heading: &str,
    columns: u16,
    words: &Words,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let last = columns - 1;
    if let Some(keeper) = &register.keeper {
        sheet.write_string_with_format(0, 0, fitting(keeper), &formats.keeper)?;
    }
    sheet.merge_range(1, 0, 1, last, heading, &formats.title)?;
    sheet.merge_range(2, 0, 2, last, &fitting(&register.title), &formats.subject)?;
    sheet.set_row_height(2, 36)?;
    sheet.merge_range(3, 0, 3, last, &words.as_of(register.as_of), &formats.as_of)?;
    Ok(())
}

/// A4 landscape, one page wide, the header on every page, its pages numbered.
pub(super) fn page(
    sheet: &mut Worksheet,
    header: (u32, u32),
    columns: u16,
    last_row: u32,
    words: &Words,
) -> Result<(), XlsxError> {
    sheet
        .set_paper_size(9)
        .set_landscape()
        .set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.6, 0.4, 0.6, 0.6, 0.3, 0.3);
    sheet.set_footer(format!("&C{}", words.page));
    sheet.set_repeat_rows(header.0, header.1)?;
    sheet.set_print_area(0, 0, last_row, columns - 1)?;
    sheet.set_freeze_panes(header.1 + 1, 0)?;
    Ok(())
}

/// A header cell over several columns or rows; one cell alone is not merged.
pub(super) fn header(
    sheet: &mut Worksheet,
    rows: (u32, u32),
    columns: (u16, u16),
    text: &str,
    formats: &Formats,
) -> Result<(), XlsxError> {
    if rows.0 == rows.1 && columns.0 == columns.1 {
        sheet.write_string_with_format(rows.0, columns.0, text, &formats.header)?;
    } else {
        sheet.merge_range(rows.0, columns.0, rows.1, columns.1, text, &formats.header)?;
    }
    Ok(())
}

/// The deadline as written, and its last day as a real date.
pub(super) fn deadline(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    deadline: Option<&Deadline>,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let text = deadline.map_or("", |deadline| &deadline.text);
    sheet.write_string_with_format(row, column, fitting(text), &formats.text)?;
    let last: Option<NaiveDate> = deadline.and_then(Deadline::last_day);
    match last.and_then(|last| super::day(last).ok()) {
        Some(day) => sheet.write_datetime_with_format(row, column + 1, day, &formats.date)?,
        None => sheet.write_blank(row, column + 1, &formats.date)?,
    };
    Ok(())
}

/// The text, cut where a cell ends, and marked as cut.
pub(crate) fn fitting(text: &str) -> String {
    if text.len() <= LONGEST || text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}
