//! Any text, plain or Markdown, gives a draft whose every quote is true.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reading::{file, plan};

fuzz_target!(|text: &str| {
    for source in [
        file::text::read(text.to_owned()),
        file::markdown::read(text.to_owned()),
    ] {
        let draft = plan::read(&source);
        for node in &draft.outline {
            for quote in node.heading.iter().chain(&node.text) {
                assert_eq!(quote.span.of(&source.text), quote.text);
            }
        }
        for task in &draft.tasks {
            for actor in task.lead.iter().chain(&task.coordinate) {
                assert_eq!(actor.quote.span.of(&source.text), actor.quote.text);
            }
        }
        for citation in &draft.citations {
            assert_eq!(citation.quote.span.of(&source.text), citation.quote.text);
        }
        plan::json::write(&draft);
    }
});
