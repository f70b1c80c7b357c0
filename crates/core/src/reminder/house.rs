//! Whether reminders go out at all, and at what hour: off until somebody switches them on.

use sea_orm::FromQueryResult;
use serde::Serialize;

use crate::{
    access::Act,
    db::{Conn, Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    vals,
};

/// There is one.
const ID: i64 = 1;
/// Longest address of the house.
const LONGEST: usize = 300;

/// The choice.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct House {
    /// Whether they go out by themselves.
    pub enabled: bool,
    /// From this hour of the office on.
    pub hour: i16,
    /// Where links in messages lead: the address under which the office knows us.
    pub base_url: String,
    /// Counts changes; 0: never chosen.
    pub version: i64,
}

impl Default for House {
    fn default() -> Self {
        Self {
            enabled: false,
            hour: 7,
            base_url: String::new(),
            version: 0,
        }
    }
}

/// What was chosen.
pub async fn find(conn: &Conn) -> Result<House> {
    let text = "SELECT enabled, hour, base_url, version FROM reminder_house WHERE id = $1";
    let found = sql::one(conn, text, vals![ID]).await?;
    Ok(found.unwrap_or_default())
}

/// Choose. `house.version` is the one the form began from.
pub async fn choose(tx: &Tx, house: House) -> Result<()> {
    tx.actor.may(Act::Urge)?;
    let before = find(tx).await?;
    if before.version != house.version {
        return Err(Error::Conflict {
            what: "reminder_house",
            version: before.version,
        });
    }
    if !(0..24).contains(&house.hour) || house.base_url.len() > LONGEST {
        return Err(Error::Invalid {
            field: "hour",
            reason: "out_of_range",
        });
    }
    let text = "INSERT INTO reminder_house (id, enabled, hour, base_url, version)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO UPDATE SET enabled = excluded.enabled,
        hour = excluded.hour, base_url = excluded.base_url, version = excluded.version";
    let row = vals![
        ID,
        house.enabled,
        house.hour,
        house.base_url.clone(),
        house.version + 1
    ];
    sql::execute(tx, text, row).await?;
    let told = |it: &House| serde_json::json!({"name": "reminders", "house": it});
    event::record(
        tx,
        Kind::SettingChanged,
        Subject::Setting,
        Some(&told(&before)),
        Some(&told(&house)),
    )
}
