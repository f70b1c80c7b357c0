//! Acts of reorganisation, from the list to undoing: by hand, decided task by task, and the two of
//! 2025 over a real plan of 2023.

use axum::http::StatusCode;
use dondoc_core::access::Actor;
use dondoc_core::db::sql;
use dondoc_core::plan::confirmation;
use dondoc_core::plan::draft::edit::Edit;
use dondoc_core::plan::draft::readiness::{Place, Reason};
use dondoc_core::plan::draft::store;
use dondoc_core::unit;
use reading::file::{Helpers, Limits};

use crate::app::{Browser, Page, TestApp};

const PLAN: &str = "ỦY BAN NHÂN DÂN\nTỈNH NGHỆ AN\n\nSố: 88/KH-UBND\n\nNghệ An, ngày 10 tháng 01 năm 2025\n\n\
    KẾ HOẠCH\nThông tin, tuyên truyền năm 2025\n\n\
    I. NHIỆM VỤ\n\
    1. Tuyên truyền trên báo chí về cải cách hành chính\n- Đơn vị chủ trì: Sở Thông tin và Truyền thông\n- Đơn vị phối hợp: Sở Nội vụ, Sở Kế hoạch và Đầu tư\n- Thời gian thực hiện: trước ngày 15/12/2025\n\
    2. Phát triển hạ tầng số tại các xã\n- Đơn vị chủ trì: Sở Thông tin và Truyền thông\n- Đơn vị phối hợp: Sở Khoa học và Công nghệ\n- Thời gian thực hiện: trước ngày 15/12/2025\n\
    3. Rà soát nguồn vốn\n- Đơn vị chủ trì: Sở Kế hoạch và Đầu tư\n- Đơn vị phối hợp: Sở Tài chính\n- Thời gian thực hiện: trước ngày 15/12/2025\n";

/// Loads the directory of Nghệ An.
async fn load_units(app: &TestApp) {
    let mut shipped = unit::import::shipped().expect("directories").into_iter();
    let (_, directory) = shipped
        .find(|(name, _)| name == "nghe-an")
        .expect("Nghệ An");
    let who = Actor::system("test");
    let write = app.app.db().write(&who, app.now(), move |tx| {
        Box::pin(async move { unit::import::run(tx, &directory).await })
    });
    write.await.expect("the directory");
}

/// Reads and confirms a plan as somebody would who finds everything right. What cannot be
/// confirmed as read (a lead that is missing) is marked as routine.
async fn confirm(app: &TestApp, name: &str, bytes: Vec<u8>) -> dondoc_core::plan::Plan {
    let who = Actor::system("test");
    let limits = Limits::default();
    let read = dondoc_server::import::read(name.to_owned(), bytes, &Helpers::none(), &limits, &());
    let head = dondoc_server::import::store(&app.app, &who, read.expect("a plan"), app.now());
    let id = head.await.expect("a draft").id;
    let write = app.app.db().write(&who, app.now(), move |tx| {
        Box::pin(async move {
            let (mut head, draft) = store::load(tx, id).await?;
            let settle = |gap: dondoc_core::plan::draft::Gap| match (gap.place, gap.reason) {
                (Place::Meta(field), Reason::Unconfirmed) => Some(Edit::ConfirmMeta { field }),
                (Place::Row(row, _), Reason::Unconfirmed) => Some(Edit::ConfirmRow { row }),
                (Place::Row(row, _), Reason::Missing) => {
                    Some(Edit::SetFollow { row, follow: false })
                }
                _ => None,
            };
            let mut edits: Vec<Edit> = draft.gaps().into_iter().filter_map(settle).collect();
            edits.dedup();
            for edit in edits {
                head = store::edit(tx, id, head.version, edit).await?;
            }
            confirmation::confirm(tx, id, head.version).await
        })
    });
    write.await.expect("a plan")
}

/// The value of a hidden field.
fn hidden(page: &Page, name: &str) -> String {
    let found = page.attributes(&format!("input[name='{name}']"), "value");
    found
        .first()
        .cloned()
        .unwrap_or_else(|| panic!("no {name} in {}", page.text()))
}

async fn enter(browser: &mut Browser<'_>, effective: &str) -> String {
    let sent = browser
        .post(
            "/reorganisations",
            &[
                ("place", "Nghệ An"),
                ("number", "07/NQ-HĐND"),
                ("issuer", "Hội đồng nhân dân tỉnh"),
                ("title", "Sắp xếp các cơ quan chuyên môn"),
                ("issued_on", "25/2/2025"),
                ("effective_on", effective),
            ],
        )
        .await;
    sent.location().unwrap_or_else(|| panic!("{}", sent.text()))
}

async fn add(browser: &mut Browser<'_>, act: &str, fields: &[(&str, &str)]) -> Page {
    let version = hidden(&browser.get(act).await, "version");
    let mut all = vec![("version", version.as_str())];
    all.extend_from_slice(fields);
    browser.post(&format!("{act}/steps"), &all).await
}

async fn count(app: &TestApp, text: &str) -> i64 {
    let reader = app.app.db().read().await.expect("a reader");
    let found = sql::scalar(&reader, text, vec![]).await;
    found.expect("a query").expect("a number")
}

/// Open obligations with units that are no more on the day of the app's clock.
const RESTING: &str = "SELECT COUNT(*) FROM obligation o JOIN unit u ON u.id = o.unit_id
    WHERE u.valid_to IS NOT NULL AND o.standing NOT IN (1, 2, 7, 9)
        AND NOT (o.standing = 8 AND o.completed_on IS NOT NULL)";

#[tokio::test]
async fn an_act_is_written_by_hand_decided_and_applied() {
    let app = TestApp::new().await;
    load_units(&app).await;
    confirm(&app, "kh88.txt", PLAN.as_bytes().to_vec()).await;
    let mut browser = app.signed_in().await;
    let page = browser.get("/reorganisations").await;
    assert!(page.text().contains("Chưa có văn bản sắp xếp nào"));
    let act = enter(&mut browser, "1/3/2025").await;
    let page = browser.get(&act).await;
    assert!(page.text().contains("Chưa có bước nào"), "{}", page.text());
    let merge = [
        ("kind", "merge"),
        ("from", "Sở KH&ĐT"),
        ("to", "Sở Tài chính"),
    ];
    assert_eq!(
        add(&mut browser, &act, &merge).await.status,
        StatusCode::SEE_OTHER
    );
    let unknown = [
        ("kind", "merge"),
        ("from", "Sở Trời Mây"),
        ("to", "Sở Tài chính"),
    ];
    let page = add(&mut browser, &act, &unknown).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.one("[role=alert]").contains("Sở Trời Mây"));
    let split = [
        ("kind", "functional_split"),
        ("from", "na.so-tttt"),
        (
            "to",
            "Sở Khoa học và Công nghệ\nna.so-vhttdl: báo chí; xuất bản",
        ),
    ];
    assert_eq!(
        add(&mut browser, &act, &split).await.status,
        StatusCode::SEE_OTHER
    );
    let page = browser.get(&act).await;
    assert!(page.all(".notice.warn").is_empty(), "{}", page.text());
    let links = page.attributes("a[href*='/units/'][href*='fate=undecided']", "href");
    assert_eq!(links.len(), 1, "{}", page.text());
    // Everything that is clear goes first; the rest waits.
    let version = hidden(&page, "version");
    let sent = browser
        .post(&format!("{act}/application"), &[("version", &version)])
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let page = browser.get(&act).await;
    assert!(page.text().contains("Đã áp dụng một phần"));
    let home = browser.get("/").await;
    assert!(home.text().contains("đang ở đơn vị đã kết thúc"));
    let unit_page = links[0].split('?').next().expect("an address").to_owned();
    let page = browser.get(&unit_page).await;
    let reasons = page.all(".files .sub");
    assert!(
        reasons.iter().any(|it| it.contains("báo chí")),
        "{reasons:?}"
    );
    // A decision without a reason, or for nothing, is told.
    let decisions = format!("{unit_page}/decisions");
    let obligation = page.attributes("input[name=obligation]", "value")[0].clone();
    let page = browser
        .post(&decisions, &[("do", "close"), ("obligation", &obligation)])
        .await;
    assert!(page.one("[role=alert]").contains("lý do"));
    let page = browser
        .post(&decisions, &[("do", "to"), ("unit", "na.so-khcn")])
        .await;
    assert!(page.one("[role=alert]").contains("Đánh dấu"));
    // Take the suggestions, one after the other.
    for _ in 0..2 {
        let page = browser.get(&unit_page).await;
        let fields = ["units", "why", "words", "expected"].map(|name| (name, hidden(&page, name)));
        let mut form = vec![("do", "suggestion")];
        form.extend(fields.iter().map(|(name, value)| (*name, value.as_str())));
        let sent = browser.post(&decisions, &form).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    }
    let page = browser.get(&act).await;
    let version = hidden(&page, "version");
    browser
        .post(&format!("{act}/application"), &[("version", &version)])
        .await;
    assert!(
        browser
            .get(&act)
            .await
            .one("dd .status")
            .contains("Đã áp dụng")
    );
    assert_eq!(count(&app, RESTING).await, 0);
    // The press went to culture, the rest to science.
    let texts = "SELECT COUNT(*) FROM obligation o JOIN unit u ON u.id = o.unit_id
        JOIN task t ON t.id = o.task_id WHERE o.role = 0 AND
        ((u.code = 'na.so-vhttdl' AND COALESCE(t.heading, t.text) LIKE '%báo chí%')
         OR (u.code = 'na.so-khcn' AND COALESCE(t.heading, t.text) LIKE '%hạ tầng số%'))";
    assert_eq!(count(&app, texts).await, 2);
}

#[tokio::test]
async fn the_way_of_an_obligation_is_two_clicks_long_and_undoing_gives_it_back() {
    let app = TestApp::new().await;
    load_units(&app).await;
    confirm(&app, "kh88.txt", PLAN.as_bytes().to_vec()).await;
    let mut browser = app.signed_in().await;
    let act = enter(&mut browser, "2025-03-01").await;
    let merge = [
        ("kind", "merge"),
        ("from", "na.so-khdt"),
        ("to", "na.so-tai-chinh"),
    ];
    add(&mut browser, &act, &merge).await;
    let version = hidden(&browser.get(&act).await, "version");
    browser
        .post(&format!("{act}/application"), &[("version", &version)])
        .await;
    let finance = count(&app, "SELECT id FROM unit WHERE code = 'na.so-tai-chinh'").await;
    let planning = count(&app, "SELECT id FROM unit WHERE code = 'na.so-khdt'").await;
    let page = browser.get(&format!("/units/{finance}")).await;
    assert!(page.text().contains("Việc tiếp nhận") && page.text().contains("07/NQ-HĐND"));
    let task = page.attributes("td.task a[href^='/tasks/']", "href")[0].clone();
    let page = browser.get(&task).await;
    assert!(
        page.text()
            .contains("trước: Sở Kế hoạch và Đầu tư (đến 28/2/2025), theo"),
        "{}",
        page.text()
    );
    assert!(
        page.attributes("th a[href^='/reorganisations/']", "href")
            .contains(&act)
    );
    let page = browser.get(&format!("/units/{planning}")).await;
    assert!(page.text().contains("Được kế thừa bởi") && page.text().contains("Việc đã bàn giao"));
    let version = hidden(&browser.get(&act).await, "version");
    let sent = browser
        .post(&format!("{act}/undoing"), &[("version", &version)])
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    assert!(
        browser
            .get(&act)
            .await
            .one("dd .status")
            .contains("Đã hoàn tác")
    );
    let page = browser.get(&format!("/units/{planning}")).await;
    assert!(
        !page
            .attributes("td.task a[href^='/tasks/']", "href")
            .is_empty()
    );
    let page = browser.get("/events").await;
    assert!(page.text().contains("Hoàn tác văn bản sắp xếp"));
}

#[tokio::test]
async fn an_old_page_and_an_early_day_are_refused_with_advice() {
    let app = TestApp::new().await;
    load_units(&app).await;
    let mut browser = app.signed_in().await;
    let act = enter(&mut browser, "2026-07-01").await;
    let abolish = [("kind", "abolish"), ("from", "na.so-du-lich")];
    add(&mut browser, &act, &abolish).await;
    let page = browser.get(&act).await;
    assert!(
        page.text().contains("không tồn tại vào ngày đó"),
        "{}",
        page.text()
    );
    let version = hidden(&page, "version");
    browser
        .post(&format!("{act}/steps/0/removal"), &[("version", &version)])
        .await;
    add(
        &mut browser,
        &act,
        &[("kind", "abolish"), ("from", "na.so-y-te")],
    )
    .await;
    let page = browser.get(&act).await;
    assert!(page.text().contains("Áp dụng được từ ngày 1/7/2026"));
    let old = browser
        .post(&format!("{act}/application"), &[("version", &version)])
        .await;
    assert_eq!(old.status, StatusCode::CONFLICT);
    let version = hidden(&page, "version");
    let early = browser
        .post(&format!("{act}/application"), &[("version", &version)])
        .await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.text().contains("chưa đến ngày có hiệu lực"));
    let wrong = browser
        .post(
            "/reorganisations",
            &[("place", "Nghệ An"), ("number", "1"), ("title", "x")],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.one("[role=alert]").contains("Ngày"));
    let nowhere = browser.get("/reorganisations/77").await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
    let mut visitor = app.browser();
    let sent = visitor
        .post(&format!("{act}/application"), &[("version", &version)])
        .await;
    assert!(sent.location().is_some_and(|to| to.starts_with("/sign-in")));
}

/// The folder of real plans beside the checkout.
fn shared() -> Option<std::path::PathBuf> {
    let folder = std::env::var_os("DONDOC_SHARED").map_or_else(
        || std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        std::path::PathBuf::from,
    );
    folder.is_dir().then_some(folder)
}

/// Takes a prepared act, accepts every suggestion for what asks, and applies it.
async fn carry_out(app: &TestApp, browser: &mut Browser<'_>, code: &str) -> String {
    let form = [
        ("code", code),
        ("number", "1/NQ"),
        ("issued_on", "2025-06-16"),
    ];
    let sent = browser.post("/reorganisations/prepared", &form).await;
    let act = sent.location().unwrap_or_else(|| panic!("{}", sent.text()));
    let page = browser.get(&act).await;
    let faults = page.all(".notice.warn li");
    assert!(faults.is_empty(), "{faults:?}");
    let before = open(app).await;
    for link in page.attributes("a[href*='fate=undecided']", "href") {
        let unit = link.split('?').next().expect("an address").to_owned();
        loop {
            let page = browser.get(&unit).await;
            if page.attributes("input[name=words]", "value").is_empty() {
                break;
            }
            let names = ["units", "why", "words", "expected"];
            let fields = names.map(|name| (name, hidden(&page, name)));
            let mut form = vec![("do", "suggestion")];
            form.extend(fields.iter().map(|(name, value)| (*name, value.as_str())));
            let sent = browser.post(&format!("{unit}/decisions"), &form).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        }
    }
    let page = browser.get(&act).await;
    let sums: Vec<i64> = page
        .all("section.of-sums tbody:first-of-type td.num")
        .iter()
        .filter_map(|it| it.replace('.', "").parse().ok())
        .collect();
    let version = hidden(&page, "version");
    let sent = browser
        .post(&format!("{act}/application"), &[("version", &version)])
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    // What is open everywhere changed by what the page had said of the units concerned.
    let (leaving, told_before, told_after) = (sums[0], sums[5], sums[9]);
    assert_eq!(
        open(app).await - before,
        told_after - told_before,
        "{sums:?}"
    );
    eprintln!(
        "{code}: {leaving} left their units, {before} open before, {} after",
        open(app).await
    );
    act
}

async fn open(app: &TestApp) -> i64 {
    let text = "SELECT COUNT(*) FROM obligation WHERE standing NOT IN (1, 2, 7, 9)
        AND NOT (standing = 8 AND completed_on IS NOT NULL)";
    count(app, text).await
}

#[tokio::test]
async fn after_both_reorganisations_of_2025_nothing_of_the_sample_rests_with_a_unit_that_ended() {
    let Some(shared) = shared() else {
        eprintln!("no real plans beside the checkout (../shared, or DONDOC_SHARED): left out");
        return;
    };
    let file = shared.join("bench/docs/nghean-267-kh-2023.txt");
    let bytes = std::fs::read(file).expect("the sample plan");
    let app = TestApp::new().await;
    load_units(&app).await;
    confirm(&app, "nghean-267-kh-2023.txt", bytes).await;
    let resting = count(&app, RESTING).await;
    assert!(resting > 100, "{resting}");
    let districts = "SELECT COUNT(DISTINCT o.unit_id) FROM obligation o JOIN unit u
        ON u.id = o.unit_id WHERE u.kind = 'district'";
    assert_eq!(count(&app, districts).await, 21);
    let mut browser = app.signed_in().await;
    let mut acts = Vec::new();
    for code in [
        "na.2024-12-01",
        "na.2025-02-01",
        "na.2025-03-01",
        "na.2025-07-01.bien-phong",
        "na.2025-07-01",
    ] {
        acts.push(carry_out(&app, &mut browser, code).await);
    }
    assert_eq!(count(&app, RESTING).await, 0);
    // Whatever changed hands says so on the page of its task, with a link to the act.
    let moved = "SELECT COUNT(*) FROM (SELECT DISTINCT obligation_id FROM obligation_move) m";
    assert!(count(&app, moved).await >= resting);
    let lost = "SELECT COUNT(*) FROM obligation o JOIN assignment a ON a.id = o.assignment_id
        WHERE a.unit_id IS NOT NULL AND a.unit_id <> o.unit_id AND NOT EXISTS (
            SELECT 1 FROM obligation_move m WHERE m.obligation_id = o.id)";
    assert_eq!(count(&app, lost).await, 0);
    let one = "SELECT o.task_id FROM obligation o JOIN obligation_move m ON m.obligation_id = o.id
        JOIN unit u ON u.id = o.unit_id WHERE u.kind = 'commune' LIMIT 1";
    let task = count(&app, one).await;
    let page = browser.get(&format!("/tasks/{task}")).await;
    let links = page.attributes("th a[href^='/reorganisations/']", "href");
    assert!(
        links.contains(acts.last().expect("the last act")),
        "{links:?}"
    );
}
