//! Programs that do the office's work over the HTTP API: reports, decisions, extensions,
//! difficulties, money; each once, also when it is sent twice; each within the rights of a role.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use axum::http::StatusCode;
use dondoc_core::access::{Actor, Role, Scope};
use dondoc_core::account::edit::{self, Particulars};
use dondoc_core::account::token;
use dondoc_core::obligation::{Filter, Sort, register};
use dondoc_server::api::DOCUMENT;
use serde_json::{Value, json};

use crate::app::{Browser, Page, TestApp};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/story/api_rights.txt");

/// A program with every scope, of a new account.
async fn program<'a>(house: &'a TestApp, login: &str, role: Role, unit: i64) -> Browser<'a> {
    let (db, who, now) = (house.app.db(), Actor::system("test"), house.now());
    let of = Particulars {
        name: login.to_owned(),
        role,
        unit_id: role.needs_unit().then_some(unit),
        disabled: false,
    };
    let login = login.to_owned();
    let made = db.write(&who, now, move |tx| {
        Box::pin(async move { edit::add(tx, &login, &of).await })
    });
    let account = made.await.expect("an account");
    let reader = db.read().await.expect("a reader");
    let actor = account.actor(&reader, now).await.expect("a role");
    drop(reader);
    let made = db.write(&actor, now, move |tx| {
        Box::pin(async move { token::issue(tx, "Phần mềm", &Scope::ALL, 30).await })
    });
    let secret = made.await.expect("a token").secret;
    let mut program = house.browser();
    program.headers = vec![("authorization", format!("Bearer {secret}"))];
    program
}

fn json_of(page: &Page) -> Value {
    serde_json::from_slice(&page.bytes).unwrap_or_else(|error| panic!("{error}: {}", page.text()))
}

async fn ask(program: &mut Browser<'_>, method: &str, to: &str, body: &Value) -> Page {
    let kind = Some("application/json".to_owned());
    let to = format!("/api/v1{to}");
    program
        .send(method, &to, kind, body.to_string().into_bytes())
        .await
}

async fn post(program: &mut Browser<'_>, to: &str, body: &Value) -> Value {
    let page = ask(program, "POST", to, body).await;
    assert_eq!(page.status, StatusCode::OK, "{to}: {}", page.text());
    json_of(&page)
}

async fn get(program: &mut Browser<'_>, to: &str) -> Value {
    let page = program.get(&format!("/api/v1{to}")).await;
    assert_eq!(page.status, StatusCode::OK, "{to}: {}", page.text());
    json_of(&page)
}

/// An obligation with a deadline that is open, with its task and unit; and one of another unit on
/// another task.
async fn parts(house: &TestApp) -> ((i64, i64, i64), (i64, i64, i64)) {
    let reader = house.app.db().read().await.expect("a reader");
    let day = house.now().date_naive();
    let page = register::page(&reader, &Filter::default(), Sort::Deadline, None, 500, day).await;
    let items = page.expect("rows").items;
    let own = &items[0];
    let tasks: BTreeSet<i64> = items
        .iter()
        .filter(|it| it.unit_id == own.unit_id)
        .map(|it| it.task_id)
        .collect();
    // Nor has that unit any part in the first one's task.
    let beside: BTreeSet<i64> = items
        .iter()
        .filter(|it| it.task_id == own.task_id)
        .map(|it| it.unit_id)
        .collect();
    let other = items
        .iter()
        .find(|it| !tasks.contains(&it.task_id) && !beside.contains(&it.unit_id))
        .expect("another");
    let part = |it: &dondoc_core::obligation::Item| (it.id, it.task_id, it.unit_id);
    (part(own), part(other))
}

#[tokio::test]
async fn a_report_goes_its_way_and_what_is_sent_twice_counts_once() {
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let ((id, _, unit), (foreign, ..)) = parts(&house).await;
    let mut officer = program(&house, "chuyenvien", Role::UnitOfficer, unit).await;
    let mut office = program(&house, "dieuphoi", Role::Coordinator, unit).await;
    let to = format!("/obligations/{id}/reports");
    let seen = get(&mut officer, &format!("/obligations/{id}")).await;
    let said = json!({
        "version": seen["version"], "narrative": "Đã gửi dự thảo lấy ý kiến", "share": 60,
        "difficulty": "Chưa có hướng dẫn về mức chi", "links": ["https://tinh.example/du-thao"],
        "documents": [{"number": "12/BC-SVHTT", "dated": "2026-03-02"}],
    });
    officer
        .headers
        .push(("idempotency-key", "bao-cao-1".to_owned()));
    let first = ask(&mut officer, "POST", &to, &said).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text());
    let again = ask(&mut officer, "POST", &to, &said).await;
    assert_eq!(again.status, StatusCode::OK, "{}", again.text());
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(json_of(&first), json_of(&again));
    let mut otherwise = said.clone();
    otherwise["share"] = json!(70);
    let refused = ask(&mut officer, "POST", &to, &otherwise).await;
    assert_eq!(
        refused.status,
        StatusCode::BAD_REQUEST,
        "{}",
        refused.text()
    );
    officer.headers.pop();
    assert_eq!(
        get(&mut officer, &to).await.as_array().map(Vec::len),
        Some(1)
    );
    let stale = ask(&mut officer, "POST", &to, &said).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.text());

    // What hinders it, said in the report, waits for an answer of its own.
    let raised = get(&mut office, "/difficulties?state=raised").await;
    assert_eq!(raised["items"][0]["text"], said["difficulty"]);
    assert_eq!(raised["items"][0]["obligation_id"], json!(id));

    // Nobody reports for another unit without being of the office, and the office needs a letter.
    let elsewhere = format!("/obligations/{foreign}/reports");
    let said = json!({"version": 1, "narrative": "Thay đơn vị khác"});
    let closed = ask(&mut officer, "POST", &elsewhere, &said).await;
    assert_eq!(closed.status, StatusCode::FORBIDDEN);
    let unproven = ask(&mut office, "POST", &elsewhere, &said).await;
    assert_eq!(json_of(&unproven)["reason"], "proof: missing");
    let proven = json!({
        "version": 1, "narrative": "Theo công văn", "said_by": "Bà Hoa",
        "proof": [{"number": "77/CV", "dated": "2026-03-01"}],
    });
    post(&mut office, &elsewhere, &proven).await;
    let kept = get(&mut office, &elsewhere).await;
    assert_eq!(kept[0]["way"], "on_behalf");
    assert_eq!(kept[0]["evidence"][0]["proof"], true);

    // Done, returned, done again, confirmed.
    let version = json_of(&first)["obligation"]["version"].clone();
    let done = json!({"version": version, "done_on": "2026-03-09"});
    let waits = post(&mut officer, &to, &done).await;
    assert_eq!(waits["obligation"]["status"], "awaiting_confirmation");
    let decisions = format!("/obligations/{id}/decisions");
    let back = json!({
        "version": waits["obligation"]["version"], "decision": "returned",
        "reason": "Thiếu danh sách",
    });
    let own_word = ask(&mut officer, "POST", &decisions, &back).await;
    assert_eq!(own_word.status, StatusCode::FORBIDDEN);
    let returned = post(&mut office, &decisions, &back).await;
    assert_eq!(returned["status"], "returned");
    let done = json!({"version": returned["version"], "done_on": "2026-03-10"});
    let waits = post(&mut officer, &to, &done).await;
    let confirm = json!({"version": waits["obligation"]["version"], "decision": "confirmed"});
    let confirmed = post(&mut office, &decisions, &confirm).await;
    assert_eq!(confirmed["completed_on"], "2026-03-10");
    let then = get(
        &mut office,
        &format!("/obligations/{id}/standing?ngay=2026-03-10"),
    )
    .await;
    assert_eq!(then["completed_on"], "2026-03-10");
    let all = get(&mut officer, &decisions).await;
    assert_eq!(all[0]["decision"], "returned");
    assert_eq!(all[1]["decision"], "confirmed");
}

#[tokio::test]
async fn an_extension_is_asked_for_and_decided_by_whom_it_may() {
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let ((id, _, unit), _) = parts(&house).await;
    let mut officer = program(&house, "chuyenvien", Role::UnitOfficer, unit).await;
    let mut leader = program(&house, "lanhdao", Role::Leader, unit).await;
    let to = format!("/obligations/{id}/extensions");
    let wish = json!({"version": 1, "day": "2027-06-30", "reason": "Chờ hướng dẫn"});
    let asked = post(&mut officer, &to, &wish).await;
    assert_eq!(get(&mut leader, "/extensions").await["total"], 1);
    let decision = format!("/extensions/{}/decision", asked["id"]);
    let grant = json!({
        "version": asked["obligation"]["version"], "granted_day": "2027-06-30",
    });
    let own_word = ask(&mut officer, "POST", &decision, &grant).await;
    assert_eq!(own_word.status, StatusCode::FORBIDDEN);
    let granted = post(&mut leader, &decision, &grant).await;
    assert_eq!(granted["due"], "2027-06-30");
    let all = get(&mut officer, &to).await;
    assert_eq!(all[0]["state"], "granted");
    assert_eq!(get(&mut leader, "/extensions").await["total"], 0);
}

#[tokio::test]
async fn an_estimate_goes_from_the_unit_to_the_last_dong() {
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let ((id, _, unit), _) = parts(&house).await;
    let mut officer = program(&house, "chuyenvien", Role::UnitOfficer, unit).await;
    let mut finance = program(&house, "taichinh", Role::FinanceAppraiser, unit).await;
    let mut leader = program(&house, "lanhdao", Role::Leader, unit).await;
    let begun = post(
        &mut officer,
        &format!("/obligations/{id}/estimates"),
        &json!({"title": "Tập huấn"}),
    )
    .await;
    let at = format!("/estimates/{}", begun["id"]);
    let source = get(&mut officer, "/money/sources").await[0]["id"].clone();
    let lines = json!({"version": begun["version"], "lines": [
        {"content": "Giảng viên", "quantity": "2.5", "measure": "buổi", "unit_cost": 1_500_001,
         "source_id": source, "year": 2026},
        {"content": "In tài liệu", "amount": 200_000, "source_id": source, "year": 2026},
    ]});
    let written = ask(&mut officer, "PUT", &format!("{at}/lines"), &lines).await;
    assert_eq!(written.status, StatusCode::OK, "{}", written.text());
    let written = json_of(&written);
    assert_eq!(written["amount"], 3_950_003);
    let steps = format!("{at}/steps");
    let step = |version: &Value, step: &str| json!({"version": version, "step": step});
    let submitted = post(&mut officer, &steps, &step(&written["version"], "submit")).await;
    let verdicts = json!({"version": submitted["version"], "verdicts": [
        {"number": 1, "verdict": "accepted"},
        {"number": 2, "verdict": "reduced", "amount": 150_000, "reason": "Đơn giá cao"},
    ]});
    let own_word = ask(&mut officer, "POST", &format!("{at}/verdicts"), &verdicts).await;
    assert_eq!(own_word.status, StatusCode::FORBIDDEN);
    let judged = post(&mut finance, &format!("{at}/verdicts"), &verdicts).await;
    let passed = post(&mut finance, &steps, &step(&judged["version"], "pass_up")).await;
    let decision = json!({
        "version": passed["version"], "approved": true,
        "document": {"number": "12/QĐ-UBND", "on": "2026-03-09"},
    });
    let approved = post(&mut leader, &format!("{at}/decision"), &decision).await;
    assert_eq!(approved["approved"], 3_900_003);
    let entries = format!("{at}/entries");
    let entry = |kind: &str, amount: i64| json!({"kind": kind, "source_id": source, "year": 2026, "amount": amount, "on": "2026-03-10"});
    finance
        .headers
        .push(("idempotency-key", "cap-1".to_owned()));
    post(&mut finance, &entries, &entry("allocation", 3_900_003)).await;
    post(&mut finance, &entries, &entry("allocation", 3_900_003)).await;
    finance.headers.pop();
    let spent = post(&mut finance, &entries, &entry("disbursement", 900_000)).await;
    let back = format!("/money/entries/{}/reversal", spent["id"]);
    post(&mut finance, &back, &json!({"note": "Nhầm số"})).await;
    post(&mut finance, &entries, &entry("disbursement", 90_000)).await;
    for by in ["all", "source", "unit", "plan", "year", "estimate"] {
        let sums = get(&mut officer, &format!("/money/totals?by={by}")).await;
        let sum = |field: &str| -> i64 {
            let all = sums.as_array().expect("sums").iter();
            all.filter_map(|it| it[field].as_i64()).sum()
        };
        assert_eq!(sum("estimated"), 3_950_003, "{by}");
        assert_eq!(sum("approved"), 3_900_003, "{by}");
        assert_eq!(sum("allocated"), 3_900_003, "{by}");
        assert_eq!(sum("disbursed"), 90_000, "{by}");
    }
    let full = get(&mut officer, &at).await;
    assert_eq!(full["entries"].as_array().map(Vec::len), Some(4));
    assert_eq!(full["lines"][0]["quantity"], "2.5");
}

#[tokio::test]
async fn a_difficulty_is_routed_answered_and_filed_with_its_guidance() {
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let ((id, task, unit), (_, _, other)) = parts(&house).await;
    let mut officer = program(&house, "chuyenvien", Role::UnitOfficer, unit).await;
    let mut helper = program(&house, "giupviec", Role::UnitOfficer, other).await;
    let mut office = program(&house, "dieuphoi", Role::Coordinator, unit).await;
    let said = json!({"text": "Chưa có mức chi", "proposal": "Đề nghị hướng dẫn"});
    let raised = post(
        &mut officer,
        &format!("/obligations/{id}/difficulties"),
        &said,
    )
    .await;
    let steps = format!("/difficulties/{}/steps", raised["id"]);
    let hidden = helper
        .get(&format!("/api/v1/difficulties/{}", raised["id"]))
        .await;
    assert_eq!(hidden.status, StatusCode::FORBIDDEN);
    let to = json!({"version": raised["version"], "step": "route", "unit_id": other});
    let routed = post(&mut office, &steps, &to).await;
    let filed = json!({
        "number": "55/HD-STC", "issued_on": "2026-03-01", "issuer": "Sở Tài chính",
        "title": "Hướng dẫn mức chi",
    });
    let guidance = post(&mut office, "/guidance", &filed).await;
    let answer = json!({
        "version": routed["version"], "step": "answer", "text": "Theo hướng dẫn",
        "document": "55/HD-STC", "guidance_id": guidance["id"],
    });
    let answered = post(&mut helper, &steps, &answer).await;
    assert_eq!(answered["state"], "answered");
    let full = get(&mut officer, &format!("/guidance/{}", guidance["id"])).await;
    assert_eq!(full["tasks"][0]["task_id"], json!(task));
    let again = json!({"version": answered["version"], "step": "reopen", "text": "Chưa đủ"});
    let open = post(&mut officer, &steps, &again).await;
    let wish = json!({
        "version": open["version"], "step": "propose", "concerns": "deadline",
        "change": "Lùi đến 31/12", "text": "Chờ mức chi",
    });
    post(&mut office, &steps, &wish).await;
    let full = get(&mut officer, &format!("/difficulties/{}", raised["id"])).await;
    assert_eq!(full["state"], "amendment_proposed");
    assert_eq!(full["proposals"][0]["concerns"], "deadline");
    let taken = full["steps"].as_array().expect("steps");
    let taken: Vec<&str> = taken.iter().filter_map(|it| it["step"].as_str()).collect();
    assert_eq!(taken, ["route", "answer", "reopen", "propose"]);
}

/// A value that a schema takes.
fn example(document: &Value, schema: &Value) -> Value {
    if let Some(to) = schema["$ref"].as_str() {
        let name = to.rsplit('/').next().expect("a name");
        return example(document, &document["components"]["schemas"][name]);
    }
    if let Some(first) = schema["oneOf"].as_array().and_then(|all| all.first()) {
        return match first.get("const") {
            Some(value) => value.clone(),
            None => example(document, first),
        };
    }
    if let Some(first) = schema["enum"].as_array().and_then(|all| all.first()) {
        return first.clone();
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds[0].as_str(),
        kind => kind.as_str(),
    };
    match kind {
        Some("object") => {
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            let field = |name: &Value| {
                let name = name.as_str().expect("a name").to_owned();
                let value = example(document, &schema["properties"][&name]);
                (name, value)
            };
            Value::Object(required.iter().map(field).collect())
        }
        Some("array") if schema["minItems"].as_u64().is_some_and(|least| least > 0) => {
            json!([example(document, &schema["items"])])
        }
        Some("array") => json!([]),
        Some("integer") => json!(schema["minimum"].as_i64().unwrap_or(1).max(1)),
        Some("boolean") => json!(true),
        Some("string") if schema["format"] == "date" => json!("2026-03-01"),
        _ => json!("x"),
    }
}

/// What an answer means: open, closed, hidden, or to the door.
fn meaning(page: &Page) -> &'static str {
    match page.status {
        StatusCode::FORBIDDEN => "no",
        StatusCode::NOT_FOUND => "hidden",
        StatusCode::UNAUTHORIZED => "door",
        status if status.is_server_error() => "FAULT",
        _ => "yes",
    }
}

/// Two things under one name would be described as one of them.
#[test]
fn every_schema_has_a_name_of_its_own() {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/api");
    let named = regex::Regex::new(
        r"(?:#\[derive\([^)]*ToSchema[^)]*\)\]\s*(?:#\[[^\]]*\]\s*)*(?:pub )?(?:struct|enum) |(?m)^    )(\w+)(?: of it: | = [\w:]+ \{|[ {<])",
    )
    .expect("a pattern");
    for entry in std::fs::read_dir(folder).expect("the folder of the API") {
        let path = entry.expect("an entry").path();
        let text = std::fs::read_to_string(&path).expect("a text");
        for found in named.captures_iter(&text) {
            let whole = found.get(0).expect("it").as_str();
            if !whole.contains("ToSchema") && !whole.contains(" of it: ") {
                continue;
            }
            let file = path.display().to_string();
            let before = seen.insert(found[1].to_owned(), file.clone());
            assert_eq!(before, None, "{} also in {file}", &found[1]);
        }
    }
    assert!(seen.len() > 60, "{seen:?}");
}

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

/// Every operation of the document: method, path, and a body that it takes.
fn operations() -> Vec<(String, String, Value)> {
    let document = serde_json::to_value(&*DOCUMENT).expect("a document");
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("methods") {
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            let body = if schema.is_null() {
                Value::Null
            } else {
                example(&document, schema)
            };
            all.push((method.to_uppercase(), path.clone(), body));
        }
    }
    all
}

fn filled(path: &str, (obligation, task, unit): (i64, i64, i64)) -> String {
    let id = match path.split('/').nth(1) {
        Some("obligations") => obligation,
        Some("tasks") => task,
        Some("units") => unit,
        _ => 1,
    };
    let to = path.replace("{id}", &id.to_string());
    let to = to
        .replace("{task_id}", &task.to_string())
        .replace("{day}", "2026-05-02");
    if path.ends_with("/standing") {
        format!("{to}?ngay=2026-03-10")
    } else if path.ends_with("/completion") && path.starts_with("/obligations") {
        format!("{to}?version=1")
    } else {
        to
    }
}

#[tokio::test]
async fn every_operation_is_open_to_whom_it_should_be() {
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let (own, other) = parts(&house).await;
    let mut found: BTreeMap<(String, String), Vec<&str>> = BTreeMap::new();
    for (column, role, is_own) in COLUMNS {
        let mut caller = match role {
            None => house.browser(),
            Some(role) => program(&house, column, role, own.2).await,
        };
        for (method, path, body) in operations() {
            let to = filled(&path, if is_own { own } else { other });
            let page = ask(&mut caller, &method, &to, &body).await;
            let meaning = meaning(&page);
            assert_ne!(meaning, "FAULT", "{method} {to}: {}", page.text());
            let key = (path, method);
            found.entry(key).or_default().push(meaning);
        }
    }
    let names: Vec<&str> = COLUMNS.iter().map(|(name, ..)| *name).collect();
    let mut text = format!("# method path: {}\n", names.join(" "));
    for ((path, method), meanings) in &found {
        let _ = writeln!(text, "{method} {path}: {}", meanings.join(" "));
    }
    if std::env::var_os("DONDOC_WRITE_RIGHTS").is_some() {
        std::fs::write(FILE, &text).expect("written");
    }
    let expected = std::fs::read_to_string(FILE).unwrap_or_default();
    let expected: BTreeSet<&str> = expected.lines().collect();
    let is: BTreeSet<&str> = text.lines().collect();
    let missing: Vec<_> = is.difference(&expected).collect();
    let stale: Vec<_> = expected.difference(&is).collect();
    assert!(
        missing.is_empty() && stale.is_empty(),
        "found {missing:#?}\nexpected {stale:#?}"
    );
}
