//! Amendments (điều chỉnh, bổ sung kế hoạch): which task of the plan is which task of the
//! document that replaces it, and what became different. Pure; a person looks before it counts.
//!
//! - [`matching`]: pairs of tasks, and how sure each pair is.
//! - [`difference`]: what differs within a pair.

pub mod difference;
pub mod matching;

pub use difference::{Change, Field};
pub use matching::{Match, Sureness};

use super::draft::{Draft, RowId};

/// The plan as it stands beside the document that replaces it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// Tasks that go on, in the order of the new document, with what changes in each.
    pub kept: Vec<Kept>,
    /// Tasks that the new document adds.
    pub added: Vec<RowId>,
    /// Tasks that it does not hold any more.
    pub dropped: Vec<RowId>,
}

/// A task that goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Which it was and which it is.
    pub pair: Match,
    /// What changes; empty when only its place does.
    pub changes: Vec<Change>,
}

/// Lay the new document beside the plan.
pub fn compare(old: &Draft, new: &Draft) -> Comparison {
    let pairs = matching::pairs(old, new);
    let added = new.rows.iter().map(|row| row.id);
    let added = added.filter(|id| pairs.iter().all(|pair| pair.new != *id));
    let dropped = old.rows.iter().map(|row| row.id);
    let dropped = dropped.filter(|id| pairs.iter().all(|pair| pair.old != *id));
    Comparison {
        added: added.collect(),
        dropped: dropped.collect(),
        kept: pairs
            .into_iter()
            .map(|pair| Kept {
                changes: difference::of(old, new, &pair),
                pair,
            })
            .collect(),
    }
}
