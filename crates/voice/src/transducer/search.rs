//! The search for the best words: greedy, and over several hypotheses at once (modified beam
//! search: at most one piece a frame).

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::BLANK;
use super::hotwords::{Hotwords, State};
use crate::net::NetError;

/// The piece for what a model has no piece for.
const UNKNOWN: u32 = 2;
/// How many pieces of a frame are looked at, for each hypothesis kept.
const WIDER: usize = 4;
/// A piece of a begun phrase is looked at unless it is less likely than this (logarithm).
const HOPELESS: f32 = -7.0;

/// A model that is asked step by step.
pub(crate) trait Steps {
    /// The two pieces before the first.
    fn start(&self) -> [i32; 2];
    /// What the pieces written so far predict.
    fn predict(&self, written: [i32; 2]) -> Result<Vec<f32>, NetError>;
    /// Scores of all pieces in a frame, a row for each prediction.
    fn join(&self, frame: &[f32], predicted: &[&[f32]]) -> Result<Vec<f32>, NetError>;
}

/// A reading of the clip.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Hypothesis {
    /// Its pieces.
    pub pieces: Vec<u32>,
    /// Logarithm of how likely the sound makes it.
    pub sound: f32,
    /// What phrases earned it.
    pub bonus: f32,
    state: State,
}

impl Hypothesis {
    fn empty() -> Self {
        Self {
            pieces: Vec::new(),
            sound: 0.0,
            bonus: 0.0,
            state: 0,
        }
    }

    /// Its score for each piece: long readings are not worse for being long.
    #[expect(clippy::cast_precision_loss, reason = "some hundred pieces")]
    pub fn score(&self) -> f32 {
        (self.sound + self.bonus) / (self.pieces.len() + 2) as f32
    }

    fn context(&self, start: [i32; 2]) -> [i32; 2] {
        match self.pieces.as_slice() {
            [] => start,
            [only] => [start[1], only.cast_signed()],
            [.., last, latest] => [last.cast_signed(), latest.cast_signed()],
        }
    }
}

/// The likeliest piece in each frame.
pub(crate) fn greedy<'f>(
    model: &impl Steps,
    frames: impl Iterator<Item = &'f [f32]>,
) -> Result<Hypothesis, NetError> {
    let mut found = Hypothesis::empty();
    let mut predicted = model.predict(model.start())?;
    for frame in frames {
        let scores = model.join(frame, &[&predicted])?;
        let Some(likeliest) = (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]))
        else {
            continue;
        };
        found.sound += scores[likeliest] - sum_of(&scores);
        let piece = u32::try_from(likeliest).unwrap_or(BLANK);
        if !matches!(piece, BLANK | UNKNOWN) {
            found.pieces.push(piece);
            predicted = model.predict(found.context(model.start()))?;
        }
    }
    Ok(found)
}

/// The best readings, `width` at most, the best first.
pub(crate) fn best<'f>(
    model: &impl Steps,
    frames: impl Iterator<Item = &'f [f32]>,
    width: usize,
    hotwords: &Hotwords,
) -> Result<Vec<Hypothesis>, NetError> {
    let start = model.start();
    let mut known: FxHashMap<[i32; 2], Vec<f32>> = FxHashMap::default();
    let mut kept = vec![Hypothesis::empty()];
    for frame in frames {
        for hypothesis in &kept {
            if let Entry::Vacant(place) = known.entry(hypothesis.context(start)) {
                let predicted = model.predict(*place.key())?;
                place.insert(predicted);
            }
        }
        let predicted: Vec<&[f32]> = kept
            .iter()
            .map(|it| known[&it.context(start)].as_slice())
            .collect();
        let scores = model.join(frame, &predicted)?;
        kept = one_frame_later(&kept, &scores, width, hotwords);
    }
    for hypothesis in &mut kept {
        hypothesis.bonus -= hotwords.unfinished(hypothesis.state);
    }
    kept.sort_by(|a, b| b.score().total_cmp(&a.score()));
    Ok(kept)
}

fn one_frame_later(
    kept: &[Hypothesis],
    scores: &[f32],
    width: usize,
    hotwords: &Hotwords,
) -> Vec<Hypothesis> {
    let pieces = scores.len() / kept.len().max(1);
    let mut next: FxHashMap<Vec<u32>, Hypothesis> = FxHashMap::default();
    for (hypothesis, row) in kept.iter().zip(scores.chunks_exact(pieces.max(1))) {
        let sum = sum_of(row);
        let mut looked_at = likeliest(row, width * WIDER);
        for piece in hotwords.wanted(hypothesis.state) {
            let likely = row
                .get(piece as usize)
                .is_some_and(|it| it - sum > HOPELESS);
            if likely && !looked_at.contains(&piece) {
                looked_at.push(piece);
            }
        }
        for piece in looked_at {
            let later = extended(hypothesis, piece, row[piece as usize] - sum, hotwords);
            // The same words by another way: both ways count.
            next.entry(later.pieces.clone())
                .and_modify(|same| same.sound = sum_of(&[same.sound, later.sound]))
                .or_insert(later);
        }
    }
    let mut next: Vec<Hypothesis> = next.into_values().collect();
    let total = |it: &Hypothesis| it.sound + it.bonus;
    next.sort_by(|a, b| {
        let by_score = total(b).total_cmp(&total(a));
        // The table has no order of its own; the answer must not depend on it.
        by_score.then_with(|| a.pieces.cmp(&b.pieces))
    });
    next.truncate(width);
    next
}

fn extended(from: &Hypothesis, piece: u32, likely: f32, hotwords: &Hotwords) -> Hypothesis {
    let mut later = from.clone();
    later.sound += likely;
    if !matches!(piece, BLANK | UNKNOWN) {
        let (state, earned) = hotwords.step(from.state, piece);
        later.state = state;
        later.bonus += earned;
        later.pieces.push(piece);
    }
    later
}

/// The likeliest pieces of a row, and the blank.
fn likeliest(row: &[f32], count: usize) -> Vec<u32> {
    let mut pieces: Vec<u32> = (0..row.len()).filter_map(|it| it.try_into().ok()).collect();
    if count < pieces.len() {
        let by_score = |a: &u32, b: &u32| row[*b as usize].total_cmp(&row[*a as usize]);
        pieces.select_nth_unstable_by(count, by_score);
        pieces.truncate(count);
    }
    if !pieces.contains(&BLANK) && !row.is_empty() {
        pieces.push(BLANK);
    }
    pieces
}

/// The logarithm of a sum of what is given as logarithms.
fn sum_of(logarithms: &[f32]) -> f32 {
    let most = logarithms.iter().copied().fold(f32::MIN, f32::max);
    let sum: f32 = logarithms.iter().map(|it| (it - most).exp()).sum();
    most + sum.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A model whose frames hold the likelihoods of the pieces 0 to 5 themselves.
    struct Table;

    impl Steps for Table {
        fn start(&self) -> [i32; 2] {
            [0, 0]
        }

        fn predict(&self, _: [i32; 2]) -> Result<Vec<f32>, NetError> {
            Ok(vec![0.0])
        }

        fn join(&self, frame: &[f32], predicted: &[&[f32]]) -> Result<Vec<f32>, NetError> {
            let row: Vec<f32> = frame.iter().map(|it| it.max(1e-6).ln()).collect();
            Ok(row.repeat(predicted.len()))
        }
    }

    fn readings(frames: &[[f32; 6]], hotwords: &Hotwords) -> Vec<Vec<u32>> {
        let frames = frames.iter().map(<[f32; 6]>::as_slice);
        let found = best(&Table, frames, 4, hotwords).unwrap();
        found.into_iter().map(|it| it.pieces).collect()
    }

    const CLEAR: [[f32; 6]; 3] = [
        [0.1, 0.0, 0.0, 0.9, 0.0, 0.0],
        [0.9, 0.0, 0.0, 0.1, 0.0, 0.0],
        [0.1, 0.0, 0.0, 0.0, 0.8, 0.1],
    ];

    #[test]
    fn clear_sound_is_read_the_same_both_ways() {
        assert_eq!(readings(&CLEAR, &Hotwords::none())[0], [3, 4]);
        let frames = CLEAR.iter().map(<[f32; 6]>::as_slice);
        assert_eq!(greedy(&Table, frames).unwrap().pieces, [3, 4]);
    }

    #[test]
    fn ways_to_the_same_words_are_added_up() {
        // Blank is likelier than 3 in each frame, but 3 in one of the two is likelier than never.
        let frames = [[0.55, 0.0, 0.0, 0.45, 0.0, 0.0]; 2];
        assert_eq!(readings(&frames, &Hotwords::none())[0], [3]);
        let frames = frames.iter().map(<[f32; 6]>::as_slice);
        assert_eq!(greedy(&Table, frames).unwrap().pieces, [0_u32; 0]);
    }

    #[test]
    fn a_known_phrase_wins_where_the_sound_leaves_it_open() {
        let mut open = CLEAR;
        open[2] = [0.0, 0.0, 0.0, 0.0, 0.6, 0.4];
        assert_eq!(readings(&open, &Hotwords::none())[0], [3, 4]);
        assert_eq!(readings(&open, &Hotwords::new([vec![3, 5]]))[0], [3, 5]);
        // Where it is clear, it stays as it was said.
        let clear = [
            [0.0, 0.0, 0.0, 1.0, 0.0, 0.0],
            [0.0, 0.0, 0.0, 0.0, 1.0, 0.0],
        ];
        assert_eq!(readings(&clear, &Hotwords::new([vec![3, 5]]))[0], [3, 4]);
    }

    #[test]
    fn nothing_heard_is_nothing_read() {
        assert_eq!(readings(&[], &Hotwords::none()), [[0_u32; 0]]);
    }
}
