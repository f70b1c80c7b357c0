//! What the layers around the pages promise.

use axum::http::StatusCode;

use crate::app::TestApp;

#[tokio::test]
async fn every_answer_carries_the_secure_headers() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    for (to, status) in [("/sign-in", 200), ("/", 303), ("/assets/none.css", 404)] {
        let page = browser.get(to).await;
        assert_eq!(page.status.as_u16(), status, "{to}");
        let policy = page.header("content-security-policy");
        assert!(policy.contains("default-src 'none'"), "{to}: {policy}");
        assert!(!policy.contains("unsafe"), "{to}: {policy}");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(page.header("x-frame-options"), "DENY");
        assert_eq!(page.header("referrer-policy"), "same-origin");
        assert_eq!(page.header("x-request-id").len(), 9, "{to}");
    }
}

#[tokio::test]
async fn pages_have_nothing_inline_and_every_asset_is_there_for_a_year() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let page = browser.get("/sign-in").await;
    assert!(page.all("style").is_empty());
    assert!(page.attributes("[style]", "style").is_empty());
    assert!(page.attributes("[onclick]", "onclick").is_empty());
    assert!(page.all("script").iter().all(String::is_empty));
    let mut assets = page.attributes("script[src]", "src");
    assets.extend(page.attributes("link[href]", "href"));
    assert!(assets.len() >= 4, "{assets:?}");
    for asset in assets {
        let file = browser.get(&asset).await;
        assert_eq!(file.status, StatusCode::OK, "{asset}");
        assert!(
            file.header("cache-control").contains("immutable"),
            "{asset}"
        );
        assert!(!file.bytes.is_empty());
    }
    assert_eq!(page.header("cache-control"), "private, no-cache");
}

#[tokio::test]
async fn forms_from_other_sites_are_stopped() {
    let app = TestApp::new().await;
    let cases = [
        (vec![("sec-fetch-site", "cross-site")], false),
        (vec![("sec-fetch-site", "same-site")], false),
        (vec![("sec-fetch-site", "same-origin")], true),
        (vec![("sec-fetch-site", "none")], true),
        // Plain http on an office network: browsers send Origin only.
        (vec![("origin", "http://dondoc.test")], true),
        (vec![("origin", "http://evil.test")], false),
        (vec![("origin", "null")], false),
        (
            vec![
                ("sec-fetch-site", "cross-site"),
                ("origin", "http://evil.test"),
            ],
            false,
        ),
    ];
    for (headers, passes) in cases {
        let mut browser = app.browser();
        browser.headers = headers.iter().map(|(n, v)| (*n, (*v).to_owned())).collect();
        let page = browser
            .post("/appearance", &[("lang", "en"), ("back", "/sign-in")])
            .await;
        let expected = if passes {
            StatusCode::SEE_OTHER
        } else {
            StatusCode::FORBIDDEN
        };
        assert_eq!(page.status, expected, "{headers:?}");
        if !passes {
            assert_eq!(page.one("h1"), "Yêu cầu đến từ trang khác nên đã bị chặn");
        }
    }
}

#[tokio::test]
async fn pages_are_closed_until_somebody_signs_in() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let closed = [
        "/",
        "/plans",
        "/plans/1",
        "/register",
        "/register/export.xlsx",
        "/units",
        "/units/1",
        "/groups",
        "/events",
        "/settings",
        "/imports/new",
        "/documents/1/file",
        "/drafts/1",
        "/tasks/1",
    ];
    for to in closed {
        let page = browser.get(to).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{to}");
        assert!(
            page.location().is_some_and(|to| to.starts_with("/sign-in")),
            "{to}"
        );
    }
    let page = browser.upload(&[("a.txt", b"KE HOACH")]).await;
    assert_eq!(page.location().as_deref(), Some("/sign-in"));
}

#[tokio::test]
async fn an_unknown_address_says_what_to_do_and_gives_the_reference() {
    let app = TestApp::new().await;
    let mut browser = app.signed_in().await;
    let page = browser.get("/nowhere").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert_eq!(page.one("h1"), "Không có trang này");
    assert_eq!(page.one(".reference"), page.header("x-request-id"));
}

#[tokio::test]
async fn the_language_and_the_colours_are_remembered() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let page = browser.get("/sign-in").await;
    assert_eq!(page.attributes("html", "lang"), ["vi"]);
    let page = browser
        .post("/appearance", &[("lang", "en"), ("back", "/sign-in")])
        .await;
    assert_eq!(page.location().as_deref(), Some("/sign-in"));
    browser
        .post("/appearance", &[("theme", "dark"), ("back", "//evil.test")])
        .await;
    let page = browser.get("/sign-in").await;
    assert_eq!(page.attributes("html", "lang"), ["en"]);
    assert_eq!(page.attributes("html", "data-theme"), ["dark"]);
    assert_eq!(page.one("h1"), "Sign in");
}

#[tokio::test]
async fn a_large_form_is_refused() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let page = browser
        .post(
            "/sign-in",
            &[("login", &"a".repeat(2 << 20)), ("password", "x")],
        )
        .await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(page.one("h1"), "Dữ liệu gửi lên quá lớn");
}
