//! The parts of a DOCX, each unpacked only when it is asked for and only up to a limit.

use std::io::{Cursor, Read as _};

use quick_xml::NsReader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use zip::ZipArchive;

use super::{CheckError, MOST_BYTES};

/// Parts of a package, and the bytes of one of them.
const MOST_PARTS: usize = 5_000;
const MOST_PART: u64 = 48 * 1024 * 1024;
/// Elements within one another.
const DEEPEST: usize = 200;

const WORD: [&str; 2] = [
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
];

/// A DOCX file.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
}

impl<'a> Package<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Self, CheckError> {
        if bytes.len() > MOST_BYTES {
            return Err(CheckError::TooLarge);
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| CheckError::NotDocx)?;
        if archive.len() > MOST_PARTS {
            return Err(CheckError::TooLarge);
        }
        Ok(Self { archive })
    }

    /// A part of the package, if it is there.
    pub fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, CheckError> {
        let Ok(part) = self.archive.by_name(name) else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        part.take(MOST_PART + 1)
            .read_to_end(&mut bytes)
            .map_err(|_| CheckError::Damaged)?;
        if bytes.len() as u64 > MOST_PART {
            return Err(CheckError::TooLarge);
        }
        Ok(Some(bytes))
    }

    /// The relations of the main part: id, last part of the type, target.
    pub fn relations(&mut self) -> Result<Vec<[String; 3]>, CheckError> {
        let Some(bytes) = self.part("word/_rels/document.xml.rels")? else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        walk(&bytes, |step| {
            if let Step::Open { name, element, .. } = step
                && name == "Relationship"
            {
                let get = |key| attribute(element, key).unwrap_or_default();
                let kind = get("Type");
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                let target = get("Target");
                let target = target.trim_start_matches("/word/").to_owned();
                found.push([get("Id"), kind, format!("word/{target}")]);
            }
        })?;
        Ok(found)
    }
}

/// A step through a part.
#[derive(Clone, Copy)]
pub(super) enum Step<'e> {
    /// An element begins; `word`: of WordprocessingML.
    Open {
        name: &'e str,
        word: bool,
        element: &'e BytesStart<'e>,
    },
    /// An element ends.
    Close { name: &'e str, word: bool },
    /// Text.
    Text(&'e str),
}

/// Walks through a part; an empty element opens and closes.
pub(super) fn walk(bytes: &[u8], mut step: impl FnMut(Step<'_>)) -> Result<(), CheckError> {
    let mut reader = NsReader::from_reader(bytes);
    let mut depth = 0_usize;
    loop {
        let (space, event) = reader
            .read_resolved_event()
            .map_err(|_| CheckError::Damaged)?;
        let word = matches!(space, ResolveResult::Bound(Namespace(space)) if WORD.contains(&space));
        match event {
            Event::Start(element) => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(CheckError::TooLarge);
                }
                let local = element.local_name();
                step(Step::Open {
                    name: local.as_ref(),
                    word,
                    element: &element,
                });
            }
            Event::Empty(element) => {
                let local = element.local_name();
                let name = local.as_ref();
                step(Step::Open {
                    name,
                    word,
                    element: &element,
                });
                step(Step::Close { name, word });
            }
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                let local = element.local_name();
                step(Step::Close {
                    name: local.as_ref(),
                    word,
                });
            }
            Event::Text(text) => {
                step(Step::Text(text.as_ref()));
            }
            Event::GeneralRef(reference) => {
                let letter = match reference.as_ref() {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => reference.resolve_char_ref().ok().flatten(),
                };
                if let Some(letter) = letter {
                    step(Step::Text(letter.encode_utf8(&mut [0; 4])));
                }
            }
            // No Office program writes one, and entities could be declared in it.
            Event::DocType(_) => return Err(CheckError::Damaged),
            Event::Eof if depth > 0 => return Err(CheckError::Damaged),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// An attribute by its local name.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let mut attributes = attributes.with_checks(false).flatten();
    let found = attributes.find(|it| it.key.local_name().as_ref() == name)?;
    quick_xml::escape::unescape(&found.value)
        .ok()
        .map(Into::into)
}
