//! Answers as plain JavaScript objects: the shapes of the contract, written by hand, since they are
//! all the browser needs of a serialiser.

use wasm_bindgen::prelude::*;

use crate::decision::{Change, Decision, Determining};
use crate::error::Error;
use crate::filter::{Condition, Filter};
use crate::lifecycle::{Lifecycle, StateValue, TransitionState};
use crate::policy::{Advice, Policy};
use crate::surface::{ChoiceOption, ControlState};
use crate::table::{RowError, Table};

// Setting a member of a fresh object or array cannot fail.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = Object)]
    fn new_object() -> JsValue;
    #[wasm_bindgen(js_name = Array)]
    fn new_array() -> JsValue;
    #[wasm_bindgen(js_namespace = Reflect, js_name = set)]
    fn set_text(of: &JsValue, name: &str, text: &str);
    #[wasm_bindgen(js_namespace = Reflect, js_name = set)]
    fn set_flag(of: &JsValue, name: &str, flag: bool);
    #[wasm_bindgen(js_namespace = Reflect, js_name = set)]
    fn set_number(of: &JsValue, name: &str, number: u32);
    #[wasm_bindgen(js_namespace = Reflect, js_name = set)]
    fn set_value(of: &JsValue, name: &str, value: &JsValue);
    #[wasm_bindgen(js_namespace = Reflect, js_name = set)]
    fn set_item(of: &JsValue, index: u32, value: &JsValue);
    /// A copy of bytes.
    #[wasm_bindgen(js_namespace = Uint8Array, js_name = from)]
    fn bytes(bytes: &[u8]) -> JsValue;
}

/// An object in the making.
struct Object(JsValue);

impl Object {
    fn new() -> Self {
        Object(new_object())
    }

    fn text(self, name: &str, text: &str) -> Self {
        set_text(&self.0, name, text);
        self
    }

    /// Left out where there is none.
    fn optional(self, name: &str, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.text(name, text),
            None => self,
        }
    }

    fn flag(self, name: &str, flag: bool) -> Self {
        set_flag(&self.0, name, flag);
        self
    }

    fn value(self, name: &str, value: &JsValue) -> Self {
        set_value(&self.0, name, value);
        self
    }

    fn state(self, name: &str, state: Option<&StateValue>) -> Self {
        match state {
            Some(state) => self.value(name, &state_value(state)),
            None => self,
        }
    }

    fn list<T>(self, name: &str, items: &[T], item: fn(&T) -> JsValue) -> Self {
        self.value(name, &list(items, item))
    }
}

pub(super) fn list<T>(items: &[T], item: fn(&T) -> JsValue) -> JsValue {
    let array = new_array();
    for (index, each) in items.iter().enumerate() {
        set_item(&array, index as u32, &item(each));
    }
    array
}

pub(super) fn text<T: AsRef<str>>(text: &T) -> JsValue {
    JsValue::from_str(text.as_ref())
}

fn state_value(value: &StateValue) -> JsValue {
    match value {
        StateValue::Flag(flag) => JsValue::from_bool(*flag),
        StateValue::Value(value) => JsValue::from_str(value),
    }
}

/// What is thrown.
pub(super) fn failure(error: &Error) -> JsValue {
    let thrown = Object::new()
        .text("code", error.code().as_str())
        .text("message", error.message())
        .optional("at", error.at());
    match error.allowed() {
        [] => thrown.0,
        allowed => thrown.list("allowed", allowed, text).0,
    }
}

fn row_error(each: &RowError) -> JsValue {
    let error = failure(&each.error);
    set_number(&error, "row", each.row as u32);
    error
}

pub(super) fn advice(each: &Advice) -> JsValue {
    Object::new().text("id", &each.id).text("text", &each.text).0
}

pub(super) fn decision(decision: &Decision) -> JsValue {
    let denial = decision.denial.map_or(JsValue::NULL, |denial| denial.as_str().into());
    Object::new()
        .flag("allowed", decision.allowed)
        .text("action", &decision.action)
        .state("to", decision.to.as_ref())
        .value("denial", &denial)
        .list("determining", &decision.determining, determining)
        .list("unlock", &decision.unlock, |changes| list(changes, change))
        .list("advice", &decision.advice, advice)
        .text("message", &decision.message)
        .0
}

fn determining(policy: &Determining) -> JsValue {
    Object::new()
        .text("policy", &policy.policy)
        .text("effect", policy.effect.as_str())
        .optional("reason", policy.reason.as_deref())
        .0
}

fn change(change: &Change) -> JsValue {
    match change {
        Change::Grant { grant } => Object::new().text("grant", grant).0,
        Change::Relate { relate } => Object::new().text("relate", relate).0,
        Change::Step { transition, to } => {
            Object::new().text("transition", transition).state("to", Some(to)).0
        }
    }
}

pub(super) fn control(control: &ControlState) -> JsValue {
    let state = Object::new()
        .text("id", &control.id)
        .text("kind", control.kind.as_str())
        .text("state", control.state.as_str())
        .optional("message", control.message.as_deref());
    match &control.error {
        Some(error) => state.value("error", &failure(error)).0,
        None => state.0,
    }
}

pub(super) fn option(option: &ChoiceOption) -> JsValue {
    Object::new()
        .state("value", Some(&option.value))
        .flag("allowed", option.allowed)
        .optional("message", option.message.as_deref())
        .0
}

pub(super) fn transition(transition: &TransitionState) -> JsValue {
    Object::new()
        .text("name", &transition.name)
        .state("to", transition.to.as_ref())
        .flag("allowed", transition.allowed)
        .value("decision", &decision(&transition.decision))
        .0
}

pub(super) fn filter(filter: &Filter) -> JsValue {
    Object::new()
        .text("kind", filter.kind.as_str())
        .list("any", &filter.any, |conjunction| {
            Object::new().list("all", &conjunction.all, condition).0
        })
        .0
}

fn condition(condition: &Condition) -> JsValue {
    Object::new()
        .text("attribute", &condition.attribute)
        .text("op", condition.op.as_str())
        .state("value", condition.value.as_ref())
        .0
}

pub(super) fn table(table: &Table) -> JsValue {
    Object::new()
        .list("actions", table.actions(), text)
        .list("columns", table.columns(), |column| bytes(column))
        .list("errors", &table.errors, row_error)
        .0
}

pub(super) fn lifecycle(lifecycle: Option<Lifecycle>) -> JsValue {
    let Some(lifecycle) = lifecycle else { return JsValue::NULL };
    Object::new()
        .text("attribute", &lifecycle.attribute)
        .list("states", &lifecycle.states, state_value)
        .state("initial", Some(&lifecycle.initial))
        .list("transitions", &lifecycle.transitions, |transition| {
            Object::new()
                .text("name", &transition.name)
                .list("from", &transition.from, state_value)
                .state("to", Some(&transition.to))
                .text("guard", &transition.guard)
                .0
        })
        .0
}

pub(super) fn policy(policy: &Policy) -> JsValue {
    Object::new()
        .text("pack", policy.pack())
        .text("fingerprint", policy.fingerprint())
        .list("actions", &policy.actions(), text)
        .list("roles", &policy.roles(), text)
        .list("permissions", &policy.permissions(), |permission| {
            Object::new()
                .text("name", &permission.name)
                .text("label", &permission.label)
                .optional("category", permission.category.as_deref())
                .0
        })
        .list("help", policy.help(), |help| {
            Object::new().text("question", &help.question).text("answer", &help.answer).0
        })
        .0
}
