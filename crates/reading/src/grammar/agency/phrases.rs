//! Sets of phrases, looked up by key at a word of a text.
//!
//! All sets share one tree of words. A text turns its words into numbers once ([`Phrases::row`]);
//! after that a look-up at a word costs one step when no phrase of the set starts with it, which
//! is nearly always, and one step a word otherwise.

use rustc_hash::FxHashMap;
use vietnamese::key::Keyed;

/// The phrases of all sets.
#[derive(Debug)]
pub(super) struct Phrases {
    /// The words of all phrases, by key.
    numbers: FxHashMap<String, u32>,
    /// The node behind each first word; 0 where no phrase starts with it.
    first: Vec<u32>,
    /// The node behind a node and a word.
    next: FxHashMap<(u32, u32), u32>,
    nodes: Vec<Node>,
    sets: u32,
}

/// One of the sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Set(u32);

/// What is known where the words so far lead, as a bit for each set.
#[derive(Debug, Default, Clone, Copy)]
struct Node {
    /// Sets of which the words so far are a phrase.
    ends: u32,
    /// Sets that have a phrase with these words and more.
    goes_on: u32,
}

/// A word that stands in no phrase.
const UNKNOWN: u32 = u32::MAX;

impl Phrases {
    /// No phrases.
    pub(super) fn new() -> Self {
        Self {
            numbers: FxHashMap::default(),
            first: Vec::new(),
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
            self.add(set, &Keyed::of(phrase.as_ref()));
        }
        set
    }

    /// Adds a phrase to a set. One that has no words is left out.
    pub(super) fn add(&mut self, set: Set, phrase: &Keyed) {
        let mut node = 0;
        for index in 0..phrase.words().len() {
            let number = self.number(phrase.key(index));
            if node != 0 {
                self.nodes[node as usize].goes_on |= set.0;
            }
            node = self.step_or_add(node, number);
        }
        if node != 0 {
            self.nodes[node as usize].ends |= set.0;
        }
    }

    fn number(&mut self, key: &str) -> u32 {
        if let Some(&number) = self.numbers.get(key) {
            return number;
        }
        let number = u32::try_from(self.first.len()).unwrap_or(UNKNOWN);
        self.numbers.insert(key.to_owned(), number);
        self.first.push(0);
        number
    }

    fn step_or_add(&mut self, node: u32, word: u32) -> u32 {
        let new = u32::try_from(self.nodes.len()).unwrap_or(0);
        let next = if node == 0 {
            &mut self.first[word as usize]
        } else {
            self.next.entry((node, word)).or_default()
        };
        if *next == 0 {
            *next = new;
            self.nodes.push(Node::default());
        }
        *next
    }

    /// The numbers of the words of a text.
    pub(super) fn row(&self, keyed: &Keyed) -> Vec<u32> {
        (0..keyed.words().len())
            .map(|index| self.numbers.get(keyed.key(index)).copied())
            .map(|number| number.unwrap_or(UNKNOWN))
            .collect()
    }

    /// Whether a phrase of one of the sets may start with these words: the first is one, or a
    /// phrase goes on with the second, or nobody knows the second.
    pub(super) fn may_start(&self, sets: &[Set], words: &[u32]) -> bool {
        let sets = sets.iter().fold(0, |all, set| all | set.0);
        let Some(&first) = words.first() else {
            return true;
        };
        let at = self.first.get(first as usize).copied().unwrap_or(0);
        let node = self.nodes[at as usize];
        if node.ends & sets != 0 {
            return true;
        }
        let Some(&second) = words.get(1) else {
            return node.goes_on & sets != 0;
        };
        let behind = self.next.get(&(at, second)).copied().unwrap_or(0);
        let node = self.nodes[behind as usize];
        (node.ends | node.goes_on) & sets != 0
    }

    /// Whether a word alone is a phrase of the set.
    pub(super) fn is_word(&self, set: Set, word: u32) -> bool {
        let at = self.first.get(word as usize).copied().unwrap_or(0);
        self.nodes[at as usize].ends & set.0 != 0
    }

    /// How many words the longest phrase of the set has that these words start with; 0 when none
    /// does. `joins` says whether a phrase may go on with the word at an index.
    pub(super) fn longest(&self, set: Set, words: &[u32], joins: impl Fn(usize) -> bool) -> usize {
        let Some((first, more)) = words.split_first() else {
            return 0;
        };
        let mut at = self.first.get(*first as usize).copied().unwrap_or(0);
        let mut node = self.nodes[at as usize];
        let mut longest = usize::from(node.ends & set.0 != 0);
        for (index, word) in more.iter().enumerate() {
            if node.goes_on & set.0 == 0 || !joins(index + 1) {
                break;
            }
            let Some(&next) = self.next.get(&(at, *word)) else {
                break;
            };
            at = next;
            node = self.nodes[at as usize];
            if node.ends & set.0 != 0 {
                longest = index + 2;
            }
        }
        longest
    }
}

#[cfg(test)]
mod tests {
    use vietnamese::key::match_key;

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
        let keyed = Keyed::of("Sở Y tế, SỞ Y, ban chỉ; Ban Chỉ đạo và sở y tếu Sở Y tế và");
        let row = phrases.row(&keyed);
        for (set, written) in sets {
            for index in 0..=row.len() {
                for limit in index..=row.len() {
                    assert_eq!(
                        phrases.longest(set, &row[index..limit], |_| true),
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
        assert_eq!(
            phrases.longest(set, &phrases.row(&Keyed::of("Sở")), |_| true),
            0
        );
    }
}
