//! Encoding: a record or a context becomes words, and what is wrong with it is remembered until an
//! action asks for the attribute.

use serde_json::Value;

use crate::api::bundle::Attribute;
use crate::api::error::Error;
use crate::api::texts::{fill, texts};
use crate::engine::layout::value;
use crate::limits::LIST_ITEMS_MAX;
use crate::vocabulary::{AttributeKind, ErrorCode};

/// The ids that ties compare with: the principal's own, then its attributes'.
pub(crate) type Ids = Vec<Option<String>>;

/// The values of a record or a context.
#[derive(Clone, Debug, Default)]
pub(crate) struct Encoded {
    /// A word of [`value`] an attribute.
    pub(crate) words: Vec<u32>,
    /// By attribute, the values that are none of its own.
    unknown: Vec<(usize, String)>,
}

impl Encoded {
    pub(crate) fn read(attributes: &[Attribute], ids: &Ids, input: &Value) -> Self {
        let mut encoded =
            Encoded { words: vec![value::ABSENT; attributes.len()], ..Self::default() };
        for (index, attribute) in attributes.iter().enumerate() {
            let Some(found) = input.get(&attribute.name) else { continue };
            let word = word(attribute, ids, found);
            if word == value::UNKNOWN {
                encoded.unknown.push((index, found.as_str().unwrap_or_default().to_owned()));
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
        let place = format!("{prefix}{}", attribute.name);
        let errors = &texts().errors;
        let message = match code {
            ErrorCode::MissingAttribute => fill(&errors.missing, &[("place", &place)]),
            ErrorCode::UnknownValue => {
                let found = self.unknown.iter().find(|(at, _)| *at == index);
                let found = found.map_or("", |(_, found)| found);
                fill(&errors.cannot_be, &[("place", &place), ("value", found)])
            }
            _ => must_be(&place, texts().attribute_must_be(attribute.kind)),
        };
        Error::new(code, message).place(place).allowing(attribute.values.clone())
    }
}

/// "`place` must be …".
pub(crate) fn must_be(place: &str, what: &str) -> String {
    fill(&texts().errors.must_be, &[("place", place), ("what", what)])
}

/// The word of a value.
pub(crate) fn word(attribute: &Attribute, ids: &Ids, found: &Value) -> u32 {
    match (attribute.kind, found) {
        (_, Value::Null) => value::ABSENT,
        (AttributeKind::Enum, Value::String(text)) => {
            let place = attribute.values.iter().position(|value| value == text);
            place.map_or(value::UNKNOWN, |place| place as u32)
        }
        (AttributeKind::Bool, Value::Bool(flag)) => u32::from(*flag),
        (AttributeKind::Entity, Value::String(id)) => ties(attribute, ids, id),
        (AttributeKind::Set, Value::Array(items)) if items.len() <= LIST_ITEMS_MAX => {
            let item = |item: &Value| item.as_str().map(|id| ties(attribute, ids, id));
            let all = items.iter().try_fold(0, |word, each| Some(word | item(each)?));
            all.unwrap_or(value::WRONG)
        }
        (AttributeKind::Other, _) => 0,
        _ => value::WRONG,
    }
}

/// The ties to every reference that is this id.
pub(crate) fn ties(attribute: &Attribute, ids: &Ids, id: &str) -> u32 {
    let mut word = 0;
    for (index, tie) in attribute.ties.iter().enumerate() {
        if ids.get(tie.index()).is_some_and(|known| known.as_deref() == Some(id)) {
            word |= 1 << (value::TIES + index);
        }
    }
    word
}
