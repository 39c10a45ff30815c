//! A bundle as the words that the engine reads; `docs/program.md` says how they are laid out. The
//! npm package has the twin of this file, so that no name crosses into WebAssembly.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use crate::api::bundle::{Attribute, Binding, Bundle, Clause, Literal, ResourceType, Rule};
use crate::api::names::Names;
use crate::api::policy::PERMISSION;
use crate::api::request::WORKSPACE;

/// The names of all transitions, each once.
pub(crate) fn transitions(bundle: &Bundle) -> Names {
    let lifecycles = bundle.types.iter().filter_map(|each| each.lifecycle.as_ref());
    let names = lifecycles.flat_map(|lifecycle| &lifecycle.transitions);
    let mut seen = BTreeSet::new();
    Names::new(names.map(|it| it.name.as_str()).filter(|name| seen.insert(*name)))
}

/// The words of a bundle that hangs together.
pub(crate) fn words(bundle: &Bundle) -> Vec<u32> {
    let names = transitions(bundle);
    let mut out = Words(Vec::new());
    out.groups(bundle);
    out.put(0);
    out.list(&bundle.principal.attributes, |out, each| out.put(usize::from(each.optional)));
    out.put(bundle.policies.len());
    out.put(names.len());
    let workspace = bundle.types.iter().position(|each| each.name == WORKSPACE);
    out.put(workspace.map_or(0, |index| index + 1));
    out.list(&bundle.types, |out, each| out.resource(each, &names));
    out.list(&bundle.actions, |out, action| {
        out.list(&action.context, Words::attribute);
        out.list(&action.on, Words::rule);
    });
    out.list(&bundle.roles, |out, role| out.indices(&role.groups));
    out.list(&bundle.grant_advice, |out, advice| {
        out.put(advice.permission.map_or(0, |index| index + 1));
        out.put(advice.role.map_or(0, |index| index + 1));
        out.indices(&advice.unless_roles);
    });
    out.list(&bundle.controls, |out, control| {
        out.put(control.resource);
        out.put(control.ungranted as usize);
        out.put(control.blocked as usize);
        out.put(usize::from(control.page));
        let binding = match &control.binding {
            Binding::Action { action } => [0, *action, 0],
            Binding::Transition { transition } => [1, place(&names, transition), 0],
            Binding::Field { view, change } => [2, *view, *change],
            Binding::Chooses { action, chooses } => [3, *action, *chooses],
            Binding::ChoosesContext { action, chooses_context } => [4, *action, *chooses_context],
        };
        binding.into_iter().for_each(|word| out.put(word));
    });
    out.0
}

/// The place of a transition's name, or one past the end.
fn place(names: &Names, name: &str) -> usize {
    names.find(name).unwrap_or(names.len())
}

struct Words(Vec<u32>);

impl Words {
    fn put(&mut self, word: usize) {
        self.0.push(u32::try_from(word).unwrap_or(u32::MAX));
    }

    fn list<T>(&mut self, items: &[T], each: impl Fn(&mut Self, &T)) {
        self.put(items.len());
        items.iter().for_each(|item| each(self, item));
    }

    fn indices(&mut self, indices: &[usize]) {
        self.list(indices, |out, index| out.put(*index));
    }

    /// A group is whether it is offered, whether it is a permission, and its category's number.
    fn groups(&mut self, bundle: &Bundle) {
        let mut categories: BTreeMap<&str, usize> = BTreeMap::new();
        self.put(bundle.groups.len());
        for group in &bundle.groups {
            let category = group.category.as_deref().map_or(0, |category| {
                let next = categories.len() + 1;
                *categories.entry(category).or_insert(next)
            });
            let permission = group.name.starts_with(PERMISSION);
            self.put(usize::from(group.offered) | usize::from(permission) << 1 | category << 2);
        }
    }

    fn attribute(&mut self, attribute: &Attribute) {
        self.put(attribute.kind as usize);
        self.put(attribute.values.len());
        self.put(usize::from(attribute.optional) | usize::from(attribute.offered) << 1);
        self.indices(&attribute.ties);
    }

    fn resource(&mut self, resource: &ResourceType, names: &Names) {
        self.list(&resource.attributes, Self::attribute);
        let Some(lifecycle) = &resource.lifecycle else {
            self.put(0);
            return self.put(0);
        };
        self.put(lifecycle.attribute + 1);
        self.list(&lifecycle.transitions, |out, transition| {
            out.put(place(names, &transition.name));
            out.indices(&transition.from);
            out.put(transition.to);
            out.put(transition.guard);
            out.put(0);
        });
    }

    fn rule(&mut self, rule: &Rule) {
        self.put(rule.resource);
        self.indices(&rule.mentions);
        self.list(&rule.permits, Self::clause);
        self.list(&rule.forbids, Self::clause);
        self.list(&rule.advice, |out, advice| out.list(&advice.when, Self::literal));
    }

    fn clause(&mut self, clause: &Clause) {
        self.put(clause.policy);
        self.list(&clause.all, Self::literal);
    }

    fn literal(&mut self, literal: &Literal) {
        let (kind, index, operands): (usize, usize, &[usize]) = match literal {
            Literal::In(group) => (0, *group, &[]),
            Literal::Out(group) => (1, *group, &[]),
            Literal::Has(attribute) => (2, *attribute, &[]),
            Literal::Lacks(attribute) => (3, *attribute, &[]),
            Literal::Is(attribute, values) => (4, *attribute, values),
            Literal::Tied(attribute, tie) => (5, *attribute, core::slice::from_ref(tie)),
            Literal::Untied(attribute, tie) => (6, *attribute, core::slice::from_ref(tie)),
            Literal::ContextIs(attribute, values) => (7, *attribute, values),
            Literal::ContextTied(attribute, tie) => (8, *attribute, core::slice::from_ref(tie)),
            Literal::ContextUntied(attribute, tie) => (9, *attribute, core::slice::from_ref(tie)),
        };
        self.put(kind);
        self.put(index);
        self.indices(operands);
    }
}
