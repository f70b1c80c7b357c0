//! Every page in both languages: no text missing, nothing left unfilled.

use axum::http::StatusCode;
use regex::Regex;
use scraper::Selector;

use crate::app::{Page, TestApp};

const PAGES: [&str; 25] = [
    "/",
    "/plans",
    "/plans/1",
    "/register",
    "/register?view=unit&status=overdue",
    "/register?view=task&q=so",
    "/register?q=khongcogidau",
    "/units",
    "/units?q=noi+vu&on=2026-01-01",
    "/units?q=khongcogidau",
    "/units/directories",
    "/units/new",
    "/units/imports/new",
    "/units/4/edit",
    "/groups/new",
    "/groups/2/edit",
    "/units/directories?tinh=nghe-an",
    "/units/4",
    "/groups",
    "/events",
    "/settings",
    "/settings?saved=1",
    "/imports/new",
    "/tasks/1",
    "/nowhere",
];

/// Texts of a page, and of attributes that people meet.
fn texts(page: &Page) -> Vec<String> {
    let html = page.html();
    let mut texts: Vec<String> = html
        .root_element()
        .text()
        .map(|text| text.trim().to_owned())
        .collect();
    for (selector, attribute) in [
        ("[aria-label]", "aria-label"),
        ("[placeholder]", "placeholder"),
        ("[data-label]", "data-label"),
    ] {
        let selector = Selector::parse(selector).expect("a valid selector");
        let found = html
            .select(&selector)
            .filter_map(|element| element.attr(attribute));
        texts.extend(found.map(str::to_owned));
    }
    texts.retain(|text| !text.is_empty());
    texts
}

pub fn check(page: &Page, to: &str) {
    // A key without a text shows itself.
    let key = Regex::new("^[a-z]+(-[a-z0-9]+)+$").expect("a valid pattern");
    for text in texts(page) {
        assert!(!key.is_match(&text), "{to} shows a key: {text}");
        assert!(
            !text.contains("{ $") && !text.contains("{$"),
            "{to} is unfilled: {text}"
        );
    }
    assert!(!page.one("h1").is_empty(), "{to}");
    assert!(!page.one("title").starts_with('·'), "{to}");
}

#[tokio::test]
async fn every_page_speaks_both_languages_with_data_and_without() {
    for with_data in [false, true] {
        let app = TestApp::new().await;
        if with_data {
            app.with_demo_data().await;
        }
        let mut browser = app.signed_in().await;
        for lang in ["vi", "en"] {
            browser.post("/appearance", &[("lang", lang)]).await;
            for to in PAGES {
                let page = browser.get(to).await;
                let is_thing = to.ends_with(|c: char| c.is_ascii_digit()) && !to.contains('?');
                let is_thing = is_thing || to.ends_with("/edit");
                let missing = to == "/nowhere" || (is_thing && !with_data);
                let expected = if missing {
                    StatusCode::NOT_FOUND
                } else {
                    StatusCode::OK
                };
                assert_eq!(page.status, expected, "{to}");
                assert_eq!(page.attributes("html", "lang"), [lang], "{to}");
                check(&page, to);
            }
        }
    }
}

#[tokio::test]
async fn the_worklist_shows_what_waits() {
    let app = TestApp::new().await;
    let mut browser = app.signed_in().await;
    let empty = browser.get("/").await;
    assert!(empty.text().contains("Bắt đầu từ một kế hoạch đã ký"));
    app.with_demo_data().await;
    let page = browser.get("/").await;
    assert_eq!(page.attributes(".files a.button", "href"), ["/drafts/2"]);
    assert!(
        page.all("section[aria-labelledby=confirmed] a")
            .contains(&"12/KH-UBND".to_owned())
    );
    let overdue = page.all("section[aria-labelledby=overdue] tbody tr");
    assert!(!overdue.is_empty());
    let tasks = page.attributes("section[aria-labelledby=overdue] tbody th a", "href");
    let distinct: std::collections::BTreeSet<&String> = tasks.iter().collect();
    assert_eq!(distinct.len(), tasks.len(), "each task stands once");
}

#[tokio::test]
async fn the_document_comes_back_as_it_came_and_is_never_shown() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let page = app.signed_in().await.get("/documents/1/file").await;
    let original = include_bytes!("../../demo/ke-hoach-12-kh-ubnd.docx");
    assert_eq!(page.bytes, original);
    assert!(page.header("content-disposition").starts_with("attachment"));
    assert_eq!(page.header("content-type"), "application/octet-stream");
}

#[tokio::test]
async fn the_directory_is_as_of_a_day() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let mut browser = app.signed_in().await;
    let page = browser.get("/units?q=so+noi+vu").await;
    assert_eq!(page.all(".unit-list a"), ["Sở Nội vụ"]);
    let groups = browser.get("/groups").await;
    let members = groups.all("details.group");
    assert!(!members.is_empty());
}

#[tokio::test]
async fn a_directory_that_comes_with_the_program_is_chosen_and_loaded() {
    let app = TestApp::new().await;
    let mut browser = app.signed_in().await;
    let options = "select[name=tinh] option";
    let home = browser.get("/").await;
    assert_eq!(
        home.attributes("form[action='/units/directories']", "method"),
        ["get"]
    );
    // Thirty-four provinces, the made-up one, and the invitation to choose.
    assert_eq!(home.all(options).len(), 36);

    let shown = browser.get("/units/directories?tinh=nghe-an").await;
    let rows = shown.all("tbody tr").join("\n");
    assert!(rows.contains("XãXã, phường130542"), "{rows}");
    assert!(shown.text().contains("07/NQ-HĐND") || shown.text().contains("1/3/2025"));
    let pattern = browser.get("/units/directories?tinh=ha-noi").await;
    assert!(pattern.text().contains("theo mẫu chung"));
    assert!(pattern.all("tbody tr").join("\n").contains("126"));

    let form = [("name", "nghe-an")];
    let answer = browser.post("/units/directories", &form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let then = browser.get("/units?ngay=2023-04-18").await;
    assert!(then.text().contains("Sở Thông tin và Truyền thông"));
    assert!(browser.get("/").await.all(options).is_empty());
    let shown = browser.get("/units/directories?tinh=nghe-an").await;
    assert!(shown.text().contains("không có gì khác"));

    // Again, it changes nothing; a name that is none is not found.
    browser.post("/units/directories", &form).await;
    let again = browser.get("/units?on=2023-04-18").await;
    assert_eq!(
        again.all(".unit-list a").len(),
        then.all(".unit-list a").len()
    );
    let unknown = browser
        .post("/units/directories", &[("name", "../nghe-an")])
        .await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}
