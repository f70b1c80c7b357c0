//! Progress (tiến độ): what units say of their obligations, and what is decided about it.
//!
//! - [`report`]: a unit's statement, whoever typed it and by whatever way it came. A statement is
//!   never changed; the next one stands beside it.
//! - [`judgement`]: the coordinator confirms what was reported as done, returns it, asks for it to
//!   be done again; suspends, resumes, cancels.
//! - [`extension`]: gia hạn, asked for and decided.
//! - [`merge`]: two people at one report.
//! - [`past`]: how obligations stood on an earlier day; [`past_register`]: the register of that day.
//! - [`worklist`]: what waits for whom.
//! - [`evidence`]: files, links and documents that show the work, or prove what was said.
//!
//! Each unit's part is an obligation of its own: a report touches one and no other.

pub mod evidence;
pub mod extension;
pub mod judgement;
pub mod merge;
pub mod past;
pub mod past_register;
mod report;
mod rule;
pub mod worklist;

use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use uuid::Uuid;

pub use evidence::{Evidence, Kept};
pub use report::{Report, Seen, possible, report};

use crate::{
    db::{Conn, Timestamp, sql},
    error::{Error, Result},
    vals,
};

/// By which way a statement came into the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// Typed by an account of the unit.
    Account,
    /// Typed through the unit's personal link.
    Link,
    /// In a returned workbook (biểu XLSX).
    Workbook,
    /// In a returned offline page (biểu HTML).
    OfflinePage,
    /// Typed by somebody else for the unit, from its letter (nhập thay).
    OnBehalf,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Account,
        Self::Link,
        Self::Workbook,
        Self::OfflinePage,
        Self::OnBehalf,
    ];

    /// As stored.
    pub const fn number(self) -> i16 {
        self as i16
    }

    fn from_number(number: i16) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|way| way.number() == number);
        found.ok_or_else(|| Error::Damaged(format!("way {number}")))
    }

    /// As in files and in the log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Link => "link",
            Self::Workbook => "workbook",
            Self::OfflinePage => "offline_page",
            Self::OnBehalf => "on_behalf",
        }
    }
}

/// Who said it, by which way, on what proof. Who typed it is the actor of the write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// By which way it came.
    pub way: Way,
    /// The name of the person of the unit who said it.
    pub said_by: Option<String>,
    /// The day they said it; `None`: today.
    pub said_on: Option<NaiveDate>,
    /// The reply link it came through.
    pub link_id: Option<i64>,
    /// Names the paper it came on, for this obligation: the same paper again changes nothing.
    pub source_key: Option<String>,
    /// The letter or file that it rests on.
    pub proof: Vec<Evidence>,
}

impl Provenance {
    /// What somebody says in the pages, for the own unit.
    pub fn account(said_by: &str) -> Self {
        Self {
            way: Way::Account,
            said_by: Some(said_by.to_owned()),
            said_on: None,
            link_id: None,
            source_key: None,
            proof: Vec::new(),
        }
    }
}

/// What became of a statement that was brought in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is kept, under this id.
    Kept(i64),
    /// The same paper was brought in before, under this id; nothing has changed.
    Known(i64),
}

impl Outcome {
    /// The id, whichever.
    pub const fn id(self) -> i64 {
        match self {
            Self::Kept(id) | Self::Known(id) => id,
        }
    }
}

/// One report (khai báo tiến độ) on one obligation.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct ProgressUpdate {
    /// Id: the order in which they came in.
    pub id: i64,
    /// Name outside the house.
    pub uid: Uuid,
    /// On which obligation.
    pub obligation_id: i64,
    /// The day of the plan that it speaks about: recurring duties have many.
    pub period: Option<NaiveDate>,
    /// The unit that said it.
    pub unit_id: i64,
    /// Its name now.
    pub unit_name: String,
    /// The person who said it.
    pub said_by: Option<String>,
    /// The day it was said.
    pub said_on: NaiveDate,
    /// The account that typed it; `None`: no account, see `way`.
    pub typed_by: Option<i64>,
    /// The name of who typed it.
    pub typed_by_name: String,
    way: i16,
    /// The reply link it came through.
    pub link_id: Option<i64>,
    /// When it came in.
    pub recorded_at: Timestamp,
    /// How it goes, in words.
    pub narrative: Option<String>,
    share: Option<i16>,
    /// What came out of it.
    pub result: Option<String>,
    /// The day it was done, as the unit says.
    pub done_on: Option<NaiveDate>,
    /// What is in the way.
    pub difficulty: Option<String>,
}

impl ProgressUpdate {
    /// By which way it came.
    pub fn way(&self) -> Result<Way> {
        Way::from_number(self.way)
    }

    /// The share that is done, in per cent.
    pub fn share(&self) -> Option<u8> {
        self.share.and_then(|share| u8::try_from(share).ok())
    }
}

const UPDATES: &str = "SELECT p.id, p.uid, p.obligation_id, p.period, p.unit_id,
    u.name AS unit_name, p.said_by, p.said_on, p.typed_by, p.typed_by_name, p.way, p.link_id,
    p.recorded_at, p.narrative, p.share, p.result, p.done_on, p.difficulty
    FROM progress_update p JOIN unit u ON u.id = p.unit_id";

/// A report by id.
pub async fn find(conn: &Conn, id: i64) -> Result<ProgressUpdate> {
    let text = format!("{UPDATES} WHERE p.id = $1");
    sql::one(conn, &text, vals![id])
        .await?
        .ok_or(Error::NotFound("progress update"))
}

/// These reports, by id.
pub async fn of_ids(conn: &Conn, ids: &[i64]) -> Result<Vec<ProgressUpdate>> {
    let (condition, list) = sql::one_of(sql::backend(conn), "$1", ids);
    let text = format!("{UPDATES} WHERE p.id {condition} ORDER BY p.id");
    sql::all(conn, &text, vec![list]).await
}

/// All reports on an obligation, in the order in which they came in.
pub async fn of_obligation(conn: &Conn, obligation_id: i64) -> Result<Vec<ProgressUpdate>> {
    let text = format!("{UPDATES} WHERE p.obligation_id = $1 ORDER BY p.id");
    sql::all(conn, &text, vals![obligation_id]).await
}

/// The last report on each of these obligations, for those that have one.
pub async fn latest_of(conn: &Conn, obligations: &[i64]) -> Result<Vec<ProgressUpdate>> {
    let (condition, list) = sql::one_of(sql::backend(conn), "$1", obligations);
    let text = format!(
        "{UPDATES} JOIN obligation o ON o.id = p.obligation_id AND o.last_update = p.id
         WHERE o.id {condition} ORDER BY p.obligation_id"
    );
    sql::all(conn, &text, vec![list]).await
}
