//! Programs that use the HTTP API with a token.

use axum::http::StatusCode;
use chrono::Duration;
use dondoc_core::access::Scope;
use dondoc_core::account::{self, token};
use dondoc_server::api::DOCUMENT;
use serde_json::{Value, json};

use crate::app::{Browser, Page, TestApp};

/// A program with a token of the coordinator.
async fn program<'a>(house: &'a TestApp, scopes: &[Scope]) -> Browser<'a> {
    let db = house.app.db();
    let found = account::find_by_login(&db.read().await.expect("a reader"), "lan").await;
    let account = found.expect("a query").expect("the account");
    let scopes = scopes.to_vec();
    let actor = account
        .actor(&db.read().await.expect("a reader"), house.now())
        .await
        .expect("a role");
    let made = db.write(&actor, house.now(), move |tx| {
        Box::pin(async move { token::issue(tx, "Cổng thông tin", &scopes, 30).await })
    });
    let secret = made.await.expect("a token").secret;
    let mut program = house.browser();
    program.headers = vec![("authorization", format!("Bearer {secret}"))];
    program
}

fn json(page: &Page) -> Value {
    serde_json::from_slice(&page.bytes).unwrap_or_else(|error| panic!("{error}: {}", page.text()))
}

async fn put(program: &mut Browser<'_>, to: &str, body: &Value) -> Page {
    let kind = Some("application/json".to_owned());
    program
        .send("PUT", to, kind, body.to_string().into_bytes())
        .await
}

#[tokio::test]
async fn without_a_good_token_every_route_of_the_document_is_closed() {
    let house = TestApp::new().await;
    let mut stranger = house.browser();
    let mut routes = 0;
    for (path, item) in &DOCUMENT.paths.paths {
        let item = serde_json::to_value(item).expect("a path");
        for method in item.as_object().expect("its methods").keys() {
            let to = path.replace("{id}", "1").replace("{task_id}", "1");
            let to = format!("/api/v1{}", to.replace("{day}", "2026-01-01"));
            for header in [None, Some("Bearer dondoc_x"), Some("Basic bGFuOmxhbg==")] {
                stranger.headers = header
                    .map(|value| ("authorization", value.to_owned()))
                    .into_iter()
                    .collect();
                let method = method.to_uppercase();
                let kind = Some("application/json".to_owned());
                let page = stranger.send(&method, &to, kind, b"{}".to_vec()).await;
                assert_eq!(page.status, StatusCode::UNAUTHORIZED, "{method} {to}");
                assert_eq!(page.header("content-type"), "application/problem+json");
                assert!(page.header("www-authenticate").starts_with("Bearer"));
            }
            routes += 1;
        }
    }
    assert!(routes >= 10, "{routes}");
}

#[tokio::test]
async fn a_signed_in_browser_is_no_program() {
    let house = TestApp::new().await;
    let mut lan = house.signed_in().await;
    let page = lan.get("/api/v1/me").await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_program_reads_what_the_coordinator_sees_page_by_page() {
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let mut program = program(&house, &[Scope::Read]).await;
    let me = json(&program.get("/api/v1/me").await);
    assert_eq!(me["scopes"], json!(["read"]));

    let plans = json(&program.get("/api/v1/plans").await);
    let plan = plans["items"][0]["id"].as_i64().expect("a plan");
    let tasks = json(&program.get(&format!("/api/v1/plans/{plan}/tasks")).await);
    assert_eq!(tasks.as_array().expect("tasks").len(), 31);

    let sums = json(&program.get("/api/v1/obligations/counts").await);
    let parts = sums["counts"].as_object().expect("counts");
    let sum: i64 = parts.values().filter_map(Value::as_i64).sum();
    assert_eq!(sums["total"], json!(sum));

    let mut seen = std::collections::BTreeSet::new();
    let mut to = "/api/v1/obligations?limit=100&sort=unit".to_owned();
    loop {
        let page = json(&program.get(&to).await);
        for item in page["items"].as_array().expect("rows") {
            assert!(
                seen.insert(item["id"].as_i64().expect("an id")),
                "shown twice"
            );
        }
        let Some(next) = page["next"].as_str() else {
            break;
        };
        to = format!("/api/v1/obligations?limit=100&sort=unit&after={next}");
    }
    assert_eq!(i64::try_from(seen.len()).expect("few"), sum);

    let task = tasks[0]["id"].as_i64().expect("a task");
    let task = json(&program.get(&format!("/api/v1/tasks/{task}")).await);
    assert!(!task["obligations"].as_array().expect("parts").is_empty());
    let unit = task["obligations"][0]["unit_id"].as_i64().expect("a unit");
    let unit = json(
        &program
            .get(&format!("/api/v1/units/{unit}?ngay=2026-01-01"))
            .await,
    );
    assert_eq!(unit["name"], task["obligations"][0]["unit"]);
}

#[tokio::test]
async fn a_change_needs_the_scope_and_the_version() {
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let mut reader = program(&house, &[Scope::Read]).await;
    let page = json(
        &reader
            .get("/api/v1/obligations?status=overdue&limit=1")
            .await,
    );
    let (id, version) = (&page["items"][0]["id"], &page["items"][0]["version"]);
    let to = format!("/api/v1/obligations/{id}/completion");
    let done = json!({"version": version, "on": "2026-03-09", "note": "Công văn số 05/STC"});
    let refused = put(&mut reader, &to, &done).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(json(&refused)["code"], "forbidden");

    let mut worker = program(&house, &[Scope::Work]).await;
    let changed = put(&mut worker, &to, &done).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
    assert_eq!(json(&changed)["completed_on"], "2026-03-09");
    let again = put(&mut worker, &to, &done).await;
    assert_eq!(again.status, StatusCode::CONFLICT);

    let version = &json(&changed)["version"];
    let back = format!("{to}?version={version}");
    let back = worker.send("DELETE", &back, None, Vec::new()).await;
    assert_eq!(back.status, StatusCode::OK, "{}", back.text());
    assert_eq!(json(&back)["completed_on"], Value::Null);
}

#[tokio::test]
async fn what_makes_no_sense_is_said_in_the_callers_language() {
    let house = TestApp::new().await;
    let mut program = program(&house, &Scope::ALL).await;
    for to in [
        "/api/v1/obligations?status=nonsense",
        "/api/v1/obligations?plna=1",
        "/api/v1/obligations?after=zzz",
        "/api/v1/obligations?from=31/2/2026",
        "/api/v1/plans?limit=-1",
        "/api/v1/plans/abc",
    ] {
        let page = program.get(to).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{to}");
        assert!(json(&page)["reason"].is_string(), "{to}: {}", page.text());
    }
    let missing = program.get("/api/v1/plans/99").await;
    assert_eq!(json(&missing)["title"], "Không có trang này");
    program
        .headers
        .push(("accept-language", "en-GB,en;q=0.9".to_owned()));
    let missing = json(&program.get("/api/v1/no-such-thing").await);
    assert_eq!(missing["code"], "not_found");
    assert_ne!(missing["title"], "Không có trang này");
}

#[tokio::test]
async fn a_token_ends_by_itself_and_by_hand_and_is_shown_once() {
    let house = TestApp::new().await;
    let mut lan = house.signed_in().await;
    let none = lan
        .post("/settings/tokens", &[("name", "Cổng"), ("days", "30")])
        .await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("name", "Cổng"), ("days", "30"), ("read", "1")];
    let made = lan.post("/settings/tokens", &fields).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text());
    let secret = made.one(".secret");
    let list = lan.get("/settings/tokens").await;
    assert!(!list.text().contains(&secret));
    assert_eq!(list.all("tbody th"), ["Cổng"]);

    let mut program = house.browser();
    program.headers = vec![("authorization", format!("Bearer {secret}"))];
    assert_eq!(program.get("/api/v1/me").await.status, StatusCode::OK);
    let revoked = lan.post("/settings/tokens/1/revocation", &[]).await;
    assert_eq!(revoked.status, StatusCode::SEE_OTHER);
    assert_eq!(
        program.get("/api/v1/me").await.status,
        StatusCode::UNAUTHORIZED
    );

    let fresh = lan.post("/settings/tokens", &fields).await.one(".secret");
    program.headers = vec![("authorization", format!("Bearer {fresh}"))];
    house.wait(Duration::days(29));
    assert_eq!(program.get("/api/v1/me").await.status, StatusCode::OK);
    house.wait(Duration::days(1));
    assert_eq!(
        program.get("/api/v1/me").await.status,
        StatusCode::UNAUTHORIZED
    );
}

/// The document is what other offices build on: a change in it is seen in a review.
#[test]
fn the_openapi_document_is_as_reviewed() {
    insta::assert_json_snapshot!("openapi", *DOCUMENT);
}
