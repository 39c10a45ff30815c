//! Whether a decoded bundle hangs together: every reference inside its table, every name once,
//! every bound kept. After this the engine may index without asking.

use alloc::string::String;
use alloc::vec::Vec;

use crate::api::bundle::{
    Action, Attribute, AttributeKind, Binding, Bundle, Clause, Literal, ResourceType,
};
use crate::api::error::{Error, Result};
use crate::api::text::{alphabetical, concat, decimal};
use crate::code::ErrorCode;
use crate::limits::{CLAUSES_MAX, TIES_MAX};

/// Checks all of it.
pub(crate) fn verify(bundle: &Bundle) -> Result<()> {
    unique("groups", bundle.groups.iter().map(|group| group.name.as_str()))?;
    unique("types", bundle.types.iter().map(|each| each.name.as_str()))?;
    unique("actions", bundle.actions.iter().map(|action| action.name.as_str()))?;
    unique("policies", bundle.policies.iter().map(|policy| policy.id.as_str()))?;
    unique("roles", bundle.roles.iter().map(|role| role.name.as_str()))?;
    unique("controls", bundle.controls.iter().map(|control| control.id.as_str()))?;
    for resource in &bundle.types {
        attributes(bundle, &resource.attributes)?;
    }
    for action in &bundle.actions {
        attributes(bundle, &action.context)?;
        rules(bundle, action)?;
    }
    for resource in &bundle.types {
        lifecycle(bundle, resource)?;
    }
    for role in &bundle.roles {
        inside("roles", &role.groups, bundle.groups.len())?;
    }
    for advice in &bundle.grant_advice {
        inside("grantAdvice", advice.permission.as_slice(), bundle.groups.len())?;
        inside("grantAdvice", advice.role.as_slice(), bundle.roles.len())?;
        inside("grantAdvice", &advice.unless_roles, bundle.roles.len())?;
    }
    controls(bundle)
}

fn bad(place: &str, what: &str) -> Error {
    Error::new(ErrorCode::BadBundle, concat(&["bad bundle at `", place, "`: ", what])).place(place)
}

fn inside(place: &str, indices: &[usize], len: usize) -> Result<()> {
    match indices.iter().find(|index| **index >= len) {
        None => Ok(()),
        Some(index) => Err(bad(place, &concat(&["index ", &decimal(*index), " is out of range"]))),
    }
}

fn unique<'a>(place: &str, names: impl Iterator<Item = &'a str>) -> Result<()> {
    let names: Vec<&str> = names.collect();
    match alphabetical(&names).windows(2).find(|pair| names[pair[0]] == names[pair[1]]) {
        None => Ok(()),
        Some(pair) => Err(bad(place, &concat(&["`", names[pair[0]], "` stands twice"]))),
    }
}

fn attributes(bundle: &Bundle, attributes: &[Attribute]) -> Result<()> {
    unique("attributes", attributes.iter().map(|attribute| attribute.name.as_str()))?;
    for attribute in attributes {
        let tied = matches!(attribute.kind, AttributeKind::Entity | AttributeKind::Set);
        if !tied && !attribute.ties.is_empty() {
            return Err(bad(&attribute.name, "only ids can be tied"));
        }
        if attribute.ties.len() > TIES_MAX {
            let message = concat(&["`", &attribute.name, "` is tied to too many references"]);
            return Err(Error::new(ErrorCode::TooLarge, message).place(attribute.name.as_str()));
        }
        inside(&attribute.name, &attribute.ties, bundle.principal.attributes.len() + 1)?;
        if (attribute.kind == AttributeKind::Enum) == attribute.values.is_empty() {
            return Err(bad(&attribute.name, "an enumeration, and nothing else, lists values"));
        }
        unique(&attribute.name, attribute.values.iter().map(String::as_str))?;
    }
    Ok(())
}

fn lifecycle(bundle: &Bundle, resource: &ResourceType) -> Result<()> {
    let Some(lifecycle) = &resource.lifecycle else { return Ok(()) };
    let place = &resource.name;
    let attribute = resource
        .attributes
        .get(lifecycle.attribute)
        .filter(|attribute| {
            matches!(attribute.kind, AttributeKind::Enum | AttributeKind::Bool)
                && !attribute.optional
        })
        .ok_or_else(|| bad(place, "the state is no required enumeration or Boolean"))?;
    let states = attribute.present_values();
    inside(place, &[lifecycle.initial], states)?;
    if lifecycle.states.len() != states {
        return Err(bad(place, "`states` has one entry for each value"));
    }
    for transition in &lifecycle.transitions {
        inside(place, &transition.from, states)?;
        inside(place, &[transition.to], states)?;
        applies(bundle, place, transition.guard, resource)?;
    }
    inside(place, lifecycle.view.as_slice(), bundle.actions.len())
}

/// That the action applies to the type.
fn applies(bundle: &Bundle, place: &str, action: usize, resource: &ResourceType) -> Result<()> {
    inside(place, &[action], bundle.actions.len())?;
    let applies = bundle.actions[action]
        .on
        .iter()
        .any(|rule| core::ptr::eq(&bundle.types[rule.resource], resource));
    if applies { Ok(()) } else { Err(bad(place, "the action does not apply to the type")) }
}

fn rules(bundle: &Bundle, action: &Action) -> Result<()> {
    for rule in &action.on {
        inside(&action.name, &[rule.resource], bundle.types.len())?;
        let record = &bundle.types[rule.resource].attributes;
        inside(&action.name, &rule.mentions, record.len())?;
        for clauses in [&rule.permits, &rule.forbids] {
            if clauses.len() > CLAUSES_MAX {
                let message = concat(&["action `", &action.name, "` has too many clauses"]);
                return Err(Error::new(ErrorCode::TooLarge, message).place(action.name.as_str()));
            }
            for Clause { policy, all } in clauses {
                inside(&action.name, &[*policy], bundle.policies.len())?;
                literals(bundle, action, record, all)?;
            }
        }
        for advice in &rule.advice {
            literals(bundle, action, record, &advice.when)?;
        }
    }
    unique(&action.name, action.on.iter().map(|rule| bundle.types[rule.resource].name.as_str()))
}

fn literals(
    bundle: &Bundle,
    action: &Action,
    record: &[Attribute],
    literals: &[Literal],
) -> Result<()> {
    let place = action.name.as_str();
    let valued = |attributes: &[Attribute], attribute: usize, values: &[usize]| {
        inside(place, &[attribute], attributes.len())?;
        inside(place, values, attributes[attribute].all_values())
    };
    let tied = |attributes: &[Attribute], attribute: usize, tie: usize| {
        inside(place, &[attribute], attributes.len())?;
        let known = attributes[attribute].ties.contains(&tie);
        if known { Ok(()) } else { Err(bad(place, "the tie is not among the attribute's `ties`")) }
    };
    for literal in literals {
        match literal {
            Literal::In(group) | Literal::Out(group) => {
                inside(place, &[*group], bundle.groups.len())?;
            }
            Literal::Has(attribute) | Literal::Lacks(attribute) => {
                inside(place, &[*attribute], bundle.principal.attributes.len())?;
            }
            Literal::Is(attribute, values) => valued(record, *attribute, values)?,
            Literal::ContextIs(attribute, values) => valued(&action.context, *attribute, values)?,
            Literal::Tied(attribute, tie) | Literal::Untied(attribute, tie) => {
                tied(record, *attribute, *tie)?;
            }
            Literal::ContextTied(attribute, tie) | Literal::ContextUntied(attribute, tie) => {
                tied(&action.context, *attribute, *tie)?;
            }
        }
    }
    Ok(())
}

/// That an attribute has values to choose from.
fn chosen(place: &str, attributes: &[Attribute], index: usize) -> Result<()> {
    inside(place, &[index], attributes.len())?;
    match attributes[index].kind {
        AttributeKind::Enum | AttributeKind::Bool => Ok(()),
        _ => Err(bad(place, "a choice is among the values of an enumeration or a Boolean")),
    }
}

fn controls(bundle: &Bundle) -> Result<()> {
    for control in &bundle.controls {
        let place = control.id.as_str();
        inside(place, &[control.resource], bundle.types.len())?;
        let resource = &bundle.types[control.resource];
        match &control.binding {
            Binding::Action { action } => applies(bundle, place, *action, resource)?,
            Binding::Field { view, change } => {
                applies(bundle, place, *view, resource)?;
                applies(bundle, place, *change, resource)?;
            }
            Binding::Chooses { action, chooses } => {
                applies(bundle, place, *action, resource)?;
                chosen(place, &resource.attributes, *chooses)?;
            }
            Binding::ChoosesContext { action, chooses_context } => {
                applies(bundle, place, *action, resource)?;
                chosen(place, &bundle.actions[*action].context, *chooses_context)?;
            }
            Binding::Transition { transition } => {
                let lifecycle = resource.lifecycle.as_ref();
                let known = lifecycle.is_some_and(|lifecycle| {
                    lifecycle.transitions.iter().any(|each| each.name == *transition)
                });
                if !known {
                    return Err(bad(place, "the type has no such transition"));
                }
            }
        }
    }
    Ok(())
}
