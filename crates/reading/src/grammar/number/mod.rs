//! Numbers of documents (số, ký hiệu): `267/KH-UBND`, `72/2015/NĐ-CP`, `57-KL/TW`.

mod codes;
mod scan;

use std::ops::Range;

use codes::{ASCII, JOINT, NORMATIVE, PARTY, TYPES};
use scan::{Setting, Shape};

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

/// Reads a whole field (a header line, a table cell) as a number: "Số: 267/KH-UBND",
/// "72/2015/NĐ-CP", and in a draft "Số: …/KH-UBND".
pub fn parse_field(text: &str) -> Option<DocNumber> {
    let text = without_label(text.trim());
    if let Some(shape) =
        scan::shape(text, 0, Setting::Field).filter(|shape| shape.end == text.len())
    {
        return classify(&shape);
    }
    let symbol = text.trim_start_matches(['.', '…', '_', ' ']);
    let shape = scan::draft(symbol).filter(|shape| shape.end == symbol.len())?;
    let mut number = classify(&shape)?;
    number.flags.push(Flag::Draft);
    Some(number)
}

/// The field without "Số:".
fn without_label(text: &str) -> &str {
    let Some(rest) = ["Số", "số", "SỐ"]
        .iter()
        .find_map(|label| text.strip_prefix(label))
    else {
        return text;
    };
    let rest = rest.trim_start();
    rest.strip_prefix(':').unwrap_or(rest).trim_start()
}

/// Finds the numbers in running text.
pub fn find(text: &str) -> Vec<(Range<usize>, DocNumber)> {
    let mut found = Vec::new();
    let mut free = 0;
    for slash in memchr::memchr_iter(b'/', text.as_bytes()) {
        if slash < free {
            continue;
        }
        let Some(start) = scan::serial_before(text, slash).filter(|&start| start >= free) else {
            continue;
        };
        if let Some((place, number)) = number_at(text, start) {
            free = place.end;
            found.push((place, number));
        }
    }
    found
}

fn number_at(text: &str, start: usize) -> Option<(Range<usize>, DocNumber)> {
    let shape = scan::shape(text, start, Setting::Prose)?;
    let place = start..shape.end;
    if !scan::may_end(text, &place) {
        return None;
    }
    Some((place, classify(&shape)?))
}

/// Vietnamese name of a type code: `KH` is `Kế hoạch`.
pub fn type_name(code: &str) -> Option<&'static str> {
    TYPES
        .iter()
        .find(|(known, _)| *known == code)
        .map(|(_, name)| *name)
}

/// Decides which of the forms in use a shape has; most shapes have none.
fn classify(shape: &Shape<'_>) -> Option<DocNumber> {
    let serial = if shape.serial.is_empty() {
        None
    } else {
        Some(shape.digits.parse().ok()?)
    };
    if serial == Some(0) {
        return None;
    }
    let year = match shape.year {
        Some(year) => Some(
            year.parse()
                .ok()
                .filter(|year| (1945..=2100).contains(year))?,
        ),
        None => None,
    };
    let suffix = shape
        .serial
        .strip_prefix(shape.digits)
        .filter(|suffix| !suffix.is_empty());
    let mut number = DocNumber {
        serial,
        suffix: suffix.map(str::to_owned),
        year,
        form: Form::Named,
        kind: None,
        issuers: Vec::new(),
        unit: None,
        session: None,
        canonical: String::new(),
        flags: Vec::new(),
    };
    if let Some(kind) = shape.party {
        return party(number, kind, shape);
    }
    let groups = repaired(shape, &mut number.flags);
    if shape.groups.len() == 1 && assembly(&mut number, &groups[0]).is_some() {
        // The year is part of the form, as `assembly` saw.
    } else if type_name(&groups[0]).is_some() {
        named(&mut number, &groups)?;
    } else {
        letter(&mut number, &groups)?;
    }
    let year = shape.year.map_or(String::new(), |year| format!("{year}/"));
    number.canonical = format!("{}/{year}{}", shape.serial, groups.join("-"));
    Some(number)
}

fn repaired(shape: &Shape<'_>, flags: &mut Vec<Flag>) -> Vec<String> {
    if shape.dotted {
        flags.push(Flag::DotSeparator);
    }
    if shape.slashed {
        flags.push(Flag::SlashSeparator);
    }
    let groups: Vec<String> = shape
        .groups
        .iter()
        .map(|group| without_ascii(group))
        .collect();
    if groups != shape.groups {
        flags.push(Flag::AsciiD);
    }
    groups
}

fn without_ascii(group: &str) -> String {
    let repaired = ASCII
        .iter()
        .find(|(typed, _)| *typed == group)
        .map(|(_, code)| *code);
    repaired.unwrap_or(group).to_owned()
}

fn party(mut number: DocNumber, kind: &str, shape: &Shape<'_>) -> Option<DocNumber> {
    if !PARTY.contains(&kind) || shape.slashed {
        return None;
    }
    let issuer = shape.groups.join("-");
    number.form = Form::Party;
    number.canonical = format!("{}-{kind}/{issuer}", shape.serial);
    number.kind = Some(kind.to_owned());
    number.issuers = vec![issuer];
    Some(number)
}

/// `QH13`, `UBTVQH14` behind a year.
fn assembly(number: &mut DocNumber, group: &str) -> Option<()> {
    number.year?;
    let issuer = ["UBTVQH", "QH"]
        .into_iter()
        .find(|issuer| group.starts_with(issuer))?;
    let session = group[issuer.len()..]
        .parse()
        .ok()
        .filter(|session| (1..100).contains(session))?;
    number.form = Form::Assembly;
    number.session = Some(session);
    number.issuers = vec![issuer.to_owned()];
    Some(())
}

fn named(number: &mut DocNumber, groups: &[String]) -> Option<()> {
    let (kind, issuers) = groups.split_first()?;
    let issuer = issuers.first()?;
    let normative = number.year.is_some() && NORMATIVE.contains(&kind.as_str());
    number.form = if normative {
        Form::Normative
    } else {
        Form::Named
    };
    number.kind = Some(kind.clone());
    if JOINT.contains(&kind.as_str()) {
        number.issuers = issuers.to_vec();
        return Some(());
    }
    number.issuers = vec![issuer.clone()];
    number.unit = (issuers.len() > 1).then(|| issuers[1..].join("-"));
    Some(())
}

/// Công văn: issuer and drafting unit; never with a year.
fn letter(number: &mut DocNumber, groups: &[String]) -> Option<()> {
    let (issuer, units) = groups.split_first()?;
    if number.year.is_some() || issuer == "QH" {
        return None;
    }
    number.form = Form::Letter;
    number.issuers = vec![issuer.clone()];
    let Some(last) = units.last() else {
        number.flags.push(Flag::SingleGroup);
        return (issuer == "CP" || issuer.chars().count() >= 3).then_some(());
    };
    number.unit = Some(units.join("-"));
    if type_name(last).is_some() {
        number.flags.push(Flag::UnitIsTypeCode);
    }
    Some(())
}
