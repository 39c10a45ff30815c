//! Encoding: a record or a context becomes words, and what is wrong with it is remembered until an
//! action asks for the attribute.

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use crate::api::bundle::{Attribute, AttributeKind};
use crate::api::error::Error;
use crate::api::text::concat;
use crate::code::ErrorCode;
use crate::engine::layout::value;
use crate::limits::LIST_ITEMS_MAX;

/// The ids that ties compare with: the principal's own, then its attributes'.
pub(crate) type Refs = Vec<Option<String>>;

/// The values of a record or a context.
#[derive(Clone, Debug, Default)]
pub(crate) struct Encoded {
    /// A word of [`value`] an attribute.
    pub(crate) words: Vec<u32>,
    /// By attribute, the values that are none of its own.
    unknown: Vec<(usize, String)>,
}

impl Encoded {
    pub(crate) fn read(attributes: &[Attribute], refs: &Refs, input: &Value) -> Self {
        let mut encoded =
            Encoded { words: vec![value::ABSENT; attributes.len()], ..Self::default() };
        for (index, attribute) in attributes.iter().enumerate() {
            let Some(given) = input.get(&attribute.name) else { continue };
            let word = word(attribute, refs, given);
            if word == value::UNKNOWN {
                encoded.unknown.push((index, given.as_str().unwrap_or_default().to_string()));
            }
            encoded.words[index] = word;
        }
        encoded
    }

    /// The error of an attribute that is missing or wrong.
    pub(crate) fn error(
        &self,
        code: ErrorCode,
        index: usize,
        attribute: &Attribute,
        prefix: &str,
    ) -> Error {
        let place = concat(&[prefix, &attribute.name]);
        let given = self.unknown.iter().find(|(at, _)| *at == index);
        let given = given.map_or("", |(_, given)| given);
        let message = match code {
            ErrorCode::MissingAttribute => concat(&["`", &place, "` is missing"]),
            ErrorCode::UnknownValue => concat(&["`", &place, "` cannot be `", given, "`"]),
            _ => concat(&["`", &place, "` must be ", expected(attribute.kind)]),
        };
        Error::new(code, message).place(place).allowing(attribute.values.clone())
    }
}

fn expected(kind: AttributeKind) -> &'static str {
    match kind {
        AttributeKind::Enum => "one of its values, a string",
        AttributeKind::Bool => "true or false",
        AttributeKind::Entity => "an id, a string",
        AttributeKind::Set => "an array of ids, strings",
        AttributeKind::Other => "something that can be read",
    }
}

/// The word of a value.
pub(crate) fn word(attribute: &Attribute, refs: &Refs, given: &Value) -> u32 {
    match (attribute.kind, given) {
        (_, Value::Null) => value::ABSENT,
        (AttributeKind::Enum, Value::String(text)) => {
            let place = attribute.values.iter().position(|value| value == text);
            place.map_or(value::UNKNOWN, |place| place as u32)
        }
        (AttributeKind::Bool, Value::Bool(flag)) => u32::from(*flag),
        (AttributeKind::Entity, Value::String(id)) => ties(attribute, refs, id),
        (AttributeKind::Set, Value::Array(items)) if items.len() <= LIST_ITEMS_MAX => {
            let item = |item: &Value| item.as_str().map(|id| ties(attribute, refs, id));
            let all = items.iter().try_fold(0, |word, each| Some(word | item(each)?));
            all.unwrap_or(value::WRONG)
        }
        (AttributeKind::Other, _) => 0,
        _ => value::WRONG,
    }
}

/// The ties to every reference that is this id.
pub(crate) fn ties(attribute: &Attribute, refs: &Refs, id: &str) -> u32 {
    let mut word = 0;
    for (index, tie) in attribute.ties.iter().enumerate() {
        if refs.get(*tie).is_some_and(|own| own.as_deref() == Some(id)) {
            word |= 1 << (value::TIES + index);
        }
    }
    word
}
