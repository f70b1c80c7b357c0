//! The directory as stored, read as entries: what an export holds, what an import compares with,
//! what a form edits. Written it is by [`put`](super::put).

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::FromQueryResult;

use super::{
    directory::{
        ActEntry, Code, Contact, DatedName, DatedParent, Directory, GroupEntry, Head, Membership,
        UnitEntry,
    },
    name, parse_code,
};
use crate::{
    db::{Conn, sql},
    error::{Error, Result},
    vals,
};

/// An entry as it stands in the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored<T> {
    /// Id.
    pub id: i64,
    /// Counts its changes: an edit names the one it began from.
    pub version: i64,
    /// The province whose directory it stands in.
    pub place: String,
    /// As the last import brought it.
    pub imported: Option<T>,
    /// As it is.
    pub entry: T,
}

/// Which units to read.
#[derive(Clone, Copy)]
enum Which<'a> {
    Place(&'a str),
    One(i64),
}

impl Which<'_> {
    /// The condition on a unit or group `u`, and its value for `$1`.
    fn condition(self) -> (&'static str, sea_orm::Value) {
        match self {
            Self::Place(place) => ("u.place = $1", place.into()),
            Self::One(id) => ("u.id = $1", id.into()),
        }
    }
}

/// The units of a place, in the order of their names.
pub async fn units(conn: &Conn, place: &str) -> Result<Vec<Stored<UnitEntry>>> {
    read_units(conn, Which::Place(place)).await
}

/// A unit.
pub async fn unit(conn: &Conn, id: i64) -> Result<Stored<UnitEntry>> {
    let mut found = read_units(conn, Which::One(id)).await?;
    found.pop().ok_or(Error::NotFound("unit"))
}

/// The groups of a place.
pub async fn groups(conn: &Conn, place: &str) -> Result<Vec<Stored<GroupEntry>>> {
    read_groups(conn, Which::Place(place)).await
}

/// A group.
pub async fn group(conn: &Conn, id: i64) -> Result<Stored<GroupEntry>> {
    let mut found = read_groups(conn, Which::One(id)).await?;
    found.pop().ok_or(Error::NotFound("group"))
}

/// The acts prepared for a place.
pub async fn acts(conn: &Conn, place: &str) -> Result<Vec<ActEntry>> {
    let text = "SELECT entry FROM prepared_act WHERE place = $1 ORDER BY effective, id";
    let entries: Vec<String> = sql::column(conn, text, vals![place]).await?;
    let entries = entries.iter().map(|entry| serde_json::from_str(entry));
    Ok(entries.collect::<Result<_, _>>()?)
}

/// The whole directory of a place, as a file.
pub async fn directory(conn: &Conn, place: &str) -> Result<Directory> {
    let units = units(conn, place).await?.into_iter();
    let groups = groups(conn, place).await?.into_iter();
    Ok(Directory {
        place: place.to_owned(),
        notes: Vec::new(),
        units: units.map(|unit| unit.entry).collect(),
        groups: groups.map(|group| group.entry).collect(),
        acts: acts(conn, place).await?,
        clears: Vec::new(),
    })
}

#[derive(FromQueryResult)]
struct UnitRow {
    id: i64,
    code: String,
    kind: String,
    level: String,
    place: String,
    tags: String,
    name: String,
    short: Option<String>,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    version: i64,
    imported: Option<String>,
}

/// A row that hangs on a unit or group, with up to four texts and its days.
#[derive(FromQueryResult)]
struct Part {
    owner: i64,
    a: Option<String>,
    b: Option<String>,
    c: Option<String>,
    d: Option<String>,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
}

/// The rows of a table that hang on the owners asked for. `columns` are its texts.
async fn parts(
    conn: &Conn,
    owners: &'static str,
    from: &'static str,
    columns: [&'static str; 4],
    dated: bool,
    which: Which<'_>,
) -> Result<HashMap<i64, Vec<Part>>> {
    let (condition, value) = which.condition();
    let [a, b, c, d] = columns;
    let days = if dated {
        "x.valid_from, x.valid_to"
    } else {
        "CAST(NULL AS DATE) AS valid_from, CAST(NULL AS DATE) AS valid_to"
    };
    let text = format!(
        "SELECT u.id AS owner, {a} AS a, {b} AS b, {c} AS c, {d} AS d, {days}
         FROM {owners} u JOIN {from} WHERE {condition} ORDER BY x.id"
    );
    let rows: Vec<Part> = sql::all(conn, &text, vec![value]).await?;
    let mut by_owner: HashMap<i64, Vec<Part>> = HashMap::new();
    for row in rows {
        by_owner.entry(row.owner).or_default().push(row);
    }
    Ok(by_owner)
}

const NONE: &str = "CAST(NULL AS TEXT)";

async fn read_units(conn: &Conn, which: Which<'_>) -> Result<Vec<Stored<UnitEntry>>> {
    let (condition, value) = which.condition();
    let text = format!(
        "SELECT u.id, u.code, u.kind, u.level, u.place, u.tags, u.name, u.short, u.valid_from,
            u.valid_to, u.version, u.imported
         FROM unit u WHERE {condition} ORDER BY u.sort_key, u.id"
    );
    let rows: Vec<UnitRow> = sql::all(conn, &text, vec![value]).await?;
    let of = |from, columns, dated| parts(conn, "unit", from, columns, dated, which);
    let table = "unit_name x ON x.unit_id = u.id";
    let mut names = of(table, ["x.name", "x.short", NONE, NONE], true).await?;
    let table = "unit_parent x ON x.unit_id = u.id JOIN unit p ON p.id = x.parent_id";
    let mut parents = of(table, ["p.code", NONE, NONE, NONE], true).await?;
    let table = "unit_alias x ON x.unit_id = u.id";
    let mut aliases = of(table, ["x.alias", NONE, NONE, NONE], false).await?;
    let table = "unit_code x ON x.unit_id = u.id";
    let mut codes = of(table, ["x.scheme", "x.value", NONE, NONE], false).await?;
    let table = "unit_contact x ON x.unit_id = u.id";
    let columns = ["x.name", "x.email", "x.phone", "x.address"];
    let mut contacts = of(table, columns, false).await?;
    let table = "unit_head x ON x.unit_id = u.id";
    let mut heads = of(table, ["x.name", "x.title", NONE, NONE], true).await?;
    let mut units = Vec::with_capacity(rows.len());
    for row in rows {
        let take = |map: &mut HashMap<i64, Vec<Part>>| map.remove(&row.id).unwrap_or_default();
        let mut entry = UnitEntry {
            kind: parse_code(&row.kind)?,
            level: parse_code(&row.level)?,
            names: take(&mut names).into_iter().map(dated_name).collect(),
            parents: take(&mut parents).into_iter().map(dated_parent).collect(),
            aliases: take(&mut aliases)
                .into_iter()
                .filter_map(|it| it.a)
                .collect(),
            tags: serde_json::from_str(&row.tags)?,
            codes: take(&mut codes).into_iter().map(code).collect(),
            contacts: take(&mut contacts).into_iter().map(contact).collect(),
            heads: take(&mut heads).into_iter().map(head).collect(),
            code: row.code,
            name: row.name,
            short: row.short,
            parent: None,
            from: row.valid_from,
            to: row.valid_to,
        };
        entry.tidy();
        units.push(Stored {
            id: row.id,
            version: row.version,
            place: row.place,
            imported: parse_imported(row.imported.as_deref())?,
            entry,
        });
    }
    Ok(units)
}

fn parse_imported<T: serde::de::DeserializeOwned>(text: Option<&str>) -> Result<Option<T>> {
    Ok(text.map(serde_json::from_str).transpose()?)
}

fn dated_name(part: Part) -> DatedName {
    DatedName {
        name: part.a.unwrap_or_default(),
        short: part.b,
        from: part.valid_from,
        to: part.valid_to,
    }
}

fn dated_parent(part: Part) -> DatedParent {
    DatedParent {
        parent: part.a.unwrap_or_default(),
        from: part.valid_from,
        to: part.valid_to,
    }
}

fn code(part: Part) -> Code {
    Code {
        scheme: part.a.unwrap_or_default(),
        value: part.b.unwrap_or_default(),
    }
}

fn contact(part: Part) -> Contact {
    Contact {
        name: part.a,
        email: part.b,
        phone: part.c,
        address: part.d,
    }
}

fn head(part: Part) -> Head {
    Head {
        name: part.a.unwrap_or_default(),
        title: part.b,
        from: part.valid_from,
        to: part.valid_to,
    }
}

#[derive(FromQueryResult)]
struct GroupRow {
    id: i64,
    code: String,
    place: String,
    name: String,
    open: bool,
    kinds: String,
    level: Option<String>,
    tags: String,
    under: Option<String>,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    version: i64,
    imported: Option<String>,
}

async fn read_groups(conn: &Conn, which: Which<'_>) -> Result<Vec<Stored<GroupEntry>>> {
    let (condition, value) = which.condition();
    let text = format!(
        "SELECT u.id, u.code, u.place, u.name, u.open, u.kinds, u.level, u.tags,
            (SELECT code FROM unit WHERE id = u.under_id) AS under,
            u.valid_from, u.valid_to, u.version, u.imported
         FROM unit_group u WHERE {condition} ORDER BY u.id"
    );
    let rows: Vec<GroupRow> = sql::all(conn, &text, vec![value]).await?;
    let of = |from, columns, dated| parts(conn, "unit_group", from, columns, dated, which);
    let table = "group_alias x ON x.group_id = u.id";
    let mut aliases = of(table, ["x.alias", NONE, NONE, NONE], false).await?;
    let columns = ["m.code", NONE, NONE, NONE];
    let table = "group_member x ON x.group_id = u.id JOIN unit m ON m.id = x.unit_id";
    let mut members = of(table, columns, true).await?;
    let table = "group_exception x ON x.group_id = u.id JOIN unit m ON m.id = x.unit_id";
    let mut exceptions = of(table, columns, true).await?;
    let member = |it: Part| Membership::new(it.a.unwrap_or_default(), it.valid_from, it.valid_to);
    let mut groups = Vec::with_capacity(rows.len());
    for row in rows {
        let take = |map: &mut HashMap<i64, Vec<Part>>| map.remove(&row.id).unwrap_or_default();
        let entry = GroupEntry {
            aliases: take(&mut aliases)
                .into_iter()
                .filter_map(|it| it.a)
                .collect(),
            members: take(&mut members).into_iter().map(member).collect(),
            exceptions: take(&mut exceptions).into_iter().map(member).collect(),
            code: name::bare_group_code(&row.place, &row.code).to_owned(),
            name: row.name,
            open: row.open,
            kinds: serde_json::from_str(&row.kinds)?,
            level: row.level.as_deref().map(parse_code).transpose()?,
            tags: serde_json::from_str(&row.tags)?,
            under: row.under,
            from: row.valid_from,
            to: row.valid_to,
        };
        groups.push(Stored {
            id: row.id,
            version: row.version,
            place: row.place,
            imported: parse_imported(row.imported.as_deref())?,
            entry,
        });
    }
    Ok(groups)
}
