//! Tables: rows that stay whole, a header on every page.

use super::super::docx::{CELL_MM, widths};
use super::super::flow::{cell_align, clean, points_of};
use super::super::font::LINE;
use super::super::look::{MARGIN_LEFT_MM, MARGIN_RIGHT_MM, PAGE_MM, Style};
use super::super::model::{Align, Cell, Table};
use super::page::{Cut, Element, Mark};
use super::paragraph::Paragraph;

/// Width of the lines between cells; they take room as in a word processor.
pub(super) const BORDER: f32 = 0.5;

/// A table cut into cells.
struct Cells {
    /// Left edges of the columns, and the right edge of the last.
    edges: Vec<f32>,
    header: Vec<Paragraph>,
    rows: Vec<Vec<Paragraph>>,
}

fn cut(table: &Table, landscape: bool) -> Cells {
    let paper = if landscape { PAGE_MM.1 } else { PAGE_MM.0 };
    let widths = widths(table, paper - MARGIN_LEFT_MM - MARGIN_RIGHT_MM);
    let mut edges = vec![points_of(MARGIN_LEFT_MM)];
    for width in &widths {
        edges.push(edges.last().copied().unwrap_or_default() + points_of(*width));
    }
    let inner = |at: usize| points_of(widths[at].saturating_sub(2 * CELL_MM));
    let head = |(at, title): (usize, &str)| {
        Paragraph::cut(
            Style::CellHead,
            &clean(title),
            Align::Centre,
            true,
            inner(at),
        )
    };
    let titles = table.columns.iter().map(|column| column.title.as_str());
    let nothing = Cell::default();
    let row = |cells: &Vec<Cell>| {
        let columns = table.columns.iter().enumerate();
        let cell = |(at, column): (usize, &super::super::model::Column)| {
            let cell = cells.get(at).unwrap_or(&nothing);
            let align = cell_align(column.align);
            Paragraph::cut(Style::Cell, &clean(&cell.text), align, cell.bold, inner(at))
        };
        columns.map(cell).collect()
    };
    Cells {
        header: titles.enumerate().map(head).collect(),
        rows: table.rows.iter().map(row).collect(),
        edges,
    }
}

fn height(row: &[Paragraph]) -> f32 {
    row.iter().map(Paragraph::total).fold(0.0, f32::max) + BORDER
}

/// Header and first row.
pub(super) fn least(table: &Table, width: f32) -> f32 {
    let cells = cut(table, width > points_of(PAGE_MM.0));
    height(&cells.header) + cells.rows.first().map_or(0.0, |row| height(row))
}

/// Puts the table where the text has come to, over as many pages as it takes.
pub(super) fn place(page: &mut Cut<'_>, table: &Table) {
    let cells = cut(table, page.width() > points_of(PAGE_MM.0));
    let start = page.next_element();
    if least(table, page.width()) > page.room() && least(table, page.width()) <= page.whole() {
        page.turn();
    }
    let mut placed = Placed {
        start,
        edges: &cells.edges,
        header: &cells.header,
        elements: Vec::new(),
    };
    placed.head(page, true);
    for (at, row) in cells.rows.iter().enumerate() {
        let tall = height(row);
        if tall > page.room() {
            let fits = tall + height(&cells.header) <= page.whole();
            if fits || page.room() < 3.0 * row_size(row) {
                page.turn();
                placed.head(page, false);
            }
        }
        placed.row(page, row, at + 1);
    }
}

fn row_size(row: &[Paragraph]) -> f32 {
    row.first().map_or(0.0, |cell| cell.size * LINE)
}

/// What is drawn of the table so far.
struct Placed<'a> {
    start: usize,
    edges: &'a [f32],
    header: &'a [Paragraph],
    /// The elements of the header, which is one thing on however many pages it stands.
    elements: Vec<Option<usize>>,
}

impl Placed<'_> {
    /// The header; repeated it is no new text.
    fn head(&mut self, page: &mut Cut<'_>, first: bool) {
        self.elements = self
            .header
            .iter()
            .map(|_| {
                first.then(|| {
                    page.element(Element::Cell {
                        table: self.start,
                        row: 0,
                        header: true,
                    })
                })
            })
            .collect();
        let elements = self.elements.clone();
        let tall = height(self.header);
        let count = self.header.iter().map(|cell| cell.rows.len()).max();
        self.chunk(page, self.header, &elements, 0..count.unwrap_or(0), tall);
    }

    fn row(&self, page: &mut Cut<'_>, row: &[Paragraph], number: usize) {
        let cell = |page: &mut Cut<'_>| {
            page.element(Element::Cell {
                table: self.start,
                row: number,
                header: false,
            })
        };
        let elements: Vec<Option<usize>> = row.iter().map(|_| Some(cell(page))).collect();
        let count = row.iter().map(|cell| cell.rows.len()).max().unwrap_or(0);
        let mut done = 0;
        while done < count {
            // Lines that go on this page: all of them, unless the row is taller than a page.
            let spaces = height(row) - row_size(row) * lines_of(count);
            let mut now = count - done;
            while now > 1 && spaces + row_size(row) * lines_of(now) > page.room() {
                now -= 1;
            }
            let tall = spaces + row_size(row) * lines_of(now);
            self.chunk(page, row, &elements, done..done + now, tall);
            done += now;
            if done < count {
                page.turn();
                let elements = vec![None; self.header.len()];
                let lines = self.header.iter().map(|cell| cell.rows.len()).max();
                let tall = height(self.header);
                self.chunk(page, self.header, &elements, 0..lines.unwrap_or(0), tall);
            }
        }
    }

    /// Some lines of each cell of a row, and the borders around them.
    fn chunk(
        &self,
        page: &mut Cut<'_>,
        row: &[Paragraph],
        elements: &[Option<usize>],
        lines: std::ops::Range<usize>,
        tall: f32,
    ) {
        let top = page.y;
        for (at, cell) in row.iter().enumerate() {
            page.y = top + cell.before + BORDER;
            let x = self.edges[at] + points_of(CELL_MM);
            let width = self.edges[at + 1] - self.edges[at] - 2.0 * points_of(CELL_MM);
            for line in lines.clone().take_while(|line| *line < cell.rows.len()) {
                page.row(cell, line, elements[at], x, width);
            }
        }
        page.y = top + tall;
        self.borders(page, top);
        page.filled();
    }

    fn borders(&self, page: &mut Cut<'_>, top: f32) {
        let bottom = page.y;
        let (Some(&left), Some(&right)) = (self.edges.first(), self.edges.last()) else {
            return;
        };
        for y in [top, bottom] {
            page.mark(Mark::Rule {
                from: (left, y),
                to: (right, y),
            });
        }
        for &x in self.edges {
            page.mark(Mark::Rule {
                from: (x, top),
                to: (x, bottom),
            });
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "lines of a cell")]
fn lines_of(count: usize) -> f32 {
    count as f32
}
