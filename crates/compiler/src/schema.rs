//! The schema of a pack: Cedar's own, and what a bundle numbers in the order of its declarations.
//!
//! Cedar resolves and checks every type. Only the order of declarations is read off the places
//! that its parser leaves, since the resolved schema keeps its names sorted.

mod declared;
mod expansion;
mod index;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use cedar_policy_core::ast::{EntityType, EntityUID};
use cedar_policy_core::extensions::Extensions;
use cedar_policy_core::validator::types::{Attributes, EntityKind, Type};
use cedar_policy_core::validator::{
    ValidatorEntityType, ValidatorEntityTypeKind, ValidatorSchema, json_schema,
};

use tollgate::limits::{NAME_MAX, fits};

use crate::diagnostic::{Diagnostic, Findings};
use crate::source::{At, File, Place};
use crate::{cedar, lengths, nesting};
use declared::{Declared, Entity};
use index::Index;

/// The group type that `permissions` speaks of with bare names.
pub(crate) const PERMISSION: &str = "Permission";

/// A schema as bundles number it.
pub(crate) struct Schema {
    pub(crate) cedar: ValidatorSchema,
    pub(crate) principal: Record,
    pub(crate) groups: Vec<Group>,
    pub(crate) types: Vec<Record>,
    pub(crate) actions: Vec<Action>,
    index: Index,
}

/// A group that principals can be in: a value of an enumerated type.
pub(crate) struct Group {
    pub(crate) type_name: String,
    pub(crate) value: String,
    pub(crate) at: At<String>,
}

/// The principal's type, or a resource type.
pub(crate) struct Record {
    pub(crate) name: String,
    pub(crate) attributes: Vec<Attribute>,
    by_name: HashMap<String, usize>,
}

/// An attribute of the principal, a record or a context.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) optional: bool,
}

/// What an attribute holds, as far as policies can ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One of the values of an enumerated type, which its attributes share.
    Enum {
        of: Arc<Enumeration>,
    },
    Bool,
    /// The id of an entity.
    Entity,
    /// A set of ids.
    Set,
    /// Anything else: only its presence can be asked.
    Other,
}

/// An enumerated type.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Enumeration {
    pub(crate) type_name: String,
    /// Where it is declared.
    pub(crate) place: Place,
    pub(crate) values: Vec<String>,
    by_name: HashMap<String, usize>,
}

impl Enumeration {
    /// The number of a value.
    pub(crate) fn number(&self, value: &str) -> Option<usize> {
        self.by_name.get(value).copied()
    }
}

/// The place of each name in a list.
fn numbered<'n>(names: impl Iterator<Item = &'n String>) -> HashMap<String, usize> {
    names.enumerate().map(|(index, name)| (name.clone(), index)).collect()
}

/// An action that something can be asked of.
pub(crate) struct Action {
    pub(crate) at: At<String>,
    pub(crate) uid: EntityUID,
    pub(crate) label: Option<String>,
    pub(crate) context: Vec<Attribute>,
    /// The resource types it applies to.
    pub(crate) on: Vec<usize>,
}

impl Attribute {
    /// How many values it has apart from absence.
    pub(crate) fn present(&self) -> usize {
        match &self.kind {
            Kind::Enum { of } => of.values.len(),
            Kind::Bool => 2,
            Kind::Entity | Kind::Set | Kind::Other => 1,
        }
    }

    /// How many values it has, absence included.
    pub(crate) fn domain(&self) -> usize {
        self.present() + usize::from(self.optional)
    }

    /// The values that a surface, a lifecycle or an advice can name.
    pub(crate) fn values(&self) -> impl Iterator<Item = &str> {
        (0..self.present()).filter_map(|value| self.value_name(value))
    }

    /// The name of a value.
    pub(crate) fn value_name(&self, value: usize) -> Option<&str> {
        match &self.kind {
            Kind::Enum { of } => of.values.get(value).map(String::as_str),
            Kind::Bool => ["false", "true"].get(value).copied(),
            Kind::Entity | Kind::Set | Kind::Other => None,
        }
    }

    /// The number of the value of that name.
    pub(crate) fn value_number(&self, name: &str) -> Option<usize> {
        match &self.kind {
            Kind::Enum { of } => of.number(name),
            Kind::Bool => ["false", "true"].iter().position(|known| *known == name),
            Kind::Entity | Kind::Set | Kind::Other => None,
        }
    }
}

impl Record {
    fn new(name: String, attributes: Vec<Attribute>) -> Self {
        let by_name = numbered(attributes.iter().map(|attribute| &attribute.name));
        Self { name, attributes, by_name }
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }
}

impl Schema {
    pub(crate) fn action(&self, name: &str) -> Option<usize> {
        self.index.actions.get(name).copied()
    }

    pub(crate) fn type_named(&self, name: &str) -> Option<usize> {
        self.index.types.get(name).copied()
    }

    pub(crate) fn group(&self, name: &str) -> Option<usize> {
        self.index.groups.get(name).copied()
    }

    pub(crate) fn permission(&self, name: &str) -> Option<usize> {
        self.group(&format!("{PERMISSION}::{name}"))
    }

    /// The action that an entity is.
    pub(crate) fn action_of(&self, uid: &EntityUID) -> Option<usize> {
        self.actions_in(uid).find(|action| self.actions[*action].uid == *uid)
    }

    /// The actions that an entity is, or that are in it where it is a group of actions.
    pub(crate) fn actions_in(&self, entity: &EntityUID) -> impl Iterator<Item = usize> {
        self.index.members.get(entity).into_iter().flatten().copied()
    }

    /// The bare names of the permissions.
    pub(crate) fn permissions(&self) -> impl Iterator<Item = &str> {
        let permissions = self.groups.iter().filter(|group| group.type_name == PERMISSION);
        permissions.map(|group| group.value.as_str())
    }

    /// Whether the action is the entity, or in it where it is a group of actions.
    pub(crate) fn action_is_in(&self, action: usize, entity: &EntityUID) -> bool {
        self.index.members.get(entity).is_some_and(|members| members.contains(&action))
    }
}

/// Reads the schema; `None` where it is too broken to look at the rest of the pack.
pub(crate) fn read(file: &Arc<File>, findings: &mut Findings) -> Option<Schema> {
    if !nesting::check(file, findings) {
        return None;
    }
    let extensions = Extensions::all_available();
    let fragment = match json_schema::Fragment::from_cedarschema_str(&file.text, extensions) {
        Ok((fragment, warnings)) => {
            for warning in warnings {
                cedar::warn("cedar::schema_warning", file, &warning, findings);
            }
            fragment
        }
        Err(error) => {
            cedar::report("cedar::schema", file, &error, findings);
            return None;
        }
    };
    if !expansion::check(file, &fragment, findings) {
        return None;
    }
    let cedar = match ValidatorSchema::try_from(fragment.clone()) {
        Ok(cedar) => cedar,
        Err(error) => {
            cedar::report("cedar::schema", file, &error, findings);
            return None;
        }
    };
    let before = findings.error_count();
    let Some(declared) = Declared::new(file, &fragment, findings) else {
        // A schema in a namespace has been refused; one without declarations says nothing.
        if findings.error_count() == before {
            findings.push(no_actions(file));
        }
        return None;
    };
    let schema = Reader::new(file, &cedar, declared).read(findings);
    let (principal, groups, types, actions) = schema?;
    let index = Index::new(&cedar, &actions, &types, &groups);
    let schema = Schema { principal, groups, types, actions, index, cedar };
    if findings.error_count() > before { None } else { Some(schema) }
}

fn no_actions(file: &Arc<File>) -> Diagnostic {
    let message = "the schema declares no action that applies to something";
    let help = "write `action viewCustomer appliesTo { principal: User, resource: Customer };`";
    Diagnostic::error("schema::no_actions", &file.start(), message).with_help(help)
}

/// Cedar's schema beside the order of its declarations.
struct Reader<'a> {
    file: &'a Arc<File>,
    cedar: &'a ValidatorSchema,
    declared: Declared<'a>,
    entities: HashMap<String, &'a ValidatorEntityType>,
    /// The enumerated types.
    enumerations: HashMap<&'a EntityType, Arc<Enumeration>>,
}

/// The principal, the groups, the types and the actions of a schema.
type Read = (Record, Vec<Group>, Vec<Record>, Vec<Action>);

impl<'a> Reader<'a> {
    fn new(file: &'a Arc<File>, cedar: &'a ValidatorSchema, declared: Declared<'a>) -> Self {
        let named = |entity: &'a ValidatorEntityType| (entity.name().to_string(), entity);
        let places: HashMap<&str, &Place> = (declared.entities.iter())
            .map(|entity| (entity.at.value.as_str(), &entity.at.place))
            .collect();
        let enumerations = cedar.entity_types().filter_map(|entity| {
            let ValidatorEntityTypeKind::Enum(values) = &entity.kind else { return None };
            let values: Vec<String> =
                values.iter().map(|value| value.as_ref().to_owned()).collect();
            let (type_name, by_name) = (entity.name().to_string(), numbered(values.iter()));
            let place = places.get(type_name.as_str()).copied();
            let place = place.cloned().unwrap_or_else(|| file.start());
            Some((entity.name(), Arc::new(Enumeration { type_name, place, values, by_name })))
        });
        let enumerations = enumerations.collect();
        let entities = cedar.entity_types().map(named).collect();
        Reader { file, cedar, declared, entities, enumerations }
    }

    fn read(self, findings: &mut Findings) -> Option<Read> {
        let uids: BTreeMap<&str, &EntityUID> =
            (self.cedar.action_ids()).map(|id| (id.name().eid().as_ref(), id.name())).collect();
        let asked: Vec<(&At<String>, &EntityUID)> = (self.declared.actions.iter())
            .filter_map(|at| Some((at, *uids.get(at.value.as_str())?)))
            .filter(|(at, uid)| self.is_asked(at, uid, findings))
            .collect();
        let principal = self.principal_type(&asked, findings)?;
        let types = self.resource_types(&asked);
        let numbers = numbered(types.iter());
        let actions = (asked.iter()).map(|(at, uid)| self.action(at, uid, &numbers)).collect();
        let groups = self.groups(&principal, findings);
        self.refuse_repeated_values(findings);
        self.refuse_long_names(&groups, findings);
        let record = |name: &String| Record::new(name.clone(), self.attributes(name));
        Some((record(&principal), groups, types.iter().map(record).collect(), actions))
    }

    /// Whether the action applies to something; else it must be a group of other actions.
    fn is_asked(&self, at: &At<String>, uid: &EntityUID, findings: &mut Findings) -> bool {
        let Some(id) = self.cedar.get_action_id(uid) else { return false };
        let applies = id.applies_to_resources().next().is_some();
        if !applies && !id.descendants().any(|below| below != uid) {
            let message = format!("action `{}` applies to nothing", at.value);
            let help = "write `appliesTo { principal: User, resource: Customer }` with the types \
                        it concerns, or remove it";
            findings.push(
                Diagnostic::error("schema::action_without_applies_to", &at.place, message)
                    .with_help(help),
            );
        }
        applies
    }

    /// The one type that all actions take as principal.
    fn principal_type(
        &self,
        asked: &[(&At<String>, &EntityUID)],
        findings: &mut Findings,
    ) -> Option<String> {
        let mut found: Option<String> = None;
        for (at, uid) in asked {
            let id = self.cedar.get_action_id(uid)?;
            let mut names: Vec<String> =
                id.applies_to_principals().map(ToString::to_string).collect();
            names.sort();
            if let [name] = &names[..] {
                found.get_or_insert_with(|| name.clone());
            }
            if names.len() != 1 || found.as_ref() != names.first() {
                let listed: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                let message = format!(
                    "action `{}` is for principals of type {}, where a pack has one type of them",
                    at.value,
                    listed.join(" and "),
                );
                let help = "give every action the same single principal type, and tell kinds of \
                            principals apart by groups: `entity User in [Role];`";
                findings.push(
                    Diagnostic::error("schema::several_principal_types", &at.place, message)
                        .with_help(help),
                );
            }
        }
        if found.is_none() && !findings.has_errors() {
            findings.push(no_actions(self.file));
        }
        found
    }

    fn resource_types(&self, asked: &[(&At<String>, &EntityUID)]) -> Vec<String> {
        let ids = asked.iter().filter_map(|(_, uid)| self.cedar.get_action_id(uid));
        let applied: BTreeSet<String> =
            ids.flat_map(|id| id.applies_to_resources().map(ToString::to_string)).collect();
        let names = self.declared.entities.iter().map(|entity| &entity.at.value);
        names.filter(|name| applied.contains(*name)).cloned().collect()
    }

    fn action(&self, at: &At<String>, uid: &EntityUID, types: &HashMap<String, usize>) -> Action {
        let id = self.cedar.get_action_id(uid);
        let applied = id.into_iter().flat_map(|id| id.applies_to_resources());
        let on: BTreeSet<usize> =
            applied.filter_map(|name| types.get(&name.to_string()).copied()).collect();
        let context = match id.and_then(|id| id.context_type()) {
            Some(Type::Record { attrs, .. }) => {
                self.in_order(attrs, &self.declared.context(&at.value))
            }
            _ => Vec::new(),
        };
        let label = self.declared.label(&at.value);
        Action { at: at.clone(), uid: uid.clone(), label, context, on: on.into_iter().collect() }
    }

    /// The values of the enumerated types that the principal's type is `in`.
    fn groups(&self, principal: &str, findings: &mut Findings) -> Vec<Group> {
        let parents = self.declared.parents(principal);
        let mut groups = Vec::new();
        for entity in &self.declared.entities {
            let name = &entity.at.value;
            if !parents.contains(name) {
                continue;
            }
            if entity.values.is_empty() {
                let message = format!("`{principal}` is in `{name}`, which is not enumerated");
                let help = format!(
                    "groups are the values of an enumerated type: write \
                     `entity {name} enum [\"…\", \"…\"];`"
                );
                findings.push(
                    Diagnostic::error("schema::group_not_enumerated", &entity.at.place, message)
                        .with_help(help),
                );
            }
            groups.extend(entity.values.iter().map(|value| Group {
                type_name: name.clone(),
                value: value.value.clone(),
                at: At { value: format!("{name}::{}", value.value), place: value.place.clone() },
            }));
        }
        groups
    }

    /// Refuses values that stand twice in their enumeration: each has one number.
    fn refuse_repeated_values(&self, findings: &mut Findings) {
        for entity in &self.declared.entities {
            let mut seen = BTreeSet::new();
            let repeated = entity.values.iter().filter(|value| !seen.insert(&value.value));
            for value in repeated {
                let name = &entity.at.value;
                let message = format!("`{}` stands twice in `{name}`", value.value);
                let help = "remove one of the two";
                findings.push(
                    Diagnostic::error("schema::repeated_value", &value.place, message)
                        .with_help(help),
                );
            }
        }
    }

    fn refuse_long_names(&self, groups: &[Group], findings: &mut Findings) {
        for Entity { at, values } in &self.declared.entities {
            values.iter().chain([at]).for_each(|it| lengths::name(&it.place, &it.value, findings));
            let attributes = self.declared.attributes(&at.value);
            attributes.iter().for_each(|name| lengths::name(&at.place, name, findings));
        }
        for at in &self.declared.actions {
            let context = self.declared.context(&at.value);
            let label = self.declared.label(&at.value);
            let names = context.iter().chain(&label).chain([&at.value]);
            names.for_each(|name| lengths::name(&at.place, name, findings));
        }
        let grouped = groups.iter().filter(|group| fits(&group.value, NAME_MAX));
        grouped.for_each(|group| lengths::name(&group.at.place, &group.at.value, findings));
    }

    fn attributes(&self, type_name: &str) -> Vec<Attribute> {
        self.entities.get(type_name).map_or_else(Vec::new, |entity| {
            self.in_order(entity.attributes(), &self.declared.attributes(type_name))
        })
    }

    fn in_order(&self, attributes: &Attributes, order: &[String]) -> Vec<Attribute> {
        let known = order.iter().filter_map(|name| Some((name, attributes.get_attr(name)?)));
        known
            .map(|(name, attribute)| Attribute {
                name: name.clone(),
                kind: self.kind(&attribute.attr_type),
                optional: !attribute.is_required(),
            })
            .collect()
    }

    fn kind(&self, of: &Type) -> Kind {
        match of {
            Type::Bool(_) => Kind::Bool,
            Type::Entity(EntityKind::Entity(entity)) => {
                let Some(name) = entity.get_single_entity() else { return Kind::Other };
                let enumeration = self.enumerations.get(name).cloned();
                enumeration.map_or(Kind::Entity, |of| Kind::Enum { of })
            }
            Type::Set { element_type: Some(element) } if self.kind(element) == Kind::Entity => {
                Kind::Set
            }
            _ => Kind::Other,
        }
    }
}
