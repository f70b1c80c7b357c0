//! The register: obligations by deadline, by task or by unit; filtered, paged, counted.
//!
//! A page is made in two steps: the keys of its rows by an index, then the rows themselves by
//! their ids. Paging goes on behind the last row shown ([`Cursor`]), so page 5,000 costs what
//! page 1 does and nothing is shown twice when rows come in between.

use chrono::NaiveDate;
use sea_orm::FromQueryResult;

use super::{
    Counts,
    filter::{Filter, Tasks},
    item::items,
    list::List,
    sums,
};
use crate::{db::Conn, error::Result, search};

pub use super::{
    cursor::Cursor,
    item::Item,
    sums::{UnitCounts, counts_by_plan_days, counts_by_unit},
};

/// Most rows of one page.
pub const MOST_ROWS: u32 = 1_000;
/// So many tasks may drive a query.
const FEW_TASKS: usize = 500;

/// The order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Sort {
    /// By last day, what has none at the end.
    #[default]
    Deadline,
    /// As the plans have it, plan after plan.
    Task,
    /// By the name of the unit, then by last day.
    Unit,
}

impl Sort {
    /// As in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Deadline => "deadline",
            Self::Task => "task",
            Self::Unit => "unit",
        }
    }

    /// The reverse of [`Sort::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Deadline, Self::Task, Self::Unit]
            .into_iter()
            .find(|sort| sort.as_str() == text)
    }
}

/// A page of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its rows.
    pub items: Vec<Item>,
    /// Where the next page begins, when there is one.
    pub next: Option<Cursor>,
}

/// The keys of one row; those of the unit only where it orders.
#[derive(Debug, Clone, FromQueryResult)]
pub(super) struct Key {
    pub(super) id: i64,
    pub(super) last_day: NaiveDate,
    pub(super) plan_id: i64,
    pub(super) task_position: i32,
    pub(super) unit_id: Option<i64>,
    pub(super) unit_order: Option<Vec<u8>>,
}

/// One page. `today` is the day that the classes are computed for.
pub async fn page(
    conn: &Conn,
    filter: &Filter,
    sort: Sort,
    after: Option<&Cursor>,
    limit: u32,
    today: NaiveDate,
) -> Result<Page> {
    let tasks = tasks(conn, filter).await?;
    page_of(conn, filter, &tasks, (sort, after, limit), today).await
}

/// How many stand in each class, whatever classes the filter names: the sums beside the list.
///
/// Over all plans they come from the tally; of a unit or a plan from an index, up to 20,000 rows;
/// of words that stand in very many tasks from the first of these ([`Counts::capped`]).
pub async fn counts(conn: &Conn, filter: &Filter, today: NaiveDate) -> Result<Counts> {
    let tasks = tasks(conn, filter).await?;
    sums::counts(conn, filter, &tasks, today).await
}

/// A page and the sums beside it; the words are looked up once for both.
pub async fn page_and_counts(
    conn: &Conn,
    filter: &Filter,
    sort: Sort,
    after: Option<&Cursor>,
    limit: u32,
    today: NaiveDate,
) -> Result<(Page, Counts)> {
    let tasks = tasks(conn, filter).await?;
    Ok((
        page_of(conn, filter, &tasks, (sort, after, limit), today).await?,
        sums::counts(conn, filter, &tasks, today).await?,
    ))
}

async fn page_of(
    conn: &Conn,
    filter: &Filter,
    tasks: &Tasks,
    (sort, after, limit): (Sort, Option<&Cursor>, u32),
    today: NaiveDate,
) -> Result<Page> {
    let limit = usize::try_from(limit.clamp(1, MOST_ROWS)).unwrap_or(1);
    if matches!(tasks, Tasks::Few(ids) if ids.is_empty()) {
        return Ok(Page {
            items: Vec::new(),
            next: None,
        });
    }
    let list = List {
        conn,
        filter,
        tasks,
        today,
        limit: limit + 1,
    };
    let mut keys = list.keys(sort, after).await?;
    let more = keys.len() > limit;
    keys.truncate(limit);
    let next = keys
        .last()
        .filter(|_| more)
        .map(|key| Cursor::behind(sort, key));
    let ids: Vec<i64> = keys.iter().map(|key| key.id).collect();
    Ok(Page {
        items: items(conn, &ids, today).await?,
        next,
    })
}

/// Which tasks the words select.
pub(super) async fn tasks(conn: &Conn, filter: &Filter) -> Result<Tasks> {
    if filter.text.is_empty() {
        return Ok(Tasks::Any);
    }
    let ids = search::first(conn, &filter.text, FEW_TASKS + 1).await?;
    Ok(if ids.len() > FEW_TASKS {
        Tasks::Many(ids)
    } else {
        Tasks::Few(ids)
    })
}
