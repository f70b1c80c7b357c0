//! The review screen: a value and its place lead to each other, every edit is stored at once and
//! can be taken back, nothing is lost when two people work, and a plan comes out of it.

use axum::http::StatusCode;
use dondoc_core::access::Actor as Who;
use dondoc_core::document::{self, Incoming, Sha};
use dondoc_core::plan::draft::{
    Actor, ActorKind, Certainty, Deadline, DeadlineKind, Draft, Finding, Meta, Quote, Row, RowId,
    Span, Value, store,
};
use dondoc_core::unit;
use scraper::Selector;

use crate::app::{Browser, Page, TestApp};

const TEXT: &str = "Số: 12/KH-UBND
Lam Giang, ngày 05 tháng 3 năm 2025
KẾ HOẠCH
Nâng cấp bến đò
1. Khảo sát bến đò; lập danh mục bến cần sửa
Chủ trì: Sở Xây dựng; Phòng Bến bãi
Phối hợp: UBND cấp xã
Thời gian: trước ngày 15/12
Đơn vị thực hiện: Sở <Lạ> & Co
TM. ỦY BAN NHÂN DÂN";

fn quote(words: &str) -> Quote {
    let start = TEXT.find(words).expect("words of the text");
    let end = start + words.len();
    Quote {
        text: words.to_owned(),
        span: Span { start, end },
    }
}

fn value<T>(value: T, words: &str) -> Value<T> {
    let certainty = Certainty::Read;
    Value {
        value,
        quote: Some(quote(words)),
        certainty,
        confirmed: false,
    }
}

fn actor(name: &str, kind: ActorKind, certainty: Certainty) -> Actor {
    let quote = Some(quote(name));
    Actor {
        name: name.to_owned(),
        quote,
        kind,
        certainty,
        confirmed: false,
        exceptions: vec![],
    }
}

fn row(id: u32) -> Row {
    Row {
        id: RowId(id),
        label: Some((id + 1).to_string()),
        node: None,
        heading: None,
        text: None,
        lead: Vec::new(),
        coordinate: Vec::new(),
        monitor: Vec::new(),
        deadline: None,
        product: None,
        budget: None,
        follow: true,
        certainty: Certainty::Read,
        confirmed: false,
    }
}

fn due() -> Deadline {
    Deadline {
        text: "trước ngày 15/12".to_owned(),
        quote: Some(quote("trước ngày 15/12")),
        kind: DeadlineKind::Date,
        due: chrono::NaiveDate::from_ymd_opt(2025, 12, 15),
        start: None,
        inclusive: false,
        rrule: None,
        certainty: Certainty::Inferred,
        confirmed: false,
    }
}

/// A plan with one good task and one whose words the source lost.
fn draft() -> Draft {
    let text = |words: &str| Some(value(words.to_owned(), words));
    let signed = chrono::NaiveDate::from_ymd_opt(2025, 3, 5).expect("a day");
    let issuer = "Ủy ban nhân dân tỉnh Lam Giang".to_owned();
    let good = Row {
        text: text("Khảo sát bến đò; lập danh mục bến cần sửa"),
        lead: vec![
            actor("Sở Xây dựng", ActorKind::Agency, Certainty::Read),
            actor("Phòng Bến bãi", ActorKind::Agency, Certainty::Uncertain),
        ],
        coordinate: vec![actor("UBND cấp xã", ActorKind::Group, Certainty::Read)],
        deadline: Some(due()),
        ..row(0)
    };
    let stranger = actor("Sở <Lạ> & Co", ActorKind::Agency, Certainty::Read);
    Draft {
        meta: Meta {
            number: text("12/KH-UBND"),
            issuer: Some(value(issuer, "ỦY BAN NHÂN DÂN")),
            place: text("Lam Giang"),
            date: Some(value(signed, "ngày 05 tháng 3 năm 2025")),
            title: text("Nâng cấp bến đò"),
            ..Meta::default()
        },
        rows: vec![
            good,
            Row {
                lead: vec![stranger],
                ..row(1)
            },
        ],
        findings: vec![Finding {
            code: "task.several_leads".to_owned(),
            span: None,
            line: Some(6),
            row: Some(RowId(0)),
            seen: None,
            expected: None,
            dismissed: false,
        }],
        ..Draft::default()
    }
}

/// The blocks of the text: one paragraph a line.
fn shape() -> String {
    let mut at = 0;
    let mut blocks = Vec::new();
    for line in TEXT.split_inclusive('\n') {
        let span = serde_json::json!({"start": at, "end": at + line.trim_end().len()});
        at += line.len();
        blocks.push(serde_json::json!({
            "block": "paragraph", "span": span, "bold": false, "italic": false, "level": null,
        }));
    }
    serde_json::json!({"blocks": blocks, "pages": []}).to_string()
}

/// An application with the draft in it.
pub async fn with_draft() -> TestApp {
    let app = TestApp::new().await;
    let incoming = Incoming {
        sha: Sha::of(TEXT.as_bytes()),
        size: TEXT.len() as u64,
        name: "ke-hoach.txt".to_owned(),
        format: "text".to_owned(),
        text: TEXT.to_owned(),
        shape: shape(),
    };
    let who = Who::system("test");
    let stored = app.app.db().write(&who, app.now(), move |tx| {
        Box::pin(async move {
            unit::import::load(tx, "nghe-an").await?;
            unit::import::load(tx, "demo").await?;
            let document = document::receive(tx, &incoming).await?;
            store::create(tx, document.id, draft()).await
        })
    });
    assert_eq!(stored.await.expect("a draft").id, 1);
    app
}

/// The version that a page shows.
pub fn version(page: &Page) -> String {
    page.attributes("#bar", "data-version").remove(0)
}

/// Presses a button of the screen as a browser without script does.
pub async fn press(browser: &mut Browser<'_>, phrase: &str) -> Page {
    let seen = version(&browser.get("/drafts/1").await);
    browser
        .post("/drafts/1/edits", &[("version", &seen), ("do", phrase)])
        .await
}

#[tokio::test]
async fn every_value_leads_to_its_place_and_every_place_to_its_value() {
    let app = with_draft().await;
    let page = app.signed_in().await.get("/drafts/1").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let ids = page.attributes("[id]", "id");
    let values = page.attributes("a.value[href^='#s-']", "href");
    let marks = page.attributes("#text a.mark", "href");
    assert!(
        values.len() >= 9 && marks.len() >= 9,
        "{values:?} {marks:?}"
    );
    for to in values.iter().chain(&marks) {
        let there = ids
            .iter()
            .filter(|id| *id == to.trim_start_matches('#'))
            .count();
        assert_eq!(there, 1, "{to}");
    }
    assert!(ids.contains(&"L6".to_owned()), "the line of the finding");
    // The document is whole, and what looks like markup in it is not.
    let words = |text: &str| text.split_whitespace().collect::<String>();
    assert_eq!(words(&page.one("#text")), words(TEXT));
}

#[tokio::test]
async fn lost_words_are_shown_as_lost_and_never_made_up() {
    let app = with_draft().await;
    let page = app.signed_in().await.get("/drafts/1").await;
    assert_eq!(page.all("#t1 .lost").len(), 1);
    assert!(page.all("#v-t1-heading, #v-t1-text").is_empty());
}

#[tokio::test]
async fn doubts_are_words_and_are_settled_one_by_one() {
    let app = with_draft().await;
    let mut browser = app.signed_in().await;
    let page = browser.get("/drafts/1").await;
    assert_eq!(page.all("#t0 .doubt"), ["chưa chắc", "suy ra"]);
    assert_eq!(page.attributes(".left a", "href"), ["#v-t0-lead-1"]);
    let done = press(&mut browser, "confirm t0-lead-1").await;
    assert_eq!(
        done.location().as_deref(),
        Some("/drafts/1#v-t0-deadline"),
        "the next one"
    );
    assert_eq!(browser.get("/drafts/1").await.all("[data-open]").len(), 1);
    press(&mut browser, "undo").await;
    assert_eq!(browser.get("/drafts/1").await.all("[data-open]").len(), 2);
    press(&mut browser, "redo").await;
    press(&mut browser, "confirm-row 0").await;
    let page = browser.get("/drafts/1").await;
    assert!(page.all("[data-open]").is_empty());
    assert_eq!(page.all(".left.done").len(), 1);
}

#[tokio::test]
async fn split_and_merge_and_undo_come_back_to_where_they_began() {
    let app = with_draft().await;
    let mut browser = app.signed_in().await;
    let form = browser.get("/drafts/1?open=split-0").await;
    let cuts = form.attributes("input[name=do][type=radio]", "value");
    assert_eq!(cuts.len(), 1, "one place to cut");
    press(&mut browser, &cuts[0]).await;
    let page = browser.get("/drafts/1").await;
    assert_eq!(page.all("article.task").len(), 3);
    let halves = page.all("#text .place[id$='-text'] a");
    assert_eq!(
        halves,
        ["Khảo sát bến đò;", "lập danh mục bến cần sửa"],
        "each at its own place"
    );
    press(&mut browser, "merge 0").await;
    assert!(
        browser
            .get("/drafts/1")
            .await
            .one("#v-t0-text")
            .contains("bến cần sửa")
    );
    press(&mut browser, "undo").await;
    press(&mut browser, "undo").await;
    let page = browser.get("/drafts/1").await;
    assert_eq!(page.all("article.task").len(), 2);
    assert_eq!(
        page.one("#v-t0-text"),
        "Khảo sát bến đò; lập danh mục bến cần sửa"
    );
}

#[tokio::test]
async fn rows_are_moved_set_aside_and_dropped() {
    let app = with_draft().await;
    let mut browser = app.signed_in().await;
    press(&mut browser, "down 0").await;
    let order = browser
        .get("/drafts/1")
        .await
        .attributes("article.task", "id");
    assert_eq!(order, ["t1", "t0"]);
    press(&mut browser, "up 0").await;
    let refused = press(&mut browser, "up 0").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    press(&mut browser, "unfollow 1").await;
    press(&mut browser, "confirm t0-lead-1").await;
    press(&mut browser, "dismiss 0").await;
    let page = browser.get("/drafts/1").await;
    assert_eq!(page.all("#t1 .tag"), ["Thường xuyên – không theo dõi"]);
    assert_eq!(page.all("#findings .dismissed").len(), 1);
    press(&mut browser, "drop 1").await;
    let page = browser.get("/drafts/1").await;
    assert_eq!(page.attributes("article.task", "id"), ["t0"]);
    assert_eq!(
        page.all("#history li").len(),
        6,
        "each change is in the history"
    );
}

/// The fields of the open form of a row, as a browser would send them.
fn fields(page: &Page) -> Vec<(String, String)> {
    let css = "form.row-form input[name], form.row-form textarea[name]";
    let html = page.html();
    let mut fields = Vec::new();
    for control in html.select(&Selector::parse(css).expect("a selector")) {
        let choice = matches!(control.attr("type"), Some("radio" | "checkbox"));
        if choice && control.attr("checked").is_none() {
            continue;
        }
        let text = control.text().collect::<String>();
        let value = control.attr("value").map_or(text, str::to_owned);
        fields.push((control.attr("name").expect("named").to_owned(), value));
    }
    fields
}

fn set(fields: &mut [(String, String)], name: &str, value: &str) {
    let field = fields.iter_mut().find(|(known, _)| known == name);
    value.clone_into(&mut field.expect("a control of the form").1);
}

async fn save(browser: &mut Browser<'_>, fields: &[(String, String)]) -> Page {
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    browser.post("/drafts/1/rows/0", &fields).await
}

#[tokio::test]
async fn a_form_changes_what_differs_and_one_undo_takes_it_back() {
    let app = with_draft().await;
    let mut browser = app.signed_in().await;
    let mut form = fields(&browser.get("/drafts/1?open=edit-0").await);
    set(&mut form, "text", "Khảo sát mọi bến đò");
    set(&mut form, "lead", "Sở Xây dựng\r\nSở Tài chính");
    set(&mut form, "d-due", "30/11/2025");
    let saved = save(&mut browser, &form).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    let page = browser.get("/drafts/1").await;
    assert_eq!(page.one("#v-t0-text"), "Khảo sát mọi bến đò");
    assert_eq!(page.one("#v-t0-lead-1"), "Sở Tài chính");
    assert!(
        page.one("#t0 .says").contains("29/11/2025"),
        "the day before the day named"
    );
    assert_eq!(page.all("#history li").len(), 1);
    press(&mut browser, "undo").await;
    let page = browser.get("/drafts/1").await;
    assert_eq!(page.one("#v-t0-lead-1"), "Phòng Bến bãi");
}

#[tokio::test]
async fn a_date_that_does_not_exist_comes_back_with_what_was_typed() {
    let app = with_draft().await;
    let mut browser = app.signed_in().await;
    let mut form = fields(&browser.get("/drafts/1?open=edit-0").await);
    set(&mut form, "d-due", "31/9/2025");
    set(&mut form, "product", "Danh mục bến");
    let back = save(&mut browser, &form).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(back.all(".error").len(), 1);
    assert_eq!(back.attributes("input[name=d-due]", "value"), ["31/9/2025"]);
    assert_eq!(back.one("textarea[name=product]"), "Danh mục bến");
    assert!(
        browser.get("/drafts/1").await.all("#history li").is_empty(),
        "nothing was stored"
    );
}

#[tokio::test]
async fn a_button_on_an_old_page_shows_what_changed_and_can_be_pressed_again() {
    let app = with_draft().await;
    let (mut one, mut two) = (app.signed_in().await, app.signed_in().await);
    let old = version(&one.get("/drafts/1").await);
    press(&mut two, "unfollow 1").await;
    let late = [("version", old.as_str()), ("do", "confirm t0-lead-1")];
    let conflict = one.post("/drafts/1/edits", &late).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(
        conflict
            .one(".notice .history li")
            .contains("không theo dõi")
    );
    let again = conflict
        .attributes(".notice input[name=version]", "value")
        .remove(0);
    let phrase = conflict
        .attributes(".notice input[name=do]", "value")
        .remove(0);
    let done = one
        .post("/drafts/1/edits", &[("version", &again), ("do", &phrase)])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert_eq!(
        one.get("/drafts/1").await.all("#history li").len(),
        2,
        "both changes stand"
    );
}

#[tokio::test]
async fn a_form_that_was_overtaken_keeps_the_typed_words() {
    let app = with_draft().await;
    let (mut one, mut two) = (app.signed_in().await, app.signed_in().await);
    let mut form = fields(&one.get("/drafts/1?open=edit-0").await);
    // Work on another task is not in the way of this form; work on the same one is.
    press(&mut two, "unfollow 1").await;
    press(&mut two, "confirm t0-lead-1").await;
    set(&mut form, "text", "Chữ của tôi");
    let back = save(&mut one, &form).await;
    assert_eq!(back.status, StatusCode::CONFLICT);
    assert_eq!(back.one("textarea[name=text]"), "Chữ của tôi");
    let saved = save(&mut one, &fields(&back)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    assert_eq!(one.get("/drafts/1").await.one("#v-t0-text"), "Chữ của tôi");
}

#[tokio::test]
async fn htmx_gets_only_the_parts_that_changed() {
    let app = with_draft().await;
    let mut browser = app.signed_in().await;
    let seen = version(&browser.get("/drafts/1").await);
    browser.headers.push(("hx-request", "true".to_owned()));
    let fields = [("version", seen.as_str()), ("do", "confirm t0-lead-1")];
    let parts = browser.post("/drafts/1/edits", &fields).await;
    assert_eq!(parts.status, StatusCode::OK);
    let targets = parts.attributes("hx-partial", "hx-target");
    let there = |target: &str| targets.iter().any(|known| known == target);
    assert!(there("#t0") && there("#b5") && there("#bar"), "{targets:?}");
    assert!(!there("#t1") && !there("#b4"), "{targets:?}");
    let late = browser.post("/drafts/1/edits", &fields).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_passage_chosen_in_the_document_becomes_a_task_with_its_place() {
    let app = with_draft().await;
    let mut browser = app.signed_in().await;
    let words = "Nâng cấp bến đò";
    let span = quote(words).span;
    let (start, end) = (span.start.to_string(), span.end.to_string());
    let chosen = [
        ("text", words),
        ("start", &start),
        ("end", &end),
        ("after", "0"),
    ];
    let added = browser.post("/drafts/1/rows", &chosen).await;
    assert_eq!(
        added.location().as_deref(),
        Some("/drafts/1#t2"),
        "{}",
        added.text()
    );
    let page = browser.get("/drafts/1").await;
    assert_eq!(page.attributes("article.task", "id"), ["t0", "t2", "t1"]);
    assert_eq!(page.attributes("#v-t2-text", "href"), ["#s-t2-text"]);
    // A place that says something else is not believed.
    let lie = [
        ("text", "Bịa"),
        ("start", start.as_str()),
        ("end", end.as_str()),
    ];
    browser.post("/drafts/1/rows", &lie).await;
    assert!(
        browser
            .get("/drafts/1")
            .await
            .attributes("#v-t3-text", "href")
            .is_empty()
    );
    let empty = browser.post("/drafts/1/rows", &[("text", "  ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn an_unknown_name_is_mapped_or_added_and_remembered() {
    let app = with_draft().await;
    let mut browser = app.signed_in().await;
    let page = browser.get("/drafts/1").await;
    assert_eq!(page.all("#t1 .chip.unknown").len(), 1);
    let seen = version(&page);
    let form = |target| {
        let written = ("written", "Sở <Lạ> & Co");
        [
            ("version", seen.as_str()),
            written,
            ("value", "t1-lead-0"),
            ("target", target),
        ]
    };
    let back = browser.post("/drafts/1/names", &form("Sở Trên Trời")).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        back.attributes("input[name=target]", "value"),
        ["Sở Trên Trời"]
    );
    let done = browser.post("/drafts/1/names", &form("Sở Xây dựng")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let page = browser.get("/drafts/1").await;
    assert!(page.one("#t1 .chip").contains("→ Sở Xây dựng"));
    // Who chose it and when stands in the list of names, and on the page of the unit.
    let said = page.all("#names li").into_iter();
    let said: Vec<String> = said.filter(|line| line.contains("chọn lúc")).collect();
    assert_eq!(
        said,
        ["“Sở <Lạ> & Co” → Sở Xây dựng Nguyễn Thị Lan chọn lúc 09:00 10/3/2026"]
    );
    let unit = browser.get("/units?q=so+xay+dung&ngay=2023-04-18").await;
    let mut told = false;
    for link in unit.attributes(".unit-list a", "href") {
        let page = browser.get(&link).await.text();
        told |= page.contains("Nguyễn Thị Lan chọn lúc");
    }
    assert!(told, "the unit's page says who mapped the name");
    browser
        .post(
            "/drafts/1/names",
            &[
                ("version", &version(&page)),
                ("written", "Phòng Bến bãi"),
                ("add", "one"),
            ],
        )
        .await;
    let page = browser.get("/drafts/1").await;
    assert!(
        page.all("#t0 .chip.unknown").is_empty(),
        "{:?}",
        page.all("#t0 .chip")
    );
}

#[tokio::test]
async fn a_plan_is_confirmed_only_when_nothing_is_open() {
    let app = with_draft().await;
    let mut browser = app.signed_in().await;
    assert_eq!(
        browser
            .get("/drafts/1/confirmation")
            .await
            .all("#gaps a")
            .len(),
        2
    );
    let early = browser
        .post("/drafts/1/confirmation", &[("version", "1")])
        .await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    press(&mut browser, "confirm-row 0").await;
    let stale = browser
        .post("/drafts/1/confirmation", &[("version", "1")])
        .await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let page = browser.get("/drafts/1/confirmation").await;
    assert!(page.all("#gaps a").is_empty());
    assert!(page.one(".outlook li:first-child").starts_with('2'));
    let seen = page.attributes("input[name=version]", "value").remove(0);
    let made = browser
        .post("/drafts/1/confirmation", &[("version", &seen)])
        .await;
    assert_eq!(made.location().as_deref(), Some("/plans/1"));
    assert_eq!(
        browser.get("/drafts/1").await.location().as_deref(),
        Some("/plans/1")
    );
}

#[tokio::test]
async fn the_last_doubts_are_settled_together_where_the_plan_is_confirmed() {
    let app = with_draft().await;
    let mut browser = app.signed_in().await;
    let page = browser.get("/drafts/1/confirmation").await;
    let (gaps, read) = (page.all("#gaps a").len(), page.all("#gaps q"));
    assert_eq!(
        read.len(),
        gaps,
        "each is shown with what was read: {read:?}"
    );
    assert!(page.one("button[name=settle]").contains(&gaps.to_string()));
    let seen = page.attributes("input[name=version]", "value").remove(0);
    let fields = [("version", seen.as_str()), ("settle", "1")];
    let made = browser.post("/drafts/1/confirmation", &fields).await;
    assert_eq!(made.location().as_deref(), Some("/plans/1"));
    // Each is this person's edit, as on the review screen.
    let log = browser.get("/events").await;
    let edits = log.all("tbody tr").into_iter();
    let edits = edits.filter(|line| line.contains("Nguyễn Thị Lan") && line.contains("nháp"));
    assert!(edits.count() >= gaps);
}

#[tokio::test]
async fn a_plan_leads_back_to_its_reading_beside_the_document() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let mut browser = app.signed_in().await;
    let plan = browser.get("/plans/1").await;
    let to = plan.attributes("dl a[href^='/drafts/']", "href").remove(0);
    let page = browser.get(&to).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.attributes("#bar a", "href"), ["/plans/1"]);
    assert_eq!(page.all("#bar button").len(), 0, "nothing to change");
    assert!(page.all("article.task").len() > 10 && !page.all("#text a.mark").is_empty());
    let edit = [("version", version(&page)), ("do", "drop 0".to_owned())];
    let edit: Vec<_> = edit
        .iter()
        .map(|(key, value)| (*key, value.as_str()))
        .collect();
    let refused = browser.post("/drafts/1/edits", &edit).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_is_no_address_and_no_phrase_is_refused() {
    let app = with_draft().await;
    let mut browser = app.signed_in().await;
    assert_eq!(browser.get("/drafts/9").await.status, StatusCode::NOT_FOUND);
    for open in [
        "edit-99",
        "map-t0-lead-9",
        "members-c0",
        "edit-x",
        "nonsense",
    ] {
        let page = browser.get(&format!("/drafts/1?open={open}")).await;
        assert!(page.status.is_client_error(), "{open}: {}", page.status);
    }
    for phrase in [
        "fly 0",
        "confirm c0",
        "split 0",
        "split 0 3",
        "drop 77",
        "confirm t0-lead-9",
    ] {
        let page = press(&mut browser, phrase).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{phrase:?}");
    }
}

#[tokio::test]
async fn names_are_added_for_the_draft_that_the_page_showed() {
    let app = with_draft().await;
    let (mut browser, mut colleague) = (app.signed_in().await, app.signed_in().await);
    let seen = version(&browser.get("/drafts/1").await);
    press(&mut colleague, "drop 1").await;
    let form = [("version", seen.as_str()), ("add", "all")];
    let late = browser.post("/drafts/1/names", &form).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(late.one("[role=alert] h2"), "Có người vừa sửa bản nháp này");
    assert_eq!(
        late.attributes("[role=alert] form", "action"),
        ["/drafts/1/names"]
    );
    let unknown = "#t0 .chip.unknown";
    let page = browser.get("/drafts/1").await;
    assert_eq!(page.all(unknown).len(), 1, "nothing was added");
    // Pressed again on top of what is there now, it is done.
    let again = late.attributes("[role=alert] [name=version]", "value");
    let form = [("version", again[0].as_str()), ("add", "all")];
    let done = browser.post("/drafts/1/names", &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert!(browser.get("/drafts/1").await.all(unknown).is_empty());
}

#[tokio::test]
async fn tasks_that_stand_apart_are_merged_in_the_order_of_the_document() {
    let app = with_draft().await;
    let mut browser = app.signed_in().await;
    // Three rows: the first is cut in two, and its ends are put together around the middle.
    let form = browser.get("/drafts/1?open=split-0").await;
    let cut = form
        .attributes("input[name=do][type=radio]", "value")
        .remove(0);
    press(&mut browser, &cut).await;
    let page = browser.get("/drafts/1").await;
    let boxes = page.attributes("article.task .choose input[name=row]", "value");
    assert_eq!(boxes.len(), 3);
    let seen = version(&page);
    let merge = [("version", seen.as_str()), ("do", "merge-chosen")];
    let one = [merge[0], merge[1], ("row", &boxes[2])];
    let refused = browser.post("/drafts/1/edits", &one).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let both = [one[0], one[1], one[2], ("row", &boxes[0])];
    let done = browser.post("/drafts/1/edits", &both).await;
    assert_eq!(done.location().as_deref(), Some("/drafts/1#t0"));
    let page = browser.get("/drafts/1").await;
    assert_eq!(
        page.attributes("article.task", "id"),
        ["t0".to_owned(), format!("t{}", boxes[1])]
    );
    let leads = page.all("#t0 .chip .value");
    assert!(leads.contains(&"Sở <Lạ> & Co".to_owned()), "{leads:?}");
    press(&mut browser, "undo").await;
    assert_eq!(browser.get("/drafts/1").await.all("article.task").len(), 3);
}

#[tokio::test]
async fn findings_say_what_blocks_and_stop_when_it_is_settled() {
    let app = with_draft().await;
    let mut browser = app.signed_in().await;
    let page = browser.get("/drafts/1").await;
    assert_eq!(page.all("#findings h3"), ["chặn xác nhận"]);
    assert_eq!(
        page.attributes("#findings li .button", "href"),
        ["#v-t0-lead-1"],
        "it leads to the value that is open"
    );
    assert_eq!(
        page.attributes("#findings .where a", "href"),
        ["#L6", "#t0"]
    );
    browser.headers.push(("hx-request", "true".to_owned()));
    let seen = [("version", "1"), ("do", "confirm t0-lead-1")];
    let parts = browser.post("/drafts/1/edits", &seen).await.text();
    assert!(
        parts.contains("phải xem") && !parts.contains("chặn xác nhận"),
        "{parts}"
    );
    browser.headers.pop();
    let page = browser.get("/drafts/1").await;
    assert_eq!(page.all("#findings h3"), ["phải xem"]);
    let dismiss = page.attributes("#findings li button", "value");
    press(&mut browser, &dismiss[0]).await;
    let page = browser.get("/drafts/1").await;
    assert_eq!(page.all("#findings summary .weight"), [""; 0]);
    assert_eq!(page.all("#findings .dismissed").len(), 1);
}
