//! What an act of reorganisation (văn bản sắp xếp) says: its head and its steps, as they are typed
//! in a form, shipped as a file and stored. Units are named by their codes.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, Result},
    unit::{Kind, Level},
};

/// Most steps of one act.
const MOST_STEPS: usize = 1_000;
/// Most units in one step.
const MOST_UNITS: usize = 1_000;
/// Longest text of one field, in characters.
const LONGEST: usize = 500;

/// An act of reorganisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// The province whose directory it changes: `Nghệ An`.
    pub place: String,
    /// Number and symbol: `07/NQ-HĐND`.
    pub number: String,
    /// Who issued it.
    #[serde(default)]
    pub issuer: Option<String>,
    /// Title (trích yếu).
    pub title: String,
    /// The day it was issued.
    pub issued_on: NaiveDate,
    /// The first day on which the new order holds.
    pub effective_on: NaiveDate,
    /// What it does.
    pub steps: Vec<Step>,
}

/// One thing an act does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Step {
    /// Đổi tên: the unit stays, its name changes.
    Rename {
        /// The unit.
        unit: String,
        /// Its new name.
        name: String,
        /// Its new short name.
        #[serde(default)]
        short: Option<String>,
    },
    /// Hợp nhất, sáp nhập: the sources end, one unit (new, or one that goes on) follows them in
    /// everything. One source alone: a unit that becomes another.
    Merge {
        /// Who ends.
        sources: Vec<String>,
        /// Who follows.
        into: Successor,
    },
    /// Chia, tách by place: each successor takes its part of the same work, as communes do when a
    /// district ends.
    Split {
        /// Who ends; when it is also a successor it goes on with a part.
        source: String,
        /// Who follows.
        successors: Vec<Successor>,
    },
    /// Chuyển chức năng: each successor takes some functions.
    FunctionalSplit {
        /// Who ends; when it is also a successor it goes on with what is left.
        source: String,
        /// Who follows in which functions.
        successors: Vec<Heir>,
        /// Who follows in what no function names: the code of one of the successors.
        #[serde(default)]
        default: Option<String>,
    },
    /// Giải thể, kết thúc hoạt động: the unit ends without a successor.
    Abolish {
        /// The unit.
        unit: String,
    },
    /// Thành lập.
    Create {
        /// The unit.
        unit: NewUnit,
    },
    /// Chuyển cơ quan chủ quản: another parent.
    Move {
        /// The unit.
        unit: String,
        /// Its new parent; none puts it at the top.
        parent: Option<String>,
    },
}

/// Who follows: a unit of the directory, by code, or one that begins with the act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Successor {
    /// The code of a unit.
    Known(String),
    /// A unit that begins on the effective day.
    New(NewUnit),
}

/// A successor with its functions in words: `["báo chí", "xuất bản"]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "as said above")]
pub struct Heir {
    pub unit: Successor,
    #[serde(default)]
    pub functions: Vec<String>,
}

/// A unit that begins on the effective day. When the directory has a unit of this code that begins
/// on that very day, that one is meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "as in the directory's file")]
pub struct NewUnit {
    pub code: String,
    pub kind: Kind,
    pub level: Level,
    #[serde(default)]
    pub parent: Option<String>,
    pub name: String,
    #[serde(default)]
    pub short: Option<String>,
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(default)]
    pub tags: Vec<String>,
}

impl Successor {
    /// Its code.
    pub fn code(&self) -> &str {
        match self {
            Self::Known(code) => code,
            Self::New(unit) => &unit.code,
        }
    }

    fn new_unit(&self) -> Option<&NewUnit> {
        match self {
            Self::Known(_) => None,
            Self::New(unit) => Some(unit),
        }
    }
}

impl Step {
    /// As stored and in texts.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Rename { .. } => "rename",
            Self::Merge { .. } => "merge",
            Self::Split { .. } => "split",
            Self::FunctionalSplit { .. } => "functional_split",
            Self::Abolish { .. } => "abolish",
            Self::Create { .. } => "create",
            Self::Move { .. } => "move",
        }
    }

    /// Codes of the units it takes from: who ends, or hands something on.
    pub fn sources(&self) -> Vec<&str> {
        match self {
            Self::Merge { sources, .. } => sources.iter().map(String::as_str).collect(),
            Self::Split { source, .. } | Self::FunctionalSplit { source, .. } => vec![source],
            Self::Abolish { unit } => vec![unit],
            Self::Rename { .. } | Self::Create { .. } | Self::Move { .. } => Vec::new(),
        }
    }

    /// Codes of the units that follow, in order.
    pub fn successors(&self) -> Vec<&str> {
        match self {
            Self::Merge { into, .. } => vec![into.code()],
            Self::Split { successors, .. } => successors.iter().map(Successor::code).collect(),
            Self::FunctionalSplit { successors, .. } => {
                successors.iter().map(|heir| heir.unit.code()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Codes of the units that end with it.
    pub fn ended(&self) -> Vec<&str> {
        let following = self.successors();
        let mut sources = self.sources();
        sources.retain(|code| !following.contains(code));
        sources
    }

    /// Units that begin with it.
    pub fn begun(&self) -> Vec<&NewUnit> {
        match self {
            Self::Merge { into, .. } => into.new_unit().into_iter().collect(),
            Self::Split { successors, .. } => {
                successors.iter().filter_map(Successor::new_unit).collect()
            }
            Self::FunctionalSplit { successors, .. } => successors
                .iter()
                .filter_map(|heir| heir.unit.new_unit())
                .collect(),
            Self::Create { unit } => vec![unit],
            _ => Vec::new(),
        }
    }

    /// Codes of all units it names.
    pub fn touched(&self) -> BTreeSet<&str> {
        let mut codes: BTreeSet<&str> = self.sources().into_iter().collect();
        codes.extend(self.successors());
        match self {
            Self::Rename { unit, .. } | Self::Move { unit, .. } => {
                codes.insert(unit);
            }
            Self::Create { unit } => {
                codes.insert(&unit.code);
            }
            _ => {}
        }
        codes
    }

    /// Whether its obligations go where a person says, one by one.
    pub const fn asks(&self) -> bool {
        matches!(
            self,
            Self::Split { .. } | Self::FunctionalSplit { .. } | Self::Abolish { .. }
        )
    }
}

impl Act {
    /// Read an act from a file and check its form.
    pub fn parse(json: &[u8]) -> Result<Self> {
        let fault = |reason| Error::Invalid {
            field: "act",
            reason,
        };
        if json.len() > 4 << 20 {
            return Err(fault("too_long"));
        }
        let act: Self = serde_json::from_slice(json).map_err(|_| fault("malformed"))?;
        act.check()?;
        Ok(act)
    }

    /// Whether the form is right: nothing empty, nothing endless. Whether it fits the directory is
    /// asked elsewhere.
    pub fn check(&self) -> Result<()> {
        let words = |field: &'static str, text: &str| {
            let length = text.trim().chars().count();
            let reason = match length {
                0 => "empty",
                length if length > LONGEST => "too_long",
                _ => return Ok(()),
            };
            Err(Error::Invalid { field, reason })
        };
        words("place", &self.place)?;
        words("number", &self.number)?;
        words("title", &self.title)?;
        let many = |units: usize| units > MOST_UNITS;
        if self.steps.len() > MOST_STEPS
            || self
                .steps
                .iter()
                .any(|step| many(step.sources().len()) || many(step.successors().len()))
        {
            return Err(Error::Invalid {
                field: "steps",
                reason: "too_many",
            });
        }
        for step in &self.steps {
            for code in step.touched() {
                words("unit", code)?;
            }
            for unit in step.begun() {
                words("name", &unit.name)?;
            }
            if let Step::Rename { name, .. } = step {
                words("name", name)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Act, Step};

    const FILE: &str = r#"{
        "place": "Nghệ An", "number": "07/NQ-HĐND", "title": "Sắp xếp các cơ quan chuyên môn",
        "issued_on": "2025-02-25", "effective_on": "2025-03-01", "steps": [
        {"kind": "merge", "sources": ["na.so-khdt"], "into": "na.so-tai-chinh"},
        {"kind": "functional_split", "source": "na.so-tttt", "default": "na.so-khcn", "successors": [
            {"unit": "na.so-khcn"}, {"unit": "na.so-vhttdl", "functions": ["báo chí", "xuất bản"]}]},
        {"kind": "merge", "sources": ["na.ban-dan-toc"], "into": {"code": "na.so-dttg",
            "kind": "department", "level": "province", "name": "Sở Dân tộc và Tôn giáo"}},
        {"kind": "split", "source": "na.x", "successors": ["na.x", "na.y"]}]}"#;

    #[test]
    fn a_file_is_read() {
        let act = Act::parse(FILE.as_bytes()).unwrap();
        assert_eq!(act.steps[0].ended(), ["na.so-khdt"]);
        assert_eq!(act.steps[1].successors(), ["na.so-khcn", "na.so-vhttdl"]);
        assert_eq!(act.steps[2].begun()[0].code, "na.so-dttg");
        assert!(act.steps[3].ended().is_empty(), "it goes on with a part");
        let again = serde_json::to_vec(&act).unwrap();
        assert_eq!(Act::parse(&again).unwrap(), act);
    }

    #[test]
    fn nonsense_is_refused() {
        for (from, to) in [
            (r#""07/NQ-HĐND""#, r#"" ""#),
            (r#""kind": "split""#, r#""kind": "divide""#),
            (r#""place""#, r#""palace""#),
        ] {
            let file = FILE.replacen(from, to, 1);
            assert!(Act::parse(file.as_bytes()).is_err(), "{to}");
        }
        let unknown = r#"{"kind": "abolish", "unit": "a", "why": 1}"#;
        assert!(serde_json::from_str::<Step>(unknown).is_err());
    }
}
