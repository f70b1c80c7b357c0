//! Deadlines (thời hạn, thời gian thực hiện).

use std::ops::Range;

use chrono::{NaiveDate, NaiveTime};

use crate::draft::{Certainty, DeadlineKind};

/// What completes a date that the text leaves open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DateContext {
    /// Day the plan was issued.
    pub issue_date: Option<NaiveDate>,
    /// Year the plan is about; the year of issue when it does not say.
    pub plan_year: Option<i32>,
}

/// A deadline as a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadlineValue {
    /// Its kind in the draft.
    pub kind: DeadlineKind,
    /// The clause it was read from; [`Clause::All`] when there are several.
    pub clause: Clause,
    /// The day named, or the last day of the period.
    pub due: Option<NaiveDate>,
    /// First day of the period.
    pub start: Option<NaiveDate>,
    /// Whether the day named is still in time.
    pub inclusive: bool,
    /// RFC 5545 rule of a recurring duty whose cycle is stated.
    pub rrule: Option<String>,
    /// `Inferred` when the year was completed.
    pub certainty: Certainty,
}

/// What the words of a deadline say, before it is classed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clause {
    /// A last day.
    Due {
        /// The day named.
        day: NaiveDate,
        /// Whether it is still in time.
        inclusive: bool,
        /// The hour, when one is named.
        time: Option<NaiveTime>,
        /// "cuối tháng 9".
        approx: bool,
    },
    /// A period.
    Span {
        /// First day.
        start: NaiveDate,
        /// Last day.
        end: NaiveDate,
        /// "đầu tháng 5".
        approx: bool,
    },
    /// Again and again.
    Recurring {
        /// RFC 5545 rule; `None` when no cycle is stated.
        rrule: Option<String>,
        /// Whether the day named is still in time.
        inclusive: bool,
        /// The hour, when one is named.
        time: Option<NaiveTime>,
        /// "02 lần/năm".
        times_per_period: Option<u32>,
        /// "hoặc đột xuất".
        also_ad_hoc: bool,
    },
    /// Thường xuyên, possibly within a period.
    Continuous {
        /// The period.
        within: Option<(NaiveDate, NaiveDate)>,
    },
    /// So many days after (or before) something.
    Relative {
        /// ISO 8601 duration: `P5D`.
        duration: String,
        /// Ngày làm việc.
        working_days: bool,
        /// Before the anchor rather than after it.
        before: bool,
        /// The words that name the anchor.
        anchor: String,
    },
    /// Sau khi …, khi …, đột xuất.
    Event {
        /// The words that name the trigger.
        trigger: String,
    },
    /// Theo kế hoạch …, theo tiến độ ….
    Reference {
        /// The words.
        reference: String,
    },
    /// From a day on, without an end: "năm 2025 và các năm tiếp theo".
    Open {
        /// First day.
        start: NaiveDate,
    },
    /// Several clauses.
    All(Vec<DeadlineValue>),
}

/// Reads a whole value (the text after "Thời gian thực hiện:", a table cell) as a deadline.
pub fn parse(_text: &str, _context: &DateContext) -> Option<DeadlineValue> {
    None
}

/// Finds the deadlines inside prose.
pub fn find_in(_text: &str, _context: &DateContext) -> Vec<(Range<usize>, DeadlineValue)> {
    Vec::new()
}

/// A date that is wrong or not written by the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateFault {
    /// `31/9`, `29/02/2023`, `tháng 13`.
    NoSuchDay,
    /// A day below 10, or month 1 or 2, without its zero (Decree 30/2020/NĐ-CP, Annex I).
    LeadingZero,
}

/// Finds the dates that are wrong or not written by the book.
pub fn faults(_text: &str) -> Vec<(Range<usize>, DateFault)> {
    Vec::new()
}
