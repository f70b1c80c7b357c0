//! The official form of a name: which marks and joining words stand between its words.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use vietnamese::key::match_key;

use super::lexicon::official_names;

/// The official names.
static NAMES: LazyLock<FxHashSet<String>> =
    LazyLock::new(|| official_names().into_iter().collect());

/// An official name.
struct Form {
    name: String,
    shape: Vec<String>,
}

/// Official names by their bare words.
static FORMS: LazyLock<FxHashMap<String, Vec<Form>>> = LazyLock::new(|| {
    let mut forms: FxHashMap<String, Vec<Form>> = FxHashMap::default();
    for name in official_names() {
        let shape = shape(&name);
        forms
            .entry(bare(&name))
            .or_default()
            .push(Form { name, shape });
    }
    forms
});

/// The official form of a name that has its words but joins them otherwise: "Sở Lao động Thương
/// binh và Xã hội". `None` when the name is right, or unknown. Capitals do not count.
pub fn form(name: &str) -> Option<String> {
    if NAMES.contains(name) {
        return None;
    }
    let known = FORMS.get(&bare(name))?;
    let own = shape(name);
    let right = known.iter().any(|form| form.shape == own);
    let usual = known.first()?;
    (!right).then(|| usual.name.clone())
}

/// Words and marks: what a comma, a dash and "và" are, and nothing of capitals and tones. Two
/// spellings of one shape have the same words with the same marks between them.
pub fn shape(name: &str) -> Vec<String> {
    let spaced = name
        .replace(',', " , ")
        .replace('-', " - ")
        .replace('&', " và ");
    spaced
        .split_whitespace()
        .map(|word| {
            if matches!(word, "," | "-") {
                word.to_owned()
            } else {
                match_key(word)
            }
        })
        .collect()
}

/// The words alone, without what joins them.
fn bare(name: &str) -> String {
    let key = if name.contains('&') {
        match_key(&name.replace('&', " "))
    } else {
        match_key(name)
    };
    let words: Vec<&str> = key.split(' ').filter(|word| *word != "va").collect();
    words.join(" ")
}
