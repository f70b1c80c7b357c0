//! What a file would change in the directory, field by field: pure.
//!
//! Three states of an entry are laid side by side: as the last import brought it (*before*), as it
//! is (*here*), as the file has it (*there*). What only the file changed is taken. What only a
//! person or an act changed stays. What both changed, each in its way, stays too and is shown as a
//! clash: a person decides. A list that the file leaves empty says nothing, unless the file says that
//! it has nothing any more.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{
    directory::{ActEntry, Clear, Directory, GroupEntry, UnitEntry},
    record::Stored,
};
use crate::error::{Error, Result};

/// What becomes of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// The file's value is taken.
    Taken,
    /// The value here stays: a person or an act wrote it after the last import, and the file only
    /// says again what it said then.
    Kept,
    /// Both changed it: the value here stays unless a person says otherwise.
    Clash,
}

/// One field that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldChange {
    /// Its name in the file.
    pub field: String,
    /// As it is here.
    pub here: Value,
    /// As the file has it.
    pub there: Value,
    /// What becomes of it.
    pub fate: Fate,
}

/// What a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A unit.
    Unit,
    /// A group.
    Group,
    /// A prepared act.
    Act,
}

/// An entry of the file that differs from what is here.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Changed<T> {
    /// Id here.
    #[serde(skip)]
    pub id: i64,
    /// Code.
    pub code: String,
    /// Name here.
    pub name: String,
    /// Its fields that differ.
    pub fields: Vec<FieldChange>,
    /// As it would be afterwards.
    #[serde(skip)]
    pub result: T,
    /// As the file has it.
    #[serde(skip)]
    pub there: T,
}

impl<T> Changed<T> {
    /// Whether anything is taken from the file.
    pub fn takes(&self) -> bool {
        self.fields.iter().any(|field| field.fate == Fate::Taken)
    }

    /// Whether the file ends what has no end here.
    pub fn ends(&self) -> bool {
        self.fields
            .iter()
            .any(|field| field.field == "to" && field.fate == Fate::Taken && !field.there.is_null())
    }
}

/// What a file would do to the entries of one kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part<T> {
    /// New ones.
    pub added: Vec<T>,
    /// Those that differ.
    pub changed: Vec<Changed<T>>,
    /// How many are as they are here.
    pub unchanged: usize,
    /// Code and name of those that are here and not in the file: they stay.
    pub missing: Vec<(String, String)>,
}

impl<T> Default for Part<T> {
    fn default() -> Self {
        Self {
            added: Vec::new(),
            changed: Vec::new(),
            unchanged: 0,
            missing: Vec::new(),
        }
    }
}

impl<T> Part<T> {
    /// Whether nothing would be written.
    pub fn is_quiet(&self) -> bool {
        self.added.is_empty() && !self.changed.iter().any(Changed::takes)
    }

    /// Fields that a person should decide on.
    pub fn clashes(&self) -> usize {
        let fields = self.changed.iter().flat_map(|changed| &changed.fields);
        fields.filter(|field| field.fate == Fate::Clash).count()
    }
}

/// What a file would do.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[expect(missing_docs, reason = "one part for each kind of entry")]
pub struct Difference {
    pub units: Part<UnitEntry>,
    pub groups: Part<GroupEntry>,
    pub acts: Part<ActEntry>,
}

impl Difference {
    /// Whether nothing would be written.
    pub fn is_quiet(&self) -> bool {
        self.units.is_quiet() && self.groups.is_quiet() && self.acts.is_quiet()
    }

    /// Fields that a person should decide on.
    pub fn clashes(&self) -> usize {
        self.units.clashes() + self.groups.clashes() + self.acts.clashes()
    }
}

/// Which clashes are decided for the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Decided {
    /// None: what is here stays.
    #[default]
    Here,
    /// All.
    There,
    /// These: what, its code, the field.
    Some(std::collections::BTreeSet<(What, String, String)>),
}

impl Decided {
    fn for_file(&self, what: What, code: &str, field: &str) -> bool {
        match self {
            Self::Here => false,
            Self::There => true,
            Self::Some(chosen) => chosen.contains(&(what, code.to_owned(), field.to_owned())),
        }
    }
}

/// The directory of a place as it is here.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as in `record`")]
pub struct Here {
    /// Codes of units that an applied act ended: no file takes that back.
    pub ended: std::collections::HashSet<String>,
    pub units: Vec<Stored<UnitEntry>>,
    pub groups: Vec<Stored<GroupEntry>>,
    pub acts: Vec<ActEntry>,
}

/// An entry that can be compared.
trait Entry: Serialize + DeserializeOwned + Clone + PartialEq {
    const WHAT: What;
    fn code(&self) -> &str;
    fn name(&self) -> &str;
    fn tidy(&mut self) {}
}

impl Entry for UnitEntry {
    const WHAT: What = What::Unit;
    fn code(&self) -> &str {
        &self.code
    }
    fn name(&self) -> &str {
        &self.name
    }
    fn tidy(&mut self) {
        // A name taken from a file that knows no days is the latest of those here.
        let (name, short) = (self.name.clone(), self.short.clone());
        if let Some(last) = self.names.last_mut() {
            (last.name, last.short) = (name, short);
        }
        if let (Some(last), Some(parent)) = (self.parents.last_mut(), &self.parent) {
            last.parent.clone_from(parent);
        }
        Self::tidy(self);
    }
}

impl Entry for GroupEntry {
    const WHAT: What = What::Group;
    fn code(&self) -> &str {
        &self.code
    }
    fn name(&self) -> &str {
        &self.name
    }
}

impl Entry for ActEntry {
    const WHAT: What = What::Act;
    fn code(&self) -> &str {
        &self.code
    }
    fn name(&self) -> &str {
        &self.title
    }
}

/// Lay a file beside what is here.
pub fn between(here: &Here, there: &Directory, decided: &Decided) -> Result<Difference> {
    let acts: Vec<Stored<ActEntry>> = here.acts.iter().map(as_stored).collect();
    let said = Said {
        decided,
        ended: &here.ended,
        clears: &there.clears,
    };
    let mut difference = Difference {
        units: part(&here.units, &there.units, &said)?,
        groups: part(&here.groups, &there.groups, &said)?,
        acts: part(&acts, &there.acts, &said)?,
    };
    move_here(&mut difference.units, here, there);
    Ok(difference)
}

/// Prepared acts are not edited here: the file's newer text is taken.
fn as_stored(act: &ActEntry) -> Stored<ActEntry> {
    Stored {
        id: 0,
        version: 1,
        place: String::new(),
        imported: Some(act.clone()),
        entry: act.clone(),
    }
}

/// A unit that stands in the directory of another place comes into the file's.
fn move_here(units: &mut Part<UnitEntry>, here: &Here, there: &Directory) {
    for stored in here.units.iter().filter(|it| it.place != there.place) {
        let field = FieldChange {
            field: "place".to_owned(),
            here: stored.place.clone().into(),
            there: there.place.clone().into(),
            fate: Fate::Taken,
        };
        let code = &stored.entry.code;
        if let Some(changed) = units.changed.iter_mut().find(|it| it.code == *code) {
            changed.fields.push(field);
        } else if let Some(entry) = there.units.iter().find(|it| it.code == *code) {
            units.unchanged -= 1;
            units.changed.push(Changed {
                id: stored.id,
                code: code.clone(),
                name: stored.entry.name.clone(),
                fields: vec![field],
                result: stored.entry.clone(),
                there: entry.clone(),
            });
        }
    }
}

/// What is said beside the entries themselves.
struct Said<'s> {
    decided: &'s Decided,
    ended: &'s std::collections::HashSet<String>,
    clears: &'s [Clear],
}

impl Said<'_> {
    /// Whether nothing there means nothing, for this field.
    fn speaks(&self, what: What, code: &str, field: &str) -> bool {
        let here = |it: &Clear| it.what == what && it.code == code && it.field == field;
        SPOKEN.contains(&field) || (LISTS.contains(&field) && self.clears.iter().any(here))
    }
}

fn part<T: Entry>(here: &[Stored<T>], there: &[T], said: &Said<'_>) -> Result<Part<T>> {
    let by_code: std::collections::HashMap<&str, &Stored<T>> =
        here.iter().map(|it| (it.entry.code(), it)).collect();
    let mut part = Part::default();
    for entry in there {
        let Some(stored) = by_code.get(entry.code()) else {
            part.added.push(entry.clone());
            continue;
        };
        match changed(stored, entry, said)? {
            Some(changed) => part.changed.push(changed),
            None => part.unchanged += 1,
        }
    }
    let named: std::collections::HashSet<&str> = there.iter().map(Entry::code).collect();
    let missing = here.iter().filter(|it| !named.contains(it.entry.code()));
    part.missing = missing
        .map(|it| (it.entry.code().to_owned(), it.entry.name().to_owned()))
        .collect();
    Ok(part)
}

fn changed<T: Entry>(stored: &Stored<T>, there: &T, said: &Said<'_>) -> Result<Option<Changed<T>>> {
    let code = there.code();
    let is_ended = T::WHAT == What::Unit && said.ended.contains(code);
    if stored.entry == *there {
        return Ok(None);
    }
    // A directory brought in before this was remembered, and not touched since.
    let before = match (&stored.imported, stored.version) {
        (Some(before), _) => Some(object(before)?),
        (None, 1) => Some(object(&stored.entry)?),
        (None, _) => None,
    };
    let mut result = object(&stored.entry)?;
    let new = object(there)?;
    let mut fields = Vec::new();
    let mut names: Vec<&String> = result.keys().chain(new.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let names: Vec<String> = names.into_iter().cloned().collect();
    for field in names {
        let value = |map: &Map<String, Value>| map.get(&field).cloned().unwrap_or(Value::Null);
        let (here, new) = (value(&result), value(&new));
        let silent = new.is_null() && !said.speaks(T::WHAT, code, &field);
        if here == new || silent {
            continue;
        }
        let before = before.as_ref().map(value);
        let fate = if is_ended && field == "to" {
            Fate::Kept
        } else if said.decided.for_file(T::WHAT, code, &field) || before.as_ref() == Some(&here) {
            Fate::Taken
        } else if before.as_ref() == Some(&new) {
            Fate::Kept
        } else {
            Fate::Clash
        };
        if fate == Fate::Taken {
            if new.is_null() {
                result.remove(&field);
            } else {
                result.insert(field.clone(), new.clone());
            }
        }
        fields.push(FieldChange {
            field,
            here,
            there: new,
            fate,
        });
    }
    if fields.is_empty() {
        return Ok(None);
    }
    let mut result: T = serde_json::from_value(Value::Object(result))?;
    result.tidy();
    Ok(Some(Changed {
        id: stored.id,
        code: there.code().to_owned(),
        name: stored.entry.name().to_owned(),
        fields,
        result,
        there: there.clone(),
    }))
}

/// Lists that a file can empty.
const LISTS: &[&str] = &[
    "aliases",
    "tags",
    "codes",
    "contacts",
    "heads",
    "kinds",
    "members",
    "exceptions",
];

/// Fields that every file has: empty there, they are empty.
const SPOKEN: &[&str] = &["parent", "short", "from", "to", "level", "number", "date"];

fn object(entry: &impl Serialize) -> Result<Map<String, Value>> {
    match serde_json::to_value(entry)? {
        Value::Object(mut map) => {
            map.retain(|_, value| !value.is_null());
            Ok(map)
        }
        other => Err(Error::Damaged(format!("{other} is no entry"))),
    }
}
