//! Reading plans: the real ones with their gold, and what must hold for any text.

#![expect(
    clippy::unwrap_used,
    reason = "a test may stop where a file is not as it should be"
)]

#[path = "../shared/mod.rs"]
mod shared;

mod documents;
mod faults;
mod generated;
mod gold;
mod invariants;
mod same_model;
