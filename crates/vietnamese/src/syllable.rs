//! Valid syllables, and the words a search index keeps.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use crate::key::fold;

/// Consonants a syllable may start with; "qu" and "gi" count as consonants.
const ONSETS: [&str; 27] = [
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", "b", "c", "d", "đ", "g",
    "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x",
];

/// Everything that may stand behind the onset, without its tone.
const RHYMES: &str = "\
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây \
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu \
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu \
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet \
    oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơng ơp ơt \
    u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut \
    uy uya uych uyên uyêt uynh uyt uyu ư ưa ưc ưi ưm ưn ưng ưt ươc ươi ươm ươn ương ươp ươt ươu ưu \
    y ych yêm yên yêng yêt yêu ynh yt";

static RHYME_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| RHYMES.split_whitespace().collect());

/// Whether a word is a syllable that Vietnamese can have, in any case and either tone style.
///
/// ```
/// use vietnamese::syllable::is_valid;
/// assert!(is_valid("Nghệ") && is_valid("hoà") && is_valid("hòa"));
/// assert!(!is_valid("ho¹ch") && !is_valid("plan"));
/// ```
pub fn is_valid(word: &str) -> bool {
    let mut tones = String::new();
    let letters: String = word
        .nfd()
        .filter(|&ch| {
            let tone = matches!(
                ch,
                '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}'
            );
            if tone {
                tones.push(ch);
            }
            !tone
        })
        .flat_map(char::to_lowercase)
        .nfc()
        .collect();
    tones.chars().count() <= 1 && splits(&letters, tones.chars().next())
}

/// Whether the tone of a syllable stands on a letter that can bear it, in either style: "hoà" and
/// "hòa", but never "hòang" or "qùy". A word that is no syllable, or bears no tone, is not judged.
///
/// ```
/// use vietnamese::syllable::has_tone_in_place;
/// assert!(has_tone_in_place("Hoàng") && has_tone_in_place("Quỳ") && has_tone_in_place("hòa"));
/// assert!(!has_tone_in_place("Hòang") && !has_tone_in_place("Qùy"));
/// ```
pub fn has_tone_in_place(word: &str) -> bool {
    let mut letters: Vec<char> = Vec::new();
    let mut toned = None;
    for letter in word.nfc().flat_map(char::to_lowercase) {
        let bare: String = letter
            .nfd()
            .filter(|ch| {
                !matches!(
                    ch,
                    '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}'
                )
            })
            .nfc()
            .collect();
        let Some(bare) = bare.chars().next() else {
            return true;
        };
        if bare != letter {
            toned = Some(letters.len());
        }
        letters.push(bare);
    }
    let Some(toned) = toned.filter(|_| is_valid(word)) else {
        return true;
    };
    let text: String = letters.iter().collect();
    let rhymes = ONSETS
        .iter()
        .filter_map(|onset| text.strip_prefix(onset))
        .chain([text.as_str()])
        .filter(|rhyme| RHYME_SET.contains(rhyme));
    rhymes.into_iter().next().is_none_or(|rhyme| {
        let start = letters.len() - rhyme.chars().count();
        bearers(rhyme).iter().any(|at| start + at == toned)
    })
}

/// The letters of a rhyme that its tone may stand on.
fn bearers(rhyme: &str) -> Vec<usize> {
    let letters: Vec<char> = rhyme.chars().collect();
    let last = |set: &[char]| letters.iter().rposition(|letter| set.contains(letter));
    if let Some(at) = last(&['ă', 'â', 'ê', 'ô', 'ơ']).or_else(|| last(&['ư'])) {
        return vec![at];
    }
    let is_vowel = |letter: &char| matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let vowels = letters.iter().take_while(|letter| is_vowel(letter)).count();
    match (vowels, vowels < letters.len()) {
        (0 | 1, _) => vec![0],
        (_, true) => vec![vowels - 1],
        (2, false) if matches!(rhyme, "oa" | "oe" | "uy") => vec![0, 1],
        (2, false) => vec![0],
        (_, false) => vec![1],
    }
}

fn splits(letters: &str, tone: Option<char>) -> bool {
    let onsets = ONSETS
        .iter()
        .filter_map(|onset| letters.strip_prefix(onset).map(|rhyme| (*onset, rhyme)));
    onsets.chain([("", letters)]).any(|(onset, rhyme)| {
        let bare_gi = onset == "g" && rhyme == "i";
        RHYME_SET.contains(rhyme) && (bare_gi || fits(onset, rhyme)) && bears(rhyme, tone)
    })
}

/// k, gh and ngh stand before i, e, ê and y; c, g and ng before the others.
fn fits(onset: &str, rhyme: &str) -> bool {
    let front = rhyme.starts_with(['i', 'e', 'ê', 'y']);
    match onset {
        "k" | "gh" | "ngh" => front,
        "c" | "ng" => !front,
        "g" => !front || rhyme.starts_with('i'),
        _ => true,
    }
}

/// A syllable closed by a stop bears only sắc and nặng.
fn bears(rhyme: &str, tone: Option<char>) -> bool {
    !rhyme.ends_with(['c', 'p', 't']) && !rhyme.ends_with("ch")
        || matches!(tone, Some('\u{301}' | '\u{323}'))
}

/// Share of the words of a text that are valid syllables; words with figures do not count, and a
/// text without words has none.
pub fn share(text: &str) -> f64 {
    let mut words = 0_u32;
    let mut valid = 0_u32;
    for word in text.split(|ch: char| ch.is_whitespace() || ch.is_ascii_punctuation()) {
        if !word.chars().any(char::is_alphabetic) || word.chars().any(|ch| ch.is_ascii_digit()) {
            continue;
        }
        words += 1;
        valid += u32::from(is_valid(word));
    }
    if words == 0 {
        0.0
    } else {
        f64::from(valid) / f64::from(words)
    }
}

/// A word of a search index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Folded: "ke", or of a pair "ke_hoach".
    pub text: String,
    /// Place in the text.
    pub place: Range<usize>,
    /// Which word of the text, from 0; a pair stands where its first word does.
    pub position: usize,
}

/// The terms of a text for search without accents: each word, and each pair of neighbours, since
/// most Vietnamese words are two syllables ("kế hoạch" is more than "kế" and "hoạch").
pub fn terms(text: &str) -> Vec<Term> {
    let words = words(text);
    let mut terms = Vec::with_capacity(words.len() * 2);
    for (position, place) in words.iter().enumerate() {
        let term = fold(&text[place.clone()]);
        if let Some(next) = words
            .get(position + 1)
            .filter(|next| neighbours(&text[place.end..next.start]))
        {
            let pair = format!("{term}_{}", fold(&text[next.clone()]));
            terms.push(Term {
                text: term,
                place: place.clone(),
                position,
            });
            terms.push(Term {
                text: pair,
                place: place.start..next.end,
                position,
            });
        } else {
            terms.push(Term {
                text: term,
                place: place.clone(),
                position,
            });
        }
    }
    terms
}

fn words(text: &str) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    for (at, ch) in text.char_indices() {
        let letter = ch.is_alphanumeric() || unicode_normalization::char::is_combining_mark(ch);
        match words.last_mut() {
            _ if !letter => {}
            Some(last) if last.end == at => last.end = at + ch.len_utf8(),
            _ => words.push(at..at + ch.len_utf8()),
        }
    }
    words
}

/// Only a space stands between two words of a pair.
fn neighbours(between: &str) -> bool {
    between.chars().all(char::is_whitespace)
}
