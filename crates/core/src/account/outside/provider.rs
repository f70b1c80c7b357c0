//! The provider that the house trusts (cổng đăng nhập chung), as an administrator set it up.

use sea_orm::FromQueryResult;
use serde_json::json;

use super::MADE_AS;
use crate::{
    access::{Act, Role},
    db::{Conn, Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    seal::Key,
    vals,
};

const PLACE: &str = "provider";
/// Longest value of a field, and of the certificates.
const LONGEST: usize = 500;
const LONGEST_AUTHORITY: usize = 64 * 1024;

/// The provider.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Provider {
    /// Its address, as it names itself.
    pub issuer: String,
    /// What it calls us.
    pub client_id: String,
    client_secret: Option<Vec<u8>>,
    /// The claim by which accounts are matched.
    pub claim: String,
    /// What the button says.
    pub button: String,
    role: Option<String>,
    /// The claim that names the unit of an account to be made.
    pub unit_claim: String,
    /// Certificates of its own authority (PEM); empty for those of the machine.
    pub authority: String,
    /// Whether it asks for a second step, so that ours is not asked besides.
    pub second_step_trusted: bool,
    /// Whether it may be used.
    pub in_use: bool,
}

impl Provider {
    /// As which role an account is made for who has none; `None`: nobody is let in so.
    pub fn role(&self) -> Result<Option<Role>> {
        self.role.as_deref().map(Role::parse).transpose()
    }

    /// What we prove ourselves with, where the provider gave us something.
    pub fn secret(&self, key: &Key) -> Result<Option<String>> {
        let Some(sealed) = &self.client_secret else {
            return Ok(None);
        };
        let secret = key.open(sealed, PLACE)?;
        String::from_utf8(secret)
            .map(Some)
            .map_err(|_| Error::Damaged("the secret of the provider".to_owned()))
    }

    /// Whether there is a secret.
    pub fn has_secret(&self) -> bool {
        self.client_secret.is_some()
    }
}

/// What an administrator sets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// Its address, as it names itself.
    pub issuer: String,
    /// What it calls us.
    pub client_id: String,
    /// The secret; `None` leaves it as it is.
    pub secret: Option<String>,
    /// The claim by which accounts are matched.
    pub claim: String,
    /// What the button says.
    pub button: String,
    /// As which role an account is made for who has none.
    pub role: Option<Role>,
    /// The claim that names the unit of an account to be made.
    pub unit_claim: String,
    /// Certificates of its own authority (PEM).
    pub authority: String,
    /// Whether it asks for a second step.
    pub second_step_trusted: bool,
    /// Whether it may be used.
    pub in_use: bool,
}

impl Settings {
    fn check(&self) -> Result<()> {
        let invalid = |field, reason| Err(Error::Invalid { field, reason });
        if !is_address(&self.issuer) {
            return invalid("issuer", "malformed");
        }
        for (field, value) in [
            ("client_id", &self.client_id),
            ("claim", &self.claim),
            ("button", &self.button),
        ] {
            if value.trim().is_empty() || value.len() > LONGEST {
                return invalid(field, "length");
            }
        }
        if self.secret.as_ref().is_some_and(|it| it.len() > LONGEST) {
            return invalid("secret", "length");
        }
        if self.unit_claim.len() > LONGEST || self.authority.len() > LONGEST_AUTHORITY {
            return invalid("authority", "length");
        }
        match self.role {
            Some(role) if !MADE_AS.contains(&role) => invalid("role", "too_strong"),
            Some(role) if role.needs_unit() && self.unit_claim.trim().is_empty() => {
                invalid("unit_claim", "missing")
            }
            _ => Ok(()),
        }
    }

    fn told(&self) -> serde_json::Value {
        json!({
            "name": "provider", "issuer": self.issuer, "client_id": self.client_id,
            "claim": self.claim, "role": self.role, "unit_claim": self.unit_claim,
            "second_step_trusted": self.second_step_trusted, "in_use": self.in_use,
            "new_secret": self.secret.is_some(),
        })
    }
}

/// Whether an address may be asked: over TLS, or on this machine.
pub fn is_address(url: &str) -> bool {
    if url.len() > LONGEST || url.contains(['#', ' ']) {
        return false;
    }
    if let Some(rest) = url.strip_prefix("https://") {
        return !rest.is_empty() && !rest.starts_with('/');
    }
    let Some(rest) = url.strip_prefix("http://") else {
        return false;
    };
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    host == "127.0.0.1" || host.starts_with("127.0.0.1:")
}

/// The provider, if one was set up.
pub async fn find(conn: &Conn) -> Result<Option<Provider>> {
    let text = "SELECT issuer, client_id, client_secret, claim, button, role, unit_claim,
                authority, second_step_trusted, in_use FROM provider WHERE id = 1";
    sql::one(conn, text, vals![]).await
}

/// Set it up. The secret is kept sealed, and shown to nobody.
pub async fn save(tx: &Tx, key: &Key, to: &Settings) -> Result<()> {
    tx.actor.may(Act::ManageSettings)?;
    to.check()?;
    let before = find(tx).await?;
    let kept = before.as_ref().and_then(|it| it.client_secret.clone());
    // A secret is for the provider that gave it, and told to no other.
    let kept = kept.filter(|_| before.as_ref().is_some_and(|it| it.issuer == to.issuer));
    let secret = match &to.secret {
        Some(secret) => Some(key.seal(secret.as_bytes(), PLACE, tx.random())?),
        None => kept,
    };
    sql::execute(tx, "DELETE FROM provider", vals![]).await?;
    let columns = [
        "id",
        "issuer",
        "client_id",
        "client_secret",
        "claim",
        "button",
        "role",
        "unit_claim",
        "authority",
        "second_step_trusted",
        "in_use",
    ];
    let row = vals![
        1_i64,
        to.issuer.as_str(),
        to.client_id.trim(),
        secret,
        to.claim.trim(),
        to.button.trim(),
        to.role.map(Role::as_str),
        to.unit_claim.trim(),
        to.authority.trim(),
        to.second_step_trusted,
        to.in_use
    ];
    sql::insert(tx, "provider", &columns, row).await?;
    let was =
        before.map(|it| json!({"name": "provider", "issuer": it.issuer, "in_use": it.in_use}));
    event::record(
        tx,
        Kind::SettingChanged,
        Subject::Setting,
        was.as_ref(),
        Some(&to.told()),
    )
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn addresses_are_over_tls_or_on_this_machine() {
        for good in [
            "https://sso.tinh.gov.vn/realms/tinh",
            "http://127.0.0.1:3000",
        ] {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "http://sso.tinh.gov.vn",
            "http://127.0.0.1.example.com/",
            "http://127.0.0.1@example.com/",
            "https:///x",
            "ftp://127.0.0.1",
            "https://a/#b",
            "",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
