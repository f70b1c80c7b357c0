//! An inspectorate takes the log along and checks it without Dondoc's database; an earlier day of
//! the register; the limits of the house.

use std::fmt::Write as _;

use std::io::BufReader;

use axum::http::StatusCode;
use chrono::Duration;
use dondoc_core::event::verify::{Anchor, Fault};
use dondoc_server::log_export::{Checked, check};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::app::TestApp;

fn checked(file: &[u8], known: &[Anchor]) -> Checked {
    check(BufReader::new(file), known).expect("it is read")
}

fn lines(file: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(file).expect("text");
    let line = |line: &str| serde_json::from_str(line).expect("JSON");
    text.lines().map(line).collect()
}

fn bytes_of(hex: &str) -> Vec<u8> {
    let pair = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal");
    (0..hex.len()).step_by(2).map(pair).collect()
}

/// The hash as the explanation in the file tells to compute it: nothing of Dondoc's is used.
fn by_hand(event: &Value) -> String {
    let mut all = Vec::new();
    let mut put = |field: Option<Vec<u8>>| match field {
        None => all.push(0),
        Some(bytes) => {
            all.push(1);
            all.extend((bytes.len() as u64).to_be_bytes());
            all.extend(bytes);
        }
    };
    let number = |value: &Value| value.as_i64().map(|it| it.to_be_bytes().to_vec());
    let text = |value: &Value| value.as_str().map(|it| it.as_bytes().to_vec());
    let at = event["at"].as_str().expect("an instant");
    let at: chrono::DateTime<chrono::Utc> = at.parse().expect("an instant");
    put(event["previous_hash"].as_str().map(bytes_of));
    put(number(&event["id"]));
    put(Some(at.timestamp_micros().to_be_bytes().to_vec()));
    put(number(&event["subject_id"]));
    put(number(&event["actor_id"]));
    put(number(&event["unit_id"]));
    for field in ["actor", "kind", "subject", "before", "after", "proof"] {
        put(text(&event[field]));
    }
    let hash = Sha256::digest(&all);
    hash.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[tokio::test]
async fn the_log_is_taken_along_and_checked_elsewhere() {
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let mut lan = house.signed_in().await;
    let page = lan.get("/events").await;
    let files = page.attributes("main a[download]", "href");
    assert_eq!(files.len(), 3, "{files:?}");
    assert!(page.text().contains("dondoc log check"), "how to check it");
    let file = lan.get("/events/export.jsonl").await;
    assert_eq!(file.status, StatusCode::OK);
    let Checked::Whole { count, last, gaps } = checked(&file.bytes, &[]) else {
        panic!("{:?}", checked(&file.bytes, &[]));
    };
    assert!(!gaps && count > 20);
    let all = lines(&file.bytes);
    assert_eq!(all.len(), count + 1);
    assert_eq!(all[0]["end"], last.to_string());
    for event in &all[1..] {
        assert_eq!(event["hash"], by_hand(event), "{event}");
    }

    // One letter changed, one line left out, the end cut off: each is found.
    let text = file.text();
    let altered = text.replacen("Nguyễn Thị Lan", "Nguyễn Thị Hoa", 1);
    let altered = checked(altered.as_bytes(), &[]);
    assert!(
        matches!(
            altered,
            Checked::Broken {
                fault: Fault::Altered,
                ..
            }
        ),
        "{altered:?}"
    );
    let mut short: Vec<&str> = text.lines().collect();
    short.remove(5);
    let short = checked(short.join("\n").as_bytes(), &[]);
    let fault = Fault::Missing;
    assert!(
        matches!(short, Checked::Broken { at, fault: it } if at == 6 && it == fault),
        "{short:?}"
    );
    let cut: Vec<&str> = text.lines().take(10).collect();
    let cut = checked(cut.join("\n").as_bytes(), &[]);
    assert_eq!(cut, Checked::Broken { at: 10, fault });
    let other = Anchor {
        hash: "0".repeat(64),
        ..last
    };
    let replaced = checked(&file.bytes, &[other]);
    assert!(
        matches!(
            replaced,
            Checked::Broken {
                fault: Fault::Replaced,
                ..
            }
        ),
        "{replaced:?}"
    );
    assert_eq!(checked(b"{}", &[]), Checked::Unread { line: 1 });

    let table = lan.get("/events/export.csv").await;
    let mut rows = csv::Reader::from_reader(table.bytes.as_slice());
    assert_eq!(rows.records().count(), count);
    let book = lan.get("/events/export.xlsx").await;
    let cursor = std::io::Cursor::new(book.bytes);
    let mut book: calamine::Xlsx<_> = calamine::Reader::new(cursor).expect("it opens");
    let names = calamine::Reader::sheet_names(&book);
    assert_eq!(names, ["Nhật ký", "Cách kiểm tra"]);
    let range = calamine::Reader::worksheet_range(&mut book, "Nhật ký").expect("the sheet");
    assert_eq!(range.height(), count + 1);
}

#[tokio::test]
async fn the_log_is_filtered_by_plan_unit_and_days() {
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let mut lan = house.signed_in().await;
    let of_plan = lan.get("/events/export.jsonl?plan=1").await;
    let checked = checked(&of_plan.bytes, &[]);
    let Checked::Whole {
        count, gaps: true, ..
    } = checked
    else {
        panic!("{checked:?}");
    };
    assert!(count > 0);
    for event in &lines(&of_plan.bytes)[1..] {
        assert!(["plan", "task", "obligation"].contains(&event["subject"].as_str().expect("one")));
    }
    let shown = lan.get("/events?plan=1").await;
    assert_eq!(shown.all("tbody tr").len(), count.min(100));
    let later = lan.get("/events/export.jsonl?from=2030-01-01").await;
    assert_eq!(lines(&later.bytes).len(), 1, "only the head");
    let none = lan.get("/events?from=2030-01-01").await;
    assert!(none.one(".empty").contains("Nới khoảng ngày"));
    let nobody = lan.get("/events?unit=khong-co").await;
    assert!(nobody.one(".error").contains("Không có đơn vị"));
}

#[tokio::test]
async fn the_register_is_read_as_of_an_earlier_day() {
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let mut lan = house.signed_in().await;
    let today = lan.get("/register").await;
    let total = today.all(".sums .count");
    house.wait(Duration::days(3));
    let reader = house.app.db().read().await.expect("a reader");
    let overdue = dondoc_core::obligation::find(&reader, 1)
        .await
        .expect("one");
    drop(reader);
    let to = "/obligations/1/completion";
    let version = overdue.version.to_string();
    let fields = [("version", version.as_str()), ("on", "2026-03-13")];
    let done = lan.post(to, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let now = lan.get("/register").await;
    assert_ne!(now.all(".sums .count"), total, "something is done now");
    let then = lan.get("/register?ngay=2026-03-10").await;
    assert_eq!(then.status, StatusCode::OK, "{}", then.text());
    assert_eq!(then.all(".sums .count"), total, "and was not then");
    assert!(then.one("#register .notice").contains("10/3/2026"));
    // Page by page nothing is lost, and each filter leaves what it says.
    let (mut to, mut rows) = ("/register?ngay=2026-03-10".to_owned(), 0);
    loop {
        let page = lan.get(&to).await;
        rows += page.all("#register tbody tr").len();
        match page.attributes("a[rel=next]", "href").first() {
            Some(next) => next.clone_into(&mut to),
            None => break,
        }
    }
    assert_eq!(rows.to_string(), total[0].replace('.', ""));
    let late = lan.get("/register?ngay=2026-03-10&status=overdue").await;
    let class = late.all("#register tbody tr").len();
    assert!(class > 0 && class < rows);
}

#[tokio::test]
async fn an_administrator_limits_the_extensions() {
    let house = TestApp::new().await;
    let mut lan = house.signed_in().await;
    let page = lan.get("/settings").await;
    assert!(
        page.attributes("main a", "href")
            .contains(&"/settings/house".to_owned())
    );
    let form = lan.get("/settings/house").await;
    assert_eq!(form.attributes("#extensions", "value"), ["1"]);
    let wrong = lan.post("/settings/house", &[("extensions", "21")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.attributes("#extensions", "value"), ["21"]);
    let saved = lan.post("/settings/house", &[("extensions", "3")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let form = lan.follow("/settings/house").await;
    assert_eq!(form.attributes("#extensions", "value"), ["3"]);
    let log = lan.get("/events").await;
    assert!(log.text().contains("thiết lập") || log.text().contains("Thiết lập"));
}
