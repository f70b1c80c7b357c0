//! A list of agencies as a row of words, and what its words are.

use std::borrow::Cow;
use std::ops::Range;

use vietnamese::key::{WordKey, words};

use super::lexicon::{Family, LEXICON};
use super::phrases::{Known, Set};
use crate::cues::is_single_spaced;

/// What stands between a word and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// A space, or nothing.
    Close,
    /// A dash between spaces.
    Dash,
    /// A comma, a slash, the end of a line, a full stop inside a value.
    Soft,
    /// A colon.
    Colon,
    /// A semicolon.
    Hard,
}

/// The words of a text and what separates them. Words in brackets are not seen.
pub(super) struct List<'a> {
    text: Cow<'a, str>,
    words: Vec<Word>,
}

/// A word of a list.
struct Word {
    key: WordKey,
    known: Known,
    source: Range<usize>,
    /// What stands before it.
    gap: Gap,
    is_upper: bool,
    is_lower: bool,
}

impl<'a> List<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let text = without_brackets(text);
        let mut row = Vec::with_capacity(text.len() / 5 + 2);
        let phrases = &LEXICON.phrases;
        let mut end = 0;
        for word in words(&text) {
            let gap = gap(&text[end..word.source.start]);
            end = word.source.end;
            row.push(Word {
                key: word.key,
                known: phrases.known(word.key),
                source: word.source,
                gap,
                is_upper: word.is_upper,
                is_lower: word.is_lower,
            });
        }
        Self { text, words: row }
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    pub(super) fn gap(&self, index: usize) -> Gap {
        self.words.get(index).map_or(Gap::Hard, |word| word.gap)
    }

    /// Whether the text goes on with a full stop before the word `index`.
    pub(super) fn stops_before(&self, index: usize) -> bool {
        let (Some(before), Some(word)) = (
            index.checked_sub(1).and_then(|i| self.words.get(i)),
            self.words.get(index),
        ) else {
            return false;
        };
        self.text[before.source.end..word.source.start].contains(['.', '\n'])
    }

    /// Length in words of the longest phrase of `set` at the word `index`; commas do not count, a
    /// colon or a semicolon ends it.
    pub(super) fn phrase(&self, set: Set, index: usize) -> usize {
        self.longest(set, index, Gap::Colon)
    }

    /// Like [`List::phrase`], for phrases that hold no comma.
    pub(super) fn close_phrase(&self, set: Set, index: usize) -> usize {
        self.longest(set, index, Gap::Soft)
    }

    /// Whether a phrase of one of the sets may start with the first words.
    pub(super) fn may_start_phrase(&self, sets: Set) -> bool {
        let word = |index: usize| self.words.get(index).map(|word| word.known);
        LEXICON.phrases.may_start(sets, word(0), word(1))
    }

    #[inline]
    fn longest(&self, set: Set, index: usize, gap: Gap) -> usize {
        match self.words.get(index) {
            Some(word) if word.known.starts(set) => self.phrase_from(set, index, gap),
            _ => 0,
        }
    }

    /// The longest phrase at a word with which some start.
    fn phrase_from(&self, set: Set, index: usize, gap: Gap) -> usize {
        let then = self.words[index + 1..]
            .iter()
            .take_while(|word| word.gap < gap)
            .map(|word| word.known);
        LEXICON.phrases.longest(set, self.words[index].known, then)
    }

    pub(super) fn is_upper(&self, index: usize) -> bool {
        self.words.get(index).is_some_and(|word| word.is_upper)
    }

    pub(super) fn is_lower(&self, index: usize) -> bool {
        self.words.get(index).is_some_and(|word| word.is_lower)
    }

    pub(super) fn is_plural(&self, index: usize) -> bool {
        self.is_one(LEXICON.plurals, index) || self.is_count(index)
    }

    /// "UBND 135 xã, phường": a number of places is a plural too.
    fn is_count(&self, index: usize) -> bool {
        let word = self.words.get(index);
        let number = word.is_some_and(|word| {
            let written = self.text.as_bytes().get(word.source.clone());
            written.is_some_and(|word| word.len() <= 4 && word.iter().all(u8::is_ascii_digit))
        });
        number && self.close_phrase(LEXICON.levels, index + 1) > 0
    }

    /// Whether the word `index` is one of a set of words.
    fn is_one(&self, set: Set, index: usize) -> bool {
        self.words
            .get(index)
            .is_some_and(|word| word.known.is_one(set))
    }

    /// Number of words that only join two actors: "và", "cùng với".
    pub(super) fn connector(&self, index: usize) -> usize {
        if !self.is_one(LEXICON.joiners, index) {
            return 0;
        }
        if self.is_key(index, key::VA) || self.is_key(index, key::HOAC) {
            1
        } else if self.is_key(index, key::CUNG) && self.is_lower(index) {
            1 + usize::from(self.is_key(index + 1, key::VOI))
        } else {
            0
        }
    }

    /// Whether a list may part before the word `index`.
    pub(super) fn is_boundary(&self, index: usize) -> bool {
        index >= self.len() || self.gap(index) >= Gap::Soft || self.connector(index) > 0
    }

    /// The family of which the word `index` is the head, and the length of the head.
    pub(super) fn family(&self, index: usize) -> Option<(&'static Family, usize)> {
        let word = self.words.get(index)?;
        if !word.known.starts(LEXICON.family_heads) {
            return None;
        }
        LEXICON.families.iter().find_map(|family| {
            let then = self.words[index + 1..].iter().map(|word| word.known);
            let len = LEXICON.phrases.longest(family.head, word.known, then);
            (len > 0).then_some((family, len))
        })
    }

    pub(super) fn word(&self, index: usize) -> &str {
        self.words
            .get(index)
            .map_or("", |word| &self.text[word.source.clone()])
    }

    /// Whether the word `index` has a key.
    pub(super) fn is_key(&self, index: usize, key: WordKey) -> bool {
        self.words.get(index).is_some_and(|word| word.key == key)
    }

    /// Whether the words from `index` on have these keys.
    pub(super) fn are_keys(&self, index: usize, keys: &[WordKey]) -> bool {
        let words = self.words.get(index..index + keys.len());
        words.is_some_and(|words| words.iter().zip(keys).all(|(word, key)| word.key == *key))
    }

    /// Place of the words `words` in the text.
    pub(super) fn place(&self, words: Range<usize>) -> Range<usize> {
        let all = &self.words;
        let start = all
            .get(words.start)
            .map_or(self.text.len(), |word| word.source.start);
        let end = words
            .end
            .checked_sub(1)
            .and_then(|last| all.get(last))
            .map_or(start, |word| word.source.end);
        start..end.max(start)
    }

    /// The words `words` as written, single-spaced, brackets left out.
    pub(super) fn written(&self, words: Range<usize>) -> String {
        let slice = &self.text[self.place(words)];
        if is_single_spaced(slice, b",;") {
            return slice.to_owned();
        }
        let mut written = String::with_capacity(slice.len());
        for part in slice.split_whitespace() {
            if !written.is_empty() && !part.starts_with([',', ';']) {
                written.push(' ');
            }
            written.push_str(part);
        }
        written
    }
}

/// The text with what stands in round brackets blanked out, byte for byte, so that places stay.
fn without_brackets(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'(', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut blanked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('(') {
        let Some(len) = bracketed(&rest[open..]) else {
            break;
        };
        blanked.push_str(&rest[..open]);
        blanked.extend(std::iter::repeat_n(' ', len));
        rest = &rest[open + len..];
    }
    blanked.push_str(rest);
    if blanked.trim().is_empty() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(blanked)
    }
}

/// Length of the bracketed piece that `text` starts with; `None` when it is never closed.
fn bracketed(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

fn gap(between: &str) -> Gap {
    match between {
        " " | "" => return Gap::Close,
        ", " => return Gap::Soft,
        "; " => return Gap::Hard,
        _ => {}
    }
    let widest = between.chars().map(|ch| match ch {
        ';' => Gap::Hard,
        ':' => Gap::Colon,
        ',' | '/' | '\n' | '.' | '|' | '…' => Gap::Soft,
        '–' | '—' => Gap::Dash,
        _ => Gap::Close,
    });
    let widest = widest.max().unwrap_or(Gap::Close);
    if widest == Gap::Close && between.contains(" - ") {
        return Gap::Dash;
    }
    widest
}

/// Keys of words that lists are read by.
pub(super) mod key {
    use vietnamese::key::WordKey;

    pub(in super::super) const VA: WordKey = WordKey::of("va");
    pub(in super::super) const HOAC: WordKey = WordKey::of("hoăc");
    pub(in super::super) const CUNG: WordKey = WordKey::of("cung");
    pub(in super::super) const VOI: WordKey = WordKey::of("vơi");
    pub(in super::super) const CAP: WordKey = WordKey::of("câp");
    pub(in super::super) const XA: WordKey = WordKey::of("xa");
    pub(in super::super) const HUYEN: WordKey = WordKey::of("huyên");
    pub(in super::super) const PHU_TRACH: [WordKey; 2] = [WordKey::of("phu"), WordKey::of("trach")];
    pub(in super::super) const PHOI_HOP: [WordKey; 2] = [WordKey::of("phôi"), WordKey::of("hơp")];
    pub(in super::super) const NGOAI: WordKey = WordKey::of("ngoai");
    pub(in super::super) const THUOC: WordKey = WordKey::of("thuôc");
    pub(in super::super) const TO: WordKey = WordKey::of("tô");
    pub(in super::super) const DANG_DOAN: [WordKey; 2] = [WordKey::of("đang"), WordKey::of("đoan")];
    pub(in super::super) const CONG_DOAN: [WordKey; 2] = [WordKey::of("công"), WordKey::of("đoan")];
    pub(in super::super) const CONG_AN: [WordKey; 2] = [WordKey::of("công"), WordKey::of("an")];
    pub(in super::super) const THU_VIEN: [WordKey; 2] = [WordKey::of("thư"), WordKey::of("viên")];
}
