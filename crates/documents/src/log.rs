//! The log of events as files for an inspectorate: JSON Lines, which a program can check event by
//! event; CSV and a workbook, which people read. Written piece by piece: a log may be long.

use chrono::{DateTime, SecondsFormat, Utc};
use rust_xlsxwriter::{DocProperties, Format, Workbook};
use serde::{Deserialize, Serialize};

use crate::table::{TableError, harmless};
use crate::workbook::{WorkbookError, created, form::fitting};

/// Name and version of the form; a field is added under the same version, never changed.
pub const FORMAT: &str = "dondoc-log/1";
/// Rows of a workbook at most.
pub const MOST_ROWS: usize = 200_000;

/// What stands before the events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// [`FORMAT`].
    pub format: String,
    /// When it was written.
    pub exported_at: DateTime<Utc>,
    /// The end of the whole log then: `sequence:hash`.
    pub end: String,
    /// What was selected, in words.
    pub selection: String,
    /// Whether events between others were left out.
    pub gaps: bool,
    /// The last event of the file.
    pub last: Option<i64>,
    /// How to check it, in words, line by line.
    pub how_to_verify: Vec<String>,
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "as in the log")]
pub struct Entry {
    pub id: i64,
    /// To the microsecond, as it is sealed.
    #[serde(with = "micros")]
    pub at: DateTime<Utc>,
    pub actor_id: Option<i64>,
    pub actor: String,
    pub unit_id: Option<i64>,
    pub kind: String,
    /// What happened, in words; not sealed.
    #[serde(default)]
    pub what: String,
    pub subject: String,
    pub subject_id: i64,
    /// JSON text, exactly as it is sealed.
    pub before: Option<String>,
    pub after: Option<String>,
    pub proof: Option<String>,
    pub previous_hash: String,
    pub hash: String,
}

mod micros {
    use chrono::{DateTime, SecondsFormat, Utc};
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(at: &DateTime<Utc>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&at.to_rfc3339_opts(SecondsFormat::Micros, true))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<DateTime<Utc>, D::Error> {
        DateTime::<Utc>::deserialize(from)
    }
}

/// Words of the columns, in the order of [`Entry`].
pub type Columns = [String; 14];

/// The first line of JSON Lines.
///
/// # Panics
///
/// Never: plain data is always JSON.
pub fn head_line(head: &Head) -> Vec<u8> {
    line(head)
}

/// Events as JSON Lines.
///
/// # Panics
///
/// Never: plain data is always JSON.
pub fn lines(entries: &[Entry]) -> Vec<u8> {
    entries.iter().flat_map(line).collect()
}

fn line(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(value).expect("plain data is always JSON");
    bytes.push(b'\n');
    bytes
}

/// The first row of a table.
///
/// # Errors
///
/// Only when the writer of CSV fails, which plain rows give it no reason to.
pub fn table_head(columns: &Columns) -> Result<Vec<u8>, TableError> {
    let bytes = rows(std::iter::once(columns.to_vec()))?;
    Ok([b"\xef\xbb\xbf".to_vec(), bytes].concat())
}

/// Events as rows of a table.
///
/// # Errors
///
/// Only when the writer of CSV fails, which plain rows give it no reason to.
pub fn table(entries: &[Entry]) -> Result<Vec<u8>, TableError> {
    let cells = |entry: &Entry| entry.cells().iter().map(|cell| harmless(cell)).collect();
    rows(entries.iter().map(cells))
}

fn rows(all: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, TableError> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for row in all {
        writer.write_record(row)?;
    }
    let bytes = writer.into_inner();
    bytes.map_err(|error| csv::Error::from(error.into_error()).into())
}

impl Entry {
    fn cells(&self) -> Columns {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let number = |number: Option<i64>| number.map(|it| it.to_string()).unwrap_or_default();
        [
            self.id.to_string(),
            self.at.to_rfc3339_opts(SecondsFormat::Micros, true),
            number(self.actor_id),
            self.actor.clone(),
            number(self.unit_id),
            self.kind.clone(),
            self.what.clone(),
            self.subject.clone(),
            self.subject_id.to_string(),
            text(&self.before),
            text(&self.after),
            text(&self.proof),
            self.previous_hash.clone(),
            self.hash.clone(),
        ]
    }
}

/// Names of the two sheets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheets {
    /// Of the events.
    pub events: String,
    /// Of how to check them.
    pub how: String,
}

const WIDTHS: [u16; 14] = [8, 28, 10, 24, 10, 26, 30, 16, 10, 50, 50, 30, 66, 66];

/// Events as a workbook, with a sheet that tells how to check them.
///
/// # Errors
///
/// When there are more events than [`MOST_ROWS`], or the writer refuses something.
pub fn workbook(
    head: &Head,
    entries: &[Entry],
    columns: &Columns,
    sheets: &Sheets,
) -> Result<Vec<u8>, WorkbookError> {
    if entries.len() > MOST_ROWS {
        return Err(WorkbookError::TooManyRows(entries.len()));
    }
    let plain = || {
        Format::new()
            .set_font_name("Times New Roman")
            .set_font_size(11)
    };
    let (bold, text) = (
        plain().set_bold().set_text_wrap(),
        plain().set_num_format("@"),
    );
    let mut workbook = Workbook::new();
    workbook.set_properties(
        &DocProperties::new()
            .set_title(fitting(&sheets.events))
            .set_creation_datetime(&created(head.exported_at)?),
    );
    let sheet = workbook.add_worksheet();
    sheet.set_name(&sheets.events)?;
    sheet.set_freeze_panes(1, 0)?;
    for (at, (column, width)) in (0_u16..).zip(columns.iter().zip(WIDTHS)) {
        sheet.set_column_width(at, width)?;
        sheet.write_string_with_format(0, at, column, &bold)?;
    }
    for (row, entry) in (1_u32..).zip(entries) {
        for (at, cell) in (0_u16..).zip(entry.cells()) {
            if !cell.is_empty() {
                sheet.write_string_with_format(row, at, fitting(&cell), &text)?;
            }
        }
    }
    let last = u32::try_from(entries.len()).unwrap_or(u32::MAX);
    sheet.autofilter(0, 0, last, 13)?;
    let how = workbook.add_worksheet();
    how.set_name(&sheets.how)?;
    how.set_column_width(0, 110)?;
    let lines = [&head.selection, &head.end].into_iter();
    for (row, line) in (0_u32..).zip(lines.chain(&head.how_to_verify)) {
        how.write_string_with_format(row, 0, fitting(line), &plain().set_text_wrap())?;
    }
    Ok(workbook.save_to_buffer()?)
}

#[cfg(test)]
mod tests {
    use super::{Entry, lines, table};

    fn entry() -> Entry {
        Entry {
            id: 1,
            at: chrono::DateTime::from_timestamp_micros(1_773_108_000_000_001).expect("an instant"),
            actor_id: None,
            actor: "=HYPERLINK(1)".to_owned(),
            unit_id: Some(3),
            kind: "plan.confirmed".to_owned(),
            what: "Ban hành kế hoạch".to_owned(),
            subject: "plan".to_owned(),
            subject_id: 4,
            before: None,
            after: Some("{\"a\":\"x\\n\"}".to_owned()),
            proof: None,
            previous_hash: "00".to_owned(),
            hash: "01".to_owned(),
        }
    }

    #[test]
    fn a_line_is_read_back_to_the_microsecond() {
        let bytes = lines(&[entry(), entry()]);
        let text = String::from_utf8(bytes).expect("text");
        let read: Vec<Entry> = text
            .lines()
            .map(|line| serde_json::from_str(line).expect("an entry"))
            .collect();
        assert_eq!(read, [entry(), entry()]);
    }

    #[test]
    fn a_table_runs_nothing() {
        let text = String::from_utf8(table(&[entry()]).expect("a table")).expect("text");
        assert!(text.contains(",'=HYPERLINK(1),"), "{text}");
        assert!(text.contains("2026-03-10T02:00:00.000001Z"), "{text}");
    }
}
