//! The binary `dondoc`: pages, files and the command line around `core`, `reading` and
//! `documents`. Everything here is thin: parse, call, render.

pub mod akoma_ntoso;
pub mod api;
pub mod cli;
pub mod directory;
pub mod estimate_book;
pub mod form_check;
pub mod import;
pub mod log_export;
pub mod panic;
pub mod refusal;
pub mod review;
pub mod show;
pub mod text;
pub mod web;
