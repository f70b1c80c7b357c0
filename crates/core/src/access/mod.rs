//! Who may do what: the one place that says so.
//!
//! Every write function asks [`Actor::may`], or [`Actor::may_for`] when the thing belongs to a
//! unit, before it changes anything; lists of what somebody may see are cut by [`Actor::reach`].
//! The rule itself is one table, [`Role::grants`].

pub mod sight;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// What an account is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Quản trị: accounts and settings, besides all that a coordinator may.
    Administrator,
    /// Chuyên viên theo dõi, đôn đốc.
    Coordinator,
    /// Chuyên viên của đơn vị.
    UnitOfficer,
    /// Lãnh đạo đơn vị.
    UnitHead,
    /// Chuyên viên thẩm định dự toán (Sở Tài chính).
    FinanceAppraiser,
    /// Lãnh đạo UBND.
    Leader,
    /// Thanh tra, kiểm tra: sees everything, changes nothing.
    Auditor,
}

impl Role {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 7] = [
        Self::Administrator,
        Self::Coordinator,
        Self::UnitOfficer,
        Self::UnitHead,
        Self::FinanceAppraiser,
        Self::Leader,
        Self::Auditor,
    ];

    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Coordinator => "coordinator",
            Self::UnitOfficer => "unit_officer",
            Self::UnitHead => "unit_head",
            Self::FinanceAppraiser => "finance_appraiser",
            Self::Leader => "leader",
            Self::Auditor => "auditor",
        }
    }

    /// From what was stored.
    pub fn parse(text: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| Error::Damaged(format!("unknown role {text}")))
    }

    /// Whether the role is one of a unit, and an account of it must name that unit.
    pub const fn needs_unit(self) -> bool {
        matches!(self, Self::UnitOfficer | Self::UnitHead)
    }

    /// The table of rights.
    pub const fn grants(self, act: Act) -> Grant {
        use Act as A;
        match self {
            Self::Administrator => Grant::All,
            Self::Coordinator => match act {
                A::ManageAccounts | A::ReadAccounts | A::ManageSettings => Grant::Nothing,
                _ => Grant::All,
            },
            Self::UnitOfficer | Self::UnitHead => match act {
                A::Read
                | A::ReportProgress
                | A::RequestExtension
                | A::RaiseDifficulty
                | A::AnswerDifficulty
                | A::DraftEstimate => Grant::Own,
                _ => Grant::Nothing,
            },
            Self::FinanceAppraiser => match act {
                A::Read | A::AppraiseEstimate | A::RecordAllocation => Grant::All,
                A::ReportProgress
                | A::RequestExtension
                | A::RaiseDifficulty
                | A::AnswerDifficulty
                | A::DraftEstimate => Grant::Own,
                _ => Grant::Nothing,
            },
            Self::Leader => match act {
                A::Read | A::DecideExtension | A::DecideDifficulty | A::DecideEstimate => {
                    Grant::All
                }
                _ => Grant::Nothing,
            },
            Self::Auditor => match act {
                A::Read | A::ReadLog => Grant::All,
                _ => Grant::Nothing,
            },
        }
    }
}

/// How far a right goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grant {
    /// Not at all.
    Nothing,
    /// For what one's own unit and the units under it lead, coordinate or monitor.
    Own,
    /// For everything.
    All,
}

/// Acts that need a right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// See drafts, plans, the register.
    Read,
    /// See the log, export and verify it.
    ReadLog,
    /// Bring in a document.
    ReceiveDocument,
    /// Check and correct a draft.
    EditDraft,
    /// Make a plan of a draft.
    ConfirmPlan,
    /// Record that something is done, or take that back, without a report of the unit.
    RecordCompletion,
    /// Report how an obligation goes (báo cáo tiến độ), with evidence.
    ReportProgress,
    /// Confirm, return or ask to redo what was reported as done.
    JudgeReport,
    /// Ask for an extension (gia hạn).
    RequestExtension,
    /// Grant or refuse an extension.
    DecideExtension,
    /// Suspend, resume, cancel an obligation.
    SuspendOrCancel,
    /// Make reply links and forms for units, and apply what comes back.
    CollectReplies,
    /// Write and send letters that urge (đôn đốc), and keep the ledger of them.
    Urge,
    /// Change the calendar of working days.
    EditCalendar,
    /// Raise a difficulty (khó khăn, vướng mắc).
    RaiseDifficulty,
    /// Route a difficulty and answer it with guidance; file guidance and inspections. For the own
    /// unit: answer what was routed to it.
    AnswerDifficulty,
    /// Decide a difficulty that was passed up.
    DecideDifficulty,
    /// Draft a cost estimate (dự toán).
    DraftEstimate,
    /// Appraise an estimate line by line (thẩm định).
    AppraiseEstimate,
    /// Decide an appraised estimate.
    DecideEstimate,
    /// Record allocations, adjustments and disbursements.
    RecordAllocation,
    /// Keep reporting regimes, close the figures of a period, accept units' reports, compose the
    /// consolidated report (tổng hợp báo cáo).
    Consolidate,
    /// Change the directory of units.
    EditUnits,
    /// Apply or undo an act of reorganisation, and decide what goes where.
    Reorganise,
    /// Make accounts, set passwords, hand out links.
    ManageAccounts,
    /// See which accounts there are, without anything that lets in.
    ReadAccounts,
    /// Settings of the whole house: mail, webhooks, tokens of others, sign-in from outside.
    ManageSettings,
}

/// What a token may be used for. The rights of its account end it; a scope never adds any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Read what the account sees.
    Read,
    /// Report for the account's units: progress, extensions, difficulties, estimates.
    Report,
    /// Everything else of the office's work that the account may do.
    Work,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Read, Self::Report, Self::Work];

    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Report => "report",
            Self::Work => "work",
        }
    }

    /// From what was stored.
    pub fn parse(text: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|scope| scope.as_str() == text)
            .ok_or_else(|| Error::Damaged(format!("unknown scope {text}")))
    }

    /// The scope an act needs; no token changes accounts or settings.
    pub const fn of(act: Act) -> Option<Self> {
        match act {
            Act::Read | Act::ReadLog | Act::ReadAccounts => Some(Self::Read),
            Act::ReportProgress
            | Act::RequestExtension
            | Act::RaiseDifficulty
            | Act::DraftEstimate => Some(Self::Report),
            Act::ManageAccounts | Act::ManageSettings => None,
            _ => Some(Self::Work),
        }
    }
}

/// What somebody may see: everything, or what these units lead, coordinate or monitor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Everything.
    All,
    /// What these units owe, and the tasks in which they have a part.
    Units(Arc<[i64]>),
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
    /// The unit of the account and the units under it.
    units: Arc<[i64]>,
    /// What the token allows; `None` for who signed in, whom no token limits.
    scopes: Option<Arc<[Scope]>>,
}

impl Actor {
    /// A signed-in person.
    pub fn account(id: i64, name: &str, role: Role) -> Self {
        Self {
            account_id: Some(id),
            name: name.to_owned(),
            role: Some(role),
            units: Arc::default(),
            scopes: None,
        }
    }

    /// The program itself, on behalf of whoever runs its command line.
    pub fn system(name: &str) -> Self {
        Self {
            account_id: None,
            name: name.to_owned(),
            role: Some(Role::Administrator),
            units: Arc::default(),
            scopes: None,
        }
    }

    /// Somebody who has not signed in.
    pub fn visitor() -> Self {
        Self {
            account_id: None,
            name: "visitor".to_owned(),
            role: None,
            units: Arc::default(),
            scopes: None,
        }
    }

    /// Whoever has a personal reply link: reports for its unit, and does nothing else.
    pub fn reply_link(id: i64, name: &str, unit_id: i64) -> Self {
        Self {
            account_id: None,
            name: format!("{name} (link {id})"),
            role: Some(Role::UnitOfficer),
            units: [unit_id].into(),
            scopes: Some([Scope::Report].into()),
        }
    }

    /// The same person, belonging to these units: their own and those under it.
    #[must_use]
    pub fn within(self, units: impl Into<Arc<[i64]>>) -> Self {
        Self {
            units: units.into(),
            ..self
        }
    }

    /// The same person, through a token with these scopes.
    #[must_use]
    pub fn limited_to(self, scopes: &[Scope]) -> Self {
        Self {
            scopes: Some(scopes.into()),
            ..self
        }
    }

    /// The role, `None` for a visitor.
    pub fn role(&self) -> Option<Role> {
        self.role
    }

    /// The units of the person.
    pub fn units(&self) -> &[i64] {
        &self.units
    }

    fn grant(&self, act: Act) -> Grant {
        if let Some(scopes) = &self.scopes
            && !Scope::of(act).is_some_and(|scope| scopes.contains(&scope))
        {
            return Grant::Nothing;
        }
        self.role.map_or(Grant::Nothing, |role| role.grants(act))
    }

    /// Whether the actor may do this to things of the whole house.
    pub fn may(&self, act: Act) -> Result<()> {
        match self.grant(act) {
            Grant::All => Ok(()),
            Grant::Own | Grant::Nothing => Err(refused(act)),
        }
    }

    /// Whether the actor may do this to something of this unit.
    pub fn may_for(&self, act: Act, unit_id: i64) -> Result<()> {
        match self.grant(act) {
            Grant::All => Ok(()),
            Grant::Own if self.units.contains(&unit_id) => Ok(()),
            Grant::Own | Grant::Nothing => Err(refused(act)),
        }
    }

    /// Whether there is anything to which the actor may do this: for buttons and menus.
    pub fn may_somewhere(&self, act: Act) -> bool {
        match self.grant(act) {
            Grant::All => true,
            Grant::Own => !self.units.is_empty(),
            Grant::Nothing => false,
        }
    }

    /// How far the actor sees.
    pub fn reach(&self) -> Result<Reach> {
        match self.grant(Act::Read) {
            Grant::All => Ok(Reach::All),
            Grant::Own => Ok(Reach::Units(Arc::clone(&self.units))),
            Grant::Nothing => Err(refused(Act::Read)),
        }
    }
}

fn refused(act: Act) -> Error {
    Error::Forbidden(match act {
        Act::Read | Act::ReadLog | Act::ReadAccounts => "read",
        _ => "write",
    })
}

#[cfg(test)]
mod tests {
    use super::{Act, Actor, Role, Scope};

    #[test]
    fn a_visitor_may_nothing_and_the_coordinator_everything_of_the_office() {
        for act in [Act::Read, Act::EditDraft, Act::ConfirmPlan, Act::Urge] {
            assert!(Actor::visitor().may(act).is_err());
            assert!(Actor::account(1, "An", Role::Coordinator).may(act).is_ok());
        }
    }

    #[test]
    fn an_officer_reports_for_the_own_unit_only() {
        let officer = Actor::account(1, "An", Role::UnitOfficer).within([7, 8]);
        assert!(officer.may_for(Act::ReportProgress, 8).is_ok());
        assert!(officer.may_for(Act::ReportProgress, 9).is_err());
        assert!(officer.may(Act::ReportProgress).is_err());
        assert!(officer.may_for(Act::JudgeReport, 7).is_err());
    }

    #[test]
    fn an_auditor_reads_all_and_changes_nothing() {
        let auditor = Actor::account(1, "An", Role::Auditor);
        assert!(auditor.may(Act::Read).is_ok());
        assert!(auditor.may(Act::ReadLog).is_ok());
        assert!(auditor.may_for(Act::ReportProgress, 7).is_err());
        assert!(auditor.may(Act::EditUnits).is_err());
    }

    #[test]
    fn a_reply_link_reports_for_its_unit_and_reads_nothing() {
        let link = Actor::reply_link(3, "Xã A", 7);
        assert!(link.may_for(Act::ReportProgress, 7).is_ok());
        assert!(link.may_for(Act::ReportProgress, 8).is_err());
        assert!(link.may_for(Act::Read, 7).is_err());
        assert!(link.may_for(Act::AnswerDifficulty, 7).is_err());
        assert!(link.reach().is_err());
    }

    #[test]
    fn a_token_takes_away_and_never_adds() {
        let coordinator = Actor::account(1, "An", Role::Coordinator).limited_to(&[Scope::Read]);
        assert!(coordinator.may(Act::Read).is_ok());
        assert!(coordinator.may(Act::ConfirmPlan).is_err());
        let all = Actor::account(1, "An", Role::Administrator).limited_to(&Scope::ALL);
        assert!(all.may(Act::ConfirmPlan).is_ok());
        assert!(all.may(Act::ManageAccounts).is_err());
        let auditor = Actor::account(1, "An", Role::Auditor).limited_to(&Scope::ALL);
        assert!(auditor.may(Act::ConfirmPlan).is_err());
    }
}
