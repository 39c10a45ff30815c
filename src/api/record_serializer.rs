//! Records read straight off serde: only the members that the policy asks for, and no value in
//! between. What is not as it should be is left to the slower reading, which says what is wrong: a
//! value of the members that serde can write.

mod serializers;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::api::bundle::Tie;
use crate::api::column::{Column, item_holds};
use crate::api::gate::Gate;
use crate::api::record::Principal;
use crate::engine::ids::TypeId;
use crate::engine::layout::value;
use crate::vocabulary::AttributeKind;
use serializers::{Members, Scalar, Take, Visit};

/// A record's type, with its words in a list that may have been used before; `None` where something
/// is not as it should be.
pub(crate) fn read(gate: &Gate, record: &impl Serialize, words: &mut Vec<u32>) -> Option<TypeId> {
    let loaded = &gate.policy.loaded;
    let resource = type_of(gate, record)?;
    let columns = &loaded.tables.records[resource.index()];
    if !columns.iter().all(Column::is_simple) {
        return None;
    }
    words.clear();
    words.resize(columns.len(), value::ABSENT);
    let mut values = Values { columns, principal: &gate.who.known, words, sound: true };
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

/// A record's type, and those of its members that the type's attributes are in; `None` where it is
/// not written member by member, or names no type that there is.
pub(crate) fn members(gate: &Gate, record: &impl Serialize) -> Option<(TypeId, Value)> {
    let resource = type_of(gate, record)?;
    let columns = &gate.policy.loaded.tables.records[resource.index()];
    let mut kept = Kept { columns, members: Map::new() };
    record.serialize(Members(&mut kept)).ok()?;
    Some((resource, Value::Object(kept.members)))
}

fn type_of(gate: &Gate, record: &impl Serialize) -> Option<TypeId> {
    let mut named = TypeOf { gate, found: None };
    record.serialize(Members(&mut named)).ok()?;
    named.found
}

/// What is a wrong value of every kind of attribute, and tells nothing.
pub(crate) fn wrong() -> Value {
    json!([null])
}

/// Keeps every member.
struct All(Map<String, Value>);

impl Visit for All {
    fn member<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        self.0.insert(name.to_owned(), written(value));
    }
}

/// Keeps the members that attributes are in.
struct Kept<'a> {
    columns: &'a [Column],
    members: Map<String, Value>,
}

impl Visit for Kept<'_> {
    fn member<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        if self.columns.iter().any(|column| column.path[0] == name) {
            self.members.insert(name.to_owned(), written(value));
        }
    }
}

fn written<T: Serialize + ?Sized>(value: &T) -> Value {
    serde_json::to_value(value).unwrap_or_else(|_| wrong())
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
    columns: &'a [Column],
    principal: &'a Principal,
    words: &'a mut [u32],
    sound: bool,
}

impl Visit for Values<'_> {
    fn member<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        let named = |column: &Column| column.path[0] == name;
        let Some(index) = self.columns.iter().position(named) else { return };
        let column = &self.columns[index];
        let mut word = 0;
        let scalar = |scalar: Scalar<'_>| {
            word |= self::word(column, self.principal, &scalar)?;
            Some(())
        };
        let items = column.is_list();
        match value.serialize(Take { scalar, items }) {
            Ok(()) => self.words[index] = word,
            Err(_) => self.sound = false,
        }
    }
}

/// The word of a value that is one of the attribute's, or of one item of a list.
fn word(column: &Column, principal: &Principal, scalar: &Scalar<'_>) -> Option<u32> {
    let reference = |tie: &Tie| principal.get(tie.principal?.index());
    match scalar {
        Scalar::Null if column.is_list() => None,
        Scalar::Null => Some(value::ABSENT),
        Scalar::Text(item) if column.is_list() => {
            let ties = column.ties.iter().enumerate();
            let held = ties.filter(|(_, tie)| item_holds(tie, item, reference(tie)));
            Some(held.fold(0, |word, (at, _)| word | 1 << (value::TIES + at)))
        }
        Scalar::Text(text) => {
            let found = column.read_text(text);
            let word = column.word(&found, reference);
            (word < value::MISSING || found.class < value::MISSING).then_some(word)
        }
        Scalar::Flag(flag) if column.kind == AttributeKind::Bool => Some(u32::from(*flag)),
        _ if column.kind == AttributeKind::Other => Some(0),
        _ => None,
    }
}
