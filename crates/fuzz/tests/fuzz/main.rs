//! Fuzz targets. Each makes texts of those that there are by random changes, and reads them: no
//! input of any kind makes anything panic, and after it all is as before.
//!
//! `CONTRIBUTING.md` says how to run them longer, and how what fails becomes a test.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod asking;
mod bundles;
mod change;
mod harness;
mod json;
mod packs;
mod questions;
mod snapshots;
mod sources;
