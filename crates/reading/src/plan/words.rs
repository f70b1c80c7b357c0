//! Small questions about words.

use std::ops::Range;

use memchr::memmem::Finder;
use rustc_hash::FxHashMap;
use vietnamese::key::{is_alphanumeric, lower_letter};

/// Whether `text` starts with `prefix`, letters compared without case.
pub(super) fn starts_with(text: &str, prefix: &str) -> bool {
    strip(text, prefix).is_some()
}

/// What follows `prefix` at the start of `text`, letters compared without case.
pub(super) fn strip<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let mut rest = text.chars();
    for wanted in prefix.chars() {
        let ch = rest.next()?;
        if ch != wanted && !same_letter(ch, wanted) {
            return None;
        }
    }
    Some(rest.as_str())
}

fn same_letter(a: char, b: char) -> bool {
    lower_letter(a) == lower_letter(b)
}

/// Whether `text` starts with `word` and the word ends there.
pub(super) fn starts_with_word(text: &str, word: &str) -> bool {
    strip(text, word).is_some_and(|rest| !rest.starts_with(is_alphanumeric))
}

/// Single spaces, none around.
pub(super) fn single_spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Lower case without accents: to compare words whatever their case and the place of their tone.
pub(super) fn fold(text: &str) -> String {
    vietnamese::key::fold(text)
}

/// Words that texts may start with, letters compared without case: a text is compared only with
/// those that have its first letter.
pub(super) struct Openers(FxHashMap<char, Vec<&'static str>>);

impl Openers {
    /// These words.
    pub fn of(words: &[&'static str]) -> Self {
        let mut openers: FxHashMap<char, Vec<&'static str>> = FxHashMap::default();
        for word in words {
            openers.entry(first_letter(word)).or_default().push(word);
        }
        Self(openers)
    }

    /// Whether a text starts with one of the words and the word ends there.
    pub fn open(&self, text: &str) -> bool {
        let alike = self.0.get(&first_letter(text));
        alike.is_some_and(|words| words.iter().any(|word| starts_with_word(text, word)))
    }
}

/// The first letter of a text in small.
fn first_letter(text: &str) -> char {
    text.chars().next().map_or(' ', lower_letter)
}

/// Words that are looked for again and again.
pub(super) struct Cues(Vec<Finder<'static>>);

impl Cues {
    /// These words.
    pub fn of(words: &[&'static str]) -> Self {
        Self(words.iter().map(|word| Finder::new(*word)).collect())
    }

    /// Whether one of the words stands in a text.
    pub fn stand_in(&self, text: &str) -> bool {
        self.find(text).next().is_some()
    }

    /// Wherever one of the words stands, word by word: which of them, and its place.
    pub fn find(&self, text: &str) -> impl Iterator<Item = (usize, Range<usize>)> {
        self.0.iter().enumerate().flat_map(move |(cue, finder)| {
            let length = finder.needle().len();
            let places = finder.find_iter(text.as_bytes());
            places.map(move |at| (cue, at..at + length))
        })
    }
}

/// The full stops that a space follows.
pub(super) fn stops(text: &str) -> impl Iterator<Item = usize> + '_ {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'.', bytes).filter(|&at| bytes.get(at + 1) == Some(&b' '))
}
