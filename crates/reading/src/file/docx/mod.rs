//! DOCX → [`SourceText`]: what a reader of the page sees, in order.
//!
//! List numbers are computed, tables keep merged cells, text boxes stand once after the paragraph
//! they hang on, insertions count and deletions do not, footnotes follow the text. Headers and
//! footers are not text of the document, but a state-secret stamp in one is looked for.

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
    for header in package.headers() {
        let mut lines = Lines::default();
        package.beside(&header, &mut lines)?;
        if classified::is_stamped(&lines.text) {
            return Err(FileError::Classified);
        }
    }
    let mut styles = Styles::default();
    package.beside("styles.xml", &mut styles)?;
    let mut numbering = Numbering::default();
    package.beside("numbering.xml", &mut numbering)?;
    let mut body = Body::new(Builder::new(limits), styles, numbering, watch);
    package.document(&mut body)?;
    if body.has_notes() {
        body.begin_notes();
        package.beside("footnotes.xml", &mut body)?;
    }
    body.finish()?.finish(Format::Docx)
}

/// The plain lines of a part.
#[derive(Default)]
struct Lines {
    text: String,
    in_text: bool,
}

impl Listener for Lines {
    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), FileError> {
        match tag.local_name().as_ref() {
            "t" => self.in_text = true,
            "br" | "cr" => self.text.push('\n'),
            "tab" => self.text.push(' '),
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
}

#[cfg(test)]
mod tests;
