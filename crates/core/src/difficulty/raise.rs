//! Raising a difficulty.

use chrono::NaiveDate;
use serde_json::json;

use super::{LONGEST, State};
use crate::{
    access::Act,
    db::{Tx, sql},
    error::Result,
    event::{self, About, Kind, Subject},
    money::{needed, optional},
    obligation::{self, completion::local_day},
    reorganisation::answering::unit_for,
    vals,
};

/// Who said it, by which way it came, on what proof. Who typed it is the actor of the write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// Stable code of the way: `account`, `link`, `workbook`, `offline_page`, `on_behalf`.
    pub way: &'static str,
    /// The person of the unit who said it.
    pub said_by: Option<String>,
    /// The day they said it; `None`: today.
    pub said_on: Option<NaiveDate>,
    /// The letter or file it rests on, in words.
    pub proof: Option<String>,
    /// Names the paper it came on: the same paper again changes nothing.
    pub source_key: Option<String>,
}

impl Provenance {
    /// What somebody says in the pages, for the own unit.
    pub fn account(said_by: &str) -> Self {
        Self {
            way: "account",
            said_by: Some(said_by.to_owned()),
            said_on: None,
            proof: None,
            source_key: None,
        }
    }
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Raised {
    /// It is kept, under this id.
    Kept(i64),
    /// The same paper was brought in before, under this id; nothing has changed.
    Known(i64),
}

impl Raised {
    /// The id, whichever.
    pub const fn id(self) -> i64 {
        match self {
            Self::Kept(id) | Self::Known(id) => id,
        }
    }
}

/// Raise a difficulty with what a unit owes, and what the unit proposes.
pub async fn raise(
    tx: &Tx,
    obligation_id: i64,
    text: &str,
    proposal: Option<&str>,
    provenance: &Provenance,
) -> Result<Raised> {
    let obligation = obligation::find(tx, obligation_id).await?;
    let unit = unit_for(tx, obligation_id).await?;
    tx.actor.may_for(Act::RaiseDifficulty, unit)?;
    let source_key = optional("source", provenance.source_key.as_deref(), 200)?;
    if let Some(key) = &source_key {
        let known = "SELECT id FROM difficulty WHERE obligation_id = $1 AND source_key = $2";
        let row = vals![obligation_id, key.clone()];
        if let Some(id) = sql::scalar(tx, known, row).await? {
            return Ok(Raised::Known(id));
        }
    }
    let text = needed("text", text, LONGEST)?;
    let proposal = optional("proposal", proposal, LONGEST)?;
    let said_by = optional("said_by", provenance.said_by.as_deref(), 200)?;
    let proof = optional("proof", provenance.proof.as_deref(), 500)?;
    let today = local_day(tx.now);
    let said_on = provenance.said_on.unwrap_or(today).min(today);
    let id = sql::next_id(tx, "difficulty").await?;
    let columns = [
        "id",
        "uid",
        "obligation_id",
        "task_id",
        "plan_id",
        "raised_unit_id",
        "text",
        "proposal",
        "said_by",
        "said_on",
        "way",
        "proof",
        "source_key",
        "typed_by",
        "state",
        "raised_on",
        "held_since",
        "version",
    ];
    let row = vals![
        id,
        tx.uid(),
        obligation_id,
        obligation.task_id,
        obligation.plan_id,
        unit,
        text.clone(),
        proposal.clone(),
        said_by.clone(),
        said_on,
        provenance.way,
        proof.clone(),
        source_key,
        tx.actor.name.clone(),
        State::Raised.number(),
        today,
        today,
        1_i64,
    ];
    sql::insert(tx, "difficulty", &columns, row).await?;
    let after = json!({
        "obligation": obligation_id, "text": text, "proposal": proposal, "said_by": said_by,
        "said_on": said_on, "way": provenance.way,
    });
    let about = About {
        unit_id: Some(unit),
        proof,
    };
    let subject = Subject::Difficulty(id);
    let kind = Kind::DifficultyRaised;
    event::record_about(tx, kind, subject, about, event::NOTHING, Some(&after))?;
    Ok(Raised::Kept(id))
}
