//! Sets of phrases, looked up by key at a word of a text.

use aho_corasick::automaton::Automaton;
use aho_corasick::dfa::DFA;
use aho_corasick::{Anchored, Input, MatchKind, StartKind};
use vietnamese::key::{Keyed, match_key};

/// A set of phrases that knows the longest of them at a given word.
#[derive(Debug)]
pub(super) struct Phrases {
    automaton: Option<DFA>,
    /// Number of words of each phrase.
    words: Vec<usize>,
}

impl Phrases {
    /// Builds the set. Phrases that have no key are left out.
    pub(super) fn new<T: AsRef<str>>(phrases: impl IntoIterator<Item = T>) -> Self {
        let mut keys: Vec<String> = phrases
            .into_iter()
            .map(|phrase| match_key(phrase.as_ref()))
            .filter(|key| !key.is_empty())
            .map(|key| key + " ")
            .collect();
        keys.sort();
        keys.dedup();
        let words = keys.iter().map(|key| key.matches(' ').count()).collect();
        // Only a set of gigabytes fails to build; a set that did would match nothing.
        let automaton = DFA::builder()
            .start_kind(StartKind::Anchored)
            .match_kind(MatchKind::LeftmostLongest)
            .build(&keys)
            .ok();
        Self { automaton, words }
    }

    /// How many words the longest phrase has that starts at the word `index` and ends before the
    /// word `limit`; 0 when none does.
    pub(super) fn at(&self, keyed: &Keyed, index: usize, limit: usize) -> usize {
        self.find(keyed, index, limit).unwrap_or(0)
    }

    fn find(&self, keyed: &Keyed, index: usize, limit: usize) -> Option<usize> {
        let start = keyed.words().get(index)?.key.start;
        let end = keyed
            .words()
            .get(limit)
            .map_or(keyed.text().len(), |word| word.key.start);
        let input = Input::new(keyed.text())
            .range(start..end.max(start))
            .anchored(Anchored::Yes);
        let hit = self.automaton.as_ref()?.try_find(&input).ok()??;
        Some(self.words[hit.pattern().as_usize()])
    }
}

#[cfg(test)]
mod tests {
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
    fn the_automaton_finds_what_a_scan_finds() {
        let phrases = [
            "sở",
            "sở y tế",
            "sở y tế và",
            "ban",
            "ban chỉ đạo",
            "y",
            "tế",
        ];
        let set = Phrases::new(phrases);
        let keyed = Keyed::of("Sở Y tế, SỞ Y, ban chỉ; Ban Chỉ đạo và sở y tếu Sở Y tế và");
        for index in 0..=keyed.words().len() {
            for limit in 0..=keyed.words().len() + 1 {
                let limit = limit.max(index);
                assert_eq!(
                    set.at(&keyed, index, limit),
                    naive(&phrases, &keyed, index, limit)
                );
            }
        }
    }

    #[test]
    fn no_phrase_is_no_phrase() {
        let set = Phrases::new(["", " ,"]);
        assert_eq!(set.at(&Keyed::of("Sở"), 0, 1), 0);
    }
}
