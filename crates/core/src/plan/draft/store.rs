//! Drafts in the database: the first draft and the edits, with undo, redo and a version.
//!
//! Every change takes the version that its author was looking at. When somebody else was quicker
//! the answer is [`Error::Conflict`] and nothing is overwritten.

use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{Draft, Edit};
use crate::{
    access::Act,
    db::{Conn, Timestamp, Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    unit, vals,
};

/// Most edits of one draft.
const MOST_EDITS: i32 = 20_000;

/// Where a draft is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Being checked.
    Open,
    /// Became a plan.
    Confirmed,
    /// Thrown away.
    Discarded,
}

impl State {
    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Confirmed => "confirmed",
            Self::Discarded => "discarded",
        }
    }
}

/// A draft without its content.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Head {
    /// Id.
    pub id: i64,
    /// Name outside the house.
    pub uid: Uuid,
    /// The document it was read from.
    pub document_id: i64,
    /// Title, for lists.
    pub title: String,
    /// Counts every edit, undo and redo.
    pub version: i64,
    /// How many edits are applied.
    pub cursor: i32,
    /// How many edits there are; those behind the cursor can be redone.
    pub length: i32,
    state: String,
    /// The plan it became.
    pub plan_id: Option<i64>,
    /// When it was read.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl Head {
    /// Where it is in its life.
    pub fn state(&self) -> State {
        match self.state.as_str() {
            "confirmed" => State::Confirmed,
            "discarded" => State::Discarded,
            _ => State::Open,
        }
    }

    /// Whether there is something to undo.
    pub fn can_undo(&self) -> bool {
        self.cursor > 0
    }

    /// Whether there is something to redo.
    pub fn can_redo(&self) -> bool {
        self.cursor < self.length
    }
}

/// One edit in the history of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its place, from 1.
    pub position: i32,
    /// What was done.
    pub edit: Edit,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub actor_name: String,
}

const HEAD: &str = "id, uid, document_id, title, version, cursor, length, state, plan_id,
                    created_at, updated_at";

/// Store what was just read from a document.
pub async fn create(tx: &Tx, document_id: i64, draft: Draft) -> Result<Head> {
    tx.actor.may(Act::EditDraft)?;
    crate::document::find(tx, document_id).await?;
    let draft = draft.normalise();
    let id = sql::next_id(tx, "draft").await?;
    let columns = [
        "id",
        "uid",
        "document_id",
        "title",
        "base",
        "version",
        "cursor",
        "length",
        "state",
        "created_at",
        "created_by",
        "updated_at",
    ];
    let base = serde_json::to_string(&draft)?;
    let row = vals![
        id,
        tx.uid(),
        document_id,
        title(&draft),
        base,
        1_i64,
        0,
        0,
        State::Open.as_str(),
        tx.now,
        tx.actor.account_id,
        tx.now,
    ];
    sql::insert(tx, "draft", &columns, row).await?;
    let after = serde_json::json!({"document": document_id, "rows": draft.rows.len()});
    event::record(
        tx,
        Kind::DraftCreated,
        Subject::Draft(id),
        event::NOTHING,
        Some(&after),
    )?;
    head(tx, id).await
}

fn title(draft: &Draft) -> String {
    let text =
        |value: &Option<super::Value<String>>| value.as_ref().map(|value| value.value.clone());
    let title = text(&draft.meta.title)
        .or_else(|| text(&draft.meta.number))
        .unwrap_or_default();
    title.chars().take(300).collect()
}

/// A draft without its content.
pub async fn head(conn: &Conn, id: i64) -> Result<Head> {
    let text = format!("SELECT {HEAD} FROM draft WHERE id = $1");
    sql::one(conn, &text, vals![id])
        .await?
        .ok_or(Error::NotFound("draft"))
}

/// The drafts in a state, last changed first.
pub async fn list(conn: &Conn, state: State, limit: i64) -> Result<Vec<Head>> {
    let text = format!(
        "SELECT {HEAD} FROM draft WHERE state = $1 ORDER BY updated_at DESC, id DESC LIMIT $2"
    );
    sql::all(conn, &text, vals![state.as_str(), limit]).await
}

/// The drafts of a document, newest first.
pub async fn of_document(conn: &Conn, document_id: i64) -> Result<Vec<Head>> {
    let text = format!("SELECT {HEAD} FROM draft WHERE document_id = $1 ORDER BY id DESC");
    sql::all(conn, &text, vals![document_id]).await
}

/// A draft as it stands now.
pub async fn load(conn: &Conn, id: i64) -> Result<(Head, Draft)> {
    let head = head(conn, id).await?;
    let draft = replay(conn, id, head.cursor).await?;
    Ok((head, draft))
}

/// A draft as it stood after the first `cursor` of the edits there are.
pub async fn at(conn: &Conn, id: i64, cursor: i32) -> Result<Draft> {
    replay(conn, id, cursor).await
}

/// The first draft with the first `cursor` edits applied.
async fn replay(conn: &Conn, id: i64, cursor: i32) -> Result<Draft> {
    let base: Option<String> =
        sql::scalar(conn, "SELECT base FROM draft WHERE id = $1", vals![id]).await?;
    let mut draft: Draft = serde_json::from_str(&base.ok_or(Error::NotFound("draft"))?)?;
    let text = "SELECT edit FROM draft_edit WHERE draft_id = $1 AND position <= $2
                ORDER BY position";
    let edits: Vec<String> = sql::column(conn, text, vals![id, cursor]).await?;
    for edit in edits {
        let edit: Edit = serde_json::from_str(&edit)?;
        draft
            .apply(&edit)
            .map_err(|fault| Error::Damaged(format!("edit of draft {id}: {fault}")))?;
    }
    Ok(draft)
}

/// Apply an edit.
pub async fn edit(tx: &Tx, id: i64, version: i64, edit: Edit) -> Result<Head> {
    let head = open(tx, id, version).await?;
    if head.cursor >= MOST_EDITS {
        return Err(Error::Refused("too_many_edits"));
    }
    let mut draft = replay(tx, id, head.cursor).await?;
    draft.apply(&edit).map_err(|fault| Error::Invalid {
        field: "edit",
        reason: fault.code(),
    })?;
    let position = head.cursor + 1;
    unit::alias::let_go(tx, id, position).await?;
    let forget = "DELETE FROM draft_edit WHERE draft_id = $1 AND position >= $2";
    sql::execute(tx, forget, vals![id, position]).await?;
    let json = serde_json::to_string(&edit)?;
    let columns = [
        "draft_id",
        "position",
        "edit",
        "at",
        "actor_id",
        "actor_name",
    ];
    let row = vals![
        id,
        position,
        json,
        tx.now,
        tx.actor.account_id,
        tx.actor.name.clone()
    ];
    sql::insert(tx, "draft_edit", &columns, row).await?;
    if let Edit::MapName { name, target } = &edit {
        unit::alias::remember(tx, name, target.as_ref(), Some((id, position))).await?;
    }
    event::record(
        tx,
        Kind::DraftEdited,
        Subject::Draft(id),
        event::NOTHING,
        Some(&edit),
    )?;
    moved(tx, &head, &draft, position, position).await
}

/// Take back the last edit.
pub async fn undo(tx: &Tx, id: i64, version: i64) -> Result<Head> {
    let head = open(tx, id, version).await?;
    if !head.can_undo() {
        return Err(Error::Refused("nothing_to_undo"));
    }
    step(tx, &head, head.cursor, head.cursor - 1, Kind::DraftUndone).await
}

/// Apply again what was taken back.
pub async fn redo(tx: &Tx, id: i64, version: i64) -> Result<Head> {
    let head = open(tx, id, version).await?;
    if !head.can_redo() {
        return Err(Error::Refused("nothing_to_redo"));
    }
    step(
        tx,
        &head,
        head.cursor + 1,
        head.cursor + 1,
        Kind::DraftRedone,
    )
    .await
}

async fn step(tx: &Tx, head: &Head, edit: i32, cursor: i32, kind: Kind) -> Result<Head> {
    let draft = replay(tx, head.id, cursor).await?;
    // A name mapped by the edit is remembered exactly as long as the edit stands.
    unit::alias::retire(tx, head.id, edit, kind == Kind::DraftUndone).await?;
    let after = serde_json::json!({"position": edit});
    event::record(
        tx,
        kind,
        Subject::Draft(head.id),
        event::NOTHING,
        Some(&after),
    )?;
    moved(tx, head, &draft, cursor, head.length).await
}

async fn moved(tx: &Tx, head: &Head, draft: &Draft, cursor: i32, length: i32) -> Result<Head> {
    let text = "UPDATE draft SET cursor = $2, length = $3, version = version + 1, updated_at = $4,
                title = $5 WHERE id = $1";
    sql::execute(
        tx,
        text,
        vals![head.id, cursor, length, tx.now, title(draft)],
    )
    .await?;
    self::head(tx, head.id).await
}

/// Throw a draft away. Its content and its history stay, for [`restore`].
pub async fn discard(tx: &Tx, id: i64, version: i64) -> Result<Head> {
    open(tx, id, version).await?;
    close(tx, id, State::Discarded, None).await?;
    event::record(
        tx,
        Kind::DraftDiscarded,
        Subject::Draft(id),
        event::NOTHING,
        event::NOTHING,
    )?;
    head(tx, id).await
}

/// Take a draft that was thrown away back to where it was. Refused when its document has become a
/// plan or has another open draft by now: one file, one draft.
pub async fn restore(tx: &Tx, id: i64) -> Result<Head> {
    tx.actor.may(Act::EditDraft)?;
    let head = head(tx, id).await?;
    if head.state() != State::Discarded {
        return Err(Error::Refused("draft_not_discarded"));
    }
    let others = of_document(tx, head.document_id).await?;
    if others.iter().any(|other| other.state() != State::Discarded) {
        return Err(Error::Refused("draft_replaced"));
    }
    close(tx, id, State::Open, None).await?;
    event::record(
        tx,
        Kind::DraftRestored,
        Subject::Draft(id),
        event::NOTHING,
        event::NOTHING,
    )?;
    self::head(tx, id).await
}

pub(crate) async fn close(tx: &Tx, id: i64, state: State, plan: Option<i64>) -> Result<()> {
    let text = "UPDATE draft SET state = $2, plan_id = $3, version = version + 1, updated_at = $4
                WHERE id = $1";
    sql::execute(tx, text, vals![id, state.as_str(), plan, tx.now])
        .await
        .map(drop)
}

/// The head of a draft that this actor may change and that is still what its author saw.
pub async fn open(tx: &Tx, id: i64, version: i64) -> Result<Head> {
    tx.actor.may(Act::EditDraft)?;
    let head = head(tx, id).await?;
    if head.state() != State::Open {
        return Err(Error::Refused("draft_closed"));
    }
    if head.version != version {
        return Err(Error::Conflict {
            what: "draft",
            version: head.version,
        });
    }
    Ok(head)
}

/// The edits that are applied now, oldest first.
pub async fn history(conn: &Conn, id: i64) -> Result<Vec<Step>> {
    #[derive(FromQueryResult)]
    struct Stored {
        position: i32,
        edit: String,
        at: Timestamp,
        actor_name: String,
    }
    let text = "SELECT e.position, e.edit, e.at, e.actor_name
                FROM draft_edit e JOIN draft d ON d.id = e.draft_id
                WHERE e.draft_id = $1 AND e.position <= d.cursor ORDER BY e.position";
    let rows: Vec<Stored> = sql::all(conn, text, vals![id]).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Step {
                position: row.position,
                edit: serde_json::from_str(&row.edit)?,
                at: row.at,
                actor_name: row.actor_name,
            })
        })
        .collect()
}
