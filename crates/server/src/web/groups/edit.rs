//! Keeping a group by hand: by rule or by list, with exceptions, and who would belong to it on a
//! day, before anything is written: `GET /groups/new`, `POST /groups`, `GET /groups/{id}/edit`,
//! `POST /groups/{id}`.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use dondoc_core::unit::directory::{GroupEntry, Membership};
use dondoc_core::unit::{self, Registry, Unit, edit, record};
use serde::Deserialize;

use crate::directory::columns::{KINDS_ALL, LEVELS};
use crate::key;
use crate::web::App;
use crate::web::error::{Error, Result};
use crate::web::page::Page;
use crate::web::units::edit::{code_of, word};
use crate::web::units::fields::Fields;
use crate::web::units::{kind_key, shipped::level_key};

/// Rows for units that a person adds to a list.
const SPARE: usize = 3;

/// `templates/groups/edit.html`
#[derive(Debug, Template)]
#[template(path = "groups/edit.html")]
pub struct EditPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The group edited; `None` for a new one.
    pub id: Option<i64>,
    /// Counts its changes.
    pub version: i64,
    /// The province whose directory it stands in.
    pub place: String,
    /// Places to choose from, for a new one.
    pub places: Vec<String>,
    /// What the fields hold.
    pub entry: GroupEntry,
    /// Kinds: value, key of its name, whether it is ticked.
    pub kinds: Vec<(String, &'static str, bool)>,
    /// Levels likewise.
    pub levels: Vec<(String, &'static str, bool)>,
    /// Its lists, with room for more: what the fields are called, the heading, the rows.
    pub lists: [List; 2],
    /// The units that can be in it: code and name.
    pub units: Vec<(String, String)>,
    /// The day looked at.
    pub day: NaiveDate,
    /// Who belongs to it on that day.
    pub members: Vec<String>,
    /// What cannot be taken.
    pub faults: Vec<String>,
    /// Whether somebody else changed it meanwhile.
    pub stale: bool,
}

/// A list of units in the form.
#[derive(Debug)]
pub struct List {
    /// What its fields are called.
    pub field: &'static str,
    /// The key of its heading.
    pub heading: &'static str,
    /// Its rows: code and days.
    pub rows: Vec<(String, Option<NaiveDate>, Option<NaiveDate>)>,
}

struct Opened {
    id: Option<i64>,
    version: i64,
    place: String,
    entry: GroupEntry,
    day: NaiveDate,
    faults: Vec<String>,
    stale: bool,
}

/// What a new group begins from.
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
    let opened = Opened {
        id: None,
        version: 0,
        place: asked.place.unwrap_or_default(),
        entry: GroupEntry::default(),
        day: page.today,
        faults: Vec::new(),
        stale: false,
    };
    render(&app, &page, StatusCode::OK, opened).await
}

/// The form of a group.
pub async fn show(State(app): State<App>, page: Page, Path(id): Path<i64>) -> Result<Response> {
    let stored = record::group(&*app.db().read().await?, id).await?;
    let opened = Opened {
        id: Some(id),
        version: stored.version,
        place: stored.place,
        entry: stored.entry,
        day: page.today,
        faults: Vec::new(),
        stale: false,
    };
    render(&app, &page, StatusCode::OK, opened).await
}

async fn render(app: &App, page: &Page, status: StatusCode, opened: Opened) -> Result<Response> {
    let reader = app.db().read().await?;
    let registry = Registry::load(&reader, opened.day, &opened.place).await?;
    let held = registry.would_hold(&reader, &opened.entry).await?;
    let members = held.iter().filter_map(|id| registry.unit_name(*id));
    let members = members.map(str::to_owned).collect();
    let units = unit::list(&reader, opened.day).await?;
    let places = unit::places(&reader).await?;
    drop(reader);
    let entry = opened.entry;
    let rows = |list: &[Membership]| {
        let row = |member: &Membership| {
            let (from, to) = member.days();
            (member.unit().to_owned(), from, to)
        };
        let spare = std::iter::repeat_n((String::new(), None, None), SPARE);
        list.iter().map(row).chain(spare).collect()
    };
    let shown = EditPage {
        page,
        id: opened.id,
        version: opened.version,
        place: opened.place,
        places,
        kinds: KINDS_ALL
            .map(|kind| (word(&kind), kind_key(kind), entry.kinds.contains(&kind)))
            .to_vec(),
        levels: LEVELS
            .map(|level| (word(&level), level_key(level), entry.level == Some(level)))
            .to_vec(),
        lists: [
            List {
                field: "member",
                heading: key!("group-members-by-name"),
                rows: rows(&entry.members),
            },
            List {
                field: "except",
                heading: key!("group-exceptions"),
                rows: rows(&entry.exceptions),
            },
        ],
        units: units.into_iter().map(|it| (it.code, it.name)).collect(),
        day: opened.day,
        members,
        faults: opened.faults,
        stale: opened.stale,
        entry,
    };
    page.render_as(status, &shown)
}

/// Adds a group, or only looks.
pub async fn create(
    State(app): State<App>,
    page: Page,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let account = page.me()?;
    let mut fields = Fields::new(pairs);
    let place = fields.one("place").to_owned();
    let (mut entry, day) = read(&mut fields, &page, &app).await?;
    if place.is_empty() {
        fields.fault(page.t, key!("directory-no-place"), "");
    }
    if entry.code.is_empty() && !entry.name.is_empty() {
        entry.code = unit::name::slug(&entry.name);
    }
    let look = fields.one("do") == "look";
    if fields.faults.is_empty() && !look {
        let (place, entry) = (place.clone(), entry.clone());
        let added = app.db().write(&account.actor, page.now, move |tx| {
            Box::pin(async move { edit::add_group(tx, &place, entry).await })
        });
        match added.await {
            Ok(id) => return Ok(Page::go(&format!("/groups/{id}/edit?saved=1"))),
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
        day,
        faults: fields.faults,
        stale: false,
    };
    render(&app, &page, status(look, false), opened).await
}

fn status(look: bool, stale: bool) -> StatusCode {
    match (look, stale) {
        (true, _) => StatusCode::OK,
        (_, true) => StatusCode::CONFLICT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// Writes a group, or only looks.
pub async fn update(
    State(app): State<App>,
    page: Page,
    Path(id): Path<i64>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let account = page.me()?;
    let stored = record::group(&*app.db().read().await?, id).await?;
    let mut fields = Fields::new(pairs);
    let version = fields
        .one("version")
        .parse()
        .map_err(|_| Error::BadRequest)?;
    let (mut entry, day) = read(&mut fields, &page, &app).await?;
    entry.code.clone_from(&stored.entry.code);
    let look = fields.one("do") == "look";
    let mut stale = false;
    if fields.faults.is_empty() && !look {
        let entry = entry.clone();
        let written = app.db().write(&account.actor, page.now, move |tx| {
            Box::pin(async move { edit::group(tx, id, version, entry).await })
        });
        match written.await {
            Ok(()) => return Ok(Page::go("/groups")),
            Err(dondoc_core::Error::Conflict { .. }) => stale = true,
            Err(dondoc_core::Error::Invalid { field, reason }) => {
                fields.invalid(page.t, field, reason);
            }
            Err(error) => return Err(error.into()),
        }
    }
    let opened = Opened {
        id: Some(id),
        version: if stale { stored.version } else { version },
        place: stored.place,
        entry,
        day,
        faults: fields.faults,
        stale,
    };
    render(&app, &page, status(look, stale), opened).await
}

/// The entry that a form describes, and the day to look at.
async fn read(fields: &mut Fields, page: &Page, app: &App) -> Result<(GroupEntry, NaiveDate)> {
    let t = page.t;
    let day = fields.one("ngay").to_owned();
    let day = fields.day(t, &day).unwrap_or(page.today);
    let units = unit::list(&*app.db().read().await?, day).await?;
    let value = |word: &&str| serde_json::Value::from(*word);
    let kinds = fields.all("kinds");
    let kinds: Result<Vec<_>, _> = kinds
        .iter()
        .map(|word| serde_json::from_value(value(word)))
        .collect();
    let level = fields.optional("level");
    let level = level.map(|word| serde_json::from_value(word.into()));
    let (from, to) = (fields.one("from").to_owned(), fields.one("to").to_owned());
    let entry = GroupEntry {
        code: fields.one("code").to_owned(),
        name: fields.one("name").to_owned(),
        aliases: fields.lines("aliases"),
        open: !fields.one("open").is_empty(),
        kinds: kinds.map_err(|_| Error::BadRequest)?,
        level: level.transpose().map_err(|_| Error::BadRequest)?,
        tags: fields.lines("tags"),
        under: fields.optional("under").map(|code| code_of(&code, &units)),
        members: list(fields, page, "member", &units),
        exceptions: list(fields, page, "except", &units),
        from: fields.day(t, &from),
        to: fields.day(t, &to),
    };
    Ok((entry, day))
}

fn list(fields: &mut Fields, page: &Page, field: &str, units: &[Unit]) -> Vec<Membership> {
    let (from, to) = (format!("{field}-from"), format!("{field}-to"));
    let mut members = Vec::new();
    for [code, from, to] in fields.rows([field, &from, &to]) {
        let (from, to) = (fields.day(page.t, &from), fields.day(page.t, &to));
        members.push(Membership::new(code_of(&code, units), from, to));
    }
    members
}
