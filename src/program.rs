//! The program of a policy: what the engine reads of a bundle, as the compiler writes it ahead of
//! time. It is numbers alone; the bundle's tables say what each is called.

pub use crate::engine::ids::{
    ActionId, AdviceId, AttributeId, ClusterId, ControlId, GrantAdviceId, GroupId, NO_NAME,
    PENDING, PolicyId, ReferenceId, RoleId, StepId, TransitionId, TypeId, UNKNOWN, ValueId,
};
pub use crate::engine::layout::{Layout, Other, Slot, Tie, value};
pub use crate::engine::literal::{Literal, RuleSource};
pub use crate::engine::program::{
    Binding, Clause, Cluster, Control, Fact, Grant, GrantAdvice, Group, Lifecycle, Part, Program,
    ResourceType, Rule, Step,
};
pub use crate::engine::validate::Unsound;
pub use crate::engine::wire::Unreadable;
pub use crate::vocabulary::{AttributeKind, Relation};
