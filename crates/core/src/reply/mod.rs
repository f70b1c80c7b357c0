//! Replies (trả lời) of units that never sign in.
//!
//! - [`round`]: a round of collecting (đợt thu thập): whom is asked about what, with the link and
//!   the form of each unit, and who has answered;
//! - [`link`]: a personal address for one unit, signed, expiring and revocable;
//! - [`draft`]: what a unit typed through its link and has not sent;
//! - [`sending`]: what it sent;
//! - [`form`]: forms that were made for units, and the key that signs them;
//! - [`dropped`]: files that came back, until they are applied;
//! - [`outlook`]: what a file would do;
//! - [`returned`]: what came back on a form, applied at once and only once.

pub mod draft;
pub mod dropped;
pub mod form;
pub mod link;
pub mod outlook;
pub mod returned;
pub mod round;
pub mod sending;

use crate::{
    db::{Conn, sql},
    document::Sha,
    error::Result,
    vals,
};

/// Whether anything here is this file.
pub async fn names(conn: &Conn, sha: &Sha) -> Result<bool> {
    let text = "SELECT 1 FROM reply_draft_file WHERE sha256 = $1
        UNION ALL SELECT 1 FROM reply_drop_file WHERE sha256 = $1 LIMIT 1";
    let found: Option<i32> = sql::scalar(conn, text, vals![sha.0.to_vec()]).await?;
    Ok(found.is_some())
}
