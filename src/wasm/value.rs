//! JavaScript values as the engine's input: own members only, and nothing that throws gets through.

use alloc::string::String;
use alloc::vec::Vec;

use wasm_bindgen::prelude::*;

use crate::error::{Error, ErrorCode, Result};
use crate::input::{Input, Shape};
use crate::limits::LIST_ITEMS_MAX;
use crate::text::concat;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = Object, js_name = hasOwn)]
    fn has_own(of: &JsValue, name: &JsValue) -> core::result::Result<bool, JsValue>;
    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = get)]
    fn member(of: &JsValue, name: &JsValue) -> core::result::Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn is_array(value: &JsValue) -> core::result::Result<bool, JsValue>;
}

/// A value; `None` is one that could not be read.
pub(super) struct Value(Option<JsValue>);

impl From<JsValue> for Value {
    fn from(value: JsValue) -> Self {
        Value(Some(value))
    }
}

impl Input for Value {
    fn shape(&self) -> Shape<Self> {
        let Some(value) = &self.0 else { return Shape::Other };
        if value.is_undefined() || value.is_null() {
            return Shape::Null;
        }
        if let Some(text) = text(value) {
            return text.map_or(Shape::Other, Shape::Text);
        }
        if let Some(flag) = value.as_bool() {
            return Shape::Flag(flag);
        }
        if let Some(number) = value.as_f64() {
            return Shape::Number(number);
        }
        if !value.is_object() {
            return Shape::Other;
        }
        match is_array(value) {
            Ok(false) => Shape::Map,
            Ok(true) => list(value).map_or(Shape::Other, Shape::List),
            Err(_) => Shape::Other,
        }
    }

    fn get(&self, name: &str) -> Option<Self> {
        let value = self.0.as_ref()?;
        let name = JsValue::from_str(name);
        match has_own(value, &name) {
            Ok(false) => None,
            Ok(true) => Some(Value(member(value, &name).ok())),
            Err(_) => Some(Value(None)),
        }
    }
}

/// A string; one that is no valid UTF-16 could pass for another, and is not read.
fn text(value: &JsValue) -> Option<Option<String>> {
    let text = value.as_string()?;
    let sound = !text.chars().any(|each| each == '\u{fffd}') || JsValue::from_str(&text) == *value;
    Some(sound.then_some(text))
}

fn list(value: &JsValue) -> Option<Vec<Value>> {
    let length = member(value, &JsValue::from_str("length")).ok()?.as_f64()?;
    if !(0.0..=LIST_ITEMS_MAX as f64).contains(&length) {
        return None;
    }
    let read = |index: usize| Value(member(value, &JsValue::from_f64(index as f64)).ok());
    Some((0..length as usize).map(read).collect())
}

fn wrong(place: &str, what: &str) -> Error {
    Error::new(ErrorCode::WrongType, concat(&["`", place, "` must be ", what])).place(place)
}

/// A name that the caller passes. What is no string becomes a name that nothing has.
pub(super) fn name(value: &JsValue) -> String {
    let kind = value.js_typeof();
    match Value::from(value.clone()).shape() {
        Shape::Text(name) => name,
        _ => concat(&["<", &kind.as_string().unwrap_or_default(), ">"]),
    }
}

/// A list that the caller passes.
pub(super) fn items(value: &Value, place: &str) -> Result<Vec<Value>> {
    match value.shape() {
        Shape::List(items) => Ok(items),
        _ => Err(wrong(place, "an array")),
    }
}

/// A list of names that the caller passes.
pub(super) fn names(value: &JsValue, place: &str) -> Result<Vec<String>> {
    let item = |item: Value| match item.shape() {
        Shape::Text(name) => Ok(name),
        _ => Err(wrong(place, "an array of strings")),
    };
    items(&Value::from(value.clone()), place)?.into_iter().map(item).collect()
}
