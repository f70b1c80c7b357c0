//! Match keys and folding.
//!
//! Two keys for two uses. The match key finds a name in a dictionary: case, tone, place of the
//! tone, final `i` or `y`, punctuation and spacing do not matter, the letters ă â đ ê ô ơ ư do.
//! Losing the tone makes `thanh` and `thành` one, which a dictionary of names bears and a
//! dictionary of words would not. The fold finds what a person typed without accents: it takes
//! everything off.

mod letters;
mod words;

use std::ops::Range;

use letters::{DROPPED, LETTERS};
pub use words::{KeyedWord, WordKey, leading_key, words};

/// Lower case without any accent, `đ` as `d`: what a person types in a hurry.
///
/// ```
/// assert_eq!(vietnamese::key::fold("Đôn đốc, Huế"), "don doc, hue");
/// ```
pub fn fold(text: &str) -> String {
    let letters = &*LETTERS;
    let bytes = text.as_bytes();
    let mut folded = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < bytes.len() {
        let (fold, length) = letters.fold(bytes, at);
        if let Some(byte) = fold {
            folded.push(byte);
        } else {
            let odd = text[at..at + length].chars();
            let odd = odd.map(|ch| letters.of(ch).folded);
            let kept = odd.filter(|&letter| letter != DROPPED);
            folded.extend(kept.collect::<String>().bytes());
        }
        at += length;
    }
    String::from_utf8(folded).unwrap_or_default()
}

/// [`fold`] onto the end of a string that is there already.
pub fn fold_onto(folded: &mut String, text: &str) {
    folded.reserve(text.len());
    let letters = &*LETTERS;
    for ch in text.chars() {
        push_letter(folded, letters.of(ch).folded);
    }
}

fn push_letter(text: &mut String, letter: char) {
    if letter != DROPPED {
        text.push(letter);
    }
}

/// Small letters, each as long as the letter it stands for, so that places stay. The few letters
/// whose small form is longer or shorter stay as they are.
///
/// ```
/// assert_eq!(vietnamese::key::lower("UBND Tỉnh, İ"), "ubnd tỉnh, İ");
/// ```
pub fn lower(text: &str) -> String {
    let letters = &*LETTERS;
    let bytes = text.as_bytes();
    let mut lower = String::with_capacity(text.len());
    let (mut at, mut done) = (0, 0);
    while let Some(&first) = bytes.get(at) {
        if first.is_ascii() {
            at += 1;
            continue;
        }
        let (capital, length) = may_be_capital(first, &bytes[at..]);
        if capital && let Some(ch) = text.get(at..).and_then(|rest| rest.chars().next()) {
            let small = letters.of(ch).lower;
            if small != ch {
                lower.push_str(&text[done..at]);
                lower.push(small);
                done = at + ch.len_utf8();
            }
        }
        at += length;
    }
    lower.push_str(&text[done..]);
    lower.make_ascii_lowercase();
    lower
}

/// Whether a letter outside ASCII may have another small form, and how far the next one is. Nearly
/// all letters of a Vietnamese text are told apart by their bytes.
#[inline]
fn may_be_capital(first: u8, letter: &[u8]) -> (bool, usize) {
    match (first, letter) {
        (0xc3, [_, second, ..]) => (*second < 0xa0, 2),
        // ă đ ĩ ũ ơ ư
        (0xc4, [_, 0x83 | 0x91 | 0xa9, ..])
        | (0xc5, [_, 0xa9, ..])
        | (0xc6, [_, 0xa1 | 0xb0, ..]) => (false, 2),
        // Of the letters from U+1EA0 on the capitals are even, the small ones odd.
        (0xe1, [_, 0xba, third, ..]) => (*third < 0xa0 || third % 2 == 0, 3),
        (0xe1, [_, 0xbb, third, ..]) => (third % 2 == 0, 3),
        // No letter starts within another.
        _ => (true, 1),
    }
}

/// The small letter of a letter, as [`lower`] writes it.
#[inline]
pub fn lower_letter(letter: char) -> char {
    if letter.is_ascii() {
        return letter.to_ascii_lowercase();
    }
    LETTERS.of(letter).lower
}

/// What [`char::is_alphanumeric`] says, looked up at once for the letters of Vietnamese.
#[inline]
pub fn is_alphanumeric(letter: char) -> bool {
    if letter.is_ascii() {
        return letter.is_ascii_alphanumeric();
    }
    LETTERS.of(letter).alphanumeric()
}

/// What [`char::is_alphabetic`] says, looked up at once for the letters of Vietnamese.
#[inline]
pub fn is_alphabetic(letter: char) -> bool {
    if letter.is_ascii() {
        return letter.is_ascii_alphabetic();
    }
    LETTERS.of(letter).alphabetic()
}

/// What [`char::is_lowercase`] says, looked up at once for the letters of Vietnamese.
#[inline]
pub fn is_lowercase(letter: char) -> bool {
    if letter.is_ascii() {
        return letter.is_ascii_lowercase();
    }
    LETTERS.of(letter).lowercase()
}

/// What [`char::is_uppercase`] says, looked up at once for the letters of Vietnamese.
#[inline]
pub fn is_uppercase(letter: char) -> bool {
    if letter.is_ascii() {
        return letter.is_ascii_uppercase();
    }
    LETTERS.of(letter).uppercase()
}

/// The match key of a name: the keys of its words, one space between.
///
/// ```
/// use vietnamese::key::match_key;
/// assert_eq!(match_key("Uỷ ban  nhân dân"), match_key("ỦY BAN NHÂN DÂN"));
/// assert_ne!(match_key("Thông tin"), match_key("Thông tấn"));
/// ```
pub fn match_key(text: &str) -> String {
    let keyed = Keyed::of(text);
    // A mark without its letter is a word with nothing in its key.
    if keyed.words.iter().any(|word| word.key.is_empty()) {
        let keys = keyed.words.iter().map(|word| &keyed.text[word.key.clone()]);
        let keys: Vec<&str> = keys.filter(|key| !key.is_empty()).collect();
        return keys.join(" ");
    }
    let mut key = keyed.text;
    key.pop();
    key
}

/// A text as a row of keyed words, each of which knows its place.
#[derive(Debug, Clone, Default)]
pub struct Keyed {
    /// The keys of the words, a space after each: a phrase that ends in a space can only match
    /// whole words.
    text: String,
    words: Vec<Word>,
}

/// One word of a [`Keyed`] text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Place of its key in [`Keyed::text`], without the space.
    pub key: Range<usize>,
    /// Place of the word in the text it was read from.
    pub source: Range<usize>,
}

impl Keyed {
    /// Reads the words of a text. A word is a run of letters and digits; `&` inside a word or on
    /// its own belongs to it (`TT&TT` is one word).
    pub fn of(text: &str) -> Self {
        let letters = &*LETTERS;
        let mut keyed = Self {
            text: String::with_capacity(text.len() + 1),
            words: Vec::with_capacity(text.len() / 4 + 1),
        };
        let mut rest = text.char_indices();
        while let Some((start, first)) = rest.next() {
            let letter = letters.of(first);
            if !letter.in_words() {
                continue;
            }
            let key = keyed.text.len();
            push_letter(&mut keyed.text, letter.toneless);
            let end = loop {
                let Some((at, ch)) = rest.next() else {
                    break text.len();
                };
                let letter = letters.of(ch);
                if !letter.in_words() {
                    break at;
                }
                push_letter(&mut keyed.text, letter.toneless);
            };
            keyed.close(key, start..end);
        }
        keyed
    }

    /// The keys, a space after each.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The words in order.
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// The key of the word at `index`; empty past the end.
    pub fn key(&self, index: usize) -> &str {
        self.words
            .get(index)
            .map_or("", |word| &self.text[word.key.clone()])
    }

    /// Ends the word whose key starts at the byte `key`.
    fn close(&mut self, key: usize, source: Range<usize>) {
        if is_i_for_y(&self.text[key..]) {
            self.text.pop();
            self.text.push('y');
        }
        let key = key..self.text.len();
        self.words.push(Word { key, source });
        self.text.push(' ');
    }
}

/// Syllables that are written with final `i` and with final `y`: quí, hi, kĩ, lí, mĩ, sĩ, tỉ.
fn is_i_for_y(syllable: &str) -> bool {
    matches!(syllable, "qui" | "hi" | "ki" | "li" | "mi" | "si" | "ti")
}
