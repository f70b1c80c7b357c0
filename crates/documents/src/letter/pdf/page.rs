//! Cutting sections into pages: where each line of text stands.

use super::super::flow::{BEFORE_TABLE, Line, Piece, Section, points_of};
use super::super::font::{Face, LINE};
use super::super::look::{
    MARGIN_LEFT_MM, MARGIN_RIGHT_MM, MARGIN_TOP_MM, PAGE_MM, PAGE_NUMBER_MM, Style,
};
use super::paragraph::{Paragraph, Row};
use super::{figure, table};

/// All pages, and what stands on them in reading order.
#[derive(Debug, Default)]
pub(super) struct Book {
    pub pages: Vec<Page>,
    pub elements: Vec<Element>,
}

/// What a run of text is, for whoever does not see the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Element {
    Paragraph,
    Heading(u16),
    /// A figure: what it shows.
    Figure(String),
    /// A cell: of the table that begins with this element, row, whether it is a header.
    Cell {
        table: usize,
        row: usize,
        header: bool,
    },
}

/// A page.
#[derive(Debug)]
pub(super) struct Page {
    pub landscape: bool,
    pub marks: Vec<Mark>,
}

/// Something drawn: points from the upper left corner of the paper.
#[derive(Debug)]
pub(super) enum Mark {
    Text {
        /// Of which element; a page number is of none.
        element: Option<usize>,
        x: f32,
        baseline: f32,
        face: Face,
        size: f32,
        row: Row,
    },
    Rule {
        from: (f32, f32),
        to: (f32, f32),
    },
    /// A part of a figure.
    Shape {
        element: usize,
        path: Path,
    },
}

/// What a figure is drawn of.
#[derive(Debug, Clone, Copy)]
pub(super) enum Path {
    Line {
        from: (f32, f32),
        to: (f32, f32),
        weight: f32,
    },
    Area {
        at: (f32, f32),
        size: (f32, f32),
        grey: u8,
    },
}

/// From the top of a line to its baseline, in ems: the font's ascent and half its line gap.
pub(super) const ASCENT: f32 = 0.891 + 0.021;

/// The pages of all sections.
pub(super) fn layout(sections: &[Section<'_>]) -> Book {
    let mut book = Book::default();
    for section in sections {
        let mut cut = Cut::new(&mut book, section.landscape);
        cut.pieces(&section.pieces);
    }
    book
}

/// A section being cut into pages.
pub(super) struct Cut<'a> {
    book: &'a mut Book,
    landscape: bool,
    /// The page within its section.
    number: u32,
    /// Where the next line goes.
    pub y: f32,
    /// Whether nothing stands on the page yet that the text flowed to.
    at_top: bool,
}

impl<'a> Cut<'a> {
    fn new(book: &'a mut Book, landscape: bool) -> Self {
        let mut cut = Self {
            book,
            landscape,
            number: 0,
            y: 0.0,
            at_top: true,
        };
        cut.turn();
        // A section begins with the space of its first paragraph; pages within it do not.
        cut.at_top = false;
        cut
    }

    /// The next page: from the second on with its number.
    pub fn turn(&mut self) {
        self.number += 1;
        self.book.pages.push(Page {
            landscape: self.landscape,
            marks: Vec::new(),
        });
        self.y = points_of(MARGIN_TOP_MM);
        self.at_top = true;
        if self.number > 1 {
            let look = Style::PageNumber.look();
            let size = f32::from(look.size) / 2.0;
            let row = Row::plain(self.number.to_string());
            let width = row.width(Face::Regular, size);
            let x = points_of(MARGIN_LEFT_MM) + (self.width() - width) / 2.0;
            let baseline = points_of(PAGE_NUMBER_MM) + size * ASCENT;
            self.mark(Mark::Text {
                element: None,
                x,
                baseline,
                face: Face::Regular,
                size,
                row,
            });
        }
    }

    /// Width between the margins.
    pub fn width(&self) -> f32 {
        let paper = if self.landscape { PAGE_MM.1 } else { PAGE_MM.0 };
        points_of(paper - MARGIN_LEFT_MM - MARGIN_RIGHT_MM)
    }

    fn end(&self) -> f32 {
        let paper = if self.landscape { PAGE_MM.0 } else { PAGE_MM.1 };
        points_of(paper - MARGIN_TOP_MM)
    }

    /// Room that is left on the page.
    pub fn room(&self) -> f32 {
        self.end() - self.y
    }

    /// Room on an empty page.
    pub fn whole(&self) -> f32 {
        self.end() - points_of(MARGIN_TOP_MM)
    }

    pub fn left() -> f32 {
        points_of(MARGIN_LEFT_MM)
    }

    pub fn mark(&mut self, mark: Mark) {
        let page = self.book.pages.last_mut().expect("a section has a page");
        page.marks.push(mark);
    }

    /// Something stands on the page now.
    pub fn filled(&mut self) {
        self.at_top = false;
    }

    /// A new element; gives its place.
    pub fn element(&mut self, element: Element) -> usize {
        self.book.elements.push(element);
        self.book.elements.len() - 1
    }

    pub fn next_element(&self) -> usize {
        self.book.elements.len()
    }

    fn pieces(&mut self, pieces: &[Piece<'_>]) {
        for (at, piece) in pieces.iter().enumerate() {
            let width = self.width();
            match piece {
                Piece::Line(line) => {
                    let paragraph = Paragraph::of(line, width);
                    let then = if line.keep {
                        needed(&pieces[at + 1..], width)
                    } else {
                        0.0
                    };
                    self.paragraph(&paragraph, then);
                }
                Piece::Table(data) => table::place(self, data),
                Piece::Figure(figure) => figure::place(self, figure),
                Piece::Columns { left_mm, rows } => {
                    for (left, right) in rows {
                        self.columns(points_of(*left_mm), left, right);
                    }
                }
            }
        }
    }

    /// A paragraph; behind it `then` points must have room on its last page.
    fn paragraph(&mut self, paragraph: &Paragraph, then: f32) {
        let element = self.element(paragraph.element.clone());
        let count = paragraph.rows.len();
        let mut placed = 0;
        while placed < count {
            let before = if placed > 0 || self.at_top {
                0.0
            } else {
                paragraph.before
            };
            let left = count - placed;
            let all = before + paragraph.height(left) + paragraph.after + then;
            let mut rows = left;
            if all > self.room() {
                rows = paragraph.rows_within(self.room() - before, left);
                if rows == 0 && !self.at_top {
                    self.turn();
                    continue;
                }
                // Nothing else helps where even an empty page is too small.
                rows = rows.max(1);
            }
            let (left_edge, width) = (Self::left(), self.width());
            self.y += before;
            for row in placed..placed + rows {
                self.row(paragraph, row, element, left_edge, width);
            }
            placed += rows;
            if placed < count {
                self.turn();
            }
        }
        self.y += paragraph.after;
        self.at_top = false;
    }

    /// One line of a paragraph, at the height reached.
    pub fn row(
        &mut self,
        paragraph: &Paragraph,
        at: usize,
        element: impl Into<Option<usize>>,
        x: f32,
        width: f32,
    ) {
        let size = paragraph.size;
        let (x, row) = paragraph.set(at, x, width);
        self.mark(Mark::Text {
            element: element.into(),
            x,
            baseline: self.y + size * ASCENT,
            face: paragraph.face,
            size,
            row,
        });
        self.y += size * LINE;
        if at + 1 == paragraph.rows.len()
            && let Some(rule) = paragraph.rule
        {
            let centre = x + paragraph.rows[at].width(paragraph.face, size) / 2.0;
            let y = self.y + 1.5;
            self.mark(Mark::Rule {
                from: (centre - rule / 2.0, y),
                to: (centre + rule / 2.0, y),
            });
        }
    }

    /// Two columns side by side, kept together.
    fn columns(&mut self, left_width: f32, left: &[Line], right: &[Line]) {
        let right_width = self.width() - left_width;
        let left = stack(left, left_width);
        let right = stack(right, right_width);
        let height = |lines: &[Paragraph]| lines.iter().map(Paragraph::total).sum::<f32>();
        let tallest = height(&left).max(height(&right));
        if tallest > self.room() && tallest <= self.whole() {
            self.turn();
        }
        let (top, page) = (self.y, self.book.pages.len());
        self.column(&left, Self::left(), left_width);
        let (bottom, last) = (self.y, self.book.pages.len());
        if last == page {
            self.y = top;
            self.column(&right, Self::left() + left_width, right_width);
            self.y = self.y.max(bottom);
        } else {
            // A list of recipients longer than a page: the signature stands where it ends.
            self.y = points_of(MARGIN_TOP_MM);
            self.column(&right, Self::left() + left_width, right_width);
            self.y = self.y.max(bottom);
        }
        self.at_top = false;
    }

    fn column(&mut self, lines: &[Paragraph], x: f32, width: f32) {
        for line in lines {
            let element = self.element(line.element.clone());
            self.y += line.before;
            for row in 0..line.rows.len() {
                if self.room() < line.size * LINE && !self.at_top {
                    self.turn();
                }
                self.at_top = false;
                self.row(line, row, element, x, width);
            }
            self.y += line.after;
        }
    }
}

fn stack(lines: &[Line], width: f32) -> Vec<Paragraph> {
    lines
        .iter()
        .map(|line| Paragraph::of(line, width))
        .collect()
}

/// Room for the beginning of what follows, and for all that is kept with it.
fn needed(pieces: &[Piece<'_>], width: f32) -> f32 {
    let Some((first, rest)) = pieces.split_first() else {
        return 0.0;
    };
    match first {
        Piece::Line(line) => {
            let paragraph = Paragraph::of(line, width);
            let rows = paragraph.rows.len();
            if line.keep && rows <= 3 {
                return paragraph.total() + needed(rest, width);
            }
            let least = if rows <= 3 { rows } else { 2 };
            paragraph.before + paragraph.height(least)
        }
        Piece::Table(data) => table::least(data, width),
        Piece::Figure(figure) => figure::height(figure),
        Piece::Columns { left_mm, rows } => {
            let left_width = points_of(*left_mm);
            let height = |lines: &[Line], width| {
                let lines = stack(lines, width);
                lines.iter().map(Paragraph::total).sum::<f32>()
            };
            let tallest = |(left, right): &(Vec<Line>, Vec<Line>)| {
                height(left, left_width).max(height(right, width - left_width))
            };
            rows.iter().map(tallest).sum()
        }
    }
}

/// Room after a text that a table follows.
pub(super) fn after(line: &Line) -> f32 {
    let look = line.style.look();
    f32::from(if line.before_table {
        BEFORE_TABLE
    } else {
        look.after
    })
}
