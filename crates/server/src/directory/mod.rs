//! Directory files: JSON, and the same facts as sheets of a workbook or as CSV, both ways.
//!
//! [`read`] takes what a person sends; [`write`] gives it. What is wrong with a file names its
//! sheet, row and column.

mod cells;
pub mod changes;
pub(crate) mod columns;
pub(crate) mod open;
mod write;

use dondoc_core::unit::check::Fault as Found;
use dondoc_core::unit::directory::Directory;

use crate::key;
use crate::text::Texts;
pub use write::{as_of, write};

/// The largest file: a directory of all provinces is a tenth of it.
pub const BYTES: usize = 8 << 20;

/// Forms of a directory file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Everything.
    Json,
    /// Everything but the acts, as sheets.
    Xlsx,
    /// The sheet of units.
    Csv,
}

impl Form {
    /// By the ending of a file's name.
    pub fn of_name(name: &str) -> Option<Self> {
        match name.rsplit('.').next()?.to_lowercase().as_str() {
            "json" => Some(Self::Json),
            "xlsx" => Some(Self::Xlsx),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }

    /// The media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// Something wrong with a file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The sheet, and the row as a spreadsheet numbers it; a line and column of JSON.
    pub place: String,
    /// The header of the column, or the field.
    pub column: String,
    /// The key of what is wrong.
    pub reason: &'static str,
    /// What stands there.
    pub value: String,
}

impl Fault {
    /// As a sentence.
    pub fn say(&self, t: &Texts) -> String {
        let parts = [self.place.as_str(), &self.column];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let place = parts.join(", ");
        let mut said = match place.as_str() {
            "" => t.get(self.reason).to_owned(),
            _ => format!("{place}: {}", t.get(self.reason)),
        };
        if !self.value.is_empty() {
            said = format!("{said} “{}”", self.value);
        }
        said
    }
}

/// Read a directory file of any form. `place` is asked for where the file does not say it.
pub fn read(name: &str, bytes: &[u8], place: &str, t: &Texts) -> Result<Directory, Vec<Fault>> {
    let fault = |reason| {
        vec![Fault {
            place: String::new(),
            column: String::new(),
            reason,
            value: String::new(),
        }]
    };
    if bytes.len() > BYTES {
        return Err(fault(key!("directory-too-large")));
    }
    let is_zip = bytes.starts_with(b"PK\x03\x04");
    let starts = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    match Form::of_name(name) {
        _ if is_zip => sheets(&open::workbook(bytes)?, place, t),
        Some(Form::Json) => json(bytes),
        _ if starts == Some(&b'{') => json(bytes),
        Some(Form::Csv) => sheets(&open::csv(bytes)?, place, t),
        _ => Err(fault(key!("directory-unknown-form"))),
    }
}

fn json(bytes: &[u8]) -> Result<Directory, Vec<Fault>> {
    let faults = |found: &Found| Fault {
        place: found.at.clone(),
        column: found.field.to_owned(),
        reason: reason(found.reason),
        value: found.value.clone(),
    };
    Directory::parse(bytes).map_err(|found| found.0.iter().map(faults).collect())
}

fn sheets(sheets: &[open::Sheet], place: &str, t: &Texts) -> Result<Directory, Vec<Fault>> {
    let (mut directory, rows) = cells::directory(sheets, place, t)?;
    directory.tidy();
    let faults = |found: &Found| Fault {
        place: rows.get(&found.at).cloned().unwrap_or_default(),
        column: columns::of_field(found.field)
            .map_or("", |key| t.get(key))
            .to_owned(),
        reason: reason(found.reason),
        value: found.value.clone(),
    };
    match directory.check() {
        Ok(()) => Ok(directory),
        Err(found) => Err(found.0.iter().map(faults).collect()),
    }
}

/// What a reason of core means, as a key.
pub fn reason(code: &str) -> &'static str {
    match code {
        "malformed" => key!("directory-malformed"),
        "too_long" => key!("directory-too-long"),
        "too_many" => key!("directory-too-many"),
        "empty" => key!("directory-empty"),
        "control_character" => key!("directory-control"),
        "code_twice" => key!("directory-code-twice"),
        "code_taken" => key!("directory-code-taken"),
        "not_a_code" => key!("directory-not-a-code"),
        "unknown_code" => key!("directory-unknown-code"),
        "ends_before_it_begins" => key!("directory-backwards"),
        "impossible_day" => key!("directory-impossible-day"),
        "two_on_one_day" => key!("directory-two-on-one-day"),
        "own_parent" | "circle" => key!("directory-circle"),
        "not_an_email" => key!("directory-not-an-email"),
        "open_with_members" => key!("directory-open-with-members"),
        _ => key!("directory-wrong"),
    }
}
