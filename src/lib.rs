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
//! compiler made clauses of all that. Cargo features: `native` (default) is the interface described
//! here, `packs` adds the built-in packs; `explain` is for the npm package alone.

#[cfg(feature = "native")]
mod api;
mod engine;
pub mod limits;
pub mod program;
#[cfg(feature = "native")]
pub mod values;
pub mod vocabulary;
#[cfg(target_family = "wasm")]
pub mod wasm;

#[cfg(feature = "packs")]
pub use api::packs;
#[cfg(feature = "native")]
pub use api::{
    Advice, Asked, Catalogue, Change, ChoiceOption, ClauseTexts, Condition, Conjunction,
    ControlState, DebugInfo, Decision, Determining, Error, ExplainedClause, ExplainedCondition,
    ExplainedPolicy, Explanation, Filter, FilterValue, Gate, Help, Lifecycle, Permission, Policy,
    Refusal, Request, Result, RowError, Rows, SourcePlace, StateValue, Table, TransitionInfo,
    TransitionState, UnknownRoles, bundle, fill, fingerprint, load_gate, states_of_anybody,
};
pub use vocabulary::{
    ControlKind, ControlMode, Denial, Effect, ErrorCode, FilterKind, Holds, Op, Relation, Scope,
};

/// The README, whose Rust example is a test.
#[cfg(all(doctest, feature = "packs"))]
#[doc = include_str!("../README.md")]
pub struct Readme;

/// The guide to languages, whose Rust example is a test.
#[cfg(all(doctest, feature = "native"))]
#[doc = include_str!("../docs/languages.md")]
pub struct Languages;
