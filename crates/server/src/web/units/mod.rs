//! The directory of units as of a day: `GET /units`; one unit: [`show`]; the directories that
//! come with the program: [`shipped`].

pub mod edit;
pub mod export;
pub mod fields;
pub mod imports;
pub mod shipped;
pub mod show;

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use chrono::NaiveDate;
use dondoc_core::unit::{self, Kind, Unit};
use serde::Deserialize;
use vietnamese::key::fold;

use super::App;
use super::error::Result;
use super::page::Page;
use crate::key;
use crate::show as shown;
use crate::text::Texts;

/// `templates/units/index.html`
#[derive(Debug, Template)]
#[template(path = "units/index.html")]
pub struct UnitsPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The words searched for.
    pub q: &'a str,
    /// The day, for the form.
    pub on: String,
    /// The day, for people.
    pub day: String,
    /// What links to a unit carry on: the day.
    pub query: String,
    /// How many units are shown.
    pub count: usize,
    /// Whether the directory itself is empty.
    pub none_at_all: bool,
    /// The units by kind.
    pub groups: Vec<KindGroup>,
    /// The places whose directories can be exported: as shown and as in an address.
    pub places: Vec<(String, String)>,
    /// The directories that come with the program.
    pub offers: Vec<shipped::Line>,
}

/// The units of one kind.
#[derive(Debug)]
pub struct KindGroup {
    /// The key of its name.
    pub key: &'static str,
    /// Whether the list is folded: few look for the committees of other provinces.
    pub folded: bool,
    /// Its units in the order of their names.
    pub units: Vec<UnitLine>,
}

/// A unit in the list.
#[derive(Debug)]
pub struct UnitLine {
    /// Id.
    pub id: i64,
    /// Name on the day.
    pub name: String,
    /// When it existed, if not always.
    pub dates: Option<String>,
}

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    q: Option<String>,
    ngay: Option<String>,
    /// The same in older addresses.
    on: Option<String>,
}

impl Asked {
    /// The day asked for, else today.
    pub fn day(&self, today: NaiveDate) -> NaiveDate {
        self.ngay
            .as_deref()
            .or(self.on.as_deref())
            .and_then(shown::parse_date)
            .unwrap_or(today)
    }
}

/// The list.
pub async fn index(
    State(app): State<App>,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let day = asked.day(page.today);
    let q = asked.q.as_deref().unwrap_or_default().trim();
    let all = unit::list(&*app.db().read().await?, day).await?;
    let none_at_all = all.is_empty();
    let places = unit::places(&*app.db().read().await?).await?;
    let places = places.into_iter().map(|place| {
        let encoded = super::query::encode(&place);
        (place, encoded)
    });
    let places = places.collect();
    let offers = shipped::lines(&*app.db().read().await?, None).await?;
    let wanted = fold(q);
    // The committees of all provinces come with the centre's directory: behind one's own, apart.
    let mut kinds: BTreeMap<(bool, Kind), Vec<UnitLine>> = BTreeMap::new();
    let mut count = 0;
    for unit in all.into_iter().filter(|unit| matches(unit, &wanted)) {
        count += 1;
        let dates = dates(page.t, &unit);
        let line = UnitLine {
            id: unit.id,
            dates,
            name: unit.name.clone(),
        };
        let kind = unit.kind()?;
        let central = unit.place == unit::CENTRAL && kind == Kind::Province;
        kinds.entry((central, kind)).or_default().push(line);
    }
    let groups = kinds
        .into_iter()
        .map(|((central, kind), units)| KindGroup {
            folded: central && q.is_empty(),
            key: if central {
                key!("kind-all-provinces")
            } else {
                kind_key(kind)
            },
            units,
        })
        .collect();
    let query = if day == page.today {
        String::new()
    } else {
        format!("?ngay={day}")
    };
    let (on, day) = (day.to_string(), shown::date(day));
    page.render(&UnitsPage {
        page: &page,
        q,
        on,
        day,
        query,
        count,
        none_at_all,
        groups,
        places,
        offers,
    })
}

fn matches(unit: &Unit, wanted: &str) -> bool {
    let has = |text: &str| fold(text).contains(wanted);
    wanted.is_empty() || has(&unit.name) || unit.short.as_deref().is_some_and(has)
}

/// When a unit existed, as far as the directory knows an end.
pub fn dates(t: &Texts, unit: &Unit) -> Option<String> {
    match (
        unit.valid_from.map(shown::date),
        unit.valid_to.map(shown::date),
    ) {
        (None, None) => None,
        (Some(from), None) => Some(t.one("unit-from", "from", from)),
        (None, Some(to)) => Some(t.one("unit-until", "to", to)),
        (Some(from), Some(to)) => Some(t.two("unit-from-until", "from", from, "to", to)),
    }
}

/// The name of a kind.
pub fn kind_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Department => key!("kind-department"),
        Kind::Province => key!("kind-province"),
        Kind::Party => key!("kind-party"),
        Kind::MassOrganisation => key!("kind-mass"),
        Kind::ArmedForce => key!("kind-armed"),
        Kind::Press => key!("kind-press"),
        Kind::PublicBody => key!("kind-public"),
        Kind::District => key!("kind-district"),
        Kind::Commune => key!("kind-commune"),
        Kind::Ministry => key!("kind-ministry"),
        Kind::Other => key!("kind-other"),
    }
}
