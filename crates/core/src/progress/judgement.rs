//! What is decided about an obligation: the report confirmed, returned (trả lại), to be done again
//! (thực hiện lại); the obligation suspended (tạm dừng), resumed, cancelled (hủy), reinstated.

use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use serde_json::json;

use super::{
    Evidence, evidence,
    evidence::Owner,
    report::{invalid, proof, words},
    rule,
};
use crate::{
    access::Act,
    db::{Conn, Timestamp, Tx, sql},
    error::{Error, Result},
    event,
    obligation::{
        Obligation, State,
        change::{self, After, Told},
        completion,
    },
    vals,
};

/// What was decided. Numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Xác nhận hoàn thành.
    Confirmed,
    /// Trả lại: the report does not show it.
    Returned,
    /// Thực hiện lại: the work itself is to be done again.
    Redo,
    /// Tạm dừng.
    Suspended,
    /// Tiếp tục.
    Resumed,
    /// Hủy.
    Cancelled,
    /// Khôi phục after it was cancelled.
    Reinstated,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Confirmed,
        Self::Returned,
        Self::Redo,
        Self::Suspended,
        Self::Resumed,
        Self::Cancelled,
        Self::Reinstated,
    ];

    /// As stored.
    pub const fn number(self) -> i16 {
        self as i16
    }

    fn from_number(number: i16) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|kind| kind.number() == number);
        found.ok_or_else(|| Error::Damaged(format!("judgement {number}")))
    }

    /// As in forms and addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirm",
            Self::Returned => "return",
            Self::Redo => "redo",
            Self::Suspended => "suspend",
            Self::Resumed => "resume",
            Self::Cancelled => "cancel",
            Self::Reinstated => "reinstate",
        }
    }

    /// The reverse of [`Kind::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// The right it needs.
    pub const fn act(self) -> Act {
        match self {
            Self::Confirmed | Self::Returned | Self::Redo => Act::JudgeReport,
            _ => Act::SuspendOrCancel,
        }
    }

    const fn event(self) -> event::Kind {
        match self {
            Self::Confirmed => event::Kind::ReportConfirmed,
            Self::Returned => event::Kind::ReportReturned,
            Self::Redo => event::Kind::RedoAsked,
            Self::Suspended => event::Kind::ObligationSuspended,
            Self::Resumed => event::Kind::ObligationResumed,
            Self::Cancelled => event::Kind::ObligationCancelled,
            Self::Reinstated => event::Kind::ObligationReinstated,
        }
    }

    /// Whether it can be decided of this obligation now.
    pub fn fits(self, obligation: &Obligation) -> Result<()> {
        let facts = obligation.facts()?;
        let refused = |reason| Err(Error::Refused(reason));
        match (self, facts.state) {
            // Work that was confirmed can turn out to be no good.
            (Self::Redo, State::Open) if facts.completed_on.is_some() => Ok(()),
            (Self::Confirmed | Self::Returned | Self::Redo, _) => rule::judged(&facts),
            (Self::Cancelled | Self::Resumed, State::Suspended)
            | (Self::Reinstated, State::Cancelled) => Ok(()),
            (Self::Suspended | Self::Cancelled, _) => rule::open(&facts),
            (Self::Resumed, _) => refused("not_suspended"),
            (Self::Reinstated, _) => refused("not_cancelled"),
        }
    }
}

/// A decision to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Which.
    pub kind: Kind,
    /// Why. Everything but a confirmation of the reported day needs it.
    pub reason: Option<String>,
    /// The day it was done, for a confirmation; `None`: as reported.
    pub on: Option<NaiveDate>,
    /// The documents it rests on.
    pub proof: Vec<Evidence>,
}

/// Decide. `version` is the one the person saw.
pub async fn judge(tx: &Tx, id: i64, version: i64, judgement: Judgement) -> Result<Obligation> {
    let kind = judgement.kind;
    tx.actor.may(kind.act())?;
    let before = change::seen(tx, id, version).await?;
    kind.fits(&before)?;
    let reason = words(judgement.reason, "reason")?;
    evidence::check(&judgement.proof)?;
    let reported = match before.last_update() {
        Some(update) => super::find(tx, update).await?.done_on,
        None => None,
    };
    let on = match kind {
        Kind::Confirmed => Some(judgement.on.or(reported).ok_or(invalid("on", "missing"))?),
        _ => None,
    };
    let changed = on.is_some() && on != reported;
    if reason.is_none() && (changed || kind != Kind::Confirmed && kind != Kind::Resumed) {
        return Err(invalid("reason", "missing"));
    }
    let row = Row {
        id: sql::next_id(tx, "judgement").await?,
        kind,
        on,
        reason: reason.clone(),
    };
    row.insert(tx, &before).await?;
    let owner = Owner::Judgement(row.id);
    evidence::keep(tx, before.id, owner, &judgement.proof, true).await?;
    let more = json!({
        "judgement": row.id, "update": before.last_update(), "reason": reason, "on": on,
        "reported": reported,
    });
    if let Some(on) = on {
        return completion::complete(tx, &before, on, reason, kind.event(), more).await;
    }
    let told = Told {
        more,
        proof: proof(&judgement.proof),
    };
    change::save(tx, &before, after(&before, kind)?, kind.event(), told).await
}

/// How it stands after the decision.
fn after(before: &Obligation, kind: Kind) -> Result<After> {
    let mut after = After::of(before)?;
    let now = after.facts.state;
    match kind {
        Kind::Confirmed => {}
        Kind::Returned => after.facts.state = State::Returned,
        Kind::Redo => {
            after.facts.state = State::Redo;
            after.facts.completed_on = None;
            after.note = None;
        }
        Kind::Suspended | Kind::Cancelled => {
            // What was suspended and is cancelled goes back to what it was before both.
            after.resumes_as = after
                .resumes_as
                .filter(|_| now == State::Suspended)
                .or(Some(now));
            after.facts.state = match kind {
                Kind::Suspended => State::Suspended,
                _ => State::Cancelled,
            };
        }
        Kind::Resumed | Kind::Reinstated => {
            after.facts.state = after.resumes_as.take().unwrap_or(State::Open);
        }
    }
    Ok(after)
}

struct Row {
    id: i64,
    kind: Kind,
    on: Option<NaiveDate>,
    reason: Option<String>,
}

impl Row {
    async fn insert(&self, tx: &Tx, obligation: &Obligation) -> Result<()> {
        let columns = [
            "id",
            "obligation_id",
            "period",
            "update_id",
            "kind",
            "on_day",
            "reason",
            "at",
            "by_id",
            "by_name",
        ];
        let row = vals![
            self.id,
            obligation.id,
            obligation.period(),
            obligation.last_update(),
            self.kind.number(),
            self.on,
            self.reason.clone(),
            tx.now,
            tx.actor.account_id,
            tx.actor.name.clone(),
        ];
        sql::insert(tx, "judgement", &columns, row).await
    }
}

/// A decision that was made.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Made {
    /// Id.
    pub id: i64,
    /// About which obligation.
    pub obligation_id: i64,
    /// The day of the plan that it speaks about.
    pub period: Option<NaiveDate>,
    /// The report that was judged.
    pub update_id: Option<i64>,
    kind: i16,
    /// The day it was done, of a confirmation.
    pub on_day: Option<NaiveDate>,
    /// Why.
    pub reason: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Whose account.
    pub by_id: Option<i64>,
    /// Whose name.
    pub by_name: String,
}

impl Made {
    /// Which.
    pub fn kind(&self) -> Result<Kind> {
        Kind::from_number(self.kind)
    }
}

/// All decisions about an obligation, in order.
pub async fn of_obligation(conn: &Conn, obligation_id: i64) -> Result<Vec<Made>> {
    let text = "SELECT id, obligation_id, period, update_id, kind, on_day, reason, at, by_id,
                    by_name
                FROM judgement WHERE obligation_id = $1 ORDER BY id";
    sql::all(conn, text, vals![obligation_id]).await
}
