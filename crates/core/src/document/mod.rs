//! Documents (văn bản): the file as it came in, by its hash, and the text that was read from it,
//! which every span points into.
//!
//! The way in: [`find_by_sha`] (the same file again? then nothing is stored and its drafts and
//! plan are shown) → `BlobStore::put` → [`receive`]. A classified file never gets here.

pub mod blob;
pub mod sweep;

use sea_orm::FromQueryResult;
use uuid::Uuid;

pub use blob::{BlobStore, Sha};

use crate::{
    access::Act,
    db::{Conn, Timestamp, Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    vals,
};

/// Longest text kept of one document, in bytes.
pub const MAX_TEXT: usize = 64 << 20;

/// A document without its text.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Document {
    /// Id.
    pub id: i64,
    /// Name outside the house.
    pub uid: Uuid,
    sha256: Vec<u8>,
    /// Bytes of the file.
    pub size: i64,
    /// Name of the file as it came.
    pub name: String,
    /// Kind of file, as the reader tells it: `docx`, `text`, ….
    pub format: String,
    /// When it came in.
    pub received_at: Timestamp,
}

impl Document {
    /// The hash of the file.
    pub fn sha(&self) -> Result<Sha> {
        let bytes = self.sha256.as_slice().try_into();
        bytes
            .map(Sha)
            .map_err(|_| Error::Damaged("hash of a document".into()))
    }
}

/// What is known of a document that comes in.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// Hash of the file, which the blob store keeps already.
    pub sha: Sha,
    /// Bytes of the file.
    pub size: u64,
    /// Name of the file.
    pub name: String,
    /// Kind of file.
    pub format: String,
    /// The text read from it; spans point into it.
    pub text: String,
    /// The reader's shape of it (blocks, pages) as JSON; core does not look inside.
    pub shape: String,
}

const LIST: &str = "id, uid, sha256, size, name, format, received_at";

/// Store a document. The same file again gives the document that is there already.
pub async fn receive(tx: &Tx, incoming: &Incoming) -> Result<Document> {
    tx.actor.may(Act::ReceiveDocument)?;
    if let Some(known) = find_by_sha(tx, &incoming.sha).await? {
        return Ok(known);
    }
    if incoming.text.len() > MAX_TEXT {
        return Err(Error::Invalid {
            field: "text",
            reason: "too_long",
        });
    }
    let id = sql::next_id(tx, "document").await?;
    let size = i64::try_from(incoming.size).unwrap_or(i64::MAX);
    let name: String = incoming
        .name
        .chars()
        .filter(|c| !c.is_control())
        .take(255)
        .collect();
    let columns = [
        "id",
        "uid",
        "sha256",
        "size",
        "name",
        "format",
        "text",
        "shape",
        "received_at",
        "received_by",
    ];
    let row = vals![
        id,
        tx.uid(),
        incoming.sha.0.to_vec(),
        size,
        name,
        incoming.format.clone(),
        incoming.text.clone(),
        incoming.shape.clone(),
        tx.now,
        tx.actor.account_id,
    ];
    sql::insert(tx, "document", &columns, row).await?;
    let after =
        serde_json::json!({"sha256": incoming.sha.hex(), "name": incoming.name, "size": size});
    event::record(
        tx,
        Kind::DocumentReceived,
        Subject::Document(id),
        event::NOTHING,
        Some(&after),
    )?;
    find(tx, id).await
}

/// A document by id.
pub async fn find(conn: &Conn, id: i64) -> Result<Document> {
    let text = format!("SELECT {LIST} FROM document WHERE id = $1");
    sql::one(conn, &text, vals![id])
        .await?
        .ok_or(Error::NotFound("document"))
}

/// The document with these bytes, if it came in before.
pub async fn find_by_sha(conn: &Conn, sha: &Sha) -> Result<Option<Document>> {
    let text = format!("SELECT {LIST} FROM document WHERE sha256 = $1");
    sql::one(conn, &text, vals![sha.0.to_vec()]).await
}

/// The text of a document and its shape as JSON.
pub async fn source(conn: &Conn, id: i64) -> Result<Source> {
    let text = "SELECT text, shape FROM document WHERE id = $1";
    sql::one(conn, text, vals![id])
        .await?
        .ok_or(Error::NotFound("document"))
}

/// What was read from a document.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Source {
    /// The text.
    pub text: String,
    /// JSON of the reader's shape.
    pub shape: String,
}
