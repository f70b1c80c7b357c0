//! The Vietnamese lunar calendar (âm lịch), as far as public holidays need it: the days on which
//! lunar months begin, by the mean longitude of sun and moon with their largest corrections
//! (J. Meeus, Astronomical Algorithms, chapters 25 and 49), at the meridian of UTC+7.
//!
//! Month 11 is the one in which the winter solstice falls; a year between two such months that
//! has thirteen months repeats the first one in which the sun enters no new sign.

use chrono::{Datelike as _, Days, NaiveDate};

/// Days between two new moons, on average.
const MONTH: f64 = 29.530_588_861;
/// The new moon that counts as number 0, as a Julian day.
const FIRST: f64 = 2_451_550.097_66;
/// The office's meridian, in days.
const EAST: f64 = 7.0 / 24.0;
/// The Julian day number of the day before 1/1/0001.
const EPOCH: i64 = 1_721_425;

/// The day of the year that a lunar date of the ordinary (not the repeated) month falls on;
/// `year` is the lunar year, which begins in the solar year of the same number.
pub fn day(year: i32, month: u32, of_month: u64) -> Option<NaiveDate> {
    let (eleventh, last) = (month_eleven(year - 1), month_eleven(year));
    let leap = if last - eleventh > 12 {
        (1..=13).find(|step| sign(eleventh + step) == sign(eleventh + step + 1))
    } else {
        None
    };
    // Month 1 stands two after month 11.
    let step = i64::from(month) + 1;
    let step = if leap.is_some_and(|leap| leap <= step) && month <= 10 {
        step + 1
    } else {
        step
    };
    let first = date(new_moon(eleventh + step))?;
    first.checked_add_days(Days::new(of_month.checked_sub(1)?))
}

/// The number of the new moon with which month 11 of a solar year begins.
fn month_eleven(year: i32) -> i64 {
    let end = NaiveDate::from_ymd_opt(year, 12, 31).map_or(0, number);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "Julian days of a calendar are small"
    )]
    let mut moon = ((end as f64 - FIRST) / MONTH).floor() as i64;
    while new_moon(moon + 1) <= end {
        moon += 1;
    }
    while new_moon(moon) > end {
        moon -= 1;
    }
    // The solstice must not lie before it.
    if sign(moon) >= 9 { moon - 1 } else { moon }
}

/// The Julian day number, in the office's time, of a new moon.
fn new_moon(moon: i64) -> i64 {
    #[expect(clippy::cast_precision_loss, reason = "numbers of moons are small")]
    let k = moon as f64;
    let t = k / 1_236.85;
    let mean = FIRST + MONTH * k + 0.000_154_37 * t * t;
    let sun = (2.5534 + 29.105_356_70 * k - 0.000_001_4 * t * t).to_radians();
    let moon = (201.5643 + 385.816_935_28 * k + 0.010_758_2 * t * t).to_radians();
    let node = (160.7108 + 390.670_502_84 * k - 0.001_611_8 * t * t).to_radians();
    let rise = (124.7746 - 1.563_755_88 * k + 0.002_067_2 * t * t).to_radians();
    let e = 1.0 - 0.002_516 * t - 0.000_007_4 * t * t;
    let corrected = mean - 0.407_20 * moon.sin()
        + 0.172_41 * e * sun.sin()
        + 0.016_08 * (2.0 * moon).sin()
        + 0.010_39 * (2.0 * node).sin()
        + 0.007_39 * e * (moon - sun).sin()
        - 0.005_14 * e * (moon + sun).sin()
        + 0.002_08 * e * e * (2.0 * sun).sin()
        - 0.001_11 * (moon - 2.0 * node).sin()
        - 0.000_57 * (moon + 2.0 * node).sin()
        + 0.000_56 * e * (2.0 * moon + sun).sin()
        - 0.000_42 * (3.0 * moon).sin()
        + 0.000_42 * e * (sun + 2.0 * node).sin()
        + 0.000_38 * e * (sun - 2.0 * node).sin()
        - 0.000_24 * e * (2.0 * moon - sun).sin()
        - 0.000_17 * rise.sin();
    floor(corrected - clock_error(t) + 0.5 + EAST)
}

/// How far the uniform time of the formulas is ahead of clocks, in days: about 60 to 80 seconds
/// in this century and the end of the last.
fn clock_error(t: f64) -> f64 {
    (63.9 + 30.0 * t) / 86_400.0
}

/// Which twelfth of its way the sun is in when the day of a new moon begins.
fn sign(moon: i64) -> i64 {
    #[expect(clippy::cast_precision_loss, reason = "Julian days are small")]
    let midnight = new_moon(moon) as f64 - 0.5 - EAST;
    let t = (midnight - 2_451_545.0) / 36_525.0;
    let anomaly = (357.529_11 + 35_999.050_29 * t).to_radians();
    let centre = (1.914_602 - 0.004_817 * t) * anomaly.sin()
        + (0.019_993 - 0.000_101 * t) * (2.0 * anomaly).sin()
        + 0.000_289 * (3.0 * anomaly).sin();
    let node = (125.04 - 1_934.136 * t).to_radians();
    let longitude = 280.466_46 + 36_000.769_83 * t + centre - 0.005_69 - 0.004_78 * node.sin();
    floor(longitude.rem_euclid(360.0) / 30.0)
}

fn floor(value: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "Julian days are small")]
    let whole = value.floor() as i64;
    whole
}

fn number(day: NaiveDate) -> i64 {
    i64::from(day.num_days_from_ce()) + EPOCH
}

fn date(number: i64) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(i32::try_from(number - EPOCH).ok()?)
}

#[cfg(test)]
mod tests {
    use super::{date, day, number};
    use chrono::NaiveDate;

    /// New Year's Day (Tết) and the Hùng kings' day (10/3) of printed calendars.
    const KNOWN: &[(i32, &str, &str)] = &[
        (2007, "2007-02-17", "2007-04-26"),
        (2015, "2015-02-19", "2015-04-28"),
        (2020, "2020-01-25", "2020-04-02"),
        (2021, "2021-02-12", "2021-04-21"),
        (2022, "2022-02-01", "2022-04-10"),
        (2023, "2023-01-22", "2023-04-29"),
        (2024, "2024-02-10", "2024-04-18"),
        (2025, "2025-01-29", "2025-04-07"),
        (2026, "2026-02-17", "2026-04-26"),
        (2027, "2027-02-06", "2027-04-16"),
        (2028, "2028-01-26", "2028-04-04"),
        (2029, "2029-02-13", "2029-04-23"),
        (2030, "2030-02-02", "2030-04-12"),
        (2031, "2031-01-23", "2031-04-01"),
        (2032, "2032-02-11", "2032-04-19"),
        (2033, "2033-01-31", "2033-04-09"),
        (2034, "2034-02-19", "2034-04-28"),
        (2035, "2035-02-08", "2035-04-17"),
    ];

    #[test]
    fn new_year_and_the_kings_day_fall_as_printed() {
        for (year, new_year, kings) in KNOWN {
            let shown = |day: Option<NaiveDate>| day.map(|day| day.to_string());
            assert_eq!(shown(day(*year, 1, 1)).as_deref(), Some(*new_year));
            assert_eq!(shown(day(*year, 3, 10)).as_deref(), Some(*kings), "{year}");
        }
    }

    #[test]
    fn a_day_has_a_number_and_the_reverse() {
        let day: NaiveDate = "2000-01-01".parse().unwrap();
        assert_eq!(number(day), 2_451_545);
        assert_eq!(date(2_451_545), Some(day));
    }

    #[test]
    fn the_year_begins_between_the_twentieth_of_january_and_of_february() {
        use chrono::Datelike as _;
        for year in 1950..2150 {
            let first = day(year, 1, 1).unwrap();
            let place = (first.month(), first.day());
            assert!(first.year() == year, "{first}");
            assert!(((1, 20)..=(2, 21)).contains(&place), "{first}");
        }
    }
}
