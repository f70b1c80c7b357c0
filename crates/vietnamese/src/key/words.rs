//! The words of a text with their keys as numbers: what looks names up needs no copy of the text.

use std::ops::Range;

use super::letters::{
    ALPHANUMERIC, DROPPED, IN_WORDS, LETTERS, LOWERCASE, Letters, ODD, UPPERCASE,
};

/// The match key of one word as a number: equal for equal keys. Up to ten letters and digits are
/// packed, so that a word of Vietnamese is its number; longer words and letters of other alphabets
/// are hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WordKey(u64);

const BITS: u32 = 6;
const MOST: u32 = 10;
const HASHED: u64 = 1 << 63;
const FINAL_I: u64 = 9;
const FINAL_Y: u64 = 25;

/// The number of a letter of a key; 0 when it has none.
pub(super) const fn code(toneless: char) -> u8 {
    match toneless {
        'a'..='z' => toneless as u8 - b'a' + 1,
        '0'..='9' => toneless as u8 - b'0' + 27,
        'ă' => 37,
        'â' => 38,
        'đ' => 39,
        'ê' => 40,
        'ô' => 41,
        'ơ' => 42,
        'ư' => 43,
        '&' => 44,
        _ => 0,
    }
}

impl WordKey {
    /// The key of a word that is written as a key: small letters without tones.
    ///
    /// ```
    /// use vietnamese::key::{WordKey, words};
    /// assert_eq!(words("Cấp").next().map(|word| word.key), Some(WordKey::of("câp")));
    /// ```
    ///
    /// # Panics
    /// When the word is longer than ten letters or holds anything else: it is meant for constants.
    #[must_use]
    pub const fn of(word: &str) -> Self {
        let bytes = word.as_bytes();
        let (mut packed, mut count, mut at) = (0_u64, 0, 0);
        while at < bytes.len() {
            let (letter, length) = if bytes[at] < 0x80 {
                (bytes[at] as u32, 1)
            } else {
                // The letters of keys outside ASCII take two bytes each.
                (
                    (bytes[at] as u32 & 0x1f) << 6 | bytes[at + 1] as u32 & 0x3f,
                    2,
                )
            };
            let code = match char::from_u32(letter) {
                Some(letter) => code(letter),
                None => 0,
            };
            assert!(code != 0 && count < MOST, "no short key");
            packed = packed << BITS | code as u64;
            count += 1;
            at += length;
        }
        Self(packed)
    }
}

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyedWord {
    /// Its key.
    pub key: WordKey,
    /// Its place in the text.
    pub source: Range<usize>,
    /// Whether it starts with a capital.
    pub is_upper: bool,
    /// Whether it starts with a small letter.
    pub is_lower: bool,
}

/// The words of a text in order, as [`super::Keyed`] reads them.
pub fn words(text: &str) -> impl Iterator<Item = KeyedWord> {
    Words {
        letters: &LETTERS,
        text,
        at: 0,
    }
}

/// The key of the letters and digits that a text starts with.
///
/// ```
/// use vietnamese::key::{WordKey, leading_key};
/// assert_eq!(leading_key("Cấp, ngành"), WordKey::of("câp"));
/// ```
pub fn leading_key(text: &str) -> WordKey {
    let letters = &*LETTERS;
    let (packed, end) = Packed::run(letters, text.as_bytes(), 0, ALPHANUMERIC);
    packed.key(letters, &text[..end])
}

struct Words<'a> {
    letters: &'static Letters,
    text: &'a str,
    at: usize,
}

impl Iterator for Words<'_> {
    type Item = KeyedWord;

    #[inline]
    fn next(&mut self) -> Option<KeyedWord> {
        let bytes = self.text.as_bytes();
        let is = loop {
            let first = *bytes.get(self.at)?;
            let (letter, length) = if first.is_ascii() {
                (self.letters.ascii(first), 1)
            } else {
                self.letters.scan(bytes, self.at)
            };
            let is = letter.to_be_bytes()[0];
            if is & IN_WORDS != 0 {
                break is;
            }
            self.at += length;
        };
        let (packed, end) = Packed::run(self.letters, bytes, self.at, IN_WORDS);
        let source = self.at..end;
        self.at = end;
        Some(KeyedWord {
            key: packed.key(self.letters, &self.text[source.clone()]),
            source,
            is_upper: is & UPPERCASE != 0,
            is_lower: is & LOWERCASE != 0,
        })
    }
}

/// A key being put together.
#[derive(Default)]
struct Packed {
    bits: u64,
    count: u32,
    /// Whether some letter has no code: not 0.
    odd: u8,
}

impl Packed {
    /// The letters from a byte on that are of a sort, and where they end.
    #[inline]
    fn run(letters: &Letters, bytes: &[u8], start: usize, sort: u8) -> (Self, usize) {
        let mut packed = Self::default();
        let mut at = start;
        while let Some(&first) = bytes.get(at) {
            let (letter, length) = if first.is_ascii() {
                (letters.ascii(first), 1)
            } else {
                letters.scan(bytes, at)
            };
            let [is, code] = letter.to_be_bytes();
            if is & sort == 0 {
                break;
            }
            at += length;
            if code != 0 {
                packed.bits = packed.bits << BITS | u64::from(code);
                packed.count += 1;
            }
            packed.odd |= is & ODD;
        }
        (packed, at)
    }

    #[inline]
    fn key(&self, letters: &Letters, word: &str) -> WordKey {
        if self.odd != 0 || self.count > MOST {
            return hashed(letters, word);
        }
        if self.bits & ((1 << BITS) - 1) == FINAL_I && is_i_for_y(self.bits) {
            return WordKey(self.bits - FINAL_I + FINAL_Y);
        }
        WordKey(self.bits)
    }
}

/// Syllables that are written with final `i` and with final `y`.
fn is_i_for_y(bits: u64) -> bool {
    const SYLLABLES: [WordKey; 7] = [
        WordKey::of("qui"),
        WordKey::of("hi"),
        WordKey::of("ki"),
        WordKey::of("li"),
        WordKey::of("mi"),
        WordKey::of("si"),
        WordKey::of("ti"),
    ];
    SYLLABLES.contains(&WordKey(bits))
}

/// The key of a word that cannot be packed.
#[cold]
fn hashed(letters: &Letters, word: &str) -> WordKey {
    let toneless = word.chars().map(|ch| letters.of(ch).toneless);
    let kept = toneless.filter(|&letter| letter != DROPPED);
    // FNV-1a over the letters.
    let hash = kept.fold(0xcbf2_9ce4_8422_2325_u64, |hash, letter| {
        (hash ^ u64::from(u32::from(letter))).wrapping_mul(0x0100_0000_01b3)
    });
    WordKey(hash | HASHED)
}
