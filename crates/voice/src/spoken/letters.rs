//! Letters as they are named: by the alphabet ("bê"), by their sound ("bờ"), or half in English.

use super::At;
use super::words::Words;

/// Names of two words.
const PAIRS: [(&str, &str); 22] = [
    ("em mờ", "m"),
    ("en nờ", "n"),
    ("e lờ", "l"),
    ("en lờ", "l"),
    ("e rờ", "r"),
    ("ét sờ", "s"),
    ("ét xì", "s"),
    ("ích xì", "x"),
    ("ép phờ", "f"),
    ("i dài", "y"),
    ("y dài", "y"),
    ("i cờ", "y"),
    ("i ngắn", "i"),
    ("y ngắn", "i"),
    ("vê kép", "w"),
    ("vê đúp", "w"),
    ("bờ bò", "b"),
    ("cờ ca", "c"),
    ("ca cờ", "k"),
    ("sờ nặng", "s"),
    ("xờ nhẹ", "x"),
    ("đờ đá", "đ"),
];

/// The letters that the words at a place name; some names stand for two.
pub(super) fn read(words: &Words, at: usize) -> At<&'static str> {
    let pair = PAIRS.iter().find(|(name, _)| words.are(at, name));
    if let Some((_, letter)) = pair {
        return Some((letter, at + 2));
    }
    name(words.at(at)).map(|letter| (letter, at + 1))
}

fn name(word: &str) -> Option<&'static str> {
    let letter = match word {
        "a" | "á" | "ớ" | "ă" | "â" => "a",
        "b" | "bê" | "bờ" | "bi" | "be" => "b",
        "c" | "xê" | "cờ" | "xi" | "sê" => "c",
        "d" | "dê" | "dờ" | "giờ" => "d",
        "đ" | "đê" | "đờ" | "đi" => "đ",
        "e" | "ê" => "e",
        "f" | "ép" => "f",
        "g" | "giê" | "gờ" | "ghê" => "g",
        "h" | "hát" | "hắt" | "hờ" | "hạt" => "h",
        "i" => "i",
        "k" | "ca" | "ka" | "kê" | "cà" => "k",
        "l" | "lờ" | "eo" | "el" => "l",
        "m" | "mờ" | "em" => "m",
        "n" | "nờ" | "en" => "n",
        "o" | "ô" | "ơ" => "o",
        "p" | "pê" | "pờ" | "pi" => "p",
        "q" | "quy" | "qui" | "cu" | "quờ" => "q",
        "r" | "rờ" | "e-rờ" => "r",
        "s" | "sờ" | "ét" | "ết" => "s",
        "t" | "tê" | "tờ" | "ti" => "t",
        "u" | "ư" => "u",
        "v" | "vê" | "vờ" | "vi" => "v",
        "x" | "xờ" | "ích" | "ít" => "x",
        "y" => "y",
        "khờ" => "kh",
        "nhờ" => "nh",
        "phờ" => "ph",
        "thờ" => "th",
        "trờ" => "tr",
        "chờ" => "ch",
        "ngờ" => "ng",
        _ => return None,
    };
    Some(letter)
}

/// How unlike two letters sound, from 0 to 1: "bê", "dê", "đê", "pê" and "tê" differ by little.
pub(super) fn unlike(one: char, other: char) -> f32 {
    const ALIKE: [&str; 8] = ["bdeptvgc", "kcq", "sx", "iy", "mn", "ao", "hk", "dg"];
    if one == other {
        return 0.0;
    }
    let alike = ALIKE
        .iter()
        .any(|group| group.contains(one) && group.contains(other));
    if alike { 0.5 } else { 1.0 }
}
