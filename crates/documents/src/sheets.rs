//! Plain sheets as a workbook that a person fills in and sends back: headers, widths, drop-downs
//! where a column takes one of a few words. And a single sheet as CSV.

use rust_xlsxwriter::{DataValidation, DocProperties, Format, FormatBorder, Workbook};

use crate::table::harmless;
use crate::workbook::{WorkbookError, created, form::fitting};

/// A sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Its name, at most 31 characters.
    pub name: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, a cell for each column.
    pub rows: Vec<Vec<String>>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its header.
    pub title: String,
    /// Its width in characters.
    pub width: u16,
    /// The words it takes; none: anything.
    pub choices: Vec<String>,
}

/// Rows below the last one that have drop-downs too, for what a person adds.
const SPARE: u32 = 500;
/// The most a drop-down can hold, in characters, by the file format.
const LONGEST_LIST: usize = 255;

/// Write sheets as a workbook. `now` is the moment of export.
///
/// # Errors
///
/// When a sheet has more rows than a sheet can hold, or the writer refuses something.
pub fn workbook(
    title: &str,
    sheets: &[Sheet],
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Vec<u8>, WorkbookError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(
        &DocProperties::new()
            .set_title(fitting(title))
            .set_creation_datetime(&created(now)?),
    );
    let plain = || {
        Format::new()
            .set_font_name("Times New Roman")
            .set_font_size(12)
    };
    let header = plain()
        .set_bold()
        .set_text_wrap()
        .set_border(FormatBorder::Thin);
    // Text, so that a spreadsheet does not make dates or numbers of codes.
    let text = plain().set_num_format("@");
    for sheet in sheets {
        if sheet.rows.len() > 1_000_000 {
            return Err(WorkbookError::TooManyRows(sheet.rows.len()));
        }
        let written = workbook.add_worksheet();
        written.set_name(&sheet.name)?;
        written.set_freeze_panes(1, 0)?;
        let last = u32::try_from(sheet.rows.len()).unwrap_or(0);
        for (at, column) in (0_u16..).zip(&sheet.columns) {
            written.set_column_width(at, column.width)?;
            written.set_column_format(at, &text)?;
            written.write_string_with_format(0, at, &column.title, &header)?;
            let letters: usize = column.choices.iter().map(|it| it.chars().count() + 1).sum();
            if !column.choices.is_empty() && letters <= LONGEST_LIST {
                let choice = DataValidation::new().allow_list_strings(&column.choices)?;
                written.add_data_validation(1, at, last + SPARE, at, &choice)?;
            }
        }
        for (row, cells) in (1_u32..).zip(&sheet.rows) {
            for (at, cell) in (0_u16..).zip(cells) {
                if !cell.is_empty() {
                    written.write_string_with_format(row, at, fitting(cell), &text)?;
                }
            }
        }
        let columns = u16::try_from(sheet.columns.len()).unwrap_or(1).max(1);
        written.autofilter(0, 0, last, columns - 1)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// Write one sheet as CSV, as [`crate::table`] does.
///
/// # Errors
///
/// Only when the writer of CSV fails, which plain rows give it no reason to.
pub fn csv(sheet: &Sheet) -> Result<Vec<u8>, crate::table::TableError> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(b"\xef\xbb\xbf".to_vec());
    writer.write_record(sheet.columns.iter().map(|column| &column.title))?;
    for row in &sheet.rows {
        writer.write_record(row.iter().map(|cell| harmless(cell)))?;
    }
    let bytes = writer.into_inner();
    bytes.map_err(|error| csv::Error::from(error.into_error()).into())
}

#[cfg(test)]
mod tests {
    use super::{Column, Sheet, csv, workbook};

    fn sheet() -> Sheet {
        let column = |title: &str, choices: &[&str]| Column {
            title: title.to_owned(),
            width: 20,
            choices: choices.iter().map(|&it| it.to_owned()).collect(),
        };
        Sheet {
            name: "Đơn vị".to_owned(),
            columns: vec![column("Mã", &[]), column("Cấp", &["Tỉnh", "Xã"])],
            rows: vec![vec!["=1+1".to_owned(), "Tỉnh".to_owned()]],
        }
    }

    #[test]
    fn a_workbook_has_its_drop_downs_and_no_formula() {
        let now = chrono::DateTime::UNIX_EPOCH;
        let bytes = workbook("Danh mục", &[sheet()], now).expect("a workbook");
        assert_eq!(bytes, workbook("Danh mục", &[sheet()], now).expect("again"));
        let mut book: calamine::Xlsx<_> =
            calamine::Reader::new(std::io::Cursor::new(bytes)).expect("it opens");
        let range = calamine::Reader::worksheet_range(&mut book, "Đơn vị").expect("the sheet");
        let cell = range.get_value((1, 0)).map(ToString::to_string);
        assert_eq!(cell.as_deref(), Some("=1+1"));
    }

    #[test]
    fn csv_runs_nothing() {
        let text = String::from_utf8(csv(&sheet()).expect("a table")).expect("text");
        assert!(text.ends_with("'=1+1,Tỉnh\r\n"), "{text}");
    }
}
