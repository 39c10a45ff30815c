//! An office on a database: what its page shows, this enforces, with the same bundles.

mod database;

pub use database::{Database, Work, is_conflict};
