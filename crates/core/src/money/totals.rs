//! Totals: by source, unit, plan, year, estimate. They are added up from the lines and the ledger
//! when they are asked for, so there is nothing that could disagree with them.

use std::{collections::BTreeMap, fmt::Write as _};

use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};

use super::estimate::{Filter, State, base};
use crate::{
    db::{Conn, sql},
    error::{Error, Result},
    reorganisation::answering::answering,
};

/// By what to add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// Everything in one.
    All,
    /// Source of funds.
    Source,
    /// The unit that answers now.
    Unit,
    /// Plan.
    Plan,
    /// Year.
    Year,
    /// Estimate.
    Estimate,
}

impl Key {
    /// What to group lines (`x`) by, and the name for people.
    const fn columns(self) -> (&'static str, &'static str) {
        match self {
            Self::All => ("CAST(0 AS BIGINT)", "''"),
            Self::Source => ("x.source_id", "s.name"),
            Self::Unit => ("a.unit_id", "u.name"),
            Self::Plan => ("e.plan_id", "p.number"),
            Self::Year => ("CAST(x.year AS BIGINT)", "''"),
            Self::Estimate => ("e.id", "e.title"),
        }
    }
}

/// Sums of one key, in đồng.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Sums {
    /// Id of the source, unit, plan or estimate; the year.
    pub key: i64,
    /// Its name; nothing for a year.
    pub name: String,
    /// Asked for, in the latest round of every estimate that is not thrown away.
    pub estimated: i64,
    /// Left by the appraisal where that is finished.
    pub appraised: i64,
    /// Approved.
    pub approved: i64,
    /// Allocated, adjustments included.
    pub allocated: i64,
    /// Disbursed.
    pub disbursed: i64,
}

#[derive(FromQueryResult)]
struct Row {
    key: i64,
    name: String,
    estimated: i64,
    appraised: i64,
    approved: i64,
    allocated: i64,
    disbursed: i64,
}

/// Sums by a key, of the estimates that a filter selects; of these only the lines and entries of
/// its source and year.
pub async fn by(conn: &Conn, filter: &Filter, key: Key) -> Result<Vec<Sums>> {
    let (conditions, mut values) = filter.conditions(conn);
    let mut own = String::new();
    for (column, value) in [
        ("x.source_id", filter.source),
        ("x.year", filter.year.map(i64::from)),
    ] {
        if let Some(value) = value {
            values.push(value.into());
            let _ = write!(own, " AND {column} = ${}", values.len());
        }
    }
    let (group, name) = key.columns();
    let (appraised, approved) = (State::Appraised.number(), State::Approved.number());
    // Lines of the current round and entries of the ledger as one list: each amount stands in it
    // once, so every sum over it is the sum of its parts.
    let text = format!(
        "{}, moved (estimate_id, source_id, year, estimated, appraised, approved, allocated,
                disbursed) AS (
             SELECT l.estimate_id, l.source_id, l.year, l.amount,
                 CASE WHEN f.state IN ({appraised}, {approved}) THEN COALESCE(l.appraised, 0)
                     ELSE 0 END,
                 COALESCE(l.approved, 0), 0, 0
             FROM estimate f JOIN estimate_line l ON l.estimate_id = f.id AND l.round = f.round
             UNION ALL
             SELECT estimate_id, source_id, year, 0, 0, 0,
                 CASE WHEN kind IN (0, 1) THEN amount ELSE 0 END,
                 CASE WHEN kind = 2 THEN amount ELSE 0 END
             FROM money_entry
         )
         SELECT g.key, g.name, CAST(SUM(g.estimated) AS BIGINT) AS estimated,
             CAST(SUM(g.appraised) AS BIGINT) AS appraised,
             CAST(SUM(g.approved) AS BIGINT) AS approved,
             CAST(SUM(g.allocated) AS BIGINT) AS allocated,
             CAST(SUM(g.disbursed) AS BIGINT) AS disbursed
         FROM (
             SELECT {group} AS key, {name} AS name, x.estimated, x.appraised, x.approved,
                 x.allocated, x.disbursed
             FROM moved x JOIN estimate e ON e.id = x.estimate_id
                 JOIN answering a ON a.obligation_id = e.obligation_id
                 JOIN unit u ON u.id = a.unit_id JOIN plan p ON p.id = e.plan_id
                 JOIN fund_source s ON s.id = x.source_id
             {conditions}{own}
         ) g GROUP BY g.key, g.name ORDER BY g.key",
        answering(&base(filter))
    );
    let rows: Vec<Row> = sql::all(conn, &text, values).await?;
    Ok(rows.into_iter().map(sums).collect())
}

fn sums(row: Row) -> Sums {
    Sums {
        key: row.key,
        name: row.name,
        estimated: row.estimated,
        appraised: row.appraised,
        approved: row.approved,
        allocated: row.allocated,
        disbursed: row.disbursed,
    }
}

/// An estimate of which, for a source and a year, more was disbursed than allocated, or more
/// allocated than approved.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
#[expect(missing_docs, reason = "which, and the sums")]
pub struct Excess {
    pub estimate_id: i64,
    pub title: String,
    pub unit_name: String,
    pub source_name: String,
    pub year: i32,
    pub approved: i64,
    pub allocated: i64,
    pub disbursed: i64,
}

impl Excess {
    /// More was spent than allocated; otherwise more was allocated than approved.
    pub fn overspent(&self) -> bool {
        self.disbursed > self.allocated
    }
}

/// Where the ledger went beyond what it may.
pub async fn excesses(conn: &Conn, filter: &Filter, limit: i64) -> Result<Vec<Excess>> {
    let (conditions, mut values) = filter.conditions(conn);
    values.push(limit.into());
    let text = format!(
        "{}, standing (estimate_id, source_id, year, approved, allocated, disbursed) AS (
             SELECT estimate_id, source_id, year, CAST(SUM(approved) AS BIGINT),
                 CAST(SUM(allocated) AS BIGINT), CAST(SUM(disbursed) AS BIGINT)
             FROM (
                 SELECT l.estimate_id, l.source_id, l.year, COALESCE(l.approved, 0) AS approved,
                     0 AS allocated, 0 AS disbursed
                 FROM estimate f JOIN estimate_line l
                     ON l.estimate_id = f.id AND l.round = f.round
                 UNION ALL
                 SELECT estimate_id, source_id, year, 0,
                     CASE WHEN kind IN (0, 1) THEN amount ELSE 0 END,
                     CASE WHEN kind = 2 THEN amount ELSE 0 END
                 FROM money_entry
             ) AS moved GROUP BY estimate_id, source_id, year
         )
         SELECT e.id AS estimate_id, e.title, u.name AS unit_name, s.name AS source_name, x.year,
             x.approved, x.allocated, x.disbursed
         FROM standing x JOIN estimate e ON e.id = x.estimate_id
             JOIN answering a ON a.obligation_id = e.obligation_id
             JOIN unit u ON u.id = a.unit_id JOIN fund_source s ON s.id = x.source_id
         {conditions} AND (x.disbursed > x.allocated OR x.allocated > x.approved)
         ORDER BY x.year, e.id, x.source_id LIMIT ${}",
        answering(&base(filter)),
        values.len()
    );
    sql::all(conn, &text, values).await
}

/// What a leader's page says of money.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// How many estimates stand where.
    pub estimates: BTreeMap<State, i64>,
    /// The sums over them.
    pub sums: Sums,
    /// How often more was spent than allocated, or allocated than approved.
    pub excesses: usize,
}

impl Summary {
    /// How many estimates are in a state.
    pub fn in_state(&self, state: State) -> i64 {
        self.estimates.get(&state).copied().unwrap_or(0)
    }
}

/// Money at a glance: of one plan, one unit, or all; as far as the filter's reach goes.
pub async fn summary(conn: &Conn, filter: &Filter) -> Result<Summary> {
    #[derive(FromQueryResult)]
    struct Row {
        state: i16,
        number: i64,
    }
    let (conditions, values) = filter.conditions(conn);
    let text = format!(
        "{} SELECT e.state, COUNT(*) AS number FROM estimate e
             JOIN answering a ON a.obligation_id = e.obligation_id
         {conditions} GROUP BY e.state",
        answering(&base(filter))
    );
    let rows: Vec<Row> = sql::all(conn, &text, values).await?;
    let counted = |row: Row| Ok::<_, Error>((State::from_number(row.state)?, row.number));
    let estimates = rows.into_iter().map(counted).collect::<Result<_>>()?;
    let sums = by(conn, filter, Key::All).await?.pop().unwrap_or_default();
    let excesses = excesses(conn, filter, 1_000).await?.len();
    Ok(Summary {
        estimates,
        sums,
        excesses,
    })
}
