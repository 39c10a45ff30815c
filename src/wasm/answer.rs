//! Answers as plain JavaScript objects: the shapes of the contract, written by hand, since they are
//! all the browser needs of a serialiser.

use alloc::string::String;

use wasm_bindgen::prelude::*;

use crate::decision::{Change, Decision, Determining};
use crate::error::Error;
use crate::filter::{Condition, Filter};
use crate::lifecycle::{Lifecycle, StateValue, TransitionState};
use crate::policy::{Advice, Policy};
use crate::surface::{ChoiceOption, ControlState};
use crate::table::RowError;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = Object)]
    fn new_object() -> JsValue;
    #[wasm_bindgen(js_name = Array)]
    fn new_array() -> JsValue;
    // Setting a member of a fresh object or array cannot fail.
    #[wasm_bindgen(js_namespace = Reflect, js_name = set)]
    fn set_member(of: &JsValue, name: &str, value: &JsValue);
    #[wasm_bindgen(js_namespace = Reflect, js_name = set)]
    fn set_item(of: &JsValue, index: u32, value: &JsValue);
    /// A copy of bytes.
    #[wasm_bindgen(js_namespace = Uint8Array, js_name = from)]
    pub(super) fn bytes(bytes: &[u8]) -> JsValue;
}

/// A plain object; members that are `undefined` are left out.
pub(super) fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = new_object();
    for (name, value) in members {
        if !value.is_undefined() {
            set_member(&object, name, value);
        }
    }
    object
}

pub(super) fn list(items: impl Iterator<Item = JsValue>) -> JsValue {
    let array = new_array();
    for (index, item) in items.enumerate() {
        set_item(&array, index as u32, &item);
    }
    array
}

fn texts<'a>(items: impl Iterator<Item = &'a str>) -> JsValue {
    list(items.map(JsValue::from_str))
}

fn optional(text: Option<&str>) -> JsValue {
    text.map_or(JsValue::UNDEFINED, JsValue::from_str)
}

fn state(value: &StateValue) -> JsValue {
    match value {
        StateValue::Flag(flag) => JsValue::from_bool(*flag),
        StateValue::Value(value) => JsValue::from_str(value),
    }
}

fn optional_state(value: Option<&StateValue>) -> JsValue {
    value.map_or(JsValue::UNDEFINED, state)
}

/// What is thrown.
pub(super) fn failure(error: &Error) -> JsValue {
    let allowed = error.allowed();
    object(&[
        ("code", error.code().as_str().into()),
        ("message", error.message().into()),
        ("at", optional(error.at())),
        (
            "allowed",
            if allowed.is_empty() {
                JsValue::UNDEFINED
            } else {
                texts(allowed.iter().map(String::as_str))
            },
        ),
    ])
}

pub(super) fn row_error(each: &RowError) -> JsValue {
    object(&[
        ("row", (each.row as f64).into()),
        ("code", each.error.code().as_str().into()),
        ("message", each.error.message().into()),
        ("at", optional(each.error.at())),
    ])
}

pub(super) fn advice(advice: &[Advice]) -> JsValue {
    list(advice.iter().map(|each| {
        object(&[("id", each.id.as_str().into()), ("text", each.text.as_str().into())])
    }))
}

pub(super) fn decision(decision: &Decision) -> JsValue {
    object(&[
        ("allowed", decision.allowed.into()),
        ("action", decision.action.as_str().into()),
        ("to", optional_state(decision.to.as_ref())),
        ("denial", decision.denial.map_or(JsValue::NULL, |denial| denial.as_str().into())),
        ("determining", list(decision.determining.iter().map(determining))),
        ("unlock", list(decision.unlock.iter().map(|each| list(each.iter().map(change))))),
        ("advice", advice(&decision.advice)),
        ("message", decision.message.as_str().into()),
    ])
}

fn determining(policy: &Determining) -> JsValue {
    object(&[
        ("policy", policy.policy.as_str().into()),
        ("effect", policy.effect.as_str().into()),
        ("reason", optional(policy.reason.as_deref())),
    ])
}

fn change(change: &Change) -> JsValue {
    match change {
        Change::Grant { grant } => object(&[("grant", grant.as_str().into())]),
        Change::Relate { relate } => object(&[("relate", relate.as_str().into())]),
        Change::Step { transition, to } => {
            object(&[("transition", transition.as_str().into()), ("to", state(to))])
        }
    }
}

pub(super) fn control(control: &ControlState) -> JsValue {
    object(&[
        ("id", control.id.as_str().into()),
        ("kind", control.kind.as_str().into()),
        ("state", control.state.as_str().into()),
        ("message", optional(control.message.as_deref())),
        ("error", control.error.as_ref().map_or(JsValue::UNDEFINED, failure)),
    ])
}

pub(super) fn option(option: &ChoiceOption) -> JsValue {
    object(&[
        ("value", state(&option.value)),
        ("allowed", option.allowed.into()),
        ("message", optional(option.message.as_deref())),
    ])
}

pub(super) fn transition(transition: &TransitionState) -> JsValue {
    object(&[
        ("name", transition.name.as_str().into()),
        ("to", optional_state(transition.to.as_ref())),
        ("allowed", transition.allowed.into()),
        ("decision", decision(&transition.decision)),
    ])
}

pub(super) fn filter(filter: &Filter) -> JsValue {
    let conjunctions = filter
        .any
        .iter()
        .map(|conjunction| object(&[("all", list(conjunction.all.iter().map(condition)))]));
    object(&[("kind", filter.kind.as_str().into()), ("any", list(conjunctions))])
}

fn condition(condition: &Condition) -> JsValue {
    object(&[
        ("attribute", condition.attribute.as_str().into()),
        ("op", condition.op.as_str().into()),
        ("value", optional_state(condition.value.as_ref())),
    ])
}

pub(super) fn lifecycle(lifecycle: Option<Lifecycle>) -> JsValue {
    let Some(lifecycle) = lifecycle else { return JsValue::NULL };
    let transitions = lifecycle.transitions.iter().map(|transition| {
        object(&[
            ("name", transition.name.as_str().into()),
            ("from", list(transition.from.iter().map(state))),
            ("to", state(&transition.to)),
            ("guard", transition.guard.as_str().into()),
        ])
    });
    object(&[
        ("attribute", lifecycle.attribute.as_str().into()),
        ("states", list(lifecycle.states.iter().map(state))),
        ("initial", state(&lifecycle.initial)),
        ("transitions", list(transitions)),
    ])
}

pub(super) fn policy(policy: &Policy) -> JsValue {
    let permissions = policy.permissions();
    let permissions = permissions.iter().map(|permission| {
        object(&[
            ("name", permission.name.as_str().into()),
            ("label", permission.label.as_str().into()),
            ("category", optional(permission.category.as_deref())),
        ])
    });
    let help = policy.help().iter().map(|help| {
        object(&[
            ("question", help.question.as_str().into()),
            ("answer", help.answer.as_str().into()),
        ])
    });
    object(&[
        ("pack", policy.pack().into()),
        ("fingerprint", policy.fingerprint().into()),
        ("actions", texts(policy.actions().into_iter())),
        ("roles", texts(policy.roles().into_iter())),
        ("permissions", list(permissions)),
        ("help", list(help)),
    ])
}
