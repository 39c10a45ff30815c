//! `tollgate decide`: one decision, or how one control shows, as JSON.

use std::collections::BTreeSet;

use serde_json::Value;
use tollgate::{ControlMode, Decision, ErrorCode, Policy};

use crate::args::{Decide, Question};
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
    know_question(&policy, &args.question)?;
    let gate = policy.gate(&principal)?;
    let about = gate.prepare(&resource).with(&context);
    match &args.question {
        Question { action: Some(name), .. } => decided(&about.check(name)?),
        Question { transition: Some(name), .. } => decided(&about.transition(name)?),
        Question { control, .. } => {
            let is_pending = resource.is_null() && args.resource.is_some();
            let pending = || gate.prepare_optional(None::<&Value>).with(&context);
            let about = if is_pending { pending() } else { about };
            let shown = about.control(control.as_deref().unwrap_or_default())?;
            Ok(Output::json(&shown)?.fine(shown.state == ControlMode::Enabled))
        }
    }
}

fn decided(decision: &Decision) -> Result<Output, Problem> {
    Ok(Output::json(decision)?.fine(decision.allowed))
}

/// That the policy has what is asked for.
fn know_question(policy: &Policy, question: &Question) -> Result<(), Problem> {
    let bundle = policy.bundle();
    match question {
        Question { action: Some(name), .. } => know_action(policy, name),
        Question { transition: Some(name), .. } => {
            let known: BTreeSet<&str> = bundle.transitions().map(|it| it.name.as_str()).collect();
            let known = known.into_iter().collect();
            know("transition", name, known, ErrorCode::UnknownTransition)
        }
        Question { control, .. } => {
            let known = bundle.controls.iter().map(|control| control.id.as_str()).collect();
            let id = control.as_deref().unwrap_or_default();
            know("control", id, known, ErrorCode::UnknownControl)
        }
    }
}
