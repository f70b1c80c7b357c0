//! What people do, told over HTTP on a real SQLite file, and on the command line.

mod amendment;
mod api;
mod app;
mod command_line;
mod directory;
mod discarding;
mod feed;
mod import;
mod killed;
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
