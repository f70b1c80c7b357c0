//! Decision (quyết định): an appraised estimate is approved as it is, approved with changes, or
//! returned.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::json;

use super::{
    LONGEST,
    drafting::record,
    estimate::{Estimate, State, Step, find, stand},
    line, needed, optional,
};
use crate::{
    access::Act,
    db::{Tx, sql},
    error::{Error, Result},
    event::Kind,
    obligation::completion::local_day,
    vals,
};

/// The document of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    /// `12/QĐ-UBND`.
    pub number: String,
    /// Its day.
    pub on: NaiveDate,
}

/// A line that is approved otherwise than it was appraised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The line.
    pub number: i32,
    /// What is approved, at most what was asked for.
    pub amount: i64,
    /// Why.
    pub reason: String,
}

/// Approve. Lines without a change are approved as appraised.
pub async fn approve(
    tx: &Tx,
    id: i64,
    version: i64,
    document: &Document,
    changes: &[Change],
    note: Option<&str>,
) -> Result<Estimate> {
    let (estimate, state) = may(tx, id, version, Step::Approve).await?;
    let number = needed("number", &document.number, 100)?;
    if document.on > local_day(tx.now) {
        return Err(Error::Invalid {
            field: "on",
            reason: "in_the_future",
        });
    }
    let note = optional("note", note, LONGEST)?;
    let lines = line::of_round(tx, id, estimate.round).await?;
    let mut otherwise: HashMap<i32, &Change> = HashMap::new();
    for change in changes {
        otherwise.insert(change.number, change);
    }
    if otherwise
        .keys()
        .any(|number| lines.iter().all(|line| line.number != *number))
    {
        return Err(Error::NotFound("estimate line"));
    }
    for line in &lines {
        let appraised = line.appraised.ok_or(Error::Refused("lines_not_judged"))?;
        let (amount, reason) = match otherwise.get(&line.number) {
            None => (appraised, None),
            Some(change) if !(0..=line.amount).contains(&change.amount) => {
                return Err(Error::Invalid {
                    field: "approved",
                    reason: "out_of_range",
                });
            }
            Some(change) => {
                let reason = needed("reason", &change.reason, LONGEST)?;
                (change.amount, Some(reason))
            }
        };
        let text = "UPDATE estimate_line SET approved = $4, approval_reason = $5
                    WHERE estimate_id = $1 AND round = $2 AND number = $3";
        let row = vals![id, estimate.round, line.number, amount, reason];
        sql::execute(tx, text, row).await?;
    }
    close(
        tx,
        &estimate,
        state,
        Some((&number, document.on)),
        note.as_deref(),
    )
    .await?;
    let found = find(tx, id).await?;
    let after = json!({
        "round": estimate.round, "outcome": state, "number": number, "on": document.on,
        "appraised": estimate.appraised, "approved": found.approved, "changes": changes,
        "note": note,
    });
    let before = json!({"state": estimate.state()?});
    let kind = Kind::EstimateDecided;
    record(tx, kind, id, estimate.unit_id, Some(&before), Some(&after))?;
    Ok(found)
}

/// Return it to the unit, for a reason; the document is named where there is one.
pub async fn give_back(
    tx: &Tx,
    id: i64,
    version: i64,
    reason: &str,
    document: Option<&Document>,
) -> Result<Estimate> {
    let (estimate, state) = may(tx, id, version, Step::Return).await?;
    let reason = needed("reason", reason, LONGEST)?;
    let number = document.map(|it| needed("number", &it.number, 100));
    let number = number.transpose()?;
    let named = number.as_deref().zip(document.map(|it| it.on));
    close(tx, &estimate, state, named, Some(&reason)).await?;
    let after = json!({
        "round": estimate.round, "outcome": state, "reason": reason, "document": document,
    });
    let before = json!({"state": estimate.state()?});
    let kind = Kind::EstimateDecided;
    record(tx, kind, id, estimate.unit_id, Some(&before), Some(&after))?;
    find(tx, id).await
}

async fn may(tx: &Tx, id: i64, version: i64, step: Step) -> Result<(Estimate, State)> {
    tx.actor.may(Act::DecideEstimate)?;
    let estimate = find(tx, id).await?;
    estimate.seen(version)?;
    // What lies with the finance unit is not the leader's to return.
    if estimate.state()? != State::Appraised {
        return Err(Error::Refused("estimate_state"));
    }
    let state = estimate.step(step)?;
    Ok((estimate, state))
}

async fn close(
    tx: &Tx,
    estimate: &Estimate,
    state: State,
    document: Option<(&str, NaiveDate)>,
    note: Option<&str>,
) -> Result<()> {
    let text = "UPDATE estimate_round SET decided_at = $3, decided_by = $4, outcome = $5,
                    decision_number = $6, decision_on = $7, decision_note = $8
                WHERE estimate_id = $1 AND round = $2";
    let row = vals![
        estimate.id,
        estimate.round,
        tx.now,
        tx.actor.name.clone(),
        state.number(),
        document.map(|(number, _)| number.to_owned()),
        document.map(|(_, on)| on),
        note.map(str::to_owned),
    ];
    sql::execute(tx, text, row).await?;
    stand(tx, estimate.id, state).await
}
