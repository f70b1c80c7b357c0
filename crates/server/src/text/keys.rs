//! Both languages have the same keys with the same placeholders, every key used exists, and none
//! is unused.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fluent_bundle::FluentResource;
use regex::Regex;

use super::{Lang, message_ids, sources};

/// Keys that code puts together from a name; each family has its own test for completeness.
const FAMILIES: [&str; 2] = ["cli-", "finding-"];

fn messages(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let placeholder = Regex::new(r"\{\s*\$([a-z_]+)").expect("a valid pattern");
    let mut found = BTreeMap::new();
    for source in sources(lang) {
        let mut id = String::new();
        for line in source.lines() {
            if let Some(next) = message_ids(line).next() {
                next.clone_into(&mut id);
                let before = found.insert(id.clone(), BTreeSet::new());
                assert!(before.is_none(), "{} says {id} twice", lang.tag());
            }
            let names = placeholder.captures_iter(line).map(|c| c[1].to_owned());
            found.entry(id.clone()).or_default().extend(names);
        }
    }
    found.remove("");
    found
}

/// The text of every source file and template of this crate.
fn code() -> String {
    fn collect(folder: &Path, into: &mut String) {
        for entry in std::fs::read_dir(folder).expect("a folder of this crate") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                collect(&path, into);
            } else if path.extension().is_some_and(|e| e == "rs" || e == "html") {
                into.push_str(&std::fs::read_to_string(&path).expect("a text file"));
            }
        }
    }
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut text = String::new();
    collect(&crate_folder.join("src"), &mut text);
    collect(&crate_folder.join("templates"), &mut text);
    text
}

#[test]
fn every_file_parses() {
    for source in Lang::ALL.into_iter().flat_map(sources) {
        if let Err((_, errors)) = FluentResource::try_new(source.clone()) {
            panic!("{errors:?} in\n{source}");
        }
    }
}

#[test]
fn both_languages_say_the_same() {
    let (vi, en) = (messages(Lang::Vi), messages(Lang::En));
    assert!(!vi.is_empty());
    for (key, placeholders) in &vi {
        assert_eq!(Some(placeholders), en.get(key), "vi and en differ in {key}");
    }
    for key in en.keys() {
        assert!(vi.contains_key(key), "vi lacks {key}");
    }
}

#[test]
fn every_key_used_exists() {
    let known = messages(Lang::Vi);
    let call = Regex::new(r#"(?:[^a-z]t\s*\.(?:get|with|one|two)\(|key!\()\s*"([a-z0-9-]+)""#)
        .expect("a valid pattern");
    let code = code();
    let missing: BTreeSet<&str> = call
        .captures_iter(&code)
        .map(|c| c.get(1).expect("the group takes part").as_str())
        .filter(|key| key.contains('-') && !known.contains_key(*key))
        .collect();
    assert!(missing.is_empty(), "no text for {missing:?}");
}

#[test]
fn no_key_is_unused() {
    let literal = Regex::new(r#""([a-z0-9-]+)""#).expect("a valid pattern");
    let code = code();
    let used: BTreeSet<&str> = literal
        .captures_iter(&code)
        .map(|c| c.get(1).expect("the group takes part").as_str())
        .collect();
    let known = messages(Lang::Vi);
    let unused: Vec<&String> = known
        .keys()
        .filter(|key| !FAMILIES.iter().any(|family| key.starts_with(family)))
        .filter(|key| !used.contains(key.as_str()))
        .collect();
    assert!(unused.is_empty(), "used nowhere: {unused:?}");
}

#[test]
fn every_finding_of_the_reader_says_what_it_is_and_what_to_do() {
    let known = messages(Lang::Vi);
    for code in reading::plan::finding_codes() {
        let key = format!("finding-{}", code.replace(['.', '_'], "-"));
        assert!(known.contains_key(&key), "no text for {code}");
        assert!(
            known.contains_key(&format!("{key}-next")),
            "no advice for {code}"
        );
    }
}
