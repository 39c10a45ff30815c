//! Whether what a pack comes to is within the bounds of the engine, which reads no more.

use tollgate::limits::{TIES_MAX, VALUES_MAX};

use super::numbers::Numbers;
use crate::diagnostic::{Diagnostic, Findings};
use crate::facts::{Clause, Fact, Slot};
use crate::policy::{Policy, Rule};
use crate::schema::{Attribute, Kind};

/// Reports each attribute that passes a bound.
pub(super) fn check(numbers: &Numbers<'_>, findings: &mut Findings) {
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

fn references(clause: &Clause, slot: Slot) -> impl Iterator<Item = usize> {
    clause.facts().filter_map(move |(fact, _)| match fact {
        Fact::Tie(known, reference) if known == slot => Some(reference),
        _ => None,
    })
}
