//! Match keys and folding.
//!
//! Two keys for two uses. The match key finds a name in a dictionary: case, tone, place of the
//! tone, final `i` or `y`, punctuation and spacing do not matter, the letters ă â đ ê ô ơ ư do.
//! Losing the tone makes `thanh` and `thành` one, which a dictionary of names bears and a
//! dictionary of words would not. The fold finds what a person typed without accents: it takes
//! everything off.

use std::ops::Range;
use std::sync::LazyLock;

use unicode_normalization::char::{compose, decompose_canonical, is_combining_mark};

/// The tones: huyền, sắc, ngã, hỏi, nặng.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// Lower case without any accent, `đ` as `d`: what a person types in a hurry.
///
/// ```
/// assert_eq!(vietnamese::key::fold("Đôn đốc, Huế"), "don doc, hue");
/// ```
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_onto(&mut folded, text);
    folded
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
    let mut lower = String::with_capacity(text.len());
    let mut done = 0;
    for (at, ch) in text.char_indices().filter(|(_, ch)| !ch.is_ascii()) {
        let small = letters.of(ch).lower;
        if small != ch {
            lower.push_str(&text[done..at]);
            lower.push(small);
            done = at + ch.len_utf8();
        }
    }
    lower.push_str(&text[done..]);
    lower.make_ascii_lowercase();
    lower
}

/// The small letter of a letter, as [`lower`] writes it.
pub fn lower_letter(letter: char) -> char {
    LETTERS.of(letter).lower
}

/// What [`char::is_alphanumeric`] says, looked up at once for the letters of Vietnamese.
pub fn is_alphanumeric(letter: char) -> bool {
    LETTERS.of(letter).alphanumeric
}

/// The match key of a name: the keys of its words, one space between.
///
/// ```
/// use vietnamese::key::match_key;
/// assert_eq!(match_key("Uỷ ban  nhân dân"), match_key("ỦY BAN NHÂN DÂN"));
/// assert_ne!(match_key("Thông tin"), match_key("Thông tấn"));
/// ```
pub fn match_key(text: &str) -> String {
    let mut key = Keyed::of(text).text;
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
            if !letter.in_words {
                continue;
            }
            let key = keyed.text.len();
            push_letter(&mut keyed.text, letter.toneless);
            let end = loop {
                let Some((at, ch)) = rest.next() else {
                    break text.len();
                };
                let letter = letters.of(ch);
                if !letter.in_words {
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

fn is_word_letter(ch: char) -> bool {
    if ch.is_ascii() {
        return ch.is_ascii_alphanumeric() || ch == '&';
    }
    ch.is_alphanumeric() || is_combining_mark(ch)
}

/// Syllables that are written with final `i` and with final `y`: quí, hi, kĩ, lí, mĩ, sĩ, tỉ.
fn is_i_for_y(syllable: &str) -> bool {
    matches!(syllable, "qui" | "hi" | "ki" | "li" | "mi" | "si" | "ti")
}

/// Stands in the table for a letter that leaves nothing behind: no character of any text.
const DROPPED: char = '\u{10ffff}';

static LETTERS: LazyLock<Letters> = LazyLock::new(Letters::new);

/// What becomes of a character.
#[derive(Debug, Clone, Copy)]
struct Letter {
    /// In a match key; [`DROPPED`] when nothing is left.
    toneless: char,
    /// In a fold; [`DROPPED`] when nothing is left.
    folded: char,
    /// The small letter, if it is as long.
    lower: char,
    /// Whether words are made of it.
    in_words: bool,
    /// Whether it is a letter or a digit.
    alphanumeric: bool,
}

impl Letter {
    fn new(ch: char) -> Self {
        let folded = reduce(ch, is_combining_mark);
        Self {
            toneless: reduce(ch, is_tone),
            lower: small(ch),
            folded: if folded == 'đ' { 'd' } else { folded },
            in_words: is_word_letter(ch),
            alphanumeric: ch.is_alphanumeric(),
        }
    }
}

/// The letters below U+0250 and of U+1E00 to U+1EFF, which hold all of Vietnamese, worked out once.
struct Letters {
    latin: [Letter; LATIN as usize],
    additional: [Letter; 0x100],
}

const LATIN: u32 = 0x250;

const ADDITIONAL: u32 = 0x1e00;

/// As many letters as there is room for, from a code on.
fn array<const N: usize>(first: u32, letter: impl Fn(u32) -> Letter) -> [Letter; N] {
    let mut codes = first..;
    std::array::from_fn(|_| letter(codes.next().unwrap_or(first)))
}

impl Letters {
    fn new() -> Self {
        let letter = |code| Letter::new(char::from_u32(code).unwrap_or(DROPPED));
        Self {
            latin: array(0, letter),
            additional: array(ADDITIONAL, letter),
        }
    }

    fn of(&self, ch: char) -> Letter {
        let code = u32::from(ch);
        if code < LATIN {
            return self.latin[code as usize];
        }
        let index = code.wrapping_sub(ADDITIONAL);
        match self.additional.get(index as usize) {
            Some(letter) => *letter,
            None => Letter::new(ch),
        }
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
