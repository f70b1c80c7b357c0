//! Keeping the directory by hand: a unit or a group is read as an entry, changed, and written as
//! an entry, if nobody changed it meanwhile.

use std::collections::BTreeSet;

use super::{
    check,
    directory::{Directory, GroupEntry, UnitEntry},
    name,
    put::{self, Put},
    record::{self, Stored},
};
use crate::{
    access::Act,
    db::{Conn, Tx, sql},
    error::{Error, Result},
    event::{self, Event, Kind, Subject},
    vals,
};

/// Add a unit to the directory of a place.
pub async fn add_unit(tx: &Tx, place: &str, mut entry: UnitEntry) -> Result<i64> {
    tx.actor.may(Act::EditUnits)?;
    entry.tidy();
    let known = put::ids_by_code(tx).await?;
    if known.contains_key(&entry.code) {
        return Err(taken());
    }
    fits_unit(tx, place, &entry).await?;
    let put = Put {
        id: None,
        place,
        entry: &entry,
        imported: None,
    };
    let ids = put::put_units(tx, &[put]).await?;
    record_event(tx, Kind::UnitAdded, None::<&UnitEntry>, &entry)?;
    ids.first().copied().ok_or(Error::NotFound("unit"))
}

/// Write a unit as it shall be; `version` is the one the form began from.
pub async fn unit(tx: &Tx, id: i64, version: i64, mut entry: UnitEntry) -> Result<()> {
    tx.actor.may(Act::EditUnits)?;
    entry.tidy();
    let before = record::unit(tx, id).await?;
    fresh("unit", &before, version)?;
    if before.entry == entry {
        return Ok(());
    }
    // Other things hang on the code: it is for ever.
    if before.entry.code != entry.code {
        return Err(taken());
    }
    fits_unit(tx, &before.place, &entry).await?;
    let put = Put {
        id: Some(id),
        place: &before.place,
        entry: &entry,
        imported: None,
    };
    put::put_units(tx, &[put]).await?;
    record_event(tx, Kind::UnitEdited, Some(&before.entry), &entry)
}

/// Add a group to the directory of a place.
pub async fn add_group(tx: &Tx, place: &str, entry: GroupEntry) -> Result<i64> {
    tx.actor.may(Act::EditUnits)?;
    let there = record::groups(tx, place).await?;
    if there.iter().any(|group| group.entry.code == entry.code) {
        return Err(taken());
    }
    fits_group(tx, place, &entry).await?;
    let put = Put {
        id: None,
        place,
        entry: &entry,
        imported: None,
    };
    let ids = put::put_groups(tx, &[put]).await?;
    record_event(tx, Kind::GroupAdded, None::<&GroupEntry>, &entry)?;
    ids.first().copied().ok_or(Error::NotFound("group"))
}

/// Write a group as it shall be; `version` is the one the form began from.
pub async fn group(tx: &Tx, id: i64, version: i64, entry: GroupEntry) -> Result<()> {
    tx.actor.may(Act::EditUnits)?;
    let before = record::group(tx, id).await?;
    fresh("group", &before, version)?;
    if before.entry == entry {
        return Ok(());
    }
    if before.entry.code != entry.code {
        return Err(taken());
    }
    fits_group(tx, &before.place, &entry).await?;
    let put = Put {
        id: Some(id),
        place: &before.place,
        entry: &entry,
        imported: None,
    };
    put::put_groups(tx, &[put]).await?;
    record_event(tx, Kind::GroupEdited, Some(&before.entry), &entry)
}

/// A code for something new, readable and not taken.
pub async fn free_code(conn: &Conn, place: &str, title: &str) -> Result<String> {
    let known: BTreeSet<String> = put::ids_by_code(conn).await?.into_keys().collect();
    let plain = format!("{}.{}", name::slug(place), name::slug(title));
    let mut codes = std::iter::once(plain.clone()).chain((2..).map(|n| format!("{plain}-{n}")));
    let free = codes.find(|code| !known.contains(code));
    Ok(free.unwrap_or(plain))
}

/// What was done by hand to a unit or a group, by its code, newest first.
pub async fn history(conn: &Conn, code: &str, limit: i64) -> Result<Vec<Event>> {
    let text = "SELECT * FROM event WHERE subject = 'directory' AND subject_id = 0
                AND kind IN ('unit.added', 'unit.edited', 'group.added', 'group.edited')
                AND after LIKE $1 ORDER BY id DESC LIMIT $2";
    let begin = format!("{{\"code\":{},%", serde_json::to_string(code)?);
    sql::all(conn, text, vals![begin, limit]).await
}

fn taken() -> Error {
    Error::Invalid {
        field: "code",
        reason: "code_taken",
    }
}

fn fresh<T>(what: &'static str, stored: &Stored<T>, version: i64) -> Result<()> {
    if stored.version == version {
        return Ok(());
    }
    Err(Error::Conflict {
        what,
        version: stored.version,
    })
}

/// Every change is of the directory: whoever keeps a copy of it looks at these events.
fn record_event<T: serde::Serialize>(
    tx: &Tx,
    kind: Kind,
    before: Option<&T>,
    after: &T,
) -> Result<()> {
    event::record(tx, kind, Subject::Directory, before, Some(after))
}

/// Check a unit among those of its place.
async fn fits_unit(conn: &Conn, place: &str, entry: &UnitEntry) -> Result<()> {
    alone(place, vec![entry.clone()], Vec::new())?;
    let there = record::units(conn, place).await?.into_iter();
    let mut units: Vec<UnitEntry> = there
        .map(|unit| unit.entry)
        .filter(|unit| unit.code != entry.code)
        .collect();
    units.push(entry.clone());
    let known = put::ids_by_code(conn).await?;
    Ok(check::whole(&units, &[], &[], |code| {
        known.contains_key(code)
    })?)
}

async fn fits_group(conn: &Conn, place: &str, entry: &GroupEntry) -> Result<()> {
    alone(place, Vec::new(), vec![entry.clone()])?;
    let known = put::ids_by_code(conn).await?;
    let groups = [entry.clone()];
    Ok(check::whole(&[], &groups, &[], |code| {
        known.contains_key(code)
    })?)
}

fn alone(place: &str, units: Vec<UnitEntry>, groups: Vec<GroupEntry>) -> Result<()> {
    let place = place.to_owned();
    Ok(Directory {
        place,
        units,
        groups,
        ..Directory::default()
    }
    .check()?)
}
