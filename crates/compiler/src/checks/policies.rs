//! Policies that decide nothing, and actions that nobody can ever do.

use std::collections::BTreeSet;

use super::unlocks;
use crate::diagnostic::{Diagnostic, Findings};
use crate::facts::{Clause, Fact};
use crate::pack::Pack;
use crate::policy::{Policy, Rule};
use crate::schema::PERMISSION;

pub(super) fn check(pack: &Pack, findings: &mut Findings) {
    idle_policies(pack, findings);
    idle_groups(pack, findings);
    unreachable_actions(pack, findings);
    pack.rules.iter().for_each(|rule| unlocks::check(pack, rule, findings));
}

fn idle_policies(pack: &Pack, findings: &mut Findings) {
    let applying: BTreeSet<usize> =
        pack.rules.iter().flat_map(|rule| rule.policies.iter().copied()).collect();
    let holding: BTreeSet<usize> = (pack.rules.iter())
        .flat_map(|rule| rule.permits.policies.iter().chain(&rule.forbids.policies))
        .copied()
        .collect();
    for (index, policy) in pack.policies.iter().enumerate() {
        let id = &policy.id.value;
        let (message, help) = if !applying.contains(&index) {
            (
                format!("policy `{id}` applies to no action on any record"),
                "let its head name an action and a type that the action applies to, or remove it",
            )
        } else if !holding.contains(&index) {
            (
                format!("policy `{id}` can never hold"),
                "its conditions contradict each other: mend them, or remove it",
            )
        } else {
            continue;
        };
        findings.push(
            Diagnostic::warning("policy::never_holds", &policy.id.place, message).with_help(help),
        );
    }
}

fn idle_groups(pack: &Pack, findings: &mut Findings) {
    let clauses = |rule: &'_ Rule| -> Vec<Fact> {
        let clauses = rule.permits.clauses.iter().chain(&rule.forbids.clauses);
        clauses.flat_map(Clause::facts).map(|(fact, _)| fact).collect()
    };
    let used: BTreeSet<Fact> = pack.rules.iter().flat_map(clauses).collect();
    // A record may be one, or in one, too.
    let named: BTreeSet<String> = (pack.policies.iter().flat_map(Policy::entities))
        .map(|uid| format!("{}::{}", pack.schema.called(uid.entity_type()), uid.eid().as_ref()))
        .collect();
    for (index, group) in pack.schema.groups.iter().enumerate() {
        if used.contains(&Fact::Group(index)) || named.contains(&group.at.value) {
            continue;
        }
        let what = if group.type_name == PERMISSION { "permission" } else { "group" };
        let message = format!("no policy asks for the {what} `{}`", group.value);
        let help = "write a policy that does, or remove it from the schema";
        findings.push(
            Diagnostic::warning("policy::unused_group", &group.at.place, message).with_help(help),
        );
    }
}

fn unreachable_actions(pack: &Pack, findings: &mut Findings) {
    let anything = Clause::default();
    for (index, action) in pack.schema.actions.iter().enumerate() {
        let (open, shut): (Vec<usize>, Vec<usize>) =
            action.on.iter().partition(|on| super::possible(pack, index, **on, &anything));
        let name = &action.at.value;
        let permits = pack.rules.actions[index].iter().any(|rule| !rule.permits.clauses.is_empty());
        let help = if permits {
            "a forbid closes every permit for it: narrow the forbid, or remove the action"
        } else {
            "write a `permit` for it, or remove the action"
        };
        if open.is_empty() {
            let message = format!("nobody can ever be allowed to `{name}`");
            findings.push(
                Diagnostic::error("policy::unreachable_action", &action.at.place, message)
                    .with_help(help),
            );
            continue;
        }
        for record in shut.iter().filter_map(|shut| pack.schema.types.get(*shut)) {
            let message = format!("nobody can ever be allowed to `{name}` on a `{}`", record.name);
            let help = format!("write a `permit` for it, or take `{}` off the action", record.name);
            findings.push(
                Diagnostic::warning("policy::unreachable_on_type", &action.at.place, message)
                    .with_help(help),
            );
        }
    }
}
