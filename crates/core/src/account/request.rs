//! Requests that programs may send twice: under a key of their own they are answered once and the
//! same again, so that a program whose line broke can simply ask again.

use chrono::Duration;
use sea_orm::FromQueryResult;

use crate::{
    db::{Tx, sql},
    error::{Error, Result},
    vals,
};

/// How long an answer is kept.
pub const KEPT: Duration = Duration::days(7);
/// Longest key, in bytes.
pub const LONGEST_KEY: usize = 200;

/// A request under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    key: String,
    fingerprint: String,
}

impl Request {
    /// Under this key; the fingerprint tells whether it is the same request.
    pub fn new(key: &str, fingerprint: String) -> Result<Self> {
        let plain = |byte: u8| byte.is_ascii_graphic();
        if key.is_empty() || key.len() > LONGEST_KEY || !key.bytes().all(plain) {
            return Err(Error::Invalid {
                field: "Idempotency-Key",
                reason: "malformed",
            });
        }
        Ok(Self {
            key: key.to_owned(),
            fingerprint,
        })
    }

    /// What it was answered before. The same key with another request is refused.
    pub async fn answered(&self, tx: &Tx) -> Result<Option<String>> {
        #[derive(FromQueryResult)]
        struct Row {
            fingerprint: String,
            answer: String,
        }
        let text = "SELECT fingerprint, answer FROM api_request
                    WHERE account_id = $1 AND request_key = $2 AND at > $3";
        let row = vals![account(tx)?, self.key.clone(), tx.now - KEPT];
        match sql::one::<Row>(tx, text, row).await? {
            Some(row) if row.fingerprint != self.fingerprint => Err(Error::Invalid {
                field: "Idempotency-Key",
                reason: "used_for_another_request",
            }),
            found => Ok(found.map(|row| row.answer)),
        }
    }

    /// Keep its answer, in the transaction of its change; what is older than [`KEPT`] goes.
    pub async fn keep(&self, tx: &Tx, answer: &str) -> Result<()> {
        let text = "DELETE FROM api_request WHERE at <= $1";
        sql::execute(tx, text, vals![tx.now - KEPT]).await?;
        let columns = ["account_id", "request_key", "fingerprint", "answer", "at"];
        let row = vals![
            account(tx)?,
            self.key.clone(),
            self.fingerprint.clone(),
            answer,
            tx.now,
        ];
        sql::insert(tx, "api_request", &columns, row).await
    }
}

fn account(tx: &Tx) -> Result<i64> {
    tx.actor.account_id.ok_or(Error::Forbidden("write"))
}
