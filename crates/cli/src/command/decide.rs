//! `tollgate decide`: one decision, as JSON.

use miette::MietteDiagnostic;
use serde_json::Value;
use tollgate::{ErrorCode, Policy};

use crate::args::Decide;
use crate::finding::Problem;
use crate::json_arg;
use crate::output::Output;
use crate::pack::Pack;
use crate::suggest::suggest;

pub(crate) fn run(args: &Decide) -> Result<Output, Problem> {
    let optional = |name, argument: &Option<String>| match argument {
        Some(argument) => json_arg::parse(name, argument),
        None => Ok(Value::Null),
    };
    let principal = json_arg::parse("--principal", &args.principal)?;
    let resource = optional("--resource", &args.resource)?;
    let context = optional("--context", &args.context)?;
    let policy = Pack::find(&args.pack)?.policy()?;
    know_action(&policy, &args.action)?;

    let gate = policy.gate(&principal)?;
    let decision = gate.prepare(&resource).with(&context).check(&args.action)?;
    let text = serde_json::to_string_pretty(&decision).map_err(Problem::of)?;
    Ok(Output::new(text, &decision)?.fine(decision.allowed))
}

/// The name is checked before the principal, which a gate would look at first.
fn know_action(policy: &Policy, action: &str) -> Result<(), Problem> {
    let known = policy.actions();
    if known.contains(&action) {
        return Ok(());
    }
    let diagnostic = MietteDiagnostic::new(format!("there is no action `{action}`"))
        .with_code(ErrorCode::UnknownAction.as_str())
        .with_help(suggest(action, known));
    Err(diagnostic.into())
}
