//! Roles, labels, and what an unlock may offer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Lookup;
use crate::diagnostic::Findings;
use crate::schema::{Kind, PERMISSION, Schema};
use crate::source::File;
use crate::tables::{Name, roles as table};

/// Roles, and texts about groups and ties.
#[derive(Default)]
pub(crate) struct Roles {
    pub(crate) roles: Vec<Role>,
    /// What is said of a group.
    pub(crate) groups: BTreeMap<usize, Text>,
    /// What is said of a tie, by resource type and attribute.
    pub(crate) ties: BTreeMap<(usize, usize), Text>,
}

/// A role: a name for groups.
pub(crate) struct Role {
    pub(crate) name: String,
    pub(crate) label: Option<String>,
    pub(crate) groups: BTreeSet<usize>,
}

/// What is said of a group or a tie.
#[derive(Default)]
pub(crate) struct Text {
    pub(crate) label: Option<String>,
    pub(crate) category: Option<String>,
    pub(crate) withheld: bool,
}

/// Looks up the names of every role, label and tie.
pub(crate) fn resolve(
    read: &table::Roles,
    schema: &Schema,
    file: &Arc<File>,
    findings: &mut Findings,
) -> Roles {
    let mut lookup = Lookup { schema, file, findings };
    let mut roles = Roles::default();
    for (name, role) in read.roles.iter() {
        let mut groups = BTreeSet::new();
        for permission in &role.permissions {
            groups.extend(lookup.permission(permission, "roles::unknown_permission"));
        }
        for group in &role.groups {
            groups.extend(lookup.group(group, "roles::unknown_group"));
        }
        let name = name.as_str().to_owned();
        roles.roles.push(Role { name, label: role.label.clone(), groups });
    }
    for (name, said) in read.permissions.iter() {
        let Some(group) = lookup.permission(name, "roles::unknown_permission") else { continue };
        let text = Text {
            label: said.label.clone(),
            category: said.category.clone(),
            withheld: said.offered == Some(false),
        };
        roles.groups.insert(group, text);
    }
    for (name, said) in read.groups.iter() {
        let Some(group) = lookup.group(name, "roles::unknown_group") else { continue };
        refuse_permission(group, name, &mut lookup);
        roles.groups.insert(group, text(said));
    }
    for (name, said) in read.ties.iter() {
        if let Some(tie) = tie(name, &mut lookup) {
            roles.ties.insert(tie, text(said));
        }
    }
    roles
}

fn text(said: &table::Text) -> Text {
    let withheld = said.offered == Some(false);
    Text { label: said.label.clone(), category: None, withheld }
}

fn refuse_permission(group: usize, name: &Name, lookup: &mut Lookup<'_, '_>) {
    let Some(known) = lookup.schema.groups.get(group) else { return };
    if known.type_name == PERMISSION {
        let message = format!("`{}` is a permission", name.as_str());
        let help = format!("write it as `[permissions.{}]`", known.value);
        lookup.error("roles::permission_as_group", name, message, help);
    }
}

fn tie(name: &Name, lookup: &mut Lookup<'_, '_>) -> Option<(usize, usize)> {
    let schema = lookup.schema;
    let ties: Vec<((usize, usize), String)> = schema
        .types
        .iter()
        .enumerate()
        .flat_map(|(resource, record)| {
            let tied = record.attributes.iter().enumerate();
            tied.filter(|(_, attribute)| matches!(attribute.kind, Kind::Entity | Kind::Set)).map(
                move |(index, attribute)| {
                    ((resource, index), format!("{}.{}", record.name, attribute.name))
                },
            )
        })
        .collect();
    let found = ties.iter().find(|(_, known)| known == name.as_str()).map(|(tie, _)| *tie);
    if found.is_none() && is_attribute(schema, name.as_str()) {
        let message = format!("`{}` holds no entity that could be the principal", name.as_str());
        let help = "a tie is an attribute that holds an entity or a set of entities".to_owned();
        lookup.error("roles::no_tie", name, message, help);
        return None;
    }
    let known = ties.iter().map(|(_, known)| known.as_str());
    lookup.found(found, name, ("roles::unknown_tie", "tie", ""), known)
}

fn is_attribute(schema: &Schema, name: &str) -> bool {
    let Some((resource, attribute)) = name.split_once('.') else { return false };
    let record = schema.types.iter().find(|record| record.name == resource);
    record.is_some_and(|record| record.attribute(attribute).is_some())
}
