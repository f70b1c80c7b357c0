//! Calendar programs that fetch deadlines from a secret address.

use axum::http::StatusCode;

use crate::app::TestApp;

/// The path of an address just made.
fn path(address: &str) -> String {
    let (_, path) = address.split_once("dondoc.test").expect("our address");
    path.to_owned()
}

#[tokio::test]
async fn a_unit_without_an_account_has_its_deadlines_in_its_calendar() {
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let mut lan = house.signed_in().await;
    let register = lan.get("/register?status=overdue").await;
    let links = register.attributes("tbody a[href^='/units/']", "href");
    let unit = links[0].trim_start_matches("/units/").to_owned();
    let page = lan.get(&format!("/units/{unit}")).await;
    assert_eq!(
        page.attributes("a[href^='/feeds']", "href"),
        [format!("/feeds?unit={unit}")]
    );
    let made = lan.post("/feeds", &[("unit", &unit)]).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text());
    let address = path(&made.one(".secret"));

    let mut calendar = house.browser();
    let fetched = calendar.get(&address).await;
    assert_eq!(fetched.status, StatusCode::OK);
    assert_eq!(
        fetched.header("content-type"),
        "text/calendar; charset=utf-8"
    );
    let text = fetched.text();
    assert!(text.starts_with("BEGIN:VCALENDAR"), "{text}");
    let uids = |text: &str| -> Vec<String> {
        text.lines()
            .filter(|line| line.starts_with("UID:"))
            .map(str::to_owned)
            .collect()
    };
    let before = uids(&text);
    assert!(!before.is_empty());

    // Asked again with what it has, it is told that nothing is new.
    let tag = fetched.header("etag").to_owned();
    calendar.headers.push(("if-none-match", tag));
    let again = calendar.get(&address).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert!(again.bytes.is_empty());
    house.wait(chrono::Duration::days(1));
    let tomorrow = calendar.get(&address).await;
    assert_eq!(tomorrow.status, StatusCode::OK);
    assert_eq!(
        uids(&tomorrow.text()),
        before,
        "the entries keep their names"
    );

    let list = lan.get(&format!("/feeds?unit={unit}")).await;
    assert_eq!(list.all("tbody tr").len(), 1);
    assert!(!list.text().contains(&address), "shown once");
    let ended = lan.post("/feeds/1/revocation", &[("unit", &unit)]).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    assert_eq!(calendar.get(&address).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_person_has_an_own_calendar_and_strangers_have_none() {
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let mut lan = house.signed_in().await;
    let address = path(&lan.post("/feeds", &[]).await.one(".secret"));
    let fetched = house.browser().get(&address).await;
    assert_eq!(fetched.status, StatusCode::OK);
    assert!(fetched.text().matches("BEGIN:VEVENT").count() > 10);
    for wrong in [
        "/feeds/abc.ics",
        "/feeds/abc",
        &address.replace(".ics", "x.ics"),
    ] {
        assert_eq!(
            house.browser().get(wrong).await.status,
            StatusCode::NOT_FOUND,
            "{wrong}"
        );
    }
    let page = house.browser().get("/feeds").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    for _ in 0..9 {
        assert_eq!(lan.post("/feeds", &[]).await.status, StatusCode::OK);
    }
    assert_eq!(
        lan.post("/feeds", &[]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}
