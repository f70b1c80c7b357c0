//! Numbers an administrator chooses for the whole house (thiết lập chung). What was never chosen
//! has its default.

use serde_json::json;

use crate::{
    access::Act,
    db::{Conn, Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    vals,
};

/// A number that can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// How many extensions may be granted for one duty, or for one period of a recurring one.
    Extensions,
}

impl Number {
    /// All of them.
    pub const ALL: [Self; 1] = [Self::Extensions];

    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Extensions => "extensions",
        }
    }

    /// Without a choice.
    pub const fn default(self) -> u16 {
        match self {
            Self::Extensions => 1,
        }
    }

    /// The largest that makes sense.
    pub const fn most(self) -> u16 {
        match self {
            Self::Extensions => 20,
        }
    }
}

/// What is chosen.
pub async fn number(conn: &Conn, which: Number) -> Result<u16> {
    let text = "SELECT value FROM setting WHERE name = $1";
    let value: Option<String> = sql::scalar(conn, text, vals![which.as_str()]).await?;
    match value {
        None => Ok(which.default()),
        Some(value) => value
            .parse()
            .map_err(|_| Error::Damaged(format!("setting {}", which.as_str()))),
    }
}

/// Choose.
pub async fn choose(tx: &Tx, which: Number, value: u16) -> Result<()> {
    tx.actor.may(Act::ManageSettings)?;
    if value > which.most() {
        return Err(Error::Invalid {
            field: "setting",
            reason: "too_large",
        });
    }
    let before = number(tx, which).await?;
    if before == value {
        return Ok(());
    }
    let text = "INSERT INTO setting (name, value) VALUES ($1, $2)
                ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    sql::execute(tx, text, vals![which.as_str(), value.to_string()]).await?;
    let told = |value: u16| json!({"name": which.as_str(), "value": value});
    event::record(
        tx,
        Kind::SettingChanged,
        Subject::Setting,
        Some(&told(before)),
        Some(&told(value)),
    )
}
