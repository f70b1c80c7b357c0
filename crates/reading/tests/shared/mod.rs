//! The real plans and their gold, which live beside the repository and are not part of it.
#![allow(dead_code, reason = "each test file uses its part")]

use std::fs;
use std::path::PathBuf;

/// Path of a shared file; `None`, with a line that says so, where the files are not at hand.
pub fn path(name: &str) -> Option<PathBuf> {
    let root = std::env::var_os("DONDOC_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let path = root.join(name);
    if !path.exists() {
        eprintln!(
            "skipped: {} is not at hand; set DONDOC_SHARED",
            path.display()
        );
        return None;
    }
    Some(path)
}

/// Text of a shared file.
pub fn text(name: &str) -> Option<String> {
    path(name).map(|path| fs::read_to_string(path).expect("shared file is UTF-8"))
}

/// A shared JSON file.
pub fn json(name: &str) -> Option<serde_json::Value> {
    text(name).map(|text| serde_json::from_str(&text).expect("shared file is JSON"))
}

/// Whether every key of `want` is equal in `got`; lists must have the same length.
pub fn is_subset(want: &serde_json::Value, got: &serde_json::Value) -> bool {
    use serde_json::Value::{Array, Object};
    match (want, got) {
        (Object(want), Object(got)) => want
            .iter()
            .all(|(key, value)| got.get(key).is_some_and(|other| is_subset(value, other))),
        (Array(want), Array(got)) => {
            want.len() == got.len() && want.iter().zip(got).all(|(want, got)| is_subset(want, got))
        }
        _ => want == got,
    }
}
