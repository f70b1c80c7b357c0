//! What a statement or a decision does to the state of an obligation.

use chrono::NaiveDate;

use crate::{
    error::{Error, Result},
    obligation::{Facts, State},
};

/// How it stands after a report. What is done already stays done, what is suspended stays so, and
/// what nobody follows waits for nobody.
pub(super) fn reported(facts: &Facts, done_on: Option<NaiveDate>) -> Result<State> {
    let done = done_on.is_some();
    match facts.state {
        State::Cancelled | State::Joined => Err(Error::Refused("obligation_closed")),
        State::Suspended if done => Err(Error::Refused("obligation_suspended")),
        state if facts.completed_on.is_some() || !facts.followed => Ok(state),
        _ if done => Ok(State::AwaitingConfirmation),
        // The last word counts: who no longer says that it is done, does not wait.
        State::Open | State::AwaitingConfirmation => Ok(State::Open),
        state => Ok(state),
    }
}

/// Whether what was reported as done can be judged.
pub(super) fn judged(facts: &Facts) -> Result<()> {
    if facts.state == State::AwaitingConfirmation {
        Ok(())
    } else {
        Err(Error::Refused("nothing_to_confirm"))
    }
}

/// Whether it is still to be done: what can be extended, suspended, cancelled.
pub(super) fn open(facts: &Facts) -> Result<()> {
    match facts.state {
        State::Cancelled | State::Joined => Err(Error::Refused("obligation_closed")),
        State::Suspended => Err(Error::Refused("obligation_suspended")),
        _ if facts.completed_on.is_some() => Err(Error::Refused("obligation_done")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STATES: [State; 7] = [
        State::Open,
        State::AwaitingConfirmation,
        State::Returned,
        State::Redo,
        State::Suspended,
        State::Cancelled,
        State::Joined,
    ];

    prop_compose! {
        fn any_day()(number in 738_000..740_000_i32) -> NaiveDate {
            NaiveDate::from_num_days_from_ce_opt(number).unwrap()
        }
    }

    prop_compose! {
        fn any_facts()(
            followed: bool,
            state in prop::sample::select(STATES.to_vec()),
            due in prop::option::of(any_day()),
            done in prop::option::of(any_day()),
        ) -> Facts {
            let completed_on = done.filter(|_| state == State::Open);
            Facts { followed, state, due, due_inclusive: true, completed_on }
        }
    }

    proptest! {
        #[test]
        fn a_report_never_confirms_itself(
            facts in any_facts(), done in prop::option::of(any_day()), today in any_day(),
        ) {
            let Ok(state) = reported(&facts, done) else {
                return Ok(());
            };
            let after = Facts { state, ..facts };
            prop_assert_eq!(after.completed_on, facts.completed_on);
            if facts.completed_on.is_none() && facts.followed {
                use crate::obligation::Class;
                let class = after.class(today);
                prop_assert!(!matches!(class, Class::DoneOnTime | Class::DoneLate));
                if done.is_some() {
                    prop_assert_eq!(class, Class::AwaitingConfirmation);
                }
            }
        }

        #[test]
        fn saying_it_twice_is_saying_it_once(
            facts in any_facts(), done in prop::option::of(any_day()),
        ) {
            if let Ok(state) = reported(&facts, done) {
                let again = reported(&Facts { state, ..facts }, done).unwrap();
                prop_assert_eq!(again, state);
            }
        }

        #[test]
        fn what_is_closed_hears_nothing(facts in any_facts(), done in prop::option::of(any_day())) {
            let closed = matches!(facts.state, State::Cancelled | State::Joined);
            if closed {
                prop_assert!(reported(&facts, done).is_err());
                prop_assert!(open(&facts).is_err());
            }
        }
    }
}
