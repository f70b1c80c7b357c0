//! Units (đơn vị, cơ quan) and groups (khối): who can owe something. Everything is dated.
//!
//! - [`import`] brings in a directory file and shows first what it would change
//!   ([`difference`]); [`shipped`] are those inside the program.
//! - [`record`]: the directory as entries of such a file; [`edit`] changes one of them by hand.
//! - [`list`], [`find`], [`find_by_code`]: units as of a day.
//! - [`Registry`]: the directory as of a day, in memory: whom does a name mean
//!   ([`Registry::resolve`]), who is in a group ([`Registry::members`]).
//! - [`Directories`]: registries kept between requests, as long as nothing has changed them.
//! - [`alias`]: what a person said a name means, remembered.

pub mod alias;
pub mod check;
pub mod difference;
pub mod directory;
pub mod edit;
pub mod import;
mod kept;
mod membership;
pub mod name;
mod put;
mod qualifier;
pub mod record;
pub mod registry;
mod resolution;
pub mod shipped;
pub mod upload;

use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use kept::Directories;
pub use registry::{Group, Registry};
pub use resolution::{Candidate, Doubt, How, Meant, Resolution};

use crate::{
    db::{Conn, sql},
    error::{Error, Result},
    vals,
};

/// The place of ministries and of those above them.
pub const CENTRAL: &str = "Trung ương";

/// What kind of body a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Sở, cơ quan chuyên môn.
    Department,
    /// UBND, HĐND tỉnh.
    Province,
    /// Cơ quan Đảng.
    Party,
    /// Mặt trận, đoàn thể.
    MassOrganisation,
    /// Lực lượng vũ trang.
    ArmedForce,
    /// Cơ quan báo chí.
    Press,
    /// Đơn vị sự nghiệp.
    PublicBody,
    /// Huyện, thành phố, thị xã.
    District,
    /// Xã, phường, thị trấn.
    Commune,
    /// Bộ, ngành trung ương.
    Ministry,
    /// Anything else.
    Other,
}

/// At which level of government.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the levels of government")]
pub enum Level {
    Central,
    Province,
    District,
    Commune,
}

/// The serde name of an enum without data, as stored and as in directory files.
pub(crate) fn code_of(value: &impl Serialize) -> Result<String> {
    match serde_json::to_value(value)? {
        serde_json::Value::String(code) => Ok(code),
        other => Err(Error::Damaged(format!("{other} is not a code"))),
    }
}

/// The reverse of [`code_of`].
pub(crate) fn parse_code<T: for<'a> Deserialize<'a>>(code: &str) -> Result<T> {
    Ok(serde_json::from_value(serde_json::Value::String(
        code.to_owned(),
    ))?)
}

/// A unit.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Unit {
    /// Id.
    pub id: i64,
    /// Name outside the house.
    pub uid: Uuid,
    /// Readable code: `na.so-tai-chinh`.
    pub code: String,
    kind: String,
    level: String,
    /// The province whose directory it stands in.
    pub place: String,
    /// Name on the day asked for.
    pub name: String,
    /// Short name on that day.
    pub short: Option<String>,
    /// First day.
    pub valid_from: Option<NaiveDate>,
    /// The day it had ended.
    pub valid_to: Option<NaiveDate>,
}

impl Unit {
    /// What kind of body it is.
    pub fn kind(&self) -> Result<Kind> {
        parse_code(&self.kind)
    }

    /// At which level.
    pub fn level(&self) -> Result<Level> {
        parse_code(&self.level)
    }
}

/// A unit with the name it had on day `$1`, or its latest name.
const AS_OF: &str = "SELECT u.id, u.uid, u.code, u.kind, u.level, u.place,
        COALESCE(n.name, u.name) AS name,
        CASE WHEN n.id IS NULL THEN u.short ELSE n.short END AS short,
        u.valid_from, u.valid_to
    FROM unit u LEFT JOIN unit_name n ON n.unit_id = u.id
        AND (n.valid_from IS NULL OR n.valid_from <= $1)
        AND (n.valid_to IS NULL OR n.valid_to > $1)";

/// The provinces whose units are in the directory.
pub async fn places(conn: &Conn) -> Result<Vec<String>> {
    let text = "SELECT DISTINCT place FROM unit ORDER BY place";
    sql::column(conn, text, vec![]).await
}

/// The units there are on a day, in the order of their latest names.
pub async fn list(conn: &Conn, day: NaiveDate) -> Result<Vec<Unit>> {
    let text = format!(
        "{AS_OF} WHERE (u.valid_from IS NULL OR u.valid_from <= $1)
            AND (u.valid_to IS NULL OR u.valid_to > $1) ORDER BY u.sort_key, u.id"
    );
    sql::all(conn, &text, vals![day]).await
}

/// A unit with its name as of a day, whether or not it existed then.
pub async fn find(conn: &Conn, id: i64, day: NaiveDate) -> Result<Unit> {
    let text = format!("{AS_OF} WHERE u.id = $2");
    sql::one(conn, &text, vals![day, id])
        .await?
        .ok_or(Error::NotFound("unit"))
}

/// A unit by its code.
pub async fn find_by_code(conn: &Conn, code: &str, day: NaiveDate) -> Result<Unit> {
    let text = format!("{AS_OF} WHERE u.code = $2");
    sql::one(conn, &text, vals![day, code])
        .await?
        .ok_or(Error::NotFound("unit"))
}

/// The unit above, on a day.
pub async fn parent(conn: &Conn, id: i64, day: NaiveDate) -> Result<Option<Unit>> {
    let text = format!(
        "{AS_OF} WHERE u.id = (SELECT parent_id FROM unit_parent WHERE unit_id = $2
            AND (valid_from IS NULL OR valid_from <= $1)
            AND (valid_to IS NULL OR valid_to > $1) ORDER BY id LIMIT 1)"
    );
    sql::one(conn, &text, vals![day, id]).await
}

/// A unit, and every unit under it on a day.
pub async fn under(conn: &Conn, id: i64, day: NaiveDate) -> Result<Vec<i64>> {
    let text = "WITH RECURSIVE below (id) AS (
            SELECT CAST($1 AS BIGINT)
            UNION SELECT p.unit_id FROM unit_parent p JOIN below b ON p.parent_id = b.id
            WHERE (p.valid_from IS NULL OR p.valid_from <= $2)
                AND (p.valid_to IS NULL OR p.valid_to > $2)
        ) SELECT id FROM below";
    sql::column(conn, text, vals![id, day]).await
}

/// Whether something dated is valid on a day: from inclusive, to exclusive, open ends allowed.
pub(crate) fn valid(from: Option<NaiveDate>, to: Option<NaiveDate>, day: NaiveDate) -> bool {
    from.is_none_or(|from| from <= day) && to.is_none_or(|to| day < to)
}
