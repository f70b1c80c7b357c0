//! Small questions about words.

use rustc_hash::FxHashMap;
use vietnamese::key::{WordKey, is_alphanumeric, leading_key, lower_letter};

use crate::cues::is_single_spaced;
pub(super) use crate::cues::{Cues, contains, find};

/// Whether `text` starts with `prefix`, letters compared without case.
pub(super) fn starts_with(text: &str, prefix: &str) -> bool {
    strip(text, prefix).is_some()
}

/// What follows `prefix` at the start of `text`, letters compared without case.
pub(super) fn strip<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    // A small letter is as long as its capital here, so the prefix ends at the same byte.
    let start = text.get(..prefix.len())?;
    let (first, wanted) = (start.as_bytes().first(), prefix.as_bytes().first());
    if let (Some(first), Some(wanted)) = (first, wanted)
        && (first.is_ascii() || wanted.is_ascii())
        && !first.eq_ignore_ascii_case(wanted)
    {
        return None;
    }
    let same = start == prefix
        || start
            .chars()
            .zip(prefix.chars())
            .all(|(ch, wanted)| ch == wanted || lower_letter(ch) == lower_letter(wanted));
    same.then(|| &text[prefix.len()..])
}

/// Whether `text` starts with `word` and the word ends there.
pub(super) fn starts_with_word(text: &str, word: &str) -> bool {
    strip(text, word).is_some_and(|rest| !rest.starts_with(is_alphanumeric))
}

/// Single spaces, none around.
pub(super) fn single_spaced(text: &str) -> String {
    if is_single_spaced(text, b"") {
        return text.to_owned();
    }
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
/// those that have its first word.
pub(super) struct Openers(FxHashMap<WordKey, Vec<&'static str>>);

impl Openers {
    /// These words, each of which starts with a letter.
    pub fn of(words: &[&'static str]) -> Self {
        let mut openers: FxHashMap<WordKey, Vec<&'static str>> = FxHashMap::default();
        for word in words {
            openers.entry(leading_key(word)).or_default().push(word);
        }
        Self(openers)
    }

    /// Whether a text starts with one of the words and the word ends there.
    pub fn open(&self, text: &str) -> bool {
        let alike = self.0.get(&leading_key(text));
        alike.is_some_and(|words| words.iter().any(|word| starts_with_word(text, word)))
    }
}

/// The full stops that a space follows.
pub(super) fn stops(text: &str) -> impl Iterator<Item = usize> + '_ {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'.', bytes).filter(|&at| bytes.get(at + 1) == Some(&b' '))
}
