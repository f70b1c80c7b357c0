//! The display form, and the way back to the source.

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;
use vietnamese::View;

#[test]
fn a_text_in_display_form_is_borrowed() {
    for text in [
        "",
        "Kế hoạch số 267/KH-UBND",
        "Ủy ban “nhân dân” … •\n- dòng",
        "Hoà, hòa",
    ] {
        let view = View::of(text);
        assert!(view.is_source(), "{text}");
        assert_eq!(view.text(), text);
    }
}

#[test]
fn one_spelling_for_each_look() {
    for (source, shown) in [
        ("Kế hoạch", "Kế hoạch"),
        ("Kế hoạch", "Kế hoạch"),
        ("Ðiều 1 – 2—3", "Điều 1 - 2-3"),
        ("267\u{a0}/\u{a0}KH‑UBND", "267 / KH-UBND"),
        ("Số:    \t5", "Số: 5"),
        ("bảo\u{200b} đảm\u{ad}", "bảo đảm"),
        ("\u{feff}Số", "Số"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("D\u{300}", "D\u{300}"),
    ] {
        assert_eq!(View::of(source).text(), shown, "{source:?}");
    }
}

#[test]
fn a_wrapped_paragraph_flows() {
    let source = "**Sở Nội\nvụ** chủ  trì\r\nviệc";
    let view = View::flowing(source);
    assert_eq!(view.text(), "Sở Nội vụ chủ trì việc");
    let place = view
        .text()
        .find("Nội vụ")
        .map(|at| at..at + "Nội vụ".len())
        .expect("it is there");
    assert_eq!(&source[view.source_span(place)], "Nội\nvụ");
}

#[test]
fn a_respelled_piece_maps_as_a_whole() {
    let source = "số 5/QÐ–UBND của Huê\u{301}";
    let view = View::of(source);
    assert_eq!(view.text(), "số 5/QĐ-UBND của Huế");
    let at = view.text().find("QĐ-UBND").expect("it is there");
    assert_eq!(
        &source[view.source_span(at..at + "QĐ-UBND".len())],
        "QÐ–UBND"
    );
    let at = view.text().find("Huế").expect("it is there");
    assert_eq!(
        &source[view.source_span(at..view.text().len())],
        "Huê\u{301}"
    );
}

fn texts() -> impl Strategy<Value = String> {
    "[a-zA-ZÀ-ỹ0-9 \u{a0}\u{200b}\u{300}\u{301}\u{323}\u{302}Ðð–\u{2011}\r\n\t*_/.,-]{0,40}|\\PC{0,30}"
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_view_of_a_view_is_itself(text in texts()) {
        for view in [View::of(&text), View::flowing(&text)] {
            let again = View::of(view.text());
            prop_assert_eq!(again.text(), view.text());
        }
    }

    #[test]
    fn normal_forms_look_the_same(text in "[a-zA-ZÀ-ỹ0-9 ,.–-]{0,40}") {
        let (composed, decomposed): (String, String) = (text.nfc().collect(), text.nfd().collect());
        let (one, other) = (View::of(&composed), View::of(&decomposed));
        prop_assert_eq!(one.text(), other.text());
    }

    #[test]
    fn every_piece_of_a_view_leads_back(text in texts()) {
        let view = View::of(&text);
        let mut last = 0;
        for (at, ch) in view.text().char_indices() {
            let place = view.source_span(at..at + ch.len_utf8());
            prop_assert!(text.get(place.clone()).is_some(), "{place:?} of {text:?}");
            prop_assert!(last <= place.end);
            last = place.end;
            prop_assert!(View::of(&text[place]).text().contains(ch));
        }
    }
}
