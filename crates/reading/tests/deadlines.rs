//! Deadlines: the shared table, the gold of the real plans, and prose.

#![expect(
    clippy::unwrap_used,
    reason = "a test may stop where a file is not as it should be"
)]

mod shared;

use chrono::NaiveDate;
use reading::draft::{Certainty, DeadlineKind};
use reading::grammar::deadline::{
    Clause, DateContext, DateFault, DeadlineValue, faults, find_in, parse,
};
use serde_json::{Value, json};
use vietnamese::View;

fn context(issued: &str) -> DateContext {
    let issue_date: Option<NaiveDate> = issued.parse().ok();
    DateContext {
        issue_date,
        plan_year: issued[..4].parse().ok(),
    }
}

#[test]
fn the_shared_deadlines_parse() {
    let Some(tests) = shared::json("bench/grammar-tests.json") else {
        return;
    };
    let table = &tests["dates_and_deadlines"];
    let context = context("2023-04-18");
    let mut wrong = Vec::new();
    let mut count = 0;
    for case in cases(table, "positive") {
        count += 1;
        let text = case["in"].as_str().unwrap();
        let found = parse(View::of(text).text(), &context);
        let got = found.as_ref().map_or(Value::Null, as_json);
        if !shared::is_subset(&case["expect"], &got) || latest(found.as_ref()) != case["latest"] {
            wrong.push(format!(
                "{text}\n  want {} latest {}\n  got  {got}",
                case["expect"], case["latest"]
            ));
        }
    }
    for case in cases(table, "negative") {
        count += 1;
        let text = case["in"].as_str().unwrap();
        if let Some(found) = parse(View::of(text).text(), &context) {
            wrong.push(format!(
                "{text} is none: {}\n  got {}",
                case["why"],
                as_json(&found)
            ));
        }
    }
    assert_eq!(count, 150);
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn cases<'t>(table: &'t Value, name: &str) -> &'t [Value] {
    table[name].as_array().unwrap()
}

fn latest(value: Option<&DeadlineValue>) -> Value {
    match value.map(|value| &value.clause) {
        Some(
            Clause::Due {
                day,
                inclusive: true,
                ..
            }
            | Clause::Span { end: day, .. },
        ) => json!(day),
        Some(Clause::Due { day, .. }) => json!(day.pred_opt()),
        _ => Value::Null,
    }
}

fn as_json(value: &DeadlineValue) -> Value {
    match &value.clause {
        Clause::Due {
            day,
            inclusive,
            time,
            approx,
        } => {
            let time = time.map(|time| time.format("%H:%M").to_string());
            json!({"kind": "due", "due": day, "inclusive": inclusive, "time": time, "approx": approx})
        }
        Clause::Span { start, end, approx } => {
            json!({"kind": "range", "start": start, "end": end, "approx": approx})
        }
        Clause::Recurring {
            rrule,
            inclusive,
            time,
            times_per_period,
            also_ad_hoc,
        } => {
            let time = time.map(|time| time.format("%H:%M").to_string());
            json!({"kind": "recurring", "rrule": rrule, "inclusive": inclusive, "time": time,
                   "times_per_period": times_per_period, "also_ad_hoc": also_ad_hoc})
        }
        Clause::Continuous { within } => {
            json!({"kind": "continuous", "start": within.map(|days| days.0), "end": within.map(|days| days.1)})
        }
        Clause::Relative {
            duration,
            working_days,
            before,
            anchor,
        } => {
            let direction = if *before { "before" } else { "after" };
            json!({"kind": "relative", "duration": duration, "working_days": working_days, "direction": direction, "anchor": anchor})
        }
        Clause::Event { trigger, .. } => json!({"kind": "event", "trigger": trigger}),
        Clause::Reference { reference } => json!({"kind": "reference", "ref": reference}),
        Clause::Open { start } => json!({"kind": "open", "start": start}),
        Clause::All(values) => {
            json!({"kind": "all", "parts": values.iter().map(as_json).collect::<Vec<_>>()})
        }
    }
}

#[test]
fn the_deadlines_of_the_gold_are_classed_like_the_gold() {
    let Some(folder) = shared::path("bench/gold") else {
        return;
    };
    let mut wrong = Vec::new();
    let mut count = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let gold: Value =
            serde_json::from_str(&std::fs::read_to_string(file.unwrap().path()).unwrap()).unwrap();
        let Some(issued) = gold["meta"]["date"].as_str() else {
            continue;
        };
        for task in gold["tasks"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|task| !task["deadline"].is_null())
        {
            count += 1;
            let want = &task["deadline"];
            let text = want["text"].as_str().unwrap();
            let found = parse(View::flowing(text).text(), &context(issued));
            let got = found
                .as_ref()
                .map_or(Value::Null, |value| json!([kind(value.kind), value.due]));
            if got != json!([want["kind"], want["due"]]) {
                wrong.push(format!(
                    "{}: {text}\n  want {} {}\n  got  {got}",
                    gold["doc"], want["kind"], want["due"]
                ));
            }
        }
    }
    println!(
        "deadlines: {} of {count} like the gold",
        count - wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn kind(kind: DeadlineKind) -> &'static str {
    match kind {
        DeadlineKind::Date => "date",
        DeadlineKind::Period => "period",
        DeadlineKind::Recurring => "recurring",
        DeadlineKind::Ongoing => "ongoing",
        DeadlineKind::Conditional => "conditional",
        DeadlineKind::Other => "other",
    }
}

#[test]
fn other_provinces_write_deadlines_so() {
    let context = context("2025-11-20");
    for (text, kind_wanted, due) in [
        ("Quí IV-2025", "period", Some("2025-12-31")),
        ("2026", "period", Some("2026-12-31")),
        ("Cả năm 2026", "period", Some("2026-12-31")),
        ("Tháng 11, tháng 12 năm 2025", "period", Some("2025-12-31")),
        ("Tháng 12/2025 - Quý I/2026", "period", Some("2026-03-31")),
        ("Từ năm 2026 đến 2030", "period", Some("2030-12-31")),
        ("Trong giai đoạn 2026 - 2030", "period", Some("2030-12-31")),
        ("Trong 6 tháng đầu năm 2026", "period", Some("2026-06-30")),
        ("Hoàn thành trong Quý I/2026", "date", Some("2026-03-31")),
        ("Xong trước 30/6/2026", "date", Some("2026-06-30")),
        ("Trước 30/6", "date", Some("2026-06-30")),
        ("Chậm nhất đến hết tháng 6/2026", "date", Some("2026-06-30")),
        ("Đến hết 2030", "date", Some("2030-12-31")),
        ("Vào cuối năm 2025", "date", Some("2025-12-31")),
        (
            "Hoàn thành trước ngày 15/12/2025, báo cáo UBND tỉnh",
            "date",
            Some("2025-12-15"),
        ),
        ("26/4 - 30/4/2026", "period", Some("2026-04-30")),
        ("28/12 – 03/01/2026", "period", Some("2026-01-03")),
        (
            "Từ ngày 26 đến ngày 30/4/2026",
            "period",
            Some("2026-04-30"),
        ),
        ("26-30/4/2026", "period", Some("2026-04-30")),
        ("Vòng 1: tháng 4/2026", "period", Some("2026-04-30")),
        (
            "Đợt 1: tháng 4/2026; Đợt 2: tháng 9/2026",
            "period",
            Some("2026-09-30"),
        ),
        (
            "Từ 10/12/2025, hoàn thành trước ngày 31/12/2025",
            "date",
            Some("2025-12-31"),
        ),
        ("Từ ngày 25/12/2025 đến hết chiến dịch", "conditional", None),
        ("Tháng 8, 9 hằng năm", "recurring", None),
        ("Quý II và IV hằng năm", "recurring", None),
        ("Hằng năm, giai đoạn 2026-2030", "recurring", None),
        ("Trong tháng 12 hằng năm", "recurring", None),
        ("Quý IV hằng năm", "recurring", None),
        ("6 tháng/1 lần", "recurring", None),
        ("Hằng năm (trước ngày 15/12)", "recurring", None),
        ("Từ năm 2026 trở đi", "ongoing", None),
        ("2026 và các năm tiếp theo", "ongoing", None),
        ("Thực hiện thường xuyên, liên tục", "ongoing", None),
        ("Ngay sau khi Kế hoạch được ban hành", "conditional", None),
        ("Theo tiến độ dự án", "conditional", None),
        (
            "Theo kế hoạch được duyệt, hoàn thành nhiệm vụ được giao",
            "conditional",
            None,
        ),
        (
            "Trong vòng 15 ngày kể từ ngày ban hành Kế hoạch này",
            "conditional",
            None,
        ),
    ] {
        let value = parse(text, &context).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(
            (
                kind(value.kind),
                value.due.map(|day| day.to_string()).as_deref()
            ),
            (kind_wanted, due),
            "{text}"
        );
    }
}

#[test]
fn a_year_that_nobody_wrote_is_inferred_or_missing() {
    let value = parse("trước ngày 15/12", &context("2023-04-18")).unwrap();
    assert_eq!(value.certainty, Certainty::Inferred);
    assert_eq!(parse("trước ngày 15/12", &DateContext::default()), None);
    let value = parse("trước ngày 15/12/2023", &DateContext::default()).unwrap();
    assert_eq!((value.certainty, value.inclusive), (Certainty::Read, false));
}

#[test]
fn deadlines_are_found_in_prose() {
    let text = "Sở Y tế xây dựng kế hoạch đến năm 2030, hoàn thành trước ngày 15/12/2025; định kỳ hằng quý \
                báo cáo trước ngày 20 tháng cuối quý theo Quyết định ngày 05/3/2024. Trong vòng 05 ngày làm \
                việc kể từ ngày nhận văn bản, trước hết là các xã.";
    let found = find_in(text, &context("2025-11-20"));
    let seen: Vec<_> = found
        .iter()
        .map(|(place, value)| (&text[place.clone()], kind(value.kind)))
        .collect();
    assert_eq!(
        seen,
        [
            ("hoàn thành trước ngày 15/12/2025", "date"),
            ("định kỳ hằng quý", "recurring"),
            ("trước ngày 20 tháng cuối quý", "recurring"),
            (
                "Trong vòng 05 ngày làm việc kể từ ngày nhận văn bản",
                "conditional"
            ),
        ]
    );
}

#[test]
fn dates_against_the_book_are_reported() {
    let text = "ngày 7/9/2015, 31/9/2023, ngày 5 tháng 12 năm 2013, 07/9/2015, ngày 21/2/2022, 15/2014/QĐ-UBND, 24/7";
    let seen: Vec<_> = faults(text)
        .into_iter()
        .map(|(place, fault)| (&text[place], fault))
        .collect();
    assert_eq!(
        seen,
        [
            ("7/9/2015", DateFault::LeadingZero),
            ("31/9/2023", DateFault::NoSuchDay),
            ("5 tháng 12 năm 2013", DateFault::LeadingZero),
            ("21/2/2022", DateFault::LeadingZero),
        ]
    );
}
