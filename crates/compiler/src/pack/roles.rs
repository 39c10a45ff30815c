//! Roles, labels, and what an unlock may offer.

use std::collections::{BTreeMap, BTreeSet, HashMap};
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
    /// The number of each role.
    by_name: HashMap<String, usize>,
    /// What is said of a group.
    pub(crate) groups: BTreeMap<usize, Text>,
    /// What is said of a tie, by resource type and attribute.
    pub(crate) ties: BTreeMap<(usize, usize), Text>,
    /// The labels of the principal's attributes.
    pub(crate) facts: BTreeMap<usize, String>,
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

impl Roles {
    /// The number of a role.
    pub(crate) fn number(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }
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
        refuse_nobodys(name, &groups, &mut lookup);
        let name = name.as_str().to_owned();
        roles.by_name.insert(name.clone(), roles.roles.len());
        roles.roles.push(Role { name, label: role.label.clone(), groups });
    }
    for (name, entry) in read.permissions.iter() {
        let Some(group) = lookup.permission(name, "roles::unknown_permission") else { continue };
        let text = Text {
            label: entry.label.clone(),
            category: entry.category.clone(),
            withheld: entry.offered == Some(false),
        };
        roles.groups.insert(group, text);
    }
    for (name, entry) in read.groups.iter() {
        let Some(group) = lookup.group(name, "roles::unknown_group") else { continue };
        refuse_permission(group, name, &mut lookup);
        roles.groups.insert(group, text(entry));
    }
    for (name, label) in read.facts.iter() {
        let known = schema.principal.attributes.iter().skip(1).map(|it| it.name.as_str());
        let found = schema.principal.attribute(name.as_str());
        let what = ("roles::unknown_fact", "attribute", " of the principal");
        if let Some(attribute) = lookup.found(found, name, what, known) {
            roles.facts.insert(attribute, label.clone());
        }
    }
    for (name, entry) in read.ties.iter() {
        if let Some(tie) = tie(name, &mut lookup) {
            roles.ties.insert(tie, text(entry));
        }
    }
    roles
}

/// Refuses a role that gives groups which principals of no one type can be in together.
fn refuse_nobodys(name: &Name, groups: &BTreeSet<usize>, lookup: &mut Lookup<'_, '_>) {
    let schema = lookup.schema;
    if schema.principals.iter().any(|of| groups.is_subset(&of.groups)) {
        return;
    }
    let message = format!("nobody can have all groups of the role `{}`", name.as_str());
    let can = schema.principals.iter().map(|of| {
        let possible =
            groups.intersection(&of.groups).filter_map(|group| schema.groups.get(*group));
        let possible: Vec<String> = possible.map(|group| format!("`{}`", group.at.value)).collect();
        format!(
            "a `{}` can be in {}",
            of.name,
            if possible.is_empty() { "none".to_owned() } else { possible.join(", ") }
        )
    });
    let help = format!("make a role for each type: {}", can.collect::<Vec<_>>().join("; "));
    lookup.error("roles::of_no_type", name, message, help);
}

fn text(entry: &table::Text) -> Text {
    let withheld = entry.offered == Some(false);
    Text { label: entry.label.clone(), category: None, withheld }
}

fn refuse_permission(group: usize, name: &Name, lookup: &mut Lookup<'_, '_>) {
    let Some(known) = lookup.schema.groups.get(group) else { return };
    if known.type_name == PERMISSION {
        let message = format!("`{}` is a permission", name.as_str());
        let help = format!("write it as `[permissions.{}]`", known.value);
        lookup.error("roles::permission_as_group", name, message, help);
    }
}

/// The type and the attribute that a name joins with a dot.
fn tie(name: &Name, lookup: &mut Lookup<'_, '_>) -> Option<(usize, usize)> {
    let schema = lookup.schema;
    let attribute = name.as_str().split_once('.').and_then(|(of, attribute)| {
        let resource = schema.type_named(of)?;
        Some((resource, schema.types[resource].attribute(attribute)?))
    });
    let is_tie = |(resource, index): (usize, usize)| {
        let attribute = &schema.types[resource].attributes[index];
        matches!(
            attribute.kind,
            Kind::Entity { .. }
                | Kind::Set { .. }
                | Kind::Text
                | Kind::Texts { of: None }
                | Kind::Line(_)
        )
    };
    let found = attribute.filter(|place| is_tie(*place));
    if found.is_none() && attribute.is_some() {
        let message = format!("`{}` is never compared with the principal", name.as_str());
        let help = "a tie is an attribute that holds an entity, a text, a number or a date, or a \
                    set of entities or texts"
            .to_owned();
        lookup.error("roles::no_tie", name, message, help);
        return None;
    }
    if found.is_none() {
        let known = schema.types.iter().enumerate().flat_map(|(resource, record)| {
            let attributes = record.attributes.iter().enumerate();
            let ties = attributes.filter(move |(index, _)| is_tie((resource, *index)));
            ties.map(|(_, attribute)| format!("{}.{}", record.name, attribute.name))
        });
        let known: Vec<String> = known.collect();
        let known = known.iter().map(String::as_str);
        return lookup.found(None, name, ("roles::unknown_tie", "tie", ""), known);
    }
    found
}
