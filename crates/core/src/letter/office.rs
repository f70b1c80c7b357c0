//! The office (cơ quan ban hành) as its documents show it: letterhead, recipients, signer.

use serde::{Deserialize, Serialize};

use crate::{
    access::Act,
    db::{Conn, Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    vals,
};

/// Longest line and longest list.
const LINE: usize = 300;
const LIST: usize = 2_000;
/// As stored.
const NAME: &str = "office";

/// How numbers are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Numbering {
    /// Each type of document has its own numbers.
    #[default]
    EachType,
    /// One run of numbers for all types.
    Common,
}

/// What all documents of the office have in common. Lists hold a line for each entry.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Office {
    /// Cơ quan chủ quản: `UBND tỉnh Nghệ An`.
    pub superior: String,
    /// Cơ quan ban hành.
    pub name: String,
    /// Its abbreviation in symbols: `SNV`.
    pub abbreviation: String,
    /// The division that drafts: `VP`.
    pub division: String,
    /// Địa danh.
    pub place: String,
    /// Nơi nhận, line by line.
    pub recipients: String,
    /// Rights before the signer's title, a line each: `KT. Giám đốc`.
    pub rights: String,
    /// The signer's title.
    pub title: String,
    /// The signer's name.
    pub signer: String,
    /// How numbers are given.
    pub numbering: Numbering,
}

impl Office {
    /// Whether somebody filled it in.
    pub fn is_known(&self) -> bool {
        !self.name.is_empty()
    }

    fn check(&self) -> Result<()> {
        let lines = [
            ("superior", &self.superior),
            ("name", &self.name),
            ("abbreviation", &self.abbreviation),
            ("division", &self.division),
            ("place", &self.place),
            ("title", &self.title),
            ("signer", &self.signer),
        ];
        for (field, text) in lines {
            if text.chars().count() > LINE || text.contains('\n') {
                return Err(Error::Invalid {
                    field,
                    reason: "length",
                });
            }
        }
        for (field, text) in [("recipients", &self.recipients), ("rights", &self.rights)] {
            if text.chars().count() > LIST {
                return Err(Error::Invalid {
                    field,
                    reason: "length",
                });
            }
        }
        if self.name.trim().is_empty() {
            return Err(Error::Invalid {
                field: "name",
                reason: "empty",
            });
        }
        // A symbol stands between "/" and "-": neither may be in a part of it.
        for (field, text) in [
            ("abbreviation", &self.abbreviation),
            ("division", &self.division),
        ] {
            if text.contains(['/', ' ']) {
                return Err(Error::Invalid {
                    field,
                    reason: "symbol",
                });
            }
        }
        Ok(())
    }
}

/// The office as it was filled in last, or an empty one.
pub async fn load(conn: &Conn) -> Result<Office> {
    let text = "SELECT value FROM setting WHERE name = $1";
    let value: Option<String> = sql::scalar(conn, text, vals![NAME]).await?;
    match value {
        None => Ok(Office::default()),
        Some(value) => serde_json::from_str(&value).map_err(|_| Error::Damaged("office".into())),
    }
}

/// Keep it.
pub async fn save(tx: &Tx, office: Office) -> Result<()> {
    tx.actor.may(Act::ManageSettings)?;
    office.check()?;
    let before = load(tx).await?;
    if before == office {
        return Ok(());
    }
    let value = serde_json::to_string(&office)?;
    let text = "INSERT INTO setting (name, value) VALUES ($1, $2)
                ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    sql::execute(tx, text, vals![NAME, value]).await?;
    event::record(
        tx,
        Kind::SettingChanged,
        Subject::Setting,
        Some(&before),
        Some(&office),
    )
}
