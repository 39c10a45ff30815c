//! Snapshots: a policy with nothing in it but what one principal's gate can still need, as the
//! words that a policy is read from.
//!
//! What the principal's facts decide for good is decided; what an unlock could still change, the
//! groups that may be offered and are not held, stays open. Whether *somebody* could take a step is
//! another question than whether this principal could, and is asked on the way to every unlock: so
//! the guards stand once more as actions without a name, over groups without a name.

use alloc::vec::Vec;

use super::gate::Gate;
use super::layout::{Kind, Layout, Slot};
use super::mask::{Mask, Rows, covers, has, put};
use super::model::{Binding, Model};
use super::rule::{Rule, insert};
use super::words::Writer;

impl Gate<'_> {
    /// Writes the snapshot of this gate, three lists: what a policy is read from; the groups that
    /// may be granted and the policies that may decide, by their places in the policy. Where it is
    /// not to explain, nothing stays open.
    pub(crate) fn snapshot(&self, explain: bool, out: &mut Writer) {
        let (model, cut) = (self.model, Cut { gate: *self, explain });
        let (mut groups, mut policies) = (Vec::new(), Vec::new());
        for rule in &model.rules {
            for clauses in cut.rule(rule) {
                for (policy, reject) in clauses.iter() {
                    insert(&mut policies, policy as usize);
                    for (fact, slot) in rule.facts.iter().zip(&rule.fact_slots) {
                        if asks(slot, reject).is_some() {
                            insert(&mut groups, *fact as usize);
                        }
                    }
                }
            }
        }
        let mut guards: Vec<u32> = Vec::new();
        for (resource, of) in model.types.iter().enumerate() {
            for step in &of.steps {
                match model.rule_on(step.passable, resource) {
                    Some(guard) if explain => insert(&mut guards, guard),
                    _ => {}
                }
            }
        }
        let (groups, policies, guards) = (&groups, &policies, &guards);
        let mut program = Program { model, cut, groups, policies, guards, out: Writer::new() };
        program.policy();
        out.list(&program.out.0);
        out.list(groups);
        out.list(policies);
    }
}

/// What a clause asks of a fact: that it is so, that it is not, or nothing.
fn asks(slot: &Slot, reject: &[u32]) -> Option<bool> {
    let rejects = |value: usize| has(reject, slot.value(value));
    if rejects(1) { Some(true) } else { rejects(0).then_some(false) }
}

/// Whether a clause asks that a fact is so and that it is not.
fn contradicts(rule: &Rule, reject: &[u32]) -> bool {
    rule.fact_slots.iter().any(|slot| slot.bits().all(|bit| has(reject, bit)))
}

/// The part of a policy that a principal can still need.
struct Cut<'a> {
    gate: Gate<'a>,
    explain: bool,
}

impl Cut<'_> {
    /// The permits and the forbids that are left of a rule.
    fn rule(&self, rule: &Rule) -> [Rows; 2] {
        let mut kept = [Rows::new(rule.blocks), Rows::new(rule.blocks)];
        // A forbid that holds wherever a permit does, and that no grant breaks, closes it.
        let mut closing: Vec<Mask> = Vec::new();
        for (place, clauses) in [(1, &rule.forbids), (0, &rule.permits)] {
            for (policy, reject) in clauses.iter() {
                let Some(open) = self.clause(rule, reject) else { continue };
                if place == 0 && closing.iter().any(|forbid| covers(&open, forbid)) {
                    continue;
                }
                kept[place].push(policy, &open);
                if place == 1 && rule.fact_slots.iter().all(|slot| asks(slot, &open).is_none()) {
                    closing.push(open);
                }
            }
        }
        kept
    }

    /// A clause without what is decided; `None` where it can never hold.
    fn clause(&self, rule: &Rule, reject: &[u32]) -> Option<Mask> {
        if contradicts(rule, reject) {
            return None;
        }
        let (model, principal) = (self.gate.model, self.gate.principal);
        let mut open = reject.to_vec();
        for (fact, slot) in rule.facts.iter().zip(&rule.fact_slots) {
            let Some(wanted) = asks(slot, reject) else { continue };
            let so = principal.knows(*fact, model.groups.len());
            if !self.explain || so || !model.offers(*fact) {
                if so != wanted {
                    return None;
                }
                slot.bits().for_each(|bit| put(&mut open, bit, false));
            }
        }
        let record = &model.types[rule.resource].layout;
        for slot in record.slots.iter().chain(&rule.context.slots) {
            for (index, tie) in slot.ties.iter().enumerate() {
                if principal.reference(*tie).is_none() {
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
struct Program<'a> {
    model: &'a Model,
    cut: Cut<'a>,
    groups: &'a [u32],
    policies: &'a [u32],
    /// The rules of guards.
    guards: &'a [u32],
    out: Writer,
}

impl Program<'_> {
    fn put(&mut self, word: usize) {
        self.out.put(word);
    }

    fn policy(&mut self) {
        let model = self.model;
        let mut nameless = 0;
        for guard in self.guards {
            nameless = nameless.max(model.rules[*guard as usize].facts.len());
        }
        self.put(self.groups.len() + nameless);
        for group in self.groups {
            self.put(model.groups[*group as usize] as usize);
        }
        (0..nameless).for_each(|_| self.put(0));
        self.put(nameless);
        self.out.list(&model.optional);
        self.put(self.policies.len());
        self.put(model.names);
        self.out.maybe(model.workspace);
        self.put(model.types.len());
        (0..model.types.len()).for_each(|resource| self.resource(resource));
        self.put(model.actions() + self.guards.len());
        for action in 0..model.actions() {
            self.layout(model.context(action));
            let of = model.rules_of(action);
            self.put(of.len());
            for index in of {
                let rule = &model.rules[index];
                let [permits, forbids] = &self.cut.rule(rule);
                self.rule(rule, [permits, forbids], Some(&rule.advice));
            }
        }
        for guard in self.guards {
            let rule = &model.rules[*guard as usize];
            self.layout(&rule.context);
            self.put(1);
            self.rule(rule, [&rule.permits, &rule.forbids], None);
        }
        // Neither roles nor advice on granting anything.
        self.put(0);
        self.put(0);
        self.controls();
    }

    fn controls(&mut self) {
        self.put(self.model.controls.len());
        for control in &self.model.controls {
            let (kind, one, two) = match control.binding {
                Binding::Action(action) => (0, action, 0),
                Binding::Transition(name) => (1, name, 0),
                Binding::Field(view, change) => (2, view, change),
                Binding::Chooses(action, at) => (3, action, at),
                Binding::ChoosesContext(action, at) => (4, action, at),
            };
            let page = usize::from(control.page);
            for word in [control.resource, control.ungranted, control.blocked, page, kind, one, two]
            {
                self.put(word);
            }
        }
    }

    fn layout(&mut self, layout: &Layout) {
        self.put(layout.slots.len());
        for slot in &layout.slots {
            self.put(slot.kind as usize);
            self.put(if slot.kind == Kind::Enum { slot.present } else { 0 });
            self.put(usize::from(slot.absent().is_some()) | usize::from(slot.offered) << 1);
            self.out.list(&slot.ties);
        }
    }

    fn resource(&mut self, index: usize) {
        let of = &self.model.types[index];
        self.layout(&of.layout);
        self.out.maybe(of.state);
        self.put(of.steps.len());
        for step in &of.steps {
            self.put(step.name);
            self.out.list(&step.from);
            self.put(step.to);
            self.put(step.guard);
            let guard = self.model.rule_on(step.passable, index);
            let place = self.guards.iter().position(|each| Some(*each as usize) == guard);
            self.out.maybe(place.map(|place| self.model.actions() + place));
        }
    }

    /// Writes a rule; without advice it is a guard, for anybody: its facts are groups without a
    /// name, its clauses belong to no policy.
    fn rule(&mut self, rule: &Rule, effects: [&Rows; 2], advice: Option<&Rows>) {
        self.put(rule.resource);
        self.out.list(&rule.mentions);
        for clauses in effects {
            let place = self.out.0.len();
            self.put(0);
            for (policy, reject) in clauses.iter() {
                if contradicts(rule, reject) {
                    continue;
                }
                self.out.0[place] += 1;
                let own = self.policies.iter().position(|each| *each == policy);
                self.put(own.filter(|_| advice.is_some()).unwrap_or(0));
                self.clause(rule, reject, advice.is_some());
            }
        }
        let place = self.out.0.len();
        self.put(0);
        if let Some(advice) = advice {
            for (_, reject) in advice.iter() {
                self.out.0[place] += 1;
                self.clause(rule, reject, true);
            }
        }
    }

    /// Writes the literals of a clause.
    fn clause(&mut self, rule: &Rule, reject: &[u32], named: bool) {
        let place = self.out.0.len();
        self.put(0);
        for (index, slot) in rule.fact_slots.iter().enumerate() {
            let group = match named {
                true => self.groups.iter().position(|each| *each == rule.facts[index]),
                false => Some(self.groups.len() + index),
            };
            if let (Some(so), Some(group)) = (asks(slot, reject), group) {
                self.literal(place, usize::from(!so), group, &[]);
            }
        }
        let record = &self.model.types[rule.resource].layout;
        for (layout, first) in [(record, 4), (&rule.context, 7)] {
            for (index, slot) in layout.slots.iter().enumerate() {
                let mut open = Vec::new();
                for value in 0..slot.values {
                    if !has(reject, slot.value(value)) {
                        open.push(value as u32);
                    }
                }
                if open.len() < slot.values {
                    self.literal(place, first, index, &open);
                }
                for (tie, reference) in slot.ties.iter().enumerate() {
                    for (so, kind) in [(false, first + 1), (true, first + 2)] {
                        if has(reject, slot.tie(tie, so)) {
                            self.literal(place, kind, index, &[*reference]);
                        }
                    }
                }
            }
        }
    }

    /// Writes a literal of the clause that is counted at a place.
    fn literal(&mut self, place: usize, kind: usize, index: usize, operands: &[u32]) {
        self.out.0[place] += 1;
        self.put(kind);
        self.put(index);
        self.out.list(operands);
    }
}
