//! Empty databases for tests.

pub mod postgres;
pub mod sqlite;
