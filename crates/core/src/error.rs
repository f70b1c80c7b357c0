//! The one error of this crate, and which of its arms to use when.
//!
//! A person's mistake is [`Error::Invalid`], [`Error::NotReady`] or [`Error::Refused`]; somebody
//! else was quicker is [`Error::Conflict`]; what is not there is [`Error::NotFound`]. Everything
//! else is ours, is logged once at the boundary and is never shown word for word. No arm carries
//! text for people: the pages turn the codes into a sentence that says what to do next.

use sea_orm::{DbErr, RuntimeErr};

use crate::plan::draft::readiness::Gap;

/// Result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such thing, or none that this actor may see.
    #[error("{0} not found")]
    NotFound(&'static str),
    /// Somebody changed it since it was read: show the newer state, nothing was overwritten.
    #[error("{what} was changed by somebody else (now version {version})")]
    Conflict {
        /// What was changed.
        what: &'static str,
        /// Its version now.
        version: i64,
    },
    /// The actor may not do this.
    #[error("not allowed: {0}")]
    Forbidden(&'static str),
    /// A field holds something that cannot be taken. `reason` is a stable code.
    #[error("{field}: {reason}")]
    Invalid {
        /// Which field.
        field: &'static str,
        /// Stable code of the reason, such as `too_short`.
        reason: &'static str,
    },
    /// The draft cannot be confirmed yet; each gap names its place.
    #[error("the draft has {} open points", .0.len())]
    NotReady(Vec<Gap>),
    /// The state of the thing does not allow the act. Stable code, such as `draft_closed`.
    #[error("refused: {0}")]
    Refused(&'static str),
    /// The time given for the work was used up; the query was interrupted.
    #[error("the deadline of the request passed")]
    Deadline,
    /// The write was given up before it ran, or the program is stopping: nothing was changed.
    #[error("the write was not carried out")]
    NotWritten,
    /// The whole batch that this write stood in could not be committed: nothing was changed.
    #[error("commit failed: {0}")]
    Commit(String),
    /// The database is too old, too new, or not ours.
    #[error("database: {0}")]
    Unfit(String),
    /// What is stored does not fit together.
    #[error("stored data is damaged: {0}")]
    Damaged(String),
    /// The database said no.
    #[error(transparent)]
    Database(DbErr),
    /// The folder of files said no.
    #[error("{context}: {source}")]
    File {
        /// What was being done.
        context: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        if interrupted(&error) {
            Self::Deadline
        } else {
            Self::Database(error)
        }
    }
}

impl From<sea_orm::sqlx::Error> for Error {
    fn from(error: sea_orm::sqlx::Error) -> Self {
        DbErr::Conn(RuntimeErr::SqlxError(std::sync::Arc::new(error))).into()
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}

/// SQLITE_INTERRUPT, or PostgreSQL's query_canceled.
fn interrupted(error: &DbErr) -> bool {
    let (DbErr::Conn(inner) | DbErr::Exec(inner) | DbErr::Query(inner)) = error else {
        return false;
    };
    let RuntimeErr::SqlxError(inner) = inner else {
        return false;
    };
    let code = inner
        .as_database_error()
        .and_then(sea_orm::sqlx::error::DatabaseError::code);
    matches!(code.as_deref(), Some("9" | "57014"))
}
