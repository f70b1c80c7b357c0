//! The small grammars inside a plan: numbers of documents, citations, dates and deadlines,
//! outline markers, signature lines, attribute labels, lists of agencies.
//!
//! All of them read text in display form ([`vietnamese::View`]) and answer in byte offsets of
//! what they were given; the caller maps those back to the source. None of them fails: what is
//! not recognised is not reported, and nothing is reported that does not stand in the text.

pub mod agency;
pub mod authority;
pub mod citation;
pub mod deadline;
pub mod label;
pub mod marker;
pub mod number;
