//! From a directory to a file.

use chrono::{DateTime, NaiveDate, Utc};
use documents::sheets::{self, Column, Sheet};
use dondoc_core::unit::Kind;
use dondoc_core::unit::directory::{self, Directory, GroupEntry, Membership, UnitEntry};

use super::Form;
use super::columns::{self as c, KINDS_ALL, Kept, LEVELS};
use crate::show;
use crate::text::Texts;
use crate::web::units::{kind_key, shipped::level_key};

/// Write a directory as a file. `now` is the moment of export.
pub fn write(
    directory: &Directory,
    form: Form,
    t: &Texts,
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<u8>> {
    Ok(match form {
        Form::Json => serde_json::to_vec_pretty(directory)?,
        Form::Xlsx => {
            let all = Kept::ALL.map(|kept| sheet(directory, kept, t));
            sheets::workbook(&directory.place, &all, now)?
        }
        Form::Csv => sheets::csv(&sheet(directory, Kept::Units, t))?,
    })
}

/// The directory as it was on a day: the units and groups there were, each with the name and the
/// parent it had then.
pub fn as_of(mut directory: Directory, day: NaiveDate) -> Directory {
    let there = |from: Option<NaiveDate>, to: Option<NaiveDate>| {
        from.is_none_or(|from| from <= day) && to.is_none_or(|to| day < to)
    };
    directory.units.retain(|unit| there(unit.from, unit.to));
    for unit in &mut directory.units {
        let name = unit
            .all_names()
            .into_iter()
            .find(|it| there(it.from, it.to));
        if let Some(name) = name {
            unit.name = name.name;
            unit.short = name.short;
        }
        let parents = unit.all_parents().into_iter();
        unit.parent = parents
            .filter(|it| there(it.from, it.to))
            .map(|it| it.parent)
            .next();
        unit.names.clear();
        unit.parents.clear();
        unit.heads.retain(|it| there(it.from, it.to));
    }
    directory.groups.retain(|group| there(group.from, group.to));
    let known: std::collections::HashSet<String> = directory
        .units
        .iter()
        .map(|unit| unit.code.clone())
        .collect();
    for group in &mut directory.groups {
        for list in [&mut group.members, &mut group.exceptions] {
            list.retain(|member| {
                let (from, to) = member.days();
                there(from, to) && known.contains(member.unit())
            });
        }
    }
    directory.acts.clear();
    directory
}

fn sheet(directory: &Directory, kept: Kept, t: &Texts) -> Sheet {
    let column = |key: &&'static str| Column {
        title: t.get(key).to_owned(),
        width: width(key),
        choices: choices(key, t),
    };
    let units = || directory.units.iter();
    let rows: Vec<Vec<String>> = match kept {
        Kept::About => about(directory),
        Kept::Units => units().map(|unit| unit_row(unit, t)).collect(),
        Kept::Names => units().flat_map(names).collect(),
        Kept::Parents => units().flat_map(parents).collect(),
        Kept::Contacts => units().flat_map(contacts).collect(),
        Kept::Heads => units().flat_map(heads).collect(),
        Kept::Groups => directory.groups.iter().map(|it| group_row(it, t)).collect(),
        Kept::Members => directory.groups.iter().flat_map(members).collect(),
    };
    Sheet {
        name: t.get(kept.key()).to_owned(),
        columns: kept.columns().iter().map(column).collect(),
        rows,
    }
}

fn about(directory: &Directory) -> Vec<Vec<String>> {
    let first = directory.notes.first().cloned().unwrap_or_default();
    let mut rows = vec![vec![directory.place.clone(), first]];
    let rest = directory.notes.iter().skip(1);
    rows.extend(rest.map(|note| vec![String::new(), note.clone()]));
    rows
}

fn width(key: &str) -> u16 {
    match key {
        c::NAME | c::NOTE | c::ALIASES | c::ADDRESS => 50,
        c::CODE | c::PARENT | c::GROUP | c::UNDER | c::SHORT | c::KINDS => 28,
        c::FROM | c::TO | c::OPEN | c::EXCEPT | c::LEVEL => 13,
        _ => 20,
    }
}

fn choices(key: &str, t: &Texts) -> Vec<String> {
    match key {
        c::KIND => words(&KINDS_ALL.map(kind_key), t),
        c::LEVEL => words(&LEVELS.map(level_key), t),
        c::OPEN | c::EXCEPT => vec!["x".to_owned()],
        _ => Vec::new(),
    }
}

fn words(keys: &[&'static str], t: &Texts) -> Vec<String> {
    // A comma would end the choice.
    let words = keys.iter().map(|key| t.get(key).replace(", ", " / "));
    words.collect()
}

fn kind_word(kind: Kind, t: &Texts) -> String {
    t.get(kind_key(kind)).replace(", ", " / ")
}

fn day(day: Option<NaiveDate>) -> String {
    day.map(show::date).unwrap_or_default()
}

fn or_empty(text: Option<&String>) -> String {
    text.cloned().unwrap_or_default()
}

fn unit_row(unit: &UnitEntry, t: &Texts) -> Vec<String> {
    let known = [directory::IDENTIFIER, directory::GSO];
    let code = |scheme| unit.code_in(scheme).unwrap_or_default().to_owned();
    let others = unit.codes.iter();
    let others = others.filter(|code| !known.contains(&code.scheme.as_str()));
    let others: Vec<String> = others
        .map(|code| format!("{}={}", code.scheme, code.value))
        .collect();
    vec![
        unit.code.clone(),
        unit.name.clone(),
        or_empty(unit.short.as_ref()),
        kind_word(unit.kind, t),
        t.get(level_key(unit.level)).to_owned(),
        or_empty(unit.parent.as_ref()),
        day(unit.from),
        day(unit.to),
        unit.aliases.join("; "),
        unit.tags.join("; "),
        code(directory::IDENTIFIER),
        code(directory::GSO),
        others.join("; "),
    ]
}

fn names(unit: &UnitEntry) -> Vec<Vec<String>> {
    let row = |it: &directory::DatedName| {
        vec![
            unit.code.clone(),
            it.name.clone(),
            or_empty(it.short.as_ref()),
            day(it.from),
            day(it.to),
        ]
    };
    unit.names.iter().map(row).collect()
}

fn parents(unit: &UnitEntry) -> Vec<Vec<String>> {
    let row = |it: &directory::DatedParent| {
        vec![
            unit.code.clone(),
            it.parent.clone(),
            day(it.from),
            day(it.to),
        ]
    };
    unit.parents.iter().map(row).collect()
}

fn contacts(unit: &UnitEntry) -> Vec<Vec<String>> {
    let row = |it: &directory::Contact| {
        let fields = [&it.name, &it.email, &it.phone, &it.address];
        let mut row = vec![unit.code.clone()];
        row.extend(fields.map(|field| or_empty(field.as_ref())));
        row
    };
    unit.contacts.iter().map(row).collect()
}

fn heads(unit: &UnitEntry) -> Vec<Vec<String>> {
    let row = |it: &directory::Head| {
        vec![
            unit.code.clone(),
            it.name.clone(),
            or_empty(it.title.as_ref()),
            day(it.from),
            day(it.to),
        ]
    };
    unit.heads.iter().map(row).collect()
}

fn group_row(group: &GroupEntry, t: &Texts) -> Vec<String> {
    let kinds: Vec<String> = group.kinds.iter().map(|it| kind_word(*it, t)).collect();
    let level = group.level.map(|level| t.get(level_key(level)).to_owned());
    vec![
        group.code.clone(),
        group.name.clone(),
        if group.open { "x" } else { "" }.to_owned(),
        kinds.join("; "),
        level.unwrap_or_default(),
        group.tags.join("; "),
        or_empty(group.under.as_ref()),
        day(group.from),
        day(group.to),
        group.aliases.join("; "),
    ]
}

fn members(group: &GroupEntry) -> Vec<Vec<String>> {
    let row = |member: &Membership, except: &str| {
        let (from, to) = member.days();
        vec![
            group.code.clone(),
            member.unit().to_owned(),
            except.to_owned(),
            day(from),
            day(to),
        ]
    };
    let members = group.members.iter().map(|it| row(it, ""));
    let exceptions = group.exceptions.iter().map(|it| row(it, "x"));
    members.chain(exceptions).collect()
}
