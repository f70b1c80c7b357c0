//! Why a form of this room was not taken, in words that say what to do next.

use dondoc_core::Error;

use crate::key;
use crate::text::Texts;

/// What a person can mend; `None` for everything else.
pub fn of(t: &Texts, error: &Error) -> Option<String> {
    Some(match error {
        Error::Invalid { field, reason } => invalid(t, field, reason),
        Error::Conflict { .. } => t.get("progress-act-conflict").to_owned(),
        Error::Refused(code) => t.get(refused(code)?).to_owned(),
        _ => return None,
    })
}

/// A field that cannot be taken.
pub fn invalid(t: &Texts, field: &str, reason: &str) -> String {
    let key = match (field, reason) {
        ("share", "not_whole") => key!("problem-share-not-whole"),
        ("share", _) => key!("problem-share"),
        ("done_on" | "completed_on", "in_the_future") => key!("problem-done-in-the-future"),
        ("said_on", _) => key!("problem-said-in-the-future"),
        ("narrative", "missing") => key!("problem-nothing-said"),
        ("reason", "missing") => key!("problem-no-reason"),
        ("proof", "missing") => key!("problem-no-proof"),
        ("evidence", "not_an_address") => key!("problem-link"),
        ("evidence", "too_many") => key!("problem-too-much-evidence"),
        ("day", "not_later") => key!("problem-not-later"),
        ("day" | "on", _) => key!("problem-no-day"),
        _ => key!("problem-too-long"),
    };
    t.get(key).to_owned()
}

fn refused(code: &str) -> Option<&'static str> {
    Some(match code {
        "obligation_closed" => key!("problem-closed"),
        "obligation_suspended" => key!("problem-suspended"),
        "obligation_done" => key!("problem-done"),
        "nothing_to_confirm" => key!("problem-nothing-to-confirm"),
        "not_suspended" | "not_cancelled" => key!("problem-not-stopped"),
        "extension_waiting" => key!("problem-extension-waiting"),
        "extensions_used_up" => key!("problem-extensions-used-up"),
        "extension_decided" => key!("problem-extension-decided"),
        "period_over" => key!("problem-period-over"),
        "no_deadline" => key!("problem-no-deadline"),
        _ => return None,
    })
}
