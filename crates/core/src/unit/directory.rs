//! The file format of a directory of units (JSON; the sheets of a workbook become the same).
//!
//! Only the first four fields of a unit, and the first two of a group, must be there: a file of
//! an older version still loads. What a file leaves empty it says nothing about; what shall be
//! empty is said in `clears`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    Kind, Level,
    check::{self, Faults},
    difference::What,
};
use crate::reorganisation::Step;

/// A directory: one place, its units, its groups, the acts that changed them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Directory {
    /// The province: `Nghệ An`; [`super::CENTRAL`] for ministries.
    pub place: String,
    /// What a person should know before using it: where the facts are from, what is only a
    /// pattern, what to check.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Its units, parents anywhere in the list.
    pub units: Vec<UnitEntry>,
    /// Its groups.
    #[serde(default)]
    pub groups: Vec<GroupEntry>,
    /// Acts of reorganisation, prepared to be applied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acts: Vec<ActEntry>,
    /// Lists that have nothing any more: to leave one out says nothing about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clears: Vec<Clear>,
}

/// A list of an entry that shall be empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clear {
    /// Of what.
    pub what: What,
    /// Its code.
    pub code: String,
    /// The name of the list: `aliases`.
    pub field: String,
}

/// A unit in a directory. `from` is its first day, `to` the day it had ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "as in the table `unit`")]
pub struct UnitEntry {
    pub code: String,
    pub kind: Kind,
    pub level: Level,
    /// Its name, the latest when it had several.
    pub name: String,
    #[serde(default)]
    pub short: Option<String>,
    /// The unit above, the latest when there were several.
    #[serde(default)]
    pub parent: Option<String>,
    #[serde(default)]
    pub from: Option<NaiveDate>,
    #[serde(default)]
    pub to: Option<NaiveDate>,
    /// All its names in order, when it had several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<DatedName>,
    /// All its parents in order, when it had several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parents: Vec<DatedParent>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<Code>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heads: Vec<Head>,
}

/// A name and the days on which it was the unit's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "as in the table `unit_name`")]
pub struct DatedName {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
}

/// A parent, by its code, and the days on which it was that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "as in the table `unit_parent`")]
pub struct DatedParent {
    pub parent: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
}

/// A code that others know the unit by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// Whose code: [`GSO`], [`IDENTIFIER`], or any other.
    pub scheme: String,
    /// The code.
    pub value: String,
}

/// Mã đơn vị hành chính của Tổng cục Thống kê.
pub const GSO: &str = "gso";
/// Mã định danh điện tử theo Quyết định 20/2020/QĐ-TTg.
pub const IDENTIFIER: &str = "qd20";

/// How the office is reached: never a private address of a person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "as in the table `unit_contact`")]
pub struct Contact {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// Người đứng đầu, and the days on which they were that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "as in the table `unit_head`")]
pub struct Head {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
}

/// A group in a directory: the units of these kinds at this level with all these tags, standing
/// under that unit, and those listed, without the exceptions. An open group never expands by
/// itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "as in the table `unit_group`")]
pub struct GroupEntry {
    pub code: String,
    pub name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    #[serde(default)]
    pub open: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<Kind>,
    #[serde(default)]
    pub level: Option<Level>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Code of the unit its members stand under, directly or not.
    #[serde(default)]
    pub under: Option<String>,
    /// Codes of the units that belong to it by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Membership>,
    /// Codes of the units that the rule would take and the group does not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<Membership>,
    #[serde(default)]
    pub from: Option<NaiveDate>,
    #[serde(default)]
    pub to: Option<NaiveDate>,
}

/// A unit in a list of a group, always or on some days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Membership {
    /// As long as there are group and unit.
    Always(String),
    /// On these days.
    Dated(DatedMember),
}

/// A unit, by its code, and the days on which it is in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "as in the table `group_member`")]
pub struct DatedMember {
    pub unit: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
}

impl Membership {
    /// Always or dated, as the days say.
    pub fn new(unit: String, from: Option<NaiveDate>, to: Option<NaiveDate>) -> Self {
        if from.is_none() && to.is_none() {
            Self::Always(unit)
        } else {
            Self::Dated(DatedMember { unit, from, to })
        }
    }

    /// Code of the unit.
    pub fn unit(&self) -> &str {
        match self {
            Self::Always(unit) => unit,
            Self::Dated(dated) => &dated.unit,
        }
    }

    /// First day, and the day it had ended.
    pub fn days(&self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        match self {
            Self::Always(_) => (None, None),
            Self::Dated(dated) => (dated.from, dated.to),
        }
    }
}

/// An act of reorganisation (nghị quyết, quyết định), as prepared in a file: what becomes of
/// which units from its effective day on. The units of both sides stand in the directory; a
/// person completes what is not known and applies it ([`crate::reorganisation`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "what an act says")]
pub struct ActEntry {
    pub code: String,
    /// `07/NQ-HĐND`; `None` when it is not known: a person fills it in.
    #[serde(default)]
    pub number: Option<String>,
    #[serde(default)]
    pub issuer: Option<String>,
    /// When it was signed; `None` when it is not known.
    #[serde(default)]
    pub date: Option<NaiveDate>,
    /// The first day on which things are as it says.
    pub effective: NaiveDate,
    pub title: String,
    /// What a person should check before applying it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    pub steps: Vec<Step>,
}

impl Directory {
    /// Largest file.
    pub const BYTES: usize = 32 << 20;

    /// Read a directory and check that it holds together.
    pub fn parse(json: &[u8]) -> Result<Self, Faults> {
        if json.len() > Self::BYTES {
            return Err(Faults::one("", "too_long"));
        }
        let mut directory: Self =
            serde_json::from_slice(json).map_err(|error| Faults::malformed(&error))?;
        directory.tidy();
        directory.check()?;
        Ok(directory)
    }

    /// Bring every entry into the one form in which entries are compared.
    pub fn tidy(&mut self) {
        self.place = self.place.trim().to_owned();
        self.units.iter_mut().for_each(UnitEntry::tidy);
    }

    /// Check that it holds together in itself. Parents and members may be units that the
    /// directory of the house has already.
    pub fn check(&self) -> Result<(), Faults> {
        check::directory(self)
    }
}

impl UnitEntry {
    /// The least there is to say of a unit.
    pub fn new(code: String, kind: Kind, level: Level, name: String) -> Self {
        Self {
            code,
            kind,
            level,
            name,
            short: None,
            parent: None,
            from: None,
            to: None,
            names: Vec::new(),
            parents: Vec::new(),
            aliases: Vec::new(),
            tags: Vec::new(),
            codes: Vec::new(),
            contacts: Vec::new(),
            heads: Vec::new(),
        }
    }

    /// One form for the same facts: a single name or parent over the whole life of the unit is
    /// not written as a list; with a list, `name`, `short` and `parent` are its last.
    pub fn tidy(&mut self) {
        self.names.sort_by_key(|name| name.from);
        self.parents.sort_by_key(|parent| parent.from);
        if let Some(last) = self.names.last() {
            self.name.clone_from(&last.name);
            self.short.clone_from(&last.short);
        }
        if let Some(last) = self.parents.last() {
            self.parent = Some(last.parent.clone());
        }
        let life = (self.from, self.to);
        if matches!(self.names.as_slice(), [only] if (only.from, only.to) == life) {
            self.names.clear();
        }
        if matches!(self.parents.as_slice(), [only] if (only.from, only.to) == life) {
            self.parents.clear();
        }
        // Until 2025 files carried the statistical code as a tag.
        let (codes, tags) = std::mem::take(&mut self.tags)
            .into_iter()
            .partition::<Vec<_>, _>(|tag| tag.starts_with("gso:"));
        self.tags = tags;
        for tag in codes {
            let code = Code {
                scheme: GSO.to_owned(),
                value: tag["gso:".len()..].to_owned(),
            };
            if !self.codes.contains(&code) {
                self.codes.push(code);
            }
        }
    }

    /// All its names with their days, at least one.
    pub fn all_names(&self) -> Vec<DatedName> {
        if self.names.is_empty() {
            return vec![DatedName {
                name: self.name.clone(),
                short: self.short.clone(),
                from: self.from,
                to: self.to,
            }];
        }
        self.names.clone()
    }

    /// All its parents with their days.
    pub fn all_parents(&self) -> Vec<DatedParent> {
        match &self.parent {
            Some(parent) if self.parents.is_empty() => vec![DatedParent {
                parent: parent.clone(),
                from: self.from,
                to: self.to,
            }],
            _ => self.parents.clone(),
        }
    }

    /// The value of its code in a scheme.
    pub fn code_in(&self, scheme: &str) -> Option<&str> {
        let code = self.codes.iter().find(|code| code.scheme == scheme)?;
        Some(&code.value)
    }
}
