//! Writes a [`SourceText`] block by block: what the readers of HTML, DOCX and PDF share.
//!
//! One paragraph is one line of single-spaced NFC text. Cells stand on lines of their own, a blank
//! line closes a row. A table that only lays out the page (one column, or around a larger table)
//! leaves its content as paragraphs.

use unicode_normalization::{UnicodeNormalization as _, is_nfc};

use super::classified::FIRST_PAGE_BYTES;
use super::error::{FileError, Measure};
use super::limits::Limits;
use crate::source::{Block, Cell, Format, Paragraph, Row, SourceText, Span, Table};

/// Most columns a table may have; Word allows 63.
const MAX_COLUMNS: u16 = 100;
/// Tables nested deeper are read as running text.
const MAX_NESTED_TABLES: usize = 32;

/// How a piece of text looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Style {
    pub bold: bool,
    pub italic: bool,
}

/// The paragraph being written.
#[derive(Default)]
struct Line {
    start: usize,
    /// A blank is due before the next letter.
    blank: bool,
    letters: usize,
    bold: usize,
    italic: usize,
    /// A character that NFC might compose has been written.
    composable: bool,
    /// Letters that Vietnamese has only in an encoding from before Unicode, and those it has only
    /// in Unicode.
    foreign: usize,
    modern: bool,
}

struct OpenTable {
    first_block: usize,
    rows: Vec<Row>,
    cells: Vec<Cell>,
    row_start: usize,
    cell: Option<Cell>,
    /// For each column, the row and place of the cell that covers it.
    above: Vec<Option<Cover>>,
    /// Cells with text, and those of tables inside.
    filled: usize,
    filled_inside: usize,
    several_columns: bool,
}

#[derive(Clone, Copy)]
struct Cover {
    row: usize,
    index: usize,
    /// First row below the cell.
    until: usize,
}

/// Writer of a [`SourceText`].
pub(super) struct Builder {
    text: String,
    blocks: Vec<Block>,
    pages: Vec<usize>,
    line: Line,
    /// A list marker, written when the item's first letter comes.
    marker: Option<String>,
    tables: Vec<OpenTable>,
    /// Open tables beyond [`MAX_NESTED_TABLES`].
    flattened: usize,
    cells: usize,
    max_text: usize,
    max_blocks: usize,
    /// Pictures on the first page, as far as the text tells where it ends.
    pictures: usize,
    overflow: Option<FileError>,
}

impl Builder {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            text: String::new(),
            blocks: Vec::new(),
            pages: Vec::new(),
            line: Line::default(),
            marker: None,
            tables: Vec::new(),
            flattened: 0,
            cells: 0,
            max_text: limits.text_bytes,
            max_blocks: limits.blocks,
            pictures: 0,
            overflow: None,
        }
    }

    /// Fails once the text or the number of blocks is over the limit.
    pub(super) fn check(&self) -> Result<(), FileError> {
        self.overflow.clone().map_or(Ok(()), Err)
    }

    /// Appends to the paragraph. White space of any kind and length is one blank, invisible
    /// characters are left out.
    pub(super) fn text(&mut self, piece: &str, style: Style) {
        if self.text.len() + piece.len() > self.max_text {
            self.overflow = Some(FileError::too_much(Measure::TextBytes, self.max_text));
            return;
        }
        for c in piece.chars() {
            if c.is_whitespace() {
                self.line.blank = true;
            } else if !is_invisible(c) {
                self.push(c, style);
            }
        }
    }

    fn push(&mut self, c: char, style: Style) {
        if self.text.len() == self.line.start {
            if let Some(marker) = self.marker.take() {
                self.text.push_str(&marker);
                self.text.push(' ');
            }
        } else if self.line.blank {
            self.text.push(' ');
        }
        self.line.blank = false;
        self.text.push(c);
        self.line.composable |= matches!(c, '\u{300}'..='\u{36f}');
        self.line.foreign += usize::from(is_foreign(c));
        self.line.modern |= ('\u{1ea0}'..='\u{1ef9}').contains(&c);
        if c.is_alphanumeric() {
            self.line.letters += 1;
            self.line.bold += usize::from(style.bold);
            self.line.italic += usize::from(style.italic);
        }
    }

    /// Sets the marker that the next paragraph begins with.
    pub(super) fn set_marker(&mut self, marker: Option<String>) {
        self.marker = marker;
    }

    /// The paragraph so far.
    pub(super) fn line(&self) -> &str {
        &self.text[self.line.start..]
    }

    /// Ends the paragraph; nothing happens when it has no text.
    pub(super) fn end_paragraph(&mut self, level: Option<u8>) {
        let start = self.line.start;
        if self.text.len() > start {
            self.repair_line();
            let line = &self.line;
            if self.blocks.len() < self.max_blocks {
                self.blocks.push(Block::Paragraph(Paragraph {
                    span: Span::new(start, self.text.len()),
                    bold: line.letters > 0 && line.bold == line.letters,
                    italic: line.letters > 0 && line.italic == line.letters,
                    level,
                }));
            } else {
                self.overflow = Some(FileError::too_much(Measure::Blocks, self.max_blocks));
            }
            self.text.push('\n');
        }
        self.line = Line {
            start: self.text.len(),
            ..Line::default()
        };
    }

    fn repair_line(&mut self) {
        let line = &self.text[self.line.start..];
        if self.line.composable && !is_nfc(line) {
            let composed: String = line.nfc().collect();
            self.text.truncate(self.line.start);
            self.text.push_str(&composed);
        }
        let line = &self.text[self.line.start..];
        if self.line.foreign > 1
            && !self.line.modern
            && let std::borrow::Cow::Owned(repaired) = vietnamese::legacy::repair(line)
        {
            self.text.truncate(self.line.start);
            self.text.push_str(&repaired);
        }
    }

    /// Notes a picture that stands here.
    pub(super) fn picture(&mut self) {
        if self.text.len() < FIRST_PAGE_BYTES {
            self.pictures += 1;
        }
    }

    /// Notes that a page begins here.
    pub(super) fn start_page(&mut self) {
        self.pages.push(self.text.len());
    }

    pub(super) fn open_table(&mut self) {
        self.end_paragraph(None);
        if self.tables.len() >= MAX_NESTED_TABLES {
            self.flattened += 1;
            return;
        }
        self.tables.push(OpenTable {
            first_block: self.blocks.len(),
            rows: Vec::new(),
            cells: Vec::new(),
            row_start: self.text.len(),
            cell: None,
            above: Vec::new(),
            filled: 0,
            filled_inside: 0,
            several_columns: false,
        });
    }

    /// Opens a cell at `column`, or at the first column that is free, after closing the one open.
    pub(super) fn open_cell(&mut self, column: Option<u16>, columns: u16, rows: u16) {
        self.close_cell();
        self.cells += 1;
        if self.cells + self.blocks.len() > self.max_blocks {
            self.overflow = Some(FileError::too_much(Measure::Blocks, self.max_blocks));
            return;
        }
        let start = self.text.len();
        let Some(table) = self.open() else { return };
        let column = column
            .unwrap_or_else(|| table.free_column())
            .min(MAX_COLUMNS);
        table.cell = Some(Cell {
            span: Span::new(start, start),
            columns: columns.clamp(1, (MAX_COLUMNS - column).max(1)),
            column,
            rows: rows.max(1),
        });
    }

    /// The cell at `column` of the row above goes on in this row.
    pub(super) fn extend_from_above(&mut self, column: u16) {
        self.close_cell();
        let Some(table) = self.open() else { return };
        let row = table.rows.len();
        let Some(Some(cover)) = table.above.get_mut(usize::from(column)) else {
            return;
        };
        if cover.until == row {
            cover.until = row + 1;
            let Cover {
                row: origin, index, ..
            } = *cover;
            let columns = {
                let cell = &mut table.rows[origin].cells[index];
                cell.rows = cell.rows.saturating_add(1);
                cell.columns
            };
            for cover in table
                .above
                .iter_mut()
                .skip(usize::from(column))
                .take(columns.into())
            {
                *cover = Some(Cover {
                    row: origin,
                    index,
                    until: row + 1,
                });
            }
        }
    }

    pub(super) fn close_cell(&mut self) {
        self.end_paragraph(None);
        self.marker = None;
        let end = self.text.trim_end_matches('\n').len();
        let Some(table) = self.open() else { return };
        if let Some(mut cell) = table.cell.take() {
            cell.span.end = end.max(cell.span.start);
            table.filled += usize::from(!cell.span.is_empty());
            table.cover(&cell);
            table.cells.push(cell);
        }
    }

    pub(super) fn close_row(&mut self) {
        self.close_cell();
        let end = self.text.len();
        let Some(table) = self.open() else { return };
        let cells = std::mem::take(&mut table.cells);
        if cells.is_empty() {
            return;
        }
        let wrote = end > table.row_start;
        table.row_start = end + usize::from(wrote);
        table.several_columns |= cells.iter().filter(|cell| !cell.span.is_empty()).count() > 1;
        table.rows.push(Row { cells });
        if wrote {
            self.text.push('\n');
            self.line.start = self.text.len();
        }
    }

    pub(super) fn close_table(&mut self) {
        if self.flattened > 0 {
            self.end_paragraph(None);
            self.flattened -= 1;
            return;
        }
        self.close_row();
        let Some(table) = self.tables.pop() else {
            return;
        };
        let inside = table.filled.max(table.filled_inside);
        let laid_out = !table.several_columns || table.filled_inside > table.filled;
        if let Some(outer) = self.tables.last_mut() {
            outer.filled_inside += if table.several_columns {
                inside
            } else {
                table.filled_inside
            };
        }
        if laid_out {
            return;
        }
        let inner = self.blocks.split_off(table.first_block);
        let Some(table) = table.finish() else { return };
        // A caption stands before the first cell.
        self.blocks
            .extend(inner.into_iter().filter(|block| match block {
                Block::Paragraph(paragraph) => paragraph.span.end <= table.span.start,
                Block::Table(_) => false,
            }));
        self.blocks.push(Block::Table(table));
    }

    fn open(&mut self) -> Option<&mut OpenTable> {
        if self.flattened > 0 {
            None
        } else {
            self.tables.last_mut()
        }
    }

    /// Closes whatever is open and gives the text.
    pub(super) fn finish(mut self, format: Format) -> Result<SourceText, FileError> {
        while !self.tables.is_empty() {
            self.close_table();
        }
        self.end_paragraph(None);
        self.check()?;
        let Self {
            text,
            blocks,
            pages,
            pictures,
            ..
        } = self;
        Ok(SourceText {
            format,
            text,
            blocks,
            pages,
            unread_pictures: pictures,
        })
    }
}

impl OpenTable {
    /// The first column not covered by a cell of this row or from above.
    fn free_column(&self) -> u16 {
        let row = self.rows.len();
        let after = self
            .cells
            .last()
            .map_or(0, |cell| cell.column + cell.columns);
        (after..MAX_COLUMNS)
            .find(|column| {
                !matches!(self.above.get(usize::from(*column)), Some(Some(c)) if c.until > row)
            })
            .unwrap_or(MAX_COLUMNS)
    }

    fn cover(&mut self, cell: &Cell) {
        let row = self.rows.len();
        let end = usize::from(cell.column + cell.columns);
        if self.above.len() < end {
            self.above.resize(end, None);
        }
        let cover = Cover {
            row,
            index: self.cells.len(),
            until: row.saturating_add(cell.rows.into()),
        };
        self.above[usize::from(cell.column)..end].fill(Some(cover));
    }

    fn finish(self) -> Option<Table> {
        let mut rows = self.rows;
        let count = rows.len();
        for (index, row) in rows.iter_mut().enumerate() {
            let left = u16::try_from(count - index).unwrap_or(u16::MAX);
            for cell in &mut row.cells {
                cell.rows = cell.rows.min(left);
            }
        }
        let cells = || {
            rows.iter()
                .flat_map(|row| &row.cells)
                .filter(|cell| !cell.span.is_empty())
        };
        let span = Span::new(cells().next()?.span.start, cells().next_back()?.span.end);
        Some(Table { span, rows })
    }
}

/// Latin-1 letters and signs that no Vietnamese word has.
fn is_foreign(c: char) -> bool {
    ('\u{a1}'..='\u{ff}').contains(&c) && !"ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúý°§«»·".contains(c)
}

/// Soft hyphens, zero-width characters, byte-order marks and control characters.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fffc}'
    ) || c.is_control()
}
