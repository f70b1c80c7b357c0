//! The paragraph being read, and the text boxes that hang on it.

use quick_xml::events::BytesStart;

use super::numbering::Numbering;
use super::styles::{ListRef, Look, Styles, heading};
use super::xml::{attribute, number};
use crate::file::build::{Builder, Style};
use crate::file::error::{FileError, Measure};

/// State of the paragraph being read.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    style: Option<String>,
    list: ListRef,
    level: Option<u8>,
    /// Its mark is deleted: the next paragraph goes on in the same line.
    pub joins_next: bool,
    /// Look that the paragraph style gives.
    base: Look,
    /// Look of the run being read.
    run: Look,
    /// The run's style.
    character: Look,
}

impl Paragraph {
    /// Takes up a paragraph property.
    pub(super) fn take(&mut self, name: &str, tag: &BytesStart<'_>) {
        match name {
            "pStyle" => self.style = attribute(tag, "val"),
            "numId" => self.list.list = number(tag),
            "ilvl" => self.list.level = number(tag),
            "outlineLvl" => self.level = heading(tag),
            _ => {}
        }
    }

    /// Takes up a run property.
    pub(super) fn take_run(&mut self, name: &str, tag: &BytesStart<'_>, styles: &Styles) {
        if name == "rStyle" {
            self.character =
                attribute(tag, "val").map_or_else(Look::default, |id| styles.character(&id));
        } else {
            self.run.take(name, tag);
        }
    }

    pub(super) fn begin_run(&mut self) {
        self.run = Look::default();
        self.character = Look::default();
    }

    /// The properties are complete: the style takes effect, the list counts. Returns the marker.
    pub(super) fn settle(&mut self, styles: &Styles, numbering: &mut Numbering) -> Option<String> {
        let style = styles.paragraph(self.style.as_deref());
        self.base = style.look;
        self.level = self.level.or(style.level);
        let list = ListRef {
            list: self.list.list.or(style.list.list),
            level: self.list.level.or(style.list.level),
        };
        numbering.next(list, self.style.as_deref())
    }

    /// Heading level.
    pub(super) fn level(&self) -> Option<u8> {
        self.level
    }

    /// Look of the text that comes now.
    pub(super) fn look(&self) -> Look {
        self.run.over(self.character).over(self.base)
    }
}

/// Text of a text box, kept until the paragraph it hangs on has ended.
#[derive(Debug, Default)]
pub(super) struct Floating {
    lines: Vec<FloatingLine>,
    /// Lines and the pieces of them.
    parts: usize,
}

/// Lines, and runs of text in them, of the boxes that hang on one paragraph.
const MAX_FLOATING: usize = 100_000;

#[derive(Debug, Default)]
struct FloatingLine {
    marker: Option<String>,
    pieces: Vec<(String, Style)>,
}

impl Floating {
    pub(super) fn begin_line(&mut self, marker: Option<String>) {
        self.parts += 1;
        self.lines.push(FloatingLine {
            marker,
            pieces: Vec::new(),
        });
    }

    pub(super) fn text(&mut self, text: &str, style: Style) {
        self.parts += 1;
        if self.lines.is_empty() {
            self.begin_line(None);
        }
        if let Some(line) = self.lines.last_mut() {
            line.pieces.push((text.to_owned(), style));
        }
    }

    /// Fails once they are more than any page could bear.
    pub(super) fn check(&self) -> Result<(), FileError> {
        if self.parts > MAX_FLOATING {
            return Err(FileError::too_much(Measure::Blocks, MAX_FLOATING));
        }
        Ok(())
    }

    /// Writes the lines as paragraphs.
    pub(super) fn write(self, out: &mut Builder) {
        for line in self.lines {
            out.set_marker(line.marker);
            for (text, style) in line.pieces {
                out.text(&text, style);
            }
            out.end_paragraph(None);
            out.set_marker(None);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}
