//! Public holidays (ngày nghỉ lễ, tết) by rule: Labour Code 2019, articles 111 and 112.
//!
//! Which days around New Year and beside the National Day are taken is announced each year. Until
//! that is known, the last day of the old year and the first four of the new one, and the
//! neighbour of 2/9 that makes the longer rest, stand in for it.

use std::collections::BTreeMap;

use chrono::{Datelike as _, Days, NaiveDate, Weekday};

use super::lunar;

/// Why nobody works on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names of the holidays")]
pub enum Holiday {
    NewYear,
    LunarNewYear,
    HungKings,
    Reunification,
    Labour,
    National,
    /// Nghỉ bù: a holiday fell on a Saturday or a Sunday.
    InLieu,
}

/// The holidays of a year by rule, with the days in lieu of those that fall on a weekend.
pub fn of_year(year: i32) -> BTreeMap<NaiveDate, Holiday> {
    let mut days = BTreeMap::new();
    for (day, holiday) in named(year) {
        days.entry(day).or_insert(holiday);
    }
    let lost: Vec<NaiveDate> = days
        .keys()
        .copied()
        .filter(|day| is_weekend(*day))
        .collect();
    for day in lost {
        let mut instead = day;
        while is_weekend(instead) || days.contains_key(&instead) {
            match instead.succ_opt() {
                Some(next) => instead = next,
                None => return days,
            }
        }
        days.insert(instead, Holiday::InLieu);
    }
    days
}

fn named(year: i32) -> Vec<(NaiveDate, Holiday)> {
    let fixed = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    let mut days = vec![
        (fixed(1, 1), Holiday::NewYear),
        (fixed(4, 30), Holiday::Reunification),
        (fixed(5, 1), Holiday::Labour),
        (fixed(9, 2), Holiday::National),
        (beside_national(year), Holiday::National),
        (lunar::day(year, 3, 10), Holiday::HungKings),
    ];
    if let Some(first) = lunar::day(year, 1, 1) {
        days.push((first.pred_opt(), Holiday::LunarNewYear));
        let rest = (0..4).map(|n| (first.checked_add_days(Days::new(n)), Holiday::LunarNewYear));
        days.extend(rest);
    }
    days.into_iter()
        .filter_map(|(day, holiday)| Some((day?, holiday)))
        .collect()
}

/// The neighbour of 2/9 that joins it to a weekend, or the day before.
fn beside_national(year: i32) -> Option<NaiveDate> {
    let day = NaiveDate::from_ymd_opt(year, 9, 2)?;
    match day.weekday() {
        Weekday::Mon | Weekday::Thu | Weekday::Sun => day.succ_opt(),
        _ => day.pred_opt(),
    }
}

/// Saturday or Sunday.
pub fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

#[cfg(test)]
mod tests {
    use super::{Holiday, of_year};
    use chrono::NaiveDate;

    fn off(year: i32) -> Vec<String> {
        of_year(year).keys().map(NaiveDate::to_string).collect()
    }

    #[test]
    fn the_year_2023_as_it_was_by_rule() {
        // 1/1 was a Sunday (in lieu 2/1), 22/1 New Year on a Sunday, 29/4 and 30/4 a weekend
        // (in lieu 2/5 and 3/5), 2/9 a Saturday (in lieu 4/9).
        let days = off(2023);
        for day in [
            "2023-01-02",
            "2023-01-23",
            "2023-01-26",
            "2023-05-01",
            "2023-05-02",
            "2023-05-03",
            "2023-09-01",
            "2023-09-04",
        ] {
            assert!(days.iter().any(|it| it == day), "{day} in {days:?}");
        }
        assert!(!days.iter().any(|it| it == "2023-05-04"));
    }

    #[test]
    fn eleven_days_are_never_worked() {
        for year in 2020..2060 {
            let days = of_year(year);
            let weekdays = days.keys().filter(|day| !super::is_weekend(**day)).count();
            let same_day = 11 - days.values().filter(|it| **it != Holiday::InLieu).count();
            assert_eq!(weekdays, 11 - same_day, "{year}: {days:?}");
        }
    }
}
