//! Why an act cannot be applied as it stands. Each fault names its step, so that the page can say
//! what to do next.

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// The act has no step.
    NoSteps,
    /// The directory has no unit of this code.
    UnknownUnit,
    /// The unit is not there on the day: it had ended, or has not begun.
    NotThere,
    /// An act in force has ended it.
    AlreadyEnded,
    /// Two steps of this act end it.
    EndedTwice,
    /// One step ends it and another renames or moves it.
    EndsAnyway,
    /// Two steps rename it, or two move it.
    ChangedTwice,
    /// Another step of this act shares out its work: what comes to it would be asked for again.
    SharesOut,
    /// Another unit has the code of the one that shall begin.
    CodeTaken,
    /// The directory knows something of this unit from the day on that says otherwise.
    LaterHistory,
    /// It has this name already.
    SameName,
    /// Nobody ends or nobody follows in this step.
    NobodyNamed,
    /// The unit would follow itself.
    FollowsItself,
    /// One unit is named twice in the step.
    NamedTwice,
    /// Who shall follow is not there on the day.
    SuccessorGone,
    /// The unit for everything else is not one of the successors.
    DefaultUnknown,
    /// The unit above is not there on the day.
    ParentGone,
    /// Its parent ends: it must end too, or be moved.
    Orphan,
    /// It would stand above itself.
    Cycle,
    /// An act in force on a later day speaks of this unit.
    LaterAct,
}

impl Reason {
    /// Stable code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoSteps => "no_steps",
            Self::UnknownUnit => "unknown_unit",
            Self::NotThere => "not_there",
            Self::AlreadyEnded => "already_ended",
            Self::EndedTwice => "ended_twice",
            Self::EndsAnyway => "ends_anyway",
            Self::ChangedTwice => "changed_twice",
            Self::SharesOut => "shares_out",
            Self::CodeTaken => "code_taken",
            Self::LaterHistory => "later_history",
            Self::SameName => "same_name",
            Self::NobodyNamed => "nobody_named",
            Self::FollowsItself => "follows_itself",
            Self::NamedTwice => "named_twice",
            Self::SuccessorGone => "successor_gone",
            Self::DefaultUnknown => "default_unknown",
            Self::ParentGone => "parent_gone",
            Self::Orphan => "orphan",
            Self::Cycle => "cycle",
            Self::LaterAct => "later_act",
        }
    }
}

/// Something to mend before the act can be applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Which step, from 0; `None` when it is the act as a whole.
    pub step: Option<usize>,
    /// Code of the unit it is about.
    pub unit: Option<String>,
    /// What is wrong.
    pub reason: Reason,
}
