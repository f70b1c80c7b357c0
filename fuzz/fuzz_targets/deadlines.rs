//! Deadlines, markers and labels: places lie in the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reading::grammar::deadline::{self, DateContext};
use reading::grammar::{label, marker};

fuzz_target!(|text: &str| {
    let context = DateContext {
        issue_date: None,
        plan_year: Some(2025),
    };
    deadline::parse(text, &context);
    for (place, _) in deadline::find_in(text, &context) {
        assert!(text.get(place).is_some());
    }
    for (place, _) in deadline::faults(text) {
        assert!(text.get(place).is_some());
    }
    if let Some(found) = marker::parse(text) {
        assert!(text.get(found.body..).is_some());
    }
    if let Some(found) = label::parse(text) {
        assert!(text.get(found.value..).is_some());
    }
    label::column(text);
});
