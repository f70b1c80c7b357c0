//! Appraisal (thẩm định): the finance unit judges line by line, and passes the whole up when each
//! line is judged, or gives it back.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    LONGEST,
    drafting::record,
    estimate::{Estimate, State, Step, find, stand},
    line::{self, Line, Verdict},
    needed, optional,
};
use crate::{
    access::Act,
    db::{Tx, sql},
    error::{Error, Result},
    event::{self, Kind},
    vals,
};

/// What is said of one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// The line.
    pub number: i32,
    /// What becomes of it.
    pub verdict: Verdict,
    /// How much is left, of a reduced one.
    pub amount: Option<i64>,
    /// Why, of a reduced or rejected one.
    pub reason: Option<String>,
}

impl Judgement {
    /// What it leaves of a line, with the reason; or which field is wrong, and how.
    pub fn leaves(&self, line: &Line) -> Result<(i64, Option<String>)> {
        let invalid = |field, reason| Error::Invalid { field, reason };
        let reason = optional("reason", self.reason.as_deref(), LONGEST)?;
        let left = match self.verdict {
            Verdict::Accepted => line.amount,
            Verdict::Rejected => 0,
            Verdict::Reduced => self
                .amount
                .filter(|amount| (1..line.amount).contains(amount))
                .ok_or_else(|| invalid("appraised", "not_less"))?,
        };
        if self.verdict != Verdict::Accepted && reason.is_none() {
            return Err(invalid("reason", "empty"));
        }
        Ok((left, reason))
    }
}

/// The estimate, if the finance unit may take this step with it.
async fn may(tx: &Tx, id: i64, version: i64, step: Step) -> Result<(Estimate, State)> {
    tx.actor.may(Act::AppraiseEstimate)?;
    let estimate = find(tx, id).await?;
    estimate.seen(version)?;
    let state = estimate.step(step)?;
    Ok((estimate, state))
}

/// Judge some lines; what was said of them before is replaced.
pub async fn judge(tx: &Tx, id: i64, version: i64, judgements: &[Judgement]) -> Result<Estimate> {
    let (estimate, state) = may(tx, id, version, Step::Judge).await?;
    let lines = line::of_round(tx, id, estimate.round).await?;
    let mut before = Vec::new();
    for judgement in judgements {
        let line = lines.iter().find(|line| line.number == judgement.number);
        let line = line.ok_or(Error::NotFound("estimate line"))?;
        let (left, reason) = judgement.leaves(line)?;
        let text = "UPDATE estimate_line
                    SET verdict = $4, appraised = $5, appraisal_reason = $6
                    WHERE estimate_id = $1 AND round = $2 AND number = $3";
        let row = vals![
            id,
            estimate.round,
            line.number,
            judgement.verdict.number(),
            left,
            reason,
        ];
        sql::execute(tx, text, row).await?;
        before.push(json!({
            "number": line.number, "verdict": line.verdict()?, "appraised": line.appraised,
            "reason": line.appraisal_reason,
        }));
    }
    stand(tx, id, state).await?;
    let kind = Kind::EstimateJudged;
    record(
        tx,
        kind,
        id,
        estimate.unit_id,
        Some(&before),
        Some(&judgements),
    )?;
    find(tx, id).await
}

/// Pass the whole up for decision.
pub async fn pass_up(tx: &Tx, id: i64, version: i64, note: Option<&str>) -> Result<Estimate> {
    let (estimate, state) = may(tx, id, version, Step::PassUp).await?;
    let note = optional("note", note, LONGEST)?;
    let lines = line::of_round(tx, id, estimate.round).await?;
    if lines.iter().any(|line| line.appraised.is_none()) {
        return Err(Error::Refused("lines_not_judged"));
    }
    let text = "UPDATE estimate_round SET appraised_at = $3, appraised_by = $4, appraisal_note = $5
                WHERE estimate_id = $1 AND round = $2";
    let name = tx.actor.name.clone();
    let row = vals![id, estimate.round, tx.now, name, note.clone()];
    sql::execute(tx, text, row).await?;
    stand(tx, id, state).await?;
    let after = json!({
        "round": estimate.round, "amount": estimate.amount, "appraised": estimate.appraised,
        "note": note,
    });
    let kind = Kind::EstimatePassedUp;
    record(tx, kind, id, estimate.unit_id, event::NOTHING, Some(&after))?;
    find(tx, id).await
}

/// Give it back to the unit, for a reason.
pub async fn give_back(tx: &Tx, id: i64, version: i64, reason: &str) -> Result<Estimate> {
    tx.actor.may(Act::AppraiseEstimate)?;
    if find(tx, id).await?.state()? != State::Submitted {
        return Err(Error::Refused("estimate_state"));
    }
    let (estimate, state) = may(tx, id, version, Step::Return).await?;
    let reason = needed("reason", reason, LONGEST)?;
    let text = "UPDATE estimate_round SET appraised_at = $3, appraised_by = $4,
                    appraisal_note = $5, outcome = $6 WHERE estimate_id = $1 AND round = $2";
    let name = tx.actor.name.clone();
    let outcome = state.number();
    let row = vals![id, estimate.round, tx.now, name, reason.clone(), outcome];
    sql::execute(tx, text, row).await?;
    stand(tx, id, state).await?;
    let after = json!({"round": estimate.round, "reason": reason});
    let kind = Kind::EstimateGivenBack;
    record(tx, kind, id, estimate.unit_id, event::NOTHING, Some(&after))?;
    find(tx, id).await
}
