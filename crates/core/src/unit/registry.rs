//! The directory as of a day, in memory.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use sea_orm::FromQueryResult;

use super::{
    CENTRAL, Kind, Level,
    directory::{GroupEntry, Membership},
    name, parse_code, valid,
};
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
    kind: String,
    level: String,
    tags: String,
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
struct GroupRow {
    id: i64,
    code: String,
    name: String,
    open: bool,
    kinds: String,
    level: Option<String>,
    tags: String,
    under_id: Option<i64>,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
}

#[derive(FromQueryResult)]
struct Pair {
    owner: i64,
    text: String,
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

    async fn load_groups(&mut self, conn: &Conn, place: &str) -> Result<()> {
        let text = "SELECT id, code, name, open, kinds, level, tags, under_id, valid_from, valid_to
                    FROM unit_group WHERE place = $1 ORDER BY id";
        let rows: Vec<GroupRow> = sql::all(conn, text, vals![place]).await?;
        let text = "SELECT a.group_id AS owner, a.alias AS text FROM group_alias a
                    JOIN unit_group g ON g.id = a.group_id WHERE g.place = $1";
        let aliases: Vec<Pair> = sql::all(conn, text, vals![place]).await?;
        let listed = self.listed(conn, "group_member", place).await?;
        let excepted = self.listed(conn, "group_exception", place).await?;
        let above = if rows.iter().any(|row| row.under_id.is_some()) {
            self.parents(conn, place).await?
        } else {
            HashMap::new()
        };
        for row in rows {
            if !valid(row.valid_from, row.valid_to, self.day) {
                continue;
            }
            let at = self.groups.len();
            let names = aliases
                .iter()
                .filter(|pair| pair.owner == row.id)
                .map(|pair| &pair.text);
            for key in names
                .chain([&row.name])
                .flat_map(|text| name::group_variants(text))
            {
                let found = self.group_keys.entry(key).or_default();
                if !found.contains(&at) {
                    found.push(at);
                }
            }
            let mut members = self.ruled_members(&row, &above)?;
            members.extend(listed.get(&row.id).into_iter().flatten());
            let except = excepted.get(&row.id);
            members.retain(|id| !except.is_some_and(|list| list.contains(id)));
            let members = self.in_order(&members);
            let GroupRow {
                id,
                code,
                name,
                open,
                ..
            } = row;
            self.groups.push(Group {
                id,
                code,
                name,
                open,
                members,
            });
        }
        Ok(())
    }

    /// The units that a list of groups names on the registry's day, by group.
    async fn listed(
        &self,
        conn: &Conn,
        table: &'static str,
        place: &str,
    ) -> Result<HashMap<i64, Vec<i64>>> {
        #[derive(FromQueryResult)]
        struct Member {
            group_id: i64,
            unit_id: i64,
            valid_from: Option<NaiveDate>,
            valid_to: Option<NaiveDate>,
        }
        let text = format!(
            "SELECT m.group_id, m.unit_id, m.valid_from, m.valid_to FROM {table} m
             JOIN unit_group g ON g.id = m.group_id WHERE g.place = $1 ORDER BY m.id"
        );
        let rows: Vec<Member> = sql::all(conn, &text, vals![place]).await?;
        let mut members: HashMap<i64, Vec<i64>> = HashMap::new();
        for row in rows {
            let list = members.entry(row.group_id).or_default();
            if valid(row.valid_from, row.valid_to, self.day) {
                list.push(row.unit_id);
            }
        }
        Ok(members)
    }

    /// The unit above each on the registry's day.
    async fn parents(&self, conn: &Conn, place: &str) -> Result<HashMap<i64, i64>> {
        #[derive(FromQueryResult)]
        struct Row {
            unit_id: i64,
            parent_id: i64,
        }
        let text =
            "SELECT p.unit_id, p.parent_id FROM unit_parent p JOIN unit u ON u.id = p.unit_id
                    WHERE u.place = $2 AND (p.valid_from IS NULL OR p.valid_from <= $1)
                        AND (p.valid_to IS NULL OR p.valid_to > $1)";
        let rows: Vec<Row> = sql::all(conn, text, vals![self.day, place]).await?;
        Ok(rows
            .into_iter()
            .map(|row| (row.unit_id, row.parent_id))
            .collect())
    }

    /// These units, once each, those that are there on the day, in the order of their names.
    fn in_order(&self, ids: &[i64]) -> Vec<i64> {
        let wanted: HashSet<i64> = ids.iter().copied().collect();
        let there = self
            .units
            .iter()
            .filter(|unit| wanted.contains(&unit.id) && unit.valid_on(self.day));
        there.map(|unit| unit.id).collect()
    }

    /// Members of a group by its rule.
    fn ruled_members(&self, row: &GroupRow, above: &HashMap<i64, i64>) -> Result<Vec<i64>> {
        let kinds: Vec<Kind> = serde_json::from_str(&row.kinds)?;
        let tags: Vec<String> = serde_json::from_str(&row.tags)?;
        let level: Option<Level> = row.level.as_deref().map(parse_code).transpose()?;
        if row.open || kinds.is_empty() {
            return Ok(Vec::new());
        }
        let mut members = Vec::new();
        for unit in self.units.iter().filter(|unit| unit.valid_on(self.day)) {
            let own_tags: Vec<String> = serde_json::from_str(&unit.tags)?;
            let own_level: Level = parse_code(&unit.level)?;
            if kinds.contains(&parse_code(&unit.kind)?)
                && level.is_none_or(|level| level == own_level)
                && tags.iter().all(|tag| own_tags.contains(tag))
                && row
                    .under_id
                    .is_none_or(|under| stands_under(unit.id, under, above))
            {
                members.push(unit.id);
            }
        }
        Ok(members)
    }

    /// Who would belong to a group that says this, on the registry's day: for looking before it is
    /// written.
    pub async fn would_hold(&self, conn: &Conn, entry: &GroupEntry) -> Result<Vec<i64>> {
        let by_code: HashMap<&str, i64> = self
            .units
            .iter()
            .map(|unit| (unit.code.as_str(), unit.id))
            .collect();
        let id = |code: &str| by_code.get(code).copied();
        let row = GroupRow {
            id: 0,
            code: entry.code.clone(),
            name: entry.name.clone(),
            open: entry.open,
            kinds: serde_json::to_string(&entry.kinds)?,
            level: entry.level.as_ref().map(super::code_of).transpose()?,
            tags: serde_json::to_string(&entry.tags)?,
            under_id: entry.under.as_deref().and_then(id),
            valid_from: entry.from,
            valid_to: entry.to,
        };
        if !valid(entry.from, entry.to, self.day)
            || (entry.under.is_some() && row.under_id.is_none())
        {
            return Ok(Vec::new());
        }
        let above = match (&row.under_id, &self.place) {
            (Some(_), Some(place)) => self.parents(conn, place).await?,
            _ => HashMap::new(),
        };
        let listed = |list: &[Membership]| -> Vec<i64> {
            let on_day = list.iter().filter(|member| {
                let (from, to) = member.days();
                valid(from, to, self.day)
            });
            on_day.filter_map(|member| id(member.unit())).collect()
        };
        let mut members = self.ruled_members(&row, &above)?;
        members.extend(listed(&entry.members));
        let except = listed(&entry.exceptions);
        members.retain(|id| !except.contains(id));
        Ok(self.in_order(&members))
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

/// Whether a unit stands under another, directly or not.
fn stands_under(unit: i64, under: i64, above: &HashMap<i64, i64>) -> bool {
    let parents = std::iter::successors(above.get(&unit), |id| above.get(id));
    parents.take(64).any(|id| *id == under)
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
