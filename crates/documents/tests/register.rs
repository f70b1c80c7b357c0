//! What is written can be read back, and says what the register said.

mod sample;

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, DataType, Range, Reader, Xlsx};
use chrono::{Days, NaiveDate};
use documents::calendar::{self, Shape};
use documents::register::{Register, Status};
use documents::{Language, json, table, workbook};
use icalendar::parser::{read_calendar, unfold};
use proptest::prelude::*;
use sample::{day, noon, register};

fn sheets(register: &Register) -> Vec<(String, Range<Data>)> {
    let bytes = workbook::write(register, Language::Vietnamese, noon()).expect("a workbook");
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("Excel reads it");
    book.worksheets()
}

fn texts(row: &[Data]) -> Vec<String> {
    row.iter().map(ToString::to_string).collect()
}

/// Excel counts days from 30/12/1899; only a cell formatted as a date is one.
fn date(cell: &Data) -> Option<NaiveDate> {
    let Data::DateTime(moment) = cell else {
        return None;
    };
    let days = format!("{:.0}", moment.as_f64())
        .parse()
        .expect("whole days");
    day(1899, 12, 30).checked_add_days(Days::new(days))
}

#[test]
fn the_workbook_has_a_sheet_by_task_one_by_unit_and_sums() {
    let sheets = sheets(&register());
    let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Theo nhiệm vụ", "Theo đơn vị", "Tổng hợp"]);
}

#[test]
fn the_sheet_by_task_reads_back() {
    let register = register();
    let sheets = sheets(&register);
    let rows: Vec<&[Data]> = sheets[0].1.rows().collect();
    assert_eq!(texts(rows[1])[0], "BẢNG THEO DÕI THỰC HIỆN NHIỆM VỤ");
    assert_eq!(texts(rows[2])[0], register.title);
    assert_eq!(texts(rows[3])[0], "(Số liệu tính đến ngày 01/12/2023)");
    assert_eq!(texts(rows[4])[3], "Phân công");
    assert_eq!(texts(rows[5])[3..5], ["Đơn vị chủ trì", "Đơn vị phối hợp"]);
    let first = texts(rows[6]);
    assert_eq!(first[0..2], ["1", "III.1"]);
    assert_eq!(first[3], "Sở Thông tin và Truyền thông");
    assert_eq!(first[4], "Các Sở, ban, ngành; UBND các huyện, thành, thị");
    assert_eq!(first[5], "Đến ngày 30/9/2023");
    assert_eq!(date(&rows[6][6]), Some(day(2023, 9, 30)), "a real date");
    assert_eq!(first[8], "Quá hạn");
    assert_eq!(
        date(&rows[7][6]),
        Some(day(2023, 12, 14)),
        "before the 15th: the 14th is last"
    );
    assert_eq!(rows.len(), 6 + register.tasks.len());
}

#[test]
fn the_sheet_by_unit_lists_every_obligation() {
    let register = register();
    let sheets = sheets(&register);
    let rows: Vec<Vec<String>> = sheets[1].1.rows().skip(5).map(texts).collect();
    let owed: usize = register
        .tasks
        .iter()
        .map(|task| task.obligations.len())
        .sum();
    assert_eq!(rows.len(), owed);
    let mut units: Vec<&String> = rows.iter().map(|row| &row[1]).collect();
    let listed = units.clone();
    units.sort_by_key(|unit| vietnamese::key::fold(unit));
    assert_eq!(listed, units, "a unit's obligations stand together");
}

#[test]
fn the_sums_add_up() {
    let register = register();
    let sheets = sheets(&register);
    let mut want: BTreeMap<&str, f64> = BTreeMap::new();
    for obligation in register.tasks.iter().flat_map(|task| &task.obligations) {
        *want.entry(&obligation.unit).or_default() += 1.0;
    }
    let rows: Vec<&[Data]> = sheets[2].1.rows().skip(5).collect();
    let (all, units) = rows.split_last().expect("a last row");
    let number = |cell: &Data| cell.as_f64().expect("a number");
    for row in units {
        let unit = row[1].to_string();
        assert_eq!(want.remove(unit.as_str()), Some(number(&row[2])), "{unit}");
        assert!((number(&row[2]) - row[3..].iter().map(number).sum::<f64>()).abs() < 0.1);
    }
    assert!(want.is_empty());
    for column in 2..3 + Status::ALL.len() {
        let sum: f64 = units.iter().map(|row| number(&row[column])).sum();
        assert!((number(&all[column]) - sum).abs() < 0.1, "column {column}");
    }
}

#[test]
fn an_empty_register_is_still_a_workbook() {
    let mut register = register();
    register.tasks.clear();
    let sheets = sheets(&register);
    let sums: Vec<&[Data]> = sheets[2].1.rows().collect();
    assert_eq!(sums.last().expect("the sum")[2].as_f64(), Some(0.0));
}

#[test]
fn equal_input_gives_equal_bytes() {
    let write = || workbook::write(&register(), Language::Vietnamese, noon()).expect("a workbook");
    assert_eq!(write(), write());
}

#[test]
fn csv_reads_back_and_no_cell_runs() {
    let mut register = register();
    register.tasks[0].content = "=HYPERLINK(\"http://example.com\")".to_owned();
    let bytes = table::write(&register, Language::Vietnamese).expect("a table");
    let text = std::str::from_utf8(&bytes).expect("UTF-8");
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let owed: usize = register
        .tasks
        .iter()
        .map(|task| task.obligations.len().max(1))
        .sum();
    assert_eq!(rows.len(), owed);
    assert_eq!(&rows[0][3], "'=HYPERLINK(\"http://example.com\")");
    assert_eq!(&rows[0][7], "2023-09-30");
    assert!(
        rows.iter()
            .flatten()
            .all(|cell| !cell.starts_with(['=', '+', '-', '@']))
    );
}

#[test]
fn json_reads_back() {
    let register = register();
    let value: serde_json::Value = serde_json::from_slice(&json::write(&register)).expect("JSON");
    assert_eq!(value["format"], "dondoc-register/1");
    let back: Register = serde_json::from_value(value).expect("the register");
    assert_eq!(back, register);
}

#[test]
fn a_calendar_of_to_dos() {
    let text = calendar::write(&register(), Shape::Todo, Language::Vietnamese, noon());
    insta::assert_snapshot!(text.replace("\r\n", "\n"));
}

#[test]
fn a_calendar_reads_back() {
    let register = register();
    for shape in [Shape::Todo, Shape::Event] {
        let text = calendar::write(&register, shape, Language::Vietnamese, noon());
        let unfolded = unfold(&text);
        let calendar = read_calendar(&unfolded).expect("a calendar");
        let of = |name: &str| -> Vec<String> {
            let found = calendar.components.iter().map(|component| {
                component
                    .find_prop(name)
                    .map_or(String::new(), |found| found.val.to_string())
            });
            found.collect()
        };
        match shape {
            Shape::Todo => {
                assert_eq!(of("DUE"), ["20230930", "20231214", "", ""]);
                assert_eq!(of("DTSTART")[2], "20231220");
            }
            Shape::Event => assert_eq!(of("DTSTART"), ["20230930", "20231214", "20231220"]),
        }
        assert_eq!(
            of("RRULE")[2],
            "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=20"
        );
        assert!(of("UID").iter().all(|uid| uid.ends_with("@dondoc")));
    }
}

fn any_register() -> impl Strategy<Value = Register> {
    let text = prop_oneof![
        "\\PC{0,60}",
        any::<String>(),
        "[-=+@;,\\\\\r\n|&<>\"' ]{0,20}"
    ];
    proptest::collection::vec(
        (text.clone(), text.clone(), text, 0..12_usize, any::<bool>()),
        0..4,
    )
    .prop_map(|rows| {
        let mut register = register();
        let first = register.tasks[0].clone();
        register.tasks = rows
            .into_iter()
            .map(|(content, unit, written, status, inclusive)| {
                let mut task = first.clone();
                task.content.clone_from(&content);
                task.note = Some(content);
                task.lead = vec![unit.clone()];
                task.status = Status::ALL[status];
                task.obligations[0].unit = unit;
                let deadline = task.deadline.as_mut().expect("a deadline");
                deadline.rrule = Some(written.clone());
                deadline.text = written;
                deadline.inclusive = inclusive;
                task
            })
            .collect();
        register
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_register_is_written_and_read_back(register in any_register()) {
        let names: Vec<String> = sheets(&register).into_iter().map(|(name, _)| name).collect();
        prop_assert_eq!(names.len(), 3);
        let bytes = table::write(&register, Language::English).expect("a table");
        let mut reader = csv::Reader::from_reader(&bytes[3..]);
        let owed: usize = register.tasks.iter().map(|task| task.obligations.len().max(1)).sum();
        prop_assert_eq!(reader.records().filter_map(Result::ok).count(), owed);
        let back: Register = serde_json::from_slice(&json::write(&register)).expect("JSON");
        prop_assert_eq!(&back, &register);
        let text = calendar::write(&register, Shape::Todo, Language::English, noon());
        let unfolded = unfold(&text);
        let calendar = read_calendar(&unfolded).expect("a calendar");
        prop_assert_eq!(calendar.components.len(), register.tasks.len());
    }
}

#[test]
fn a_year_excel_does_not_know_leaves_the_cell_blank() {
    let mut register = register();
    let deadline = register.tasks[0].deadline.as_mut().expect("a deadline");
    deadline.due = NaiveDate::from_ymd_opt(1066, 10, 14);
    let sheets = sheets(&register);
    assert!(sheets[0].1.get((6, 6)).is_none_or(DataType::is_empty));
}
