//! Tables that assign work: which column says what, which rows are tasks.

use super::actors;
use super::reader::Reader;
use super::sheet::{Entry, Grid, GridCell, Place, Sheet};
use super::words::{fold, single_spaced};
use crate::draft::{Actor, Certainty, Deadline, Quote, TaskDraft, TaskForm};
use crate::grammar::label::{self, Attribute};
use crate::grammar::marker;

/// What each column of a table says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Columns(Vec<Option<Attribute>>);

impl Columns {
    fn has(&self, attribute: Attribute) -> bool {
        self.0.contains(&Some(attribute))
    }

    /// A table assigns when it says what is to be done and who does it.
    fn assigns(&self) -> bool {
        self.names_lead() && self.has(Attribute::Content)
    }

    fn names_lead(&self) -> bool {
        self.has(Attribute::Lead) || self.has(Attribute::LeadAndCoordinate)
    }

    /// Without a column of leads the rows between may name them: "I. SỞ NỘI VỤ".
    fn assigns_by_group(&self) -> bool {
        !self.names_lead() && self.has(Attribute::Content) && self.has(Attribute::Coordinate)
    }

    /// A header that names all but the ordinal column, where the table has one.
    fn numbered(mut self, row: &[GridCell], width: usize, before: &Self) -> Self {
        let plain = row
            .iter()
            .enumerate()
            .all(|(at, cell)| cell.column == at && cell.columns == 1);
        let known = before.of(0) == Some(Attribute::Ordinal) && before.0.len() == self.0.len() + 1;
        if plain && !self.has(Attribute::Ordinal) && (known || self.0.len() + 1 == width) {
            self.0.insert(0, Some(Attribute::Ordinal));
        }
        self
    }

    /// A second row of names under a merged cell: "Bắt đầu | Kết thúc" under "Thời gian", "Chủ
    /// trì | Phối hợp" under "Tổ chức thực hiện", the other cells blank. Whether it is one.
    fn refine(&mut self, sheet: &Sheet<'_>, row: &[GridCell]) -> bool {
        let said = |cell: &&GridCell| is_said(sheet, &cell.place);
        let name = |cell: &GridCell| label::column(&single_spaced(sheet.get(&cell.place)));
        let names: Vec<(usize, Attribute)> = row
            .iter()
            .filter(said)
            .map_while(|cell| Some((cell.column, name(cell)?)))
            .collect();
        let blank = row.iter().any(|cell| !said(&cell));
        if names.len() < 2 || names.len() != row.iter().filter(said).count() {
            return false;
        }
        if blank || names[0].0 > 0 {
            let width = names.iter().map(|(column, _)| column + 1).max();
            self.0.resize(width.unwrap_or(0).max(self.0.len()), None);
            for (column, attribute) in names {
                self.0[column] = Some(attribute);
            }
            return true;
        }
        // The format kept no columns: both names stand for the one above them.
        let begins = matches!(names[..], [(_, Attribute::Note), (_, Attribute::Time)]);
        let time = self
            .0
            .iter()
            .position(|column| *column == Some(Attribute::Time));
        if let Some(at) = time.filter(|_| begins && row.len() == 2) {
            self.0.insert(at, Some(Attribute::Note));
            return true;
        }
        false
    }

    fn of(&self, column: usize) -> Option<Attribute> {
        self.0.get(column).copied().flatten()
    }
}

/// Whether an entry is a table that assigns.
pub(super) fn assigns(sheet: &Sheet<'_>, at: usize) -> bool {
    let Entry::Table(grid) = &sheet.entries[at] else {
        return false;
    };
    grid.rows
        .iter()
        .take(4)
        .any(|row| header(sheet, row).is_some_and(|columns| columns.assigns()))
}

/// Reads a row as a header: each cell the name of a column.
fn header(sheet: &Sheet<'_>, row: &[GridCell]) -> Option<Columns> {
    if row.len() < 2 || row.iter().any(|cell| cell.place.len() > 160) {
        return None;
    }
    let width = row.last().map_or(0, |cell| cell.column + cell.columns);
    let mut columns = Columns(vec![None; width]);
    let mut named = 0;
    for cell in row {
        let name = single_spaced(sheet.get(&cell.place));
        if scores(&name) {
            return None;
        }
        let Some(attribute) = label::column(&name) else {
            named += usize::from(is_year(&name));
            continue;
        };
        named += 1;
        for column in cell.column..cell.column + cell.columns {
            columns.0[column] = Some(attribute);
        }
    }
    let who = columns.has(Attribute::Lead)
        || columns.has(Attribute::LeadAndCoordinate)
        || columns.has(Attribute::Coordinate);
    (who && named * 2 > row.len()).then_some(columns)
}

/// Columns of points and sums: such a table measures, it does not assign.
fn scores(name: &str) -> bool {
    let name = fold(name);
    [
        "diem",
        "thang diem",
        "don vi tinh",
        "dvt",
        "so luong",
        "thanh tien",
        "don gia",
        "thanh phan",
        "muc chi",
    ]
    .iter()
    .any(|word| name.starts_with(word))
}

/// What the reader remembers from one table to the next, and from row to row.
#[derive(Debug, Default)]
pub(super) struct Memory {
    columns: Columns,
    groups: Vec<(GroupRank, String)>,
    /// The agencies that the group the rows stand in is headed by.
    lead: Vec<Actor>,
    /// The columns that stand for a year, by the cell that names it.
    years: Vec<(usize, Place)>,
}

/// Ranks of group headings: letters above roman numerals above numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum GroupRank {
    Letter,
    Roman,
    Number,
}

/// Reads the tasks of a table.
pub(super) fn tasks(
    reader: &Reader<'_>,
    entry: usize,
    part: &str,
    memory: &mut Memory,
) -> Vec<TaskDraft> {
    let Entry::Table(grid) = &reader.sheet.entries[entry] else {
        return Vec::new();
    };
    if heads_another(reader.sheet, grid) {
        memory.columns = Columns::default();
    }
    let mut found = false;
    let mut tasks = Vec::new();
    let mut carried = Carried::default();
    let width = usual_width(grid);
    for row in &grid.rows {
        if found && tasks.is_empty() && memory.columns.refine(reader.sheet, row) {
            continue;
        }
        if let Some(columns) =
            header(reader.sheet, row).map(|columns| columns.numbered(row, width, &memory.columns))
        {
            let under = std::mem::take(&mut memory.columns);
            memory.columns = if found {
                beneath(&under, &columns, row, width)
            } else {
                columns
            };
            memory.years = years(reader.sheet, row);
            memory.lead.clear();
            found = true;
            continue;
        }
        let assigns = memory.columns.assigns() || found && memory.columns.assigns_by_group();
        if !assigns || (!found && width != memory.columns.0.len()) {
            continue;
        }
        let cells = carried.fill(reader.sheet, row);
        let values = Values::of(reader.sheet, &cells, memory, width);
        match values.task(reader, part, memory) {
            Some(task) => tasks.push(task),
            None => values.remember_group(reader, memory),
        }
    }
    if !found && tasks.is_empty() {
        memory.columns = Columns::default();
    }
    tasks
}

/// Whether the first row names columns that assign nothing: "STT | Nội dung chi | Thành tiền".
fn heads_another(sheet: &Sheet<'_>, grid: &Grid) -> bool {
    let Some(first) = grid.rows.first().filter(|row| header(sheet, row).is_none()) else {
        return false;
    };
    let name = |cell: &GridCell| single_spaced(sheet.get(&cell.place));
    let counts = first
        .first()
        .is_some_and(|cell| label::column(&name(cell)) == Some(Attribute::Ordinal));
    let named = first
        .iter()
        .filter(|cell| label::column(&name(cell)).is_some());
    counts || named.count() * 2 > first.len()
}

/// How wide most rows of a table are.
fn usual_width(grid: &Grid) -> usize {
    let mut widths: Vec<usize> = grid
        .rows
        .iter()
        .filter_map(|row| row.last())
        .map(|cell| cell.column + cell.columns)
        .collect();
    widths.sort_unstable();
    let runs = widths.chunk_by(|a, b| a == b);
    runs.max_by_key(|run| (run.len() * run[0].min(3), run[0]))
        .map_or(0, |run| run[0])
}

/// A second header row: it names anew the columns it covers; the rest stay.
fn beneath(above: &Columns, below: &Columns, row: &[GridCell], width: usize) -> Columns {
    if row.len() + 1 >= above.0.len() || below.assigns() {
        return below.clone();
    }
    let placed = row.iter().any(|cell| cell.column > 0);
    let shared = above
        .0
        .iter()
        .position(|column| matches!(column, Some(Attribute::Lead | Attribute::LeadAndCoordinate)));
    match shared {
        // The format kept no columns: the names stand for the one that says who.
        Some(at) if row.first().is_some_and(|cell| cell.column == 0) || !placed => {
            let mut columns = above.0[..at].to_vec();
            columns.extend(below.0.iter().copied());
            columns.extend(above.0[at + 1..].iter().copied());
            columns.truncate(width.max(columns.len().min(width)));
            Columns(columns)
        }
        _ => {
            let names = above
                .0
                .iter()
                .enumerate()
                .map(|(at, column)| below.of(at).or(*column));
            Columns(names.collect())
        }
    }
}

/// Cells that reach down into the rows below.
#[derive(Debug, Default)]
struct Carried {
    /// Cells that reach down, and into how many rows yet.
    down: Vec<(GridCell, usize)>,
    /// The cells of the row before, which "nt" (như trên) says again.
    above: Vec<GridCell>,
}

impl Carried {
    /// The row with the cells that reach into it from above.
    fn fill(&mut self, sheet: &Sheet<'_>, row: &[GridCell]) -> Vec<GridCell> {
        let mut cells: Vec<GridCell> = self.down.iter().map(|(cell, _)| cell.clone()).collect();
        cells.extend(row.iter().cloned());
        cells.sort_by_key(|cell| cell.column);
        self.down.iter_mut().for_each(|(_, left)| *left -= 1);
        self.down.retain(|&(_, left)| left > 0);
        let reaching = row.iter().filter(|cell| cell.rows > 1);
        self.down
            .extend(reaching.map(|cell| (cell.clone(), cell.rows - 1)));
        for cell in &mut cells {
            let mut above = self.above.iter();
            let same = above.find(|above| above.column == cell.column);
            if let Some(same) = same.filter(|_| is_ditto(sheet.get(&cell.place))) {
                cell.place = same.place.clone();
            }
        }
        self.above.clone_from(&cells);
        cells
    }
}

/// "nt", "-nt-", "như trên", "″".
fn is_ditto(text: &str) -> bool {
    let text = text.trim_matches([' ', '-', '.', '(', ')']);
    matches!(text, "″" | "\"" | "”" | "〃")
        || text.len() < 12 && matches!(fold(text).as_str(), "nt" | "nhu tren")
}

/// The cells of a row by what they say.
struct Values {
    ordinal: Option<Place>,
    content: Option<Place>,
    lead: Option<Place>,
    both: Option<Place>,
    coordinate: Option<Place>,
    time: Option<Place>,
    product: Option<Place>,
    budget: Option<Place>,
    monitor: Option<Place>,
    /// The last year whose column is marked.
    last_year: Option<Place>,
    cells: Vec<Place>,
}

impl Values {
    fn of(sheet: &Sheet<'_>, cells: &[GridCell], memory: &Memory, width: usize) -> Self {
        let columns = &memory.columns;
        let shift = shift(sheet, cells, columns, width);
        let mut values = Self {
            ordinal: None,
            content: None,
            lead: None,
            both: None,
            coordinate: None,
            time: None,
            product: None,
            budget: None,
            monitor: None,
            last_year: marked_year(sheet, cells, &memory.years),
            cells: cells
                .iter()
                .map(|cell| cell.place.clone())
                .filter(|place| is_said(sheet, place))
                .collect(),
        };
        for cell in cells.iter().filter(|cell| is_said(sheet, &cell.place)) {
            let Some(attribute) = (cell.column + shift.0)
                .checked_sub(shift.1)
                .and_then(|at| columns.of(at))
            else {
                continue;
            };
            let slot = match attribute {
                Attribute::Ordinal => &mut values.ordinal,
                Attribute::Content => &mut values.content,
                Attribute::Lead => &mut values.lead,
                Attribute::LeadAndCoordinate => &mut values.both,
                Attribute::Coordinate => &mut values.coordinate,
                Attribute::Time => &mut values.time,
                Attribute::Product => &mut values.product,
                Attribute::Budget => &mut values.budget,
                Attribute::Monitor => &mut values.monitor,
                _ => continue,
            };
            // Of a column of the start and one of the end the end binds.
            if attribute == Attribute::Time {
                *slot = Some(cell.place.clone());
            }
            slot.get_or_insert_with(|| cell.place.clone());
        }
        values
    }

    fn task(&self, reader: &Reader<'_>, part: &str, memory: &Memory) -> Option<TaskDraft> {
        let content = self.content.as_ref()?;
        let (mut lead, coordinate) = self.who(reader);
        if lead.is_empty() && memory.columns.assigns_by_group() && self.cells.len() > 2 {
            lead.clone_from(&memory.lead);
        }
        if lead.is_empty() || self.cells.len() < 2 || self.heads_group(reader.sheet) {
            return None;
        }
        let sheet = reader.sheet;
        let quote = |place: &Option<Place>| -> Option<Quote> {
            place.as_ref().map(|place| sheet.quote(place))
        };
        Some(TaskDraft {
            label: self.label(sheet, part, memory),
            node: None,
            heading: None,
            text: Some(sheet.quote(content)),
            lead,
            coordinate,
            monitor: self
                .monitor
                .as_ref()
                .map(|place| actors::read(sheet, place))
                .unwrap_or_default(),
            deadline: self.deadline(reader).or_else(|| {
                let timed = memory.columns.has(Attribute::Time);
                match &self.last_year {
                    Some(year) => reader.deadline(year),
                    None if timed => None,
                    None => super::due::in_prose(reader, content),
                }
            }),
            product: quote(&self.product),
            budget: quote(&self.budget),
            form: TaskForm::Table,
            certainty: Certainty::Read,
        })
    }

    /// Two cells, a numeral and a title: the heading of a group.
    fn heads_group(&self, sheet: &Sheet<'_>) -> bool {
        self.cells.len() == 2
            && is_ordinal(sheet.get(&self.cells[0]))
            && self.time.is_none()
            && self.coordinate.is_none()
            && self.ordinal.is_none()
    }

    fn who(&self, reader: &Reader<'_>) -> (Vec<Actor>, Vec<Actor>) {
        let words = |place: &&Place| reader.sheet.get(place).chars().any(char::is_alphabetic);
        let (mut lead, mut coordinate) = match self.lead.as_ref().filter(words) {
            Some(place) => reader.split_lead_cell(place),
            None => self
                .both
                .as_ref()
                .filter(words)
                .map(|place| reader.split_roles(place))
                .unwrap_or_default(),
        };
        if let Some(place) = self.coordinate.as_ref().filter(words) {
            actors::push_all(&mut coordinate, actors::read(reader.sheet, place));
        }
        lead.retain(|actor| actor.name.chars().any(char::is_alphabetic));
        (lead, coordinate)
    }

    fn deadline(&self, reader: &Reader<'_>) -> Option<Deadline> {
        self.time.as_ref().and_then(|place| reader.deadline(place))
    }

    fn label(&self, sheet: &Sheet<'_>, part: &str, memory: &Memory) -> Option<String> {
        let own = self.ordinal.as_ref().map(|place| own_label(sheet, place))?;
        let groups = memory.groups.iter().map(|(_, label)| label.as_str());
        let path: Vec<&str> = std::iter::once(part)
            .chain(groups)
            .chain([own.as_str()])
            .filter(|part| !part.is_empty())
            .collect();
        Some(path.join("."))
    }

    /// A row that heads a group: it has a letter or a numeral and nothing to do.
    fn remember_group(&self, reader: &Reader<'_>, memory: &mut Memory) {
        let sheet = reader.sheet;
        let Some(first) = self.cells.first() else {
            return;
        };
        let title = self.cells.last().filter(|_| self.cells.len() <= 2);
        if let Some(lead) = title.and_then(|title| reader.agencies(&unmarked(sheet, title))) {
            memory.lead = lead;
        }
        let text = sheet.get(first);
        let label: String = text.chars().take_while(|ch| ch.is_alphanumeric()).collect();
        let roman = !label.is_empty() && label.chars().all(|ch| "IVXL".contains(ch));
        let letter = label.len() == 1 && label.chars().all(|ch| ch.is_ascii_uppercase());
        let rank = match () {
            () if roman => GroupRank::Roman,
            () if letter => GroupRank::Letter,
            () if !label.is_empty() && label.chars().all(|ch| ch.is_ascii_digit()) => {
                GroupRank::Number
            }
            () => return,
        };
        memory.groups.retain(|&(other, _)| other < rank);
        memory.groups.push((rank, label));
    }
}

/// A place without the marker it starts with.
fn unmarked(sheet: &Sheet<'_>, place: &Place) -> Place {
    let body = marker::parse(sheet.get(place)).map_or(0, |marker| marker.body);
    place.start + body..place.end
}

/// The columns that stand for a year: "2024", "Năm 2025".
fn years(sheet: &Sheet<'_>, row: &[GridCell]) -> Vec<(usize, Place)> {
    let named = row.iter().filter(|cell| is_year(sheet.get(&cell.place)));
    named
        .map(|cell| (cell.column, cell.place.clone()))
        .collect()
}

fn is_year(name: &str) -> bool {
    let name = fold(name.trim());
    let digits = name.strip_prefix("nam ").unwrap_or(&name);
    digits.len() == 4
        && digits.starts_with("20")
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The last of the years whose cell is marked with a cross.
fn marked_year(sheet: &Sheet<'_>, cells: &[GridCell], years: &[(usize, Place)]) -> Option<Place> {
    let marked = |column: usize| {
        let mut cells = cells.iter().filter(|cell| cell.column == column);
        cells.any(|cell| {
            matches!(
                sheet.get(&cell.place).trim(),
                "x" | "X" | "✓" | "✔" | "v" | "+"
            )
        })
    };
    let last = years.iter().rev().find(|(column, _)| marked(*column));
    last.map(|(_, place)| place.clone())
}

fn own_label(sheet: &Sheet<'_>, place: &Place) -> String {
    sheet
        .get(place)
        .trim_matches([' ', '.', ')', '('])
        .to_owned()
}

fn is_said(sheet: &Sheet<'_>, place: &Place) -> bool {
    sheet.get(place).chars().any(char::is_alphanumeric)
}

/// How far the cells of a row stand off their columns, to the right and to the left: the format
/// kept no columns, and the row has one cell less or more than the header.
fn shift(sheet: &Sheet<'_>, cells: &[GridCell], columns: &Columns, width: usize) -> (usize, usize) {
    let named = columns.0.len();
    let plain = cells
        .iter()
        .enumerate()
        .all(|(at, cell)| cell.column == at && cell.columns == 1 && cell.rows == 1);
    let numbered = cells
        .first()
        .is_some_and(|cell| is_ordinal(sheet.get(&cell.place)));
    if !plain || cells.is_empty() {
        return (0, 0);
    }
    if columns.of(0) == Some(Attribute::Ordinal)
        && !numbered
        && cells.len() + 1 == named
        && is_said(sheet, &cells[0].place)
    {
        return (1, 0);
    }
    // A header without its ordinal column.
    if columns.of(0) != Some(Attribute::Ordinal)
        && numbered
        && cells.len() == named + 1
        && width == cells.len()
    {
        return (0, 1);
    }
    (0, 0)
}

fn is_ordinal(text: &str) -> bool {
    text.len() <= 12
        && !text.is_empty()
        && text
            .chars()
            .all(|ch| ch.is_ascii_digit() || matches!(ch, '.' | ')' | '(' | '-' | ' '))
        || text.len() <= 6
            && text
                .chars()
                .all(|ch| "IVXLABCDEFGH.abcdeghik)".contains(ch))
}

/// The cells of a table in reading order.
pub(super) fn cells(grid: &Grid) -> impl Iterator<Item = &Place> {
    grid.rows.iter().flatten().map(|cell| &cell.place)
}
