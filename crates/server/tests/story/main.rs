//! What people do, told over HTTP on a real SQLite file, and on the command line.

mod amendment;
mod api;
mod api_work;
mod app;
mod command_line;
mod directory;
mod discarding;
#[path = "../../../core/tests/suite/empty/sqlite.rs"]
mod empty;
mod feed;
mod import;
mod inspection_of_the_log;
mod killed;
mod letters;
mod mail;
mod money;
mod outside;
mod pages;
mod panic;
mod progress;
mod register;
mod reorganisation;
mod replies;
mod reports;
mod review;
mod rights;
mod second_step;
mod security;
mod sign_in;
mod urging;
mod webhook;
