//! Markdown, also the kind that web scrapers write: one border of a table on each line.
//!
//! A scraper writes a row as `|`, cell, `|`, cell, `|`, each on lines of its own, so two borders
//! in a row are either the end of one row and the start of the next, or an empty cell. Which of
//! them is a matter of the whole table: [`tables`] takes the reading that costs least, where rows
//! as wide as the widest are free, narrow rows (group headings, merged cells) cost a little, and
//! words outside any row cost more.

use super::text;
use super::wrap::{LineKind, PhysicalLine};
use crate::source::{Block, Cell, Format, Paragraph, Row, SourceText, Span, Table};

/// Finds the paragraphs and tables of a Markdown text.
pub fn read(text: String) -> SourceText {
    let blocks = text::blocks(&text, Format::Markdown);
    SourceText {
        format: Format::Markdown,
        text,
        blocks,
        pages: Vec::new(),
    }
}

/// No table of a plan is wider; a wider one is read as narrower rows.
const MAX_COLUMNS: usize = 24;

/// The tables at the head of `lines`, and how many lines they take.
pub(super) fn tables(text: &str, lines: &[PhysicalLine]) -> Option<(Vec<Block>, usize)> {
    match lines.first()?.kind {
        LineKind::Bar => bordered(lines),
        LineKind::Text => piped(text, lines),
        _ => None,
    }
}

/// What stands in a table written one border a line.
#[derive(Debug, Clone, Copy)]
enum Item {
    Bar(usize),
    Words(Span),
}

fn bordered(lines: &[PhysicalLine]) -> Option<(Vec<Block>, usize)> {
    let (items, end) = items(lines);
    let bars = items
        .iter()
        .filter(|item| matches!(item, Item::Bar(_)))
        .count();
    if bars < 3 {
        return None;
    }
    Some((Rows::cheapest(&items).blocks(), end))
}

/// The borders and words up to the end of the table: a border, a blank line, words.
fn items(lines: &[PhysicalLine]) -> (Vec<Item>, usize) {
    let last_bar_of_run = table_end(lines);
    let mut items = Vec::new();
    for line in &lines[..last_bar_of_run] {
        match (line.kind, items.last_mut()) {
            (LineKind::Bar, _) => items.push(Item::Bar(line.span.start)),
            (LineKind::Text, Some(Item::Words(span))) => span.end = line.span.end,
            (LineKind::Text, _) => items.push(Item::Words(line.span)),
            _ => {}
        }
    }
    (items, last_bar_of_run)
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
                let Some(length) = cell.filter(|&length| length < 200) else {
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
        let width = widest(items);
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
                cost: 30 + steps[at + 1].cost,
                items: 1,
                cells: 0,
            };
            for_each_row(items, at, width, |cells, empty, length| {
                let cost = price(cells, empty, width) + steps[at + length].cost;
                if cost < best.cost {
                    best = Step {
                        cost,
                        items: length,
                        cells,
                    };
                }
            });
            steps[at] = best;
        }
        Self { items, steps }
    }

    fn blocks(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut rows: Vec<Row> = Vec::new();
        let mut at = 0;
        while at < self.items.len() {
            let step = self.steps[at];
            if step.cells > 0 {
                rows.push(row(&self.items[at..at + step.items]));
            } else if let Item::Words(span) = self.items[at] {
                close(&mut rows, &mut blocks);
                blocks.push(Block::Paragraph(Paragraph {
                    span,
                    bold: false,
                    italic: false,
                    level: None,
                }));
            }
            at += step.items;
        }
        close(&mut rows, &mut blocks);
        blocks
    }
}

fn close(rows: &mut Vec<Row>, blocks: &mut Vec<Block>) {
    let start = rows
        .first()
        .and_then(|row| row.cells.first())
        .map(|cell| cell.span.start);
    let end = rows
        .last()
        .and_then(|row| row.cells.last())
        .map(|cell| cell.span.end);
    let (Some(start), Some(end)) = (start, end) else {
        return;
    };
    let mut rows = std::mem::take(rows);
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(1);
    for row in &mut rows {
        if let [cell] = row.cells.as_mut_slice() {
            cell.columns = u16::try_from(width).unwrap_or(1);
        }
    }
    blocks.push(Block::Table(Table {
        span: Span::new(start, end),
        rows,
    }));
}

/// The widest row that can be read without doubt: borders and words in turn.
fn widest(items: &[Item]) -> usize {
    let (mut widest, mut run) = (1, 0);
    let mut after_bar = false;
    for item in items {
        match item {
            Item::Bar(_) if after_bar => run = 0,
            Item::Bar(_) => after_bar = true,
            Item::Words(_) => {
                run += 1;
                after_bar = false;
                widest = widest.max(run);
            }
        }
    }
    widest.min(MAX_COLUMNS)
}

/// Calls `found` with every row that can start at `at`: cells, empty cells, items.
fn for_each_row(
    items: &[Item],
    at: usize,
    width: usize,
    mut found: impl FnMut(usize, usize, usize),
) {
    if !matches!(items.get(at), Some(Item::Bar(_))) {
        return;
    }
    let (mut cells, mut empty) = (0, 0);
    let mut next = at + 1;
    while cells < width {
        match items.get(next) {
            Some(Item::Words(_)) => next += 1,
            Some(Item::Bar(_)) => empty += 1,
            None => return,
        }
        if !matches!(items.get(next), Some(Item::Bar(_))) {
            return;
        }
        next += 1;
        cells += 1;
        if empty < cells || cells == width {
            found(cells, empty, next - at);
        }
    }
}

fn price(cells: usize, empty: usize, width: usize) -> u32 {
    let missing = u32::try_from(width - cells).unwrap_or(u32::MAX);
    let empty = u32::try_from(empty).unwrap_or(u32::MAX);
    let narrow = match missing {
        0 => 0,
        _ if cells <= 2 => 6,
        _ => 8 + missing,
    };
    narrow + empty * 2
}

fn row(items: &[Item]) -> Row {
    let mut cells = Vec::new();
    let mut border = None;
    for item in items {
        match (*item, border) {
            (Item::Bar(_), None) => border = Some(Vec::new()),
            (Item::Bar(place), Some(words)) => {
                let span = words.first().copied().unwrap_or(Span::new(place, place));
                cells.push(cell(span, cells.len()));
                border = Some(Vec::new());
            }
            (Item::Words(span), words) => border = words.map(|_| vec![span]),
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
fn piped(text: &str, lines: &[PhysicalLine]) -> Option<(Vec<Block>, usize)> {
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
    let mut blocks = Vec::new();
    close(&mut rows, &mut blocks);
    Some((blocks, count))
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
