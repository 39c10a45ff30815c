//! The engine proper: it knows numbers, and not one name. Those who know the names, the crate's own
//! interface and the npm package, hand in places in tables, and say in words what comes out.
//!
//! ```text
//! ids                                  what each number is a place in
//! program ← literal, validate, wire    what a policy says: written, checked and read
//! principal, layout, record            who asks and what about, as bits
//! work                                 what a question may cost
//! gate → request                       a policy and a principal, asked about a record
//! residual → batch                     what is left for a principal; asked about many records
//! outline                              what the tables beside a program say too
//! space                                the walk through all requests that are still possible
//! decision, unlock, lacking, lifecycle, message, surface, filter, explain, snapshot    the answers
//! ```

mod alternatives;
#[cfg(feature = "native")]
pub(crate) mod batch;
pub(crate) mod decision;
#[cfg(any(feature = "native", feature = "explain"))]
pub(crate) mod explain;
pub(crate) mod fault;
pub(crate) mod filter;
pub(crate) mod gate;
pub(crate) mod ids;
pub(crate) mod lacking;
pub(crate) mod layout;
pub(crate) mod lifecycle;
pub(crate) mod literal;
pub(crate) mod mask;
pub(crate) mod message;
pub(crate) mod outline;
pub(crate) mod principal;
pub(crate) mod program;
pub(crate) mod record;
pub(crate) mod request;
#[cfg(feature = "native")]
pub(crate) mod residual;
pub(crate) mod snapshot;
mod space;
pub(crate) mod surface;
pub(crate) mod unlock;
pub(crate) mod validate;
pub(crate) mod wire;
pub(crate) mod work;
