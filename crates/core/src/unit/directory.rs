//! The file format of a directory of units (JSON).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Kind, Level};
use crate::error::{Error, Result};

/// A directory: one place, its units, its groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Directory {
    /// The province: `Nghệ An`.
    pub place: String,
    /// Its units, parents anywhere in the list.
    pub units: Vec<UnitEntry>,
    /// Its groups.
    pub groups: Vec<GroupEntry>,
}

/// A unit in a directory. `from` is its first day, `to` the day it had ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "as in the table `unit`")]
pub struct UnitEntry {
    pub code: String,
    pub kind: Kind,
    pub level: Level,
    pub parent: Option<String>,
    pub name: String,
    pub short: Option<String>,
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(default)]
    pub tags: Vec<String>,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

/// A group in a directory: the units of these kinds at this level with all these tags, or, when
/// `members` are given, those. An open group never expands by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "as in the table `unit_group`")]
pub struct GroupEntry {
    pub code: String,
    pub name: String,
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(default)]
    pub open: bool,
    #[serde(default)]
    pub kinds: Vec<Kind>,
    pub level: Option<Level>,
    #[serde(default)]
    pub tags: Vec<String>,
    #[serde(default)]
    pub members: Vec<String>,
    #[serde(default)]
    pub from: Option<NaiveDate>,
    #[serde(default)]
    pub to: Option<NaiveDate>,
}

impl Directory {
    /// Read a directory and check that it holds together.
    pub fn parse(json: &[u8]) -> Result<Self> {
        if json.len() > 32 << 20 {
            return Err(Error::Invalid {
                field: "directory",
                reason: "too_long",
            });
        }
        let directory: Self = serde_json::from_slice(json).map_err(|_| Error::Invalid {
            field: "directory",
            reason: "malformed",
        })?;
        directory.check()?;
        Ok(directory)
    }

    fn check(&self) -> Result<()> {
        let fault = |reason| {
            Err(Error::Invalid {
                field: "directory",
                reason,
            })
        };
        let codes: BTreeSet<&str> = self.units.iter().map(|unit| unit.code.as_str()).collect();
        let groups: BTreeSet<&str> = self
            .groups
            .iter()
            .map(|group| group.code.as_str())
            .collect();
        if codes.len() != self.units.len() || groups.len() != self.groups.len() {
            return fault("code_twice");
        }
        let parents = self.units.iter().filter_map(|unit| unit.parent.as_deref());
        let members = self
            .groups
            .iter()
            .flat_map(|group| group.members.iter().map(String::as_str));
        if parents.chain(members).any(|code| !codes.contains(code)) {
            return fault("unknown_code");
        }
        let backwards = |from: Option<NaiveDate>, to: Option<NaiveDate>| {
            from.zip(to).is_some_and(|(from, to)| from >= to)
        };
        if self.units.iter().any(|unit| backwards(unit.from, unit.to)) {
            return fault("ends_before_it_begins");
        }
        if self.place.trim().is_empty() || self.units.iter().any(|unit| unit.name.trim().is_empty())
        {
            return fault("no_name");
        }
        Ok(())
    }
}
