//! Numbers of documents: the shared table, and the language of the grammar enumerated.

mod shared;

use proptest::prelude::*;
use reading::grammar::number::{DocNumber, Flag, Form, find, parse_field, type_name};
use serde_json::{Value, json};
use vietnamese::View;

#[test]
fn the_shared_numbers_parse() {
    let Some(tests) = shared::json("bench/grammar-tests.json") else {
        return;
    };
    let mut wrong = Vec::new();
    let mut count = 0;
    for case in tests["document_numbers"]["positive"].as_array().unwrap() {
        count += 1;
        let text = case["in"].as_str().unwrap();
        let got = parse_field(View::of(text).text()).map_or(Value::Null, |number| as_json(&number));
        if !shared::is_subset(&case["expect"], &got) {
            wrong.push(format!("{text}\n  want {}\n  got  {got}", case["expect"]));
        }
    }
    for case in tests["document_numbers"]["negative"].as_array().unwrap() {
        count += 1;
        let text = case["in"].as_str().unwrap();
        if let Some(number) = parse_field(View::of(text).text()) {
            wrong.push(format!("{text} is none: {}\n  got {number:?}", case["why"]));
        }
    }
    assert_eq!(count, 112);
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn as_json(number: &DocNumber) -> Value {
    let form = match number.form {
        Form::Normative => "qppl",
        Form::Named => "named",
        Form::Letter => "cong_van",
        Form::Assembly => "na",
        Form::Party => "party",
    };
    let flags: Vec<_> = number
        .flags
        .iter()
        .filter(|flag| **flag != Flag::Draft)
        .map(|flag| flag_name(*flag))
        .collect();
    json!({
        "form": form, "serial": number.serial, "suffix": number.suffix, "canonical": number.canonical,
        "type": number.kind, "issuers": number.issuers, "unit": number.unit, "year": number.year,
        "session": number.session, "flags": flags, "draft": number.flags.contains(&Flag::Draft),
    })
}

fn flag_name(flag: Flag) -> &'static str {
    match flag {
        Flag::DotSeparator => "dot-separator",
        Flag::SlashSeparator => "slash-separator",
        Flag::AsciiD => "ascii-d",
        Flag::SingleGroup => "single-group",
        Flag::UnitIsTypeCode => "unit-is-type-code",
        Flag::Draft => "draft",
    }
}

/// Every class of number, written out: serial, suffix, year, symbol.
fn language() -> impl Iterator<Item = String> {
    let serials = ["1", "05", "267", "13222", "999999", "30a", "7đ", "12bis"];
    let years = ["", "1945/", "2015/", "2100/"];
    let symbols = [
        "KH-UBND",
        "QĐ-TTg",
        "NĐ-CP",
        "TT-BTTTT",
        "QyĐ-SNV",
        "CTr-UBND",
        "TTr-SKHĐT",
        "TTLT-BTC-BNV",
        "QĐ-UBND-HC",
        "BTTTT-TTĐN",
        "UBND-KH",
        "SGD&ĐT-VP",
        "QH13",
        "UBTVQH14",
        "L-CTN",
        "CP",
        "VPCP",
        "5KH",
        "KH",
        "HS",
        "kh-ubnd",
    ];
    serials.into_iter().flat_map(move |serial| {
        years.into_iter().flat_map(move |year| {
            symbols
                .into_iter()
                .map(move |symbol| format!("{serial}/{year}{symbol}"))
        })
    })
}

#[test]
fn the_canonical_form_reads_as_the_same_number() {
    let mut read = 0;
    for text in language() {
        if let Some(number) = parse_field(&text) {
            read += 1;
            let again = parse_field(&number.canonical)
                .unwrap_or_else(|| panic!("{text} -> {}", number.canonical));
            assert_eq!(
                (&again.canonical, again.form, again.serial),
                (&number.canonical, number.form, number.serial)
            );
        }
    }
    assert!(read > 300, "{read} of the language are numbers");
}

#[test]
fn prose_and_field_agree_on_every_number_of_the_language() {
    for text in language() {
        let field = parse_field(&text);
        let prose = format!("theo văn bản số {text}, ngày 01/02/2023");
        let found = find(&prose);
        assert_eq!(
            found.first().map(|(_, number)| number),
            field.as_ref(),
            "{text}"
        );
        if let Some((place, _)) = found.first() {
            assert_eq!(&prose[place.clone()], text);
        }
    }
}

/// The slow second matcher: tries every byte as a start and takes the longest field.
fn naive(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found: Vec<std::ops::Range<usize>> = Vec::new();
    let stops: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    for &start in &stops {
        let joined = text[..start]
            .chars()
            .next_back()
            .is_some_and(|ch| ch.is_alphanumeric() || "/.,-_".contains(ch));
        if joined
            || !text[start..].starts_with(|ch: char| ch.is_ascii_digit())
            || found.last().is_some_and(|last| start < last.end)
        {
            continue;
        }
        let ends = stops.iter().rev().copied().filter(|&end| end > start);
        let longest = ends
            .filter(|&end| !text[start..end].contains(' '))
            .find(|&end| {
                let mut after = text[end..].chars();
                let goes_on = match after.next() {
                    Some('-') => after.next().is_some_and(char::is_uppercase),
                    Some(ch) => ch == '/' || ch == '_' || ch.is_alphanumeric(),
                    None => false,
                };
                !goes_on && parse_field(&text[start..end]).is_some()
            });
        found.extend(longest.map(|end| start..end));
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn two_matchers_agree(pieces in prop::collection::vec("[0-9]{1,4}(/2015)?/(KH|QĐ|NĐ|UBND)(-UBND|-CP)?|[0-9]{1,3}-(KL|KH)/TW|[0-9/ ,.]{1,4}|(và|số|Số) ", 0..8)) {
        let text = pieces.join(" ");
        let fast: Vec<_> = find(&text).into_iter().map(|(place, _)| place).collect();
        prop_assert_eq!(fast, naive(&text), "{}", text);
    }

    #[test]
    fn nothing_panics(text in "\\PC{0,80}|[0-9/.\\-A-ZĐđ ]{0,60}") {
        parse_field(&text);
        for (place, number) in find(&text) {
            prop_assert!(!number.canonical.is_empty());
            prop_assert!(text.is_char_boundary(place.start) && text.is_char_boundary(place.end));
        }
    }
}

#[test]
fn types_have_names() {
    assert_eq!(type_name("KH"), Some("Kế hoạch"));
    assert_eq!(type_name("XX"), None);
}

#[test]
fn a_sentence_end_is_no_separator() {
    let text = "theo Quyết định số 15/QĐ-UBND. UBND tỉnh giao; 27/NQ- TW, 75/KH- UBND";
    let found: Vec<_> = find(text)
        .into_iter()
        .map(|(_, number)| number.canonical)
        .collect();
    assert_eq!(found, ["15/QĐ-UBND", "27/NQ-TW", "75/KH-UBND"]);
}
