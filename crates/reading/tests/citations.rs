//! Citations: the shared table and the real lines.

#![expect(
    clippy::unwrap_used,
    reason = "a test may stop where a file is not as it should be"
)]

mod shared;

use proptest::prelude::*;
use reading::grammar::citation::{CitationMatch, Issuer, KnownTitles, Role, find, find_with};
use reading::grammar::number::Flag;
use serde_json::{Value, json};
use vietnamese::View;

fn as_json(text: &str, found: &CitationMatch) -> Value {
    let issuer = found.issuer.as_ref().map(|issuer| match issuer {
        Issuer::Written(place) => &text[place.clone()],
        Issuer::Implied(name) => name,
    });
    let mut flags = Vec::new();
    if let Some((_, number)) = &found.number
        && number.flags.contains(&Flag::UnitIsTypeCode)
    {
        flags.push("unit-is-type-code");
    }
    if found.type_conflict {
        flags.push("type-word-conflict");
    }
    json!({
        "type": found.kind, "number": found.number.as_ref().map(|(_, number)| &number.canonical),
        "date": found.date.as_ref().map(|(_, day)| day), "issuer": issuer,
        "title": found.title.as_ref().map(|place| &text[place.clone()]), "year": found.year, "flags": flags,
    })
}

fn check(cases: &[Value], known: &mut dyn FnMut() -> KnownTitles) -> (usize, Vec<String>) {
    let mut wrong = Vec::new();
    let mut count = 0;
    let mut titles = KnownTitles::new();
    for case in cases {
        let source = case["in"].as_str().unwrap();
        let view = View::of(source);
        titles.extend(known());
        let got: Vec<Value> = find_with(view.text(), &mut titles)
            .iter()
            .map(|found| as_json(view.text(), found))
            .collect();
        count += case["expect"].as_array().unwrap().len();
        let got = Value::from(got);
        if !shared::is_subset(&case["expect"], &got) {
            wrong.push(format!("{source}\n  want {}\n  got  {got}", case["expect"]));
        }
    }
    (count, wrong)
}

#[test]
fn the_shared_citations_are_found() {
    let Some(tests) = shared::json("bench/grammar-tests.json") else {
        return;
    };
    let table = &tests["citations"];
    let mut wrong = Vec::new();
    for set in ["positive", "negative"] {
        for case in table[set].as_array().unwrap() {
            wrong.extend(check(std::slice::from_ref(case), &mut KnownTitles::new).1);
        }
    }
    assert_eq!(table["positive"].as_array().unwrap().len(), 33);
    assert_eq!(table["negative"].as_array().unwrap().len(), 14);
    assert!(
        wrong.is_empty(),
        "{} of 47:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_citations_of_the_real_lines_are_found() {
    let Some(tests) = shared::json("bench/grammar-tests.json") else {
        return;
    };
    let cases = tests["citations"]["real_excerpts"]["cases"]
        .as_array()
        .unwrap();
    let (count, wrong) = check(cases, &mut KnownTitles::new);
    assert_eq!((cases.len(), count), (31, 46));
    assert!(
        wrong.is_empty(),
        "{} of 31 lines:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn a_mention_in_a_title_is_nested() {
    let text = "Căn cứ Kế hoạch số 199-KH/TU ngày 21/9/2023 của Ban Thường vụ Tỉnh ủy triển khai Kết luận số 57-KL/TW;";
    let found = find(text);
    assert_eq!(
        found
            .iter()
            .map(|found| (found.role, found.inside))
            .collect::<Vec<_>>(),
        [(Role::Basis, None), (Role::Nested, Some(0))]
    );
}

#[test]
fn laws_by_name_need_a_date_and_do_not_run_into_each_other() {
    let names = |text: &str| -> Vec<String> {
        find(text)
            .iter()
            .filter_map(|found| found.title.clone())
            .map(|place| text[place].to_owned())
            .collect()
    };
    assert_eq!(names("Luật Đất đai, Luật Nhà ở năm 2023"), ["Luật Nhà ở"]);
    assert_eq!(
        names("Luật Cán bộ, công chức năm 2008"),
        ["Luật Cán bộ, công chức"]
    );
    assert_eq!(names("theo Luật Đầu tư công. Ngày 05/4/2016"), [""; 0]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_and_places_are_true(pieces in prop::collection::vec(
        "Quyết định số |Luật |ngày 14/9/2022 |của Bộ Nội vụ |về việc |1079/QĐ-TTg|57-KL/TW|, |; |và |\\(|\\)|. |năm 2015|\\PC{0,6}", 0..14)
    ) {
        let text = pieces.concat();
        for found in find(&text) {
            prop_assert!(text.get(found.span.clone()).is_some());
            for place in [found.title, found.date.map(|(place, _)| place), found.number.map(|(place, _)| place)].into_iter().flatten() {
                prop_assert!(text.get(place.clone()).is_some() && found.span.start <= place.start && place.end <= found.span.end);
            }
        }
    }
}

/// Most write the date behind the number; some behind the issuer.
#[test]
fn a_date_behind_the_issuer_is_the_documents() {
    let text = "Căn cứ Quyết định số 12/QĐ-TTg của Thủ tướng Chính phủ ngày 05/3/2021 phê duyệt Đề án mẫu;";
    let found = reading::grammar::citation::find(text);
    let (place, day) = found[0].date.clone().expect("a date");
    assert_eq!(&text[place], "05/3/2021");
    assert_eq!(day.to_string(), "2021-03-05");
    let title = found[0].title.clone().expect("a title");
    assert!(text[title].starts_with("phê duyệt Đề án mẫu"));
}
