//! Bytes that may be PDF give a text with a draft, or an error; never a panic, never no end.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reading::{file, plan};

fuzz_target!(|bytes: &[u8]| {
    let limits = file::Limits::default();
    // No helpers: nothing is started.
    let helpers = file::Helpers::none();
    if let Ok(source) = file::read(bytes, Some("file.pdf"), &limits, &helpers, &()) {
        plan::read(&source);
    }
});
