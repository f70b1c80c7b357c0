//! Failed sign-ins of one machine, over all accounts: `core` locks an account, this slows down
//! somebody who tries many. What is sent through one reply link is counted the same way. Kept in
//! memory only: no address is written anywhere.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};

/// Failures of one machine within the window that are let pass.
const FREE: usize = 20;
/// The window.
const WINDOW: Duration = Duration::minutes(10);
/// Machines remembered at most; the ones whose failures are oldest make room.
const MACHINES: usize = 10_000;

/// What is sent through one link within the window.
const SENT: usize = 120;

/// The failures of the last minutes.
#[derive(Debug)]
pub struct Attempts<K = IpAddr> {
    free: usize,
    failures: Mutex<HashMap<K, Vec<DateTime<Utc>>>>,
}

impl Default for Attempts {
    fn default() -> Self {
        Self {
            free: FREE,
            failures: Mutex::default(),
        }
    }
}

/// By the number of a link.
impl Default for Attempts<i64> {
    fn default() -> Self {
        Self {
            free: SENT,
            failures: Mutex::default(),
        }
    }
}

impl<K: Hash + Eq> Attempts<K> {
    /// For how many minutes this machine has to wait, if it has to.
    pub fn blocked(&self, from: Option<K>, now: DateTime<Utc>) -> Option<i64> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let recent = failures.get(&from?)?;
        let oldest = recent.iter().rev().nth(self.free - 1)?;
        let left = *oldest + WINDOW - now;
        (left > Duration::zero()).then(|| (left.num_seconds() + 59) / 60)
    }

    /// Notes a failure.
    pub fn failed(&self, from: Option<K>, now: DateTime<Utc>) {
        let Some(from) = from else { return };
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= MACHINES {
            failures.retain(|_, times| times.last().is_some_and(|last| now - *last < WINDOW));
        }
        if failures.len() >= MACHINES {
            failures.clear();
        }
        let times = failures.entry(from).or_default();
        times.retain(|time| now - *time < WINDOW);
        times.push(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_that_fails_often_waits_and_others_do_not() {
        let attempts = Attempts::<IpAddr>::default();
        let now = DateTime::UNIX_EPOCH;
        let (one, other) = ([10, 0, 0, 1].into(), [10, 0, 0, 2].into());
        for _ in 0..FREE {
            assert_eq!(attempts.blocked(Some(one), now), None);
            attempts.failed(Some(one), now);
        }
        assert_eq!(attempts.blocked(Some(one), now), Some(10));
        assert_eq!(attempts.blocked(Some(other), now), None);
        assert_eq!(attempts.blocked(Some(one), now + WINDOW), None);
    }

    #[test]
    fn memory_stays_bounded() {
        let attempts = Attempts::<IpAddr>::default();
        for n in 0..30_000_u32 {
            let now = DateTime::UNIX_EPOCH + Duration::milliseconds(n.into());
            attempts.failed(Some(IpAddr::V4(n.into())), now);
        }
        let kept = attempts
            .failures
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len();
        assert!(kept <= MACHINES, "{kept}");
    }
}
