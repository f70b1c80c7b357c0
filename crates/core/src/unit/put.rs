//! Entries written into the directory, with all that hangs on them.

use std::collections::HashMap;

use sea_orm::FromQueryResult;

use super::{
    code_of,
    directory::{ActEntry, DatedName, GroupEntry, Head, UnitEntry},
    name,
};
use crate::{
    db::{Conn, Tx, sql},
    error::{Error, Result},
    vals,
};

/// An entry to be written.
pub(super) struct Put<'a, T> {
    /// Its id, when it is there already.
    pub id: Option<i64>,
    /// The place it belongs to.
    pub place: &'a str,
    /// As it shall be.
    pub entry: &'a T,
    /// As an import brings it; `None` leaves what the last import brought.
    pub imported: Option<&'a T>,
}

/// Write units with all that hangs on them; parents may be among them or there already.
pub(super) async fn put_units(tx: &Tx, puts: &[Put<'_, UnitEntry>]) -> Result<Vec<i64>> {
    let mut ids = Vec::with_capacity(puts.len());
    let mut next = sql::next_id(tx, "unit").await?;
    for put in puts {
        let id = put.id.unwrap_or(next);
        next += i64::from(put.id.is_none());
        put_unit(tx, id, put).await?;
        ids.push(id);
    }
    let known: Vec<i64> = puts.iter().filter_map(|put| put.id).collect();
    let by_code = ids_by_code(tx).await?;
    let all = || ids.iter().copied().zip(puts.iter().map(|put| put.entry));
    let rows = all().flat_map(|(id, unit)| {
        let row = move |it: DatedName| vals![id, it.name, it.short, it.from, it.to];
        unit.all_names().into_iter().map(row)
    });
    let columns = ["unit_id", "name", "short", "valid_from", "valid_to"];
    replace(tx, "unit_name", &columns, &known, rows.collect()).await?;
    let mut rows = Vec::new();
    for (id, unit) in all() {
        for it in unit.all_parents() {
            let parent = known_id(&by_code, &it.parent)?;
            rows.push(vals![id, parent, it.from, it.to]);
        }
    }
    let columns = ["unit_id", "parent_id", "valid_from", "valid_to"];
    replace(tx, "unit_parent", &columns, &known, rows).await?;
    let rows = all().flat_map(|(id, unit)| {
        let aliases = unit.aliases.iter();
        aliases.map(move |alias| vals![id, alias.clone()])
    });
    replace(
        tx,
        "unit_alias",
        &["unit_id", "alias"],
        &known,
        rows.collect(),
    )
    .await?;
    let rows = all().flat_map(|(id, unit)| {
        let codes = unit.codes.iter();
        codes.map(move |it| vals![id, it.scheme.clone(), it.value.clone()])
    });
    let columns = ["unit_id", "scheme", "value"];
    replace(tx, "unit_code", &columns, &known, rows.collect()).await?;
    let rows = all().flat_map(|(id, unit)| {
        unit.contacts
            .iter()
            .cloned()
            .map(move |it| vals![id, it.name, it.email, it.phone, it.address])
    });
    let columns = ["unit_id", "name", "email", "phone", "address"];
    replace(tx, "unit_contact", &columns, &known, rows.collect()).await?;
    let rows = all().flat_map(|(id, unit)| {
        let row = move |it: Head| vals![id, it.name, it.title, it.from, it.to];
        unit.heads.iter().cloned().map(row)
    });
    let columns = ["unit_id", "name", "title", "valid_from", "valid_to"];
    replace(tx, "unit_head", &columns, &known, rows.collect()).await?;
    Ok(ids)
}

async fn put_unit(tx: &Tx, id: i64, put: &Put<'_, UnitEntry>) -> Result<()> {
    let unit = put.entry;
    let text = "INSERT INTO unit (id, uid, code, kind, level, place, tags, name, short, sort_key,
                    valid_from, valid_to, imported)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                ON CONFLICT (id) DO UPDATE SET code = $3, kind = $4, level = $5, place = $6,
                    tags = $7, name = $8, short = $9, sort_key = $10, valid_from = $11,
                    valid_to = $12, imported = COALESCE($13, unit.imported),
                    version = unit.version + 1";
    let row = vals![
        id,
        tx.uid(),
        unit.code.clone(),
        code_of(&unit.kind)?,
        code_of(&unit.level)?,
        put.place,
        serde_json::to_string(&unit.tags)?,
        unit.name.clone(),
        unit.short.clone(),
        name::sort_key(&unit.name),
        unit.from,
        unit.to,
        put.imported.map(serde_json::to_string).transpose()?,
    ];
    sql::execute(tx, text, row).await.map(drop)
}

/// Write groups with all that hangs on them.
pub(super) async fn put_groups(tx: &Tx, puts: &[Put<'_, GroupEntry>]) -> Result<Vec<i64>> {
    let by_code = ids_by_code(tx).await?;
    let mut ids = Vec::with_capacity(puts.len());
    let mut next = sql::next_id(tx, "unit_group").await?;
    for put in puts {
        let id = put.id.unwrap_or(next);
        next += i64::from(put.id.is_none());
        put_group(tx, id, put, &by_code).await?;
        ids.push(id);
    }
    let known: Vec<i64> = puts.iter().filter_map(|put| put.id).collect();
    let all = || ids.iter().copied().zip(puts.iter().map(|put| put.entry));
    let rows = all().flat_map(|(id, group)| {
        let aliases = group.aliases.iter();
        aliases.map(move |alias| vals![id, alias.clone()])
    });
    replace(
        tx,
        "group_alias",
        &["group_id", "alias"],
        &known,
        rows.collect(),
    )
    .await?;
    let (mut members, mut exceptions) = (Vec::new(), Vec::new());
    for (id, group) in all() {
        for (list, rows) in [
            (&group.members, &mut members),
            (&group.exceptions, &mut exceptions),
        ] {
            for member in list {
                let (from, to) = member.days();
                rows.push(vals![id, known_id(&by_code, member.unit())?, from, to]);
            }
        }
    }
    let columns = ["group_id", "unit_id", "valid_from", "valid_to"];
    replace(tx, "group_member", &columns, &known, members).await?;
    replace(tx, "group_exception", &columns, &known, exceptions).await?;
    Ok(ids)
}

async fn put_group(
    tx: &Tx,
    id: i64,
    put: &Put<'_, GroupEntry>,
    by_code: &HashMap<String, i64>,
) -> Result<()> {
    let group = put.entry;
    let text = "INSERT INTO unit_group (id, uid, code, place, name, open, kinds, level, tags,
                    valid_from, valid_to, under_id, imported)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                ON CONFLICT (id) DO UPDATE SET name = $5, open = $6, kinds = $7, level = $8,
                    tags = $9, valid_from = $10, valid_to = $11, under_id = $12,
                    imported = COALESCE($13, unit_group.imported),
                    version = unit_group.version + 1";
    let under = group.under.as_deref();
    let row = vals![
        id,
        tx.uid(),
        name::group_code(put.place, &group.code),
        put.place,
        group.name.clone(),
        group.open,
        serde_json::to_string(&group.kinds)?,
        group.level.as_ref().map(code_of).transpose()?,
        serde_json::to_string(&group.tags)?,
        group.from,
        group.to,
        under.map(|code| known_id(by_code, code)).transpose()?,
        put.imported.map(serde_json::to_string).transpose()?,
    ];
    sql::execute(tx, text, row).await.map(drop)
}

/// Write prepared acts.
pub(super) async fn put_acts(tx: &Tx, place: &str, acts: &[&ActEntry]) -> Result<()> {
    let mut next = sql::next_id(tx, "prepared_act").await?;
    for act in acts {
        let text = "INSERT INTO prepared_act (id, place, code, effective, entry)
                    VALUES ($1, $2, $3, $4, $5)
                    ON CONFLICT (code) DO UPDATE SET place = $2, effective = $4, entry = $5";
        let entry = serde_json::to_string(act)?;
        let row = vals![next, place, act.code.clone(), act.effective, entry];
        sql::execute(tx, text, row).await?;
        next += 1;
    }
    Ok(())
}

/// Every code of a unit and its id.
pub(super) async fn ids_by_code(conn: &Conn) -> Result<HashMap<String, i64>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: i64,
        code: String,
    }
    let rows: Vec<Row> = sql::all(conn, "SELECT id, code FROM unit", vec![]).await?;
    Ok(rows.into_iter().map(|row| (row.code, row.id)).collect())
}

fn known_id(by_code: &HashMap<String, i64>, code: &str) -> Result<i64> {
    by_code.get(code).copied().ok_or(Error::Invalid {
        field: "directory",
        reason: "unknown_code",
    })
}

/// Replace the rows that hang on these owners, the first column of a row.
async fn replace(
    tx: &Tx,
    table: &'static str,
    columns: &[&'static str],
    known: &[i64],
    rows: Vec<Vec<sea_orm::Value>>,
) -> Result<()> {
    for id in known {
        let text = format!("DELETE FROM {table} WHERE {} = $1", columns[0]);
        sql::execute(tx, &text, vals![*id]).await?;
    }
    if rows.is_empty() {
        return Ok(());
    }
    let first = sql::next_id(tx, table).await?;
    let numbered = (first..).zip(rows).map(|(id, mut row)| {
        row.insert(0, id.into());
        row
    });
    let columns: Vec<&str> = std::iter::once("id")
        .chain(columns.iter().copied())
        .collect();
    sql::insert_all(tx, table, &columns, numbered.collect()).await
}
