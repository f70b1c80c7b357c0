//! When and how something was urged, as lines under a task or a unit.

use dondoc_core::urging::{Way, ledger::Entry};

use super::super::error::Result;
use crate::key;
use crate::show;
use crate::text::Texts;
use crate::web::mail::state_key;

/// A line: the words, and the letters they link to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Day, way, how many obligations, by whom.
    pub words: String,
    /// The number of the letter, once it has one.
    pub number: Option<String>,
    /// The letters.
    pub batch: Option<i64>,
    /// The message: its id, the key of how it stands, when the mail server took it.
    pub mail: Option<(i64, &'static str, Option<String>)>,
}

/// Entries of the same moment stand in one line.
pub fn lines(t: &Texts, entries: &[Entry]) -> Result<Vec<Line>> {
    let same = |one: &Entry, two: &Entry| {
        one.at == two.at && one.batch_id == two.batch_id && one.mail_id == two.mail_id
    };
    let line = |group: &[Entry]| {
        let first = &group[0];
        let way = match first.way()? {
            Way::Letter => key!("urging-way-letter"),
            Way::Chat => key!("urging-way-chat"),
            Way::Email => key!("urging-way-email"),
        };
        let words = t.with(
            "urging-entry",
            &[
                ("day", &show::date(first.day)),
                ("way", &t.get(way)),
                ("count", &group.len().to_string()),
                ("who", &first.by_name.as_str()),
            ],
        );
        Ok(Line {
            words,
            number: first.number.clone(),
            batch: first.batch_id,
            mail: first
                .mail_id
                .zip(first.mail_state()?)
                .map(|(id, state)| (id, state_key(state), first.mailed_at.map(show::instant))),
        })
    };
    entries.chunk_by(same).map(line).collect()
}
