//! Syllables, numbers in words, order, old encodings, and the shared tables of them.

#![expect(
    clippy::unwrap_used,
    reason = "a test may stop where a file is not as it should be"
)]

use std::path::PathBuf;

use proptest::prelude::*;
use vietnamese::key::match_key;
use vietnamese::legacy::{Encoding, decode, detect, repair};
use vietnamese::number::{official_date, read, spell};
use vietnamese::order::{compare, sort_key};
use vietnamese::syllable::{is_valid, terms};

/// The shared grammar tests; `None`, with a line that says so, where they are not at hand.
fn shared() -> Option<serde_json::Value> {
    let root = std::env::var_os("DONDOC_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let path = root.join("bench/grammar-tests.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!(
            "skipped: {} is not at hand; set DONDOC_SHARED",
            path.display()
        );
        return None;
    };
    Some(serde_json::from_str(&text).unwrap())
}

#[test]
fn the_shared_match_keys_hold() {
    let Some(tests) = shared() else { return };
    let pairs = tests["match_keys"].as_array().unwrap();
    assert_eq!(pairs.len(), 18);
    for pair in pairs {
        let key = |side: &str| match_key(vietnamese::View::of(pair[side].as_str().unwrap()).text());
        assert_eq!(
            key("a") == key("b"),
            pair["same"].as_bool().unwrap(),
            "{pair}"
        );
    }
}

#[test]
fn the_shared_old_texts_are_read() {
    let Some(tests) = shared() else { return };
    let cases = tests["legacy_encodings"].as_array().unwrap();
    assert_eq!(cases.len(), 15);
    for case in cases {
        let encoding = if case["encoding"] == "VNI" {
            Encoding::Vni
        } else {
            Encoding::Tcvn3
        };
        let text = case["in"].as_str().unwrap();
        assert_eq!(
            decode(text, encoding),
            case["out"].as_str().unwrap(),
            "{case}"
        );
    }
}

#[test]
fn encodings_are_told_apart_and_unicode_is_left_alone() {
    assert_eq!(detect("KÕ ho¹ch thùc hiÖn nhiÖm vô"), Some(Encoding::Tcvn3));
    assert_eq!(
        detect("Keá hoaïch thöïc hieän nhieäm vuï"),
        Some(Encoding::Vni)
    );
    assert_eq!(detect("Kế hoạch thực hiện nhiệm vụ năm 2025"), None);
    assert_eq!(detect("Plan für die Übertragung"), None);
    assert_eq!(
        repair("Kế hoạch\nQuyÕt ®Þnh sè 5\n"),
        "Kế hoạch\nQuyết định số 5\n"
    );
}

#[test]
fn syllables_are_told_from_other_words() {
    for word in [
        "Nghệ", "quyết", "giữ", "gì", "giếng", "khuỷu", "thuở", "HOÀ", "y", "uỷ", "ủy", "đặc",
        "ngoằn", "nghiêng", "quốc", "yêu",
    ] {
        assert!(is_valid(word), "{word}");
    }
    for word in [
        "plan", "kha¹ch", "cê", "ngê", "gha", "hac", "cáà", "zoo", "", "tỳc",
    ] {
        assert!(!is_valid(word), "{word}");
    }
}

#[test]
fn terms_are_words_and_pairs_of_neighbours() {
    let text = "Kế hoạch, năm 2025";
    let seen: Vec<_> = terms(text)
        .into_iter()
        .map(|term| (term.text, term.position, text[term.place].to_owned()))
        .collect();
    let want = [
        ("ke", 0, "Kế"),
        ("ke_hoach", 0, "Kế hoạch"),
        ("hoach", 1, "hoạch"),
        ("nam", 2, "năm"),
        ("nam_2025", 2, "năm 2025"),
        ("2025", 3, "2025"),
    ];
    assert_eq!(
        seen,
        want.map(|(term, position, place)| (term.to_owned(), position, place.to_owned()))
    );
}

#[test]
fn the_dictionary_has_its_order() {
    for row in [
        ["ba", "bà", "bả", "bã", "bá", "bạ"],
        ["an", "ăn", "ân", "da", "đa", "e"],
        ["Anh", "Ăn", "Cao", "Đà", "Ế", "Ơn"],
    ] {
        for pair in row.windows(2) {
            assert!(compare(pair[0], pair[1]).is_lt(), "{pair:?}");
            assert!(sort_key(pair[0]) < sort_key(pair[1]), "{pair:?}");
        }
    }
}

#[test]
fn numbers_are_spelled_as_people_say_them() {
    for (number, words) in [
        (0, "không"),
        (10, "mười"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (105, "một trăm linh năm"),
        (1_000_000, "một triệu"),
        (2_000_005, "hai triệu không trăm linh năm"),
        (3_000_000_000, "ba tỷ"),
    ] {
        assert_eq!(spell(number), words);
    }
    assert_eq!(read("Hai mươi bốn ngàn"), Some(24_000));
    assert_eq!(read("trăm mười mươi"), None);
    assert_eq!(read("năm đơn vị"), None);
    assert_eq!(official_date(2025, 1, 9), "ngày 09 tháng 01 năm 2025");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_spelled_is_read(number in any::<u64>(), small in 0_u64..10_000_000) {
        prop_assert_eq!(read(&spell(number)), Some(number));
        prop_assert_eq!(read(&spell(small)), Some(small));
    }

    #[test]
    fn sort_keys_order_as_texts_do(left in "[a-zà-ỹđ ]{0,12}", right in "[a-zà-ỹđ ]{0,12}") {
        prop_assert_eq!(sort_key(&left).cmp(&sort_key(&right)), compare(&left, &right));
    }

    #[test]
    fn nothing_panics(text in "\\PC{0,60}") {
        read(&text);
        is_valid(&text);
        terms(&text);
        repair(&text);
        decode(&text, Encoding::Vni);
    }
}
