//! Any sequence of acts keeps the dated directory consistent.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::{Enacted, enact};
use crate::{
    reorganisation::{
        act::{Act, Heir, NewUnit, Step, Successor},
        book::{Book, DatedName, DatedParent, Image},
        fault::Reason,
    },
    unit::{Kind, Level, valid},
};

fn day(number: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2020, 1, 1).unwrap() + Days::new(number)
}

const UNITS: i64 = 8;

/// Eight units from the beginning of time: the first above all, the second above two of them.
fn directory() -> Book {
    let mut book = Book::default();
    for id in 1..=UNITS {
        let above = match id {
            1 => None,
            5 | 6 => Some(2),
            _ => Some(1),
        };
        let name = format!("Đơn vị {id}");
        let image = Image {
            code: format!("u{id}"),
            place: "X".into(),
            name: name.clone(),
            short: None,
            from: None,
            to: None,
            names: vec![DatedName {
                row: None,
                name,
                short: None,
                from: None,
                to: None,
            }],
            parents: above
                .map(|parent| DatedParent {
                    row: None,
                    parent,
                    from: None,
                    to: None,
                })
                .into_iter()
                .collect(),
            made: None,
        };
        book.insert(id, image);
    }
    book
}

/// A step about units by number; numbers beyond those there are new units.
#[derive(Debug, Clone)]
struct Drawn {
    kind: u8,
    units: Vec<u8>,
    new: bool,
}

fn drawn() -> impl Strategy<Value = (u64, Vec<Drawn>)> {
    let step = (
        0..7_u8,
        proptest::collection::vec(0..14_u8, 1..4),
        any::<bool>(),
    )
        .prop_map(|(kind, units, new)| Drawn { kind, units, new });
    (0..40_u64, proptest::collection::vec(step, 1..4))
}

/// The act that was drawn. What ends with children gives them to somebody who stays.
fn act(book: &Book, at: usize, day: NaiveDate, steps: &[Drawn]) -> Act {
    let codes: Vec<&String> = book.units.values().map(|unit| &unit.code).collect();
    let code = |number: u8| codes[usize::from(number) % codes.len()].clone();
    let steps = steps.iter().enumerate().map(|(place, it)| {
        let name = format!("n{at}-{place}");
        let new = NewUnit {
            code: name.clone(),
            kind: Kind::Department,
            level: Level::Province,
            parent: it.new.then(|| "u1".to_owned()),
            name: format!("Đơn vị {name}"),
            short: None,
            aliases: vec![],
            tags: vec![],
        };
        let all: Vec<String> = it.units.iter().map(|unit| code(*unit)).collect();
        let rest: Vec<String> = all[1..].to_vec();
        let follows = |code: String| {
            if it.new {
                Successor::New(new.clone())
            } else {
                Successor::Known(code)
            }
        };
        match it.kind {
            0 => Step::Rename {
                unit: all[0].clone(),
                name: format!("Tên mới {name}"),
                short: None,
            },
            1 => Step::Merge {
                sources: rest.clone(),
                into: follows(all[0].clone()),
            },
            2 => Step::Split {
                source: all[0].clone(),
                successors: rest.into_iter().map(Successor::Known).collect(),
            },
            3 => Step::FunctionalSplit {
                source: all[0].clone(),
                default: rest.first().cloned(),
                successors: rest
                    .into_iter()
                    .map(|code| Heir {
                        unit: Successor::Known(code),
                        functions: vec!["việc".into()],
                    })
                    .collect(),
            },
            4 => Step::Abolish {
                unit: all[0].clone(),
            },
            5 => Step::Create { unit: new },
            _ => Step::Move {
                unit: all[0].clone(),
                parent: rest.first().cloned(),
            },
        }
    });
    Act {
        place: "X".into(),
        number: format!("{at}/QĐ"),
        issuer: None,
        title: "Sắp xếp".into(),
        issued_on: day,
        effective_on: day,
        steps: steps.collect(),
    }
}

/// Every child of an ended unit goes to the first unit that stays.
fn with_orphans_moved(book: &Book, mut act: Act) -> Act {
    for _ in 0..4 {
        let done = enact(&mut book.clone(), &act);
        let orphans: Vec<String> = done
            .faults
            .iter()
            .filter(|fault| fault.reason == Reason::Orphan)
            .filter_map(|fault| fault.unit.clone())
            .collect();
        if orphans.is_empty() {
            break;
        }
        for unit in orphans {
            act.steps.push(Step::Move { unit, parent: None });
        }
    }
    act
}

/// What the directory says of a day.
type View = BTreeMap<i64, (Vec<String>, Vec<i64>)>;

fn view(book: &Book, day: NaiveDate) -> View {
    let there = book.units.iter().filter(|(_, unit)| unit.is_there(day));
    there
        .map(|(id, unit)| {
            let names = unit.names.iter().filter(|row| valid(row.from, row.to, day));
            let parents = unit
                .parents
                .iter()
                .filter(|row| valid(row.from, row.to, day));
            let names = names.map(|row| row.name.clone()).collect();
            (*id, (names, parents.map(|row| row.parent).collect()))
        })
        .collect()
}

fn is_consistent(book: &Book, days: &BTreeSet<NaiveDate>) {
    for day in days {
        let seen = view(book, *day);
        for (id, (names, parents)) in &seen {
            assert_eq!(names.len(), 1, "{id} has one name on {day}: {names:?}");
            assert!(
                parents.len() <= 1,
                "{id} has one parent on {day}: {parents:?}"
            );
            for parent in parents {
                assert!(seen.contains_key(parent), "{id} under {parent} on {day}");
            }
            let (mut at, mut steps) = (Some(*id), 0);
            while let Some(unit) = at {
                steps += 1;
                assert!(
                    steps <= book.units.len(),
                    "{id} stands above itself on {day}"
                );
                at = seen
                    .get(&unit)
                    .and_then(|(_, parents)| parents.first().copied());
            }
        }
    }
}

proptest! {
    #[test]
    fn any_sequence_of_acts_keeps_the_directory_consistent(
        drawn in proptest::collection::vec(drawn(), 1..8)
    ) {
        let mut book = directory();
        let mut days: BTreeSet<NaiveDate> = (0..400).step_by(40).map(day).collect();
        let mut history: Vec<Enacted> = Vec::new();
        let mut today = 0;
        for (at, (later, steps)) in drawn.iter().enumerate() {
            today += later;
            let day = day(today + 1);
            let act = with_orphans_moved(&book, act(&book, at, day, steps));
            let mut after = book.clone();
            let done = enact(&mut after, &act);
            if !done.faults.is_empty() {
                continue;
            }
            // What was before the day is as it was.
            for earlier in days.iter().filter(|it| **it < day).copied().chain(day.pred_opt()) {
                prop_assert_eq!(view(&book, earlier), view(&after, earlier));
            }
            // Doing it once more changes nothing: what it says is there.
            let mut again = after.clone();
            let repeated = enact(&mut again, &act);
            prop_assert!(repeated.faults.is_empty(), "{:?}", repeated.faults);
            prop_assert_eq!(&again.units, &after.units);
            prop_assert_eq!(&repeated.successions, &done.successions);
            book = after;
            book.settled.extend(&done.ended);
            days.insert(day);
            history.push(done);
        }
        is_consistent(&book, &days);
        // No gap: whoever ended has somebody who follows, or was abolished.
        for (id, unit) in &book.units {
            let follows = history.iter().flat_map(|done| &done.successions);
            let known = follows.filter(|it| it.predecessor == *id).count();
            prop_assert!(unit.to.is_none() || known > 0, "{id}");
        }
    }
}
