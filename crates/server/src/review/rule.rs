//! The cycles of recurring duties: RFC 5545 rules as the office says them, and back.

use chrono::Datelike as _;
use chrono::NaiveDate;

use crate::key;

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Every {
    /// Hằng tuần.
    Week,
    /// Hằng tháng.
    Month,
    /// Hằng quý.
    Quarter,
    /// Sáu tháng một lần.
    HalfYear,
    /// Hằng năm.
    Year,
}

impl Every {
    /// All of them, most frequent first, with the word in forms.
    pub const ALL: [(Self, &str); 5] = [
        (Self::Week, "week"),
        (Self::Month, "month"),
        (Self::Quarter, "quarter"),
        (Self::HalfYear, "half"),
        (Self::Year, "year"),
    ];

    /// From the word in a form.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|(_, known)| *known == word)
            .map(|(every, _)| every)
    }

    /// The word in forms.
    pub fn word(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(every, _)| *every == self)
            .map_or("", |(_, word)| word)
    }

    /// The key of what people call it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Week => key!("review-every-week"),
            Self::Month => key!("review-every-month"),
            Self::Quarter => key!("review-every-quarter"),
            Self::HalfYear => key!("review-every-half"),
            Self::Year => key!("review-every-year"),
        }
    }
}

/// A cycle that the form can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cycle {
    /// How often.
    pub every: Every,
    /// The day: of the week (1 is Monday) for weeks, of the (last) month for the others; -1 is
    /// the month's last. `None` when only the cycle is stated.
    pub day: Option<i32>,
    /// The month of a yearly duty.
    pub month: Option<u32>,
}

const WEEKDAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

impl Cycle {
    /// Reads a rule; `None` for one that says more than the form can.
    pub fn read(rule: &str) -> Option<Self> {
        let mut parts = Parts::default();
        for part in rule.split(';') {
            parts.take(part.split_once('=')?)?;
        }
        let every = match (parts.frequency?, parts.interval, parts.months.as_slice()) {
            ("WEEKLY", 1, []) => Every::Week,
            ("MONTHLY", 1, []) => Every::Month,
            ("MONTHLY", 1, [3, 6, 9, 12]) | ("MONTHLY", 3, []) => Every::Quarter,
            ("MONTHLY", 1, [6, 12]) | ("MONTHLY", 6, []) => Every::HalfYear,
            ("YEARLY", 1, [] | [_]) => Every::Year,
            _ => return None,
        };
        let month = match (every, parts.months.as_slice()) {
            (Every::Year, [month]) => Some(*month),
            _ => None,
        };
        let ((Every::Week, day, None) | (_, None, day)) = (every, parts.weekday, parts.day) else {
            return None;
        };
        Some(Self { every, day, month })
    }

    /// The rule.
    pub fn rule(self) -> String {
        let mut rule = match self.every {
            Every::Week => "FREQ=WEEKLY".to_owned(),
            Every::Month => "FREQ=MONTHLY".to_owned(),
            Every::Quarter => "FREQ=MONTHLY;BYMONTH=3,6,9,12".to_owned(),
            Every::HalfYear => "FREQ=MONTHLY;BYMONTH=6,12".to_owned(),
            Every::Year => {
                let month = self
                    .month
                    .map_or_else(String::new, |m| format!(";BYMONTH={m}"));
                format!("FREQ=YEARLY{month}")
            }
        };
        match (self.every, self.day) {
            (Every::Week, Some(day)) => {
                let at = usize::try_from(day - 1).unwrap_or(0).min(6);
                rule.push_str(";BYDAY=");
                rule.push_str(WEEKDAYS[at]);
            }
            (_, Some(day)) => {
                rule.push_str(";BYMONTHDAY=");
                rule.push_str(&day.to_string());
            }
            (_, None) => {}
        }
        rule
    }

    /// Whether there can be such a day.
    pub fn is_possible(self) -> bool {
        let month = self.month.unwrap_or(1);
        let day_fits = |day: i32| match self.every {
            Every::Week => (1..=7).contains(&day),
            Every::Month => day == -1 || (1..=31).contains(&day),
            // Every last month of a quarter has thirty days.
            Every::Quarter | Every::HalfYear => day == -1 || (1..=30).contains(&day),
            Every::Year => {
                let day = u32::try_from(day).ok();
                day.and_then(|day| NaiveDate::from_ymd_opt(2024, month, day))
                    .is_some()
                    || self.day == Some(-1)
            }
        };
        (1..=12).contains(&month) && self.day.is_none_or(day_fits)
    }
}

#[derive(Default)]
struct Parts<'r> {
    frequency: Option<&'r str>,
    interval: u32,
    months: Vec<u32>,
    day: Option<i32>,
    weekday: Option<i32>,
}

impl<'r> Parts<'r> {
    fn take(&mut self, (name, value): (&str, &'r str)) -> Option<()> {
        if self.interval == 0 {
            self.interval = 1;
        }
        match name {
            "FREQ" => self.frequency = Some(value),
            "INTERVAL" => self.interval = value.parse().ok()?,
            "BYMONTH" => {
                self.months = value
                    .split(',')
                    .map(|m| m.parse().ok())
                    .collect::<Option<_>>()?;
            }
            "BYMONTHDAY" => self.day = Some(value.parse().ok()?),
            "BYDAY" => {
                let at = WEEKDAYS.iter().position(|day| *day == value)?;
                self.weekday = i32::try_from(at + 1).ok();
            }
            _ => return None,
        }
        Some(())
    }
}

/// The day before, for deadlines that leave out the day they name.
pub fn eve(day: NaiveDate) -> NaiveDate {
    day.pred_opt()
        .unwrap_or_else(|| day.with_day(1).unwrap_or(day))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rules_that_plans_state_are_cycles() {
        let quarter = Cycle::read("FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=20");
        assert_eq!(
            quarter,
            Some(Cycle {
                every: Every::Quarter,
                day: Some(20),
                month: None
            })
        );
        let week = Cycle::read("FREQ=WEEKLY;BYDAY=FR");
        assert_eq!(
            week,
            Some(Cycle {
                every: Every::Week,
                day: Some(5),
                month: None
            })
        );
        let every_three = Cycle::read("FREQ=MONTHLY;INTERVAL=3");
        assert_eq!(
            every_three,
            Some(Cycle {
                every: Every::Quarter,
                day: None,
                month: None
            })
        );
        for more in [
            "FREQ=WEEKLY;BYDAY=MO,FR",
            "FREQ=MONTHLY;BYMONTH=1,7",
            "FREQ=DAILY",
            "",
            "x",
        ] {
            assert_eq!(Cycle::read(more), None, "{more}");
        }
    }

    #[test]
    fn days_that_no_month_has_are_refused() {
        let on = |every, day, month| {
            Cycle {
                every,
                day: Some(day),
                month,
            }
            .is_possible()
        };
        assert!(on(Every::Year, 29, Some(2)) && !on(Every::Year, 31, Some(9)));
        assert!(on(Every::Quarter, 30, None) && !on(Every::Quarter, 31, None));
        assert!(on(Every::Month, -1, None) && !on(Every::Month, 0, None));
        assert!(!on(Every::Week, 8, None));
    }

    proptest! {
        #[test]
        fn a_possible_cycle_is_read_back(at in 0usize..5, day in prop::option::of(-1i32..32), month in 1u32..13) {
            let (every, _) = Every::ALL[at];
            let month = (every == Every::Year).then_some(month);
            let cycle = Cycle { every, day, month };
            prop_assume!(cycle.is_possible());
            prop_assert_eq!(Cycle::read(&cycle.rule()), Some(cycle));
        }
    }
}
