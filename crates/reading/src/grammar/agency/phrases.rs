//! Sets of phrases, looked up by key at a word of a text.
//!
//! All sets share one tree of words. A text looks its words up once ([`Phrases::known`]); after
//! that a look-up at a word costs one step when no phrase of the set starts with it, which is
//! nearly always, and one step a word otherwise.

use rustc_hash::FxHashMap;
use vietnamese::key::{WordKey, words};

/// The phrases of all sets.
#[derive(Debug)]
pub(super) struct Phrases {
    /// The words of all phrases.
    words: FxHashMap<WordKey, Known>,
    /// The node behind a node and a word.
    next: FxHashMap<(u32, u32), u32>,
    nodes: Vec<Node>,
    sets: u32,
}

/// One of the sets, or several of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Set(u32);

impl Set {
    /// This set and another.
    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// What is known where the words so far lead, as a bit for each set.
#[derive(Debug, Default, Clone, Copy)]
struct Node {
    /// Sets of which the words so far are a phrase.
    ends: u32,
    /// Sets that have a phrase with these words and more.
    goes_on: u32,
}

/// A word as the phrases know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    number: u32,
    /// The node behind it as the first word of a phrase; 0 where no phrase starts with it.
    node: u32,
    /// The sets of which it is a phrase by itself.
    alone: u32,
    /// The sets of which a phrase starts with it.
    starts: u32,
}

/// A word that stands in no phrase.
const UNKNOWN: Known = Known {
    number: u32::MAX,
    node: 0,
    alone: 0,
    starts: 0,
};

impl Known {
    /// Whether it alone is a phrase of the set.
    pub(super) fn is_one(self, set: Set) -> bool {
        self.alone & set.0 != 0
    }

    /// Whether a phrase of the set starts with it.
    pub(super) fn starts(self, set: Set) -> bool {
        self.starts & set.0 != 0
    }
}

impl Phrases {
    /// No phrases.
    pub(super) fn new() -> Self {
        Self {
            words: FxHashMap::default(),
            next: FxHashMap::default(),
            // The first node is never reached: it stands for "nowhere".
            nodes: vec![Node::default()],
            sets: 0,
        }
    }

    /// A new set with these phrases. There is room for 32 sets.
    pub(super) fn set<T: AsRef<str>>(&mut self, phrases: impl IntoIterator<Item = T>) -> Set {
        let set = Set(1_u32.checked_shl(self.sets).unwrap_or(0));
        self.sets += 1;
        for phrase in phrases {
            self.add(set, phrase.as_ref());
        }
        set
    }

    /// Adds a phrase to a set. One that has no words is left out.
    pub(super) fn add(&mut self, set: Set, phrase: &str) {
        let mut node = 0;
        let mut first = None;
        for word in words(phrase) {
            let number = self.number(word.key);
            if node != 0 {
                self.nodes[node as usize].goes_on |= set.0;
            }
            node = if node == 0 {
                first = Some(word.key);
                self.first_node(word.key)
            } else {
                self.step_or_add(node, number)
            };
        }
        if node != 0 {
            self.nodes[node as usize].ends |= set.0;
        }
        if let Some(known) = first.and_then(|first| self.words.get_mut(&first)) {
            let node = self.nodes[known.node as usize];
            known.alone = node.ends;
            known.starts = node.ends | node.goes_on;
        }
    }

    fn number(&mut self, key: WordKey) -> u32 {
        let number = u32::try_from(self.words.len()).unwrap_or(UNKNOWN.number);
        let new = Known { number, ..UNKNOWN };
        self.words.entry(key).or_insert(new).number
    }

    fn first_node(&mut self, key: WordKey) -> u32 {
        let new = u32::try_from(self.nodes.len()).unwrap_or(0);
        let known = self.words.entry(key).or_insert(UNKNOWN);
        if known.node == 0 {
            known.node = new;
            self.nodes.push(Node::default());
        }
        known.node
    }

    fn step_or_add(&mut self, node: u32, word: u32) -> u32 {
        let new = u32::try_from(self.nodes.len()).unwrap_or(0);
        let next = self.next.entry((node, word)).or_default();
        if *next == 0 {
            *next = new;
            self.nodes.push(Node::default());
        }
        *next
    }

    /// What is known of a word.
    pub(super) fn known(&self, key: WordKey) -> Known {
        self.words.get(&key).copied().unwrap_or(UNKNOWN)
    }

    /// Whether a phrase of one of the sets may start with these words: the first is one, or a
    /// phrase goes on with the second, or nobody knows the second.
    pub(super) fn may_start(&self, sets: Set, first: Option<Known>, second: Option<Known>) -> bool {
        let Some(first) = first else {
            return true;
        };
        if first.is_one(sets) {
            return true;
        }
        let Some(second) = second else {
            return self.nodes[first.node as usize].goes_on & sets.0 != 0;
        };
        let behind = self.next.get(&(first.node, second.number));
        behind.is_some_and(|&behind| {
            let node = self.nodes[behind as usize];
            (node.ends | node.goes_on) & sets.0 != 0
        })
    }

    /// How many words the longest phrase of the set has that starts with the word `first`; 0 when
    /// none does. `then` gives the words behind it as far as the phrase may go on with them.
    pub(super) fn longest(
        &self,
        set: Set,
        first: Known,
        then: impl IntoIterator<Item = Known>,
    ) -> usize {
        let mut longest = usize::from(first.is_one(set));
        let mut at = first.node;
        let mut then = then.into_iter();
        let mut length = 1;
        while self.nodes[at as usize].goes_on & set.0 != 0 {
            let Some(next) = then
                .next()
                .and_then(|word| self.next.get(&(at, word.number)))
            else {
                break;
            };
            at = *next;
            length += 1;
            if self.nodes[at as usize].ends & set.0 != 0 {
                longest = length;
            }
        }
        longest
    }
}

#[cfg(test)]
mod tests {
    use vietnamese::key::{Keyed, match_key};

    use super::*;

    /// The longest phrase at a word, looked up the slow way.
    fn naive(phrases: &[&str], keyed: &Keyed, index: usize, limit: usize) -> usize {
        let longest = limit.min(keyed.words().len()).saturating_sub(index);
        let is_phrase = |len: &usize| {
            let words: Vec<&str> = (index..index + len).map(|word| keyed.key(word)).collect();
            phrases
                .iter()
                .any(|phrase| match_key(phrase) == words.join(" "))
        };
        (1..=longest).rev().find(is_phrase).unwrap_or(0)
    }

    #[test]
    fn the_tree_finds_in_each_set_what_a_scan_finds() {
        let names = [
            "sở",
            "sở y tế",
            "sở y tế và",
            "ban",
            "ban chỉ đạo",
            "y",
            "tế",
        ];
        let heads = ["sở y", "ban chỉ", "và sở"];
        let mut phrases = Phrases::new();
        let sets = [
            (phrases.set(names), &names[..]),
            (phrases.set(heads), &heads[..]),
        ];
        let text = "Sở Y tế, SỞ Y, ban chỉ; Ban Chỉ đạo và sở y tếu Sở Y tế và";
        let keyed = Keyed::of(text);
        let row: Vec<Known> = words(text).map(|word| phrases.known(word.key)).collect();
        for (set, written) in sets {
            for index in 0..=row.len() {
                for limit in index..=row.len() {
                    let (first, then) = match &row[index..limit] {
                        [] => continue,
                        [first, then @ ..] => (*first, then),
                    };
                    assert_eq!(
                        phrases.longest(set, first, then.iter().copied()),
                        naive(written, &keyed, index, limit)
                    );
                }
            }
        }
    }

    #[test]
    fn no_phrase_is_no_phrase() {
        let mut phrases = Phrases::new();
        let set = phrases.set(["", " ,"]);
        let first = words("Sở").map(|word| phrases.known(word.key)).next();
        assert_eq!(first.map(|first| phrases.longest(set, first, [])), Some(0));
    }
}
