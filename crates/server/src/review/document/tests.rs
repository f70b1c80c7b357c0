use proptest::prelude::*;
use reading::source::{
    Cell as SourceCell, Paragraph as SourceParagraph, Row, Table as SourceTable,
};

use super::*;

fn paragraph(start: usize, end: usize) -> Block {
    let span = Span::new(start, end);
    Block::Paragraph(SourceParagraph {
        span,
        bold: false,
        italic: false,
        level: None,
    })
}

fn cell(start: usize, end: usize) -> SourceCell {
    SourceCell {
        span: Span::new(start, end),
        columns: 1,
        column: 0,
        rows: 1,
    }
}

fn source(format: Format, text: &str, blocks: Vec<Block>) -> SourceText {
    SourceText {
        format,
        text: text.to_owned(),
        blocks,
        pages: Vec::new(),
        unread_pictures: 0,
    }
}

fn mark(start: usize, end: usize) -> Mark {
    Mark {
        span: Span::new(start, end),
        name: Name::Citation(0),
        ink: Ink::Value,
    }
}

/// Each visible segment with its marks: `words[0 2]`.
fn shown(document: &Document<'_>) -> Vec<String> {
    let visible = document.segments().filter(|s| s.is_visible());
    visible
        .map(|s| format!("{}{:?}", s.text, document.marks(s)))
        .collect()
}

#[test]
fn overlapping_marks_are_cut_at_every_boundary() {
    let source = source(Format::Text, "Sở Nội vụ chủ trì", vec![paragraph(0, 26)]);
    let marks = [mark(0, 15), mark(5, 26), mark(5, 15)];
    let document = Document::lay_out(&source, &marks);
    assert_eq!(
        shown(&document),
        ["Sở [0]", "Nội vụ[2, 0, 1]", " chủ trì[1]"]
    );
}

#[test]
fn a_mark_opens_once_where_it_begins() {
    let source = source(Format::Text, "một\nhai", vec![paragraph(0, 9)]);
    let document = Document::lay_out(&source, &[mark(0, 9), mark(6, 6), mark(40, 50)]);
    let opened: Vec<&[usize]> = document.segments().map(|s| document.opens(s)).collect();
    assert_eq!(opened, [&[0][..], &[1]]);
}

#[test]
fn every_line_with_words_is_numbered_on_its_first_words() {
    let text = "| Sở |\n| Bộ |\n\nba";
    let first = text.find("Sở").expect("written above");
    let second = text.find("Bộ").expect("written above");
    let table = SourceTable {
        span: Span::new(first, second + 4),
        rows: vec![
            Row {
                cells: vec![cell(first, first + 4)],
            },
            Row {
                cells: vec![cell(second, second + 4)],
            },
        ],
    };
    let blocks = vec![Block::Table(table), paragraph(text.len() - 2, text.len())];
    let source = source(Format::Markdown, text, blocks);
    let document = Document::lay_out(&source, &[]);
    let lines: Vec<_> = document
        .segments()
        .filter_map(|s| Some((s.line?, s.text)))
        .collect();
    assert_eq!(lines, [(1, "Sở"), (2, "Bộ"), (4, "ba")]);
}

#[test]
fn a_page_that_starts_inside_a_paragraph_is_marked_there() {
    let mut source = source(Format::Pdf, "đầu trang\ncuối", vec![paragraph(0, 19)]);
    source.pages = vec![0, 13];
    let document = Document::lay_out(&source, &[]);
    let pages: Vec<_> = document
        .segments()
        .filter_map(|s| Some((s.page?, s.text)))
        .collect();
    assert_eq!(pages, [(1, "đầu trang\n"), (2, "cuối")]);
}

/// Any text, blocks in order as the contract says (but any otherwise), any marks, any pages.
fn any_source() -> impl Strategy<Value = SourceText> {
    let text = "[aắ|*# \n]{0,80}";
    let cuts = prop::collection::vec(0usize..240, 0..16);
    let pages = prop::collection::vec(0usize..240, 0..4);
    (text, cuts, pages, any::<bool>()).prop_map(|(text, mut cuts, mut pages, markdown)| {
        cuts.sort_unstable();
        pages.sort_unstable();
        let blocks = cuts.chunks(2).enumerate().map(|(index, pair)| {
            let (start, end) = (pair[0], *pair.last().expect("a chunk is not empty"));
            if index % 2 == 0 {
                return paragraph(start, end);
            }
            let middle = start.midpoint(end);
            let rows = vec![
                Row { cells: vec![] },
                Row {
                    cells: vec![cell(start, middle), cell(middle, end)],
                },
                Row {
                    cells: vec![cell(end, start)],
                },
            ];
            Block::Table(SourceTable {
                span: Span::new(start, end),
                rows,
            })
        });
        let format = if markdown {
            Format::Markdown
        } else {
            Format::Docx
        };
        SourceText {
            format,
            text,
            blocks: blocks.collect(),
            pages,
            unread_pictures: 0,
        }
    })
}

fn any_marks() -> impl Strategy<Value = Vec<Mark>> {
    let span = (0usize..260, 0usize..260).prop_map(|(a, b)| mark(a, b));
    prop::collection::vec(span, 0..12)
}

proptest! {
    #[test]
    fn nothing_is_lost(source in any_source(), marks in any_marks()) {
        let document = Document::lay_out(&source, &marks);
        let together: String = document.segments().map(|s| s.text).collect();
        prop_assert_eq!(&together, &source.text);
        prop_assert!(document.segments().all(|s| !s.text.is_empty()));
    }

    #[test]
    fn a_segment_knows_exactly_its_marks(source in any_source(), marks in any_marks()) {
        let document = Document::lay_out(&source, &marks);
        let mut at = 0;
        for segment in document.segments() {
            let end = at + segment.text.len();
            let mut told = document.marks(segment).to_vec();
            told.sort_unstable();
            let touching = |m: &Mark| m.span.start < end && m.span.end > at && m.span.start < m.span.end;
            let expected: Vec<usize> =
                (0..marks.len()).filter(|&id| touching(&marks[id])).collect();
            prop_assert_eq!(told, expected);
            at = end;
        }
    }

    #[test]
    fn a_mark_opens_at_most_once(source in any_source(), marks in any_marks()) {
        let document = Document::lay_out(&source, &marks);
        let mut opened: Vec<usize> =
            document.segments().flat_map(|s| document.opens(s).iter().copied()).collect();
        let all = opened.len();
        opened.sort_unstable();
        opened.dedup();
        prop_assert_eq!(opened.len(), all);
        let covering: std::collections::BTreeSet<usize> =
            document.segments().flat_map(|s| document.marks(s).iter().copied()).collect();
        prop_assert!(covering.iter().all(|id| opened.binary_search(id).is_ok()));
    }
}
