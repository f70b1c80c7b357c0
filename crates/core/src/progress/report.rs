//! Taking a report: checked, kept beside those before it, and the state that follows from it.

use chrono::NaiveDate;
use serde_json::json;

use vietnamese::key::match_key;

use super::{Evidence, Outcome, Provenance, evidence, evidence::Owner, rule};
use crate::{
    access::Act,
    db::{Conn, Tx, sql},
    difficulty,
    error::{Error, Result},
    event::Kind,
    obligation::{
        self, Obligation,
        change::{self, After, Told},
        completion::local_day,
    },
    vals,
};

/// Longest text of one field, in characters.
pub const LONGEST: usize = 10_000;
/// Longest name and key, in characters.
const LONGEST_NAME: usize = 200;

/// What a unit says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// How it goes, in words.
    pub narrative: Option<String>,
    /// The share that is done, in per cent.
    pub share: Option<u8>,
    /// What came out of it.
    pub result: Option<String>,
    /// The day it was done; with it the report waits for confirmation.
    pub done_on: Option<NaiveDate>,
    /// What is in the way.
    pub difficulty: Option<String>,
    /// What shows it.
    pub evidence: Vec<Evidence>,
}

/// What the person had before their eyes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// This version of the obligation: another one now is a conflict, to be merged.
    Version(i64),
    /// Nothing of ours, such as a form that was filled in without us; a person has looked at what
    /// it would add.
    Nothing,
}

/// Take a unit's report on an obligation.
///
/// The same paper again ([`Provenance::source_key`]) gives [`Outcome::Known`] and changes nothing,
/// whatever was seen. A done-day lets it wait for confirmation; one without it takes that back.
pub async fn report(
    tx: &Tx,
    obligation_id: i64,
    seen: Seen,
    report: Report,
    provenance: Provenance,
) -> Result<Outcome> {
    let before = obligation::find(tx, obligation_id).await?;
    tx.actor.may_for(Act::ReportProgress, before.unit_id)?;
    if let Some(known) = known(tx, "progress_update", obligation_id, &provenance).await? {
        return Ok(Outcome::Known(known));
    }
    if let Seen::Version(version) = seen {
        change::seen(tx, obligation_id, version).await?;
    }
    let today = local_day(tx.now);
    let report = report.checked(today)?;
    let provenance = provenance.checked(today)?;
    let facts = before.facts()?;
    let state = rule::reported(&facts, report.done_on)?;
    let id = insert(tx, &before, &report, &provenance).await?;
    let owner = Owner::Update(id);
    evidence::keep(tx, before.id, owner, &report.evidence, false).await?;
    evidence::keep(tx, before.id, owner, &provenance.proof, true).await?;
    let mut after = After::of(&before)?.with_state(state);
    after.last_update = id;
    let told = Told {
        more: json!({
            "update": id, "narrative": report.narrative, "share": report.share,
            "result": report.result, "done_on": report.done_on,
            "difficulty": report.difficulty, "evidence": told(&report.evidence),
            "said_by": provenance.said_by, "way": provenance.way.as_str(),
        }),
        proof: proof(&provenance.proof),
    };
    change::save(tx, &before, after, Kind::ProgressReported, told).await?;
    raise(tx, &before, id, &report, &provenance).await?;
    Ok(Outcome::Kept(id))
}

/// Whether a report could be taken as things stand; nothing is changed.
pub fn possible(obligation: &Obligation, report: &Report, today: NaiveDate) -> Result<()> {
    let report = report.clone().checked(today)?;
    rule::reported(&obligation.facts()?, report.done_on).map(drop)
}

/// A difficulty said for the first time waits for an answer from now on. Said again, in the words
/// of the report before, it is the same one.
async fn raise(
    tx: &Tx,
    before: &Obligation,
    id: i64,
    report: &Report,
    provenance: &Provenance,
) -> Result<()> {
    let Some(text) = &report.difficulty else {
        return Ok(());
    };
    let last = match before.last_update() {
        Some(last) => super::find(tx, last).await?.difficulty,
        None => None,
    };
    if last.is_some_and(|last| match_key(&last) == match_key(text)) {
        return Ok(());
    }
    let from = difficulty::Provenance {
        way: provenance.way.as_str(),
        said_by: provenance.said_by.clone(),
        said_on: provenance.said_on,
        proof: proof(&provenance.proof).filter(|proof| proof.chars().count() <= 500),
        source_key: Some(format!("report {id}")),
    };
    difficulty::raise(tx, before.id, text, None, &from).await?;
    Ok(())
}

/// Pieces for the log.
pub(super) fn told(pieces: &[Evidence]) -> Vec<serde_json::Value> {
    pieces.iter().map(Evidence::told).collect()
}

/// What an entry rests on, for the log.
pub(super) fn proof(pieces: &[Evidence]) -> Option<String> {
    (!pieces.is_empty()).then(|| serde_json::Value::from(told(pieces)).to_string())
}

/// The row that the same paper made before.
pub(super) async fn known(
    conn: &Conn,
    table: &'static str,
    obligation_id: i64,
    provenance: &Provenance,
) -> Result<Option<i64>> {
    let Some(key) = &provenance.source_key else {
        return Ok(None);
    };
    let text = format!("SELECT id FROM {table} WHERE obligation_id = $1 AND source_key = $2");
    sql::scalar(conn, &text, vals![obligation_id, key.clone()]).await
}

/// Trimmed, and `None` when nothing is left.
pub(super) fn words(text: Option<String>, field: &'static str) -> Result<Option<String>> {
    let text = text.map(|text| text.trim().to_owned());
    let text = text.filter(|text| !text.is_empty());
    if text.as_ref().is_some_and(|it| it.chars().count() > LONGEST) {
        return Err(invalid(field, "too_long"));
    }
    Ok(text)
}

pub(super) fn invalid(field: &'static str, reason: &'static str) -> Error {
    Error::Invalid { field, reason }
}

impl Report {
    /// Put in order, or what is wrong with it.
    fn checked(self, today: NaiveDate) -> Result<Self> {
        let done = self.done_on.is_some();
        if self.done_on.is_some_and(|day| day > today) {
            return Err(invalid("done_on", "in_the_future"));
        }
        let share = match self.share {
            Some(share) if share > 100 => return Err(invalid("share", "too_large")),
            Some(share) if done && share < 100 => return Err(invalid("share", "not_whole")),
            None if done => Some(100),
            share => share,
        };
        evidence::check(&self.evidence)?;
        let difficulty = words(self.difficulty, "difficulty")?;
        let long = |it: &String| it.chars().count() > difficulty::LONGEST;
        if difficulty.as_ref().is_some_and(long) {
            return Err(invalid("difficulty", "too_long"));
        }
        let checked = Self {
            narrative: words(self.narrative, "narrative")?,
            share,
            result: words(self.result, "result")?,
            difficulty,
            ..self
        };
        if checked == Self::default() {
            return Err(invalid("narrative", "missing"));
        }
        Ok(checked)
    }
}

impl Provenance {
    /// Put in order, or what is wrong with it. What is entered for somebody else needs a proof.
    pub(super) fn checked(self, today: NaiveDate) -> Result<Self> {
        evidence::check(&self.proof)?;
        if self.way == super::Way::OnBehalf && self.proof.is_empty() {
            return Err(invalid("proof", "missing"));
        }
        if self.said_on.is_some_and(|day| day > today) {
            return Err(invalid("said_on", "in_the_future"));
        }
        let said_by = words(self.said_by, "said_by")?;
        let longest = said_by.iter().chain(&self.source_key);
        if longest
            .into_iter()
            .any(|it| it.chars().count() > LONGEST_NAME)
        {
            return Err(invalid("said_by", "too_long"));
        }
        Ok(Self {
            said_by,
            said_on: self.said_on.or(Some(today)),
            ..self
        })
    }
}

async fn insert(
    tx: &Tx,
    obligation: &Obligation,
    report: &Report,
    provenance: &Provenance,
) -> Result<i64> {
    let id = sql::next_id(tx, "progress_update").await?;
    let columns = [
        "id",
        "uid",
        "obligation_id",
        "period",
        "unit_id",
        "said_by",
        "said_on",
        "typed_by",
        "typed_by_name",
        "way",
        "link_id",
        "source_key",
        "recorded_at",
        "narrative",
        "share",
        "result",
        "done_on",
        "difficulty",
    ];
    let row = vals![
        id,
        tx.uid(),
        obligation.id,
        obligation.period(),
        obligation.unit_id,
        provenance.said_by.clone(),
        provenance.said_on,
        tx.actor.account_id,
        tx.actor.name.clone(),
        provenance.way.number(),
        provenance.link_id,
        provenance.source_key.clone(),
        tx.now,
        report.narrative.clone(),
        report.share.map(i16::from),
        report.result.clone(),
        report.done_on,
        report.difficulty.clone(),
    ];
    sql::insert(tx, "progress_update", &columns, row).await?;
    Ok(id)
}
