//! Bytes of any format → [`SourceText`].
//!
//! [`read`] is the door. It looks at the content first and at the name only where the content
//! leaves a choice, hands the bytes to the reader of the format, and refuses what is classified
//! (`classified`). Whatever comes in, what comes out is a text or a [`FileError`]: limits hold on
//! size, depth, count and time, nothing is written outside a private temporary folder, and that
//! is gone when the call returns.

pub mod apart;
mod build;
pub mod classified;
mod decode;
mod doc;
mod docx;
mod error;
#[cfg(test)]
mod golden;
mod helper;
#[cfg(test)]
mod hostile;
mod html;
mod limits;
pub mod markdown;
mod ordinal;
mod pages;
mod pdf;
mod picture;
mod scan;
mod sniff;
#[cfg(test)]
mod stamps;
#[cfg(test)]
mod testing;
pub mod text;
mod watch;
pub(crate) mod wrap;

pub use error::{FileError, HelperFailure, Measure};
pub use helper::{Helper, Helpers};
pub use limits::Limits;
pub use sniff::{FileKind, sniff};
pub use watch::{Step, Watch};

use crate::source::SourceText;

/// Reads a file of any known format.
///
/// `name` is a hint only: it tells Markdown from plain text. `helpers` are the programs that may
/// be started. `watch` hears of progress and may stop the reading; `&()` watches nothing.
///
/// # Errors
/// A [`FileError`] that says what is wrong with the file, which helper is missing, or that the
/// file is classified; of a classified file it says nothing more.
pub fn read(
    bytes: &[u8],
    name: Option<&str>,
    limits: &Limits,
    helpers: &Helpers,
    watch: &dyn Watch,
) -> Result<SourceText, FileError> {
    if bytes.len() > limits.file_bytes {
        return Err(FileError::too_much(Measure::FileBytes, limits.file_bytes));
    }
    if bytes.is_empty() {
        return Err(FileError::Empty);
    }
    if sniff::has_more_parts(bytes, limits.parts) {
        return Err(FileError::too_much(Measure::Parts, limits.parts));
    }
    let kind = sniff(bytes, name).ok_or(FileError::Unsupported(None))?;
    if !watch.step(Step::Sniffed(kind)) {
        return Err(FileError::Stopped);
    }
    let source = match kind {
        FileKind::Text => text::read(decoded(bytes, limits)?),
        FileKind::Markdown => markdown::read(decoded(bytes, limits)?),
        FileKind::Html => {
            check_plain(bytes, limits)?;
            html::read(&decode::html(bytes), limits, watch)?
        }
        FileKind::Docx => docx::read(bytes, limits, watch)?,
        FileKind::Pdf => match pdf::read(bytes, limits, helpers, watch)? {
            pdf::Pages::Text(source) => {
                scan::look_for_stamp(source, bytes, limits, helpers, watch)?
            }
            pdf::Pages::Scan => scan::read_pdf(bytes, limits, helpers, watch)?,
        },
        FileKind::Doc | FileKind::Odt | FileKind::Rtf => {
            doc::read(bytes, kind, limits, helpers, watch)?
        }
        FileKind::Png | FileKind::Jpeg | FileKind::Tiff => {
            scan::read_picture(bytes, kind, limits, helpers, watch)?
        }
        other => return Err(FileError::Unsupported(Some(other))),
    };
    if source.text.trim().is_empty() {
        return Err(match kind {
            FileKind::Text | FileKind::Markdown => FileError::Empty,
            kind => FileError::NoText(kind),
        });
    }
    classified::check(&source)?;
    Ok(source)
}

fn check_plain(bytes: &[u8], limits: &Limits) -> Result<(), FileError> {
    if bytes.len() > limits.plain_bytes {
        return Err(FileError::too_much(Measure::FileBytes, limits.plain_bytes));
    }
    Ok(())
}

fn decoded(bytes: &[u8], limits: &Limits) -> Result<String, FileError> {
    check_plain(bytes, limits)?;
    // Each line is remembered with its place, and each cell of a table drawn with bars.
    let mut blocks = memchr::memchr2_iter(b'\n', b'|', bytes);
    if blocks.nth(limits.blocks).is_some() {
        return Err(FileError::too_much(Measure::Blocks, limits.blocks));
    }
    Ok(decode::plain(bytes.to_vec()))
}
