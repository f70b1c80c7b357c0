//! The text a file holds, with places: what every later span points into.
//!
//! A [`SourceText`] is made once, at the door, from the bytes of a file of any format. Its
//! `text` never changes afterwards: a span is a pair of byte offsets into it, and a value read
//! from a plan is always provable by cutting that span out again. For plain text and Markdown
//! the text is the file itself (decoded to UTF-8, otherwise untouched); for HTML, DOCX, PDF and
//! scans it is what the format's reader wrote, one paragraph a line, cells and rows apart.

use serde::{Deserialize, Serialize};

/// A place in [`SourceText::text`]: byte offsets, half open, always on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to, not including, `end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Number of bytes.
    pub const fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether nothing lies in it.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The text it covers.
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }
}

/// What kind of file the text came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown, also the pipe-and-stars kind that web scrapers write.
    Markdown,
    /// HTML, also Word's "web page".
    Html,
    /// Office Open XML word processing.
    Docx,
    /// The binary Word format before 2007, read through LibreOffice.
    Doc,
    /// PDF with a text layer.
    Pdf,
    /// PDF or picture without text, read by tesseract.
    Scan,
}

/// The text of one file and what its format said about the shape of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceText {
    /// The kind of file.
    pub format: Format,
    /// The text all spans point into.
    pub text: String,
    /// Paragraphs and tables in reading order; they do not overlap.
    pub blocks: Vec<Block>,
    /// Where each page starts, for formats that have pages; empty otherwise.
    pub pages: Vec<usize>,
    /// Pictures on the first page that nothing has read: a stamp may stand in one.
    #[serde(default)]
    pub unread_pictures: usize,
}

/// One block of the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "block", rename_all = "snake_case")]
pub enum Block {
    /// A paragraph: several physical lines when the source wraps them.
    Paragraph(Paragraph),
    /// A table.
    Table(Table),
}

/// A paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    /// Its place, without the line end.
    pub span: Span,
    /// Bold from its first letter to its last, as far as the format tells.
    pub bold: bool,
    /// Italic from its first letter to its last.
    pub italic: bool,
    /// Heading level 1–9 when the format marks one.
    pub level: Option<u8>,
}

/// A table: rows of cells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Its place, from the first cell to the last.
    pub span: Span,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The cells, left to right. A cell merged over several columns stands once.
    pub cells: Vec<Cell>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Its text, possibly of several lines.
    pub span: Span,
    /// How many columns it spans, 1 at least.
    pub columns: u16,
    /// Zero-based first column in the grid.
    pub column: u16,
    /// How many rows it spans, 1 at least. A cell continued from the row above is not repeated.
    pub rows: u16,
}
