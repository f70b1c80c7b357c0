//! Collective addressees and who belongs to them on a day: `GET /groups`.

pub mod edit;

use std::collections::{BTreeSet, HashMap};

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use dondoc_core::unit::{self, Group, Unit};

use super::App;
use super::error::Result;
use super::page::Page;
use super::units::Asked;

/// `templates/groups/index.html`
#[derive(Debug, Template)]
#[template(path = "groups/index.html")]
pub struct GroupsPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The day, for the form.
    pub on: String,
    /// The groups of each place.
    pub places: Vec<Place>,
}

/// A place and its groups.
#[derive(Debug)]
pub struct Place {
    /// Its name.
    pub name: String,
    /// Its groups.
    pub groups: Vec<Shown>,
}

/// A group with its members.
#[derive(Debug)]
pub struct Shown {
    /// Id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Never expands by itself.
    pub open: bool,
    /// Its members on the day: id and name.
    pub members: Vec<(i64, String)>,
}

/// The list.
pub async fn index(
    State(app): State<App>,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let day = asked.day(page.today);
    let reader = app.db().read().await?;
    let units = unit::list(&reader, day).await?;
    let names: HashMap<i64, &Unit> = units.iter().map(|unit| (unit.id, unit)).collect();
    let all: BTreeSet<&str> = units.iter().map(|unit| unit.place.as_str()).collect();
    let mut places = Vec::new();
    for name in all {
        let registry = app.directories().of(&reader, day, name).await?;
        let groups = registry
            .groups()
            .iter()
            .map(|group| shown(group, &names))
            .collect();
        places.push(Place {
            name: name.to_owned(),
            groups,
        });
    }
    places.retain(|place| !place.groups.is_empty());
    let on = day.to_string();
    page.render(&GroupsPage {
        page: &page,
        on,
        places,
    })
}

fn shown(group: &Group, names: &HashMap<i64, &Unit>) -> Shown {
    let member = |id: &i64| names.get(id).map(|unit| (*id, unit.name.clone()));
    Shown {
        id: group.id,
        name: group.name.clone(),
        open: group.open,
        members: group.members.iter().filter_map(member).collect(),
    }
}
