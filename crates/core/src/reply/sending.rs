//! What a unit sends through its link: statements like any other, with who filled them in.

use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{draft, link::Link};
use crate::{
    access::Act,
    db::{Conn, Timestamp, Tx, sql},
    error::{Error, Result},
    event::{self, About, Kind, Subject},
    progress::{self, Outcome, Provenance, Report, Seen, Way},
    vals,
};

/// Longest name, position and telephone number, in characters.
const LONGEST: usize = 90;

/// Who fills in for the unit.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Filler {
    /// Name.
    pub name: String,
    /// Position (chức vụ).
    pub position: String,
    /// Telephone, to ask back; it stands in no log and in no export.
    pub phone: String,
}

impl Filler {
    /// Trimmed, or what is wrong with it.
    pub fn checked(self) -> Result<Self> {
        let invalid = |field, reason| Err(Error::Invalid { field, reason });
        let trimmed = Self {
            name: self.name.trim().to_owned(),
            position: self.position.trim().to_owned(),
            phone: self.phone.trim().to_owned(),
        };
        if trimmed.name.is_empty() {
            return invalid("said_by", "missing");
        }
        let all = [&trimmed.name, &trimmed.position, &trimmed.phone];
        if all.iter().any(|it| it.chars().count() > LONGEST) {
            return invalid("said_by", "too_long");
        }
        Ok(trimmed)
    }

    /// As it stands beside a statement.
    pub fn said_by(&self) -> String {
        match self.position.as_str() {
            "" => self.name.clone(),
            position => format!("{} – {position}", self.name),
        }
    }
}

/// One statement to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// On which obligation.
    pub obligation_id: i64,
    /// Its version as the person saw it.
    pub version: i64,
    /// What is said.
    pub report: Report,
}

/// Remember who fills in, to begin with next time.
pub async fn remember(tx: &Tx, link: &Link, filler: &Filler) -> Result<()> {
    tx.actor.may_for(Act::ReportProgress, link.unit_id)?;
    let text = "UPDATE reply_link SET filler = $2 WHERE id = $1";
    let row = vals![link.id, serde_json::to_string(filler)?];
    sql::execute(tx, text, row).await.map(drop)
}

/// Send statements: all of them or none.
pub async fn send(
    tx: &Tx,
    link: &Link,
    filler: &Filler,
    statements: Vec<Statement>,
) -> Result<Vec<i64>> {
    let filler = filler.clone().checked()?;
    let covered = draft::covered(tx, link).await?;
    let mut kept = Vec::new();
    let mut obligations = Vec::new();
    for one in statements {
        let id = one.obligation_id;
        if !covered.contains(&id) {
            return Err(Error::NotFound("obligation"));
        }
        let provenance = Provenance {
            way: Way::Link,
            said_by: Some(filler.said_by()),
            said_on: None,
            link_id: Some(link.id),
            source_key: None,
            proof: Vec::new(),
        };
        let seen = Seen::Version(one.version);
        match progress::report(tx, id, seen, one.report, provenance).await? {
            Outcome::Kept(update) | Outcome::Known(update) => kept.push(update),
        }
        obligations.push(id);
    }
    remember(tx, link, &filler).await?;
    draft::remove(tx, link.id, &obligations).await?;
    note(tx, link, &filler, obligations.len()).await?;
    Ok(kept)
}

async fn note(tx: &Tx, link: &Link, filler: &Filler, count: usize) -> Result<()> {
    let id = sql::next_id(tx, "reply_sending").await?;
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let columns = ["id", "link_id", "sent_at", "filler", "kept"];
    let row = vals![id, link.id, tx.now, serde_json::to_string(filler)?, count];
    sql::insert(tx, "reply_sending", &columns, row).await?;
    let after = json!({"link": link.id, "said_by": filler.said_by(), "kept": count});
    let about = About {
        unit_id: Some(link.unit_id),
        proof: None,
    };
    let subject = Subject::Unit(link.unit_id);
    let kind = Kind::ReplySent;
    event::record_about(tx, kind, subject, about, event::NOTHING, Some(&after))
}

/// Something that was sent.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Sending {
    /// Through which link.
    pub link_id: i64,
    /// When.
    pub sent_at: Timestamp,
    filler: String,
    /// How many statements.
    pub kept: i64,
}

impl Sending {
    /// Who filled it in.
    pub fn filler(&self) -> Result<Filler> {
        Ok(serde_json::from_str(&self.filler)?)
    }
}

/// What was sent through these links, the newest first.
pub async fn of_links(conn: &Conn, links: &[i64]) -> Result<Vec<Sending>> {
    let (condition, list) = sql::one_of(sql::backend(conn), "$1", links);
    let text = format!(
        "SELECT link_id, sent_at, filler, kept FROM reply_sending
         WHERE link_id {condition} ORDER BY id DESC"
    );
    sql::all(conn, &text, vec![list]).await
}
