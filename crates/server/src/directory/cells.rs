//! From the cells of sheets to a directory.

use std::collections::HashMap;

use chrono::NaiveDate;
use dondoc_core::unit::difference::What;
use dondoc_core::unit::directory::{
    self, Clear, Code, Contact, DatedName, DatedParent, Directory, GroupEntry, Head, Membership,
    UnitEntry,
};

use super::Fault;
use super::columns::{self as c, Kept};
use super::open::Sheet;
use crate::key;
use crate::show::parse_date;
use crate::text::Texts;

/// Faults told at once.
const TOLD: usize = 100;

/// A sheet that was recognised.
struct Table<'s> {
    kept: Kept,
    name: &'s str,
    /// Where each column stands.
    at: HashMap<&'static str, usize>,
    rows: &'s [(u32, Vec<String>)],
}

/// A row of it.
struct Row<'s> {
    table: &'s Table<'s>,
    number: u32,
    cells: &'s [String],
}

struct Reading<'t> {
    t: &'t Texts,
    faults: Vec<Fault>,
}

/// The place of each entry in the file, by its code.
pub(super) type Places = HashMap<String, String>;

/// Read the sheets.
pub(super) fn directory(
    sheets: &[Sheet],
    place: &str,
    t: &Texts,
) -> Result<(Directory, Places), Vec<Fault>> {
    let tables: Vec<Table<'_>> = sheets.iter().filter_map(table).collect();
    let mut reading = Reading {
        t,
        faults: Vec::new(),
    };
    let mut directory = Directory {
        place: place.trim().to_owned(),
        ..Directory::default()
    };
    let mut places = Places::new();
    let mut seen = false;
    for row in of(&tables, Kept::About) {
        if directory.place.is_empty() {
            row.text(c::PLACE).clone_into(&mut directory.place);
        }
        directory.notes.extend(row.optional(c::NOTE));
    }
    for row in of(&tables, Kept::Units) {
        seen = true;
        if let Some(unit) = reading.unit(&row) {
            places.insert(unit.code.clone(), row.place(t));
            let lists = [
                (c::ALIASES, "aliases"),
                (c::TAGS, "tags"),
                (c::CODES, "codes"),
            ];
            clear(&mut directory, &row, What::Unit, &unit.code, &lists);
            directory.units.push(unit);
        }
    }
    for row in of(&tables, Kept::Groups) {
        seen = true;
        if let Some(group) = reading.group(&row) {
            places.insert(group.code.clone(), row.place(t));
            let lists = [
                (c::ALIASES, "aliases"),
                (c::KINDS, "kinds"),
                (c::TAGS, "tags"),
            ];
            clear(&mut directory, &row, What::Group, &group.code, &lists);
            directory.groups.push(group);
        }
    }
    reading.details(&tables, &mut directory);
    if !seen && reading.faults.is_empty() {
        reading.whole(key!("directory-no-sheet"));
    }
    if directory.place.is_empty() {
        reading.whole(key!("directory-no-place"));
    }
    if reading.faults.is_empty() {
        Ok((directory, places))
    } else {
        Err(reading.faults)
    }
}

/// A sheet by its headers: the names of sheets are a person's own.
fn table(sheet: &Sheet) -> Option<Table<'_>> {
    let (_, heads) = sheet.rows.first()?;
    let place = |key: &str| heads.iter().position(|head| c::is(head, key));
    let fits = |kept: &Kept| kept.needed().iter().all(|key| place(key).is_some());
    // Parents and heads have a part of the columns of units: the fuller sheet is meant.
    let kept = Kept::ALL
        .into_iter()
        .filter(fits)
        .max_by_key(|kept| (kept.needed().len(), *kept == Kept::Units))?;
    let at = kept.columns().iter();
    Some(Table {
        kept,
        name: &sheet.name,
        at: at.filter_map(|key| Some((*key, place(key)?))).collect(),
        rows: &sheet.rows[1..],
    })
}

fn of<'s>(tables: &'s [Table<'s>], kept: Kept) -> impl Iterator<Item = Row<'s>> {
    let tables = tables.iter().filter(move |table| table.kept == kept);
    tables.flat_map(|table| {
        table.rows.iter().map(move |(number, cells)| Row {
            table,
            number: *number,
            cells,
        })
    })
}

impl Row<'_> {
    fn text(&self, column: &'static str) -> &str {
        let cell = self.table.at.get(column).and_then(|at| self.cells.get(*at));
        cell.map_or("", |cell| cell.trim())
    }

    fn optional(&self, column: &'static str) -> Option<String> {
        Some(self.text(column).to_owned()).filter(|text| !text.is_empty())
    }

    /// Whether a cell says that there is nothing any more: an empty one says nothing.
    fn clears(&self, column: &'static str) -> bool {
        ["-", "–"].contains(&self.text(column))
    }

    /// Several values in a cell, separated by semicolons or lines.
    fn several(&self, column: &'static str) -> Vec<String> {
        let parts = self.text(column).split([';', '\n']).map(str::trim);
        let parts = parts.filter(|part| !part.is_empty() && !self.clears(column));
        parts.map(str::to_owned).collect()
    }

    /// "Đơn vị, dòng 7".
    fn place(&self, t: &Texts) -> String {
        match self.table.name {
            "" => t.one("directory-row", "row", self.number),
            name => t.two("directory-sheet-row", "sheet", name, "row", self.number),
        }
    }
}

/// Note the lists that a row empties.
fn clear(
    directory: &mut Directory,
    row: &Row<'_>,
    what: What,
    code: &str,
    lists: &[(&'static str, &str)],
) {
    let emptied = lists.iter().filter(|(column, _)| row.clears(column));
    directory.clears.extend(emptied.map(|(_, field)| Clear {
        what,
        code: code.to_owned(),
        field: (*field).to_owned(),
    }));
}

impl Reading<'_> {
    fn whole(&mut self, reason: &'static str) {
        self.faults.push(Fault {
            place: String::new(),
            column: String::new(),
            reason,
            value: String::new(),
        });
    }

    fn fault(&mut self, row: &Row<'_>, column: &'static str, reason: &'static str) {
        if self.faults.len() < TOLD {
            let place = row.place(self.t);
            self.faults.push(Fault {
                place,
                column: self.t.get(column).to_owned(),
                reason,
                value: row.text(column).chars().take(80).collect(),
            });
        }
    }

    fn day(&mut self, row: &Row<'_>, column: &'static str) -> Option<NaiveDate> {
        let text = row.text(column);
        let day = parse_date(text);
        if day.is_none() && !text.is_empty() {
            self.fault(row, column, key!("directory-not-a-day"));
        }
        day
    }

    fn days(&mut self, row: &Row<'_>) -> (Option<NaiveDate>, Option<NaiveDate>) {
        (self.day(row, c::FROM), self.day(row, c::TO))
    }

    fn needed(&mut self, row: &Row<'_>, column: &'static str) -> Option<String> {
        let text = row.optional(column);
        if text.is_none() {
            self.fault(row, column, key!("directory-empty"));
        }
        text
    }

    fn unit(&mut self, row: &Row<'_>) -> Option<UnitEntry> {
        let code = self.needed(row, c::CODE);
        let name = self.needed(row, c::NAME);
        let kind = c::kind(row.text(c::KIND));
        if kind.is_none() {
            self.fault(row, c::KIND, key!("directory-not-a-kind"));
        }
        let level = c::level(row.text(c::LEVEL));
        if level.is_none() {
            self.fault(row, c::LEVEL, key!("directory-not-a-level"));
        }
        let (from, to) = self.days(row);
        let mut codes = Vec::new();
        for (column, scheme) in [(c::QD20, directory::IDENTIFIER), (c::GSO, directory::GSO)] {
            codes.extend(row.optional(column).map(|value| Code {
                scheme: scheme.to_owned(),
                value,
            }));
        }
        for pair in row.several(c::CODES) {
            match pair.split_once('=') {
                Some((scheme, value)) => codes.push(Code {
                    scheme: scheme.trim().to_owned(),
                    value: value.trim().to_owned(),
                }),
                None => self.fault(row, c::CODES, key!("directory-not-a-pair")),
            }
        }
        Some(UnitEntry {
            short: row.optional(c::SHORT),
            parent: row.optional(c::PARENT),
            from,
            to,
            aliases: row.several(c::ALIASES),
            tags: row.several(c::TAGS),
            codes,
            ..UnitEntry::new(code?, kind?, level?, name?)
        })
    }

    fn group(&mut self, row: &Row<'_>) -> Option<GroupEntry> {
        let code = self.needed(row, c::GROUP);
        let name = self.needed(row, c::NAME);
        let mut kinds = Vec::new();
        for word in row.several(c::KINDS) {
            match c::kind(&word) {
                Some(kind) => kinds.push(kind),
                None => self.fault(row, c::KINDS, key!("directory-not-a-kind")),
            }
        }
        let level = c::level(row.text(c::LEVEL));
        if level.is_none() && !row.text(c::LEVEL).is_empty() {
            self.fault(row, c::LEVEL, key!("directory-not-a-level"));
        }
        let (from, to) = self.days(row);
        Some(GroupEntry {
            code: code?,
            name: name?,
            aliases: row.several(c::ALIASES),
            open: !row.text(c::OPEN).is_empty(),
            kinds,
            level,
            tags: row.several(c::TAGS),
            under: row.optional(c::UNDER),
            from,
            to,
            ..GroupEntry::default()
        })
    }

    /// The sheets whose rows belong to a unit or group of another sheet.
    fn details(&mut self, tables: &[Table<'_>], directory: &mut Directory) {
        let units: HashMap<String, usize> = directory
            .units
            .iter()
            .enumerate()
            .map(|(at, unit)| (unit.code.clone(), at))
            .collect();
        let groups: HashMap<String, usize> = directory
            .groups
            .iter()
            .enumerate()
            .map(|(at, group)| (group.code.clone(), at))
            .collect();
        for kept in [Kept::Names, Kept::Parents, Kept::Contacts, Kept::Heads] {
            for row in of(tables, kept) {
                let lists = match kept {
                    Kept::Contacts => [(c::PHONE, "contacts")].as_slice(),
                    Kept::Heads => [(c::HEAD, "heads")].as_slice(),
                    _ => [].as_slice(),
                };
                match units.get(row.text(c::CODE)) {
                    Some(_) if lists.iter().any(|(column, _)| row.clears(column)) => {
                        clear(directory, &row, What::Unit, row.text(c::CODE), lists);
                    }
                    Some(at) => self.detail(&row, &mut directory.units[*at]),
                    None => self.fault(&row, c::CODE, key!("directory-unknown-code")),
                }
            }
        }
        for row in of(tables, Kept::Members) {
            let (from, to) = self.days(&row);
            let Some(at) = groups.get(row.text(c::GROUP)) else {
                self.fault(&row, c::GROUP, key!("directory-unknown-code"));
                continue;
            };
            let list = if row.text(c::EXCEPT).is_empty() {
                "members"
            } else {
                "exceptions"
            };
            if row.clears(c::CODE) {
                let group = row.text(c::GROUP);
                clear(directory, &row, What::Group, group, &[(c::CODE, list)]);
                continue;
            }
            let member = Membership::new(row.text(c::CODE).to_owned(), from, to);
            let group = &mut directory.groups[*at];
            if list == "members" {
                group.members.push(member);
            } else {
                group.exceptions.push(member);
            }
        }
    }

    fn detail(&mut self, row: &Row<'_>, unit: &mut UnitEntry) {
        match row.table.kept {
            Kept::Names => {
                let (from, to) = self.days(row);
                unit.names.push(DatedName {
                    name: row.text(c::NAME).to_owned(),
                    short: row.optional(c::SHORT),
                    from,
                    to,
                });
            }
            Kept::Parents => {
                let (from, to) = self.days(row);
                unit.parents.push(DatedParent {
                    parent: row.text(c::PARENT).to_owned(),
                    from,
                    to,
                });
            }
            Kept::Heads => {
                let (from, to) = self.days(row);
                unit.heads.push(Head {
                    name: row.text(c::HEAD).to_owned(),
                    title: row.optional(c::TITLE),
                    from,
                    to,
                });
            }
            _ => unit.contacts.push(Contact {
                name: row.optional(c::CONTACT),
                email: row.optional(c::EMAIL),
                phone: row.optional(c::PHONE),
                address: row.optional(c::ADDRESS),
            }),
        }
    }
}
