//! The directory as of a day, in memory.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use sea_orm::FromQueryResult;

use super::{CENTRAL, name, valid};
use crate::{
    db::{Conn, sql},
    error::Result,
    vals,
};

/// The directory of one place as of a day.
#[derive(Debug, Clone)]
pub struct Registry {
    /// The day.
    pub day: NaiveDate,
    /// The place whose units are meant; `None` when the directory does not know it.
    pub place: Option<String>,
    pub(super) units: Vec<Entry>,
    pub(super) groups: Vec<Group>,
    pub(super) unit_keys: HashMap<String, Vec<usize>>,
    pub(super) group_keys: HashMap<String, Vec<usize>>,
    pub(super) remembered: HashMap<String, Option<super::Meant>>,
}

/// A unit in the registry.
#[derive(Debug, Clone, FromQueryResult)]
pub(super) struct Entry {
    pub(super) id: i64,
    pub(super) code: String,
    pub(super) kind: String,
    pub(super) level: String,
    pub(super) tags: String,
    pub(super) name: String,
    short: Option<String>,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
}

/// A collective addressee.
#[derive(Debug, Clone)]
pub struct Group {
    /// Id.
    pub id: i64,
    /// Code: `nghe-an/so-ban-nganh`.
    pub code: String,
    /// Name.
    pub name: String,
    /// Never expands by itself.
    pub open: bool,
    /// Ids of its members on the registry's day, in the order of their names.
    pub members: Vec<i64>,
}

#[derive(FromQueryResult)]
pub(super) struct Pair {
    pub(super) owner: i64,
    pub(super) text: String,
}

impl Registry {
    /// Load the directory of the place that `place_text` names (the plan's place, or its issuer:
    /// "Ủy ban nhân dân tỉnh Nghệ An"), as of a day. A place that is not in the directory has no
    /// units: a department of another province is never taken for one of ours.
    pub async fn load(conn: &Conn, day: NaiveDate, place_text: &str) -> Result<Self> {
        let place = which_place(conn, place_text).await?;
        let mut registry = Self {
            day,
            place: place.clone(),
            units: Vec::new(),
            groups: Vec::new(),
            unit_keys: HashMap::new(),
            group_keys: HashMap::new(),
            remembered: super::alias::all(conn).await?,
        };
        if let Some(place) = place {
            registry.load_units(conn, &place).await?;
            if place != CENTRAL {
                registry.load_units(conn, CENTRAL).await?;
            }
            registry.load_groups(conn, &place).await?;
        }
        Ok(registry)
    }

    async fn load_units(&mut self, conn: &Conn, place: &str) -> Result<()> {
        let text = "SELECT id, code, kind, level, tags, name, short, valid_from, valid_to
                    FROM unit WHERE place = $1 ORDER BY sort_key, id";
        let first = self.units.len();
        let found: Vec<Entry> = sql::all(conn, text, vals![place]).await?;
        self.units.extend(found);
        // Every name a unit ever had leads to it: an old name in a new plan is still that unit.
        let text = "SELECT n.unit_id AS owner, n.name AS text FROM unit_name n
                        JOIN unit u ON u.id = n.unit_id WHERE u.place = $1
                    UNION ALL SELECT a.unit_id AS owner, a.alias AS text FROM unit_alias a
                        JOIN unit u ON u.id = a.unit_id WHERE u.place = $1";
        let names: Vec<Pair> = sql::all(conn, text, vals![place]).await?;
        let new = self.units.iter().enumerate().skip(first);
        let at: HashMap<i64, usize> = new.map(|(at, unit)| (unit.id, at)).collect();
        let words = name::PlaceWords::of(place, self.is_city(place));
        let own = self.units[first..].iter().flat_map(|unit| {
            let names = std::iter::once(&unit.name).chain(unit.short.as_ref());
            names.map(|text| Pair {
                owner: unit.id,
                text: text.clone(),
            })
        });
        let mut keys = std::mem::take(&mut self.unit_keys);
        let mut seen = HashSet::new();
        for Pair { owner, text } in own.chain(names) {
            let Some(&unit) = at.get(&owner) else {
                continue;
            };
            // A name stands there several times: as the latest, as the dated one, as an alias.
            if !seen.insert((unit, text.clone())) {
                continue;
            }
            for key in name::variants(&text, &words) {
                let found = keys.entry(key).or_default();
                // The centre comes last: a name of the province's own is the province's.
                let is_taken = found.iter().any(|other| *other < first);
                if !is_taken && !found.contains(&unit) {
                    found.push(unit);
                }
            }
        }
        self.unit_keys = keys;
        Ok(())
    }

    /// Whether the place is a city of a province's rank: its committee says so.
    fn is_city(&self, place: &str) -> bool {
        let city = name::key(&format!("thành phố {place}"));
        let committees = self.units.iter().filter(|unit| unit.kind == "province");
        committees
            .map(|unit| name::key(&unit.name))
            .any(|key| key.ends_with(&city))
    }

    /// Whether a unit is there on the registry's day.
    pub fn exists(&self, id: i64) -> bool {
        self.units
            .iter()
            .any(|unit| unit.id == id && unit.valid_on(self.day))
    }

    /// A group by id.
    pub fn group(&self, id: i64) -> Option<&Group> {
        self.groups.iter().find(|group| group.id == id)
    }

    /// All groups, for choosing one by hand.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Name of a unit.
    pub fn unit_name(&self, id: i64) -> Option<&str> {
        self.units
            .iter()
            .find(|unit| unit.id == id)
            .map(|unit| unit.name.as_str())
    }

    /// Code of a unit.
    pub fn unit_code(&self, id: i64) -> Option<&str> {
        self.units
            .iter()
            .find(|unit| unit.id == id)
            .map(|unit| unit.code.as_str())
    }

    /// Members of a group on the registry's day, without those whose codes are excepted.
    pub fn members(&self, group: i64, exceptions: &[String]) -> Vec<i64> {
        let members = self
            .group(group)
            .map(|group| group.members.as_slice())
            .unwrap_or_default();
        let excepted = |id: &i64| {
            self.unit_code(*id)
                .is_some_and(|code| exceptions.iter().any(|other| other == code))
        };
        members.iter().copied().filter(|id| !excepted(id)).collect()
    }
}

impl Entry {
    pub(super) fn valid_on(&self, day: NaiveDate) -> bool {
        valid(self.valid_from, self.valid_to, day)
    }
}

/// The place of the directory that a text names: the centre when it begins with somebody there
/// ("Thủ tướng Chính phủ", signed in Hà Nội), else the longest province named in whole words.
async fn which_place(conn: &Conn, text: &str) -> Result<Option<String>> {
    let text = format!(" {} ", name::key(text));
    let central = "SELECT name FROM unit WHERE place = $1 AND level = 'central'";
    let central: Vec<String> = sql::column(conn, central, vals![CENTRAL]).await?;
    let begins = |name: &String| text.starts_with(&format!(" {} ", name::key(name)));
    if central.iter().any(begins) {
        return Ok(Some(CENTRAL.to_owned()));
    }
    let places = super::places(conn).await?;
    let named = places
        .into_iter()
        .filter(|place| text.contains(&format!(" {} ", name::key(place))));
    Ok(named.max_by_key(String::len))
}
