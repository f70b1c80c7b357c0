//! The names of agencies the reader knows without a registry.

use std::sync::LazyLock;

use super::phrases::{Phrases, Set};
use super::words;

/// Everything that lists of agencies are compared with.
pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(SOURCE));

const SOURCE: &str = include_str!("lexicon.txt");

/// Names, families of names, and the words of [`words`].
pub(super) struct Lexicon {
    /// The phrases of all sets below.
    pub(super) phrases: Phrases,
    /// Full names.
    pub(super) names: Set,
    /// Families whose names share a head.
    pub(super) families: Vec<Family>,
    /// The heads of all families.
    pub(super) family_heads: Set,
    pub(super) heads: Set,
    pub(super) lower_after_head: Set,
    pub(super) titles: Set,
    pub(super) nouns: Set,
    pub(super) levels: Set,
    pub(super) tails: Set,
    pub(super) not_actors: Set,
    pub(super) open: Set,
    pub(super) appositions: Set,
    pub(super) predicates: Set,
    /// Words that make what follows plural: "các sở", "những đơn vị".
    pub(super) plurals: Set,
    /// Words that only join two actors.
    pub(super) joiners: Set,
}

/// Names that share a head: the departments, the ministries, the Party's boards, the unions.
pub(super) struct Family {
    /// The head alone.
    pub(super) head: Set,
    /// The names without it.
    pub(super) names: Set,
}

impl Lexicon {
    fn read(source: &str) -> Self {
        let mut phrases = Phrases::new();
        let names = phrases.set::<&str>([]);
        let mut families = Vec::new();
        for (head, lines) in sections(source) {
            let forms = lines.iter().flat_map(|line| forms(line));
            if head.is_empty() {
                forms.for_each(|form| phrases.add(names, &form));
                continue;
            }
            let family = Family {
                head: phrases.set([head]),
                names: phrases.set::<&str>([]),
            };
            for form in forms {
                phrases.add(family.names, &form);
                phrases.add(names, &format!("{head} {form}"));
            }
            families.push(family);
        }
        let family_heads = families
            .iter()
            .fold(phrases.set::<&str>([]), |all, family: &Family| {
                all.or(family.head)
            });
        Self {
            names,
            families,
            family_heads,
            heads: phrases.set(words::HEADS),
            lower_after_head: phrases.set(words::LOWER_AFTER_HEAD),
            titles: phrases.set(words::TITLES),
            nouns: phrases.set(words::NOUNS),
            levels: phrases.set(words::LEVELS),
            tails: phrases.set(words::TAILS),
            not_actors: phrases.set(words::NOT_ACTORS),
            open: phrases.set(words::OPEN),
            appositions: phrases.set(words::APPOSITIONS),
            predicates: phrases.set(words::PREDICATES),
            plurals: phrases.set(["các", "những", "mọi"]),
            joiners: phrases.set(["và", "hoặc", "cùng"]),
            phrases,
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
    let inner = if first.len() > 1 {
        &["", " "][..]
    } else {
        &[""]
    };
    for inner in inner {
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
