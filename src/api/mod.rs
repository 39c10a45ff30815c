//! The crate's interface: it knows every name of a bundle, hands the engine places in its tables,
//! and says in words what comes out.

mod advice;
mod asker;
pub mod bundle;
mod bundle_reader;
mod catalogue;
mod cluster_states;
mod coding;
mod column;
mod debug_info;
mod decision;
mod error;
mod explanation;
mod filter;
mod gate;
mod lifecycle;
mod load;
mod message;
mod names;
#[cfg(feature = "packs")]
pub mod packs;
mod policy;
mod policy_gate;
mod principal;
mod record;
mod record_serializer;
mod request;
mod rows;
mod snapshot;
mod states;
mod surface;
mod table;
mod tables;
mod texts;
mod transition;
mod verbs;

pub use advice::Advice;
pub use bundle::Help;
pub use catalogue::Catalogue;
pub use debug_info::{ClauseTexts, DebugInfo, SourcePlace};
pub use decision::{Change, Decision, Determining, Refusal};
pub use error::{Error, Result};
pub use explanation::{Asked, ExplainedClause, ExplainedCondition, ExplainedPolicy, Explanation};
pub use filter::{Condition, Conjunction, Filter, FilterValue};
pub use gate::Gate;
pub use lifecycle::{Lifecycle, StateValue, TransitionInfo};
pub use load::{fingerprint, load_gate};
pub use policy::{Permission, Policy};
pub use principal::UnknownRoles;
pub use request::Request;
pub use rows::Rows;
pub use states::states_of_anybody;
pub use surface::{ChoiceOption, ControlState};
pub use table::{RowError, Table};
pub use texts::fill;
pub use transition::TransitionState;
