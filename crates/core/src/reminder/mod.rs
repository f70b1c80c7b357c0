//! Reminders (nhắc việc): what each unit and person is told of on a working day, in one message.
//!
//! [`rule`] says on which working days before and after its deadline a thing is reminded of;
//! [`digest::collect`] makes of all that is due one digest for each address, with what goes up to
//! the head of a unit that was urged in vain; [`run`] sends each day once, over restarts and
//! nodes; [`quiet`] is what a person does not want to hear, and when. Off until somebody switches
//! it on in [`house`].

pub mod digest;
pub mod house;
pub mod quiet;
pub mod rule;
pub mod run;

pub use digest::{Digest, Due, Held};
pub use rule::{Rule, Step};
