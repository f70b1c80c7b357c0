//! The words of what was said, in one spelling.

use unicode_normalization::UnicodeNormalization as _;

/// What makes another word of "tỷ".
const NOT_BILLIONS: [&str; 6] = ["lệ", "số", "trọng", "giá", "suất", "phú"];

/// Words to read from.
#[derive(Debug)]
pub(super) struct Words {
    plain: Vec<String>,
    shown: Vec<String>,
}

impl Words {
    /// The first words of a text.
    pub fn of(text: &str, most: usize) -> Self {
        let composed: String = text.nfc().collect();
        let shown: Vec<String> = composed
            .split_whitespace()
            .map(|word| word.trim_end_matches(['.', ',', ';', ':', '!', '?', '…']))
            .filter(|word| !word.is_empty())
            .take(most)
            .map(str::to_owned)
            .collect();
        let mut plain: Vec<String> = shown.iter().map(|word| one_spelling(word)).collect();
        for at in 1..plain.len() {
            // "tỷ lệ" is a rate and no number of billions.
            if plain[at - 1] == "tỷ" && NOT_BILLIONS.contains(&plain[at].as_str()) {
                plain[at - 1].push('-');
            }
        }
        Self { plain, shown }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.plain.len()
    }

    /// A word in small letters; behind the last, nothing.
    pub fn at(&self, at: usize) -> &str {
        self.plain.get(at).map_or("", String::as_str)
    }

    /// A word as it was.
    pub fn shown(&self, at: usize) -> &str {
        self.shown.get(at).map_or("", String::as_str)
    }

    /// Whether these words stand at a place.
    pub fn are(&self, at: usize, phrase: &str) -> bool {
        phrase
            .split(' ')
            .zip(at..)
            .all(|(word, at)| self.at(at) == word)
    }
}

/// The spelling that the grammar knows, of several for the same word.
fn one_spelling(word: &str) -> String {
    let word = word.to_lowercase();
    let one = match word.as_str() {
        "uỷ" => "ủy",
        "ngàn" => "nghìn",
        "tỉ" => "tỷ",
        "lẻ" | "lẽ" => "linh",
        "bẩy" => "bảy",
        "nhăm" => "lăm",
        "quí" => "quý",
        "mồng" => "mùng",
        "chục" => "mươi",
        "kỳ" => "kì",
        "sẹt" | "xoẹt" | "suyệt" | "xuyệt" | "xuỵt" | "xuộc" | "suộc" => "xẹt",
        _ => return word,
    };
    one.to_owned()
}
