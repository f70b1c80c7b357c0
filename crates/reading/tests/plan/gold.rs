//! The plans with gold: the same figures as the scorer, held at a floor.

use serde_json::Value;

use crate::{documents, shared};
use reading::plan;

#[derive(Debug, Default, Clone, Copy)]
struct Figures {
    gold: usize,
    found: usize,
    hit: usize,
    lead: usize,
    coordinate: usize,
    due: usize,
    rows: usize,
}

#[test]
fn the_gold_plans_are_read_at_their_floor() {
    let Some(folder) = shared::path("bench/gold") else {
        return;
    };
    let mut all = Figures::default();
    for (name, source) in documents::all() {
        let Ok(text) = std::fs::read_to_string(folder.join(format!("{name}.json"))) else {
            continue;
        };
        let gold: Value = serde_json::from_str(&text).unwrap();
        let view = plan::json::value(&plan::read(&source));
        let figures = score(
            gold["tasks"].as_array().unwrap(),
            view["tasks"].as_array().unwrap(),
        );
        println!("{name}: {figures:?}");
        all.gold += figures.gold;
        all.found += figures.found;
        all.hit += figures.hit;
        all.lead += figures.lead;
        all.coordinate += figures.coordinate;
        all.due += figures.due;
        all.rows += figures.rows;
    }
    println!("all: {all:?}");
    let share = |part: usize, whole: usize| part * 1000 / whole.max(1);
    assert!(share(all.hit, all.gold) >= 960, "tasks found");
    assert!(share(all.hit, all.found) >= 960, "tasks not invented");
    assert!(share(all.lead, all.hit) >= 970, "leads");
    assert!(share(all.coordinate, all.hit) >= 950, "coordinators");
    assert!(share(all.due, all.hit) >= 970, "deadlines");
    assert!(share(all.rows, all.gold) >= 900, "whole rows");
}

fn score(gold: &[Value], found: &[Value]) -> Figures {
    let mut figures = Figures {
        gold: gold.len(),
        found: found.len(),
        ..Figures::default()
    };
    for (gold, found) in align(gold, found) {
        let lead = actors(&gold["lead"]) == actors(&found["lead"]);
        let coordinate = actors(&gold["coordinate"]) == actors(&found["coordinate"]);
        let due = due(&gold["deadline"]) == due(&found["deadline"]);
        figures.hit += 1;
        figures.lead += usize::from(lead);
        figures.coordinate += usize::from(coordinate);
        figures.due += usize::from(due);
        figures.rows += usize::from(lead && coordinate && due);
    }
    figures
}

/// Pairs in document order: the heaviest common subsequence.
fn align<'a>(gold: &'a [Value], found: &'a [Value]) -> Vec<(&'a Value, &'a Value)> {
    let weight: Vec<Vec<u32>> = gold
        .iter()
        .map(|gold| found.iter().map(|found| fits(gold, found)).collect())
        .collect();
    let mut best = vec![vec![0_u32; found.len() + 1]; gold.len() + 1];
    for i in (0..gold.len()).rev() {
        for j in (0..found.len()).rev() {
            let pair = if weight[i][j] > 0 {
                best[i + 1][j + 1] + weight[i][j]
            } else {
                0
            };
            best[i][j] = best[i + 1][j].max(best[i][j + 1]).max(pair);
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < gold.len() && j < found.len() {
        if weight[i][j] > 0 && best[i][j] == best[i + 1][j + 1] + weight[i][j] {
            pairs.push((&gold[i], &found[j]));
            (i, j) = (i + 1, j + 1);
        } else if best[i][j] == best[i + 1][j] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

fn fits(gold: &Value, found: &Value) -> u32 {
    let quote = norm(gold["quote"].as_str().unwrap());
    let quote = quote.split(' ').take(8).collect::<Vec<_>>().join(" ");
    let (heading, text) = (
        norm(found["heading"].as_str().unwrap_or("")),
        norm(found["text"].as_str().unwrap_or("")),
    );
    let both = format!("{heading} {text}");
    let at = [text.as_str(), heading.as_str(), both.trim()]
        .into_iter()
        .find_map(|body| {
            body.find(&quote)
                .map(|at| body[..at].chars().count())
                .filter(|&at| at <= 160)
        });
    let Some(at) = at else { return 0 };
    let base = if at == 0 { 12 } else { 8 };
    base + 2 * u32::from(actors(&gold["lead"]) == actors(&found["lead"]))
        + u32::from(gold["label"] == found["label"])
}

/// Lower case, one spelling of spaces, dashes and quotes.
fn norm(text: &str) -> String {
    let text = vietnamese::View::of(text).text().to_lowercase();
    let plain: String = text
        .chars()
        .filter(|ch| !matches!(ch, '*' | '_' | '“' | '”' | '"' | '\'' | '‘' | '’'))
        .collect();
    let words = plain
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace(" - ", "-")
        .replace(" -", "-")
        .replace("- ", "-");
    words.trim_matches([' ', '.', ';', ',', ':']).to_owned()
}

fn actors(names: &Value) -> Vec<String> {
    let mut names: Vec<String> = names
        .as_array()
        .into_iter()
        .flatten()
        .map(|actor| name(actor["name"].as_str().or(actor.as_str()).unwrap()))
        .collect();
    names.sort();
    names.dedup();
    names
}

fn name(text: &str) -> String {
    let key = vietnamese::key::match_key(text);
    let key = key.replace("uy ban nhân dân", "ubnd");
    let mut key = key.trim();
    for tail in [" va", " tinh", " thanh phô"] {
        key = key.strip_suffix(tail).unwrap_or(key);
    }
    key.to_owned()
}

fn due(deadline: &Value) -> (String, Option<String>) {
    let Some(kind) = deadline["kind"].as_str() else {
        return ("none".to_owned(), None);
    };
    match deadline["due"].as_str() {
        Some(due) if matches!(kind, "date" | "period") => {
            ("dated".to_owned(), Some(due.to_owned()))
        }
        _ => (kind.to_owned(), None),
    }
}
