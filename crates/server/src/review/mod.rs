//! The review screen: the document on one side, what was read from it on the other.
pub mod document;
mod markup;
