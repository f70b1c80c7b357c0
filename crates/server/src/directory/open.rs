//! Opening what a person sends: sheets of text, within limits.

use std::io::{Cursor, Read as _};

use calamine::{DataRef, Reader as _, Xlsx};
use chrono::NaiveDate;

use super::Fault;
use crate::key;

/// All parts of a workbook unpacked.
const UNPACKED: u64 = 64 << 20;
/// Sheets, rows of a sheet, columns, characters of a cell.
const SHEETS: usize = 32;
const ROWS: u32 = 50_001;
const COLUMNS: u32 = 64;
const LETTERS: usize = 10_000;
/// Cells of a file.
const CELLS: usize = 2_000_000;

/// A sheet, as text where nothing else is said: the row numbers are the spreadsheet's.
#[derive(Debug)]
pub(crate) struct Sheet<C = String> {
    pub name: String,
    pub rows: Vec<(u32, Vec<C>)>,
}

/// A cell that tells numbers from what only looks like one.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Cell {
    #[default]
    Empty,
    Text(String),
    Number(f64),
}

impl Cell {
    /// As text.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
        }
    }
}

fn fault(place: &str, reason: &'static str) -> Vec<Fault> {
    vec![Fault {
        place: place.to_owned(),
        column: String::new(),
        reason,
        value: String::new(),
    }]
}

/// Open a workbook as text.
pub(super) fn workbook(bytes: &[u8]) -> Result<Vec<Sheet>, Vec<Fault>> {
    let text = |(row, cells): (u32, Vec<Cell>)| (row, cells.iter().map(Cell::text).collect());
    let sheet = |sheet: Sheet<Cell>| Sheet {
        name: sheet.name,
        rows: sheet.rows.into_iter().map(text).collect(),
    };
    Ok(cells(bytes)?.into_iter().map(sheet).collect())
}

/// Open a workbook.
pub(crate) fn cells(bytes: &[u8]) -> Result<Vec<Sheet<Cell>>, Vec<Fault>> {
    unpacks_within(bytes)?;
    let damaged = |_| fault("", key!("directory-damaged"));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let names = book.sheet_names();
    if names.len() > SHEETS {
        return Err(fault("", key!("directory-too-many")));
    }
    let mut cells = 0;
    names
        .into_iter()
        .map(|name| sheet(&mut book, name, &mut cells))
        .collect()
}

/// Unpack every part once and throw it away: a bomb is found before anything is made of it.
fn unpacks_within(bytes: &[u8]) -> Result<(), Vec<Fault>> {
    let damaged = || fault("", key!("directory-damaged"));
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let mut left = UNPACKED;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|_| damaged())?;
        let size = std::io::copy(&mut part.take(left + 1), &mut std::io::sink());
        let size = size.map_err(|_| damaged())?;
        if size > left {
            return Err(fault("", key!("directory-too-large")));
        }
        left -= size;
    }
    Ok(())
}

fn sheet(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: String,
    cells: &mut usize,
) -> Result<Sheet<Cell>, Vec<Fault>> {
    let mut rows: Vec<(u32, Vec<Cell>)> = Vec::new();
    let damaged = |_| fault(&name, key!("directory-damaged"));
    let mut reader = book.worksheet_cells_reader(&name).map_err(damaged)?;
    while let Some(cell) = reader.next_cell().map_err(damaged)? {
        let (row, column) = cell.get_position();
        let value = match cell.get_value() {
            DataRef::Int(number) => whole(*number),
            DataRef::Float(number) => Cell::Number(*number),
            other => Cell::Text(text(other)),
        };
        let long = matches!(&value, Cell::Text(text) if text.len() > LETTERS);
        if matches!(&value, Cell::Text(text) if text.is_empty()) {
            continue;
        }
        *cells += 1;
        // A cell far out would make room for all the empty ones before it.
        if row > ROWS || column >= COLUMNS || *cells > CELLS {
            return Err(fault(
                &format!("{name} {}", row + 1),
                key!("directory-too-many"),
            ));
        }
        if long {
            return Err(fault(
                &format!("{name} {}", row + 1),
                key!("directory-too-long"),
            ));
        }
        if rows.last().is_none_or(|(last, _)| *last != row + 1) {
            rows.push((row + 1, Vec::new()));
        }
        if let Some((_, cells)) = rows.last_mut() {
            let at = column as usize;
            if cells.len() <= at {
                cells.resize(at + 1, Cell::Empty);
            }
            cells[at] = value;
        }
    }
    drop(reader);
    Ok(Sheet { name, rows })
}

/// A whole number; beyond what a double holds exactly it stays the text it is.
fn whole(number: i64) -> Cell {
    i32::try_from(number).map_or_else(
        |_| Cell::Text(number.to_string()),
        |number| Cell::Number(f64::from(number)),
    )
}

fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.trim().to_owned()
        }
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(truth) => if *truth { "x" } else { "" }.to_owned(),
        DataRef::DateTime(day) => date(day.as_f64()),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// A day as a spreadsheet counts it.
fn date(days: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a number beyond any day gives no day"
    )]
    let days = days as i64;
    let day = NaiveDate::from_ymd_opt(1899, 12, 30)
        .and_then(|start| start.checked_add_signed(chrono::Duration::try_days(days)?));
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// Open a CSV file: UTF-8, separated by commas or, as Excel here writes it, semicolons.
pub(super) fn csv(bytes: &[u8]) -> Result<Vec<Sheet>, Vec<Fault>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Err(fault("", key!("directory-not-utf8")));
    };
    let head = text.lines().next().unwrap_or_default();
    let count = |mark| head.matches(mark).count();
    let mark = if count(';') > count(',') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(mark)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for (number, record) in (1_u32..).zip(reader.records()) {
        let place = number.to_string();
        let record = record.map_err(|_| fault(&place, key!("directory-damaged")))?;
        if number > ROWS || record.len() > COLUMNS as usize {
            return Err(fault(&place, key!("directory-too-many")));
        }
        let cells: Vec<String> = record.iter().map(unquoted).collect();
        if cells.iter().any(|cell| cell.len() > LETTERS) {
            return Err(fault(&place, key!("directory-too-long")));
        }
        if cells.iter().any(|cell| !cell.is_empty()) {
            rows.push((number, cells));
        }
    }
    let name = String::new();
    Ok(vec![Sheet { name, rows }])
}

/// The cell without the apostrophe that keeps a spreadsheet from running it.
fn unquoted(cell: &str) -> String {
    let runs = ['=', '+', '-', '@'];
    let cell = match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(runs) => rest,
        _ => cell,
    };
    cell.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::write::SimpleFileOptions;

    use super::*;

    fn reasons(found: Result<Vec<Sheet>, Vec<Fault>>) -> Vec<&'static str> {
        let faults = found.expect_err("a refusal");
        faults.into_iter().map(|fault| fault.reason).collect()
    }

    #[test]
    fn a_bomb_is_refused_before_anything_is_made_of_it() {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive
            .start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default())
            .expect("a part");
        let zeros = vec![b' '; 1 << 20];
        for _ in 0..=64 {
            archive.write_all(&zeros).expect("it is written");
        }
        let bytes = archive.finish().expect("an archive").into_inner();
        assert!(bytes.len() < 1 << 20);
        assert_eq!(reasons(workbook(&bytes)), ["directory-too-large"]);
    }

    #[test]
    fn a_cell_far_out_makes_no_room() {
        use documents::sheets::{self, Column};
        let column = |_| Column {
            title: "x".to_owned(),
            width: 5,
            choices: Vec::new(),
        };
        let sheet = sheets::Sheet {
            name: "A".to_owned(),
            columns: (0..100).map(column).collect(),
            rows: Vec::new(),
        };
        let now = chrono::DateTime::UNIX_EPOCH;
        let bytes = sheets::workbook("A", &[sheet], now).expect("a workbook");
        assert_eq!(reasons(workbook(&bytes)), ["directory-too-many"]);
    }

    #[test]
    fn csv_is_read_with_semicolons_and_without_running_anything() {
        let sheets = csv("\u{feff}Mã;Tên\nx;'=1+1\n;\n".as_bytes()).expect("a table");
        let rows = &sheets[0].rows;
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[1], (2, vec!["x".to_owned(), "=1+1".to_owned()]));
    }
}
