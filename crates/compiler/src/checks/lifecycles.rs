//! States that no step reaches, steps that nobody can take, steps that cannot be told apart.

use std::collections::{BTreeSet, HashMap};

use crate::diagnostic::{Diagnostic, Findings};
use crate::facts::{Clause, Fact, Slot, Values};
use crate::pack::Pack;
use crate::pack::lifecycle::{Lifecycle, Transition};
use crate::solve;

/// Refuses states that no steps lead to.
pub(super) fn check_states(pack: &Pack, findings: &mut Findings) {
    for lifecycle in &pack.lifecycles {
        unreachable_states(pack, lifecycle, findings);
    }
}

/// Refuses steps that nobody can take, and such as cannot be told apart.
pub(super) fn check_steps(pack: &Pack, findings: &mut Findings) {
    for lifecycle in &pack.lifecycles {
        let mut named: HashMap<&str, Vec<&Transition>> = HashMap::new();
        for step in &lifecycle.transitions {
            closed_step(pack, lifecycle, step, findings);
            let others = named.entry(&step.name.value).or_default();
            for other in &*others {
                overlapping(pack, lifecycle, other, step, findings);
            }
            others.push(step);
        }
    }
}

fn unreachable_states(pack: &Pack, lifecycle: &Lifecycle, findings: &mut Findings) {
    let mut leaving: HashMap<usize, Vec<usize>> = HashMap::new();
    for step in &lifecycle.transitions {
        step.from.iter().for_each(|from| leaving.entry(from.value).or_default().push(step.to));
    }
    let mut reached = BTreeSet::from([lifecycle.initial.value]);
    let mut open = vec![lifecycle.initial.value];
    while let Some(state) = open.pop() {
        let next = leaving.get(&state).into_iter().flatten();
        open.extend(next.filter(|state| reached.insert(**state)));
    }
    for state in (0..lifecycle.states.len()).filter(|state| !reached.contains(state)) {
        let name = state_name(pack, lifecycle, state);
        let initial = state_name(pack, lifecycle, lifecycle.initial.value);
        let message = format!("no transitions lead from `{initial}` to the state `{name}`");
        let help = format!(
            "write a transition to `{name}`, or remove the value from the \
                            schema"
        );
        findings.push(
            Diagnostic::error("lifecycle::unreachable_state", &lifecycle.initial.place, message)
                .with_help(help),
        );
    }
}

fn closed_step(pack: &Pack, lifecycle: &Lifecycle, step: &Transition, findings: &mut Findings) {
    for from in &step.from {
        let region = in_state(lifecycle, from.value);
        if super::possible(pack, step.guard.value, lifecycle.resource, &region) {
            continue;
        }
        let message = format!(
            "nobody can ever `{}` from `{}`",
            step.name.value,
            state_name(pack, lifecycle, from.value),
        );
        let help = format!(
            "its guard `{}` is never allowed in that state: permit it there, or take the state \
             out of `from`",
            action_name(pack, step.guard.value),
        );
        findings.push(
            Diagnostic::error("lifecycle::guard_never_passes", &from.place, message)
                .with_help(help),
        );
    }
}

/// Refuses two steps, which have one name, where from one state both could be taken.
fn overlapping(
    pack: &Pack,
    lifecycle: &Lifecycle,
    one: &Transition,
    other: &Transition,
    findings: &mut Findings,
) {
    let resource = lifecycle.resource;
    let rule = |step: &Transition| pack.rules.on(step.guard.value, resource);
    let (Some(first), Some(second)) = (rule(one), rule(other)) else { return };
    for from in &other.from {
        let region = in_state(lifecycle, from.value);
        let shared = one.from.iter().any(|known| known.value == from.value);
        let both = [first.allowed(), second.allowed()];
        if !shared || !solve::possible(&region, &both, first.space(&pack.schema)) {
            continue;
        }
        let message = format!(
            "two transitions `{}` can both be taken from `{}`",
            other.name.value,
            state_name(pack, lifecycle, from.value),
        );
        let (guard, known) = (other.guard.value, one.guard.value);
        let help = if guard == known {
            format!("the other is at {}: give them names or guards of their own", one.name.place)
        } else {
            format!(
                "the other is at {}: let the policies of `{}` and `{}` exclude each other, or \
                 rename one",
                one.name.place,
                action_name(pack, known),
                action_name(pack, guard),
            )
        };
        findings.push(
            Diagnostic::error("lifecycle::ambiguous_transition", &other.name.place, message)
                .with_help(help),
        );
    }
}

fn in_state(lifecycle: &Lifecycle, state: usize) -> Clause {
    Clause::of(Fact::Is(Slot::Record(lifecycle.attribute)), Values::from([state]))
}

fn state_name<'a>(pack: &'a Pack, lifecycle: &Lifecycle, state: usize) -> &'a str {
    let record = &pack.schema.types[lifecycle.resource];
    let attribute = &record.attributes[lifecycle.attribute];
    attribute.value_name(state).unwrap_or_default()
}

fn action_name(pack: &Pack, action: usize) -> &str {
    pack.schema.actions.get(action).map_or("", |action| &action.at.value)
}
