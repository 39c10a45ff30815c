//! A bundle as the words that the engine reads; `docs/program.md` says how they are laid out. The
//! npm package has the twin of this file, so that no name crosses into WebAssembly.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use crate::api::bundle::own::Guard;
use crate::api::bundle::{
    Attribute, Binding, Bundle, Clause, Literal, PERMISSION, ResourceType, Rule, WORKSPACE,
};
use crate::api::names::Names;

/// The names of all transitions, each once.
pub(crate) fn transitions(bundle: &Bundle) -> Names {
    let lifecycles = bundle.types.iter().filter_map(|each| each.lifecycle.as_ref());
    let names = lifecycles.flat_map(|lifecycle| &lifecycle.transitions);
    let mut seen = BTreeSet::new();
    Names::new(names.map(|it| it.name.as_str()).filter(|name| seen.insert(*name)))
}

/// The words of a bundle that hangs together, and of a snapshot's guards; `None` where these do not
/// go with it.
pub(crate) fn words(bundle: &Bundle, guards: &[Guard]) -> Option<Vec<u32>> {
    let names = transitions(bundle);
    let mut out = Words(Vec::new());
    let nameless = nameless(guards)?;
    out.groups(bundle, nameless);
    out.put(nameless);
    out.list(&bundle.principal.attributes, |out, each| out.put(usize::from(each.optional)));
    out.put(bundle.policies.len());
    out.put(names.len());
    let workspace = bundle.types.iter().position(|each| each.name == WORKSPACE);
    out.put(workspace.map_or(0, |index| index + 1));
    out.put(bundle.types.len());
    for (resource, each) in bundle.types.iter().enumerate() {
        out.resource(each, &names, |action| {
            let of = |guard: &Guard| guard.action == action && guard.resource == resource;
            guards.iter().position(of).map_or(0, |place| bundle.actions.len() + place + 1)
        });
    }
    out.put(bundle.actions.len() + guards.len());
    for action in &bundle.actions {
        out.list(&action.context, Words::attribute);
        out.list(&action.on, Words::rule);
    }
    for guard in guards {
        out.guard(bundle, guard)?;
    }
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
    Some(out.0)
}

/// How many groups without a name there are; `None` where they are not numbered in order.
fn nameless(guards: &[Guard]) -> Option<usize> {
    let mut most = 0;
    for literal in guards.iter().flat_map(|it| it.permits.iter().chain(&it.forbids)).flatten() {
        if let Literal::In(group) | Literal::Out(group) = literal {
            if *group > most {
                return None;
            }
            most = most.max(group + 1);
        }
    }
    Some(most)
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
    /// One without a name is none of it.
    fn groups(&mut self, bundle: &Bundle, nameless: usize) {
        let mut categories: BTreeMap<&str, usize> = BTreeMap::new();
        self.put(bundle.groups.len() + nameless);
        for group in &bundle.groups {
            let category = group.category.as_deref().map_or(0, |category| {
                let next = categories.len() + 1;
                *categories.entry(category).or_insert(next)
            });
            let permission = group.name.starts_with(PERMISSION);
            self.put(usize::from(group.offered) | usize::from(permission) << 1 | category << 2);
        }
        (0..nameless).for_each(|_| self.put(0));
    }

    fn attribute(&mut self, attribute: &Attribute) {
        self.put(attribute.kind as usize);
        self.put(attribute.values.len());
        self.put(usize::from(attribute.optional) | usize::from(attribute.offered) << 1);
        self.indices(&attribute.ties);
    }

    /// A type, with the action that says for each guard whether somebody could pass it.
    fn resource(
        &mut self,
        resource: &ResourceType,
        names: &Names,
        passable: impl Fn(usize) -> usize,
    ) {
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
            out.put(passable(transition.guard));
        });
    }

    /// A guard for anybody, as an action past those with a name. It reads and mentions what the
    /// action does whose guard it is, and belongs to no policy.
    fn guard(&mut self, bundle: &Bundle, guard: &Guard) -> Option<()> {
        let action = bundle.actions.get(guard.action)?;
        let rule = action.on.iter().find(|rule| rule.resource == guard.resource)?;
        self.list(&action.context, Self::attribute);
        self.put(1);
        self.put(rule.resource);
        self.indices(&rule.mentions);
        for clauses in [&guard.permits, &guard.forbids] {
            self.list(clauses, |out, all| {
                out.put(0);
                out.list(all, |out, literal| match literal {
                    Literal::In(group) => out.literal(&Literal::In(bundle.groups.len() + group)),
                    Literal::Out(group) => out.literal(&Literal::Out(bundle.groups.len() + group)),
                    _ => out.literal(literal),
                });
            });
        }
        self.put(0);
        Some(())
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
