//! Where open obligations go: one query over sets, the same for the preview and for applying.
//!
//! Who ends hands everything open to the successor (whole succession), or what a person chose for
//! each (a step that asks). Where a unit would then owe a task twice, one answers for both: a lead
//! before a coordinator, who answers first before a co-lead, its own before one that comes, the
//! older; the others are joined into that one. A unit that leads may still monitor: the two are
//! kept apart, as when a plan is confirmed.

use std::fmt::Write as _;

use crate::obligation::Standing;

/// What becomes of an obligation. Numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fate {
    /// It goes on with another unit.
    Moved,
    /// It is joined into another obligation.
    Joined,
    /// It is closed, for a reason.
    Closed,
    /// It is new: others share in what one unit owed.
    Added,
    /// It stays, because somebody chose so.
    Kept,
    /// Nobody has chosen yet.
    Undecided,
}

impl Fate {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Moved,
        Self::Joined,
        Self::Closed,
        Self::Added,
        Self::Kept,
        Self::Undecided,
    ];

    /// As stored.
    pub const fn number(self) -> i16 {
        self as i16
    }

    /// From what was stored.
    pub fn from_number(number: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|fate| fate.number() == number)
    }

    /// As in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Moved => "moved",
            Self::Joined => "joined",
            Self::Closed => "closed",
            Self::Added => "added",
            Self::Kept => "kept",
            Self::Undecided => "undecided",
        }
    }

    /// The reverse of [`Fate::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fate| fate.as_str() == text)
    }
}

/// Where a choice leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Lead {
    /// To a unit, shared by others.
    To(i64, Vec<i64>),
    /// It is closed.
    Close,
}

/// The ways of one act, in ids.
#[derive(Debug, Clone, Default)]
pub(crate) struct Routes {
    pub(crate) act: i64,
    /// Source, target, step.
    pub(crate) whole: Vec<(i64, i64, i64)>,
    /// Source, step.
    pub(crate) asking: Vec<(i64, i64)>,
    /// Choices that can be carried out.
    pub(crate) choices: Vec<(i64, Lead)>,
}

/// What is open of obligation `o`: neither done nor cancelled nor joined.
pub(crate) fn open() -> String {
    let standings = [
        Standing::Open,
        Standing::AwaitingConfirmation,
        Standing::Returned,
        Standing::Redo,
        Standing::Suspended,
    ];
    let standings: Vec<String> = standings.map(|it| it.number().to_string()).into();
    format!(
        "(o.standing IN ({}) OR (o.standing = {} AND o.completed_on IS NULL))",
        standings.join(", "),
        Standing::NotFollowed.number()
    )
}

impl Routes {
    /// Units that something may come to.
    pub(crate) fn targets(&self) -> Vec<i64> {
        let whole = self.whole.iter().map(|(_, target, _)| *target);
        let chosen = self.choices.iter().flat_map(|(_, lead)| match lead {
            Lead::To(unit, others) => [vec![*unit], others.clone()].concat(),
            Lead::Close => Vec::new(),
        });
        let mut targets: Vec<i64> = whole.chain(chosen).collect();
        targets.sort_unstable();
        targets.dedup();
        targets
    }

    /// Whether nothing goes any way.
    pub(crate) const fn is_empty(&self) -> bool {
        self.whole.is_empty() && self.asking.is_empty()
    }

    /// Whether somebody may share.
    pub(crate) fn shares(&self) -> bool {
        let others = |lead: &Lead| matches!(lead, Lead::To(_, others) if !others.is_empty());
        self.choices.iter().any(|(_, lead)| others(lead))
    }

    /// Units that something may leave.
    pub(crate) fn sources(&self) -> Vec<i64> {
        let whole = self.whole.iter().map(|(source, ..)| *source);
        let mut sources: Vec<i64> = whole
            .chain(self.asking.iter().map(|(source, _)| *source))
            .collect();
        sources.sort_unstable();
        sources.dedup();
        sources
    }

    /// The common table expressions that end in `outcome (id, task_id, step, source, target, role,
    /// fate, other, other_version, choice, state, standing, version)`: one row for every obligation that is
    /// touched, and one for every one that is to be made. `tasks`: only of these.
    pub(crate) fn outcome(&self, tasks: Option<&[i64]>) -> String {
        let mut text = String::from("WITH ");
        let rows = self
            .whole
            .iter()
            .map(|(source, target, step)| vec![*source, *target, *step]);
        values(&mut text, "whole (source, target, step)", rows, 3);
        let rows = self
            .asking
            .iter()
            .map(|(source, step)| vec![*source, *step]);
        values(&mut text, "asking (source, step)", rows, 2);
        let rows = self.choices.iter().map(|(id, lead)| match lead {
            Lead::To(unit, _) => vec![*id, *unit],
            Lead::Close => vec![*id, CLOSE],
        });
        values(&mut text, "choice (id, target)", rows, 2);
        let rows = self.choices.iter().flat_map(|(id, lead)| match lead {
            Lead::To(_, others) => others.iter().map(|unit| vec![*id, *unit]).collect(),
            Lead::Close => Vec::new(),
        });
        values(&mut text, "share (choice, unit)", rows, 2);
        let rows = self.targets().into_iter().map(|unit| vec![unit]);
        values(&mut text, "heir (unit)", rows, 1);
        let tasks = tasks.map_or_else(String::new, |ids| {
            let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
            format!(" AND o.task_id IN ({})", ids.join(", "))
        });
        self.leaving(&mut text, &tasks);
        self.meeting(&mut text, &tasks);
        text.push_str(OUTCOME);
        text
    }

    fn leaving(&self, text: &mut String, tasks: &str) {
        let open = open();
        let _ = write!(
            text,
            "leaving AS (
               SELECT o.id, o.task_id, o.unit_id AS source, o.role, o.co_lead, o.state, o.standing,
                   o.version, w.step, w.target, 0 AS choice, 0 AS grouped
               FROM whole w CROSS JOIN obligation o
               WHERE o.unit_id = w.source AND {open}{tasks}
             UNION ALL
               SELECT o.id, o.task_id, o.unit_id AS source, o.role, o.co_lead, o.state, o.standing,
                   o.version, a.step, COALESCE(c.target, {UNDECIDED}) AS target,
                   COALESCE(c.id, 0) AS choice,
                   CASE WHEN s.group_id IS NULL THEN 0 ELSE 1 END AS grouped
               FROM asking a CROSS JOIN obligation o
                   JOIN assignment s ON s.id = o.assignment_id
                   LEFT JOIN obligation_decision d
                       ON d.reorganisation_id = {act} AND d.obligation_id = o.id
                   LEFT JOIN choice c ON c.id = d.choice_id
               WHERE o.unit_id = a.source AND {open}{tasks}
             ), ",
            act = self.act
        );
    }

    /// Everything that would stand with a successor, its own too. Who shares coordinates, unless
    /// the plan named a collective, of which each does its own part.
    fn meeting(&self, text: &mut String, tasks: &str) {
        let open = open();
        let targets = self.targets();
        let staying = self
            .asking
            .iter()
            .any(|(source, _)| targets.contains(source));
        let not_leaving = if staying {
            format!(
                " AND NOT EXISTS (SELECT 1 FROM leaving l WHERE l.id = o.id
                    AND l.target <> o.unit_id AND l.target <> {UNDECIDED})"
            )
        } else {
            String::new()
        };
        let _ = write!(
            text,
            "meeting AS (
               SELECT id, task_id, source, target, role, co_lead, state, standing, version, step,
                   choice, 0 AS shared, 0 AS own
               FROM leaving WHERE target > 0 AND target <> source
             UNION ALL
               SELECT l.id, l.task_id, l.source, s.unit AS target,
                   CASE WHEN l.grouped = 0 AND l.role = 0 THEN 1 ELSE l.role END AS role, l.co_lead,
                   l.state, l.standing, l.version, l.step, l.choice, 1 AS shared, 0 AS own
               FROM leaving l JOIN share s ON s.choice = l.choice WHERE l.target > 0
             UNION ALL
               SELECT o.id, o.task_id, o.unit_id AS source, o.unit_id AS target, o.role, o.co_lead,
                   o.state, o.standing, o.version, 0 AS step, 0 AS choice, 0 AS shared, 1 AS own
               FROM heir h CROSS JOIN obligation o
               WHERE o.unit_id = h.unit AND {open}{tasks}{not_leaving}
             ), "
        );
    }
}

const CLOSE: i64 = 0;
const UNDECIDED: i64 = -1;

const OUTCOME: &str = "ranked AS (
       SELECT id, task_id, source, target, role, state, standing, version, step, choice, shared,
           own, ROW_NUMBER() OVER meeting_window AS place,
           FIRST_VALUE(id) OVER meeting_window AS first,
           FIRST_VALUE(version + 1 - own) OVER meeting_window AS first_version
       FROM meeting WINDOW meeting_window AS (
           PARTITION BY target, task_id, CASE WHEN role = 2 THEN 1 ELSE 0 END
           ORDER BY shared, role, co_lead, own DESC, id)
     ), outcome AS (
       SELECT id, task_id, step, source, target, role,
           CASE WHEN shared = 1 THEN 3 WHEN place = 1 THEN 0 ELSE 1 END AS fate, first AS other,
           first_version AS other_version, choice, state, standing, version
       FROM ranked WHERE NOT (own = 1 AND place = 1) AND NOT (shared = 1 AND place > 1)
     UNION ALL
       SELECT id, task_id, step, source, target, role,
           CASE WHEN target = 0 THEN 2 WHEN target = source THEN 4 ELSE 5 END AS fate, 0 AS other,
           0 AS other_version, choice, state, standing, version
       FROM leaving WHERE target <= 0 OR target = source
     ) ";

/// `name AS (VALUES …), `; one row that fits nothing when there is none.
fn values(text: &mut String, name: &str, rows: impl Iterator<Item = Vec<i64>>, width: usize) {
    let _ = write!(text, "{name} AS (VALUES ");
    let mut first = true;
    let nothing = std::iter::once(vec![NOBODY; width]);
    for row in nothing.chain(rows) {
        text.push_str(if first { "(" } else { ", (" });
        first = false;
        // The first row gives the columns their type.
        let row: Vec<String> = row
            .iter()
            .map(|value| match *value {
                NOBODY => format!("CAST({NOBODY} AS BIGINT)"),
                value => value.to_string(),
            })
            .collect();
        text.push_str(&row.join(", "));
        text.push(')');
    }
    text.push_str("), ");
}

/// No unit, step or choice has this id.
const NOBODY: i64 = -9;

#[cfg(test)]
mod tests {
    use super::{Fate, Routes};

    #[test]
    fn fates_are_stored_by_number() {
        for fate in Fate::ALL {
            assert_eq!(Fate::from_number(fate.number()), Some(fate));
            assert_eq!(Fate::parse(fate.as_str()), Some(fate));
        }
    }

    #[test]
    fn an_act_without_ways_is_still_a_query() {
        let text = Routes::default().outcome(None);
        assert!(text.contains("whole (source, target, step) AS (VALUES (CAST(-9 AS BIGINT)"));
    }
}
