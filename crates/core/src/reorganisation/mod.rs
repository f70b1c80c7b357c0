//! Acts of reorganisation (văn bản sắp xếp): units are renamed, merged, split, abolished, created,
//! moved, and what they owe goes on with those who follow them. Nothing is lost, nothing moves
//! unseen.
//!
//! An act is prepared ([`create`], [`edit`]), looked at, decided where it asks, applied at once or
//! in parts, and can be undone while nothing has happened on top of it.

pub mod act;
pub mod answering;
mod application;
pub(crate) mod book;
pub mod decision;
pub(crate) mod door;
pub(crate) mod enactment;
pub mod fault;
mod groups;
pub mod history;
pub mod impact;
mod lifting;
pub mod listing;
pub mod people;
mod plain;
pub mod prepared;
pub mod preview;
pub mod re_expansion;
pub mod route;
mod sharing;
mod situation;
pub mod suggestion;
mod undoing;

use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use uuid::Uuid;

pub use act::{Act, Heir, NewUnit, Step, Successor};
pub use application::{Along, apply};
pub use decision::Choice;
pub use fault::{Fault, Reason};
pub use preview::{Balance, Flow, Party, Preview, preview};
pub use route::Fate;
pub use suggestion::{Suggestion, Why};
pub use undoing::undo;

use crate::{
    access,
    db::{Conn, Timestamp, Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    vals,
};

/// An act as it stands.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
#[expect(missing_docs, reason = "as in `Act` and the table `reorganisation`")]
pub struct Reorganisation {
    pub id: i64,
    pub uid: Uuid,
    pub place: String,
    pub number: String,
    pub issuer: Option<String>,
    pub title: String,
    pub issued_on: NaiveDate,
    pub effective_on: NaiveDate,
    /// The prepared act it was made from, by its code.
    pub prepared: Option<String>,
    /// Counts every change.
    pub version: i64,
    /// When it was first applied, unless that was undone.
    pub applied_at: Option<Timestamp>,
    /// When it was last undone.
    pub undone_at: Option<Timestamp>,
}

const COLUMNS: &str = "id, uid, place, number, issuer, title, issued_on, effective_on, prepared,
    version, applied_at, undone_at";

/// An act by id.
pub async fn find(conn: &Conn, id: i64) -> Result<Reorganisation> {
    let text = format!("SELECT {COLUMNS} FROM reorganisation WHERE id = $1");
    sql::one(conn, &text, vals![id])
        .await?
        .ok_or(Error::NotFound("reorganisation"))
}

/// All acts, the latest first.
pub async fn list(conn: &Conn) -> Result<Vec<Reorganisation>> {
    let text = format!("SELECT {COLUMNS} FROM reorganisation ORDER BY effective_on DESC, id DESC");
    sql::all(conn, &text, vec![]).await
}

/// A step as stored, with its id.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "as said above")]
pub struct StoredStep {
    pub id: i64,
    pub step: Step,
}

/// The steps of an act, in order.
pub async fn steps(conn: &Conn, id: i64) -> Result<Vec<StoredStep>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: i64,
        content: String,
    }
    let text = "SELECT id, content FROM reorganisation_step WHERE reorganisation_id = $1
                ORDER BY position, id";
    let rows: Vec<Row> = sql::all(conn, text, vals![id]).await?;
    let stored = |row: Row| {
        let step = serde_json::from_str(&row.content)?;
        Ok(StoredStep { id: row.id, step })
    };
    rows.into_iter().map(stored).collect()
}

/// What an act says, as it was typed or shipped.
pub async fn content(conn: &Conn, id: i64) -> Result<Act> {
    let act = find(conn, id).await?;
    let steps = steps(conn, id).await?;
    Ok(Act {
        place: act.place,
        number: act.number,
        issuer: act.issuer,
        title: act.title,
        issued_on: act.issued_on,
        effective_on: act.effective_on,
        steps: steps.into_iter().map(|stored| stored.step).collect(),
    })
}

/// Enter an act; nothing changes by that. `prepared`: the code of the prepared act it was made of.
pub async fn create(tx: &Tx, act: &Act, prepared: Option<&str>) -> Result<Reorganisation> {
    tx.actor.may(access::Act::Reorganise)?;
    act.check()?;
    let id = sql::next_id(tx, "reorganisation").await?;
    let columns = [
        "id",
        "uid",
        "place",
        "number",
        "issuer",
        "title",
        "issued_on",
        "effective_on",
        "prepared",
        "version",
        "created_at",
        "created_by",
    ];
    let row = vals![
        id,
        tx.uid(),
        act.place.trim(),
        act.number.trim(),
        act.issuer.clone(),
        act.title.trim(),
        act.issued_on,
        act.effective_on,
        prepared,
        1_i64,
        tx.now,
        tx.actor.account_id,
    ];
    sql::insert(tx, "reorganisation", &columns, row).await?;
    write_steps(tx, id, act).await?;
    let kind = Kind::ReorganisationCreated;
    event::record(
        tx,
        kind,
        Subject::Reorganisation(id),
        event::NOTHING,
        Some(act),
    )?;
    find(tx, id).await
}

/// Change an act that is not in force. `version` is the one the person saw.
pub async fn edit(tx: &Tx, id: i64, version: i64, act: &Act) -> Result<Reorganisation> {
    tx.actor.may(access::Act::Reorganise)?;
    act.check()?;
    let before = seen(tx, id, version).await?;
    if before.applied_at.is_some() {
        return Err(Error::Refused("reorganisation_applied"));
    }
    let was = content(tx, id).await?;
    let text = "UPDATE reorganisation SET place = $2, number = $3, issuer = $4, title = $5,
                    issued_on = $6, effective_on = $7, version = version + 1 WHERE id = $1";
    let row = vals![
        id,
        act.place.trim(),
        act.number.trim(),
        act.issuer.clone(),
        act.title.trim(),
        act.issued_on,
        act.effective_on,
    ];
    sql::execute(tx, text, row).await?;
    let text = "DELETE FROM reorganisation_step WHERE reorganisation_id = $1";
    sql::execute(tx, text, vals![id]).await?;
    write_steps(tx, id, act).await?;
    let kind = Kind::ReorganisationEdited;
    event::record(tx, kind, Subject::Reorganisation(id), Some(&was), Some(act))?;
    find(tx, id).await
}

async fn write_steps(tx: &Tx, id: i64, act: &Act) -> Result<()> {
    if act.steps.is_empty() {
        return Ok(());
    }
    let mut next = sql::next_id(tx, "reorganisation_step").await?;
    let mut rows = Vec::with_capacity(act.steps.len());
    for (position, step) in act.steps.iter().enumerate() {
        let position = i32::try_from(position).unwrap_or(i32::MAX);
        let content = serde_json::to_string(step)?;
        rows.push(vals![next, id, position, step.kind(), content]);
        next += 1;
    }
    let columns = ["id", "reorganisation_id", "position", "kind", "content"];
    sql::insert_all(tx, "reorganisation_step", &columns, rows).await
}

/// The act, if it is still as the person saw it.
async fn seen(conn: &Conn, id: i64, version: i64) -> Result<Reorganisation> {
    let act = find(conn, id).await?;
    if act.version == version {
        Ok(act)
    } else {
        Err(Error::Conflict {
            what: "reorganisation",
            version: act.version,
        })
    }
}
