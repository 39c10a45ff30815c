//! Tollgate: a permission gate for front ends. One policy and one record lifecycle, written once in
//! Cedar and TOML, answered by one engine: as WebAssembly in the browser, natively on the server.
//!
//! A [`Policy`] is loaded from a compiled bundle. A [`Gate`] is that policy for one principal. It
//! says what is allowed ([`can`](Gate::can), [`check`](Gate::check)), how each control shows
//! ([`controls`](Gate::controls)), which steps a record may take
//! ([`transitions`](Gate::transitions)) and which rows may be seen ([`filter`](Gate::filter)), and
//! for every denial what would unlock it.
//!
//! ```
//! use serde_json::json;
//!
//! let policy = tollgate::packs::client_metrics();
//! let gate = policy.gate(&json!({"id": "u1", "permissions": ["view", "edit"]}))?;
//! let partial = json!({"type": "Customer", "status": "PAIN", "informationComplete": false});
//!
//! let decision = gate.check("scoreClientMetrics", &partial)?;
//! assert!(!decision.allowed);
//! assert_eq!(serde_json::to_value(&decision.unlock).unwrap(),
//!            json!([[{"grant": "Permission::clientMetrics"}]]));
//! # Ok::<(), tollgate::Error>(())
//! ```
//!
//! The engine does no input or output and knows neither Cedar nor TOML, SQL or JavaScript: the
//! compiler made clauses of all that. Cargo features: `json` (default) is the native door, `packs`
//! adds the built-in packs.

#![no_std]

#[cfg(not(all(target_family = "wasm", not(feature = "json"))))]
extern crate alloc;
// A browser build goes without: its panic machinery would weigh as much as the engine.
#[cfg(not(all(target_family = "wasm", not(feature = "json"))))]
extern crate std;

#[cfg(feature = "json")]
mod api;
mod code;
mod engine;
pub mod limits;
mod memory;
#[cfg(all(target_family = "wasm", not(feature = "json")))]
mod wasm;

#[cfg(feature = "packs")]
pub use api::packs;
#[cfg(feature = "json")]
pub use api::{
    Advice, Change, ChoiceOption, Condition, Conjunction, ControlKind, ControlMode, ControlState,
    Decision, Denial, Determining, Effect, Error, Filter, FilterKind, Gate, Help, Lifecycle, Op,
    Permission, Policy, Refusal, Request, Result, RowError, Rows, Scope, StateValue, Table,
    TransitionInfo, TransitionState, bundle, fingerprint, load_gate,
};
pub use code::ErrorCode;

/// The README, whose Rust example is a test.
#[cfg(all(doctest, feature = "packs"))]
#[doc = include_str!("../README.md")]
pub struct Readme;
