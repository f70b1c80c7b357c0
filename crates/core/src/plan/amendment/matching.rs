//! Which task became which: by the words they share, weighed by how rare each is in the two
//! documents; labels and neighbours only help.
//!
//! A pair is [`Sureness::Certain`] only when nothing else comes near on either side; everything
//! else that is more alike than not is a proposal. What a plan says in the same words in two
//! places is never certain unless its place says which is which.

use std::collections::HashMap;

use vietnamese::{key::match_key, syllable};

use crate::plan::draft::{Draft, Row, RowId};

/// Two tasks are the same one beyond doubt from this likeness on: below it, a task that was left
/// out and another that was added may speak in the same words ("bồi dưỡng kỹ năng số cho công
/// chức", "… cho giáo viên").
const ALIKE: f64 = 0.72;
/// With the same number in the document, from this on.
const ALIKE_IN_PLACE: f64 = 0.66;
/// How far the next best must stay behind a certain pair.
const CLEAR: f64 = 0.20;
/// Below this two tasks are not even proposed to be one.
const LEAST: f64 = 0.30;

/// How sure a pair is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sureness {
    /// Nothing else comes near.
    Certain,
    /// More alike than not: a person decides.
    Proposed,
}

/// A task of the plan and the task of the new document that it becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// In the plan.
    pub old: RowId,
    /// In the new document.
    pub new: RowId,
    /// How sure.
    pub sureness: Sureness,
    /// How alike their words are, in percent.
    pub likeness: u8,
}

/// Heading and text of a task.
pub(super) fn words_of(row: &Row) -> String {
    let parts = [&row.heading, &row.text].into_iter().flatten();
    parts
        .map(|it| it.value.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A task as a point in the space of its words: term → weight, of length 1.
struct Point {
    terms: HashMap<String, f64>,
    key: String,
    label: Option<String>,
}

/// The pairs, in the order of the new document.
pub(super) fn pairs(old: &Draft, new: &Draft) -> Vec<Match> {
    let rarity = rarity(old.rows.iter().chain(&new.rows));
    let points = |draft: &Draft| -> Vec<Point> {
        draft.rows.iter().map(|row| point(row, &rarity)).collect()
    };
    let (olds, news) = (points(old), points(new));
    let likeness: Vec<Vec<f64>> = olds
        .iter()
        .map(|old| news.iter().map(|new| alike(old, new)).collect())
        .collect();
    let mut free: Vec<(usize, usize)> = Vec::new();
    for (at_old, row) in likeness.iter().enumerate() {
        let near = row.iter().enumerate().filter(|(_, alike)| **alike >= LEAST);
        free.extend(near.map(|(at_new, _)| (at_old, at_new)));
    }
    let height = |&(o, n): &(usize, usize)| likeness[o][n] + bonus(&olds, &news, o, n);
    free.sort_by(|a, b| height(b).total_cmp(&height(a)).then(a.cmp(b)));
    let (mut old_taken, mut new_taken) = (vec![false; olds.len()], vec![false; news.len()]);
    let mut found = Vec::new();
    for (o, n) in free {
        if old_taken[o] || new_taken[n] {
            continue;
        }
        (old_taken[o], new_taken[n]) = (true, true);
        found.push((o, n));
    }
    found.sort_by_key(|&(_, n)| n);
    let is_match = |(o, n): (usize, usize)| Match {
        old: old.rows[o].id,
        new: new.rows[n].id,
        sureness: sureness(&likeness, &olds, &news, o, n),
        likeness: percent(likeness[o][n]),
    };
    found.into_iter().map(is_match).collect()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and 100"
)]
fn percent(likeness: f64) -> u8 {
    (likeness.clamp(0.0, 1.0) * 100.0).round() as u8
}

/// What the place adds where words alone do not decide: the same number, and as far along.
fn bonus(olds: &[Point], news: &[Point], o: usize, n: usize) -> f64 {
    let same_label = olds[o].label.is_some() && olds[o].label == news[n].label;
    let place = if same_label { 0.06 } else { 0.0 };
    let apart = (along(o, olds.len()) - along(n, news.len())).abs();
    place + 0.04 * (1.0 - apart)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "plans have thousands of tasks at most"
)]
fn along(at: usize, all: usize) -> f64 {
    at as f64 / all.max(1) as f64
}

fn sureness(likeness: &[Vec<f64>], olds: &[Point], news: &[Point], o: usize, n: usize) -> Sureness {
    let this = likeness[o][n];
    let rivals_in_new = (0..news.len())
        .filter(|&other| other != n)
        .map(|other| likeness[o][other]);
    let rivals_in_old = (0..olds.len())
        .filter(|&other| other != o)
        .map(|other| likeness[other][n]);
    let next = rivals_in_new.chain(rivals_in_old).fold(0.0, f64::max);
    let in_place = olds[o].label.is_some() && olds[o].label == news[n].label;
    let identical = !olds[o].key.is_empty() && olds[o].key == news[n].key;
    let alone = next < 0.999_999;
    let clear = this - next >= CLEAR;
    let certain = (identical && (alone || in_place))
        || (this >= ALIKE && clear)
        || (this >= ALIKE_IN_PLACE && in_place && clear);
    if certain {
        Sureness::Certain
    } else {
        Sureness::Proposed
    }
}

fn point(row: &Row, rarity: &HashMap<String, f64>) -> Point {
    let words = words_of(row);
    let mut terms: HashMap<String, f64> = HashMap::new();
    for term in syllable::terms(&words) {
        let weight = rarity.get(&term.text).copied().unwrap_or(0.0);
        *terms.entry(term.text).or_default() += weight;
    }
    let length = terms
        .values()
        .map(|weight| weight * weight)
        .sum::<f64>()
        .sqrt();
    if length > 0.0 {
        for weight in terms.values_mut() {
            *weight /= length;
        }
    }
    Point {
        terms,
        key: match_key(&words),
        label: row.label.clone(),
    }
}

fn alike(one: &Point, other: &Point) -> f64 {
    let (few, many) = if one.terms.len() <= other.terms.len() {
        (one, other)
    } else {
        (other, one)
    };
    few.terms
        .iter()
        .filter_map(|(term, weight)| many.terms.get(term).map(|there| weight * there))
        .sum()
}

/// How rare each word and each pair of neighbours is: a word that stands everywhere says nothing.
fn rarity<'a>(rows: impl Iterator<Item = &'a Row>) -> HashMap<String, f64> {
    let mut number = 0.0;
    let mut holds: HashMap<String, f64> = HashMap::new();
    for row in rows {
        number += 1.0;
        let mut terms: Vec<String> = syllable::terms(&words_of(row))
            .into_iter()
            .map(|term| term.text)
            .collect();
        terms.sort_unstable();
        terms.dedup();
        for term in terms {
            *holds.entry(term).or_default() += 1.0;
        }
    }
    for n in holds.values_mut() {
        *n = (1.0 + number / *n).ln();
    }
    holds
}
