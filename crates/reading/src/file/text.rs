//! Plain text: the file itself is the text.

use super::markdown::{self, Chunk};
use super::pages::without_page_numbers;
use super::wrap::{Layout, LineKind, PhysicalLine, joins, physical_lines};
use crate::source::{Block, Format, Paragraph, SourceText, Span};

/// Finds the paragraphs and tables of a plain text.
pub fn read(text: String) -> SourceText {
    let blocks = blocks(&text, Format::Text);
    SourceText {
        format: Format::Text,
        text,
        blocks,
        pages: Vec::new(),
        unread_pictures: 0,
    }
}

/// Paragraphs and tables in reading order.
pub(super) fn blocks(text: &str, format: Format) -> Vec<Block> {
    let lines = without_page_numbers(text, physical_lines(text));
    let layout = Layout::measure(text, &lines);
    let mut blocks = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let Some((chunks, end)) = markdown::tables(text, &lines[at..]) else {
            at = paragraph_block(text, &lines, at, layout, format, &mut blocks);
            continue;
        };
        for chunk in chunks {
            match chunk {
                Chunk::Table(table) => blocks.push(Block::Table(table)),
                Chunk::Lines(loose) => {
                    let loose = &lines[at + loose.start..at + loose.end];
                    let mut line = 0;
                    while line < loose.len() {
                        line = paragraph_block(text, loose, line, layout, format, &mut blocks);
                    }
                }
            }
        }
        at += end;
    }
    blocks
}

/// Reads the paragraph at a line, if one starts there; tells the line to go on with.
fn paragraph_block(
    text: &str,
    lines: &[PhysicalLine],
    at: usize,
    layout: Layout,
    format: Format,
    blocks: &mut Vec<Block>,
) -> usize {
    if let LineKind::Columns(right) = lines[at].kind {
        for span in columns(text, lines[at].span, right) {
            blocks.push(Block::Paragraph(styled(text, span, format)));
        }
        return at + 1;
    }
    if lines[at].kind != LineKind::Text {
        return at + 1;
    }
    let (span, end) = paragraph(text, lines, at, layout);
    blocks.push(Block::Paragraph(styled(text, span, format)));
    end
}

/// The two columns of a line, each without spaces around.
fn columns(text: &str, line: Span, right: u32) -> [Span; 2] {
    let right = line.start + right as usize;
    let left = text[line.start..right].trim_end().len();
    [
        Span::new(line.start, line.start + left),
        Span::new(right, line.end),
    ]
}

/// The paragraph that starts at a line, and the line after it.
fn paragraph(text: &str, lines: &[PhysicalLine], first: usize, layout: Layout) -> (Span, usize) {
    let mut span = lines[first].span;
    let mut end = first + 1;
    while let Some(next) = lines.get(end) {
        let (line, after) = match (next.kind, lines.get(end + 1)) {
            (LineKind::Text, _) => (next, end + 1),
            (LineKind::Blank, Some(line)) if line.kind == LineKind::Text => (line, end + 2),
            _ => break,
        };
        if !joins(span.of(text), line.span.of(text), after == end + 2, layout) {
            break;
        }
        span.end = line.span.end;
        end = after;
    }
    (span, end)
}

fn styled(text: &str, span: Span, format: Format) -> Paragraph {
    let words = span.of(text);
    if format != Format::Markdown {
        return Paragraph {
            span,
            bold: false,
            italic: false,
            level: None,
        };
    }
    let hashes = words.bytes().take_while(|&byte| byte == b'#').count();
    let level = (1..=6)
        .contains(&hashes)
        .then(|| u8::try_from(hashes).unwrap_or(6));
    let words = words.trim_start_matches(['#', ' ']);
    let whole = |mark: &str| {
        words
            .strip_prefix(mark)
            .and_then(|rest| rest.strip_suffix(mark))
            .is_some_and(|inner| !inner.contains('*'))
    };
    Paragraph {
        span,
        bold: whole("**"),
        italic: whole("*"),
        level,
    }
}
