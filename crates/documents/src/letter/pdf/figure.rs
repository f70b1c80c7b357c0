//! Figures: lines, areas and words, in the middle of the page.

use super::super::flow::{clean, points_of};
use super::super::font::{Face, LINE};
use super::super::model::{Align, Figure, Shape};
use super::page::{ASCENT, Cut, Element, Mark, Path};
use super::paragraph::Row;

/// Size of the words in a figure, points.
const SIZE: f32 = 10.0;
/// Room above it.
const BEFORE: f32 = 6.0;

/// Height with the room above it, and that of its title.
pub(super) fn height(figure: &Figure) -> f32 {
    BEFORE + length(figure.height) + 2.0 * 13.0 * LINE
}

/// Tenths of a millimetre in points.
fn length(tenths: u16) -> f32 {
    points_of(tenths) / 10.0
}

/// Puts the figure where the text has come to, whole.
pub(super) fn place(page: &mut Cut<'_>, figure: &Figure) {
    if height(figure) > page.room() && height(figure) <= page.whole() {
        page.turn();
    }
    let element = page.element(Element::Figure(clean(&figure.described)));
    page.y += BEFORE;
    let left = Cut::left() + (page.width() - length(figure.width)) / 2.0;
    let top = page.y;
    let point = |at: (u16, u16)| (left + length(at.0), top + length(at.1));
    for shape in &figure.shapes {
        match shape {
            Shape::Line { from, to, weight } => page.mark(Mark::Shape {
                element,
                path: Path::Line {
                    from: point(*from),
                    to: point(*to),
                    weight: f32::from(*weight) / 10.0,
                },
            }),
            Shape::Area {
                at,
                width,
                height,
                grey,
            } => page.mark(Mark::Shape {
                element,
                path: Path::Area {
                    at: point(*at),
                    size: (length(*width), length(*height)),
                    grey: *grey,
                },
            }),
            Shape::Words { at, text, align } => {
                let row = Row::plain(clean(text));
                let width = row.width(Face::Regular, SIZE);
                let (x, y) = point(*at);
                let x = match align {
                    Align::Centre => x - width / 2.0,
                    Align::Right => x - width,
                    Align::Left | Align::Justified => x,
                };
                page.mark(Mark::Text {
                    element: Some(element),
                    x,
                    baseline: y - SIZE * LINE / 2.0 + SIZE * ASCENT,
                    face: Face::Regular,
                    size: SIZE,
                    row,
                });
            }
        }
    }
    page.y += length(figure.height);
    page.filled();
}
