//! A workbook of lines, or of verdicts, that somebody sent for an estimate: kept as it was read
//! until it is applied, so that what it would change can be looked at first. Applied twice it
//! changes nothing the second time.

use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    appraisal::{self, Judgement},
    drafting,
    estimate::{Estimate, find as find_estimate},
    line::{self, Line, NewLine},
};
use crate::{
    access::Act,
    db::{Conn, Timestamp, Tx, sql},
    error::{Error, Result},
    vals,
};

/// Uploads kept: the oldest go.
const KEPT: i64 = 200;

/// What a workbook says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// The lines of a draft.
    Lines(Vec<NewLine>),
    /// What the appraisal says of lines.
    Judgements(Vec<Judgement>),
}

impl Content {
    /// The right that applying it needs.
    fn may(&self, tx: &Tx, estimate: &Estimate) -> Result<()> {
        match self {
            Self::Lines(_) => tx.actor.may_for(Act::DraftEstimate, estimate.unit_id),
            Self::Judgements(_) => tx.actor.may(Act::AppraiseEstimate),
        }
    }
}

/// A workbook as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Of which estimate.
    pub estimate_id: i64,
    /// Name of the file.
    pub name: String,
    /// What it says.
    pub content: Content,
    /// When it was applied.
    pub applied_at: Option<Timestamp>,
}

/// Give lines that came without a number that of the line they are: the same content, source and
/// year; else the same content; each line once.
pub fn matched(lines: &mut [NewLine], stored: &[Line]) {
    let key = |text: &str| vietnamese::key::fold(text.trim());
    let mut free: Vec<&Line> = stored
        .iter()
        .filter(|line| lines.iter().all(|it| it.number != Some(line.number)))
        .collect();
    for exact in [true, false] {
        for line in lines.iter_mut().filter(|line| line.number.is_none()) {
            let content = key(&line.content);
            let same = |it: &&Line| {
                key(&it.content) == content
                    && (!exact || (it.source_id, it.year) == (line.source_id, line.year))
            };
            if let Some(at) = free.iter().position(same) {
                line.number = Some(free.remove(at).number);
            }
        }
    }
}

/// Keep a workbook. Nothing of the estimate changes by that.
pub async fn keep(tx: &Tx, estimate: i64, name: &str, content: &Content) -> Result<Uuid> {
    let estimate = find_estimate(tx, estimate).await?;
    content.may(tx, &estimate)?;
    let id = sql::next_id(tx, "estimate_upload").await?;
    let text = "DELETE FROM estimate_upload WHERE id <= $1";
    sql::execute(tx, text, vals![id - KEPT]).await?;
    let uid = tx.uid();
    let columns = [
        "id",
        "uid",
        "estimate_id",
        "name",
        "content",
        "created_at",
        "created_by",
    ];
    let row = vals![
        id,
        uid,
        estimate.id,
        name,
        serde_json::to_string(content)?,
        tx.now,
        tx.actor.account_id,
    ];
    sql::insert(tx, "estimate_upload", &columns, row).await?;
    Ok(uid)
}

/// A workbook by its name outside the house.
pub async fn find(conn: &Conn, uid: Uuid) -> Result<Upload> {
    #[derive(FromQueryResult)]
    struct Row {
        estimate_id: i64,
        name: String,
        content: String,
        applied_at: Option<Timestamp>,
    }
    let text = "SELECT estimate_id, name, content, applied_at FROM estimate_upload WHERE uid = $1";
    let row: Option<Row> = sql::one(conn, text, vals![uid]).await?;
    let row = row.ok_or(Error::NotFound("upload"))?;
    Ok(Upload {
        estimate_id: row.estimate_id,
        name: row.name,
        content: serde_json::from_str(&row.content)?,
        applied_at: row.applied_at,
    })
}

/// What a workbook would do to one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A new line.
    Added(NewLine),
    /// A line becomes another.
    Changed(Box<Line>, NewLine),
    /// A line that the workbook does not have goes.
    Removed(Line),
    /// A line is judged, otherwise than before.
    Judged(Line, Judgement),
}

/// What a workbook would change, and how many lines it leaves as they are.
pub fn changes(content: &Content, stored: &[Line]) -> Result<(Vec<Change>, usize)> {
    let mut found = Vec::new();
    let mut same = 0;
    let of = |number: i32| stored.iter().find(|line| line.number == number);
    match content {
        Content::Lines(lines) => {
            for new in lines {
                match new.number.and_then(of) {
                    None => found.push(Change::Added(new.clone())),
                    Some(line) if line.again() == settled(new) => same += 1,
                    Some(line) => {
                        found.push(Change::Changed(Box::new(line.clone()), new.clone()));
                    }
                }
            }
            let named = |line: &&Line| lines.iter().all(|it| it.number != Some(line.number));
            let gone = stored.iter().filter(named).cloned();
            found.extend(gone.map(Change::Removed));
        }
        Content::Judgements(judgements) => {
            for judgement in judgements {
                let line = of(judgement.number).ok_or(Error::NotFound("estimate line"))?;
                let (left, reason) = judgement.leaves(line)?;
                let was = (
                    line.verdict()?,
                    line.appraised,
                    line.appraisal_reason.clone(),
                );
                if was == (Some(judgement.verdict), Some(left), reason) {
                    same += 1;
                } else {
                    found.push(Change::Judged(line.clone(), judgement.clone()));
                }
            }
        }
    }
    Ok((found, same))
}

/// A line as it would be stored.
fn settled(line: &NewLine) -> NewLine {
    let text = |text: &Option<String>| {
        let text = text.as_deref().map(str::trim).filter(|it| !it.is_empty());
        text.map(str::to_owned)
    };
    NewLine {
        content: line.content.trim().to_owned(),
        measure: text(&line.measure),
        note: text(&line.note),
        amount: line.amount(),
        ..line.clone()
    }
}

/// Apply a workbook to the estimate as the person saw it.
pub async fn apply(tx: &Tx, uid: Uuid, version: i64) -> Result<Estimate> {
    let upload = find(tx, uid).await?;
    let estimate = find_estimate(tx, upload.estimate_id).await?;
    upload.content.may(tx, &estimate)?;
    estimate.seen(version)?;
    let stored = line::of_round(tx, estimate.id, estimate.round).await?;
    let (changes, _) = changes(&upload.content, &stored)?;
    let text = "UPDATE estimate_upload SET applied_at = $2 WHERE uid = $1";
    sql::execute(tx, text, vals![uid, tx.now]).await?;
    if changes.is_empty() {
        return Ok(estimate);
    }
    match &upload.content {
        Content::Lines(lines) => drafting::write(tx, estimate.id, version, None, lines).await,
        Content::Judgements(all) => appraisal::judge(tx, estimate.id, version, all).await,
    }
}
