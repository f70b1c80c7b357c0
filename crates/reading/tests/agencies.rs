//! Lists of agencies: the shared table with a registry, and what plans write.

mod shared;

use proptest::prelude::*;
use reading::draft::ActorKind;
use reading::grammar::agency::{EntryKind, Registry, leading, split};
use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization;
use vietnamese::View;
use vietnamese::key::Keyed;

fn names(text: &str) -> Vec<String> {
    split(View::of(text).text())
        .into_iter()
        .map(|actor| actor.name)
        .collect()
}

#[test]
fn the_shared_lists_resolve() {
    let Some(tests) = shared::json("bench/grammar-tests.json") else {
        return;
    };
    let Some(file) = shared::text("bench/ref/registry-na.json") else {
        return;
    };
    let registry = Registry::from_json(&file).unwrap();
    let day = "2023-04-18".parse().ok();
    let mut wrong = Vec::new();
    let cases = tests["agency_lists"]["cases"].as_array().unwrap();
    for case in cases {
        let text = case["in"].as_str().unwrap();
        let found: Vec<Value> = split(text)
            .iter()
            .map(|actor| {
                let resolved = registry.resolve(text, actor, day);
                json!({
                    "as_written": &text[resolved.as_written.clone()],
                    "actor": resolved.entry.map(|entry| entry.id.as_str()),
                    "type": match resolved.entry.map(|entry| entry.kind) {
                        None => "unknown",
                        Some(EntryKind::Agency) => "agency",
                        Some(EntryKind::Group) => "group",
                        Some(EntryKind::OpenGroup) => "open-group",
                    },
                    "qualifier": resolved.qualifier.map(|words| &text[words]),
                })
            })
            .collect();
        if Value::from(found.clone()) != case["expect"] {
            wrong.push(format!(
                "{text}\n  want {}\n  got  {}",
                case["expect"],
                Value::from(found)
            ));
        }
    }
    assert_eq!(cases.len(), 25);
    assert!(
        wrong.is_empty(),
        "{} of 25:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn collectives_stay_whole() {
    for (text, expected) in [
        (
            "Các sở, ban, ngành; UBND các xã, phường, đặc khu",
            &["Các sở, ban, ngành", "UBND các xã, phường, đặc khu"][..],
        ),
        (
            "Sở Tài chính và cơ quan, địa phương liên quan",
            &["Sở Tài chính", "cơ quan, địa phương liên quan"],
        ),
        (
            "các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ và Ủy ban nhân dân các tỉnh, thành phố trực thuộc trung ương.",
            &[
                "các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ",
                "Ủy ban nhân dân các tỉnh, thành phố trực thuộc trung ương",
            ],
        ),
        (
            "Các sở, ban, ngành, đoàn thể tỉnh, UBND các huyện, thị xã, thành phố và các doanh nghiệp",
            &[
                "Các sở, ban, ngành, đoàn thể tỉnh",
                "UBND các huyện, thị xã, thành phố",
                "các doanh nghiệp",
            ],
        ),
        (
            "Sở, ban, ngành, tổ chức chính trị - xã hội",
            &["Sở, ban, ngành", "tổ chức chính trị - xã hội"],
        ),
        (
            "các cơ quan, tổ chức, cá nhân có liên quan",
            &["các cơ quan, tổ chức, cá nhân có liên quan"],
        ),
        (
            "Công an tỉnh, các cấp ủy, chính quyền địa phương",
            &["Công an tỉnh", "các cấp ủy, chính quyền địa phương"],
        ),
    ] {
        assert_eq!(names(text), expected, "{text}");
    }
}

#[test]
fn names_with_commas_and_joiners_stay_whole() {
    for (text, expected) in [
        (
            "Sở Văn hóa, Thể thao và Du lịch, Sở Nông nghiệp và Môi trường",
            &[
                "Sở Văn hóa, Thể thao và Du lịch",
                "Sở Nông nghiệp và Môi trường",
            ][..],
        ),
        (
            "Báo và Phát thanh, Truyền hình tỉnh; Sở Tư pháp, các cơ quan, đơn vị, địa phương",
            &[
                "Báo và Phát thanh, Truyền hình tỉnh",
                "Sở Tư pháp",
                "các cơ quan, đơn vị, địa phương",
            ],
        ),
        (
            "Ban Quản lý Khu kinh tế Dung Quất và các Khu công nghiệp Quảng Ngãi",
            &["Ban Quản lý Khu kinh tế Dung Quất và các Khu công nghiệp Quảng Ngãi"],
        ),
        (
            "Văn phòng Đoàn ĐBQH và HĐND tỉnh, Công an tỉnh",
            &["Văn phòng Đoàn ĐBQH và HĐND tỉnh", "Công an tỉnh"],
        ),
        (
            "Trung tâm Bảo tồn Di sản, Văn hóa và Du lịch và Sở Y tế",
            &["Trung tâm Bảo tồn Di sản, Văn hóa và Du lịch", "Sở Y tế"],
        ),
        (
            "Trung tâm Thông tin (Cổng TTĐT tỉnh) và Sở Y tế",
            &["Trung tâm Thông tin", "Sở Y tế"],
        ),
    ] {
        assert_eq!(names(text), expected, "{text}");
    }
}

#[test]
fn a_shared_head_is_put_before_each_name() {
    for (text, expected) in [
        (
            "Các Sở: Tài chính, Nội vụ, Nông nghiệp và Môi trường; Công an tỉnh",
            &[
                "Sở Tài chính",
                "Sở Nội vụ",
                "Sở Nông nghiệp và Môi trường",
                "Công an tỉnh",
            ][..],
        ),
        (
            "các Sở Tài chính, Nông nghiệp và Môi trường và Nội vụ",
            &["Sở Tài chính", "Sở Nông nghiệp và Môi trường", "Sở Nội vụ"],
        ),
        ("Sở Tài chính, Nội vụ", &["Sở Tài chính", "Sở Nội vụ"]),
        (
            "Giám đốc các Sở: Y tế, Xây dựng",
            &["Giám đốc Sở Y tế", "Giám đốc Sở Xây dựng"],
        ),
        (
            "các Bộ: Công an, Quốc phòng; UBND các tỉnh",
            &["Bộ Công an", "Bộ Quốc phòng", "UBND các tỉnh"],
        ),
        (
            "Hội Nông dân, Hội Liên hiệp Phụ nữ, Cựu chiến binh tỉnh",
            &[
                "Hội Nông dân",
                "Hội Liên hiệp Phụ nữ",
                "Hội Cựu chiến binh tỉnh",
            ],
        ),
    ] {
        assert_eq!(names(text), expected, "{text}");
    }
}

#[test]
fn other_provinces_write_lists_so() {
    for (text, expected) in [
        (
            "Sở NN&MT; Sở VHTT&DL; Sở GD&ĐT; CA tỉnh",
            &["Sở NN&MT", "Sở VHTT&DL", "Sở GD&ĐT", "CA tỉnh"][..],
        ),
        (
            "Thủ trưởng các sở, ban, ngành; Chủ tịch UBND các xã, phường",
            &[
                "Thủ trưởng các sở, ban, ngành",
                "Chủ tịch UBND các xã, phường",
            ],
        ),
        (
            "Công an tỉnh (PA05), Bộ CHQS tỉnh",
            &["Công an tỉnh", "Bộ CHQS tỉnh"],
        ),
        (
            "Ủy ban MTTQ Việt Nam tỉnh và các tổ chức chính trị - xã hội",
            &[
                "Ủy ban MTTQ Việt Nam tỉnh",
                "các tổ chức chính trị - xã hội",
            ],
        ),
        (
            "UBND các xã: Anh Sơn, Đô Lương và Con Cuông; Sở Y tế",
            &[
                "UBND xã Anh Sơn",
                "UBND xã Đô Lương",
                "UBND xã Con Cuông",
                "Sở Y tế",
            ],
        ),
        (
            "Các phòng: Kinh tế, Văn hóa - Xã hội",
            &["Phòng Kinh tế", "Phòng Văn hóa - Xã hội"],
        ),
        (
            "các phòng, ban, đơn vị thuộc Sở",
            &["các phòng, ban, đơn vị thuộc Sở"],
        ),
        (
            "Các Sở, ngành: Tài chính, Nội vụ",
            &["Sở Tài chính", "Sở Nội vụ"],
        ),
        (
            "Tòa án nhân dân tỉnh, Viện kiểm sát nhân dân tỉnh; Cục Thuế tỉnh",
            &[
                "Tòa án nhân dân tỉnh",
                "Viện kiểm sát nhân dân tỉnh",
                "Cục Thuế tỉnh",
            ],
        ),
        (
            "VNPT Nghệ An, Viettel Nghệ An và các doanh nghiệp viễn thông",
            &[
                "VNPT Nghệ An",
                "Viettel Nghệ An",
                "các doanh nghiệp viễn thông",
            ],
        ),
        (
            "Ban Tuyên giáo và Dân vận Tỉnh ủy; Tỉnh đoàn, Hội LHPN tỉnh",
            &[
                "Ban Tuyên giáo và Dân vận Tỉnh ủy",
                "Tỉnh đoàn",
                "Hội LHPN tỉnh",
            ],
        ),
        ("Sở Y tế\nSở Nội vụ", &["Sở Y tế", "Sở Nội vụ"]),
    ] {
        assert_eq!(names(text), expected, "{text}");
    }
}

#[test]
fn how_a_list_is_typed_does_not_matter() {
    for text in [
        "Các Sở, ban, ngành; UBND các xã, phường, đặc khu",
        "các Sở: Tài chính, Hòa giải và Nội vụ",
        "Sở Văn hóa, Thể thao và Du lịch - Công an tỉnh",
    ] {
        let plain: Vec<_> = names(text)
            .iter()
            .map(|name| vietnamese::key::match_key(name))
            .collect();
        let decomposed: String = text.nfd().collect();
        for other in [
            decomposed,
            text.replace(' ', "\u{a0}"),
            text.replace(' ', "  "),
            text.replace(" - ", " – "),
            text.replace("òa", "oà"),
        ] {
            let typed: Vec<_> = names(&other)
                .iter()
                .map(|name| vietnamese::key::match_key(name))
                .collect();
            assert_eq!(typed, plain, "{other}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_word_of_a_list_is_lost(pieces in prop::collection::vec(
        "Sở |các |Tài chính|Nội vụ|, |; |và |cơ quan|liên quan|UBND |xã|phường|: |\\(|\\)|cấp |đồng chí |phụ trách | - |\\PC{0,5}", 0..14)
    ) {
        let text = pieces.concat();
        let bare = text.replace(['(', ')'], " ");
        let actors = split(&bare);
        for actor in split(&text).iter().chain(&actors) {
            prop_assert!(text.get(actor.range.clone()).is_some());
            prop_assert!(!actor.name.trim().is_empty());
        }
        let covered: usize = actors.iter().map(|actor| Keyed::of(&bare[actor.range.clone()]).words().len()).sum();
        let joiners = ["va", "hoăc", "cung", "vơi", "phôi", "hơp", "cac", "xa", "phương", "sơ", "đông", "chi", "câp"];
        let keyed = Keyed::of(&bare);
        let words = (0..keyed.words().len()).filter(|&word| !joiners.contains(&keyed.key(word))).count();
        prop_assert!(covered >= words.saturating_sub(2 * actors.len()), "{bare:?} -> {actors:?}");
        let (_, end) = leading(&text);
        prop_assert!(text.is_char_boundary(end));
    }
}

#[test]
fn kinds_are_told_apart() {
    let kinds = |text: &str| {
        split(text)
            .into_iter()
            .map(|actor| actor.kind)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        kinds("Sở Y tế; các sở, ngành; các cơ quan liên quan"),
        [ActorKind::Agency, ActorKind::Group, ActorKind::OpenGroup]
    );
    assert_eq!(
        kinds("UBND tỉnh; UBND cấp xã; UBND các xã, phường"),
        [ActorKind::Agency, ActorKind::Group, ActorKind::Group]
    );
}

#[test]
fn the_list_before_a_predicate_is_found() {
    for (text, expected, rest) in [
        (
            "Sở Nội vụ, các sở, ban, ngành và UBND các xã, phường tham mưu UBND tỉnh",
            &["Sở Nội vụ", "các sở, ban, ngành", "UBND các xã, phường"][..],
            " tham mưu UBND tỉnh",
        ),
        (
            "các cơ quan, tổ chức liên quan tổ chức tuyên truyền",
            &["các cơ quan, tổ chức liên quan"],
            " tổ chức tuyên truyền",
        ),
        ("Sở Y tế: Hướng dẫn", &["Sở Y tế"], ": Hướng dẫn"),
        (
            "Hội Nông dân tỉnh vun vén quỹ chung",
            &["Hội Nông dân tỉnh"],
            " vun vén quỹ chung",
        ),
        (
            "Sở Nội vụ, Công an tỉnh phân luồng xe",
            &["Sở Nội vụ", "Công an tỉnh"],
            " phân luồng xe",
        ),
    ] {
        let (actors, end) = leading(text);
        let names: Vec<_> = actors.iter().map(|actor| actor.name.as_str()).collect();
        assert_eq!(names, expected, "{text}");
        assert_eq!(&text[end..], rest, "{text}");
    }
    assert!(leading("nâng cao chất lượng công tác").0.is_empty());
}
