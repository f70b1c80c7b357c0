//! The register: sums that add up, filters in the address, pages, files, completion.

use std::collections::BTreeSet;

use axum::http::StatusCode;

use crate::app::{Browser, Page, TestApp};

fn number(text: &str) -> i64 {
    text.chars()
        .filter(char::is_ascii_digit)
        .collect::<String>()
        .parse()
        .expect("a number")
}

/// The sums: the total first.
fn sums(page: &Page) -> Vec<i64> {
    page.all(".sums .count")
        .iter()
        .map(|text| number(text))
        .collect()
}

/// Walks through all pages and gives task and unit of every row.
async fn walk(browser: &mut Browser<'_>, from: &str) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    let mut to = from.to_owned();
    loop {
        let page = browser.get(&to).await;
        assert_eq!(page.status, StatusCode::OK, "{to}");
        let tasks = page.attributes("#register tbody td.task a", "href");
        let units = page.attributes("#register tbody td[data-label='Đơn vị'] a", "href");
        assert_eq!(tasks.len(), units.len());
        rows.extend(tasks.into_iter().zip(units));
        let Some(next) = page.attributes("#register a[rel=next]", "href").pop() else {
            return rows;
        };
        to = next;
    }
}

#[tokio::test]
async fn the_sums_add_up_and_each_leads_to_its_rows() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let mut browser = app.signed_in().await;
    let page = browser.get("/register").await;
    let sums = sums(&page);
    assert!(sums[0] > 100, "{sums:?}");
    assert_eq!(sums[0], sums[1..].iter().sum::<i64>());
    let links = page.attributes(".sums a", "href");
    for (link, count) in links.iter().zip(&sums) {
        let rows = walk(&mut browser, link).await;
        assert_eq!(i64::try_from(rows.len()), Ok(*count), "{link}");
    }
}

#[tokio::test]
async fn paging_shows_every_row_once_in_every_order() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let mut browser = app.signed_in().await;
    let total = sums(&browser.get("/register").await)[0];
    let mut sets = BTreeSet::new();
    for view in ["deadline", "task", "unit"] {
        let rows = walk(&mut browser, &format!("/register?view={view}")).await;
        assert_eq!(i64::try_from(rows.len()), Ok(total), "{view}");
        let mut sorted = rows;
        sorted.sort();
        sets.insert(sorted);
    }
    assert_eq!(sets.len(), 1, "the orders show the same rows");
}

#[tokio::test]
async fn filters_live_in_the_address_and_stay_in_the_links() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let mut browser = app.signed_in().await;
    let to = "/register?q=nang+cap&role=lead&status=within_time&view=task";
    let page = browser.get(to).await;
    assert_eq!(page.attributes("#q", "value"), ["nang cap"]);
    assert_eq!(page.attributes("#role option[selected]", "value"), ["lead"]);
    assert_eq!(page.attributes("#view option[selected]", "value"), ["task"]);
    let tasks = page.all("#register tbody td.task a");
    assert!(!tasks.is_empty());
    assert!(
        tasks.iter().all(|task| task.contains("Nâng cấp")),
        "{tasks:?}"
    );
    for link in page.attributes(".exports a", "href") {
        assert!(
            link.contains("q=nang%20cap") && link.contains("status=within_time"),
            "{link}"
        );
    }
    let written = browser.get("/register?q=n%C3%A2ng+c%E1%BA%A5p").await;
    assert_eq!(
        sums(&written)[0],
        sums(&browser.get("/register?q=nang+cap").await)[0]
    );
    let none = browser.get("/register?q=khongcogidau").await;
    assert!(none.one(".empty").starts_with("Không có dòng nào khớp"));
}

#[tokio::test]
async fn a_unit_page_keeps_leading_and_coordinating_apart() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let mut browser = app.signed_in().await;
    let page = browser.get("/units?q=so+noi+vu").await;
    let to = page
        .attributes(".unit-list a", "href")
        .pop()
        .expect("the unit");
    let page = browser.get(&to).await;
    assert_eq!(page.one("h1"), "Sở Nội vụ");
    let headings = page.all("main > h2");
    assert!(
        headings.starts_with(&["Chủ trì".to_owned(), "Phối hợp".to_owned()]),
        "{headings:?}"
    );
    for chunk in page.all(".sums") {
        assert!(!chunk.is_empty());
    }
}

#[tokio::test]
async fn the_files_hold_what_the_filter_shows() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let mut browser = app.signed_in().await;
    let rows = walk(&mut browser, "/register?role=lead").await.len();
    let csv = browser.get("/register/export.csv?role=lead").await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert!(
        csv.header("content-disposition")
            .contains("so-theo-doi.csv")
    );
    let mut reader = csv::Reader::from_reader(csv.bytes.as_slice());
    assert_eq!(reader.records().count(), rows);
    let json = browser.get("/register/export.json?role=lead").await;
    let json: serde_json::Value = serde_json::from_slice(&json.bytes).expect("JSON");
    let tasks = json["tasks"].as_array().expect("tasks");
    let parts = tasks
        .iter()
        .filter_map(|task| task["obligations"].as_array())
        .map(Vec::len);
    assert_eq!(parts.sum::<usize>(), rows);
    let xlsx = browser.get("/register/export.xlsx?role=lead").await;
    assert!(xlsx.bytes.starts_with(b"PK"));
    let ics = browser.get("/register/export.ics?role=lead").await.text();
    assert!(
        ics.starts_with("BEGIN:VCALENDAR") && ics.contains("BEGIN:VTODO"),
        "{ics}"
    );
    for missing in ["export.xml", "export.exe", "other.csv"] {
        let page = browser.get(&format!("/register/{missing}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{missing}");
    }
}

#[tokio::test]
async fn a_plan_goes_out_whole_and_as_its_own_text() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let mut browser = app.signed_in().await;
    let page = browser.get("/plans/1").await;
    let shown = page.all("main table tbody tr").len();
    let json = browser.get("/plans/1/export.json").await;
    let json: serde_json::Value = serde_json::from_slice(&json.bytes).expect("JSON");
    assert_eq!(json["tasks"].as_array().map(Vec::len), Some(shown));
    let xml = browser.get("/plans/1/export.xml").await;
    assert_eq!(xml.header("content-type"), "application/xml");
    assert!(xml.text().contains("<akomaNtoso"), "{}", xml.text());
    assert!(xml.text().contains("Nâng cấp mạng truyền số liệu"));
}

#[tokio::test]
async fn what_is_done_is_recorded_and_taken_back() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let mut browser = app.signed_in().await;
    let page = browser
        .get("/register?status=overdue&role=lead&view=task")
        .await;
    let to = page
        .attributes("#register tbody td.task a", "href")
        .remove(0);
    let task = browser.get(&to).await;
    let form = task
        .attributes("form[action$='/completion']", "action")
        .remove(0);
    let version = task
        .attributes("form[action$='/completion'] [name=version]", "value")
        .remove(0);
    let before = sums(&browser.get("/register").await);

    let future = [
        ("version", version.as_str()),
        ("on", "2026-03-11"),
        ("note", ""),
    ];
    let page = browser.post(&form, &future).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text().contains("tương lai"));

    let done = [
        ("version", version.as_str()),
        ("on", "2026-03-10"),
        ("note", "BC số 5"),
    ];
    let page = browser.post(&form, &done).await;
    assert_eq!(page.location().as_deref(), Some(to.as_str()));
    let task = browser.get(&to).await;
    assert!(task.text().contains("Xong quá hạn") && task.text().contains("BC số 5"));
    let after = sums(&browser.get("/register").await);
    assert_eq!((after[0], after[1]), (before[0], before[1] - 1));

    let again = browser.post(&form, &done).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert_eq!(again.one("h1"), "Có người vừa sửa mục này");

    let withdraw = task
        .attributes("form[action$='/withdrawal']", "action")
        .remove(0);
    let version = task
        .attributes("form[action$='/withdrawal'] [name=version]", "value")
        .remove(0);
    browser.post(&withdraw, &[("version", &version)]).await;
    assert_eq!(sums(&browser.get("/register").await), before);
    let events = browser.get("/events").await;
    assert!(events.text().contains("Ghi nhận hoàn thành"));
    assert!(events.text().contains("Bỏ ghi nhận hoàn thành"));
}

#[tokio::test]
async fn a_recurring_task_shows_its_next_day_and_goes_on_to_it() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let mut browser = app.signed_in().await;
    // "Định kỳ hằng quý, trước ngày 20 tháng cuối quý", in a plan of 2026; today is 10/3/2026.
    let page = browser.get("/register?to=2026-03-20").await;
    let days = page.all("#register td.when");
    assert!(!days.is_empty());
    assert_eq!(days[0], "định kỳ, kỳ tới trước 20/3/2026");
    let row = "#register tr:has(td.when) td.task a";
    let to = page.attributes(row, "href").remove(0);
    let total = sums(&browser.get("/register").await);
    let task = browser.get(&to).await;
    assert!(
        task.one(".facts")
            .contains("Các kỳ tới: 20/3/2026; 20/6/2026; 20/9/2026; 20/12/2026")
    );
    assert_eq!(task.all("form[action$=withdrawal]").len(), 0);
    let part = task
        .attributes("form[action$=completion]", "action")
        .remove(0);
    let version = task
        .attributes("form[action$=completion] [name=version]", "value")
        .remove(0);
    let form = [
        ("version", version.as_str()),
        ("on", "2026-03-09"),
        ("note", "BC 12"),
    ];
    browser.post(&part, &form).await;
    let task = browser.get(&to).await;
    let first = "table tbody tr:first-child";
    assert_eq!(
        task.one(&format!("{first} td[data-label='Tình trạng'] .sub")),
        "định kỳ, kỳ tới trước 20/6/2026"
    );
    assert_eq!(
        task.one(&format!("{first} .period")),
        "9/3/2026 định kỳ, kỳ 20/3/2026BC 12"
    );
    let after = sums(&browser.get("/register").await);
    assert_eq!(after[0], total[0], "one row, whatever the period");
    assert_eq!(after[0], after[1..].iter().sum::<i64>());
    let version = task.attributes(
        &format!("{first} form[action$=withdrawal] [name=version]"),
        "value",
    );
    browser
        .post(&format!("{part}/withdrawal"), &[("version", &version[0])])
        .await;
    let task = browser.get(&to).await;
    assert!(task.all(".period").is_empty());
    assert!(
        task.one(&format!("{first} td[data-label='Tình trạng'] .sub"))
            .ends_with("20/3/2026")
    );
}
