//! Difficulties (khó khăn, vướng mắc, kiến nghị): a unit says what keeps it from what it owes; the
//! difficulty goes to whoever can help, and ends in guidance, in a decision, or in a proposal to
//! amend the plan.
//!
//! - [`raise`](raise()): brought in by a unit, or with a reply. The same paper twice is one.
//! - [`handling`]: routed, passed up, answered, decided, closed, reopened.
//! - [`amendment`]: proposals that wait for an amendment of the plan.
//! - [`list`]: lists, and what waits for whom.

pub mod amendment;
pub mod handling;
pub mod list;
mod raise;

use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use list::{Filter, Waiting, find, list, newest, of_task, waiting};
pub use raise::{Provenance, Raised, raise};

use crate::{
    db::{Conn, Timestamp, sql},
    error::{Error, Result},
    vals,
};

/// Longest text, in characters.
pub const LONGEST: usize = 4_000;

/// Where a difficulty stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nobody has it yet.
    Raised,
    /// With a unit or a person who shall answer.
    Routed,
    /// With the leaders, for decision.
    PassedUp,
    /// Answered by guidance or by a decision.
    Answered,
    /// A change of the plan is proposed.
    AmendmentProposed,
    /// Settled.
    Closed,
}

/// What is done with a difficulty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Give it to a unit or a person (chuyển).
    Route,
    /// Answer it by guidance (trả lời).
    Answer,
    /// Pass it up for decision (trình).
    PassUp,
    /// Decide it (quyết định).
    Decide,
    /// Propose to amend the plan (đề xuất điều chỉnh).
    Propose,
    /// Close it (đóng).
    Close,
    /// Open it again (mở lại).
    Reopen,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Raised,
        Self::Routed,
        Self::PassedUp,
        Self::Answered,
        Self::AmendmentProposed,
        Self::Closed,
    ];

    /// As stored.
    pub const fn number(self) -> i16 {
        self as i16
    }

    fn from_number(number: i16) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|it| it.number() == number);
        found.ok_or_else(|| Error::Damaged(format!("state of a difficulty {number}")))
    }

    /// Whether somebody still has to answer.
    pub const fn waits(self) -> bool {
        matches!(self, Self::Raised | Self::Routed | Self::PassedUp)
    }

    /// Where a step leads from here; `None` where it is not possible.
    pub const fn after(self, step: Step) -> Option<Self> {
        match (self, step) {
            (Self::Raised | Self::Routed | Self::PassedUp, Step::Route) => Some(Self::Routed),
            (Self::Raised | Self::Routed, Step::Answer) | (Self::PassedUp, Step::Decide) => {
                Some(Self::Answered)
            }
            (Self::Raised | Self::Routed, Step::PassUp) => Some(Self::PassedUp),
            (Self::Raised | Self::Routed | Self::PassedUp | Self::Answered, Step::Propose) => {
                Some(Self::AmendmentProposed)
            }
            // Nothing is closed while it lies with the leaders.
            (
                Self::Raised | Self::Routed | Self::Answered | Self::AmendmentProposed,
                Step::Close,
            ) => Some(Self::Closed),
            (Self::Answered | Self::AmendmentProposed | Self::Closed, Step::Reopen) => {
                Some(Self::Raised)
            }
            _ => None,
        }
    }
}

impl Step {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Route,
        Self::Answer,
        Self::PassUp,
        Self::Decide,
        Self::Propose,
        Self::Close,
        Self::Reopen,
    ];

    /// As stored.
    pub const fn number(self) -> i16 {
        self as i16
    }
}

/// A difficulty.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
#[expect(missing_docs, reason = "as in the table `difficulty`")]
pub struct Difficulty {
    pub id: i64,
    pub uid: Uuid,
    pub obligation_id: i64,
    pub task_id: i64,
    pub task_code: String,
    pub task_heading: Option<String>,
    pub task_text: Option<String>,
    pub plan_id: i64,
    pub plan_number: String,
    /// The unit that answers for the obligation now.
    pub unit_id: i64,
    pub unit_name: String,
    /// The unit that raised it.
    pub raised_unit_id: i64,
    pub raised_unit_name: String,
    pub text: String,
    pub proposal: Option<String>,
    pub said_by: Option<String>,
    pub said_on: NaiveDate,
    /// How it came in: `account`, `link`, `workbook`, ….
    pub way: String,
    pub proof: Option<String>,
    pub typed_by: String,
    state: i16,
    pub raised_on: NaiveDate,
    /// Since when whoever has it now has had it.
    pub held_since: NaiveDate,
    pub holder_unit_id: Option<i64>,
    pub holder_unit_name: Option<String>,
    pub holder_person: Option<String>,
    pub answer: Option<String>,
    pub answered_on: Option<NaiveDate>,
    pub answered_by: Option<String>,
    pub answer_document: Option<String>,
    pub guidance_id: Option<i64>,
    pub guidance_number: Option<String>,
    pub version: i64,
}

impl Difficulty {
    /// Where it stands.
    pub fn state(&self) -> Result<State> {
        State::from_number(self.state)
    }

    /// Days since it was raised, until it was answered or as of a day.
    pub fn open_days(&self, today: NaiveDate) -> Result<i64> {
        let until = match self.answered_on {
            Some(day) if !self.state()?.waits() => day,
            _ => today,
        };
        Ok((until - self.raised_on).num_days().max(0))
    }

    /// Days since whoever has it now has had it; nothing once nobody needs to answer.
    pub fn held_days(&self, today: NaiveDate) -> Result<Option<i64>> {
        let held = (today - self.held_since).num_days().max(0);
        Ok(self.state()?.waits().then_some(held))
    }

    fn seen(&self, version: i64) -> Result<()> {
        if self.version == version {
            return Ok(());
        }
        Err(Error::Conflict {
            what: "difficulty",
            version: self.version,
        })
    }
}

/// A step as it was taken.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
#[expect(missing_docs, reason = "as in the table `difficulty_step`")]
pub struct Taken {
    pub id: i64,
    kind: i16,
    pub unit_id: Option<i64>,
    pub unit_name: Option<String>,
    pub person: Option<String>,
    pub text: Option<String>,
    pub document: Option<String>,
    pub at: Timestamp,
    pub by_name: String,
}

impl Taken {
    /// Which step.
    pub fn step(&self) -> Result<Step> {
        let step = Step::ALL.into_iter().find(|it| it.number() == self.kind);
        step.ok_or_else(|| Error::Damaged(format!("step of a difficulty {}", self.kind)))
    }
}

/// The steps taken, in order.
pub async fn steps(conn: &Conn, id: i64) -> Result<Vec<Taken>> {
    let text = "SELECT s.id, s.kind, s.unit_id, u.name AS unit_name, s.person, s.text, s.document,
            s.at, s.by_name
        FROM difficulty_step s LEFT JOIN unit u ON u.id = s.unit_id
        WHERE s.difficulty_id = $1 ORDER BY s.id";
    sql::all(conn, text, vals![id]).await
}

#[cfg(test)]
mod tests {
    use super::{State, Step};

    #[test]
    fn what_lies_with_the_leaders_is_decided_and_not_closed_unseen() {
        assert_eq!(State::PassedUp.after(Step::Close), None);
        assert_eq!(State::PassedUp.after(Step::Answer), None);
        assert_eq!(State::PassedUp.after(Step::Decide), Some(State::Answered));
        for state in State::ALL {
            if state != State::PassedUp {
                assert_eq!(state.after(Step::Decide), None, "{state:?}");
            }
        }
    }

    #[test]
    fn from_everywhere_there_is_a_way_to_the_end_and_back() {
        for state in State::ALL {
            let mut reached = vec![state];
            for at in 0.. {
                let Some(from) = reached.get(at).copied() else {
                    break;
                };
                for to in Step::ALL.iter().filter_map(|step| from.after(*step)) {
                    if !reached.contains(&to) {
                        reached.push(to);
                    }
                }
            }
            assert!(reached.contains(&State::Closed) && reached.contains(&State::Raised));
        }
    }
}
