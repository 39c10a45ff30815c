//! Controls that can never be used, and actions that nothing uses.

use std::collections::BTreeSet;

use tollgate::ControlKind;

use crate::diagnostic::{Diagnostic, Findings};
use crate::facts::{Clause, Slot};
use crate::pack::Pack;
use crate::pack::lifecycle::{Lifecycle, Transition};
use crate::pack::surface::{Control, Does};

/// Looks at each control by itself.
pub(super) fn check_controls(pack: &Pack, findings: &mut Findings) {
    for control in &pack.surface.controls {
        orphan(pack, control, findings);
        idle_choice(pack, control, findings);
        guard_for_its_step(pack, control, findings);
    }
}

/// Warns of a control for the guard of a transition, which may be allowed where the step is not: in
/// states that it does not leave. A field would be seen or changed there, too. A status is of all
/// steps there are.
fn guard_for_its_step(pack: &Pack, control: &Control, findings: &mut Findings) {
    if control.kind == ControlKind::Status {
        return;
    }
    let of_type = |lifecycle: &&Lifecycle| lifecycle.resource == control.resource;
    let Some(lifecycle) = pack.lifecycles.iter().find(of_type) else { return };
    let mut warned = BTreeSet::new();
    for action in control.does.actions() {
        let guarded = |step: &&Transition| {
            step.guard.value == action.value && step.from.len() < lifecycle.states.len()
        };
        let Some(step) = lifecycle.transitions.iter().find(guarded) else { continue };
        // A field's view may be its change.
        if !warned.insert(action.value) {
            continue;
        }
        let (guard, step) = (action_name(pack, action.value), &step.name.value);
        let message = format!("`{guard}` guards the transition `{step}`, and is not the step");
        let instead = match control.does {
            Does::Action(_) => {
                format!("`transition = \"{step}\"` for a control that takes the step")
            }
            _ => "an action of its own, or a control of kind `status` for the state".to_owned(),
        };
        let help = format!("it is allowed in states that `{step}` does not leave: write {instead}");
        let warning = Diagnostic::warning("surface::guard_action", &action.place, message);
        findings.push(warning.with_help(help));
    }
}

/// Refuses a control whose action nobody can ever do on its type; an action that nobody can do at
/// all is refused itself.
fn orphan(pack: &Pack, control: &Control, findings: &mut Findings) {
    for action in control.does.actions() {
        let anything = Clause::default();
        let open = |resource| super::possible(pack, action.value, resource, &anything);
        let closed_everywhere = !pack.schema.actions[action.value].on.iter().any(|on| open(*on));
        if closed_everywhere || open(control.resource) {
            continue;
        }
        let name = action_name(pack, action.value);
        let message = format!("control `{}` can never be used", control.id.value);
        let resource = &pack.schema.types[control.resource].name;
        let help = format!(
            "nobody is ever allowed to `{name}` on a `{resource}`: write a `permit` for it, or \
             remove the control"
        );
        findings.push(
            Diagnostic::error("surface::orphan_control", &action.place, message).with_help(help),
        );
    }
}

/// Warns of a choice whose options all get the same answer.
fn idle_choice(pack: &Pack, control: &Control, findings: &mut Findings) {
    let Does::Choice(action, slot) = &control.does else { return };
    let rule = pack.rules.on(action.value, control.resource);
    let Some(rule) = rule.filter(|rule| !rule.mentions.contains(slot)) else { return };
    let chosen = rule.space(&pack.schema).attribute(*slot).map_or("", |known| &known.name);
    let name = action_name(pack, action.value);
    let prefix = if matches!(slot, Slot::Context(_)) { "context." } else { "" };
    let message = format!("no policy for `{name}` looks at `{prefix}{chosen}`");
    let help = "every option gets the same answer: use a control without `chooses`, or write the \
                policy that tells options apart";
    findings.push(
        Diagnostic::warning("surface::idle_choice", &control.id.place, message).with_help(help),
    );
}

/// Refuses actions that nothing uses, and such as are wrongly said to be used elsewhere.
pub(super) fn check_actions(pack: &Pack, findings: &mut Findings) {
    let mut used: BTreeSet<usize> = BTreeSet::new();
    for control in &pack.surface.controls {
        used.extend(control.does.actions().iter().map(|action| action.value));
    }
    for lifecycle in &pack.lifecycles {
        used.extend(lifecycle.transitions.iter().map(|step| step.guard.value));
    }
    let elsewhere = &pack.surface.used_elsewhere;
    for action in elsewhere.iter().filter(|action| used.contains(&action.value)) {
        let name = action_name(pack, action.value);
        let message = format!("action `{name}` is used here too");
        let help = "a control or a transition's guard uses it: remove it from `[used_elsewhere]`";
        findings
            .push(Diagnostic::error("surface::used_here", &action.place, message).with_help(help));
    }
    used.extend(elsewhere.iter().map(|action| action.value));
    for (index, action) in pack.schema.actions.iter().enumerate() {
        if used.contains(&index) {
            continue;
        }
        let name = &action.at.value;
        let message = format!("nothing uses the action `{name}`");
        let help = format!(
            "bind a control or a transition's guard to it, or write `{name} = \"why\"` under \
             `[used_elsewhere]` in `surface.toml`"
        );
        findings.push(
            Diagnostic::error("surface::unused_action", &action.at.place, message).with_help(help),
        );
    }
}

fn action_name(pack: &Pack, action: usize) -> &str {
    pack.schema.actions.get(action).map_or("", |action| &action.at.value)
}
