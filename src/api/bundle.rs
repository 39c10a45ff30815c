//! The bundle: a compiled pack, as data. `docs/bundle-format.md` says what each member means;
//! names stand once and everything else is an index into the tables here.

use alloc::string::String;
use alloc::vec::Vec;

mod literal;
pub(crate) mod own;

use serde::Serialize;

pub use literal::Literal;

/// The resource type that needs no record.
pub(crate) const WORKSPACE: &str = "Workspace";

/// The group type that bare permission names belong to.
pub(crate) const PERMISSION: &str = "Permission::";

macro_rules! data {
    ($(#[$doc:meta])* $name:ident { $($(#[$meta:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        pub struct $name { $($(#[$meta])* pub $field: $type,)* }
    };
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$meta:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[derive(serde::Serialize)]
        pub enum $name {
            $($(#[$meta])* #[serde(rename = $word)] $variant,)*
        }

        impl $name {
            /// Every value.
            pub const ALL: &[$name] = &[$($name::$variant,)*];

            /// The word that stands for it in bundles and in JavaScript.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }
        }
    };
}
pub(crate) use words;

fn is_true(flag: &bool) -> bool {
    *flag
}

fn is_false(flag: &bool) -> bool {
    !*flag
}

data! {
    /// A compiled pack.
    Bundle {
        /// The format's number; [`FORMAT`](crate::limits::FORMAT).
        format: u32,
        /// The pack's name.
        pack: String,
        /// SHA-256 of the rest, in hexadecimal.
        fingerprint: String,
        /// The groups a principal can be in, in schema order.
        groups: Vec<Group>,
        /// Who asks.
        principal: PrincipalType,
        /// The resource types, in schema order.
        types: Vec<ResourceType>,
        /// The actions, in schema order.
        actions: Vec<Action>,
        /// The policies, in source order.
        policies: Vec<PolicyText>,
        /// The roles that a host passes.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        roles: Vec<Role>,
        /// The controls on screen.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        controls: Vec<Control>,
        /// What to say when a permission or role is about to be granted.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        grant_advice: Vec<GrantAdvice>,
        /// Questions that no single decision answers.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        help: Vec<Help>,
    }
}

data! {
    /// A group of principals, `Permission::view`.
    Group {
        /// `Type::value`.
        name: String,
        /// How messages name it; the value where absent.
        #[serde(skip_serializing_if = "Option::is_none")]
        label: Option<String>,
        /// Under which heading an administrator finds it.
        #[serde(skip_serializing_if = "Option::is_none")]
        category: Option<String>,
        /// Whether an unlock may propose it.
        #[serde(skip_serializing_if = "is_true")]
        offered: bool,
    }
}

data! {
    /// The type of principals.
    PrincipalType {
        /// Its name.
        #[serde(rename = "type")]
        name: String,
        /// The attributes that policies mention: each an id.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        attributes: Vec<PrincipalAttribute>,
    }
}

data! {
    /// An attribute of the principal.
    PrincipalAttribute {
        /// Its name.
        name: String,
        /// Whether a principal may lack it.
        #[serde(skip_serializing_if = "is_false")]
        optional: bool,
    }
}

data! {
    /// A type of records.
    ResourceType {
        /// Its name, the record's `type`.
        name: String,
        /// The attributes that something in the pack reads, in schema order.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        attributes: Vec<Attribute>,
        /// Its states and transitions.
        #[serde(skip_serializing_if = "Option::is_none")]
        lifecycle: Option<Lifecycle>,
    }
}

words! {
    /// What an attribute holds.
    AttributeKind {
        /// One of a list of values.
        Enum = "enum",
        /// True or false.
        Bool = "bool",
        /// An id.
        Entity = "entity",
        /// A list of ids.
        Set = "set",
        /// Something of which only the presence is asked.
        Other = "other",
    }
}

data! {
    /// An attribute of a record or a context.
    Attribute {
        /// Its name.
        name: String,
        /// What it holds.
        kind: AttributeKind,
        /// The values of an enumeration, in schema order.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        values: Vec<String>,
        /// Whether it may be absent.
        #[serde(skip_serializing_if = "is_false")]
        optional: bool,
        /// What clauses compare it with: `0` the principal, `k` its attribute `k - 1`.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        ties: Vec<usize>,
        /// Completes "You need to …" where the tie would unlock something.
        #[serde(skip_serializing_if = "Option::is_none")]
        label: Option<String>,
        /// Whether an unlock may propose the tie.
        #[serde(skip_serializing_if = "is_true")]
        offered: bool,
    }
}

data! {
    /// States of a type and the steps between them.
    Lifecycle {
        /// The attribute that holds the state.
        attribute: usize,
        /// The state of a new record.
        initial: usize,
        /// The action that shows a record.
        #[serde(skip_serializing_if = "Option::is_none")]
        view: Option<usize>,
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
        #[serde(skip_serializing_if = "Option::is_none")]
        label: Option<String>,
        /// The states it leaves.
        from: Vec<usize>,
        /// The state it leads to.
        to: usize,
        /// The action that must be allowed.
        guard: usize,
    }
}

data! {
    /// An action.
    Action {
        /// Its name.
        name: String,
        /// How messages name it.
        #[serde(skip_serializing_if = "Option::is_none")]
        label: Option<String>,
        /// What its policies read of the context.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        context: Vec<Attribute>,
        /// One rule for each resource type it applies to.
        on: Vec<Rule>,
    }
}

data! {
    /// When an action is allowed on a type: some permit clause holds and no forbid clause does.
    Rule {
        /// The resource type.
        #[serde(rename = "type")]
        resource: usize,
        /// The record's attributes that its policies mention.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        mentions: Vec<usize>,
        /// The permits.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        permits: Vec<Clause>,
        /// The forbids.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        forbids: Vec<Clause>,
        /// Shown beside an allowed decision.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        advice: Vec<RuleAdvice>,
    }
}

data! {
    /// A conjunction of literals.
    Clause {
        /// The policy it comes from.
        policy: usize,
        /// All of these hold.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        all: Vec<Literal>,
    }
}

data! {
    /// A text for those about to do something allowed.
    RuleAdvice {
        /// Its id.
        id: String,
        /// The text.
        text: String,
        /// What must hold of the record.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        when: Vec<Literal>,
    }
}

words! {
    /// What a policy does.
    Effect {
        /// Allows, unless a forbid holds.
        Permit = "permit",
        /// Denies.
        Forbid = "forbid",
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
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    }
}

data! {
    /// A role: a name for groups.
    Role {
        /// Its name.
        name: String,
        /// How people name it.
        #[serde(skip_serializing_if = "Option::is_none")]
        label: Option<String>,
        /// The groups it gives.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        groups: Vec<usize>,
    }
}

data! {
    /// What to say when something is about to be granted.
    GrantAdvice {
        /// Its id.
        id: String,
        /// The text.
        text: String,
        /// The group that is granted.
        #[serde(skip_serializing_if = "Option::is_none")]
        permission: Option<usize>,
        /// The role that is given.
        #[serde(skip_serializing_if = "Option::is_none")]
        role: Option<usize>,
        /// Not for users of any of these roles.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        unless_roles: Vec<usize>,
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

words! {
    /// What a control is on screen.
    ControlKind {
        /// A menu item.
        Menu = "menu",
        /// A button.
        Button = "button",
        /// A row of a list.
        Row = "row",
        /// An action of a row.
        RowAction = "rowAction",
        /// A slider.
        Slider = "slider",
        /// A field with a view and a change action.
        Field = "field",
        /// A form.
        Form = "form",
        /// A choice of values.
        Choice = "choice",
        /// The state of a record, with its transitions.
        Status = "status",
    }
}

words! {
    /// How a control shows.
    ControlMode {
        /// It can be used.
        Enabled = "enabled",
        /// It is seen and cannot be used.
        Disabled = "disabled",
        /// It is seen and cannot be changed.
        Readonly = "readonly",
        /// It is not seen.
        Hidden = "hidden",
    }
}

data! {
    /// A control on screen, bound to what it does.
    Control {
        /// Its id.
        id: String,
        /// What it is.
        kind: ControlKind,
        /// Its text.
        #[serde(skip_serializing_if = "Option::is_none")]
        label: Option<String>,
        /// The resource type it is bound to.
        #[serde(rename = "type")]
        resource: usize,
        /// How it shows when no state of the record would lift the denial.
        ungranted: ControlMode,
        /// How it shows when another state of the record would.
        blocked: ControlMode,
        /// Whether a page without a record asks for it.
        #[serde(skip_serializing_if = "is_false")]
        page: bool,
        /// What it does.
        #[serde(flatten)]
        binding: Binding,
    }
}

/// What a control does.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
pub enum Binding {
    /// An action whose option is a value of a record's attribute.
    Chooses {
        /// The action.
        action: usize,
        /// The attribute of the record.
        chooses: usize,
    },
    /// An action whose option is a value of a context attribute.
    ChoosesContext {
        /// The action.
        action: usize,
        /// The attribute of the context.
        chooses_context: usize,
    },
    /// An action.
    Action {
        /// The action.
        action: usize,
    },
    /// A transition of the type's lifecycle.
    Transition {
        /// Its name.
        transition: String,
    },
    /// A field.
    Field {
        /// The action of seeing it.
        view: usize,
        /// The action of changing it.
        change: usize,
    },
}

impl Attribute {
    /// How many values it has apart from absence; see the bundle format.
    #[must_use]
    pub fn present_values(&self) -> usize {
        match self.kind {
            AttributeKind::Enum => self.values.len(),
            AttributeKind::Bool => 2,
            AttributeKind::Entity | AttributeKind::Set | AttributeKind::Other => 1,
        }
    }

    /// How many values it has, absence included where it is optional.
    #[must_use]
    pub fn all_values(&self) -> usize {
        self.present_values() + usize::from(self.optional)
    }
}
