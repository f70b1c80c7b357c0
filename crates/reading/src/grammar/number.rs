//! Numbers of documents (số, ký hiệu): `267/KH-UBND`, `72/2015/NĐ-CP`, `57-KL/TW`.

use std::ops::Range;

/// The number and symbol of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocNumber {
    /// The number in the year's sequence; `None` in a draft whose number is not yet given.
    pub serial: Option<u32>,
    /// Letter after the serial: `a` in `30a/2008/NQ-CP`, or `bis`.
    pub suffix: Option<String>,
    /// The year, which normative acts carry.
    pub year: Option<u16>,
    /// Which of the forms in use it has.
    pub form: Form,
    /// Code of the type of document: `KH`, `QĐ`; an official letter has none.
    pub kind: Option<String>,
    /// Codes of the issuers; more than one only in joint documents.
    pub issuers: Vec<String>,
    /// Code of the drafting unit or field.
    pub unit: Option<String>,
    /// Term of the National Assembly: `13` in `80/2015/QH13`.
    pub session: Option<u8>,
    /// The number in one spelling: `05/2014/TTLT-BTC-BNV`.
    pub canonical: String,
    /// What was not quite by the book.
    pub flags: Vec<Flag>,
}

/// Forms of number in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// Văn bản quy phạm pháp luật: `72/2015/NĐ-CP`.
    Normative,
    /// A named type without a year: `267/KH-UBND`.
    Named,
    /// Công văn: `5740/BTTTT-TTĐN`.
    Letter,
    /// Quốc hội and its Standing Committee: `80/2015/QH13`.
    Assembly,
    /// The Party: `57-KL/TW`.
    Party,
}

/// What was not quite by the book in a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flag {
    /// `QĐ.UBND`.
    DotSeparator,
    /// `TTLT/BTC-BNV`.
    SlashSeparator,
    /// `ND` written for `NĐ`.
    AsciiD,
    /// `64/CP`.
    SingleGroup,
    /// `182/UBND-KH`: the place of the unit holds the code of a type.
    UnitIsTypeCode,
    /// The serial is not yet given.
    Draft,
}

/// Reads a whole field (a header line, a table cell) as a number.
pub fn parse_field(_text: &str) -> Option<DocNumber> {
    None
}

/// Finds the numbers in running text.
pub fn find(_text: &str) -> Vec<(Range<usize>, DocNumber)> {
    Vec::new()
}

/// Vietnamese name of a type code: `KH` is `Kế hoạch`.
pub fn type_name(_code: &str) -> Option<&'static str> {
    None
}
