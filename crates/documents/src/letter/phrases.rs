//! The set phrases of official documents.

use std::sync::LazyLock;

use serde::Deserialize;

/// The phrases; the file must fill every field and no other.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Official {
    pub nation: String,
    pub motto: String,
    pub number: String,
    pub about: String,
    pub place_date: String,
    pub dear: String,
    pub recipients: String,
    pub as_above: String,
    pub filing: String,
    pub clerk: String,
    pub end: String,
    pub appendix: String,
    pub with_document: String,
    pub document: String,
    pub dispatch: String,
    pub extract: String,
    pub authority: Rights,
    pub types: Vec<(String, String)>,
    pub urging: Urging,
    pub columns: Columns,
    pub slip: Slip,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rights {
    pub behalf: String,
    pub deputy: String,
    pub order: String,
    pub authorisation: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Urging {
    pub all: String,
    pub appendix: String,
    pub late: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Columns {
    pub ordinal: String,
    pub task: String,
    pub role: String,
    pub deadline: String,
    pub state: String,
    pub place: String,
    pub plan: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Slip {
    pub name: String,
    pub about: String,
    pub unit: String,
    pub ask: String,
}

/// The phrases.
pub(super) fn official() -> &'static Official {
    static OFFICIAL: LazyLock<Official> = LazyLock::new(|| {
        serde_json::from_str(include_str!("../../locales/official.json"))
            .expect("the language files are checked by a test")
    });
    &OFFICIAL
}

/// A phrase with its fields filled, all at once: what is filled in is never read as a field.
pub(super) fn fill(phrase: &str, fields: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(phrase.len());
    let mut rest = phrase;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            rest = after;
            continue;
        };
        let value = fields.iter().find(|(field, _)| *field == name);
        filled.push_str(value.map_or("", |(_, value)| value));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_not_filled_again() {
        let filled = fill("a {x} b {y}", &[("x", "{y}"), ("y", "z")]);
        assert_eq!(filled, "a {y} b z");
    }

    #[test]
    fn the_phrases_are_complete() {
        assert_eq!(official().types.len(), 27);
    }
}
