//! The keys of a page's rows: one query for each class asked for, each driven by the index that
//! [`drive`](super::drive) chose, merged in the order of the list.

use std::cmp::Ordering;

use chrono::NaiveDate;

use super::{
    Class, Cursor, Sort, drive,
    filter::{Drive, FIRST_DAY, Filter, Sql, Tasks},
    register::Key,
};
use crate::{
    db::{Backend, Conn, sql},
    error::Result,
};

/// A list being made.
pub(super) struct List<'a> {
    pub(super) conn: &'a Conn,
    pub(super) filter: &'a Filter,
    pub(super) tasks: &'a Tasks,
    pub(super) today: NaiveDate,
    pub(super) limit: usize,
}

impl List<'_> {
    /// The keys of the next rows, in order.
    pub(super) async fn keys(&self, sort: Sort, after: Option<&Cursor>) -> Result<Vec<Key>> {
        let drive = drive::choose(self, sort).await?;
        let each = drive::each_class(self.filter, sort, drive);
        let mut keys = Vec::new();
        if !each {
            keys = self.run(self.query(sort, drive, None, after)).await?;
        }
        for class in self.filter.classes.iter().filter(|_| each) {
            let query = self.query(sort, drive, Some(*class), after);
            keys.extend(self.run(query).await?);
        }
        keys.sort_unstable_by(|one, two| order(sort, one, two));
        keys.dedup_by_key(|key| key.id);
        keys.truncate(self.limit);
        Ok(keys)
    }

    async fn run(&self, query: Option<Sql>) -> Result<Vec<Key>> {
        match query {
            Some(query) => sql::all(self.conn, &query.text, query.values).await,
            None => Ok(Vec::new()),
        }
    }

    /// The query for one class, or for all that the filter asks for; `None` when no day can fit.
    pub(super) fn query(
        &self,
        sort: Sort,
        drive: Drive,
        class: Option<Class>,
        after: Option<&Cursor>,
    ) -> Option<Sql> {
        let mut days = self.filter.days();
        if let Some(class) = class {
            let (_, first, last) = class.range(self.today);
            days = (days.0.max(first), days.1.min(last));
        }
        if days.0 > days.1 {
            return None;
        }
        let mut sql = self.start(sort, drive);
        match class {
            Some(class) => sql.standing(class.range(self.today).0, drive),
            None => sql.classes(&self.filter.classes, days, self.today),
        }
        match sort {
            Sort::Deadline => {
                behind_deadline(&mut sql, after.and_then(Cursor::as_deadline), days)?;
            }
            Sort::Task => {
                sql.days(days, drive);
                self.behind_task(&mut sql, after.and_then(Cursor::as_task));
            }
            Sort::Unit => {
                sql.days(days, drive);
                behind_unit(&mut sql, after.and_then(Cursor::as_unit));
            }
        }
        let order = match sort {
            Sort::Deadline => "o.last_day, o.id",
            Sort::Task => "o.plan_id, o.task_position, o.id",
            Sort::Unit => "u.sort_key, u.id, o.last_day, o.id",
        };
        sql.push(&format!(" ORDER BY {order} LIMIT {}", self.limit));
        Some(sql)
    }

    /// Units in the order of their names, each with its rows in order by its index; or, when
    /// something else drives, few rows to which the units are looked up. The cross join says to
    /// SQLite which of the two it is.
    fn start(&self, sort: Sort, drive: Drive) -> Sql {
        let backend = sql::backend(self.conn);
        let (keys, from, unit) = match (sort, drive) {
            (Sort::Unit, Drive::Unit | Drive::Order) => (
                "u.id AS unit_id, u.sort_key AS unit_order",
                "unit u CROSS JOIN obligation o",
                " AND o.unit_id = u.id",
            ),
            (Sort::Unit, _) => (
                "u.id AS unit_id, u.sort_key AS unit_order",
                "obligation o CROSS JOIN unit u",
                match backend {
                    Backend::Sqlite => " AND +o.unit_id = u.id",
                    Backend::Postgres => " AND o.unit_id = u.id",
                },
            ),
            _ => ("NULL AS unit_id, NULL AS unit_order", "obligation o", ""),
        };
        let mut sql = Sql::new(
            backend,
            &format!("SELECT o.id, o.last_day, o.plan_id, o.task_position, {keys} FROM {from}"),
        );
        sql.filter(self.filter, self.tasks, drive);
        sql.push(unit);
        sql
    }

    fn behind_task(&self, sql: &mut Sql, after: Option<(i64, i32, i64)>) {
        let Some((plan, position, id)) = after else {
            return;
        };
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
}

/// `None` when nothing can stand behind it.
fn behind_deadline(
    sql: &mut Sql,
    after: Option<(NaiveDate, i64)>,
    (from, to): (NaiveDate, NaiveDate),
) -> Option<()> {
    match after {
        Some((day, _)) if day > to => return None,
        // The row's own day is the lower bound: an index goes to it at once.
        Some((day, id)) if day >= from => {
            let (day, id) = (sql.bind(day), sql.bind(id));
            sql.push(&format!(" AND (o.last_day, o.id) > ({day}, {id})"));
            sql.days((FIRST_DAY, to), Drive::Days);
        }
        _ => sql.days((from, to), Drive::Days),
    }
    Some(())
}

fn behind_unit(sql: &mut Sql, after: Option<(&[u8], i64, NaiveDate, i64)>) {
    let Some((key, unit, day, id)) = after else {
        return;
    };
    let key = sql.bind(key.to_vec());
    let (unit, day, id) = (sql.bind(unit), sql.bind(day), sql.bind(id));
    sql.push(&format!(
        " AND (u.sort_key, u.id) >= ({key}, {unit})
          AND (u.id <> {unit} OR (o.last_day, o.id) > ({day}, {id}))"
    ));
}

fn order(sort: Sort, one: &Key, two: &Key) -> Ordering {
    let by_deadline = (one.last_day, one.id).cmp(&(two.last_day, two.id));
    match sort {
        Sort::Deadline => by_deadline,
        Sort::Task => {
            let key = |key: &Key| (key.plan_id, key.task_position, key.id);
            key(one).cmp(&key(two))
        }
        Sort::Unit => (&one.unit_order, one.unit_id)
            .cmp(&(&two.unit_order, two.unit_id))
            .then(by_deadline),
    }
}

#[cfg(test)]
#[path = "plans_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "worklists_tests.rs"]
mod worklists;
