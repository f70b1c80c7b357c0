//! The Vietnamese language, as administrative text needs it.
//!
//! - [`view`]: the display form of a text, with the way back to the bytes it came from;
//! - [`key`]: match keys, and folding for search;
//! - [`syllable`]: valid syllables, and the words a search index keeps;
//! - [`number`]: numbers and dates in words;
//! - [`order`]: the order of the Vietnamese dictionary;
//! - [`legacy`]: TCVN3 and VNI text from before Unicode.
//!
//! Nothing here knows of documents, agencies or plans.

pub mod key;
pub mod legacy;
pub mod number;
pub mod order;
pub mod syllable;
pub mod view;

pub use view::View;
