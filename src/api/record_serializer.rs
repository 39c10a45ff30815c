//! Records read straight off serde: only the members that the policy asks for, and no value in
//! between. What is not as it should be is left to the slower reading, which says what is wrong: a
//! value of the members that serde can write.

mod serializers;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::api::bundle::Attribute;
use crate::api::gate::Gate;
use crate::api::record::{Ids, ties};
use crate::engine::ids::TypeId;
use crate::engine::layout::value;
use crate::vocabulary::AttributeKind;
use serializers::{Members, Scalar, Take, Visit};

/// A record's type, with its words in a list that may have been used before; `None` where something
/// is not as it should be.
pub(crate) fn read(gate: &Gate, record: &impl Serialize, words: &mut Vec<u32>) -> Option<TypeId> {
    let loaded = &gate.policy.loaded;
    let mut named = TypeOf { gate, found: None };
    record.serialize(Members(&mut named)).ok()?;
    let resource = named.found?;
    let attributes = &loaded.bundle.types[resource.index()].attributes;
    words.clear();
    words.resize(attributes.len(), value::ABSENT);
    let mut values = Values { attributes, ids: &gate.who.ids, words, sound: true };
    record.serialize(Members(&mut values)).ok()?;
    values.sound.then_some(resource)
}

/// A record, a row, a context or a principal as JSON. A member that serde cannot write, as a number
/// beyond 64 bits, is there and wrong.
pub(crate) fn value(of: &impl Serialize) -> serde_json::Result<Value> {
    let mut all = All(Map::new());
    match of.serialize(Members(&mut all)) {
        Ok(()) => Ok(Value::Object(all.0)),
        Err(_) => serde_json::to_value(of),
    }
}

/// What is a wrong value of every kind of attribute, and tells nothing.
pub(crate) fn wrong() -> Value {
    json!([null])
}

/// Keeps every member.
struct All(Map<String, Value>);

impl Visit for All {
    fn member<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        let value = serde_json::to_value(value).unwrap_or_else(|_| wrong());
        self.0.insert(name.to_owned(), value);
    }
}

/// Finds a record's type.
struct TypeOf<'a> {
    gate: &'a Gate,
    found: Option<TypeId>,
}

impl Visit for TypeOf<'_> {
    fn member<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        if name == "type" {
            let types = &self.gate.policy.loaded.tables.types;
            let named = |scalar: Scalar<'_>| match scalar {
                Scalar::Text(name) => types.find(name).map(TypeId::at),
                _ => None,
            };
            self.found = value.serialize(Take { scalar: named, items: false }).ok();
        }
    }
}

/// Finds the words of a record's attributes.
struct Values<'a> {
    attributes: &'a [Attribute],
    ids: &'a Ids,
    words: &'a mut [u32],
    sound: bool,
}

impl Visit for Values<'_> {
    fn member<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        let Some(index) = self.attributes.iter().position(|each| each.name == name) else { return };
        let attribute = &self.attributes[index];
        let mut word = 0;
        let scalar = |scalar: Scalar<'_>| {
            word |= self::word(attribute, self.ids, &scalar)?;
            Some(())
        };
        let items = attribute.kind == AttributeKind::Set;
        match value.serialize(Take { scalar, items }) {
            Ok(()) => self.words[index] = word,
            Err(_) => self.sound = false,
        }
    }
}

/// The word of a value that is one of the attribute's, or of one item of a set.
fn word(attribute: &Attribute, ids: &Ids, scalar: &Scalar<'_>) -> Option<u32> {
    match (attribute.kind, scalar) {
        (AttributeKind::Set, Scalar::Null) => None,
        (_, Scalar::Null) => Some(value::ABSENT),
        (AttributeKind::Enum, Scalar::Text(text)) => {
            attribute.values.iter().position(|each| each == text).map(|place| place as u32)
        }
        (AttributeKind::Bool, Scalar::Flag(flag)) => Some(u32::from(*flag)),
        (AttributeKind::Entity | AttributeKind::Set, Scalar::Text(id)) => {
            Some(ties(attribute, ids, id))
        }
        (AttributeKind::Other, _) => Some(0),
        _ => None,
    }
}
