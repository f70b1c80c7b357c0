//! The codes that the API takes and gives, as closed lists: core's own, named for the document.

use dondoc_core::obligation::{self, Class};
use dondoc_core::plan::draft;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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
