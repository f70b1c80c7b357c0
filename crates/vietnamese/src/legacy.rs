//! Text from before Unicode: TCVN3 (the .Vn fonts) and VNI.
//!
//! Such text reaches us as Latin-1 letters that only make sense in its font: "KÕ ho¹ch" and "Keá
//! hoaïch" are both "Kế hoạch". TCVN3 gives each letter one code; its fonts for capitals show the
//! codes of small letters, so a heading comes out in small letters. VNI writes a letter and its
//! marks apart.

use std::borrow::Cow;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use crate::syllable;

/// An encoding from before Unicode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// TCVN 5712:1993, VN3 (ABC).
    Tcvn3,
    /// VNI-Win.
    Vni,
}

/// Reads text that was decoded as Latin-1 though it is of another encoding.
pub fn decode(text: &str, encoding: Encoding) -> String {
    match encoding {
        Encoding::Tcvn3 => text.chars().map(tcvn3).collect(),
        Encoding::Vni => vni(text),
    }
}

/// Least share of valid syllables that a reading must have to be believed, and by how much it
/// must beat the text as it is.
const BELIEVED: f64 = 0.9;
const GAP: f64 = 0.3;

/// Bytes that are looked at: far more than a line of any document.
const SAMPLE: usize = 16 << 10;

/// Which encoding the text is of: the one whose reading consists of valid syllables where the
/// text as it is does not. Documents mix encodings, so this is asked run by run.
pub fn detect(text: &str) -> Option<Encoding> {
    let letters = |ch: char| ch > '\u{ff}' && ch.is_alphabetic();
    // Most text is Unicode and shows it: it holds letters that the old codes cannot reach.
    if text.chars().any(letters) || !text.chars().any(|ch| ('\u{a1}'..='\u{ff}').contains(&ch)) {
        return None;
    }
    // A line that is longer is of one encoding all the same.
    let text = &text[..text.floor_char_boundary(SAMPLE)];
    let plain = syllable::share(text);
    let readings = [Encoding::Tcvn3, Encoding::Vni];
    let (encoding, share) = readings
        .map(|encoding| (encoding, syllable::share(&decode(text, encoding))))
        .into_iter()
        .max_by(|a, b| a.1.total_cmp(&b.1))?;
    (share >= BELIEVED && share - plain >= GAP).then_some(encoding)
}

/// The text with each of its lines read in the encoding it is of.
pub fn repair(text: &str) -> Cow<'_, str> {
    if text.lines().all(|line| detect(line).is_none()) {
        return Cow::Borrowed(text);
    }
    let lines = text.split_inclusive('\n').map(|line| match detect(line) {
        Some(encoding) => decode(line, encoding),
        None => line.to_owned(),
    });
    Cow::Owned(lines.collect())
}

/// What the codes from U+00A1 to U+00FE stand for in TCVN3; a full stop where a code is free.
const TCVN3: &str = "ĂÂÊÔƠƯĐăâêôơưđ......àảãáạ.ằẳẵắ.......ặầẩẫấậè.ẻẽéẹềểễếệìỉ...ĩíịò.ỏõóọồổỗốộờởỡớợù.ủũúụừửữứựỳỷỹýỵ";

static TCVN3_ROWS: LazyLock<Vec<char>> = LazyLock::new(|| TCVN3.chars().collect());

fn tcvn3(ch: char) -> char {
    let letter = u32::from(ch)
        .checked_sub(0xa1)
        .and_then(|row| TCVN3_ROWS.get(row as usize));
    letter
        .copied()
        .filter(|&letter| letter != '.')
        .unwrap_or(ch)
}

/// Tones that VNI puts behind a vowel.
const TONES: [(char, char); 5] = [
    ('ø', '\u{300}'),
    ('ù', '\u{301}'),
    ('û', '\u{309}'),
    ('õ', '\u{303}'),
    ('ï', '\u{323}'),
];

/// The circumflex with each tone, behind a, e, o.
const CIRCUMFLEX: [(char, &str); 6] = [
    ('â', "\u{302}"),
    ('à', "\u{302}\u{300}"),
    ('á', "\u{302}\u{301}"),
    ('å', "\u{302}\u{309}"),
    ('ã', "\u{302}\u{303}"),
    ('ä', "\u{302}\u{323}"),
];

/// The breve with each tone, behind a.
const BREVE: [(char, &str); 6] = [
    ('ê', "\u{306}"),
    ('è', "\u{306}\u{300}"),
    ('é', "\u{306}\u{301}"),
    ('ú', "\u{306}\u{309}"),
    ('ü', "\u{306}\u{303}"),
    ('ë', "\u{306}\u{323}"),
];

/// Letters that VNI writes with one code.
const SINGLE: [(char, char); 8] = [
    ('ñ', 'đ'),
    ('æ', 'ỉ'),
    ('ó', 'ĩ'),
    ('ò', 'ị'),
    ('î', 'ỵ'),
    ('ô', 'ơ'),
    ('ö', 'ư'),
    ('í', 'í'),
];

fn vni(text: &str) -> String {
    let mut read = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(ch) = chars.next() {
        read.push(single(ch));
        let marks = chars
            .peek()
            .and_then(|&next| marks_behind(small(ch), small(next)));
        if let Some(marks) = marks {
            read.push_str(&marks);
            chars.next();
        }
    }
    read.nfc().collect()
}

fn marks_behind(letter: char, mark: char) -> Option<Cow<'static, str>> {
    let tone = TONES
        .iter()
        .find(|(code, _)| *code == mark)
        .map(|(_, tone)| Cow::Owned(tone.to_string()));
    let find = |table: &[(char, &'static str)]| {
        table
            .iter()
            .find(|(code, _)| *code == mark)
            .map(|(_, marks)| Cow::Borrowed(*marks))
    };
    match letter {
        'a' => tone.or_else(|| find(&CIRCUMFLEX)).or_else(|| find(&BREVE)),
        'e' | 'o' => tone.or_else(|| find(&CIRCUMFLEX)),
        'u' | 'y' | 'ô' | 'ö' => tone,
        _ => None,
    }
}

fn single(ch: char) -> char {
    let Some((_, letter)) = SINGLE.iter().find(|(code, _)| *code == small(ch)) else {
        return ch;
    };
    if ch.is_uppercase() {
        letter.to_uppercase().next().unwrap_or(*letter)
    } else {
        *letter
    }
}

fn small(ch: char) -> char {
    ch.to_lowercase().next().unwrap_or(ch)
}
