//! A letter as DOCX (WordprocessingML), to edit, number and sign.
//!
//! Our own XML: the measures of the decree are in named styles, spaces are measures and not empty
//! paragraphs, header rows repeat, the page number stands in the header and not on the first page.
//! No clock is asked: equal letters give equal bytes.

mod body;
mod emf;
mod figure;
mod styles;
mod table;
mod xml;

use std::io::{Cursor, Write};

pub(super) use table::{CELL_MM, widths};
use thiserror::Error;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::flow;
use super::model::Letter;
use xml::Xml;

/// The file could not be put together.
#[derive(Debug, Error)]
#[error("the letter could not be packed")]
pub struct DocxError(#[from] zip::result::ZipError);

impl From<std::io::Error> for DocxError {
    fn from(error: std::io::Error) -> Self {
        Self(error.into())
    }
}

pub(super) const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
pub(super) const RELATIONS: &str =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const WORD_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// Write the letter.
///
/// # Errors
///
/// When the package grows beyond what a zip file can hold.
pub fn write(letter: &Letter) -> Result<Vec<u8>, DocxError> {
    let sections = flow::sections(letter);
    let (document, pictures) = body::write(&sections);
    let mut parts: Vec<(String, Vec<u8>)> = [
        ("[Content_Types].xml", content_types()),
        ("_rels/.rels", package_relations()),
        ("word/document.xml", document),
        ("word/styles.xml", styles::write()),
        ("word/settings.xml", settings()),
        ("word/header1.xml", header(true)),
        ("word/header2.xml", header(false)),
        (
            "word/_rels/document.xml.rels",
            document_relations(pictures.len()),
        ),
        ("docProps/core.xml", properties(&flow::name(letter))),
    ]
    .map(|(name, bytes)| (name.to_owned(), bytes))
    .to_vec();
    for (number, picture) in (1..).zip(pictures) {
        parts.push((format!("word/{}", picture_file(number)), picture));
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (name, bytes) in parts {
        zip.start_file(name, options)?;
        zip.write_all(&bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn content_types() -> Vec<u8> {
    let mut xml = Xml::start();
    xml.open("Types", &[("xmlns", &format!("{PACKAGE}/content-types"))]);
    let relations = "application/vnd.openxmlformats-package.relationships+xml";
    for (extension, kind) in [
        ("rels", relations),
        ("xml", "application/xml"),
        ("emf", "image/x-emf"),
    ] {
        xml.empty(
            "Default",
            &[("Extension", extension), ("ContentType", kind)],
        );
    }
    let word = |kind: &str| format!("{WORD_TYPE}.{kind}+xml");
    for (part, kind) in [
        ("/word/document.xml", word("document.main")),
        ("/word/styles.xml", word("styles")),
        ("/word/settings.xml", word("settings")),
        ("/word/header1.xml", word("header")),
        ("/word/header2.xml", word("header")),
        (
            "/docProps/core.xml",
            "application/vnd.openxmlformats-package.core-properties+xml".to_owned(),
        ),
    ] {
        xml.empty("Override", &[("PartName", part), ("ContentType", &kind)]);
    }
    xml.close("Types");
    xml.finish()
}

fn package_relations() -> Vec<u8> {
    let core = format!("{PACKAGE}/relationships/metadata/core-properties");
    relations(&numbered(&[
        ("officeDocument", "word/document.xml"),
        (&core, "docProps/core.xml"),
    ]))
}

fn picture_file(number: usize) -> String {
    format!("media/figure{number}.emf")
}

fn document_relations(pictures: usize) -> Vec<u8> {
    let fixed = [
        ("styles", "styles.xml"),
        ("settings", "settings.xml"),
        ("header", "header1.xml"),
        ("header", "header2.xml"),
    ];
    let mut all = numbered(&fixed);
    for number in 1..=pictures {
        let id = body::picture_relation(number);
        all.push((id, "image".to_owned(), picture_file(number)));
    }
    relations(&all)
}

/// Relations whose names are their numbers.
fn numbered(targets: &[(&str, &str)]) -> Vec<(String, String, String)> {
    let of = |(place, (kind, target)): (usize, &(&str, &str))| {
        let id = format!("rId{}", place + 1);
        (id, (*kind).to_owned(), (*target).to_owned())
    };
    targets.iter().enumerate().map(of).collect()
}

fn relations(targets: &[(String, String, String)]) -> Vec<u8> {
    let mut xml = Xml::start();
    xml.open(
        "Relationships",
        &[("xmlns", &format!("{PACKAGE}/relationships"))],
    );
    for (id, kind, target) in targets {
        let kind = match kind.as_str() {
            full if full.starts_with("http") => full.to_owned(),
            short => format!("{RELATIONS}/{short}"),
        };
        xml.empty(
            "Relationship",
            &[("Id", id), ("Type", &kind), ("Target", target)],
        );
    }
    xml.close("Relationships");
    xml.finish()
}

/// The header: with the number of the page, or empty for the first one.
fn header(numbered: bool) -> Vec<u8> {
    let mut xml = Xml::start();
    xml.open("w:hdr", &[("xmlns:w", WORD)]);
    xml.open("w:p", &[]);
    xml.open("w:pPr", &[]);
    xml.value("w:pStyle", super::look::Style::PageNumber.look().id);
    xml.close("w:pPr");
    if numbered {
        xml.open("w:fldSimple", &[("w:instr", " PAGE ")]);
        xml.open("w:r", &[]);
        xml.open("w:t", &[]);
        xml.text("2");
        xml.close("w:t");
        xml.close("w:r");
        xml.close("w:fldSimple");
    }
    xml.close("w:p");
    xml.close("w:hdr");
    xml.finish()
}

/// Word 2013 and later: no compatibility mode, which would lay out tables differently.
fn settings() -> Vec<u8> {
    let mut xml = Xml::start();
    xml.open("w:settings", &[("xmlns:w", WORD)]);
    xml.empty("w:zoom", &[("w:percent", "100")]);
    xml.value("w:defaultTabStop", "720");
    xml.value("w:characterSpacingControl", "doNotCompress");
    xml.open("w:compat", &[]);
    xml.empty(
        "w:compatSetting",
        &[
            ("w:name", "compatibilityMode"),
            ("w:uri", "http://schemas.microsoft.com/office/word"),
            ("w:val", "15"),
        ],
    );
    xml.close("w:compat");
    xml.value("w:themeFontLang", "vi-VN");
    xml.value("w:decimalSymbol", ",");
    xml.value("w:listSeparator", ";");
    xml.close("w:settings");
    xml.finish()
}

/// Title and language; no author and no time, which the office gives when it edits.
fn properties(title: &str) -> Vec<u8> {
    let mut xml = Xml::start();
    let core = format!("{PACKAGE}/metadata/core-properties");
    xml.open(
        "cp:coreProperties",
        &[
            ("xmlns:cp", &core),
            ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ],
    );
    xml.open("dc:title", &[]);
    xml.text(&flow::clean(title));
    xml.close("dc:title");
    xml.open("dc:language", &[]);
    xml.text("vi-VN");
    xml.close("dc:language");
    xml.close("cp:coreProperties");
    xml.finish()
}
