//! Reads a bundle's JSON by what it says, not by what serde lets pass for it: a struct is an object
//! and no list, a word is a text, and a whole number is one however it is written, `2`, `2.0` or
//! `2e0`, as RFC 8785 has it. `npm/src/shape.ts` reads the same.

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{Error as _, IntoDeserializer, Unexpected, Visitor};
use serde::{Deserializer, forward_to_deserialize_any};
use serde_json::{Error, Number, Value};

use crate::api::texts::{fill, texts};
use crate::limits::{NAME_MAX, TEXT_MAX, fits};

/// The largest whole number that every reader of JSON takes for what it is.
const WHOLE_MAX: f64 = 9_007_199_254_740_991.0;

/// A number that is whole.
pub(crate) fn whole(number: &Number) -> Option<u64> {
    let value = number.as_f64()?;
    let is_whole = value.trunc() == value && (0.0..=WHOLE_MAX).contains(&value);
    is_whole.then_some(value as u64)
}

/// A part of a bundle.
pub(crate) struct Strict<'de> {
    value: &'de Value,
    /// How long its texts may be.
    max: usize,
}

/// How long the texts of a member may be; ids are the host's.
fn max(member: &str) -> usize {
    match member {
        "program" | "ids" => usize::MAX,
        "reason" | "text" | "question" | "answer" => TEXT_MAX,
        _ => NAME_MAX,
    }
}

impl<'de> Strict<'de> {
    /// A whole bundle.
    pub(crate) fn new(value: &'de Value) -> Self {
        Strict { value, max: NAME_MAX }
    }

    fn is_none_of(&self, expected: &str) -> Error {
        let found = match self.value {
            Value::Null => Unexpected::Unit,
            Value::Bool(flag) => Unexpected::Bool(*flag),
            Value::Number(_) => Unexpected::Other("number"),
            Value::String(text) => Unexpected::Str(text),
            Value::Array(_) => Unexpected::Seq,
            Value::Object(_) => Unexpected::Map,
        };
        Error::invalid_type(found, &expected)
    }
}

impl<'de> IntoDeserializer<'de, Error> for Strict<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Strict<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Number(number) => match whole(number) {
                Some(number) => visitor.visit_u64(number),
                None => number.deserialize_any(visitor),
            },
            Value::Array(items) => {
                let items = items.iter().map(|value| Strict { value, ..self });
                visitor.visit_seq(SeqDeserializer::new(items))
            }
            Value::Object(members) => {
                let part = |(name, value)| (String::as_str(name), Strict { value, max: max(name) });
                let members = members.iter().map(part);
                visitor.visit_map(MapDeserializer::new(members))
            }
            other => other.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.value.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::String(text) if !fits(text, self.max) => {
                let message =
                    fill(&texts().bundle.text_too_long, &[("max", &self.max.to_string())]);
                Err(Error::custom(message))
            }
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        if self.value.is_object() {
            self.deserialize_any(visitor)
        } else {
            Err(self.is_none_of("an object"))
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.value {
            Value::String(word) => visitor.visit_enum(word.as_str().into_deserializer()),
            _ => Err(self.is_none_of("a word")),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str bytes byte_buf unit
        unit_struct newtype_struct seq tuple tuple_struct map identifier ignored_any
    }
}
