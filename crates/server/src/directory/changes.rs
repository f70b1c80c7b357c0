//! What a file would change, in words: for the page and for the command line.

use dondoc_core::unit::difference::{Changed, Difference, Fate, Part, What};
use dondoc_core::unit::{Kind, Level};
use serde_json::Value;

use super::columns as c;
use crate::key;
use crate::show;
use crate::text::Texts;
use crate::web::units::{kind_key, shipped::level_key};

/// Entries told one by one; more are only counted.
const TOLD: usize = 1_000;

/// Everything a file would do.
#[derive(Debug, Default)]
pub struct Changes {
    /// Sums: the key of a sentence and its number.
    pub sums: Vec<(&'static str, usize)>,
    /// Names of what is new.
    pub added: Vec<String>,
    /// What differs.
    pub changed: Vec<Entry>,
    /// Names of what is here and not in the file.
    pub missing: Vec<String>,
    /// Fields a person should decide on.
    pub clashes: usize,
    /// Whether nothing would be written.
    pub is_quiet: bool,
}

/// An entry that differs.
#[derive(Debug)]
pub struct Entry {
    /// Its name here.
    pub name: String,
    /// Its code.
    pub code: String,
    /// Its fields that differ.
    pub fields: Vec<Field>,
}

/// A field that differs.
#[derive(Debug)]
pub struct Field {
    /// The key of its name.
    pub label: &'static str,
    /// As it is here.
    pub here: String,
    /// As the file has it.
    pub there: String,
    /// What becomes of it.
    pub fate: Fate,
    /// What the form calls it: `unit|na.so-y-te|name`.
    pub token: String,
}

impl Field {
    /// The key of what becomes of it.
    pub fn fate_key(&self) -> &'static str {
        match self.fate {
            Fate::Taken => key!("fate-taken"),
            Fate::Kept => key!("fate-kept"),
            Fate::Clash => key!("fate-clash"),
        }
    }

    /// Whether a person should decide.
    pub fn is_clash(&self) -> bool {
        self.fate == Fate::Clash
    }
}

/// Put a difference into words.
pub fn of(found: &Difference, t: &Texts) -> Changes {
    let Difference {
        units,
        groups,
        acts,
    } = found;
    let ended = units.changed.iter().filter(|it| it.ends()).count();
    let kept = |part: usize, other: usize| part + other;
    let sums = [
        (key!("changes-units-added"), units.added.len()),
        (key!("changes-units-changed"), taken(units)),
        (key!("changes-units-ended"), ended),
        (key!("changes-groups-added"), groups.added.len()),
        (key!("changes-groups-changed"), taken(groups)),
        (
            key!("changes-acts"),
            kept(acts.added.len(), acts.changed.len()),
        ),
        (
            key!("changes-unchanged"),
            kept(units.unchanged, groups.unchanged),
        ),
        (
            key!("changes-missing"),
            kept(units.missing.len(), groups.missing.len()),
        ),
    ];
    let added = units.added.iter().map(|it| it.name.clone());
    let added = added.chain(groups.added.iter().map(|it| it.name.clone()));
    let added = added.chain(acts.added.iter().map(|it| it.title.clone()));
    let mut changed: Vec<Entry> = entries(&units.changed, What::Unit, t);
    changed.extend(entries(&groups.changed, What::Group, t));
    changed.extend(entries(&acts.changed, What::Act, t));
    // What a person should look at comes first.
    changed.sort_by_key(|entry| !entry.fields.iter().any(Field::is_clash));
    let missing = units.missing.iter().chain(&groups.missing);
    Changes {
        sums: sums.into_iter().filter(|(_, number)| *number > 0).collect(),
        added: added.take(TOLD).collect(),
        changed,
        missing: missing.map(|(_, name)| name.clone()).take(TOLD).collect(),
        clashes: found.clashes(),
        is_quiet: found.is_quiet(),
    }
}

fn taken<T>(part: &Part<T>) -> usize {
    part.changed.iter().filter(|it| it.takes()).count()
}

fn entries<T>(changed: &[Changed<T>], what: What, t: &Texts) -> Vec<Entry> {
    let kind = match what {
        What::Unit => "unit",
        What::Group => "group",
        What::Act => "act",
    };
    let entry = |it: &Changed<T>| Entry {
        name: it.name.clone(),
        code: it.code.clone(),
        fields: it
            .fields
            .iter()
            .map(|field| Field {
                label: label(&field.field),
                here: words(&field.field, &field.here, t),
                there: words(&field.field, &field.there, t),
                fate: field.fate,
                token: format!("{kind}|{}|{}", it.code, field.field),
            })
            .collect(),
    };
    changed.iter().take(TOLD).map(entry).collect()
}

/// The name of a field, as a key.
pub fn label(field: &str) -> &'static str {
    match field {
        "short" => c::SHORT,
        "kind" => c::KIND,
        "kinds" => c::KINDS,
        "level" => c::LEVEL,
        "to" => c::TO,
        "under" => c::UNDER,
        "members" => key!("sheet-members"),
        "exceptions" => c::EXCEPT,
        "names" => key!("sheet-names"),
        "parents" => key!("sheet-parents"),
        "contacts" => key!("sheet-contacts"),
        "heads" => key!("sheet-heads"),
        "number" => key!("field-number"),
        "issuer" => key!("field-issuer"),
        "date" => key!("field-date"),
        "effective" => key!("field-effective"),
        "title" => key!("field-title"),
        "steps" => key!("field-steps"),
        "note" => c::NOTE,
        other => c::of_field(other).unwrap_or(key!("field-other")),
    }
}

/// A value of a field in words.
pub fn words(field: &str, value: &Value, t: &Texts) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::Bool(truth) => if *truth { "x" } else { "–" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text_of(field, text, t),
        Value::Array(list) if field == "steps" => list.len().to_string(),
        Value::Array(list) => {
            let all: Vec<String> = list.iter().map(|it| words(field, it, t)).collect();
            all.join("; ")
        }
        Value::Object(map) => {
            let order = [
                "name", "short", "parent", "unit", "scheme", "value", "title", "email", "phone",
                "address", "from", "to",
            ];
            let known = order.iter().filter_map(|key| Some((*key, map.get(*key)?)));
            let all: Vec<String> = known
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| match key {
                    "from" => t.one("unit-from", "from", words(key, value, t)),
                    "to" => t.one("unit-until", "to", words(key, value, t)),
                    _ => words(key, value, t),
                })
                .collect();
            all.join(", ")
        }
    }
}

fn text_of(field: &str, text: &str, t: &Texts) -> String {
    let code = || Value::from(text);
    match field {
        "kind" | "kinds" => serde_json::from_value::<Kind>(code())
            .map_or_else(|_| text.to_owned(), |kind| t.get(kind_key(kind)).to_owned()),
        "level" => serde_json::from_value::<Level>(code())
            .map_or_else(|_| text.to_owned(), |it| t.get(level_key(it)).to_owned()),
        "from" | "to" | "date" | "effective" => {
            show::parse_date(text).map_or_else(|| text.to_owned(), show::date)
        }
        _ => text.to_owned(),
    }
}
