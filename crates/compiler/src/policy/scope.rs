//! A policy's scope: `principal`, `action` and `resource` in its head.

use cedar_policy_core::ast::{
    ActionConstraint, EntityReference, EntityUID, PrincipalOrResourceConstraint as Constraint,
};

use super::condition::Lowering;
use crate::dnf::Formula;
use crate::source::Place;

impl Lowering<'_, '_> {
    /// Whether the head's action and resource let the policy apply here.
    pub(super) fn applies(&mut self) -> bool {
        self.applies_to_action() && self.applies_to_resource()
    }

    fn applies_to_action(&self) -> bool {
        let (schema, action) = (self.space.schema, self.space.action);
        match self.policy.ast.action_constraint() {
            ActionConstraint::Any => true,
            ActionConstraint::Eq(uid) => {
                schema.actions.get(action).is_some_and(|action| action.uid == **uid)
            }
            ActionConstraint::In(uids) => uids.iter().any(|uid| schema.action_is_in(action, uid)),
        }
    }

    fn applies_to_resource(&mut self) -> bool {
        let constraint = self.policy.ast.resource_constraint();
        let (what, entity) = match constraint.as_inner() {
            Constraint::Any => return true,
            Constraint::Is(name) => return self.is_resource_type(name),
            Constraint::Eq(entity) => ("`resource ==`", entity),
            Constraint::In(entity) | Constraint::IsIn(_, entity) => ("`resource in`", entity),
        };
        let help = "write `resource is Customer` with its type, and ask for its attributes in \
                    `when { … }`";
        self.refuse_at(&self.named(entity), what, help);
        true
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
