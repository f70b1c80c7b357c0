//! The plain part of an act: whole successions in which nothing meets. A successor that owed
//! nothing and follows only one takes everything over as it stands. That is counted and carried
//! out as sets by unit; only the rest is looked at obligation by obligation.

use std::collections::BTreeMap;

use super::{
    route::{Routes, open},
    situation::open_by_unit,
};
use crate::{
    db::{Conn, Tx, sql},
    error::Result,
    vals,
};

/// Everything open of one unit goes to another as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Plain {
    pub(crate) source: i64,
    pub(crate) target: i64,
    pub(crate) step: i64,
    pub(crate) number: i64,
}

/// The ways of an act in two parts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parted {
    /// See [`Plain`].
    pub(crate) plain: Vec<Plain>,
    /// Where obligations may meet, be shared, or are asked for.
    pub(crate) rest: Routes,
}

/// Find the plain part.
pub(crate) async fn part(conn: &Conn, routes: &Routes) -> Result<Parted> {
    let mut candidates = candidates(routes);
    let targets: Vec<i64> = candidates.iter().map(|(_, target, _)| *target).collect();
    let owing = open_by_unit(conn, &targets).await?;
    candidates.retain(|(_, target, _)| !owing.contains_key(target));
    let sources: Vec<i64> = candidates.iter().map(|(source, ..)| *source).collect();
    let numbers = open_by_unit(conn, &sources).await?;
    let mut rest = routes.clone();
    rest.whole.retain(|way| !candidates.contains(way));
    let plain = candidates.into_iter().filter_map(|(source, target, step)| {
        let number = numbers.get(&source).copied()?;
        Some(Plain {
            source,
            target,
            step,
            number,
        })
    });
    Ok(Parted {
        plain: plain.collect(),
        rest,
    })
}

/// Ways whose two ends no other way touches.
fn candidates(routes: &Routes) -> Vec<(i64, i64, i64)> {
    let mut touched: BTreeMap<i64, usize> = BTreeMap::new();
    let ends = routes
        .whole
        .iter()
        .flat_map(|(source, target, _)| [*source, *target]);
    for unit in ends {
        *touched.entry(unit).or_default() += 1;
    }
    let asking = routes.asking.iter().map(|(source, _)| *source);
    let chosen = Routes {
        whole: Vec::new(),
        ..routes.clone()
    };
    for unit in asking.chain(chosen.targets()) {
        *touched.entry(unit).or_default() += 1;
    }
    let alone = |unit: &i64| touched.get(unit) == Some(&1);
    let ways = routes.whole.iter().copied();
    ways.filter(|(source, target, _)| alone(source) && alone(target))
        .collect()
}

impl Parted {
    /// How many move as they stand.
    pub(crate) fn number(&self) -> i64 {
        self.plain.iter().map(|it| it.number).sum()
    }

    /// Write down what moves as it stands.
    pub(crate) async fn write(&self, tx: &Tx, round: i64, day: chrono::NaiveDate) -> Result<()> {
        if self.plain.is_empty() {
            return Ok(());
        }
        let ways: Vec<String> = self
            .plain
            .iter()
            .map(|it| {
                format!(
                    "(CAST({} AS BIGINT), CAST({} AS BIGINT), CAST({} AS BIGINT))",
                    it.source, it.target, it.step
                )
            })
            .collect();
        let text = format!(
            "WITH way (source, target, step) AS (VALUES {})
             INSERT INTO obligation_move (obligation_id, round, step_id, day, kind, from_unit,
                 to_unit, was_state, was_standing, version)
             SELECT o.id, $1, w.step, $2, 0, w.source, w.target, o.state, o.standing,
                 o.version + 1
             FROM obligation o JOIN way w ON w.source = o.unit_id WHERE {} ORDER BY o.id",
            ways.join(", "),
            open()
        );
        sql::execute(tx, &text, vals![round, day]).await.map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::candidates;
    use crate::reorganisation::route::{Lead, Routes};

    #[test]
    fn a_way_is_plain_when_nothing_else_touches_its_ends() {
        let routes = Routes {
            act: 1,
            // 1 alone to 10; 2 and 3 to 11; 4 to 12, whom somebody chose too; 5 to 13, who shares.
            whole: vec![(1, 10, 1), (2, 11, 1), (3, 11, 1), (4, 12, 2), (5, 13, 3)],
            asking: vec![(6, 4)],
            choices: vec![(1, Lead::To(12, vec![13])), (2, Lead::Close)],
        };
        assert_eq!(candidates(&routes), [(1, 10, 1)]);
        // Who hands over and takes over is not plain.
        let routes = Routes {
            whole: vec![(1, 2, 1), (2, 3, 1), (4, 5, 1)],
            asking: vec![(5, 2)],
            ..Routes::default()
        };
        assert_eq!(candidates(&routes), []);
    }
}
