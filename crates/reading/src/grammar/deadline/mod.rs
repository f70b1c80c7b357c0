//! Deadlines (thời hạn, thời gian thực hiện).

mod calendar;
mod clause;
mod faults;
mod prose;
mod recurring;
mod words;

use std::ops::Range;

use chrono::{NaiveDate, NaiveTime};

use crate::draft::{Certainty, DeadlineKind};
use clause::Read;
use words::Words;

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
        /// First day, where the event is the end: "Từ tháng 11/2025 đến khi …".
        start: Option<NaiveDate>,
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

/// Reads a whole value (the text after "Thời gian thực hiện:", a table cell) as a deadline. What
/// stands in brackets is a remark and does not count; what else stands behind a comma is left to
/// a person, and the value is [`Certainty::Uncertain`].
pub fn parse(text: &str, context: &DateContext) -> Option<DeadlineValue> {
    let mut words = Words::of(text);
    words.trim_end();
    let start = words.mark();
    if let Some(value) = value(&mut words, Ending::Clean, context) {
        return Some(value);
    }
    words.reset(start);
    if words.drop_brackets() {
        words.trim_end();
        if let Some(value) = value(&mut words, Ending::Clean, context) {
            return Some(value);
        }
        words.reset(start);
    }
    value(&mut words, Ending::Remark, context).map(|value| DeadlineValue {
        certainty: Certainty::Uncertain,
        ..value
    })
}

/// Words that may introduce a deadline and say nothing about the day.
const LEAD_INS: [&str; 24] = [
    "thời gian thực hiện",
    "thời gian hoàn thành",
    "thời gian",
    "thời hạn thực hiện",
    "thời hạn hoàn thành",
    "thời hạn",
    "tiến độ thực hiện",
    "tiến độ",
    "thực hiện",
    "triển khai",
    "tổ chức",
    "báo cáo",
    "trình",
    "gửi",
    "dự kiến",
    "phấn đấu",
    "đảm bảo",
    "bảo đảm",
    "ban hành",
    "tham mưu",
    "là",
    ":",
    "hoàn thành",
    "xong",
];

/// Where a clause of a value may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// With the value, or at a semicolon.
    Clean,
    /// Also before a comma, where a remark follows.
    Remark,
}

fn value(words: &mut Words, ending: Ending, context: &DateContext) -> Option<DeadlineValue> {
    let mut values = Vec::new();
    while !words.is_done() {
        values.extend(clause_of_value(words, ending, context)?);
        while words.eat(";") || words.eat(",") {}
    }
    combined(values)
}

/// Reads one clause that ends where the value does, or at a semicolon.
fn clause_of_value(
    words: &mut Words,
    ending: Ending,
    context: &DateContext,
) -> Option<Vec<DeadlineValue>> {
    let mut completes = false;
    loop {
        let found = READERS.iter().find_map(|reader| {
            words.attempt(|words| {
                let read = reader(words, context)?;
                words.ends(ending == Ending::Remark).then_some(read)
            })
        });
        if let Some(reads) = found {
            return Some(
                reads
                    .into_iter()
                    .map(|read| DeadlineValue::new(read, completes))
                    .collect(),
            );
        }
        if words.attempt(Words::stage).is_some() {
            continue;
        }
        let lead_in = words.eat_any(&LEAD_INS)?;
        completes |= matches!(lead_in, "hoàn thành" | "xong");
    }
}

/// Reads one kind of clause; several clauses only where a recurrence has several rules.
type Reader = fn(&mut Words, &DateContext) -> Option<Vec<Read>>;

fn read_recurring(words: &mut Words, context: &DateContext) -> Option<Vec<Read>> {
    let clauses = words.recurring(context)?;
    Some(
        clauses
            .into_iter()
            .map(|clause| Read {
                clause,
                completed: false,
            })
            .collect(),
    )
}

/// In the order in which the first fit counts.
const READERS: [Reader; 9] = [
    read_recurring,
    |words, context| words.continuous(context).map(|read| vec![read]),
    |words, _| words.relative().map(|read| vec![read]),
    |words, context| words.period(context).map(|read| vec![read]),
    |words, context| words.open_start(context).map(|read| vec![read]),
    |words, context| words.limit_clause(context).map(|read| vec![read]),
    |words, context| words.approximate(context).map(|read| vec![read]),
    |words, _| words.event().map(|read| vec![read]),
    |words, _| words.reference().map(|read| vec![read]),
];

/// Several clauses as one value: dated clauses are due with the last of them, otherwise the first
/// decides.
fn combined(mut values: Vec<DeadlineValue>) -> Option<DeadlineValue> {
    if values.len() < 2 {
        return values.pop();
    }
    let last = values
        .iter()
        .filter(|value| value.due.is_some())
        .max_by_key(|value| value.due);
    let begins = |value: &DeadlineValue| matches!(value.clause, Clause::Open { .. });
    let dated = values
        .iter()
        .all(|value| value.due.is_some() || begins(value));
    let main = last.filter(|_| dated).or(values.first())?.clone();
    Some(DeadlineValue {
        clause: Clause::All(values),
        ..main
    })
}

impl DeadlineValue {
    fn new(read: Read, completes: bool) -> Self {
        let Read { clause, completed } = read;
        let certainty = if completed {
            Certainty::Inferred
        } else {
            Certainty::Read
        };
        let (kind, due, start, inclusive, rrule) = match &clause {
            Clause::Due { day, inclusive, .. } => {
                (DeadlineKind::Date, Some(*day), None, *inclusive, None)
            }
            Clause::Span { start, end, .. } => {
                let kind = if completes {
                    DeadlineKind::Date
                } else {
                    DeadlineKind::Period
                };
                (kind, Some(*end), Some(*start), true, None)
            }
            Clause::Recurring {
                rrule, inclusive, ..
            } => (
                DeadlineKind::Recurring,
                None,
                None,
                *inclusive,
                rrule.clone(),
            ),
            Clause::Continuous { within } => (
                DeadlineKind::Ongoing,
                None,
                within.map(|days| days.0),
                true,
                None,
            ),
            Clause::Open { start } => (DeadlineKind::Ongoing, None, Some(*start), true, None),
            Clause::Event { start, .. } => (DeadlineKind::Conditional, None, *start, true, None),
            Clause::Relative { .. } | Clause::Reference { .. } => {
                (DeadlineKind::Conditional, None, None, true, None)
            }
            Clause::All(_) => (DeadlineKind::Other, None, None, true, None),
        };
        Self {
            kind,
            clause,
            due,
            start,
            inclusive,
            rrule,
            certainty,
        }
    }
}

/// Finds the deadlines inside prose.
pub fn find_in(text: &str, context: &DateContext) -> Vec<(Range<usize>, DeadlineValue)> {
    prose::find_in(text, context)
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
pub fn faults(text: &str) -> Vec<(Range<usize>, DateFault)> {
    faults::faults(text)
}
