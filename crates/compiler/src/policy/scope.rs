//! A policy's scope: `principal`, `action` and `resource` in its head.

use std::collections::{BTreeSet, HashMap};

use cedar_policy_core::ast::{
    ActionConstraint, EntityReference, EntityUID, PrincipalOrResourceConstraint as Constraint,
};

use super::Policy;
use super::lowering::Lowering;
use crate::dnf::Formula;
use crate::facts::{Other, Slot, Tie};
use crate::schema::{ID, Schema};
use tollgate::Relation;

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
    pub(super) fn pairs(&self, policy: &Policy) -> Vec<(usize, usize)> {
        let schema = self.schema;
        let constraint = policy.ast.resource_constraint();
        let of_type = match constraint.as_inner() {
            Constraint::Is(name) => match schema.type_named(&schema.called(name)) {
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
    /// The condition that the head puts on the resource, but for its type.
    pub(super) fn resource(&mut self) -> Formula {
        let constraint = self.policy.ast.resource_constraint().clone();
        match constraint.as_inner() {
            Constraint::Any | Constraint::Is(_) => Formula::Const(true),
            Constraint::Eq(EntityReference::EUID(uid)) => {
                let place = self.place(uid.loc());
                match self.is_resource_type(uid.entity_type()) {
                    true => self.id_is(Slot::Record(ID), uid.eid().as_ref(), &place, true),
                    false => Formula::Const(false),
                }
            }
            Constraint::In(EntityReference::EUID(uid)) => {
                let place = self.place(uid.loc());
                self.resource_in(uid, &place, true)
            }
            Constraint::IsIn(name, EntityReference::EUID(uid)) if self.is_resource_type(name) => {
                let place = self.place(uid.loc());
                self.resource_in(uid, &place, true)
            }
            Constraint::Eq(EntityReference::Slot(_)) => self.linked(false),
            Constraint::In(EntityReference::Slot(_)) => self.linked(true),
            Constraint::IsIn(name, EntityReference::Slot(_)) if self.is_resource_type(name) => {
                self.linked(true)
            }
            Constraint::IsIn(..) => Formula::Const(false),
        }
    }

    /// That a link of the template names the record, or what it is in.
    fn linked(&mut self, or_within: bool) -> Formula {
        let schema = self.space.schema;
        let Some(record) = schema.types.get(self.space.resource) else {
            return Formula::Const(false);
        };
        let template = &self.policy.id.value;
        let mut parts = Vec::new();
        if let Some(index) = schema.principal.links(template, Some(&record.name)) {
            let tie = Tie { relation: Relation::In, to: Other::Principal(index) };
            parts.push(self.tie(Slot::Record(ID), tie, true));
        }
        for (index, list) in record.attributes.iter().enumerate().filter(|_| or_within) {
            let of = list.of.as_deref();
            let links = of.and_then(|of| schema.principal.links(template, Some(of)));
            if let Some(links) = links {
                let tie = Tie { relation: Relation::Meets, to: Other::Principal(links) };
                parts.push(self.tie(Slot::Record(index), tie, true));
            }
        }
        Formula::Any(parts)
    }

    /// The condition that the head puts on the principal.
    pub(super) fn principal(&mut self) -> Formula {
        let constraint = self.policy.ast.principal_constraint().clone();
        match constraint.as_inner() {
            Constraint::Any => Formula::Const(true),
            Constraint::Is(name) => Formula::Const(self.is_principal_type(name)),
            Constraint::In(EntityReference::EUID(uid)) => self.in_group_of_head(uid),
            Constraint::IsIn(name, EntityReference::EUID(uid)) if self.is_principal_type(name) => {
                self.in_group_of_head(uid)
            }
            Constraint::Eq(EntityReference::EUID(uid)) => {
                let place = self.place(uid.loc());
                match self.is_principal_type(uid.entity_type()) {
                    true => self.id_is(Slot::Principal(ID), uid.eid().as_ref(), &place, true),
                    false => Formula::Const(false),
                }
            }
            // Whom a link names comes with the links that it brings.
            Constraint::Eq(EntityReference::Slot(_)) | Constraint::In(EntityReference::Slot(_)) => {
                Formula::Const(true)
            }
            Constraint::IsIn(name, EntityReference::Slot(_)) => {
                Formula::Const(self.is_principal_type(name))
            }
            Constraint::IsIn(..) => Formula::Const(false),
        }
    }

    fn in_group_of_head(&mut self, uid: &EntityUID) -> Formula {
        let place = self.place(uid.loc());
        self.in_group(uid, &place, true)
    }
}
