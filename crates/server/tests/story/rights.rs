//! Every route × every role, for one's own unit and for another's: what is open and what is not.
//!
//! The routes come from the router itself; what each role gets stands in `rights.txt`, a line a
//! route. A new route without a line fails, and so does a line without a route:
//! `DONDOC_WRITE_RIGHTS=1 cargo nextest run -p dondoc rights` writes what it found, to be read and
//! judged before it is committed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use axum::http::StatusCode;
use dondoc_core::access::{Actor, Role};
use dondoc_core::account::edit::{self, Particulars};
use dondoc_core::account::sign_in_link;
use dondoc_server::web::router;

use crate::app::{Browser, Page, TestApp};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/story/rights.txt");
/// The columns of the file, in order; the officer once before things of the own unit and once
/// before another's.
const COLUMNS: [(&str, Option<Role>, bool); 9] = [
    ("visitor", None, false),
    ("administrator", Some(Role::Administrator), false),
    ("coordinator", Some(Role::Coordinator), false),
    ("officer", Some(Role::UnitOfficer), true),
    ("stranger", Some(Role::UnitOfficer), false),
    ("head", Some(Role::UnitHead), true),
    ("appraiser", Some(Role::FinanceAppraiser), false),
    ("leader", Some(Role::Leader), false),
    ("auditor", Some(Role::Auditor), false),
];

/// Paths and methods, as the router tells them of itself.
fn routes(house: &TestApp) -> BTreeSet<(String, String)> {
    let told = format!("{:?}", router(house.app.clone()));
    let path = regex::Regex::new(r#"RouteId\(\s*(\d+),?\s*\):\s*"([^"]+)""#).expect("a pattern");
    let mut paths: BTreeMap<String, String> = BTreeMap::new();
    for found in path.captures_iter(&told) {
        paths.insert(found[1].to_owned(), found[2].to_owned());
    }
    assert!(
        paths.len() > 40,
        "the router tells of itself otherwise: {told:.2000}"
    );
    let mut routes = BTreeSet::new();
    for path in paths.into_values() {
        if path.starts_with("/__private") || path.starts_with("/api/v1") {
            // The API is asked with tokens, in its own test.
            continue;
        }
        for method in ["GET", "POST"] {
            routes.insert((path.clone(), method.to_owned()));
        }
    }
    routes
}

/// What an answer means: open, closed, hidden, or to the door.
fn meaning(page: &Page) -> &'static str {
    match page.status {
        StatusCode::FORBIDDEN => "no",
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED | StatusCode::GONE => "hidden",
        StatusCode::UNAUTHORIZED => "door",
        StatusCode::SEE_OTHER if page.location().is_some_and(|to| to.starts_with("/sign-in")) => {
            "door"
        }
        status if status.is_server_error() => "FAULT",
        _ => "yes",
    }
}

async fn somebody<'a>(house: &'a TestApp, login: &str, role: Role, unit: i64) -> Browser<'a> {
    let (db, who, now) = (house.app.db(), Actor::system("test"), house.now());
    let of = Particulars {
        name: login.to_owned(),
        role,
        unit_id: role.needs_unit().then_some(unit),
        disabled: false,
    };
    let login = login.to_owned();
    let link = db.write(&who, now, move |tx| {
        Box::pin(async move {
            let account = edit::add(tx, &login, &of).await?;
            sign_in_link::issue(tx, account.id, chrono::Duration::hours(1)).await
        })
    });
    let to = format!("/sign-in/{}", link.await.expect("a link"));
    let mut browser = house.browser();
    let page = browser.post(&to, &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text());
    browser
}

/// The secret of a unit's reply link, in a round that asks everybody: with it, who has no account
/// reaches the unit's own part, and another's is as absent as one that never was.
async fn reply_token(house: &TestApp, unit: i64) -> String {
    use dondoc_core::reply::{form, round};
    let (db, who, now) = (house.app.db(), Actor::system("test"), house.now());
    let actor = who.clone();
    let made = db.write(&who, now, move |tx| {
        Box::pin(async move {
            let wanted = round::Wanted::default();
            let new = round::New {
                title: "Quý I".to_owned(),
                words: None,
                reply_by: None,
                ends_at: now + chrono::Duration::days(30),
                asking: round::wanted(tx, &actor, &wanted, now.date_naive()).await?,
            };
            round::create(tx, new).await
        })
    });
    let id = made.await.expect("a round");
    let reader = db.read().await.expect("a reader");
    let key = form::known_key(&reader)
        .await
        .expect("read")
        .expect("a key");
    let requests = round::requests(&reader, id).await.expect("units");
    let own = requests.iter().find(|(it, _)| it.unit_id == unit);
    own.expect("the unit").1.token(&key).expect("a secret")
}

/// A path with its parameters filled in: the obligation, its task, its plan, its unit.
fn filled(path: &str, part: (i64, i64, i64), token: &str) -> String {
    let (obligation, task, unit) = part;
    let (first, _) = path
        .trim_start_matches('/')
        .split_once('/')
        .unwrap_or((path, ""));
    let id = match first {
        "obligations" | "reply" => obligation,
        "tasks" => task,
        "units" => unit,
        // Not the session that is asking: ending it would end the walk.
        "sessions" => 9_999,
        _ => 1,
    };
    let path = path.replacen("{id}", &id.to_string(), 1);
    let path = path
        .replace("{file}", "export.csv")
        .replace("{name}", "app.css");
    // A used sign-in link would sign somebody else in.
    let token = if first == "reply" { token } else { "x" };
    let path = path
        .replace("{token}", token)
        .replace("{unit}", &unit.to_string());
    regex::Regex::new(r"\{[a-z_]+\}")
        .expect("a pattern")
        .replace_all(&path, "1")
        .into_owned()
}

/// An obligation with its task and unit; the first of the register, and one of another unit on
/// another task.
async fn parts(house: &TestApp) -> ((i64, i64, i64), (i64, i64, i64)) {
    use dondoc_core::obligation::{Filter, Sort, register};
    let reader = house.app.db().read().await.expect("a reader");
    let day = house.now().date_naive();
    let page = register::page(&reader, &Filter::default(), Sort::Task, None, 500, day).await;
    let items = page.expect("rows").items;
    let own = &items[0];
    let tasks: BTreeSet<i64> = items
        .iter()
        .filter(|it| it.unit_id == own.unit_id)
        .map(|it| it.task_id)
        .collect();
    let other = items
        .iter()
        .find(|it| !tasks.contains(&it.task_id))
        .expect("another");
    let part = |it: &dondoc_core::obligation::Item| (it.id, it.task_id, it.unit_id);
    (part(own), part(other))
}

#[tokio::test]
async fn every_route_is_open_to_whom_it_should_be() {
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let (own, other) = parts(&house).await;
    let routes = routes(&house);
    let token = reply_token(&house, own.2).await;
    let mut found: BTreeMap<(String, String), Vec<&str>> = BTreeMap::new();
    for (column, role, is_own) in COLUMNS {
        let mut browser = match role {
            None => house.browser(),
            Some(role) => somebody(&house, column, role, own.2).await,
        };
        for (path, method) in &routes {
            // Signing out would end the walk.
            if path == "/sign-out" {
                continue;
            }
            let to = filled(path, if is_own { own } else { other }, &token);
            let page = match method.as_str() {
                "GET" => browser.get(&to).await,
                _ => browser.post(&to, &[]).await,
            };
            found
                .entry((path.clone(), method.clone()))
                .or_default()
                .push(meaning(&page));
        }
    }
    let names: Vec<&str> = COLUMNS.iter().map(|(name, ..)| *name).collect();
    let mut text = format!("# method path: {}\n", names.join(" "));
    for ((path, method), meanings) in &found {
        // No handler for this method: hidden from the administrator too, and open to nobody.
        if meanings[..2] == ["hidden", "hidden"] && !meanings.contains(&"yes") {
            continue;
        }
        let line = meanings.join(" ");
        let _ = writeln!(text, "{method} {path}: {line}");
    }
    if std::env::var_os("DONDOC_WRITE_RIGHTS").is_some() {
        std::fs::write(FILE, &text).expect("written");
    }
    let expected = std::fs::read_to_string(FILE).expect("rights.txt");
    let expected: BTreeSet<&str> = expected.lines().collect();
    let is: BTreeSet<&str> = text.lines().collect();
    let missing: Vec<_> = is.difference(&expected).collect();
    let stale: Vec<_> = expected.difference(&is).collect();
    assert!(
        missing.is_empty() && stale.is_empty(),
        "found {missing:#?}\nexpected {stale:#?}"
    );
    assert!(!text.contains("FAULT"), "{text}");
}
