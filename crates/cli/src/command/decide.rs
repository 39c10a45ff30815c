//! `tollgate decide`: one decision, or how one control shows, as JSON.

use std::collections::BTreeSet;

use serde_json::Value;
use tollgate::{ControlMode, ControlState, Decision, ErrorCode, Policy};

use crate::args::{Asked, Decide};
use crate::finding::Problem;
use crate::json_arg;
use crate::language;
use crate::output::Output;
use crate::pack::{Pack, know, know_action};

pub(crate) fn run(args: &Decide, lang: Option<&str>) -> Result<Output, Problem> {
    let optional = |name, argument: &Option<String>| match argument {
        Some(argument) => json_arg::parse(name, argument),
        None => Ok(Value::Null),
    };
    let principal = json_arg::parse("--principal", &args.principal)?;
    let resource = optional("--resource", &args.resource)?;
    let context = optional("--context", &args.context)?;
    let pack = Pack::find(&args.pack)?;
    let policy = language::speak(&pack, pack.policy()?, lang)?;
    // The contract checks the name before the principal, which a gate would look at first.
    know_asked(&policy, &args.asked)?;
    let gate = policy.gate(&principal)?;
    let Asked { action, transition, control } = &args.asked;
    let about = gate.prepare(&resource).with(&context);
    match (action, transition, control) {
        (Some(action), ..) => decided(&about.check(action)?),
        (_, Some(name), _) => decided(&about.transition(name)?),
        (.., Some(id)) if resource.is_null() && args.resource.is_some() => {
            let pending = gate.prepare_optional(None::<&Value>).with(&context);
            shown(&pending.control(id)?)
        }
        (.., id) => shown(&about.control(id.as_deref().unwrap_or_default())?),
    }
}

fn decided(decision: &Decision) -> Result<Output, Problem> {
    let text = serde_json::to_string_pretty(decision).map_err(Problem::of)?;
    Ok(Output::new(text, decision)?.fine(decision.allowed))
}

fn shown(control: &ControlState) -> Result<Output, Problem> {
    let text = serde_json::to_string_pretty(control).map_err(Problem::of)?;
    Ok(Output::new(text, control)?.fine(control.state == ControlMode::Enabled))
}

/// That the policy has what is asked for.
fn know_asked(policy: &Policy, asked: &Asked) -> Result<(), Problem> {
    let bundle = policy.bundle();
    match asked {
        Asked { action: Some(name), .. } => know_action(policy, name),
        Asked { transition: Some(name), .. } => {
            let lifecycles = bundle.types.iter().filter_map(|of| of.lifecycle.as_ref());
            let steps = lifecycles.flat_map(|of| &of.transitions);
            let known: BTreeSet<&str> = steps.map(|step| step.name.as_str()).collect();
            let known = known.into_iter().collect();
            know("transition", name, known, ErrorCode::UnknownTransition)
        }
        Asked { control, .. } => {
            let known = bundle.controls.iter().map(|control| control.id.as_str()).collect();
            know(
                "control",
                control.as_deref().unwrap_or_default(),
                known,
                ErrorCode::UnknownControl,
            )
        }
    }
}
