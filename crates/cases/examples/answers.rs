//! Prints the whole answer to each case, one JSON line a case, for another engine's to be compared
//! with: `cargo run -p tollgate-cases --example answers -- BUNDLE CASES…`.
#![cfg(not(target_family = "wasm"))]

use std::error::Error;
use std::io::{BufWriter, Write};

use serde_json::{Value, json};
use tollgate::{Policy, Result};
use tollgate_cases::{Ask, Case, Of, parse};

fn main() -> Result<(), Box<dyn Error>> {
    let mut files = std::env::args().skip(1);
    let bundle = files.next().ok_or("no bundle is named")?;
    let policy = Policy::from_json(&std::fs::read_to_string(bundle)?)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    for file in files {
        for case in parse(&std::fs::read_to_string(file)?)? {
            let answer = answer(&policy, &case).unwrap_or_else(|error| json!({ "error": error }));
            writeln!(out, "{}", json!({"id": case.id, "answer": answer}))?;
        }
    }
    Ok(())
}

fn answer(policy: &Policy, case: &Case) -> Result<Value> {
    if let Ask::RoleDefaults(roles) = &case.ask {
        let roles: Vec<&str> = roles.iter().map(String::as_str).collect();
        return Ok(json!(policy.role_defaults(&roles)?));
    }
    if let Ask::GrantAdvice(ask) = &case.ask {
        let roles: Vec<&str> = ask.roles.iter().map(String::as_str).collect();
        return Ok(json!(policy.grant_advice(&ask.grant, &roles)?));
    }
    let gate = policy.gate(&case.principal)?;
    let request = gate.prepare(&case.resource).with(&case.context);
    Ok(match &case.ask {
        Ask::Decide(action) => json!(request.check(action)?),
        Ask::Transition(name) => json!(request.transition(name)?),
        Ask::Transitions(_) => json!(request.transitions()?),
        Ask::Scope(Of::Action(action)) => json!(request.scope(action)?),
        Ask::Scope(Of::Transition(by)) => json!(gate.scope_transition(&by.transition)?),
        Ask::Control(id) => json!(request.control(id)?),
        Ask::Options(id) => json!(request.options(id)?),
        Ask::Filter(Of::Action(action)) => json!(request.filter(action)?),
        Ask::Filter(Of::Transition(by)) => json!(gate.filter_transition(&by.transition)?),
        Ask::RoleDefaults(_) | Ask::GrantAdvice(_) => Value::Null,
    })
}
