//! Markdown, also the kind that web scrapers write: one border of a table on each line.
//!
//! A scraper writes a row as `|`, cell, `|`, cell, `|`, each on lines of its own, so two borders
//! in a row are either the end of one row and the start of the next, or an empty cell. Which of
//! them is a matter of the whole table: [`tables`] takes the reading that costs least, where rows
//! as wide as the widest are free, narrow rows (group headings, merged cells) cost a little, and
//! words outside any row cost more.

use std::ops::Range;

use super::text;
use super::wrap::{LineKind, PhysicalLine};
use crate::source::{Cell, Format, Row, SourceText, Span, Table};

/// Finds the paragraphs and tables of a Markdown text.
pub fn read(text: String) -> SourceText {
    let blocks = text::blocks(&text, Format::Markdown);
    SourceText {
        format: Format::Markdown,
        text,
        blocks,
        pages: Vec::new(),
        unread_pictures: 0,
    }
}

/// No table of a plan is wider; a wider one is read as narrower rows.
const MAX_COLUMNS: usize = 24;

/// What the lines at the head of a table region hold.
pub(super) enum Chunk {
    /// A table.
    Table(Table),
    /// Lines that are none of a table's, as places in the slice given.
    Lines(Range<usize>),
}

/// The tables at the head of `lines`, and how many lines they take.
pub(super) fn tables(text: &str, lines: &[PhysicalLine]) -> Option<(Vec<Chunk>, usize)> {
    match lines.first()?.kind {
        LineKind::Bar => bordered(lines),
        LineKind::Text => piped(text, lines).or_else(|| tabbed(text, lines)),
        _ => None,
    }
}

/// What stands in a table written one border a line.
#[derive(Debug, Clone)]
enum Item {
    Bar(usize),
    /// Words, and the lines they stand on.
    Words(Span, Range<usize>),
}

impl Item {
    /// Longer than cells are.
    fn is_long(&self) -> bool {
        matches!(self, Self::Words(_, lines) if lines.len() > LONG_CELL)
    }

    /// Longer than any cell: the body of the document between two tables.
    fn is_body(&self) -> bool {
        matches!(self, Self::Words(span, _) if span.len() > LONGEST_CELL)
    }
}

/// More lines than cells have.
const LONG_CELL: usize = 24;

/// Longest text of a cell, in bytes.
const LONGEST_CELL: usize = 2_500;

fn bordered(lines: &[PhysicalLine]) -> Option<(Vec<Chunk>, usize)> {
    let (items, end) = items(lines);
    let bars = |items: &[Item]| {
        items
            .iter()
            .filter(|item| matches!(item, Item::Bar(_)))
            .count()
    };
    if bars(&items) < 3 {
        return None;
    }
    let mut chunks = Vec::new();
    for stretch in items.split_inclusive(Item::is_body) {
        let (table, body) = match stretch.split_last() {
            Some((Item::Words(_, lines), table)) if stretch.last().is_some_and(Item::is_body) => {
                (table, Some(lines))
            }
            _ => (stretch, None),
        };
        chunks.extend(Rows::cheapest(table).chunks());
        chunks.extend(body.map(|lines| Chunk::Lines(lines.clone())));
    }
    Some((chunks, end))
}

/// The borders and words up to the end of the table: a border, a blank line, words.
fn items(lines: &[PhysicalLine]) -> (Vec<Item>, usize) {
    let end = table_end(lines);
    let mut items = Vec::new();
    for (at, line) in lines[..end].iter().enumerate() {
        match (line.kind, items.last_mut()) {
            (LineKind::Bar, _) => items.push(Item::Bar(line.span.start)),
            (LineKind::Text, Some(Item::Words(span, lines))) => {
                span.end = line.span.end;
                lines.end = at + 1;
            }
            (LineKind::Text, _) => items.push(Item::Words(line.span, at..at + 1)),
            _ => {}
        }
    }
    (items, end)
}

/// How many lines belong to the table: it ends with the last border before words that a blank
/// line sets apart, or that no border follows.
fn table_end(lines: &[PhysicalLine]) -> usize {
    let mut end = 0;
    let mut at = 0;
    while at < lines.len() {
        match lines[at].kind {
            LineKind::Bar => end = at + 1,
            LineKind::Text if at > end && end > 0 => break,
            LineKind::Text => {
                // Words in a cell: they go on over blank lines to the next border, if it is near.
                let cell = lines[at..]
                    .iter()
                    .position(|line| line.kind == LineKind::Bar);
                let Some(length) = cell.filter(|&length| length < 2_000) else {
                    break;
                };
                let blanks = lines[at..at + length]
                    .iter()
                    .filter(|line| line.kind == LineKind::Blank)
                    .count();
                if blanks > 12 {
                    break;
                }
                at += length;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    end
}

/// How the items of a table fall into rows.
struct Rows<'a> {
    items: &'a [Item],
    /// For each place, the cheapest step from it: how many items, how many cells.
    steps: Vec<Step>,
}

#[derive(Debug, Clone, Copy)]
struct Step {
    cost: u32,
    items: usize,
    cells: usize,
}

impl<'a> Rows<'a> {
    fn cheapest(items: &'a [Item]) -> Self {
        let width = usual_width(items);
        let mut steps = vec![
            Step {
                cost: 0,
                items: 0,
                cells: 0
            };
            items.len() + 1
        ];
        for at in (0..items.len()).rev() {
            let mut best = Step {
                cost: loose_price(&items[at]) + steps[at + 1].cost,
                items: 1,
                cells: 0,
            };
            for_each_row(items, at, width, |row| {
                let cost = row.price(width) + steps[at + row.items].cost;
                if cost < best.cost {
                    best = Step {
                        cost,
                        items: row.items,
                        cells: row.cells,
                    };
                }
            });
            steps[at] = best;
        }
        Self { items, steps }
    }

    fn chunks(&self) -> Vec<Chunk> {
        let mut chunks = Vec::new();
        let mut rows: Vec<Row> = Vec::new();
        let mut at = 0;
        while at < self.items.len() {
            let step = self.steps[at];
            if step.cells > 0 {
                rows.push(row(&self.items[at..at + step.items]));
            } else if let Item::Words(_, lines) = &self.items[at] {
                chunks.extend(close(&mut rows).map(Chunk::Table));
                chunks.push(Chunk::Lines(lines.clone()));
            }
            at += step.items;
        }
        chunks.extend(close(&mut rows).map(Chunk::Table));
        chunks
    }
}

fn close(rows: &mut Vec<Row>) -> Option<Table> {
    let mut rows = std::mem::take(rows);
    let start = rows.first()?.cells.first()?.span.start;
    let end = rows.last()?.cells.last()?.span.end;
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(1);
    for row in &mut rows {
        if let [cell] = row.cells.as_mut_slice() {
            cell.columns = u16::try_from(width).unwrap_or(1);
        }
    }
    Some(Table {
        span: Span::new(start, end),
        rows,
    })
}

/// How wide the rows are: as wide as most of those that are no narrower than the first, which
/// heads the table.
fn usual_width(items: &[Item]) -> usize {
    let mut runs = Vec::new();
    let (mut run, mut after_bar) = (0_usize, false);
    for item in items {
        match item {
            Item::Bar(_) if after_bar => runs.push(std::mem::take(&mut run)),
            Item::Bar(_) => after_bar = true,
            Item::Words(..) => {
                run += 1;
                after_bar = false;
            }
        }
    }
    runs.push(run);
    runs.retain(|&run| run > 0 && run <= MAX_COLUMNS);
    let first = runs.first().copied().unwrap_or(1);
    let count = |width: usize| runs.iter().filter(|&&run| run == width).count();
    (first..=MAX_COLUMNS)
        .max_by_key(|&width| (count(width), MAX_COLUMNS - width))
        .unwrap_or(first)
}

/// A row that could start at some place.
#[derive(Debug, Clone, Copy, Default)]
struct Candidate {
    items: usize,
    cells: usize,
    empty: usize,
    /// Cells longer than cells are.
    long: usize,
    /// Whether the first cell holds nothing.
    opens_empty: bool,
}

impl Candidate {
    fn price(self, width: usize) -> u32 {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let long = count(self.long) * 20 + u32::from(self.opens_empty) * 3;
        let (missing, empty) = (count(width.saturating_sub(self.cells)), count(self.empty));
        if self.cells > width {
            return long + 10 + empty * 2;
        }
        long + match missing {
            0 => empty * 2,
            _ if self.cells <= 2 => 6 + empty * 8,
            _ => 8 + missing + empty * 8,
        }
    }
}

/// What it costs to leave an item outside all rows.
fn loose_price(item: &Item) -> u32 {
    if item.is_long() { 6 } else { 30 }
}

/// Calls `found` with every row that can start at `at`.
fn for_each_row(items: &[Item], at: usize, width: usize, mut found: impl FnMut(Candidate)) {
    if !matches!(items.get(at), Some(Item::Bar(_))) {
        return;
    }
    let mut row = Candidate {
        items: 1,
        ..Candidate::default()
    };
    // Some rows have a cell too many.
    while row.cells <= width {
        match items.get(at + row.items) {
            Some(words @ Item::Words(..)) => {
                row.long += usize::from(words.is_long());
                row.items += 1;
            }
            Some(Item::Bar(_)) => {
                row.opens_empty |= row.cells == 0;
                row.empty += 1;
            }
            None => return,
        }
        if !matches!(items.get(at + row.items), Some(Item::Bar(_))) {
            return;
        }
        row.items += 1;
        row.cells += 1;
        if row.empty < row.cells || row.cells >= width {
            found(row);
        }
    }
}

fn row(items: &[Item]) -> Row {
    let mut cells = Vec::new();
    let mut words: Option<Span> = None;
    for item in items.iter().skip(1) {
        match item {
            Item::Words(span, _) => words = Some(*span),
            Item::Bar(place) => {
                let span = words.take().unwrap_or(Span::new(*place, *place));
                cells.push(cell(span, cells.len()));
            }
        }
    }
    Row { cells }
}

fn cell(span: Span, column: usize) -> Cell {
    Cell {
        span,
        columns: 1,
        column: u16::try_from(column).unwrap_or(u16::MAX),
        rows: 1,
    }
}

/// Markdown proper: `| a | b |` on one line.
fn piped(text: &str, lines: &[PhysicalLine]) -> Option<(Vec<Chunk>, usize)> {
    let count = lines
        .iter()
        .take_while(|line| line.kind == LineKind::Text && is_piped(line.span.of(text)))
        .count();
    if count < 2 {
        return None;
    }
    let mut rows: Vec<Row> = lines[..count]
        .iter()
        .map(|line| piped_row(text, line.span))
        .filter(|row| !is_divider(text, row))
        .collect();
    let table = close(&mut rows)?;
    Some((vec![Chunk::Table(table)], count))
}

/// A table copied from a text processor: cells apart by tabs, one row a line.
fn tabbed(text: &str, lines: &[PhysicalLine]) -> Option<(Vec<Chunk>, usize)> {
    const FEWEST_COLUMNS: usize = 3;
    let tabs = |line: &PhysicalLine| memchr::memchr_iter(b'\t', raw(text, line).as_bytes()).count();
    let width = tabs(lines.first()?) + 1;
    if !(FEWEST_COLUMNS..=MAX_COLUMNS).contains(&width) {
        return None;
    }
    let count = lines
        .iter()
        .take_while(|line| line.kind == LineKind::Text && tabs(line) + 1 == width)
        .count();
    if count < 2 {
        return None;
    }
    let mut rows: Vec<Row> = lines[..count]
        .iter()
        .map(|line| tabbed_row(text, line))
        .collect();
    let table = close(&mut rows)?;
    Some((vec![Chunk::Table(table)], count))
}

/// The line with the tabs at its ends, which stand for empty cells.
fn raw<'a>(text: &'a str, line: &PhysicalLine) -> &'a str {
    let (before, after) = (&text[..line.span.start], &text[line.span.end..]);
    let ahead = before.len() - before.trim_end_matches(['\t', ' ']).len();
    let behind = after.len() - after.trim_start_matches(['\t', ' ']).len();
    &text[line.span.start - ahead..line.span.end + behind]
}

fn tabbed_row(text: &str, line: &PhysicalLine) -> Row {
    let row = raw(text, line);
    let ahead = row.len() - row.trim_start_matches(['\t', ' ']).len();
    let mut start = line.span.start - ahead;
    let mut cells = Vec::new();
    for words in row.split('\t') {
        let from = start + (words.len() - words.trim_start().len());
        cells.push(cell(
            Span::new(from, from + words.trim().len()),
            cells.len(),
        ));
        start += words.len() + 1;
    }
    Row { cells }
}

fn is_piped(line: &str) -> bool {
    line.len() > 4 && line.starts_with('|') && line.ends_with('|')
}

fn piped_row(text: &str, line: Span) -> Row {
    let inner = Span::new(line.start + 1, line.end - 1);
    let mut cells = Vec::new();
    let mut start = inner.start;
    for end in memchr::memchr_iter(b'|', inner.of(text).as_bytes())
        .map(|at| inner.start + at)
        .chain([inner.end])
    {
        let raw = &text[start..end];
        let from = start + (raw.len() - raw.trim_start().len());
        cells.push(cell(Span::new(from, from + raw.trim().len()), cells.len()));
        start = end + 1;
    }
    Row { cells }
}

fn is_divider(text: &str, row: &Row) -> bool {
    row.cells.iter().all(|cell| {
        let words = cell.span.of(text);
        !words.is_empty() && words.bytes().all(|byte| matches!(byte, b'-' | b':' | b' '))
    })
}
