//! From who owes what to letters that are signed.

use std::io::Read as _;

use axum::http::StatusCode;

use crate::app::TestApp;

/// The text of a DOCX file, part by part.
fn docx(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
    let mut text = String::new();
    let mut part = archive.by_name("word/document.xml").expect("the text");
    part.read_to_string(&mut text).expect("readable");
    text
}

#[tokio::test]
async fn from_the_worklist_to_signed_letters() {
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let mut lan = house.signed_in().await;
    let home = lan.get("/").await;
    assert_eq!(home.all("a[href='/urgings/new']").len(), 1);
    let new = lan.get("/urgings/new").await;
    assert_eq!(new.status, StatusCode::OK, "{}", new.text());
    let units = new.attributes("input[name=take]", "value");
    assert!(units.len() > 1, "{units:?}");
    let opening = new.one("textarea[name=opening]");
    assert!(opening.contains("«đơn vị»"));
    for chat in new.all("textarea[readonly]") {
        assert!(chat.chars().count() <= 500);
    }

    let fields = |units: &[String]| -> Vec<(String, String)> {
        let mut fields = vec![
            ("issuer".to_owned(), "Sở Nội vụ".to_owned()),
            ("symbol".to_owned(), "SNV-VP".to_owned()),
            ("place".to_owned(), "Nghệ An".to_owned()),
            ("subject".to_owned(), "đôn đốc".to_owned()),
            (
                "opening".to_owned(),
                "«đơn vị» còn «số việc» việc & <chưa xong>".to_owned(),
            ),
            ("days".to_owned(), "5".to_owned()),
        ];
        fields.extend(units.iter().map(|it| ("take".to_owned(), it.clone())));
        fields
    };
    let all = fields(&units);
    let pairs: Vec<(&str, &str)> = all.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let made = lan.post("/urgings", &pairs).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    let place = made.location().expect("the letters");
    let shown = lan.get(&place).await;
    let files = shown.attributes("a[href$='.docx']", "href");
    assert_eq!(files.len(), units.len(), "a letter for each unit");

    let names = shown.all("tbody th a");
    let file = lan.get(&files[0]).await;
    assert_eq!(file.status, StatusCode::OK);
    let text = docx(&file.bytes);
    assert!(text.contains(&format!("{} còn ", names[0])), "{text}");
    assert!(text.contains("việc &amp; &lt;chưa xong&gt;"));
    assert!(text.contains("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"));
    let archive = lan.get(&format!("{place}/all.zip")).await;
    let archive = zip::ZipArchive::new(std::io::Cursor::new(archive.bytes)).expect("an archive");
    assert_eq!(archive.len(), units.len() * 2, "Word and PDF");

    // The ledger stands on the page of the unit, and the next round knows of it.
    let unit = lan.get(&format!("/units/{}", units[0])).await;
    assert_eq!(unit.all(&format!("a[href='{place}']")).len(), 1);
    let again = lan.get("/urgings/new").await;
    assert!(again.text().contains("1 lần"));

    let letter = files[0]
        .rsplit('/')
        .next()
        .expect("a name")
        .trim_end_matches(".docx");
    let sign = format!("/urgings/letters/{letter}/signature");
    let id = place.rsplit('/').next().expect("an id");
    let form = [
        ("batch", id),
        ("version", "1"),
        ("number", "15/SNV-VP"),
        ("signed_on", "2026-03-10"),
    ];
    assert_eq!(lan.post(&sign, &form).await.status, StatusCode::SEE_OTHER);
    assert_eq!(lan.post(&sign, &form).await.status, StatusCode::CONFLICT);
    let signed = docx(&lan.get(&files[0]).await.bytes);
    assert!(signed.contains("15/SNV-VP") && signed.contains("ngày 10 tháng 3 năm 2026"));
    let discarded = lan.post(&format!("{place}/discarding"), &[]).await;
    assert_eq!(discarded.status, StatusCode::UNPROCESSABLE_ENTITY);

    // One letter to two, each with an appendix, then thrown away.
    let mut two = fields(&units[..2]);
    two.push(("shape".to_owned(), "together".to_owned()));
    let pairs: Vec<(&str, &str)> = two.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let place = lan
        .post("/urgings", &pairs)
        .await
        .location()
        .expect("a letter");
    let files = lan.get(&place).await.attributes("a[href$='.docx']", "href");
    assert_eq!(files.len(), 1);
    let text = docx(&lan.get(&files[0]).await.bytes);
    assert_eq!(text.matches(">Phụ lục I").count(), 2);
    assert!(lan.get("/urgings/new").await.text().contains("2 lần"));
    lan.post(&format!("{place}/discarding"), &[]).await;
    assert!(!lan.get("/urgings/new").await.text().contains("2 lần"));

    let none = lan
        .post("/urgings", &[("issuer", "Sở"), ("opening", "a")])
        .await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_text_for_the_chat_goes_into_the_ledger() {
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let mut lan = house.signed_in().await;
    let new = lan.get("/urgings/new").await;
    let unit = new.attributes("input[name=take]", "value")[0].clone();
    let form = [("unit", unit.as_str()), ("back", "/urgings/new")];
    let noted = lan.post("/urgings/chats", &form).await;
    assert_eq!(noted.location().as_deref(), Some("/urgings/new"));
    assert!(lan.get("/urgings/new").await.text().contains("1 lần"));
    assert!(
        lan.get(&format!("/units/{unit}"))
            .await
            .text()
            .contains("tin nhắn")
    );
}

#[tokio::test]
async fn swapped_days_move_the_day_of_the_answer() {
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let mut lan = house.signed_in().await;
    // From Tuesday 10/3/2026, five working days.
    assert!(lan.get("/urgings/new").await.text().contains("17/3/2026"));
    let form = [
        ("off", "2026-03-11"),
        ("on", ""),
        ("name", "Nghỉ theo thông báo"),
        ("document", "5/TB-UBND"),
    ];
    let entered = lan.post("/calendar", &form).await;
    assert_eq!(entered.location().as_deref(), Some("/calendar?year=2026"));
    assert!(lan.get("/urgings/new").await.text().contains("18/3/2026"));
    let shown = lan.get("/calendar?year=2026").await;
    assert!(shown.text().contains("5/TB-UBND"));
    lan.post("/calendar/withdrawals", &[("day", "2026-03-11")])
        .await;
    assert!(lan.get("/urgings/new").await.text().contains("17/3/2026"));
    let form = [("year", "2026"), ("document", "9/TB-LĐ")];
    lan.post("/calendar/years", &form).await;
    assert!(
        lan.get("/calendar?year=2026")
            .await
            .text()
            .contains("9/TB-LĐ")
    );
}
