//! What a unit typed through its link and has not sent: kept, so that a telephone that loses its
//! network loses nothing. Seen by whoever has the link, and by nobody else.

use sea_orm::FromQueryResult;

use super::link::Link;
use crate::{
    access::Act,
    db::{Conn, Timestamp, Tx, sql},
    document::Sha,
    error::{Error, Result},
    obligation::Standing,
    vals,
};

/// Longest draft, in bytes: the texts of one report and the names of its files.
const LONGEST: usize = 256 << 10;

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Draft {
    /// On which obligation.
    pub obligation_id: i64,
    /// What was typed; the pages know its form.
    pub content: String,
    /// When.
    pub saved_at: Timestamp,
}

/// The obligations that a link opens, leads first: those it was made to ask about, or all of its
/// unit; never one that is another unit's today.
pub async fn covered(conn: &Conn, link: &Link) -> Result<Vec<i64>> {
    let joined = Standing::Joined.number();
    let text = format!(
        "SELECT o.id FROM reply_request r JOIN reply_asked a ON a.request_id = r.id
         JOIN obligation o ON o.id = a.obligation_id
         WHERE r.link_id = $1 AND o.unit_id = $2 AND o.standing <> {joined}
         ORDER BY o.role, o.last_day, o.id"
    );
    let asked: Vec<i64> = sql::column(conn, &text, vals![link.id, link.unit_id]).await?;
    let in_round = "SELECT id FROM reply_request WHERE link_id = $1";
    let in_round: Option<i64> = sql::scalar(conn, in_round, vals![link.id]).await?;
    if in_round.is_some() {
        return Ok(asked);
    }
    let text = format!(
        "SELECT id FROM obligation WHERE unit_id = $1 AND ($2 = 0 OR plan_id = $2)
         AND standing <> {joined} ORDER BY role, last_day, id LIMIT 1000"
    );
    sql::column(conn, &text, vals![link.unit_id, link.plan_id.unwrap_or(0)]).await
}

/// Whether a link opens an obligation; who asks for another one is told that there is none.
pub async fn covers(conn: &Conn, link: &Link, obligation_id: i64) -> Result<()> {
    if covered(conn, link).await?.contains(&obligation_id) {
        Ok(())
    } else {
        Err(Error::NotFound("obligation"))
    }
}

/// Keep a draft in the place of the one before.
pub async fn save(
    tx: &Tx,
    link: &Link,
    obligation_id: i64,
    content: &str,
    files: &[Sha],
) -> Result<()> {
    tx.actor.may_for(Act::ReportProgress, link.unit_id)?;
    covers(tx, link, obligation_id).await?;
    if content.len() > LONGEST {
        return Err(Error::Invalid {
            field: "narrative",
            reason: "too_long",
        });
    }
    remove(tx, link.id, &[obligation_id]).await?;
    let columns = ["link_id", "obligation_id", "content", "saved_at"];
    let row = vals![link.id, obligation_id, content, tx.now];
    sql::insert(tx, "reply_draft", &columns, row).await?;
    let mut files: Vec<Vec<u8>> = files.iter().map(|sha| sha.0.to_vec()).collect();
    files.sort_unstable();
    files.dedup();
    let rows = files
        .into_iter()
        .map(|sha| vals![link.id, obligation_id, sha]);
    let columns = ["link_id", "obligation_id", "sha256"];
    sql::insert_all(tx, "reply_draft_file", &columns, rows.collect()).await
}

/// The drafts of a link.
pub async fn of_link(conn: &Conn, link: i64) -> Result<Vec<Draft>> {
    let text = "SELECT obligation_id, content, saved_at FROM reply_draft
                WHERE link_id = $1 ORDER BY obligation_id";
    sql::all(conn, text, vals![link]).await
}

/// Drafts that are sent, or thrown away.
pub async fn remove(tx: &Tx, link: i64, obligations: &[i64]) -> Result<()> {
    let (condition, list) = sql::one_of(sql::backend(tx), "$2", obligations);
    for table in ["reply_draft", "reply_draft_file"] {
        let text = format!("DELETE FROM {table} WHERE link_id = $1 AND obligation_id {condition}");
        sql::execute(tx, &text, vals![link, list.clone()]).await?;
    }
    Ok(())
}
