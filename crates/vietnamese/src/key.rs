//! Match keys and folding.
//!
//! Two keys for two uses. The [`match_key`] finds a name in a dictionary: case, tone, place of
//! tone, final `i`/`y`, punctuation and spacing do not matter, the letters ă â đ ê ô ơ ư do. The
//! [`fold`] finds what a person typed without accents: it takes everything off.

use unicode_normalization::UnicodeNormalization;

/// Lower case without any accent, `đ` as `d`: what a person types in a hurry.
pub fn fold(text: &str) -> String {
    text.nfd()
        .filter(|&ch| !is_mark(ch))
        .flat_map(char::to_lowercase)
        .map(|ch| if ch == 'đ' { 'd' } else { ch })
        .collect()
}

fn is_mark(ch: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&ch)
}
