//! The register as files show it: tasks, what each unit owes, and where each stands.
//!
//! Plain data, filled by the caller. Statuses come in computed; nothing here decides one.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// What one export shows: a plan, what a unit owes across plans, or whatever a filter left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Register {
    /// Who keeps it, as it stands at the head of a letter: `UBND TỈNH NGHỆ AN`.
    pub keeper: Option<String>,
    /// What it is about: `Kế hoạch số 267/KH-UBND ngày 18/4/2023 …`.
    pub title: String,
    /// The day the statuses hold for.
    pub as_of: NaiveDate,
    /// The tasks, in the order to show them.
    pub tasks: Vec<Task>,
}

/// A task (nhiệm vụ).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// An identifier that never changes (UUID); calendars recognise the task by it.
    pub id: String,
    /// The short code for people: `KH267.III.2.a`.
    pub code: String,
    /// Number of the plan: `267/KH-UBND`.
    pub plan: String,
    /// Its place in the plan: `III.2.a`.
    pub label: Option<String>,
    /// What is to be done, as written.
    pub content: String,
    /// Chủ trì, names as the register shows them; the first answers.
    pub lead: Vec<String>,
    /// Phối hợp.
    pub coordinate: Vec<String>,
    /// Thời hạn.
    pub deadline: Option<Deadline>,
    /// Sản phẩm, kết quả.
    pub product: Option<String>,
    /// Where the task as a whole stands.
    pub status: Status,
    /// Anything the officer noted.
    pub note: Option<String>,
    /// Address of its page, for calendars.
    pub url: Option<String>,
    /// What each unit owes of it.
    pub obligations: Vec<Obligation>,
}

/// One unit's part of a task (nghĩa vụ).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obligation {
    /// The unit's name on the day of the register.
    pub unit: String,
    /// Its part.
    pub role: Role,
    /// Its own deadline after an extension; `None` when the task's holds.
    pub deadline: Option<Deadline>,
    /// Where it stands.
    pub status: Status,
    /// Anything noted about it.
    pub note: Option<String>,
    /// What the unit reported last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Said>,
}

/// What a unit reported last (báo cáo gần nhất), and where that comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The day it was said.
    pub on: NaiveDate,
    /// The share that is done, in per cent.
    pub share: Option<u8>,
    /// How it goes.
    pub words: Option<String>,
    /// Who said it.
    pub by: Option<String>,
    /// By which way it came and who typed it, in words.
    pub typed: String,
    /// On what proof, in words.
    pub proof: Option<String>,
}

impl Said {
    /// What was said, in one cell.
    pub(crate) fn in_short(&self) -> String {
        let share = self.share.map(|share| format!("{share} %"));
        let parts = [share, self.words.clone()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    /// Where it comes from, in one cell.
    pub(crate) fn source(&self) -> String {
        let day = Some(crate::words::date(self.on));
        let parts = [
            day,
            self.by.clone(),
            Some(self.typed.clone()),
            self.proof.clone(),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

/// A unit's part in a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Chủ trì.
    Lead,
    /// Phối hợp.
    Coordinate,
    /// Theo dõi, đôn đốc.
    Monitor,
}

/// Where a task or an obligation stands; one and only one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Quá hạn.
    Overdue,
    /// Sắp đến hạn.
    NearDue,
    /// Trong hạn.
    WithinTime,
    /// Không có thời hạn.
    NoDeadline,
    /// Chờ xác nhận.
    AwaitingConfirmation,
    /// Trả lại.
    Returned,
    /// Thực hiện lại.
    Redo,
    /// Hoàn thành đúng hạn.
    DoneOnTime,
    /// Hoàn thành quá hạn.
    DoneLate,
    /// Tạm dừng.
    Suspended,
    /// Hủy.
    Cancelled,
    /// Thường xuyên, không theo dõi.
    NotFollowed,
}

impl Status {
    /// Every status, in the order a table of sums shows them.
    pub const ALL: [Self; 12] = [
        Self::Overdue,
        Self::NearDue,
        Self::WithinTime,
        Self::NoDeadline,
        Self::AwaitingConfirmation,
        Self::Returned,
        Self::Redo,
        Self::DoneOnTime,
        Self::DoneLate,
        Self::Suspended,
        Self::Cancelled,
        Self::NotFollowed,
    ];

    /// Its place in [`Status::ALL`].
    pub(crate) fn position(self) -> usize {
        self as usize
    }
}

/// Thời hạn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// As written.
    pub text: String,
    /// First day of a period.
    pub start: Option<NaiveDate>,
    /// The day named, or the last day of the period.
    pub due: Option<NaiveDate>,
    /// Whether the day named is itself still in time ("trước ngày" is not).
    pub inclusive: bool,
    /// RFC 5545 rule of a recurring duty: `FREQ=MONTHLY;BYMONTHDAY=20`. It keeps the day named.
    pub rrule: Option<String>,
}

impl Deadline {
    /// The last day that is still in time.
    pub fn last_day(&self) -> Option<NaiveDate> {
        let due = self.due?;
        if self.inclusive {
            Some(due)
        } else {
            due.checked_sub_days(Days::new(1))
        }
    }
}

impl Task {
    /// The deadline that holds for one of its obligations.
    pub(crate) fn deadline_of<'a>(&'a self, obligation: &'a Obligation) -> Option<&'a Deadline> {
        obligation.deadline.as_ref().or(self.deadline.as_ref())
    }
}
