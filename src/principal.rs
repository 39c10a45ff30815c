//! The principal: who asks, resolved to facts once.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::error::{Error, ErrorCode, Result};
use crate::input::{Input, Shape};
use crate::policy::Loaded;
use crate::record::Refs;
use crate::text::concat;

/// A principal's facts.
#[derive(Clone, Debug)]
pub(crate) struct Principal {
    /// By group.
    pub(crate) groups: Vec<bool>,
    /// Its id, then its attributes.
    pub(crate) refs: Refs,
}

impl Principal {
    pub(crate) fn read<I: Input>(policy: &Loaded, input: &I) -> Result<Self> {
        if !matches!(input.shape(), Shape::Map) {
            return Err(wrong("principal", "an object with an `id`"));
        }
        let mut refs = vec![id(input, "id", false)?];
        let mut groups = vec![false; policy.bundle.groups.len()];
        for name in names(input, "roles")? {
            let role = policy.role(&name).map_err(|error| error.place("principal.roles"))?;
            for group in &policy.bundle.roles[role].groups {
                groups[*group] = true;
            }
        }
        if input.get("permissions").is_some_and(|value| !value.is_null()) {
            for index in &policy.permissions {
                groups[*index] = false;
            }
            for name in names(input, "permissions")? {
                let index = policy.permission(&name);
                groups[index.map_err(|error| error.place("principal.permissions"))?] = true;
            }
        }
        for name in names(input, "groups")? {
            groups[policy.group(&name).map_err(|error| error.place("principal.groups"))?] = true;
        }
        for attribute in &policy.bundle.principal.attributes {
            refs.push(id(input, &attribute.name, attribute.optional)?);
        }
        Ok(Principal { groups, refs })
    }
}

fn wrong(place: &str, what: &str) -> Error {
    Error::new(ErrorCode::WrongType, concat(&["`", place, "` must be ", what])).place(place)
}

fn id<I: Input>(input: &I, name: &str, optional: bool) -> Result<Option<String>> {
    let place = concat(&["principal.", name]);
    match input.get(name).map_or(Shape::Null, |value| value.shape()) {
        Shape::Text(id) => Ok(Some(id)),
        Shape::Null if optional => Ok(None),
        Shape::Null => {
            let message = concat(&["`", &place, "` is missing"]);
            Err(Error::new(ErrorCode::MissingAttribute, message).place(place))
        }
        _ => Err(wrong(&place, "an id, a string")),
    }
}

fn names<I: Input>(input: &I, name: &str) -> Result<Vec<String>> {
    let place = concat(&["principal.", name]);
    let wrong = || wrong(&place, "an array of names");
    match input.get(name).map_or(Shape::Null, |value| value.shape()) {
        Shape::Null => Ok(Vec::new()),
        Shape::List(items) => items
            .iter()
            .map(|item| match item.shape() {
                Shape::Text(name) => Ok(name),
                _ => Err(wrong()),
            })
            .collect(),
        _ => Err(wrong()),
    }
}
