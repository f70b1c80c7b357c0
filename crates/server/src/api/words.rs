//! The codes that the API takes and gives, as closed lists: core's own, named for the document.

use dondoc_core::difficulty::{self, amendment};
use dondoc_core::inspection::{self, follow_up};
use dondoc_core::money;
use dondoc_core::obligation::{self, Class};
use dondoc_core::plan::draft;
use dondoc_core::progress::{extension, judgement};
use dondoc_core::reorganisation;
use dondoc_core::urging;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A closed list of core's, under the same names.
macro_rules! codes {
    ($(#[$meta:meta])* $name:ident = $core:path {
        $($(#[$each:meta])* $variant:ident),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$each])* $variant),* }

        impl From<$core> for $name {
            fn from(code: $core) -> Self {
                use $core as Core;
                match code { $(Core::$variant => Self::$variant),* }
            }
        }

        impl From<$name> for $core {
            fn from(code: $name) -> Self {
                use $core as Core;
                match code { $($name::$variant => Core::$variant),* }
            }
        }
    };
}

/// What is shown of a thing of core's: its fields as they are, or as said behind `=`.
macro_rules! view {
    ($(#[$meta:meta])* $name:ident of $it:ident: $core:ty {
        $($(#[$each:meta])* $field:ident: $type:ty $(= $value:expr)?),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Serialize, ToSchema)]
        #[allow(clippy::struct_field_names, reason = "the names of the document")]
        pub struct $name { $($(#[$each])* $field: $type),* }

        impl $name {
            #[doc = "As the API shows it."]
            pub fn of($it: &$core) -> dondoc_core::Result<Self> {
                Ok(Self { $($field: view!(@ $it $field $($value)?)),* })
            }
        }
    };
    (@ $it:ident $field:ident) => { $it.$field.clone() };
    (@ $it:ident $field:ident $value:expr) => { $value };
}
pub(super) use view;

/// In which role a unit stands to a task.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Chủ trì.
    Lead,
    /// Phối hợp.
    Coordinate,
    /// Theo dõi, đôn đốc.
    Monitor,
}

impl From<draft::Role> for Role {
    fn from(role: draft::Role) -> Self {
        match role {
            draft::Role::Lead => Self::Lead,
            draft::Role::Coordinate => Self::Coordinate,
            draft::Role::Monitor => Self::Monitor,
        }
    }
}

impl From<Role> for draft::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Lead => Self::Lead,
            Role::Coordinate => Self::Coordinate,
            Role::Monitor => Self::Monitor,
        }
    }
}

/// How an obligation stands on a day. These exclude one another and cover everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Overdue,
    NearDue,
    WithinTime,
    NoDeadline,
    AwaitingConfirmation,
    Returned,
    Redo,
    DoneOnTime,
    DoneLate,
    Suspended,
    Cancelled,
    NotFollowed,
    /// Joined into another obligation of the same unit; in no list and in no sum.
    Joined,
}

impl Status {
    /// Core's class for it.
    pub fn class(self) -> Class {
        match self {
            Self::Overdue => Class::Overdue,
            Self::NearDue => Class::NearDue,
            Self::WithinTime => Class::WithinTime,
            Self::NoDeadline => Class::NoDeadline,
            Self::AwaitingConfirmation => Class::AwaitingConfirmation,
            Self::Returned => Class::Returned,
            Self::Redo => Class::Redo,
            Self::DoneOnTime => Class::DoneOnTime,
            Self::DoneLate => Class::DoneLate,
            Self::Suspended => Class::Suspended,
            Self::Cancelled => Class::Cancelled,
            Self::NotFollowed => Class::NotFollowed,
            Self::Joined => Class::Joined,
        }
    }
}

impl From<Class> for Status {
    fn from(class: Class) -> Self {
        match class {
            Class::Overdue => Self::Overdue,
            Class::NearDue => Self::NearDue,
            Class::WithinTime => Self::WithinTime,
            Class::NoDeadline => Self::NoDeadline,
            Class::AwaitingConfirmation => Self::AwaitingConfirmation,
            Class::Returned => Self::Returned,
            Class::Redo => Self::Redo,
            Class::DoneOnTime => Self::DoneOnTime,
            Class::DoneLate => Self::DoneLate,
            Class::Suspended => Self::Suspended,
            Class::Cancelled => Self::Cancelled,
            Class::NotFollowed => Self::NotFollowed,
            Class::Joined => Self::Joined,
        }
    }
}

/// The order of the register.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// By last day, what has none at the end.
    Deadline,
    /// As the plans have it, plan after plan.
    Task,
    /// By the name of the unit, then by last day.
    Unit,
}

impl From<Order> for obligation::Sort {
    fn from(order: Order) -> Self {
        match order {
            Order::Deadline => Self::Deadline,
            Order::Task => Self::Task,
            Order::Unit => Self::Unit,
        }
    }
}

codes! {
    /// What is decided about an obligation.
    Decision = judgement::Kind {
        /// Xác nhận hoàn thành.
        Confirmed,
        /// Trả lại: the report does not show it.
        Returned,
        /// Thực hiện lại.
        Redo,
        /// Tạm dừng.
        Suspended,
        /// Tiếp tục.
        Resumed,
        /// Hủy.
        Cancelled,
        /// Khôi phục.
        Reinstated,
    }
}

codes! {
    /// How a request for an extension stands.
    ExtensionState = extension::State { Asked, Granted, Refused, Withdrawn }
}

codes! {
    /// Where a difficulty stands.
    DifficultyState = difficulty::State {
        Raised, Routed, PassedUp, Answered, AmendmentProposed, Closed,
    }
}

codes! {
    /// What is done with a difficulty.
    DifficultyStep = difficulty::Step {
        /// Chuyển: needs `unit_id` or `person`.
        Route,
        /// Trả lời: needs `text`.
        Answer,
        /// Trình: needs `text`.
        PassUp,
        /// Quyết định: needs `text`.
        Decide,
        /// Đề xuất điều chỉnh: needs `concerns`, `change` and `text`, the reason.
        Propose,
        /// Đóng: needs `text` when nobody answered.
        Close,
        /// Mở lại: needs `text`.
        Reopen,
    }
}

codes! {
    /// What a proposed change of a plan is about.
    Concerns = amendment::Concerns { Deadline, Assignment, Content, Removal, Other }
}

codes! {
    /// Where an inspection stands.
    InspectionState = inspection::State { Planned, Held, CalledOff }
}

codes! {
    /// Where a follow-up stands.
    FollowUpState = follow_up::State { Open, Done, Confirmed }
}

codes! {
    /// Where an estimate stands.
    EstimateState = money::State { Draft, Submitted, Appraised, Approved, Returned, Discarded }
}

codes! {
    /// What the appraisal says of a line.
    Verdict = money::Verdict { Accepted, Reduced, Rejected }
}

codes! {
    /// What an entry of the ledger is.
    EntryKind = money::EntryKind { Allocation, Adjustment, Disbursement }
}

codes! {
    /// By what money is added up.
    TotalsBy = money::Key { All, Source, Unit, Plan, Year, Estimate }
}

codes! {
    /// One letter to each unit, or one to all with an appendix for each.
    LetterShape = urging::Shape { Each, Together }
}

codes! {
    /// What became of an obligation in an act of reorganisation.
    Fate = reorganisation::Fate { Moved, Joined, Closed, Added, Kept, Undecided }
}
