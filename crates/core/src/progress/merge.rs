//! Two people at one report: what the second one wrote beside what the first one said meanwhile.
//!
//! Field by field against what both began with. Nothing is decided for anybody: what only one of
//! them changed is taken over, what both changed stands beside the other for a person to settle.

use chrono::NaiveDate;

use super::{ProgressUpdate, Report};

/// One field of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field<T> {
    /// What the form shows: the own words wherever they differ from those both began with.
    pub shown: T,
    /// What was said meanwhile, where it is something else.
    pub theirs: Option<T>,
    /// Both changed it, differently.
    pub clash: bool,
}

/// Bring one field together.
pub fn field<T: PartialEq + Clone>(base: &T, mine: &T, theirs: &T) -> Field<T> {
    let kept = mine == base;
    Field {
        shown: if kept { theirs } else { mine }.clone(),
        theirs: (mine != theirs).then(|| theirs.clone()),
        clash: !kept && theirs != base && mine != theirs,
    }
}

/// All fields of both.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields of `Report`")]
pub struct Merged {
    pub narrative: Field<Option<String>>,
    pub share: Field<Option<u8>>,
    pub result: Field<Option<String>>,
    pub done_on: Field<Option<NaiveDate>>,
    pub difficulty: Field<Option<String>>,
}

impl Merged {
    /// Whether a person has to settle anything.
    pub fn clashes(&self) -> bool {
        self.narrative.clash
            || self.share.clash
            || self.result.clash
            || self.done_on.clash
            || self.difficulty.clash
    }
}

impl From<&ProgressUpdate> for Report {
    fn from(update: &ProgressUpdate) -> Self {
        Self {
            narrative: update.narrative.clone(),
            share: update.share(),
            result: update.result.clone(),
            done_on: update.done_on,
            difficulty: update.difficulty.clone(),
            evidence: Vec::new(),
        }
    }
}

/// Bring reports together: what both began with, the own, and what was said meanwhile.
pub fn reports(base: &Report, mine: &Report, theirs: &Report) -> Merged {
    Merged {
        narrative: field(&base.narrative, &mine.narrative, &theirs.narrative),
        share: field(&base.share, &mine.share, &theirs.share),
        result: field(&base.result, &mine.result, &theirs.result),
        done_on: field(&base.done_on, &mine.done_on, &theirs.done_on),
        difficulty: field(&base.difficulty, &mine.difficulty, &theirs.difficulty),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::field;

    proptest! {
        #[test]
        fn nothing_that_either_wrote_is_lost(base in 0..3_u8, mine in 0..3_u8, theirs in 0..3_u8) {
            let both = field(&base, &mine, &theirs);
            let seen = [Some(both.shown), both.theirs];
            if mine != base {
                prop_assert!(seen.contains(&Some(mine)));
            }
            if theirs != base {
                prop_assert!(seen.contains(&Some(theirs)));
            }
        }

        #[test]
        fn only_what_both_changed_clashes(base in 0..3_u8, mine in 0..3_u8, theirs in 0..3_u8) {
            let both = field(&base, &mine, &theirs);
            prop_assert_eq!(both.clash, mine != base && theirs != base && mine != theirs);
            if !both.clash {
                let wanted = if mine == base { theirs } else { mine };
                prop_assert_eq!(both.shown, wanted);
            }
        }
    }
}
