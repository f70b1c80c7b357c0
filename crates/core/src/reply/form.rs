//! Forms (biểu) that were made for units, and the key that signs them.

use sea_orm::FromQueryResult;
use serde_json::json;
use uuid::Uuid;

use crate::{
    access::Act,
    db::{Conn, Timestamp, Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    vals,
};

/// A form that was made.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Form {
    /// Id.
    pub id: i64,
    /// Its name, which the file carries.
    pub uid: Uuid,
    /// For which unit.
    pub unit_id: i64,
    /// Its name, the latest.
    pub unit_name: String,
    /// Of this plan only; `None`: of all.
    pub plan_id: Option<i64>,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by_name: String,
}

const FORMS: &str = "SELECT f.id, f.uid, f.unit_id, u.name AS unit_name, f.plan_id, f.created_at,
    f.created_by_name FROM reply_form f JOIN unit u ON u.id = f.unit_id";

/// The key of this installation, made when it is first needed.
pub async fn signing_key(tx: &Tx) -> Result<Vec<u8>> {
    tx.actor.may(Act::CollectReplies)?;
    if let Some(key) = known_key(tx).await? {
        return Ok(key);
    }
    let key = tx.random::<32>().to_vec();
    sql::insert(
        tx,
        "reply_key",
        &["id", "secret"],
        vals![1_i64, key.clone()],
    )
    .await?;
    Ok(key)
}

/// The key of this installation; `None`: no form was ever made.
pub async fn known_key(conn: &Conn) -> Result<Option<Vec<u8>>> {
    sql::scalar(conn, "SELECT secret FROM reply_key WHERE id = 1", vec![]).await
}

/// Note that a form is made for a unit: its name.
pub async fn create(tx: &Tx, unit_id: i64, plan_id: Option<i64>) -> Result<Uuid> {
    tx.actor.may(Act::CollectReplies)?;
    let (id, uid) = (sql::next_id(tx, "reply_form").await?, tx.uid());
    let columns = [
        "id",
        "uid",
        "unit_id",
        "plan_id",
        "created_at",
        "created_by",
        "created_by_name",
    ];
    let (by, name) = (tx.actor.account_id, tx.actor.name.clone());
    let row = vals![id, uid, unit_id, plan_id, tx.now, by, name];
    sql::insert(tx, "reply_form", &columns, row).await?;
    let after = json!({"form": uid, "plan": plan_id});
    let subject = Subject::Unit(unit_id);
    event::record(
        tx,
        Kind::ReplyFormMade,
        subject,
        event::NOTHING,
        Some(&after),
    )?;
    Ok(uid)
}

/// A form by the name that its file carries.
pub async fn find(conn: &Conn, uid: Uuid) -> Result<Form> {
    let text = format!("{FORMS} WHERE f.uid = $1");
    let form = sql::one(conn, &text, vals![uid]).await?;
    form.ok_or(Error::NotFound("reply form"))
}
