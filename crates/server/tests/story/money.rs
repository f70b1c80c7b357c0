//! An estimate from the task's page to the last đồng, by workbook and by hand; a difficulty to its
//! decision; guidance; an inspection.

use axum::http::StatusCode;
use dondoc_core::obligation;
use dondoc_core::plan::draft::Role;

use crate::app::{Browser, Page, TestApp};
use crate::progress::send;

/// The first task of the demo's plan that a unit leads: its id and the obligation of the lead.
async fn led(app: &TestApp) -> (i64, i64) {
    let reader = app.app.db().read().await.expect("a snapshot");
    for task in 1..50 {
        let owed = obligation::of_task(&reader, task).await.expect("the parts");
        for part in owed {
            if part.role().expect("a role") == Role::Lead {
                return (task, part.id);
            }
        }
    }
    panic!("no unit leads anything");
}

fn value(page: &Page, name: &str) -> String {
    let found = page.attributes(&format!("main [name='{name}']"), "value");
    found
        .first()
        .unwrap_or_else(|| panic!("no {name} in\n{}", page.text()))
        .clone()
}

async fn goes(browser: &mut Browser<'_>, to: &str, fields: &[(&str, &str)]) -> Page {
    let sent = browser.post(to, fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{to}: {}", sent.text());
    browser.get(&sent.location().expect("a page")).await
}

/// A line as the form sends it.
fn line<'a>(
    content: &'a str,
    quantity: &'a str,
    cost: &'a str,
    amount: &'a str,
) -> [(&'a str, &'a str); 8] {
    [
        ("number", ""),
        ("content", content),
        ("measure", "lớp"),
        ("quantity", quantity),
        ("cost", cost),
        ("amount", amount),
        ("source", "2"),
        ("year", "2026"),
    ]
}

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "the whole life of one estimate, in order"
)]
async fn an_estimate_is_written_appraised_decided_and_spent() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let mut browser = app.signed_in().await;
    let (task, obligation) = led(&app).await;
    let beside = browser.get(&format!("/tasks/{task}")).await;
    let links = beside.attributes("section a[href^='/estimates/new']", "href");
    assert!(
        links.contains(&format!("/estimates/new?obligation={obligation}")),
        "{links:?}"
    );
    let form = browser
        .get(&format!("/estimates/new?obligation={obligation}"))
        .await;
    assert_eq!(form.status, StatusCode::OK);
    let owed = obligation.to_string();
    let begun = [("obligation", owed.as_str()), ("title", "Dự toán tập huấn")];
    let editor = goes(&mut browser, "/estimates", &begun).await;
    let to = editor.attributes("main form", "action").remove(0);
    let at = to.trim_end_matches("/lines").to_owned();
    let version = value(&editor, "version");

    // What is wrong is told beside its line, and what was typed stays.
    let mut sent = vec![("version", version.as_str()), ("title", "Dự toán tập huấn")];
    sent.extend(line("Thuê giảng viên", "hai", "1.500.000", ""));
    let wrong = browser.post(&to, &sent).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(value(&wrong, "quantity"), "hai");
    assert!(
        wrong
            .one("fieldset.bad .error")
            .contains("Số lượng không đọc được")
    );

    let mut sent = vec![("version", version.as_str()), ("title", "Dự toán tập huấn")];
    sent.extend(line("Thuê giảng viên", "2,5", "1.500.001", ""));
    sent.extend(line("In tài liệu", "10", "20.000", "210.000"));
    let page = goes(&mut browser, &to, &sent).await;
    let rows = page.all("section[aria-labelledby=lines] tbody tr");
    assert!(rows[0].contains("3.750.003 đ"), "{rows:?}");
    assert!(
        rows[1].contains("Số lượng × đơn giá là 200.000 đ"),
        "{rows:?}"
    );

    // Out as a workbook and back: nothing to change; a table of one's own is taken too.
    let book = browser.get(&format!("{at}/du-toan.xlsx")).await;
    let files = [("files", "du-toan.xlsx", book.bytes.as_slice())];
    let imports = format!("{at}/imports");
    let same = send(&mut browser, &imports, &[("what", "lines")], &files).await;
    assert_eq!(same.status, StatusCode::SEE_OTHER, "{}", same.text());
    let shown = browser.get(&same.location().expect("a page")).await;
    assert!(shown.text().contains("đã giống tệp"), "{}", shown.text());
    let own = typed(&[
        ["Thuê giảng viên", "3", "1.500.001", "Ngân sách tỉnh"],
        ["Nước uống", "x", "5000", "Kho bạc"],
    ]);
    let files = [("files", "rieng.xlsx", own.as_slice())];
    let faulty = send(&mut browser, &imports, &[("what", "lines")], &files).await;
    assert_eq!(faulty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = faulty.all(".notice.bad li");
    assert!(told.iter().any(|fault| fault.contains("B4")), "{told:?}");
    assert!(told.iter().any(|fault| fault.contains("E4")), "{told:?}");
    let own = typed(&[
        ["Thuê giảng viên", "3", "1.500.001", "Ngân sách tỉnh"],
        ["Nước uống", "4", "5000", "Ngân sách tỉnh"],
    ]);
    let files = [("files", "rieng.xlsx", own.as_slice())];
    let kept = send(&mut browser, &imports, &[("what", "lines")], &files).await;
    let preview = kept.location().expect("a page");
    let shown = browser.get(&preview).await;
    assert_eq!(shown.all("tbody tr").len(), 3, "{}", shown.text());
    let version = value(&shown, "version");
    let page = goes(&mut browser, &preview, &[("version", &version)]).await;
    assert!(page.text().contains("4.520.003 đ"), "{}", page.text());

    let version = value(&page, "version");
    let page = goes(
        &mut browser,
        &format!("{at}/submission"),
        &[("version", &version)],
    )
    .await;
    assert!(page.text().contains("Chờ thẩm định"));
    let desk = browser.get(&format!("{at}/appraisal")).await;
    let version = value(&desk, "version");
    let said = [
        ("version", version.as_str()),
        ("do", "pass"),
        ("verdict-1", "reduced"),
        ("amount-1", "4.000.000"),
        ("reason-1", "Theo định mức"),
        ("verdict-3", "accepted"),
    ];
    let silent: Vec<(&str, &str)> = said
        .iter()
        .copied()
        .filter(|it| it.0 != "reason-1")
        .collect();
    let wrong = browser.post(&format!("{at}/appraisal"), &silent).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = goes(&mut browser, &format!("{at}/appraisal"), &said).await;
    assert!(page.text().contains("Chờ quyết định"));
    let version = value(&page, "version");
    let decided = [
        ("version", version.as_str()),
        ("do", "approve"),
        ("number", "12/QĐ-UBND"),
        ("on", "2026-03-09"),
    ];
    let page = goes(&mut browser, &format!("{at}/decision"), &decided).await;
    assert!(page.text().contains("4.020.000 đ"), "{}", page.text());
    for (kind, amount) in [("allocation", "3.000.000"), ("disbursement", "3.500.000")] {
        let entry = [
            ("kind", kind),
            ("source", "2"),
            ("year", "2026"),
            ("amount", amount),
            ("on", "2026-03-10"),
        ];
        goes(&mut browser, &format!("{at}/entries"), &entry).await;
    }
    let totals = browser.get("/money").await;
    let over = totals.one(".notice.bad");
    assert!(
        over.contains("đã giải ngân 3.500.000 đ, chỉ được cấp 3.000.000 đ"),
        "{over}"
    );
    let sums = totals.all("tr.total");
    assert_eq!(sums.len(), 4);
    assert!(sums.iter().all(|sum| sum == &sums[0]), "{sums:?}");
}

/// A table as somebody types it in a spreadsheet of their own: no code, no year column of ours.
fn typed(rows: &[[&str; 4]]) -> Vec<u8> {
    use documents::sheets::{Column, Sheet, workbook};
    let column = |title: &str| Column {
        title: title.to_owned(),
        width: 20,
        choices: Vec::new(),
    };
    let mut all: Vec<Vec<String>> = vec![
        ["Nội dung", "SL", "Đơn giá", "Thành tiền", "Nguồn", "Năm"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for [content, quantity, cost, source] in rows {
        let row = [content, quantity, cost, &"", source, &"2026"];
        all.push(row.map(|cell| (*cell).to_owned()).to_vec());
    }
    let sheet = Sheet {
        name: "Bảng 1".to_owned(),
        columns: ["Sở Công Thương", "", "", "", "", ""].map(column).to_vec(),
        rows: all,
    };
    workbook("x", &[sheet], chrono::DateTime::UNIX_EPOCH).expect("a workbook")
}

#[tokio::test]
async fn a_difficulty_is_raised_beside_the_task_and_answered() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let mut browser = app.signed_in().await;
    let (task, obligation) = led(&app).await;
    let owed = obligation.to_string();
    let said = [
        ("obligation", owed.as_str()),
        ("text", "Thiếu kinh phí"),
        ("said_by", "Trần Văn Bình"),
        ("proof", "Công văn 5/SCT"),
    ];
    let page = goes(&mut browser, "/difficulties", &said).await;
    assert!(page.text().contains("Công văn 5/SCT") && page.text().contains("nhập thay đơn vị"));
    let at = page
        .attributes("main form[action$='/routing']", "action")
        .remove(0);
    let at = at.trim_end_matches("/routing").to_owned();
    let none = browser
        .post(&format!("{at}/routing"), &[("version", "1")])
        .await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    goes(
        &mut browser,
        &format!("{at}/passing"),
        &[("version", "1"), ("text", "Vượt quyền")],
    )
    .await;
    let waiting = browser.get("/difficulties?state=2").await;
    assert_eq!(waiting.all("tbody tr").len(), 1);
    let decided = [
        ("version", "2"),
        ("text", "Bổ sung 50 triệu"),
        ("document", "9/TB-UBND"),
    ];
    goes(&mut browser, &format!("{at}/decision"), &decided).await;
    let beside = browser.get(&format!("/tasks/{task}")).await;
    let answer = beside.one("section[aria-labelledby=beside] > ul.list > li");
    assert!(
        answer.contains("Đã trả lời") && answer.contains("Bổ sung 50 triệu"),
        "{answer}"
    );
}

#[tokio::test]
async fn guidance_is_filed_found_and_never_classified() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let mut browser = app.signed_in().await;
    let (task, _) = led(&app).await;
    let form = browser.get(&format!("/guidance/new?task={task}")).await;
    let code = form.all("textarea[name=tasks]").remove(0);
    let fields = [
        ("number", "77/HD-STC"),
        ("issued_on", "2026-03-01"),
        ("issuer", "Sở Tài chính"),
        ("title", "Hướng dẫn lập dự toán"),
        ("tasks", code.as_str()),
    ];
    let secret = "MẬT\nỦY BAN NHÂN DÂN TỈNH\nSố: 1/HD\nHƯỚNG DẪN\nNội dung.".as_bytes();
    let files = [("file", "bi-mat.txt", secret)];
    let refused = send(&mut browser, "/guidance", &fields, &files).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!refused.text().contains("bi-mat.txt"));
    let open = "SỞ TÀI CHÍNH\nSố: 77/HD-STC\nHƯỚNG DẪN\nLập dự toán theo mẫu.".as_bytes();
    let files = [("file", "huong-dan.txt", open)];
    let done = send(&mut browser, "/guidance", &fields, &files).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let at = done.location().expect("a page");
    let file = browser.get(&format!("{at}/file")).await;
    assert_eq!(file.bytes, open);
    assert_eq!(
        browser
            .get("/guidance?q=du+toan")
            .await
            .all("ul.files > li")
            .len(),
        1
    );
    assert!(
        browser
            .get(&format!("/tasks/{task}"))
            .await
            .text()
            .contains("77/HD-STC")
    );
}

#[tokio::test]
async fn an_inspection_leaves_something_to_do() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let mut browser = app.signed_in().await;
    let form = browser.get("/inspections/new").await;
    let code = form.all("details ul.list .sub").remove(0);
    let planned = [
        ("title", "Kiểm tra quý I"),
        ("planned_on", "2026-03-09"),
        ("team", "Văn phòng"),
        ("units", code.as_str()),
    ];
    let page = goes(&mut browser, "/inspections", &planned).await;
    assert!(page.text().contains("Quá ngày, chưa ghi kết quả"));
    let to = page
        .attributes("form[action$='/holding']", "action")
        .remove(0);
    let held = [
        ("version", "1"),
        ("held_on", "2026-03-09"),
        ("minutes", "01/BB"),
    ];
    let answer = send(&mut browser, &to, &held, &[]).await;
    let page = browser.get(&answer.location().expect("a page")).await;
    let unit = page
        .attributes("select[name=unit] option", "value")
        .remove(0);
    let to = page
        .attributes("form[action$='/follow-ups']", "action")
        .remove(0);
    let demanded = [
        ("unit", unit.as_str()),
        ("finding", "Chưa có kế hoạch chi tiết"),
        ("demand", "Ban hành kế hoạch"),
        ("due", "2026-03-08"),
    ];
    goes(&mut browser, &to, &demanded).await;
    let list = browser.get("/inspections").await;
    assert!(list.one("tbody tr").contains("Quá hạn"));
    let to = list
        .attributes("form[action$='/completion']", "action")
        .remove(0);
    let done = [
        ("version", "1"),
        ("on", "2026-03-10"),
        ("note", "Kế hoạch 3/KH"),
    ];
    let page = goes(&mut browser, &to, &done).await;
    let to = page
        .attributes("form[action$='/confirmation']", "action")
        .remove(0);
    let page = goes(&mut browser, &to, &[("version", "2")]).await;
    assert!(page.one("tbody tr").contains("Đã xác nhận"));
}
