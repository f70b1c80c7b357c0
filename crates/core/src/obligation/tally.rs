//! How many obligations stand how, over all plans, kept in the transaction of every change: the
//! totals of a register of a million rows come from a few thousand.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Counts, Facts, NO_DAY, filter::Sql, sums};
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
        let key = (role.number(), facts.standing().number(), last_day);
        *self.0.entry(key).or_default() += number;
    }

    /// Write them.
    pub(crate) async fn write(self, tx: &Tx) -> Result<()> {
        let text = "INSERT INTO obligation_tally (role, standing, last_day, number)
                    VALUES ($1, $2, $3, $4)
                    ON CONFLICT (role, standing, last_day)
                    DO UPDATE SET number = obligation_tally.number + excluded.number";
        for ((role, standing, last_day), number) in self.0 {
            if number != 0 {
                sql::execute(tx, text, vals![role, standing, last_day, number]).await?;
            }
        }
        Ok(())
    }
}

/// Counts over everything, for some roles and a range of last days.
pub(super) async fn counts(
    conn: &Conn,
    roles: &[Role],
    days: (NaiveDate, NaiveDate),
    today: NaiveDate,
) -> Result<Counts> {
    let mut sql = Sql::new("");
    let case = sums::bucket(&mut sql, today);
    sql.push(&format!(
        "SELECT o.standing, {case} AS bucket, CAST(SUM(o.number) AS BIGINT) AS number
         FROM obligation_tally o WHERE o.number <> 0"
    ));
    if !roles.is_empty() {
        let roles: Vec<String> = roles.iter().map(|role| role.number().to_string()).collect();
        sql.push(&format!(" AND o.role IN ({})", roles.join(", ")));
    }
    sql.days(days, "");
    sql.push(" GROUP BY o.standing, bucket");
    let rows = sql::all(conn, &sql.text, sql.values).await?;
    let mut counts = sums::summed(&rows, today)?;
    counts.capped = false;
    Ok(counts)
}

/// Count anew from the obligations: after bulk loading, and for checking.
pub async fn rebuild(tx: &Tx) -> Result<()> {
    sql::execute(tx, "DELETE FROM obligation_tally", vec![]).await?;
    let text = "INSERT INTO obligation_tally (role, standing, last_day, number)
                SELECT role, standing, last_day, COUNT(*) FROM obligation
                GROUP BY role, standing, last_day";
    sql::execute(tx, text, vec![]).await.map(drop)
}
