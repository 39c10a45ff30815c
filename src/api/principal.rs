//! The principal: who asks, read from what the host knows of it.

use serde_json::{Map, Value};

use crate::api::bundle::PrincipalType;
use crate::api::column::{Found, Known};
use crate::api::error::{Error, Result};
use crate::api::policy::Loaded;
use crate::api::record::{Encoded, must_be};
use crate::api::states::of_principal;
use crate::api::texts::texts;
use crate::engine::fault::{Fault, Spot};
use crate::engine::ids::{ClusterId, NO_NAME, ReferenceId, UNKNOWN};
use crate::engine::principal::{Claims, Principal, State};
use crate::limits::LIST_ITEMS_MAX;
use crate::vocabulary::{ErrorCode, PRINCIPAL_LISTS, is_mistaken_member};

/// A principal's facts, and what its attributes are compared by.
#[derive(Clone, Debug)]
pub(crate) struct Who {
    pub(crate) facts: Principal,
    /// Its id, then its other attributes.
    pub(crate) known: Vec<Known<'static>>,
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
        let Some(members) = input.as_object() else {
            return Err(wrong("principal", &texts().must_be.object_with_id));
        };
        let columns = &policy.tables.principal;
        let found: Vec<Found<'_>> = columns.iter().map(|column| column.find(input)).collect();
        let words: Vec<u32> = columns
            .iter()
            .zip(&found)
            .map(|(column, found)| column.word(found, |_| None))
            .collect();
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
            attributes: &words,
        };
        let facts =
            Principal::resolve(&policy.program, &claims).map_err(|fault| match fault.at {
                Spot::Roles(index) => roles.error(fault, index, role),
                Spot::Permissions(index) => permissions.error(fault, index, permission),
                Spot::Groups(index) => groups.error(fault, index, group),
                Spot::Reference(at) => policy.principal_error(fault.code, at, input),
                _ => wrong("principal", &texts().must_be.object_with_id),
            })?;
        policy.check_ancestors(input)?;
        policy.check_members(members)?;
        let known = found.into_iter().map(|found| found.known.into_owned()).collect();
        Who::new(policy, facts, known)
    }

    /// A principal of these facts, whose attributes are these.
    pub(crate) fn new(
        policy: &Loaded,
        facts: Principal,
        known: Vec<Known<'static>>,
    ) -> Result<Self> {
        let mut states = Vec::new();
        for (id, cluster) in policy.bundle.clusters.iter().enumerate() {
            let members = policy.tables.members(cluster);
            let Some(all) = of_principal(&members, &known) else {
                let message = texts().errors.too_many_answers.clone();
                return Err(Error::new(ErrorCode::TooLarge, message).place("principal"));
            };
            let state = |words| State { cluster: ClusterId::at(id), words };
            states.extend(all.into_iter().map(state));
        }
        Ok(Who { facts: facts.with_states(states), known })
    }
}

impl Loaded {
    /// What is wrong with the principal's id or an attribute.
    fn principal_error(&self, code: ErrorCode, at: ReferenceId, input: &Value) -> Error {
        let attribute = &self.bundle.principal.attributes[at.index()];
        let encoded = Encoded::read(&self.tables.principal, &[], input);
        match (at.index(), code) {
            (0, ErrorCode::WrongType) => wrong("principal.id", &texts().must_be.id),
            _ => encoded.error(code, at.index(), attribute, "principal."),
        }
    }

    /// Checks that what a principal is in are groups of types that there are.
    fn check_ancestors(&self, input: &Value) -> Result<()> {
        let types = &self.bundle.principal.within;
        let Some(all) = input.get("in").filter(|it| !types.is_empty() && !it.is_null()) else {
            return Ok(());
        };
        let texts = all.as_array().filter(|all| all.len() <= LIST_ITEMS_MAX);
        for entry in texts.ok_or_else(|| wrong("principal.in", &self::texts().must_be.names))? {
            let Some(entry) = entry.as_str() else {
                return Err(wrong("principal.in", &self::texts().must_be.names));
            };
            let known =
                |of: &String| entry.strip_prefix(&of[..]).is_some_and(|it| it.starts_with("::"));
            if !types.iter().any(known) {
                let error = Error::unknown(ErrorCode::UnknownGroup, "group", entry, types.clone());
                return Err(error.place("principal.in"));
            }
        }
        Ok(())
    }

    /// Checks that no member is nearly one of a principal's own, and that links are of templates.
    fn check_members(&self, members: &Map<String, Value>) -> Result<()> {
        let PrincipalType { attributes, declared, .. } = &self.bundle.principal;
        for name in members.keys() {
            if is_mistaken_member(name) && !declared.contains(name) {
                let own = PRINCIPAL_LISTS.map(str::to_owned).to_vec();
                let error = Error::unknown(ErrorCode::UnknownMember, "member", name, own);
                return Err(error.place(format!("principal.{name}")));
            }
        }
        let mut templates: Vec<String> = Vec::new();
        for attribute in attributes {
            // One that links to two types is two attributes.
            if let [links, template] = attribute.path()
                && links == "links"
                && !templates.contains(template)
            {
                templates.push(template.clone());
            }
        }
        let links = members.get("links").filter(|it| !templates.is_empty() && !it.is_null());
        let Some(links) = links else { return Ok(()) };
        let Some(links) = links.as_object() else {
            return Err(wrong("principal.links", &texts().must_be.object));
        };
        match links.keys().find(|name| !templates.contains(name)) {
            None => Ok(()),
            Some(name) => {
                let error = Error::unknown(ErrorCode::UnknownMember, "template", name, templates);
                Err(error.place(format!("principal.links.{name}")))
            }
        }
    }
}

fn wrong(place: &str, what: &str) -> Error {
    Error::new(ErrorCode::WrongType, must_be(place, what)).place(place)
}
