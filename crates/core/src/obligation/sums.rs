//! How many stand in each class: the sums beside a list.

use chrono::NaiveDate;
use sea_orm::FromQueryResult;

use super::{
    Class, Counts, Facts, NO_DAY, State,
    filter::{Drive, Filter, Sql, Tasks},
    tally,
};
use crate::{
    db::{Conn, sql},
    error::Result,
    plan::draft::Role,
};

/// So many rows are counted; beyond, the counts are marked as capped.
const MOST_COUNTED: i64 = 20_000;
/// Words that stand in very many tasks are counted over so many of them.
const FIRST_TASKS: usize = 200;

#[derive(FromQueryResult)]
pub(super) struct Counted {
    standing: i16,
    bucket: i32,
    number: i64,
}

/// See [`register::counts`](super::register::counts).
pub(super) async fn counts(
    conn: &Conn,
    filter: &Filter,
    tasks: &Tasks,
    today: NaiveDate,
) -> Result<Counts> {
    if filter.over_all() {
        return tally::counts(conn, &filter.roles, filter.days(), today).await;
    }
    let first = match tasks {
        Tasks::Few(ids) if ids.is_empty() => return Ok(Counts::default()),
        Tasks::Many(ids) if filter.unit.is_none() && filter.plan.is_none() => {
            let few = ids.iter().copied().take(FIRST_TASKS).collect();
            Some(Tasks::Few(few))
        }
        _ => None,
    };
    let sql = query(conn, filter, first.as_ref().unwrap_or(tasks), today);
    let rows: Vec<Counted> = sql::all(conn, &sql.text, sql.values).await?;
    let mut counts = summed(&rows, today)?;
    counts.capped |= first.is_some();
    Ok(counts)
}

/// The same as if no extension had been granted: against the days of the plans. Only what was
/// extended is read anew. Words are not looked for.
pub async fn counts_by_plan_days(
    conn: &Conn,
    filter: &Filter,
    today: NaiveDate,
) -> Result<(Counts, i64)> {
    #[derive(FromQueryResult)]
    struct Row {
        state: i16,
        followed: bool,
        due: Option<NaiveDate>,
        due_inclusive: bool,
        completed_on: Option<NaiveDate>,
        original_due: Option<NaiveDate>,
        original_inclusive: Option<bool>,
    }
    let mut counts = counts(conn, filter, &Tasks::Any, today).await?;
    let mut sql = Sql::new(
        sql::backend(conn),
        "SELECT o.state, o.followed, o.due, o.due_inclusive, o.completed_on, o.original_due,
             o.original_inclusive FROM obligation o",
    );
    sql.filter(filter, &Tasks::Any, Drive::Plan);
    sql.push(" AND o.original_due IS NOT NULL");
    let rows: Vec<Row> = sql::all(conn, &sql.text, sql.values).await?;
    let mut extended = 0;
    for row in rows {
        let now = Facts {
            followed: row.followed,
            state: State::from_number(row.state)?,
            due: row.due,
            due_inclusive: row.due_inclusive,
            completed_on: row.completed_on,
        };
        let planned = Facts {
            due: row.original_due,
            due_inclusive: row.original_inclusive.unwrap_or(true),
            ..now
        };
        counts.add(now.class(today), -1);
        counts.add(planned.class(today), 1);
        extended += 1;
    }
    Ok((counts, extended))
}

/// The query behind [`counts`].
pub(super) fn query(conn: &Conn, filter: &Filter, tasks: &Tasks, today: NaiveDate) -> Sql {
    let drive = match (tasks, filter.unit) {
        (Tasks::Few(_), _) => Drive::Tasks,
        (_, Some(_)) => Drive::Unit,
        _ => Drive::Plan,
    };
    let mut sql = Sql::new(sql::backend(conn), "");
    let case = bucket(&mut sql, today);
    sql.push(&format!(
        "SELECT standing, bucket, COUNT(*) AS number FROM
         (SELECT o.standing, {case} AS bucket FROM obligation o"
    ));
    sql.filter(filter, tasks, drive);
    sql.days(filter.days(), drive);
    sql.push(&format!(
        " LIMIT {}) AS counted GROUP BY standing, bucket",
        MOST_COUNTED + 1
    ));
    sql
}

/// The part of the calendar that a last day falls into.
pub(super) fn bucket(sql: &mut Sql, today: NaiveDate) -> String {
    let (_, near_from, near_to) = Class::NearDue.range(today);
    let (first, near, never) = (sql.bind(near_from), sql.bind(near_to), sql.bind(NO_DAY));
    format!(
        "CASE WHEN o.last_day < {first} THEN 0 WHEN o.last_day <= {near} THEN 1
              WHEN o.last_day < {never} THEN 2 ELSE 3 END"
    )
}

pub(super) fn summed(rows: &[Counted], today: NaiveDate) -> Result<Counts> {
    let (_, near_from, near_to) = Class::NearDue.range(today);
    // A day out of each bucket, so that the one rule of `Class::of` decides.
    let days = [
        near_from.pred_opt().unwrap_or(near_from),
        near_from,
        near_to.succ_opt().unwrap_or(near_to),
        NO_DAY,
    ];
    let mut counts = Counts::default();
    for row in rows {
        let day = usize::try_from(row.bucket)
            .ok()
            .and_then(|at| days.get(at))
            .copied();
        counts.add(
            Class::of(row.standing, day.unwrap_or(NO_DAY), today)?,
            row.number,
        );
    }
    counts.capped = counts.total() > MOST_COUNTED;
    Ok(counts)
}

/// Counts of a unit, with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "who, and how many")]
pub struct UnitCounts {
    pub unit_id: i64,
    pub unit_code: String,
    pub unit_name: String,
    pub counts: Counts,
}

/// How every unit of a plan stands, by name: who owes what.
pub async fn counts_by_unit(
    conn: &Conn,
    plan: i64,
    roles: &[Role],
    today: NaiveDate,
) -> Result<Vec<UnitCounts>> {
    #[derive(FromQueryResult)]
    struct Row {
        unit_id: i64,
        code: String,
        name: String,
        standing: i16,
        bucket: i32,
        number: i64,
    }
    let filter = Filter {
        plan: Some(plan),
        roles: roles.to_vec(),
        ..Filter::default()
    };
    let mut sql = Sql::new(sql::backend(conn), "");
    let case = bucket(&mut sql, today);
    sql.push(&format!(
        "SELECT u.id AS unit_id, u.code, u.name, c.standing, c.bucket, c.number FROM
         (SELECT unit_id, standing, bucket, COUNT(*) AS number FROM
          (SELECT o.unit_id, o.standing, {case} AS bucket FROM obligation o"
    ));
    sql.filter(&filter, &Tasks::Any, Drive::Plan);
    sql.push(
        ") AS counted GROUP BY unit_id, standing, bucket) AS c JOIN unit u ON u.id = c.unit_id
         ORDER BY u.sort_key, u.id",
    );
    let rows: Vec<Row> = sql::all(conn, &sql.text, sql.values).await?;
    let mut units: Vec<UnitCounts> = Vec::new();
    for group in rows.chunk_by(|one, two| one.unit_id == two.unit_id) {
        let counted: Vec<Counted> = group
            .iter()
            .map(|row| Counted {
                standing: row.standing,
                bucket: row.bucket,
                number: row.number,
            })
            .collect();
        units.push(UnitCounts {
            unit_id: group[0].unit_id,
            unit_code: group[0].code.clone(),
            unit_name: group[0].name.clone(),
            counts: summed(&counted, today)?,
        });
    }
    Ok(units)
}
