//! Mail that goes out (thư điện tử): the outbox, what became of each message, and the server.
//!
//! [`queue`] puts a message into the outbox inside the caller's transaction: the message is there
//! when, and only when, what it tells of is. The courier of the program takes one after the other
//! with [`delivery::claim`] and writes down with [`delivery::record`] what the mail server said.
//! A message is sent at least once, under the same Message-ID each time; the same [`Message::key`]
//! is queued once.
//!
//! Attachments are files of the house: put the bytes into the
//! [`BlobStore`](crate::document::BlobStore) first.

mod address;
mod contact;
pub mod delivery;
mod fit;
mod list;
pub mod server;

use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use serde_json::json;

pub use address::{checked, is_address};
pub use contact::contacts;
pub use fit::MOST_BYTES;
pub use list::{Wanted, about, counts, files, list, names, of};

use crate::{
    db::{Conn, Timestamp, Tx, sql},
    document::Sha,
    error::{Error, Result},
    event::{self, About, Subject},
    vals,
};

/// The host of a Message-ID as long as no sender is known.
const NO_HOST: &str = "dondoc.invalid";

/// What a message is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Đôn đốc.
    Urging,
    /// Công văn, văn bản gửi kèm.
    Letter,
    /// Biểu mẫu, đường dẫn để trả lời.
    Reply,
    /// Nhắc việc trong ngày.
    Reminder,
    /// Lời mời, đường dẫn đặt lại mật khẩu.
    Account,
    /// Thông báo khác.
    Notice,
    /// Thư thử.
    Test,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Urging,
        Self::Letter,
        Self::Reply,
        Self::Reminder,
        Self::Account,
        Self::Notice,
        Self::Test,
    ];

    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Urging => "urging",
            Self::Letter => "letter",
            Self::Reply => "reply",
            Self::Reminder => "reminder",
            Self::Account => "account",
            Self::Notice => "notice",
            Self::Test => "test",
        }
    }

    /// From what was stored.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// How a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Waits for its turn.
    Waiting,
    /// Is with the mail server, or was when the program was cut off.
    Sending,
    /// The mail server took it.
    Sent,
    /// Was not taken; is tried again.
    Failed,
    /// Was not taken, and is not tried again.
    GivenUp,
    /// Somebody called it back before it was taken.
    Cancelled,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Waiting,
        Self::Sending,
        Self::Sent,
        Self::Failed,
        Self::GivenUp,
        Self::Cancelled,
    ];

    /// As stored.
    pub const fn number(self) -> i16 {
        self as i16
    }

    /// In addresses and in the log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::GivenUp => "given_up",
            Self::Cancelled => "cancelled",
        }
    }

    /// From an address.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    pub(crate) fn from_number(number: i16) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|it| it.number() == number);
        found.ok_or_else(|| Error::Damaged(format!("state of a message {number}")))
    }

    /// Whether the courier still has to do with it.
    pub const fn goes_on(self) -> bool {
        matches!(self, Self::Waiting | Self::Sending | Self::Failed)
    }
}

/// Who gets a message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recipient {
    /// Name of the unit or person.
    pub name: String,
    /// The address: `vanthu@nghean.gov.vn`.
    pub address: String,
    /// The unit, where it is one's.
    pub unit_id: Option<i64>,
    /// The account, where it is a person's.
    pub account_id: Option<i64>,
}

/// A file that goes with a message. Its bytes stand in the store of files already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Name of the file, in Vietnamese as people write it.
    pub name: String,
    /// Its media type: `application/pdf`.
    pub media: String,
    /// Its hash.
    pub sha: Sha,
    /// Its bytes.
    pub size: u64,
}

/// A message to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// What makes it this message: the same key is queued once, whoever asks.
    pub key: String,
    /// What it is there for.
    pub kind: Kind,
    /// Who gets it.
    pub to: Recipient,
    /// The subject, one line.
    pub subject: String,
    /// The text.
    pub text: String,
    /// Whether the text holds what lets somebody in: then no page shows it, and it is erased once
    /// it has been sent.
    pub secret: bool,
    /// Files.
    pub attachments: Vec<Attachment>,
    /// What it is about.
    pub about: Vec<Subject>,
    /// Not sent before.
    pub not_before: Option<Timestamp>,
}

impl Message {
    /// A message without attachments, to be sent at once.
    pub fn new(kind: Kind, key: impl Into<String>, to: Recipient) -> Self {
        Self {
            key: key.into(),
            kind,
            to,
            subject: String::new(),
            text: String::new(),
            secret: false,
            attachments: Vec::new(),
            about: Vec::new(),
            not_before: None,
        }
    }
}

/// A message of the outbox.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Mail {
    /// Id.
    pub id: i64,
    /// Its Message-ID, without the brackets.
    pub message_id: String,
    kind: String,
    /// Name of who gets it.
    pub to_name: String,
    /// The address.
    pub to_address: String,
    /// The unit, where it goes to one.
    pub unit_id: Option<i64>,
    /// The account, where it goes to a person.
    pub account_id: Option<i64>,
    /// The subject.
    pub subject: String,
    /// The text; `None` once it was erased.
    pub body: Option<String>,
    /// Whether no page may show the text.
    pub secret: bool,
    state: i16,
    /// How often it was tried.
    pub attempts: i32,
    /// When it is tried next.
    pub next_at: Option<Timestamp>,
    /// When it was queued.
    pub queued_at: Timestamp,
    /// By whom.
    pub queued_by_name: String,
    /// When the mail server took it.
    pub sent_at: Option<Timestamp>,
    /// What the mail server said last.
    pub answer: Option<String>,
}

impl Mail {
    /// What it is there for.
    pub fn kind(&self) -> Result<Kind> {
        Kind::parse(&self.kind).ok_or_else(|| Error::Damaged(format!("message {}", self.kind)))
    }

    /// How it stands.
    pub fn state(&self) -> Result<State> {
        State::from_number(self.state)
    }
}

const COLUMNS: &str = "id, message_id, kind, to_name, to_address, unit_id, account_id, subject,
    body, secret, state, attempts, next_at, queued_at, queued_by_name, sent_at, answer";

/// A message by id.
pub async fn find(conn: &Conn, id: i64) -> Result<Mail> {
    let text = format!("SELECT {COLUMNS} FROM mail WHERE id = $1");
    sql::one(conn, &text, vals![id])
        .await?
        .ok_or(Error::NotFound("mail"))
}

/// The message with this key, if it was queued.
pub async fn find_by_key(conn: &Conn, key: &str) -> Result<Option<i64>> {
    let text = "SELECT id FROM mail WHERE key = $1";
    sql::scalar(conn, text, vals![key]).await
}

/// Put a message into the outbox, in the transaction of what it tells of; its id. The same key
/// again changes nothing and gives the message that is there. Whether the actor may send it is
/// asked by whoever calls.
pub async fn queue(tx: &Tx, message: Message) -> Result<i64> {
    if let Some(id) = find_by_key(tx, &message.key).await? {
        return Ok(id);
    }
    let message = fit::fit(message)?;
    let id = sql::next_id(tx, "mail").await?;
    insert(tx, id, &message).await?;
    insert_parts(tx, id, &message).await?;
    let files: Vec<&str> = message.attachments.iter().map(|it| &*it.name).collect();
    let after = json!({
        "kind": message.kind, "to": message.to.address, "account": message.to.account_id,
        "subject": message.subject, "files": files,
    });
    let about = About {
        unit_id: message.to.unit_id,
        proof: None,
    };
    event::record_about(
        tx,
        event::Kind::MailQueued,
        Subject::Mail(id),
        about,
        event::NOTHING,
        Some(&after),
    )?;
    Ok(id)
}

async fn insert(tx: &Tx, id: i64, message: &Message) -> Result<()> {
    let columns = [
        "id",
        "key",
        "message_id",
        "kind",
        "to_name",
        "to_address",
        "unit_id",
        "account_id",
        "subject",
        "body",
        "secret",
        "state",
        "attempts",
        "tries_left",
        "next_at",
        "queued_at",
        "queued_by",
        "queued_by_name",
    ];
    let row = vals![
        id,
        message.key.clone(),
        message_id(tx).await?,
        message.kind.as_str(),
        message.to.name.clone(),
        message.to.address.clone(),
        message.to.unit_id,
        message.to.account_id,
        message.subject.clone(),
        message.text.clone(),
        message.secret,
        State::Waiting.number(),
        0,
        delivery::MOST_ATTEMPTS,
        message.not_before.unwrap_or(tx.now).max(tx.now),
        tx.now,
        tx.actor.account_id,
        tx.actor.name.clone(),
    ];
    sql::insert(tx, "mail", &columns, row).await
}

/// A Message-ID that nobody else in the world makes.
async fn message_id(tx: &Tx) -> Result<String> {
    let server = server::find(tx).await?;
    let host = server
        .as_ref()
        .and_then(|it| it.sender_address.rsplit_once('@'));
    let host = host.map_or(NO_HOST, |(_, host)| host);
    Ok(format!("{}@{host}", tx.uid().simple()))
}

async fn insert_parts(tx: &Tx, id: i64, message: &Message) -> Result<()> {
    let first = sql::next_id(tx, "mail_attachment").await?;
    let files = (first..).zip(&message.attachments).map(|(at, file)| {
        let size = i64::try_from(file.size).unwrap_or(i64::MAX);
        let (name, media) = (file.name.clone(), file.media.clone());
        vals![at, id, name, media, file.sha.0.to_vec(), size]
    });
    let columns = ["id", "mail_id", "name", "media", "sha256", "size"];
    sql::insert_all(tx, "mail_attachment", &columns, files.collect()).await?;
    let first = sql::next_id(tx, "mail_about").await?;
    let about = (first..).zip(&message.about).map(|(at, subject)| {
        let (subject, subject_id) = subject.parts();
        vals![at, id, subject, subject_id]
    });
    let columns = ["id", "mail_id", "subject", "subject_id"];
    sql::insert_all(tx, "mail_about", &columns, about.collect()).await
}

#[cfg(test)]
mod tests {
    use super::{Kind, State};

    #[test]
    fn states_and_kinds_are_read_back() {
        for state in State::ALL {
            assert_eq!(State::from_number(state.number()).unwrap(), state);
            assert_eq!(State::parse(state.as_str()), Some(state));
        }
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
        }
    }
}
