//! A check that a bundle's tables of names fit its program. Both say some things twice: how many
//! actions there are, which attributes a type has, what a control does. The program writes down its
//! side as a row of numbers, a shell writes down the tables' side, and the two rows must be equal.

use super::ids::{ActionId, AttributeId, TransitionId};
use super::layout::{Other, Slot, Tie};
use super::program::{Binding, Cluster, Part, Program, Rule};

/// The numbers, as they are written down.
#[derive(Debug, Default)]
pub(crate) struct Outline(pub(crate) Vec<u32>);

impl Outline {
    fn put(&mut self, numbers: &[u32]) {
        numbers.iter().for_each(|number| self.0.push(*number));
    }

    /// A list: how many, then each.
    fn list(&mut self, items: impl ExactSizeIterator<Item = u32>) {
        self.0.push(items.len() as u32);
        items.for_each(|item| self.0.push(item));
    }

    fn slots(&mut self, slots: &[Slot]) {
        self.0.push(slots.len() as u32);
        for slot in slots {
            let present = slot.present as u32;
            let named = slot.named as u32;
            self.put(&[slot.kind.into(), slot.optional.into(), present, named]);
            self.0.push(slot.ties.len() as u32);
            for Tie { relation, to } in &slot.ties {
                let (kind, index) = match to {
                    Other::Principal(reference) => (0, reference.0),
                    Other::Attribute(_, attribute) => (1, attribute.0),
                    Other::Text(place) => (2, *place),
                    Other::Context(reference) => (3, reference.0),
                };
                self.put(&[(*relation).into(), kind, index]);
            }
        }
    }
}

impl Program {
    /// The program's outline. That of a snapshot leaves out which policies speak of an action.
    pub(crate) fn outline(&self, snapshot: bool) -> Vec<u32> {
        let mut out = Outline::default();
        let [groups, types, actions] = [self.groups.len(), self.types.len(), self.actions.len()];
        let [roles, controls] = [self.roles.len(), self.controls.len()];
        out.put(&[self.policies, groups as u32, types as u32, actions as u32, roles as u32]);
        out.put(&[controls as u32, self.grant_advice.len() as u32, self.transitions]);
        self.groups.iter().for_each(|group| out.0.push(group.permission.into()));
        out.slots(&self.principal.slots);
        out.0.push(self.workspace.map_or(0, |workspace| workspace.0 + 1));
        out.0.push(self.clusters.len() as u32);
        for Cluster { members, .. } in &self.clusters {
            let of_record = members.iter().all(|(part, _)| *part == Part::Record);
            out.0.push(of_record.into());
            out.list(members.iter().map(|(_, attribute)| attribute.0));
        }
        self.outline_types(&mut out);
        for (action, rules) in self.actions.iter().enumerate() {
            out.slots(self.context(ActionId::at(action)));
            out.0.push(rules.len() as u32);
            for rule in rules {
                self.outline_rule(&mut out, rule, snapshot);
            }
        }
        for role in &self.roles {
            out.list(role.iter().map(|group| group.0));
        }
        self.outline_controls(&mut out);
        out.0
    }

    fn outline_types(&self, out: &mut Outline) {
        for of in &self.types {
            out.slots(&of.record.slots);
            out.list(of.conditions.iter().map(|attribute| attribute.0));
            let Some(lifecycle) = &of.lifecycle else {
                out.0.push(0);
                continue;
            };
            let states = of.record.slots[lifecycle.state.index()].present as u32;
            // Beside these a table says where records start and what shows them, each in its range.
            out.put(&[1, lifecycle.state.0, states, 1, 1, lifecycle.steps.len() as u32]);
            for step in &lifecycle.steps {
                out.put(&[step.transition.0, step.to.0, step.guard.0]);
                out.list(step.from.iter().map(|state| state.0));
            }
        }
    }

    fn outline_rule(&self, out: &mut Outline, rule: &Rule, snapshot: bool) {
        out.0.push(rule.resource.0);
        out.list(self.verdict_reads(rule).iter().map(|attribute| attribute.0));
        out.list(self.decision_reads(rule).iter().map(|attribute| attribute.0));
        out.0.push(rule.advice.len() as u32);
        if !snapshot {
            out.list(rule.policies().iter().map(|policy| policy.0));
        }
        out.list(rule.clusters.iter().map(|cluster| cluster.0));
    }

    fn outline_controls(&self, out: &mut Outline) {
        for control in &self.controls {
            let (binding, choice) = match control.binding {
                Binding::Action(ActionId(action)) => ([0, action, 0], [0; 3]),
                Binding::Transition(TransitionId(name)) => ([1, name, 0], [0; 3]),
                Binding::Field { view, change } => ([2, view.0, change.0], [0; 3]),
                Binding::Choice(ActionId(action), part, AttributeId(attribute)) => {
                    let context = if part == Part::Context { action + 1 } else { 0 };
                    ([0, action, 0], [1, attribute, context])
                }
            };
            out.0.push(control.resource.0);
            out.put(&binding);
            out.put(&choice);
        }
    }
}
