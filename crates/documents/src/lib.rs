//! Files out.
//!
//! - [`register`]: what the files show, as plain data the caller fills;
//! - [`workbook`]: the register as an officer would have typed it in Excel;
//! - [`table`]: the same rows as CSV; [`json`]: as JSON;
//! - [`sheets`]: plain sheets to fill in and send back;
//! - [`reply_form`]: forms that a unit without an account fills in, out and back in;
//! - [`log`]: the log of events for an inspectorate;
//! - [`calendar`]: tasks as iCalendar to-dos or events;
//! - [`akoma_ntoso`]: the document itself as Akoma Ntoso 3.0 XML;
//! - [`letter`]: official documents in the form of Decree 30/2020, as DOCX;
//! - [`archive`]: several files as one.
//!
//! Every function is pure: no database, no HTTP, no clock. The moment of export is an argument,
//! so equal input gives equal bytes.

pub mod akoma_ntoso;
pub mod archive;
pub mod calendar;
pub mod chart;
pub mod estimate;
pub mod json;
pub mod letter;
pub mod log;
pub mod register;
pub mod reply_form;
pub mod sheets;
pub mod table;
pub mod words;
pub mod workbook;

pub use words::Language;
