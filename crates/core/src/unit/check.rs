//! Does a directory hold together? Every fault names its place, so that a person finds it.

use std::collections::{HashMap, HashSet};

use chrono::{Datelike as _, NaiveDate};

use super::directory::{ActEntry, Directory, GroupEntry, Membership, UnitEntry};
use crate::error::Error;

/// Entries of one kind in a file.
const ENTRIES: usize = 50_000;
/// Values of one field.
const VALUES: usize = 500;
/// Characters of one text.
const LETTERS: usize = 1_000;
/// Steps of one act.
const STEPS: usize = 1_000;
/// Faults told at once.
const TOLD: usize = 100;

/// Something that cannot be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Code of the unit, group or act; a line and column where the file is no JSON; or nothing.
    pub at: String,
    /// The field, as in the file.
    pub field: &'static str,
    /// Stable code of the reason, such as `code_twice`.
    pub reason: &'static str,
    /// The value that cannot be taken.
    pub value: String,
}

/// Everything that cannot be right in a file, the first hundred.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.summary())]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    /// A single one.
    pub fn one(at: impl Into<String>, reason: &'static str) -> Self {
        Self(vec![Fault {
            at: at.into(),
            field: "directory",
            reason,
            value: String::new(),
        }])
    }

    pub(super) fn malformed(error: &serde_json::Error) -> Self {
        Self(vec![Fault {
            at: format!("{}:{}", error.line(), error.column()),
            field: "directory",
            reason: "malformed",
            value: error.to_string(),
        }])
    }

    fn summary(&self) -> String {
        let line = |fault: &Fault| {
            let Fault {
                at,
                field,
                reason,
                value,
            } = fault;
            format!("{at} {field}: {reason} {value}").trim().to_owned()
        };
        self.0.iter().map(line).collect::<Vec<_>>().join("; ")
    }
}

impl From<Faults> for Error {
    fn from(faults: Faults) -> Self {
        let first = faults.0.first();
        Self::Invalid {
            field: first.map_or("directory", |fault| fault.field),
            reason: first.map_or("malformed", |fault| fault.reason),
        }
    }
}

type Days = (Option<NaiveDate>, Option<NaiveDate>);

/// Collects faults.
struct Collector {
    faults: Vec<Fault>,
}

impl Collector {
    fn add(&mut self, at: &str, field: &'static str, reason: &'static str, value: &str) {
        if self.faults.len() < TOLD {
            self.faults.push(Fault {
                at: at.to_owned(),
                field,
                reason,
                value: value.chars().take(80).collect(),
            });
        }
    }

    fn text(&mut self, at: &str, field: &'static str, text: &str) {
        if text.trim().is_empty() {
            self.add(at, field, "empty", text);
        } else if text.chars().nth(LETTERS).is_some() {
            self.add(at, field, "too_long", text);
        } else if text.chars().any(char::is_control) {
            self.add(at, field, "control_character", "");
        }
    }

    fn texts<'a>(
        &mut self,
        at: &str,
        field: &'static str,
        texts: impl Iterator<Item = &'a String>,
    ) {
        for (number, text) in texts.enumerate() {
            if number == VALUES {
                self.add(at, field, "too_many", "");
                break;
            }
            self.text(at, field, text);
        }
    }

    fn days(&mut self, at: &str, field: &'static str, (from, to): Days) {
        if let Some((from, to)) = from.zip(to).filter(|(from, to)| from >= to) {
            let value = format!("{from} – {to}");
            self.add(at, field, "ends_before_it_begins", &value);
        }
        for day in [from, to].into_iter().flatten() {
            if !(1900..2200).contains(&day.year()) {
                self.add(at, field, "impossible_day", &day.to_string());
            }
        }
    }

    /// Days of one thing after another, none twice.
    fn in_turn(&mut self, at: &str, field: &'static str, all: &[Days]) {
        for days in all {
            self.days(at, field, *days);
        }
        for pair in all.windows(2) {
            let apart = pair[0]
                .1
                .zip(pair[1].0)
                .is_some_and(|(end, start)| end <= start);
            if !apart {
                self.add(at, field, "two_on_one_day", "");
            }
        }
    }
}

pub(super) fn directory(directory: &Directory) -> Result<(), Faults> {
    let mut collector = Collector { faults: Vec::new() };
    collector.text("", "place", &directory.place);
    collector.texts("", "notes", directory.notes.iter());
    for (field, number) in [
        ("units", directory.units.len()),
        ("groups", directory.groups.len()),
        ("acts", directory.acts.len()),
    ] {
        if number > ENTRIES {
            collector.add("", field, "too_many", &number.to_string());
        }
    }
    let units = directory.units.iter().map(|unit| &unit.code);
    once(&mut collector, units);
    once(&mut collector, directory.groups.iter().map(|it| &it.code));
    once(&mut collector, directory.acts.iter().map(|it| &it.code));
    for entry in &directory.units {
        unit(&mut collector, entry);
    }
    for entry in &directory.groups {
        group(&mut collector, entry);
    }
    for entry in &directory.acts {
        act(&mut collector, entry);
    }
    if collector.faults.is_empty() {
        Ok(())
    } else {
        Err(Faults(collector.faults))
    }
}

fn once<'a>(collector: &mut Collector, codes: impl Iterator<Item = &'a String>) {
    let mut seen = HashSet::new();
    for code in codes {
        if !seen.insert(code) {
            collector.add(code, "code", "code_twice", code);
        }
    }
}

/// Whether a code can stand in addresses and files.
fn is_code(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 200
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '/'))
}

fn code(collector: &mut Collector, code: &str) {
    if !is_code(code) {
        collector.add(code, "code", "not_a_code", code);
    }
}

fn unit(collector: &mut Collector, entry: &UnitEntry) {
    let at = &entry.code;
    code(collector, at);
    collector.text(at, "name", &entry.name);
    collector.texts(at, "short", entry.short.iter());
    collector.days(at, "from", (entry.from, entry.to));
    let names = entry.names.iter();
    collector.texts(at, "names", names.clone().map(|name| &name.name));
    collector.texts(
        at,
        "names",
        names.clone().filter_map(|it| it.short.as_ref()),
    );
    collector.in_turn(
        at,
        "names",
        &names.map(|name| (name.from, name.to)).collect::<Vec<_>>(),
    );
    let parents: Vec<Days> = entry.parents.iter().map(|it| (it.from, it.to)).collect();
    collector.in_turn(at, "parents", &parents);
    if entry.all_parents().iter().any(|it| it.parent == *at) {
        collector.add(at, "parent", "own_parent", at);
    }
    collector.texts(at, "aliases", entry.aliases.iter());
    collector.texts(at, "tags", entry.tags.iter());
    for it in &entry.codes {
        collector.text(at, "codes", &it.scheme);
        collector.text(at, "codes", &it.value);
    }
    for it in &entry.contacts {
        let fields = [&it.name, &it.email, &it.phone, &it.address];
        if fields.iter().all(|field| field.is_none()) {
            collector.add(at, "contacts", "empty", "");
        }
        collector.texts(at, "contacts", fields.into_iter().flatten());
        if it.email.as_deref().is_some_and(|email| !is_email(email)) {
            let email = it.email.as_deref().unwrap_or_default();
            collector.add(at, "contacts", "not_an_email", email);
        }
    }
    collector.texts(at, "heads", entry.heads.iter().map(|it| &it.name));
    collector.texts(
        at,
        "heads",
        entry.heads.iter().filter_map(|it| it.title.as_ref()),
    );
    for it in &entry.heads {
        collector.days(at, "heads", (it.from, it.to));
    }
}

fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(who, host)| {
        !who.is_empty() && host.contains('.') && !text.contains(char::is_whitespace)
    })
}

fn group(collector: &mut Collector, entry: &GroupEntry) {
    let at = &entry.code;
    code(collector, at);
    collector.text(at, "name", &entry.name);
    collector.texts(at, "aliases", entry.aliases.iter());
    collector.texts(at, "tags", entry.tags.iter());
    collector.days(at, "from", (entry.from, entry.to));
    let rule = !entry.kinds.is_empty() || !entry.members.is_empty();
    if entry.open && rule {
        collector.add(at, "open", "open_with_members", "");
    }
    for (field, list) in [
        ("members", &entry.members),
        ("exceptions", &entry.exceptions),
    ] {
        if list.len() > ENTRIES {
            collector.add(at, field, "too_many", "");
        }
        for member in list {
            collector.days(at, field, member.days());
        }
    }
}

fn act(collector: &mut Collector, entry: &ActEntry) {
    let at = &entry.code;
    code(collector, at);
    collector.text(at, "title", &entry.title);
    collector.texts(at, "number", entry.number.iter());
    collector.days(at, "effective", (entry.date, None));
    collector.days(at, "effective", (None, Some(entry.effective)));
    collector.texts(at, "issuer", entry.issuer.iter());
    if entry.steps.len() > STEPS {
        collector.add(at, "steps", "too_many", "");
    }
    for step in &entry.steps {
        if step.touched().is_empty() {
            collector.add(at, "steps", "empty", "");
        }
    }
}

/// Check a whole directory as it would stand in the house: every code that is named is there, and
/// on no day does a unit stand under itself. `known` are the codes of other places.
pub(super) fn whole(
    units: &[UnitEntry],
    groups: &[GroupEntry],
    acts: &[ActEntry],
    known: impl Fn(&str) -> bool,
) -> Result<(), Faults> {
    let mut collector = Collector { faults: Vec::new() };
    let by_code: HashMap<&str, &UnitEntry> = units
        .iter()
        .map(|unit| (unit.code.as_str(), unit))
        .collect();
    let there = |code: &str| by_code.contains_key(code) || known(code);
    for unit in units {
        for it in unit.all_parents() {
            if !there(&it.parent) {
                collector.add(&unit.code, "parent", "unknown_code", &it.parent);
            }
        }
        if let Some(day) = circle(unit, &by_code) {
            collector.add(&unit.code, "parent", "circle", &day);
        }
    }
    for group in groups {
        let lists = group.members.iter().chain(&group.exceptions);
        for code in lists.map(Membership::unit).chain(group.under.as_deref()) {
            if !there(code) {
                collector.add(&group.code, "members", "unknown_code", code);
            }
        }
    }
    for act in acts {
        for step in &act.steps {
            let begun: Vec<&str> = step.begun().iter().map(|unit| unit.code.as_str()).collect();
            let named = step.touched().into_iter();
            for code in named.filter(|code| !begun.contains(code) && !there(code)) {
                collector.add(&act.code, "steps", "unknown_code", code);
            }
        }
    }
    if collector.faults.is_empty() {
        Ok(())
    } else {
        Err(Faults(collector.faults))
    }
}

/// A day on which a unit would stand under itself.
fn circle(unit: &UnitEntry, by_code: &HashMap<&str, &UnitEntry>) -> Option<String> {
    unit.all_parents().into_iter().find_map(|start| {
        let day = start.from;
        let mut at = start.parent;
        for _ in 0..by_code.len().min(64) {
            if at == unit.code {
                return Some(day.map_or_else(|| "–".to_owned(), |day| day.to_string()));
            }
            let above = by_code.get(at.as_str())?.all_parents().into_iter();
            let on_day = |from: Option<NaiveDate>, to: Option<NaiveDate>| match day {
                Some(day) => super::valid(from, to, day),
                None => from.is_none(),
            };
            at = above
                .into_iter()
                .find(|it| on_day(it.from, it.to))
                .map(|it| it.parent)?;
        }
        None
    })
}
