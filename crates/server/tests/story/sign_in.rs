//! Signing in and out.

use axum::http::StatusCode;
use chrono::Duration;
use dondoc_core::access::Actor;
use dondoc_core::account::{self, sign_in_link};

use crate::app::{PASSWORD, TestApp};

#[tokio::test]
async fn a_coordinator_signs_in_and_comes_to_the_page_asked_for() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let page = browser.get("/plans?state=draft").await;
    assert_eq!(
        page.location().as_deref(),
        Some("/sign-in?next=%2Fplans%3Fstate%3Ddraft")
    );
    let page = browser.follow("/plans?state=draft").await;
    assert_eq!(
        page.attributes("input[name=next]", "value"),
        ["/plans?state=draft"]
    );
    let form = [
        ("login", "Lan "),
        ("password", PASSWORD),
        ("next", "/plans?state=draft"),
    ];
    let page = browser.post("/sign-in", &form).await;
    assert_eq!(page.location().as_deref(), Some("/plans?state=draft"));
    let cookie = page.header("set-cookie").to_owned();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    assert!(!cookie.contains("Secure"), "{cookie}");
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
}

#[tokio::test]
async fn over_https_the_cookie_is_secure_and_bound_to_the_host() {
    let app = TestApp::with_https().await;
    let mut browser = app.browser();
    let page = browser
        .post("/sign-in", &[("login", "lan"), ("password", PASSWORD)])
        .await;
    let cookie = page.header("set-cookie").to_owned();
    assert!(
        cookie.starts_with("__Host-dondoc=") && cookie.contains("Secure"),
        "{cookie}"
    );
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_wrong_password_is_told_and_many_lock_the_account() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let wrong = [("login", "lan"), ("password", "sai mật khẩu rồi")];
    let page = browser.post("/sign-in", &wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.one("[role=alert]")
            .starts_with("Tên đăng nhập hoặc mật khẩu chưa đúng")
    );
    assert_eq!(page.attributes("#login", "value"), ["lan"]);
    let unknown = browser
        .post(
            "/sign-in",
            &[("login", "minh"), ("password", "gì cũng được")],
        )
        .await;
    assert_eq!(unknown.one("[role=alert]"), page.one("[role=alert]"));
    for _ in 0..4 {
        browser.post("/sign-in", &wrong).await;
    }
    let page = browser
        .post("/sign-in", &[("login", "lan"), ("password", PASSWORD)])
        .await;
    assert!(
        page.one("[role=alert]").contains("tạm khoá"),
        "{}",
        page.one("[role=alert]")
    );
    app.wait(Duration::minutes(61));
    let page = browser
        .post("/sign-in", &[("login", "lan"), ("password", PASSWORD)])
        .await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn signing_out_ends_the_session_itself() {
    let app = TestApp::new().await;
    let mut browser = app.signed_in().await;
    let mut thief = app.signed_in().await;
    std::mem::swap(&mut browser.headers, &mut thief.headers);
    let page = browser.post("/sign-out", &[]).await;
    assert_eq!(page.location().as_deref(), Some("/sign-in"));
    assert_eq!(browser.get("/").await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        thief.get("/").await.status,
        StatusCode::OK,
        "another session goes on"
    );
}

#[tokio::test]
async fn a_session_ends_after_a_week_without_use() {
    let app = TestApp::new().await;
    let mut browser = app.signed_in().await;
    app.wait(Duration::days(6));
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
    app.wait(Duration::days(6));
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
    app.wait(Duration::days(8));
    assert_eq!(browser.get("/").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_link_leads_in_once() {
    let app = TestApp::new().await;
    let db = app.app.db();
    let reader = db.read().await.expect("a reader");
    let lan = account::find_by_login(&reader, "lan")
        .await
        .expect("found")
        .expect("there");
    drop(reader);
    let who = Actor::system("test");
    let link = db.write(&who, app.now(), move |tx| {
        Box::pin(async move { sign_in_link::issue(tx, lan.id, Duration::hours(1)).await })
    });
    let to = format!("/sign-in/{}", link.await.expect("a link"));
    let mut browser = app.browser();
    // Mail scanners and previews only look at the address, and do not use it up.
    for method in ["HEAD", "GET", "GET"] {
        let looked = app.browser().send(method, &to, None, Vec::new()).await;
        assert_eq!(looked.status, StatusCode::OK);
    }
    let page = browser.get(&to).await;
    assert_eq!(page.attributes("main form", "action"), [to.as_str()]);
    assert_eq!(page.one("main form button"), "Vào với tên Nguyễn Thị Lan");
    assert_eq!(browser.get("/").await.status, StatusCode::SEE_OTHER);
    let page = browser.post(&to, &[]).await;
    assert_eq!(page.location().as_deref(), Some("/"));
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
    for page in [
        app.browser().get(&to).await,
        app.browser().post(&to, &[]).await,
    ] {
        assert_eq!(page.status, StatusCode::GONE);
        assert!(page.one("[role=alert]").contains("đã dùng hoặc hết hạn"));
    }
}

#[tokio::test]
async fn a_changed_password_signs_out_everywhere_else() {
    let app = TestApp::new().await;
    let mut browser = app.signed_in().await;
    let mut elsewhere = app.signed_in().await;
    let change = |current, again| {
        [
            ("current", current),
            ("new", "mật khẩu mới tinh"),
            ("again", again),
        ]
    };
    let page = browser
        .post("/settings/password", &change(PASSWORD, "khác"))
        .await;
    assert!(page.one("[role=alert]").contains("không giống nhau"));
    let page = browser
        .post(
            "/settings/password",
            &change("không phải", "mật khẩu mới tinh"),
        )
        .await;
    assert!(page.one("[role=alert]").contains("đang dùng chưa đúng"));
    let page = browser
        .post("/settings/password", &change(PASSWORD, "mật khẩu mới tinh"))
        .await;
    assert_eq!(page.location().as_deref(), Some("/settings?saved=1"));
    assert_eq!(
        browser.get("/settings?saved=1").await.status,
        StatusCode::OK
    );
    assert_eq!(elsewhere.get("/").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn guesses_count_for_the_machine_behind_a_trusted_server() {
    let app = TestApp::new().await;
    let from = |peer: &'static str, behind: &str| {
        let mut browser = app.browser();
        browser.peer = Some(peer.parse().expect("an address"));
        browser.headers.push(("x-forwarded-for", behind.to_owned()));
        browser
    };
    let mut guesser = from("10.0.0.1:4000", "203.0.113.9");
    for n in 0..20 {
        // An account each, so that it is the machine that is stopped.
        let login = format!("ai-do-{n}");
        let page = guesser
            .post("/sign-in", &[("login", &login), ("password", "đoán")])
            .await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let good = [("login", "lan"), ("password", PASSWORD)];
    let page = guesser.post("/sign-in", &good).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    let page = from("10.0.0.1:4001", "203.0.113.10")
        .post("/sign-in", &good)
        .await;
    assert_eq!(
        page.status,
        StatusCode::SEE_OTHER,
        "a colleague's machine is free"
    );
    // A machine that nobody named may say what it likes.
    let page = from("203.0.113.9:4002", "203.0.113.77")
        .post("/sign-in", &good)
        .await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_disk_that_takes_nothing_signs_nobody_out() {
    let app = TestApp::new().await;
    let mut browser = app.signed_in().await;
    let who = Actor::system("test");
    let broken = app.app.db().write(&who, app.now(), |tx| {
        Box::pin(async move {
            let text = "CREATE TRIGGER full BEFORE UPDATE ON session
                        BEGIN SELECT RAISE(ABORT, 'disk full'); END";
            dondoc_core::db::sql::execute(tx, text, Vec::new()).await
        })
    });
    broken.await.expect("a trigger");
    app.wait(Duration::minutes(11));
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
    let broken = app.app.db().write(&who, app.now(), |tx| {
        Box::pin(async move {
            let text = "ALTER TABLE session RENAME TO elsewhere";
            dondoc_core::db::sql::execute(tx, text, Vec::new()).await
        })
    });
    broken.await.expect("a table gone");
    let page = browser.get("/").await;
    assert_eq!(
        page.status,
        StatusCode::INTERNAL_SERVER_ERROR,
        "not a sign-in form"
    );
}
