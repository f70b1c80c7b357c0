//! Match keys and folding: what is the same, and what is not.

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;
use vietnamese::View;
use vietnamese::key::{Keyed, fold, fold_onto, lower, match_key, words};

#[test]
fn a_name_has_one_key_however_it_is_written() {
    for (a, b) in [
        ("Ủy ban nhân dân", "Uỷ ban nhân dân"),
        ("ỦY BAN NHÂN DÂN", "Ủy ban nhân dân"),
        ("Văn hoá", "Văn hóa"),
        ("quí II", "quý II"),
        ("kỹ thuật", "kĩ thuật"),
        (
            "Sở Lao động - Thương binh và Xã hội",
            "Sở Lao động, Thương binh và Xã hội",
        ),
        ("Đảng", "Ðảng"),
        ("UBND các huyện, thành, thị", "UBND các huyện, thành thị"),
    ] {
        assert_eq!(match_key(a), match_key(b), "{a} / {b}");
    }
}

#[test]
fn letters_make_a_difference_and_ampersands_too() {
    for (a, b) in [
        ("dân", "dan"),
        ("tư", "tu"),
        ("đất", "dất"),
        ("TT&TT", "TT và TT"),
    ] {
        assert_ne!(match_key(a), match_key(b), "{a} / {b}");
    }
}

#[test]
fn a_mark_without_its_letter_is_nothing() {
    assert_eq!(match_key("\u{323} Sở \u{301} Y tế"), match_key("Sở Y tế"));
}

#[test]
fn words_know_their_place() {
    let text = "Sở TT&TT; Sở Y tế";
    let keyed = Keyed::of(text);
    let words: Vec<_> = keyed
        .words()
        .iter()
        .map(|word| &text[word.source.clone()])
        .collect();
    assert_eq!(words, ["Sở", "TT&TT", "Sở", "Y", "tế"]);
    assert_eq!(keyed.text(), "sơ tt&tt sơ y tê ");
    assert_eq!(keyed.key(1), "tt&tt");
    assert_eq!(keyed.key(9), "");
}

#[test]
fn folding_takes_every_accent_off() {
    assert_eq!(
        fold("Quyết định số 72/2015/NĐ-CP"),
        "quyet dinh so 72/2015/nd-cp"
    );
    assert_eq!(fold("ƯỚC MƠ Đẹp"), "uoc mo dep");
    assert_eq!(fold(""), "");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn words_are_numbered_as_they_are_keyed(text in "([a-zA-ZÀ-ỹđĐ\u{301}\u{302}&0-9ñж]{1,13}[ ,.;]{0,2}){0,12}") {
        let keyed = Keyed::of(&text);
        let numbered: Vec<_> = words(&text).collect();
        prop_assert_eq!(numbered.len(), keyed.words().len());
        for (index, word) in numbered.iter().enumerate() {
            prop_assert_eq!(&word.source, &keyed.words()[index].source);
            let first = text[word.source.clone()].chars().next();
            prop_assert_eq!(word.is_upper, first.is_some_and(char::is_uppercase));
            prop_assert_eq!(word.is_lower, first.is_some_and(char::is_lowercase));
            for (other, behind) in numbered.iter().enumerate() {
                prop_assert_eq!(word.key == behind.key, keyed.key(index) == keyed.key(other));
            }
        }
    }

    #[test]
    fn small_letters_and_folds_are_those_of_each_letter(text in "\\PC{0,40}|[A-Za-zÀ-ỹĐđ ]{0,40}") {
        let small = |ch: char| {
            let mut letters = ch.to_lowercase();
            let small = letters.next().filter(|small| small.len_utf8() == ch.len_utf8());
            small.filter(|_| letters.next().is_none()).unwrap_or(ch)
        };
        prop_assert_eq!(lower(&text), text.chars().map(small).collect::<String>());
        let mut folded = String::new();
        fold_onto(&mut folded, &text);
        prop_assert_eq!(fold(&text), folded);
    }


    #[test]
    fn folding_does_not_care_about_the_normal_form(
        text in "[ -\u{24f}\u{300}-\u{323}\u{1e00}-\u{1eff}]{0,40}"
    ) {
        let composed: String = text.nfc().collect();
        let decomposed: String = text.nfd().collect();
        prop_assert_eq!(fold(&composed), fold(&decomposed));
    }

    #[test]
    fn folding_twice_changes_nothing(text in "[a-zA-ZÀ-ỹ0-9 ,.;-]{0,40}") {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn the_key_of_a_key_is_itself(text in "\\PC{0,40}") {
        let key = match_key(View::of(&text).text());
        prop_assert_eq!(match_key(&key), key);
    }
}
