//! The review screen (rà soát): the document on one side, what was read from it on the other.
pub mod card;
pub mod changes;
pub mod deadline;
pub mod document;
pub mod forms;
mod markup;
pub mod name;
pub mod paper;
pub mod rule;
pub mod who;
