//! DOCX → [`SourceText`]: what a reader of the page sees, in order.
//!
//! List numbers are computed, tables keep merged cells, text boxes stand once after the paragraph
//! they hang on, insertions count and deletions do not, footnotes follow the text. Headers and
//! footers are not text of the document, but a state-secret stamp in one is looked for. Pictures are
//! not read; those that may stand on the first page are counted.

mod body;
mod numbering;
mod package;
mod paragraph;
mod styles;
mod table;
mod xml;

use body::Body;
use numbering::Numbering;
use package::Package;
use quick_xml::events::BytesStart;
use styles::Styles;
use xml::Listener;

use super::build::Builder;
use super::classified;
use super::error::FileError;
use super::limits::Limits;
use super::watch::Watch;
use crate::source::{Format, SourceText};

/// Reads a DOCX file.
pub(super) fn read(
    bytes: &[u8],
    limits: &Limits,
    watch: &dyn Watch,
) -> Result<SourceText, FileError> {
    let mut package = Package::open(bytes, limits)?;
    let mut out = Builder::new(limits);
    for header in package.headers() {
        let mut lines = Lines::new(watch);
        package.beside(&header, &mut lines)?;
        if classified::is_stamped(&lines.text) {
            return Err(FileError::Classified);
        }
        (0..lines.pictures).for_each(|_| out.picture());
    }
    let mut styles = Styles::default();
    package.beside("styles.xml", &mut styles)?;
    let mut numbering = Numbering::default();
    package.beside("numbering.xml", &mut numbering)?;
    let mut body = Body::new(out, styles, numbering, watch);
    package.document(&mut body)?;
    if body.has_notes() {
        body.begin_notes();
        package.beside("footnotes.xml", &mut body)?;
    }
    body.finish()?.finish(Format::Docx)
}

/// The plain lines of a part.
struct Lines<'a> {
    text: String,
    in_text: bool,
    pictures: usize,
    watch: &'a dyn Watch,
}

impl<'a> Lines<'a> {
    fn new(watch: &'a dyn Watch) -> Self {
        Self {
            text: String::new(),
            in_text: false,
            pictures: 0,
            watch,
        }
    }
}

impl Listener for Lines<'_> {
    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), FileError> {
        match tag.local_name().as_ref() {
            "t" => self.in_text = true,
            "br" | "cr" => self.text.push('\n'),
            "tab" => self.text.push(' '),
            "blip" | "imagedata" => self.pictures += 1,
            // A watermark is a drawn word.
            "textpath" => {
                let word = xml::attribute(tag, "string").unwrap_or_default();
                self.text.extend(["\n", &word, "\n"]);
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "p" => self.text.push('\n'),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text {
            self.text.push_str(text);
        }
    }

    fn go_on(&self) -> Result<(), FileError> {
        if self.watch.go_on() {
            Ok(())
        } else {
            Err(FileError::Stopped)
        }
    }
}

#[cfg(test)]
mod tests;
