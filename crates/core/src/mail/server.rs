//! The office's mail server, as an administrator entered it.

use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{checked, fit::one_line};
use crate::{
    access::Act,
    db::{Conn, Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    vals,
};

/// Longest name of a host, of a login, of a sender.
const LONGEST: usize = 255;
/// Longest certificate of the office's own authority, in bytes.
const LONGEST_AUTHORITY: usize = 64 << 10;
/// There is one.
const ID: i64 = 1;

/// How the way to the server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// Plain at first, then protected or not at all (cổng 587).
    StartTls,
    /// Protected from the beginning (cổng 465).
    Tls,
    /// Not protected: only to a private address.
    None,
}

impl Security {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::StartTls, Self::Tls, Self::None];

    /// In forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::StartTls => "starttls",
            Self::Tls => "tls",
            Self::None => "none",
        }
    }

    /// From a form.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    fn from_number(number: i16) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|it| *it as i16 == number);
        found.ok_or_else(|| Error::Damaged(format!("security {number}")))
    }
}

/// The server.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Server {
    /// Its host.
    pub host: String,
    port: i32,
    security: i16,
    /// Whom it knows us as; `None`: it does not ask.
    pub login: Option<String>,
    /// The password, sealed.
    pub password: Option<Vec<u8>>,
    /// The certificate of the office's own authority, as PEM; `None`: as the machine trusts.
    pub authority: Option<String>,
    /// Name of the sender.
    pub sender_name: String,
    /// Address of the sender.
    pub sender_address: String,
    /// Whether messages go out.
    pub enabled: bool,
    /// Counts changes.
    pub version: i64,
}

impl Server {
    /// Its port.
    pub fn port(&self) -> Result<u16> {
        u16::try_from(self.port).map_err(|_| Error::Damaged(format!("port {}", self.port)))
    }

    /// How the way to it is protected.
    pub fn security(&self) -> Result<Security> {
        Security::from_number(self.security)
    }
}

/// What the password becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Password {
    /// Stays.
    Same,
    /// This one, sealed.
    Sealed(Vec<u8>),
    /// None.
    Gone,
}

/// The server as entered.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in `Server`")]
pub struct Entered {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub login: Option<String>,
    pub password: Password,
    pub authority: Option<String>,
    pub sender_name: String,
    pub sender_address: String,
    pub enabled: bool,
}

const COLUMNS: &str = "host, port, security, login, password, authority, sender_name,
    sender_address, enabled, version";

/// The server, once somebody entered it.
pub async fn find(conn: &Conn) -> Result<Option<Server>> {
    let text = format!("SELECT {COLUMNS} FROM mail_server WHERE id = $1");
    sql::one(conn, &text, vals![ID]).await
}

/// Enter the server, or change it. `version` is the one the form began from, 0 for none.
pub async fn enter(tx: &Tx, version: i64, mut entered: Entered) -> Result<()> {
    tx.actor.may(Act::ManageSettings)?;
    let before = find(tx).await?;
    let now = before.as_ref().map_or(0, |it| it.version);
    if now != version {
        return Err(Error::Conflict {
            what: "mail_server",
            version: now,
        });
    }
    fit(&mut entered)?;
    let kept = before.as_ref().and_then(|it| it.password.clone());
    let password = match entered.password.clone() {
        // A password is not sent to another host than the one it was entered for.
        Password::Same if before.as_ref().is_some_and(|it| it.host == entered.host) => kept,
        Password::Same | Password::Gone => None,
        Password::Sealed(sealed) => Some(sealed),
    };
    let password_changed = before.as_ref().and_then(|it| it.password.as_ref()) != password.as_ref();
    let text = "INSERT INTO mail_server (id, host, port, security, login, password, authority,
            sender_name, sender_address, enabled, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (id) DO UPDATE SET host = excluded.host, port = excluded.port,
            security = excluded.security, login = excluded.login, password = excluded.password,
            authority = excluded.authority, sender_name = excluded.sender_name,
            sender_address = excluded.sender_address, enabled = excluded.enabled,
            version = excluded.version";
    let row = vals![
        ID,
        entered.host,
        i32::from(entered.port),
        entered.security as i16,
        entered.login,
        password,
        entered.authority,
        entered.sender_name,
        entered.sender_address,
        entered.enabled,
        version + 1
    ];
    sql::execute(tx, text, row).await?;
    let after = find(tx).await?;
    let mut told = told(after.as_ref())?;
    told["password_changed"] = password_changed.into();
    let was = before.as_ref().map(|it| self::told(Some(it))).transpose()?;
    event::record(
        tx,
        Kind::SettingChanged,
        Subject::Setting,
        was.as_ref(),
        Some(&told),
    )
}

/// What the log says of a server: no password, not even a sealed one.
fn told(server: Option<&Server>) -> Result<serde_json::Value> {
    let Some(it) = server else {
        return Ok(json!({"name": "mail_server"}));
    };
    Ok(json!({
        "name": "mail_server", "host": it.host, "port": it.port, "security": it.security()?,
        "login": it.login, "authority": it.authority.is_some(), "sender_name": it.sender_name,
        "sender_address": it.sender_address, "enabled": it.enabled,
    }))
}

fn fit(entered: &mut Entered) -> Result<()> {
    let invalid = |field, reason| Err(Error::Invalid { field, reason });
    entered.host = entered.host.trim().to_lowercase();
    let plain = |it: u8| it.is_ascii_alphanumeric() || b".-:".contains(&it);
    if entered.host.is_empty() || entered.host.len() > LONGEST || !entered.host.bytes().all(plain) {
        return invalid("host", "malformed");
    }
    if entered.port == 0 {
        return invalid("port", "malformed");
    }
    let login = entered.login.take().map(|it| it.trim().to_owned());
    entered.login = login.filter(|it| !it.is_empty());
    if entered.login.as_ref().is_some_and(|it| it.len() > LONGEST) {
        return invalid("login", "too_long");
    }
    let authority = entered.authority.take().map(|it| it.trim().to_owned());
    entered.authority = authority.filter(|it| !it.is_empty());
    if let Some(authority) = &entered.authority
        && (authority.len() > LONGEST_AUTHORITY || !authority.contains("BEGIN CERTIFICATE"))
    {
        return invalid("authority", "malformed");
    }
    entered.sender_name = one_line(&entered.sender_name, LONGEST);
    entered.sender_address = match checked(&entered.sender_address) {
        Ok(address) => address,
        Err(_) => return invalid("sender_address", "malformed"),
    };
    Ok(())
}
