//! Estimates as workbooks, both ways. [`lines`] and [`judgements`] take what a person typed, from
//! our own sheets or from any whose header names the columns; what is wrong is told cell by cell.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use documents::estimate as book;
use dondoc_core::money::appraisal::Judgement;
use dondoc_core::money::{Estimate, Line, NewLine, Quantity, Source, Verdict, amount};

use crate::directory::Fault;
use crate::directory::open::{self, Cell, Sheet};
use crate::key;
use crate::text::Texts;

/// The largest workbook.
pub const BYTES: usize = 4 << 20;
/// Rows looked at for the header.
const HEAD: usize = 40;
/// Faults told at once.
const TOLD: usize = 100;

/// A column of an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Column {
    Number,
    Content,
    Measure,
    Quantity,
    Cost,
    Amount,
    Source,
    Year,
    Note,
    Verdict,
    Appraised,
    Reason,
}

impl Column {
    const ALL: [Self; 12] = [
        Self::Number,
        Self::Content,
        Self::Measure,
        Self::Quantity,
        Self::Cost,
        Self::Amount,
        Self::Source,
        Self::Year,
        Self::Note,
        Self::Verdict,
        Self::Appraised,
        Self::Reason,
    ];

    const fn key(self) -> &'static str {
        match self {
            Self::Number => key!("estimate-number"),
            Self::Content => key!("estimate-content"),
            Self::Measure => key!("estimate-measure"),
            Self::Quantity => key!("estimate-quantity"),
            Self::Cost => key!("estimate-cost"),
            Self::Amount => key!("estimate-amount"),
            Self::Source => key!("estimate-source"),
            Self::Year => key!("estimate-year"),
            Self::Note => key!("estimate-note"),
            Self::Verdict => key!("estimate-verdict"),
            Self::Appraised => key!("estimate-appraised"),
            Self::Reason => key!("estimate-reason"),
        }
    }

    /// Other headers that offices use, without marks.
    const fn others(self) -> &'static [&'static str] {
        match self {
            Self::Number => &["ma dong"],
            Self::Content => &["noi dung", "noi dung chi", "dien giai", "hang muc"],
            Self::Measure => &["don vi tinh", "dvt"],
            Self::Quantity => &["so luong", "sl", "khoi luong"],
            Self::Cost => &["don gia", "dinh muc", "muc chi"],
            Self::Amount => &["thanh tien", "so tien", "kinh phi", "du toan"],
            Self::Source => &["nguon", "nguon kinh phi", "nguon von"],
            Self::Year => &["nam", "nam thuc hien"],
            Self::Note => &["ghi chu"],
            Self::Verdict => &["ket qua tham dinh", "y kien tham dinh"],
            Self::Appraised => &["so tham dinh", "tham dinh"],
            Self::Reason => &["ly do"],
        }
    }

    fn of(header: &str) -> Option<Self> {
        let text = vietnamese::key::fold(header);
        let text = text.split('(').next().unwrap_or_default();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let is = |column: &&Self| {
            let own = crate::text::Lang::ALL
                .iter()
                .any(|lang| vietnamese::key::fold(lang.texts().get(column.key())) == text);
            own || column.others().contains(&text.as_str())
        };
        Self::ALL.iter().find(is).copied()
    }
}

/// A key of a verdict's word.
pub const fn verdict_key(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => key!("verdict-accepted"),
        Verdict::Reduced => key!("verdict-reduced"),
        Verdict::Rejected => key!("verdict-rejected"),
    }
}

/// Write an estimate; `appraisal`: as the sheet of its appraisal.
pub fn write(
    estimate: &Estimate,
    lines: &[Line],
    sources: &[Source],
    appraisal: bool,
    t: &Texts,
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<u8>> {
    let verdicts = Verdict::ALL.map(|it| t.get(verdict_key(it)).to_owned());
    let content = book::Estimate {
        sheet: t.get(key!("estimate-sheet")).to_owned(),
        title: estimate.title.clone(),
        about: vec![
            format!("{}: {}", t.get(key!("column-unit")), estimate.unit_name),
            format!(
                "{}: {} – {}",
                t.get(key!("column-task")),
                estimate.task_code,
                super::web::money::task_words(estimate)
            ),
            format!("{}: {}", t.get(key!("column-plan")), estimate.plan_number),
        ],
        total: t.get(key!("money-total")).to_owned(),
        headers: Column::ALL.map(|it| t.get(it.key()).to_owned()).to_vec(),
        sources: sources
            .iter()
            .filter(|source| source.active)
            .map(|source| source.name.clone())
            .collect(),
        verdicts: if appraisal {
            verdicts.to_vec()
        } else {
            Vec::new()
        },
        lines: lines
            .iter()
            .map(|line| row(line, t))
            .collect::<Result<_, _>>()?,
    };
    Ok(book::workbook(&content, now)?)
}

fn row(line: &Line, t: &Texts) -> dondoc_core::Result<book::Line> {
    let verdict = line.verdict()?;
    Ok(book::Line {
        number: line.number.to_string(),
        content: line.content.clone(),
        measure: line.measure.clone().unwrap_or_default(),
        quantity: line.quantity().map(Quantity::plain),
        unit_cost: line.unit_cost,
        amount: line.amount,
        computed: line.computed() == Some(line.amount),
        source: line.source_name.clone(),
        year: line.year,
        note: line.note.clone().unwrap_or_default(),
        verdict: verdict.map_or("", |it| t.get(verdict_key(it))).to_owned(),
        appraised: line.appraised,
        reason: line.appraisal_reason.clone().unwrap_or_default(),
    })
}

/// A sheet whose header was found.
struct Table {
    name: String,
    at: HashMap<Column, usize>,
    headers: HashMap<Column, String>,
    rows: Vec<(u32, Vec<Cell>)>,
}

fn fault(reason: &'static str) -> Vec<Fault> {
    vec![Fault {
        place: String::new(),
        column: String::new(),
        reason,
        value: String::new(),
    }]
}

/// The first sheet with a header that names these columns.
fn table(bytes: &[u8], needed: &[Column]) -> Result<Table, Vec<Fault>> {
    if bytes.len() > BYTES {
        return Err(fault(key!("directory-too-large")));
    }
    if !bytes.starts_with(b"PK\x03\x04") {
        return Err(fault(key!("estimate-not-xlsx")));
    }
    let sheets = open::cells(bytes)?;
    let found = sheets.iter().find_map(|sheet| headed(sheet, needed));
    found.ok_or_else(|| fault(key!("estimate-no-header")))
}

fn headed(sheet: &Sheet<Cell>, needed: &[Column]) -> Option<Table> {
    for (place, (_, cells)) in sheet.rows.iter().enumerate().take(HEAD) {
        let mut at = HashMap::new();
        let mut headers = HashMap::new();
        for (column, cell) in cells.iter().enumerate() {
            let text = cell.text();
            if let Some(kind) = Column::of(&text) {
                at.entry(kind).or_insert(column);
                headers.entry(kind).or_insert(text);
            }
        }
        if needed.iter().all(|column| at.contains_key(column)) {
            return Some(Table {
                name: sheet.name.clone(),
                at,
                headers,
                rows: sheet.rows[place + 1..].to_vec(),
            });
        }
    }
    None
}

/// One row of it, and the faults found in it.
struct Row<'t> {
    table: &'t Table,
    number: u32,
    cells: &'t [Cell],
    faults: Vec<Fault>,
}

impl Row<'_> {
    fn cell(&self, column: Column) -> Cell {
        let at = self.table.at.get(&column);
        at.and_then(|at| self.cells.get(*at))
            .cloned()
            .unwrap_or_default()
    }

    fn text(&self, column: Column) -> Option<String> {
        let text = self.cell(column).text().trim().to_owned();
        (!text.is_empty()).then_some(text)
    }

    fn fault(&mut self, column: Column, reason: &'static str) {
        let at = self.table.at.get(&column).copied().unwrap_or(0);
        let letter = char::from(b'A' + u8::try_from(at % 26).unwrap_or(0));
        self.faults.push(Fault {
            place: format!("{} {letter}{}", self.table.name, self.number),
            column: self.table.headers.get(&column).cloned().unwrap_or_default(),
            reason,
            value: self.text(column).unwrap_or_default(),
        });
    }

    /// An amount in whole đồng; `round`: a fraction that a formula left is rounded, half up.
    fn money(&mut self, column: Column, round: bool) -> Option<i64> {
        let read = match self.cell(column) {
            Cell::Empty => return None,
            Cell::Text(text) if text.trim().is_empty() => return None,
            Cell::Text(text) => amount::parse(&text),
            Cell::Number(number) => whole(number, round),
        };
        if read.is_none() {
            self.fault(column, key!("estimate-not-money"));
        }
        read
    }

    fn quantity(&mut self) -> Option<Quantity> {
        let read = match self.cell(Column::Quantity) {
            Cell::Empty => return None,
            Cell::Text(text) if text.trim().is_empty() => return None,
            Cell::Text(text) => Quantity::parse(&text),
            Cell::Number(number) => decimal(number),
        };
        if read.is_none() {
            self.fault(Column::Quantity, key!("estimate-not-quantity"));
        }
        read
    }

    fn year(&mut self, usual: Option<i32>) -> Option<i32> {
        let read = match self.text(Column::Year) {
            None => usual,
            Some(text) => text.parse().ok(),
        };
        if read.is_none() {
            self.fault(Column::Year, key!("estimate-no-year"));
        }
        read
    }

    fn source(&mut self, sources: &[Source]) -> Option<i64> {
        let named = self.text(Column::Source).unwrap_or_default();
        let key = vietnamese::key::fold(&named);
        let found = sources
            .iter()
            .find(|source| vietnamese::key::fold(&source.name) == key);
        if found.is_none() {
            self.fault(Column::Source, key!("estimate-no-source"));
        }
        found.map(|source| source.id)
    }

    fn line_number(&mut self) -> Option<i32> {
        let text = self.text(Column::Number)?;
        let read = text.parse().ok();
        if read.is_none() {
            self.fault(Column::Number, key!("estimate-no-line"));
        }
        read
    }

    /// A sum at the end of a sheet is no line.
    fn is_sum(&self) -> bool {
        let content = self.text(Column::Content).unwrap_or_default();
        let content = vietnamese::key::fold(&content);
        let word = ["tong cong", "tong", "cong", "total"].iter().any(|word| {
            content
                .strip_prefix(word)
                .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        });
        word && self.text(Column::Quantity).is_none() && self.text(Column::Cost).is_none()
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "what is out of range was refused before"
)]
fn whole(number: f64, round: bool) -> Option<i64> {
    if !(0.0..=1e14).contains(&number) {
        return None;
    }
    let near = (number + 0.5).floor();
    // A double keeps đồng exactly; what is left is what a formula did not round.
    (round || (number - number.round()).abs() < 1e-6).then_some(near as i64)
}

fn decimal(number: f64) -> Option<Quantity> {
    if !(0.0..=1e9).contains(&number) {
        return None;
    }
    let text = format!("{number:.4}");
    let back: f64 = text.parse().ok()?;
    ((back - number).abs() < 1e-9 * number.max(1.0)).then(|| Quantity::parse_plain(&text))?
}

fn each<T>(
    table: &Table,
    mut read: impl FnMut(&mut Row<'_>) -> Option<T>,
) -> Result<Vec<(u32, T)>, Vec<Fault>> {
    let mut all = Vec::new();
    let mut faults = Vec::new();
    for (number, cells) in &table.rows {
        let mut row = Row {
            table,
            number: *number,
            cells,
            faults: Vec::new(),
        };
        if let Some(found) = read(&mut row) {
            all.push((*number, found));
        }
        faults.append(&mut row.faults);
        if faults.len() > TOLD {
            break;
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    if all.is_empty() {
        return Err(fault(key!("estimate-no-lines")));
    }
    Ok(all)
}

/// The lines of a workbook. `year`: the one for lines that name none.
pub fn lines(
    bytes: &[u8],
    sources: &[Source],
    year: Option<i32>,
) -> Result<Vec<NewLine>, Vec<Fault>> {
    let table = table(bytes, &[Column::Content, Column::Amount])?;
    let read = each(&table, |row| {
        let content = row.text(Column::Content);
        let quantity = row.quantity();
        let unit_cost = row.money(Column::Cost, false);
        // A formula in a row that nobody filled in gives nothing, which some programs write as 0.
        let amount = row
            .money(Column::Amount, true)
            .filter(|amount| *amount != 0);
        let filled = quantity.is_some() || unit_cost.is_some() || amount.is_some();
        if row.is_sum() || (content.is_none() && !filled && row.faults.is_empty()) {
            return None;
        }
        if content.is_none() {
            row.fault(Column::Content, key!("estimate-no-content"));
        }
        // A heading of a part, with nothing in it.
        if !filled && row.faults.is_empty() && row.text(Column::Source).is_none() {
            return None;
        }
        if amount.is_none() && (quantity.is_none() || unit_cost.is_none()) {
            row.fault(Column::Amount, key!("estimate-no-amount"));
        }
        Some(NewLine {
            number: row.line_number(),
            content: content?,
            quantity,
            measure: row.text(Column::Measure),
            unit_cost,
            amount,
            source_id: row.source(sources)?,
            year: row.year(year)?,
            note: row.text(Column::Note),
        })
    })?;
    Ok(read.into_iter().map(|(_, line)| line).collect())
}

/// The judgements of an appraisal sheet, of lines that are there; rows without one are left out.
pub fn judgements(bytes: &[u8], stored: &[Line]) -> Result<Vec<Judgement>, Vec<Fault>> {
    let table = table(bytes, &[Column::Number, Column::Verdict, Column::Appraised])?;
    let read = each(&table, |row| {
        let said = row.text(Column::Verdict)?;
        let key = vietnamese::key::fold(&said);
        let is = |it: &Verdict| {
            let mut words = crate::text::Lang::ALL.iter().map(|lang| lang.texts());
            words.any(|t| vietnamese::key::fold(t.get(verdict_key(*it))) == key)
        };
        let verdict = Verdict::ALL.into_iter().find(is);
        if verdict.is_none() {
            row.fault(Column::Verdict, key!("estimate-no-verdict"));
        }
        let left = row.money(Column::Appraised, false);
        let number = row.line_number();
        let line = stored.iter().find(|line| Some(line.number) == number);
        if line.is_none() {
            row.fault(Column::Number, key!("estimate-no-line"));
        }
        let verdict = verdict?;
        let judgement = Judgement {
            number: number?,
            verdict,
            amount: left.filter(|_| verdict == Verdict::Reduced),
            reason: row.text(Column::Reason),
        };
        if let Err(dondoc_core::Error::Invalid { field, .. }) = judgement.leaves(line?) {
            match field {
                "appraised" => row.fault(Column::Appraised, key!("estimate-not-less")),
                _ => row.fault(Column::Reason, key!("estimate-reason-needed")),
            }
        }
        Some(judgement)
    })?;
    Ok(read.into_iter().map(|(_, judgement)| judgement).collect())
}
