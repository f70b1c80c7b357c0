//! Words for what acts of reorganisation are made of.

use std::collections::BTreeMap;

use dondoc_core::reorganisation::{Fate, Party, Reason, Reorganisation, Step, Suggestion, Why};

use crate::key;
use crate::text::Texts;

/// How an act stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Entered, not applied.
    Draft,
    /// Applied; something is still to be settled.
    InPart,
    /// Applied.
    Applied,
    /// Undone; it may be changed and applied again.
    Undone,
}

impl Standing {
    /// Of an act with so many obligations left with units that it ended.
    pub fn of(act: &Reorganisation, resting: i64) -> Self {
        match (act.applied_at, act.undone_at) {
            (Some(_), _) if resting > 0 => Self::InPart,
            (Some(_), _) => Self::Applied,
            (None, Some(_)) => Self::Undone,
            (None, None) => Self::Draft,
        }
    }

    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Draft => key!("reorganisation-draft"),
            Self::InPart => key!("reorganisation-in-part"),
            Self::Applied => key!("reorganisation-applied"),
            Self::Undone => key!("reorganisation-undone"),
        }
    }

    /// The class of its shape, as those of statuses.
    pub fn class(self) -> &'static str {
        match self {
            Self::Draft => "running",
            Self::InPart => "waiting",
            Self::Applied => "done",
            Self::Undone => "cancelled",
        }
    }
}

/// What becomes of an obligation.
pub fn fate_key(fate: Fate) -> &'static str {
    match fate {
        Fate::Moved => key!("outcome-moved"),
        Fate::Joined => key!("outcome-joined"),
        Fate::Closed => key!("outcome-closed"),
        Fate::Added => key!("outcome-added"),
        Fate::Kept => key!("outcome-kept"),
        Fate::Undecided => key!("outcome-undecided"),
    }
}

/// What a kind of step is called.
pub fn step_key(step: &Step) -> &'static str {
    match step {
        Step::Rename { .. } => key!("step-rename"),
        Step::Merge { .. } => key!("step-merge"),
        Step::Split { .. } => key!("step-split"),
        Step::FunctionalSplit { .. } => key!("step-functional-split"),
        Step::Abolish { .. } => key!("step-abolish"),
        Step::Create { .. } => key!("step-create"),
        Step::Move { .. } => key!("step-move"),
    }
}

/// What is wrong, and what to do next.
pub fn reason_key(reason: Reason) -> &'static str {
    match reason {
        Reason::NoSteps => key!("reason-no-steps"),
        Reason::UnknownUnit => key!("reason-unknown-unit"),
        Reason::NotThere => key!("reason-not-there"),
        Reason::AlreadyEnded => key!("reason-already-ended"),
        Reason::EndedTwice => key!("reason-ended-twice"),
        Reason::EndsAnyway => key!("reason-ends-anyway"),
        Reason::ChangedTwice => key!("reason-changed-twice"),
        Reason::SharesOut => key!("reason-shares-out"),
        Reason::CodeTaken => key!("reason-code-taken"),
        Reason::LaterHistory => key!("reason-later-history"),
        Reason::SameName => key!("reason-same-name"),
        Reason::NobodyNamed => key!("reason-nobody-named"),
        Reason::FollowsItself => key!("reason-follows-itself"),
        Reason::NamedTwice => key!("reason-named-twice"),
        Reason::SuccessorGone => key!("reason-successor-gone"),
        Reason::DefaultUnknown => key!("reason-default-unknown"),
        Reason::ParentGone => key!("reason-parent-gone"),
        Reason::Orphan => key!("reason-orphan"),
        Reason::Cycle => key!("reason-cycle"),
        Reason::LaterAct => key!("reason-later-act"),
    }
}

/// A unit as a step names it.
#[derive(Debug, Clone)]
pub struct Named {
    /// Its page, when it has one.
    pub id: Option<i64>,
    /// Its name.
    pub name: String,
    /// Its functions, in a functional split.
    pub functions: String,
}

/// A step in words.
#[derive(Debug, Clone)]
pub struct StepLine {
    /// The key of its kind.
    pub key: &'static str,
    /// Who hands on, changes or begins.
    pub from: Vec<Named>,
    /// Who follows.
    pub to: Vec<Named>,
    /// The new name.
    pub name: Option<String>,
}

impl StepLine {
    /// Of a step, with the names of its units.
    pub fn of(step: &Step, parties: &BTreeMap<String, Party>, is_new: bool) -> Self {
        let named = |code: &str, functions: &[String]| {
            let party = parties.get(code);
            let begun = step.begun().iter().any(|unit| unit.code == code);
            Named {
                // A unit that is still to begin has no page yet.
                id: party.filter(|_| !(begun && is_new)).map(|party| party.id),
                name: party.map_or_else(|| code.to_owned(), |party| party.name.clone()),
                functions: functions.join("; "),
            }
        };
        let plain = |codes: Vec<&str>| codes.into_iter().map(|code| named(code, &[])).collect();
        let (from, to, name) = match step {
            Step::Rename { unit, name, .. } => {
                (vec![named(unit, &[])], Vec::new(), Some(name.clone()))
            }
            Step::Create { unit } => (vec![named(&unit.code, &[])], Vec::new(), None),
            Step::Move { unit, parent } => {
                let to = parent.iter().map(|code| named(code, &[])).collect();
                (vec![named(unit, &[])], to, None)
            }
            Step::FunctionalSplit { successors, .. } => {
                let to = successors
                    .iter()
                    .map(|heir| named(heir.unit.code(), &heir.functions))
                    .collect();
                (plain(step.sources()), to, None)
            }
            _ => (plain(step.sources()), plain(step.successors()), None),
        };
        Self {
            key: step_key(step),
            from,
            to,
            name,
        }
    }
}

/// Why somebody is proposed.
pub fn why(t: &Texts, suggestion: &Suggestion) -> String {
    match &suggestion.why {
        Why::Function(words) => t.one("why-function", "words", words.clone()),
        Why::OnTask => t.get("why-on-task").to_owned(),
        Why::OwnTasks(words) => t.one("why-own-tasks", "words", words.clone()),
        Why::Rest => t.get("why-rest").to_owned(),
        Why::Places => t.get("why-places").to_owned(),
    }
}
