//! The directories that come with the program: `GET /units/directories` lets a person choose a
//! province and shows what its directory holds; `POST` loads it, so that an office can begin
//! without anybody at a command line. Loading again changes nothing.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use dondoc_core::db::Conn;
use dondoc_core::unit::difference::{Decided, Difference};
use dondoc_core::unit::shipped::{self, Offer};
use dondoc_core::unit::{self, Level};
use serde::Deserialize;

use super::kind_key;
use crate::key;
use crate::web::App;
use crate::web::error::{Error, Result};
use crate::web::page::Page;

/// `templates/units/directories.html`
#[derive(Debug, Template)]
#[template(path = "units/directories.html")]
pub struct DirectoriesPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// What can be loaded.
    pub offers: Vec<Line>,
    /// What was chosen.
    pub chosen: Option<Contents>,
}

/// A directory that could be loaded, or is.
#[derive(Debug)]
pub struct Line {
    /// The name it is asked for by.
    pub name: String,
    /// The province.
    pub place: String,
    /// Whether units of this province are there.
    pub loaded: bool,
    /// Whether it is the one chosen.
    pub chosen: bool,
}

/// What a directory holds.
#[derive(Debug)]
pub struct Contents {
    /// The name it is asked for by.
    pub name: String,
    /// The province.
    pub place: String,
    /// Whether its bodies are only those that every province has.
    pub is_pattern: bool,
    /// How many units of each kind and level: keys, today, over all days.
    pub counts: Vec<Count>,
    /// Groups by name.
    pub groups: Vec<String>,
    /// Acts that are prepared: day and title.
    pub acts: Vec<(String, String)>,
    /// What to know before using it.
    pub notes: Vec<String>,
    /// What loading it would change, when the province is there already.
    pub change: Option<Change>,
}

impl Contents {
    /// Whether loading it would write anything.
    fn would_write(&self) -> bool {
        let quiet = |change: &Change| change.added == 0 && change.changed == 0;
        !self.change.as_ref().is_some_and(quiet)
    }
}

/// How many units there are of a kind at a level.
#[derive(Debug)]
#[expect(missing_docs, reason = "two keys and two numbers")]
pub struct Count {
    pub kind: &'static str,
    pub level: &'static str,
    pub today: usize,
    pub ever: usize,
}

/// What loading again would change.
#[derive(Debug)]
#[expect(missing_docs, reason = "the counts of a difference")]
pub struct Change {
    pub added: usize,
    pub changed: usize,
    pub kept: usize,
}

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    tinh: Option<String>,
}

/// All of them, in the order of their places.
pub async fn lines(conn: &Conn, chosen: Option<&str>) -> Result<Vec<Line>> {
    let places = unit::places(conn).await?;
    let line = |offer: Offer| Line {
        loaded: places.contains(&offer.place),
        chosen: chosen == Some(offer.name.as_str()),
        name: offer.name,
        place: offer.place,
    };
    Ok(shipped::offers()?.into_iter().map(line).collect())
}

/// The choice, and what is in the one chosen.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let reader = app.db().read().await?;
    let name = asked.tinh.as_deref().filter(|name| !name.is_empty());
    let offers = lines(&reader, name).await?;
    let chosen = match name {
        Some(name) => Some(contents(&reader, &page, name).await?),
        None => None,
    };
    drop(reader);
    page.render(&DirectoriesPage {
        page: &page,
        offers,
        chosen,
    })
}

async fn contents(conn: &Conn, page: &Page, name: &str) -> Result<Contents> {
    let offers = shipped::offers()?.into_iter();
    let offer = offers
        .into_iter()
        .find(|offer| offer.name == name)
        .ok_or(Error::NotFound)?;
    let directory = shipped::directory(name)?;
    let mut counts: BTreeMap<_, (usize, usize)> = BTreeMap::new();
    for unit in &directory.units {
        let count = counts.entry((unit.level, unit.kind)).or_default();
        let is_there = unit.from.is_none_or(|from| from <= page.today)
            && unit.to.is_none_or(|to| page.today < to);
        count.0 += usize::from(is_there);
        count.1 += 1;
    }
    let counts = counts
        .into_iter()
        .map(|((level, kind), (today, ever))| Count {
            kind: kind_key(kind),
            level: level_key(level),
            today,
            ever,
        });
    let change = if unit::places(conn).await?.contains(&offer.place) {
        let found = unit::import::preview(conn, &directory, &Decided::Here).await?;
        Some(change(&found))
    } else {
        None
    };
    Ok(Contents {
        name: offer.name,
        place: offer.place,
        is_pattern: offer.is_pattern,
        counts: counts.collect(),
        groups: directory.groups.into_iter().map(|it| it.name).collect(),
        acts: directory
            .acts
            .into_iter()
            .map(|act| (page.date(&act.effective), act.title))
            .collect(),
        notes: directory.notes,
        change,
    })
}

fn change(found: &Difference) -> Change {
    let taken = |takes: bool| {
        let units = found.units.changed.iter().filter(|it| it.takes() == takes);
        let groups = found.groups.changed.iter().filter(|it| it.takes() == takes);
        units.count() + groups.count()
    };
    Change {
        added: found.units.added.len() + found.groups.added.len(),
        changed: taken(true),
        kept: taken(false),
    }
}

/// The name of a level.
pub fn level_key(level: Level) -> &'static str {
    match level {
        Level::Central => key!("level-central"),
        Level::Province => key!("level-province"),
        Level::District => key!("level-district"),
        Level::Commune => key!("level-commune"),
    }
}

/// The form.
#[derive(Debug, Deserialize)]
pub struct Chosen {
    name: String,
}

/// Loads one.
pub async fn create(
    State(app): State<App>,
    page: Page,
    Form(chosen): Form<Chosen>,
) -> Result<Response> {
    let account = page.me()?;
    let known = shipped::offers()?;
    if !known.iter().any(|offer| offer.name == chosen.name) {
        return Err(Error::NotFound);
    }
    let write = app.db().write(&account.actor, page.now, move |tx| {
        Box::pin(async move { unit::import::load(tx, &chosen.name).await })
    });
    write.await?;
    Ok(Redirect::to("/units").into_response())
}
