//! Speech in, the words of a search query out; nothing leaves this process and nothing is kept.
//!
//! - [`audio`]: a recording in a WAV file → [`Clip`], 16 kHz, one channel, ten seconds at most;
//! - [`speech`]: where in a clip somebody speaks, if at all;
//! - [`model`]: the folder a recogniser is loaded from: what is in it, whether it is whole;
//! - [`Recogniser`]: clip → [`Heard`]: features, transducer, search for the best words;
//! - [`spoken`]: words as spoken → numbers, dates and document numbers as written;
//! - [`choice`]: which of the readings, by what the caller's index knows.
//!
//! The room knows no HTTP, no database, no clock, and no words for people.

pub mod audio;
pub mod choice;
mod features;
pub mod model;
mod net;
mod recogniser;
pub mod speech;
pub mod spoken;
mod transducer;

pub use audio::Clip;
pub use recogniser::{Heard, Recogniser, Transcript, Vocabulary};
