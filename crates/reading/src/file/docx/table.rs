//! The tables being read, from the outermost in.

use quick_xml::events::BytesStart;

use super::xml::{attribute, number};
use crate::file::build::Builder;

/// State of one open table.
#[derive(Debug, Default)]
pub(super) struct Table {
    column: u16,
    cell: Option<Cell>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    columns: u16,
    merge: Merge,
    begun: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Merge {
    #[default]
    None,
    /// Goes on from the row above.
    Down,
    /// Goes on from the cell before.
    Across,
}

impl Table {
    pub(super) fn begin_row(&mut self, out: &mut Builder) {
        out.close_row();
        self.column = 0;
        self.cell = None;
    }

    pub(super) fn begin_cell(&mut self) {
        self.cell = Some(Cell {
            columns: 1,
            ..Cell::default()
        });
    }

    /// Takes up a property of a row or cell.
    pub(super) fn take(&mut self, name: &str, tag: &BytesStart<'_>) {
        let goes_on = || attribute(tag, "val").is_none_or(|value| value == "continue");
        match (name, &mut self.cell) {
            ("gridBefore", None) => self.column = number(tag).unwrap_or(0),
            ("gridSpan", Some(cell)) => cell.columns = number(tag).unwrap_or(1).max(1),
            ("vMerge", Some(cell)) if goes_on() => cell.merge = Merge::Down,
            ("hMerge", Some(cell)) if goes_on() => cell.merge = Merge::Across,
            _ => {}
        }
    }

    /// Content of the cell begins: its properties are complete.
    pub(super) fn begin_content(&mut self, out: &mut Builder) {
        let column = self.column;
        let Some(cell) = &mut self.cell else { return };
        if std::mem::replace(&mut cell.begun, true) {
            return;
        }
        match cell.merge {
            Merge::None => out.open_cell(Some(column), cell.columns, 1),
            Merge::Down => out.extend_from_above(column),
            Merge::Across => {}
        }
    }

    /// Whether what stands here is not shown, since the cell belongs to another one.
    pub(super) fn is_merged_away(&self) -> bool {
        self.cell.is_some_and(|cell| cell.merge == Merge::Down)
    }

    pub(super) fn end_cell(&mut self, out: &mut Builder) {
        self.begin_content(out);
        if let Some(cell) = self.cell.take() {
            self.column = self.column.saturating_add(cell.columns);
        }
        out.close_cell();
    }
}
