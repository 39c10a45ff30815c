//! Snapshots: a policy with nothing in it but what one principal's gate can still need, as the
//! words that a policy is read from.
//!
//! What the principal's facts decide for good is decided; what an unlock could still change, the
//! groups that may be offered and are not held, stays open. Whether *somebody* could take a step is
//! another question than whether this principal could, and is asked on the way to every unlock: so
//! the guards stand once more as actions without a name, over groups without a name.

use alloc::vec::Vec;

use super::gate::Gate;
use super::layout::{Kind, Layout};
use super::mask::{Mask, Rows, covers, has, put};
use super::model::{Binding, Model};
use super::rule::{Rule, insert};

/// A policy for one principal, and what it still names.
pub(crate) struct Snapshot {
    /// What a policy is read from.
    pub(crate) words: Vec<u32>,
    /// The groups that may be granted, by their place in the policy.
    pub(crate) groups: Vec<u32>,
    /// The policies that may decide, by their place in the policy.
    pub(crate) policies: Vec<u32>,
}

impl Gate<'_> {
    /// The snapshot of this gate; where it is not to explain, nothing stays open.
    pub(crate) fn snapshot(&self, explain: bool) -> Snapshot {
        let cut = Cut { gate: *self, explain };
        let rules: Vec<Kept> = self.model.rules.iter().map(|rule| cut.rule(rule)).collect();
        let (mut groups, mut policies) = (Vec::new(), Vec::new());
        for (kept, rule) in rules.iter().zip(&self.model.rules) {
            for (policy, reject) in kept.permits.iter().chain(kept.forbids.iter()) {
                insert(&mut policies, policy as usize);
                for (index, fact) in rule.facts.iter().enumerate() {
                    if asks(rule, reject, index).is_some() {
                        insert(&mut groups, *fact as usize);
                    }
                }
            }
        }
        let words = Vec::new();
        let mut writer = Writer { model: self.model, groups, policies, words };
        writer.policy(&rules, explain);
        let Writer { words, groups, policies, .. } = writer;
        Snapshot { words, groups, policies }
    }
}

/// What is left of a rule.
struct Kept {
    permits: Rows,
    forbids: Rows,
}

/// What a clause asks of a fact: that it is so, that it is not, or nothing.
fn asks(rule: &Rule, reject: &[u32], fact: usize) -> Option<bool> {
    let rejects = |so| has(reject, rule.fact_bit(fact, so));
    if rejects(false) { Some(true) } else { rejects(true).then_some(false) }
}

/// Whether a clause asks that a fact is so and that it is not.
fn contradicts(rule: &Rule, reject: &[u32]) -> bool {
    let both =
        |fact| has(reject, rule.fact_bit(fact, true)) && has(reject, rule.fact_bit(fact, false));
    (0..rule.facts.len()).any(both)
}

/// The part of a policy that a principal can still need.
struct Cut<'a> {
    gate: Gate<'a>,
    explain: bool,
}

impl Cut<'_> {
    fn rule(&self, rule: &Rule) -> Kept {
        let cut = |clauses: &Rows| {
            let mut kept = Rows::new(rule.blocks);
            for (policy, reject) in clauses.iter() {
                if let Some(open) = self.clause(rule, reject) {
                    kept.push(policy, &open);
                }
            }
            kept
        };
        let (permits, forbids) = (cut(&rule.permits), cut(&rule.forbids));
        let mut open = Rows::new(rule.blocks);
        for (policy, permit) in permits.iter() {
            // A forbid that holds wherever the permit does, and that no grant breaks.
            let closes = |forbid: &[u32]| {
                let free = |fact| asks(rule, forbid, fact).is_none();
                (0..rule.facts.len()).all(free) && covers(permit, forbid)
            };
            if !forbids.iter().any(|(_, forbid)| closes(forbid)) {
                open.push(policy, permit);
            }
        }
        Kept { permits: open, forbids }
    }

    /// A clause without what is decided; `None` where it can never hold.
    fn clause(&self, rule: &Rule, reject: &[u32]) -> Option<Mask> {
        if contradicts(rule, reject) {
            return None;
        }
        let mut open = reject.to_vec();
        for (index, fact) in rule.facts.iter().enumerate() {
            let Some(wanted) = asks(rule, reject, index) else { continue };
            let so = self.gate.principal.knows(*fact, self.gate.model.groups.len());
            let changes = self.explain && !so && self.gate.model.offers(*fact);
            if !changes {
                if so != wanted {
                    return None;
                }
                put(&mut open, rule.fact_bit(index, true), false);
                put(&mut open, rule.fact_bit(index, false), false);
            }
        }
        let record = &self.gate.model.types[rule.resource].layout;
        for slot in record.slots.iter().chain(&rule.context.slots) {
            for (index, tie) in slot.ties.iter().enumerate() {
                if self.gate.principal.reference(*tie).is_none() {
                    if has(reject, slot.tie(index, false)) {
                        return None;
                    }
                    put(&mut open, slot.tie(index, true), false);
                }
            }
        }
        Some(open)
    }
}

/// Writes a policy, in the order in which [`Model::read`] reads it.
struct Writer<'a> {
    model: &'a Model,
    groups: Vec<u32>,
    policies: Vec<u32>,
    words: Vec<u32>,
}

impl Writer<'_> {
    fn put(&mut self, word: usize) {
        self.words.push(word as u32);
    }

    fn list(&mut self, list: &[u32]) {
        self.put(list.len());
        self.words.extend_from_slice(list);
    }

    fn policy(&mut self, rules: &[Kept], explain: bool) {
        let model = self.model;
        let mut guards: Vec<u32> = Vec::new();
        for (resource, of) in model.types.iter().enumerate() {
            let steps = of.steps.iter().filter(|_| explain);
            let asked = steps.filter_map(|step| model.rule_on(step.passable, resource));
            asked.for_each(|guard| insert(&mut guards, guard));
        }
        let facts = |guard: &u32| model.rules[*guard as usize].facts.len();
        let nameless = guards.iter().map(facts).max().unwrap_or(0);
        self.put(self.groups.len() + nameless);
        for index in 0..self.groups.len() {
            let group = model.groups[self.groups[index] as usize];
            self.put(1 | usize::from(group.permission) << 1 | (group.category as usize) << 2);
        }
        (0..nameless).for_each(|_| self.put(0));
        self.put(nameless);
        self.list(&model.optional);
        self.put(self.policies.len());
        self.put(model.names);
        self.put(model.workspace.map_or(0, |index| index + 1));
        self.put(model.types.len());
        for resource in 0..model.types.len() {
            self.resource(resource, &guards);
        }
        self.put(model.actions() + guards.len());
        for action in 0..model.actions() {
            self.layout(model.context(action));
            let of = model.rules_of(action);
            self.put(of.len());
            of.for_each(|rule| self.rule(&model.rules[rule], &rules[rule]));
        }
        for guard in guards {
            self.guard(&model.rules[guard as usize]);
        }
        self.put(0);
        self.put(0);
        self.put(model.controls.len());
        for control in &model.controls {
            let binding = match control.binding {
                Binding::Action(action) => [0, action, 0],
                Binding::Transition(name) => [1, name, 0],
                Binding::Field(view, change) => [2, view, change],
                Binding::Chooses(action, at) => [3, action, at],
                Binding::ChoosesContext(action, at) => [4, action, at],
            };
            let page = usize::from(control.page);
            let own = [control.resource, control.ungranted, control.blocked, page];
            own.into_iter().chain(binding).for_each(|word| self.put(word));
        }
    }

    fn layout(&mut self, layout: &Layout) {
        self.put(layout.slots.len());
        for slot in &layout.slots {
            self.put(slot.kind as usize);
            self.put(if slot.kind == Kind::Enum { slot.present } else { 0 });
            self.put(usize::from(slot.absent().is_some()) | usize::from(slot.offered) << 1);
            self.list(&slot.ties);
        }
    }

    fn resource(&mut self, index: usize, guards: &[u32]) {
        let of = &self.model.types[index];
        self.layout(&of.layout);
        self.put(of.state.map_or(0, |state| state + 1));
        self.put(of.steps.len());
        for step in &of.steps {
            self.put(step.name);
            self.list(&step.from);
            self.put(step.to);
            self.put(step.guard);
            let guard = self.model.rule_on(step.passable, index);
            let place = guards.iter().position(|each| Some(*each as usize) == guard);
            self.put(place.map_or(0, |place| self.model.actions() + place + 1));
        }
    }

    fn rule(&mut self, rule: &Rule, kept: &Kept) {
        self.put(rule.resource);
        self.list(&rule.mentions);
        for clauses in [&kept.permits, &kept.forbids] {
            self.put(clauses.iter().count());
            for (policy, reject) in clauses.iter() {
                let place = self.policies.iter().position(|each| *each == policy);
                self.put(place.unwrap_or(0));
                self.clause(rule, reject, &mut |writer, fact| {
                    writer.groups.iter().position(|each| *each == rule.facts[fact])
                });
            }
        }
        self.put(rule.advice.iter().count());
        for (_, reject) in rule.advice.iter() {
            self.clause(rule, reject, &mut |_, _| None);
        }
    }

    /// A rule once more, for anybody: its facts are groups without a name.
    fn guard(&mut self, rule: &Rule) {
        self.layout(&rule.context);
        self.put(1);
        self.put(rule.resource);
        self.list(&rule.mentions);
        for clauses in [&rule.permits, &rule.forbids] {
            let mut clauses: Vec<&[u32]> = clauses.iter().map(|(_, reject)| reject).collect();
            clauses.retain(|reject| !contradicts(rule, reject));
            self.put(clauses.len());
            for reject in clauses {
                self.put(0);
                self.clause(rule, reject, &mut |writer, fact| Some(writer.groups.len() + fact));
            }
        }
        self.put(0);
    }

    /// The literals of a clause; `group` is the number of the one that a fact has become.
    fn clause(
        &mut self,
        rule: &Rule,
        reject: &[u32],
        group: &mut dyn FnMut(&Self, usize) -> Option<usize>,
    ) {
        let counted = self.words.len();
        self.put(0);
        let mut literals = 0;
        for fact in 0..rule.facts.len() {
            let asked = asks(rule, reject, fact);
            if let (Some(so), Some(group)) = (asked, group(self, fact)) {
                [usize::from(!so), group, 0].into_iter().for_each(|word| self.put(word));
                literals += 1;
            }
        }
        let record = &self.model.types[rule.resource].layout;
        for (layout, first) in [(record, 4), (&rule.context, 7)] {
            for (index, slot) in layout.slots.iter().enumerate() {
                let open = |value: &usize| !has(reject, slot.value(*value));
                let open = (0..slot.values).filter(open).map(|value| value as u32);
                let open: Vec<u32> = open.collect();
                if open.len() < slot.values {
                    self.put(first);
                    self.put(index);
                    self.list(&open);
                    literals += 1;
                }
                for (place, tie) in slot.ties.iter().enumerate() {
                    for (so, kind) in [(false, first + 1), (true, first + 2)] {
                        if has(reject, slot.tie(place, so)) {
                            [kind, index, 1, *tie as usize].into_iter().for_each(|it| self.put(it));
                            literals += 1;
                        }
                    }
                }
            }
        }
        self.words[counted] = literals;
    }
}
