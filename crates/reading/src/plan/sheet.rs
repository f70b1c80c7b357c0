//! The document as the reader of a plan sees it: one line a paragraph, in display form, with the
//! way back to the source bytes.
//!
//! Paragraphs lose their wraps, emphasis marks and double spaces; cells keep a line end where the
//! source means one. Everything later works on ranges of [`Sheet::text`] and comes back to the
//! source only through [`Sheet::quote`], so that a quote is true by construction.

use std::ops::Range;

use vietnamese::View;
use vietnamese::key::lower;

use crate::draft::{Certainty, Quote, Value};
use crate::file::wrap::{Layout, joins};
use crate::source::{Block, Format, SourceText, Span};

/// A range of [`Sheet::text`].
pub(super) type Place = Range<usize>;

/// The whole document in display form.
#[derive(Debug)]
pub(super) struct Sheet<'a> {
    source: &'a SourceText,
    /// Every line, each ended by a line feed.
    pub text: String,
    /// The same in small letters, byte for byte.
    lower: String,
    pieces: Vec<Piece>,
    /// Paragraphs and tables in reading order.
    pub entries: Vec<Entry>,
}

/// A stretch of the view that is the source byte for byte, or one that is spelled otherwise.
#[derive(Debug, Clone, Copy)]
struct Piece {
    view: usize,
    source: usize,
    source_end: usize,
    verbatim: bool,
}

/// A paragraph or a table.
#[derive(Debug, Clone)]
pub(super) enum Entry {
    /// A paragraph.
    Line(Line),
    /// A table.
    Table(Grid),
}

/// A paragraph in display form.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Its place in the view.
    pub place: Place,
    /// Bold throughout, as far as the format tells.
    pub bold: bool,
    /// Where the emphasis that opens the line ends; its start if none opens it.
    pub lead_in: usize,
}

/// A table in display form.
#[derive(Debug, Clone, Default)]
pub(super) struct Grid {
    /// Its rows.
    pub rows: Vec<Vec<GridCell>>,
}

/// A cell in display form.
#[derive(Debug, Clone)]
pub(super) struct GridCell {
    /// Its place in the view, line feeds inside where the source means them.
    pub place: Place,
    /// Zero-based first column.
    pub column: usize,
    /// How many columns it covers.
    pub columns: usize,
    /// How many rows it covers.
    pub rows: usize,
}

impl<'a> Sheet<'a> {
    /// Lays out a document.
    pub fn of(source: &'a SourceText) -> Self {
        let mut writer = Writer::new(source);
        let mut entries = Vec::with_capacity(source.blocks.len());
        for block in &source.blocks {
            match block {
                Block::Paragraph(paragraph) => {
                    let (place, lead_in) = writer.paragraph(paragraph.span);
                    if !place.is_empty() {
                        entries.push(Entry::Line(Line {
                            place,
                            bold: paragraph.bold,
                            lead_in,
                        }));
                    }
                }
                Block::Table(table) => {
                    let row = |row: &crate::source::Row, writer: &mut Writer<'_>| {
                        row.cells
                            .iter()
                            .map(|cell| grid_cell(cell, writer))
                            .collect()
                    };
                    let rows = table
                        .rows
                        .iter()
                        .map(|cells| row(cells, &mut writer))
                        .collect();
                    entries.push(Entry::Table(Grid { rows }));
                }
            }
        }
        Self {
            source,
            lower: lower(&writer.text),
            text: writer.text,
            pieces: writer.pieces,
            entries,
        }
    }

    /// The text of a place; nothing of a place that ends before it starts.
    pub fn get(&self, place: &Place) -> &str {
        self.text.get(place.clone()).unwrap_or("")
    }

    /// The text of a place in small letters, byte for byte.
    pub fn lower(&self, place: &Place) -> &str {
        self.lower.get(place.clone()).unwrap_or("")
    }

    /// The part of the source a place stands for.
    pub fn span(&self, place: &Place) -> Span {
        let first = self.piece_before(place.start, 0);
        let start = first.map_or(0, |at| self.pieces[at].start_of(place.start));
        if place.is_empty() {
            return Span::new(start, start);
        }
        let last = self.piece_before(place.end - 1, first.unwrap_or(0));
        let end = last.map_or(start, |at| self.pieces[at].end_of(place.end));
        Span::new(start, end.max(start))
    }

    /// The last piece that starts at a byte of the view or before it; none before `from` does not.
    fn piece_before(&self, at: usize, from: usize) -> Option<usize> {
        let pieces = self.pieces.get(from..)?;
        // Most places end in the piece they start in, or in the next.
        let near = pieces.iter().take(3).position(|piece| piece.view > at);
        let after = near.unwrap_or_else(|| pieces.partition_point(|piece| piece.view <= at));
        (from + after).checked_sub(1)
    }

    /// The place as a quote of the source.
    pub fn quote(&self, place: &Place) -> Quote {
        let span = self.span(&self.trimmed(place));
        Quote {
            text: span.of(&self.source.text).to_owned(),
            span,
        }
    }

    /// A value read from a place.
    pub fn value<T>(&self, value: T, place: &Place, certainty: Certainty) -> Value<T> {
        Value {
            value,
            quote: Some(self.quote(place)),
            certainty,
        }
    }

    /// The place without white space around.
    pub fn trimmed(&self, place: &Place) -> Place {
        let text = self.get(place);
        let start = place.start + (text.len() - text.trim_start().len());
        start..(start + text.trim().len()).max(start)
    }

    /// The source.
    pub fn source(&self) -> &'a SourceText {
        self.source
    }
}

fn grid_cell(cell: &crate::source::Cell, writer: &mut Writer<'_>) -> GridCell {
    GridCell {
        place: writer.cell(cell.span),
        column: usize::from(cell.column),
        columns: usize::from(cell.columns.max(1)),
        rows: usize::from(cell.rows.max(1)),
    }
}

impl Piece {
    fn start_of(self, at: usize) -> usize {
        if self.verbatim {
            (self.source + (at - self.view)).min(self.source_end)
        } else {
            self.source
        }
    }

    fn end_of(self, end: usize) -> usize {
        if self.verbatim {
            (self.source + (end - self.view)).min(self.source_end)
        } else {
            self.source_end
        }
    }
}

/// Where the space goes on behind the number of a page inside a paragraph: a line of digits with a
/// blank line beside it.
fn page_number_end(source: &str, start: usize, end: usize) -> Option<usize> {
    let bytes = source.as_bytes();
    let feeds = |space: &[u8]| memchr::memchr_iter(b'\n', space).count();
    if !bytes.get(end)?.is_ascii_digit() || feeds(&bytes[start..end]) == 0 {
        return None;
    }
    let digits = bytes[end..].iter().take_while(|byte| byte.is_ascii_digit());
    let behind = end + digits.count();
    let space = bytes[behind..]
        .iter()
        .take_while(|byte| byte.is_ascii_whitespace());
    let after = behind + space.count();
    let below = feeds(&bytes[behind..after]);
    let blank = feeds(&bytes[start..end]) + below > 2;
    (behind - end <= 3 && below > 0 && blank && after < source.len()).then_some(after)
}

/// Where the lines of the source start.
#[derive(Debug)]
pub(super) struct LineIndex(Vec<usize>);

impl LineIndex {
    /// Counts the lines of a text.
    pub fn of(text: &str) -> Self {
        Self(memchr::memchr_iter(b'\n', text.as_bytes()).collect())
    }

    /// How many lines the text has.
    pub fn count(&self, text: &str) -> usize {
        self.0.len() + usize::from(!text.is_empty() && !text.ends_with('\n'))
    }

    /// The line at an index, without its end.
    pub fn line<'t>(&self, text: &'t str, at: usize) -> &'t str {
        let start = at.checked_sub(1).and_then(|above| self.0.get(above));
        let start = start.map_or(0, |end| end + 1);
        match self.0.get(at) {
            Some(&end) => text[start..end]
                .strip_suffix('\r')
                .unwrap_or(&text[start..end]),
            None => &text[start..],
        }
    }

    /// One-based number of the line that holds a byte.
    pub fn number(&self, at: usize) -> usize {
        self.0.partition_point(|&end| end < at) + 1
    }
}

/// Writes the view.
struct Writer<'a> {
    source: &'a str,
    markdown: bool,
    reflow: bool,
    text: String,
    pieces: Vec<Piece>,
}

impl<'a> Writer<'a> {
    fn new(source: &'a SourceText) -> Self {
        Self {
            source: &source.text,
            markdown: source.format == Format::Markdown,
            reflow: matches!(source.format, Format::Markdown | Format::Text),
            text: String::with_capacity(source.text.len()),
            pieces: Vec::with_capacity(source.blocks.len() * 3),
        }
    }

    fn paragraph(&mut self, span: Span) -> (Place, usize) {
        let from = self.text.len();
        let words = span.of(self.source);
        let body = if self.markdown {
            words.trim_start_matches('#')
        } else {
            words
        };
        let lead = span.start + (words.len() - body.len());
        let lead_in = self.flow(Span::new(lead, self.trim_bar(span)), from, from);
        (self.close(from), lead_in.max(from))
    }

    /// Plain text keeps the borders of tables it once had: a bar at the end of a line.
    fn trim_bar(&self, span: Span) -> usize {
        let words = span.of(self.source);
        let kept = words.trim_end_matches(['|', ' ', '\t']);
        if self.reflow && words.ends_with('|') {
            span.start + kept.len()
        } else {
            span.end
        }
    }

    fn cell(&mut self, span: Span) -> Place {
        let from = self.text.len();
        let mut run: Option<Span> = None;
        for line in cell_lines(self.source, span, self.markdown) {
            let line = trimmed(self.source, line);
            if line.is_empty() {
                continue;
            }
            run = Some(match run {
                None => line,
                Some(before) if self.goes_on(before, line) => Span::new(before.start, line.end),
                Some(before) => {
                    self.flow(before, from, self.text.len());
                    self.break_line(from);
                    line
                }
            });
        }
        if let Some(line) = run {
            self.flow(line, from, self.text.len());
        }
        self.close(from)
    }

    fn goes_on(&self, before: Span, line: Span) -> bool {
        let tagged = self.source[before.end..line.start].contains('<');
        let (before, line) = (before.of(self.source), line.of(self.source));
        if self.reflow && !tagged {
            joins(before, line, false, Layout::CELL)
        } else {
            false
        }
    }

    fn break_line(&mut self, from: usize) {
        if self.text.len() > from && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// Ends a line of the view, and says where it lies without the white space at its end.
    fn close(&mut self, from: usize) -> Place {
        let end = from + self.text[from..].trim_end().len();
        self.text.truncate(end);
        self.text.push('\n');
        from..end
    }

    /// Writes a run of the source in display form; tells where its opening emphasis ends.
    fn flow(&mut self, span: Span, from: usize, start: usize) -> usize {
        let bytes = self.source.as_bytes();
        let (mut at, mut kept) = (span.start, span.start);
        let mut lead_in = from;
        let mut open = false;
        while let Some(odd) = self.next_odd(at, span.end) {
            let (end, spelled) = self.spell(odd, span, kept);
            self.keep(kept, spelled.from.min(odd));
            if bytes[odd] == b'*' && matches!(spelled.how, Spelled::Nothing) {
                if self.text.len() == from {
                    open = true;
                } else if open && lead_in == from {
                    lead_in = self.text.len();
                }
            }
            self.put(&spelled, end, start);
            at = end;
            kept = end;
        }
        self.keep(kept, span.end);
        lead_in
    }

    fn keep(&mut self, from: usize, end: usize) {
        if from < end {
            self.piece(from, end, true);
            self.text.push_str(&self.source[from..end]);
        }
    }

    fn piece(&mut self, source: usize, source_end: usize, verbatim: bool) {
        self.pieces.push(Piece {
            view: self.text.len(),
            source,
            source_end,
            verbatim,
        });
    }

    fn put(&mut self, spelled: &Respelled, end: usize, start: usize) {
        match &spelled.how {
            Spelled::Nothing => {}
            Spelled::Space => {
                if self.text.len() > start && !self.text.ends_with([' ', '\n']) {
                    self.piece(spelled.from, end, false);
                    self.text.push(' ');
                }
            }
            Spelled::As(words) => {
                self.piece(spelled.from, end, false);
                self.text.push_str(words);
            }
        }
    }

    /// The next byte that the view may spell otherwise.
    fn next_odd(&self, from: usize, end: usize) -> Option<usize> {
        let bytes = self.source.as_bytes();
        // A space behind another, or at the start.
        if from < end && bytes[from] == b' ' && (self.text.is_empty() || self.text.ends_with(' ')) {
            return Some(from);
        }
        let mut before = 0;
        for (skipped, &byte) in bytes[from..end].iter().enumerate() {
            let at = from + skipped;
            let (first, second) = (before, byte);
            before = byte;
            match LOOKS[usize::from(byte)] {
                Look::Plain => {}
                // Told by the byte before: spaces and the letters à to ý and ư are everywhere.
                Look::Second => {
                    if is_odd_pair(first, second) {
                        return Some(at - 1);
                    }
                }
                Look::First => {
                    let next = bytes.get(at + 1).copied().unwrap_or(0);
                    let odd = match byte {
                        b'*' | b'\\' => self.markdown,
                        0xc2 => matches!(next, 0xa0 | 0xad | 0x85),
                        0xe2 => matches!(next, 0x80 | 0x81 | 0x88) && is_odd_general(bytes, at),
                        0xef => matches!(next, 0xbb | 0xbc | 0xb9),
                        _ => true,
                    };
                    if odd {
                        return Some(at);
                    }
                }
            }
        }
        let next = bytes.get(end).copied().unwrap_or(0);
        (from < end && is_odd_pair(before, next)).then(|| end - 1)
    }

    /// How the view spells what starts at an odd byte, and where the source goes on.
    fn spell(&self, odd: usize, span: Span, kept: usize) -> (usize, Respelled) {
        let bytes = self.source.as_bytes();
        let plain = |how| Respelled { from: odd, how };
        match bytes[odd] {
            b' ' | b'\t' | b'\n' | b'\r' | 0xb | 0xc => {
                let end = spaces_end(self.source, odd, span.end);
                let end = page_number_end(self.source, odd, end).unwrap_or(end);
                (end, plain(Spelled::Space))
            }
            b'*' => (odd + 1, plain(Spelled::Nothing)),
            b'\\' if bytes.get(odd + 1).is_some_and(u8::is_ascii_punctuation) => {
                (odd + 1, plain(Spelled::Nothing))
            }
            b'\\' => (odd + 1, plain(Spelled::As("\\".into()))),
            0xcc | 0xcd => self.cluster(odd, span, kept),
            _ => {
                let length = self.source[odd..].chars().next().map_or(1, char::len_utf8);
                let end = odd + length;
                let view = View::of(&self.source[odd..end]);
                let how = match view.text() {
                    "" => Spelled::Nothing,
                    " " | "\n" => Spelled::Space,
                    other => Spelled::As(other.to_owned()),
                };
                (end, plain(how))
            }
        }
    }

    /// A letter and the marks that combine with it.
    fn cluster(&self, mark: usize, span: Span, kept: usize) -> (usize, Respelled) {
        let base = self.source[kept..mark]
            .chars()
            .next_back()
            .map_or(mark, |ch| mark - ch.len_utf8());
        let rest = &self.source[mark..span.end];
        let marks = rest
            .chars()
            .take_while(|&ch| ('\u{300}'..='\u{36f}').contains(&ch))
            .map(char::len_utf8)
            .sum::<usize>();
        let end = mark + marks.max(2);
        let words = View::of(&self.source[base..end]).text().to_owned();
        (
            end,
            Respelled {
                from: base,
                how: Spelled::As(words),
            },
        )
    }
}

/// A piece of the source in another spelling.
struct Respelled {
    from: usize,
    how: Spelled,
}

enum Spelled {
    Nothing,
    Space,
    As(String),
}

fn spaces_end(source: &str, from: usize, end: usize) -> usize {
    let rest = &source[from..end];
    from + (rest.len()
        - rest
            .trim_start_matches([' ', '\t', '\n', '\r', '\u{b}', '\u{c}', '\u{a0}'])
            .len())
    .max(1)
}

/// Dashes, invisible characters and odd spaces among the general punctuation.
fn is_odd_general(bytes: &[u8], at: usize) -> bool {
    let third = bytes.get(at + 2).copied().unwrap_or(0);
    match bytes[at + 1] {
        0x80 => matches!(third, 0x80..=0x95 | 0xa8..=0xaf),
        0x81 => matches!(third, 0x83 | 0x84 | 0x9f | 0xa0),
        _ => matches!(third, 0x92 | 0x95),
    }
}

/// Whether the view spells two bytes otherwise: two spaces, Ð, ð, Ɖ.
fn is_odd_pair(first: u8, second: u8) -> bool {
    matches!(
        (first, second),
        (b' ', b' ') | (0xc3, 0x90 | 0xb0) | (0xc6, 0x89)
    )
}

/// How a byte is looked at.
#[derive(Clone, Copy)]
enum Look {
    /// Not at all.
    Plain,
    /// With the one behind it.
    First,
    /// With the one before it.
    Second,
}

const LOOKS: [Look; 256] = {
    let mut looks = [Look::Plain; 256];
    let firsts = [
        b'\t', b'\n', b'\r', 0xb, 0xc, b'*', b'\\', 0xc2, 0xcc, 0xcd, 0xe2, 0xef,
    ];
    let mut at = 0;
    while at < firsts.len() {
        looks[firsts[at] as usize] = Look::First;
        at += 1;
    }
    let seconds = [b' ', 0x90, 0xb0, 0x89];
    let mut at = 0;
    while at < seconds.len() {
        looks[seconds[at] as usize] = Look::Second;
        at += 1;
    }
    looks
};

/// Where the lines of a cell end and the next start; Markdown writes a line end as `<br>`.
fn cell_lines(source: &str, span: Span, markdown: bool) -> Vec<Span> {
    let text = span.of(source);
    let mut lines = Vec::new();
    let mut start = 0;
    for at in memchr::memchr2_iter(b'\n', b'<', text.as_bytes()) {
        let Some(length) = line_end(&text[at..], markdown) else {
            continue;
        };
        lines.push(Span::new(span.start + start, span.start + at));
        start = at + length;
    }
    lines.push(Span::new(span.start + start, span.end));
    lines
}

/// Length of the line end that a text starts with.
fn line_end(text: &str, markdown: bool) -> Option<usize> {
    if text.starts_with('\n') {
        return Some(1);
    }
    let tags = ["<br>", "<br/>", "<br />", "<BR>"];
    let tag = tags.iter().find(|tag| text.starts_with(**tag));
    tag.filter(|_| markdown).map(|tag| tag.len())
}

fn trimmed(source: &str, span: Span) -> Span {
    let words = span.of(source);
    let start = span.start + (words.len() - words.trim_start().len());
    Span::new(start, start + words.trim().len())
}
