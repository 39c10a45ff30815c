//! One case put to a policy: asking, and comparing the answer with what is expected.

use serde_json::{Map, Value, json};
use tollgate::{ControlKind, Decision, Error, ErrorCode, Filter, Policy};

use crate::case::{Ask, ByTransition, Case, Of};

/// What became of a case.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Every expected member is as expected.
    Passed,
    /// Some member is not.
    Failed {
        /// What the case expects.
        expected: Value,
        /// The same members of the answer; or all of another answer (an error where none is
        /// expected, or the reverse).
        got: Value,
    },
}

/// Puts a case to a policy. The case's `pack` is not looked at.
pub fn run(policy: &Policy, case: &Case) -> Outcome {
    let answer = answer(policy, case);
    let as_expected = |(key, expected)| answer.get(key).is_some_and(|got| agrees(expected, got));
    if case.expect.iter().all(as_expected) {
        return Outcome::Passed;
    }
    let comparable = !case.expect.contains_key("error") && !answer.contains_key("error");
    let got = answer
        .into_iter()
        .filter(|(key, _)| !comparable || case.expect.contains_key(key))
        .collect();
    Outcome::Failed { expected: Value::Object(case.expect.clone()), got: Value::Object(got) }
}

/// Every list of the contract's answers is a set, so lists are compared without their order. An
/// answer that says one thing twice is no set and agrees with nothing.
fn agrees(expected: &Value, got: &Value) -> bool {
    let (Value::Array(expected), Value::Array(got)) = (expected, got) else {
        return expected == got;
    };
    let has = |list: &[Value], item: &Value| list.iter().any(|other| agrees(other, item));
    let twice = got.iter().enumerate().any(|(index, item)| has(&got[..index], item));
    let all = |list: &[Value], of: &[Value]| of.iter().all(|item| has(list, item));
    !twice && all(expected, got) && all(got, expected)
}

type Answer = Map<String, Value>;

/// An answer that is an error.
struct Refused {
    code: ErrorCode,
    message: String,
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Refused { code: error.code(), message: error.message().to_owned() }
    }
}

fn answer(policy: &Policy, case: &Case) -> Answer {
    ask(policy, case).unwrap_or_else(|Refused { code, message }| {
        members([("error", json!(code.as_str())), ("message", json!(message))])
    })
}

fn ask(policy: &Policy, case: &Case) -> Result<Answer, Refused> {
    let gate = policy.gate(&case.principal);
    let gate = || {
        let refused =
            |error: &Error| unknown_name(policy, &case.ask).unwrap_or_else(|| error.clone().into());
        gate.as_ref().map_err(refused)
    };
    let request = || Ok::<_, Refused>(gate()?.prepare(&case.resource).with(&case.context));
    Ok(match &case.ask {
        Ask::Decide(action) => decision(&request()?.check(action)?),
        Ask::Transition(name) => decision(&request()?.transition(name)?),
        Ask::Transitions(_) => {
            let states = request()?.transitions()?;
            split(states.iter().map(|state| (state.allowed, json!(state.name))))
        }
        Ask::Options(id) => {
            let options = request()?.options(id)?;
            split(options.iter().map(|option| (option.allowed, json!(option.value))))
        }
        Ask::Scope(of) => {
            let scope = match of {
                Of::Action(action) => request()?.scope(action)?,
                Of::Transition(by) => gate()?.scope_transition(&by.transition)?,
            };
            members([("scope", json!(scope.as_str()))])
        }
        Ask::Control(id) => members([("state", json!(request()?.control(id)?.state.as_str()))]),
        Ask::Filter(Of::Action(action)) => matching(&request()?.filter(action)?, case),
        Ask::Filter(Of::Transition(by)) => {
            matching(&gate()?.filter_transition(&by.transition)?, case)
        }
        Ask::RoleDefaults(roles) => {
            members([("permissions", json!(policy.role_defaults(&borrowed(roles))?))])
        }
        Ask::GrantAdvice(ask) => {
            let advice = policy.grant_advice(&ask.grant, &borrowed(&ask.roles))?;
            members([("advice", advice.iter().map(|advice| json!(advice.id)).collect())])
        }
    })
}

/// The contract checks a name before the principal; a gate, which is made of the principal, never
/// gets to see the name when that is bad.
fn unknown_name(policy: &Policy, ask: &Ask) -> Option<Refused> {
    let bundle = policy.bundle();
    let (known, code, name) = match ask {
        Ask::Decide(name) | Ask::Scope(Of::Action(name)) | Ask::Filter(Of::Action(name)) => {
            (policy.actions().contains(&name.as_str()), ErrorCode::UnknownAction, name)
        }
        Ask::Transition(name)
        | Ask::Scope(Of::Transition(ByTransition { transition: name }))
        | Ask::Filter(Of::Transition(ByTransition { transition: name })) => {
            let known = bundle.transitions().any(|known| known.name == *name);
            (known, ErrorCode::UnknownTransition, name)
        }
        Ask::Control(name) => {
            let known = bundle.controls.iter().any(|control| control.id == *name);
            (known, ErrorCode::UnknownControl, name)
        }
        Ask::Options(name) => {
            let mut controls = bundle.controls.iter().filter(|control| control.id == *name);
            let known = controls.any(|control| control.kind == ControlKind::Choice);
            (known, ErrorCode::UnknownControl, name)
        }
        Ask::Transitions(_) | Ask::RoleDefaults(_) | Ask::GrantAdvice(_) => return None,
    };
    (!known).then(|| Refused { code, message: format!("`{name}` is not known") })
}

fn decision(decision: &Decision) -> Answer {
    members([
        ("allowed", json!(decision.allowed)),
        ("denial", json!(decision.denial)),
        ("determining", decision.determining.iter().map(|one| json!(one.policy)).collect()),
        ("unlock", json!(decision.unlock)),
        ("advice", decision.advice.iter().map(|advice| json!(advice.id)).collect()),
        ("to", json!(decision.to)),
    ])
}

fn split(named: impl Iterator<Item = (bool, Value)>) -> Answer {
    let (allowed, denied): (Vec<_>, Vec<_>) = named.partition(|(allowed, _)| *allowed);
    let names = |list: Vec<(bool, Value)>| list.into_iter().map(|(_, name)| name).collect();
    members([("allowed", names(allowed)), ("denied", names(denied))])
}

fn matching(filter: &Filter, case: &Case) -> Answer {
    let rows = case.rows.iter().flatten().filter(|row| filter.matches(row));
    let ids = rows.map(|row| row["id"].clone()).collect();
    members([("ids", ids), ("kind", json!(filter.kind.as_str()))])
}

fn members<const N: usize>(members: [(&str, Value); N]) -> Answer {
    members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn borrowed(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_in_lists_are_sets_too() {
        let expected = json!([[{"grant": "a"}, {"transition": "t", "to": "x"}], [{"grant": "b"}]]);
        let got = json!([[{"grant": "b"}], [{"to": "x", "transition": "t"}, {"grant": "a"}]]);
        assert!(agrees(&expected, &got));
        assert!(!agrees(&expected, &json!([[{"grant": "b"}]])));
    }

    #[test]
    fn an_answer_that_repeats_itself_is_no_set() {
        assert!(agrees(&json!(["a", "a"]), &json!(["a"])));
        assert!(!agrees(&json!(["a"]), &json!(["a", "a"])));
    }
}
