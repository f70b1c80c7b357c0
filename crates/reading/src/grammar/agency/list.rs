//! A list of agencies as a row of words, and what its words are.

use std::borrow::Cow;
use std::ops::Range;

use vietnamese::key::Keyed;

use super::lexicon::{Family, LEXICON};
use super::phrases::Set;

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
    keyed: Keyed,
    /// The words as the lexicon numbers them.
    row: Vec<u32>,
    gaps: Vec<Gap>,
}

impl<'a> List<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let text = without_brackets(text);
        let keyed = Keyed::of(&text);
        let mut gaps = Vec::with_capacity(keyed.words().len());
        let mut end = 0;
        for word in keyed.words() {
            gaps.push(gap(&text[end..word.source.start]));
            end = word.source.end;
        }
        Self {
            row: LEXICON.phrases.row(&keyed),
            text,
            keyed,
            gaps,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.keyed.words().len()
    }

    pub(super) fn gap(&self, index: usize) -> Gap {
        self.gaps.get(index).copied().unwrap_or(Gap::Hard)
    }

    /// Whether the text goes on with a full stop before the word `index`.
    pub(super) fn stops_before(&self, index: usize) -> bool {
        let words = self.keyed.words();
        let (Some(before), Some(word)) = (
            index.checked_sub(1).and_then(|i| words.get(i)),
            words.get(index),
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
    pub(super) fn may_start_phrase(&self, sets: &[Set]) -> bool {
        LEXICON.phrases.may_start(sets, &self.row)
    }

    fn longest(&self, set: Set, index: usize, gap: Gap) -> usize {
        let words = self.row.get(index..).unwrap_or_default();
        LEXICON
            .phrases
            .longest(set, words, |behind| self.gaps[index + behind] < gap)
    }

    pub(super) fn is_upper(&self, index: usize) -> bool {
        self.word(index)
            .chars()
            .next()
            .is_some_and(char::is_uppercase)
    }

    pub(super) fn is_lower(&self, index: usize) -> bool {
        self.word(index)
            .chars()
            .next()
            .is_some_and(char::is_lowercase)
    }

    pub(super) fn is_plural(&self, index: usize) -> bool {
        self.is_one(LEXICON.plurals, index)
    }

    /// Whether the word `index` is one of a set of words.
    fn is_one(&self, set: Set, index: usize) -> bool {
        self.row
            .get(index)
            .is_some_and(|&word| LEXICON.phrases.is_word(set, word))
    }

    /// Number of words that only join two actors: "và", "cùng với".
    pub(super) fn connector(&self, index: usize) -> usize {
        if !self.is_one(LEXICON.joiners, index) {
            return 0;
        }
        match self.keyed.key(index) {
            "va" | "hoăc" => 1,
            "cung" if self.is_lower(index) => 1 + usize::from(self.keyed.key(index + 1) == "vơi"),
            _ => 0,
        }
    }

    /// Whether a list may part before the word `index`.
    pub(super) fn is_boundary(&self, index: usize) -> bool {
        index >= self.len() || self.gap(index) >= Gap::Soft || self.connector(index) > 0
    }

    /// The family of which the word `index` is the head, and the length of the head.
    pub(super) fn family(&self, index: usize) -> Option<(&'static Family, usize)> {
        LEXICON.families.iter().find_map(|family| {
            let words = self.row.get(index..).unwrap_or_default();
            let len = LEXICON.phrases.longest(family.head, words, |_| true);
            (len > 0).then_some((family, len))
        })
    }

    pub(super) fn word(&self, index: usize) -> &str {
        self.keyed
            .words()
            .get(index)
            .map_or("", |word| &self.text[word.source.clone()])
    }

    pub(super) fn key(&self, index: usize) -> &str {
        self.keyed.key(index)
    }

    /// Place of the words `words` in the text.
    pub(super) fn place(&self, words: Range<usize>) -> Range<usize> {
        let all = self.keyed.words();
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
    if between == " " {
        return Gap::Close;
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
