//! A form that came back: applied in the write it is brought in with, and only once.

use sea_orm::FromQueryResult;
use serde_json::json;
use uuid::Uuid;

use super::form;
use crate::{
    access::Act,
    db::{Conn, Timestamp, Tx, sql},
    document::Sha,
    error::{Error, Result},
    event::{self, About, Kind, Subject},
    obligation,
    progress::{self, Evidence, Outcome, Provenance, Report, Seen, Way},
    vals,
};

/// What is to be applied of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    /// The form's name.
    pub form: Uuid,
    /// The file's hash; the blob store keeps it already, as the proof of every statement.
    pub sha: Sha,
    /// Its bytes.
    pub size: u64,
    /// Its name.
    pub name: String,
    /// By which way it came.
    pub way: Way,
    /// Who says it, as typed in the form.
    pub said_by: Option<String>,
    /// What a person has looked at and wants applied.
    pub answers: Vec<Chosen>,
}

/// One answer, looked at beside what stood then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// The obligation.
    pub obligation_id: i64,
    /// Its version when the person looked: whatever came since is a conflict.
    pub version: i64,
    /// What the unit says.
    pub report: Report,
}

/// When and by whom a file was applied.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Applied {
    /// When.
    pub applied_at: Timestamp,
    /// By whom.
    pub applied_by_name: String,
    /// How many statements it gave.
    pub kept: i64,
}

/// Whether this file was applied before.
pub async fn applied(conn: &Conn, form_id: i64, sha: &Sha) -> Result<Option<Applied>> {
    let text = "SELECT applied_at, applied_by_name, kept FROM reply_return
                WHERE form_id = $1 AND sha256 = $2";
    sql::one(conn, text, vals![form_id, sha.0.to_vec()]).await
}

/// The files applied last, newest first.
pub async fn list(conn: &Conn, limit: i64) -> Result<Vec<Done>> {
    let text = "SELECT t.form_id, u.name AS unit_name, t.applied_at, t.applied_by_name, t.kept
        FROM reply_return t JOIN reply_form f ON f.id = t.form_id JOIN unit u ON u.id = f.unit_id
        ORDER BY t.id DESC LIMIT $1";
    sql::all(conn, text, vals![limit]).await
}

/// Apply what was chosen of a file: how many statements it gave. The same file again gives none;
/// a file whose statements are in part known already gives the others.
pub async fn apply(tx: &Tx, back: Return) -> Result<i64> {
    tx.actor.may(Act::CollectReplies)?;
    let form = form::find(tx, back.form).await?;
    if applied(tx, form.id, &back.sha).await?.is_some() {
        return Ok(0);
    }
    let mut kept = 0;
    for chosen in &back.answers {
        let obligation = obligation::find(tx, chosen.obligation_id).await?;
        if obligation.unit_id != form.unit_id {
            return Err(Error::Refused("reply_of_another_unit"));
        }
        let seen = Seen::Version(chosen.version);
        let provenance = provenance(&back);
        let said = progress::report(tx, obligation.id, seen, chosen.report.clone(), provenance);
        if let Outcome::Kept(_) = said.await? {
            kept += 1;
        }
    }
    let id = sql::next_id(tx, "reply_return").await?;
    let columns = [
        "id",
        "form_id",
        "sha256",
        "applied_at",
        "applied_by",
        "applied_by_name",
        "kept",
    ];
    let (by, name) = (tx.actor.account_id, tx.actor.name.clone());
    let row = vals![id, form.id, back.sha.0.to_vec(), tx.now, by, name, kept];
    sql::insert(tx, "reply_return", &columns, row).await?;
    let after = json!({
        "form": back.form, "file": back.name, "sha256": back.sha.hex(), "kept": kept,
        "said_by": back.said_by,
    });
    let about = About {
        unit_id: Some(form.unit_id),
        proof: Some(format!("{} ({})", back.name, back.sha.hex())),
    };
    let subject = Subject::Unit(form.unit_id);
    let kind = Kind::ReplyFormApplied;
    event::record_about(tx, kind, subject, about, event::NOTHING, Some(&after))?;
    Ok(kept)
}

/// A file that was applied, for a list.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Done {
    /// On which form.
    pub form_id: i64,
    /// Of which unit.
    pub unit_name: String,
    /// When.
    pub applied_at: Timestamp,
    /// By whom.
    pub applied_by_name: String,
    /// How many statements it gave.
    pub kept: i64,
}

fn provenance(back: &Return) -> Provenance {
    let file = Evidence::File {
        sha: back.sha,
        size: back.size,
        name: back.name.clone(),
    };
    Provenance {
        way: back.way,
        said_by: back.said_by.clone(),
        said_on: None,
        link_id: None,
        source_key: Some(format!("form:{}:{}", back.form, back.sha.hex())),
        proof: vec![file],
    }
}
