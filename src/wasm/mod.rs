//! The boundary to JavaScript: what the npm package calls.
//!
//! Nothing is decided here. Values are pulled out of JavaScript (`value`), answers are written as
//! plain objects (`answer`), and policies and gates are kept under numbers in a bounded shelf
//! (`shelf`): a number whose place was given to another answers `undefined`, and the caller opens
//! it again. JavaScript code can run while a value is read (getters, proxies) and may call in
//! again; so nothing is borrowed from the shelf while a value is read.

#![expect(unreachable_pub, reason = "exported to JavaScript, not to Rust")]

mod answer;
mod shelf;
mod value;

use std::rc::Rc;

use wasm_bindgen::prelude::*;

use crate::error::Result;
use crate::gate::Gate;
use crate::input::{Input, Shape};
use crate::policy::Policy;
use crate::request::Request;
use crate::table::Table;
use answer::{failure, list, object};
use shelf::Shelf;
use value::Value;

thread_local! {
    static POLICIES: Shelf<Policy> = Shelf::new(shelf::POLICIES);
    static GATES: Shelf<Gate> = Shelf::new(shelf::GATES);
}

type Answer = core::result::Result<JsValue, JsValue>;

/// Asks about something on a shelf; `undefined` where it is there no more.
fn asked<T>(held: Option<Rc<T>>, question: impl FnOnce(&T) -> Result<JsValue>) -> Answer {
    match held {
        None => Ok(JsValue::UNDEFINED),
        Some(held) => question(&held).map_err(|error| failure(&error)),
    }
}

fn of_policy(id: f64, question: impl FnOnce(&Policy) -> Result<JsValue>) -> Answer {
    asked(POLICIES.with(|shelf| shelf.get(id)), question)
}

fn of_gate(id: f64, question: impl FnOnce(&Gate) -> Result<JsValue>) -> Answer {
    asked(GATES.with(|shelf| shelf.get(id)), question)
}

fn request(gate: &Gate, resource: JsValue, context: JsValue) -> Request<'_> {
    Request::read(gate, &Value::from(resource)).with_source(Value::from(context))
}

/// Opens a bundle, or finds the one of that fingerprint.
#[wasm_bindgen]
pub fn open(bundle: JsValue) -> Answer {
    let bundle = Value::from(bundle);
    if let Some(Shape::Text(fingerprint)) = bundle.get("fingerprint").map(|value| value.shape()) {
        let same = |policy: &Policy| policy.fingerprint() == fingerprint;
        if let Some(id) = POLICIES.with(|shelf| shelf.find(same)) {
            return Ok(id.into());
        }
    }
    match Policy::read(bundle) {
        Ok(policy) => Ok(POLICIES.with(|shelf| shelf.put(policy)).into()),
        Err(error) => Err(failure(&error)),
    }
}

/// What a policy says of itself.
#[wasm_bindgen]
pub fn policy_info(id: f64) -> Answer {
    of_policy(id, |policy| Ok(answer::policy(policy)))
}

/// The lifecycle of a type, or null.
#[wasm_bindgen]
pub fn lifecycle(id: f64, resource_type: JsValue) -> Answer {
    of_policy(id, |policy| {
        let lifecycle = policy.lifecycle(&value::name(resource_type))?;
        Ok(answer::lifecycle(lifecycle))
    })
}

/// The permissions that roles start with.
#[wasm_bindgen]
pub fn role_defaults(id: f64, roles: JsValue) -> Answer {
    of_policy(id, |policy| {
        let roles = value::names(roles, "roles")?;
        let roles: Vec<&str> = roles.iter().map(String::as_str).collect();
        Ok(list(policy.role_defaults(&roles)?.iter().map(|name| name.as_str().into())))
    })
}

/// What to say before something is granted.
#[wasm_bindgen]
pub fn grant_advice(id: f64, grant: JsValue, roles: JsValue) -> Answer {
    of_policy(id, |policy| {
        let grant = value::name(grant);
        let roles = value::names(roles, "roles")?;
        let roles: Vec<&str> = roles.iter().map(String::as_str).collect();
        Ok(answer::advice(&policy.grant_advice(&grant, &roles)?))
    })
}

/// Opens a gate on a policy.
#[wasm_bindgen]
pub fn gate(policy: f64, principal: JsValue) -> Answer {
    of_policy(policy, |policy| {
        let gate = policy.gate_for(&Value::from(principal))?;
        Ok(GATES.with(|shelf| shelf.put(gate)).into())
    })
}

/// Whether the action is allowed.
#[wasm_bindgen]
pub fn can(id: f64, action: JsValue, resource: JsValue, context: JsValue) -> Answer {
    of_gate(id, |gate| {
        let action = value::name(action);
        Ok(request(gate, resource, context).can(&action)?.into())
    })
}

/// The decision.
#[wasm_bindgen]
pub fn check(id: f64, action: JsValue, resource: JsValue, context: JsValue) -> Answer {
    of_gate(id, |gate| {
        let action = value::name(action);
        Ok(answer::decision(&request(gate, resource, context).check(&action)?))
    })
}

/// Whether the action is ever allowed.
#[wasm_bindgen]
pub fn scope(id: f64, action: JsValue, context: JsValue) -> Answer {
    of_gate(id, |gate| {
        let action = value::name(action);
        Ok(request(gate, JsValue::UNDEFINED, context).scope(&action)?.as_str().into())
    })
}

/// How a control shows.
#[wasm_bindgen]
pub fn control(id: f64, control: JsValue, resource: JsValue, context: JsValue) -> Answer {
    of_gate(id, |gate| {
        let control = value::name(control);
        Ok(answer::control(&request(gate, resource, context).control(&control)?))
    })
}

/// How all controls show.
#[wasm_bindgen]
pub fn controls(id: f64, resource: JsValue) -> Answer {
    of_gate(id, |gate| {
        let states = request(gate, resource, JsValue::UNDEFINED).controls()?;
        Ok(list(states.iter().map(answer::control)))
    })
}

/// The values of a choice.
#[wasm_bindgen]
pub fn options(id: f64, control: JsValue, resource: JsValue) -> Answer {
    of_gate(id, |gate| {
        let control = value::name(control);
        let options = request(gate, resource, JsValue::UNDEFINED).options(&control)?;
        Ok(list(options.iter().map(answer::option)))
    })
}

/// The transitions that the record's state has.
#[wasm_bindgen]
pub fn transitions(id: f64, resource: JsValue) -> Answer {
    of_gate(id, |gate| {
        let transitions = request(gate, resource, JsValue::UNDEFINED).transitions()?;
        Ok(list(transitions.iter().map(answer::transition)))
    })
}

/// The decision on a transition.
#[wasm_bindgen]
pub fn transition(id: f64, name: JsValue, resource: JsValue) -> Answer {
    of_gate(id, |gate| {
        let name = value::name(name);
        let request = request(gate, resource, JsValue::UNDEFINED);
        Ok(answer::decision(&request.transition(&name)?))
    })
}

/// The rows on which the action is allowed.
#[wasm_bindgen]
pub fn filter(id: f64, action: JsValue, context: JsValue) -> Answer {
    of_gate(id, |gate| {
        let action = value::name(action);
        Ok(answer::filter(&request(gate, JsValue::UNDEFINED, context).filter(&action)?))
    })
}

/// Whether a row matches the filter of an action.
#[wasm_bindgen]
pub fn matches(id: f64, action: JsValue, context: JsValue, row: JsValue) -> Answer {
    of_gate(id, |gate| {
        let action = value::name(action);
        let filter = request(gate, JsValue::UNDEFINED, context).filter(&action)?;
        Ok(filter.accepts(&Value::from(row)).into())
    })
}

/// The answers for many rows.
#[wasm_bindgen]
pub fn table(id: f64, rows: JsValue, actions: JsValue) -> Answer {
    of_gate(id, |gate| {
        let rows = value::items(rows, "rows")?;
        let actions = if actions.is_undefined() || actions.is_null() {
            None
        } else {
            Some(value::names(actions, "actions")?)
        };
        let table = Table::ask(gate, &rows, actions.as_deref())?;
        let columns = table.actions().iter().filter_map(|action| table.column(action));
        Ok(object(&[
            ("actions", list(table.actions().iter().map(|action| action.as_str().into()))),
            ("columns", list(columns.map(answer::bytes))),
            ("errors", list(table.errors.iter().map(answer::row_error))),
        ]))
    })
}
