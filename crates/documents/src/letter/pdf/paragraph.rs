//! A paragraph cut into lines, and how each line is set.

use super::super::flow::{Line, points_of};
use super::super::font::{Face, LINE};
use super::super::lines::lines;
use super::super::look::Style;
use super::super::model::Align;
use super::page::{Element, after};

/// A paragraph of some width.
#[derive(Debug)]
pub(super) struct Paragraph {
    pub rows: Vec<Row>,
    pub face: Face,
    pub size: f32,
    pub align: Align,
    /// Indents of the first line and of all lines.
    first: f32,
    left: f32,
    pub before: f32,
    pub after: f32,
    /// Length of a rule below it.
    pub rule: Option<f32>,
    pub element: Element,
}

/// A line of text, its spaces wider by so many points.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub text: String,
    pub stretch: f32,
}

impl Row {
    pub fn plain(text: String) -> Self {
        Self { text, stretch: 0.0 }
    }

    pub fn width(&self, face: Face, size: f32) -> f32 {
        face.width(&self.text, size)
    }
}

impl Paragraph {
    pub fn of(line: &Line, width: f32) -> Self {
        let look = line.style.look();
        let mut paragraph = Self::cut(line.style, &line.text, look.align, look.bold, width);
        paragraph.after = after(line);
        paragraph.rule = line.rule.map(|rule| rule.length);
        paragraph
    }

    /// A text in a style, with another alignment or weight than the style's own.
    pub fn cut(style: Style, text: &str, align: Align, bold: bool, width: f32) -> Self {
        let look = style.look();
        let face = Face::of(bold, look.italic);
        let size = f32::from(look.size) / 2.0;
        let (first, left) = (points_of(look.first), points_of(look.left));
        let rows = lines(text, face, size, width - left, first);
        Self {
            rows: rows.into_iter().map(Row::plain).collect(),
            face,
            size,
            align,
            first,
            left,
            before: f32::from(look.before),
            after: f32::from(look.after),
            rule: None,
            element: match style {
                Style::TypeName | Style::AppendixTitle => Element::Heading(1),
                Style::Heading1 => Element::Heading(2),
                Style::Heading2 => Element::Heading(3),
                Style::Heading3 => Element::Heading(4),
                _ => Element::Paragraph,
            },
        }
    }

    /// Height of some of its lines.
    #[expect(clippy::cast_precision_loss, reason = "lines of a paragraph")]
    pub fn height(&self, rows: usize) -> f32 {
        rows as f32 * self.size * LINE
    }

    /// Height of all of it, spaces included.
    pub fn total(&self) -> f32 {
        self.before + self.height(self.rows.len()) + self.after
    }

    /// How many of the last `left` lines go into `room`, so that no line stands alone on either
    /// page.
    pub fn rows_within(&self, room: f32, left: usize) -> usize {
        let mut rows = 0;
        while rows < left && self.height(rows + 1) <= room {
            rows += 1;
        }
        let most = left.saturating_sub(2);
        match rows.min(most) {
            0 | 1 => 0,
            rows => rows,
        }
    }

    /// Where a line begins between `x` and `x + width`, and with which spaces.
    pub fn set(&self, at: usize, x: f32, width: f32) -> (f32, Row) {
        let row = &self.rows[at];
        let indent = self.left + if at == 0 { self.first } else { 0.0 };
        let free = width - indent - row.width(self.face, self.size);
        let x = x + indent;
        let last = at + 1 == self.rows.len();
        match self.align {
            Align::Centre => (x + free / 2.0, row.clone()),
            Align::Right => (x + free, row.clone()),
            Align::Justified if !last => {
                let text = row.text.clone();
                let stretch = free.max(0.0) / spaces(&text).max(1.0);
                (x, Row { text, stretch })
            }
            Align::Left | Align::Justified => (x, row.clone()),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "spaces of a line")]
fn spaces(text: &str) -> f32 {
    text.matches(' ').count() as f32
}
