//! What a person said a name means, with author and date; the latest word counts.

use std::collections::HashMap;

use sea_orm::FromQueryResult;

use super::{Meant, name};
use crate::{
    db::{Conn, Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    plan::draft::Target,
    vals,
};

/// Remember a name; `None` says that it means nobody known. `origin` is the draft and the place
/// of the edit that said it: undoing the edit takes it back.
pub async fn remember(
    tx: &Tx,
    written: &str,
    target: Option<&Target>,
    origin: Option<(i64, i32)>,
) -> Result<()> {
    let (unit, group) = match target {
        None => (None, None),
        Some(Target::Unit(code)) => (Some(id_of(tx, "unit", code).await?), None),
        Some(Target::Group(code)) => (None, Some(id_of(tx, "unit_group", code).await?)),
    };
    let id = sql::next_id(tx, "actor_alias").await?;
    let columns = [
        "id",
        "match_key",
        "written",
        "unit_id",
        "group_id",
        "draft_id",
        "position",
        "set_at",
        "set_by",
        "set_by_name",
    ];
    let (draft, position) = origin.unzip();
    let row = vals![
        id,
        name::key(written),
        written,
        unit,
        group,
        draft,
        position,
        tx.now,
        tx.actor.account_id,
        tx.actor.name.clone(),
    ];
    sql::insert(tx, "actor_alias", &columns, row).await?;
    let after = serde_json::json!({"name": written, "target": target});
    event::record(
        tx,
        Kind::NameMapped,
        Subject::Directory,
        event::NOTHING,
        Some(&after),
    )
}

async fn id_of(tx: &Tx, table: &'static str, code: &str) -> Result<i64> {
    let text = format!("SELECT id FROM {table} WHERE code = $1");
    sql::scalar(tx, &text, vals![code])
        .await?
        .ok_or(Error::NotFound("unit"))
}

/// An edit that was undone and is now overwritten: its name stays retired for good.
pub(crate) async fn let_go(tx: &Tx, draft: i64, position: i32) -> Result<()> {
    let text = "UPDATE actor_alias SET draft_id = NULL, position = NULL
                WHERE draft_id = $1 AND position >= $2";
    sql::execute(tx, text, vals![draft, position])
        .await
        .map(drop)
}

/// Undo or redo of the edit that said it.
pub(crate) async fn retire(tx: &Tx, draft: i64, position: i32, undone: bool) -> Result<()> {
    let text = "UPDATE actor_alias SET retired_at = $3 WHERE draft_id = $1 AND position = $2";
    let at = undone.then_some(tx.now);
    let touched = sql::execute(tx, text, vals![draft, position, at]).await?;
    if touched == 0 {
        return Ok(());
    }
    // Whoever keeps a copy of the directory must hear of it.
    let after = serde_json::json!({"draft": draft, "undone": undone});
    let kind = if undone {
        Kind::NameLetGo
    } else {
        Kind::NameMapped
    };
    event::record(tx, kind, Subject::Directory, event::NOTHING, Some(&after))
}

/// A name that somebody said means a unit.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
#[expect(missing_docs, reason = "as in the table `actor_alias`")]
pub struct Said {
    pub written: String,
    pub set_at: crate::db::Timestamp,
    pub set_by_name: String,
}

/// The names of which somebody said that they mean this unit, each with the last who said so.
pub async fn of_unit(conn: &Conn, unit: i64) -> Result<Vec<Said>> {
    let text = "SELECT written, set_at, set_by_name FROM actor_alias a
                WHERE unit_id = $1 AND retired_at IS NULL AND id = (SELECT MAX(id) FROM actor_alias
                    WHERE match_key = a.match_key AND retired_at IS NULL)
                ORDER BY id DESC LIMIT 200";
    sql::all(conn, text, vals![unit]).await
}

/// Who last said what a name means, and when.
pub async fn last(conn: &Conn, written: &str) -> Result<Option<Said>> {
    let text = "SELECT written, set_at, set_by_name FROM actor_alias
                WHERE match_key = $1 AND retired_at IS NULL ORDER BY id DESC LIMIT 1";
    sql::one(conn, text, vals![name::key(written)]).await
}

/// The latest word on every name.
pub(super) async fn all(conn: &Conn) -> Result<HashMap<String, Option<Meant>>> {
    #[derive(FromQueryResult)]
    struct Row {
        match_key: String,
        unit_id: Option<i64>,
        group_id: Option<i64>,
    }
    let text = "SELECT match_key, unit_id, group_id FROM actor_alias
                WHERE retired_at IS NULL ORDER BY id";
    let rows: Vec<Row> = sql::all(conn, text, vec![]).await?;
    let meant = |row: Row| {
        let meant = row
            .unit_id
            .map(Meant::Unit)
            .or(row.group_id.map(Meant::Group));
        (row.match_key, meant)
    };
    Ok(rows.into_iter().map(meant).collect())
}
