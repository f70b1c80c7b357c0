//! Reporting regimes (chế độ báo cáo định kỳ, chuyên đề, đột xuất): records with the fields that
//! Decree 09/2019/NĐ-CP, article 7, asks a regime to name.

use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::window::{Clock, Closing, Cycle, Grace};
use crate::{
    access::Act,
    db::{Conn, Tx, sql},
    error::{Error, Result},
    event::{self, Kind as EventKind, Subject},
    money::{needed, optional},
    plan, vals,
};

/// Longest text, in characters.
pub const LONGEST: usize = 4_000;
const LONGEST_TITLE: usize = 500;

/// What kind of regime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Báo cáo định kỳ: its periods follow a clock.
    Periodic,
    /// Báo cáo chuyên đề: its periods are opened by hand.
    Thematic,
    /// Báo cáo đột xuất: as the former.
    AdHoc,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Periodic, Self::Thematic, Self::AdHoc];

    /// As stored and in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Periodic => "periodic",
            Self::Thematic => "thematic",
            Self::AdHoc => "ad_hoc",
        }
    }

    /// From what was stored or typed.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

/// A regime.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
#[expect(missing_docs, reason = "as in `Content`")]
pub struct Regime {
    pub id: i64,
    pub uid: Uuid,
    kind: String,
    pub title: String,
    pub plan_id: Option<i64>,
    /// Number of that plan.
    pub plan_number: Option<String>,
    pub group_id: Option<i64>,
    /// Name of that group.
    pub group_name: Option<String>,
    pub content: String,
    pub receiver: String,
    pub through: String,
    pub channel: String,
    pub outline: String,
    pub data_form: String,
    cycle: Option<String>,
    closing: i16,
    grace_commune: i16,
    grace_department: i16,
    grace_province: i16,
    pub first_day: NaiveDate,
    /// The day it was ended; what was opened before stays.
    pub ended_on: Option<NaiveDate>,
    pub version: i64,
}

/// What a person says about a regime.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Content {
    /// Periodic, thematic or ad hoc.
    pub kind: Kind,
    /// Tên báo cáo.
    pub title: String,
    /// On which plan; `None`: on all of them together.
    pub plan_id: Option<i64>,
    /// Đối tượng báo cáo: the members of this group; `None`: whoever owes something in the plan.
    pub group_id: Option<i64>,
    /// Nội dung yêu cầu báo cáo.
    pub content: String,
    /// Cơ quan nhận báo cáo.
    pub receiver: String,
    /// The body that puts the reports together and passes them on.
    pub through: String,
    /// Phương thức gửi, nhận.
    pub channel: String,
    /// Đề cương báo cáo.
    pub outline: String,
    /// Biểu mẫu số liệu.
    pub data_form: String,
    /// Tần suất; `None` for a regime that is not periodic.
    pub cycle: Option<Cycle>,
    /// Thời gian chốt số liệu.
    pub closing: Closing,
    /// Thời hạn gửi, by level.
    pub grace: Grace,
    /// The first period is the one whose figures are closed on or after this day.
    pub first_day: NaiveDate,
}

impl Regime {
    /// What kind it is.
    pub fn kind(&self) -> Result<Kind> {
        let unknown = || Error::Damaged(format!("kind of a regime {}", self.kind));
        Kind::parse(&self.kind).ok_or_else(unknown)
    }

    /// Days after the cut-off by which each level has reported.
    pub fn grace(&self) -> Result<Grace> {
        let days = |number: i16| {
            u8::try_from(number).map_err(|_| Error::Damaged(format!("days of a regime {number}")))
        };
        Ok(Grace {
            commune: days(self.grace_commune)?,
            department: days(self.grace_department)?,
            province: days(self.grace_province)?,
        })
    }

    /// When the figures of a period are closed.
    pub fn closing(&self) -> Result<Closing> {
        let unknown = || Error::Damaged(format!("closing day {}", self.closing));
        Closing::from_number(self.closing).ok_or_else(unknown)
    }

    /// What its periods follow; `None`: they are opened by hand.
    pub fn clock(&self) -> Result<Option<Clock>> {
        let Some(cycle) = &self.cycle else {
            return Ok(None);
        };
        let unknown = || Error::Damaged(format!("cycle {cycle}"));
        Ok(Some(Clock {
            cycle: Cycle::parse(cycle).ok_or_else(unknown)?,
            closing: self.closing()?,
            grace: self.grace()?,
        }))
    }

    /// Whether periods are still opened.
    pub fn is_running(&self, today: NaiveDate) -> bool {
        self.ended_on.is_none_or(|day| today < day)
    }

    fn content(&self) -> Result<Content> {
        Ok(Content {
            kind: self.kind()?,
            title: self.title.clone(),
            plan_id: self.plan_id,
            group_id: self.group_id,
            content: self.content.clone(),
            receiver: self.receiver.clone(),
            through: self.through.clone(),
            channel: self.channel.clone(),
            outline: self.outline.clone(),
            data_form: self.data_form.clone(),
            cycle: self.clock()?.map(|clock| clock.cycle),
            closing: self.closing()?,
            grace: self.grace()?,
            first_day: self.first_day,
        })
    }
}

const SELECT: &str = "SELECT r.id, r.uid, r.kind, r.title, r.plan_id, p.number AS plan_number,
        r.group_id, g.name AS group_name, r.content, r.receiver, r.through, r.channel, r.outline,
        r.data_form, r.cycle, r.closing, r.grace_commune, r.grace_department, r.grace_province,
        r.first_day, r.ended_on, r.version
    FROM reporting_regime r LEFT JOIN plan p ON p.id = r.plan_id
        LEFT JOIN unit_group g ON g.id = r.group_id";

/// A regime by id.
pub async fn find(conn: &Conn, id: i64) -> Result<Regime> {
    let text = format!("{SELECT} WHERE r.id = $1");
    sql::one(conn, &text, vals![id])
        .await?
        .ok_or(Error::NotFound("regime"))
}

/// All regimes: those that run first, then by title.
pub async fn list(conn: &Conn) -> Result<Vec<Regime>> {
    let text =
        format!("{SELECT} ORDER BY CASE WHEN r.ended_on IS NULL THEN 0 ELSE 1 END, r.title, r.id");
    sql::all(conn, &text, vec![]).await
}

/// The regimes on one plan.
pub async fn of_plan(conn: &Conn, plan_id: i64) -> Result<Vec<Regime>> {
    let text = format!("{SELECT} WHERE r.plan_id = $1 ORDER BY r.id");
    sql::all(conn, &text, vals![plan_id]).await
}

/// Record a regime, or change one: `known` is its id and the version the person saw. Periods that
/// are open keep the days they were opened with.
///
/// # Errors
/// A field that is empty or too long, a periodic regime without a cycle, days that contradict one
/// another, a plan or a group that there is not, a version that is no longer the present one.
pub async fn save(tx: &Tx, known: Option<(i64, i64)>, content: &Content) -> Result<i64> {
    tx.actor.may(Act::Consolidate)?;
    let content = checked(tx, content).await?;
    let before = match known {
        Some((id, version)) => Some(at(tx, id, version).await?),
        None => None,
    };
    let id = match &before {
        Some(before) => before.id,
        None => sql::next_id(tx, "reporting_regime").await?,
    };
    let days = |number: u8| i16::from(number);
    let row = vals![
        id,
        content.kind.as_str(),
        content.title.clone(),
        content.plan_id,
        content.group_id,
        content.content.clone(),
        content.receiver.clone(),
        content.through.clone(),
        content.channel.clone(),
        content.outline.clone(),
        content.data_form.clone(),
        content.cycle.map(Cycle::as_str),
        content.closing.number(),
        days(content.grace.commune),
        days(content.grace.department),
        days(content.grace.province),
        content.first_day,
    ];
    if before.is_some() {
        let text = "UPDATE reporting_regime SET kind = $2, title = $3, plan_id = $4, group_id = $5,
                content = $6, receiver = $7, through = $8, channel = $9, outline = $10,
                data_form = $11, cycle = $12, closing = $13, grace_commune = $14,
                grace_department = $15, grace_province = $16, first_day = $17,
                version = version + 1 WHERE id = $1";
        sql::execute(tx, text, row).await?;
    } else {
        insert(tx, row).await?;
    }
    let before = before.map(|it| it.content()).transpose()?;
    event::record(
        tx,
        EventKind::RegimeEdited,
        Subject::Regime(id),
        before.as_ref(),
        Some(&content),
    )?;
    Ok(id)
}

async fn insert(tx: &Tx, mut row: Vec<sea_orm::Value>) -> Result<()> {
    let columns = [
        "id",
        "kind",
        "title",
        "plan_id",
        "group_id",
        "content",
        "receiver",
        "through",
        "channel",
        "outline",
        "data_form",
        "cycle",
        "closing",
        "grace_commune",
        "grace_department",
        "grace_province",
        "first_day",
        "uid",
        "version",
        "created_at",
        "created_by",
    ];
    row.extend(vals![tx.uid(), 1_i64, tx.now, tx.actor.name.clone()]);
    sql::insert(tx, "reporting_regime", &columns, row).await
}

/// End a regime: no period is opened from that day on.
pub async fn end(tx: &Tx, id: i64, version: i64, day: NaiveDate) -> Result<()> {
    tx.actor.may(Act::Consolidate)?;
    let before = at(tx, id, version).await?;
    let text = "UPDATE reporting_regime SET ended_on = $2, version = version + 1 WHERE id = $1";
    sql::execute(tx, text, vals![id, day]).await?;
    let told = |day: Option<NaiveDate>| serde_json::json!({ "ended_on": day });
    event::record(
        tx,
        EventKind::RegimeEnded,
        Subject::Regime(id),
        Some(&told(before.ended_on)),
        Some(&told(Some(day))),
    )
}

async fn at(tx: &Tx, id: i64, version: i64) -> Result<Regime> {
    let regime = find(tx, id).await?;
    if regime.version != version {
        return Err(Error::Conflict {
            what: "regime",
            version: regime.version,
        });
    }
    Ok(regime)
}

async fn checked(tx: &Tx, content: &Content) -> Result<Content> {
    let periodic = content.kind == Kind::Periodic;
    if periodic && content.cycle.is_none() {
        return Err(Error::Invalid {
            field: "cycle",
            reason: "empty",
        });
    }
    if let Some(plan_id) = content.plan_id {
        plan::find(tx, plan_id).await?;
    }
    if let Some(group_id) = content.group_id {
        let text = "SELECT id FROM unit_group WHERE id = $1";
        let found: Option<i64> = sql::scalar(tx, text, vals![group_id]).await?;
        found.ok_or(Error::NotFound("group"))?;
    }
    let free =
        |field, text: &str| optional(field, Some(text), LONGEST).map(Option::unwrap_or_default);
    Ok(Content {
        title: needed("title", &content.title, LONGEST_TITLE)?,
        content: free("content", &content.content)?,
        receiver: needed("receiver", &content.receiver, LONGEST_TITLE)?,
        through: free("through", &content.through)?,
        channel: free("channel", &content.channel)?,
        outline: free("outline", &content.outline)?,
        data_form: free("data_form", &content.data_form)?,
        cycle: content.cycle.filter(|_| periodic),
        grace: content.grace.checked()?,
        ..content.clone()
    })
}
