//! A policy in numbers: all that a decision reads, and no name. The compiler writes it ahead of
//! time; what is read here is used as it stands.

use serde::{Deserialize, Serialize};

use super::alternatives::insert;
use super::ids::{
    ActionId, AttributeId, ClusterId, ControlId, GroupId, PolicyId, ReferenceId, RoleId, StepId,
    TransitionId, TypeId, ValueId,
};
pub use super::layout::Part;
use super::layout::{Layout, Slot};
use super::mask::{BITS, Mask};
use crate::vocabulary::ControlMode;

/// A policy.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Program {
    /// The groups that a principal can be in.
    pub groups: Vec<Group>,
    /// The attributes of the principal, of which the first is its id.
    pub principal: Layout,
    /// Attributes whose values and comparisons depend on each other.
    pub clusters: Vec<Cluster>,
    /// How many policies there are.
    pub policies: u32,
    /// How many names of transitions there are.
    pub transitions: u32,
    /// The type that needs no record.
    pub workspace: Option<TypeId>,
    /// The types of records.
    pub types: Vec<ResourceType>,
    /// By action: its rules, one for each type it applies to.
    pub actions: Vec<Vec<Rule>>,
    /// Of a snapshot: the guards of its steps as they are for anybody.
    pub guards: Vec<Rule>,
    /// By role: its groups.
    pub roles: Vec<Vec<GroupId>>,
    /// What to say when something is about to be granted.
    pub grant_advice: Vec<GrantAdvice>,
    /// The controls on screen.
    pub controls: Vec<Control>,
}

/// A group of principals.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// Whether an unlock may propose it.
    pub offered: bool,
    /// Whether it is a permission, which `permissions` of a principal replaces.
    pub permission: bool,
    /// What it is told together with: groups of one category have one number.
    pub category: Option<u32>,
}

/// Attributes of which a request has only certain values and ties together: one that is compared
/// with the principal's, several that are compared with each other, or one within another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cluster {
    /// The attributes, of a record or of an action's context.
    pub members: Vec<(Part, AttributeId)>,
    /// What they can be where the principal may be anybody: a word of
    /// [`value`](super::layout::value) for each. Of a list, what each of its items can be. For a
    /// principal too, where none is compared with what is of the principal or of a question's
    /// context.
    pub anybody: Vec<Vec<u32>>,
}

/// A type of records.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ResourceType {
    /// Its attributes.
    pub record: Layout,
    /// Its states, where it has any.
    pub lifecycle: Option<Lifecycle>,
    /// The flags of a record that time or others change.
    pub conditions: Vec<AttributeId>,
}

/// The states of a type and the steps between them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lifecycle {
    /// The attribute that holds the state.
    pub state: AttributeId,
    /// The steps.
    pub steps: Vec<Step>,
}

/// A step of a lifecycle; those of one name are one transition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Its name.
    pub transition: TransitionId,
    /// The states it leaves.
    pub from: Vec<ValueId>,
    /// The state it leads to.
    pub to: ValueId,
    /// The action that must be allowed.
    pub guard: ActionId,
    /// In a snapshot, which of [`Program::guards`] says whether somebody could take
    /// it; elsewhere the guard itself does.
    pub anybody: Option<u32>,
}

/// One action on one type of records.
///
/// A request is the record's blocks, then the context's, then the bits of each fact about the
/// principal that the rule's clauses mention: *it holds* and *it does not*, or one for each value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Its place among the rules of all actions.
    pub place: u32,
    /// The action.
    pub action: ActionId,
    /// The type.
    pub resource: TypeId,
    /// The record's attributes that have to be right, ascending.
    pub mentions: Vec<AttributeId>,
    /// Those that only an advice reads.
    pub advised: Vec<AttributeId>,
    /// The context's attributes, which all have to be right.
    pub context: Layout,
    /// What the clauses ask of the principal, ascending.
    pub facts: Vec<Fact>,
    /// Where the bits of each fact end; the first begins after the context's.
    pub fact_ends: Vec<usize>,
    /// The clusters that its attributes are in.
    pub clusters: Vec<ClusterId>,
    /// The bits of the record under which nothing can be decided.
    pub errors: Mask,
    /// Of these one has to hold.
    pub permits: Vec<Clause>,
    /// Of these none may hold.
    pub forbids: Vec<Clause>,
    /// By advice: when it is said, as the bits it rejects.
    pub advice: Vec<Mask>,
}

/// Something about the principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Fact {
    /// Whether it is in the group.
    In(GroupId),
    /// Which value an attribute has, absence included.
    Is(ReferenceId),
    /// Whether an attribute has one of its ties, by its place among them.
    Tied(ReferenceId, u32),
}

/// The outcome of a fact that is one or the other and holds.
pub(crate) const HOLDS: usize = 0;

/// A conjunction, as the bits that it rejects.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clause {
    /// The policy that it comes from.
    pub policy: PolicyId,
    /// What a request for which it holds has none of.
    pub reject: Mask,
}

/// What to say when something is about to be granted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GrantAdvice {
    /// What is granted.
    pub grant: Grant,
    /// Not for users of any of these roles.
    pub unless: Vec<RoleId>,
}

/// Something that is granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Grant {
    /// A permission.
    Permission(GroupId),
    /// A role.
    Role(RoleId),
}

/// A control on screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Control {
    /// The type it is bound to.
    pub resource: TypeId,
    /// How it shows when no state of the record would lift the denial.
    pub ungranted: ControlMode,
    /// How it shows when another state of the record would.
    pub blocked: ControlMode,
    /// Whether a page without a record asks for it.
    pub page: bool,
    /// What it does.
    pub binding: Binding,
}

/// What a control does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Binding {
    /// An action.
    Action(ActionId),
    /// A transition of the type's lifecycle.
    Transition(TransitionId),
    /// A field.
    Field {
        /// The action of seeing it.
        view: ActionId,
        /// The action of changing it.
        change: ActionId,
    },
    /// An action with a value chosen for an attribute.
    Choice(ActionId, Part, AttributeId),
}

impl Rule {
    /// The policies of its clauses, each once, in source order.
    #[must_use]
    pub fn policies(&self) -> Vec<PolicyId> {
        let mut policies = Vec::new();
        for clause in self.permits.iter().chain(&self.forbids) {
            insert(&mut policies, clause.policy);
        }
        policies
    }

    /// The bit of the first fact.
    pub(crate) fn facts_start(&self) -> usize {
        self.context.blocks.end * BITS
    }

    /// Blocks of record, context and facts.
    pub(crate) fn blocks(&self) -> usize {
        self.fact_ends.last().map_or(self.facts_start(), |end| *end).div_ceil(BITS)
    }

    /// What it takes to decide a request: its bits are made, and held against every clause.
    #[inline(never)]
    pub(crate) fn verdict_cost(&self) -> usize {
        let clauses = self.permits.len() + self.forbids.len() + self.advice.len();
        self.blocks() * (8 + clauses) / 8 + self.facts.len()
    }

    /// The bits of a fact, by its place.
    pub(crate) fn fact_slot(&self, place: usize) -> Slot {
        let before = place.checked_sub(1).and_then(|before| self.fact_ends.get(before));
        Slot::fact(before.map_or(self.facts_start(), |end| *end)..self.fact_ends[place])
    }
}

impl Program {
    pub(crate) fn record(&self, resource: TypeId) -> &Layout {
        &self.types[resource.index()].record
    }

    pub(crate) fn rules(&self, action: ActionId) -> &[Rule] {
        self.actions.get(action.index()).map_or(&[], Vec::as_slice)
    }

    /// The rule of an action for one type.
    #[inline]
    pub(crate) fn rule(&self, action: ActionId, resource: TypeId) -> Option<&Rule> {
        self.rules(action).iter().find(|rule| rule.resource == resource)
    }

    /// The rule that says whether somebody could take a step with a record of a type.
    pub(crate) fn guard(&self, step: &Step, resource: TypeId) -> Option<&Rule> {
        match step.anybody {
            Some(place) => self.guards.get(place as usize),
            None => self.rule(step.guard, resource),
        }
    }

    /// What an action reads of the context; nothing, where it applies to no type.
    pub(crate) fn context(&self, action: ActionId) -> &[Slot] {
        self.rules(action).first().map_or(&[], |rule| &rule.context.slots)
    }

    pub(crate) fn steps(&self, resource: TypeId) -> &[Step] {
        let lifecycle = self.types[resource.index()].lifecycle.as_ref();
        lifecycle.map_or(&[], |lifecycle| &lifecycle.steps)
    }

    pub(crate) fn step(&self, resource: TypeId, step: StepId) -> &Step {
        &self.steps(resource)[step.index()]
    }

    /// The attribute of which a control chooses a value.
    pub(crate) fn choice(&self, control: &Control) -> Option<&Slot> {
        let Binding::Choice(action, part, attribute) = control.binding else { return None };
        let slots = match part {
            Part::Record => &self.record(control.resource).slots[..],
            Part::Context => self.context(action),
            Part::Principal => &[],
        };
        slots.get(attribute.index())
    }

    pub(crate) fn control(&self, control: ControlId) -> Option<&Control> {
        self.controls.get(control.index())
    }

    /// Whether a fact is that the principal is in a group which an unlock may propose.
    pub(crate) fn offers(&self, fact: Fact) -> Option<GroupId> {
        match fact {
            Fact::In(group) if self.groups[group.index()].offered => Some(group),
            _ => None,
        }
    }

    /// Whether there is such a group, and it is a permission.
    pub(crate) fn is_permission(&self, group: GroupId) -> bool {
        self.groups.get(group.index()).is_some_and(|group| group.permission)
    }

    /// How many outcomes a fact has.
    pub(crate) fn outcomes(&self, fact: Fact) -> usize {
        match fact {
            Fact::In(_) | Fact::Tied(..) => 2,
            Fact::Is(reference) => {
                self.principal.slots.get(reference.index()).map_or(0, Slot::values)
            }
        }
    }

    /// The attributes of a cluster of a rule's, each as a slot of its requests.
    pub(crate) fn members<'a>(
        &'a self,
        cluster: &'a Cluster,
        rule: &'a Rule,
    ) -> impl Iterator<Item = &'a Slot> {
        cluster.members.iter().filter_map(|(part, attribute)| {
            let layout = match part {
                Part::Record => self.record(rule.resource),
                _ => &rule.context,
            };
            layout.slots.get(attribute.index())
        })
    }

    /// The attributes of a record on which whether it is allowed depends; a wrong value of them is
    /// an error.
    #[must_use]
    pub fn verdict_reads(&self, rule: &Rule) -> Vec<AttributeId> {
        let mut reads = rule.mentions.clone();
        rule.advised.iter().for_each(|attribute| insert(&mut reads, *attribute));
        reads
    }

    /// The attributes on which all of a decision depends: where the rule mentions the state, also
    /// what the guards on the way to other states mention.
    #[must_use]
    pub fn decision_reads(&self, rule: &Rule) -> Vec<AttributeId> {
        let mut reads = self.verdict_reads(rule);
        let lifecycle = self.types[rule.resource.index()].lifecycle.as_ref();
        if let Some(lifecycle) = lifecycle.filter(|it| rule.mentions.contains(&it.state)) {
            for step in &lifecycle.steps {
                let guard = self.guard(step, rule.resource);
                let mentions = guard.iter().flat_map(|guard| &guard.mentions);
                mentions.for_each(|attribute| insert(&mut reads, *attribute));
            }
        }
        reads
    }
}
