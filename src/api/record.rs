//! Encoding: a record or a context becomes words, and what is wrong with it is remembered until an
//! action asks for the attribute.

use serde_json::Value;

use crate::api::bundle::Attribute;
use crate::api::column::{Column, Found, Known};
use crate::api::error::Error;
use crate::api::texts::{fill, texts};
use crate::engine::layout::value;
use crate::vocabulary::ErrorCode;

/// What attributes of a principal are: its id, then the others.
pub(crate) type Principal = [Known<'static>];

/// The values of a record or a context.
#[derive(Clone, Debug, Default)]
pub(crate) struct Encoded {
    /// A word of [`value`] an attribute.
    pub(crate) words: Vec<u32>,
    /// By attribute, the values that are none of its own.
    unknown: Vec<(usize, String)>,
    /// The attributes that are entities without an id.
    nameless: Vec<usize>,
}

/// The values of attributes.
pub(crate) fn found<'v>(columns: &[Column], input: &'v Value) -> Vec<Found<'v>> {
    columns.iter().map(|column| column.find(input)).collect()
}

/// The word of one of them.
pub(crate) fn word(
    column: &Column,
    found: &[Found<'_>],
    index: usize,
    principal: &Principal,
) -> u32 {
    column.word(&found[index], |tie| match (tie.reference(), tie.attribute) {
        (Some(reference), _) => principal.get(reference.index()),
        (_, Some(other)) => found.get(other.index()).map(|other| &other.known),
        _ => None,
    })
}

impl Encoded {
    pub(crate) fn read(columns: &[Column], principal: &Principal, input: &Value) -> Self {
        let found = found(columns, input);
        let mut encoded = Encoded::default();
        for (index, column) in columns.iter().enumerate() {
            let word = word(column, &found, index, principal);
            if word == value::UNKNOWN {
                let text = column.at(input).and_then(|it| column.unlisted(it)).unwrap_or_default();
                encoded.unknown.push((index, text.to_owned()));
            }
            if word == value::MISSING && column.at(input).is_some_and(Value::is_object) {
                encoded.nameless.push(index);
            }
            encoded.words.push(word);
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
        let mut place = prefix.to_owned() + &attribute.dotted_path();
        if code == ErrorCode::MissingAttribute && self.nameless.contains(&index) {
            place.push_str(".id");
        }
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
