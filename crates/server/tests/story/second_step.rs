//! The second step of signing in, as a person meets it.

use std::fmt::Write as _;

use axum::http::StatusCode;
use chrono::{DateTime, Duration, Utc};
use ring::hmac;

use crate::app::{Browser, PASSWORD, TestApp};

const PAGE: &str = "/settings/second-step";

/// A telephone: reads the key as the page shows it and counts for itself (RFC 6238).
struct Telephone(Vec<u8>);

impl Telephone {
    fn of(typed: &str) -> Self {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        let typed = typed.chars().filter(|c| !c.is_whitespace());
        let mut bits = String::new();
        for letter in typed {
            let number = letters.find(letter).expect("a letter of base32");
            let _ = write!(bits, "{number:05b}");
        }
        let bytes = bits.as_bytes().chunks_exact(8);
        Self(
            bytes
                .map(|byte| {
                    let byte = std::str::from_utf8(byte).expect("digits");
                    u8::from_str_radix(byte, 2).expect("eight bits")
                })
                .collect(),
        )
    }

    fn shows(&self, at: DateTime<Utc>) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        let tag = hmac::sign(&key, &(at.timestamp() / 30).to_be_bytes());
        let tag = tag.as_ref();
        let place = usize::from(tag[19] & 15);
        let four: [u8; 4] = tag[place..place + 4].try_into().expect("four bytes");
        let number = u32::from_be_bytes(four) & 0x7fff_ffff;
        format!("{:06}", number % 1_000_000)
    }
}

/// Sets it up by the pages: the telephone and the recovery codes.
async fn set_up(app: &TestApp, browser: &mut Browser<'_>) -> (Telephone, Vec<String>) {
    let page = browser.get(PAGE).await;
    assert_eq!(page.status, StatusCode::OK);
    let wrong = browser.post(PAGE, &[("password", "không phải")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    browser.post(PAGE, &[("password", PASSWORD)]).await;
    let page = browser.get(PAGE).await;
    assert_eq!(page.all("svg.qr").len(), 1, "{}", page.text());
    let uri = page.attributes("a[href^=otpauth]", "href").remove(0);
    let telephone = Telephone::of(&page.one("code.secret"));
    let secret = page.one("code.secret").replace(' ', "");
    assert!(uri.contains(&format!("secret={secret}&")), "{uri}");
    let to = format!("{PAGE}/confirmation");
    let wrong = browser.post(&to, &[("code", "000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.one("code.secret").replace(' ', ""), secret, "still");
    let code = telephone.shows(app.now());
    let page = browser.post(&to, &[("code", &code)]).await;
    let codes = page.all("ol.codes li");
    assert_eq!(codes.len(), 10, "{}", page.text());
    let again = browser.get(PAGE).await;
    assert!(!again.text().contains(&codes[0]), "shown once");
    (telephone, codes)
}

/// The first step, up to the question for the code.
async fn first_step(browser: &mut Browser<'_>) {
    let form = [("login", "lan"), ("password", PASSWORD), ("next", "/units")];
    let page = browser.post("/sign-in", &form).await;
    let to = page.location().expect("goes on");
    assert_eq!(to, "/sign-in/code?next=%2Funits");
    assert_eq!(browser.get("/").await.status, StatusCode::SEE_OTHER, "out");
    let page = browser.get(&to).await;
    assert_eq!(page.attributes("input[name=next]", "value"), ["/units"]);
}

#[tokio::test]
async fn the_session_begins_with_the_code() {
    let app = TestApp::new().await;
    let mut browser = app.signed_in().await;
    let (telephone, codes) = set_up(&app, &mut browser).await;
    app.wait(Duration::minutes(2));

    let mut browser = app.browser();
    assert_eq!(
        browser.get("/sign-in/code").await.location().as_deref(),
        Some("/sign-in"),
        "no code without a password"
    );
    first_step(&mut browser).await;
    let wrong = browser.post("/sign-in/code", &[("code", "12 34 56")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(browser.get("/").await.status, StatusCode::SEE_OTHER);
    let code = telephone.shows(app.now());
    let form = [("code", code.as_str()), ("next", "/units")];
    let page = browser.post("/sign-in/code", &form).await;
    assert_eq!(page.location().as_deref(), Some("/units"));
    assert_eq!(browser.get("/").await.status, StatusCode::OK);

    let mut thief = app.browser();
    first_step(&mut thief).await;
    let replay = thief.post("/sign-in/code", &form).await;
    assert_eq!(replay.status, StatusCode::UNPROCESSABLE_ENTITY, "a replay");
    let page = thief.post("/sign-in/code", &[("code", &codes[2])]).await;
    assert_eq!(page.location().as_deref(), Some("/"), "a recovery code");
    let mut again = app.browser();
    first_step(&mut again).await;
    let page = again.post("/sign-in/code", &[("code", &codes[2])]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    app.wait(Duration::minutes(5));
    let code = telephone.shows(app.now());
    let late = again.post("/sign-in/code", &[("code", &code)]).await;
    assert!(late.one("[role=alert]").contains("quá lâu"));
}

#[tokio::test]
async fn a_required_second_step_comes_before_everything_and_an_administrator_resets_it() {
    let app = TestApp::new().await;
    let mut chief = app.signed_in().await;
    let form = [("login", "minh"), ("name", "Minh"), ("role", "leader")];
    let made = chief.post("/accounts", &form).await;
    let to = made.location().expect("made");
    let invited = chief.post(&format!("{to}/invitation"), &[]).await;
    let link = invited.one("code.secret");
    let link = link.strip_prefix("http://dondoc.test").expect("ours");

    let mut minh = app.browser();
    minh.post(link, &[]).await;
    let password = "một câu khác hẳn";
    let form = [("new", password), ("again", password)];
    minh.post("/settings/password", &form).await;
    assert_eq!(minh.get("/plans").await.status, StatusCode::OK);
    chief
        .post("/accounts/second-step", &[("leader", "1")])
        .await;
    assert_eq!(minh.get("/plans").await.location().as_deref(), Some(PAGE));
    let page = minh.post("/difficulties", &[]).await;
    assert_eq!(
        page.location().as_deref(),
        Some(PAGE),
        "not by a form either"
    );
    assert!(
        minh.get(PAGE)
            .await
            .one(".notice.warn")
            .contains("bắt buộc")
    );
    minh.post(PAGE, &[("password", password)]).await;
    let telephone = Telephone::of(&minh.get(PAGE).await.one("code.secret"));
    let confirmation = format!("{PAGE}/confirmation");
    let code = telephone.shows(app.now());
    minh.post(&confirmation, &[("code", &code)]).await;
    assert_eq!(minh.get("/plans").await.status, StatusCode::OK);
    let off = minh
        .post(&format!("{PAGE}/removal"), &[("password", password)])
        .await;
    assert_eq!(off.status, StatusCode::UNPROCESSABLE_ENTITY, "it stays on");

    let reset = chief.post(&format!("{to}/second-step-removal"), &[]).await;
    assert_eq!(reset.status, StatusCode::SEE_OTHER);
    assert_eq!(
        minh.get("/plans").await.status,
        StatusCode::SEE_OTHER,
        "out"
    );
    let log = chief.get("/events").await.text();
    assert!(log.contains("Bật xác thực hai bước") && log.contains("Tắt xác thực hai bước"));
}

#[tokio::test]
async fn wrong_codes_lock_and_a_machine_that_tries_many_waits() {
    let app = TestApp::new().await;
    let mut browser = app.signed_in().await;
    let (telephone, _) = set_up(&app, &mut browser).await;
    app.wait(Duration::minutes(2));
    let mut browser = app.browser();
    browser.peer = Some(([10, 9, 9, 9], 443).into());
    browser
        .headers
        .push(("x-forwarded-for", "203.0.113.7".to_owned()));
    first_step(&mut browser).await;
    for _ in 0..5 {
        browser.post("/sign-in/code", &[("code", "1")]).await;
    }
    let code = telephone.shows(app.now());
    let page = browser.post("/sign-in/code", &[("code", &code)]).await;
    assert!(page.one("[role=alert]").contains("tạm khoá"));
    for _ in 0..20 {
        browser.post("/sign-in/code", &[("code", "1")]).await;
    }
    let page = browser.post("/sign-in/code", &[("code", "1")]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    // Another machine behind the same server in front is not held back by it.
    app.wait(Duration::minutes(3));
    let mut other = app.browser();
    other.peer = browser.peer;
    other
        .headers
        .push(("x-forwarded-for", "203.0.113.8".to_owned()));
    first_step(&mut other).await;
    let code = telephone.shows(app.now());
    let page = other.post("/sign-in/code", &[("code", &code)]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text());
}

#[tokio::test]
async fn signing_in_again_ends_the_session_before_and_a_new_password_all_others() {
    let app = TestApp::new().await;
    let mut browser = app.signed_in().await;
    let mut other = app.signed_in().await;
    let rows = browser.get("/settings").await.all("table tbody tr").len();
    assert_eq!(rows, 2);
    let form = [("login", "lan"), ("password", PASSWORD)];
    browser.post("/sign-in", &form).await;
    let rows = browser.get("/settings").await.all("table tbody tr").len();
    assert_eq!(rows, 2, "the session before is gone");
    for (password, told) in [
        ("lan là tên tôi", "tên đăng nhập"),
        ("1234567890", "dễ đoán"),
    ] {
        let form = [
            ("current", PASSWORD),
            ("new", password),
            ("again", password),
        ];
        let page = browser.post("/settings/password", &form).await;
        assert!(page.one("[role=alert]").contains(told), "{password}");
    }
    let password = "một câu mới toanh";
    let form = [
        ("current", PASSWORD),
        ("new", password),
        ("again", password),
    ];
    browser.post("/settings/password", &form).await;
    assert_eq!(browser.get("/settings").await.status, StatusCode::OK);
    assert_eq!(other.get("/").await.status, StatusCode::SEE_OTHER);
    let rows = browser.get("/settings").await.all("table tbody tr").len();
    assert_eq!(rows, 1);
}
