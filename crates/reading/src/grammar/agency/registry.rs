//! A registry of agencies: which of them a name means.

use std::collections::HashMap;
use std::ops::Range;

use chrono::NaiveDate;
use serde::Deserialize;
use vietnamese::key::{Keyed, match_key};

use super::AgencyMatch;

/// A file that is no registry.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// Not the JSON of a registry.
    #[error("the registry cannot be read: {0}")]
    Json(#[from] serde_json::Error),
}

/// One agency or group, with its names and the time it exists.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Entry {
    /// Its identifier, whatever the owner of the data uses.
    pub id: String,
    /// Its official name.
    pub name: String,
    /// Other names it goes by.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// One agency, or a collective.
    #[serde(rename = "type")]
    pub kind: EntryKind,
    /// First day, and the day after the last; open where `None`.
    #[serde(default)]
    pub valid: (Option<NaiveDate>, Option<NaiveDate>),
    /// The place it belongs to, when several places are in one registry.
    #[serde(default)]
    pub place: Option<String>,
}

/// Kinds of registry entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntryKind {
    /// One agency.
    Agency,
    /// A collective that has members on a given day.
    Group,
    /// A collective that never expands by itself.
    OpenGroup,
}

impl Entry {
    /// Whether it exists on a day.
    pub fn is_valid_on(&self, day: NaiveDate) -> bool {
        self.valid.0.is_none_or(|from| from <= day) && self.valid.1.is_none_or(|to| day < to)
    }
}

/// What a name in a list means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved<'r> {
    /// The entry, if the registry knows the name.
    pub entry: Option<&'r Entry>,
    /// Where the name stands, without what narrows it.
    pub as_written: Range<usize>,
    /// The words behind the name that narrow it.
    pub qualifier: Option<Range<usize>>,
}

/// Agencies and groups by the keys of their names.
#[derive(Debug, Default)]
pub struct Registry {
    entries: Vec<Entry>,
    by_key: HashMap<String, Vec<usize>>,
    longest: usize,
}

#[derive(Deserialize)]
struct File {
    actors: Vec<Entry>,
}

impl Registry {
    /// Reads a registry from JSON: `{"actors": [{"id", "name", "aliases", "type", "valid"}]}`.
    ///
    /// # Errors
    /// When the text is not of that form.
    pub fn from_json(json: &str) -> Result<Self, RegistryError> {
        Ok(Self::new(serde_json::from_str::<File>(json)?.actors))
    }

    /// A registry of these entries.
    pub fn new(entries: Vec<Entry>) -> Self {
        let mut registry = Self {
            entries,
            by_key: HashMap::new(),
            longest: 0,
        };
        for (index, entry) in registry.entries.iter().enumerate() {
            for name in std::iter::once(&entry.name).chain(&entry.aliases) {
                let key = match_key(name);
                registry.longest = registry.longest.max(key.split(' ').count());
                let known = registry.by_key.entry(key).or_default();
                if !known.contains(&index) {
                    known.push(index);
                }
            }
        }
        registry
    }

    /// Its entries, in the order they were given.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What `actor`, split out of `text`, means on `day`: the longest known name it starts with.
    /// Of entries with the same name the one valid on the day is meant.
    pub fn resolve(&self, text: &str, actor: &AgencyMatch, day: Option<NaiveDate>) -> Resolved<'_> {
        let keyed = Keyed::of(&actor.name);
        let words = keyed.words().len();
        let unknown = || Resolved {
            entry: None,
            as_written: actor.range.clone(),
            qualifier: None,
        };
        let plural = usize::from(keyed.key(0) == "cac");
        for start in 0..=plural {
            for end in (start + 1..=words.min(start + self.longest)).rev() {
                let from = keyed.words()[start].key.start;
                let key = &keyed.text()[from..keyed.words()[end - 1].key.end];
                if let Some(entry) = self.valid_entry(key, day) {
                    return resolved(text, actor, words - end, entry);
                }
            }
        }
        unknown()
    }

    fn valid_entry(&self, key: &str, day: Option<NaiveDate>) -> Option<&Entry> {
        let known = self.by_key.get(key)?;
        let entries = known.iter().map(|&index| &self.entries[index]);
        let valid = entries
            .clone()
            .find(|entry| day.is_none_or(|day| entry.is_valid_on(day)));
        valid.or_else(|| entries.clone().next())
    }
}

/// Cuts the last `rest` words of the actor off as what narrows it.
fn resolved<'r>(text: &str, actor: &AgencyMatch, rest: usize, entry: &'r Entry) -> Resolved<'r> {
    let keyed = Keyed::of(&text[actor.range.clone()]);
    let Some(kept) = keyed
        .words()
        .len()
        .checked_sub(rest)
        .filter(|&kept| rest > 0 && kept > 0)
    else {
        return Resolved {
            entry: Some(entry),
            as_written: actor.range.clone(),
            qualifier: None,
        };
    };
    let at = |offset: usize| actor.range.start + offset;
    Resolved {
        entry: Some(entry),
        as_written: actor.range.start..at(keyed.words()[kept - 1].source.end),
        qualifier: Some(at(keyed.words()[kept].source.start)..actor.range.end),
    }
}
