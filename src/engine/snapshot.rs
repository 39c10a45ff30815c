//! Snapshots: what one principal's gate can still need of a policy, as a policy of its own.
//!
//! What the principal's facts decide for good is decided; what an unlock could still change, the
//! groups that may be offered and are not held, stays open. The shells only carry the texts over.

use super::alternatives::insert;
use super::gate::Gate;
use super::ids::{ActionId, AdviceId, GroupId, PolicyId, TypeId};
use super::mask::{BITS, Mask, covers, empty, has, put};
use super::program::{Clause, Fact, HOLDS, Lifecycle, Program, ResourceType, Rule, Step};

/// A policy reduced to one principal.
#[derive(Clone, Debug)]
pub(crate) struct Snapshot {
    pub(crate) program: Program,
    /// The groups that are left, in their order.
    pub(crate) groups: Vec<GroupId>,
    /// The policies that are left.
    pub(crate) policies: Vec<PolicyId>,
    /// By rule: the advice that can still be said.
    pub(crate) advice: Vec<Vec<AdviceId>>,
}

/// How many outcomes there are of a group.
const GROUP_BITS: usize = 2;

/// What stays of a rule, as places among its clauses.
struct Kept {
    permits: Vec<usize>,
    forbids: Vec<usize>,
    advice: Vec<AdviceId>,
}

impl Gate<'_> {
    /// Reduces the policy. Where it is not to explain, no group stays open.
    pub(crate) fn snapshot(&self, explain: bool) -> Snapshot {
        // Whatever a context has can still be asked about.
        let principal = self.principal.with_full_context(self.program);
        let gate = Gate { principal: &principal, ..*self };
        let mut open = empty(self.program.groups.len().div_ceil(BITS));
        let mut reduction = Reduction { gate, explain, open: Vec::new() };
        let rules = self.program.actions.iter().flatten();
        let rules: Vec<Kept> = rules.map(|rule| reduction.keep(rule, &mut open)).collect();
        let groups = (0..self.program.groups.len()).filter(|group| has(&open, *group));
        reduction.open = groups.map(GroupId::at).collect();
        let mut policies = Vec::new();
        for (rule, kept) in self.program.actions.iter().flatten().zip(&rules) {
            for (clauses, places) in
                [(&rule.permits, &kept.permits), (&rule.forbids, &kept.forbids)]
            {
                places.iter().for_each(|place| insert(&mut policies, clauses[*place].policy));
            }
        }
        let groups = reduction.open.clone();
        let program = reduction.program(&rules, &policies);
        let advice = rules.into_iter().map(|kept| kept.advice).collect();
        Snapshot { program, groups, policies, advice }
    }
}

struct Reduction<'a> {
    gate: Gate<'a>,
    explain: bool,
    /// The groups that stay open.
    open: Vec<GroupId>,
}

impl Reduction<'_> {
    /// What stays of a rule; marks the groups that it leaves open.
    fn keep(&self, rule: &Rule, open: &mut [u32]) -> Kept {
        // Forbids that hold wherever a permit does, and that no grant breaks, close it.
        let mut closing: Vec<Mask> = Vec::new();
        let mut kept = Kept { permits: Vec::new(), forbids: Vec::new(), advice: Vec::new() };
        for (place, clause) in rule.forbids.iter().enumerate() {
            let Some((left, groups)) = self.left(rule, &clause.reject, self.explain) else {
                continue;
            };
            kept.forbids.push(place);
            if groups.is_empty() {
                closing.push(left);
            }
            groups.into_iter().for_each(|group| put(open, group.index(), true));
        }
        for (place, clause) in rule.permits.iter().enumerate() {
            let Some((left, groups)) = self.left(rule, &clause.reject, self.explain) else {
                continue;
            };
            if !closing.iter().any(|forbid| covers(&left, forbid)) {
                kept.permits.push(place);
                groups.into_iter().for_each(|group| put(open, group.index(), true));
            }
        }
        for (index, reject) in rule.advice.iter().enumerate() {
            // It is said to who the principal is, not to who it could become.
            if self.left(rule, reject, false).is_some() {
                kept.advice.push(AdviceId::at(index));
            }
        }
        kept
    }

    /// The bits of a clause without what is decided, with the groups that it leaves open where what
    /// is offered stays so; `None` where it can never hold.
    fn left(&self, rule: &Rule, reject: &[u32], offers: bool) -> Option<(Mask, Vec<GroupId>)> {
        let Gate { program, principal, .. } = self.gate;
        let (mut left, mut open) = (reject.to_vec(), Vec::new());
        for (place, fact) in rule.facts.iter().enumerate() {
            let (fact, slot) = (*fact, rule.fact_slot(place));
            let rejected = slot.bits.clone().filter(|bit| has(reject, *bit)).count();
            if rejected == slot.values() {
                return None;
            }
            let outcome = principal.outcome(program, fact);
            if let Some(group) = program.offers(fact).filter(|_| offers && outcome != HOLDS) {
                open.extend((rejected > 0).then_some(group));
                continue;
            }
            if has(reject, slot.value(outcome)) {
                return None;
            }
            slot.clear(&mut left);
        }
        let holds = principal.untie(&program.record(rule.resource).slots, &mut left)
            && principal.untie(&rule.context.slots, &mut left);
        holds.then_some((left, open))
    }

    /// The program of what stays.
    fn program(&self, kept: &[Kept], policies: &[PolicyId]) -> Program {
        let whole = self.gate.program;
        let mut kept = kept.iter();
        let actions = whole.actions.iter().map(|rules| {
            let rules = rules.iter().zip(&mut kept);
            rules.map(|(rule, kept)| self.rule(rule, kept, policies)).collect()
        });
        let actions = actions.collect();
        let mut guards = whole.guards.clone();
        let types = whole.types.iter().enumerate();
        let types = types
            .map(|(index, of)| self.resource_type(TypeId::at(index), of, &mut guards))
            .collect();
        Program {
            groups: self.open.iter().map(|group| whole.groups[group.index()].clone()).collect(),
            principal: whole.principal.clone(),
            clusters: whole.clusters.clone(),
            policies: policies.len() as u32,
            transitions: whole.transitions,
            workspace: whole.workspace,
            types,
            actions,
            guards,
            roles: Vec::new(),
            grant_advice: Vec::new(),
            controls: whole.controls.clone(),
        }
    }

    fn rule(&self, whole: &Rule, kept: &Kept, policies: &[PolicyId]) -> Rule {
        // Once for all clauses: each looks at every one of them.
        let facts: Vec<(usize, Fact)> = self.facts(whole).collect();
        let clause = |clauses: &[Clause], place: usize| {
            let Clause { policy, ref reject } = clauses[place];
            let policy = policies.binary_search(&policy).unwrap_or_else(|place| place);
            Clause { policy: PolicyId::at(policy), reject: self.reject(whole, &facts, reject) }
        };
        let advice = kept.advice.iter();
        let start = whole.facts_start();
        Rule {
            facts: facts.iter().map(|(_, fact)| *fact).collect(),
            fact_ends: (1..=facts.len()).map(|count| start + GROUP_BITS * count).collect(),
            permits: kept.permits.iter().map(|place| clause(&whole.permits, *place)).collect(),
            forbids: kept.forbids.iter().map(|place| clause(&whole.forbids, *place)).collect(),
            advice: advice
                .map(|index| self.reject(whole, &facts, &whole.advice[index.index()]))
                .collect(),
            ..head(whole)
        }
    }

    /// The facts of a rule that stay, by their places in it and as the reduced program numbers
    /// them.
    fn facts<'r>(&'r self, rule: &'r Rule) -> impl Iterator<Item = (usize, Fact)> + 'r {
        rule.facts.iter().enumerate().filter_map(|(place, fact)| {
            let Fact::In(group) = fact else { return None };
            let index = self.open.binary_search(group).ok()?;
            Some((place, Fact::In(GroupId::at(index))))
        })
    }

    /// The bits that a clause still rejects, where the reduced rule has them.
    fn reject(&self, rule: &Rule, facts: &[(usize, Fact)], reject: &[u32]) -> Mask {
        let principal = self.gate.principal;
        let start = rule.facts_start();
        let mut left = empty((start + GROUP_BITS * facts.len()).div_ceil(BITS));
        left[..rule.context.blocks.end].copy_from_slice(&reject[..rule.context.blocks.end]);
        principal.untie(&self.gate.program.record(rule.resource).slots, &mut left);
        principal.untie(&rule.context.slots, &mut left);
        for (index, (place, _)) in facts.iter().enumerate() {
            let slot = rule.fact_slot(*place);
            for value in 0..GROUP_BITS {
                let rejected = has(reject, slot.value(value));
                put(&mut left, start + GROUP_BITS * index + value, rejected);
            }
        }
        left
    }

    /// A type, with the guards of its steps as they are for anybody among those of all.
    fn resource_type(
        &self,
        resource: TypeId,
        whole: &ResourceType,
        guards: &mut Vec<Rule>,
    ) -> ResourceType {
        let Some(Lifecycle { state, steps }) = &whole.lifecycle else { return whole.clone() };
        let mut known: Vec<(ActionId, u32)> = Vec::new();
        let mut anybody = |step: &Step| {
            if step.anybody.is_some() {
                return step.anybody;
            }
            if let Some((_, place)) = known.iter().find(|(guard, _)| *guard == step.guard) {
                return Some(*place);
            }
            let place = guards.len() as u32;
            guards.push(nameless(self.gate.program.rule(step.guard, resource)?));
            known.push((step.guard, place));
            Some(place)
        };
        let steps = steps.iter().map(|step| Step { anybody: anybody(step), ..step.clone() });
        let lifecycle = Some(Lifecycle { state: *state, steps: steps.collect() });
        ResourceType { lifecycle, ..whole.clone() }
    }
}

/// A rule that says for nobody in particular whether it can be passed: of no policy, and about
/// facts that are only told apart.
fn nameless(rule: &Rule) -> Rule {
    let clauses = |clauses: &[Clause]| {
        let nobody = |clause: &Clause| Clause { policy: PolicyId(0), ..clause.clone() };
        clauses.iter().map(nobody).collect()
    };
    Rule {
        facts: (0..rule.facts.len()).map(|place| Fact::In(GroupId::at(place))).collect(),
        fact_ends: rule.fact_ends.clone(),
        permits: clauses(&rule.permits),
        forbids: clauses(&rule.forbids),
        ..head(rule)
    }
}

/// A rule without facts, clauses and advice, which would be copied for nothing.
fn head(rule: &Rule) -> Rule {
    Rule {
        place: rule.place,
        action: rule.action,
        resource: rule.resource,
        mentions: rule.mentions.clone(),
        advised: rule.advised.clone(),
        context: rule.context.clone(),
        facts: Vec::new(),
        fact_ends: Vec::new(),
        clusters: rule.clusters.clone(),
        errors: rule.errors.clone(),
        permits: Vec::new(),
        forbids: Vec::new(),
        advice: Vec::new(),
    }
}
