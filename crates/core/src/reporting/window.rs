//! Windows of reporting periods (kỳ báo cáo) and their last days, from a regime's clock and the
//! calendar of working days. Pure.
//!
//! Decree 09/2019/NĐ-CP, articles 12 and 13: the figures of a month run from the 15th of the month
//! before to its 14th, those of a quarter, of half a year and of a year likewise over their
//! months; between the cut-off (chốt số liệu) and sending lies at least one working day. The
//! decree sets no window for nine months: the issuing body does, and a regime can say so. Statistical
//! reporting counts whole calendar months, and is another clock ([`Closing::MonthEnd`]).

use chrono::{Datelike as _, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{
    calendar::Calendar,
    error::{Error, Result},
    unit,
};

/// How often a periodic report is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cycle {
    /// Hằng tháng.
    Month,
    /// Hằng quý.
    Quarter,
    /// Sáu tháng: the first half and the second half of a year.
    HalfYear,
    /// Chín tháng.
    NineMonths,
    /// Hằng năm.
    Year,
}

impl Cycle {
    /// All of them, the shortest first.
    pub const ALL: [Self; 5] = [
        Self::Month,
        Self::Quarter,
        Self::HalfYear,
        Self::NineMonths,
        Self::Year,
    ];

    /// As stored and in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::HalfYear => "half_year",
            Self::NineMonths => "nine_months",
            Self::Year => "year",
        }
    }

    /// From what was stored or typed.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// Months of one period.
    const fn months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::HalfYear => 6,
            Self::NineMonths => 9,
            Self::Year => 12,
        }
    }

    /// Periods of one year.
    pub const fn in_year(self) -> u32 {
        12 / self.months()
    }
}

/// When the figures of a period are closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    /// At the end of this day (1 to 28) of the period's last month.
    Day(u8),
    /// At the end of the period's last month.
    MonthEnd,
}

impl Closing {
    /// The decree's: the 14th.
    pub const DECREE: Self = Self::Day(14);

    /// As stored: the day of the month, 31 for its end.
    pub const fn number(self) -> i16 {
        match self {
            Self::Day(day) => day as i16,
            Self::MonthEnd => 31,
        }
    }

    /// From what was stored or typed.
    pub fn from_number(number: i16) -> Option<Self> {
        match number {
            31 => Some(Self::MonthEnd),
            1..=28 => u8::try_from(number).ok().map(Self::Day),
            _ => None,
        }
    }

    /// The closing day in a month, given by its first day.
    fn within(self, month: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Day(day) => month.with_day(u32::from(day)),
            Self::MonthEnd => month.checked_add_months(Months::new(1))?.pred_opt(),
        }
    }
}

/// At which level somebody reports: each has its own last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reporter {
    /// Cấp xã.
    Commune,
    /// Sở, ban, ngành, and districts while there were any.
    Department,
    /// The province itself, with the consolidated report.
    Province,
}

impl Reporter {
    /// All of them, the first to report first.
    pub const ALL: [Self; 3] = [Self::Commune, Self::Department, Self::Province];

    /// The level of a unit that reports to the province.
    pub fn of(kind: unit::Kind) -> Self {
        match kind {
            unit::Kind::Commune => Self::Commune,
            _ => Self::Department,
        }
    }
}

/// Days after the cut-off by which each level has sent its report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "as in `Reporter`")]
pub struct Grace {
    pub commune: u8,
    pub department: u8,
    pub province: u8,
}

impl Grace {
    /// Communes by the 17th, departments by the 20th, the province by the 25th, for figures that
    /// are closed on the 14th. Only the last is the decree's; the others leave time to put the
    /// reports together.
    pub const DECREE: Self = Self {
        commune: 3,
        department: 6,
        province: 11,
    };
    /// The longest that makes sense.
    pub const MOST: u8 = 90;

    /// The days of a level.
    pub const fn of(self, reporter: Reporter) -> u8 {
        match reporter {
            Reporter::Commune => self.commune,
            Reporter::Department => self.department,
            Reporter::Province => self.province,
        }
    }

    /// Whoever puts the reports together reports last.
    ///
    /// # Errors
    /// Zero days, more than [`Grace::MOST`], or the province before those who report to it.
    pub fn checked(self) -> Result<Self> {
        let refused = |reason| {
            Err(Error::Invalid {
                field: "grace",
                reason,
            })
        };
        let all = Reporter::ALL.map(|it| self.of(it));
        if all.contains(&0) {
            return refused("empty");
        }
        if all.iter().any(|days| *days > Self::MOST) {
            return refused("too_large");
        }
        if self.province < self.commune || self.province < self.department {
            return refused("province_first");
        }
        Ok(self)
    }
}

/// What a regime's periods follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each has its own docs")]
pub struct Clock {
    pub cycle: Cycle,
    pub closing: Closing,
    pub grace: Grace,
}

/// One period of a regime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Window {
    /// The year it is named after.
    pub year: i32,
    /// Which of that year's, from 1.
    pub number: u32,
    /// First day of its figures.
    pub from: NaiveDate,
    /// Last day of its figures: the cut-off.
    pub cutoff: NaiveDate,
    /// Last days to send, in the order of [`Reporter::ALL`].
    pub due: [NaiveDate; 3],
}

impl Window {
    /// The last day of a level.
    pub const fn due(&self, reporter: Reporter) -> NaiveDate {
        self.due[reporter as usize]
    }
}

impl Clock {
    /// The presets: the decree's clock for a cycle.
    pub const fn decree(cycle: Cycle) -> Self {
        Self {
            cycle,
            closing: Closing::DECREE,
            grace: Grace::DECREE,
        }
    }

    /// One period of a year; `None` for a number or a year that there is not.
    pub fn window(&self, calendar: &Calendar, year: i32, number: u32) -> Option<Window> {
        if number == 0 || number > self.cycle.in_year() {
            return None;
        }
        let months = self.cycle.months();
        let first_month = NaiveDate::from_ymd_opt(year, 1, 1)?
            .checked_add_months(Months::new((number - 1) * months))?;
        let last_month = first_month.checked_add_months(Months::new(months - 1))?;
        let before = first_month.checked_sub_months(Months::new(1))?;
        let from = self.closing.within(before)?.succ_opt()?;
        let cutoff = self.closing.within(last_month)?;
        let due = due_days(calendar, cutoff, self.grace)?;
        Some(Window {
            year,
            number,
            from,
            cutoff,
            due,
        })
    }

    /// The periods whose figures run on or after a day, the earliest first.
    pub fn from<'a>(
        &'a self,
        calendar: &'a Calendar,
        day: NaiveDate,
    ) -> impl Iterator<Item = Window> + 'a {
        // The figures of a year named 2027 begin in December 2026; one year back is enough.
        (day.year() - 1..=day.year() + 200)
            .flat_map(move |year| (1..=self.cycle.in_year()).map(move |number| (year, number)))
            .filter_map(move |(year, number)| self.window(calendar, year, number))
            .filter(move |window| window.cutoff >= day)
    }
}

/// The last days to send after a cut-off: so many days later, on a working day, and at least one
/// working day after the cut-off.
pub fn due_days(calendar: &Calendar, cutoff: NaiveDate, grace: Grace) -> Option<[NaiveDate; 3]> {
    let earliest = calendar.add_working_days(cutoff, 1);
    let mut due = [cutoff; 3];
    for (at, reporter) in due.iter_mut().zip(Reporter::ALL) {
        let day = cutoff.checked_add_days(Days::new(u64::from(grace.of(reporter))))?;
        *at = calendar.next_working_day(day).max(earliest);
    }
    Some(due)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn calendar() -> Calendar {
        Calendar::new(2022, 2031, Vec::new())
    }

    fn window(cycle: Cycle, year: i32, number: u32) -> (String, String, String) {
        let window = Clock::decree(cycle)
            .window(&calendar(), year, number)
            .unwrap();
        let due = window.due(Reporter::Province);
        (
            window.from.to_string(),
            window.cutoff.to_string(),
            due.to_string(),
        )
    }

    #[test]
    fn the_windows_are_those_of_the_decree() {
        let is = |found: (String, String, String), from: &str, to: &str, due: &str| {
            assert_eq!(found, (from.to_owned(), to.to_owned(), due.to_owned()));
        };
        is(
            window(Cycle::Month, 2023, 2),
            "2023-01-15",
            "2023-02-14",
            "2023-02-27",
        );
        is(
            window(Cycle::Month, 2024, 3),
            "2024-02-15",
            "2024-03-14",
            "2024-03-25",
        );
        is(
            window(Cycle::Quarter, 2024, 1),
            "2023-12-15",
            "2024-03-14",
            "2024-03-25",
        );
        is(
            window(Cycle::HalfYear, 2025, 1),
            "2024-12-15",
            "2025-06-14",
            "2025-06-25",
        );
        is(
            window(Cycle::HalfYear, 2025, 2),
            "2025-06-15",
            "2025-12-14",
            "2025-12-25",
        );
        is(
            window(Cycle::NineMonths, 2025, 1),
            "2024-12-15",
            "2025-09-14",
            "2025-09-25",
        );
        is(
            window(Cycle::Year, 2026, 1),
            "2025-12-15",
            "2026-12-14",
            "2026-12-25",
        );
    }

    #[test]
    fn statistics_count_whole_months() {
        let clock = Clock {
            closing: Closing::MonthEnd,
            ..Clock::decree(Cycle::Quarter)
        };
        let window = clock.window(&calendar(), 2024, 1).unwrap();
        assert_eq!(window.from.to_string(), "2024-01-01");
        assert_eq!(window.cutoff.to_string(), "2024-03-31");
    }

    #[test]
    fn a_year_has_no_thirteenth_month() {
        assert_eq!(
            Clock::decree(Cycle::Month).window(&calendar(), 2024, 13),
            None
        );
        assert_eq!(
            Clock::decree(Cycle::NineMonths).window(&calendar(), 2024, 2),
            None
        );
        assert_eq!(
            Clock::decree(Cycle::Month).window(&calendar(), 2024, 0),
            None
        );
    }

    #[test]
    fn nobody_reports_after_whoever_puts_it_together() {
        let grace = Grace {
            commune: 3,
            department: 12,
            province: 11,
        };
        assert!(grace.checked().is_err());
        assert!(Grace::DECREE.checked().is_ok());
        assert!(
            Grace {
                commune: 0,
                ..Grace::DECREE
            }
            .checked()
            .is_err()
        );
    }

    proptest! {
        /// The periods of a cycle that fills the year leave no day out and count none twice; every
        /// last day is worked, and a working day lies between it and the cut-off.
        #[test]
        fn no_day_is_left_out(cycle in 0..5_usize, closing in prop_oneof![(1..=28_u8).prop_map(Closing::Day), Just(Closing::MonthEnd)], grace in (1..20_u8, 1..20_u8, 20..40_u8)) {
            let calendar = calendar();
            let grace = Grace { commune: grace.0, department: grace.1, province: grace.2 };
            let clock = Clock { cycle: Cycle::ALL[cycle], closing, grace };
            let day = NaiveDate::from_ymd_opt(2023, 3, 3).unwrap();
            let windows: Vec<Window> = clock.from(&calendar, day).take(20).collect();
            for pair in windows.windows(2) {
                if clock.cycle != Cycle::NineMonths {
                    prop_assert_eq!(pair[0].cutoff.succ_opt().unwrap(), pair[1].from);
                }
                prop_assert!(pair[0].cutoff < pair[1].cutoff);
            }
            for window in &windows {
                prop_assert!(window.from <= window.cutoff && window.cutoff >= day);
                for due in window.due {
                    prop_assert!(calendar.is_working(due));
                    prop_assert!(due >= calendar.add_working_days(window.cutoff, 1));
                }
            }
        }
    }
}
