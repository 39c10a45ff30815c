//! Policies as clauses: for every action, on every type of record it applies to.

use std::collections::{BTreeMap, BTreeSet};

use tollgate::limits::CLAUSES_MAX;

use super::Policy;
use super::literals::Literals;
use super::lowering::Lowering;
use super::scope::Heads;
use crate::diagnostic::{Diagnostic, Findings};
use crate::dnf::{Formula, clauses};
use crate::facts::{Clause, Fact, Slot, Space, Values};
use crate::schema::{ID, Schema, TYPE};
use crate::solve::Allowed;

/// The rules of all actions, and what they mention of the principal.
pub(crate) struct Rules {
    /// For each action, one rule a resource type.
    pub(crate) actions: Vec<Vec<Rule>>,
    /// The attributes of the principal that policies mention, its id always.
    pub(crate) principal: BTreeSet<usize>,
    /// The texts that lists are asked for.
    pub(crate) texts: Vec<String>,
}

/// When an action is allowed on one type of record.
pub(crate) struct Rule {
    pub(crate) action: usize,
    pub(crate) resource: usize,
    pub(crate) mentions: BTreeSet<Slot>,
    /// The policies that speak of this action and type, whether or not they can hold.
    pub(crate) policies: BTreeSet<usize>,
    pub(crate) permits: Clauses,
    pub(crate) forbids: Clauses,
}

/// Clauses in the order of their policies.
#[derive(Default)]
pub(crate) struct Clauses {
    pub(crate) clauses: Vec<Clause>,
    /// The policy of each clause.
    pub(crate) policies: Vec<usize>,
}

impl Rule {
    pub(crate) fn space<'a>(&self, schema: &'a Schema) -> Space<'a> {
        Space { schema, action: self.action, resource: self.resource }
    }

    pub(crate) fn allowed(&self) -> Allowed<'_> {
        Allowed { permits: &self.permits.clauses, forbids: &self.forbids.clauses }
    }

    /// The record's attributes that its policies mention, by number.
    pub(crate) fn record_mentions(&self) -> impl Iterator<Item = usize> {
        self.mentions.iter().filter_map(|slot| match slot {
            Slot::Record(index) => Some(*index),
            _ => None,
        })
    }

    /// The context attributes that its policies mention, by number.
    pub(crate) fn context_mentions(&self) -> impl Iterator<Item = usize> {
        self.mentions.iter().filter_map(|slot| match slot {
            Slot::Context(index) => Some(*index),
            _ => None,
        })
    }
}

impl Rules {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.actions.iter().flatten()
    }

    /// The rule of an action on a type.
    pub(crate) fn on(&self, action: usize, resource: usize) -> Option<&Rule> {
        self.actions.get(action)?.iter().find(|rule| rule.resource == resource)
    }
}

/// Lowers every policy for every action and type it applies to.
pub(crate) fn lower(schema: &mut Schema, policies: &[Policy], findings: &mut Findings) -> Rules {
    let mut literals = Literals::default();
    let mut unheard = Findings::default();
    let speaking = Heads::new(schema).speaking(policies);
    let mut pairs: Vec<_> = speaking.iter().collect();
    pairs.sort();
    for ((action, resource), speaking) in pairs {
        let space = Space { schema, action: *action, resource: *resource };
        for index in speaking {
            let policy = &policies[*index];
            for kind in &schema.actions[*action].principals {
                Lowering::new((space, *kind), policy, &mut literals, &mut unheard).condition();
            }
        }
    }
    literals.make_classes(schema, findings);
    let mut rules =
        Rules { actions: Vec::new(), principal: BTreeSet::from([ID]), texts: Vec::new() };
    if schema.principals.len() > 1 {
        rules.principal.insert(TYPE);
    }
    for (action, known) in schema.actions.iter().enumerate() {
        let on = known.on.iter().map(|resource| {
            let space = Space { schema, action, resource: *resource };
            let speaking = speaking.get(&(action, *resource)).map_or(&[][..], Vec::as_slice);
            rule(space, (policies, speaking), (&mut literals, &mut rules.principal), findings)
        });
        rules.actions.push(on.collect());
    }
    keep_links(schema, &mut rules.principal);
    rules.texts = literals.into_texts();
    rules
}

/// Keeps links of each template: principals may bring them although no rule asks for them.
fn keep_links(schema: &Schema, principal: &mut BTreeSet<usize>) {
    let mut templates: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, attribute) in schema.principal.attributes.iter().enumerate() {
        if let Some(template) = attribute.template() {
            templates.entry(template).or_default().push(index);
        }
    }
    for links in templates.values() {
        if !links.iter().any(|index| principal.contains(index)) {
            principal.extend(links.first());
        }
    }
}

/// A rule of those policies that speak of it, by their numbers among all.
fn rule(
    space: Space<'_>,
    (policies, speaking): (&[Policy], &[usize]),
    (literals, principal): (&mut Literals, &mut BTreeSet<usize>),
    findings: &mut Findings,
) -> Rule {
    let mut rule = Rule {
        action: space.action,
        resource: space.resource,
        mentions: BTreeSet::new(),
        policies: speaking.iter().copied().collect(),
        permits: Clauses::default(),
        forbids: Clauses::default(),
    };
    for index in speaking {
        let policy = &policies[*index];
        let mut ways: Vec<(Values, Formula)> = Vec::new();
        for kind in &space.schema.actions[space.action].principals {
            let mut lowering = Lowering::new((space, *kind), policy, literals, findings);
            let formula = lowering.condition();
            rule.mentions.append(&mut lowering.mentions);
            principal.append(&mut lowering.principal);
            match ways.iter_mut().find(|(_, known)| *known == formula) {
                Some((kinds, _)) => drop(kinds.insert(*kind)),
                None => ways.push((Values::from([*kind]), formula)),
            }
        }
        let formula = for_types(ways, space.schema.principals.len());
        let found = bounded(space, policy, &formula, findings);
        let side = if policy.forbids { &mut rule.forbids } else { &mut rule.permits };
        side.policies.extend(std::iter::repeat_n(*index, found.len()));
        side.clauses.extend(found);
    }
    for side in [&rule.permits, &rule.forbids] {
        refuse_sum(space, policies, side, findings);
    }
    rule
}

/// What holds for principals of some types each, of all that there are.
fn for_types(ways: Vec<(Values, Formula)>, all: usize) -> Formula {
    let parts = ways.into_iter().map(|(kinds, formula)| match kinds.len() == all {
        true => formula,
        false => Formula::All(vec![Formula::Fact(Fact::Is(Slot::Principal(TYPE)), kinds), formula]),
    });
    Formula::Any(parts.collect())
}

/// The clauses of one policy, which may not need more than a rule may have.
fn bounded(
    space: Space<'_>,
    policy: &Policy,
    formula: &Formula,
    findings: &mut Findings,
) -> Vec<Clause> {
    clauses(formula, space, CLAUSES_MAX).unwrap_or_else(|_| {
        let message = format!(
            "policy `{}` multiplies out to more than {CLAUSES_MAX} alternatives for {}",
            policy.id.value,
            described(space),
        );
        findings.push(
            Diagnostic::error("policy::too_many_clauses", &policy.id.place, message)
                .with_help(MULTIPLIES),
        );
        Vec::new()
    })
}

const MULTIPLIES: &str = "`(a || b) && (c || d)` is four alternatives: give the principals that \
                          may do this a group of their own, or the records a `Bool` attribute \
                          that the host works out";

fn refuse_sum(space: Space<'_>, policies: &[Policy], side: &Clauses, findings: &mut Findings) {
    if side.clauses.len() <= CLAUSES_MAX {
        return;
    }
    let count = |policy: &usize| side.policies.iter().filter(|known| *known == policy).count();
    let Some(largest) = side.policies.iter().max_by_key(|policy| count(policy)) else { return };
    let Some(policy) = policies.get(*largest) else { return };
    let message = format!(
        "the policies for {} come to {} alternatives, more than {CLAUSES_MAX}; `{}` has the most, \
         {}",
        described(space),
        side.clauses.len(),
        policy.id.value,
        count(largest),
    );
    findings.push(
        Diagnostic::error("policy::too_many_clauses", &policy.id.place, message)
            .with_help(MULTIPLIES),
    );
}

fn described(space: Space<'_>) -> String {
    let action = space.schema.actions.get(space.action).map_or("", |action| &action.at.value);
    let resource = space.schema.types.get(space.resource).map_or("", |record| &record.name);
    format!("action `{action}` on `{resource}`")
}
