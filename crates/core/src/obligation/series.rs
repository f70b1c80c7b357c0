//! The days of a recurring duty ("hằng quý", "trước ngày 20 hằng tháng"), from the day of its plan to
//! the end of the plan's years. An obligation always has one of them: the first that is not done.
//!
//! A cycle without a day is done in time until its period ends: "hằng quý" until the last day of
//! the quarter. A daily duty has no days that anybody would tick off, and a rule that says more
//! than plans say has none that we would be sure of: these stay without a day.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use sea_orm::FromQueryResult;

use crate::{
    db::{Conn, sql},
    error::Result,
    plan::{Plan, draft::Deadline},
    task::Task,
    vals,
};

/// No series is looked through for longer.
const HORIZON: u64 = 366 * 9;

/// A rule and its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    rule: Rule,
    until: Option<NaiveDate>,
}

impl Series {
    /// What a deadline says in a plan of these years.
    pub fn of_deadline(deadline: &Deadline, last_year: Option<i32>) -> Option<Self> {
        let end = deadline.due.or_else(|| last_day_of(last_year?));
        Self::new(deadline.rrule.as_deref()?, end)
    }

    /// The series of a task of a confirmed plan.
    pub fn of_task(task: &Task, plan: &Plan) -> Option<Self> {
        let end = plan.year_last.or(plan.year_first).and_then(last_day_of);
        Self::new(task.rrule.as_deref()?, task.due.or(end))
    }

    /// A rule of RFC 5545 and the last day it holds.
    pub fn new(rule: &str, until: Option<NaiveDate>) -> Option<Self> {
        Rule::parse(rule).map(|rule| Self { rule, until })
    }

    /// The first day from `day` on.
    pub fn from(&self, day: NaiveDate) -> Option<NaiveDate> {
        let days = (0..HORIZON).map_while(|more| day.checked_add_days(Days::new(more)));
        let mut days = days.take_while(|day| self.until.is_none_or(|until| *day <= until));
        days.find(|day| self.rule.names(*day))
    }

    /// The day behind `day`.
    pub fn after(&self, day: NaiveDate) -> Option<NaiveDate> {
        self.from(day.succ_opt()?)
    }

    /// The first day that is still in time on the day a plan is signed. "Trước ngày 20" leaves the
    /// day itself out.
    pub fn first(&self, signed: NaiveDate, inclusive: bool) -> Option<NaiveDate> {
        if inclusive {
            self.from(signed)
        } else {
            self.after(signed)
        }
    }

    /// The next days from `day` on, at most so many.
    pub fn coming(&self, day: NaiveDate, most: usize) -> Vec<NaiveDate> {
        std::iter::successors(self.from(day), |day| self.after(*day))
            .take(most)
            .collect()
    }
}

fn last_day_of(year: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, 12, 31)
}

/// The rules that plans state.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Rule {
    /// Some weekdays of each week.
    Weeks(Vec<Weekday>),
    /// A day of some months; negative days count from the end of the month.
    Months { months: Vec<u32>, day: i32 },
}

impl Rule {
    fn parse(text: &str) -> Option<Self> {
        let (mut frequency, mut interval) = (None, 1);
        let (mut months, mut month_day, mut weekdays) = (Vec::new(), None, Vec::new());
        for part in text.split(';').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=')?;
            match name {
                "FREQ" => frequency = Some(value),
                "INTERVAL" => interval = value.parse::<u32>().ok()?,
                "BYMONTH" => months = list(value, |month| (1..=12).contains(month))?,
                "BYMONTHDAY" => {
                    month_day = Some(
                        value
                            .parse()
                            .ok()
                            .filter(|day: &i32| (1..=31).contains(&day.abs()))?,
                    );
                }
                "BYDAY" => weekdays = value.split(',').map(weekday).collect::<Option<_>>()?,
                _ => return None,
            }
        }
        match (frequency?, interval) {
            ("WEEKLY", 1) if months.is_empty() && month_day.is_none() => {
                // A week ends on Sunday.
                let ends = weekdays.is_empty().then_some(Weekday::Sun);
                Some(Self::Weeks(weekdays.into_iter().chain(ends).collect()))
            }
            ("MONTHLY", 1 | 2 | 3 | 4 | 6) if weekdays.is_empty() => {
                let ends = (1..=12).filter(|month| month % interval == 0);
                let ends = ends.filter(|month| months.is_empty() || months.contains(month));
                Self::months(ends.collect(), month_day)
            }
            ("YEARLY", 1) if weekdays.is_empty() => {
                let months = if months.is_empty() { vec![12] } else { months };
                Self::months(months, month_day)
            }
            _ => None,
        }
    }

    /// Without a day of its own the last of the month.
    fn months(months: Vec<u32>, day: Option<i32>) -> Option<Self> {
        let day = day.unwrap_or(-1);
        (!months.is_empty()).then_some(Self::Months { months, day })
    }

    fn names(&self, day: NaiveDate) -> bool {
        match self {
            Self::Weeks(weekdays) => weekdays.contains(&day.weekday()),
            Self::Months {
                months,
                day: wanted,
            } => {
                let length = i32::from(day.num_days_in_month());
                // "Ngày 31" of a month that has 30 is its last.
                let wanted = if *wanted < 0 {
                    (length + 1 + wanted).max(1)
                } else {
                    (*wanted).min(length)
                };
                months.contains(&day.month()) && i32::try_from(day.day()) == Ok(wanted)
            }
        }
    }
}

fn list(text: &str, fits: impl Fn(&u32) -> bool) -> Option<Vec<u32>> {
    text.split(',')
        .map(|number| number.parse().ok().filter(&fits))
        .collect()
}

fn weekday(text: &str) -> Option<Weekday> {
    Some(match text {
        "MO" => Weekday::Mon,
        "TU" => Weekday::Tue,
        "WE" => Weekday::Wed,
        "TH" => Weekday::Thu,
        "FR" => Weekday::Fri,
        "SA" => Weekday::Sat,
        "SU" => Weekday::Sun,
        _ => return None,
    })
}

/// One period of a recurring obligation that was done.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Occurrence {
    /// Id.
    pub id: i64,
    /// Whose.
    pub obligation_id: i64,
    /// The day of the period.
    pub due: NaiveDate,
    /// The day it was done.
    pub completed_on: NaiveDate,
    /// What was noted then.
    pub note: Option<String>,
    original_due: Option<NaiveDate>,
    original_inclusive: Option<bool>,
}

impl Occurrence {
    /// The day that a granted extension replaced, and whether it was itself in time.
    pub fn original(&self) -> Option<(NaiveDate, bool)> {
        Some((self.original_due?, self.original_inclusive.unwrap_or(true)))
    }
}

const COLUMNS: &str = "n.id, n.obligation_id, n.due, n.completed_on, n.note, n.original_due,
    n.original_inclusive";

/// The periods done of all obligations of a task, in order.
pub async fn done_of_task(conn: &Conn, task_id: i64) -> Result<Vec<Occurrence>> {
    let text = format!(
        "SELECT {COLUMNS} FROM occurrence n JOIN obligation o ON o.id = n.obligation_id
         WHERE o.task_id = $1 ORDER BY n.due, n.id"
    );
    sql::all(conn, &text, vals![task_id]).await
}

/// The period done last of an obligation.
pub(super) async fn last_done(conn: &Conn, obligation_id: i64) -> Result<Option<Occurrence>> {
    let text = format!(
        "SELECT {COLUMNS} FROM occurrence n WHERE n.obligation_id = $1
         ORDER BY n.due DESC, n.id DESC LIMIT 1"
    );
    sql::one(conn, &text, vals![obligation_id]).await
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn coming(rule: &str, from: &str, until: &str) -> Vec<String> {
        let series = Series::new(rule, Some(day(until))).unwrap();
        let days = series.coming(day(from), 20);
        days.iter().map(NaiveDate::to_string).collect()
    }

    #[test]
    fn a_cycle_without_a_day_ends_with_its_period() {
        let quarters = ["2023-06-30", "2023-09-30", "2023-12-31"];
        for rule in ["FREQ=MONTHLY;INTERVAL=3", "FREQ=MONTHLY;BYMONTH=3,6,9,12"] {
            assert_eq!(coming(rule, "2023-04-18", "2023-12-31"), quarters);
        }
        assert_eq!(
            coming("FREQ=YEARLY", "2023-04-18", "2025-12-31"),
            ["2023-12-31", "2024-12-31", "2025-12-31"]
        );
        assert_eq!(
            coming("FREQ=MONTHLY;INTERVAL=6", "2023-07-01", "2024-06-30"),
            ["2023-12-31", "2024-06-30"]
        );
        assert_eq!(
            coming("FREQ=WEEKLY", "2023-04-18", "2023-04-30"),
            ["2023-04-23", "2023-04-30"]
        );
    }

    #[test]
    fn a_day_is_the_day_named_or_the_last_the_month_has() {
        assert_eq!(
            coming("FREQ=MONTHLY;BYMONTHDAY=31", "2023-01-31", "2023-04-30"),
            ["2023-01-31", "2023-02-28", "2023-03-31", "2023-04-30"]
        );
        assert_eq!(
            coming(
                "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=15",
                "2023-06-16",
                "2024-06-30"
            ),
            ["2023-12-15", "2024-06-15"]
        );
        assert_eq!(
            coming("FREQ=WEEKLY;BYDAY=MO,FR", "2023-04-18", "2023-04-24"),
            ["2023-04-21", "2023-04-24"]
        );
    }

    #[test]
    fn what_is_before_the_day_leaves_it_out_at_the_start() {
        let series = Series::new("FREQ=MONTHLY;BYMONTHDAY=20", None).unwrap();
        let signed = day("2026-01-20");
        assert_eq!(series.first(signed, true), Some(signed));
        assert_eq!(series.first(signed, false), Some(day("2026-02-20")));
    }

    #[test]
    fn rules_that_nobody_is_sure_of_have_no_days() {
        for rule in [
            "",
            "FREQ=DAILY",
            "FREQ=WEEKLY;INTERVAL=2",
            "FREQ=MONTHLY;INTERVAL=5",
            "FREQ=MONTHLY;BYDAY=1MO",
            "FREQ=MONTHLY;BYMONTH=13",
            "FREQ=MONTHLY;INTERVAL=6;BYMONTH=5",
            "FREQ=YEARLY;COUNT=3",
            "FREQ",
        ] {
            assert_eq!(Series::new(rule, None), None, "{rule}");
        }
    }

    proptest! {
        #[test]
        fn days_go_forward_and_end(
            interval in prop::sample::select(vec![1, 2, 3, 4, 6]),
            month_day in prop::option::of(prop::sample::select(vec![-3, -1, 1, 20, 29, 30, 31])),
            start in 738_000..740_000_i32,
        ) {
            let month_day = month_day.map_or_else(String::new, |day| format!(";BYMONTHDAY={day}"));
            let rule = format!("FREQ=MONTHLY;INTERVAL={interval}{month_day}");
            let start = NaiveDate::from_num_days_from_ce_opt(start).unwrap();
            let until = start + Days::new(730);
            let series = Series::new(&rule, Some(until)).unwrap();
            let days = series.coming(start, 100);
            prop_assert!(days.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(days.iter().all(|day| start <= *day && *day <= until));
            // One a period, give or take the periods cut by either end.
            let periods = 24 / interval;
            prop_assert!(days.len().abs_diff(periods) <= 1, "{days:?}");
        }
    }
}
