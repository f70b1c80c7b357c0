//! The XML of one part as a stream of the few events that matter.

use std::io::BufRead;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::file::error::{FileError, Measure};
use crate::file::sniff::FileKind;

/// A damaged package.
pub(super) const DAMAGED: FileError = FileError::Damaged(FileKind::Docx);

/// What a part tells, in order. Prefixes of names are left out.
pub(super) trait Listener {
    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), FileError>;
    fn end(&mut self, name: &str);
    fn text(&mut self, text: &str);
    /// Asked now and then.
    fn go_on(&self) -> Result<(), FileError> {
        Ok(())
    }
}

/// Tags between two questions whether to go on.
const STRIDE: usize = 1024;

/// Reads a part to its end.
///
/// Declarations of entities are refused: no writer of DOCX makes any, and they are how bombs and
/// calls to other files come in. Undeclared ones mean nothing.
pub(super) fn listen(
    part: impl BufRead,
    depth_limit: usize,
    listener: &mut impl Listener,
) -> Result<(), FileError> {
    let mut reader = Reader::from_reader(part);
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().allow_dangling_amp = true;
    let mut buffer = Vec::new();
    let mut depth = 0;
    let mut tags = 0_usize;
    loop {
        match reader
            .read_event_into(&mut buffer)
            .map_err(|error| cause(&error))?
        {
            Event::Start(tag) => {
                depth += 1;
                tags += 1;
                if depth > depth_limit {
                    return Err(FileError::too_much(Measure::Depth, depth_limit));
                }
                if tags.is_multiple_of(STRIDE) {
                    listener.go_on()?;
                }
                listener.start(&tag)?;
            }
            Event::End(tag) => {
                depth -= 1;
                listener.end(tag.local_name().as_ref());
            }
            Event::Text(text) => listener.text(&text.xml_content(XmlVersion::Explicit1_0)),
            Event::CData(text) => listener.text(&text.xml_content(XmlVersion::Explicit1_0)),
            Event::GeneralRef(reference) => {
                let name = reference.xml_content(XmlVersion::Explicit1_0);
                if let Ok(Some(c)) = reference.resolve_char_ref() {
                    listener.text(c.encode_utf8(&mut [0; 4]));
                } else if let Some(text) = quick_xml::escape::resolve_xml_entity(&name) {
                    listener.text(text);
                }
            }
            Event::DocType(_) => return Err(DAMAGED),
            Event::Eof if depth > 0 => return Err(DAMAGED),
            Event::Eof => return Ok(()),
            _ => {}
        }
        buffer.clear();
    }
}

/// A limit that the stream below ran into, or damage.
fn cause(error: &quick_xml::Error) -> FileError {
    if let quick_xml::Error::Io(error) = error
        && let Some(inner) = error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<FileError>())
    {
        return inner.clone();
    }
    DAMAGED
}

/// Value of an attribute, by its name without prefix.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    tag.attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)
        .and_then(|attribute| attribute.normalized_value(XmlVersion::Explicit1_0).ok())
        .map(std::borrow::Cow::into_owned)
}

/// The number in `w:val`.
pub(super) fn number<T: std::str::FromStr>(tag: &BytesStart<'_>) -> Option<T> {
    attribute(tag, "val")?.trim().parse().ok()
}

/// The state of a toggle such as `w:b`: on without a value.
pub(super) fn toggle(tag: &BytesStart<'_>) -> bool {
    !matches!(
        attribute(tag, "val").as_deref(),
        Some("0" | "false" | "off" | "none")
    )
}
