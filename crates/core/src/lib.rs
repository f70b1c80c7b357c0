//! The domain and its storage: units, plans, tasks, obligations, accounts, events.
//!
//! One folder per concept. Open the database with [`Db::open`]; read with [`Db::read`], change
//! with [`Db::write`] (see [`db`]). Query functions take a connection, changing functions a
//! [`db::Tx`], which carries actor and time.
//!
//! A document's way: [`document::find_by_sha`] (known already?) → [`document::BlobStore::put`] →
//! [`document::receive`] → [`plan::draft::store::create`] → edits
//! ([`plan::draft::store::edit`], `undo`, `redo`) → [`plan::confirmation::confirm`] →
//! [`obligation::register::page`], [`obligation::register::counts`], [`obligation::walk::Walk`].
//!
//! There is no text for people here: errors, classes and findings are codes that the pages
//! translate. Time and randomness are arguments.

#![expect(
    clippy::missing_errors_doc,
    reason = "there is one error type, and `error` tells which of its arms is used when"
)]

pub mod access;
pub mod account;
pub mod assignment;
pub mod calendar;
pub mod db;
pub mod difficulty;
pub mod document;
pub mod error;
pub mod event;
pub mod feed;
pub mod guidance;
pub mod inspection;
pub mod letter;
pub mod mail;
pub mod money;
pub mod obligation;
pub mod plan;
pub mod progress;
pub mod reminder;
pub mod reorganisation;
pub mod reply;
pub mod reporting;
pub mod seal;
pub mod search;
#[cfg(any(test, feature = "seed"))]
pub mod seed;
pub mod setting;
pub mod task;
pub mod unit;
pub mod urging;
pub mod webhook;

pub use db::Db;
pub use error::{Error, Result};
