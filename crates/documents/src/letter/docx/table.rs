//! Tables: those of the text, and the two columns of head and foot.

use super::styles::{justification, twips};
use super::xml::Xml;
use crate::letter::flow::{cell_align, clean};
use crate::letter::look::Style;
use crate::letter::model::{Align, Cell, Table};

/// Two columns without lines and without inner margins.
pub(super) struct Columns {
    pub left_mm: u16,
    pub right_mm: u16,
}

impl Columns {
    pub fn open(&self, xml: &mut Xml) {
        let (left, right) = (twips(self.left_mm), twips(self.right_mm));
        xml.open("w:tbl", &[]);
        xml.open("w:tblPr", &[]);
        let width = twips(self.left_mm + self.right_mm);
        xml.empty("w:tblW", &[("w:w", &width), ("w:type", "dxa")]);
        xml.empty("w:tblLayout", &[("w:type", "fixed")]);
        margins(xml, "0");
        xml.close("w:tblPr");
        xml.open("w:tblGrid", &[]);
        xml.empty("w:gridCol", &[("w:w", &left)]);
        xml.empty("w:gridCol", &[("w:w", &right)]);
        xml.close("w:tblGrid");
    }

    pub fn row(&self, xml: &mut Xml) {
        xml.open("w:tr", &[]);
        xml.open("w:trPr", &[]);
        xml.empty("w:cantSplit", &[]);
        xml.close("w:trPr");
        open_cell(xml, &twips(self.left_mm));
    }

    pub fn between(&self, xml: &mut Xml) {
        xml.close("w:tc");
        open_cell(xml, &twips(self.right_mm));
    }

    pub fn end_row(xml: &mut Xml) {
        xml.close("w:tc");
        xml.close("w:tr");
    }
}

fn open_cell(xml: &mut Xml, width: &str) {
    xml.open("w:tc", &[]);
    xml.open("w:tcPr", &[]);
    xml.empty("w:tcW", &[("w:w", width), ("w:type", "dxa")]);
    xml.close("w:tcPr");
}

fn margins(xml: &mut Xml, side: &str) {
    xml.open("w:tblCellMar", &[]);
    for name in ["w:left", "w:right"] {
        xml.empty(name, &[("w:w", side), ("w:type", "dxa")]);
    }
    xml.close("w:tblCellMar");
}

/// Widths of the columns in millimetres; the last takes what rounding leaves.
pub(in crate::letter) fn widths(table: &Table, width: u16) -> Vec<u16> {
    let shares: u32 = table
        .columns
        .iter()
        .map(|column| u32::from(column.share))
        .sum();
    let part = |share: u16| u32::from(share) * u32::from(width) / shares.max(1);
    let mut widths: Vec<u16> = table
        .columns
        .iter()
        .map(|column| u16::try_from(part(column.share)).unwrap_or(width))
        .collect();
    let others: u16 = widths.iter().rev().skip(1).sum();
    if let Some(last) = widths.last_mut() {
        *last = width.saturating_sub(others);
    }
    widths
}

/// Inner margin of a cell, mm.
pub(in crate::letter) const CELL_MM: u16 = 1;

/// A table of the text.
pub(super) fn data(xml: &mut Xml, table: &Table, width: u16) {
    let widths = widths(table, width);
    xml.open("w:tbl", &[]);
    xml.open("w:tblPr", &[]);
    xml.value("w:tblStyle", "BangKe");
    xml.empty("w:tblW", &[("w:w", &twips(width)), ("w:type", "dxa")]);
    xml.empty("w:tblLayout", &[("w:type", "fixed")]);
    margins(xml, &twips(CELL_MM));
    xml.close("w:tblPr");
    xml.open("w:tblGrid", &[]);
    for width in &widths {
        xml.empty("w:gridCol", &[("w:w", &twips(*width))]);
    }
    xml.close("w:tblGrid");
    row(xml, true);
    for (column, width) in table.columns.iter().zip(&widths) {
        cell(
            xml,
            *width,
            Style::CellHead,
            Align::Centre,
            &Cell::from(column.title.clone()),
        );
    }
    xml.close("w:tr");
    for cells in &table.rows {
        row(xml, false);
        // A row that is too short is filled up: a file with a hole would not open.
        let nothing = Cell::default();
        for (place, (column, width)) in table.columns.iter().zip(&widths).enumerate() {
            let content = cells.get(place).unwrap_or(&nothing);
            cell(xml, *width, Style::Cell, cell_align(column.align), content);
        }
        xml.close("w:tr");
    }
    xml.close("w:tbl");
}

fn row(xml: &mut Xml, head: bool) {
    xml.open("w:tr", &[]);
    xml.open("w:trPr", &[]);
    xml.empty("w:cantSplit", &[]);
    if head {
        xml.empty("w:tblHeader", &[]);
    }
    xml.close("w:trPr");
}

fn cell(xml: &mut Xml, width: u16, style: Style, align: Align, cell: &Cell) {
    open_cell(xml, &twips(width));
    xml.open("w:p", &[]);
    xml.open("w:pPr", &[]);
    let look = style.look();
    xml.value("w:pStyle", look.id);
    if align != look.align {
        xml.value("w:jc", justification(align));
    }
    xml.close("w:pPr");
    xml.open("w:r", &[]);
    if cell.bold && !look.bold {
        xml.open("w:rPr", &[]);
        xml.empty("w:b", &[]);
        xml.close("w:rPr");
    }
    xml.open("w:t", &[("xml:space", "preserve")]);
    xml.text(&clean(&cell.text));
    xml.close("w:t");
    xml.close("w:r");
    xml.close("w:p");
    xml.close("w:tc");
}
