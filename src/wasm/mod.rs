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

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use wasm_bindgen::prelude::*;

use crate::error::Result;
use crate::gate::Gate;
use crate::input::{Input, Shape};
use crate::policy::Policy;
use crate::request::Request;
use crate::table::Table;
use answer::{failure, list, object};
use shelf::Shelf;
use value::{Value, name};

type Answer = core::result::Result<JsValue, JsValue>;

/// The engine: all that the module keeps.
#[wasm_bindgen]
pub struct Engine {
    policies: Shelf<Policy>,
    gates: Shelf<Gate>,
}

/// Asks about something on a shelf; `undefined` where it is there no more.
fn asked<T>(held: Option<Rc<T>>, question: &dyn Fn(&T) -> Result<JsValue>) -> Answer {
    match held {
        None => Ok(JsValue::UNDEFINED),
        Some(held) => question(&held).map_err(|error| failure(&error)),
    }
}

fn request<'g>(gate: &'g Gate, resource: &JsValue, context: &JsValue) -> Request<'g> {
    let resource = Value::from(resource.clone());
    Request::read(gate, &resource).with_source(Value::from(context.clone()))
}

impl Engine {
    fn of_policy(&self, id: f64, question: &dyn Fn(&Policy) -> Result<JsValue>) -> Answer {
        asked(self.policies.get(id), question)
    }

    fn of_gate(&self, id: f64, question: &dyn Fn(&Gate) -> Result<JsValue>) -> Answer {
        asked(self.gates.get(id), question)
    }

    /// Asks about a record and a context.
    fn of_request(
        &self,
        id: f64,
        resource: &JsValue,
        context: &JsValue,
        question: &dyn Fn(&Request<'_>) -> Result<JsValue>,
    ) -> Answer {
        self.of_gate(id, &|gate| question(&request(gate, resource, context)))
    }
}

#[wasm_bindgen]
impl Engine {
    /// An engine without policies.
    #[wasm_bindgen(constructor)]
    #[expect(clippy::new_without_default, reason = "made by JavaScript alone")]
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
    pub fn policy_info(&self, id: f64) -> Answer {
        self.of_policy(id, &|policy| Ok(answer::policy(policy)))
    }

    /// The lifecycle of a type, or null.
    pub fn lifecycle(&self, id: f64, resource_type: &JsValue) -> Answer {
        self.of_policy(id, &|policy| Ok(answer::lifecycle(policy.lifecycle(&name(resource_type))?)))
    }

    /// The permissions that roles start with.
    pub fn role_defaults(&self, id: f64, roles: &JsValue) -> Answer {
        self.of_policy(id, &|policy| {
            let roles = value::names(roles, "roles")?;
            let roles: Vec<&str> = roles.iter().map(String::as_str).collect();
            Ok(list(policy.role_defaults(&roles)?.iter().map(|name| name.as_str().into())))
        })
    }

    /// What to say before something is granted.
    pub fn grant_advice(&self, id: f64, grant: &JsValue, roles: &JsValue) -> Answer {
        self.of_policy(id, &|policy| {
            let roles = value::names(roles, "roles")?;
            let roles: Vec<&str> = roles.iter().map(String::as_str).collect();
            Ok(answer::advice(&policy.grant_advice(&name(grant), &roles)?))
        })
    }

    /// Opens a gate on a policy.
    pub fn gate(&self, policy: f64, principal: &JsValue) -> Answer {
        self.of_policy(policy, &|policy| {
            let gate = policy.gate_for(&Value::from(principal.clone()))?;
            Ok(self.gates.put(gate).into())
        })
    }

    /// Whether the action is allowed.
    pub fn can(&self, id: f64, action: &JsValue, resource: &JsValue, context: &JsValue) -> Answer {
        self.of_request(id, resource, context, &|request| Ok(request.can(&name(action))?.into()))
    }

    /// The decision.
    pub fn check(
        &self,
        id: f64,
        action: &JsValue,
        resource: &JsValue,
        context: &JsValue,
    ) -> Answer {
        self.of_request(id, resource, context, &|request| {
            Ok(answer::decision(&request.check(&name(action))?))
        })
    }

    /// Whether the action is ever allowed.
    pub fn scope(&self, id: f64, action: &JsValue, context: &JsValue) -> Answer {
        self.of_request(id, &JsValue::UNDEFINED, context, &|request| {
            Ok(request.scope(&name(action))?.as_str().into())
        })
    }

    /// How a control shows.
    pub fn control(
        &self,
        id: f64,
        control: &JsValue,
        resource: &JsValue,
        context: &JsValue,
    ) -> Answer {
        self.of_request(id, resource, context, &|request| {
            Ok(answer::control(&request.control(&name(control))?))
        })
    }

    /// How all controls show.
    pub fn controls(&self, id: f64, resource: &JsValue) -> Answer {
        self.of_request(id, resource, &JsValue::UNDEFINED, &|request| {
            Ok(list(request.controls()?.iter().map(answer::control)))
        })
    }

    /// The values of a choice.
    pub fn options(&self, id: f64, control: &JsValue, resource: &JsValue) -> Answer {
        self.of_request(id, resource, &JsValue::UNDEFINED, &|request| {
            Ok(list(request.options(&name(control))?.iter().map(answer::option)))
        })
    }

    /// The transitions that the record's state has.
    pub fn transitions(&self, id: f64, resource: &JsValue) -> Answer {
        self.of_request(id, resource, &JsValue::UNDEFINED, &|request| {
            Ok(list(request.transitions()?.iter().map(answer::transition)))
        })
    }

    /// The decision on a transition.
    pub fn transition(&self, id: f64, transition: &JsValue, resource: &JsValue) -> Answer {
        self.of_request(id, resource, &JsValue::UNDEFINED, &|request| {
            Ok(answer::decision(&request.transition(&name(transition))?))
        })
    }

    /// The rows on which the action is allowed.
    pub fn filter(&self, id: f64, action: &JsValue, context: &JsValue) -> Answer {
        self.of_request(id, &JsValue::UNDEFINED, context, &|request| {
            Ok(answer::filter(&request.filter(&name(action))?))
        })
    }

    /// Whether a row matches the filter of an action.
    pub fn matches(&self, id: f64, action: &JsValue, context: &JsValue, row: &JsValue) -> Answer {
        self.of_request(id, &JsValue::UNDEFINED, context, &|request| {
            Ok(request.filter(&name(action))?.accepts(&Value::from(row.clone())).into())
        })
    }

    /// The answers for many rows.
    pub fn table(&self, id: f64, rows: &JsValue, actions: &JsValue) -> Answer {
        self.of_gate(id, &|gate| {
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
}
