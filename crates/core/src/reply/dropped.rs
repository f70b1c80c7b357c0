//! Files that came back together, kept as they were read until somebody has looked at what they
//! would change and applies them. A file that cannot be taken leaves its name and why, and no
//! bytes.

use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{
    access::Act,
    db::{Conn, Timestamp, Tx, sql},
    document::Sha,
    error::{Error, Result},
    vals,
};

/// So many are kept: the oldest go.
const KEPT: i64 = 300;

/// A file that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its hash, when it can be taken; the blob store keeps it already.
    pub sha: Option<Sha>,
    /// Its bytes.
    pub size: u64,
    /// Why it cannot be taken, as a stable code.
    pub problem: Option<String>,
    /// What was read of it; the pages know its form.
    pub content: Option<String>,
}

/// Files that came together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drop {
    /// Their name in the address.
    pub uid: Uuid,
    /// When they came.
    pub created_at: Timestamp,
    /// The files.
    pub files: Vec<File>,
}

/// Keep files. Nothing else changes by that.
pub async fn keep(tx: &Tx, files: Vec<File>) -> Result<Uuid> {
    tx.actor.may(Act::CollectReplies)?;
    let id = sql::next_id(tx, "reply_drop").await?;
    for text in [
        "DELETE FROM reply_drop_file WHERE drop_id <= $1",
        "DELETE FROM reply_drop WHERE id <= $1",
    ] {
        sql::execute(tx, text, vals![id - KEPT]).await?;
    }
    let uid = tx.uid();
    let columns = ["id", "uid", "created_at", "created_by"];
    let row = vals![id, uid, tx.now, tx.actor.account_id];
    sql::insert(tx, "reply_drop", &columns, row).await?;
    let columns = [
        "drop_id", "number", "name", "sha256", "size", "problem", "content",
    ];
    let rows = (0_i64..).zip(files).map(|(number, file)| {
        let sha = file.sha.map(|sha| sha.0.to_vec());
        let size = i64::try_from(file.size).unwrap_or(i64::MAX);
        vals![id, number, file.name, sha, size, file.problem, file.content]
    });
    sql::insert_all(tx, "reply_drop_file", &columns, rows.collect()).await?;
    Ok(uid)
}

/// Files by the name of what they came in.
pub async fn find(conn: &Conn, uid: Uuid) -> Result<Drop> {
    #[derive(FromQueryResult)]
    struct Head {
        id: i64,
        created_at: Timestamp,
    }
    #[derive(FromQueryResult)]
    struct Row {
        name: String,
        sha256: Option<Vec<u8>>,
        size: i64,
        problem: Option<String>,
        content: Option<String>,
    }
    let text = "SELECT id, created_at FROM reply_drop WHERE uid = $1";
    let head: Option<Head> = sql::one(conn, text, vals![uid]).await?;
    let head = head.ok_or(Error::NotFound("returned files"))?;
    let text = "SELECT name, sha256, size, problem, content FROM reply_drop_file
                WHERE drop_id = $1 ORDER BY number";
    let rows: Vec<Row> = sql::all(conn, text, vals![head.id]).await?;
    let file = |row: Row| {
        let sha = row.sha256.map(<[u8; 32]>::try_from).transpose();
        let lost = |_| Error::Damaged("hash of a returned file".into());
        Ok(File {
            name: row.name,
            sha: sha.map_err(lost)?.map(Sha),
            size: u64::try_from(row.size).unwrap_or(0),
            problem: row.problem,
            content: row.content,
        })
    };
    Ok(Drop {
        uid,
        created_at: head.created_at,
        files: rows.into_iter().map(file).collect::<Result<_>>()?,
    })
}
