//! Evidence (minh chứng): a file by its hash, a link, a document by its number and date.

use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use serde_json::{Value, json};

use crate::{
    db::{Conn, Tx, sql},
    document::Sha,
    error::{Error, Result},
    vals,
};

/// Pieces of one statement.
const MOST: usize = 30;
/// Longest link, in bytes.
const LONGEST_LINK: usize = 2_000;
/// Longest name or number, in characters.
const LONGEST_NAME: usize = 200;

/// Something that shows the work, or proves what was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// A file, which the blob store keeps already.
    File {
        /// Its hash.
        sha: Sha,
        /// Its bytes.
        size: u64,
        /// Its name.
        name: String,
    },
    /// An address on the web.
    Link(String),
    /// A document by its number.
    Document {
        /// Such as `125/BC-STTTT`.
        number: String,
        /// Its date.
        dated: Option<NaiveDate>,
    },
}

const FILE: i16 = 0;
const LINK: i16 = 1;
const DOCUMENT: i16 = 2;

impl Evidence {
    /// For the log.
    pub(crate) fn told(&self) -> Value {
        match self {
            Self::File { sha, name, .. } => json!({"file": name, "sha256": sha.hex()}),
            Self::Link(link) => json!({ "link": link }),
            Self::Document { number, dated } => json!({"document": number, "dated": dated}),
        }
    }

    fn checked(&self) -> Result<()> {
        let refused = |reason| {
            Err(Error::Invalid {
                field: "evidence",
                reason,
            })
        };
        match self {
            Self::Link(link) if !is_address(link) => refused("not_an_address"),
            Self::Document { number, .. } if number.trim().is_empty() => refused("missing"),
            Self::Document { number: name, .. } | Self::File { name, .. }
                if name.chars().count() > LONGEST_NAME =>
            {
                refused("too_long")
            }
            _ => Ok(()),
        }
    }
}

/// Only addresses that a browser opens as a page: nothing that runs.
fn is_address(link: &str) -> bool {
    let rest = link
        .strip_prefix("https://")
        .or_else(|| link.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && link.len() <= LONGEST_LINK
        && !link.chars().any(|c| c.is_control() || c.is_whitespace())
}

/// What the pieces belong to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Owner {
    Update(i64),
    Extension(i64),
    Judgement(i64),
}

/// Whether all of them can be kept.
pub(crate) fn check(pieces: &[Evidence]) -> Result<()> {
    if pieces.len() > MOST {
        return Err(Error::Invalid {
            field: "evidence",
            reason: "too_many",
        });
    }
    pieces.iter().try_for_each(Evidence::checked)
}

/// Keep them. `proof`: what the statement itself rests on.
pub(crate) async fn keep(
    tx: &Tx,
    obligation_id: i64,
    owner: Owner,
    pieces: &[Evidence],
    proof: bool,
) -> Result<()> {
    let columns = [
        "id",
        "obligation_id",
        "update_id",
        "extension_id",
        "judgement_id",
        "proof",
        "kind",
        "sha256",
        "size",
        "name",
        "link",
        "number",
        "dated",
    ];
    let (update, extension, judgement) = match owner {
        Owner::Update(id) => (Some(id), None, None),
        Owner::Extension(id) => (None, Some(id), None),
        Owner::Judgement(id) => (None, None, Some(id)),
    };
    let first = sql::next_id(tx, "evidence").await?;
    let rows = (first..).zip(pieces).map(|(id, piece)| {
        let (mut sha, mut size, mut name, mut link, mut number, mut dated) =
            (None, None, None, None, None, None);
        let kind = match piece {
            Evidence::File {
                sha: hash,
                size: bytes,
                name: called,
            } => {
                sha = Some(hash.0.to_vec());
                size = Some(i64::try_from(*bytes).unwrap_or(i64::MAX));
                name = Some(called.clone());
                FILE
            }
            Evidence::Link(to) => {
                link = Some(to.clone());
                LINK
            }
            Evidence::Document {
                number: called,
                dated: on,
            } => {
                number = Some(called.trim().to_owned());
                dated = *on;
                DOCUMENT
            }
        };
        vals![
            id,
            obligation_id,
            update,
            extension,
            judgement,
            proof,
            kind,
            sha,
            size,
            name,
            link,
            number,
            dated,
        ]
    });
    sql::insert_all(tx, "evidence", &columns, rows.collect()).await
}

/// A piece as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "whose it is, and what")]
pub struct Kept {
    pub id: i64,
    pub obligation_id: i64,
    pub update_id: Option<i64>,
    pub extension_id: Option<i64>,
    pub judgement_id: Option<i64>,
    /// What the statement rests on, beside what shows the work.
    pub proof: bool,
    pub piece: Evidence,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    obligation_id: i64,
    update_id: Option<i64>,
    extension_id: Option<i64>,
    judgement_id: Option<i64>,
    proof: bool,
    kind: i16,
    sha256: Option<Vec<u8>>,
    size: Option<i64>,
    name: Option<String>,
    link: Option<String>,
    number: Option<String>,
    dated: Option<NaiveDate>,
}

impl TryFrom<Row> for Kept {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let lost = || Error::Damaged(format!("evidence {}", row.id));
        let piece = match row.kind {
            FILE => Evidence::File {
                sha: row
                    .sha256
                    .and_then(|sha| sha.try_into().ok())
                    .map(Sha)
                    .ok_or_else(lost)?,
                size: row
                    .size
                    .and_then(|size| size.try_into().ok())
                    .ok_or_else(lost)?,
                name: row.name.ok_or_else(lost)?,
            },
            LINK => Evidence::Link(row.link.ok_or_else(lost)?),
            DOCUMENT => Evidence::Document {
                number: row.number.ok_or_else(lost)?,
                dated: row.dated,
            },
            _ => return Err(lost()),
        };
        Ok(Self {
            id: row.id,
            obligation_id: row.obligation_id,
            update_id: row.update_id,
            extension_id: row.extension_id,
            judgement_id: row.judgement_id,
            proof: row.proof,
            piece,
        })
    }
}

const PIECES: &str = "SELECT e.id, e.obligation_id, e.update_id, e.extension_id, e.judgement_id,
    e.proof, e.kind, e.sha256, e.size, e.name, e.link, e.number, e.dated FROM evidence e";

/// Everything kept for an obligation.
pub async fn of_obligation(conn: &Conn, obligation_id: i64) -> Result<Vec<Kept>> {
    let text = format!("{PIECES} WHERE e.obligation_id = $1 ORDER BY e.id");
    let rows: Vec<Row> = sql::all(conn, &text, vals![obligation_id]).await?;
    rows.into_iter().map(Kept::try_from).collect()
}

/// What these reports rest on (their proof), not what shows the work.
pub async fn proofs_of(conn: &Conn, updates: &[i64]) -> Result<Vec<Kept>> {
    let (condition, list) = sql::one_of(sql::backend(conn), "$1", updates);
    let text = format!("{PIECES} WHERE e.update_id {condition} AND e.proof ORDER BY e.id");
    let rows: Vec<Row> = sql::all(conn, &text, vec![list]).await?;
    rows.into_iter().map(Kept::try_from).collect()
}

/// One piece.
pub async fn find(conn: &Conn, id: i64) -> Result<Kept> {
    let row: Option<Row> = sql::one(conn, &format!("{PIECES} WHERE e.id = $1"), vals![id]).await?;
    row.ok_or(Error::NotFound("evidence"))?.try_into()
}

/// Whether any piece is this file.
pub async fn names(conn: &Conn, sha: &Sha) -> Result<bool> {
    let text = "SELECT id FROM evidence WHERE sha256 = $1 LIMIT 1";
    let found: Option<i64> = sql::scalar(conn, text, vals![sha.0.to_vec()]).await?;
    Ok(found.is_some())
}

#[cfg(test)]
mod tests {
    use super::{Evidence, check, is_address};

    #[test]
    fn only_pages_are_addresses() {
        assert!(is_address("https://nghean.gov.vn/tin?id=3"));
        assert!(is_address("http://intranet/bao-cao"));
        for bad in [
            "javascript:alert(1)",
            "https://",
            "https:///etc",
            "nghean.gov.vn",
            "https://a b",
            "data:text/html,x",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }

    #[test]
    fn there_is_a_limit() {
        let link = Evidence::Link("https://a".into());
        assert!(check(&vec![link.clone(); 30]).is_ok());
        assert!(check(&vec![link; 31]).is_err());
    }
}
