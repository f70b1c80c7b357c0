//! The directories of units that come with the program hold together and say what was so on the
//! days we know of.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use dondoc_core::unit::directory::{Directory, UnitEntry as Unit};

fn on(unit: &Unit, day: NaiveDate) -> bool {
    unit.from.is_none_or(|from| from <= day) && unit.to.is_none_or(|to| day < to)
}

fn names(unit: &Unit) -> impl Iterator<Item = &String> {
    let names = [&unit.name].into_iter().chain(&unit.short);
    names.chain(&unit.aliases)
}

fn members<'d>(directory: &'d Directory, group: &str, day: NaiveDate) -> Vec<&'d Unit> {
    let group = directory
        .groups
        .iter()
        .find(|known| known.code == group)
        .expect("a known group");
    let fits = |unit: &&Unit| {
        let listed = group.members.iter().any(|it| it.unit() == unit.code);
        group.kinds.contains(&unit.kind)
            && group.level.is_none_or(|level| level == unit.level)
            && group.tags.iter().all(|tag| unit.tags.contains(tag))
            || listed
    };
    let there = directory.units.iter().filter(|unit| on(unit, day));
    there.filter(fits).collect()
}

fn nghe_an() -> Directory {
    Directory::parse(include_bytes!("../data/units/nghe-an.json")).expect("nghe-an.json")
}

fn demo() -> Directory {
    Directory::parse(include_bytes!("../data/units/demo.json")).expect("demo.json")
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}

#[test]
fn a_closed_group_has_a_rule_or_members_and_an_open_one_has_neither() {
    for directory in [nghe_an(), demo()] {
        let codes: BTreeSet<&str> = directory.units.iter().map(|unit| &*unit.code).collect();
        for group in &directory.groups {
            let ruled = !group.kinds.is_empty() || !group.members.is_empty();
            assert_ne!(group.open, ruled, "{}", group.code);
            assert!(
                group.members.iter().all(|it| codes.contains(it.unit())),
                "{}",
                group.code
            );
        }
    }
}

/// Two units that lived on the same day never answer to the same name, nor a unit and a group.
#[test]
fn a_name_means_one_unit_on_any_day() {
    for directory in [nghe_an(), demo()] {
        let mut known: BTreeMap<String, Vec<&Unit>> = BTreeMap::new();
        for unit in &directory.units {
            let keys: BTreeSet<String> = names(unit).map(|name| key(name)).collect();
            for key in keys {
                let namesakes = known.entry(key.clone()).or_default();
                for other in &*namesakes {
                    let apart = unit.from.zip(other.to).is_some_and(|(from, to)| to <= from)
                        || other.from.zip(unit.to).is_some_and(|(from, to)| to <= from);
                    assert!(apart, "{key}: {} and {}", unit.code, other.code);
                }
                namesakes.push(unit);
            }
        }
        let mut groups: BTreeMap<String, &str> = BTreeMap::new();
        for group in &directory.groups {
            let names = [&group.name].into_iter().chain(&group.aliases);
            for key in names.map(|name| key(name)).collect::<BTreeSet<_>>() {
                assert!(
                    !known.contains_key(&key),
                    "{key}: a unit and {}",
                    group.code
                );
                let other = groups.insert(key.clone(), &group.code);
                assert!(other.is_none(), "{key}: {} and {other:?}", group.code);
            }
        }
    }
}

fn key(name: &str) -> String {
    vietnamese::key::match_key(name)
}

#[test]
fn nghe_an_of_april_2023() {
    let directory = nghe_an();
    let day = day(2023, 4, 18);
    let count = |group| members(&directory, group, day).len();
    assert_eq!(count("so-ban-nganh"), 20);
    assert_eq!(count("ubnd-cap-huyen"), 21);
    assert_eq!(count("to-chuc-chinh-tri-xa-hoi"), 5);
    assert_eq!(count("ban-tuyen-giao-cap-huyen"), 21);
    assert!(count("co-quan-bao-chi") >= 2);
    let names: Vec<&str> = members(&directory, "so-ban-nganh", day)
        .iter()
        .map(|unit| &*unit.name)
        .collect();
    assert!(names.contains(&"Sở Thông tin và Truyền thông"));
    assert!(!names.contains(&"Sở Nông nghiệp và Môi trường"));
}

#[test]
fn nghe_an_after_cua_lo_went_into_vinh() {
    let directory = nghe_an();
    assert_eq!(
        members(&directory, "ubnd-cap-huyen", day(2024, 11, 30)).len(),
        21
    );
    assert_eq!(
        members(&directory, "ubnd-cap-huyen", day(2024, 12, 1)).len(),
        20
    );
    assert_eq!(
        members(&directory, "ubnd-cap-huyen", day(2025, 7, 1)).len(),
        0
    );
}

#[test]
fn nghe_an_today() {
    let directory = nghe_an();
    let day = day(2026, 11, 25);
    let count = |group| members(&directory, group, day).len();
    assert_eq!(count("so-ban-nganh"), 14);
    assert_eq!(count("ubnd-cap-huyen"), 0);
    assert_eq!(count("ubnd-cap-xa"), 130);
    let communes = members(&directory, "ubnd-cap-xa", day);
    assert_eq!(
        communes
            .iter()
            .filter(|unit| unit.tags.contains(&"xa".to_owned()))
            .count(),
        119
    );
    assert_eq!(
        communes
            .iter()
            .filter(|unit| unit.tags.contains(&"phuong".to_owned()))
            .count(),
        11
    );
}

#[test]
fn the_made_up_province() {
    let directory = demo();
    let day = day(2026, 1, 15);
    let count = |group| members(&directory, group, day).len();
    assert_eq!(count("so-ban-nganh"), 14);
    assert_eq!(count("ubnd-cap-xa"), 12);
    assert_eq!(count("to-chuc-chinh-tri-xa-hoi"), 5);
}
