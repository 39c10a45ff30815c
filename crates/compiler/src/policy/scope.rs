//! A policy's scope: `principal`, `action` and `resource` in its head.

use std::collections::{BTreeSet, HashMap};

use cedar_policy_core::ast::{
    ActionConstraint, EntityReference, EntityUID, PrincipalOrResourceConstraint as Constraint,
};

use super::Policy;
use super::condition::Lowering;
use crate::dnf::Formula;
use crate::schema::Schema;
use crate::source::Place;

/// What heads can speak of: the pairs of an action and a type that it applies to.
pub(super) struct Heads<'a> {
    schema: &'a Schema,
    /// The actions on each type.
    actions: Vec<Vec<usize>>,
}

impl<'a> Heads<'a> {
    pub(super) fn new(schema: &'a Schema) -> Self {
        let mut actions = vec![Vec::new(); schema.types.len()];
        for (index, action) in schema.actions.iter().enumerate() {
            action.on.iter().for_each(|resource| actions[*resource].push(index));
        }
        Heads { schema, actions }
    }

    /// The policies that speak of an action on a type, by number.
    pub(super) fn speaking(&self, policies: &[Policy]) -> HashMap<(usize, usize), Vec<usize>> {
        let mut speaking: HashMap<_, Vec<usize>> = HashMap::new();
        for (index, policy) in policies.iter().enumerate() {
            for pair in self.pairs(policy) {
                speaking.entry(pair).or_default().push(index);
            }
        }
        speaking
    }

    /// What the head of a policy speaks of, each pair once.
    fn pairs(&self, policy: &Policy) -> Vec<(usize, usize)> {
        let schema = self.schema;
        let constraint = policy.ast.resource_constraint();
        let of_type = match constraint.as_inner() {
            Constraint::Is(name) => match schema.type_named(&name.to_string()) {
                Some(resource) => Some(resource),
                None => return Vec::new(),
            },
            _ => None,
        };
        let actions: BTreeSet<usize> = match (policy.ast.action_constraint(), of_type) {
            (ActionConstraint::Any, Some(resource)) => {
                self.actions[resource].iter().copied().collect()
            }
            (ActionConstraint::Any, None) => (0..schema.actions.len()).collect(),
            (ActionConstraint::Eq(uid), _) => schema.action_of(uid).into_iter().collect(),
            (ActionConstraint::In(uids), _) => {
                uids.iter().flat_map(|uid| schema.actions_in(uid)).collect()
            }
        };
        let on = |action: usize| {
            let on = schema.actions[action].on.iter().copied();
            on.filter(move |on| of_type.is_none_or(|of_type| of_type == *on))
                .map(move |on| (action, on))
        };
        actions.into_iter().flat_map(on).collect()
    }
}

impl Lowering<'_, '_> {
    /// Refuses a head that names one resource.
    pub(super) fn refuse_resource(&mut self) {
        let constraint = self.policy.ast.resource_constraint();
        let (what, entity) = match constraint.as_inner() {
            Constraint::Any | Constraint::Is(_) => return,
            Constraint::Eq(entity) => ("`resource ==`", entity),
            Constraint::In(entity) | Constraint::IsIn(_, entity) => ("`resource in`", entity),
        };
        let help = "write `resource is Customer` with its type, and ask for its attributes in \
                    `when { … }`";
        self.refuse_at(&self.named(entity), what, help);
    }

    /// The condition that the head puts on the principal.
    pub(super) fn principal(&mut self) -> Formula {
        let constraint = self.policy.ast.principal_constraint();
        match constraint.as_inner() {
            Constraint::Any => Formula::Const(true),
            Constraint::Is(name) => Formula::Const(self.is_principal_type(name)),
            Constraint::In(EntityReference::EUID(uid)) => self.in_group_of_head(uid),
            Constraint::IsIn(name, EntityReference::EUID(uid)) if self.is_principal_type(name) => {
                self.in_group_of_head(uid)
            }
            Constraint::IsIn(..) | Constraint::In(_) => Formula::Const(false),
            Constraint::Eq(entity) => {
                let help = "name a group instead: `principal in Permission::\"edit\"`";
                self.refuse_at(&self.named(entity), "`principal ==`", help);
                Formula::Const(true)
            }
        }
    }

    fn in_group_of_head(&mut self, uid: &EntityUID) -> Formula {
        let place = self.place(uid.loc());
        self.in_group(uid, &place, true)
    }

    /// Where the head names the entity.
    fn named(&self, entity: &EntityReference) -> Place {
        match entity {
            EntityReference::EUID(uid) => self.place(uid.loc()),
            EntityReference::Slot(loc) => self.place(loc.as_ref()),
        }
    }
}
