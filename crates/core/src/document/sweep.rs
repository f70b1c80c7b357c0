//! Files that nothing names: a crash, or a refusal, between keeping a file and storing what it
//! belongs to leaves one behind.

use std::time::SystemTime;

use chrono::Duration;

use super::{BlobStore, Sha, find_by_sha};
use crate::{
    db::{Conn, Db, Timestamp},
    error::{Error, Result},
    guidance, inspection, mail,
    progress::evidence,
    reply,
};

/// How long a file may wait for its document.
const PATIENCE: Duration = Duration::days(1);

/// Remove the files that nothing has named for a day, and say how many there were.
///
/// Safe beside imports: a file is looked up only after it was found to be old, and putting the
/// same bytes again makes it new, which [`BlobStore::remove`] looks at last. Only one program may
/// use the folder meanwhile.
pub async fn run(db: &Db, blobs: &BlobStore, now: Timestamp) -> Result<usize> {
    let limit = SystemTime::from(now - PATIENCE);
    let store = blobs.clone();
    let old = blocking(move || store.older(limit)).await?;
    let mut removed = 0;
    for sha in old {
        // A snapshot for each: nothing is held open over a long walk.
        if !named(&*db.read().await?, &sha).await? {
            let store = blobs.clone();
            removed += usize::from(blocking(move || store.remove(&sha, limit)).await?);
            tracing::info!(sha = sha.hex(), "a file that nothing names was removed");
        }
    }
    Ok(removed)
}

/// Whether anything in the house is this file.
async fn named(conn: &Conn, sha: &Sha) -> Result<bool> {
    Ok(find_by_sha(conn, sha).await?.is_some()
        || evidence::names(conn, sha).await?
        || reply::names(conn, sha).await?
        || guidance::names(conn, sha).await?
        || inspection::names(conn, sha).await?
        || mail::names(conn, sha).await?)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let ended = tokio::task::spawn_blocking(work).await;
    ended.map_err(|error| Error::Damaged(format!("the sweep of files ended: {error}")))?
}
