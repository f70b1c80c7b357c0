//! A reporting regime from its form to the consolidated report of a closed period.

use axum::http::StatusCode;
use chrono::Duration;

use scraper::{ElementRef, Selector};

use crate::app::{Browser, Page, TestApp};

async fn goes(browser: &mut Browser<'_>, to: &str, fields: &[(&str, &str)]) -> Page {
    let sent = browser.post(to, fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{to}: {}", sent.text());
    let at = sent.location().expect("a page");
    browser.get(at.split('#').next().unwrap_or(&at)).await
}

fn regime<'a>(cycle: &'a str, plan: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("title", "Báo cáo kết quả thực hiện kế hoạch"),
        ("kind", "periodic"),
        ("cycle", cycle),
        ("first_day", "2026-03-01"),
        ("plan", plan),
        ("group", ""),
        ("receiver", "UBND tỉnh"),
        ("closing", "14"),
        ("grace_commune", "3"),
        ("grace_department", "6"),
        ("grace_province", "11"),
    ]
}

fn value(page: &Page, selector: &str) -> String {
    let found = page.attributes(selector, "value");
    found
        .first()
        .unwrap_or_else(|| panic!("no {selector} in\n{}", page.text()))
        .clone()
}

/// A monthly regime on the demo's plan; the address of its one period, which runs until 14/3.
async fn begun(browser: &mut Browser<'_>) -> String {
    let page = goes(browser, "/reports/regimes", &regime("month", "1")).await;
    let periods = page.attributes("main table a[href^='/reports/']", "href");
    assert_eq!(periods.len(), 1, "{}", page.text());
    periods[0].clone()
}

#[tokio::test]
async fn the_cycle_is_asked_and_never_guessed() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let mut browser = app.signed_in().await;
    let empty = browser.get("/reports").await;
    assert!(empty.text().contains("Chưa có chế độ báo cáo nào"));
    let form = browser.get("/reports/regimes/new?plan=1").await;
    let chosen = form.attributes("#cycle option[selected]", "value");
    assert!(chosen.is_empty(), "{chosen:?}");
    let refused = browser.post("/reports/regimes", &regime("", "1")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.one("[role=alert]").contains("phải có tần suất"));
    assert_eq!(
        value(&refused, "#title"),
        "Báo cáo kết quả thực hiện kế hoạch"
    );
}

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "the whole life of one period, in order"
)]
async fn a_period_is_handed_in_closed_and_composed() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let mut browser = app.signed_in().await;
    let at = begun(&mut browser).await;
    let period = browser.get(&at).await;
    assert_eq!(period.status, StatusCode::OK);
    let units = period.attributes("main table a[href^='/unit-reports/']", "href");
    assert!(units.len() > 10, "{units:?}");
    assert!(period.all("form[action$='/freezing']").is_empty());

    // A unit's report is filled, kept, handed in, returned, handed in again, accepted.
    let mine = units[0].clone();
    let form = browser.get(&mine).await;
    let mut words = vec![
        ("version", "1"),
        ("results", "Đã mở 2 lớp tập huấn"),
        ("difficulties", "Thiếu kinh phí"),
        ("proposals", "Đề nghị bổ sung"),
        ("next_steps", "Tiếp tục tập huấn"),
        ("said_by", ""),
    ];
    assert!(form.text().contains("nhiệm vụ chưa có nội dung báo cáo"));
    let kept = goes(&mut browser, &format!("{mine}/draft"), &words).await;
    assert!(kept.one("#results").contains("Đã mở 2 lớp tập huấn"));
    words[0].1 = "2";
    let nobody = browser.post(&format!("{mine}/submission"), &words).await;
    assert!(nobody.text().contains("người chịu trách nhiệm"));
    words[5].1 = "Trần Văn Bình";
    goes(&mut browser, &format!("{mine}/submission"), &words).await;
    let judgement = format!("{mine}/judgement");
    let returned = [
        ("version", "3"),
        ("accept", "false"),
        ("note", "Thiếu số liệu"),
    ];
    let back = goes(&mut browser, &judgement, &returned).await;
    assert!(back.text().contains("Thiếu số liệu"));
    words[0].1 = "4";
    goes(&mut browser, &format!("{mine}/submission"), &words).await;
    let accepted = [("version", "5"), ("accept", "true")];
    goes(&mut browser, &judgement, &accepted).await;

    // The day after the cut-off the figures are closed.
    app.wait(Duration::days(6));
    let period = browser.get(&at).await;
    let version = value(&period, "form[action$='/freezing'] [name=version]");
    let report = goes(
        &mut browser,
        &format!("{at}/freezing"),
        &[("version", &version)],
    )
    .await;
    assert_eq!(report.status, StatusCode::OK);
    let text = report.text();
    assert!(text.contains("Đến hết ngày 14/3/2026"), "{text}");
    assert!(text.contains("Đã mở 2 lớp tập huấn") && text.contains("Trần Văn Bình"));
    assert!(
        text.contains(&format!("1/{} đơn vị đã gửi", units.len())),
        "{text}"
    );

    // Every row of a table sums, and so does every column.
    let rows = numbers(&report, "#numbers tbody tr");
    assert!(rows.len() > units.len(), "{rows:?}");
    for row in &rows {
        assert_eq!(row[0], row[1..].iter().sum::<i64>(), "{row:?}");
    }
    let tables = numbers(&report, "#numbers tbody tr:not(.total)");
    let totals = numbers(&report, "#numbers tbody tr.total");
    for column in 0..7 {
        let parts: i64 = tables.iter().map(|row| row[column]).sum();
        assert_eq!(parts, totals.iter().map(|row| row[column]).sum::<i64>());
    }
    // A number leads to its lines, and these to their obligations.
    let link = report.attributes("#numbers tr.total a", "href").remove(0);
    let led = numbers(&report, "#numbers tr.total").remove(0)[0];
    let lines = browser.get(&link).await;
    let rows = lines.attributes("main tbody a[href^='/obligations/']", "href");
    assert_eq!(rows.len(), usize::try_from(led).expect("a number"));
    assert_eq!(browser.get(&rows[0]).await.status, StatusCode::OK);

    // The officer's words survive, a hidden part is left out of the files.
    let edit = [
        ("version", "0"),
        ("heading", "Đánh giá chung"),
        ("text", "Tiến độ cơ bản bảo đảm."),
    ];
    let edited = goes(&mut browser, &format!("{at}/sections/overview"), &edit).await;
    assert!(edited.one("#overview").contains("Tiến độ cơ bản bảo đảm."));
    let hidden = [
        ("version", "0"),
        ("hidden", "true"),
        ("heading", ""),
        ("text", ""),
    ];
    goes(&mut browser, &format!("{at}/sections/money"), &hidden).await;
    let moved = goes(
        &mut browser,
        &format!("{at}/sections/numbers/up"),
        &[("version", "0")],
    )
    .await;
    let order = moved.attributes("main section.report-part", "id");
    assert_eq!(order[..2], ["numbers".to_owned(), "overview".to_owned()]);
    for (file, begins) in [
        ("bao-cao.xlsx", &b"PK"[..]),
        ("bao-cao.json", b"{"),
        ("bao-cao.docx", b"PK"),
        ("bao-cao.pdf", b"%PDF"),
        ("bao-cao.csv", b"\xef\xbb\xbf"),
    ] {
        let sent = browser.get(&format!("{at}/files/{file}")).await;
        assert_eq!(sent.status, StatusCode::OK, "{file}");
        assert!(sent.bytes.starts_with(begins), "{file}");
    }
    let json = browser.get(&format!("{at}/files/bao-cao.json")).await;
    let json: serde_json::Value = serde_json::from_slice(&json.bytes).expect("JSON");
    assert_eq!(json["lead"]["total"], led);
    assert_eq!(json["cutoff"], "2026-03-14");
}

/// The numbers of every row that a selector finds.
fn numbers(page: &Page, rows: &str) -> Vec<Vec<i64>> {
    let (rows, cells) = (Selector::parse(rows), Selector::parse("td.num"));
    let (rows, cells) = (rows.expect("a selector"), cells.expect("a selector"));
    let html = page.html();
    let number = |cell: ElementRef<'_>| -> i64 {
        let digits: String = cell.text().collect();
        digits.replace('.', "").trim().parse().expect("a number")
    };
    html.select(&rows)
        .map(|row| row.select(&cells).map(number).collect())
        .collect()
}

#[tokio::test]
async fn the_keeper_opens_what_has_begun() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let mut browser = app.signed_in().await;
    begun(&mut browser).await;
    let round = || dondoc_server::web::reports::keeper::round(&app.app);
    assert_eq!(round().await.expect("a round"), 0);
    app.wait(Duration::days(5));
    assert_eq!(round().await.expect("a round"), 1);
    assert_eq!(round().await.expect("a round"), 0);
}
