//! Bringing in a directory. Doing it again changes nothing; a newer file changes what it changes,
//! and what a person or an act wrote meanwhile stays unless somebody decides otherwise
//! ([`super::difference`]).

use serde_json::json;

use super::{
    check,
    difference::{self, Decided, Difference, Here},
    directory::{Directory, GroupEntry, UnitEntry},
    name,
    put::{self, Put},
    record,
};
use crate::{
    access::Act,
    db::{Conn, Tx, sql},
    error::Result,
    event::{self, Kind, Subject},
    vals,
};

pub use super::shipped::shipped;

/// Changes told word by word in the log; more are only counted.
const TOLD: usize = 200;

/// What an import did.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Units in the file.
    pub units: usize,
    /// Groups in the file.
    pub groups: usize,
    /// `false` when nothing was written.
    pub changed: bool,
    /// What differed.
    pub difference: Difference,
}

/// What bringing in a file would do, without doing it.
pub async fn preview(conn: &Conn, file: &Directory, decided: &Decided) -> Result<Difference> {
    let here = here(conn, file).await?;
    let difference = difference::between(&here, file, decided)?;
    hold_together(conn, &here, &difference).await?;
    Ok(difference)
}

/// Bring in a directory; clashes stay as they are here.
pub async fn run(tx: &Tx, file: &Directory) -> Result<Report> {
    run_decided(tx, file, &Decided::Here).await
}

/// Bring in a directory, with what a person decided about clashes.
pub async fn run_decided(tx: &Tx, file: &Directory, decided: &Decided) -> Result<Report> {
    tx.actor.may(Act::EditUnits)?;
    file.check()?;
    let difference = preview(tx, file, decided).await?;
    let changed = !difference.is_quiet();
    put_in_order(tx).await?;
    if changed {
        write(tx, file, &difference).await?;
        event::record(
            tx,
            Kind::UnitsImported,
            Subject::Directory,
            event::NOTHING,
            Some(&told(file, &difference)),
        )?;
    }
    remember(tx, file, &difference).await?;
    Ok(Report {
        units: file.units.len(),
        groups: file.groups.len(),
        changed,
        difference,
    })
}

/// Bring in a directory that comes with the program, and the centre with it.
pub async fn load(tx: &Tx, name: &str) -> Result<Report> {
    run(tx, &super::shipped::central()?).await?;
    run(tx, &super::shipped::directory(name)?).await
}

/// What is here of the file's place, and the units of other places that the file names: a code is
/// the same unit wherever it stands.
async fn here(conn: &Conn, file: &Directory) -> Result<Here> {
    let mut units = record::units(conn, &file.place).await?;
    let by_code = put::ids_by_code(conn).await?;
    let known: std::collections::HashSet<i64> = units.iter().map(|unit| unit.id).collect();
    for unit in &file.units {
        if let Some(id) = by_code.get(&unit.code).filter(|id| !known.contains(id)) {
            units.push(record::unit(conn, *id).await?);
        }
    }
    let text = "SELECT DISTINCT u.code FROM succession s JOIN unit u ON u.id = s.predecessor_id
                WHERE u.valid_to IS NOT NULL";
    let ended: Vec<String> = sql::column(conn, text, vec![]).await?;
    Ok(Here {
        ended: ended.into_iter().collect(),
        units,
        groups: record::groups(conn, &file.place).await?,
        acts: record::acts(conn, &file.place).await?,
    })
}

/// Check the directory as it would be.
async fn hold_together(conn: &Conn, here: &Here, difference: &Difference) -> Result<()> {
    let by_code = put::ids_by_code(conn).await?;
    let mut units: Vec<UnitEntry> = here.units.iter().map(|it| it.entry.clone()).collect();
    for changed in &difference.units.changed {
        if let Some(unit) = units.iter_mut().find(|unit| unit.code == changed.code) {
            unit.clone_from(&changed.result);
        }
    }
    units.extend(difference.units.added.iter().cloned());
    let results = difference.groups.changed.iter().map(|it| &it.result);
    let groups: Vec<GroupEntry> = difference
        .groups
        .added
        .iter()
        .chain(results)
        .cloned()
        .collect();
    let results = difference.acts.changed.iter().map(|it| &it.result);
    let acts: Vec<_> = difference
        .acts
        .added
        .iter()
        .chain(results)
        .cloned()
        .collect();
    check::whole(&units, &groups, &acts, |code| by_code.contains_key(code))?;
    Ok(())
}

async fn write(tx: &Tx, file: &Directory, difference: &Difference) -> Result<()> {
    let units = &difference.units;
    let new = units.added.iter().map(|entry| Put {
        id: None,
        place: &file.place,
        entry,
        imported: Some(entry),
    });
    let old = units.changed.iter().filter(|it| it.takes()).map(|it| Put {
        id: Some(it.id),
        place: &file.place,
        entry: &it.result,
        imported: Some(&it.there),
    });
    put::put_units(tx, &new.chain(old).collect::<Vec<_>>()).await?;
    let groups = &difference.groups;
    let new = groups.added.iter().map(|entry| Put {
        id: None,
        place: &file.place,
        entry,
        imported: Some(entry),
    });
    let old = groups.changed.iter().filter(|it| it.takes()).map(|it| Put {
        id: Some(it.id),
        place: &file.place,
        entry: &it.result,
        imported: Some(&it.there),
    });
    put::put_groups(tx, &new.chain(old).collect::<Vec<_>>()).await?;
    let acts = &difference.acts;
    let acts: Vec<_> = acts
        .added
        .iter()
        .chain(acts.changed.iter().map(|it| &it.result))
        .collect();
    put::put_acts(tx, &file.place, &acts).await
}

/// Entries of which nothing was taken keep what the file said of them, for the next comparison.
/// No event: the directory itself is as it was.
async fn remember(tx: &Tx, file: &Directory, difference: &Difference) -> Result<()> {
    let quiet = difference.units.changed.iter().filter(|it| !it.takes());
    for changed in quiet {
        let text = "UPDATE unit SET imported = $2 WHERE id = $1";
        let entry = serde_json::to_string(&changed.there)?;
        sql::execute(tx, text, vals![changed.id, entry]).await?;
    }
    let quiet = difference.groups.changed.iter().filter(|it| !it.takes());
    for changed in quiet {
        let text = "UPDATE unit_group SET imported = $2 WHERE id = $1";
        let entry = serde_json::to_string(&changed.there)?;
        sql::execute(tx, text, vals![changed.id, entry]).await?;
    }
    let text = "SELECT code FROM unit WHERE place = $1 AND imported IS NULL AND version = 1";
    let bare: Vec<String> = sql::column(tx, text, vals![file.place.clone()]).await?;
    for unit in file.units.iter().filter(|unit| bare.contains(&unit.code)) {
        let text = "UPDATE unit SET imported = $2 WHERE code = $1";
        let entry = serde_json::to_string(unit)?;
        sql::execute(tx, text, vals![unit.code.clone(), entry]).await?;
    }
    Ok(())
}

/// What the log says: sums, and the changes as far as they are few.
fn told(file: &Directory, difference: &Difference) -> serde_json::Value {
    let Difference {
        units,
        groups,
        acts,
    } = difference;
    json!({
        "place": file.place, "units": file.units.len(), "groups": file.groups.len(),
        "added": units.added.iter().take(TOLD).map(|unit| &unit.code).collect::<Vec<_>>(),
        "units_added": units.added.len(), "units_changed": units.changed.len(),
        "changed": units.changed.iter().take(TOLD).collect::<Vec<_>>(),
        "groups_added": groups.added.len(),
        "groups_changed": groups.changed.iter().take(TOLD).collect::<Vec<_>>(),
        "acts_added": acts.added.len(), "acts_changed": acts.changed.len(),
    })
}

/// When the library that orders names changes its keys, all are computed anew.
async fn put_in_order(tx: &Tx) -> Result<()> {
    #[derive(sea_orm::FromQueryResult)]
    struct Row {
        id: i64,
        name: String,
        sort_key: Vec<u8>,
    }
    let text = "SELECT id, name, sort_key FROM unit ORDER BY id";
    let rows: Vec<Row> = sql::all(tx, text, vals![]).await?;
    for row in rows {
        let key = name::sort_key(&row.name);
        if key != row.sort_key {
            let text = "UPDATE unit SET sort_key = $2 WHERE id = $1";
            sql::execute(tx, text, vals![row.id, key]).await?;
        }
    }
    Ok(())
}
