//! The engine proper: it knows numbers, and not one name. Those who know the names, the crate's own
//! interface and the npm package, hand in places in tables, and say in words what comes out.
//!
//! ```text
//! model ← reader             what a policy says, read from words
//! principal, layout, record  who asks and what about, as bits
//! rule → gate → request      clauses, those left for a principal, those asked about a record
//! batch                      the same, asked about many records at once; natively only
//! space                      the walk through all requests that are still possible
//! decision, unlock, lifecycle, message, surface, filter    the answers, written as words
//! ```

#[cfg(feature = "json")]
pub(crate) mod batch;
pub(crate) mod change;
mod choice;
pub(crate) mod decision;
pub(crate) mod fault;
pub(crate) mod filter;
pub(crate) mod gate;
pub(crate) mod layout;
pub(crate) mod lifecycle;
pub(crate) mod mask;
pub(crate) mod message;
pub(crate) mod model;
pub(crate) mod principal;
pub(crate) mod reader;
pub(crate) mod record;
pub(crate) mod request;
pub(crate) mod rule;
pub(crate) mod snapshot;
pub(crate) mod space;
pub(crate) mod surface;
pub(crate) mod unlock;
mod ways;
pub(crate) mod words;
