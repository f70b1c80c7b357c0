//! The directories of units that come with the program hold together and say what was so on the
//! days we know of.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use dondoc_core::unit::{
    Kind,
    directory::{Directory, GSO, UnitEntry as Unit},
    shipped,
};

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

fn central() -> Directory {
    shipped::central().expect("the centre")
}

fn demo() -> Directory {
    Directory::parse(include_bytes!("../data/units/demo.json")).expect("demo.json")
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}

#[test]
fn a_closed_group_has_a_rule_or_members_and_an_open_one_has_neither() {
    for directory in [nghe_an(), demo(), central()] {
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

/// Two units that lived on the same day never answer to the same name, nor a unit and a group,
/// but for communes of different districts.
#[test]
fn a_name_means_one_unit_on_any_day() {
    for directory in [nghe_an(), demo(), central()] {
        let mut known: BTreeMap<String, Vec<&Unit>> = BTreeMap::new();
        for unit in &directory.units {
            let keys: BTreeSet<String> = names(unit).map(|name| key(name)).collect();
            for key in keys {
                let namesakes = known.entry(key.clone()).or_default();
                for other in &*namesakes {
                    let apart = unit.from.zip(other.to).is_some_and(|(from, to)| to <= from)
                        || other.from.zip(unit.to).is_some_and(|(from, to)| to <= from);
                    let communes = unit.kind == Kind::Commune && other.kind == Kind::Commune;
                    let elsewhere = communes && unit.parent != other.parent;
                    assert!(
                        apart || elsewhere || similar(unit, other),
                        "{key}: {} and {}",
                        unit.code,
                        other.code
                    );
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

/// Names that differ by a tone only: "Châu Bình" and "Châu Bính" are proposed, not decided.
fn similar(unit: &Unit, other: &Unit) -> bool {
    unit.kind == Kind::Commune && unit.name != other.name
}

/// Every syllable is one, and its tone stands where it can: "Hòang Mai" was there once.
#[test]
fn names_are_spelled_as_vietnamese_is() {
    let mut directories = vec![nghe_an(), demo(), central()];
    for offer in shipped::offers().expect("offers") {
        directories.push(shipped::directory(&offer.name).expect("a directory"));
    }
    for directory in &directories {
        for unit in &directory.units {
            for text in names(unit) {
                let composed: String =
                    unicode_normalization::UnicodeNormalization::nfc(text.as_str()).collect();
                assert_eq!(*text, composed, "{}", unit.code);
                let words = text.split(|c: char| !c.is_alphabetic());
                for word in words.filter(|word| !word.is_empty()) {
                    assert!(
                        vietnamese::syllable::has_tone_in_place(word),
                        "{}: {text}",
                        unit.code
                    );
                }
            }
        }
    }
    for directory in [nghe_an()] {
        for unit in &directory.units {
            let words = unit.name.split(|c: char| !c.is_alphabetic());
            for word in words.filter(|word| !word.is_empty()) {
                assert!(
                    vietnamese::syllable::is_valid(word),
                    "{}: {}",
                    unit.code,
                    unit.name
                );
            }
        }
    }
}

#[test]
fn every_province_has_its_communes_and_standard_bodies() {
    let offers = shipped::offers().expect("offers");
    let places: BTreeSet<&str> = offers.iter().map(|offer| offer.place.as_str()).collect();
    assert_eq!(places.len(), offers.len());
    let mut communes = 0;
    let mut provinces = 0;
    let mut codes = BTreeSet::new();
    let day = day(2025, 7, 1);
    for offer in offers.iter().filter(|offer| offer.place != "Lam Giang") {
        let directory = shipped::directory(&offer.name).expect("a directory");
        provinces += 1;
        let there = members(&directory, "ubnd-cap-xa", day);
        communes += there.len();
        for unit in &there {
            assert!(
                codes.insert(unit.code_in(GSO).expect("a code").to_owned()),
                "{}",
                unit.code
            );
        }
        assert_eq!(
            members(&directory, "so-ban-nganh", day).len(),
            14,
            "{}",
            offer.place
        );
        assert!(!directory.notes.is_empty());
    }
    assert_eq!((provinces, communes), (34, 3_321));
}

#[test]
fn communes_of_nghe_an_come_from_somewhere() {
    let directory = nghe_an();
    let communes = |on_day| {
        let all = directory
            .units
            .iter()
            .filter(|unit| unit.kind == Kind::Commune);
        all.filter(|unit| on(unit, on_day)).count()
    };
    assert_eq!(communes(day(2025, 6, 30)), 412);
    assert_eq!(communes(day(2025, 7, 1)), 130);
    let act = directory
        .acts
        .iter()
        .find(|act| act.code == "na.2025-07-01");
    let act = act.expect("the act");
    let merges = act.steps.iter().filter(|step| step.kind() == "merge");
    let sources: BTreeSet<&str> = merges.clone().flat_map(|step| step.sources()).collect();
    assert_eq!((merges.count(), sources.len()), (130, 412));
    let splits = act.steps.iter().filter(|step| step.kind() == "split");
    assert_eq!(splits.count(), 20);
    // Whoever ends by the act's day is followed or abolished, whoever begins follows somebody.
    for act in &directory.acts {
        let ended: BTreeSet<&str> = act.steps.iter().flat_map(|step| step.ended()).collect();
        for unit in &directory.units {
            if ended.contains(unit.code.as_str()) {
                assert_eq!(unit.to, Some(act.effective), "{}", unit.code);
            }
        }
    }
    let all: BTreeSet<&str> = directory
        .acts
        .iter()
        .flat_map(|act| act.steps.iter().flat_map(|step| step.ended()))
        .collect();
    for unit in directory.units.iter().filter(|unit| unit.to.is_some()) {
        assert!(
            all.contains(unit.code.as_str()),
            "{} ends unseen",
            unit.code
        );
    }
    let split = directory.acts.iter().flat_map(|act| &act.steps);
    let split: Vec<_> = split
        .filter(|step| step.kind() == "functional_split")
        .collect();
    assert_eq!(split.len(), 1);
    assert_eq!(split[0].successors(), ["na.so-khcn", "na.so-vhttdl"]);
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
