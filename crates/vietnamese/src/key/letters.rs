//! What becomes of each letter, worked out once.

use std::sync::LazyLock;

use unicode_normalization::char::{compose, decompose_canonical, is_combining_mark};

/// The tones: huyền, sắc, ngã, hỏi, nặng.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// Stands in the table for a letter that leaves nothing behind: no character of any text.
pub(super) const DROPPED: char = '\u{10ffff}';

pub(super) static LETTERS: LazyLock<Letters> = LazyLock::new(Letters::new);

/// What becomes of a character.
#[derive(Debug, Clone, Copy)]
pub(super) struct Letter {
    /// In a match key; [`DROPPED`] when nothing is left.
    pub(super) toneless: char,
    /// In a fold; [`DROPPED`] when nothing is left.
    pub(super) folded: char,
    /// The small letter, if it is as long.
    pub(super) lower: char,
    /// What it is, bit by bit.
    is: u8,
    /// Its number in a [`super::WordKey`]; 0 of a letter that has none.
    pub(super) code: u8,
}

/// Words are made of it.
pub(super) const IN_WORDS: u8 = 1;
/// A letter or a digit.
pub(super) const ALPHANUMERIC: u8 = 2;
const ALPHABETIC: u8 = 4;
pub(super) const LOWERCASE: u8 = 8;
pub(super) const UPPERCASE: u8 = 16;
/// It stands in keys and has no code.
pub(super) const ODD: u8 = 32;

impl Letter {
    fn new(ch: char) -> Self {
        let folded = reduce(ch, is_combining_mark);
        let toneless = reduce(ch, is_tone);
        let bit = |said: bool, bit: u8| if said { bit } else { 0 };
        Self {
            toneless,
            lower: small(ch),
            folded: if folded == 'đ' { 'd' } else { folded },
            is: bit(is_word_letter(ch), IN_WORDS)
                | bit(ch.is_alphanumeric(), ALPHANUMERIC)
                | bit(ch.is_alphabetic(), ALPHABETIC)
                | bit(ch.is_lowercase(), LOWERCASE)
                | bit(ch.is_uppercase(), UPPERCASE),
            code: super::words::code(toneless),
        }
    }

    /// Its code and, above it, what it is; marks that a key drops have no code.
    fn scanned(self) -> u16 {
        let odd = self.code == 0 && self.toneless != DROPPED;
        u16::from(self.code) | u16::from(self.is | if odd { ODD } else { 0 }) << 8
    }

    /// Whether words are made of it.
    pub(super) fn in_words(self) -> bool {
        self.is & IN_WORDS != 0
    }

    /// Whether it is a letter or a digit.
    pub(super) fn alphanumeric(self) -> bool {
        self.is & ALPHANUMERIC != 0
    }

    pub(super) fn alphabetic(self) -> bool {
        self.is & ALPHABETIC != 0
    }

    pub(super) fn lowercase(self) -> bool {
        self.is & LOWERCASE != 0
    }

    pub(super) fn uppercase(self) -> bool {
        self.is & UPPERCASE != 0
    }
}

/// The letters below U+0250 and of U+1E00 to U+1EFF, which hold all of Vietnamese, worked out once.
pub(super) struct Letters {
    all: [Letter; COUNT],
    /// What keys of words are made of: the code of a letter and, above it, what it is.
    codes: [u16; COUNT],
    /// Its fold where that is one byte; 0 where it is not.
    folds: [u8; COUNT],
}

const LATIN: usize = 0x250;

const ADDITIONAL: usize = 0x1e00;

const COUNT: usize = LATIN + 0x100;

impl Letters {
    fn new() -> Self {
        let letter = |slot: usize| {
            let code = if slot < LATIN {
                slot
            } else {
                slot - LATIN + ADDITIONAL
            };
            let code = u32::try_from(code).unwrap_or_default();
            Letter::new(char::from_u32(code).unwrap_or(DROPPED))
        };
        let all: [Letter; COUNT] = std::array::from_fn(letter);
        Self {
            codes: all.map(Letter::scanned),
            folds: all.map(|letter| match u8::try_from(letter.folded) {
                Ok(byte) if byte.is_ascii() => byte,
                _ => 0,
            }),
            all,
        }
    }

    #[inline]
    pub(super) fn of(&self, ch: char) -> Letter {
        let code = ch as usize;
        let slot = if code < LATIN {
            code
        } else {
            code.wrapping_sub(ADDITIONAL).saturating_add(LATIN)
        };
        match self.all.get(slot) {
            Some(letter) => *letter,
            None => Letter::new(ch),
        }
    }

    /// [`Self::scan`] of an ASCII letter.
    #[inline]
    pub(super) fn ascii(&self, letter: u8) -> u16 {
        self.codes[usize::from(letter)]
    }

    /// The code of the letter at a byte and what it is, and the length of the letter.
    pub(super) fn scan(&self, bytes: &[u8], at: usize) -> (u16, usize) {
        if let Some((slot, length)) = slot(bytes, at) {
            return (self.codes[slot], length);
        }
        let (letter, length) = self.other(bytes, at);
        (letter.scanned(), length)
    }

    /// The fold of the letter at a byte where it is one byte, and the length of the letter.
    #[inline]
    pub(super) fn fold(&self, bytes: &[u8], at: usize) -> (Option<u8>, usize) {
        match slot(bytes, at) {
            Some((slot, length)) => match self.folds[slot] {
                0 => (None, length),
                byte => (Some(byte), length),
            },
            None => (None, self.other(bytes, at).1),
        }
    }

    /// The letter at a byte, when it is none of the tables.
    #[cold]
    fn other(&self, bytes: &[u8], at: usize) -> (Letter, usize) {
        let rest = &bytes[at..bytes.len().min(at + 4)];
        let valid = rest.utf8_chunks().next().map_or("", |chunk| chunk.valid());
        let ch = valid.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER);
        (self.of(ch), ch.len_utf8())
    }
}

/// The place in the tables of the letter at a byte of a text, and the length of the letter: told
/// by its bytes, because this runs over every letter of every document.
#[inline]
fn slot(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let first = bytes[at];
    if first < 0x80 {
        return Some((usize::from(first), 1));
    }
    match (first, &bytes[at + 1..]) {
        (0xc2..=0xc8, [second, ..]) => {
            let slot = usize::from(first & 0x1f) << 6 | usize::from(second & 0x3f);
            Some((slot, 2))
        }
        (0xe1, [second @ 0xb8..=0xbb, third, ..]) => {
            let slot = usize::from(second & 3) << 6 | usize::from(third & 0x3f);
            Some((LATIN + slot, 3))
        }
        _ => None,
    }
}

fn small(ch: char) -> char {
    let mut letters = ch.to_lowercase();
    letters
        .next()
        .filter(|small| letters.next().is_none() && small.len_utf8() == ch.len_utf8())
        .unwrap_or(ch)
}

fn is_tone(ch: char) -> bool {
    TONES.contains(&ch)
}

/// The lower-case letter without the marks that `unwanted` names. Of a mark that stands alone the
/// circumflex, breve and horn cannot be joined to their letter any more; they stay as they are,
/// which is why keys are taken from the display form.
fn reduce(ch: char, unwanted: fn(char) -> bool) -> char {
    if unwanted(ch) {
        return DROPPED;
    }
    let mut kept: Option<char> = None;
    decompose_canonical(ch, |part| {
        let part = match part {
            'Ð' | 'Ɖ' | 'ð' | 'ɖ' => 'đ',
            other => other.to_lowercase().next().unwrap_or(other),
        };
        kept = match kept {
            _ if unwanted(part) => kept,
            None => Some(part),
            Some(letter) => compose(letter, part).or(Some(letter)),
        };
    });
    kept.unwrap_or(ch)
}

fn is_word_letter(ch: char) -> bool {
    if ch.is_ascii() {
        return ch.is_ascii_alphanumeric() || ch == '&';
    }
    ch.is_alphanumeric() || is_combining_mark(ch)
}
