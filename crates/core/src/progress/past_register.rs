//! The register as of an earlier day (sổ tại một ngày): the same rows, filters and sums, with every
//! obligation as it stood at the end of that day. Every row is looked at, so the register of all
//! plans together is refused where it is long: of one plan or one unit it always fits.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::past::{self, Then};
use crate::{
    db::{Conn, sql},
    error::{Error, Result},
    obligation::{self, Class, Counts, Filter, Item, Sort, item_list},
    search, unit, vals,
};

/// Rows looked at for one answer.
const MOST: usize = 20_000;
/// Tasks that words may select.
const MOST_TASKS: usize = 1_000_000;

/// What the register showed on a day, with its sums, from a row on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The rows.
    pub items: Vec<Item>,
    /// The sums, whatever classes the filter names.
    pub counts: Counts,
    /// Behind which row the next page begins.
    pub next: Option<usize>,
}

/// A page of the register as of the end of a day, behind so many rows.
pub async fn page(
    conn: &Conn,
    filter: &Filter,
    sort: Sort,
    skip: usize,
    limit: usize,
    day: NaiveDate,
) -> Result<Page> {
    let mut stood = stood(conn, filter, day).await?;
    stood.retain(|then| fits(filter, then));
    let mut counts = Counts::default();
    for then in &stood {
        counts.add(then.class, 1);
    }
    stood.retain(|then| wanted(filter, then.class));
    let ids: Vec<i64> = stood.iter().map(|then| then.obligation_id).collect();
    let mut items = worded(conn, &ids, stood, day).await?;
    order(&mut items, sort);
    let next = (items.len() > skip + limit).then_some(skip + limit);
    Ok(Page {
        items: items.into_iter().skip(skip).take(limit).collect(),
        counts,
        next,
    })
}

/// What is looked at: of a plan, of a unit now or then, or all.
async fn stood(conn: &Conn, filter: &Filter, day: NaiveDate) -> Result<Vec<Then>> {
    let (which, id) = match (filter.plan, filter.unit) {
        (Some(plan), _) => ("IN (SELECT id FROM obligation WHERE plan_id = $1)", plan),
        (None, Some(unit)) => (
            "IN (SELECT id FROM obligation WHERE unit_id = $1
                 UNION SELECT obligation_id FROM obligation_move WHERE from_unit = $1)",
            unit,
        ),
        (None, None) => ("IN (SELECT id FROM obligation WHERE id > $1)", 0),
    };
    let text = format!(
        "SELECT id FROM obligation WHERE id {which} LIMIT {}",
        MOST + 1
    );
    let ids: Vec<i64> = sql::column(conn, &text, vals![id]).await?;
    if ids.len() > MOST {
        return Err(Error::Refused("too_long_for_the_past"));
    }
    let all = obligation::with_ids(conn, &ids).await?;
    let changes = past::changes(conn, which, id, day).await?;
    let mut stood = past::stood(all, changes, day)?;
    if !filter.text.is_empty() {
        let tasks = search::first(conn, &filter.text, MOST_TASKS).await?;
        let tasks: HashSet<i64> = tasks.into_iter().collect();
        stood.retain(|then| tasks.contains(&then.task_id));
    }
    Ok(stood)
}

/// Whether it is of the filter, its classes aside.
fn fits(filter: &Filter, then: &Then) -> bool {
    let last = then.facts.last_day();
    let from = filter
        .due_from
        .is_none_or(|from| last.is_some_and(|day| day >= from));
    let to = filter
        .due_to
        .is_none_or(|to| last.is_some_and(|day| day <= to));
    then.class != Class::Joined
        && filter.unit.is_none_or(|unit| then.unit_id == unit)
        && (filter.roles.is_empty() || filter.roles.contains(&then.role))
        && from
        && to
}

fn wanted(filter: &Filter, class: Class) -> bool {
    filter.classes.is_empty() || filter.classes.contains(&class)
}

/// The rows of the register, told as they stood, under the names the units had.
async fn worded(conn: &Conn, ids: &[i64], stood: Vec<Then>, day: NaiveDate) -> Result<Vec<Item>> {
    let mut then: HashMap<i64, Then> = HashMap::with_capacity(stood.len());
    for it in stood {
        then.insert(it.obligation_id, it);
    }
    let names = unit::list(conn, day).await?;
    let names: HashMap<i64, (String, String)> = names
        .into_iter()
        .map(|unit| (unit.id, (unit.code, unit.name)))
        .collect();
    let mut items = Vec::with_capacity(ids.len());
    for some in ids.chunks(1_000) {
        items.extend(item_list(conn, some, day).await?);
    }
    for item in &mut items {
        let Some(then) = then.get(&item.id) else {
            continue;
        };
        item.class = then.class;
        item.facts = then.facts;
        item.last_day = then.facts.last_day();
        item.unit_id = then.unit_id;
        if then.facts.completed_on.is_none() {
            item.completion_note = None;
        }
        if let Some((code, name)) = names.get(&then.unit_id) {
            item.unit_code.clone_from(code);
            item.unit_name.clone_from(name);
        } else {
            let unit = unit::find(conn, then.unit_id, day).await?;
            item.unit_code = unit.code;
            item.unit_name = unit.name;
        }
    }
    Ok(items)
}

fn order(items: &mut [Item], sort: Sort) {
    match sort {
        Sort::Deadline => items.sort_by_key(|it| (it.last_day.is_none(), it.last_day, it.id)),
        // As they were read.
        Sort::Task => {}
        Sort::Unit => items.sort_by_cached_key(|it| {
            let name = vietnamese::order::sort_key(&it.unit_name);
            (name, it.last_day.is_none(), it.last_day, it.id)
        }),
    }
}
