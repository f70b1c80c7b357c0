//! Reading a form that came back: whatever the file is, within limits, and nothing of it believed
//! that the signature does not cover.

use std::collections::{HashMap, HashSet};
use std::io::{Cursor, Read as _};

use calamine::{DataRef, Reader as _, Xlsx};
use serde::Deserialize;

use super::cells::{FIELDS, Typed, clean, serial_day};
use super::{Answer, Fault, FormError, HIDDEN, MOST_TASKS, Passport, Returned, Source, verified};

/// A file, and all parts of a workbook unpacked.
const FILE: usize = 16 << 20;
const UNPACKED: u64 = 64 << 20;
/// Parts of a workbook.
const PARTS: usize = 400;
/// Rows and columns looked at, and cells of a sheet.
const ROWS: u32 = 10_000;
const COLUMNS: u32 = 200;
const CELLS: usize = 200_000;
/// Rows among which the names of the columns are looked for.
const HEAD: u32 = 60;

/// Read a form that came back.
///
/// # Errors
///
/// When the file as a whole cannot be taken; single fields that cannot are [`Returned::faults`].
pub fn read(bytes: &[u8], key: &[u8]) -> Result<Returned, FormError> {
    if bytes.starts_with(b"PK\x03\x04") {
        return workbook(bytes, key);
    }
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let start = &text[..text.len().min(4_096)];
    if start.trim_ascii_start().starts_with(b"{") && contains(start, b"\"dondoc\"") {
        return saved(text, key);
    }
    if contains(start, b"dondoc-reply-form") {
        return Err(FormError::EmptyPage);
    }
    Err(FormError::NotAForm)
}

fn contains(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

/// What the page saves.
#[derive(Deserialize)]
struct Saved {
    dondoc: String,
    passport: String,
    signature: String,
    #[serde(default)]
    said_by: String,
    answers: Vec<SavedAnswer>,
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct SavedAnswer {
    row: usize,
    state: String,
    share: String,
    narrative: String,
    done_on: String,
    result: String,
    difficulty: String,
}

fn saved(text: &[u8], key: &[u8]) -> Result<Returned, FormError> {
    if text.len() > FILE {
        return Err(FormError::TooLarge);
    }
    let saved: Saved = serde_json::from_slice(text).map_err(|_| FormError::Damaged)?;
    if saved.dondoc != "reply" {
        return Err(FormError::NotAForm);
    }
    if saved.answers.len() > MOST_TASKS {
        return Err(FormError::TooLarge);
    }
    let passport = verified(&saved.passport, &saved.signature, key)?;
    let mut taking = Taking::new(&passport);
    for one in saved.answers {
        let row = u32::try_from(one.row + 1).unwrap_or(u32::MAX);
        let fields = [
            one.state,
            one.share,
            one.narrative,
            one.done_on,
            one.result,
            one.difficulty,
        ];
        let name = passport.tasks.get(one.row).map(|task| task.0.clone());
        taking.take(row, name.as_deref(), None, fields);
    }
    Ok(taking.returned(Source::Page, &saved.said_by))
}

/// What is taken of a form, row by row.
struct Taking<'p> {
    passport: &'p Passport,
    tasks: HashMap<&'p str, (i64, &'p str)>,
    seen: HashSet<String>,
    answers: Vec<Answer>,
    faults: Vec<Fault>,
}

impl<'p> Taking<'p> {
    fn new(passport: &'p Passport) -> Self {
        let tasks = passport.tasks.iter();
        Self {
            passport,
            tasks: tasks
                .map(|(name, version, code)| (name.as_str(), (*version, code.as_str())))
                .collect(),
            seen: HashSet::new(),
            answers: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// A row. `code`: what the locked cell beside it says, when there is one.
    fn take(&mut self, row: u32, name: Option<&str>, code: Option<&str>, fields: [String; 6]) {
        let known = name.and_then(|name| self.tasks.get_key_value(name));
        let (obligation, (version, task)) = known.map_or(("", (0, "")), |(name, it)| (*name, *it));
        let typed = Typed {
            row,
            task,
            obligation,
            version,
            fields,
        };
        if typed.is_empty() {
            return;
        }
        if obligation.is_empty() {
            let value = typed.fields.iter().find(|it| !it.trim().is_empty());
            let fault = typed.fault("row", "extra_row", value.map_or("", |it| it.trim()));
            self.faults.push(fault);
        } else if code.is_some_and(|code| clean(code) != clean(task)) {
            let fault = typed.fault("row", "row_changed", code.unwrap_or_default());
            self.faults.push(fault);
        } else if !self.seen.insert(obligation.to_owned()) {
            self.faults.push(typed.fault("row", "twice", ""));
        } else if let Some(answer) = typed.answer(&mut self.faults) {
            self.answers.push(answer);
        }
    }

    fn returned(self, source: Source, said_by: &str) -> Returned {
        let said_by: String = clean(said_by).chars().take(200).collect();
        Returned {
            source,
            form: self.passport.form.clone(),
            unit: self.passport.unit.clone(),
            made_on: self.passport.made_on,
            said_by: (!said_by.is_empty()).then_some(said_by),
            answers: self.answers,
            faults: self.faults,
        }
    }
}

fn workbook(bytes: &[u8], key: &[u8]) -> Result<Returned, FormError> {
    if bytes.len() > FILE {
        return Err(FormError::TooLarge);
    }
    unpacks_within(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| FormError::NotAForm)?;
    let names = book.sheet_names();
    if names.len() > 32 {
        return Err(FormError::TooLarge);
    }
    if !names.iter().any(|name| name == HIDDEN) {
        return Err(FormError::NotAForm);
    }
    let hidden = cells(&mut book, HIDDEN)?;
    let text = |row: u32| hidden.get(&(row, 0)).map_or("", String::as_str);
    if text(0) != "dondoc-reply-form" {
        return Err(FormError::NotAForm);
    }
    let mut passport = String::new();
    for row in (2..ROWS).take_while(|row| hidden.contains_key(&(*row, 0))) {
        passport.push_str(text(row));
    }
    let passport = verified(&passport, text(1), key)?;
    for name in names.iter().filter(|name| *name != HIDDEN) {
        let sheet = cells(&mut book, name)?;
        if let Some(columns) = Columns::find(&sheet) {
            let formulas = formulas(&mut book, name, &columns)?;
            return Ok(of_sheet(&sheet, &columns, &formulas, &passport));
        }
    }
    Err(FormError::Damaged)
}

/// Unpack every part once and throw it away: a bomb is found before anything is made of it.
fn unpacks_within(bytes: &[u8]) -> Result<(), FormError> {
    let archive = zip::ZipArchive::new(Cursor::new(bytes));
    let mut archive = archive.map_err(|_| FormError::NotAForm)?;
    if archive.len() > PARTS {
        return Err(FormError::TooLarge);
    }
    let mut left = UNPACKED;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|_| FormError::Damaged)?;
        let size = std::io::copy(&mut part.take(left + 1), &mut std::io::sink());
        let size = size.map_err(|_| FormError::Damaged)?;
        left = left.checked_sub(size).ok_or(FormError::TooLarge)?;
    }
    Ok(())
}

type Cells = HashMap<(u32, u32), String>;

fn cells(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Cells, FormError> {
    let mut found = HashMap::new();
    let reader = book.worksheet_cells_reader(name);
    let mut reader = reader.map_err(|_| FormError::Damaged)?;
    while let Some(cell) = reader.next_cell().map_err(|_| FormError::Damaged)? {
        let (row, column) = cell.get_position();
        let text = text(cell.get_value());
        if text.is_empty() || row >= ROWS || column >= COLUMNS {
            continue;
        }
        if found.len() >= CELLS {
            return Err(FormError::TooLarge);
        }
        found.insert((row, column), text);
    }
    Ok(found)
}

fn formulas(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    columns: &Columns,
) -> Result<HashSet<(u32, u32)>, FormError> {
    let mut found = HashSet::new();
    let reader = book.worksheet_cells_reader(name);
    let mut reader = reader.map_err(|_| FormError::Damaged)?;
    while let Some(cell) = reader.next_formula().map_err(|_| FormError::Damaged)? {
        let at = cell.get_position();
        if !cell.get_value().is_empty() && columns.fields.contains(&Some(at.1)) {
            found.insert(at);
        }
        if found.len() >= CELLS {
            return Err(FormError::TooLarge);
        }
    }
    Ok(found)
}

fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(day) => {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a number beyond any day gives no day"
            )]
            let days = day.as_f64() as i64;
            serial_day(days).map_or_else(|| day.as_f64().to_string(), |day| day.to_string())
        }
        // An error is something that stands there and cannot be taken.
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// Where the columns are, by their names in the hidden row.
struct Columns {
    row: u32,
    obligation: u32,
    code: Option<u32>,
    fields: [Option<u32>; 6],
}

impl Columns {
    fn find(sheet: &Cells) -> Option<Self> {
        let mut names = sheet
            .iter()
            .filter(|((row, _), text)| *row < HEAD && text.trim() == "obligation");
        let ((row, obligation), _) = names.next()?;
        let of_row: HashMap<&str, u32> = (0..COLUMNS)
            .filter_map(|column| Some((sheet.get(&(*row, column))?.trim(), column)))
            .collect();
        Some(Self {
            row: *row,
            obligation: *obligation,
            code: of_row.get("code").copied(),
            fields: FIELDS.map(|field| of_row.get(field).copied()),
        })
    }

    /// Who says it: what is filled in on the row marked so, beyond its label.
    fn said_by(&self, sheet: &Cells) -> String {
        let marked = (0..self.row).find(|row| {
            (0..COLUMNS).any(|at| sheet.get(&(*row, at)).is_some_and(|it| it == "said_by"))
        });
        let Some(row) = marked else {
            return String::new();
        };
        let from = self.fields.iter().flatten().min().copied().unwrap_or(0);
        let found = (from..COLUMNS).filter_map(|at| sheet.get(&(row, at)));
        let mut found = found.filter(|it| *it != "said_by");
        found.next().cloned().unwrap_or_default()
    }
}

fn of_sheet(
    sheet: &Cells,
    columns: &Columns,
    formulas: &HashSet<(u32, u32)>,
    passport: &Passport,
) -> Returned {
    let mut rows: Vec<u32> = sheet
        .keys()
        .map(|(row, _)| *row)
        // Below the names stand the headers.
        .filter(|row| *row > columns.row + 1)
        .collect();
    rows.sort_unstable();
    rows.dedup();
    let mut taking = Taking::new(passport);
    for row in rows {
        let cell = |column: u32| sheet.get(&(row, column)).cloned();
        let fields = columns
            .fields
            .map(|column| column.and_then(cell).unwrap_or_default());
        let name = cell(columns.obligation);
        let name = name.as_deref().map(str::trim);
        let code = columns.code.map(|at| cell(at).unwrap_or_default());
        let counted = formulas.iter().find(|at| at.0 == row);
        if counted.is_some() && name.is_some() {
            taking.faults.push(Fault {
                row: row + 1,
                task: code.unwrap_or_default().chars().take(80).collect(),
                field: "row",
                reason: "formula",
                value: String::new(),
            });
            continue;
        }
        taking.take(row + 1, name, code.as_deref(), fields);
    }
    taking.returned(Source::Workbook, &columns.said_by(sheet))
}
