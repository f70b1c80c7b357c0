//! Between the directory in memory and the database: load it, write what an act changed and keep
//! what was before, put that back.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sea_orm::{FromQueryResult, Value};

use super::{
    act::NewUnit,
    book::{Book, DatedName, DatedParent, Image},
};
use crate::{
    db::{Conn, Tx, sql},
    error::{Error, Result},
    unit::{self, code_of},
    vals,
};

#[derive(FromQueryResult)]
struct UnitRow {
    id: i64,
    code: String,
    place: String,
    name: String,
    short: Option<String>,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
}

#[derive(FromQueryResult)]
struct NameRow {
    id: i64,
    unit_id: i64,
    name: String,
    short: Option<String>,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
}

#[derive(FromQueryResult)]
struct ParentRow {
    id: i64,
    unit_id: i64,
    parent_id: i64,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
}

/// The whole directory. `without`: an act whose own successions do not count, when it is looked at
/// as if it were not yet in force.
pub(crate) async fn load(conn: &Conn, without: Option<i64>) -> Result<Book> {
    let text = "SELECT id, code, place, name, short, valid_from, valid_to FROM unit ORDER BY id";
    let units: Vec<UnitRow> = sql::all(conn, text, vec![]).await?;
    let mut book = Book::default();
    for row in units {
        let image = Image {
            code: row.code,
            place: row.place,
            name: row.name,
            short: row.short,
            from: row.valid_from,
            to: row.valid_to,
            names: Vec::new(),
            parents: Vec::new(),
            made: None,
        };
        book.insert(row.id, image);
    }
    let text = "SELECT id, unit_id, name, short, valid_from, valid_to FROM unit_name ORDER BY id";
    for row in sql::all::<NameRow>(conn, text, vec![]).await? {
        if let Some(unit) = book.units.get_mut(&row.unit_id) {
            unit.names.push(DatedName {
                row: Some(row.id),
                name: row.name,
                short: row.short,
                from: row.valid_from,
                to: row.valid_to,
            });
        }
    }
    let text = "SELECT id, unit_id, parent_id, valid_from, valid_to FROM unit_parent ORDER BY id";
    for row in sql::all::<ParentRow>(conn, text, vec![]).await? {
        if let Some(unit) = book.units.get_mut(&row.unit_id) {
            unit.parents.push(DatedParent {
                row: Some(row.id),
                parent: row.parent_id,
                from: row.valid_from,
                to: row.valid_to,
            });
        }
    }
    let text = "SELECT DISTINCT s.predecessor_id FROM succession s
                JOIN unit u ON u.id = s.predecessor_id
                WHERE u.valid_to = s.day AND s.reorganisation_id <> $1";
    let settled: Vec<i64> = sql::column(conn, text, vals![without.unwrap_or(0)]).await?;
    book.settled = settled.into_iter().collect();
    Ok(book)
}

/// Units that differ, as they were and as they are.
fn changed<'b>(before: &'b Book, after: &'b Book) -> Vec<(i64, Option<&'b Image>, &'b Image)> {
    let pairs = after
        .units
        .iter()
        .map(|(id, now)| (*id, before.units.get(id), now));
    pairs.filter(|(_, was, now)| *was != Some(*now)).collect()
}

/// Write what differs, and keep it with the act. How many units were changed or made.
pub(crate) async fn write(tx: &Tx, act: i64, before: &Book, after: &Book) -> Result<usize> {
    let changed = changed(before, after);
    let first = sql::next_id(tx, "directory_change").await?;
    let mut rows = Vec::with_capacity(changed.len());
    let mut ids = Ids::of(tx).await?;
    // All units before any parent: they may stand above one another.
    for (id, was, now) in &changed {
        match was {
            None => make(tx, *id, now).await?,
            Some(_) => put(tx, *id, now, 1).await?,
        }
    }
    for ((id, was, now), row) in changed.iter().zip(first..) {
        ids.replace(tx, *id, *was, now).await?;
        let was = was.map(serde_json::to_string).transpose()?;
        rows.push(vals![
            row,
            act,
            "unit",
            *id,
            was,
            serde_json::to_string(now)?
        ]);
    }
    let columns = [
        "id",
        "reorganisation_id",
        "thing",
        "thing_id",
        "before",
        "after",
    ];
    sql::insert_all(tx, "directory_change", &columns, rows).await?;
    Ok(changed.len())
}

/// A change as kept.
#[derive(FromQueryResult)]
struct Kept {
    thing_id: i64,
    before: Option<String>,
    after: String,
}

/// Put back what an act changed; refused when somebody has changed it since.
pub(crate) async fn restore(tx: &Tx, act: i64) -> Result<()> {
    let text = "SELECT thing_id, before, after FROM directory_change
                WHERE reorganisation_id = $1 AND thing = 'unit' ORDER BY id DESC";
    let kept: Vec<Kept> = sql::all(tx, text, vals![act]).await?;
    let book = load(tx, Some(act)).await?;
    let mut back: Vec<(i64, Option<Image>, Image)> = Vec::with_capacity(kept.len());
    for change in kept {
        let after: Image = serde_json::from_str(&change.after)?;
        let before: Option<Image> = change
            .before
            .as_deref()
            .map(serde_json::from_str)
            .transpose()?;
        let now = book.units.get(&change.thing_id);
        if !now.is_some_and(|now| same(now, &after)) {
            return Err(Error::Refused("directory_changed"));
        }
        back.push((change.thing_id, before, now.cloned().unwrap_or(after)));
    }
    let mut ids = Ids::of(tx).await?;
    for (id, before, now) in &back {
        let empty = Image {
            names: Vec::new(),
            parents: Vec::new(),
            ..now.clone()
        };
        ids.replace(tx, *id, Some(now), before.as_ref().unwrap_or(&empty))
            .await?;
    }
    for (id, before, _) in &back {
        match before {
            Some(before) => put(tx, *id, before, -1).await?,
            None => unmake(tx, *id).await?,
        }
    }
    let text = "DELETE FROM directory_change WHERE reorganisation_id = $1";
    sql::execute(tx, text, vals![act]).await.map(drop)
}

/// The same, whatever order its names and parents stand in, and whether or not we made it.
fn same(now: &Image, after: &Image) -> bool {
    let sorted = |image: &Image| {
        let mut image = image.clone();
        image.made = None;
        image.names.sort_by_key(|row| (row.from, row.name.clone()));
        image.parents.sort_by_key(|row| (row.from, row.parent));
        image
    };
    sorted(now) == sorted(after)
}

async fn put(tx: &Tx, id: i64, image: &Image, step: i64) -> Result<()> {
    let text = "UPDATE unit SET name = $2, short = $3, sort_key = $4, valid_from = $5,
                    valid_to = $6, version = version + $7 WHERE id = $1";
    let row = vals![
        id,
        image.name.clone(),
        image.short.clone(),
        unit::name::sort_key(&image.name),
        image.from,
        image.to,
        step,
    ];
    sql::execute(tx, text, row).await.map(drop)
}

async fn make(tx: &Tx, id: i64, image: &Image) -> Result<()> {
    let lost = || Error::Damaged(format!("unit {} without its form", image.code));
    let new: &NewUnit = image.made.as_ref().ok_or_else(lost)?;
    let columns = [
        "id",
        "uid",
        "code",
        "kind",
        "level",
        "place",
        "tags",
        "name",
        "short",
        "sort_key",
        "valid_from",
        "valid_to",
    ];
    let row = vals![
        id,
        tx.uid(),
        new.code.clone(),
        code_of(&new.kind)?,
        code_of(&new.level)?,
        image.place.clone(),
        serde_json::to_string(&new.tags)?,
        image.name.clone(),
        image.short.clone(),
        unit::name::sort_key(&image.name),
        image.from,
        image.to,
    ];
    sql::insert(tx, "unit", &columns, row).await?;
    let first = sql::next_id(tx, "unit_alias").await?;
    let aliases = (first..).zip(&new.aliases);
    let rows = aliases.map(|(row, alias)| vals![row, id, alias.clone()]);
    sql::insert_all(
        tx,
        "unit_alias",
        &["id", "unit_id", "alias"],
        rows.collect(),
    )
    .await
}

/// What is a unit's own, and goes with it.
const OWN: &[(&str, &str)] = &[
    ("unit_alias", "unit_id"),
    ("unit_name", "unit_id"),
    ("unit_parent", "unit_id"),
];

/// One that an act made and that something else speaks of cannot be unmade.
async fn unmake(tx: &Tx, id: i64) -> Result<()> {
    for pointer in sql::pointing_at(tx, "unit").await? {
        if OWN.contains(&(pointer.name.as_str(), pointer.field.as_str())) {
            continue;
        }
        let text = format!(
            "SELECT COUNT(*) FROM {} WHERE {} = $1",
            pointer.name, pointer.field
        );
        if sql::scalar::<i64>(tx, &text, vals![id]).await? != Some(0) {
            return Err(Error::Refused("unit_in_use"));
        }
    }
    let text = "DELETE FROM unit_alias WHERE unit_id = $1";
    sql::execute(tx, text, vals![id]).await?;
    let text = "DELETE FROM unit WHERE id = $1";
    sql::execute(tx, text, vals![id]).await.map(drop)
}

/// Ids of the rows of names and parents, so that a row that is put back is the row it was.
struct Ids {
    next: BTreeMap<&'static str, i64>,
}

const NAMES: &[&str] = &["id", "unit_id", "name", "short", "valid_from", "valid_to"];
const PARENTS: &[&str] = &["id", "unit_id", "parent_id", "valid_from", "valid_to"];

impl Ids {
    async fn of(tx: &Tx) -> Result<Self> {
        let mut next = BTreeMap::new();
        for table in ["unit_name", "unit_parent"] {
            next.insert(table, sql::next_id(tx, table).await?);
        }
        Ok(Self { next })
    }

    /// The names and parents of a unit, written anew where they differ.
    async fn replace(&mut self, tx: &Tx, id: i64, was: Option<&Image>, now: &Image) -> Result<()> {
        if was.is_none_or(|was| was.names != now.names) {
            let rows = now.names.iter().map(|it| {
                let row = vals![id, it.name.clone(), it.short.clone(), it.from, it.to];
                (it.row, row)
            });
            self.rewrite(tx, "unit_name", NAMES, id, rows.collect())
                .await?;
        }
        if was.is_none_or(|was| was.parents != now.parents) {
            let rows = now
                .parents
                .iter()
                .map(|it| (it.row, vals![id, it.parent, it.from, it.to]));
            self.rewrite(tx, "unit_parent", PARENTS, id, rows.collect())
                .await?;
        }
        Ok(())
    }

    async fn rewrite(
        &mut self,
        tx: &Tx,
        table: &'static str,
        columns: &[&'static str],
        unit: i64,
        rows: Vec<(Option<i64>, Vec<Value>)>,
    ) -> Result<()> {
        let text = format!("DELETE FROM {table} WHERE unit_id = $1");
        sql::execute(tx, &text, vals![unit]).await?;
        let mut written = Vec::with_capacity(rows.len());
        for (own, mut row) in rows {
            let text = format!("SELECT COUNT(*) FROM {table} WHERE id = $1");
            let free = match own {
                Some(own) => sql::scalar::<i64>(tx, &text, vals![own]).await? == Some(0),
                None => false,
            };
            let row_id = match own.filter(|_| free) {
                Some(own) => own,
                None => self.take(table),
            };
            row.insert(0, row_id.into());
            written.push(row);
        }
        sql::insert_all(tx, table, columns, written).await
    }

    fn take(&mut self, table: &'static str) -> i64 {
        let next = self.next.entry(table).or_insert(1);
        *next += 1;
        *next - 1
    }
}
