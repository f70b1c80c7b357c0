//! Pages → blocks: ruled tables, text in two columns (the head and the foot of a document), and
//! paragraphs that go on over the page.

use super::grid::{Grid, GridCell, grids};
use super::line::{Line, Measure, Paragraph, goes_on, paragraphs, rows};
use super::page::Page;
use crate::file::build::Builder;

/// How far off the columns of a table may be on the next page.
const SAME_COLUMN: f64 = 4.0;
/// Usual distance of text from the rules of its cell.
const PADDING: f64 = 5.0;
/// Parts of the page where only its number stands.
const MARGIN: f64 = 0.1;

/// Writes page after page.
pub(in crate::file) struct Layout {
    out: Builder,
    measure: Measure,
    open: Option<Paragraph>,
    /// Columns of the table that is open.
    table: Option<Vec<f64>>,
    /// The page being read, and how many have been begun in the text.
    page: usize,
    begun: usize,
}

/// What stands on a page, from the top down.
enum Element {
    Table(Grid),
    Columns { left: Vec<Line>, right: Vec<Line> },
    Line(Line),
}

impl Element {
    fn top(&self) -> f64 {
        match self {
            Self::Table(grid) => grid.ys[0],
            Self::Columns { left, right } => left
                .iter()
                .chain(right)
                .map(|line| line.y)
                .fold(f64::MAX, f64::min),
            Self::Line(line) => line.y,
        }
    }
}

impl Layout {
    pub(in crate::file) fn new(out: Builder) -> Self {
        Self {
            out,
            measure: Measure {
                left: 85.0,
                right: 540.0,
            },
            open: None,
            table: None,
            page: 0,
            begun: 0,
        }
    }

    pub(in crate::file) fn check(&self) -> Result<(), crate::file::FileError> {
        self.out.check()
    }

    /// Writes a page.
    pub(in crate::file) fn page(&mut self, page: Page) {
        let mut tables = grids(&page.rules);
        let free = page
            .letters
            .into_iter()
            .filter(|letter| !tables.iter_mut().any(|table| table.take(*letter)))
            .collect();
        tables.retain(Grid::has_text);
        let mut rows = rows(free);
        rows.retain(|row| !is_page_number(row, page.height));
        for line in rows.iter_mut().flatten() {
            line.page = self.page;
        }
        self.take_measure(&rows, page.width);
        let mut elements = self.elements(rows);
        elements.extend(tables.into_iter().map(Element::Table));
        elements.sort_by(|a, b| a.top().total_cmp(&b.top()));
        for element in elements {
            self.element(element);
        }
        self.page += 1;
    }

    pub(in crate::file) fn finish(mut self) -> Builder {
        self.close_table();
        self.close_paragraph();
        self.begin_pages(self.page.saturating_sub(1));
        self.out
    }

    /// The text area, from the lines that fill it.
    fn take_measure(&mut self, rows: &[Vec<Line>], width: f64) {
        let wide = |line: &&Line| line.x1 - line.x0 > width * 0.5;
        let lines = || {
            rows.iter()
                .filter(|row| row.len() == 1)
                .flatten()
                .filter(wide)
        };
        if lines().count() > 1 {
            self.measure = Measure {
                left: lines().map(|line| line.x0).fold(f64::MAX, f64::min),
                right: lines().map(|line| line.x1).fold(f64::MIN, f64::max),
            };
        }
    }

    fn elements(&self, rows: Vec<Vec<Line>>) -> Vec<Element> {
        let mut elements = Vec::new();
        let mut rows = rows.into_iter().peekable();
        while let Some(row) = rows.next() {
            let Some(mut columns) = Columns::of(&row) else {
                elements.extend(joined(row).map(Element::Line));
                continue;
            };
            while let Some(next) = rows.peek() {
                if !columns.take(next, self.measure) {
                    break;
                }
                rows.next();
            }
            if columns.rows > 1 {
                elements.push(Element::Columns {
                    left: columns.left,
                    right: columns.right,
                });
            } else {
                elements.extend(joined(row).map(Element::Line));
            }
        }
        elements
    }

    fn element(&mut self, element: Element) {
        match element {
            Element::Line(line) => self.line(line),
            Element::Columns { left, right } => {
                self.close_table();
                self.close_paragraph();
                self.out.open_table();
                for (column, lines) in [(0, left), (1, right)] {
                    self.out.open_cell(Some(column), 1, 1);
                    for line in lines {
                        self.write(Paragraph { lines: vec![line] });
                    }
                }
                self.out.close_table();
            }
            Element::Table(grid) => self.grid(grid),
        }
    }

    fn line(&mut self, line: Line) {
        self.close_table();
        match &mut self.open {
            Some(open) if goes_on(open, &line, self.measure) => open.lines.push(line),
            _ => {
                self.close_paragraph();
                self.open = Some(Paragraph { lines: vec![line] });
            }
        }
    }

    /// Writes a table, as more rows of the one open when its columns are the same.
    fn grid(&mut self, grid: Grid) {
        self.close_paragraph();
        let continues = self.table.as_ref().is_some_and(|xs| {
            xs.len() == grid.xs.len()
                && xs
                    .iter()
                    .zip(&grid.xs)
                    .all(|(a, b)| (a - b).abs() < SAME_COLUMN)
        });
        if !continues {
            self.close_table();
            self.out.open_table();
        }
        let mut row = 0;
        for cell in grid.cells {
            if cell.row != row {
                self.out.close_row();
                row = cell.row;
            }
            let inside = Measure {
                left: grid.xs[cell.column] + PADDING,
                right: grid.xs[cell.column + cell.columns] - PADDING,
            };
            self.cell(cell, inside);
        }
        self.out.close_row();
        self.table = Some(grid.xs);
    }

    fn cell(&mut self, cell: GridCell, inside: Measure) {
        let count = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
        self.out.open_cell(
            Some(count(cell.column)),
            count(cell.columns),
            count(cell.rows),
        );
        let mut lines: Vec<Line> = rows(cell.letters)
            .into_iter()
            .filter_map(joined_row)
            .collect();
        for line in &mut lines {
            line.page = self.page;
        }
        for paragraph in paragraphs(lines, inside) {
            self.write(paragraph);
        }
    }

    fn close_table(&mut self) {
        if self.table.take().is_some() {
            self.out.close_table();
        }
    }

    fn close_paragraph(&mut self) {
        if let Some(paragraph) = self.open.take() {
            self.write(paragraph);
        }
    }

    fn write(&mut self, paragraph: Paragraph) {
        for line in paragraph.lines {
            self.begin_pages(line.page);
            for (text, style) in &line.pieces {
                self.out.text(text, *style);
            }
            self.out.text(" ", crate::file::build::Style::default());
        }
        self.out.end_paragraph(None);
    }

    fn begin_pages(&mut self, page: usize) {
        while self.begun <= page {
            self.out.start_page();
            self.begun += 1;
        }
    }
}

/// Lines side by side, parted by an empty corridor.
struct Columns {
    left: Vec<Line>,
    right: Vec<Line>,
    /// The corridor.
    from: f64,
    to: f64,
    /// Rows with text on both sides, and those with text on one side right below.
    rows: usize,
    last: f64,
}

impl Columns {
    /// Splits a row at its widest gap.
    fn of(row: &[Line]) -> Option<Self> {
        let gap = |at: usize| row[at].x0 - row[at - 1].x1;
        let at = (1..row.len()).max_by(|a, b| gap(*a).total_cmp(&gap(*b)))?;
        Some(Self {
            from: row[at - 1].x1,
            to: row[at].x0,
            last: row[0].y,
            left: joined(row[..at].to_vec()).collect(),
            right: joined(row[at..].to_vec()).collect(),
            rows: 1,
        })
    }

    /// Takes the next row if the corridor goes on through it.
    fn take(&mut self, row: &[Line], measure: Measure) -> bool {
        let Some(first) = row.first() else {
            return false;
        };
        let (from, to) = (self.from, self.to);
        let left: Vec<_> = row.iter().filter(|line| line.x1 < to).cloned().collect();
        let right: Vec<_> = row.iter().filter(|line| line.x0 > from).cloned().collect();
        let new_from = left.iter().map(|line| line.x1).fold(from, f64::max);
        let new_to = right.iter().map(|line| line.x0).fold(to, f64::min);
        let centre = f64::midpoint(measure.left, measure.right);
        let centred =
            row.len() == 1 && (f64::midpoint(first.x0, first.x1) - centre).abs() < first.size;
        // Between the title of the signer and the name there is room for the signature.
        let reach = if left.is_empty() { 9.0 } else { 2.6 };
        let near = first.y - self.last < first.size * reach;
        if left.len() + right.len() != row.len()
            || new_to - new_from < first.size * 0.5
            || centred
            || !near
        {
            return false;
        }
        self.from = new_from;
        self.to = new_to;
        self.last = first.y;
        self.rows += 1;
        self.left.extend(joined(left));
        self.right.extend(joined(right));
        true
    }
}

fn joined_row(row: Vec<Line>) -> Option<Line> {
    joined(row).next()
}

/// One line out of the pieces of a row.
fn joined(row: Vec<Line>) -> impl Iterator<Item = Line> {
    row.into_iter()
        .reduce(|mut line, next| {
            line.x1 = next.x1;
            line.size = line.size.max(next.size);
            line.pieces
                .push((" ".to_owned(), crate::file::build::Style::default()));
            line.pieces.extend(next.pieces);
            line
        })
        .into_iter()
}

fn is_page_number(row: &[Line], height: f64) -> bool {
    let [line] = row else { return false };
    let text = line.text();
    let digits = text.trim_matches(['-', '–', ' ']);
    (line.y < height * MARGIN || line.y > height * (1.0 - MARGIN))
        && (1..=4).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}
