//! The official letter that urges (công văn đôn đốc) as a DOCX file to be numbered and signed, in
//! the form of Decree 30/2020/NĐ-CP, Annex I.

mod xml;

use std::io::{Cursor, Write as _};

use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

/// A letter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Letter {
    /// The body above the issuer.
    pub superior: String,
    /// Who writes.
    pub issuer: String,
    /// Number and symbol; the number may be blank.
    pub number: String,
    /// What it is about, without "V/v".
    pub subject: String,
    /// Place and day, in words.
    pub place_and_day: String,
    /// To whom.
    pub to: Vec<String>,
    /// What it says before its table.
    pub opening: Vec<String>,
    /// What it urges for, when there is one addressee.
    pub table: Option<Table>,
    /// What it says behind it.
    pub closing: Vec<String>,
    /// "Nơi nhận", line by line.
    pub recipients: Vec<String>,
    /// Before the signer, a line each: TM. ỦY BAN NHÂN DÂN, KT. CHỦ TỊCH.
    pub authority: String,
    /// The signer's title.
    pub title: String,
    /// The signer's name.
    pub signer: String,
    /// An appendix for each addressee, when there are several.
    pub appendices: Vec<Appendix>,
}

/// Rows under headings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The headings.
    pub headings: Vec<String>,
    /// The rows, each as long as the headings.
    pub rows: Vec<Vec<String>>,
    /// Widths of the columns in parts of the page's.
    pub widths: Vec<u32>,
}

/// An appendix.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Appendix {
    /// Its title.
    pub title: String,
    /// Under it: of which letter.
    pub of: String,
    /// What it lists.
    pub table: Table,
}

const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
const PARTS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/></Relationships>"#;
const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="28"/><w:szCs w:val="28"/><w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style></w:styles>"#;
/// The page number, centred in the top margin.
const HEADER: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:hdr>"#;

/// The letter as a DOCX file. Equal letters give equal bytes.
pub fn docx(letter: &Letter) -> std::io::Result<Vec<u8>> {
    pack(&[
        ("[Content_Types].xml", CONTENT_TYPES.as_bytes()),
        ("_rels/.rels", RELATIONS.as_bytes()),
        ("word/document.xml", xml::document(letter).as_bytes()),
        ("word/_rels/document.xml.rels", PARTS.as_bytes()),
        ("word/styles.xml", STYLES.as_bytes()),
        ("word/header1.xml", HEADER.as_bytes()),
    ])
}

/// Files in a ZIP archive, without the day on which it was made.
pub fn pack(files: &[(impl AsRef<str>, impl AsRef<[u8]>)]) -> std::io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (name, bytes) in files {
        zip.start_file(name.as_ref(), options)
            .map_err(std::io::Error::other)?;
        zip.write_all(bytes.as_ref())?;
    }
    let packed = zip.finish().map_err(std::io::Error::other)?;
    Ok(packed.into_inner())
}
