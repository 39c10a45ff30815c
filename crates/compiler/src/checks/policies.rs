//! Policies that decide nothing, and actions that nobody can ever do.

use std::collections::{BTreeMap, BTreeSet};

use super::unlocks;
use crate::diagnostic::{Diagnostic, Findings};
use crate::facts::{Clause, Fact};
use crate::pack::Pack;
use crate::policy::{Policy, Rule};
use crate::schema::PERMISSION;
use crate::solve::{self, Allowed};

/// Forbids that are looked at one by one, to name the one that closes an action.
const FORBIDS_MAX: usize = 256;

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

/// What nobody can ever do: a mistake beside controls. What projects publish has none, and actions
/// for later.
fn unreachable_actions(pack: &Pack, findings: &mut Findings) {
    let anything = Clause::default();
    let make = if pack.has_surface { Diagnostic::error } else { Diagnostic::warning };
    for (index, action) in pack.schema.actions.iter().enumerate() {
        let (open, shut): (Vec<usize>, Vec<usize>) =
            action.on.iter().partition(|on| super::possible(pack, index, **on, &anything));
        let name = &action.at.value;
        if open.is_empty() {
            let message = format!("nobody can ever be allowed to `{name}`");
            let why = shut.iter().find_map(|on| closed_by(pack, index, *on));
            let help = match why {
                Some(why) => format!("{why}, or remove the action"),
                None => "write a `permit` for it, or remove the action".to_owned(),
            };
            let code = "policy::unreachable_action";
            findings.push(make(code, &action.at.place, message).with_help(help));
            continue;
        }
        for on in shut {
            let Some(record) = pack.schema.types.get(on) else { continue };
            let message = format!("nobody can ever be allowed to `{name}` on a `{}`", record.name);
            let help = match closed_by(pack, index, on) {
                Some(why) => format!("{why}, or take `{}` off the action", record.name),
                None => {
                    format!("write a `permit` for it, or take `{}` off the action", record.name)
                }
            };
            findings.push(
                Diagnostic::warning("policy::unreachable_on_type", &action.at.place, message)
                    .with_help(help),
            );
        }
    }
}

/// What closes every permit for an action on a type of record, and what to do, where forbids do.
fn closed_by(pack: &Pack, action: usize, resource: usize) -> Option<String> {
    let rule = pack.rules.on(action, resource)?;
    let (permits, space) = (&rule.permits.clauses[..], rule.space(&pack.schema));
    let mut forbids: BTreeMap<usize, Vec<Clause>> = BTreeMap::new();
    for (policy, clause) in rule.forbids.policies.iter().zip(&rule.forbids.clauses) {
        forbids.entry(*policy).or_default().push(clause.clone());
    }
    if permits.is_empty() || forbids.is_empty() {
        return None;
    }
    let closes = |forbids: &[Clause]| {
        !solve::possible(&Clause::default(), &[Allowed { permits, forbids }], space)
    };
    let alone = forbids.iter().take(FORBIDS_MAX).find(|(_, clauses)| closes(clauses));
    Some(match alone {
        Some((policy, _)) => {
            let id = &pack.policies[*policy].id.value;
            format!("the forbid `{id}` closes every permit for it: narrow it")
        }
        None => "several forbids close every permit for it together: narrow one".to_owned(),
    })
}
