//! The storage, tested on SQLite and on PostgreSQL with the same tests.
//!
//! PostgreSQL: set `DONDOC_TEST_POSTGRES` to a URL whose user may create databases; each test
//! gets its own. Without it those tests say so in one line and pass.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

#[macro_use]
mod house;
mod empty;

mod access;
mod account;
mod confirmation;
mod crash;
mod db;
mod difficulty;
mod directory;
mod document;
mod draft;
mod event;
mod gold;
mod letter;
mod mail;
mod money;
mod outside;
mod paging;
mod progress;
mod progress_moved;
mod recurring;
mod register;
mod reminder;
mod reorganisation;
mod reorganisation_any;
mod reorganisation_around;
mod reorganisation_crash;
mod reply;
mod reporting;
mod sample;
mod second_step;
mod unit;
mod urging;
