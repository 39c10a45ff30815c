//! The crate's interface: it knows every name of a bundle, hands the engine places in its tables,
//! and says in words what comes out.

mod advice;
pub mod bundle;
mod decision;
mod decode;
mod door;
mod error;
mod filter;
mod gate;
mod lifecycle;
mod message;
mod names;
#[cfg(feature = "packs")]
pub mod packs;
mod pick;
mod policy;
mod principal;
mod program;
mod record;
mod request;
mod rows;
mod snapshot;
mod surface;
mod table;
mod text;
mod transition;
mod verify;

pub use advice::Advice;
pub use bundle::{ControlKind, ControlMode, Effect, Help};
pub use decision::{Change, Decision, Denial, Determining, Refusal};
pub use door::fingerprint;
pub use error::{Error, Result};
pub use filter::{Condition, Conjunction, Filter, FilterKind, Op};
pub use gate::Gate;
pub use lifecycle::{Lifecycle, StateValue, TransitionInfo};
pub use policy::{Permission, Policy, Scope};
pub use request::Request;
pub use rows::Rows;
pub use snapshot::load_gate;
pub use surface::{ChoiceOption, ControlState};
pub use table::{RowError, Table};
pub use transition::TransitionState;
