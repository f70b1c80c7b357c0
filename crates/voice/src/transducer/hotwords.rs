//! Phrases that the caller knows (names of units, titles) and that are believed more readily.
//!
//! An automaton over pieces (Aho and Corasick): each piece that continues a phrase earns a bonus;
//! when the phrase is not finished, what was earned is given back; what was earned by a finished
//! phrase stays.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

/// What each piece of a phrase earns. With 2 nothing changes, with 4 words are inserted that
/// nobody said (measured by others on short spoken commands).
const BONUS: f32 = 3.0;

/// The phrases, ready for the search.
#[derive(Debug, Clone)]
pub(crate) struct Hotwords {
    nodes: Vec<Node>,
}

#[derive(Debug, Clone, Default)]
struct Node {
    next: FxHashMap<u32, usize>,
    /// The longest other beginning that this one ends with.
    fallback: usize,
    /// Pieces on the way here,
    depth: u16,
    /// and since the last phrase that ended on it.
    pending: u16,
    ends: bool,
}

/// How far a hypothesis is in some phrase.
pub(crate) type State = usize;

impl Hotwords {
    /// Without a phrase.
    pub fn none() -> Self {
        Self::new(std::iter::empty())
    }

    /// From phrases in pieces; those of a single piece are left out, they would win everywhere.
    pub fn new(phrases: impl IntoIterator<Item = Vec<u32>>) -> Self {
        let mut nodes = vec![Node::default()];
        for phrase in phrases.into_iter().filter(|phrase| phrase.len() > 1) {
            let mut at = 0;
            for piece in phrase {
                let known = nodes[at].next.get(&piece).copied();
                at = known.unwrap_or_else(|| {
                    nodes.push(Node::default());
                    let new = nodes.len() - 1;
                    nodes[at].next.insert(piece, new);
                    new
                });
            }
            nodes[at].ends = true;
        }
        let mut hotwords = Self { nodes };
        hotwords.link();
        hotwords
    }

    /// Sets what a node falls back to and what is pending in it, nearest the root first.
    fn link(&mut self) {
        let mut waiting = VecDeque::from([0]);
        while let Some(at) = waiting.pop_front() {
            let children: Vec<(u32, usize)> =
                self.nodes[at].next.iter().map(|(p, n)| (*p, *n)).collect();
            for (piece, child) in children {
                self.nodes[child].fallback = if at == 0 {
                    0
                } else {
                    self.follow(self.nodes[at].fallback, piece)
                };
                let pending = if self.nodes[child].ends {
                    0
                } else {
                    self.nodes[at].pending.saturating_add(1)
                };
                self.nodes[child].pending = pending;
                self.nodes[child].depth = self.nodes[at].depth.saturating_add(1);
                waiting.push_back(child);
            }
        }
    }

    /// The longest beginning of a phrase that the pieces end with, one piece later.
    fn follow(&self, from: State, piece: u32) -> State {
        let mut at = from;
        loop {
            if let Some(next) = self.nodes[at].next.get(&piece) {
                return *next;
            }
            if at == 0 {
                return 0;
            }
            at = self.nodes[at].fallback;
        }
    }

    /// One piece later: the state, and what the piece earned or gave back.
    pub fn step(&self, from: State, piece: u32) -> (State, f32) {
        let to = self.follow(from, piece);
        let earned = if self.nodes[to].ends {
            // All of the phrase that was not counted on the way.
            let direct = self.nodes[from].next.get(&piece) == Some(&to);
            let before = if direct {
                self.nodes[from].pending
            } else {
                self.nodes[to].depth.saturating_sub(1)
            };
            f32::from(before) + 1.0
        } else {
            f32::from(self.nodes[to].pending)
        };
        (to, BONUS * (earned - f32::from(self.nodes[from].pending)))
    }

    /// What a hypothesis that ends here gives back.
    pub fn unfinished(&self, at: State) -> f32 {
        BONUS * f32::from(self.nodes[at].pending)
    }

    /// The pieces that would go on with a phrase.
    pub fn wanted(&self, at: State) -> impl Iterator<Item = u32> {
        let begun = at != 0;
        self.nodes[at].next.keys().copied().filter(move |_| begun)
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "sums of small whole numbers")]
mod tests {
    use super::*;

    fn earned(hotwords: &Hotwords, pieces: &[u32]) -> f32 {
        let (mut at, mut sum) = (0, 0.0);
        for piece in pieces {
            let (to, earned) = hotwords.step(at, *piece);
            at = to;
            sum += earned;
        }
        sum - hotwords.unfinished(at)
    }

    #[test]
    fn a_whole_phrase_earns_and_a_part_does_not() {
        let hotwords = Hotwords::new([vec![1, 2, 3], vec![7, 8]]);
        assert_eq!(earned(&hotwords, &[1, 2, 3]), 3.0 * BONUS);
        assert_eq!(earned(&hotwords, &[9, 1, 2, 3, 9]), 3.0 * BONUS);
        assert_eq!(earned(&hotwords, &[1, 2]), 0.0);
        assert_eq!(earned(&hotwords, &[1, 2, 9, 9]), 0.0);
        assert_eq!(earned(&hotwords, &[7, 8, 1, 2, 3]), 5.0 * BONUS);
    }

    #[test]
    fn a_phrase_within_another_counts_once() {
        let hotwords = Hotwords::new([vec![1, 2], vec![1, 2, 3, 4]]);
        assert_eq!(earned(&hotwords, &[1, 2]), 2.0 * BONUS);
        assert_eq!(earned(&hotwords, &[1, 2, 3]), 2.0 * BONUS);
        assert_eq!(earned(&hotwords, &[1, 2, 3, 4]), 4.0 * BONUS);
    }

    #[test]
    fn a_phrase_that_begins_inside_another_is_found() {
        let hotwords = Hotwords::new([vec![1, 2, 3, 4], vec![2, 3, 5]]);
        assert_eq!(earned(&hotwords, &[1, 2, 3, 5]), 3.0 * BONUS);
        assert_eq!(earned(&hotwords, &[1, 1, 2, 3, 4]), 4.0 * BONUS);
        let short = Hotwords::new([vec![1, 2, 3, 4], vec![2, 3]]);
        assert_eq!(earned(&short, &[1, 2, 3, 4]), 4.0 * BONUS);
    }

    #[test]
    fn a_single_piece_is_no_phrase() {
        let hotwords = Hotwords::new([vec![1]]);
        assert_eq!(earned(&hotwords, &[1, 1]), 0.0);
        assert_eq!(hotwords.wanted(0).count(), 0);
    }
}
