//! Small passes over text: words that it is searched for, many at once, and its spaces.

use std::ops::Range;

use aho_corasick::packed::Searcher;

/// Words that are looked for again and again, all of them in one pass. Long texts are searched by
/// vectors where the processor has them; in short ones each word is compared only where its first
/// three bytes may stand.
pub(crate) struct Cues {
    words: Vec<&'static str>,
    vectors: Option<Searcher>,
    /// The words that have a byte as their first, their second, their third, bit by bit.
    first: [u64; 256],
    second: [u64; 256],
    third: [u64; 256],
    /// The words that are shorter than that.
    short: u64,
}

impl Cues {
    /// These words, at most 64.
    pub fn of(words: &[&'static str]) -> Self {
        let table = |at: usize| {
            let mut table = [0; 256];
            for (bit, word) in words.iter().enumerate() {
                match word.as_bytes().get(at) {
                    Some(&byte) => table[usize::from(byte)] |= 1_u64 << bit,
                    None => table.iter_mut().for_each(|words| *words |= 1_u64 << bit),
                }
            }
            table
        };
        let short = words.iter().enumerate();
        let short = short.filter(|(_, word)| word.len() < 3);
        Self {
            words: words.to_vec(),
            vectors: Searcher::new(words),
            first: table(0),
            second: table(1),
            third: table(2),
            short: short.fold(0, |all, (bit, _)| all | 1_u64 << bit),
        }
    }

    /// Whether one of the words stands in a text.
    pub fn stand_in(&self, text: &str) -> bool {
        self.next(text.as_bytes(), 0).is_some()
    }

    /// Wherever one of the words stands, word by word: which of them, and its place.
    pub fn find(&self, text: &str) -> Vec<(usize, Range<usize>)> {
        let bytes = text.as_bytes();
        let mut found: Vec<(usize, Range<usize>)> = Vec::new();
        let mut from = 0;
        while let Some((at, alike)) = self.next(bytes, from) {
            let words = self.words.iter().enumerate();
            let standing = words.filter(|(word, _)| alike & 1_u64 << word != 0);
            found.extend(standing.map(|(word, letters)| (word, at..at + letters.len())));
            from = at + 1;
        }
        if found.len() < 2 {
            return found;
        }
        found.sort_by_key(|&(word, _)| word);
        // A word does not stand inside itself.
        let mut last = (usize::MAX, 0);
        found.retain(|(word, place)| {
            let apart = *word != last.0 || place.start >= last.1;
            if apart {
                last = (*word, place.end);
            }
            apart
        });
        found
    }

    /// The longest of the words that first stand at or behind a place: which, and its place.
    pub fn longest(&self, text: &str, from: usize) -> Option<(usize, Range<usize>)> {
        let (at, standing) = self.next(text.as_bytes(), from)?;
        let words = self.words.iter().enumerate();
        let standing = words.filter(|(word, _)| standing & 1_u64 << word != 0);
        let (word, letters) = standing.max_by_key(|(_, letters)| letters.len())?;
        Some((word, at..at + letters.len()))
    }

    /// The next place from `from` on where words stand, and which, bit by bit.
    fn next(&self, bytes: &[u8], from: usize) -> Option<(usize, u64)> {
        let rest = bytes.get(from..)?;
        if let Some(vectors) = self.vectors.as_ref().filter(|_| rest.len() >= LONG) {
            let at = from + vectors.find(rest)?.start();
            let words = bytes
                .get(at..at + 3)
                .map_or(self.short, |start| self.alike(start));
            return Some((at, self.standing(&bytes[at..], words)));
        }
        for (behind, start) in rest.windows(3).enumerate() {
            let alike = self.alike(start);
            if alike != 0 {
                let at = from + behind;
                let standing = self.standing(&bytes[at..], alike);
                if standing != 0 {
                    return Some((at, standing));
                }
            }
        }
        // The last two bytes open no window.
        let last = from.max(bytes.len().saturating_sub(2))..bytes.len();
        last.map(|at| (at, self.standing(&bytes[at..], self.short)))
            .find(|&(_, standing)| standing != 0)
    }

    /// The words that may stand where three bytes do.
    fn alike(&self, start: &[u8]) -> u64 {
        self.first[usize::from(start[0])]
            & self.second[usize::from(start[1])]
            & self.third[usize::from(start[2])]
    }

    /// Which of the words named bit by bit some bytes start with.
    fn standing(&self, bytes: &[u8], alike: u64) -> u64 {
        let mut standing = 0;
        let mut rest = alike;
        while rest != 0 {
            let word = rest.trailing_zeros();
            rest &= rest - 1;
            if bytes.starts_with(self.words[word as usize].as_bytes()) {
                standing |= 1_u64 << word;
            }
        }
        standing
    }
}

/// Texts from so many bytes on are worth the start of a search by vectors.
const LONG: usize = 64;

/// Where a word first stands in a text. The texts are short: to prepare a search costs more than
/// the search.
pub(crate) fn find(text: &str, word: &str) -> Option<usize> {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    // A space is no letter to look for.
    let skipped = usize::from(word.first() == Some(&b' ') && word.len() > 1);
    let (spaces, letters) = word.split_at(skipped);
    let (&first, rest) = letters.split_first()?;
    memchr::memchr_iter(first, text)
        .filter(|&at| text[at + 1..].starts_with(rest) && text[..at].ends_with(spaces))
        .map(|at| at - skipped)
        .next()
}

/// Whether a word stands in a text.
pub(crate) fn contains(text: &str, word: &str) -> bool {
    find(text, word).is_some()
}

/// Whether a text holds no white space but single spaces, none around, and none before one of some
/// marks. Some texts of which it is so are doubted.
pub(crate) fn is_single_spaced(text: &str, marks: &[u8]) -> bool {
    let bytes = text.as_bytes();
    let odd = |at: usize| match bytes[at] {
        b' ' => {
            at == 0
                || bytes
                    .get(at + 1)
                    .is_none_or(|next| *next == b' ' || marks.contains(next))
        }
        // White space outside ASCII starts so; letters of Vietnamese go on otherwise.
        0xe1 => bytes.get(at + 1) == Some(&0x9a),
        byte => byte < b' ' || matches!(byte, 0xc2 | 0xe2 | 0xe3),
    };
    !(0..bytes.len()).any(odd)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WORDS: [&str; 6] = ["a", "; ", " ab ", "abc", "ab", "đến hết"];

    proptest! {
        #[test]
        fn what_stands_in_a_text_is_found_word_by_word(text in "([ab;c ]|đến hết|đ){0,60}") {
            let mut naive: Vec<(usize, Range<usize>)> = Vec::new();
            for (word, letters) in WORDS.iter().enumerate() {
                naive.extend(text.match_indices(letters).map(|(at, _)| (word, at..at + letters.len())));
            }
            let cues = Cues::of(&WORDS);
            prop_assert_eq!(cues.stand_in(&text), !naive.is_empty());
            let first = naive.iter().map(|(_, place)| place.start).min();
            prop_assert_eq!(cues.longest(&text, 0).map(|(_, place)| place.start), first);
            prop_assert_eq!(cues.find(&text), naive);
            for word in WORDS {
                prop_assert_eq!(find(&text, word), text.find(word));
            }
        }
    }
}
