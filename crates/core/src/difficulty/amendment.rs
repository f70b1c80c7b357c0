//! Proposals to amend a plan (đề xuất điều chỉnh, bổ sung) that came out of a difficulty: a record
//! with its reason and the change proposed. It waits until the plan is amended.

use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Difficulty, LONGEST, Step,
    handling::{Kept, at, stand, taken},
};
use crate::{
    access::Act,
    db::{Conn, Timestamp, Tx, sql},
    error::{Error, Result},
    money::needed,
    vals,
};

/// What the change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Concerns {
    /// The deadline.
    Deadline,
    /// Who leads or coordinates.
    Assignment,
    /// What is to be done.
    Content,
    /// The task as a whole: it is to be dropped.
    Removal,
    /// Anything else.
    Other,
}

impl Concerns {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Deadline,
        Self::Assignment,
        Self::Content,
        Self::Removal,
        Self::Other,
    ];

    /// As stored.
    pub const fn number(self) -> i16 {
        self as i16
    }
}

/// A proposal.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
#[expect(missing_docs, reason = "as in the table `amendment_proposal`")]
pub struct Proposal {
    pub id: i64,
    pub uid: Uuid,
    pub difficulty_id: i64,
    pub task_id: i64,
    pub plan_id: i64,
    concerns: i16,
    pub change: String,
    pub reason: String,
    pub proposed_at: Timestamp,
    pub proposed_by: String,
}

impl Proposal {
    /// What it is about.
    pub fn concerns(&self) -> Result<Concerns> {
        let found = Concerns::ALL
            .into_iter()
            .find(|it| it.number() == self.concerns);
        found.ok_or_else(|| Error::Damaged(format!("proposal about {}", self.concerns)))
    }
}

/// Waiting for an amendment.
const WAITING: i16 = 0;
/// Let go, because the difficulty was opened again or closed without it.
const DROPPED: i16 = 1;

/// Turn a difficulty into a proposal: by who answers difficulties, or decides them.
pub async fn propose(
    tx: &Tx,
    id: i64,
    version: i64,
    concerns: Concerns,
    change: &str,
    reason: &str,
) -> Result<Difficulty> {
    if tx.actor.may(Act::DecideDifficulty).is_err() {
        tx.actor.may(Act::AnswerDifficulty)?;
    }
    let (before, state) = at(tx, id, version, Step::Propose).await?;
    let change = needed("change", change, LONGEST)?;
    let reason = needed("reason", reason, LONGEST)?;
    // A second proposal for the same difficulty replaces the first.
    let text = "UPDATE amendment_proposal SET state = $2 WHERE difficulty_id = $1 AND state = $3";
    sql::execute(tx, text, vals![id, DROPPED, WAITING]).await?;
    let proposal = sql::next_id(tx, "amendment_proposal").await?;
    let columns = [
        "id",
        "uid",
        "difficulty_id",
        "task_id",
        "plan_id",
        "concerns",
        "change",
        "reason",
        "state",
        "proposed_at",
        "proposed_by",
    ];
    let row = vals![
        proposal,
        tx.uid(),
        id,
        before.task_id,
        before.plan_id,
        concerns.number(),
        change.clone(),
        reason.clone(),
        WAITING,
        tx.now,
        tx.actor.name.clone(),
    ];
    sql::insert(tx, "amendment_proposal", &columns, row).await?;
    stand(tx, id, state).await?;
    let kept = Kept {
        text: Some(format!("{change}\n{reason}")),
        ..Kept::default()
    };
    taken(tx, &before, Step::Propose, state, kept).await
}

const SELECT: &str = "SELECT id, uid, difficulty_id, task_id, plan_id, concerns, change, reason,
    proposed_at, proposed_by FROM amendment_proposal";

/// What waits for an amendment of a plan, in the order in which it was proposed.
pub async fn of_plan(conn: &Conn, plan: i64) -> Result<Vec<Proposal>> {
    let text = format!("{SELECT} WHERE plan_id = $1 AND state = {WAITING} ORDER BY id");
    sql::all(conn, &text, vals![plan]).await
}

/// What was proposed because of a difficulty.
pub async fn of_difficulty(conn: &Conn, difficulty: i64) -> Result<Vec<Proposal>> {
    let text = format!("{SELECT} WHERE difficulty_id = $1 AND state = {WAITING} ORDER BY id");
    sql::all(conn, &text, vals![difficulty]).await
}
