//! The source text laid out for reading, cut wherever a marked value begins or ends.
//!
//! A pure function: text and marks in, a tree of segments out. Marks may overlap, nest, touch,
//! repeat, be empty or lie outside the text; whatever they are, the segments put together again
//! are the source, byte for byte, so a page can never show a document that lost something. The
//! cost is linear in the text and in the marks.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};
use std::ops::Range;

use reading::source::{Block, Format, SourceText, Span};

use super::markup::{self, Markup, Style};
use super::name::Name;

/// A value that has a place in the document; its index in the list handed in is its identity.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mark {
    /// Its place.
    pub span: Span,
    /// What it is called on both sides of the screen.
    pub name: Name,
    /// How it is drawn.
    pub ink: Ink,
}

/// How a mark is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ink {
    /// The wording of a task: drawn only when touched.
    Wide,
    /// A value.
    Value,
    /// A value that a person must still look at.
    Open,
}

/// How many marks one segment tells of, the narrowest first. Drafts of real plans nest six deep;
/// the bound keeps a hostile one from making the page quadratic.
const DEEPEST: usize = 32;

/// The document, ready to be rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document<'a> {
    /// Paragraphs, tables and what lies between them, in reading order.
    pub pieces: Vec<Piece<'a>>,
    /// The marks of all segments, end to end; see [`Document::marks`].
    pool: Vec<usize>,
}

/// A part of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    /// What stands between blocks: line ends and table bars, rarely words.
    Gap(Vec<Segment<'a>>),
    /// A paragraph.
    Paragraph(Paragraph<'a>),
    /// A table.
    Table(Table<'a>),
}

/// A paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph<'a> {
    /// Its index among the blocks of the source.
    pub block: usize,
    /// One-based number of its first line.
    pub line: usize,
    /// Bold throughout.
    pub bold: bool,
    /// Italic throughout.
    pub italic: bool,
    /// Heading level, where the format marks one.
    pub level: Option<u8>,
    /// Its text.
    pub segments: Vec<Segment<'a>>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table<'a> {
    /// Its index among the blocks of the source.
    pub block: usize,
    /// One-based number of its first line.
    pub line: usize,
    /// Its rows.
    pub rows: Vec<Vec<Cell<'a>>>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell<'a> {
    /// How many columns it spans.
    pub columns: u16,
    /// How many rows it spans.
    pub rows: u16,
    /// Its text.
    pub segments: Vec<Segment<'a>>,
    /// What stands between it and the next cell.
    pub after: Vec<Segment<'a>>,
}

/// A stretch of text under the same marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment<'a> {
    /// The text.
    pub text: &'a str,
    /// Its byte offset in the source.
    pub at: usize,
    /// The number of the physical line, on the first segment of it that a person sees.
    pub line: Option<usize>,
    /// The number of the page that starts here.
    pub page: Option<usize>,
    /// Bold and italic inside a paragraph, or a sign that only says so and is not shown.
    pub style: Style,
    marks: Range<usize>,
    opens: Range<usize>,
}

impl Segment<'_> {
    /// Whether there is something to see: not only spaces, bars, rules and Markdown signs.
    pub fn is_visible(&self) -> bool {
        !self.style.hidden && self.text.chars().any(|c| !c.is_whitespace())
    }
}

impl<'a> Document<'a> {
    /// Lays the source out under the marks.
    pub fn lay_out(source: &'a SourceText, marks: &[Mark]) -> Self {
        let mut cutter = Cutter::new(source, marks);
        let mut pieces = Vec::new();
        for (index, block) in source.blocks.iter().enumerate() {
            let span = match block {
                Block::Paragraph(paragraph) => paragraph.span,
                Block::Table(table) => table.span,
            };
            let gap = cutter.gap(span.start);
            if !gap.is_empty() {
                pieces.push(Piece::Gap(gap));
            }
            pieces.push(cutter.block(index, block));
        }
        let rest = cutter.gap(source.text.len());
        if !rest.is_empty() {
            pieces.push(Piece::Gap(rest));
        }
        Self {
            pieces,
            pool: cutter.pool,
        }
    }

    /// The marks that cover a segment, the narrowest first.
    pub fn marks(&self, segment: &Segment<'_>) -> &[usize] {
        &self.pool[segment.marks.clone()]
    }

    /// The marks whose first segment this is.
    pub fn opens(&self, segment: &Segment<'_>) -> &[usize] {
        &self.pool[segment.opens.clone()]
    }

    /// Every segment in reading order.
    pub fn segments(&self) -> impl Iterator<Item = &Segment<'a>> {
        self.pieces.iter().flat_map(Piece::segments)
    }
}

impl<'a> Piece<'a> {
    /// Its segments in reading order.
    pub fn segments(&self) -> Box<dyn Iterator<Item = &Segment<'a>> + '_> {
        match self {
            Self::Gap(segments) => Box::new(segments.iter()),
            Self::Paragraph(paragraph) => Box::new(paragraph.segments.iter()),
            Self::Table(table) => {
                let cells = table.rows.iter().flatten();
                Box::new(cells.flat_map(|cell| cell.segments.iter().chain(&cell.after)))
            }
        }
    }

    /// Whether there is anything to see in it.
    pub fn is_visible(&self) -> bool {
        self.segments().any(Segment::is_visible)
    }

    /// Its place in the source.
    pub fn span(&self) -> Span {
        let start = self.segments().next().map_or(0, |first| first.at);
        let last = self.segments().last();
        Span::new(start, last.map_or(start, |last| last.at + last.text.len()))
    }
}

/// Walks once through the text; every call of `gap` or `run` goes on where the last one stopped,
/// which is why nothing can be lost or shown twice.
struct Cutter<'a> {
    source: &'a SourceText,
    at: usize,
    /// Marks on character boundaries, by start.
    marks: Vec<(Span, usize)>,
    next_mark: usize,
    /// Marks that cover `at`, the narrowest first, and their ends, the nearest first.
    covering: BTreeSet<(usize, usize)>,
    ends: BinaryHeap<Reverse<(usize, usize, usize)>>,
    opened: Vec<usize>,
    line: usize,
    /// The number of a line that nobody has seen the beginning of yet.
    unseen_line: Option<usize>,
    line_end: usize,
    next_page: usize,
    pool: Vec<usize>,
}

impl<'a> Cutter<'a> {
    fn new(source: &'a SourceText, marks: &[Mark]) -> Self {
        let text = &source.text;
        let on_boundary = |mark: &Mark| {
            let start = text.floor_char_boundary(mark.span.start.min(text.len()));
            let end = text.ceil_char_boundary(mark.span.end.min(text.len()));
            // What is empty stays empty, even inside a character.
            let is_empty = mark.span.start >= mark.span.end;
            Span::new(start, if is_empty { start } else { end.max(start) })
        };
        let mut sorted: Vec<_> = marks
            .iter()
            .enumerate()
            .map(|(id, mark)| (on_boundary(mark), id))
            .collect();
        sorted.sort_unstable();
        let mut cutter = Self {
            source,
            at: 0,
            marks: sorted,
            next_mark: 0,
            covering: BTreeSet::new(),
            ends: BinaryHeap::new(),
            opened: Vec::new(),
            line: 1,
            unseen_line: Some(1),
            line_end: 0,
            next_page: 0,
            pool: Vec::new(),
        };
        cutter.line_end = cutter.end_of_line(0);
        cutter
    }

    fn block(&mut self, index: usize, block: &Block) -> Piece<'a> {
        let line = self.line;
        match block {
            Block::Paragraph(paragraph) => Piece::Paragraph(Paragraph {
                block: index,
                line,
                bold: paragraph.bold,
                italic: paragraph.italic,
                level: paragraph.level,
                segments: self.run(paragraph.span.end),
            }),
            Block::Table(table) => {
                let mut rows: Vec<Vec<Cell<'a>>> = Vec::with_capacity(table.rows.len());
                for row in &table.rows {
                    rows.push(Vec::with_capacity(row.cells.len()));
                    for cell in &row.cells {
                        let before = self.gap(cell.span.start);
                        append(&mut rows, before);
                        let segments = self.run(cell.span.end);
                        let (columns, height) = (cell.columns.max(1), cell.rows.max(1));
                        let cell = Cell {
                            columns,
                            rows: height,
                            segments,
                            after: Vec::new(),
                        };
                        rows.last_mut().expect("pushed above").push(cell);
                    }
                }
                let rest = self.gap(table.span.end);
                append(&mut rows, rest);
                Piece::Table(Table {
                    block: index,
                    line,
                    rows,
                })
            }
        }
    }

    /// The text up to `until` that belongs to no block.
    fn gap(&mut self, until: usize) -> Vec<Segment<'a>> {
        let until = self.boundary(until);
        let text = &self.source.text[self.at..until];
        let hidden = markup::is_rule(text);
        let whole = Markup {
            range: 0..text.len(),
            style: Style {
                hidden,
                ..Style::PLAIN
            },
        };
        self.cut(until, &[whole])
    }

    /// The text up to `until` of one paragraph or cell.
    fn run(&mut self, until: usize) -> Vec<Segment<'a>> {
        let until = self.boundary(until);
        let text = &self.source.text[self.at..until];
        let styles = match self.source.format {
            Format::Markdown => markup::markdown(text),
            _ => Vec::new(),
        };
        self.cut(until, &styles)
    }

    /// Never backwards, never past the end, never inside a character.
    fn boundary(&self, offset: usize) -> usize {
        let text = &self.source.text;
        text.floor_char_boundary(offset.min(text.len()))
            .max(self.at)
    }

    /// Cuts `at..until`; `styles` is in order and counts from `at`.
    fn cut(&mut self, until: usize, styles: &[Markup]) -> Vec<Segment<'a>> {
        let base = self.at;
        let mut styles = styles.iter().peekable();
        let mut segments = Vec::new();
        while self.at < until {
            let page = self.open();
            while styles.peek().is_some_and(|s| base + s.range.end <= self.at) {
                styles.next();
            }
            let (style, style_end) = match styles.peek() {
                Some(s) if base + s.range.start <= self.at => (s.style, base + s.range.end),
                Some(s) => (Style::PLAIN, base + s.range.start),
                None => (Style::PLAIN, until),
            };
            let end = self.next_cut(until.min(style_end));
            segments.push(self.segment(end, style, page));
        }
        segments
    }

    /// Opens and closes what begins and ends here; the page that starts here.
    fn open(&mut self) -> Option<usize> {
        while let Some(&Reverse((end, len, id))) = self.ends.peek() {
            if end > self.at {
                break;
            }
            self.ends.pop();
            self.covering.remove(&(len, id));
        }
        while let Some(&(span, id)) = self.marks.get(self.next_mark) {
            if span.start > self.at {
                break;
            }
            self.next_mark += 1;
            self.opened.push(id);
            if span.end > self.at {
                self.covering.insert((span.len(), id));
                self.ends.push(Reverse((span.end, span.len(), id)));
            }
        }
        let mut page = None;
        while self
            .source
            .pages
            .get(self.next_page)
            .is_some_and(|&start| start <= self.at)
        {
            self.next_page += 1;
            page = Some(self.next_page);
        }
        page
    }

    /// Where the segment that starts here must end at the latest.
    fn next_cut(&self, until: usize) -> usize {
        let mut end = until.min(self.line_end);
        if let Some(&Reverse((mark_end, ..))) = self.ends.peek() {
            end = end.min(mark_end);
        }
        if let Some(&(span, _)) = self.marks.get(self.next_mark) {
            end = end.min(span.start);
        }
        match self.source.pages.get(self.next_page) {
            Some(&page) => end.min(self.source.text.ceil_char_boundary(page)),
            None => end,
        }
    }

    fn segment(&mut self, end: usize, style: Style, page: Option<usize>) -> Segment<'a> {
        let first = self.pool.len();
        self.pool
            .extend(self.covering.iter().take(DEEPEST).map(|&(_, id)| id));
        let marks = first..self.pool.len();
        self.pool.append(&mut self.opened);
        let opens = marks.end..self.pool.len();
        let text = &self.source.text[self.at..end];
        let mut segment = Segment {
            text,
            at: self.at,
            line: None,
            page,
            style,
            marks,
            opens,
        };
        if segment.is_visible() {
            segment.line = self.unseen_line.take();
        }
        self.at = end;
        if end == self.line_end {
            self.line += 1;
            self.unseen_line = Some(self.line);
            self.line_end = self.end_of_line(end);
        }
        segment
    }

    /// One past the line end of the line that holds `from`.
    fn end_of_line(&self, from: usize) -> usize {
        let text = &self.source.text;
        text[from..]
            .find('\n')
            .map_or(text.len(), |at| from + at + 1)
    }
}

/// Gives a gap to the cell before it, or to the table's first when there is none yet.
fn append<'a>(rows: &mut Vec<Vec<Cell<'a>>>, gap: Vec<Segment<'a>>) {
    if gap.is_empty() {
        return;
    }
    let before = rows.iter_mut().rev().find_map(|row| row.last_mut());
    if let Some(cell) = before {
        cell.after.extend(gap);
        return;
    }
    let cell = Cell {
        columns: 1,
        rows: 1,
        segments: Vec::new(),
        after: gap,
    };
    match rows.last_mut() {
        Some(row) => row.push(cell),
        None => rows.push(vec![cell]),
    }
}

#[cfg(test)]
mod tests;
