//! `tollgate decide`: one decision, as JSON.

use serde_json::Value;

use crate::args::Decide;
use crate::finding::Problem;
use crate::json_arg;
use crate::language;
use crate::output::Output;
use crate::pack::{Pack, know_action};

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
    know_action(&policy, &args.action)?;

    let gate = policy.gate(&principal)?;
    let decision = gate.prepare(&resource).with(&context).check(&args.action)?;
    let text = serde_json::to_string_pretty(&decision).map_err(Problem::of)?;
    Ok(Output::new(text, &decision)?.fine(decision.allowed))
}
