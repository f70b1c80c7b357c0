//! A directory file that somebody sent: kept until it is applied, so that what it would change can
//! be looked at first.

use sea_orm::FromQueryResult;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{
    difference::{Decided, Difference},
    directory::Directory,
    import::{self, Report},
};
use crate::{
    access::Act,
    db::{Conn, Timestamp, Tx, sql},
    error::{Error, Result},
    vals,
};

/// Uploads kept: the oldest go.
const KEPT: i64 = 20;

/// A file that was sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Upload {
    /// Its name.
    pub name: String,
    /// What it says.
    pub directory: Directory,
    /// When it was applied.
    pub applied_at: Option<Timestamp>,
}

/// Keep a file. Nothing of the directory changes by that.
pub async fn keep(tx: &Tx, name: &str, directory: &Directory) -> Result<Uuid> {
    tx.actor.may(Act::EditUnits)?;
    directory.check()?;
    let id = sql::next_id(tx, "directory_upload").await?;
    let text = "DELETE FROM directory_upload WHERE id <= $1";
    sql::execute(tx, text, vals![id - KEPT]).await?;
    let uid = tx.uid();
    let columns = ["id", "uid", "name", "content", "created_at", "created_by"];
    let row = vals![
        id,
        uid,
        name,
        serde_json::to_string(directory)?,
        tx.now,
        tx.actor.account_id,
    ];
    sql::insert(tx, "directory_upload", &columns, row).await?;
    Ok(uid)
}

/// A file by its name outside the house.
pub async fn find(conn: &Conn, uid: Uuid) -> Result<Upload> {
    #[derive(FromQueryResult)]
    struct Row {
        name: String,
        content: String,
        applied_at: Option<Timestamp>,
    }
    let text = "SELECT name, content, applied_at FROM directory_upload WHERE uid = $1";
    let row: Option<Row> = sql::one(conn, text, vals![uid]).await?;
    let row = row.ok_or(Error::NotFound("upload"))?;
    Ok(Upload {
        name: row.name,
        directory: Directory::parse(row.content.as_bytes())?,
        applied_at: row.applied_at,
    })
}

/// Apply a file. `seen` is the [`digest`] of what was shown before any clash was decided: when the
/// directory changed since, nothing is written and the difference is to be looked at again.
pub async fn apply(tx: &Tx, uid: Uuid, seen: &str, decided: &Decided) -> Result<Report> {
    let upload = find(tx, uid).await?;
    let now = import::preview(tx, &upload.directory, &Decided::Here).await?;
    if digest(&now)? != seen {
        return Err(Error::Conflict {
            what: "directory",
            version: 0,
        });
    }
    let report = import::run_decided(tx, &upload.directory, decided).await?;
    let text = "UPDATE directory_upload SET applied_at = $2 WHERE uid = $1";
    sql::execute(tx, text, vals![uid, tx.now]).await?;
    Ok(report)
}

/// Short for a difference: the same when nothing changed.
pub fn digest(difference: &Difference) -> Result<String> {
    let bytes = serde_json::to_vec(difference)?;
    Ok(crate::document::blob::hex(&Sha256::digest(&bytes)))
}
