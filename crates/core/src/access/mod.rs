//! Who may do what: the one place that says so.
//!
//! Every write function asks [`Actor::may`] before it changes anything. There is one role for
//! people so far, the coordinator (chuyên viên theo dõi, đôn đốc), who may do everything; the
//! others of DOMAIN.md §1 come here and nowhere else.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// What an account is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Chuyên viên theo dõi, đôn đốc.
    Coordinator,
}

impl Role {
    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Coordinator => "coordinator",
        }
    }

    /// From what was stored.
    pub fn parse(text: &str) -> Result<Self> {
        match text {
            "coordinator" => Ok(Self::Coordinator),
            other => Err(Error::Damaged(format!("unknown role {other}"))),
        }
    }
}

/// Acts that need a right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// See drafts, plans, the register.
    Read,
    /// Bring in a document.
    ReceiveDocument,
    /// Check and correct a draft.
    EditDraft,
    /// Make a plan of a draft.
    ConfirmPlan,
    /// Record that something is done, or take that back.
    RecordCompletion,
    /// Change the directory of units.
    EditUnits,
    /// Apply or undo an act of reorganisation, and decide what goes where.
    Reorganise,
    /// Make accounts, set passwords, hand out links.
    ManageAccounts,
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account; `None` for the program itself (imports, the command line).
    pub account_id: Option<i64>,
    /// Name for the log.
    pub name: String,
    /// `None` for a visitor who has not signed in.
    role: Option<Role>,
}

impl Actor {
    /// A signed-in person.
    pub fn account(id: i64, name: &str, role: Role) -> Self {
        Self {
            account_id: Some(id),
            name: name.to_owned(),
            role: Some(role),
        }
    }

    /// The program itself, on behalf of whoever runs its command line.
    pub fn system(name: &str) -> Self {
        Self {
            account_id: None,
            name: name.to_owned(),
            role: Some(Role::Coordinator),
        }
    }

    /// Somebody who has not signed in.
    pub fn visitor() -> Self {
        Self {
            account_id: None,
            name: "visitor".to_owned(),
            role: None,
        }
    }

    /// Whether the actor may do this.
    pub fn may(&self, act: Act) -> Result<()> {
        match (self.role, act) {
            (Some(Role::Coordinator), _) => Ok(()),
            (None, Act::Read) => Err(Error::Forbidden("read")),
            (None, _) => Err(Error::Forbidden("write")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Act, Actor, Role};

    #[test]
    fn a_visitor_may_nothing_and_the_coordinator_everything() {
        for act in [
            Act::Read,
            Act::EditDraft,
            Act::ConfirmPlan,
            Act::ManageAccounts,
        ] {
            assert!(Actor::visitor().may(act).is_err());
            assert!(Actor::account(1, "An", Role::Coordinator).may(act).is_ok());
        }
    }
}
