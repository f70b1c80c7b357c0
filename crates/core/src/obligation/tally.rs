//! How many obligations stand how, over all plans, kept in the transaction of every change: the
//! totals of a register of a million rows come from a few thousand.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, Days, Months, NaiveDate};
use sea_orm::FromQueryResult;

use super::{
    Class, Counts, Facts, NO_DAY, Standing,
    filter::{Drive, Sql},
    sums,
};
use crate::{
    db::{Conn, Tx, sql},
    error::Result,
    plan::draft::Role,
    vals,
};

/// Changes to the tally, gathered before they are written.
#[derive(Debug, Default)]
pub(crate) struct Changes(BTreeMap<(i16, i16, NaiveDate), i64>);

impl Changes {
    /// One more, or with `-1` one less.
    pub(crate) fn add(&mut self, role: Role, facts: &Facts, number: i64) {
        let last_day = facts.last_day().unwrap_or(NO_DAY);
        self.add_stored(role.number(), facts.standing().number(), last_day, number);
    }

    /// The same, of what is stored. What was joined into another does not count.
    pub(crate) fn add_stored(
        &mut self,
        role: i16,
        standing: i16,
        last_day: NaiveDate,
        number: i64,
    ) {
        if standing != Standing::Joined.number() {
            *self.0.entry((role, standing, last_day)).or_default() += number;
        }
    }

    /// Write them.
    pub(crate) async fn write(self, tx: &Tx) -> Result<()> {
        let text = "INSERT INTO obligation_tally (grain, last_day, role, standing, number)
                    VALUES ($1, $2, $3, $4, $5)
                    ON CONFLICT (grain, last_day, role, standing)
                    DO UPDATE SET number = obligation_tally.number + excluded.number";
        let mut rows: BTreeMap<(i16, NaiveDate, i16, i16), i64> = BTreeMap::new();
        for ((role, standing, day), number) in self.0 {
            *rows.entry((DAY, day, role, standing)).or_default() += number;
            *rows.entry((MONTH, month(day), role, standing)).or_default() += number;
        }
        rows.retain(|_, number| *number != 0);
        for ((grain, day, role, standing), number) in rows {
            sql::execute(tx, text, vals![grain, day, role, standing, number]).await?;
        }
        Ok(())
    }
}

const DAY: i16 = 0;
const MONTH: i16 = 1;

/// The first day of the month; "no deadline" is a month of its own.
fn month(day: NaiveDate) -> NaiveDate {
    if day == NO_DAY {
        NO_DAY
    } else {
        day.with_day(1).unwrap_or(day)
    }
}

const FIELDS: &str = "SELECT last_day, role, standing, number FROM obligation_tally";

/// Counts over everything, for some roles and a range of last days: whole months, and single days
/// only in the months in which a class or the range begins or ends.
pub(super) async fn counts(
    conn: &Conn,
    roles: &[Role],
    days: (NaiveDate, NaiveDate),
    today: NaiveDate,
) -> Result<Counts> {
    let mut sql = Sql::new(sql::backend(conn), "");
    let case = sums::bucket(&mut sql, today);
    sql.push(&format!(
        "SELECT o.standing, {case} AS bucket, CAST(SUM(o.number) AS BIGINT) AS number FROM ("
    ));
    let (_, near_from, near_to) = Class::NearDue.range(today);
    let edges: BTreeSet<NaiveDate> = [near_from, near_to, days.0, days.1]
        .into_iter()
        .map(month)
        .collect();
    let months: Vec<String> = edges.iter().map(|edge| sql.bind(*edge)).collect();
    let months = months.join(", ");
    sql.push(&format!(
        "{FIELDS} WHERE grain = {MONTH} AND last_day NOT IN ({months})"
    ));
    for edge in edges {
        let last = if edge == NO_DAY {
            NO_DAY
        } else {
            edge + Months::new(1) - Days::new(1)
        };
        let (first, last) = (sql.bind(edge), sql.bind(last.min(NO_DAY)));
        sql.push(&format!(
            " UNION ALL {FIELDS}
              WHERE grain = {DAY} AND last_day >= {first} AND last_day <= {last}"
        ));
    }
    sql.push(") AS o WHERE o.number <> 0");
    if !roles.is_empty() {
        let roles: Vec<String> = roles.iter().map(|role| role.number().to_string()).collect();
        sql.push(&format!(" AND o.role IN ({})", roles.join(", ")));
    }
    sql.days(days, Drive::Days);
    sql.push(" GROUP BY o.standing, bucket");
    let rows = sql::all(conn, &sql.text, sql.values).await?;
    let mut counts = sums::summed(&rows, today)?;
    counts.capped = false;
    Ok(counts)
}

/// Count anew from the obligations: after bulk loading, and for checking.
pub async fn rebuild(tx: &Tx) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Row {
        role: i16,
        standing: i16,
        last_day: NaiveDate,
        number: i64,
    }
    sql::execute(tx, "DELETE FROM obligation_tally", vec![]).await?;
    let text = "SELECT role, standing, last_day, COUNT(*) AS number FROM obligation
                GROUP BY role, standing, last_day";
    let rows: Vec<Row> = sql::all(tx, text, vec![]).await?;
    let mut changes = Changes::default();
    for row in rows {
        changes.add_stored(row.role, row.standing, row.last_day, row.number);
    }
    changes.write(tx).await
}
