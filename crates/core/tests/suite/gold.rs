//! Whom the names of real plans mean, in a directory that has only what every province has.

use std::{collections::BTreeMap, path::PathBuf};

use chrono::NaiveDate;
use dondoc_core::{
    plan::draft::ActorKind,
    unit::{self, Meant, Registry, Resolution, shipped},
};
use serde_json::Value;

use crate::house::House;

on_both!(every_name_of_the_gold_plans_means_who_is_meant_or_nobody,);

const EXPECTED: &str = include_str!("../data/gold-actors.tsv");

/// The plan's province, as it was called; a plan of a commune is read in its province.
const PROVINCES: &[(&str, &str, &str)] = &[
    ("bacninh", "Tỉnh Bắc Ninh", "2025-11-20"),
    ("cantho", "Thành phố Cần Thơ", "2025-11-21"),
    ("daklak", "Tỉnh Đắk Lắk", "2025-11-18"),
    ("dongnai", "Tỉnh Đồng Nai", "2025-11-18"),
    ("dongthap", "Tỉnh Đồng Tháp", "2025-12-01"),
    ("hanoi", "Thành phố Hà Nội", "2025-11-17"),
    ("hatinh", "Tỉnh Hà Tĩnh", "2025-11-19"),
    ("luongminh", "Tỉnh Quảng Ninh", "2025-11-18"),
    ("nghean-267", "Tỉnh Nghệ An", "2023-04-18"),
    ("nghean-9", "Tỉnh Nghệ An", "2025-11-18"),
    ("quangngai", "Tỉnh Quảng Ngãi", "2025-11-21"),
    ("tw", "", "2025-11-29"),
];

/// What became of a name, in the words of the table.
fn said(registry: &Registry, found: &Resolution) -> String {
    match found {
        Resolution::Is(Meant::Unit(id), _) => {
            let code = registry.unit_code(*id).unwrap_or_default();
            match code.split_once('.') {
                Some(("vn", _)) | None => code.to_owned(),
                Some((_, code)) => code.to_owned(),
            }
        }
        Resolution::Is(Meant::Group(id), _) => {
            let code = registry.group(*id).map(|group| group.code.as_str());
            let code = code.unwrap_or_default();
            format!("@{}", code.rsplit('/').next().unwrap_or(code))
        }
        Resolution::Open(_) => "open".to_owned(),
        Resolution::Perhaps(_) | Resolution::Unknown => "?".to_owned(),
    }
}

async fn every_name_of_the_gold_plans_means_who_is_meant_or_nobody(house: House) {
    let titles: Vec<&str> = PROVINCES.iter().map(|(_, title, _)| *title).collect();
    house
        .write(move |tx| {
            Box::pin(async move {
                unit::import::run(tx, &shipped::central()?).await?;
                for title in titles.into_iter().filter(|title| !title.is_empty()) {
                    unit::import::run(tx, &shipped::standard(title)?).await?;
                }
                Ok(())
            })
        })
        .await
        .unwrap();
    let reader = house.db.read().await.unwrap();
    let mut registries: BTreeMap<&str, Registry> = BTreeMap::new();
    for (document, title, day) in PROVINCES {
        let day: NaiveDate = day.parse().unwrap();
        let issuer = match *title {
            "" => "Thủ tướng Chính phủ Hà Nội".to_owned(),
            title => format!("Ủy ban nhân dân {title}"),
        };
        let registry = Registry::load(&reader, day, &issuer).await.unwrap();
        registries.insert(document, registry);
    }
    let (mut right, mut unknown, mut wrong) = (0, Vec::new(), Vec::new());
    for (document, written, expected) in expected() {
        let starts = |known: &&&str| document.starts_with(**known);
        let registry = &registries[*registries
            .keys()
            .filter(starts)
            .max_by_key(|k| k.len())
            .unwrap()];
        let found = said(
            registry,
            &registry.resolve(written, ActorKind::Agency, None),
        );
        let line = format!("{document}: {written} is {found}, not {expected}");
        match found.as_str() {
            found if found == expected => right += 1,
            "?" => unknown.push(line),
            _ => wrong.push(line),
        }
    }
    println!(
        "names of the gold plans: {right} right, {} unknown, {} wrong",
        unknown.len(),
        wrong.len()
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
    // Those left are collectives described in words, such as "đối tượng thực hiện kiểm kê".
    assert!(unknown.len() <= 4, "{unknown:#?}");
}

fn expected() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let lines = EXPECTED.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| {
        let mut fields = line.split('\t');
        let mut next = || fields.next().expect("three fields a line");
        (next(), next(), next())
    })
}

/// The table has every lead and coordinator of the plans, and no other.
#[test]
fn the_table_has_every_name_of_the_gold_plans() {
    let shared = std::env::var_os("DONDOC_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let Ok(files) = std::fs::read_dir(shared.join("bench/gold")) else {
        println!("the gold plans are not beside the project: their names are not compared");
        return;
    };
    let mut names = std::collections::BTreeSet::new();
    for file in files {
        let path = file.unwrap().path();
        let document = path.file_stem().unwrap().to_string_lossy().into_owned();
        let gold: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        for task in gold["tasks"].as_array().unwrap() {
            for role in ["lead", "coordinate"] {
                for name in task[role].as_array().into_iter().flatten() {
                    names.insert((document.clone(), name.as_str().unwrap().to_owned()));
                }
            }
        }
    }
    let table: std::collections::BTreeSet<_> = expected()
        .map(|(document, name, _)| (document.to_owned(), name.to_owned()))
        .collect();
    assert_eq!(table, names);
}
