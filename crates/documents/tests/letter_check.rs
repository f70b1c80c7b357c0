//! Measuring documents against Decree 30: each test takes a proper letter and bends one thing.

mod letters;

use std::io::{Cursor, Read as _};

use documents::archive::pack;
use documents::letter::check::{CheckError, Component, Finding, Rule, Value, check};
use documents::letter::docx;

/// A proper letter, its parts changed.
fn bent(part: &str, from: &str, to: &str) -> Vec<Finding> {
    let (_, letter) = letters::all().remove(0);
    bent_letter(&docx::write(&letter).expect("written"), part, from, to)
}

fn bent_letter(bytes: &[u8], part: &str, from: &str, to: &str) -> Vec<Finding> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut parts = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).expect("a part");
        let name = file.name().expect("a name").to_string();
        let mut text = String::new();
        file.read_to_string(&mut text).expect("text");
        if name == part {
            assert!(text.contains(from), "{from} in {text}");
            text = text.replace(from, to);
        }
        parts.push((name, text));
    }
    check(&pack(&parts).expect("packed")).expect("measured")
}

fn found(findings: &[Finding]) -> Vec<(Rule, Component, Value)> {
    let one = |it: &Finding| (it.rule, it.component, it.found.clone());
    findings.iter().map(one).collect()
}

const DOCUMENT: &str = "word/document.xml";
const STYLES: &str = "word/styles.xml";

#[test]
fn margins_and_paper_are_measured() {
    let narrow = bent(DOCUMENT, r#"w:left="1701""#, r#"w:left="1134""#);
    let wanted = (Rule::MarginLeft, Component::Page, Value::Millimetres(20.0));
    assert_eq!(found(&narrow), [wanted]);
    let letter = bent(
        DOCUMENT,
        r#"w:w="11906" w:h="16838""#,
        r#"w:w="12240" w:h="15840""#,
    );
    let wanted = (Rule::Paper, Component::Page, Value::Paper(216.0, 279.0));
    assert_eq!(found(&letter), [wanted]);
}

#[test]
fn another_font_is_found_whether_a_style_names_it_or_a_theme() {
    let times = r#"w:ascii="Times New Roman""#;
    let arial = bent(STYLES, times, r#"w:ascii="Arial""#);
    assert_eq!(
        found(&arial),
        [(Rule::Font, Component::Text, Value::Words("Arial".into()))]
    );
    assert!(arial[0].times > 10, "{arial:?}");
}

#[test]
fn sizes_of_components_are_those_of_the_decree() {
    let size = |of: &str, size: &str| {
        let style = format!(r#"w:styleId="{of}""#);
        let (_, letter) = letters::all().remove(0);
        let bytes = docx::write(&letter).expect("written");
        let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).expect("a zip");
        let mut text = String::new();
        archive
            .by_name(STYLES)
            .expect("styles")
            .read_to_string(&mut text)
            .expect("text");
        let at = text.find(&style).expect("the style");
        let end = at + text[at..].find("</w:style>").expect("its end");
        let old = &text[at..end];
        let from = old.find("<w:sz w:val=\"").expect("a size");
        let to = from + old[from..].find("/>").expect("its end");
        let new = format!("{}<w:sz w:val=\"{size}\"{}", &old[..from], &old[to..]);
        found(&bent(STYLES, old, &new))
    };
    for (style, half, component, points) in [
        ("QuocHieu", "28", Component::Nation, 14.0),
        ("TieuNgu", "24", Component::Motto, 12.0),
        ("CoQuanBanHanh", "28", Component::Issuer, 14.0),
        ("SoKyHieu", "28", Component::Number, 14.0),
        ("TrichYeuCongVan", "28", Component::About, 14.0),
        ("NoiDung", "24", Component::Body, 12.0),
        ("NoiNhan", "22", Component::RecipientsTitle, 11.0),
        ("DanhSachNoiNhan", "24", Component::Recipients, 12.0),
        ("QuyenHanChucVu", "24", Component::Authority, 12.0),
    ] {
        let wanted = (Rule::Size, component, Value::Points(points));
        let off = size(style, half);
        assert!(off.contains(&wanted), "{style}: {off:?}");
        let strange: Vec<_> = off.iter().filter(|it| it.1 != component).collect();
        assert!(strange.is_empty(), "{style}: {strange:?}");
    }
}

#[test]
fn what_is_missing_is_named() {
    let motto = bent(DOCUMENT, "Độc lập - Tự do - Hạnh phúc", "Khẩu hiệu khác");
    assert!(found(&motto).contains(&(Rule::Missing, Component::Motto, Value::Nothing)));
    let end = bent(DOCUMENT, "./.</w:t>", ".</w:t>");
    assert_eq!(found(&end), [(Rule::End, Component::Body, Value::Nothing)]);
    let nobody = bent(DOCUMENT, "Nơi nhận:", "Gửi cho:");
    assert!(found(&nobody).contains(&(Rule::Missing, Component::RecipientsTitle, Value::Nothing)));
    let undrawn = bent(DOCUMENT, "wp:anchor", "wp:other");
    let line = |component| (Rule::Line, component, Value::Nothing);
    assert_eq!(
        found(&undrawn),
        [line(Component::Motto), line(Component::Issuer)]
    );
}

#[test]
fn numbers_and_days_need_their_zeros() {
    let (_, mut letter) = letters::all().remove(0);
    letter.number = documents::letter::Number::AsWritten("5/STTTT-TTBC".into());
    letter.place = "Sông Hồng, ngày 3 tháng 2 năm 2024 (".into();
    let findings = check(&docx::write(&letter).expect("written")).expect("measured");
    let zeros: Vec<_> = found(&findings)
        .into_iter()
        .filter(|it| it.0 == Rule::Zero)
        .collect();
    let words = |text: &str| Value::Words(text.into());
    assert_eq!(
        zeros,
        [
            (Rule::Zero, Component::Number, words("5")),
            (Rule::Zero, Component::PlaceDate, words("3")),
            (Rule::Zero, Component::PlaceDate, words("2")),
        ]
    );
}

#[test]
fn page_numbers_stand_in_the_top_margin_and_not_on_the_first_page() {
    let first = bent(DOCUMENT, "<w:titlePg/>", "");
    let wanted = (Rule::FirstPage, Component::PageNumber, Value::Nothing);
    assert_eq!(found(&first), [wanted]);
    let below = bent(DOCUMENT, "w:headerReference", "w:footerReference");
    assert!(found(&below).contains(&(Rule::Place, Component::PageNumber, Value::Nothing)));
    let roman = bent(
        DOCUMENT,
        "<w:pgNumType ",
        r#"<w:pgNumType w:fmt="upperRoman" "#,
    );
    assert!(found(&roman).iter().any(|it| it.0 == Rule::Digits));
}

#[test]
fn what_is_no_docx_is_refused() {
    assert_eq!(check(b"%PDF-1.7"), Err(CheckError::NotDocx));
    assert_eq!(check(&[]), Err(CheckError::NotDocx));
    let other = pack(&[("content.xml", "<a/>")]).expect("packed");
    assert_eq!(check(&other), Err(CheckError::NotDocx));
    let broken = pack(&[(DOCUMENT, "<w:document><w:body>")]).expect("packed");
    assert_eq!(check(&broken), Err(CheckError::Damaged));
    let declared = pack(&[(DOCUMENT, "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>")]).expect("packed");
    assert_eq!(check(&declared), Err(CheckError::Damaged));
}

#[test]
fn a_bomb_is_refused_before_it_is_unpacked() {
    let bomb = " ".repeat(60 * 1024 * 1024);
    let packed = pack(&[(DOCUMENT, bomb)]).expect("packed");
    assert!(packed.len() < 1024 * 1024);
    assert_eq!(check(&packed), Err(CheckError::TooLarge));
    let deep = format!("{}{}", "<a>".repeat(5_000), "</a>".repeat(5_000));
    let packed = pack(&[(DOCUMENT, deep)]).expect("packed");
    assert_eq!(check(&packed), Err(CheckError::TooLarge));
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_measured_or_refused(part in "(<w:(p|r|t|tbl|tr|tc|pPr|rPr|sectPr|br)( w:val=\"[a-z0-9]{0,3}\")?/?>|</w:(p|r|t|tbl|tr|tc)>|Kính gửi|Số: 1/|[a-z ]{1,5}){0,40}") {
        let document = format!(r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{part}</w:document>"#);
        let _ = check(&pack(&[(DOCUMENT, document)]).expect("packed"));
    }
}
