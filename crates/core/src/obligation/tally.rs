//! How many obligations stand how, over all plans, kept in the transaction of every change: the
//! totals of a register of a million rows come from a few thousand.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sea_orm::FromQueryResult;

use super::{Class, Counts, Facts, NO_DAY};
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

#[derive(FromQueryResult)]
struct Row {
    role: i16,
    standing: i16,
    last_day: NaiveDate,
    number: i64,
}

/// Counts over everything, for some roles and a range of last days.
pub(super) async fn counts(
    conn: &Conn,
    roles: &[Role],
    days: (NaiveDate, NaiveDate),
    today: NaiveDate,
) -> Result<Counts> {
    let text = "SELECT role, standing, last_day, number FROM obligation_tally
                WHERE number <> 0 AND last_day >= $1 AND last_day <= $2";
    let rows: Vec<Row> = sql::all(conn, text, vals![days.0, days.1]).await?;
    let mut counts = Counts::default();
    for row in rows {
        if roles.is_empty() || roles.iter().any(|role| role.number() == row.role) {
            counts.add(Class::of(row.standing, row.last_day, today)?, row.number);
        }
    }
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
