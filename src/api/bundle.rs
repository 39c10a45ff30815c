//! The bundle: a compiled pack, as data. `docs/bundle-format.md` says what each member means. The
//! engine reads the program; all else are tables of names and texts beside it, in the order in
//! which the program numbers them.

use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};

use crate::engine::ids::{ActionId, AttributeId, GroupId, PolicyId, TypeId, ValueId};
use crate::engine::program::{self, Part, Program};
use crate::vocabulary::{ControlKind, Effect};

impl PrincipalType {
    /// Whether its principals can be in all of some groups.
    #[must_use]
    pub fn can_be_in(&self, groups: &[GroupId]) -> bool {
        let allowed = self.groups.as_ref();
        allowed.is_none_or(|allowed| groups.iter().all(|group| allowed.contains(group)))
    }
}

/// The resource type that needs no record.
pub const WORKSPACE: &str = "Workspace";

/// What the names of permissions begin with among those of groups.
pub const PERMISSION: &str = "Permission::";
/// The same for groups that are called roles.
pub const ROLE: &str = "Role::";

macro_rules! data {
    ($(#[$doc:meta])* $name:ident { $($(#[$meta:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        #[derive(Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub struct $name { $($(#[$meta])* pub $field: $type,)* }
    };
}

fn is_false(flag: &bool) -> bool {
    !*flag
}

mod attribute;

pub use attribute::{Attribute, Cluster, Cut, LikeClass, NamedText, Network, Tie};

data! {
    /// A compiled pack.
    Bundle {
        /// The format's number; [`FORMAT`](crate::limits::FORMAT).
        format: u32,
        /// The pack's name.
        pack: String,
        /// SHA-256 of the rest, in hexadecimal.
        fingerprint: String,
        /// What the engine reads.
        program: ProgramBytes,
        /// The groups a principal can be in, in schema order.
        groups: Vec<Group>,
        /// Who asks.
        principal: Principals,
        /// The resource types, in schema order.
        types: Vec<ResourceType>,
        /// The actions, in schema order.
        actions: Vec<Action>,
        /// Attributes that depend on each other.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        clusters: Vec<Cluster>,
        /// The policies, in source order.
        policies: Vec<PolicyText>,
        /// The roles that a host passes.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        roles: Vec<Role>,
        /// The controls on screen.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        controls: Vec<Control>,
        /// What to say when a permission or role is about to be granted.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        grant_advice: Vec<AdviceText>,
        /// Questions that no single decision answers.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        help: Vec<Help>,
        /// What a snapshot has that a bundle has not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        snapshot: Option<SnapshotPart>,
    }
}

impl Bundle {
    /// The steps of all lifecycles, type by type; those of one name are one transition.
    pub fn transitions(&self) -> impl Iterator<Item = &Transition> {
        let lifecycles = self.types.iter().filter_map(|of| of.lifecycle.as_ref());
        lifecycles.flat_map(|lifecycle| &lifecycle.transitions)
    }
}

/// The bytes of a program, as base64 in JSON.
#[derive(Clone, PartialEq, Eq)]
pub struct ProgramBytes(pub Vec<u8>);

impl fmt::Debug for ProgramBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProgramBytes({} bytes)", self.0.len())
    }
}

impl Serialize for ProgramBytes {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64_STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for ProgramBytes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = BASE64_STANDARD.decode(text).map_err(serde::de::Error::custom)?;
        Ok(ProgramBytes(bytes))
    }
}

impl ProgramBytes {
    /// The bytes of a program.
    #[must_use]
    pub fn new(program: &Program) -> Self {
        ProgramBytes(program.to_bytes())
    }
}

data! {
    /// A group of principals, `Permission::view`.
    Group {
        /// `Type::value`.
        name: String,
        /// The type, where it is told apart by its namespace.
        #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
        of: Option<String>,
        /// How messages name it; the value where absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        label: Option<String>,
        /// Under which heading an administrator finds it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        category: Option<String>,
    }
}

impl Group {
    /// The group's type and its value there.
    #[must_use]
    pub fn entity(&self) -> (&str, &str) {
        let of_type = |of| Some((of, self.name.strip_prefix(of)?.strip_prefix("::")?));
        let parts = self.of.as_deref().and_then(of_type);
        parts.or_else(|| self.name.split_once("::")).unwrap_or(("", &self.name))
    }
}

data! {
    /// Who asks.
    Principals {
        /// The types of principals, in schema order; not in a snapshot, of which the principal is
        /// known.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        types: Vec<PrincipalType>,
        /// Its id, where there are several types its type, then the attributes that policies
        /// mention.
        attributes: Vec<Attribute>,
        /// What of contexts records are compared with: to them it is as the principal's.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        context: Vec<Attribute>,
    }
}

data! {
    /// A type of principals.
    PrincipalType {
        /// Its name.
        name: String,
        /// The groups that it can be in, where those are not all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        groups: Option<Vec<GroupId>>,
        /// The types of groups made at run time, which stand in `in`.
        #[serde(default, rename = "in", skip_serializing_if = "Vec::is_empty")]
        within: Vec<String>,
        /// The names that it may have beside its own members, though they look like a mistake.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        declared: Vec<String>,
    }
}

data! {
    /// A type of records.
    ResourceType {
        /// Its name, the record's `type`.
        name: String,
        /// The attributes that something in the pack reads, in schema order.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attributes: Vec<Attribute>,
        /// Its states and transitions.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lifecycle: Option<Lifecycle>,
        /// The flags of its records that time or others change.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        conditions: Vec<Condition>,
    }
}

data! {
    /// A flag that time or others change.
    Condition {
        /// The attribute.
        attribute: AttributeId,
        /// What is so where it is true, as the end of "This is not possible while …".
        text: String,
    }
}

data! {
    /// States of a type and the steps between them.
    Lifecycle {
        /// The attribute that holds the state.
        attribute: AttributeId,
        /// The state of a new record.
        initial: ValueId,
        /// The action that shows a record.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        view: Option<ActionId>,
        /// How messages name each state.
        states: Vec<Option<String>>,
        /// The steps.
        transitions: Vec<Transition>,
    }
}

data! {
    /// A step of a lifecycle.
    Transition {
        /// Its name.
        name: String,
        /// An imperative, "Reactivate the customer".
        #[serde(default, skip_serializing_if = "Option::is_none")]
        label: Option<String>,
        /// The states it leaves.
        from: Vec<ValueId>,
        /// The state it leads to.
        to: ValueId,
        /// The action that must be allowed.
        guard: ActionId,
    }
}

data! {
    /// An action.
    Action {
        /// Its name.
        name: String,
        /// How messages name it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        label: Option<String>,
        /// What its policies read of the context.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        context: Vec<Attribute>,
        /// One rule for each resource type it applies to.
        on: Vec<Rule>,
    }
}

data! {
    /// An action on one resource type: what of a record its answers depend on, and what is said.
    Rule {
        /// The resource type.
        #[serde(rename = "type")]
        resource: TypeId,
        /// The attributes on which it depends whether the action is allowed.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        verdict: Vec<AttributeId>,
        /// Those on which the whole decision depends.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        decision: Vec<AttributeId>,
        /// The policies that speak of it; not in a snapshot.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        policies: Vec<PolicyId>,
        /// Shown beside an allowed decision.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        advice: Vec<AdviceText>,
    }
}

data! {
    /// A text for those about to do something.
    AdviceText {
        /// Its id.
        id: String,
        /// The text.
        text: String,
    }
}

data! {
    /// A policy's name and reason.
    PolicyText {
        /// Its `@id`.
        id: String,
        /// Permit or forbid.
        effect: Effect,
        /// Its `@reason`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    }
}

data! {
    /// A role: a name for groups.
    Role {
        /// Its name.
        name: String,
        /// How people name it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        label: Option<String>,
        /// The groups it gives.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        groups: Vec<GroupId>,
    }
}

data! {
    /// A question with its answer.
    Help {
        /// As a user would ask it.
        question: String,
        /// The answer.
        answer: String,
    }
}

data! {
    /// A control on screen.
    Control {
        /// Its id.
        id: String,
        /// What it is.
        kind: ControlKind,
        /// Its text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        label: Option<String>,
        /// The resource type it is bound to.
        #[serde(rename = "type")]
        resource: TypeId,
        /// What it does.
        #[serde(flatten)]
        binding: Binding,
        /// Of a choice, what it chooses.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        choice: Option<Choice>,
    }
}

/// What a control does: an action, a transition of the type's lifecycle by its name, or as a field
/// an action of seeing it and one of changing it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Binding {
    /// A field.
    Field {
        /// The action of seeing it.
        view: ActionId,
        /// The action of changing it.
        change: ActionId,
    },
    /// A transition.
    Transition {
        /// Its name.
        transition: String,
    },
    /// An action.
    Action {
        /// The action.
        action: ActionId,
    },
}

impl Binding {
    /// What a control of the program does, and what it chooses, with the names of all transitions.
    #[must_use]
    pub fn of(control: &program::Control, transitions: &[&str]) -> (Self, Option<Choice>) {
        match control.binding {
            program::Binding::Action(action) => (Binding::Action { action }, None),
            program::Binding::Field { view, change } => (Binding::Field { view, change }, None),
            program::Binding::Transition(name) => {
                let transition = transitions.get(name.index()).copied().unwrap_or_default();
                (Binding::Transition { transition: transition.to_owned() }, None)
            }
            program::Binding::Choice(action, part, attribute) => {
                let context = (part == Part::Context).then_some(action);
                (Binding::Action { action }, Some(Choice { attribute, context }))
            }
        }
    }
}

data! {
    /// What a choice sets.
    Choice {
        /// The attribute: of the record, or of the action's context.
        attribute: AttributeId,
        /// The action whose context has the attribute; none where the record has it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        context: Option<ActionId>,
    }
}

data! {
    /// What a snapshot has that a bundle has not.
    SnapshotPart {
        /// Whether it says what would unlock a denial.
        explain: bool,
        /// The principal's attributes as it gave them, those that something is compared with; of
        /// all others, and of what it lacks, nothing.
        principal: Vec<serde_json::Value>,
    }
}
