//! The few recurrence rules that plans state, parsed so that nothing else gets into a calendar.

use std::fmt;

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// A rule of whole days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    frequency: Frequency,
    interval: u32,
    months: Vec<u32>,
    month_days: Vec<i32>,
    weekdays: Vec<Weekday>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Frequency {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

impl Rule {
    /// Read a rule of RFC 5545; nothing for parts that a plan's duty never needs.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().strip_prefix("RRULE:").unwrap_or(text.trim());
        let mut frequency = None;
        let mut rule = Self {
            frequency: Frequency::Daily,
            interval: 1,
            months: Vec::new(),
            month_days: Vec::new(),
            weekdays: Vec::new(),
        };
        for part in text.split(';').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=')?;
            match name {
                "FREQ" => frequency = Some(Frequency::parse(value)?),
                "INTERVAL" => rule.interval = within(value, 1, 100)?,
                "BYMONTH" => rule.months = list(value, |month| within(month, 1, 12))?,
                "BYMONTHDAY" => rule.month_days = list(value, month_day)?,
                "BYDAY" => rule.weekdays = list(value, weekday)?,
                _ => return None,
            }
        }
        rule.frequency = frequency?;
        Some(rule)
    }

    /// The first day from `start` on that the rule names. Without a day of its own the rule
    /// repeats the start.
    pub fn first_from(&self, start: NaiveDate) -> Option<NaiveDate> {
        // A day of February 29 comes back within eight years, or never.
        const HORIZON: u64 = 366 * 8 + 1;
        (0..HORIZON)
            .map_while(|days| start.checked_add_days(Days::new(days)))
            .find(|day| self.names(*day))
    }

    fn names(&self, day: NaiveDate) -> bool {
        let from_end = i32::try_from(day.day()).unwrap_or(0) - days_in_month(day) - 1;
        let from_start = i32::try_from(day.day()).unwrap_or(0);
        (self.months.is_empty() || self.months.contains(&day.month()))
            && (self.month_days.is_empty()
                || self.month_days.contains(&from_start)
                || self.month_days.contains(&from_end))
            && (self.weekdays.is_empty() || self.weekdays.contains(&day.weekday()))
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "FREQ={}", self.frequency.name())?;
        if self.interval > 1 {
            write!(out, ";INTERVAL={}", self.interval)?;
        }
        if !self.months.is_empty() {
            write!(out, ";BYMONTH={}", join(&self.months))?;
        }
        if !self.month_days.is_empty() {
            write!(out, ";BYMONTHDAY={}", join(&self.month_days))?;
        }
        if !self.weekdays.is_empty() {
            let names: Vec<&str> = self.weekdays.iter().map(|day| weekday_name(*day)).collect();
            write!(out, ";BYDAY={}", names.join(","))?;
        }
        Ok(())
    }
}

impl Frequency {
    fn parse(text: &str) -> Option<Self> {
        [Self::Daily, Self::Weekly, Self::Monthly, Self::Yearly]
            .into_iter()
            .find(|frequency| frequency.name() == text)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Daily => "DAILY",
            Self::Weekly => "WEEKLY",
            Self::Monthly => "MONTHLY",
            Self::Yearly => "YEARLY",
        }
    }
}

fn list<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    text.split(',').map(read).collect()
}

fn within(text: &str, least: u32, most: u32) -> Option<u32> {
    text.parse()
        .ok()
        .filter(|number| (least..=most).contains(number))
}

fn month_day(text: &str) -> Option<i32> {
    text.parse()
        .ok()
        .filter(|day: &i32| (1..=31).contains(&day.abs()))
}

const WEEKDAYS: [(Weekday, &str); 7] = [
    (Weekday::Mon, "MO"),
    (Weekday::Tue, "TU"),
    (Weekday::Wed, "WE"),
    (Weekday::Thu, "TH"),
    (Weekday::Fri, "FR"),
    (Weekday::Sat, "SA"),
    (Weekday::Sun, "SU"),
];

fn weekday(text: &str) -> Option<Weekday> {
    WEEKDAYS
        .iter()
        .find(|(_, name)| *name == text)
        .map(|(day, _)| *day)
}

fn weekday_name(day: Weekday) -> &'static str {
    WEEKDAYS[day.num_days_from_monday() as usize].1
}

fn join<T: ToString>(numbers: &[T]) -> String {
    numbers
        .iter()
        .map(T::to_string)
        .collect::<Vec<_>>()
        .join(",")
}

fn days_in_month(day: NaiveDate) -> i32 {
    i32::from(day.num_days_in_month())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(rule: &str, year: i32, month: u32, day: u32) -> String {
        let start = NaiveDate::from_ymd_opt(year, month, day).expect("a day");
        let rule = Rule::parse(rule).expect("a rule");
        rule.first_from(start).expect("a first day").to_string()
    }

    #[test]
    fn the_first_day_is_the_one_the_rule_names() {
        assert_eq!(
            first("FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=20", 2026, 3, 21),
            "2026-06-20"
        );
        assert_eq!(
            first("FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1", 2026, 2, 1),
            "2026-03-31"
        );
        assert_eq!(first("FREQ=WEEKLY;BYDAY=FR", 2026, 1, 15), "2026-01-16");
        assert_eq!(
            first("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", 2097, 3, 1),
            "2104-02-29"
        );
        assert_eq!(first("FREQ=YEARLY", 2026, 1, 15), "2026-01-15");
    }

    #[test]
    fn a_rule_is_written_as_it_was_read_and_nothing_else_passes() {
        for rule in [
            "FREQ=DAILY",
            "FREQ=WEEKLY;BYDAY=MO,FR",
            "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1",
            "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=15",
        ] {
            assert_eq!(Rule::parse(rule).expect(rule).to_string(), rule);
        }
        for rule in [
            "",
            "FREQ=HOURLY",
            "FREQ=MONTHLY;BYMONTHDAY=32",
            "FREQ=DAILY\r\nX:1",
            "COUNT=2",
        ] {
            assert_eq!(Rule::parse(rule), None, "{rule}");
        }
        assert!(
            Rule::parse("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30")
                .expect("well formed")
                .first_from(NaiveDate::default())
                .is_none()
        );
    }
}
