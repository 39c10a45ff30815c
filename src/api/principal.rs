//! The principal: who asks, read from what the host knows of it.

use serde_json::{Map, Value};

use crate::api::bundle::{PrincipalType, Principals};
use crate::api::cluster_states::{ClusterStates, are_few};
use crate::api::column::{Found, Known};
use crate::api::error::{Error, Result};
use crate::api::policy::Loaded;
use crate::api::record::{Encoded, must_be};
use crate::api::states::asks;
use crate::api::texts::{fill, texts};
use crate::engine::fault::{self, Fault, FaultPlace};
use crate::engine::ids::{ClusterId, GroupId, NO_NAME, ReferenceId, UNKNOWN, ValueId};
use crate::engine::layout::value::ABSENT;
use crate::engine::principal::{Claims, Principal};
use crate::limits::LIST_ITEMS_MAX;
use crate::vocabulary::{AttributeKind, ErrorCode, PRINCIPAL_LISTS, is_mistaken_member};

/// A principal's facts, and what its attributes are compared by.
#[derive(Clone, Debug)]
pub(crate) struct Who {
    pub(crate) facts: Principal,
    /// Its id, then its other attributes.
    pub(crate) known: Vec<Known<'static>>,
    /// Its roles that nobody has, which were let through.
    pub(crate) unknown_roles: Vec<String>,
    states: ClusterStates,
}

impl Who {
    /// Its id.
    pub(crate) fn id(&self) -> &str {
        match self.known.first() {
            Some(Known::Text(id)) => id,
            _ => "",
        }
    }

    /// What the attributes of a cluster can be, where that goes by it.
    pub(crate) fn states(&self, policy: &Loaded, id: ClusterId) -> fault::Result<&[Vec<u32>]> {
        Ok(self.states.of(policy, &self.known, asks, id)?.unwrap_or(&[]))
    }
}

/// What becomes of a principal's roles that the pack lacks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownRoles {
    /// They are errors.
    #[default]
    Refuse,
    /// They give nothing; [`Gate::unknown_roles`](crate::Gate::unknown_roles) lists them.
    Ignore,
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

    /// Takes out the names that nobody has.
    fn take_unknown(&mut self) -> Vec<String> {
        let items = self.value.and_then(Value::as_array).into_iter().flatten();
        let numbers = self.numbers.iter().flatten();
        let unknown = items.zip(numbers).filter(|(_, number)| **number == UNKNOWN);
        let unknown = unknown.filter_map(|(name, _)| name.as_str().map(str::to_owned)).collect();
        if let Some(numbers) = &mut self.numbers {
            numbers.retain(|number| *number != UNKNOWN);
        }
        unknown
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
    pub(crate) fn read(policy: &Loaded, input: &Value, unknown: UnknownRoles) -> Result<Self> {
        let Some(members) = input.as_object() else {
            return Err(wrong("principal", &texts().must_be.object_with_id));
        };
        let kind = policy.principal_type(input);
        let columns = &policy.tables.principal;
        let has = |at: usize| match kind {
            Some(kind) => policy.bundle.principal.attributes[at].is_of(kind),
            None => policy.bundle.principal.attributes[at].types.is_empty(),
        };
        let found = columns.iter().enumerate().map(|(at, column)| match has(at) {
            true => column.find(input),
            // Of what its type lacks nothing is asked.
            false => Found::nothing(if column.optional { ABSENT } else { 0 }),
        });
        let found: Vec<Found<'_>> = found.collect();
        let words: Vec<u32> = columns
            .iter()
            .zip(&found)
            .map(|(column, found)| column.word(found, |_| None))
            .collect();
        let role = |name: &str| policy.role_of(kind, name);
        let permission = |name: &str| policy.permission_of(kind, name);
        let group = |name: &str| policy.group_of(kind, name);
        let mut roles = NameList::read(input, "roles", role);
        let unknown_roles = match unknown {
            UnknownRoles::Refuse => Vec::new(),
            UnknownRoles::Ignore => roles.take_unknown(),
        };
        let permissions = NameList::read(input, "permissions", permission);
        let groups = NameList::read(input, "groups", group);
        let claims = Claims {
            roles: roles.numbers.as_deref(),
            permissions: permissions.numbers.as_deref(),
            groups: groups.numbers.as_deref(),
            attributes: &words,
        };
        let facts =
            Principal::resolve(&policy.program, &claims).map_err(|fault| match fault.place {
                FaultPlace::Roles(index) => roles.error(fault, index, role),
                FaultPlace::Permissions(index) => permissions.error(fault, index, permission),
                FaultPlace::Groups(index) => groups.error(fault, index, group),
                FaultPlace::Reference(at) => policy.principal_error(fault.code, at, input),
                _ => wrong("principal", &texts().must_be.object_with_id),
            })?;
        if let Some(kind) = kind {
            policy.check_type(&policy.bundle.principal.types[kind.index()], input)?;
            policy.check_ancestors(kind, input)?;
            policy.check_members(kind, members)?;
        }
        let known = found.into_iter().map(|found| found.known.into_owned()).collect();
        Ok(Who { unknown_roles, ..Who::new(policy, facts, known)? })
    }

    /// A principal of these facts, whose attributes are these.
    pub(crate) fn new(
        policy: &Loaded,
        facts: Principal,
        known: Vec<Known<'static>>,
    ) -> Result<Self> {
        let states = ClusterStates::default();
        let who = Who { facts, known, unknown_roles: Vec::new(), states };
        if !are_few(policy, &who.known) && who.states(policy, ClusterId(0)).is_err() {
            let message = texts().errors.too_many_answers.clone();
            return Err(Error::new(ErrorCode::TooLarge, message).place("principal"));
        }
        Ok(who)
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

    /// Checks that no member is nearly one of a principal's own, and that links are of templates.
    fn check_members(&self, kind: ValueId, members: &Map<String, Value>) -> Result<()> {
        let Principals { types, attributes, .. } = &self.bundle.principal;
        for name in members.keys() {
            if is_mistaken_member(name) && !types[kind.index()].declared.contains(name) {
                let lists = PRINCIPAL_LISTS.map(str::to_owned).to_vec();
                let error = Error::unknown(ErrorCode::UnknownMember, "member", name, lists);
                return Err(error.place(format!("principal.{name}")));
            }
        }
        let links = attributes.iter().filter_map(|it| match it.path() {
            [links, template] if links == "links" => Some((it, template)),
            _ => None,
        });
        let written = members.get("links").filter(|it| !it.is_null());
        let Some(written) = written.filter(|_| links.clone().next().is_some()) else {
            return Ok(());
        };
        let Some(written) = written.as_object() else {
            return Err(wrong("principal.links", &texts().must_be.object));
        };
        let declared = links.filter(|(it, _)| it.is_of(kind));
        let mut templates: Vec<String> = declared.map(|(_, template)| template.clone()).collect();
        // One that links to two types is two attributes, side by side.
        templates.dedup();
        match written.keys().find(|name| !templates.contains(name)) {
            None => Ok(()),
            Some(name) => {
                let code = ErrorCode::UnknownMember;
                let error = self.unknown_for(Some(kind), (code, "template"), name, templates);
                Err(error.place(format!("principal.links.{name}")))
            }
        }
    }

    /// Checks that a principal of the only type there is is of no other.
    fn check_type(&self, of: &PrincipalType, input: &Value) -> Result<()> {
        let written = input.get("type").filter(|it| !it.is_null());
        let one = self.bundle.principal.types.len() == 1;
        let Some(written) = written.filter(|_| one && !of.declared.iter().any(|it| it == "type"))
        else {
            return Ok(());
        };
        let place = "principal.type";
        match written.as_str() {
            None => Err(wrong(place, texts().attribute_must_be(AttributeKind::Enum))),
            Some(name) if name == of.name => Ok(()),
            Some(name) => {
                let values = &[("place", place), ("value", name)];
                let message = fill(&texts().errors.cannot_be, values);
                let error = Error::new(ErrorCode::UnknownValue, message).place(place);
                Err(error.allowing(vec![of.name.clone()]))
            }
        }
    }

    /// The type of a principal; `None` where it says none that there is.
    fn principal_type(&self, input: &Value) -> Option<ValueId> {
        match self.bundle.principal.types.len() {
            0 => None,
            1 => Some(ValueId(0)),
            count => {
                let class = self.tables.principal.get(1)?.find(input).class;
                Some(ValueId(class)).filter(|it| it.index() < count)
            }
        }
    }

    fn role_of(&self, kind: Option<ValueId>, name: &str) -> Result<usize> {
        let roles = &self.bundle.roles;
        let has = |role: &usize| self.can_be_in(kind, &roles[*role].groups);
        self.role(name).ok().filter(has).ok_or_else(|| {
            let allowed = (0..roles.len()).filter(has).map(|role| roles[role].name.clone());
            self.unknown_for(kind, (ErrorCode::UnknownRole, "role"), name, allowed.collect())
        })
    }

    fn permission_of(&self, kind: Option<ValueId>, name: &str) -> Result<usize> {
        let has = |group: &usize| self.can_be_in(kind, &[GroupId::at(*group)]);
        self.permission(name).ok().filter(has).ok_or_else(|| {
            let allowed = self.permissions.iter().filter(|(_, group)| has(&group.index()));
            let allowed = allowed.map(|(name, _)| name.to_string()).collect();
            self.unknown_for(kind, (ErrorCode::UnknownPermission, "permission"), name, allowed)
        })
    }

    fn group_of(&self, kind: Option<ValueId>, name: &str) -> Result<usize> {
        let groups = &self.bundle.groups;
        let has = |group: &usize| self.can_be_in(kind, &[GroupId::at(*group)]);
        self.group(name).ok().filter(has).ok_or_else(|| {
            let allowed = (0..groups.len()).filter(has).map(|group| groups[group].name.clone());
            self.unknown_for(kind, (ErrorCode::UnknownGroup, "group"), name, allowed.collect())
        })
    }

    /// Whether principals of a type can be in all of some groups.
    fn can_be_in(&self, kind: Option<ValueId>, groups: &[GroupId]) -> bool {
        let of = kind.and_then(|kind| self.bundle.principal.types.get(kind.index()));
        of.is_none_or(|of| of.can_be_in(groups))
    }

    /// That principals of a type have nothing of a name.
    fn unknown_for(
        &self,
        kind: Option<ValueId>,
        (code, what): (ErrorCode, &str),
        name: &str,
        allowed: Vec<String>,
    ) -> Error {
        let types = &self.bundle.principal.types;
        let of = kind.filter(|_| types.len() > 1).and_then(|kind| types.get(kind.index()));
        let Some(of) = of else { return Error::unknown(code, what, name, allowed) };
        let values = &[("what", what), ("name", name), ("type", &of.name)];
        Error::new(code, fill(&texts().errors.unknown_name_for, values)).allowing(allowed)
    }

    /// Checks that what a principal is in are groups of types that there are.
    fn check_ancestors(&self, kind: ValueId, input: &Value) -> Result<()> {
        let all = &self.bundle.principal.types;
        let types = &all[kind.index()].within;
        let some = all.iter().any(|of| !of.within.is_empty());
        let Some(written) = input.get("in").filter(|it| some && !it.is_null()) else {
            return Ok(());
        };
        let texts = written.as_array().filter(|all| all.len() <= LIST_ITEMS_MAX);
        for entry in texts.ok_or_else(|| wrong("principal.in", &self::texts().must_be.names))? {
            let Some(entry) = entry.as_str() else {
                return Err(wrong("principal.in", &self::texts().must_be.names));
            };
            let known =
                |of: &String| entry.strip_prefix(&of[..]).is_some_and(|it| it.starts_with("::"));
            if !types.iter().any(known) {
                let wanted = (ErrorCode::UnknownGroup, "group");
                let error = self.unknown_for(Some(kind), wanted, entry, types.clone());
                return Err(error.place("principal.in"));
            }
        }
        Ok(())
    }
}

fn wrong(place: &str, what: &str) -> Error {
    Error::new(ErrorCode::WrongType, must_be(place, what)).place(place)
}
