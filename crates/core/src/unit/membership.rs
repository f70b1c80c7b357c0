//! Who belongs to a collective addressee as of a day: by list, by rule, less the exceptions.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use sea_orm::FromQueryResult;

use super::{
    Group, Kind, Level, Registry,
    directory::{GroupEntry, Membership},
    name, parse_code,
    registry::Pair,
    valid,
};
use crate::{
    db::{Conn, sql},
    error::Result,
    reorganisation::NewUnit,
    vals,
};

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

async fn group_rows(conn: &Conn, place: &str) -> Result<Vec<GroupRow>> {
    let text = "SELECT id, code, name, open, kinds, level, tags, under_id, valid_from, valid_to
                FROM unit_group WHERE place = $1 ORDER BY id";
    sql::all(conn, text, vals![place]).await
}

/// By what a group takes units in.
struct Rule {
    kinds: Vec<Kind>,
    level: Option<Level>,
    tags: Vec<String>,
    under: Option<i64>,
}

impl GroupRow {
    /// Its rule; one without kinds takes nobody in, and an open group has none.
    fn rule(&self) -> Result<Rule> {
        let kinds = if self.open {
            Vec::new()
        } else {
            serde_json::from_str(&self.kinds)?
        };
        Ok(Rule {
            kinds,
            level: self.level.as_deref().map(parse_code).transpose()?,
            tags: serde_json::from_str(&self.tags)?,
            under: self.under_id,
        })
    }
}

impl Rule {
    fn takes(
        &self,
        unit: i64,
        (kind, level, tags): (Kind, Level, &[String]),
        above: &HashMap<i64, i64>,
    ) -> bool {
        self.kinds.contains(&kind)
            && self.level.is_none_or(|own| own == level)
            && self.tags.iter().all(|tag| tags.contains(tag))
            && self
                .under
                .is_none_or(|under| stands_under(unit, under, above))
    }
}

impl Registry {
    pub(super) async fn load_groups(&mut self, conn: &Conn, place: &str) -> Result<()> {
        let rows = group_rows(conn, place).await?;
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
            let mut members = self.ruled_members(&row.rule()?, &above)?;
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
    fn ruled_members(&self, rule: &Rule, above: &HashMap<i64, i64>) -> Result<Vec<i64>> {
        let mut members = Vec::new();
        for unit in self.units.iter().filter(|unit| unit.valid_on(self.day)) {
            let tags: Vec<String> = serde_json::from_str(&unit.tags)?;
            let (kind, level) = (parse_code(&unit.kind)?, parse_code(&unit.level)?);
            if rule.takes(unit.id, (kind, level, &tags), above) {
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
        let mut members = self.ruled_members(&row.rule()?, &above)?;
        members.extend(listed(&entry.members));
        let except = listed(&entry.exceptions);
        members.retain(|id| !except.contains(id));
        Ok(self.in_order(&members))
    }

    /// Which units that are still to begin each group would take in by its rule. `above`: who
    /// stands over whom on the day they begin.
    pub(crate) async fn would_take(
        &self,
        conn: &Conn,
        beginning: &[(i64, &NewUnit)],
        above: &HashMap<i64, i64>,
    ) -> Result<HashMap<i64, Vec<i64>>> {
        let mut taken = HashMap::new();
        let Some(place) = self.place.as_deref().filter(|_| !beginning.is_empty()) else {
            return Ok(taken);
        };
        for row in group_rows(conn, place).await? {
            let rule = row.rule()?;
            let fits = |(id, new): &&(i64, &NewUnit)| {
                rule.takes(*id, (new.kind, new.level, &new.tags), above)
            };
            let units: Vec<i64> = beginning.iter().filter(fits).map(|(id, _)| *id).collect();
            if valid(row.valid_from, row.valid_to, self.day) && !units.is_empty() {
                taken.insert(row.id, units);
            }
        }
        Ok(taken)
    }
}

/// Whether a unit stands under another, directly or not.
fn stands_under(unit: i64, under: i64, above: &HashMap<i64, i64>) -> bool {
    let parents = std::iter::successors(above.get(&unit), |id| above.get(id));
    parents.take(64).any(|id| *id == under)
}
