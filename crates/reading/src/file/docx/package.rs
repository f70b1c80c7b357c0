//! The zip around a document: parts by name, each within its limit.

use std::io::{BufRead, BufReader, Cursor, Error, Read};

use quick_xml::events::BytesStart;
use zip::ZipArchive;
use zip::result::ZipError;

use super::xml::{DAMAGED, Listener, attribute, listen};
use crate::file::error::{FileError, Measure};
use crate::file::limits::Limits;
use crate::file::sniff::FileKind;

/// An open package.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    limits: &'a Limits,
    /// Folder of the main part, with its slash.
    folder: String,
    document: String,
    /// Bytes that the parts beside the document may still unpack to.
    left_beside: usize,
}

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, FileError> {
        if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            // An OLE file around an encrypted package.
            return Err(FileError::Encrypted(FileKind::Docx));
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| DAMAGED)?;
        let mut package = Self {
            archive,
            limits,
            folder: String::new(),
            document: String::new(),
            left_beside: limits.beside_bytes,
        };
        package.document = package.main_part()?;
        let slash = package.document.rfind('/').map_or(0, |slash| slash + 1);
        package.folder = package.document[..slash].to_owned();
        Ok(package)
    }

    /// Name of the part that holds the text.
    fn main_part(&mut self) -> Result<String, FileError> {
        let mut main = MainPart(None);
        self.listen_to("_rels/.rels", &mut main, self.limits.beside_bytes)?;
        Ok(main.0.unwrap_or_else(|| "word/document.xml".to_owned()))
    }

    /// Feeds the main part to a listener.
    pub(super) fn document(&mut self, listener: &mut impl Listener) -> Result<(), FileError> {
        let name = self.document.clone();
        if self
            .listen_to(&name, listener, self.limits.part_bytes)?
            .is_some()
        {
            Ok(())
        } else {
            Err(DAMAGED)
        }
    }

    /// Feeds a part beside the main one to a listener; a part that is not there says nothing. All
    /// such parts share one limit: a package may hold thousands of headers.
    pub(super) fn beside(
        &mut self,
        name: &str,
        listener: &mut impl Listener,
    ) -> Result<(), FileError> {
        let name = format!("{}{name}", self.folder);
        let read = self.listen_to(&name, listener, self.left_beside)?;
        self.left_beside -= read.unwrap_or(0);
        Ok(())
    }

    /// Names of the header and footer parts.
    pub(super) fn headers(&self) -> Vec<String> {
        let parts = self.archive.file_names().flatten();
        parts
            .filter_map(|name| name.strip_prefix(&self.folder).map(str::to_owned))
            .filter(|name| name.starts_with("header") || name.starts_with("footer"))
            .collect()
    }

    /// Tells how much the part unpacked to, if it is there.
    fn listen_to(
        &mut self,
        name: &str,
        listener: &mut impl Listener,
        limit: usize,
    ) -> Result<Option<usize>, FileError> {
        let entry = match self.archive.by_name(name) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(message)) if message.contains("assword") => {
                return Err(FileError::Encrypted(FileKind::Docx));
            }
            Err(_) => return Err(DAMAGED),
        };
        let mut part = Bounded {
            inner: entry,
            left: limit,
            over: false,
            limit,
        };
        listen(
            skip_mark(BufReader::with_capacity(32 << 10, &mut part)),
            self.limits.depth,
            listener,
        )?;
        Ok(Some(limit - part.left))
    }
}

/// Drops a byte-order mark.
fn skip_mark<R: BufRead>(mut part: R) -> R {
    if part
        .fill_buf()
        .is_ok_and(|start| start.starts_with(&[0xef, 0xbb, 0xbf]))
    {
        part.consume(3);
    }
    part
}

/// Fails when a part unpacks to more than its limit.
struct Bounded<R> {
    inner: R,
    left: usize,
    over: bool,
    limit: usize,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if !self.over {
            let read = self.inner.read(buffer)?;
            self.over = read > self.left;
            self.left = self.left.saturating_sub(read);
            if !self.over {
                return Ok(read);
            }
        }
        // Again and again: whoever looks ahead may have swallowed the first.
        let error = FileError::too_much(Measure::UnpackedBytes, self.limit);
        Err(Error::other(error))
    }
}

/// Finds the main part in the package's relationships.
struct MainPart(Option<String>);

impl Listener for MainPart {
    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), FileError> {
        if attribute(tag, "Type").is_some_and(|kind| kind.ends_with("/officeDocument")) {
            let target = attribute(tag, "Target");
            self.0 = target.map(|target| target.trim_start_matches('/').to_owned());
        }
        Ok(())
    }

    fn end(&mut self, _: &str) {}

    fn text(&mut self, _: &str) {}
}
