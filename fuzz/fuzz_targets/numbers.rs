//! Numbers of documents and citations: places lie in the text, one spelling reads as itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reading::grammar::{citation, number};

fuzz_target!(|text: &str| {
    for (place, found) in number::find(text) {
        assert!(text.get(place).is_some());
        if let Some(again) = number::parse_field(&found.canonical) {
            assert_eq!(again.canonical, found.canonical);
        }
    }
    number::parse_field(text);
    for found in citation::find(text) {
        assert!(text.get(found.span).is_some());
    }
});
