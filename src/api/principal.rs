//! The principal: who asks, read from what the host knows of it.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use crate::api::error::{Error, Result};
use crate::api::policy::Loaded;
use crate::api::record::Refs;
use crate::code::ErrorCode;
use crate::engine::fault::{Parts, Place};
use crate::engine::layout::value::{ABSENT, WRONG};
use crate::engine::principal::{Claims, Names, Principal};
use crate::limits::LIST_ITEMS_MAX;

/// A principal's facts, and the ids that they were told from.
#[derive(Clone, Debug)]
pub(crate) struct Who {
    pub(crate) facts: Principal,
    /// Its id, then its attributes.
    pub(crate) ids: Refs,
}

/// A list of names, as given and as places in their table.
struct Listed<'a> {
    given: Option<&'a Value>,
    places: Option<Vec<u32>>,
}

impl<'a> Listed<'a> {
    fn read(input: &'a Value, name: &str, place: impl Fn(&str) -> Result<usize>) -> Self {
        let given = input.get(name).filter(|value| !value.is_null());
        let place = |item: &Value| Some(place(item.as_str()?).map_or(u32::MAX, |at| at as u32));
        let items = given.and_then(Value::as_array).filter(|it| it.len() <= LIST_ITEMS_MAX);
        let places = items.and_then(|items| items.iter().map(place).collect());
        Listed { given, places }
    }

    fn names(&self) -> Names<'_> {
        match (self.given, &self.places) {
            (None, _) => Names::Absent,
            (Some(_), None) => Names::Wrong,
            (Some(_), Some(places)) => Names::Given(places),
        }
    }

    fn name(&self, index: usize) -> &str {
        self.given.and_then(|list| list.get(index)?.as_str()).unwrap_or_default()
    }
}

impl Who {
    pub(crate) fn read(policy: &Loaded, input: &Value) -> Result<Self> {
        if !input.is_object() {
            return Err(wrong("principal", "an object with an `id`"));
        }
        let attributes = policy.bundle.principal.attributes.iter();
        let keys: Vec<&str> =
            core::iter::once("id").chain(attributes.map(|each| each.name.as_str())).collect();
        let (roles, permissions, groups) = (
            Listed::read(input, "roles", |name| policy.role(name)),
            Listed::read(input, "permissions", |name| policy.permission(name)),
            Listed::read(input, "groups", |name| policy.group(name)),
        );
        let claims = Claims {
            names: [roles.names(), permissions.names(), groups.names()],
            references: &references(&keys, input),
        };
        let facts = Principal::resolve(&policy.model, &claims).map_err(|fault| {
            let fault = Parts::from(fault);
            let unknown = |list: &Listed<'_>, name: &str, find: &dyn Fn(&str) -> Result<usize>| {
                let place = format!("principal.{name}");
                match (fault.code, find(list.name(fault.index))) {
                    (ErrorCode::WrongType, _) | (_, Ok(_)) => wrong(&place, "an array of names"),
                    (_, Err(error)) => error.place(place),
                }
            };
            match fault.place {
                Place::Roles => unknown(&roles, "roles", &|name| policy.role(name)),
                Place::Permissions => {
                    unknown(&permissions, "permissions", &|name| policy.permission(name))
                }
                Place::Groups => unknown(&groups, "groups", &|name| policy.group(name)),
                _ => id_error(fault, keys[fault.index]),
            }
        })?;
        let id = |key: &&str| input.get(key).and_then(Value::as_str).map(str::to_owned);
        Ok(Who { facts, ids: keys.iter().map(id).collect() })
    }
}

/// Equal ids get equal numbers.
fn references(keys: &[&str], input: &Value) -> Vec<u32> {
    let ids: Vec<Option<&Value>> =
        keys.iter().map(|key| input.get(key).filter(|value| !value.is_null())).collect();
    let number = |id: &Option<&Value>| match id {
        None => ABSENT,
        Some(Value::String(_)) => ids.iter().position(|each| each == id).unwrap_or(0) as u32,
        Some(_) => WRONG,
    };
    ids.iter().map(number).collect()
}

fn wrong(place: &str, what: &str) -> Error {
    Error::new(ErrorCode::WrongType, format!("`{place}` must be {what}")).place(place)
}

fn id_error(fault: Parts, name: &str) -> Error {
    let place: String = format!("principal.{name}");
    match fault.code {
        ErrorCode::MissingAttribute => {
            Error::new(fault.code, format!("`{place}` is missing")).place(place)
        }
        _ => wrong(&place, "an id, a string"),
    }
}
