//! Small questions about words.

/// Whether `text` starts with `prefix`, letters compared without case.
pub(super) fn starts_with(text: &str, prefix: &str) -> bool {
    strip(text, prefix).is_some()
}

/// What follows `prefix` at the start of `text`, letters compared without case.
pub(super) fn strip<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let mut rest = text.chars();
    for wanted in prefix.chars() {
        let ch = rest.next()?;
        if ch != wanted && !same_letter(ch, wanted) {
            return None;
        }
    }
    Some(rest.as_str())
}

fn same_letter(a: char, b: char) -> bool {
    a.to_lowercase().eq(b.to_lowercase())
}

/// Whether `text` starts with `word` and the word ends there.
pub(super) fn starts_with_word(text: &str, word: &str) -> bool {
    strip(text, word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// Single spaces, none around.
pub(super) fn single_spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Lower case without accents: to compare words whatever their case and the place of their tone.
pub(super) fn fold(text: &str) -> String {
    vietnamese::key::fold(text)
}
