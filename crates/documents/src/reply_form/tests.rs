//! Forms out and back in.

use std::io::Cursor;

use chrono::{DateTime, NaiveDate};
use proptest::prelude::*;
use serde_json::json;

use super::cells::parse_day;
use super::{Answer, Form, FormError, State, Task, page, read, sign, words, workbook};
use crate::Language;
use crate::register::Role;

const KEY: &[u8] = b"the key of this installation, 32";

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn form(tasks: usize) -> Form {
    Form {
        id: "0190a0b0-0000-7000-8000-000000000001".to_owned(),
        unit: "UBND xã Quỳnh <Lưu> & \"Sơn\"".to_owned(),
        unit_code: "X01".to_owned(),
        made_on: day("2026-03-10"),
        reply_by: Some(day("2026-03-20")),
        words: Some("Kết quả quý I, số liệu đến 15/3".to_owned()),
        tasks: (0..tasks)
            .map(|at| Task {
                obligation: format!("obligation-{at}"),
                version: 3,
                plan: "123/KH-UBND".to_owned(),
                code: format!("III.{}", at + 1),
                text: format!("Tổ chức tuyên truyền </script><b>@data@ {at}"),
                role: Role::Lead,
                deadline: "Trước ngày 31/3/2026".to_owned(),
                last: "Đã có kế hoạch".to_owned(),
            })
            .collect(),
    }
}

fn book(form: &Form) -> Vec<u8> {
    workbook(form, Language::Vietnamese, KEY, DateTime::UNIX_EPOCH).expect("a workbook")
}

/// The workbook, with cells of its first sheet written over, as text.
fn typed(form: &Form, cells: &[(u32, u32, &str)]) -> Vec<u8> {
    use calamine::{Reader as _, Xlsx};
    let mut from: Xlsx<_> = Xlsx::new(Cursor::new(book(form))).expect("it opens");
    let mut into = rust_xlsxwriter::Workbook::new();
    for name in from.sheet_names() {
        let range = from.worksheet_range(&name).expect("a sheet");
        let sheet = into.add_worksheet();
        sheet.set_name(&name).expect("a name");
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let at = (
                top + u32::try_from(row).expect("small"),
                left + u32::try_from(column).expect("small"),
            );
            let at = (at.0, u16::try_from(at.1).expect("small"));
            sheet
                .write_string(at.0, at.1, value.to_string())
                .expect("a cell");
        }
        if name != super::HIDDEN {
            for (row, column, text) in cells {
                let column = u16::try_from(*column).expect("small");
                sheet.write_string(*row, column, *text).expect("a cell");
            }
        }
    }
    into.save_to_buffer().expect("a workbook")
}

#[test]
fn an_empty_form_says_nothing() {
    let form = form(3);
    let back = read(&book(&form), KEY).expect("ours");
    assert_eq!((back.form, back.unit), (form.id, form.unit_code));
    assert!(back.answers.is_empty() && back.faults.is_empty() && back.said_by.is_none());
}

#[test]
fn what_is_typed_comes_back_as_values() {
    let back = typed(
        &form(2),
        &[
            (3, 7, "Nguyễn Thị Lan, văn phòng"),
            (7, 7, "Đa\u{303} hoàn thành"),
            (7, 8, "100%"),
            (7, 9, "  Xong\r\nhết "),
            (7, 10, "ngày 5 tháng 3 năm 2026"),
        ],
    );
    let back = read(&back, KEY).expect("ours");
    assert_eq!(back.faults, []);
    assert_eq!(back.said_by.as_deref(), Some("Nguyễn Thị Lan, văn phòng"));
    let [answer] = back.answers.as_slice() else {
        panic!("one answer: {:?}", back.answers);
    };
    assert_eq!(answer.state, Some(State::Done));
    assert_eq!(answer.share, Some(100));
    assert_eq!(answer.narrative.as_deref(), Some("Xong\nhết"));
    assert_eq!(answer.done_on, Some(day("2026-03-05")));
}

#[test]
fn each_fault_names_its_place_and_the_rest_is_taken() {
    let back = typed(
        &form(3),
        &[
            (7, 7, "chắc là xong"),
            (8, 2, "III.9"),
            (8, 9, "chép lệch dòng"),
            (9, 9, "Đang làm"),
            (12, 9, "dòng thêm"),
        ],
    );
    let back = read(&back, KEY).expect("ours");
    let places: Vec<(u32, &str)> = back.faults.iter().map(|it| (it.row, it.reason)).collect();
    assert_eq!(
        places,
        [(8, "unknown_state"), (9, "row_changed"), (13, "extra_row")]
    );
    assert_eq!(back.answers.len(), 1);
    assert_eq!(back.answers[0].obligation, "obligation-2");
}

#[test]
fn a_form_of_another_house_or_altered_is_refused() {
    let form = form(1);
    assert_eq!(read(&book(&form), b"another"), Err(FormError::Foreign));
    let passport = form.passport().expect("json");
    let saved = json!({"dondoc": "reply", "passport": passport.replace("X01", "X02"),
        "signature": sign(&passport, KEY), "answers": []});
    assert_eq!(
        read(saved.to_string().as_bytes(), KEY),
        Err(FormError::Foreign)
    );
}

#[test]
fn other_files_are_not_forms() {
    for bytes in [
        &b""[..],
        b"PK\x03\x04 broken",
        b"{}",
        b"%PDF-1.7",
        b"{\"dondoc\":",
    ] {
        let error = read(bytes, KEY).expect_err("no form");
        assert!(
            matches!(error, FormError::NotAForm | FormError::Damaged),
            "{error}"
        );
    }
    let page = page(&form(1), Language::Vietnamese, KEY).expect("a page");
    assert_eq!(read(page.as_bytes(), KEY), Err(FormError::EmptyPage));
}

#[test]
fn the_page_reaches_for_nothing_and_runs_nothing_of_the_plan() {
    let page = page(&form(2), Language::Vietnamese, KEY).expect("a page");
    assert!(!page.contains("http://") && !page.contains("https://"));
    assert_eq!(page.matches("</script>").count(), 2);
    assert!(page.contains("&lt;/script&gt;&lt;b&gt;@data@ 0"));
}

#[test]
fn a_bomb_is_refused() {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("xl/workbook.xml", options).expect("a part");
    let block = vec![0_u8; 1 << 20];
    for _ in 0..80 {
        zip.write_all(&block).expect("zeros");
    }
    let bytes = zip.finish().expect("a file").into_inner();
    assert!(bytes.len() < 1 << 20);
    assert_eq!(read(&bytes, KEY), Err(FormError::TooLarge));
}

#[test]
fn days_are_read_as_people_and_spreadsheets_write_them() {
    for text in [
        "5/3/2026",
        "05-03-2026",
        "5.3.2026",
        "2026-03-05",
        "46086",
        "2026-03-05T00:00:00",
    ] {
        assert_eq!(parse_day(text), Ok(Some(day("2026-03-05"))), "{text}");
    }
    for text in [
        "31/2/2026",
        "tháng 3",
        "5/3/26",
        "1",
        "99999999",
        "5/3/1026",
    ] {
        assert!(parse_day(text).is_err(), "{text}");
    }
}

fn words_of_a_clerk() -> impl Strategy<Value = Option<String>> {
    let text = "[A-Za-zĐđƠơƯưàáảãạ0-9.,;:/<>&\"'=+@-]([ -~ạếộ\n]{0,40}[A-Za-zữ0-9])?";
    proptest::option::of(text.prop_map(|text: String| text.trim().to_owned()))
        .prop_map(|text| text.filter(|it| !it.is_empty()))
}

fn answer() -> impl Strategy<Value = Answer> {
    let days = (0_i64..3_000).prop_map(|days| day("2020-01-01") + chrono::Duration::days(days));
    (
        proptest::option::of(0_usize..3),
        proptest::option::of(0_u8..=100),
        words_of_a_clerk(),
        days,
        words_of_a_clerk(),
        words_of_a_clerk(),
    )
        .prop_map(|(state, share, narrative, day, result, difficulty)| {
            let state = state.map(|at| State::ALL[at]);
            let done = state == Some(State::Done);
            Answer {
                state,
                share: if done { share.map(|_| 100) } else { share },
                narrative,
                done_on: done.then_some(day),
                result,
                difficulty,
                ..Answer::default()
            }
        })
}

/// As somebody types it.
fn fields(answer: &Answer) -> [String; 6] {
    let words = words::of(Language::Vietnamese);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        answer
            .state
            .map(|it| words.state(it).to_owned())
            .unwrap_or_default(),
        answer.share.map(|it| format!("{it}%")).unwrap_or_default(),
        text(&answer.narrative),
        answer.done_on.map(crate::words::date).unwrap_or_default(),
        text(&answer.result),
        text(&answer.difficulty),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_is_filled_in_is_what_is_read(answers in proptest::collection::vec(answer(), 1..6)) {
        let form = form(answers.len());
        let mut expected = Vec::new();
        let mut cells = Vec::new();
        let mut rows = Vec::new();
        for (at, answer) in answers.iter().enumerate() {
            let answer = Answer { obligation: format!("obligation-{at}"), version: 3, ..answer.clone() };
            let typed = fields(&answer);
            for (column, text) in (7_u32..).zip(&typed) {
                if !text.is_empty() {
                    cells.push((7 + u32::try_from(at).expect("small"), column, text.clone()));
                }
            }
            let [state, share, narrative, done_on, result, difficulty] = typed;
            rows.push(json!({"row": at, "state": state, "share": share, "narrative": narrative,
                "done_on": done_on, "result": result, "difficulty": difficulty}));
            if !answer.is_empty() {
                expected.push(answer);
            }
        }
        let cells: Vec<(u32, u32, &str)> = cells.iter().map(|(r, c, t)| (*r, *c, t.as_str())).collect();
        let back = read(&typed(&form, &cells), KEY).expect("ours");
        prop_assert_eq!(&back.faults, &Vec::new());
        prop_assert_eq!(&back.answers, &expected);
        let passport = form.passport().expect("json");
        let saved = json!({"dondoc": "reply", "passport": passport,
            "signature": sign(&passport, KEY), "answers": rows});
        let back = read(saved.to_string().as_bytes(), KEY).expect("ours");
        prop_assert_eq!(&back.answers, &expected);
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes, KEY);
    }
}
