//! Sections of a consolidated report (báo cáo tổng hợp): composed from the numbers each time; what
//! an officer wrote, hid, renamed or moved is kept and survives.

use sea_orm::FromQueryResult;
use serde::Serialize;

use super::period;
use crate::{
    access::Act,
    db::{Conn, Tx, sql},
    error::{Error, Result},
    event::{self, Kind as EventKind, Subject},
    money::optional,
    vals,
};

/// Longest text of one section, in characters.
pub const LONGEST: usize = 20_000;

/// A section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// How it went, in a few sentences made from the numbers.
    Overview,
    /// Counts by class, section of the plan and unit.
    Numbers,
    /// What was done, by name.
    Done,
    /// What is late, by name.
    Overdue,
    /// What units say of their work, each with its author.
    Narratives,
    /// Khó khăn, vướng mắc; kiến nghị.
    Difficulties,
    /// Kinh phí.
    Money,
    /// Who has not reported, by name.
    Missing,
    /// Phương hướng kỳ tới.
    NextSteps,
    /// What came in after the cut-off.
    Supplements,
}

impl Section {
    /// All of them, in the order of a report that nobody has changed.
    pub const ALL: [Self; 10] = [
        Self::Overview,
        Self::Numbers,
        Self::Done,
        Self::Overdue,
        Self::Narratives,
        Self::Difficulties,
        Self::Money,
        Self::Missing,
        Self::NextSteps,
        Self::Supplements,
    ];

    /// As stored and in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Numbers => "numbers",
            Self::Done => "done",
            Self::Overdue => "overdue",
            Self::Narratives => "narratives",
            Self::Difficulties => "difficulties",
            Self::Money => "money",
            Self::Missing => "missing",
            Self::NextSteps => "next_steps",
            Self::Supplements => "supplements",
        }
    }

    /// From what was stored or typed.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

/// A section of one report, with what the officer did to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Placed {
    /// Which.
    pub section: Section,
    /// Whether it is left out.
    pub hidden: bool,
    /// Another heading.
    pub heading: Option<String>,
    /// The officer's own words: they stand before what is composed.
    pub text: Option<String>,
    /// Counts every change; 0: nobody has changed it.
    pub version: i64,
}

/// The sections of a period's report, in their order.
pub async fn list(conn: &Conn, period_id: i64) -> Result<Vec<Placed>> {
    #[derive(FromQueryResult)]
    struct Row {
        section: String,
        position: i16,
        hidden: bool,
        heading: Option<String>,
        text: Option<String>,
        version: i64,
    }
    let text = "SELECT section, position, hidden, heading, text, version FROM report_section
                WHERE period_id = $1";
    let rows: Vec<Row> = sql::all(conn, text, vals![period_id]).await?;
    let mut placed: Vec<(i16, Placed)> = Vec::new();
    for (number, section) in (0_i16..).zip(Section::ALL) {
        let row = rows.iter().find(|row| row.section == section.as_str());
        placed.push(match row {
            Some(row) => (
                row.position,
                Placed {
                    section,
                    hidden: row.hidden,
                    heading: row.heading.clone(),
                    text: row.text.clone(),
                    version: row.version,
                },
            ),
            None => (
                number,
                Placed {
                    section,
                    hidden: false,
                    heading: None,
                    text: None,
                    version: 0,
                },
            ),
        });
    }
    // Stable: sections that share a place keep the usual order.
    placed.sort_by_key(|(position, _)| *position);
    Ok(placed.into_iter().map(|(_, placed)| placed).collect())
}

/// What an officer does to a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "as in `Placed`")]
pub struct Edit {
    pub hidden: bool,
    pub heading: Option<String>,
    pub text: Option<String>,
}

/// Change a section; `version` is the one the person saw.
pub async fn edit(
    tx: &Tx,
    period_id: i64,
    section: Section,
    version: i64,
    edit: &Edit,
) -> Result<()> {
    let all = changeable(tx, period_id).await?;
    let before = seen(&all, section, version)?;
    let edit = Edit {
        hidden: edit.hidden,
        heading: optional("heading", edit.heading.as_deref(), 300)?,
        text: optional("text", edit.text.as_deref(), LONGEST)?,
    };
    let after = Placed {
        section,
        hidden: edit.hidden,
        heading: edit.heading,
        text: edit.text,
        version: version + 1,
    };
    keep(tx, period_id, position_of(&all, section), &after).await?;
    let subject = Subject::Period(period_id);
    let kind = EventKind::ReportSectionEdited;
    event::record(tx, kind, subject, Some(&before), Some(&after))
}

/// Move a section one place up or down; at the end it stays.
pub async fn shift(
    tx: &Tx,
    period_id: i64,
    section: Section,
    version: i64,
    up: bool,
) -> Result<()> {
    let mut all = changeable(tx, period_id).await?;
    seen(&all, section, version)?;
    let at = all.iter().position(|it| it.section == section).unwrap_or(0);
    let other = if up {
        at.checked_sub(1)
    } else {
        at.checked_add(1)
    };
    let Some(other) = other.filter(|other| *other < all.len()) else {
        return Ok(());
    };
    let order = |all: &[Placed]| {
        let names = all.iter().map(|it| it.section.as_str());
        serde_json::json!({ "order": names.collect::<Vec<_>>() })
    };
    let before = order(&all);
    all.swap(at, other);
    for (position, placed) in (0_i16..).zip(&mut all) {
        placed.version += i64::from(placed.section == section);
        keep(tx, period_id, position, placed).await?;
    }
    let subject = Subject::Period(period_id);
    let kind = EventKind::ReportSectionEdited;
    event::record(tx, kind, subject, Some(&before), Some(&order(&all)))
}

async fn changeable(tx: &Tx, period_id: i64) -> Result<Vec<Placed>> {
    tx.actor.may(Act::Consolidate)?;
    period::find(tx, period_id).await?;
    list(tx, period_id).await
}

fn seen(all: &[Placed], section: Section, version: i64) -> Result<Placed> {
    let before = all.iter().find(|it| it.section == section).cloned();
    let before = before.ok_or(Error::NotFound("section"))?;
    if before.version == version {
        return Ok(before);
    }
    Err(Error::Conflict {
        what: "section",
        version: before.version,
    })
}

fn position_of(all: &[Placed], section: Section) -> i16 {
    let at = all.iter().position(|it| it.section == section);
    at.and_then(|at| i16::try_from(at).ok()).unwrap_or(0)
}

async fn keep(tx: &Tx, period_id: i64, position: i16, placed: &Placed) -> Result<()> {
    let text = "INSERT INTO report_section
            (period_id, section, position, hidden, heading, text, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (period_id, section) DO UPDATE SET position = excluded.position,
            hidden = excluded.hidden, heading = excluded.heading, text = excluded.text,
            version = excluded.version";
    let row = vals![
        period_id,
        placed.section.as_str(),
        position,
        placed.hidden,
        placed.heading.clone(),
        placed.text.clone(),
        placed.version,
    ];
    sql::execute(tx, text, row).await?;
    Ok(())
}
