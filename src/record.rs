//! Encoding: a record or a context becomes bits, and what is wrong with it is remembered until an
//! action asks for the attribute.

use alloc::string::String;
use alloc::vec::Vec;

use crate::bundle::{Attribute, AttributeKind};
use crate::error::{Error, ErrorCode};
use crate::input::{Input, Shape};
use crate::layout::{Layout, Slot};
use crate::text::concat;

/// What is wrong with an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    Value(String),
    Type,
}

/// An encoded record or context.
#[derive(Clone, Debug)]
pub(crate) struct Encoded {
    pub(crate) words: Vec<u64>,
    /// By attribute; only those that hold something wrong.
    pub(crate) problems: Vec<(usize, Problem)>,
}

/// The ids that ties compare with: the principal's own, then its attributes'.
pub(crate) type Refs = Vec<Option<String>>;

impl Encoded {
    /// The encoding of a record without any attribute.
    pub(crate) fn blank(layout: &Layout) -> Self {
        Encoded { words: layout.blank.clone(), problems: Vec::new() }
    }

    pub(crate) fn read(
        layout: &Layout,
        attributes: &[Attribute],
        refs: &Refs,
        input: &impl Input,
    ) -> Self {
        let mut encoded = Encoded::blank(layout);
        for (index, (attribute, slot)) in attributes.iter().zip(&layout.slots).enumerate() {
            if let Some(value) = input.get(&attribute.name) {
                let mut writer = Writer { layout, slot, words: &mut encoded.words, refs };
                if let Err(problem) = writer.write(attribute, value.shape()) {
                    layout.clear(&mut encoded.words, slot);
                    layout.put(&mut encoded.words, slot.bad());
                    encoded.problems.push((index, problem));
                }
            }
        }
        encoded
    }

    /// The error of a missing or bad attribute.
    pub(crate) fn error(&self, index: usize, attribute: &Attribute, prefix: &str) -> Error {
        let place = concat(&[prefix, &attribute.name]);
        let problem = self.problems.iter().find(|(at, _)| *at == index).map(|(_, problem)| problem);
        let values = attribute.values.clone();
        match problem {
            None => {
                let message = concat(&["`", &place, "` is missing"]);
                Error::new(ErrorCode::MissingAttribute, message).place(place).allowing(values)
            }
            Some(Problem::Value(value)) => {
                let message = concat(&["`", &place, "` cannot be `", value, "`"]);
                Error::new(ErrorCode::UnknownValue, message).place(place).allowing(values)
            }
            Some(Problem::Type) => {
                let message = concat(&["`", &place, "` must be ", expected(attribute.kind)]);
                Error::new(ErrorCode::WrongType, message).place(place).allowing(values)
            }
        }
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

/// Writes one attribute's bits.
struct Writer<'a> {
    layout: &'a Layout,
    slot: &'a Slot,
    words: &'a mut [u64],
    refs: &'a Refs,
}

impl Writer<'_> {
    fn write<I: Input>(&mut self, attribute: &Attribute, shape: Shape<I>) -> Result<(), Problem> {
        match (attribute.kind, shape) {
            (_, Shape::Null) => self.layout.write_absent(self.words, self.slot),
            (AttributeKind::Enum, Shape::Text(text)) => {
                let value = attribute.values.iter().position(|value| *value == text);
                self.value(value.ok_or(Problem::Value(text))?);
            }
            (AttributeKind::Bool, Shape::Flag(flag)) => self.value(usize::from(flag)),
            (AttributeKind::Entity, Shape::Text(id)) => {
                self.value(0);
                self.member(&id);
            }
            (AttributeKind::Set, Shape::List(items)) => {
                self.value(0);
                for item in items {
                    let Shape::Text(id) = item.shape() else { return Err(Problem::Type) };
                    self.member(&id);
                }
            }
            (AttributeKind::Other, shape) if !matches!(shape, Shape::Other) => self.value(0),
            _ => return Err(Problem::Type),
        }
        Ok(())
    }

    fn value(&mut self, value: usize) {
        self.layout.clear(self.words, self.slot);
        self.layout.put(self.words, self.slot.value(value));
    }

    /// Ties the slot to every reference that is this id.
    fn member(&mut self, id: &str) {
        for (index, tie) in self.slot.ties.iter().enumerate() {
            if self.refs.get(*tie).is_some_and(|own| own.as_deref() == Some(id)) {
                self.layout.tie(self.words, self.slot, index);
            }
        }
    }
}
