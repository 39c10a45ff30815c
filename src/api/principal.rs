//! The principal: who asks, read from what the host knows of it.

use serde_json::Value;

use crate::api::error::{Error, Result};
use crate::api::policy::Loaded;
use crate::api::record::{Ids, must_be};
use crate::api::texts::{fill, texts};
use crate::engine::fault::{Fault, Spot};
use crate::engine::ids::{NO_NAME, UNKNOWN};
use crate::engine::layout::value::{ABSENT, WRONG};
use crate::engine::principal::{Claims, Principal};
use crate::limits::LIST_ITEMS_MAX;
use crate::vocabulary::ErrorCode;

/// A principal's facts, and the ids that they come from.
#[derive(Clone, Debug)]
pub(crate) struct Who {
    pub(crate) facts: Principal,
    /// Its id, then its attributes.
    pub(crate) ids: Ids,
}

/// A list of names that a principal has, and the numbers of these.
struct NameList<'a> {
    /// The member that it is.
    member: &'static str,
    value: Option<&'a Value>,
    numbers: Option<Vec<u32>>,
}

impl<'a> NameList<'a> {
    fn read(input: &'a Value, member: &'static str, find: impl Fn(&str) -> Result<usize>) -> Self {
        let value = input.get(member).filter(|value| !value.is_null());
        let number = |item: &Value| Some(find(item.as_str()?).map_or(UNKNOWN, |at| at as u32));
        let items = value.map(|value| {
            let items = value.as_array().filter(|it| it.len() <= LIST_ITEMS_MAX);
            items.and_then(|items| items.iter().map(number).collect())
        });
        let numbers = items.map(|numbers| numbers.unwrap_or_else(|| vec![NO_NAME]));
        NameList { member, value, numbers }
    }

    /// The error of the name at a place, which nobody has or which is none.
    fn error(&self, fault: Fault, index: usize, find: impl Fn(&str) -> Result<usize>) -> Error {
        let place = format!("principal.{}", self.member);
        let name = self.value.and_then(|list| list.get(index)?.as_str());
        match (fault.code, name.map(find)) {
            (ErrorCode::WrongType, _) | (_, None | Some(Ok(_))) => {
                wrong(&place, &texts().must_be.names)
            }
            (_, Some(Err(error))) => error.place(place),
        }
    }
}

impl Who {
    pub(crate) fn read(policy: &Loaded, input: &Value) -> Result<Self> {
        if !input.is_object() {
            return Err(wrong("principal", &texts().must_be.object_with_id));
        }
        let attributes = policy.bundle.principal.attributes.iter();
        let keys: Vec<&str> =
            std::iter::once("id").chain(attributes.map(|each| each.name.as_str())).collect();
        let found = |key: &str| input.get(key).filter(|value| !value.is_null());
        let id = |key: &&str| found(key).and_then(Value::as_str).map(str::to_owned);
        let ids: Ids = keys.iter().map(id).collect();
        let mut references = reference_numbers(&ids);
        for (number, key) in references.iter_mut().zip(&keys) {
            if *number == ABSENT && found(key).is_some() {
                *number = WRONG;
            }
        }
        let role = |name: &str| policy.role(name);
        let permission = |name: &str| policy.permission(name);
        let group = |name: &str| policy.group(name);
        let roles = NameList::read(input, "roles", role);
        let permissions = NameList::read(input, "permissions", permission);
        let groups = NameList::read(input, "groups", group);
        let claims = Claims {
            roles: roles.numbers.as_deref(),
            permissions: permissions.numbers.as_deref(),
            groups: groups.numbers.as_deref(),
            references: &references,
        };
        let facts =
            Principal::resolve(&policy.program, &claims).map_err(|fault| match fault.at {
                Spot::Roles(index) => roles.error(fault, index, role),
                Spot::Permissions(index) => permissions.error(fault, index, permission),
                Spot::Groups(index) => groups.error(fault, index, group),
                Spot::Reference(reference) => id_error(fault.code, keys[reference.index()]),
                _ => wrong("principal", &texts().must_be.object_with_id),
            })?;
        Ok(Who { facts, ids })
    }
}

/// The numbers of a principal's ids, of which equal ones are equal.
pub(crate) fn reference_numbers(ids: &Ids) -> Vec<u32> {
    let number = |id: &Option<String>| match id {
        None => ABSENT,
        Some(_) => ids.iter().position(|each| each == id).unwrap_or(0) as u32,
    };
    ids.iter().map(number).collect()
}

fn wrong(place: &str, what: &str) -> Error {
    Error::new(ErrorCode::WrongType, must_be(place, what)).place(place)
}

fn id_error(code: ErrorCode, name: &str) -> Error {
    let place = format!("principal.{name}");
    match code {
        ErrorCode::MissingAttribute => {
            Error::new(code, fill(&texts().errors.missing, &[("place", &place)])).place(place)
        }
        _ => wrong(&place, &texts().must_be.id),
    }
}
