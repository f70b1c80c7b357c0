//! What a line starts with: outline markers, signature authority, attribute labels.

#![expect(
    clippy::unwrap_used,
    reason = "a test may stop where a file is not as it should be"
)]

mod shared;

use proptest::prelude::*;
use reading::grammar::label::{self, Attribute, column};
use reading::grammar::marker::{self, MarkerKind};
use reading::grammar::{authority, marker::Marker};
use serde_json::{Value, json};
use vietnamese::View;

fn kind(kind: MarkerKind) -> &'static str {
    match kind {
        MarkerKind::Part => "part",
        MarkerKind::Chapter => "chapter",
        MarkerKind::Division => "muc",
        MarkerKind::Article => "article",
        MarkerKind::Appendix => "appendix",
        MarkerKind::Section => "section",
        MarkerKind::Letter => "upper",
        MarkerKind::SubClause => "clause_n",
        MarkerKind::Clause => "clause",
        MarkerKind::Point => "point",
        MarkerKind::SmallRoman => "roman_low",
        MarkerKind::Bracketed => "paren",
        MarkerKind::Bullet => "bullet",
        MarkerKind::Plus => "plus",
    }
}

fn check(table: &Value, count: (usize, usize), parse: impl Fn(&str) -> Value) {
    let mut wrong = Vec::new();
    let positive = table["positive"].as_array().unwrap();
    let negative = table["negative"].as_array().unwrap();
    assert_eq!((positive.len(), negative.len()), count);
    for case in positive.iter().chain(negative) {
        let text = case["in"].as_str().unwrap();
        let got = parse(text);
        if !shared::is_subset(&case["expect"], &got) {
            wrong.push(format!("{text}\n  want {}\n  got  {got}", case["expect"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_shared_markers_parse() {
    let Some(tests) = shared::json("bench/grammar-tests.json") else {
        return;
    };
    check(&tests["outline_markers"], (27, 15), |line| {
        marker::parse(line).map_or(Value::Null, |marker: Marker<'_>| {
            json!({"kind": kind(marker.kind), "label": marker.label, "text": line[marker.body..].trim()})
        })
    });
}

#[test]
fn the_shared_signature_lines_parse() {
    let Some(tests) = shared::json("bench/grammar-tests.json") else {
        return;
    };
    check(&tests["signature_authority"], (7, 5), |line| {
        let view = View::of(line);
        authority::parse(view.text()).map_or(
            Value::Null,
            |found| json!({"authority": found.ground.abbreviation(), "of": found.of}),
        )
    });
}

#[test]
fn ordinals_follow_their_alphabet() {
    for (line, ordinal) in [
        ("III. Nhiệm vụ", 3),
        ("XIV. Khác", 14),
        ("đ) Phối hợp", 5),
        ("g) Báo cáo", 7),
        ("2.10. Việc", 10),
        ("B. PHẦN RIÊNG", 2),
        ("(iv) việc", 4),
        ("Điều 12. Hiệu lực", 12),
        ("Phần II", 2),
        ("12) Sở Y tế", 12),
    ] {
        assert_eq!(
            marker::parse(line).unwrap().ordinal,
            Some(ordinal),
            "{line}"
        );
    }
}

#[test]
fn amounts_names_and_rules_are_no_markers() {
    for line in [
        "1.2 triệu đồng",
        "IIII. Sai",
        "-----",
        "***",
        "10.000 lượt",
        "e.g.",
        "2025. Năm",
        "12/11/2025",
        "TP. Vinh",
        "Mục tiêu",
        "Điều 5 Nghị định",
        "Chương trình 5",
    ] {
        assert_eq!(marker::parse(line), None, "{line}");
    }
}

#[test]
fn attribute_lines_are_read_by_their_words() {
    for (line, attribute, value) in [
        (
            "Đơn vị chủ trì: Sở Ngoại vụ.",
            Attribute::Lead,
            "Sở Ngoại vụ.",
        ),
        (
            "- Cơ quan chủ trì: Bộ Công an",
            Attribute::Lead,
            "Bộ Công an",
        ),
        (
            "*Đơn vị chủ trì thực hiện: *Các Sở",
            Attribute::Lead,
            "Các Sở",
        ),
        (
            "Đơn vị được giao chủ trì thực hiện: A",
            Attribute::Lead,
            "A",
        ),
        (
            "Cơ quan thực hiện: Bộ Công an",
            Attribute::Lead,
            "Bộ Công an",
        ),
        ("Trách nhiệm thực hiện: A", Attribute::Lead, "A"),
        ("Phân công thực hiện: A", Attribute::Lead, "A"),
        (
            "+ Cơ quan phối hợp: Văn phòng",
            Attribute::Coordinate,
            "Văn phòng",
        ),
        (
            "*Đơn vị phối hợp thực hiện: *Sở",
            Attribute::Coordinate,
            "Sở",
        ),
        (
            "Cơ quan chủ trì, phối hợp: A",
            Attribute::LeadAndCoordinate,
            "A",
        ),
        (
            "c) Thời gian thực hiện: Hoàn thành",
            Attribute::Time,
            "Hoàn thành",
        ),
        ("Tiến độ hoàn thành: Quý I", Attribute::Time, "Quý I"),
        ("Thời hạn hoàn thành: 2025", Attribute::Time, "2025"),
        ("Sản phẩm đầu ra: Báo cáo", Attribute::Product, "Báo cáo"),
        ("Kết quả: Báo cáo", Attribute::Product, "Báo cáo"),
        (
            "Kinh phí thực hiện: ngân sách",
            Attribute::Budget,
            "ngân sách",
        ),
        ("a) Nhiệm vụ: Tham mưu", Attribute::Content, "Tham mưu"),
        ("Địa điểm tổ chức: Vinh", Attribute::Place, "Vinh"),
    ] {
        let found = label::parse(line).unwrap_or_else(|| panic!("{line}"));
        assert_eq!(
            (found.attribute, &line[found.value..]),
            (attribute, value),
            "{line}"
        );
    }
    for line in [
        "Sở Y tế: hướng dẫn",
        "Cụ thể như sau: a",
        "Các cơ quan, đơn vị: phối hợp",
        "Chủ trì, phối hợp với Sở Y tế: xây dựng",
    ] {
        assert_eq!(label::parse(line), None, "{line}");
    }
}

#[test]
fn columns_are_read_by_their_words() {
    for (cell, attribute) in [
        ("STT", Attribute::Ordinal),
        ("TT", Attribute::Ordinal),
        ("Nội dung nhiệm vụ", Attribute::Content),
        ("Nhiệm vụ, giải pháp", Attribute::Content),
        ("Chủ trì", Attribute::Lead),
        ("Cơ quan chủ trì", Attribute::Lead),
        ("Đơn vị thực hiện", Attribute::Lead),
        ("Trách nhiệm thực hiện", Attribute::Lead),
        ("Phối hợp", Attribute::Coordinate),
        ("Đơn vị phối hợp", Attribute::Coordinate),
        ("Thời gian", Attribute::Time),
        ("Thời gian hoàn thành", Attribute::Time),
        ("Sản phẩm", Attribute::Product),
        ("Kết quả/sản phẩm", Attribute::Product),
        ("Ghi chú", Attribute::Note),
        ("Cơ quan chủ trì/phối hợp", Attribute::LeadAndCoordinate),
        ("Kinh phí (triệu đồng)", Attribute::Budget),
        ("CƠ QUAN, ĐƠN VỊ CHỦ TRÌ", Attribute::Lead),
        ("Thời gian\nthực hiện", Attribute::Time),
    ] {
        assert_eq!(column(cell), Some(attribute), "{cell}");
    }
    for cell in ["Sở Tài chính", "Điểm chuẩn", "Năm 2025", ""] {
        assert_eq!(column(cell), None, "{cell}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_line_panics(line in "\\PC{0,60}|[-+*(a-zđ0-9IVX.) ]{0,12}[A-ZĐ]?.{0,8}") {
        if let Some(found) = marker::parse(&line) {
            prop_assert!(line.is_char_boundary(found.body) && found.body <= line.len());
        }
        if let Some(found) = label::parse(&line) {
            prop_assert!(line.is_char_boundary(found.value));
        }
        column(&line);
        authority::parse(&line);
    }
}
