//! From what the house knows of its office to the head and foot of a document, and from a
//! document to files.

use chrono::NaiveDate;
use documents::letter::forms::Office as Out;
use documents::letter::{Day, Letter, Number, Recipients, Signature, docx, pdf, symbol};
use dondoc_core::letter::Office;

use crate::web::error::{Error, Result};

/// The media type of a Word document.
pub const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
/// The media type of a PDF.
pub const PDF: &str = "application/pdf";

/// A file with its name, to be downloaded or sent along with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A letter as DOCX and as PDF, under one name.
pub fn both(letter: &Letter, name: &str) -> Result<[File; 2]> {
    let docx = docx::write(letter).map_err(Error::internal)?;
    let pdf = pdf::write(letter).map_err(Error::internal)?;
    let file = |end, media_type, bytes| File {
        name: format!("{name}.{end}"),
        media_type,
        bytes,
    };
    Ok([file("docx", DOCX, docx), file("pdf", PDF, pdf)])
}

/// One form of a letter, by the end of its name.
pub fn one(letter: &Letter, name: &str, end: &str) -> Result<File> {
    let (media_type, bytes) = match end {
        "docx" => (DOCX, docx::write(letter).map_err(Error::internal)?),
        "pdf" => (PDF, pdf::write(letter).map_err(Error::internal)?),
        _ => return Err(Error::NotFound),
    };
    Ok(File {
        name: format!("{name}.{end}"),
        media_type,
        bytes,
    })
}

/// The signer of the office.
pub fn signed(office: &Office) -> Signature {
    Signature::read(office.rights.lines(), &office.title, Some(&office.signer))
}

/// Head and foot of a document of a type; a công văn has none. Number and day stay open.
pub fn head(office: &Office, type_name: Option<&str>, day: NaiveDate) -> Out {
    let superior = office.superior.trim();
    Out {
        superior: (!superior.is_empty()).then(|| superior.to_owned()),
        name: office.name.clone(),
        place: office.place.clone(),
        number: Number::new(None, &symbol_of(office, type_name)),
        day: Day::of_month(day),
        recipients: Recipients::read(&office.recipients),
        signature: signed(office),
    }
}

/// The symbol of a type; only a công văn names the division that drafts.
pub fn symbol_of(office: &Office, type_name: Option<&str>) -> String {
    let division = office.division.trim();
    let division = (type_name.is_none() && !division.is_empty()).then_some(division);
    symbol(type_name, office.abbreviation.trim(), division)
}

/// A name that every system takes.
pub fn plain(name: &str) -> String {
    let folded = vietnamese::key::fold(name).to_lowercase();
    let mut plain = String::new();
    for letter in folded.chars().take(80) {
        if letter.is_ascii_alphanumeric() {
            plain.push(letter);
        } else if !plain.ends_with('-') {
            plain.push('-');
        }
    }
    plain.trim_matches('-').to_owned()
}
