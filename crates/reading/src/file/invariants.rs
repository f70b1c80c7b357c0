//! What every [`SourceText`] must keep, whatever it was read from. For tests.

use crate::source::{Block, SourceText, Span};

/// Panics unless blocks, cells and pages lie in the text, in order and without overlap.
pub(super) fn hold(source: &SourceText) {
    let text = &source.text;
    let inside = |span: Span| assert!(text.get(span.start..span.end).is_some(), "{span:?}");
    let mut last = 0;
    for block in &source.blocks {
        let span = match block {
            Block::Paragraph(paragraph) => {
                assert!(!paragraph.span.is_empty());
                paragraph.span
            }
            Block::Table(table) => {
                let mut end = table.span.start;
                for (index, row) in table.rows.iter().enumerate() {
                    let mut column = 0;
                    for cell in &row.cells {
                        inside(cell.span);
                        assert!(
                            cell.span.is_empty() || cell.span.start >= end,
                            "cells overlap"
                        );
                        end = end.max(cell.span.end);
                        assert!(cell.column >= column && cell.columns > 0, "columns overlap");
                        column = cell.column + cell.columns;
                        assert!(
                            cell.rows > 0 && index + usize::from(cell.rows) <= table.rows.len()
                        );
                    }
                }
                assert_eq!(end, table.span.end);
                table.span
            }
        };
        inside(span);
        assert!(span.start >= last, "blocks overlap");
        last = span.end;
    }
    assert!(source.pages.is_sorted() && source.pages.iter().all(|page| *page <= text.len()));
}
