//! Sources of funds (nguồn kinh phí): the state budget by level, national target programmes, other
//! lawful sources. The list is edited; what was used once stays, at most closed for new lines.

use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};

use super::needed;
use crate::{
    access::Act,
    db::{Conn, Tx, sql},
    error::{Error, Result},
    event::{self, Kind as EventKind, Subject},
    unit::{Level, code_of, parse_code},
    vals,
};

/// What kind of source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Ngân sách nhà nước, of a level.
    StateBudget,
    /// Chương trình mục tiêu quốc gia.
    TargetProgramme,
    /// Nguồn hợp pháp khác.
    Other,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::StateBudget, Self::TargetProgramme, Self::Other];
}

/// A source.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult, Serialize)]
#[expect(missing_docs, reason = "as in the table `fund_source`")]
pub struct Source {
    pub id: i64,
    kind: String,
    level: Option<String>,
    pub name: String,
    pub position: i32,
    /// Whether new lines may name it.
    pub active: bool,
    pub version: i64,
}

impl Source {
    /// What kind it is.
    pub fn kind(&self) -> Result<Kind> {
        parse_code(&self.kind)
    }

    /// Of which level the budget is.
    pub fn level(&self) -> Result<Option<Level>> {
        self.level.as_deref().map(parse_code).transpose()
    }
}

/// What a person says about a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "as in `Source`")]
pub struct Content {
    pub kind: Kind,
    /// Only of a state budget.
    pub level: Option<Level>,
    pub name: String,
    pub active: bool,
}

/// All sources in their order.
pub async fn list(conn: &Conn) -> Result<Vec<Source>> {
    let text = "SELECT id, kind, level, name, position, active, version FROM fund_source
                ORDER BY position, id";
    sql::all(conn, text, vec![]).await
}

/// Add a source, or change one: `known` is its id and the version the person saw.
pub async fn save(tx: &Tx, known: Option<(i64, i64)>, content: &Content) -> Result<i64> {
    tx.actor.may(Act::RecordAllocation)?;
    let name = needed("name", &content.name, 200)?;
    let all = list(tx).await?;
    let own = known.map(|(id, _)| id);
    let key = vietnamese::key::fold(&name);
    let same = |other: &Source| vietnamese::key::fold(&other.name) == key;
    if all.iter().any(|it| Some(it.id) != own && same(it)) {
        return Err(Error::Invalid {
            field: "name",
            reason: "taken",
        });
    }
    let budget = content.kind == Kind::StateBudget;
    let level = content.level.filter(|_| budget);
    let level = level.map(|level| code_of(&level)).transpose()?;
    let (id, before) = match known {
        Some((id, version)) => {
            let before = all.into_iter().find(|it| it.id == id);
            let before = before.ok_or(Error::NotFound("source"))?;
            if before.version != version {
                return Err(Error::Conflict {
                    what: "source",
                    version: before.version,
                });
            }
            (id, Some(before))
        }
        None => (sql::next_id(tx, "fund_source").await?, None),
    };
    let kind = code_of(&content.kind)?;
    if before.is_some() {
        let text = "UPDATE fund_source SET kind = $2, level = $3, name = $4, active = $5,
                        version = version + 1 WHERE id = $1";
        sql::execute(tx, text, vals![id, kind, level, name, content.active]).await?;
    } else {
        let columns = [
            "id", "kind", "level", "name", "position", "active", "version",
        ];
        let position = i32::try_from(id).unwrap_or(i32::MAX);
        let row = vals![id, kind, level, name, position, content.active, 1_i64];
        sql::insert(tx, "fund_source", &columns, row).await?;
    }
    let subject = Subject::FundSource(id);
    event::record(
        tx,
        EventKind::FundSourceEdited,
        subject,
        before.as_ref(),
        Some(content),
    )?;
    Ok(id)
}
