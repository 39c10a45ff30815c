//! Conformance cases: what a pack promises, one JSON line a promise, run against the engine.
//!
//! Does no I/O and takes text, never a path, so that the same embedded cases run natively and in a
//! browser. Knows nothing of packs: whoever calls chooses the policy.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let bundle = include_str!("../../../policies/client-metrics/bundle.json");
//! let policy = tollgate::Policy::from_json(bundle)?;
//! let cases = r#"{"id": "viewer-cannot-create", "pack": "client-metrics",
//!     "principal": {"id": "u1", "permissions": ["view"]},
//!     "ask": {"decide": "createCustomer"}, "expect": {"allowed": false}}"#.replace('\n', "");
//! let summary = tollgate_cases::run_all(&policy, &cases, &Default::default())?;
//! assert_eq!((summary.passed, summary.failed), (1, 0));
//! # Ok(())
//! # }
//! ```

mod answer;
mod case;
mod suite;

pub use answer::{Outcome, run};
pub use case::{Ask, ByTransition, Case, CaseError, GrantAdvice, Of, Yes, parse};
pub use suite::{Mismatch, Summary, disputed, run_all};
