//! Working days (ngày làm việc): Monday to Friday, less public holidays, with the days that are
//! swapped by announcement.
//!
//! [`holiday`] gives the holidays by rule, also of years to come; what an announcement says of a
//! day is kept and stands over the rule. [`Calendar`] is pure: load it once with [`load`], ask it
//! as often as needed.

pub mod holiday;
mod lunar;

use std::collections::BTreeMap;

use chrono::{Datelike as _, Days, NaiveDate};
use sea_orm::FromQueryResult;
use serde::Serialize;

pub use holiday::Holiday;

use crate::{
    access::Act,
    db::{Conn, Tx, sql},
    error::{Error, Result},
    event::{self, Kind, Subject},
    vals,
};

/// Longest text of a name or a document.
const LONGEST: usize = 300;
/// So many days in a row without work are more than any announcement gives.
const LONGEST_REST: usize = 366;

/// What an announcement says of a day.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct Announced {
    /// The day.
    pub day: NaiveDate,
    /// Whether it is worked.
    pub working: bool,
    /// Why.
    pub name: String,
    /// The document that says so.
    pub document: String,
}

/// Which days are worked.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    announced: BTreeMap<NaiveDate, Announced>,
    years: BTreeMap<i32, BTreeMap<NaiveDate, Holiday>>,
}

impl Calendar {
    /// By rule, and by what was announced. The rules of the years in between are kept ready.
    pub fn new(first: i32, last: i32, announced: Vec<Announced>) -> Self {
        Self {
            announced: announced.into_iter().map(|it| (it.day, it)).collect(),
            years: (first..=last)
                .map(|year| (year, holiday::of_year(year)))
                .collect(),
        }
    }

    /// The holiday that the rules put on a day.
    pub fn rule(&self, day: NaiveDate) -> Option<Holiday> {
        // In lieu of the last days of a year a day of the next is free: none of today's holidays
        // lies so near the end, so the year of the day is enough.
        match self.years.get(&day.year()) {
            Some(year) => year.get(&day).copied(),
            None => holiday::of_year(day.year()).get(&day).copied(),
        }
    }

    /// What was announced of a day.
    pub fn announced(&self, day: NaiveDate) -> Option<&Announced> {
        self.announced.get(&day)
    }

    /// Whether a day is worked.
    pub fn is_working(&self, day: NaiveDate) -> bool {
        match self.announced.get(&day) {
            Some(announced) => announced.working,
            None => !holiday::is_weekend(day) && self.rule(day).is_none(),
        }
    }

    /// The day itself if it is worked, or the first worked one after it.
    pub fn next_working_day(&self, day: NaiveDate) -> NaiveDate {
        let mut days = day.iter_days().take(LONGEST_REST);
        days.find(|day| self.is_working(*day)).unwrap_or(day)
    }

    /// The day itself if it is worked, or the last worked one before it.
    pub fn last_working_day(&self, day: NaiveDate) -> NaiveDate {
        let mut days = (0..).map_while(|n| day.checked_sub_days(Days::new(n)));
        let found = days.by_ref().take(LONGEST_REST);
        let mut found = found.filter(|day| self.is_working(*day));
        found.next().unwrap_or(day)
    }

    /// So many working days later; negative: earlier. Zero gives the day itself, worked or not.
    pub fn add_working_days(&self, day: NaiveDate, number: i32) -> NaiveDate {
        let mut day = day;
        for _ in 0..number.unsigned_abs() {
            day = if number > 0 {
                self.next_working_day(day.succ_opt().unwrap_or(day))
            } else {
                self.last_working_day(day.pred_opt().unwrap_or(day))
            };
        }
        day
    }

    /// How many days are worked after the first day up to the second, itself included; negative
    /// when the second lies before the first.
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        let (first, last, sign) = if from <= to {
            (from, to, 1)
        } else {
            (to, from, -1)
        };
        let days = first.iter_days().skip(1).take_while(|day| *day <= last);
        let worked = days.filter(|day| self.is_working(*day)).count();
        sign * i64::try_from(worked).unwrap_or(i64::MAX)
    }
}

/// The calendar as it stands, with the years around a day kept ready.
pub async fn load(conn: &Conn, around: NaiveDate) -> Result<Calendar> {
    let text = "SELECT day, working, name, document FROM calendar_day ORDER BY day";
    let announced = sql::all(conn, text, vec![]).await?;
    let year = around.year();
    Ok(Calendar::new(year - 2, year + 2, announced))
}

/// The document that announced the holidays of a year, once somebody entered it: before that,
/// the year is only computed.
pub async fn document_of(conn: &Conn, year: i32) -> Result<Option<String>> {
    let text = "SELECT document FROM calendar_year WHERE year = $1";
    sql::scalar(conn, text, vals![year]).await
}

fn checked(text: &str, field: &'static str) -> Result<String> {
    let text = text.trim();
    let reason = match text.chars().count() {
        0 => "missing",
        1..=LONGEST => return Ok(text.to_owned()),
        _ => "too_long",
    };
    Err(Error::Invalid { field, reason })
}

/// Enter what is announced of some days: one day added or taken away, or two swapped.
pub async fn announce(
    tx: &Tx,
    days: &[(NaiveDate, bool)],
    name: &str,
    document: &str,
) -> Result<()> {
    tx.actor.may(Act::EditCalendar)?;
    let (name, document) = (checked(name, "name")?, checked(document, "document")?);
    if let [(one, _), (two, _)] = days
        && one == two
    {
        return Err(Error::Invalid {
            field: "day",
            reason: "same_day",
        });
    }
    for (day, working) in days {
        let before = find(tx, *day).await?;
        let after = Announced {
            day: *day,
            working: *working,
            name: name.clone(),
            document: document.clone(),
        };
        if before.as_ref() == Some(&after) {
            continue;
        }
        let text = "INSERT INTO calendar_day (day, working, name, document)
                    VALUES ($1, $2, $3, $4) ON CONFLICT (day) DO UPDATE SET
                    working = excluded.working, name = excluded.name, document = excluded.document";
        let row = vals![*day, *working, name.clone(), document.clone()];
        sql::execute(tx, text, row).await?;
        event::record(
            tx,
            Kind::CalendarAnnounced,
            Subject::Calendar,
            before.as_ref(),
            Some(&after),
        )?;
    }
    Ok(())
}

/// Take an announcement of a day back: the rule holds again.
pub async fn withdraw(tx: &Tx, day: NaiveDate) -> Result<()> {
    tx.actor.may(Act::EditCalendar)?;
    let before = find(tx, day)
        .await?
        .ok_or(Error::NotFound("calendar day"))?;
    sql::execute(tx, "DELETE FROM calendar_day WHERE day = $1", vals![day]).await?;
    event::record(
        tx,
        Kind::CalendarWithdrawn,
        Subject::Calendar,
        Some(&before),
        event::NOTHING,
    )
}

/// Enter that the list of a year was compared with its announcement.
pub async fn compared(tx: &Tx, year: i32, document: &str) -> Result<()> {
    tx.actor.may(Act::EditCalendar)?;
    if !(1990..=2200).contains(&year) {
        return Err(Error::Invalid {
            field: "year",
            reason: "out_of_range",
        });
    }
    let document = checked(document, "document")?;
    let told = |document: Option<String>| {
        document.map(|document| serde_json::json!({"year": year, "document": document}))
    };
    let before = told(document_of(tx, year).await?);
    let text = "INSERT INTO calendar_year (year, document) VALUES ($1, $2)
                ON CONFLICT (year) DO UPDATE SET document = excluded.document";
    sql::execute(tx, text, vals![year, document.clone()]).await?;
    event::record(
        tx,
        Kind::CalendarCompared,
        Subject::Calendar,
        before.as_ref(),
        told(Some(document)).as_ref(),
    )
}

async fn find(conn: &Conn, day: NaiveDate) -> Result<Option<Announced>> {
    let text = "SELECT day, working, name, document FROM calendar_day WHERE day = $1";
    sql::one(conn, text, vals![day]).await
}

#[cfg(test)]
mod tests {
    use super::{Announced, Calendar};
    use chrono::{Days, NaiveDate};
    use proptest::prelude::*;

    fn announced(day: NaiveDate, working: bool) -> Announced {
        Announced {
            day,
            working,
            name: "test".into(),
            document: "1/TB".into(),
        }
    }

    #[test]
    fn a_swapped_day_is_worked_and_the_other_is_not() {
        // 2026: Monday 31/8 is off for Saturday 22/8.
        let (off, on) = ("2026-08-31".parse().unwrap(), "2026-08-22".parse().unwrap());
        let calendar = Calendar::new(2026, 2026, vec![announced(off, false), announced(on, true)]);
        assert!(!calendar.is_working(off));
        assert!(calendar.is_working(on));
        let friday: NaiveDate = "2026-08-28".parse().unwrap();
        assert_eq!(
            calendar.add_working_days(friday, 1).to_string(),
            "2026-09-03"
        );
        assert_eq!(
            Calendar::new(2026, 2026, vec![]).working_days_between(friday, off),
            1
        );
    }

    prop_compose! {
        fn any_day()(number in 737_000..741_000_i32) -> NaiveDate {
            NaiveDate::from_num_days_from_ce_opt(number).unwrap()
        }
    }

    prop_compose! {
        fn any_calendar()(
            days in proptest::collection::vec((any_day(), any::<bool>()), 0..40),
        ) -> Calendar {
            let days = days.into_iter().map(|(day, working)| announced(day, working));
            Calendar::new(2018, 2031, days.collect())
        }
    }

    proptest! {
        #[test]
        fn so_many_working_days_later_lie_so_many_in_between(
            calendar in any_calendar(), day in any_day(), number in -30..30_i32,
        ) {
            let there = calendar.add_working_days(day, number);
            if number > 0 {
                prop_assert!(calendar.is_working(there));
                prop_assert_eq!(calendar.working_days_between(day, there), i64::from(number));
            }
            if calendar.is_working(day) {
                prop_assert_eq!(calendar.add_working_days(there, -number), day);
            }
        }

        #[test]
        fn the_next_working_day_is_worked_and_none_lies_before(
            calendar in any_calendar(), day in any_day(),
        ) {
            let next = calendar.next_working_day(day);
            prop_assert!(calendar.is_working(next) && next >= day);
            prop_assert!(day.iter_days().take_while(|it| *it < next).all(|it| !calendar.is_working(it)));
        }

        #[test]
        fn days_between_add_up(
            calendar in any_calendar(), day in any_day(), one in 0..60_u64, two in 0..60_u64,
        ) {
            let middle = day + Days::new(one);
            let end = middle + Days::new(two);
            prop_assert_eq!(
                calendar.working_days_between(day, middle) + calendar.working_days_between(middle, end),
                calendar.working_days_between(day, end)
            );
            prop_assert_eq!(calendar.working_days_between(end, day), -calendar.working_days_between(day, end));
        }
    }
}
