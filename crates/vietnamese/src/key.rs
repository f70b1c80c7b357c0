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
    let mut rest = text;
    while let Some(wide) = rest.bytes().position(|byte| byte >= 0x80) {
        push_lower(folded, &rest[..wide]);
        let Some(ch) = rest[wide..].chars().next() else {
            return;
        };
        push_letter(folded, LETTERS.folded(ch));
        rest = &rest[wide + ch.len_utf8()..];
    }
    push_lower(folded, rest);
}

fn push_lower(folded: &mut String, ascii: &str) {
    let from = folded.len();
    folded.push_str(ascii);
    folded[from..].make_ascii_lowercase();
}

fn push_letter(text: &mut String, letter: char) {
    if letter != DROPPED {
        text.push(letter);
    }
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
        let mut keyed = Self {
            text: String::with_capacity(text.len() + 1),
            words: Vec::new(),
        };
        let mut start = None;
        for (at, ch) in text.char_indices() {
            match (is_word_letter(ch), start) {
                (true, None) => start = Some(at),
                (false, Some(from)) => {
                    keyed.push(text, from..at);
                    start = None;
                }
                _ => {}
            }
        }
        if let Some(from) = start {
            keyed.push(text, from..text.len());
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

    fn push(&mut self, text: &str, source: Range<usize>) {
        let from = self.text.len();
        for ch in text[source.clone()].chars() {
            push_letter(&mut self.text, LETTERS.toneless(ch));
        }
        if is_i_for_y(&self.text[from..]) {
            self.text.pop();
            self.text.push('y');
        }
        self.words.push(Word {
            key: from..self.text.len(),
            source,
        });
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

/// Stands in the table for a letter that leaves nothing behind.
const DROPPED: char = '\0';

static LETTERS: LazyLock<Letters> = LazyLock::new(Letters::new);

/// What becomes of the letters below U+0250 and of U+1E00 to U+1EFF, which hold all of Vietnamese.
struct Letters {
    latin: Vec<[char; 2]>,
    additional: Vec<[char; 2]>,
}

const ADDITIONAL: u32 = 0x1e00;

impl Letters {
    fn new() -> Self {
        let row = |code| {
            let ch = char::from_u32(code).unwrap_or(DROPPED);
            [reduce(ch, is_tone), reduce(ch, is_combining_mark)]
        };
        Self {
            latin: (0..0x250).map(row).collect(),
            additional: (ADDITIONAL..ADDITIONAL + 0x100).map(row).collect(),
        }
    }

    fn toneless(&self, ch: char) -> char {
        self.row(ch)
            .map_or_else(|| reduce(ch, is_tone), |row| row[0])
    }

    fn folded(&self, ch: char) -> char {
        let folded = self
            .row(ch)
            .map_or_else(|| reduce(ch, is_combining_mark), |row| row[1]);
        if folded == 'đ' { 'd' } else { folded }
    }

    fn row(&self, ch: char) -> Option<&[char; 2]> {
        let code = u32::from(ch) as usize;
        self.latin.get(code).or_else(|| {
            code.checked_sub(ADDITIONAL as usize)
                .and_then(|index| self.additional.get(index))
        })
    }
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
