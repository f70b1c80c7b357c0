//! What the office's own documents (văn bản đi) need beside their words: the office that writes
//! them ([`office`]) and the numbers that are given to them ([`book`]).

pub mod book;
pub mod office;

pub use book::{Entry, New};
pub use office::{Numbering, Office};
