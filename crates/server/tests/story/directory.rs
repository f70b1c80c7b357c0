//! Keeping the directory: files in and out, by hand, groups.

use axum::http::StatusCode;

use crate::app::{Browser, Page, TestApp};

async fn send(browser: &mut Browser<'_>, name: &str, place: &str, bytes: &[u8]) -> Page {
    let edge = "----edge-of-a-part";
    let mut body = format!(
        "--{edge}\r\nContent-Disposition: form-data; name=\"place\"\r\n\r\n{place}\r\n\
         --{edge}\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(format!("\r\n--{edge}--\r\n").as_bytes());
    let kind = format!("multipart/form-data; boundary={edge}");
    browser
        .send("POST", "/units/imports", Some(kind), body)
        .await
}

/// The unit whose name this is on the day of the tests.
async fn id_of(browser: &mut Browser<'_>, name: &str) -> String {
    let q = dondoc_server::web::query::encode(name);
    let page = browser.get(&format!("/units?q={q}")).await;
    let links = page.attributes(".unit-list a", "href");
    let at = page.all(".unit-list a").iter().position(|it| it == name);
    links[at.expect("the unit")]
        .trim_start_matches("/units/")
        .to_owned()
}

/// The form of a unit as the page shows it.
fn fields(page: &Page) -> Vec<(String, String)> {
    let selector = "form[action^='/units/'] [name], form[action^='/groups'] [name]";
    let selector = scraper::Selector::parse(selector).expect("a selector");
    let option = scraper::Selector::parse("option[selected]").expect("a selector");
    let html = page.html();
    let mut fields = Vec::new();
    for element in html.select(&selector) {
        let name = element.attr("name").unwrap_or_default().to_owned();
        let value = match element.value().name() {
            "textarea" => element.text().collect(),
            "select" => element
                .select(&option)
                .next()
                .and_then(|it| it.attr("value"))
                .unwrap_or_default()
                .to_owned(),
            "button" => continue,
            _ if element.attr("type") == Some("checkbox") && element.attr("checked").is_none() => {
                continue;
            }
            _ => element.attr("value").unwrap_or_default().to_owned(),
        };
        // The day to look at belongs to the form above.
        if name != "ngay" {
            fields.push((name, value));
        }
    }
    fields
}

async fn post(browser: &mut Browser<'_>, to: &str, fields: &[(String, String)]) -> Page {
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .collect();
    browser.post(to, &fields).await
}

fn set(fields: &mut [(String, String)], name: &str, at: usize, value: &str) {
    let mut found = fields.iter_mut().filter(|(key, _)| key == name);
    value.clone_into(&mut found.nth(at).expect("the field").1);
}

#[tokio::test]
async fn a_file_shows_what_it_changes_and_then_changes_it_once() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let mut browser = app.signed_in().await;
    let export = "/units/export/danh-muc.json?place=Lam%20Giang";
    let file = browser.get(export).await.text();
    // As it is, it changes nothing.
    let same = send(&mut browser, "a.json", "", file.as_bytes()).await;
    assert_eq!(same.status, StatusCode::SEE_OTHER, "{}", same.text());
    let shown = browser.get(&same.location().expect("a page")).await;
    assert!(shown.text().contains("đã giống tệp"), "{}", shown.text());

    let newer = file.replace(
        "Trung tâm Chuyển đổi số tỉnh\"",
        "Trung tâm Công nghệ số tỉnh\"",
    );
    assert_ne!(newer, file);
    let kept = send(&mut browser, "b.json", "", newer.as_bytes()).await;
    let at = kept.location().expect("a page");
    let shown = browser.get(&at).await;
    assert!(
        shown
            .all("tbody tr")
            .iter()
            .any(|row| row.contains("Trung tâm Công nghệ số tỉnh"))
    );
    assert!(
        browser
            .get("/units?q=chuyen+doi+so")
            .await
            .all(".unit-list a")
            .len()
            == 1,
        "not yet"
    );
    let seen = shown.attributes("input[name=seen]", "value").remove(0);
    // What was not seen so is not applied.
    let stale = browser.post(&at, &[("seen", "x")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let done = browser.post(&at, &[("seen", &seen)]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert!(browser.get(&at).await.text().contains("Đã nạp lúc"));
    let found = browser.get("/units?q=cong+nghe+so").await;
    assert_eq!(found.all(".unit-list a"), ["Trung tâm Công nghệ số tỉnh"]);
}

#[tokio::test]
async fn what_a_person_wrote_is_not_overwritten_unseen() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let mut browser = app.signed_in().await;
    let file = browser
        .get("/units/export/danh-muc.json?place=Lam%20Giang")
        .await
        .text();
    let id = id_of(&mut browser, "Sở Y tế").await;
    let mut form = fields(&browser.get(&format!("/units/{id}/edit")).await);
    set(&mut form, "short", 0, "Sở YT");
    assert_eq!(
        post(&mut browser, &format!("/units/{id}"), &form)
            .await
            .status,
        StatusCode::SEE_OTHER
    );
    // The old file says what it said: the person's word stays, and that is shown.
    let kept = send(&mut browser, "a.json", "", file.as_bytes()).await;
    let shown = browser.get(&kept.location().expect("a page")).await;
    assert!(shown.text().contains("Sở YT") && shown.text().contains("đã có người sửa"));
    // A file that says a third thing is a clash: the person's word stays unless it is ticked.
    let third = file.replace("\"short\": \"Sở Y tế\"", "\"short\": \"S. Y tế\"");
    assert_ne!(third, file);
    let kept = send(&mut browser, "c.json", "", third.as_bytes()).await;
    let at = kept.location().expect("a page");
    let shown = browser.get(&at).await;
    let seen = shown.attributes("input[name=seen]", "value").remove(0);
    assert_eq!(
        shown.attributes("input[name=take]", "value"),
        ["unit|lg.so-y-te|short"]
    );
    browser
        .post(&at, &[("seen", &seen), ("take", "unit|lg.so-y-te|short")])
        .await;
    assert!(
        browser
            .get(&format!("/units/{id}"))
            .await
            .text()
            .contains("S. Y tế")
    );
}

#[tokio::test]
async fn sheets_come_back_as_they_went() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let mut browser = app.signed_in().await;
    for (name, place) in [("danh-muc.xlsx", ""), ("danh-muc.csv", "Lam Giang")] {
        let file = browser
            .get(&format!("/units/export/{name}?place=Lam%20Giang"))
            .await;
        assert_eq!(file.status, StatusCode::OK);
        let kept = send(&mut browser, name, place, &file.bytes).await;
        assert_eq!(
            kept.status,
            StatusCode::SEE_OTHER,
            "{name}: {}",
            kept.text()
        );
        let shown = browser.get(&kept.location().expect("a page")).await;
        assert!(
            shown.text().contains("đã giống tệp"),
            "{name}: {}",
            shown.text()
        );
    }
}

#[tokio::test]
async fn a_dash_empties_a_list() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let mut browser = app.signed_in().await;
    let id = id_of(&mut browser, "Sở Nội vụ").await;
    let file = browser
        .get("/units/export/danh-muc.csv?place=Lam%20Giang")
        .await
        .text();
    let (head, rest) = file.split_once('\n').expect("rows");
    let row = rest.lines().find(|row| row.contains("Sở Nội vụ"));
    let mark = if head.contains(';') { ';' } else { ',' };
    let at = head.split(mark).position(|it| it.contains("Tên gọi khác"));
    let at = at.unwrap_or_else(|| panic!("{head}"));
    let with = |value: &str| {
        let mut cells: Vec<&str> = row.expect("the unit").split(mark).collect();
        cells[at] = value;
        format!("{head}\n{}\n", cells.join(&mark.to_string()))
    };
    let seen = |page: Page| page.text().contains("ngành nội vụ thử");
    for (value, there) in [("ngành nội vụ thử", true), ("", true), ("-", false)] {
        let kept = send(&mut browser, "a.csv", "Lam Giang", with(value).as_bytes()).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
        let shown = browser.get(&kept.location().expect("a page")).await;
        if value.is_empty() {
            assert!(shown.text().contains("đã giống tệp"), "{}", shown.text());
        } else {
            let seen = shown.attributes("input[name=seen]", "value").remove(0);
            let to = kept.location().expect("a page");
            assert_eq!(
                browser.post(&to, &[("seen", &seen)]).await.status,
                StatusCode::SEE_OTHER
            );
        }
        let unit = browser.get(&format!("/units/{id}")).await;
        assert_eq!(seen(unit), there, "{value:?}");
    }
}

#[tokio::test]
async fn a_bad_file_says_where() {
    let app = TestApp::new().await;
    let mut browser = app.signed_in().await;
    let csv =
        "Mã đơn vị,Tên,Loại,Cấp,Từ ngày\nx.a,Sở A,Sở lạ,Tỉnh,31/2/2025\nx.a,,Cấp tỉnh,Tỉnh,\n";
    let page = send(&mut browser, "a.csv", "Nghệ An", csv.as_bytes()).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let faults = page.all("[role=alert] li");
    assert!(
        faults[0].starts_with("dòng 2, Loại: Không có loại này"),
        "{faults:?}"
    );
    assert!(
        faults[1].starts_with("dòng 2, Từ ngày: Không phải ngày"),
        "{faults:?}"
    );
    assert!(
        faults[2].starts_with("dòng 3, Tên: Còn trống"),
        "{faults:?}"
    );
    for (name, bytes) in [
        ("a.xlsx", &b"PK\x03\x04 not a workbook"[..]),
        ("a.json", b"{\"place\": \"X\", \"units\": 3}"),
        ("a.exe", b"MZ"),
        ("a.csv", b"\xff\xfe\x00"),
        ("a.json", b""),
    ] {
        let page = send(&mut browser, name, "Nghệ An", bytes).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert_eq!(page.all("[role=alert] li").len(), 1, "{name}");
    }
}

#[tokio::test]
async fn a_unit_is_renamed_from_a_day_and_the_old_name_stays_before_it() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let mut browser = app.signed_in().await;
    let id = id_of(&mut browser, "Sở Ngoại vụ").await;
    let edit = format!("/units/{id}/edit");
    let mut form = fields(&browser.get(&edit).await);
    let old = form.clone();
    set(&mut form, "name", 1, "Sở Đối ngoại");
    set(&mut form, "name-from", 1, "2026-02-01");
    set(&mut form, "email", 0, "so-ngoai-vu@lamgiang.example");
    set(&mut form, "head", 0, "Trần Văn Bình");
    let to = format!("/units/{id}");
    assert_eq!(
        post(&mut browser, &to, &form).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(browser.get(&to).await.one("h1"), "Sở Đối ngoại");
    assert_eq!(
        browser
            .get(&format!("{to}?ngay=2026-01-31"))
            .await
            .one("h1"),
        "Sở Ngoại vụ"
    );
    let text = browser.get(&to).await.text();
    assert!(text.contains("so-ngoai-vu@lamgiang.example") && text.contains("Trần Văn Bình"));
    let before = browser
        .get("/units/export/danh-muc.csv?place=Lam%20Giang&ngay=31/1/2026")
        .await;
    assert!(before.text().contains("Sở Ngoại vụ") && !before.text().contains("Sở Đối ngoại"));
    // The form of somebody who began before writes nothing and keeps what was typed.
    let stale = post(&mut browser, &to, &old).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert_eq!(browser.get(&to).await.one("h1"), "Sở Đối ngoại");
    // What cannot be is told beside the form.
    let mut wrong = fields(&browser.get(&edit).await);
    set(&mut wrong, "parent", 0, "no.such");
    let page = post(&mut browser, &to, &wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.text()
            .contains("Không có đơn vị hay nhóm nào mang mã này")
    );
    let log = browser.get("/events").await.text();
    assert!(log.contains("Sửa thông tin cơ quan"));
}

#[tokio::test]
async fn a_unit_and_a_group_are_added_by_hand() {
    let app = TestApp::new().await;
    app.with_demo_data().await;
    let mut browser = app.signed_in().await;
    let unit = [
        ("version", "0"),
        ("place", "Lam Giang"),
        ("name", "Chi cục Thủy lợi"),
        ("kind", "other"),
        ("level", "province"),
        ("parent", "Sở Nông nghiệp và Môi trường"),
        ("tags", "thuy-loi"),
    ];
    let added = browser.post("/units", &unit).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
    let page = browser.get(&added.location().expect("a page")).await;
    assert!(page.text().contains("lam-giang.chi-cuc-thuy-loi"));
    let group = [
        ("version", "0"),
        ("place", "Lam Giang"),
        ("name", "Các cơ quan phòng chống thiên tai"),
        ("kinds", "armed_force"),
        ("level", "province"),
        ("member", "Chi cục Thủy lợi"),
        ("member", "lg.so-y-te"),
        ("except", "Công an tỉnh"),
    ];
    let look = [&group[..], &[("do", "look")]].concat();
    let looked = browser.post("/groups", &look).await;
    let members = looked.all("section[aria-labelledby=members] li");
    assert_eq!(
        members,
        ["Bộ Chỉ huy Quân sự tỉnh", "Chi cục Thủy lợi", "Sở Y tế"]
    );
    assert!(
        !browser.get("/groups").await.text().contains("thiên tai"),
        "only looked"
    );
    let saved = browser
        .post("/groups", &[&group[..], &[("do", "save")]].concat())
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    assert!(browser.get("/groups").await.text().contains("thiên tai"));
    let twice = browser
        .post("/groups", &[&group[..], &[("do", "save")]].concat())
        .await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
}
