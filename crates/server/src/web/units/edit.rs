//! Keeping a unit by hand: `GET /units/new`, `POST /units`, `GET /units/{id}/edit`,
//! `POST /units/{id}`.

use std::collections::HashMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use dondoc_core::db::Conn;
use dondoc_core::unit::directory::{self, Code, Contact, DatedName, DatedParent, Head, UnitEntry};
use dondoc_core::unit::{self, Kind, Level, edit, record};
use serde::Deserialize;

use super::fields::{Fields, in_turn};
use super::kind_key;
use super::shipped::level_key;
use crate::directory::columns::{KINDS_ALL, LEVELS};
use crate::key;
use crate::web::App;
use crate::web::error::{Error, Result};
use crate::web::page::Page;

/// `templates/units/edit.html`
#[derive(Debug, Template)]
#[template(path = "units/edit.html")]
pub struct EditPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The unit edited; `None` for a new one.
    pub id: Option<i64>,
    /// Counts its changes.
    pub version: i64,
    /// The province whose directory it stands in.
    pub place: String,
    /// Places to choose from, for a new one.
    pub places: Vec<String>,
    /// What the fields hold.
    pub entry: UnitEntry,
    /// All its names, and room for one more.
    pub names: Vec<DatedName>,
    /// All its parents, and room for one more.
    pub parents: Vec<DatedParent>,
    /// Codes of other schemes, one a line.
    pub codes: String,
    /// The units that can be above it, each as it can be told from the others.
    pub units: Vec<String>,
    /// Kinds and levels: value, key of its name, whether it is this.
    pub kinds: Vec<(String, &'static str, bool)>,
    /// See `kinds`.
    pub levels: Vec<(String, &'static str, bool)>,
    /// What cannot be taken.
    pub faults: Vec<String>,
    /// Whether somebody else changed it meanwhile.
    pub stale: bool,
}

impl EditPage<'_> {
    fn code(&self, scheme: &str) -> &str {
        self.entry.code_in(scheme).unwrap_or_default()
    }
}

/// A page of the form: what it is about and what it holds.
struct Opened {
    id: Option<i64>,
    version: i64,
    place: String,
    entry: UnitEntry,
    faults: Vec<String>,
    stale: bool,
}

/// What a new unit begins from.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    place: Option<String>,
}

/// The empty form.
pub async fn new(
    State(app): State<App>,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let name = String::new();
    let entry = UnitEntry::new(String::new(), Kind::Department, Level::Province, name);
    let opened = Opened {
        id: None,
        version: 0,
        place: asked.place.unwrap_or_default(),
        entry,
        faults: Vec::new(),
        stale: false,
    };
    render(&app, &page, StatusCode::OK, opened).await
}

/// The form of a unit.
pub async fn show(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    let stored = record::unit(&*app.db().read().await?, id).await?;
    let opened = Opened {
        id: Some(id),
        version: stored.version,
        place: stored.place,
        entry: stored.entry,
        faults: Vec::new(),
        stale: false,
    };
    render(&app, &page, StatusCode::OK, opened).await
}

async fn render(app: &App, page: &Page, status: StatusCode, opened: Opened) -> Result<Response> {
    let reader = app.db().read().await?;
    let units = unit::list(&reader, page.today).await?;
    let places = unit::places(&reader).await?;
    drop(reader);
    let entry = opened.entry;
    let mut names = entry.all_names();
    names.retain(|name| !name.name.is_empty());
    // The first begins and the last ends with the unit: said once.
    if let Some(first) = names.first_mut() {
        first.from = first.from.filter(|from| Some(*from) != entry.from);
    }
    if let Some(last) = names.last_mut() {
        last.to = last.to.filter(|to| Some(*to) != entry.to);
    }
    names.push(DatedName {
        name: String::new(),
        short: None,
        from: None,
        to: None,
    });
    let labels = Labels::new(&units);
    let mut parents = entry.all_parents();
    for row in &mut parents {
        row.parent = labels.of(&row.parent);
    }
    if let Some(first) = parents.first_mut() {
        first.from = first.from.filter(|from| Some(*from) != entry.from);
    }
    if let Some(last) = parents.last_mut() {
        last.to = last.to.filter(|to| Some(*to) != entry.to);
    }
    parents.push(DatedParent {
        parent: String::new(),
        from: None,
        to: None,
    });
    let known = [directory::IDENTIFIER, directory::GSO];
    let codes = entry.codes.iter();
    let codes = codes.filter(|code| !known.contains(&code.scheme.as_str()));
    let codes: Vec<String> = codes
        .map(|code| format!("{}={}", code.scheme, code.value))
        .collect();
    let shown = EditPage {
        page,
        id: opened.id,
        version: opened.version,
        place: opened.place,
        places,
        names,
        parents,
        codes: codes.join("\n"),
        units: units.into_iter().map(|it| labels.of(&it.code)).collect(),
        kinds: KINDS_ALL
            .map(|kind| (word(&kind), kind_key(kind), kind == entry.kind))
            .to_vec(),
        levels: LEVELS
            .map(|level| (word(&level), level_key(level), level == entry.level))
            .to_vec(),
        faults: opened.faults,
        stale: opened.stale,
        entry,
    };
    page.render_as(status, &shown)
}

/// The code of a kind or level.
pub fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// Adds a unit.
pub async fn create(
    State(app): State<App>,
    page: Page,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let account = page.me()?;
    let mut fields = Fields::new(pairs);
    let place = fields.one("place").to_owned();
    let mut entry = read(&mut fields, &page, &app).await?;
    if place.is_empty() {
        fields.fault(page.t, key!("directory-no-place"), "");
    }
    if fields.faults.is_empty() {
        if entry.code.is_empty() {
            let reader = app.db().read().await?;
            entry.code = edit::free_code(&reader, &place, &entry.name).await?;
        }
        let (place, entry) = (place.clone(), entry.clone());
        let added = app.db().write(&account.actor, page.now, move |tx| {
            Box::pin(async move { edit::add_unit(tx, &place, entry).await })
        });
        match added.await {
            Ok(id) => return Ok(Page::go(&format!("/units/{id}"))),
            Err(dondoc_core::Error::Invalid { field, reason }) => {
                fields.invalid(page.t, field, reason);
            }
            Err(error) => return Err(error.into()),
        }
    }
    let opened = Opened {
        id: None,
        version: 0,
        place,
        entry,
        faults: fields.faults,
        stale: false,
    };
    render(&app, &page, StatusCode::UNPROCESSABLE_ENTITY, opened).await
}

/// Writes a unit.
pub async fn update(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let account = page.me()?;
    let stored = record::unit(&*app.db().read().await?, id).await?;
    let mut fields = Fields::new(pairs);
    let version = fields
        .one("version")
        .parse()
        .map_err(|_| Error::BadRequest)?;
    let mut entry = read(&mut fields, &page, &app).await?;
    entry.code.clone_from(&stored.entry.code);
    let mut stale = false;
    if fields.faults.is_empty() {
        let entry = entry.clone();
        let written = app.db().write(&account.actor, page.now, move |tx| {
            Box::pin(async move { edit::unit(tx, id, version, entry).await })
        });
        match written.await {
            Ok(()) => return Ok(Page::go(&format!("/units/{id}"))),
            Err(dondoc_core::Error::Conflict { .. }) => stale = true,
            Err(dondoc_core::Error::Invalid { field, reason }) => {
                fields.invalid(page.t, field, reason);
            }
            Err(error) => return Err(error.into()),
        }
    }
    let status = if stale {
        StatusCode::CONFLICT
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let opened = Opened {
        id: Some(id),
        // Sent again after it was looked at, it is meant.
        version: if stale { stored.version } else { version },
        place: stored.place,
        entry,
        faults: fields.faults,
        stale,
    };
    render(&app, &page, status, opened).await
}

/// The entry that a form describes.
async fn read(fields: &mut Fields, page: &Page, app: &App) -> Result<UnitEntry> {
    let t = page.t;
    let value = |word: &str| serde_json::Value::from(word);
    let kind = serde_json::from_value(value(fields.one("kind"))).map_err(|_| Error::BadRequest)?;
    let level =
        serde_json::from_value(value(fields.one("level"))).map_err(|_| Error::BadRequest)?;
    let mut entry = UnitEntry::new(fields.one("code").to_owned(), kind, level, String::new());
    let (from, to) = (fields.one("from").to_owned(), fields.one("to").to_owned());
    entry.from = fields.day(t, &from);
    entry.to = fields.day(t, &to);
    read_names(fields, page, &mut entry);
    read_parents(fields, page, &mut entry, &*app.db().read().await?).await?;
    entry.aliases = fields.lines("aliases");
    entry.tags = fields.lines("tags");
    for (field, scheme) in [("qd20", directory::IDENTIFIER), ("gso", directory::GSO)] {
        entry.codes.extend(fields.optional(field).map(|value| Code {
            scheme: scheme.to_owned(),
            value,
        }));
    }
    for line in fields.lines("codes") {
        match line.split_once('=') {
            Some((scheme, value)) => entry.codes.push(Code {
                scheme: scheme.trim().to_owned(),
                value: value.trim().to_owned(),
            }),
            None => fields.fault(t, key!("directory-not-a-pair"), &line),
        }
    }
    let rows = fields.rows(["contact", "email", "phone", "address"]);
    entry.contacts = rows.into_iter().map(contact).collect();
    for [name, title, from, to] in fields.rows(["head", "head-title", "head-from", "head-to"]) {
        let (from, to) = (fields.day(t, &from), fields.day(t, &to));
        entry.heads.push(Head {
            name,
            title: Some(title).filter(|title| !title.is_empty()),
            from,
            to,
        });
    }
    Ok(entry)
}

fn contact(row: [String; 4]) -> Contact {
    let [name, email, phone, address] = row.map(|cell| Some(cell).filter(|it| !it.is_empty()));
    Contact {
        name,
        email,
        phone,
        address,
    }
}

fn read_names(fields: &mut Fields, page: &Page, entry: &mut UnitEntry) {
    let rows = fields.rows(["name", "short", "name-from", "name-to"]);
    let mut days = Vec::new();
    for [_, _, from, to] in &rows {
        days.push((fields.day(page.t, from), fields.day(page.t, to)));
    }
    in_turn(&mut days, entry.from, entry.to);
    let names = rows.into_iter().zip(days);
    entry.names = names
        .map(|([name, short, ..], (from, to))| DatedName {
            name,
            short: Some(short).filter(|short| !short.is_empty()),
            from,
            to,
        })
        .collect();
    if let Some(last) = entry.names.last() {
        entry.name.clone_from(&last.name);
        entry.short.clone_from(&last.short);
    }
    entry.tidy();
}

async fn read_parents(
    fields: &mut Fields,
    page: &Page,
    entry: &mut UnitEntry,
    conn: &Conn,
) -> Result<()> {
    let rows = fields.rows(["parent", "parent-from", "parent-to"]);
    let units = unit::list(conn, page.today).await?;
    let mut days = Vec::new();
    for [_, from, to] in &rows {
        days.push((fields.day(page.t, from), fields.day(page.t, to)));
    }
    in_turn(&mut days, entry.from, entry.to);
    let parents = rows.into_iter().zip(days);
    entry.parents = parents
        .map(|([parent, ..], (from, to))| DatedParent {
            parent: code_of(&parent, &units),
            from,
            to,
        })
        .collect();
    entry.tidy();
    Ok(())
}

/// Units as a form names them: by name, with the code behind it where a name stands for several.
#[derive(Debug)]
pub struct Labels(HashMap<String, String>);

impl Labels {
    /// Of these units.
    pub fn new(units: &[unit::Unit]) -> Self {
        let mut number: HashMap<String, usize> = HashMap::new();
        for it in units {
            *number.entry(unit::name::key(&it.name)).or_default() += 1;
        }
        let label = |it: &unit::Unit| {
            let alone = number.get(&unit::name::key(&it.name)) == Some(&1);
            let label = if alone {
                it.name.clone()
            } else {
                format!("{} [{}]", it.name, it.code)
            };
            (it.code.clone(), label)
        };
        Self(units.iter().map(label).collect())
    }

    /// Of one; a unit that is not among them keeps its code.
    pub fn of(&self, code: &str) -> String {
        self.0.get(code).cloned().unwrap_or_else(|| code.to_owned())
    }
}

/// The code of a unit that a person named by its code, by its name, or by both. A name that stands
/// for several is nobody's: it is asked for again.
pub fn code_of(typed: &str, units: &[unit::Unit]) -> String {
    let behind = typed.strip_suffix(']').and_then(|it| it.rsplit_once('['));
    let code = behind.map_or(typed, |(_, code)| code);
    if units.iter().any(|it| it.code == code) {
        return code.to_owned();
    }
    let key = unit::name::key(typed);
    let mut named = units.iter().filter(|it| unit::name::key(&it.name) == key);
    match (named.next(), named.next()) {
        (Some(only), None) => only.code.clone(),
        _ => typed.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use dondoc_core::access::Actor;
    use dondoc_core::db::{Db, Location, Options, Timestamp};
    use dondoc_core::unit::directory::{Directory, UnitEntry};
    use dondoc_core::unit::{self, Kind, Level};

    use super::{Labels, code_of};

    #[tokio::test]
    async fn a_name_of_two_units_is_told_with_its_code_and_taken_for_neither() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = Location::Sqlite(folder.path().join("labels.sqlite"));
        let db = Db::open(&place, Options::default()).await.expect("opens");
        let entry = |code: &str, name: &str| {
            UnitEntry::new(code.into(), Kind::Commune, Level::Commune, name.into())
        };
        let directory = Directory {
            place: "X".into(),
            units: vec![
                entry("x.a", "Xã Tân Thành"),
                entry("x.b", "Xã Tân Thành"),
                entry("x.c", "Xã Hòa Bình"),
            ],
            ..Directory::default()
        };
        let (actor, now) = (Actor::system("test"), Timestamp::UNIX_EPOCH);
        db.write(&actor, now, move |tx| {
            Box::pin(async move { unit::import::run(tx, &directory).await })
        })
        .await
        .expect("imported");
        let reader = db.read().await.expect("a reader");
        let units = unit::list(&reader, now.date_naive()).await.expect("units");
        let labels = Labels::new(&units);
        assert_eq!(labels.of("x.c"), "Xã Hòa Bình");
        assert_eq!(labels.of("x.a"), "Xã Tân Thành [x.a]");
        for it in &units {
            assert_eq!(code_of(&labels.of(&it.code), &units), it.code);
        }
        assert_eq!(code_of("xã Hoà Bình", &units), "x.c");
        assert_eq!(code_of("Xã Tân Thành", &units), "Xã Tân Thành");
    }
}
