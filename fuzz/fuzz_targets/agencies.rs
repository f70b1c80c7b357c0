//! Lists of agencies: places lie in the text, no letter of a list is lost.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reading::grammar::{agency, authority};

fuzz_target!(|text: &str| {
    for actor in agency::split(text) {
        assert!(text.get(actor.range).is_some());
        agency::official::form(&actor.name);
    }
    let (actors, end) = agency::leading(text);
    assert!(text.get(..end).is_some());
    for actor in actors {
        assert!(actor.range.end <= end);
    }
    authority::parse(text);
});
