//! Failed sign-ins: after five in a row the account is locked, for longer each time.

use chrono::Duration;

use super::{Account, SignInFailure, find};
use crate::{
    db::{Timestamp, Tx, sql},
    error::Result,
    event::{self, Kind, Subject},
    vals,
};

/// Failures that are let pass.
const FREE: i32 = 5;
/// Longest lock, in minutes.
const LONGEST: i64 = 60;

/// Until when the account is locked, if it is.
pub(super) fn locked(account: &Account, now: Timestamp) -> Option<Timestamp> {
    account.locked_until.filter(|until| *until > now)
}

/// Count a failure and lock when there are too many.
pub(super) async fn count(tx: &Tx, id: i64) -> Result<SignInFailure> {
    let failures = find(tx, id).await?.failures.saturating_add(1);
    let until = minutes(failures).map(|minutes| tx.now + Duration::minutes(minutes));
    let text = "UPDATE account SET failures = $2, locked_until = $3 WHERE id = $1";
    sql::execute(tx, text, vals![id, failures, until]).await?;
    let after = serde_json::json!({"failures": failures});
    event::record(
        tx,
        Kind::SignInFailed,
        Subject::Account(id),
        event::NOTHING,
        Some(&after),
    )?;
    Ok(until.map_or(SignInFailure::Wrong, SignInFailure::Locked))
}

/// 1, 2, 4, … minutes from the fifth failure on.
fn minutes(failures: i32) -> Option<i64> {
    let over = u32::try_from(failures - FREE).ok()?;
    Some(1_i64.checked_shl(over).unwrap_or(LONGEST).clamp(1, LONGEST))
}

#[cfg(test)]
mod tests {
    use super::minutes;

    #[test]
    fn locks_grow_and_stay_bounded() {
        assert_eq!(minutes(4), None);
        assert_eq!(minutes(5), Some(1));
        assert_eq!(minutes(7), Some(4));
        assert_eq!(minutes(11), Some(60));
        assert_eq!(minutes(i32::MAX), Some(60));
    }
}
