//! Bringing in a directory. Doing it again changes nothing; a newer file changes what it changes.

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};

use super::{
    code_of,
    directory::{Directory, GroupEntry, UnitEntry},
};
use crate::{
    access::Act,
    db::{Tx, sql},
    error::Result,
    event::{self, Kind, Subject},
    vals,
};

#[derive(rust_embed::RustEmbed)]
#[folder = "data/units"]
struct Shipped;

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// Units in the file.
    pub units: usize,
    /// Groups in the file.
    pub groups: usize,
    /// `false` when this very file had been brought in last.
    pub changed: bool,
}

/// The directories inside the program, by file name without `.json`.
pub fn shipped() -> Result<Vec<(String, Directory)>> {
    let mut names: Vec<_> = Shipped::iter()
        .filter_map(|name| name.strip_suffix(".json").map(str::to_owned))
        .collect();
    names.sort();
    names
        .into_iter()
        .filter_map(|name| Shipped::get(&format!("{name}.json")).map(|file| (name, file)))
        .map(|(name, file)| Ok((name, Directory::parse(&file.data)?)))
        .collect()
}

/// Bring in a directory.
pub async fn run(tx: &Tx, directory: &Directory) -> Result<Report> {
    tx.actor.may(Act::EditUnits)?;
    let report = Report {
        units: directory.units.len(),
        groups: directory.groups.len(),
        changed: !known(tx, directory).await?,
    };
    if !report.changed {
        return Ok(report);
    }
    let ids = upsert_units(tx, directory).await?;
    upsert_groups(tx, directory, &ids).await?;
    let after = serde_json::json!({
        "place": directory.place, "digest": digest(directory)?,
        "units": report.units, "groups": report.groups,
    });
    event::record(
        tx,
        Kind::UnitsImported,
        Subject::Directory,
        event::NOTHING,
        Some(&after),
    )?;
    Ok(report)
}

/// Of the file and of the order of names: when the order's library changes its keys, the
/// directory is brought in anew.
fn digest(directory: &Directory) -> Result<String> {
    let mut bytes = serde_json::to_vec(directory)?;
    bytes.extend(super::name::sort_key("Ấp Bà Rịa, Đông Ơn Yên"));
    Ok(crate::document::blob::hex(&Sha256::digest(&bytes)))
}

/// Whether the last import for this place was this very file.
async fn known(tx: &Tx, directory: &Directory) -> Result<bool> {
    let text = "SELECT after FROM event WHERE subject = 'directory' AND subject_id = 0
                AND kind = $1 ORDER BY id DESC";
    let kind = Kind::UnitsImported.as_str();
    let imports: Vec<Option<String>> = sql::column(tx, text, vals![kind]).await?;
    let last = imports.into_iter().flatten().find_map(|after| {
        let after: serde_json::Value = serde_json::from_str(&after).ok()?;
        (after["place"] == directory.place.as_str()).then_some(after)
    });
    let digest = digest(directory)?;
    Ok(last.is_some_and(|last| last["digest"] == digest.as_str()))
}

async fn upsert_units(tx: &Tx, directory: &Directory) -> Result<HashMap<String, i64>> {
    let mut ids = HashMap::new();
    for unit in &directory.units {
        ids.insert(
            unit.code.clone(),
            upsert_unit(tx, &directory.place, unit).await?,
        );
    }
    let (mut names, mut aliases, mut parents) = (Vec::new(), Vec::new(), Vec::new());
    for unit in &directory.units {
        let id = ids[&unit.code];
        names.push(vals![
            id,
            unit.name.clone(),
            unit.short.clone(),
            unit.from,
            unit.to
        ]);
        aliases.extend(unit.aliases.iter().map(|alias| vals![id, alias.clone()]));
        if let Some(parent) = unit.parent.as_ref().and_then(|code| ids.get(code)) {
            parents.push(vals![id, *parent, unit.from, unit.to]);
        }
    }
    let columns = ["id", "unit_id", "name", "short", "valid_from", "valid_to"];
    rewrite(tx, "unit_name", "unit_id", &ids, &columns, names).await?;
    rewrite(
        tx,
        "unit_alias",
        "unit_id",
        &ids,
        &["id", "unit_id", "alias"],
        aliases,
    )
    .await?;
    let columns = ["id", "unit_id", "parent_id", "valid_from", "valid_to"];
    rewrite(tx, "unit_parent", "unit_id", &ids, &columns, parents).await?;
    Ok(ids)
}

async fn upsert_unit(tx: &Tx, place: &str, unit: &UnitEntry) -> Result<i64> {
    let known: Option<i64> = sql::scalar(
        tx,
        "SELECT id FROM unit WHERE code = $1",
        vals![unit.code.clone()],
    )
    .await?;
    let id = match known {
        Some(id) => id,
        None => sql::next_id(tx, "unit").await?,
    };
    let text = "INSERT INTO unit (id, uid, code, kind, level, place, tags, name, short, sort_key,
                    valid_from, valid_to)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                ON CONFLICT (id) DO UPDATE SET kind = $4, level = $5, place = $6, tags = $7,
                    name = $8, short = $9, sort_key = $10, valid_from = $11, valid_to = $12";
    let tags = serde_json::to_string(&unit.tags)?;
    let row = vals![
        id,
        tx.uid(),
        unit.code.clone(),
        code_of(&unit.kind)?,
        code_of(&unit.level)?,
        place,
        tags,
        unit.name.clone(),
        unit.short.clone(),
        super::name::sort_key(&unit.name),
        unit.from,
        unit.to,
    ];
    sql::execute(tx, text, row).await?;
    Ok(id)
}

async fn upsert_groups(tx: &Tx, directory: &Directory, units: &HashMap<String, i64>) -> Result<()> {
    let mut ids = HashMap::new();
    for group in &directory.groups {
        ids.insert(
            group.code.clone(),
            upsert_group(tx, &directory.place, group).await?,
        );
    }
    let (mut aliases, mut members) = (Vec::new(), Vec::new());
    for group in &directory.groups {
        let id = ids[&group.code];
        aliases.extend(group.aliases.iter().map(|alias| vals![id, alias.clone()]));
        let codes = group.members.iter().filter_map(|code| units.get(code));
        members.extend(codes.map(|unit| vals![id, *unit, group.from, group.to]));
    }
    rewrite(
        tx,
        "group_alias",
        "group_id",
        &ids,
        &["id", "group_id", "alias"],
        aliases,
    )
    .await?;
    let columns = ["id", "group_id", "unit_id", "valid_from", "valid_to"];
    rewrite(tx, "group_member", "group_id", &ids, &columns, members).await
}

async fn upsert_group(tx: &Tx, place: &str, group: &GroupEntry) -> Result<i64> {
    let code = super::name::group_code(place, &group.code);
    let known: Option<i64> = sql::scalar(
        tx,
        "SELECT id FROM unit_group WHERE code = $1",
        vals![code.clone()],
    )
    .await?;
    let id = match known {
        Some(id) => id,
        None => sql::next_id(tx, "unit_group").await?,
    };
    let text = "INSERT INTO unit_group (id, uid, code, place, name, open, kinds, level, tags,
                    valid_from, valid_to)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                ON CONFLICT (id) DO UPDATE SET name = $5, open = $6, kinds = $7, level = $8,
                    tags = $9, valid_from = $10, valid_to = $11";
    let row = vals![
        id,
        tx.uid(),
        code,
        place,
        group.name.clone(),
        group.open,
        serde_json::to_string(&group.kinds)?,
        group.level.as_ref().map(code_of).transpose()?,
        serde_json::to_string(&group.tags)?,
        group.from,
        group.to,
    ];
    sql::execute(tx, text, row).await?;
    Ok(id)
}

/// Replace the rows that hang on these units or groups.
async fn rewrite(
    tx: &Tx,
    table: &'static str,
    owner: &'static str,
    owners: &HashMap<String, i64>,
    columns: &[&'static str],
    rows: Vec<Vec<sea_orm::Value>>,
) -> Result<()> {
    for id in owners.values() {
        sql::execute(
            tx,
            &format!("DELETE FROM {table} WHERE {owner} = $1"),
            vals![*id],
        )
        .await?;
    }
    let first = sql::next_id(tx, table).await?;
    let numbered = (first..).zip(rows).map(|(id, mut row)| {
        row.insert(0, id.into());
        row
    });
    sql::insert_all(tx, table, columns, numbered.collect()).await
}
