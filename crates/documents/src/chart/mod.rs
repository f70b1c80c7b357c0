//! Charts as SVG, drawn to be read in black and white, in the dark, and by a screen reader: areas
//! differ by pattern and not by colour, every number stands as text, and the whole is named and
//! described. Lines and text take the colour of the page around them.

mod bars;
mod steps;

pub use bars::Bars;
pub use steps::Steps;

use std::fmt::Write as _;

/// Patterns that areas are filled with, from the darkest to empty; a chart has at most so many
/// series.
pub const PATTERNS: usize = 6;

/// Text that may stand in XML.
fn escaped(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}

/// The beginning of a chart: its name, its description, its patterns. `id` keeps the patterns of
/// several charts on a page apart.
fn begin(id: &str, title: &str, description: &str, width: i64, height: i64) -> String {
    let (title, description) = (escaped(title), escaped(description));
    let mut out = format!(
        "<svg class=\"chart\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\" \
         viewBox=\"0 0 {width} {height}\" xmlns=\"http://www.w3.org/2000/svg\" \
         fill=\"currentColor\" font-size=\"13\"><title id=\"{id}-t\">{title}</title>\
         <desc id=\"{id}-d\">{description}</desc><defs>"
    );
    let drawn = [
        "<rect width=\"8\" height=\"8\"/>",
        "<path d=\"M0 8 8 0M-2 2 2-2M6 10 10 6\" stroke=\"currentColor\" stroke-width=\"2.4\"/>",
        "<circle cx=\"4\" cy=\"4\" r=\"1.3\"/>",
        "<path d=\"M0 4H8M4 0V8\" stroke=\"currentColor\" stroke-width=\"1.6\"/>",
        "<path d=\"M0 4H8\" stroke=\"currentColor\" stroke-width=\"1.4\"/>",
        "",
    ];
    for (number, drawing) in drawn.iter().enumerate().take(PATTERNS) {
        let _ = write!(
            out,
            "<pattern id=\"{id}-p{number}\" width=\"8\" height=\"8\" \
             patternUnits=\"userSpaceOnUse\">{drawing}</pattern>"
        );
    }
    out.push_str("</defs>");
    out
}

/// An area of a series.
fn area(out: &mut String, id: &str, series: usize, place: (i64, i64, i64, i64)) {
    let (x, y, width, height) = place;
    let _ = write!(
        out,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" \
         fill=\"url(#{id}-p{series})\" stroke=\"currentColor\"/>"
    );
}

/// Text; `anchor` is `start`, `middle` or `end`.
fn words(out: &mut String, x: i64, y: i64, anchor: &str, text: &str) {
    let text = escaped(text);
    let _ = write!(
        out,
        "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{text}</text>"
    );
}

/// A name cut to what has room.
fn cut(name: &str, letters: usize) -> String {
    if name.chars().count() <= letters {
        return name.to_owned();
    }
    let kept: String = name.chars().take(letters - 1).collect();
    format!("{}…", kept.trim_end())
}
