//! Replies (trả lời) of units that never sign in.
//!
//! - [`link`]: a personal address for one unit, expiring and revocable;
//! - [`form`]: forms that were made for units, and the key that signs them;
//! - [`returned`]: what came back on a form, applied at once and only once.

pub mod form;
pub mod link;
pub mod returned;
