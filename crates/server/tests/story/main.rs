//! What people do, told over HTTP on a real SQLite file.

mod app;
mod import;
mod security;
mod sign_in;
