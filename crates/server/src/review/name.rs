//! What a value of the draft is called in addresses, anchors and forms: `m-date`, `t12-lead-0`.
//!
//! The name is the same on both sides of the screen: `#v-t12-deadline` is the field, and
//! `#s-t12-deadline` the place in the document.

use std::fmt;
use std::str::FromStr;

use dondoc_core::plan::draft::edit::{MetaField, RowField};
use dondoc_core::plan::draft::{Place, Role, RowId};

/// A value of the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Name {
    /// A field of the head or foot.
    Meta(MetaField),
    /// One of the lines of Nơi nhận.
    Recipient(usize),
    /// A value of a row.
    Row(RowId, RowField),
    /// A mention of another document.
    Citation(usize),
    /// A duty to report.
    Reporting(usize),
    /// Something to look at.
    Finding(usize),
}

/// The fields of the head and foot, in the order of the page, with what they are called.
pub const META: [(MetaField, &str); 10] = [
    (MetaField::Kind, "kind"),
    (MetaField::Number, "number"),
    (MetaField::Title, "title"),
    (MetaField::Issuer, "issuer"),
    (MetaField::Place, "place"),
    (MetaField::Date, "date"),
    (MetaField::Years, "years"),
    (MetaField::Signer, "signer"),
    (MetaField::SignFor, "sign-for"),
    (MetaField::Recipients, "recipients"),
];

const ROW: [(RowField, &str); 6] = [
    (RowField::Row, "row"),
    (RowField::Heading, "heading"),
    (RowField::Text, "text"),
    (RowField::Deadline, "deadline"),
    (RowField::Product, "product"),
    (RowField::Budget, "budget"),
];

impl Name {
    /// The name of an open point, where it has one.
    pub fn of(place: Place) -> Option<Self> {
        match place {
            Place::Draft => None,
            Place::Meta(field) => Some(Self::Meta(field)),
            Place::Row(row, field) => Some(Self::Row(row, field)),
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Meta(field) => {
                let word = META.iter().find(|(known, _)| *known == field);
                write!(f, "m-{}", word.map_or("", |(_, word)| word))
            }
            Self::Recipient(index) => write!(f, "m-recipients-{index}"),
            Self::Row(RowId(row), RowField::Actor(role, index)) => {
                write!(f, "t{row}-{}-{index}", role.as_str())
            }
            Self::Row(RowId(row), field) => {
                let word = ROW.iter().find(|(known, _)| *known == field);
                write!(f, "t{row}-{}", word.map_or("", |(_, word)| word))
            }
            Self::Citation(index) => write!(f, "c{index}"),
            Self::Reporting(index) => write!(f, "r{index}"),
            Self::Finding(index) => write!(f, "f{index}"),
        }
    }
}

/// A name that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such name")]
pub struct NoName;

impl FromStr for Name {
    type Err = NoName;

    fn from_str(text: &str) -> Result<Self, NoName> {
        parse(text).ok_or(NoName)
    }
}

fn parse(text: &str) -> Option<Name> {
    if let Some(rest) = text.strip_prefix("m-recipients-") {
        return rest.parse().ok().map(Name::Recipient);
    }
    if let Some(rest) = text.strip_prefix("m-") {
        let found = META.iter().find(|(_, word)| *word == rest);
        return found.map(|(field, _)| Name::Meta(*field));
    }
    if let Some(rest) = text.strip_prefix('t') {
        let (row, rest) = rest.split_once('-')?;
        return row_field(rest).map(|field| Some(Name::Row(RowId(row.parse().ok()?), field)))?;
    }
    let kind = [Name::Citation, Name::Reporting, Name::Finding];
    let (sign, index) = text.split_at_checked(1)?;
    let at = ["c", "r", "f"].iter().position(|known| *known == sign)?;
    index.parse().ok().map(kind[at])
}

fn row_field(text: &str) -> Option<RowField> {
    if let Some((field, _)) = ROW.iter().find(|(_, word)| *word == text) {
        return Some(*field);
    }
    let (role, index) = text.split_once('-')?;
    let role = Role::ALL.into_iter().find(|known| known.as_str() == role)?;
    Some(RowField::Actor(role, index.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_back() {
        let row = RowId(12);
        let mut names = vec![Name::Citation(3), Name::Reporting(0), Name::Finding(7)];
        names.push(Name::Recipient(2));
        names.extend(META.map(|(field, _)| Name::Meta(field)));
        names.extend(ROW.map(|(field, _)| Name::Row(row, field)));
        names.extend(Role::ALL.map(|role| Name::Row(row, RowField::Actor(role, 4))));
        for name in names {
            assert_eq!(name.to_string().parse(), Ok(name), "{name}");
        }
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for text in [
            "",
            "t",
            "t-",
            "t12",
            "tx-lead-0",
            "t1-lead",
            "t1-lead-x",
            "m-",
            "c",
            "đ1",
        ] {
            assert_eq!(text.parse::<Name>(), Err(NoName), "{text:?}");
        }
    }
}
