//! The dated directory in memory: the one door through which acts change it. Every change keeps
//! what was before the day as it was; nothing here touches the database.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{act::NewUnit, fault::Reason};
use crate::unit::valid;

/// A unit with its names and parents: what an act changes, compares and restores as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Image {
    pub(crate) code: String,
    pub(crate) place: String,
    pub(crate) name: String,
    pub(crate) short: Option<String>,
    pub(crate) from: Option<NaiveDate>,
    pub(crate) to: Option<NaiveDate>,
    pub(crate) names: Vec<DatedName>,
    pub(crate) parents: Vec<DatedParent>,
    /// How it began, when the act made it: kind, level, tags, aliases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) made: Option<NewUnit>,
}

/// A dated name. `row`: its id as stored, so that undoing gives the very row back.
#[derive(Debug, Clone, Eq, Serialize, Deserialize)]
pub(crate) struct DatedName {
    pub(crate) row: Option<i64>,
    pub(crate) name: String,
    pub(crate) short: Option<String>,
    pub(crate) from: Option<NaiveDate>,
    pub(crate) to: Option<NaiveDate>,
}

/// A dated parent.
#[derive(Debug, Clone, Eq, Serialize, Deserialize)]
pub(crate) struct DatedParent {
    pub(crate) row: Option<i64>,
    pub(crate) parent: i64,
    pub(crate) from: Option<NaiveDate>,
    pub(crate) to: Option<NaiveDate>,
}

/// Two are the same when they say the same, whatever rows they stand in.
impl PartialEq for DatedName {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, &self.short, self.from, self.to)
            == (&other.name, &other.short, other.from, other.to)
    }
}

impl PartialEq for DatedParent {
    fn eq(&self, other: &Self) -> bool {
        (self.parent, self.from, self.to) == (other.parent, other.from, other.to)
    }
}

impl Image {
    pub(crate) fn is_there(&self, day: NaiveDate) -> bool {
        valid(self.from, self.to, day)
    }

    pub(crate) fn parent_on(&self, day: NaiveDate) -> Option<i64> {
        let at = self.parents.iter().find(|row| valid(row.from, row.to, day));
        at.map(|row| row.parent)
    }
}

/// The directory.
#[derive(Debug, Clone, Default)]
pub(crate) struct Book {
    pub(crate) units: BTreeMap<i64, Image>,
    codes: HashMap<String, i64>,
    /// Units that an act in force has ended.
    pub(crate) settled: HashSet<i64>,
}

impl Book {
    pub(crate) fn insert(&mut self, id: i64, image: Image) {
        self.codes.insert(image.code.clone(), id);
        self.units.insert(id, image);
    }

    pub(crate) fn id(&self, code: &str) -> Result<i64, Reason> {
        self.codes.get(code).copied().ok_or(Reason::UnknownUnit)
    }

    fn unit(&mut self, code: &str) -> Result<&mut Image, Reason> {
        let id = self.id(code)?;
        self.units.get_mut(&id).ok_or(Reason::UnknownUnit)
    }

    /// Whether the unit of this code is there on a day.
    pub(crate) fn there(&self, code: &str, day: NaiveDate) -> Result<i64, Reason> {
        let id = self.id(code)?;
        let there = self.units.get(&id).is_some_and(|unit| unit.is_there(day));
        if there { Ok(id) } else { Err(Reason::NotThere) }
    }

    /// A unit begins. One that the directory has with this code and day is taken as it is.
    pub(crate) fn begin(
        &mut self,
        new: &NewUnit,
        place: &str,
        day: NaiveDate,
    ) -> Result<i64, Reason> {
        if let Ok(id) = self.id(&new.code) {
            let from = self.units.get(&id).and_then(|unit| unit.from);
            return if from == Some(day) {
                Ok(id)
            } else {
                Err(Reason::CodeTaken)
            };
        }
        let id = self.units.keys().next_back().map_or(1, |last| last + 1);
        let name = DatedName {
            row: None,
            name: new.name.trim().to_owned(),
            short: new.short.clone(),
            from: Some(day),
            to: None,
        };
        let image = Image {
            code: new.code.clone(),
            place: place.to_owned(),
            name: name.name.clone(),
            short: new.short.clone(),
            from: Some(day),
            to: None,
            names: vec![name],
            parents: Vec::new(),
            made: Some(new.clone()),
        };
        self.insert(id, image);
        Ok(id)
    }

    /// A unit ends: the day is the first on which it is no more. One that the directory already
    /// ends on that day is taken as it is.
    pub(crate) fn end(&mut self, code: &str, day: NaiveDate) -> Result<i64, Reason> {
        let id = self.id(code)?;
        if self.settled.contains(&id) {
            return Err(Reason::AlreadyEnded);
        }
        let unit = self.unit(code)?;
        if unit.from.is_some_and(|from| from >= day) || unit.to.is_some_and(|to| to < day) {
            return Err(Reason::NotThere);
        }
        let later = |from: Option<NaiveDate>| from.is_some_and(|from| from >= day);
        if unit.names.iter().any(|row| later(row.from))
            || unit.parents.iter().any(|row| later(row.from))
        {
            return Err(Reason::LaterHistory);
        }
        unit.to = Some(day);
        for row in &mut unit.names {
            cut(&mut row.to, day);
        }
        for row in &mut unit.parents {
            cut(&mut row.to, day);
        }
        Ok(id)
    }

    /// A unit gets another name.
    pub(crate) fn rename(
        &mut self,
        code: &str,
        name: &str,
        short: Option<&str>,
        day: NaiveDate,
    ) -> Result<i64, Reason> {
        let id = self.there(code, day)?;
        let unit = self.unit(code)?;
        if unit.from.is_some_and(|from| from >= day) {
            return Err(Reason::NotThere);
        }
        let at = unit
            .names
            .iter()
            .position(|row| valid(row.from, row.to, day));
        let mut new = DatedName {
            row: None,
            name: name.trim().to_owned(),
            short: short.map(str::to_owned),
            from: Some(day),
            to: unit.to,
        };
        match at {
            Some(at) if unit.names[at].from == Some(day) => {
                return if unit.names[at].name == new.name {
                    Ok(id)
                } else {
                    Err(Reason::LaterHistory)
                };
            }
            Some(at) => {
                let old = &mut unit.names[at];
                if old.name == new.name && old.short == new.short {
                    return Err(Reason::SameName);
                }
                new.to = old.to;
                old.to = Some(day);
            }
            // A directory without dated names: the old one held until now.
            None => unit.names.push(DatedName {
                row: None,
                name: unit.name.clone(),
                short: unit.short.clone(),
                from: unit.from,
                to: Some(day),
            }),
        }
        if new.to == unit.to {
            unit.name.clone_from(&new.name);
            unit.short.clone_from(&new.short);
        }
        unit.names.push(new);
        Ok(id)
    }

    /// A unit gets another parent, or none.
    pub(crate) fn put_under(
        &mut self,
        code: &str,
        parent: Option<&str>,
        day: NaiveDate,
    ) -> Result<i64, Reason> {
        let id = self.there(code, day)?;
        let parent = match parent {
            Some(parent) => Some(self.there(parent, day).map_err(|_| Reason::ParentGone)?),
            None => None,
        };
        let unit = self.unit(code)?;
        let next = unit.parents.iter().filter_map(|row| row.from);
        let next = next.filter(|from| *from > day).min();
        let mut until = next.or(unit.to);
        if let Some(old) = unit
            .parents
            .iter_mut()
            .find(|row| valid(row.from, row.to, day))
        {
            if Some(old.parent) == parent {
                return Ok(id);
            }
            if old.from == Some(day) {
                return Err(Reason::LaterHistory);
            }
            until = old.to;
            old.to = Some(day);
        }
        if let Some(parent) = parent {
            unit.parents.push(DatedParent {
                row: None,
                parent,
                from: Some(day),
                to: until,
            });
        }
        Ok(id)
    }

    /// Units there on a day whose parent on that day is not.
    pub(crate) fn orphans(&self, day: NaiveDate) -> Vec<(i64, i64)> {
        let there = |id: i64| self.units.get(&id).is_some_and(|unit| unit.is_there(day));
        let standing = self.units.iter().filter(|(_, unit)| unit.is_there(day));
        standing
            .filter_map(|(id, unit)| Some((*id, unit.parent_on(day)?)))
            .filter(|(_, parent)| !there(*parent))
            .collect()
    }

    /// A unit that stands above itself on this day or on a later one.
    pub(crate) fn cycle(&self, day: NaiveDate) -> Option<i64> {
        let rows = self.units.values().flat_map(|unit| &unit.parents);
        let mut days: Vec<NaiveDate> = rows.filter_map(|row| row.from).collect();
        days.retain(|from| *from > day);
        days.push(day);
        days.sort_unstable();
        days.dedup();
        days.into_iter().find_map(|day| self.cycle_on(day))
    }

    fn cycle_on(&self, day: NaiveDate) -> Option<i64> {
        let mut sound: HashSet<i64> = HashSet::new();
        for start in self.units.keys() {
            let (mut path, mut at) = (Vec::new(), Some(*start));
            while let Some(id) = at.filter(|id| !sound.contains(id)) {
                if path.contains(&id) {
                    return Some(id);
                }
                path.push(id);
                at = self.units.get(&id).and_then(|unit| unit.parent_on(day));
            }
            sound.extend(path);
        }
        None
    }
}

/// What went on now ends; what had ended before stays.
fn cut(to: &mut Option<NaiveDate>, day: NaiveDate) {
    if to.is_none_or(|to| to > day) {
        *to = Some(day);
    }
}
