//! Replies without accounts: from the coordinator's round to the unit's telephone, to files that
//! come back, to entry from a letter.

use std::io::{Cursor, Read as _, Write as _};

use axum::http::StatusCode;

use crate::app::{Browser, Page, TestApp};
use crate::progress::send;

/// A round that asks everybody about everything: its address.
async fn open_round(lan: &mut Browser<'_>) -> String {
    let home = lan.get("/").await;
    assert!(
        home.attributes("a.button", "href")
            .contains(&"/replies".to_owned())
    );
    let list = lan.get("/replies").await;
    assert!(
        list.attributes("a.button", "href")
            .contains(&"/replies/new".to_owned())
    );
    let new = lan.get("/replies/new").await;
    assert_eq!(new.status, StatusCode::OK, "{}", new.text());
    let title = new.attributes("#title", "value").remove(0);
    let (by, ends) = (
        new.attributes("#reply_by", "value").remove(0),
        new.attributes("#ends", "value").remove(0),
    );
    let units = new.attributes("input[name=take][checked]", "value");
    assert!(units.len() > 3, "everybody is chosen to begin with");
    let mut fields = vec![
        ("title", title.as_str()),
        ("words", "Số liệu đến ngày 10/3"),
        ("reply_by", by.as_str()),
        ("ends", ends.as_str()),
    ];
    fields.extend(units.iter().map(|unit| ("take", unit.as_str())));
    let made = lan.post("/replies", &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    made.location().expect("the round")
}

/// The path of the first unit's link, and the name of the unit.
fn first_link(round: &Page) -> (String, String) {
    let address = round.attributes(".copy input", "value").remove(0);
    let path = address.strip_prefix("http://dondoc.test").expect("in full");
    let unit = round.all("tbody th a").remove(0);
    (path.to_owned(), unit)
}

fn hidden(page: &Page, name: &str) -> String {
    page.attributes(&format!("main form input[name={name}]"), "value")
        .remove(0)
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, in order")]
async fn a_unit_without_account_answers_and_the_coordinator_confirms() {
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let mut lan = house.signed_in().await;
    let place = open_round(&mut lan).await;
    let round = lan.get(&place).await;
    let states = round.all("tbody .status");
    assert!(states.iter().all(|it| it == "Chưa mở"), "{states:?}");
    let (link, unit) = first_link(&round);
    assert!(round.all("textarea[readonly]")[0].contains(&link));

    // The unit: no account, no cookie.
    let mut unit_browser = house.browser();
    let list = unit_browser.get(&link).await;
    assert_eq!(list.status, StatusCode::OK, "{}", list.text());
    assert_eq!(list.one("h1"), unit);
    assert!(list.text().contains("Số liệu đến ngày 10/3"));
    assert_eq!(list.header("referrer-policy"), "strict-origin");
    assert_eq!(list.header("cache-control"), "no-store");
    assert!(
        list.headers.get("set-cookie").is_none(),
        "no cookie is needed"
    );
    let duties = list.attributes(".duty-task a", "href");
    assert!(!duties.is_empty());
    let part = unit_browser.get(&duties[0]).await;
    assert_eq!(part.status, StatusCode::OK, "{}", part.text());
    let (version, base) = (hidden(&part, "version"), hidden(&part, "base"));

    // First a draft with a photograph.
    let draft = [
        ("version", version.as_str()),
        ("base", base.as_str()),
        ("narrative", "Đã họp triển khai"),
        ("share", "60"),
        ("difficulty", "Thiếu máy quét"),
        ("name", "Trần Thị Hoa"),
        ("position", "Công chức văn hóa"),
        ("phone", "0912 000 111"),
        ("act", "draft"),
    ];
    let photo = [("files", "anh.bin", &b"\x00\x01 a photograph"[..])];
    let saved = send(&mut unit_browser, &duties[0], &draft, &photo).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    let list = unit_browser.get(&link).await;
    assert_eq!(list.all(".draft").len(), 1);
    let again = unit_browser.get(&duties[0]).await;
    assert_eq!(again.one("#narrative"), "Đã họp triển khai");
    assert!(
        again.text().contains("anh.bin"),
        "the file waits with the draft"
    );
    assert!(
        !lan.get("/").await.text().contains("Đã họp triển khai"),
        "a draft is nobody's"
    );

    // Nothing is sent without a name; then all drafts at once.
    let none = unit_browser.post(&link, &[("name", " ")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let who = [
        ("name", "Trần Thị Hoa"),
        ("position", "Công chức văn hóa"),
        ("phone", "0912 000 111"),
    ];
    let sent = unit_browser.post(&link, &who).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let list = unit_browser.follow(&sent.location().expect("back")).await;
    assert!(list.one("[role=status]").contains("Đã gửi 1 báo cáo"));
    assert!(list.all(".draft").is_empty());

    // The coordinator sees who said it, by which way; the telephone only here.
    let round = lan.get(&place).await;
    let row = round.all("tbody tr").remove(0);
    assert!(
        row.contains("Trần Thị Hoa") && row.contains("0912 000 111"),
        "{row}"
    );
    let obligation = duties[0].rsplit('/').next().expect("an id");
    let history = lan.get(&format!("/obligations/{obligation}")).await;
    let entry = history.all(".history > li").remove(0);
    for said in [
        "Trần Thị Hoa – Công chức văn hóa",
        "Đường dẫn riêng",
        "60 %",
        "anh.bin",
    ] {
        assert!(entry.contains(said), "{said} is missing in {entry}");
    }
    assert!(!history.text().contains("0912 000 111"));
    assert!(
        lan.get("/difficulties")
            .await
            .text()
            .contains("Thiếu máy quét")
    );
    let home = lan.get("/").await;
    assert!(home.all("section[aria-labelledby=arrivals] li")[0].contains("Trần Thị Hoa"));

    // Done, sent at once; confirmed; the unit sees it.
    let part = unit_browser.get(&duties[0]).await;
    assert_eq!(
        part.attributes("#name", "value"),
        ["Trần Thị Hoa"],
        "remembered"
    );
    let (version, base) = (hidden(&part, "version"), hidden(&part, "base"));
    let done = [
        ("version", version.as_str()),
        ("base", base.as_str()),
        ("narrative", "Đã xong"),
        ("done_on", "2026-03-09"),
        ("name", "Trần Thị Hoa"),
        ("act", "send"),
    ];
    let sent = send(&mut unit_browser, &duties[0], &done, &[]).await;
    assert!(
        sent.location().expect("back").contains("sent=1"),
        "{}",
        sent.text()
    );
    // The button pressed twice: no second report, no error.
    let twice = send(&mut unit_browser, &duties[0], &done, &[]).await;
    assert!(
        twice.location().expect("back").contains("sent=1"),
        "{}",
        twice.text()
    );
    let page = lan.get(&format!("/obligations/{obligation}")).await;
    assert_eq!(page.all(".history > li").len(), 2);
    let version = page
        .attributes("form[action$='/judgements'] [name=version]", "value")
        .remove(0);
    let confirm = [
        ("version", version.as_str()),
        ("act", "return"),
        ("reason", "Thiếu số liệu"),
    ];
    let judged = send(
        &mut lan,
        &format!("/obligations/{obligation}/judgements"),
        &confirm,
        &[],
    )
    .await;
    assert_eq!(judged.status, StatusCode::SEE_OTHER, "{}", judged.text());
    let list = unit_browser.get(&link).await;
    assert!(
        list.text().contains("Thiếu số liệu"),
        "what the coordinator said"
    );
}

#[tokio::test]
async fn a_link_opens_its_own_unit_and_nothing_else() {
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let mut lan = house.signed_in().await;
    let place = open_round(&mut lan).await;
    let round = lan.get(&place).await;
    let links: Vec<String> = round
        .attributes(".copy input", "value")
        .iter()
        .map(|it| it.replace("http://dondoc.test", ""))
        .collect();
    let mut one = house.browser();
    let own = one.get(&links[0]).await.attributes(".duty-task a", "href");
    let other = one.get(&links[1]).await.attributes(".duty-task a", "href");
    let foreign = other[0].replace(&links[1], &links[0]);
    assert!(!own.contains(&foreign));
    let absent = format!("{}/999999", links[0]);
    for to in [&foreign, &absent] {
        assert_eq!(one.get(to).await.status, StatusCode::NOT_FOUND, "{to}");
        let sent = send(&mut one, to, &[("narrative", "x"), ("act", "send")], &[]).await;
        assert_eq!(sent.status, StatusCode::NOT_FOUND, "{to}");
    }
    // Nothing of the house: the link is no session.
    for to in ["/", "/register", "/replies", place.as_str()] {
        let page = one.get(to).await;
        assert!(
            page.location().is_some_and(|it| it.starts_with("/sign-in")),
            "{to}"
        );
    }
    // From another site nothing is taken.
    one.headers = vec![("sec-fetch-site", "cross-site".to_owned())];
    assert_eq!(
        one.post(&links[0], &[("name", "x")]).await.status,
        StatusCode::FORBIDDEN
    );
    one.headers = vec![("sec-fetch-site", "same-origin".to_owned())];
    // Changed by a letter: unknown.
    let wrong = format!("{}x", links[0]);
    assert_eq!(one.get(&wrong).await.status, StatusCode::NOT_FOUND);

    // Revoked, renewed, expired.
    let revoke = round
        .attributes("form[action$='/revocation']", "action")
        .remove(0);
    let id = place.rsplit('/').next().expect("an id");
    lan.post(&revoke, &[("round", id)]).await;
    let closed = one.get(&links[0]).await;
    assert_eq!(closed.status, StatusCode::GONE);
    assert!(closed.text().contains("thu hồi"));
    let renew = round
        .attributes("form[action$='/renewal']", "action")
        .remove(0);
    let renewed = lan
        .post(&renew, &[("round", id), ("ends", "2026-03-20")])
        .await;
    assert_eq!(renewed.status, StatusCode::SEE_OTHER, "{}", renewed.text());
    let (new, _) = first_link(&lan.get(&place).await);
    assert_ne!(new, links[0]);
    assert_eq!(one.get(&new).await.status, StatusCode::OK);
    assert_eq!(one.get(&links[0]).await.status, StatusCode::GONE);
    house.wait(chrono::Duration::days(12));
    let closed = one.get(&new).await;
    assert_eq!(closed.status, StatusCode::GONE);
    assert!(closed.text().contains("hết hạn"));
}

#[tokio::test]
async fn who_guesses_links_is_slowed_down() {
    let house = TestApp::new().await;
    let mut guesser = house.browser();
    guesser.peer = Some("192.0.2.7:4000".parse().expect("an address"));
    let mut last = StatusCode::OK;
    for at in 0..30 {
        last = guesser.get(&format!("/reply/guess-{at}")).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    let mut other = house.browser();
    other.peer = Some("192.0.2.8:4000".parse().expect("an address"));
    assert_eq!(
        other.get("/reply/guess").await.status,
        StatusCode::NOT_FOUND
    );
}

/// Fills in the first task of a workbook: cells by their column, with everything else as it was.
fn filled(workbook: &[u8], cells: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).expect("a workbook");
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("readable");
        if name == "xl/worksheets/sheet1.xml" {
            let mut text = String::from_utf8(bytes).expect("text");
            for (cell, words) in cells {
                let blank = regex::Regex::new(&format!(r#"<c r="{cell}"( s="\d+")?/>"#));
                let blank = blank.expect("a pattern");
                assert!(blank.is_match(&text), "{cell} is a cell to fill in");
                let with = format!(r#"<c r="{cell}"$1 t="inlineStr"><is><t>{words}</t></is></c>"#);
                text = blank.replace(&text, with.as_str()).into_owned();
            }
            bytes = text.into_bytes();
        }
        let options = zip::write::SimpleFileOptions::default();
        out.start_file(name, options).expect("a part");
        out.write_all(&bytes).expect("written");
    }
    out.finish().expect("a workbook").into_inner()
}

/// The state, the share and the words of the first task.
const STATE: &str = "H8";
const SHARE: &str = "I8";
const WORDS: &str = "J8";

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, in order")]
async fn workbooks_that_come_back_are_looked_at_and_applied_once() {
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let mut lan = house.signed_in().await;
    let place = open_round(&mut lan).await;
    let archive = lan.get(&format!("{place}/all.zip")).await;
    assert_eq!(archive.status, StatusCode::OK);
    let mut all = zip::ZipArchive::new(Cursor::new(archive.bytes.clone())).expect("an archive");
    let units = lan.get(&place).await.all("tbody th a").len();
    assert_eq!(
        all.len(),
        2 * units + 1,
        "two files for each unit and the list of links"
    );
    let mut forms = Vec::new();
    for at in 0..all.len() {
        let mut part = all.by_index(at).expect("a part");
        if part.name().expect("a name").contains(".xlsx") {
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).expect("readable");
            forms.push(bytes);
        }
    }
    let first = filled(
        &forms[0],
        &[
            (STATE, "Đang thực hiện"),
            (SHARE, "40%"),
            (WORDS, "Đã cử cán bộ"),
        ],
    );
    let second = filled(&forms[1], &[(STATE, "đang làm rồi"), (WORDS, "Chưa rõ")]);

    // Dropped together with one that is empty, one of another house and a plan.
    let foreign = br#"{"dondoc":"reply","passport":"{}","signature":"00","answers":[]}"#;
    let files: [(&str, &[u8]); 4] = [
        ("tra-loi-1.xlsx", &first),
        ("tra-loi-2.xlsx", &second),
        ("la.dondoc", foreign),
        ("trong.xlsx", &forms[2]),
    ];
    let dropped = lan.upload(&files).await;
    let to = dropped.location().expect("what they would change");
    assert!(to.starts_with("/returns/"), "{to}");
    let page = lan.get(&to).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let told = page.all(".returned");
    assert!(
        told[0].contains("Đã cử cán bộ") && told[0].contains("Ghi"),
        "{}",
        told[0]
    );
    assert!(told[1].contains("không có trong danh sách"), "{}", told[1]);
    assert!(told[2].contains("không do hệ thống này lập"), "{}", told[2]);
    assert!(told[3].contains("chưa điền"), "{}", told[3]);
    let take = page.attributes("input[name=take][checked]", "value");
    assert_eq!(take.len(), 1, "only what can be taken is ticked");
    let obligation = take[0].split(':').nth(1).expect("an id").to_owned();

    let applied = lan.post(&to, &[("take", &take[0])]).await;
    let back = applied.location().expect("back");
    assert!(back.ends_with("kept=1"), "{back} {}", applied.text());
    assert!(
        lan.get(&back)
            .await
            .text()
            .contains("Tệp này đã được ghi lúc")
    );
    let history = lan.get(&format!("/obligations/{obligation}")).await;
    let entry = history.one(".history > li");
    for said in [
        "40 %",
        "Đã cử cán bộ",
        "Biểu Excel gửi lại",
        "tra-loi-1.xlsx",
        "Lan",
    ] {
        assert!(entry.contains(said), "{said} is missing in {entry}");
    }
    // The proof is the file as it came.
    let proof = history.attributes(".history a[download]", "href").remove(0);
    assert_eq!(lan.get(&proof).await.bytes, first);
    // The same stands wherever the report is shown.
    let task = history
        .attributes(".crumbs a[href^='/tasks/']", "href")
        .remove(0);
    let unit = lan
        .get(&place)
        .await
        .attributes("tbody th a", "href")
        .remove(0);
    let register = unit.replace("/units/", "/register?unit=");
    for to in [task.as_str(), unit.as_str(), register.as_str()] {
        let text = lan.get(to).await.text();
        assert!(text.contains("căn cứ: tra-loi-1.xlsx"), "{to}");
    }
    let table = lan.get("/register/export.csv").await.text();
    assert!(table.contains("căn cứ: tra-loi-1.xlsx"), "in files too");

    // A second time: harmless, by the same address and dropped anew.
    let again = lan.post(&to, &[("take", &take[0])]).await;
    assert_ne!(again.status, StatusCode::INTERNAL_SERVER_ERROR);
    let dropped = lan.upload(&files[..1]).await;
    let page = lan.get(&dropped.location().expect("there")).await;
    assert!(
        page.text().contains("Nạp lại không thay đổi gì"),
        "{}",
        page.text()
    );
    assert!(page.attributes("input[name=take]", "value").is_empty());
    let history = lan.get(&format!("/obligations/{obligation}")).await;
    assert_eq!(history.all(".history > li").len(), 1);

    // Other words on the old form after that: a conflict, not ticked, and said why.
    let late = filled(&forms[0], &[(STATE, "Đang thực hiện"), (WORDS, "Lời khác")]);
    let mut pack = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    pack.start_file("thu-muc/muon.xlsx", options)
        .expect("a part");
    pack.write_all(&late).expect("written");
    let pack = pack.finish().expect("an archive").into_inner();
    let dropped = lan.upload(&[("tat-ca.zip", &pack)]).await;
    let to = dropped.location().expect("there");
    let page = lan.get(&to).await;
    assert!(page.text().contains("Sau khi lập biểu"), "{}", page.text());
    assert!(
        page.attributes("input[name=take][checked]", "value")
            .is_empty()
    );
    let none = lan.post(&to, &[]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let take = page.attributes("input[name=take]", "value").remove(0);
    assert!(
        lan.post(&to, &[("take", &take)])
            .await
            .location()
            .expect("back")
            .ends_with("kept=1")
    );
}

#[tokio::test]
async fn a_plan_that_is_dropped_still_becomes_a_draft() {
    let house = TestApp::new().await;
    let mut lan = house.signed_in().await;
    let plan = include_bytes!("../../demo/ke-hoach-12-kh-ubnd.docx");
    let dropped = lan.upload(&[("ke-hoach.docx", plan)]).await;
    let to = dropped.location().expect("the import");
    assert!(to.starts_with("/imports/"), "{to}");
    let foreign = br#"{"dondoc":"reply","passport":"{}","signature":"00","answers":[]}"#;
    let files: [(&str, &[u8]); 2] = [("la.dondoc", foreign), ("ke-hoach.docx", plan)];
    let both = lan.upload(&files).await;
    let to = both.location().expect("what came back");
    let page = lan.get(&to).await;
    assert_eq!(
        page.attributes("a[href^='/imports/']", "href").len(),
        2,
        "and the button"
    );
}

#[tokio::test]
async fn a_letter_is_entered_for_many_obligations_at_once() {
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let mut lan = house.signed_in().await;
    let place = open_round(&mut lan).await;
    let to = lan
        .get(&place)
        .await
        .attributes("a[href^='/entries/new']", "href")
        .remove(0);
    let page = lan.get(&to).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let ids: Vec<String> = page
        .attributes("fieldset.entry", "id")
        .iter()
        .map(|id| id.trim_start_matches("entry-").to_owned())
        .collect();
    let unit = page
        .attributes("form[action='/entries'] [name=unit]", "value")
        .remove(0);
    let names: Vec<(String, String)> = ids
        .iter()
        .flat_map(|id| {
            let version = page
                .attributes(&format!("[name=version-{id}]"), "value")
                .remove(0);
            [
                (format!("version-{id}"), version),
                (
                    format!("narrative-{id}"),
                    format!("Theo công văn, việc {id}"),
                ),
            ]
        })
        .collect();
    let mut fields: Vec<(&str, &str)> = vec![("unit", &unit), ("said_by", "Lê Văn Tám")];
    fields.extend(
        names
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str())),
    );
    let bare = send(&mut lan, "/entries", &fields, &[]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY, "no proof");
    assert!(bare.text().contains(&names[1].1), "nothing typed is lost");
    fields.push(("proof_number", "45/BC-UBND"));
    fields.push(("proof_dated", "2026-03-05"));
    let letter = [("proof", "cong-van.txt", "Kính gửi".as_bytes())];
    let kept = send(&mut lan, "/entries", &fields, &letter).await;
    let back = kept.location().unwrap_or_else(|| panic!("{}", kept.text()));
    assert!(back.ends_with(&format!("saved={}", ids.len())), "{back}");
    for id in &ids {
        let page = lan.get(&format!("/obligations/{id}")).await;
        let entry = page.one(".history > li");
        for said in ["Lê Văn Tám", "Nhập thay", "45/BC-UBND", "cong-van.txt"] {
            assert!(entry.contains(said), "{said} is missing in {entry}");
        }
    }
}

#[tokio::test]
async fn the_pages_of_replies_speak_both_languages() {
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let mut lan = house.signed_in().await;
    let place = open_round(&mut lan).await;
    let (link, _) = first_link(&lan.get(&place).await);
    let duty = lan
        .get(&link)
        .await
        .attributes(".duty-task a", "href")
        .remove(0);
    let foreign = br#"{"dondoc":"reply","passport":"{}","signature":"00","answers":[]}"#;
    let dropped = lan.upload(&[("la.dondoc", foreign)]).await;
    let returned = dropped.location().expect("there");
    let entry = "/entries/new?unit=1".to_owned();
    let new = "/replies/new?group=2&what=due&q=so".to_owned();
    for lang in ["vi", "en"] {
        lan.post("/appearance", &[("lang", lang)]).await;
        for to in [
            &place,
            &link,
            &duty,
            &returned,
            &entry,
            &new,
            &"/replies".to_owned(),
        ] {
            let page = lan.get(to).await;
            assert_eq!(page.status, StatusCode::OK, "{to} {}", page.text());
            crate::pages::check(&page, to);
        }
    }
}
