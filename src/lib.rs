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

extern crate alloc;
// A browser build goes without: its panic machinery would weigh as much as the engine.
#[cfg(not(all(target_family = "wasm", not(feature = "json"))))]
extern crate std;

pub mod bundle;
mod decision;
mod decode;
mod error;
mod filter;
mod gate;
mod input;
mod layout;
mod lifecycle;
pub mod limits;
mod message;
#[cfg(feature = "json")]
mod native;
#[cfg(feature = "packs")]
pub mod packs;
mod policy;
mod principal;
mod record;
mod request;
mod rule;
mod space;
mod surface;
mod table;
mod text;
mod unlock;
mod verify;
#[cfg(target_family = "wasm")]
mod wasm;

pub use bundle::{ControlKind, ControlMode, Effect, Help};
pub use decision::{Change, Decision, Denial, Determining, Refusal};
pub use error::{Error, ErrorCode, Result};
pub use filter::{Condition, Conjunction, Filter, FilterKind, Op};
pub use gate::Gate;
pub use lifecycle::{Lifecycle, StateValue, TransitionInfo, TransitionState};
#[cfg(feature = "json")]
pub use native::fingerprint;
pub use policy::{Advice, Permission, Policy, Scope};
pub use request::Request;
pub use surface::{ChoiceOption, ControlState};
pub use table::{RowError, Table};

/// The README, whose Rust example is a test.
#[cfg(all(doctest, feature = "packs"))]
#[doc = include_str!("../README.md")]
pub struct Readme;
