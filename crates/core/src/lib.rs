//! The domain and its storage: units, plans, tasks, obligations, accounts, events.

pub mod access;
pub mod account;
pub mod db;
pub mod document;
pub mod error;
pub mod event;
pub mod plan;
pub mod unit;

pub use db::Db;
pub use error::{Error, Result};
