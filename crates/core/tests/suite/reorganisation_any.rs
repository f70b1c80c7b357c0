//! Any acts over any plan: the sums come out even, as-of queries stay, undoing gives back.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use dondoc_core::{
    db::{Location, sql},
    obligation::Class,
    plan::draft::{Draft, Finding, RowId},
    reorganisation::{self, Act, Choice, Heir, Step, Successor, decision, history},
    unit::{
        self, Kind, Level,
        directory::{Directory, UnitEntry},
    },
};
use proptest::prelude::*;

use crate::{
    house::{House, day},
    reorganisation::{create, dump, sums_agree},
    sample::{agency, confirmed, meta, row},
};

const NAMES: [&str; 7] = [
    "Sở Cầu đường",
    "Sở Rừng núi",
    "Sở Sông biển",
    "Sở Trường lớp",
    "Sở Thuốc men",
    "Sở Chợ búa",
    "Sở Nhà cửa",
];

fn directory() -> Directory {
    let unit = |(at, name): (usize, &&str)| {
        UnitEntry::new(
            format!("u{at}"),
            Kind::Department,
            Level::Province,
            (*name).to_owned(),
        )
    };
    Directory {
        place: "Nghệ An".into(),
        units: NAMES.iter().enumerate().map(unit).collect(),
        ..Directory::default()
    }
}

/// Tasks, each with the units that lead and that coordinate it, by number.
type Tasks = Vec<(Vec<usize>, Vec<usize>)>;

fn plan(tasks: &Tasks) -> Draft {
    let mut rows = Vec::new();
    let mut findings = Vec::new();
    for (at, (lead, coordinate)) in tasks.iter().enumerate() {
        let id = u32::try_from(at).unwrap();
        let mut task = row(id, &format!("III.{at}"), "Báo cáo kết quả.");
        let named = |units: &[usize]| {
            let mut units: Vec<usize> = units.iter().map(|unit| unit % NAMES.len()).collect();
            units.sort_unstable();
            units.dedup();
            units.iter().map(|unit| agency(NAMES[*unit])).collect()
        };
        task.lead = named(lead);
        task.coordinate = named(coordinate);
        findings.push(Finding {
            code: "task.several_leads".into(),
            span: None,
            line: None,
            row: Some(RowId(id)),
            seen: None,
            expected: None,
            dismissed: false,
        });
        rows.push(task);
    }
    Draft {
        meta: meta("9/KH-UBND"),
        rows,
        findings,
        ..Draft::default()
    }
}

#[derive(Debug, Clone)]
struct DrawnAct {
    steps: Vec<(u8, Vec<usize>)>,
    decisions: Vec<(u8, usize)>,
    undo: bool,
}

fn drawn_act() -> impl Strategy<Value = DrawnAct> {
    let units = proptest::collection::vec(0..NAMES.len(), 2..4);
    let steps = proptest::collection::vec((0..4_u8, units), 1..3);
    let decisions = proptest::collection::vec((0..4_u8, 0..NAMES.len()), 1..6);
    (steps, decisions, any::<bool>()).prop_map(|(steps, decisions, undo)| DrawnAct {
        steps,
        decisions,
        undo,
    })
}

fn act(drawn: &DrawnAct, at: usize, day: NaiveDate) -> Act {
    let code = |unit: usize| format!("u{unit}");
    let known = |unit: &usize| Successor::Known(code(*unit));
    let steps = drawn.steps.iter().map(|(kind, units)| match kind {
        0 => Step::Merge {
            sources: units[1..].iter().map(|unit| code(*unit)).collect(),
            into: known(&units[0]),
        },
        1 => Step::Split {
            source: code(units[0]),
            successors: units[1..].iter().map(known).collect(),
        },
        2 => Step::FunctionalSplit {
            source: code(units[0]),
            successors: units
                .iter()
                .map(|unit| Heir {
                    unit: known(unit),
                    functions: vec!["báo cáo".into()],
                })
                .collect(),
            default: None,
        },
        _ => Step::Abolish {
            unit: code(units[0]),
        },
    });
    Act {
        place: "Nghệ An".into(),
        number: format!("{at}/NQ"),
        issuer: None,
        title: "Sắp xếp".into(),
        issued_on: day,
        effective_on: day,
        steps: steps.collect(),
    }
}

/// Whose every obligation was on a day.
async fn owners(house: &House, day: NaiveDate) -> BTreeMap<i64, i64> {
    let reader = house.db.read().await.unwrap();
    let text = "SELECT o.id FROM obligation o ORDER BY o.id";
    let ids: Vec<i64> = sql::column(&reader, text, vec![]).await.unwrap();
    let mut owners = BTreeMap::new();
    for id in ids {
        owners.insert(id, history::unit_of(&reader, id, day).await.unwrap());
    }
    owners
}

async fn decide(house: &House, id: i64, decisions: &[(u8, usize)]) {
    let reader = house.db.read().await.unwrap();
    let text = "SELECT id FROM obligation WHERE state <> 6 ORDER BY id";
    let all: Vec<i64> = sql::column(&reader, text, vec![]).await.unwrap();
    drop(reader);
    for (at, (kind, unit)) in decisions.iter().enumerate() {
        let obligation = all[(at * 7 + unit) % all.len()];
        let code = |unit: usize| format!("u{}", unit % NAMES.len());
        let choice = match kind {
            0 => Choice::Close {
                reason: "Không còn".into(),
            },
            1 => Choice::To {
                unit: code(*unit),
                others: vec![code(unit + 1), code(unit + 2)],
            },
            _ => Choice::To {
                unit: code(*unit),
                others: vec![],
            },
        };
        // One that does not ask, or somebody who is not there, is refused: that is fine.
        let _ = house
            .write(move |tx| {
                Box::pin(async move { decision::decide(tx, id, &[obligation], &choice).await })
            })
            .await;
    }
}

async fn any_acts(tasks: Tasks, acts: Vec<DrawnAct>) {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::Sqlite(folder.path().join("dondoc.sqlite"));
    let house = House::open(location, folder).await;
    let units = directory();
    house
        .write(move |tx| Box::pin(async move { unit::import::run(tx, &units).await }))
        .await
        .unwrap();
    confirmed(&house, b"a", plan(&tasks)).await;
    let eve = day("2025-01-01");
    let first = owners(&house, eve).await;
    for (at, drawn) in acts.iter().enumerate() {
        let day = day("2025-03-01") + Days::new(at as u64);
        let now = format!("{}T03:00", day + Days::new(1));
        let id = create(&house, act(drawn, at, day)).await.id;
        let seen = crate::reorganisation::preview(&house, id).await;
        assert!(seen.balance.is_even(), "{:?}", seen.balance);
        if !seen.faults.is_empty() {
            continue;
        }
        decide(&house, id, &drawn.decisions).await;
        let before = dump(&house).await;
        let told = crate::reorganisation::preview(&house, id).await.balance;
        let done = crate::reorganisation::apply_at(&house, id, &now)
            .await
            .unwrap();
        assert_eq!(told, done);
        sums_agree(&house).await;
        // What nobody decided is still there, and nothing else is left to do.
        let rest = crate::reorganisation::preview(&house, id).await.balance;
        assert_eq!(
            (rest.undecided, rest.moved, rest.joined),
            (done.undecided, 0, 0)
        );
        if drawn.undo {
            crate::reorganisation::undo(&house, id).await.unwrap();
            let after = dump(&house).await;
            for (table, lines) in &before {
                assert_eq!(
                    lines, &after[table],
                    "{table} after undoing {:?}",
                    drawn.steps
                );
            }
        }
        let now = owners(&house, eve).await;
        for (obligation, owner) in &first {
            assert_eq!(now[obligation], *owner, "obligation {obligation} on {eve}");
        }
    }
    nobody_owes_twice(&house).await;
}

/// No unit has two open obligations in one task, but for monitoring beside the work.
async fn nobody_owes_twice(house: &House) {
    let reader = house.db.read().await.unwrap();
    let text = "SELECT COUNT(*) FROM (SELECT task_id, unit_id FROM obligation
                WHERE state = 0 AND role <> 2 GROUP BY task_id, unit_id HAVING COUNT(*) > 1) twice";
    assert_eq!(
        sql::scalar::<i64>(&reader, text, vec![]).await.unwrap(),
        Some(0)
    );
    let joined = "SELECT COUNT(*) FROM obligation WHERE state = 6 AND standing <> 9";
    assert_eq!(
        sql::scalar::<i64>(&reader, joined, vec![]).await.unwrap(),
        Some(0)
    );
    assert!(!Class::ALL.contains(&Class::Joined));
    drop(reader);
    let _ = reorganisation::list(&house.db.read().await.unwrap())
        .await
        .unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]
    #[test]
    fn sums_come_out_even_and_undoing_gives_back(
        tasks in proptest::collection::vec(
            (proptest::collection::vec(0..7_usize, 1..3), proptest::collection::vec(0..7_usize, 0..4)),
            2..6,
        ),
        acts in proptest::collection::vec(drawn_act(), 1..4),
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(any_acts(tasks, acts));
    }
}
