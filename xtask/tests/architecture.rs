//! The shape of the house: which room may use which, and that the map shows the rooms there are.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// What a crate may use of the workspace; nothing else.
const ARROWS: &[(&str, &[&str])] = &[
    (
        "dondoc",
        &["dondoc-core", "reading", "documents", "voice", "vietnamese"],
    ),
    ("dondoc-core", &["vietnamese"]),
    ("reading", &["vietnamese"]),
    ("documents", &["vietnamese"]),
    ("voice", &["vietnamese"]),
    ("vietnamese", &[]),
    ("xtask", &[]),
];

/// What a room must not know of, whatever it is called for.
const UNKNOWN_TO: &[(&str, &[&str])] = &[
    ("reading", &["sea-orm", "axum", "hyper"]),
    ("documents", &["sea-orm", "axum", "hyper"]),
    (
        "voice",
        &["sea-orm", "axum", "hyper", "ureq", "chrono", "tokio"],
    ),
    ("vietnamese", &["sea-orm", "axum", "hyper", "chrono"]),
    ("dondoc-core", &["axum", "hyper", "askama"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies in the root")
        .to_owned()
}

/// Every package of the workspace with what it depends on outside of tests.
fn packages() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(std::env::var_os("CARGO").expect("cargo runs the tests"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
            "--offline",
        ])
        .current_dir(root())
        .output()
        .expect("cargo metadata runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    let text = |value: &Value| value.as_str().expect("a name").to_owned();
    metadata["packages"]
        .as_array()
        .expect("packages")
        .iter()
        .map(|package| {
            let used = package["dependencies"]
                .as_array()
                .expect("dependencies")
                .iter();
            let used = used
                .filter(|used| used["kind"] != "dev")
                .map(|used| text(&used["name"]));
            (text(&package["name"]), used.collect())
        })
        .collect()
}

#[test]
fn a_crate_uses_only_what_the_arrows_allow() {
    let packages = packages();
    let drawn: BTreeSet<&str> = ARROWS.iter().map(|(name, _)| *name).collect();
    let there: BTreeSet<&str> = packages.keys().map(String::as_str).collect();
    assert_eq!(drawn, there, "every crate has its place in the drawing");
    for (name, allowed) in ARROWS {
        let used = packages[*name]
            .iter()
            .filter(|used| there.contains(used.as_str()));
        for used in used {
            assert!(
                allowed.contains(&used.as_str()),
                "{name} must not use {used}"
            );
        }
    }
}

#[test]
fn a_room_does_not_know_what_is_none_of_its_business() {
    let packages = packages();
    for (name, strangers) in UNKNOWN_TO {
        for stranger in *strangers {
            assert!(
                !packages[*name].contains(*stranger),
                "{name} must not know of {stranger}"
            );
        }
    }
}

/// Paths of the repository that a text names in backticks, such as `crates/core`.
fn named_paths(text: &str) -> BTreeSet<String> {
    text.split('`')
        .skip(1)
        .step_by(2)
        .map(|word| word.trim_end_matches('/'))
        .filter(|word| {
            ["crates/", "tests/", "docs/"]
                .iter()
                .any(|start| word.starts_with(start))
                && !word.contains(['*', '{', '<', ' ', '…'])
        })
        .map(str::to_owned)
        .collect()
}

/// The folders directly under `folder`.
fn folders(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.path().is_dir());
    folders
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}

#[test]
fn the_map_shows_the_rooms_there_are() {
    let root = root();
    let map = std::fs::read_to_string(root.join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    for path in named_paths(&map) {
        assert!(
            root.join(&path).exists(),
            "ARCHITECTURE.md names {path}, which does not exist"
        );
    }
    for room in folders(&root.join("crates")) {
        let named = map.contains(&format!("`{room}`")) || map.contains(&format!("`crates/{room}"));
        assert!(named, "ARCHITECTURE.md does not show the crate {room}");
        for part in folders(&root.join("crates").join(&room).join("src")) {
            let shown = [
                format!("`{part}`"),
                format!("`{part}/`"),
                format!("/{part}`"),
            ]
            .iter()
            .any(|word| map.contains(word));
            assert!(
                shown,
                "ARCHITECTURE.md does not show {part}/ of the crate {room}"
            );
        }
    }
}
