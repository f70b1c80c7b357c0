//! What a unit said last, with who said it, who typed it, by which way, on what proof: one form for
//! every page and file that shows a report.

use std::collections::HashMap;

use dondoc_core::db::Conn;
use dondoc_core::progress::{self, Evidence, ProgressUpdate, Way, evidence};

use super::super::error::Result;
use super::super::register::rows;
use super::history::way_key;
use crate::show;
use crate::text::Texts;

/// What was said last.
#[derive(Debug, Clone)]
pub struct Said {
    /// The day it was said.
    pub when: String,
    /// How it goes, cut.
    pub words: Option<String>,
    /// The share that is done.
    pub share: Option<u8>,
    /// What is in the way, cut.
    pub difficulty: Option<String>,
    /// Who said it.
    pub by: Option<String>,
    /// By which way, and who typed it when that was somebody else.
    pub typed: String,
    /// What it rests on.
    pub proof: Option<String>,
}

impl Said {
    /// Of a report and its proofs.
    pub fn of(t: &Texts, update: ProgressUpdate, proofs: &[String]) -> Result<Self> {
        let by = update.said_by.clone().filter(|name| !name.is_empty());
        let typed = typed(t, &update)?;
        Ok(Self {
            when: show::date(update.said_on),
            share: update.share(),
            words: update.narrative.map(rows::shorten),
            difficulty: update.difficulty.map(rows::shorten),
            by,
            typed,
            proof: (!proofs.is_empty()).then(|| proofs.join("; ")),
        })
    }

    /// Who, by which way, on what proof: one line.
    pub fn source(&self, t: &Texts) -> String {
        let mut parts = vec![self.when.clone()];
        parts.extend(self.by.clone());
        parts.push(self.typed.clone());
        let proof = self.proof.as_deref();
        parts.extend(proof.map(|proof| t.one("said-proof", "proof", proof)));
        parts.join(" · ")
    }
}

/// By which way it came, and who typed it when the way does not say so already.
pub fn typed(t: &Texts, update: &ProgressUpdate) -> Result<String> {
    let way = update.way()?;
    let name = t.get(way_key(way));
    let said = update.said_by.as_deref();
    Ok(match way {
        Way::Account if said == Some(update.typed_by_name.as_str()) => name.to_owned(),
        Way::Link => name.to_owned(),
        _ => t.two(
            "said-typed",
            "way",
            name,
            "who",
            update.typed_by_name.as_str(),
        ),
    })
}

/// A piece of proof in words.
pub fn named(t: &Texts, piece: &Evidence) -> String {
    match piece {
        Evidence::File { name, .. } => name.clone(),
        Evidence::Link(link) => link.clone(),
        Evidence::Document {
            number,
            dated: Some(day),
        } => t.two(
            "progress-document",
            "number",
            number.as_str(),
            "day",
            show::date(*day),
        ),
        Evidence::Document { number, .. } => number.clone(),
    }
}

/// The last report on each of these obligations.
pub async fn of(conn: &Conn, t: &Texts, obligations: &[i64]) -> Result<HashMap<i64, Said>> {
    latest(conn, t, obligations, |update, proofs| {
        Said::of(t, update, &proofs)
    })
    .await
}

/// These reports, by their ids.
pub async fn of_updates(conn: &Conn, t: &Texts, updates: &[i64]) -> Result<HashMap<i64, Said>> {
    let mut found = HashMap::new();
    let mut proofs = proofs(conn, t, updates).await?;
    for id in updates {
        let own = proofs.remove(id).unwrap_or_default();
        let update = progress::find(conn, *id).await?;
        found.insert(*id, Said::of(t, update, &own)?);
    }
    Ok(found)
}

/// What reports rest on, in words.
async fn proofs(conn: &Conn, t: &Texts, updates: &[i64]) -> Result<HashMap<i64, Vec<String>>> {
    let mut found: HashMap<i64, Vec<String>> = HashMap::new();
    for kept in evidence::proofs_of(conn, updates).await? {
        let of = kept.update_id.unwrap_or_default();
        found.entry(of).or_default().push(named(t, &kept.piece));
    }
    Ok(found)
}

/// The last report on each of these obligations, as `make` shows it.
pub async fn latest<T>(
    conn: &Conn,
    t: &Texts,
    obligations: &[i64],
    make: impl Fn(ProgressUpdate, Vec<String>) -> Result<T>,
) -> Result<HashMap<i64, T>> {
    let mut found = HashMap::new();
    if obligations.is_empty() {
        return Ok(found);
    }
    let updates = progress::latest_of(conn, obligations).await?;
    let ids: Vec<i64> = updates.iter().map(|it| it.id).collect();
    let mut proofs = proofs(conn, t, &ids).await?;
    for update in updates {
        let own = proofs.remove(&update.id).unwrap_or_default();
        found.insert(update.obligation_id, make(update, own)?);
    }
    Ok(found)
}
