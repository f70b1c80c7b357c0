//! The office on its documents, numbers, slips, and checking the form.

use std::io::Read as _;

use axum::http::StatusCode;

use crate::app::{Browser, Page, TestApp};

const OFFICE: [(&str, &str); 10] = [
    ("superior", "UBND tỉnh Nghệ An"),
    ("name", "Sở Khoa học và Công nghệ"),
    ("abbreviation", "SKHCN"),
    ("division", "VP"),
    ("place", "Nghệ An"),
    (
        "recipients",
        "- Như trên;\n- UBND tỉnh (để báo cáo);\n- Lưu: VT, VP.",
    ),
    ("rights", "KT. Giám đốc"),
    ("title", "Phó Giám đốc"),
    ("signer", "Nguyễn Văn Thử"),
    ("numbering", "each_type"),
];

async fn upload(lan: &mut Browser<'_>, name: &str, bytes: &[u8]) -> Page {
    let edge = "----edge-of-a-part";
    let head = format!(
        "--{edge}\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n"
    );
    let mut body = head.into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(format!("\r\n--{edge}--\r\n").as_bytes());
    let kind = format!("multipart/form-data; boundary={edge}");
    lan.send("POST", "/letters/check", Some(kind), body).await
}

fn document(docx: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).expect("an archive");
    let mut text = String::new();
    let mut part = archive.by_name("word/document.xml").expect("the text");
    part.read_to_string(&mut text).expect("readable");
    text
}

/// Letters to all late units; gives the address of the round.
async fn round(lan: &mut Browser<'_>) -> String {
    let new = lan.get("/urgings/new").await;
    let mut fields: Vec<(String, String)> = Vec::new();
    for name in [
        "superior",
        "issuer",
        "symbol",
        "place",
        "subject",
        "authority",
        "title",
        "signer",
    ] {
        let value = new.attributes(&format!("input[name={name}]"), "value");
        fields.push((name.to_owned(), value.first().cloned().unwrap_or_default()));
    }
    for name in ["opening", "closing", "recipients"] {
        fields.push((name.to_owned(), new.one(&format!("textarea[name={name}]"))));
    }
    let units = new.attributes("input[name=take]", "value");
    fields.extend(units.into_iter().map(|it| ("take".to_owned(), it)));
    let pairs: Vec<(&str, &str)> = fields
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    let made = lan.post("/urgings", &pairs).await;
    made.location().expect("the letters")
}

#[tokio::test]
async fn from_the_office_to_numbered_letters_that_keep_the_form() {
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let mut lan = house.signed_in().await;
    let saved = lan.post("/office", &OFFICE).await;
    assert_eq!(
        saved.location().as_deref(),
        Some("/office?saved=1"),
        "{}",
        saved.text()
    );
    let new = lan.get("/urgings/new").await;
    assert_eq!(new.attributes("input[name=symbol]", "value"), ["SKHCN-VP"]);
    assert_eq!(
        new.attributes("input[name=authority]", "value"),
        ["KT. Giám đốc"]
    );

    let place = round(&mut lan).await;
    let shown = lan.get(&place).await;
    let docx = shown.attributes("a[href$='.docx']", "href");
    let pdf = shown.attributes("a[href$='.pdf']", "href");
    assert_eq!(docx.len(), pdf.len());
    assert!(docx.len() > 1);
    assert!(lan.get(&pdf[0]).await.bytes.starts_with(b"%PDF-"));
    let all = lan.get(&format!("{place}/all.zip")).await;
    let all = zip::ZipArchive::new(std::io::Cursor::new(all.bytes)).expect("an archive");
    assert_eq!(all.len(), docx.len() * 2);

    // Every letter of the round takes its number, one after the other.
    let form = [("signed_on", "2026-03-10")];
    let numbered = lan.post(&format!("{place}/numbers"), &form).await;
    assert_eq!(
        numbered.status,
        StatusCode::SEE_OTHER,
        "{}",
        numbered.text()
    );
    let first = lan.get(&docx[0]).await.bytes;
    assert!(document(&first).contains("Số: 01/SKHCN-VP"));
    assert!(document(&first).contains("ngày 10 tháng 3 năm 2026"));
    let second = document(&lan.get(&docx[1]).await.bytes);
    assert!(second.contains("Số: 02/SKHCN-VP"));
    let book = lan.get("/letters?year=2026").await;
    assert_eq!(book.all("tbody th").len(), docx.len());

    // What goes out keeps the form, and the page that measures says so.
    let measured = upload(&mut lan, "cong-van.docx", &first).await;
    assert_eq!(measured.status, StatusCode::OK);
    assert_eq!(measured.all(".notice.good").len(), 1, "{}", measured.text());
    let odd = upload(&mut lan, "cong-van.docx", b"%PDF-1.7 nothing").await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(odd.all(".notice.bad").len(), 1);
}

#[tokio::test]
async fn a_number_is_given_once_and_a_struck_one_never_again() {
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let mut lan = house.signed_in().await;
    let form = |kind, sequence| {
        [
            ("kind", kind),
            ("sequence", sequence),
            ("signed_on", "2026-03-10"),
            ("about", "Kết quả thực hiện & theo dõi"),
        ]
    };
    let early = lan.post("/letters/numbers", &form("BC", "")).await;
    assert_eq!(
        early.status,
        StatusCode::SEE_OTHER,
        "a report's symbol has its code"
    );
    lan.post("/office", &OFFICE).await;
    let given = lan.post("/letters/numbers", &form("BC", "7")).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER);
    let again = lan.post("/letters/numbers", &form("BC", "7")).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(again.all(".notice.bad").len(), 1);
    // Another type has a run of its own.
    let other = lan.post("/letters/numbers", &form("TTr", "7")).await;
    assert_eq!(other.status, StatusCode::SEE_OTHER);
    let book = lan.get("/letters?year=2026").await;
    assert_eq!(
        book.all("tbody th"),
        ["07/TTr-SKHCN", "07/BC-SKHCN", "01/BC"]
    );
    let strike = book.attributes("form[action$='/striking']", "action");
    lan.post(&strike[1], &[]).await;
    let struck = lan.post("/letters/numbers", &form("BC", "7")).await;
    assert_eq!(struck.status, StatusCode::UNPROCESSABLE_ENTITY);
    lan.post("/letters/numbers", &form("BC", "")).await;
    let book = lan.get("/letters?year=2026").await;
    assert!(book.all("tbody th")[0].contains("08/BC-SKHCN"));
}

#[tokio::test]
async fn a_right_to_sign_that_nobody_knows_is_refused() {
    let house = TestApp::new().await;
    let mut lan = house.signed_in().await;
    let mut wrong = OFFICE;
    wrong[6].1 = "Thay mặt giám đốc";
    let refused = lan.post("/office", &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong = OFFICE;
    wrong[1].1 = " ";
    let refused = lan.post("/office", &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_plan_gives_each_unit_its_slip() {
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let mut lan = house.signed_in().await;
    let plans = lan.get("/plans").await;
    let plan = plans.attributes("th a[href^='/plans/']", "href")[0].clone();
    let slips = format!("{plan}/slips");
    let shown = lan.get(&plan).await;
    assert_eq!(
        shown
            .attributes(&format!("a[href='{slips}']"), "href")
            .len(),
        1
    );
    let index = lan.get(&slips).await;
    let docx = index.attributes("a[href$='.docx']", "href");
    let names = index.all("tbody th");
    assert!(docx.len() > 1);
    let text = document(&lan.get(&docx[0]).await.bytes);
    assert!(text.contains("không thay văn bản"), "{text}");
    assert!(text.contains(&names[0]), "{text}");
    let pdf = lan.get(&docx[0].replace(".docx", ".pdf")).await;
    assert!(pdf.bytes.starts_with(b"%PDF-"));
    let all = lan.get(&format!("{slips}/all.zip")).await;
    let all = zip::ZipArchive::new(std::io::Cursor::new(all.bytes)).expect("an archive");
    assert_eq!(all.len(), docx.len() * 2);
    let none = lan.get(&format!("{slips}/999999.pdf")).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}
