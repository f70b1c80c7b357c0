//! The register: obligations by deadline, by task or by unit; filtered, paged, counted.
//!
//! A page is made in two steps: the keys of its rows by an index, then the rows themselves by
//! their ids. Paging goes on behind the last row shown ([`Cursor`]), so page 5,000 costs what
//! page 1 does and nothing is shown twice when rows come in between.

use chrono::NaiveDate;
use sea_orm::FromQueryResult;

use super::{
    Class,
    filter::{Drive, Filter, Sql, Tasks},
    item::items,
    tally,
};
use crate::{
    db::{Conn, sql},
    error::Result,
    search,
};

pub use super::{
    cursor::Cursor,
    item::Item,
    sums::{UnitCounts, counts, counts_by_unit},
};

/// Most rows of one page.
pub const MOST_ROWS: u32 = 1_000;
/// So many tasks may drive a query.
const FEW_TASKS: usize = 500;
/// Rows of a usual page, to weigh sorting against going in order.
const USUAL_PAGE: i64 = 50;

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

/// The keys of one row.
#[derive(Debug, Clone, FromQueryResult)]
pub(super) struct Key {
    pub(super) id: i64,
    pub(super) last_day: NaiveDate,
    pub(super) plan_id: i64,
    pub(super) task_position: i32,
    pub(super) unit_id: i64,
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
    let limit = usize::try_from(limit.clamp(1, MOST_ROWS)).unwrap_or(1);
    let tasks = tasks(conn, filter).await?;
    if matches!(&tasks, Tasks::Few(ids) if ids.is_empty()) {
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
    let mut keys = match sort {
        Sort::Deadline => list.by_deadline(after).await?,
        Sort::Task => list.by_task(after).await?,
        Sort::Unit => list.by_unit(after).await?,
    };
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
    let (text, values) = search::matching(sql::backend(conn), &filter.text, 1);
    let ids: Vec<i64> =
        sql::column(conn, &format!("{text} LIMIT {}", FEW_TASKS + 1), values).await?;
    Ok(if ids.len() > FEW_TASKS {
        Tasks::Many
    } else {
        Tasks::Few(ids)
    })
}

/// A list being made.
struct List<'a> {
    conn: &'a Conn,
    filter: &'a Filter,
    tasks: Tasks,
    today: NaiveDate,
    limit: usize,
}

impl List<'_> {
    /// What drives the query when neither words nor unit nor plan do: the order of the list, or
    /// the classes when so few rows stand in them that sorting these is cheaper.
    async fn drive(&self) -> Result<Drive> {
        Ok(match (&self.tasks, self.filter.unit, self.filter.plan) {
            (Tasks::Few(_), ..) => Drive::Tasks,
            (_, Some(_), _) => Drive::Unit,
            (_, _, Some(_)) => Drive::Plan,
            _ if self.filter.classes.is_empty() => Drive::Order,
            _ => {
                let (roles, days) = (&self.filter.roles, self.filter.days());
                let counts = tally::counts(self.conn, roles, days, self.today).await?;
                let number: i64 = self
                    .filter
                    .classes
                    .iter()
                    .map(|class| counts.of(*class))
                    .sum();
                // Sorting costs the rows of the classes; going in order costs as many rows as
                // it takes to meet a page of them.
                let in_order = counts.total().saturating_mul(USUAL_PAGE);
                if number.saturating_mul(number) <= in_order {
                    Drive::Standing
                } else {
                    Drive::Order
                }
            }
        })
    }

    fn start(&self, sql: &mut Sql, drive: Drive) {
        sql.filter(self.filter, &self.tasks, drive, sql::backend(self.conn));
    }

    /// One query a class, each in order by its index, merged.
    async fn by_deadline(&self, after: Option<&Cursor>) -> Result<Vec<Key>> {
        let after = after.and_then(Cursor::as_deadline);
        let drive = match (&self.tasks, self.filter.unit, self.filter.plan) {
            (Tasks::Few(_), ..) => Drive::Tasks,
            (_, Some(_), _) => Drive::Unit,
            (_, _, Some(_)) => Drive::Plan,
            _ if self.filter.classes.is_empty() => Drive::Order,
            _ => Drive::Standing,
        };
        let mut keys = Vec::new();
        if self.filter.classes.is_empty() {
            keys = self.run(self.deadline_sql(drive, None, after)).await?;
        }
        for class in &self.filter.classes {
            keys.extend(
                self.run(self.deadline_sql(drive, Some(*class), after))
                    .await?,
            );
        }
        keys.sort_unstable_by_key(|key| (key.last_day, key.id));
        keys.dedup_by_key(|key| key.id);
        keys.truncate(self.limit);
        Ok(keys)
    }

    async fn run(&self, sql: Option<Sql>) -> Result<Vec<Key>> {
        match sql {
            Some(sql) => sql::all(self.conn, &sql.text, sql.values).await,
            None => Ok(Vec::new()),
        }
    }

    /// `None` when no day can fit.
    fn deadline_sql(
        &self,
        drive: Drive,
        class: Option<Class>,
        after: Option<(NaiveDate, i64)>,
    ) -> Option<Sql> {
        let (mut from, mut to) = self.filter.days();
        if let Some(class) = class {
            let (_, first, last) = class.range(self.today);
            (from, to) = (from.max(first), to.min(last));
        }
        if from > to || after.is_some_and(|(day, _)| day > to) {
            return None;
        }
        let mut sql = Sql::new(KEYS);
        self.start(&mut sql, drive);
        if let Some(class) = class {
            let plus = if matches!(drive, Drive::Unit | Drive::Standing) {
                ""
            } else {
                "+"
            };
            let (standing, ..) = class.range(self.today);
            sql.push(&format!(" AND {plus}o.standing = {}", standing.number()));
        }
        match after {
            // The row's own day is the lower bound: an index goes to it at once.
            Some((day, id)) if day >= from => {
                let (day, id) = (sql.bind(day), sql.bind(id));
                sql.push(&format!(" AND (o.last_day, o.id) > ({day}, {id})"));
                sql.days((super::filter::FIRST_DAY, to), "");
            }
            _ => sql.days((from, to), ""),
        }
        sql.push(&format!(" ORDER BY o.last_day, o.id LIMIT {}", self.limit));
        Some(sql)
    }

    async fn by_task(&self, after: Option<&Cursor>) -> Result<Vec<Key>> {
        self.run(Some(self.task_sql(self.drive().await?, after)))
            .await
    }

    fn task_sql(&self, drive: Drive, after: Option<&Cursor>) -> Sql {
        let mut sql = Sql::new(KEYS);
        self.start(&mut sql, drive);
        self.push_classes(&mut sql, drive);
        if let Some((plan, position, id)) = after.and_then(Cursor::as_task) {
            if self.filter.plan.is_some() {
                let (position, id) = (sql.bind(position), sql.bind(id));
                sql.push(&format!(
                    " AND (o.task_position, o.id) > ({position}, {id})"
                ));
            } else {
                let (plan, position, id) = (sql.bind(plan), sql.bind(position), sql.bind(id));
                sql.push(&format!(
                    " AND (o.plan_id, o.task_position, o.id) > ({plan}, {position}, {id})"
                ));
            }
        }
        sql.push(&format!(
            " ORDER BY o.plan_id, o.task_position, o.id LIMIT {}",
            self.limit
        ));
        sql
    }

    async fn by_unit(&self, after: Option<&Cursor>) -> Result<Vec<Key>> {
        let drive = match self.drive().await? {
            Drive::Order => Drive::Unit,
            drive => drive,
        };
        self.run(Some(self.unit_sql(drive, after))).await
    }

    /// Units in the order of their names, each with its rows in order by its index; or, when
    /// something else drives, few rows to which the units are looked up. The cross join says to
    /// SQLite which of the two it is.
    fn unit_sql(&self, drive: Drive, after: Option<&Cursor>) -> Sql {
        let (plus, from) = if drive == Drive::Unit {
            ("", "unit u CROSS JOIN obligation o")
        } else {
            ("+", "obligation o CROSS JOIN unit u")
        };
        let mut sql = Sql::new(&format!(
            "SELECT o.id, o.last_day, o.plan_id, o.task_position, u.id AS unit_id,
             u.sort_key AS unit_order FROM {from}"
        ));
        self.start(&mut sql, drive);
        sql.push(&format!(" AND {plus}o.unit_id = u.id"));
        self.push_classes(&mut sql, drive);
        if let Some((key, unit, day, id)) = after.and_then(Cursor::as_unit) {
            let key = sql.bind(key.to_vec());
            let (unit, day, id) = (sql.bind(unit), sql.bind(day), sql.bind(id));
            sql.push(&format!(
                " AND (u.sort_key, u.id) >= ({key}, {unit})
                  AND (u.id <> {unit} OR (o.last_day, o.id) > ({day}, {id}))"
            ));
        }
        sql.push(&format!(
            " ORDER BY u.sort_key, u.id, o.last_day, o.id LIMIT {}",
            self.limit
        ));
        sql
    }

    fn push_classes(&self, sql: &mut Sql, drive: Drive) {
        if drive == Drive::Standing {
            let mut standings: Vec<String> = self
                .filter
                .classes
                .iter()
                .map(|class| class.range(self.today).0.number().to_string())
                .collect();
            standings.dedup();
            sql.push(&format!(" AND o.standing IN ({})", standings.join(", ")));
        }
        sql.classes(&self.filter.classes, self.filter.days(), self.today, "+");
    }
}

const KEYS: &str = "SELECT o.id, o.last_day, o.plan_id, o.task_position, o.unit_id,
    NULL AS unit_order FROM obligation o";

#[cfg(test)]
#[path = "plans_tests.rs"]
mod tests;
