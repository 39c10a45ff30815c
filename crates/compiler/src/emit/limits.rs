//! Whether what a pack comes to is within the bounds of the engine, which reads no more.

use std::collections::HashSet;

use tollgate::limits::{BLOCKS_MAX, STATES_MAX, TIES_MAX, TRIES_MAX, VALUES_MAX};
use tollgate::program::{Layout, Slot as Laid};

use super::attributes::{record_attributes, slot};
use super::clusters::groups;
use super::numbers::Numbers;
use crate::diagnostic::{Diagnostic, Findings};
use crate::facts::{Clause, Fact, Slot, Tie};
use crate::policy::{Policy, Rule};
use crate::schema::{Attribute, ID, Kind};

/// Reports what passes a bound, and records of which two attributes have one name.
pub(super) fn check(numbers: &Numbers<'_>, findings: &mut Findings) {
    ids(numbers, findings);
    attributes(numbers, findings);
    if !findings.has_errors() {
        states(numbers, findings);
    }
    numbers.pack.rules.iter().for_each(|rule| width(numbers, rule, findings));
}

/// Reports types whose records are asked for their own id and for an attribute called `id`.
fn ids(numbers: &Numbers<'_>, findings: &mut Findings) {
    let pack = numbers.pack;
    for (resource, kept) in numbers.kept.iter().enumerate() {
        let record = &pack.schema.types[resource];
        let named = kept.iter().filter(|index| record.attributes[**index].path == ["id"]).count();
        if named < 2 {
            continue;
        }
        let reads = |rule: &&Rule| {
            rule.resource == resource && rule.record_mentions().any(|index| index == ID)
        };
        let action = pack.rules.iter().find(reads).map_or(0, |rule| rule.action);
        let action = &pack.schema.actions[action];
        let message = format!(
            "policies for `{}` read the own id of `{}`, and others its attribute `id`",
            action.at.value, record.name,
        );
        let help = "a record has one `id`: give the attribute another name in the schema";
        findings
            .push(Diagnostic::error("policy::two_ids", &action.at.place, message).with_help(help));
    }
}

/// Reports types of whose records, and actions of whose contexts, attributes that depend on each
/// other can be more together than the engine looks at.
fn states(numbers: &Numbers<'_>, findings: &mut Findings) {
    let pack = numbers.pack;
    for (resource, kept) in numbers.kept.iter().enumerate() {
        let record = &pack.schema.types[resource];
        let slots = kept.iter().map(|index| {
            slot(&record.attributes[*index], numbers.record_ties(resource, *index), true)
        });
        let layout = Layout::new(slots.collect(), 0);
        let attributes = record_attributes(numbers, resource);
        for members in groups(&layout, &attributes) {
            if tollgate::states_of_anybody(&attributes, &members).is_some() {
                continue;
            }
            let names: Vec<String> =
                members.iter().map(|it| format!("`{}`", attributes[it.index()].name)).collect();
            let action = pack.schema.actions.iter().find(|it| it.on.contains(&resource));
            let Some(action) = action else { continue };
            let message = format!(
                "{} of `{}` depend on each other, and what they can be together is more than \
                 {STATES_MAX} things, or takes more than {TRIES_MAX} tries to find",
                names.join(" and "),
                record.name,
            );
            let help = "compare fewer of them with each other and with the principal, or with \
                        fewer literals: let the host pass the answer as a flag";
            findings.push(
                Diagnostic::error("policy::too_many_states", &action.at.place, message)
                    .with_help(help),
            );
        }
    }
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
    let mut compared: Vec<(usize, Tie)> = Vec::new();
    for rule in pack.rules.iter().filter(|rule| of(rule)) {
        for side in [&rule.permits, &rule.forbids] {
            for (policy, clause) in side.policies.iter().zip(&side.clauses) {
                compared.extend(references(clause, slot).map(|reference| (*policy, reference)));
            }
        }
    }
    compared.sort_unstable();
    let mut known: Vec<Tie> = Vec::new();
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
    let facts: HashSet<Fact> = facts.filter(is_of_principal).collect();
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

fn is_of_principal(fact: &Fact) -> bool {
    matches!(fact, Fact::Group(_) | Fact::Is(Slot::Principal(_)) | Fact::Tie(Slot::Principal(_), _))
}

fn references(clause: &Clause, slot: Slot) -> impl Iterator<Item = Tie> {
    clause.facts().filter_map(move |(fact, _)| match fact {
        Fact::Tie(known, reference) if known == slot => Some(reference),
        _ => None,
    })
}
