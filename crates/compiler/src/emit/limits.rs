//! Whether what a pack comes to is within the bounds of the engine, which reads no more.

use std::collections::HashSet;

use tollgate::limits::{BLOCKS_MAX, TIES_MAX, VALUES_MAX};
use tollgate::program::{Layout, Slot as Laid};

use super::numbers::Numbers;
use super::program::slot;
use crate::diagnostic::{Diagnostic, Findings};
use crate::facts::{Clause, Fact, Slot};
use crate::policy::{Policy, Rule};
use crate::schema::{Attribute, Kind};

/// Reports what passes a bound.
pub(super) fn check(numbers: &Numbers<'_>, findings: &mut Findings) {
    attributes(numbers, findings);
    numbers.pack.rules.iter().for_each(|rule| width(numbers, rule, findings));
}

/// Reports each attribute of too many values or ties.
fn attributes(numbers: &Numbers<'_>, findings: &mut Findings) {
    let pack = numbers.pack;
    for (resource, kept) in numbers.kept.iter().enumerate() {
        let record = &pack.schema.types[resource];
        for index in kept {
            let attribute = &record.attributes[*index];
            let name = format!("`{}` of `{}`", attribute.name, record.name);
            values(attribute, &name, findings);
            let of = |rule: &Rule| rule.resource == resource;
            if numbers.record_ties(resource, *index).len() > TIES_MAX {
                ties(numbers, of, Slot::Record(*index), &name, findings);
            }
        }
    }
    for (action, kept) in numbers.context.iter().enumerate() {
        let known = &pack.schema.actions[action];
        for index in kept {
            let attribute = &known.context[*index];
            let name = format!("`context.{}` of `{}`", attribute.name, known.at.value);
            values(attribute, &name, findings);
            let of = |rule: &Rule| rule.action == action;
            if numbers.context_ties(action, *index).len() > TIES_MAX {
                ties(numbers, of, Slot::Context(*index), &name, findings);
            }
        }
    }
}

fn values(attribute: &Attribute, name: &str, findings: &mut Findings) {
    let Kind::Enum { of } = &attribute.kind else { return };
    let count = of.values.len();
    if count <= VALUES_MAX {
        return;
    }
    let message = format!("{name} has {count} values, more than {VALUES_MAX}");
    let help = format!(
        "list only those of `{}` that policies tell apart, or make an entity of it that is no \
         enumeration",
        of.type_name,
    );
    findings.push(Diagnostic::error("schema::too_many_values", &of.place, message).with_help(help));
}

/// Reports the first policy with which an attribute is compared with too many references.
fn ties(
    numbers: &Numbers<'_>,
    of: impl Fn(&Rule) -> bool,
    slot: Slot,
    name: &str,
    findings: &mut Findings,
) {
    let pack = numbers.pack;
    let mut compared: Vec<(usize, usize)> = Vec::new();
    for rule in pack.rules.iter().filter(|rule| of(rule)) {
        for side in [&rule.permits, &rule.forbids] {
            for (policy, clause) in side.policies.iter().zip(&side.clauses) {
                compared.extend(references(clause, slot).map(|reference| (*policy, reference)));
            }
        }
    }
    compared.sort_unstable();
    let mut known: Vec<usize> = Vec::new();
    let passing = compared.into_iter().find(|(_, reference)| {
        if !known.contains(reference) {
            known.push(*reference);
        }
        known.len() > TIES_MAX
    });
    let policy = passing.and_then(|(policy, _)| pack.policies.get(policy));
    let Some(Policy { id, .. }) = policy else { return };
    let message = format!(
        "up to `{}` policies compare {name} with more than {TIES_MAX} references to the principal",
        id.value,
    );
    let help = "let the principal have one attribute for what several hold, or keep the records' \
                attributes apart";
    findings.push(Diagnostic::error("policy::too_many_ties", &id.place, message).with_help(help));
}

/// The bits of a block, and those that a fact about the principal takes.
const BLOCK_BITS: usize = 32;
const FACT_BITS: usize = 2;

/// Reports an action whose request is too wide on a type of record: of what its attributes, their
/// ties and the groups take together.
fn width(numbers: &Numbers<'_>, rule: &Rule, findings: &mut Findings) {
    let pack = numbers.pack;
    let (record, action) = (&pack.schema.types[rule.resource], &pack.schema.actions[rule.action]);
    let of_record = numbers.kept[rule.resource].iter().map(|index| {
        slot(&record.attributes[*index], numbers.record_ties(rule.resource, *index), true)
    });
    let of_context = numbers.context[rule.action].iter().map(|index| {
        slot(&action.context[*index], numbers.context_ties(rule.action, *index), true)
    });
    let blocks = |slots: Vec<Laid>, start: usize| Layout::new(slots, start).blocks.end;
    let laid = blocks(of_context.collect(), blocks(of_record.collect(), 0));
    let clauses = rule.permits.clauses.iter().chain(&rule.forbids.clauses);
    let facts = clauses.flat_map(Clause::facts).map(|(fact, _)| fact);
    let facts: HashSet<Fact> =
        facts.filter(|fact| matches!(fact, Fact::Group(_) | Fact::Has(_))).collect();
    if laid + (FACT_BITS * facts.len()).div_ceil(BLOCK_BITS) <= BLOCKS_MAX {
        return;
    }
    let message = format!(
        "what is read for `{}` on `{}` takes more than {} bits",
        action.at.value,
        record.name,
        BLOCKS_MAX * BLOCK_BITS,
    );
    let help = "each value of an attribute takes a bit, each tie and each group two: let policies \
                read fewer of them";
    findings.push(Diagnostic::error("policy::too_wide", &action.at.place, message).with_help(help));
}

fn references(clause: &Clause, slot: Slot) -> impl Iterator<Item = usize> {
    clause.facts().filter_map(move |(fact, _)| match fact {
        Fact::Tie(known, reference) if known == slot => Some(reference),
        _ => None,
    })
}
