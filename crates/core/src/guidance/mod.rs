//! Guidance (văn bản hướng dẫn): documents that tell how to do what plans ask for, filed under the
//! tasks they guide. One document may guide many tasks, and a task have many.

use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use crate::{
    access::Act,
    db::{Conn, Timestamp, Tx, sql},
    document::Sha,
    error::{Error, Result},
    event::{self, Kind, Subject},
    money::needed,
    obligation::completion::local_day,
    task, vals,
};

/// Tasks of one document.
const TASKS: usize = 500;

/// A file of the blob store that goes with something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its hash; the store keeps it already.
    pub sha: Sha,
    /// Its bytes.
    pub size: u64,
    /// Its name.
    pub name: String,
}

/// What is known of a guidance document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Content {
    /// Số, ký hiệu.
    pub number: String,
    /// Its day.
    pub issued_on: NaiveDate,
    /// Who issued it.
    pub issuer: String,
    /// Trích yếu.
    pub title: String,
}

/// A guidance document.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
#[expect(missing_docs, reason = "as in the table `guidance`")]
pub struct Guidance {
    pub id: i64,
    pub uid: Uuid,
    pub number: String,
    pub issued_on: NaiveDate,
    pub issuer: String,
    pub title: String,
    sha256: Option<Vec<u8>>,
    pub size: Option<i64>,
    pub file_name: Option<String>,
    pub version: i64,
    pub filed_at: Timestamp,
    pub filed_by: String,
}

impl Guidance {
    /// Its file.
    pub fn sha(&self) -> Result<Option<Sha>> {
        sha_of(self.sha256.as_deref())
    }
}

/// A hash as stored.
pub(crate) fn sha_of(stored: Option<&[u8]>) -> Result<Option<Sha>> {
    let read = |bytes: &[u8]| {
        let bytes = bytes.try_into();
        bytes.map_err(|_| Error::Damaged("hash of a file".into()))
    };
    Ok(stored.map(read).transpose()?.map(Sha))
}

const COLUMNS: &str = "g.id, g.uid, g.number, g.issued_on, g.issuer, g.title, g.sha256, g.size,
    g.file_name, g.version, g.filed_at, g.filed_by";

/// A document by id.
pub async fn find(conn: &Conn, id: i64) -> Result<Guidance> {
    let text = format!("SELECT {COLUMNS} FROM guidance g WHERE g.id = $1");
    sql::one(conn, &text, vals![id])
        .await?
        .ok_or(Error::NotFound("guidance"))
}

/// Documents whose number, issuer and title hold all these words; the latest first.
pub async fn search(conn: &Conn, words: &str, limit: i64) -> Result<Vec<Guidance>> {
    rows(conn, words, i64::MAX, "g.issued_on DESC, g.id DESC", limit).await
}

/// The same, of those filed before one of them, last filed first: for lists that go on.
pub async fn newest(conn: &Conn, words: &str, before: i64, limit: i64) -> Result<Vec<Guidance>> {
    rows(conn, words, before, "g.id DESC", limit).await
}

async fn rows(
    conn: &Conn,
    words: &str,
    before: i64,
    order: &str,
    limit: i64,
) -> Result<Vec<Guidance>> {
    let mut values = vals![limit, before];
    let mut conditions = String::new();
    for word in key(words).split_whitespace().take(12) {
        values.push(format!("% {word}%").into());
        conditions = format!("{conditions} AND g.words LIKE ${}", values.len());
    }
    let text = format!(
        "SELECT {COLUMNS} FROM guidance g WHERE g.id < $2{conditions} ORDER BY {order} LIMIT $1"
    );
    sql::all(conn, &text, values).await
}

/// The documents that guide a task; the latest first.
pub async fn of_task(conn: &Conn, task: i64) -> Result<Vec<Guidance>> {
    let text = format!(
        "SELECT {COLUMNS} FROM guidance_task x JOIN guidance g ON g.id = x.guidance_id
         WHERE x.task_id = $1 ORDER BY g.issued_on DESC, g.id DESC"
    );
    sql::all(conn, &text, vals![task]).await
}

/// A task that a document guides.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
#[expect(missing_docs, reason = "as in the table `task`")]
pub struct Guided {
    pub task_id: i64,
    pub task_code: String,
    pub heading: Option<String>,
    pub text: Option<String>,
    pub plan_id: i64,
    pub plan_number: String,
}

/// The tasks that a document guides.
pub async fn tasks(conn: &Conn, guidance: i64) -> Result<Vec<Guided>> {
    let text = "SELECT t.id AS task_id, t.code AS task_code, t.heading, t.text, t.plan_id,
            p.number AS plan_number
        FROM guidance_task x JOIN task t ON t.id = x.task_id JOIN plan p ON p.id = t.plan_id
        WHERE x.guidance_id = $1 ORDER BY p.signed_on DESC, t.position, t.id";
    sql::all(conn, text, vals![guidance]).await
}

/// Whether a guidance document is this file.
pub async fn names(conn: &Conn, sha: &Sha) -> Result<bool> {
    let text = "SELECT id FROM guidance WHERE sha256 = $1 LIMIT 1";
    let found: Option<i64> = sql::scalar(conn, text, vals![sha.0.to_vec()]).await?;
    Ok(found.is_some())
}

/// File a document under tasks, by their readable codes or ids.
pub async fn file(tx: &Tx, content: &Content, file: Option<&File>, tasks: &[i64]) -> Result<i64> {
    tx.actor.may(Act::AnswerDifficulty)?;
    let content = checked(tx, content)?;
    if tasks.len() > TASKS {
        return Err(Error::Invalid {
            field: "tasks",
            reason: "too_many",
        });
    }
    let id = sql::next_id(tx, "guidance").await?;
    let columns = [
        "id",
        "uid",
        "number",
        "issued_on",
        "issuer",
        "title",
        "words",
        "sha256",
        "size",
        "file_name",
        "version",
        "filed_at",
        "filed_by",
    ];
    let row = vals![
        id,
        tx.uid(),
        content.number.clone(),
        content.issued_on,
        content.issuer.clone(),
        content.title.clone(),
        words(&content),
        file.map(|file| file.sha.0.to_vec()),
        file.map(|file| i64::try_from(file.size).unwrap_or(i64::MAX)),
        file.map(|file| file.name.clone()),
        1_i64,
        tx.now,
        tx.actor.name.clone(),
    ];
    sql::insert(tx, "guidance", &columns, row).await?;
    let after = json!({
        "content": content, "tasks": tasks, "sha256": file.map(|file| file.sha.hex()),
    });
    let kind = Kind::GuidanceFiled;
    event::record(
        tx,
        kind,
        Subject::Guidance(id),
        event::NOTHING,
        Some(&after),
    )?;
    for task in tasks {
        link(tx, id, *task).await?;
    }
    Ok(id)
}

fn words(content: &Content) -> String {
    let parts = [&content.number, &content.issuer, &content.title];
    key(&parts.map(String::as_str).join(" "))
}

/// Words without marks, each behind a blank: a search finds words by how they begin.
fn key(text: &str) -> String {
    let folded = vietnamese::key::fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .fold(String::new(), |all, word| all + " " + word)
}

fn checked(tx: &Tx, content: &Content) -> Result<Content> {
    if content.issued_on > local_day(tx.now) {
        return Err(Error::Invalid {
            field: "issued_on",
            reason: "in_the_future",
        });
    }
    Ok(Content {
        number: needed("number", &content.number, 100)?,
        issued_on: content.issued_on,
        issuer: needed("issuer", &content.issuer, 300)?,
        title: needed("title", &content.title, 1_000)?,
    })
}

/// Correct what is known of a document. `version` is the one the person saw.
pub async fn edit(tx: &Tx, id: i64, version: i64, content: &Content) -> Result<()> {
    tx.actor.may(Act::AnswerDifficulty)?;
    let before = find(tx, id).await?;
    if before.version != version {
        return Err(Error::Conflict {
            what: "guidance",
            version: before.version,
        });
    }
    let content = checked(tx, content)?;
    let text = "UPDATE guidance SET number = $2, issued_on = $3, issuer = $4, title = $5,
                    words = $6, version = version + 1 WHERE id = $1";
    let row = vals![
        id,
        content.number.clone(),
        content.issued_on,
        content.issuer.clone(),
        content.title.clone(),
        words(&content),
    ];
    sql::execute(tx, text, row).await?;
    let was = Content {
        number: before.number,
        issued_on: before.issued_on,
        issuer: before.issuer,
        title: before.title,
    };
    let kind = Kind::GuidanceEdited;
    event::record(tx, kind, Subject::Guidance(id), Some(&was), Some(&content))
}

/// File it under one more task; where it is already, nothing changes. Whoever may answer the
/// difficulty of the task asks for it, so the right was asked before.
pub(crate) async fn add_task(tx: &Tx, id: i64, task: i64) -> Result<()> {
    if link(tx, id, task).await? {
        let after = json!({"task": task});
        let kind = Kind::GuidanceEdited;
        event::record(
            tx,
            kind,
            Subject::Guidance(id),
            event::NOTHING,
            Some(&after),
        )?;
    }
    Ok(())
}

/// File it under one more task.
pub async fn guide(tx: &Tx, id: i64, task: i64) -> Result<()> {
    tx.actor.may(Act::AnswerDifficulty)?;
    find(tx, id).await?;
    add_task(tx, id, task).await
}

/// Take it from a task.
pub async fn unguide(tx: &Tx, id: i64, task: i64) -> Result<()> {
    tx.actor.may(Act::AnswerDifficulty)?;
    find(tx, id).await?;
    let text = "DELETE FROM guidance_task WHERE guidance_id = $1 AND task_id = $2";
    if sql::execute(tx, text, vals![id, task]).await? > 0 {
        let before = json!({"task": task});
        let kind = Kind::GuidanceEdited;
        event::record(
            tx,
            kind,
            Subject::Guidance(id),
            Some(&before),
            event::NOTHING,
        )?;
    }
    Ok(())
}

async fn link(tx: &Tx, id: i64, task: i64) -> Result<bool> {
    task::find(tx, task).await?;
    let text = "INSERT INTO guidance_task (guidance_id, task_id) VALUES ($1, $2)
                ON CONFLICT (guidance_id, task_id) DO NOTHING";
    Ok(sql::execute(tx, text, vals![id, task]).await? > 0)
}
