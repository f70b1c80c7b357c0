//! `split` against the actors of the gold plans.
//!
//! The values are cut out of the real documents by the gold's own order: the words from the first
//! name of a list to the last. What is measured is the splitting alone, not the finding.

#![expect(
    clippy::unwrap_used,
    reason = "a test may stop where a file is not as it should be"
)]

mod shared;

use std::collections::BTreeSet;

use reading::grammar::agency::split;
use serde_json::Value;
use vietnamese::View;
use vietnamese::key::{Keyed, match_key};

/// Most words that may stand between two names of a list: a joiner, a shared head, a bracket.
const GAP: usize = 4;

struct Score {
    hits: usize,
    gold: usize,
    found: usize,
    lost: Vec<String>,
    wrong: Vec<String>,
}

#[test]
fn actors_are_split_like_the_gold() {
    let Some(folder) = shared::path("bench/gold") else {
        return;
    };
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    let mut score = Score {
        hits: 0,
        gold: 0,
        found: 0,
        lost: Vec::new(),
        wrong: Vec::new(),
    };
    for file in files {
        let gold: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        let doc = gold["doc"].as_str().unwrap();
        measure(
            doc,
            &document(doc),
            gold["tasks"].as_array().unwrap(),
            &mut score,
        );
    }
    let f1 = 2.0 * ratio(score.hits) / (ratio(score.gold) + ratio(score.found));
    println!(
        "actors: F1 {f1:.4} ({} right of {} gold, {} found); {} lists not cut out",
        score.hits,
        score.gold,
        score.found,
        score.lost.len()
    );
    for line in score.wrong.iter().chain(&score.lost) {
        println!("{line}");
    }
    assert!(
        score.lost.len() <= 8,
        "too few of the gold's lists were found in the documents"
    );
    assert!(f1 >= 0.97, "F1 {f1:.4}");
}

fn ratio(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap())
}

fn measure(doc: &str, text: &str, tasks: &[Value], score: &mut Score) {
    let view = View::flowing(text);
    let words = Keyed::of(view.text());
    let mut seen = BTreeSet::new();
    for task in tasks {
        for role in ["lead", "coordinate"] {
            let names: Vec<&str> = task[role]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(Value::as_str)
                .collect();
            if names.is_empty() || !seen.insert(names.clone()) {
                continue;
            }
            let Some(value) = cut(view.text(), &words, &names) else {
                score
                    .lost
                    .push(format!("not cut out: {doc} {} {names:?}", task["label"]));
                continue;
            };
            compare(doc, value, &names, score);
        }
    }
}

fn compare(doc: &str, value: &str, names: &[&str], score: &mut Score) {
    let want: Vec<String> = names.iter().map(|name| match_key(name)).collect();
    let mut got: Vec<String> = split(value)
        .iter()
        .map(|actor| match_key(&actor.name))
        .collect();
    score.gold += want.len();
    score.found += got.len();
    let whole = got == want;
    for name in &want {
        if let Some(at) = got.iter().position(|other| other == name) {
            got.remove(at);
            score.hits += 1;
        }
    }
    if !whole {
        let found: Vec<_> = split(value).into_iter().map(|actor| actor.name).collect();
        score.wrong.push(format!(
            "{doc}: {value:?}\n  want {names:?}\n  got  {found:?}"
        ));
    }
}

/// The shortest piece of the text that holds the names in order.
fn cut<'t>(text: &'t str, words: &Keyed, names: &[&str]) -> Option<&'t str> {
    let keys: Vec<Keyed> = names.iter().map(|name| Keyed::of(name)).collect();
    let mut best: Option<(usize, usize)> = None;
    for start in 0..words.words().len() {
        if let Some(end) = list_at(words, start, &keys)
            && best.is_none_or(|(from, to)| end - start < to - from)
        {
            best = Some((start, end));
        }
    }
    let (start, end) = best?;
    Some(&text[words.words()[start].source.start..words.words()[end - 1].source.end])
}

fn list_at(words: &Keyed, start: usize, names: &[Keyed]) -> Option<usize> {
    let mut end = name_at(words, start, &names[0])?;
    for name in &names[1..] {
        let whole = (end..=end + GAP).find_map(|at| name_at(words, at, name));
        end = whole.or_else(|| (end..=end + 1).find_map(|at| headless_at(words, at, name)))?;
    }
    Some(end)
}

fn name_at(words: &Keyed, at: usize, name: &Keyed) -> Option<usize> {
    let len = name.words().len();
    (0..len)
        .all(|offset| words.key(at + offset) == name.key(offset))
        .then_some(at + len)
}

/// The name without its first word, which it shares with the name before it.
fn headless_at(words: &Keyed, at: usize, name: &Keyed) -> Option<usize> {
    let len = name.words().len() - 1;
    (0..len)
        .all(|offset| words.key(at + offset) == name.key(offset + 1))
        .then_some(at + len)
        .filter(|_| len > 0)
}

fn document(doc: &str) -> String {
    let folder = shared::path("bench/docs").unwrap();
    let file = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .find(|path| path.file_stem().is_some_and(|stem| stem == doc))
        .unwrap();
    let bytes = std::fs::read(&file).unwrap();
    if file.extension().is_some_and(|extension| extension == "htm") {
        return without_tags(&encoding_rs::WINDOWS_1252.decode(&bytes).0);
    }
    String::from_utf8(bytes).unwrap().replace('*', "")
}

/// The words of a Word "web page", good enough to look names up in: tags gone, numbered
/// characters decoded.
fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    for piece in html.split('<') {
        text.push_str(piece.split_once('>').map_or("", |(_, words)| words));
    }
    let mut decoded = String::with_capacity(text.len());
    let mut pieces = text.split("&#");
    decoded.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let (code, rest) = piece.split_once(';').unwrap_or(("", piece));
        decoded.extend(code.parse().ok().and_then(char::from_u32));
        decoded.push_str(rest);
    }
    decoded.replace("&nbsp;", " ").replace("&amp;", "&")
}
