//! Who owes what on a day.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::ledger;
use crate::{
    access::Act,
    access::Actor,
    db::{Conn, sql},
    error::{Error, Result},
    obligation::{Class, Filter, Item, Sort, walk::Walk},
    plan::draft::Role,
};

/// So many obligations at once are more than anybody urges.
pub const MOST: usize = 20_000;

/// Whom to urge. Empty lists: any.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// Of these plans.
    pub plans: Vec<i64>,
    /// These units.
    pub units: Vec<i64>,
    /// What stands in these classes; empty: what is overdue.
    pub classes: Vec<Class>,
    /// In these roles.
    pub roles: Vec<Role>,
    /// Only what nobody reported on since that day.
    pub silent_since: Option<NaiveDate>,
}

/// A unit and what it owes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owing {
    /// The unit.
    pub unit_id: i64,
    /// Its name.
    pub unit_name: String,
    /// What it owes, by deadline.
    pub items: Vec<Item>,
    /// How often the most urged of these was urged.
    pub urged: i64,
    /// The day of the last urging of any of these.
    pub urged_on: Option<NaiveDate>,
}

impl Owing {
    /// How many of its items stand in a class.
    pub fn of(&self, class: Class) -> usize {
        self.items.iter().filter(|it| it.class == class).count()
    }
}

/// The units in the order of their names, each with what it owes.
pub async fn owed(
    conn: &Conn,
    actor: &Actor,
    wanted: &Wanted,
    today: NaiveDate,
) -> Result<Vec<Owing>> {
    actor.may(Act::Urge)?;
    let items = items(conn, wanted, today).await?;
    let ids: Vec<i64> = items.iter().map(|item| item.id).collect();
    let urged = ledger::counts(conn, &ids).await?;
    let mut units: Vec<Owing> = Vec::new();
    let mut place: HashMap<i64, usize> = HashMap::new();
    for item in items {
        let at = *place.entry(item.unit_id).or_insert(units.len());
        if at == units.len() {
            units.push(Owing {
                unit_id: item.unit_id,
                unit_name: item.unit_name.clone(),
                items: Vec::new(),
                urged: 0,
                urged_on: None,
            });
        }
        let unit = &mut units[at];
        if let Some(known) = urged.get(&item.id) {
            unit.urged = unit.urged.max(known.times);
            unit.urged_on = unit.urged_on.max(Some(known.last));
        }
        unit.items.push(item);
    }
    for unit in &mut units {
        unit.items
            .sort_by_key(|it| (it.last_day.is_none(), it.last_day, it.plan_id, it.id));
    }
    units.sort_by_cached_key(|unit| vietnamese::order::sort_key(&unit.unit_name));
    Ok(units)
}

/// What is owed, over all plans and units asked for.
async fn items(conn: &Conn, wanted: &Wanted, today: NaiveDate) -> Result<Vec<Item>> {
    let classes = match wanted.classes.as_slice() {
        [] => vec![Class::Overdue],
        classes => classes.to_vec(),
    };
    let plans: Vec<Option<i64>> = match wanted.plans.as_slice() {
        [] => vec![None],
        plans => plans.iter().copied().map(Some).collect(),
    };
    // One unit drives the query; of several all are read and the others left out.
    let unit = match wanted.units.as_slice() {
        [one] => Some(*one),
        _ => None,
    };
    let mut items = Vec::new();
    for plan in plans {
        let filter = Filter {
            plan,
            unit,
            roles: wanted.roles.clone(),
            classes: classes.clone(),
            ..Filter::default()
        };
        let mut walk = Walk::new(filter, Sort::Deadline, today);
        loop {
            let piece = walk.next(conn).await?;
            if piece.is_empty() {
                break;
            }
            items.extend(
                piece
                    .into_iter()
                    .filter(|it| wanted.units.is_empty() || wanted.units.contains(&it.unit_id)),
            );
            if items.len() > MOST {
                return Err(Error::Refused("too_many_to_urge"));
            }
        }
    }
    if let Some(since) = wanted.silent_since {
        let said = reported_since(conn, &items, since).await?;
        items.retain(|item| !said.contains(&item.id));
    }
    Ok(items)
}

/// Which of these somebody reported on since a day, that day included.
pub(crate) async fn reported_since(
    conn: &Conn,
    items: &[Item],
    since: NaiveDate,
) -> Result<Vec<i64>> {
    let ids: Vec<i64> = items.iter().map(|item| item.id).collect();
    let (condition, list) = sql::one_of(sql::backend(conn), "$1", &ids);
    let text = format!(
        "SELECT DISTINCT obligation_id FROM progress_update
         WHERE obligation_id {condition} AND said_on >= $2"
    );
    sql::column(conn, &text, vec![list, since.into()]).await
}
