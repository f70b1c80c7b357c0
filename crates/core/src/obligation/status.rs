//! How an obligation stands: computed from facts and a day, never typed.
//!
//! [`Facts::standing`] is what the facts say before any day is compared; it is stored beside them
//! (recomputed by every write) so that lists and counts can use an index. [`Facts::class`] adds
//! the day. The classes exclude one another and cover everything, so counts always add up.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::NO_DAY;
use crate::error::{Error, Result};

/// Days before the last day in which something is near due.
pub const NEAR: u64 = 3;

/// What is stored of an obligation's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nothing special.
    Open,
    /// Reported as done, nobody has confirmed it.
    AwaitingConfirmation,
    /// The report was returned (trả lại).
    Returned,
    /// To be done again (thực hiện lại).
    Redo,
    /// Suspended (tạm dừng).
    Suspended,
    /// Cancelled (hủy).
    Cancelled,
    /// The unit owed the same task twice after a reorganisation, and this one was joined into the
    /// other: kept for its history, counted nowhere.
    Joined,
}

impl State {
    const ALL: [Self; 7] = [
        Self::Open,
        Self::AwaitingConfirmation,
        Self::Returned,
        Self::Redo,
        Self::Suspended,
        Self::Cancelled,
        Self::Joined,
    ];

    /// As stored.
    pub const fn number(self) -> i16 {
        self as i16
    }

    pub(crate) fn from_number(number: i16) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|state| state.number() == number);
        found.ok_or_else(|| Error::Damaged(format!("state {number}")))
    }
}

/// Everything a status is computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// `false`: thường xuyên – không theo dõi.
    pub followed: bool,
    /// State.
    pub state: State,
    /// The day named by the deadline.
    pub due: Option<NaiveDate>,
    /// Whether that day is itself in time; "trước ngày 15/12" excludes it.
    pub due_inclusive: bool,
    /// The day it was done.
    pub completed_on: Option<NaiveDate>,
}

/// What the facts say before any day is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "as in `Class`")]
pub enum Standing {
    Open,
    DoneOnTime,
    DoneLate,
    AwaitingConfirmation,
    Returned,
    Redo,
    Suspended,
    Cancelled,
    NotFollowed,
    Joined,
}

impl Standing {
    /// As stored.
    pub const fn number(self) -> i16 {
        self as i16
    }
}

/// How an obligation stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Not done, the last day has passed.
    Overdue,
    /// Not done, the last day is near.
    NearDue,
    /// Not done, within time.
    WithinTime,
    /// Not done, no deadline.
    NoDeadline,
    /// Reported as done, not confirmed.
    AwaitingConfirmation,
    /// Returned.
    Returned,
    /// To be done again.
    Redo,
    /// Done by the last day.
    DoneOnTime,
    /// Done after the last day.
    DoneLate,
    /// Suspended.
    Suspended,
    /// Cancelled.
    Cancelled,
    /// Thường xuyên – không theo dõi.
    NotFollowed,
    /// Joined into another obligation of the same unit: in no list and in no sum, so not one of
    /// [`Class::ALL`].
    Joined,
}

impl Class {
    /// All that count, in the order in which they are shown.
    pub const ALL: [Self; 12] = [
        Self::Overdue,
        Self::NearDue,
        Self::WithinTime,
        Self::NoDeadline,
        Self::AwaitingConfirmation,
        Self::Returned,
        Self::Redo,
        Self::DoneOnTime,
        Self::DoneLate,
        Self::Suspended,
        Self::Cancelled,
        Self::NotFollowed,
    ];

    /// As in addresses and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::NearDue => "near_due",
            Self::WithinTime => "within_time",
            Self::NoDeadline => "no_deadline",
            Self::AwaitingConfirmation => "awaiting_confirmation",
            Self::Returned => "returned",
            Self::Redo => "redo",
            Self::DoneOnTime => "done_on_time",
            Self::DoneLate => "done_late",
            Self::Suspended => "suspended",
            Self::Cancelled => "cancelled",
            Self::NotFollowed => "not_followed",
            Self::Joined => "joined",
        }
    }

    /// The reverse of [`Class::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == text)
    }

    /// The standing and the range of last days (both ends included) that make up this class:
    /// the same rule as [`Facts::class`], for an index.
    pub(super) fn range(self, today: NaiveDate) -> (Standing, NaiveDate, NaiveDate) {
        let near = near_end(today);
        let before = |day: NaiveDate| day.pred_opt().unwrap_or(NaiveDate::MIN);
        let after = |day: NaiveDate| day.succ_opt().unwrap_or(NO_DAY);
        let any = |standing| (standing, NaiveDate::MIN, NO_DAY);
        match self {
            Self::Overdue => (Standing::Open, NaiveDate::MIN, before(today)),
            Self::NearDue => (Standing::Open, today, near),
            Self::WithinTime => (Standing::Open, after(near), before(NO_DAY)),
            Self::NoDeadline => (Standing::Open, NO_DAY, NO_DAY),
            Self::AwaitingConfirmation => any(Standing::AwaitingConfirmation),
            Self::Returned => any(Standing::Returned),
            Self::Redo => any(Standing::Redo),
            Self::DoneOnTime => any(Standing::DoneOnTime),
            Self::DoneLate => any(Standing::DoneLate),
            Self::Suspended => any(Standing::Suspended),
            Self::Cancelled => any(Standing::Cancelled),
            Self::NotFollowed => any(Standing::NotFollowed),
            Self::Joined => any(Standing::Joined),
        }
    }

    /// The class of a stored standing and last day.
    pub(super) fn of(standing: i16, last_day: NaiveDate, today: NaiveDate) -> Result<Self> {
        let fits = |class: &Self| {
            let (own, from, to) = class.range(today);
            own.number() == standing && from <= last_day && last_day <= to
        };
        let found = Self::ALL.into_iter().find(fits);
        found.ok_or_else(|| Error::Damaged(format!("standing {standing}")))
    }
}

/// The last of the days that are near.
fn near_end(today: NaiveDate) -> NaiveDate {
    today.checked_add_days(Days::new(NEAR)).unwrap_or(NO_DAY)
}

impl Facts {
    /// The last day that is still in time.
    pub fn last_day(&self) -> Option<NaiveDate> {
        let due = self.due?;
        if self.due_inclusive {
            Some(due)
        } else {
            due.pred_opt()
        }
    }

    /// What the facts say before any day is compared.
    pub fn standing(&self) -> Standing {
        match self.state {
            State::Joined => Standing::Joined,
            State::Cancelled => Standing::Cancelled,
            State::Suspended => Standing::Suspended,
            _ if !self.followed => Standing::NotFollowed,
            State::AwaitingConfirmation => Standing::AwaitingConfirmation,
            State::Returned => Standing::Returned,
            State::Redo => Standing::Redo,
            State::Open => match (self.completed_on, self.last_day()) {
                (None, _) => Standing::Open,
                (Some(done), Some(last)) if done > last => Standing::DoneLate,
                (Some(_), _) => Standing::DoneOnTime,
            },
        }
    }

    /// How it stands on a day.
    pub fn class(&self, today: NaiveDate) -> Class {
        match self.standing() {
            Standing::Open => match self.last_day() {
                None => Class::NoDeadline,
                Some(last) if last < today => Class::Overdue,
                Some(last) if last <= near_end(today) => Class::NearDue,
                Some(_) => Class::WithinTime,
            },
            Standing::DoneOnTime => Class::DoneOnTime,
            Standing::DoneLate => Class::DoneLate,
            Standing::AwaitingConfirmation => Class::AwaitingConfirmation,
            Standing::Returned => Class::Returned,
            Standing::Redo => Class::Redo,
            Standing::Suspended => Class::Suspended,
            Standing::Cancelled => Class::Cancelled,
            Standing::NotFollowed => Class::NotFollowed,
            Standing::Joined => Class::Joined,
        }
    }
}

/// How many stand in each class. The total is their sum, by construction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    numbers: [i64; Class::ALL.len()],
    /// There are more than these; counting on would have taken too long.
    pub capped: bool,
}

impl Counts {
    /// How many stand in a class.
    pub fn of(&self, class: Class) -> i64 {
        self.numbers.get(class as usize).copied().unwrap_or(0)
    }

    /// Add to a class; what is joined into another does not count.
    pub fn add(&mut self, class: Class, number: i64) {
        if let Some(counted) = self.numbers.get_mut(class as usize) {
            *counted += number;
        }
    }

    /// How many there are.
    pub fn total(&self) -> i64 {
        self.numbers.iter().sum()
    }

    /// The classes that somebody stands in, in the order in which they are shown.
    pub fn each(&self) -> impl Iterator<Item = (Class, i64)> + '_ {
        Class::ALL
            .into_iter()
            .map(|class| (class, self.of(class)))
            .filter(|(_, n)| *n > 0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Class, Counts, Facts, NO_DAY, State};
    use chrono::NaiveDate;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn facts(due: Option<&str>, inclusive: bool, done: Option<&str>) -> Facts {
        Facts {
            followed: true,
            state: State::Open,
            due: due.map(day),
            due_inclusive: inclusive,
            completed_on: done.map(day),
        }
    }

    #[test]
    fn before_the_fifteenth_ends_on_the_fourteenth() {
        let before = facts(Some("2023-12-15"), false, None);
        assert_eq!(before.class(day("2023-12-14")), Class::NearDue);
        assert_eq!(before.class(day("2023-12-15")), Class::Overdue);
        let until = facts(Some("2023-12-15"), true, None);
        assert_eq!(until.class(day("2023-12-15")), Class::NearDue);
        assert_eq!(until.class(day("2023-12-16")), Class::Overdue);
    }

    #[test]
    fn near_is_three_days() {
        let until = facts(Some("2023-12-15"), true, None);
        assert_eq!(until.class(day("2023-12-11")), Class::WithinTime);
        assert_eq!(until.class(day("2023-12-12")), Class::NearDue);
    }

    #[test]
    fn done_is_on_time_or_late_whatever_day_it_is() {
        let on_time = facts(Some("2023-12-15"), true, Some("2023-12-15"));
        assert_eq!(on_time.class(day("2030-01-01")), Class::DoneOnTime);
        let late = facts(Some("2023-12-15"), false, Some("2023-12-15"));
        assert_eq!(late.class(day("2023-12-15")), Class::DoneLate);
        assert_eq!(
            facts(None, true, Some("2023-12-15")).class(day("2023-12-15")),
            Class::DoneOnTime
        );
    }

    prop_compose! {
        fn any_day()(number in 738_000..740_000_i32) -> NaiveDate {
            NaiveDate::from_num_days_from_ce_opt(number).unwrap()
        }
    }

    prop_compose! {
        fn any_facts()(
            followed: bool,
            state in 0..6_i16,
            due in proptest::option::of(any_day()),
            due_inclusive: bool,
            completed_on in proptest::option::of(any_day()),
        ) -> Facts {
            let state = State::from_number(state).unwrap();
            Facts { followed, state, due, due_inclusive, completed_on }
        }
    }

    proptest! {
        #[test]
        fn what_is_stored_gives_the_same_class_as_the_facts(
            facts in any_facts(), today in any_day(),
        ) {
            let last_day = facts.last_day().unwrap_or(NO_DAY);
            let stored = Class::of(facts.standing().number(), last_day, today).unwrap();
            prop_assert_eq!(stored, facts.class(today));
        }

        #[test]
        fn everything_stands_in_exactly_one_class(facts in any_facts(), today in any_day()) {
            let last_day = facts.last_day().unwrap_or(NO_DAY);
            let classes = Class::ALL.into_iter().filter(|class| {
                let (standing, from, to) = class.range(today);
                standing == facts.standing() && from <= last_day && last_day <= to
            });
            prop_assert_eq!(classes.count(), 1);
        }

        #[test]
        fn classes_sum_to_the_total(
            all in proptest::collection::vec(any_facts(), 0..60), today in any_day(),
        ) {
            let mut counts = Counts::default();
            for facts in &all {
                counts.add(facts.class(today), 1);
            }
            prop_assert_eq!(counts.total(), i64::try_from(all.len()).unwrap());
            prop_assert_eq!(counts.each().map(|(_, n)| n).sum::<i64>(), counts.total());
        }
    }
}
