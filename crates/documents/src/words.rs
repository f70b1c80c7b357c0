//! The words that files show: one language file each for Vietnamese and English.

use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use crate::register::{Role, Status};

/// The language of a file's headings. What was read from a document stays as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Vietnamese.
    #[default]
    Vietnamese,
    /// English.
    English,
}

/// Headings and names of classes. Both files must fill every field and no other.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    pub register: String,
    pub register_of_unit: String,
    pub sums: String,
    as_of: String,
    pub sheet_tasks: String,
    pub sheet_units: String,
    pub sheet_sums: String,
    pub page: String,
    pub ordinal: String,
    pub plan: String,
    pub code: String,
    pub label: String,
    pub task: String,
    pub assignment: String,
    pub lead: String,
    pub coordinate: String,
    pub deadline: String,
    pub deadline_written: String,
    pub last_day: String,
    pub product: String,
    pub status: String,
    pub note: String,
    pub said: String,
    pub said_source: String,
    pub unit: String,
    pub role: String,
    pub total: String,
    pub all_units: String,
    calendar_name: String,
    pub exclusive_day: String,
    roles: Roles,
    statuses: Statuses,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Roles {
    lead: String,
    coordinate: String,
    monitor: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Statuses {
    done_on_time: String,
    done_late: String,
    within_time: String,
    near_due: String,
    overdue: String,
    no_deadline: String,
    awaiting_confirmation: String,
    returned: String,
    redo: String,
    suspended: String,
    cancelled: String,
    not_followed: String,
}

static VIETNAMESE: LazyLock<Words> = LazyLock::new(|| parse(include_str!("../locales/vi.json")));
static ENGLISH: LazyLock<Words> = LazyLock::new(|| parse(include_str!("../locales/en.json")));

fn parse(file: &str) -> Words {
    serde_json::from_str(file).expect("the language files are checked by a test")
}

impl Language {
    pub(crate) fn words(self) -> &'static Words {
        match self {
            Self::Vietnamese => &VIETNAMESE,
            Self::English => &ENGLISH,
        }
    }
}

impl Words {
    pub fn as_of(&self, day: NaiveDate) -> String {
        self.as_of.replace("{day}", &date(day))
    }

    pub fn calendar_name(&self, title: &str) -> String {
        self.calendar_name.replace("{title}", title)
    }

    pub fn role(&self, role: Role) -> &str {
        match role {
            Role::Lead => &self.roles.lead,
            Role::Coordinate => &self.roles.coordinate,
            Role::Monitor => &self.roles.monitor,
        }
    }

    pub fn status(&self, status: Status) -> &str {
        let words = &self.statuses;
        match status {
            Status::DoneOnTime => &words.done_on_time,
            Status::DoneLate => &words.done_late,
            Status::WithinTime => &words.within_time,
            Status::NearDue => &words.near_due,
            Status::Overdue => &words.overdue,
            Status::NoDeadline => &words.no_deadline,
            Status::AwaitingConfirmation => &words.awaiting_confirmation,
            Status::Returned => &words.returned,
            Status::Redo => &words.redo,
            Status::Suspended => &words.suspended,
            Status::Cancelled => &words.cancelled,
            Status::NotFollowed => &words.not_followed,
        }
    }
}

/// A day as administrative papers write it (Decree 30): days below ten and the months January
/// and February with a leading zero.
pub(crate) fn date(day: NaiveDate) -> String {
    let month = if day.month() < 3 {
        format!("0{}", day.month())
    } else {
        day.month().to_string()
    };
    format!("{:02}/{month}/{}", day.day(), day.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_every_word() {
        for language in [Language::Vietnamese, Language::English] {
            let words = language.words();
            for status in Status::ALL {
                assert!(!words.status(status).is_empty());
            }
        }
    }

    #[test]
    fn a_day_is_written_as_decree_30_asks() {
        let day = |y, m, d| date(NaiveDate::from_ymd_opt(y, m, d).expect("a day"));
        assert_eq!(day(2023, 9, 30), "30/9/2023");
        assert_eq!(day(2015, 9, 7), "07/9/2015");
        assert_eq!(day(2014, 2, 7), "07/02/2014");
        assert_eq!(day(2013, 12, 5), "05/12/2013");
    }
}
