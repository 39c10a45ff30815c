//! The schema of a pack: Cedar's own, and what a bundle numbers in the order of its declarations.
//!
//! Cedar resolves and checks every type. Only the order of declarations is read off the places
//! that its parser leaves, since the resolved schema keeps its names sorted.

mod attribute;
mod declared;
mod expansion;
mod index;
mod json;
mod names;
mod outline;
mod principal;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use cedar_policy_core::ast::{EntityType, EntityUID};
use cedar_policy_core::extensions::Extensions;
use cedar_policy_core::validator::json_schema::Fragment;
use cedar_policy_core::validator::types::{Attributes, EntityKind, Type};
use cedar_policy_core::validator::{
    RawName, ValidatorEntityType, ValidatorEntityTypeKind, ValidatorSchema,
};

use tollgate::limits::{NAME_MAX, fits};
use tollgate::values::PointKind;

use crate::diagnostic::{Diagnostic, Findings};
use crate::references::References;
use crate::source::{At, File, JSON_SCHEMAS, Place, SCHEMA};
use crate::{cedar, lengths, nesting};
use attribute::{ANCESTORS, numbered};
pub(crate) use attribute::{Attribute, Enumeration, ID, Kind, LINKS, Record, TYPE};
use declared::{Declared, Entity};
use index::Index;
pub(crate) use json::is_json;
use names::Names;
pub(crate) use principal::PrincipalType;

/// The group type that `permissions` speaks of with bare names.
pub(crate) const PERMISSION: &str = "Permission";

/// A schema as bundles number it.
pub(crate) struct Schema {
    pub(crate) cedar: ValidatorSchema,
    /// The types of principals.
    pub(crate) principals: Vec<PrincipalType>,
    /// What principals of all types have.
    pub(crate) principal: Record,
    pub(crate) groups: Vec<Group>,
    pub(crate) types: Vec<Record>,
    pub(crate) actions: Vec<Action>,
    names: Names,
    index: Index,
}

/// A group that principals can be in: a value of an enumerated type.
pub(crate) struct Group {
    pub(crate) type_name: String,
    pub(crate) value: String,
    pub(crate) at: At<String>,
}

/// An action that something can be asked of.
pub(crate) struct Action {
    pub(crate) at: At<String>,
    pub(crate) uid: EntityUID,
    pub(crate) label: Option<String>,
    pub(crate) context: Vec<Attribute>,
    /// The types of principals that it is for.
    pub(crate) principals: Vec<usize>,
    /// The resource types it applies to.
    pub(crate) on: Vec<usize>,
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

    /// What the pack calls an entity type of Cedar's.
    pub(crate) fn called(&self, entity_type: &EntityType) -> String {
        self.names.of(entity_type)
    }

    /// The bare names of the permissions.
    pub(crate) fn permissions(&self) -> impl Iterator<Item = &str> {
        let permissions = self.groups.iter().filter(|group| group.type_name == PERMISSION);
        permissions.map(|group| group.value.as_str())
    }

    /// The first action whose context has an attribute that another's has, and its number there:
    /// what a context says is the same whatever is asked.
    pub(crate) fn first_context(&self, action: usize, index: usize) -> (usize, usize) {
        let wanted = self.actions.get(action).and_then(|it| it.context.get(index));
        let same =
            |it: &Attribute| wanted.is_some_and(|to| to.path == it.path && to.kind == it.kind);
        let mut all = self.actions.iter().map(|it| it.context.iter().position(same)).enumerate();
        let first = all.find_map(|(action, place)| Some((action, place?)));
        first.unwrap_or((action, index))
    }

    /// Whether the action is the entity, or in it where it is a group of actions.
    pub(crate) fn action_is_in(&self, action: usize, entity: &EntityUID) -> bool {
        self.index.members.get(entity).is_some_and(|members| members.contains(&action))
    }
}

/// Reads the schema, with the attributes at the ends of these ways, and the links of these
/// templates;
/// `None` where it is too broken to look at the rest of the pack.
pub(crate) fn read(
    file: &Arc<File>,
    references: &References,
    findings: &mut Findings,
) -> Option<Schema> {
    let fragment = match file.name == SCHEMA {
        true => fragment(file, findings)?,
        false => json::read(file, findings)?,
    };
    if !expansion::check(file, &fragment, findings) {
        return None;
    }
    let types = names::of_types(&fragment);
    let resolved = fragment.to_internal_name_fragment_with_resolved_types();
    let (cedar, fragment) = match (ValidatorSchema::try_from(fragment), resolved) {
        (Ok(cedar), Ok(fragment)) => (cedar, fragment),
        (Err(error), _) | (_, Err(error)) => {
            let help = names::meant(&error.to_string(), &types);
            cedar::report_with("cedar::schema", file, &error, help.as_deref(), findings);
            return None;
        }
    };
    let before = findings.error_count();
    let names = Names::new(&fragment);
    let declared = Declared::new(file, &fragment, &names);
    declared.refuse_ambiguous(findings);
    let reader = Reader::new(file, (&cedar, &names), declared, references);
    let read = reader.read(findings)?;
    let is_whole = findings.error_count() == before;
    reader.refuse_repeated_values(findings);
    reader.refuse_long_names(&read.groups, findings);
    // What is named wrongly is there all the same, for the rest to be held against.
    let Read { principals, principal, groups, types, actions } = Some(read).filter(|_| is_whole)?;
    let index = Index::new(&cedar, &actions, &types, &groups);
    let schema = Schema { principals, principal, groups, types, actions, index, names, cedar };
    principal::refuse_type(&schema.principals, &schema.principal, findings);
    Some(schema)
}

/// A schema as text, as Cedar's parser reads it.
fn fragment(file: &Arc<File>, findings: &mut Findings) -> Option<Fragment<RawName>> {
    if file.text.trim_start().starts_with('{') {
        let message = "this is a schema as JSON";
        let help = format!("name it `{}`", JSON_SCHEMAS[0]);
        let error = Diagnostic::error("schema::json", &file.start(), message).with_help(help);
        findings.push(error);
        return None;
    }
    if !nesting::check(file, findings) {
        return None;
    }
    match Fragment::from_cedarschema_str(&file.text, Extensions::all_available()) {
        Ok((fragment, warnings)) => {
            for warning in warnings {
                cedar::warn("cedar::schema_warning", file, &warning, findings);
            }
            Some(fragment)
        }
        Err(error) => {
            cedar::report("cedar::schema", file, &error, findings);
            None
        }
    }
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
    names: &'a Names,
    declared: Declared<'a>,
    references: &'a References,
    entities: HashMap<String, &'a ValidatorEntityType>,
    /// The enumerated types.
    enumerations: HashMap<&'a EntityType, Arc<Enumeration>>,
}

/// What is read of a schema.
struct Read {
    principals: Vec<PrincipalType>,
    principal: Record,
    groups: Vec<Group>,
    types: Vec<Record>,
    actions: Vec<Action>,
}

impl<'a> Reader<'a> {
    fn new(
        file: &'a Arc<File>,
        (cedar, names): (&'a ValidatorSchema, &'a Names),
        declared: Declared<'a>,
        references: &'a References,
    ) -> Self {
        let named = |entity: &'a ValidatorEntityType| (names.of(entity.name()), entity);
        let places: HashMap<&str, &Place> = (declared.entities.iter())
            .map(|entity| (entity.at.value.as_str(), &entity.at.place))
            .collect();
        let enumerations = cedar.entity_types().filter_map(|entity| {
            let ValidatorEntityTypeKind::Enum(values) = &entity.kind else { return None };
            let values: Vec<String> =
                values.iter().map(|value| value.as_ref().to_owned()).collect();
            let (type_name, by_name) = (names.of(entity.name()), numbered(values.iter()));
            let full_name = entity.name().to_string();
            let place = places.get(type_name.as_str()).copied();
            let place = place.cloned().unwrap_or_else(|| file.start());
            let of = Enumeration { type_name, full_name, place, values, by_name };
            Some((entity.name(), Arc::new(of)))
        });
        let enumerations = enumerations.collect();
        let entities = cedar.entity_types().map(named).collect();
        Reader { file, cedar, names, declared, references, entities, enumerations }
    }

    fn read(&self, findings: &mut Findings) -> Option<Read> {
        let uids: BTreeMap<String, &EntityUID> =
            self.cedar.action_ids().map(|id| (self.called(id.name()), id.name())).collect();
        let entries: Vec<(&At<String>, &EntityUID)> = (self.declared.actions.iter())
            .filter_map(|at| Some((at, *uids.get(at.value.as_str())?)))
            .filter(|(at, uid)| self.is_applicable(at, uid, findings))
            .collect();
        let kinds = self.principal_types(&entries, findings)?;
        let types = self.resource_types(&entries);
        let groups = self.groups(&kinds);
        let principals: Vec<PrincipalType> =
            kinds.iter().map(|name| self.principal_type(name, &groups)).collect();
        let (on, of) = (numbered(types.iter()), numbered(kinds.iter()));
        let actions = entries.iter().map(|(at, uid)| self.action(at, uid, (&of, &on))).collect();
        let principal = Record::new(String::new(), self.principal(&principals, &types));
        let record = |name: &String| Record::new(name.clone(), self.record(name));
        let types = types.iter().map(record).collect();
        Some(Read { principals, principal, groups, types, actions })
    }

    /// What the pack calls an action.
    fn called(&self, uid: &EntityUID) -> String {
        self.names.of_action((uid.entity_type().to_string(), uid.eid().as_ref().to_owned()))
    }

    /// Whether the action applies to something; else it must be a group of other actions.
    fn is_applicable(&self, at: &At<String>, uid: &EntityUID, findings: &mut Findings) -> bool {
        let Some(id) = self.cedar.get_action_id(uid) else { return false };
        let applies = id.applies_to_resources().next().is_some()
            && id.applies_to_principals().next().is_some();
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

    fn resource_types(&self, entries: &[(&At<String>, &EntityUID)]) -> Vec<String> {
        let ids = entries.iter().filter_map(|(_, uid)| self.cedar.get_action_id(uid));
        let applied: BTreeSet<String> =
            ids.flat_map(|id| id.applies_to_resources().map(|it| self.names.of(it))).collect();
        let names = self.declared.entities.iter().map(|entity| &entity.at.value);
        names.filter(|name| applied.contains(*name)).cloned().collect()
    }

    /// An action, with its principals' and its records' types by their numbers.
    fn action(
        &self,
        at: &At<String>,
        uid: &EntityUID,
        (kinds, types): (&HashMap<String, usize>, &HashMap<String, usize>),
    ) -> Action {
        let id = self.cedar.get_action_id(uid);
        let number = |numbers: &HashMap<String, usize>, name: &EntityType| {
            numbers.get(&self.names.of(name)).copied()
        };
        let asking = id.into_iter().flat_map(|id| id.applies_to_principals());
        let principals: BTreeSet<usize> = asking.filter_map(|name| number(kinds, name)).collect();
        let applied = id.into_iter().flat_map(|id| id.applies_to_resources());
        let on: BTreeSet<usize> = applied.filter_map(|name| number(types, name)).collect();
        let context = match id.and_then(|id| id.context_type()) {
            Some(Type::Record { attrs, .. }) => {
                let mut context = Vec::new();
                let order = self.declared.context(&at.value);
                self.flatten(&[], attrs, &order, false, &mut context);
                context
            }
            _ => Vec::new(),
        };
        let label = self.declared.label(&at.value);
        let (principals, on) = (principals.into_iter().collect(), on.into_iter().collect());
        Action { at: at.clone(), uid: uid.clone(), label, context, principals, on }
    }

    /// The values of the enumerated types that some principal's type is `in`.
    fn groups(&self, kinds: &[String]) -> Vec<Group> {
        let parents: Vec<String> =
            kinds.iter().flat_map(|kind| self.declared.parents(kind)).collect();
        let mut groups = Vec::new();
        for entity in &self.declared.entities {
            let name = &entity.at.value;
            if !parents.contains(name) {
                continue;
            }
            groups.extend(entity.values.iter().map(|value| Group {
                type_name: name.clone(),
                value: value.value.clone(),
                at: At { value: format!("{name}::{}", value.value), place: value.place.clone() },
            }));
        }
        groups
    }

    /// The types that a type is `in`, and so on up.
    fn all_parents(&self, type_name: &str) -> Vec<String> {
        let (mut found, mut open) = (Vec::new(), vec![type_name.to_owned()]);
        while let Some(next) = open.pop() {
            for parent in self.declared.parents(&next) {
                if !found.contains(&parent) {
                    found.push(parent.clone());
                    open.push(parent);
                }
            }
        }
        found.sort();
        found
    }

    /// Those of them that are not enumerated.
    fn open_parents(&self, type_name: &str) -> Vec<String> {
        let enumerated = |name: &String| {
            let entities = &self.declared.entities;
            entities.iter().any(|it| it.at.value == *name && !it.values.is_empty())
        };
        let mut all = self.all_parents(type_name);
        all.retain(|name| !enumerated(name));
        all
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

    /// The attributes of a type: its id, those that are declared with those that are asked of what
    /// they hold, and the lists of what it is in.
    fn record(&self, type_name: &str) -> Vec<Attribute> {
        let mut all = vec![Attribute::new(vec!["id".to_owned()], Kind::Text, false)];
        if let Some(entity) = self.entities.get(type_name) {
            let order = self.declared.attributes(type_name);
            self.flatten(&[], entity.attributes(), &order, false, &mut all);
        }
        let parents = self.all_parents(type_name);
        all.extend(parents.iter().map(|of| Attribute::entries(&[ANCESTORS], of)));
        all
    }

    /// Attributes in their order, each followed by those that are asked of what it holds.
    fn flatten(
        &self,
        way: &[String],
        attributes: &Attributes,
        order: &[String],
        optional: bool,
        all: &mut Vec<Attribute>,
    ) {
        for name in order {
            let Some(declared) = attributes.get_attr(name) else { continue };
            let path = [way, std::slice::from_ref(name)].concat();
            let optional = optional || !declared.is_required();
            let mut attribute =
                Attribute::new(path.clone(), self.kind(&declared.attr_type), optional);
            attribute.needed = declared.is_required();
            all.push(attribute);
            if !self.references.ways.iter().any(|it| it.len() > path.len() && it.starts_with(&path))
            {
                continue;
            }
            match &*declared.attr_type {
                Type::Record { attrs, .. } => {
                    let order: Vec<String> =
                        attrs.iter().map(|(name, _)| name.to_string()).collect();
                    self.flatten(&path, attrs, &order, optional, all);
                }
                Type::Entity(EntityKind::Entity(entity)) => {
                    let of = entity.get_single_entity().map(|it| self.names.of(it));
                    let Some(entity) = of.as_ref().and_then(|of| self.entities.get(of)) else {
                        continue;
                    };
                    let order = self.declared.attributes(&self.names.of(entity.name()));
                    self.flatten(&path, entity.attributes(), &order, optional, all);
                }
                _ => {}
            }
        }
    }

    fn kind(&self, of: &Type) -> Kind {
        match of {
            Type::Bool(_) => Kind::Bool,
            Type::String => Kind::Text,
            Type::Long => Kind::Line(PointKind::Long),
            Type::ExtensionType { name } => match name.to_string().as_str() {
                "decimal" => Kind::Line(PointKind::Decimal),
                "datetime" => Kind::Line(PointKind::Datetime),
                "duration" => Kind::Line(PointKind::Duration),
                "ipaddr" => Kind::Ip,
                _ => Kind::Other,
            },
            Type::Entity(EntityKind::Entity(entity)) => {
                let Some(name) = entity.get_single_entity() else { return Kind::Other };
                match self.enumerations.get(name).cloned() {
                    Some(of) => Kind::Enum { of },
                    None => Kind::Entity { of: self.names.of(name) },
                }
            }
            Type::Set { element_type: Some(element) } => match self.kind(element) {
                Kind::Entity { of } => Kind::Set { of },
                Kind::Text => Kind::Texts { of: None },
                Kind::Enum { of } => Kind::Texts { of: Some(of) },
                _ => Kind::Other,
            },
            _ => Kind::Other,
        }
    }
}
