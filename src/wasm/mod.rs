//! The boundary to JavaScript: what the npm package calls.
//!
//! Nothing is decided here. Values are pulled out of JavaScript (`value`), answers are written as
//! plain objects (`answer`), and policies and gates are kept under numbers on bounded shelves
//! (`shelf`): a number whose place was given to another answers `undefined`, and the caller opens
//! it again. JavaScript code can run while a value is read (getters, proxies) and may call in
//! again; so nothing is borrowed from a shelf while a value is read.

mod answer;
#[cfg(not(feature = "json"))]
mod runtime;
mod shelf;
mod value;

use alloc::string::String;
use alloc::vec::Vec;

use wasm_bindgen::prelude::*;

use crate::error::Result;
use crate::gate::Gate;
use crate::input::{Input, Shape};
use crate::policy::Policy;
use crate::request::Request;
use crate::table::Table;
use answer::{failure, list};
use shelf::Shelf;
use value::{Value, name, names};

type Answer = core::result::Result<JsValue, JsValue>;

/// The engine: all that the module keeps.
#[wasm_bindgen]
pub struct Engine {
    policies: Shelf<Policy>,
    gates: Shelf<Gate>,
}

/// What can be asked of a gate.
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub enum Verb {
    /// Whether an action is allowed.
    Can,
    /// The decision on an action.
    Check,
    /// Whether an action is ever allowed.
    Scope,
    /// How a control shows.
    Control,
    /// How all controls show.
    Controls,
    /// The values of a choice.
    Options,
    /// The decision on a transition.
    Transition,
    /// The transitions that the record's state has.
    Transitions,
    /// The rows on which an action is allowed.
    Filter,
    /// Whether the record matches the filter of an action.
    Matches,
    /// The answers for many rows, given as the record; the actions are the name.
    Table,
}

#[wasm_bindgen]
impl Engine {
    /// An engine without policies.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Engine { policies: Shelf::new(shelf::POLICIES), gates: Shelf::new(shelf::GATES) }
    }

    /// Opens a bundle, or finds the one of that fingerprint.
    pub fn open(&self, bundle: JsValue) -> Answer {
        let bundle = Value::from(bundle);
        let fingerprint = bundle.get("fingerprint").map(|value| value.shape());
        if let Some(Shape::Text(fingerprint)) = fingerprint
            && let Some(id) = self.policies.find(|policy| policy.fingerprint() == fingerprint)
        {
            return Ok(id.into());
        }
        let policy = Policy::read(bundle).map_err(|error| failure(&error))?;
        Ok(self.policies.put(policy).into())
    }

    /// What a policy says of itself.
    pub fn about(&self, policy: f64) -> JsValue {
        self.policies.get(policy).map_or(JsValue::UNDEFINED, |policy| answer::policy(&policy))
    }

    /// The lifecycle of a type, or null.
    pub fn lifecycle(&self, policy: f64, resource_type: &JsValue) -> Answer {
        let Some(policy) = self.policies.get(policy) else { return Ok(JsValue::UNDEFINED) };
        thrown(policy.lifecycle(&name(resource_type)).map(answer::lifecycle))
    }

    /// What to say before something is granted to a user of these roles; without a grant, the
    /// permissions that the roles start with.
    pub fn roles(&self, policy: f64, grant: &JsValue, roles: &JsValue) -> Answer {
        let Some(policy) = self.policies.get(policy) else { return Ok(JsValue::UNDEFINED) };
        thrown(names(roles, "roles").and_then(|roles| {
            let roles: Vec<&str> = roles.iter().map(String::as_str).collect();
            if grant.is_undefined() {
                return Ok(list(&policy.role_defaults(&roles)?, answer::text));
            }
            Ok(list(&policy.grant_advice(&name(grant), &roles)?, answer::advice))
        }))
    }

    /// Opens a gate on a policy.
    pub fn gate(&self, policy: f64, principal: JsValue) -> Answer {
        let Some(policy) = self.policies.get(policy) else { return Ok(JsValue::UNDEFINED) };
        thrown(policy.gate_for(&Value::from(principal)).map(|gate| self.gates.put(gate).into()))
    }

    /// Asks a gate.
    pub fn ask(
        &self,
        gate: f64,
        verb: Verb,
        named: &JsValue,
        record: JsValue,
        context: JsValue,
    ) -> Answer {
        let Some(gate) = self.gates.get(gate) else { return Ok(JsValue::UNDEFINED) };
        thrown(answered(&gate, verb, named, record, context))
    }
}

fn thrown(answer: Result<JsValue>) -> Answer {
    answer.map_err(|error| failure(&error))
}

fn answered(
    gate: &Gate,
    verb: Verb,
    named: &JsValue,
    record: JsValue,
    context: JsValue,
) -> Result<JsValue> {
    let record = Value::from(record);
    if let Verb::Table = verb {
        let rows = value::items(&record, "rows")?;
        let actions = if named.is_undefined() { None } else { Some(names(named, "actions")?) };
        return Ok(answer::table(&Table::ask(gate, &rows, actions.as_deref())?));
    }
    let name = name(named);
    let request = match verb {
        Verb::Matches => Request::read(gate, &Value::from(JsValue::UNDEFINED)),
        _ => Request::read(gate, &record),
    };
    let request = request.with_source(Value::from(context));
    Ok(match verb {
        Verb::Can => request.can(&name)?.into(),
        Verb::Check => answer::decision(&request.check(&name)?),
        Verb::Scope => request.scope(&name)?.as_str().into(),
        Verb::Control => answer::control(&request.control(&name)?),
        Verb::Controls => list(&request.controls()?, answer::control),
        Verb::Options => list(&request.options(&name)?, answer::option),
        Verb::Transition => answer::decision(&request.transition(&name)?),
        Verb::Transitions => list(&request.transitions()?, answer::transition),
        Verb::Filter => answer::filter(&request.filter(&name)?),
        Verb::Matches => request.filter(&name)?.accepts(&record).into(),
        Verb::Table => JsValue::UNDEFINED,
    })
}
