//! Reports, decisions, extensions: as a unit's officer, the coordinator and an auditor click.

use axum::http::StatusCode;
use dondoc_core::access::{Actor, Role};
use dondoc_core::db::sql;
use dondoc_core::obligation::{self, Class, Filter, Item, Sort, register};
use dondoc_core::plan;

use crate::app::{Browser, Page, TestApp};

/// Fields and files of a form, sent as a browser sends them.
pub async fn send(
    browser: &mut Browser<'_>,
    to: &str,
    fields: &[(&str, &str)],
    files: &[(&str, &str, &[u8])],
) -> Page {
    let edge = "rand-im-formular";
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!(
            "--{edge}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
        body.extend_from_slice(part.as_bytes());
    }
    for (name, file, bytes) in files {
        let part = format!(
            "--{edge}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(part.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{edge}--\r\n").as_bytes());
    let kind = format!("multipart/form-data; boundary={edge}");
    browser.send("POST", to, Some(kind), body).await
}

/// A row of the demo's register that a lead owes and that is open, with its unit.
async fn open_lead(app: &TestApp) -> Item {
    let reader = app.app.db().read().await.expect("a snapshot");
    let plans = plan::list(&reader, None, 1).await.expect("plans");
    let filter = Filter {
        plan: Some(plans[0].id),
        roles: vec![plan::draft::Role::Lead],
        classes: vec![Class::WithinTime],
        ..Filter::default()
    };
    let today = "2026-03-10".parse().expect("a day");
    let page = register::page(&reader, &filter, Sort::Task, None, 100, today).await;
    let mut items = page.expect("a page").items;
    items.retain(|item| item.rrule.is_none());
    items.remove(0)
}

async fn version(app: &TestApp, id: i64) -> String {
    let reader = app.app.db().read().await.expect("a snapshot");
    let part = obligation::find(&reader, id).await.expect("the part");
    part.version.to_string()
}

async fn class(app: &TestApp, id: i64) -> Class {
    let reader = app.app.db().read().await.expect("a snapshot");
    let part = obligation::find(&reader, id).await.expect("the part");
    let today = "2026-03-10".parse().expect("a day");
    part.facts().expect("facts").class(today)
}

fn hidden(page: &Page, form: &str, name: &str) -> String {
    let found = page.attributes(&format!("form[action$='{form}'] [name={name}]"), "value");
    found.first().expect("a hidden field").clone()
}

#[tokio::test]
async fn the_coordinator_enters_for_a_unit_and_confirms() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let item = open_lead(&app).await;
    let mut browser = app.signed_in().await;
    let to = format!("/obligations/{}", item.id);
    let task = browser.get(&format!("/tasks/{}", item.task_id)).await;
    assert!(task.attributes("td.act a.button", "href").contains(&to));
    let page = browser.get(&to).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    assert!(page.one("#report").contains(&item.unit_name));
    let reports = format!("{to}/reports");
    let mut fields = vec![
        ("version", hidden(&page, "/reports", "version")),
        ("base", hidden(&page, "/reports", "base")),
        ("narrative", "Đã tổ chức 3 lớp".to_owned()),
        ("done_on", "2026-03-08".to_owned()),
        ("links", "https://example.gov.vn/tin".to_owned()),
        ("said_by", "Trần Văn Bình".to_owned()),
    ];
    let sent =
        |fields: &[(&'static str, String)]| -> Vec<(&'static str, String)> { fields.to_vec() };
    let without_proof = sent(&fields);
    let pairs: Vec<(&str, &str)> = without_proof
        .iter()
        .map(|(n, v)| (*n, v.as_str()))
        .collect();
    let page = send(&mut browser, &reports, &pairs, &[]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.one("[role=alert]").contains("căn cứ"));
    assert_eq!(
        page.one("#narrative"),
        "Đã tổ chức 3 lớp",
        "nothing typed is lost"
    );
    fields.push(("proof_number", "125/BC-SVH".to_owned()));
    let pairs: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let photo = b"\x00\x01\x02 a drawing of a program nobody knows";
    let file = [("files", "anh.bin", &photo[..])];
    let page = send(&mut browser, &reports, &pairs, &file).await;
    assert_eq!(
        page.location().as_deref(),
        Some(to.as_str()),
        "{}",
        page.text()
    );
    assert_eq!(class(&app, item.id).await, Class::AwaitingConfirmation);
    let page = browser.get(&to).await;
    let entry = page.one(".history > li");
    for said in [
        "Trần Văn Bình",
        "Nhập thay",
        "125/BC-SVH",
        "100 %",
        "8/3/2026",
        "anh.bin",
    ] {
        assert!(entry.contains(said), "{said} is missing in {entry}");
    }
    let link = page.attributes(".history a[download]", "href").remove(0);
    let got = browser.get(&link).await;
    assert_eq!(got.bytes, photo);
    assert!(got.header("content-disposition").starts_with("attachment"));
    let judgements = format!("{to}/judgements");
    let confirm = [
        ("version", hidden(&page, "/judgements", "version")),
        ("act", "confirm".to_owned()),
        ("day", "2026-03-08".to_owned()),
    ];
    let pairs: Vec<(&str, &str)> = confirm.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let page = send(&mut browser, &judgements, &pairs, &[]).await;
    assert_eq!(
        page.location().as_deref(),
        Some(to.as_str()),
        "{}",
        page.text()
    );
    assert_eq!(class(&app, item.id).await, Class::DoneOnTime);
    let again = send(&mut browser, &judgements, &pairs, &[]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let events = browser.get("/events").await.text();
    assert!(events.contains("Báo cáo tiến độ") && events.contains("Xác nhận hoàn thành"));
}

#[tokio::test]
async fn the_second_of_two_finds_both_words_in_the_form() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let item = open_lead(&app).await;
    let (mut one, mut two) = (app.signed_in().await, app.signed_in().await);
    let to = format!("/obligations/{}", item.id);
    let reports = format!("{to}/reports");
    let seen = version(&app, item.id).await;
    let first = [
        ("version", seen.as_str()),
        ("base", "0"),
        ("narrative", "Người thứ nhất ghi"),
        ("difficulty", "Thiếu kinh phí"),
        ("proof_number", "1/BC"),
    ];
    let page = send(&mut one, &reports, &first, &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text());
    let second = [
        ("version", seen.as_str()),
        ("base", "0"),
        ("narrative", "Người thứ hai ghi"),
        ("result", "2 lớp tập huấn"),
        ("proof_number", "2/BC"),
    ];
    let letter = [("proof", "cong-van.txt", "Công văn số 2".as_bytes())];
    let page = send(&mut two, &reports, &second, &letter).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert_eq!(page.one("#narrative"), "Người thứ hai ghi");
    assert!(
        page.text().contains("Người thứ nhất ghi"),
        "theirs stands beside"
    );
    assert_eq!(page.one("#result"), "2 lớp tập huấn");
    assert_eq!(page.one("#difficulty"), "Thiếu kinh phí", "taken over");
    let kept = page.attributes("[name=kept]", "value");
    assert_eq!(kept.len(), 1, "the file sent is not lost");
    let merged = [
        ("version", hidden(&page, "/reports", "version")),
        ("base", hidden(&page, "/reports", "base")),
        ("narrative", "Cả hai".to_owned()),
        ("result", "2 lớp tập huấn".to_owned()),
        ("difficulty", "Thiếu kinh phí".to_owned()),
        ("kept", kept[0].clone()),
    ];
    let pairs: Vec<(&str, &str)> = merged.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let page = send(&mut two, &reports, &pairs, &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text());
    let history = two.get(&to).await.all(".history > li").join(" ");
    for said in ["Người thứ nhất ghi", "Cả hai", "cong-van.txt"] {
        assert!(history.contains(said), "{said} is missing in {history}");
    }
    // The hash of a file of others opens nothing.
    let stolen = [
        ("version", version(&app, item.id).await),
        ("narrative", "Lấy tệp".to_owned()),
        ("proof_number", "3/BC".to_owned()),
        ("kept", kept[0].clone()),
    ];
    let pairs: Vec<(&str, &str)> = stolen.iter().map(|(n, v)| (*n, v.as_str())).collect();
    send(&mut two, &reports, &pairs, &[]).await;
    let page = two.get(&to).await;
    assert_eq!(page.attributes(".history a[download]", "href").len(), 1);
}

#[tokio::test]
async fn a_classified_file_is_refused_and_nothing_of_it_is_kept() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let item = open_lead(&app).await;
    let mut browser = app.signed_in().await;
    let seen = version(&app, item.id).await;
    let fields = [
        ("version", seen.as_str()),
        ("narrative", "Gửi kèm văn bản"),
        ("proof_number", "1/BC"),
    ];
    let secret = "TỐI MẬT\n\nUBND TỈNH\nBÁO CÁO\nNội dung báo cáo của đơn vị.\n";
    let files = [
        ("files", "binh-thuong.txt", "Báo cáo thường".as_bytes()),
        ("files", "ten-mat.txt", secret.as_bytes()),
    ];
    let to = format!("/obligations/{}/reports", item.id);
    let page = send(&mut browser, &to, &fields, &files).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!page.text().contains("ten-mat"), "not even its name");
    assert_eq!(page.one("#narrative"), "Gửi kèm văn bản");
    assert_eq!(version(&app, item.id).await, seen, "nothing is stored");
    let sha = dondoc_core::document::Sha::of(secret.as_bytes());
    assert!(app.app.blobs().get(&sha).is_err(), "no bytes");
}

#[tokio::test]
async fn an_extension_is_asked_for_granted_and_shown_beside_the_plans_day() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let item = open_lead(&app).await;
    let mut browser = app.signed_in().await;
    let to = format!("/obligations/{}", item.id);
    let seen = version(&app, item.id).await;
    let early = [
        ("version", seen.as_str()),
        ("act", "extension"),
        ("day", "2026-03-01"),
        ("reason", "Chờ hướng dẫn"),
        ("number", "9/CV"),
    ];
    let page = send(&mut browser, &format!("{to}/extensions"), &early, &[]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.one("#reason-extension"), "Chờ hướng dẫn");
    let asked = [
        early[0],
        early[1],
        ("day", "2027-06-30"),
        early[3],
        early[4],
    ];
    let page = send(&mut browser, &format!("{to}/extensions"), &asked, &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text());
    let page = browser.get(&to).await;
    assert!(page.text().contains("Đề nghị gia hạn đang chờ quyết định"));
    let decision = page
        .attributes("form[action$='/decision']", "action")
        .remove(0);
    let grant = [
        ("version", hidden(&page, "/decision", "version")),
        ("act", "grant".to_owned()),
        ("day", "2027-06-30".to_owned()),
    ];
    let pairs: Vec<(&str, &str)> = grant.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let page = send(&mut browser, &decision, &pairs, &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text());
    let facts = browser.get(&to).await.one("dl.facts:not(.tight)");
    assert!(
        facts.contains("30/6/2027") && facts.contains("Thời hạn theo kế hoạch"),
        "{facts}"
    );
    let page = browser.get(&to).await;
    assert!(
        page.attributes("#day-extension", "name").is_empty(),
        "only one is allowed"
    );
}

/// The account of the test in another role.
async fn signed_in_as(app: &TestApp, role: Role) -> Browser<'_> {
    let who = Actor::system("test");
    let text = format!(
        "UPDATE account SET role = '{}' WHERE login = 'lan'",
        role.as_str()
    );
    let changed = app.app.db().write(&who, app.now(), move |tx| {
        Box::pin(async move { sql::execute(tx, &text, vec![]).await })
    });
    assert_eq!(changed.await.expect("a role"), 1);
    app.signed_in().await
}

#[tokio::test]
async fn who_only_reads_sees_no_forms_and_is_told_no() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let item = open_lead(&app).await;
    let seen = version(&app, item.id).await;
    let mut browser = signed_in_as(&app, Role::Auditor).await;
    let to = format!("/obligations/{}", item.id);
    let page = browser.get(&to).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.attributes("main form", "action").is_empty(), "no form");
    let task = browser.get(&format!("/tasks/{}", item.task_id)).await;
    assert!(task.attributes("main form", "action").is_empty(), "no form");
    let fields = [
        ("version", seen.as_str()),
        ("narrative", "x"),
        ("act", "confirm"),
    ];
    for way in ["reports", "judgements", "extensions"] {
        let page = send(&mut browser, &format!("{to}/{way}"), &fields, &[]).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{way}");
    }
    assert_eq!(version(&app, item.id).await, seen);
}

#[tokio::test]
async fn a_unit_sees_nothing_that_is_not_its_own() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let item = open_lead(&app).await;
    // The account belongs to no unit.
    let mut browser = signed_in_as(&app, Role::UnitOfficer).await;
    let page = browser.get("/").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    assert_eq!(page.one("h1"), "Việc của đơn vị");
    for to in [
        format!("/obligations/{}", item.id),
        format!("/tasks/{}", item.task_id),
        "/overview".to_owned(),
    ] {
        let page = browser.get(&to).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{to}");
    }
}

#[tokio::test]
async fn a_leader_begins_with_counts_that_sum_and_decides_extensions() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let item = open_lead(&app).await;
    let mut coordinator = app.signed_in().await;
    let to = format!("/obligations/{}", item.id);
    let seen = version(&app, item.id).await;
    let asked = [
        ("version", seen.as_str()),
        ("act", "extension"),
        ("day", "2027-06-30"),
        ("reason", "Chờ hướng dẫn của Bộ"),
        ("number", "9/CV"),
    ];
    let page = send(&mut coordinator, &format!("{to}/extensions"), &asked, &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text());
    let home = coordinator.get("/").await.text();
    assert!(
        home.contains("Chờ hướng dẫn của Bộ"),
        "the worklist shows the request"
    );
    let mut leader = signed_in_as(&app, Role::Leader).await;
    let page = leader.get("/").await;
    assert_eq!(page.one("h1"), "Tổng quan các kế hoạch");
    let counts = numbers(&page);
    assert_eq!(counts[0], counts[1..].iter().sum::<i64>());
    assert!(page.text().contains("Chờ hướng dẫn của Bộ"));
    let one = leader
        .get(&format!("/overview?plan={}", item.plan_id))
        .await;
    assert_eq!(numbers(&one)[0], counts[0], "there is one plan");
    let page = leader.get(&to).await;
    assert!(
        page.attributes("form[action$='/reports']", "action")
            .is_empty()
    );
    assert!(
        page.attributes("form[action$='/judgements']", "action")
            .is_empty()
    );
    let decision = page
        .attributes("form[action$='/decision']", "action")
        .remove(0);
    let refuse = [
        ("version", hidden(&page, "/decision", "version")),
        ("act", "refuse".to_owned()),
    ];
    let pairs: Vec<(&str, &str)> = refuse.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let page = send(&mut leader, &decision, &pairs, &[]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "no reason");
    let reasoned = [pairs[0], pairs[1], ("reason", "Không đủ căn cứ")];
    let page = send(&mut leader, &decision, &reasoned, &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text());
    let history = leader.get(&to).await.all(".history > li").join(" ");
    assert!(history.contains("Không đủ căn cứ"), "{history}");
}

fn numbers(page: &Page) -> Vec<i64> {
    let digits = |text: &String| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let counts = page.all(".sums .count");
    counts
        .iter()
        .map(|it| digits(it).parse().expect("a number"))
        .collect()
}

#[tokio::test]
async fn an_earlier_day_shows_the_plan_as_it_stood() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let item = open_lead(&app).await;
    let mut browser = app.signed_in().await;
    let one_plan = format!("/overview?plan={}", item.plan_id);
    let first = numbers(&browser.get(&one_plan).await);
    app.wait(chrono::Duration::days(2));
    let seen = version(&app, item.id).await;
    let done = [
        ("version", seen.as_str()),
        ("on", "2026-03-12"),
        ("note", "BC 1"),
    ];
    let to = format!("/obligations/{}/completion", item.id);
    browser.post(&to, &done).await;
    let then = browser.get(&format!("{one_plan}&ngay=2026-03-10")).await;
    assert_eq!(numbers(&then), first);
    let now = numbers(&browser.get(&one_plan).await);
    assert_ne!(now, first);
    assert_eq!(now[0], first[0]);
    let before = browser.get(&format!("{one_plan}&ngay=2026-03-09")).await;
    assert_eq!(numbers(&before)[0], 0, "there was no plan yet");
}
