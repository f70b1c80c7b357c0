//! Signing in from outside, as far as no provider is needed; the browser tests have a real one.

use axum::http::StatusCode;

use crate::app::{Browser, TestApp};

const SETTINGS: &str = "/sign-in-provider";

/// Sets up a provider that nobody answers for: the port was free a moment ago.
async fn set_up(chief: &mut Browser<'_>) -> String {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let issuer = format!("http://{}", free.local_addr().expect("an address"));
    drop(free);
    let form = [
        ("issuer", issuer.as_str()),
        ("client_id", "dondoc"),
        ("secret", "khoá rất kín"),
        ("claim", "email"),
        ("button", "Vào bằng tài khoản tỉnh"),
        ("in_use", "1"),
    ];
    let page = chief.post(SETTINGS, &form).await;
    assert_eq!(
        page.location().as_deref(),
        Some("/sign-in-provider?saved=silent"),
        "{}",
        page.text()
    );
    issuer
}

#[tokio::test]
async fn sign_in_shows_the_button_once_a_provider_is_set_up_and_says_when_it_is_silent() {
    let house = TestApp::new().await;
    let mut chief = house.signed_in().await;
    let mut visitor = house.browser();
    let page = visitor.get("/sign-in").await;
    assert!(
        page.attributes("a[href^='/sign-in/outside']", "href")
            .is_empty()
    );
    assert_eq!(
        visitor.get("/sign-in/outside").await.status,
        StatusCode::NOT_FOUND
    );
    set_up(&mut chief).await;
    let page = chief.get("/sign-in-provider?saved=silent").await;
    assert!(page.one("[role=status]").contains("cổng không trả lời"));
    assert!(!page.text().contains("khoá rất kín"), "never shown again");
    let page = visitor.get("/sign-in?next=/plans").await;
    let to = page.attributes("a[href^='/sign-in/outside']", "href");
    assert_eq!(to, ["/sign-in/outside?next=%2Fplans"]);
    let page = visitor.get(&to[0]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.one("[role=alert]").contains("không trả lời"));
    let never_asked = visitor.get("/sign-in/outside/return?code=x&state=y").await;
    assert!(never_asked.one("[role=alert]").contains("quá lâu"));
    let log = chief.get("/events").await.text();
    assert!(!log.contains("khoá rất kín"));
}

#[tokio::test]
async fn sign_in_from_outside_is_set_up_with_what_fits_only() {
    let house = TestApp::new().await;
    let mut chief = house.signed_in().await;
    for (name, value, told) in [
        ("issuer", "http://sso.tinh.test", "https://"),
        ("issuer", "https://sso.tinh.test#x", "dấu #"),
        ("client_id", "", "mã ứng dụng"),
        ("role", "administrator", "vai trò"),
        ("role", "unit_officer", "đơn vị"),
        ("authority", "không phải chứng thư", "chứng thư"),
        (
            "authority",
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
            "chứng thư",
        ),
    ] {
        let mut form = vec![
            ("issuer", "https://sso.tinh.test"),
            ("client_id", "dondoc"),
            ("claim", "email"),
            ("button", "Vào"),
        ];
        form.retain(|(known, _)| *known != name);
        form.push((name, value));
        let page = chief.post(SETTINGS, &form).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{value}");
        let problem = page.one("[role=alert]").to_lowercase();
        assert!(problem.contains(told), "{value}: {problem}");
    }
    let page = chief.get("/sign-in").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
}
