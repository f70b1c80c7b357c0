//! Money (kinh phí): what a task costs, from the estimate of a unit to what was spent.
//!
//! A unit drafts an estimate (dự toán) for what it owes ([`drafting`]) and submits it; the finance
//! unit appraises it line by line ([`appraisal`]) and passes it up; a leader decides ([`decision`]);
//! allocations, adjustments and disbursements follow in a ledger that only grows ([`ledger`]).
//! [`totals`] adds everything up, always from the lines and entries themselves. [`upload`] takes
//! lines and verdicts from a workbook, after a look at what they would change.
//!
//! Money is whole đồng ([`amount`]). Quantity times unit cost is rounded to the đồng, half a đồng
//! up; a line may carry another amount, and then says so ([`line::Finding`]).

pub mod amount;
pub mod appraisal;
pub mod decision;
pub mod drafting;
pub mod estimate;
pub mod ledger;
pub mod line;
pub mod source;
pub mod totals;
pub mod upload;

pub use amount::Quantity;
pub use estimate::{Estimate, Filter, Round, State, Step};
pub use ledger::{Entry, EntryKind};
pub use line::{Line, NewLine, Verdict};
pub use source::Source;
pub use totals::{Key, Summary, Sums, summary};

use crate::error::{Error, Result};

/// Longest reason or note, in characters.
pub const LONGEST: usize = 2_000;

/// A text that must be there.
pub(crate) fn needed(field: &'static str, text: &str, most: usize) -> Result<String> {
    optional(field, Some(text), most)?.ok_or(Error::Invalid {
        field,
        reason: "empty",
    })
}

/// A text that may be there.
pub(crate) fn optional(
    field: &'static str,
    text: Option<&str>,
    most: usize,
) -> Result<Option<String>> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let invalid = |reason| Error::Invalid { field, reason };
    if text.chars().count() > most {
        return Err(invalid("too_long"));
    }
    if text
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    {
        return Err(invalid("control_character"));
    }
    Ok(Some(text.to_owned()))
}
