//! What else points at units that end: drafts, groups, names that were remembered, accounts and
//! addresses.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use sea_orm::FromQueryResult;

use super::{
    NewUnit,
    people::{self, AccountTouched, AddressesTouched, ReportTouched},
    preview::Party,
    situation::Situation,
};
use crate::{
    db::{Conn, sql},
    error::Result,
    plan::{
        confirmation::registry_of,
        draft::{Draft, Role, store},
    },
    unit::{Meant, Registry, Resolution, name, valid},
    vals,
};

/// Most open drafts that are looked through.
const MOST_DRAFTS: i64 = 100;

/// See above.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Impact {
    /// Open drafts with names that mean units that end.
    pub drafts: Vec<DraftTouched>,
    /// There are more open drafts than were looked through.
    pub more_drafts: bool,
    /// Groups whose members change with the day.
    pub groups: Vec<GroupTouched>,
    /// Names that a person once gave to a unit that ends, as written.
    pub names: Vec<(String, Party)>,
    /// Accounts of units that end.
    pub accounts: Vec<AccountTouched>,
    /// Calendar addresses and personal links of units that end.
    pub addresses: Vec<AddressesTouched>,
    /// Reports of periods still open, of units that end.
    pub reports: Vec<ReportTouched>,
}

/// An open draft.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "which, and the names in it")]
pub struct DraftTouched {
    pub id: i64,
    pub title: String,
    /// The names as written, and whom they mean.
    pub names: Vec<(String, Party)>,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupTouched {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// It has a list; by rule otherwise.
    pub listed: bool,
    /// Members that end.
    pub lost: Vec<Party>,
    /// Units that begin and belong to it by its rule, or who would follow in its list.
    pub gained: Vec<Party>,
}

pub(crate) async fn of(conn: &Conn, situation: &Situation, today: NaiveDate) -> Result<Impact> {
    let ended: HashSet<i64> = situation.enacted.ended.iter().copied().collect();
    let mut impact = Impact::default();
    if ended.is_empty() && situation.enacted.begun.is_empty() {
        return Ok(impact);
    }
    (impact.drafts, impact.more_drafts) = drafts(conn, situation, &ended).await?;
    impact.groups = groups(conn, situation).await?;
    impact.names = remembered(conn, situation, &ended).await?;
    impact.accounts = people::accounts(conn, situation).await?;
    impact.reports = people::reports(conn, situation).await?;
    impact.addresses = people::addresses(conn, situation, today).await?;
    Ok(impact)
}

fn party(situation: &Situation, id: i64) -> Party {
    Party {
        id,
        code: situation.code(id),
        name: situation.name(id),
    }
}

async fn drafts(
    conn: &Conn,
    situation: &Situation,
    ended: &HashSet<i64>,
) -> Result<(Vec<DraftTouched>, bool)> {
    let text = "SELECT id FROM draft WHERE state = 'open' ORDER BY updated_at DESC, id LIMIT $1";
    let mut ids: Vec<i64> = sql::column(conn, text, vals![MOST_DRAFTS + 1]).await?;
    let limit = usize::try_from(MOST_DRAFTS).unwrap_or(usize::MAX);
    let more = ids.len() > limit;
    ids.truncate(limit);
    let mut registries: HashMap<(NaiveDate, String), Registry> = HashMap::new();
    let mut touched = Vec::new();
    for id in ids {
        let (head, draft) = store::load(conn, id).await?;
        let Some(key) = registry_key(&draft) else {
            continue;
        };
        if !registries.contains_key(&key)
            && let Some(registry) = registry_of(conn, &draft).await?
        {
            registries.insert(key.clone(), registry);
        }
        let Some(registry) = registries.get(&key) else {
            continue;
        };
        let names = names_in(&draft, registry, ended);
        if !names.is_empty() {
            let names = names
                .into_iter()
                .map(|(name, id)| (name, party(situation, id)));
            touched.push(DraftTouched {
                id,
                title: head.title,
                names: names.collect(),
            });
        }
    }
    Ok((touched, more))
}

fn registry_key(draft: &Draft) -> Option<(NaiveDate, String)> {
    let text = |value: &Option<crate::plan::draft::Value<String>>| {
        value
            .as_ref()
            .map(|it| it.value.clone())
            .unwrap_or_default()
    };
    let day = draft.meta.date.as_ref()?.value;
    let place = format!("{} {}", text(&draft.meta.issuer), text(&draft.meta.place));
    Some((day, place))
}

/// Names of a draft that mean, or may mean, a unit that ends.
fn names_in(draft: &Draft, registry: &Registry, ended: &HashSet<i64>) -> BTreeMap<String, i64> {
    let mut names = BTreeMap::new();
    for row in &draft.rows {
        for actor in Role::ALL.iter().flat_map(|role| row.actors(*role)) {
            let mapped = draft.mapped.get(&name::key(&actor.name));
            let meant = match registry.resolve(&actor.name, actor.kind, mapped) {
                Resolution::Is(Meant::Unit(id), _) => Some(id),
                Resolution::Perhaps(candidates) => match candidates.as_slice() {
                    [only] => match only.meant {
                        Meant::Unit(id) => Some(id),
                        Meant::Group(_) => None,
                    },
                    _ => None,
                },
                _ => None,
            };
            if let Some(id) = meant.filter(|id| ended.contains(id)) {
                names.insert(actor.name.clone(), id);
            }
        }
    }
    names
}

/// Members on the eve and on the day: by the groups' rules as the directory would then be.
pub(super) async fn groups(conn: &Conn, situation: &Situation) -> Result<Vec<GroupTouched>> {
    let ended: HashSet<i64> = situation.enacted.ended.iter().copied().collect();
    let day = situation.content.effective_on;
    let eve = day.pred_opt().unwrap_or(day);
    let place = &situation.content.place;
    let before = Registry::load(conn, eve, place).await?;
    let after = Registry::load(conn, day, place).await?;
    let listed = listed(conn, day).await?;
    let taken = would_take(conn, situation, &after).await?;
    let mut touched = Vec::new();
    for group in before.groups().iter().filter(|group| !group.open) {
        let lost: Vec<i64> = group
            .members
            .iter()
            .copied()
            .filter(|id| ended.contains(id))
            .collect();
        let is_listed = listed.contains(&group.id);
        let gained = if is_listed {
            heirs(situation, &lost, &group.members)
        } else {
            let now = after
                .group(group.id)
                .map(|it| it.members.clone())
                .unwrap_or_default();
            let begun = &situation.enacted.begun;
            let there = now.into_iter().filter(|id| begun.contains(id));
            let to_come = taken.get(&group.id).into_iter().flatten().copied();
            there.chain(to_come).collect()
        };
        if lost.is_empty() && gained.is_empty() {
            continue;
        }
        let all = |ids: Vec<i64>| ids.into_iter().map(|id| party(situation, id)).collect();
        touched.push(GroupTouched {
            code: group.code.clone(),
            name: group.name.clone(),
            listed: is_listed,
            lost: all(lost),
            gained: all(gained),
        });
    }
    Ok(touched)
}

/// What groups would take in of the units that the directory does not have before the act makes
/// them.
async fn would_take(
    conn: &Conn,
    situation: &Situation,
    registry: &Registry,
) -> Result<HashMap<i64, Vec<i64>>> {
    let day = situation.content.effective_on;
    let after = &situation.after.units;
    let beginning: Vec<(i64, &NewUnit)> = situation
        .enacted
        .begun
        .iter()
        .filter(|id| !situation.before.units.contains_key(id))
        .filter_map(|id| Some((*id, after.get(id)?.made.as_ref()?)))
        .collect();
    let above = after
        .iter()
        .filter_map(|(id, unit)| Some((*id, unit.parent_on(day)?)));
    registry
        .would_take(conn, &beginning, &above.collect())
        .await
}

/// Who follows these and is not in the list yet.
fn heirs(situation: &Situation, lost: &[i64], members: &[i64]) -> Vec<i64> {
    let following = situation.enacted.successions.iter();
    let mut heirs: Vec<i64> = following
        .filter(|it| lost.contains(&it.predecessor))
        .filter_map(|it| it.successor)
        .filter(|id| !members.contains(id))
        .collect();
    heirs.sort_unstable();
    heirs.dedup();
    heirs
}

/// Groups that have a list.
async fn listed(conn: &Conn, day: NaiveDate) -> Result<HashSet<i64>> {
    #[derive(FromQueryResult)]
    struct Row {
        group_id: i64,
        valid_from: Option<NaiveDate>,
        valid_to: Option<NaiveDate>,
    }
    let text = "SELECT group_id, valid_from, valid_to FROM group_member";
    let rows: Vec<Row> = sql::all(conn, text, vec![]).await?;
    let eve = day.pred_opt().unwrap_or(day);
    let then = rows
        .into_iter()
        .filter(|row| valid(row.valid_from, row.valid_to, eve));
    Ok(then.map(|row| row.group_id).collect())
}

async fn remembered(
    conn: &Conn,
    situation: &Situation,
    ended: &HashSet<i64>,
) -> Result<Vec<(String, Party)>> {
    #[derive(FromQueryResult)]
    struct Row {
        written: String,
        unit_id: i64,
    }
    let text = "SELECT written, unit_id FROM actor_alias
                WHERE retired_at IS NULL AND unit_id IS NOT NULL ORDER BY id";
    let rows: Vec<Row> = sql::all(conn, text, vec![]).await?;
    let touched = rows.into_iter().filter(|row| ended.contains(&row.unit_id));
    Ok(touched
        .map(|row| (row.written, party(situation, row.unit_id)))
        .collect())
}

impl Impact {
    /// Whether nothing else is touched.
    pub const fn is_empty(&self) -> bool {
        self.drafts.is_empty()
            && self.groups.is_empty()
            && self.names.is_empty()
            && self.accounts.is_empty()
            && self.addresses.is_empty()
            && self.reports.is_empty()
    }
}
