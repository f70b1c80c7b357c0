//! What stands in the outbox, for lists and beside what it is about.

use sea_orm::FromQueryResult;

use super::{Attachment, COLUMNS, Kind, Mail, State};
use crate::{
    db::{Conn, sql},
    document::Sha,
    error::{Error, Result},
    event::Subject,
    vals,
};

/// Which messages. Everything empty: all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wanted {
    /// In this state.
    pub state: Option<State>,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// To this unit.
    pub unit: Option<i64>,
    /// Queued before this one: where a list goes on.
    pub before: Option<i64>,
}

/// Messages, newest first.
pub async fn list(conn: &Conn, wanted: &Wanted, limit: i64) -> Result<Vec<Mail>> {
    let text = format!(
        "SELECT {COLUMNS} FROM mail WHERE id < $1 AND ($2 < 0 OR state = $2)
         AND ($3 = '' OR kind = $3) AND ($4 = 0 OR unit_id = $4) ORDER BY id DESC LIMIT $5"
    );
    let row = vals![
        wanted.before.unwrap_or(i64::MAX),
        wanted.state.map_or(-1, State::number),
        wanted.kind.map_or("", Kind::as_str),
        wanted.unit.unwrap_or(0),
        limit
    ];
    sql::all(conn, &text, row).await
}

/// How many messages stand in each state.
pub async fn counts(conn: &Conn) -> Result<Vec<(State, i64)>> {
    #[derive(FromQueryResult)]
    struct Row {
        state: i16,
        number: i64,
    }
    let text = "SELECT state, COUNT(*) AS number FROM mail GROUP BY state ORDER BY state";
    let rows: Vec<Row> = sql::all(conn, text, vec![]).await?;
    rows.into_iter()
        .map(|row| Ok((State::from_number(row.state)?, row.number)))
        .collect()
}

/// The messages about something, newest first.
pub async fn of(conn: &Conn, subject: Subject, limit: i64) -> Result<Vec<Mail>> {
    let (kind, id) = subject.parts();
    let text = format!(
        "SELECT {COLUMNS} FROM mail WHERE id IN
            (SELECT mail_id FROM mail_about WHERE subject = $1 AND subject_id = $2)
         ORDER BY id DESC LIMIT $3"
    );
    sql::all(conn, &text, vals![kind, id, limit]).await
}

/// What a message is about: kinds of things and their ids, as in the log.
pub async fn about(conn: &Conn, id: i64) -> Result<Vec<(String, i64)>> {
    #[derive(FromQueryResult)]
    struct Row {
        subject: String,
        subject_id: i64,
    }
    let text = "SELECT subject, subject_id FROM mail_about WHERE mail_id = $1 ORDER BY id";
    let rows: Vec<Row> = sql::all(conn, text, vals![id]).await?;
    let pairs = rows.into_iter().map(|row| (row.subject, row.subject_id));
    Ok(pairs.collect())
}

/// The files that go with a message.
pub async fn files(conn: &Conn, id: i64) -> Result<Vec<Attachment>> {
    #[derive(FromQueryResult)]
    struct Row {
        name: String,
        media: String,
        sha256: Vec<u8>,
        size: i64,
    }
    let text = "SELECT name, media, sha256, size FROM mail_attachment
        WHERE mail_id = $1 ORDER BY id";
    let rows: Vec<Row> = sql::all(conn, text, vals![id]).await?;
    let file = |row: Row| {
        let sha = row.sha256.as_slice().try_into().map(Sha);
        Ok(Attachment {
            name: row.name,
            media: row.media,
            sha: sha.map_err(|_| Error::Damaged("hash of an attachment".into()))?,
            size: row.size.unsigned_abs(),
        })
    };
    rows.into_iter().map(file).collect()
}

/// Whether a file goes with any message.
pub async fn names(conn: &Conn, sha: &Sha) -> Result<bool> {
    let text = "SELECT id FROM mail_attachment WHERE sha256 = $1 LIMIT 1";
    let found: Option<i64> = sql::scalar(conn, text, vals![sha.0.to_vec()]).await?;
    Ok(found.is_some())
}
