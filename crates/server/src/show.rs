//! Dates and instants as people of the office write them, in both languages alike.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, TimeZone, Timelike, Utc};

/// The office's clock: Asia/Ho_Chi_Minh, which has no summer time.
pub const OFFICE: FixedOffset = FixedOffset::east_opt(7 * 3600).expect("seven hours is in range");

/// The office's day at an instant.
pub fn day_of(instant: DateTime<Utc>) -> NaiveDate {
    OFFICE.from_utc_datetime(&instant.naive_utc()).date_naive()
}

/// `30/9/2023`.
pub fn date(day: NaiveDate) -> String {
    format!("{}/{}/{}", day.day(), day.month(), day.year())
}

/// `14:05 30/9/2023`, in the office's time.
pub fn instant(at: DateTime<Utc>) -> String {
    let local = OFFICE.from_utc_datetime(&at.naive_utc());
    format!(
        "{:02}:{:02} {}",
        local.hour(),
        local.minute(),
        date(local.date_naive())
    )
}

/// Bytes in the unit a person would use: `48 KB`, `3 MB`.
pub fn size(bytes: u64) -> String {
    const KB: u64 = 1024;
    const MB: u64 = KB * KB;
    match bytes {
        0..KB => format!("{bytes} B"),
        KB..MB => format!("{} KB", bytes / KB),
        _ => format!("{} MB", bytes / MB),
    }
}

/// Reads a day from a form or a link: `2023-09-30`, or `30/9/2023` as people type it.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .or_else(|_| NaiveDate::parse_from_str(text, "%d/%m/%Y"))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_evening_in_utc_is_already_the_next_day_in_the_office() {
        let at = Utc
            .with_ymd_and_hms(2023, 9, 29, 18, 5, 0)
            .single()
            .expect("a real instant");
        assert_eq!(
            day_of(at),
            NaiveDate::from_ymd_opt(2023, 9, 30).expect("a day")
        );
        assert_eq!(instant(at), "01:05 30/9/2023");
    }

    proptest! {
        #[test]
        fn a_date_shown_is_read_back(days in 0i32..80_000) {
            let day = NaiveDate::from_num_days_from_ce_opt(700_000 + days).expect("in range");
            prop_assert_eq!(parse_date(&date(day)), Some(day));
            prop_assert_eq!(parse_date(&day.to_string()), Some(day));
        }
    }
}
