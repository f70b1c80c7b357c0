//! Plans (kế hoạch): a draft becomes one when it is confirmed.
//!
//! - [`draft`]: the draft, its edits, its storage.
//! - [`confirmation::confirm`]: the draft becomes version 1 of a plan.
//! - [`find`], [`list`], [`content`]: plans as they stand.

pub mod amendment;
mod code;
pub mod confirmation;
pub mod draft;

use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{
    db::{Conn, Timestamp, sql},
    error::{Error, Result},
    vals,
};

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
#[expect(
    missing_docs,
    reason = "as in `plan::draft::Meta` and the table `plan`"
)]
pub struct Plan {
    pub id: i64,
    pub uid: Uuid,
    /// Readable: `KH267`.
    pub code: String,
    pub number: String,
    pub kind: String,
    pub issuer: String,
    pub place: Option<String>,
    pub title: String,
    pub signed_on: NaiveDate,
    pub year_first: Option<i32>,
    pub year_last: Option<i32>,
    pub signer: Option<String>,
    pub sign_for: Option<String>,
    pub document_id: i64,
    pub draft_id: i64,
    pub version: i32,
    pub confirmed_at: Timestamp,
}

const COLUMNS: &str = "id, uid, code, number, kind, issuer, place, title, signed_on, year_first,
    year_last, signer, sign_for, document_id, draft_id, version, confirmed_at";

/// A plan by id.
pub async fn find(conn: &Conn, id: i64) -> Result<Plan> {
    let text = format!("SELECT {COLUMNS} FROM plan WHERE id = $1");
    sql::one(conn, &text, vals![id])
        .await?
        .ok_or(Error::NotFound("plan"))
}

/// A plan by its readable code.
pub async fn find_by_code(conn: &Conn, code: &str) -> Result<Plan> {
    let text = format!("SELECT {COLUMNS} FROM plan WHERE code = $1");
    sql::one(conn, &text, vals![code])
        .await?
        .ok_or(Error::NotFound("plan"))
}

/// The plan that a document became, if it did.
pub async fn of_document(conn: &Conn, document_id: i64) -> Result<Option<Plan>> {
    let text = format!("SELECT {COLUMNS} FROM plan WHERE document_id = $1 ORDER BY id LIMIT 1");
    sql::one(conn, &text, vals![document_id]).await
}

/// Plans, last signed first. `before`: go on behind this plan.
pub async fn list(conn: &Conn, before: Option<&Plan>, limit: i64) -> Result<Vec<Plan>> {
    let (behind, values) = match before {
        None => ("", vals![limit]),
        Some(plan) => (
            "WHERE (signed_on, id) < ($2, $3)",
            vals![limit, plan.signed_on, plan.id],
        ),
    };
    let text =
        format!("SELECT {COLUMNS} FROM plan {behind} ORDER BY signed_on DESC, id DESC LIMIT $1");
    sql::all(conn, &text, values).await
}

/// The confirmed draft of a plan's version as it stood: spans, citations, recipients, outline.
pub async fn content(conn: &Conn, plan_id: i64, version: i32) -> Result<draft::Draft> {
    let text = "SELECT content FROM plan_version WHERE plan_id = $1 AND version = $2";
    let content: Option<String> = sql::scalar(conn, text, vals![plan_id, version]).await?;
    Ok(serde_json::from_str(
        &content.ok_or(Error::NotFound("plan version"))?,
    )?)
}
