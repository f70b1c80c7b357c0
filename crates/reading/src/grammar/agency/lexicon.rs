//! The names of agencies the reader knows without a registry.

use std::sync::LazyLock;

use super::phrases::Phrases;
use super::words;

/// Everything that lists of agencies are compared with.
pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(SOURCE));

const SOURCE: &str = include_str!("lexicon.txt");

/// Names, families of names, and the words of [`words`].
pub(super) struct Lexicon {
    /// Full names.
    pub(super) names: Phrases,
    /// Families whose names share a head.
    pub(super) families: Vec<Family>,
    pub(super) heads: Phrases,
    pub(super) lower_after_head: Phrases,
    pub(super) titles: Phrases,
    pub(super) nouns: Phrases,
    pub(super) levels: Phrases,
    pub(super) tails: Phrases,
    pub(super) not_actors: Phrases,
    pub(super) open: Phrases,
    pub(super) appositions: Phrases,
    pub(super) predicates: Phrases,
}

/// Names that share a head: the departments, the ministries, the Party's boards, the unions.
pub(super) struct Family {
    /// The head alone.
    pub(super) head: Phrases,
    /// The names without it.
    pub(super) names: Phrases,
}

impl Lexicon {
    fn read(source: &str) -> Self {
        let mut full = Vec::new();
        let mut families = Vec::new();
        for (head, lines) in sections(source) {
            let forms: Vec<String> = lines.iter().flat_map(|line| forms(line)).collect();
            if head.is_empty() {
                full.extend(forms);
                continue;
            }
            full.extend(forms.iter().map(|form| format!("{head} {form}")));
            families.push(Family {
                head: Phrases::new([head]),
                names: Phrases::new(&forms),
            });
        }
        Self {
            names: Phrases::new(&full),
            families,
            heads: Phrases::new(words::HEADS),
            lower_after_head: Phrases::new(words::LOWER_AFTER_HEAD),
            titles: Phrases::new(words::TITLES),
            nouns: Phrases::new(words::NOUNS),
            levels: Phrases::new(words::LEVELS),
            tails: Phrases::new(words::TAILS),
            not_actors: Phrases::new(words::NOT_ACTORS),
            open: Phrases::new(words::OPEN),
            appositions: Phrases::new(words::APPOSITIONS),
            predicates: Phrases::new(words::PREDICATES),
        }
    }
}

/// The sections of the lexicon: the head of each, and its lines.
fn sections(source: &str) -> Vec<(&str, Vec<&str>)> {
    let mut sections: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in source.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(head) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            sections.push((head, Vec::new()));
        } else if let Some((_, lines)) = sections.last_mut() {
            lines.push(line);
        }
    }
    sections
}

/// All the ways a line of the lexicon is written: the name, its joiners changed, its initials.
fn forms(line: &str) -> Vec<String> {
    let (name, others) = line.split_once('=').unwrap_or((line, ""));
    let mut forms = joined(name.trim());
    forms.extend(initials(name.trim()));
    for other in others
        .split(", ")
        .map(str::trim)
        .filter(|other| !other.is_empty())
    {
        forms.extend(joined(other));
    }
    forms
}

/// A name as written, with "&" for "và", and with the "và" left out ("Thông tin - Truyền thông").
fn joined(name: &str) -> Vec<String> {
    let mut forms = vec![name.to_owned()];
    if name.contains(" và ") {
        forms.push(name.replace(" và ", " & "));
        forms.push(name.replace(" và ", " - "));
    }
    forms
}

/// Short forms of a name of several parts: `KH&CN`, `KHCN`, `KH và CN`, `KH-CN`, `VH, TT&DL`.
fn initials(name: &str) -> Vec<String> {
    let spread = name.replace(" và ", ",").replace(" - ", ",");
    let parts: Vec<String> = spread.split(',').map(initials_of_part).collect();
    let Some((last, first)) = parts.split_last() else {
        return Vec::new();
    };
    if first.is_empty() || parts.iter().any(|part| part.chars().count() < 2) {
        return Vec::new();
    }
    let mut forms = Vec::new();
    for inner in ["", " "] {
        for joiner in ["&", "", " ", " và ", " & "] {
            forms.push(format!("{}{joiner}{last}", first.join(inner)));
        }
    }
    forms
}

fn initials_of_part(part: &str) -> String {
    part.split_whitespace()
        .filter_map(|word| word.chars().next())
        .flat_map(char::to_uppercase)
        .collect()
}

/// The names of the lexicon in their official form, heads and all.
pub(super) fn official_names() -> Vec<String> {
    let named = |(head, lines): (&str, Vec<&str>)| {
        lines
            .into_iter()
            .map(move |line| {
                let name = line.split('=').next().unwrap_or(line).trim();
                format!("{head} {name}").trim().to_owned()
            })
            .collect::<Vec<_>>()
    };
    sections(SOURCE).into_iter().flat_map(named).collect()
}
