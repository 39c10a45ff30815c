//! Lifecycles: the states of a record type and the steps between them.

use std::collections::BTreeMap;
use std::sync::Arc;

use tollgate::limits::CONDITIONS_MAX;

use super::Lookup;
use crate::diagnostic::{Diagnostic, Findings};
use crate::schema::{Attribute, Kind, Schema};
use crate::source::{At, File, Place};
use crate::tables::{Name, lifecycle as table};

/// The lifecycle of a resource type.
pub(crate) struct Lifecycle {
    pub(crate) resource: usize,
    pub(crate) attribute: usize,
    pub(crate) initial: At<usize>,
    pub(crate) view: Option<usize>,
    /// The labels of the states.
    pub(crate) states: Vec<Option<String>>,
    pub(crate) transitions: Vec<Transition>,
}

/// A flag of a record that time or others change.
pub(crate) struct Condition {
    pub(crate) attribute: usize,
    /// What is so while it is set.
    pub(crate) text: String,
}

/// A step from some states to another.
pub(crate) struct Transition {
    pub(crate) name: At<String>,
    pub(crate) label: Option<String>,
    pub(crate) from: Vec<At<usize>>,
    pub(crate) to: usize,
    pub(crate) guard: At<usize>,
}

/// Looks up the names of every lifecycle; they are given in the order of their types.
pub(crate) fn resolve(
    read: &table::Lifecycles,
    schema: &Schema,
    file: &Arc<File>,
    findings: &mut Findings,
) -> Vec<Lifecycle> {
    let mut lookup = Lookup { schema, file, findings };
    let resolved = read.0.iter().filter_map(|(name, lifecycle)| {
        let resource = lookup.resource_type(name, "lifecycle::unknown_type")?;
        if lifecycle.attribute.is_none() && lifecycle.transitions.is_empty() {
            return None;
        }
        resolve_one((resource, name), lifecycle, &mut lookup)
    });
    let mut lifecycles: Vec<Lifecycle> = resolved.collect();
    lifecycles.sort_by_key(|lifecycle| lifecycle.resource);
    lifecycles
}

/// Looks up the names of every condition, by type.
pub(crate) fn conditions(
    read: &table::Lifecycles,
    schema: &Schema,
    file: &Arc<File>,
    findings: &mut Findings,
) -> BTreeMap<usize, Vec<Condition>> {
    let mut lookup = Lookup { schema, file, findings };
    let mut all: BTreeMap<usize, Vec<Condition>> = BTreeMap::new();
    for (name, lifecycle) in read.0.iter() {
        let Some(resource) = schema.type_named(name.as_str()) else { continue };
        for (name, text) in lifecycle.conditions.iter() {
            let code = "lifecycle::unknown_attribute";
            let Some(index) = lookup.attribute(resource, name, code) else { continue };
            let attribute = &schema.types[resource].attributes[index];
            if attribute.kind != Kind::Bool || attribute.optional {
                let message = format!("`{}` cannot be a condition", attribute.name);
                let help = "a condition is a required `Bool`: true while something is so";
                lookup.error("lifecycle::condition_kind", name, message, help.to_owned());
                continue;
            }
            let holds_state =
                |it: &Name| schema.types[resource].attribute(it.as_str()) == Some(index);
            if lifecycle.attribute.as_ref().is_some_and(holds_state) {
                let message =
                    format!("`{}` holds the state, and cannot be a condition", attribute.name);
                let help = "a state changes by transitions, a condition by time or by others: \
                            declare another flag in the schema for one of the two";
                lookup.error("lifecycle::condition_is_state", name, message, help.to_owned());
                continue;
            }
            lookup.not_blank(text, "lifecycle::empty_condition", "what a condition says");
            let text = text.as_str().to_owned();
            all.entry(resource).or_default().push(Condition { attribute: index, text });
        }
        let Some(conditions) = all.get_mut(&resource) else { continue };
        conditions.sort_by_key(|condition| condition.attribute);
        if conditions.len() > CONDITIONS_MAX {
            let message = format!("`{}` has more than {CONDITIONS_MAX} conditions", name.as_str());
            let help = "make one flag of those that hold the same things back".to_owned();
            lookup.error("lifecycle::too_many_conditions", name, message, help);
        }
    }
    all
}

fn resolve_one(
    (resource, of): (usize, &Name),
    read: &table::Lifecycle,
    lookup: &mut Lookup<'_, '_>,
) -> Option<Lifecycle> {
    let (Some(name), Some(initial)) = (&read.attribute, &read.initial) else {
        let missing = if read.attribute.is_none() { "attribute" } else { "initial" };
        let message = format!("the lifecycle of `{}` lacks its `{missing}`", of.as_str());
        let help = "write `attribute = …`, which holds the state, and `initial = …`".to_owned();
        lookup.error("lifecycle::incomplete", of, message, help);
        return None;
    };
    let index = lookup.attribute(resource, name, "lifecycle::unknown_attribute")?;
    let attribute = lookup.schema.types.get(resource)?.attributes.get(index)?;
    if !matches!(attribute.kind, Kind::Enum { .. } | Kind::Bool) || attribute.optional {
        let message = format!("`{}` cannot hold a state", attribute.name);
        let help = "a state is a required attribute, enumerated or Boolean: without a `?` in the \
                    schema";
        lookup.error("lifecycle::attribute_kind", name, message, help.to_owned());
        return None;
    }
    let view = read.view.as_ref().and_then(|name| {
        let action = lookup.action(name, "lifecycle::unknown_action")?;
        applies(lookup, action, resource, &name.place(lookup.file), "view").then_some(action)
    });
    let mut states = vec![None; attribute.present()];
    for (key, label) in read.states.iter() {
        let found = attribute.value_number(key.as_str());
        let of = format!(" of `{}`", attribute.name);
        let what = ("lifecycle::unknown_value", "value", of.as_str());
        if let Some(index) = lookup.found(found, key, what, attribute.values()) {
            states[index] = Some(label.clone());
        }
    }
    let initial = At {
        value: lookup.value(attribute, initial, "lifecycle::unknown_value")?,
        place: initial.place(lookup.file),
    };
    let transitions = (read.transitions.iter())
        .filter_map(|transition| resolve_step(resource, attribute, transition, lookup))
        .collect();
    Some(Lifecycle { resource, attribute: index, initial, view, states, transitions })
}

fn resolve_step(
    resource: usize,
    attribute: &Attribute,
    read: &table::Transition,
    lookup: &mut Lookup<'_, '_>,
) -> Option<Transition> {
    let code = "lifecycle::unknown_value";
    let from = read.from.iter().map(|value| {
        let place = value.place(lookup.file);
        lookup.value(attribute, value, code).map(|value| At { value, place })
    });
    let from: Vec<_> = from.collect();
    let to = lookup.value(attribute, &read.to, code);
    let guard = lookup.action(&read.guard, "lifecycle::unknown_action");
    let (from, to, guard) = (from.into_iter().collect::<Option<Vec<_>>>()?, to?, guard?);
    let place = read.guard.place(lookup.file);
    if from.is_empty() {
        let message = format!("transition `{}` leaves no state", read.name.as_str());
        let help = "name the states it leaves in `from`".to_owned();
        lookup.error("lifecycle::no_from", &read.name, message, help);
    }
    if !applies(lookup, guard, resource, &place, "guard") {
        return None;
    }
    Some(Transition {
        name: At { value: read.name.as_str().to_owned(), place: read.name.place(lookup.file) },
        label: read.label.clone(),
        from,
        to,
        guard: At { value: guard, place },
    })
}

/// Whether the action can be asked of the type with nothing but the record.
fn applies(
    lookup: &mut Lookup<'_, '_>,
    action: usize,
    resource: usize,
    place: &Place,
    role: &str,
) -> bool {
    let schema = lookup.schema;
    let (Some(known), Some(record)) = (schema.actions.get(action), schema.types.get(resource))
    else {
        return false;
    };
    let name = &known.at.value;
    let (code, message, help) = if !known.on.contains(&resource) {
        (
            "lifecycle::guard_type",
            format!("action `{name}` does not apply to `{}`", record.name),
            format!("name an action on `{}`, or add it to the action's `resource`", record.name),
        )
    } else if !known.context.is_empty() {
        (
            "lifecycle::guard_context",
            format!("action `{name}` needs a context, which a {role} has not"),
            "name an action without `context`".to_owned(),
        )
    } else {
        return true;
    };
    lookup.findings.push(Diagnostic::error(code, place, message).with_help(help));
    false
}
