//! Whether a bundle's tables are those of its program: as long, in the same order, and saying the
//! same of what both know. After this the interface may index without asking.

use crate::api::bundle::{
    Action, Attribute, Binding, Bundle, Lifecycle, PERMISSION, ResourceType, WORKSPACE,
};
use crate::api::error::{Error, Result};
use crate::api::names::Names;
use crate::api::texts::{fill, texts};
use crate::engine::ids::{ReferenceId, TransitionId, TypeId, ValueId};
use crate::engine::layout::Slot;
use crate::engine::program::{Program, Rule, Step};

/// The names of a bundle's tables.
#[derive(Debug)]
pub(crate) struct Tables {
    pub(crate) actions: Names,
    pub(crate) controls: Names,
    pub(crate) groups: Names,
    pub(crate) roles: Names,
    pub(crate) types: Names,
    /// The names of all transitions, each once.
    pub(crate) transitions: Names,
}

impl Tables {
    pub(crate) fn check(bundle: &Bundle, program: &Program) -> Result<Self> {
        let names = |at: &str, count: usize, names: &mut dyn Iterator<Item = &str>| {
            let names = Names::unique(names).ok_or_else(|| twice(at))?;
            long_as(at, names.len(), count)?;
            Ok::<Names, Error>(names)
        };
        let groups = &mut bundle.groups.iter().map(|each| each.name.as_str());
        let types = &mut bundle.types.iter().map(|each| each.name.as_str());
        let actions = &mut bundle.actions.iter().map(|each| each.name.as_str());
        let roles = &mut bundle.roles.iter().map(|each| each.name.as_str());
        let controls = &mut bundle.controls.iter().map(|each| each.id.as_str());
        let policies = &mut bundle.policies.iter().map(|each| each.id.as_str());
        names("policies", program.policies as usize, policies)?;
        let tables = Tables {
            groups: names("groups", program.groups.len(), groups)?,
            types: names("types", program.types.len(), types)?,
            actions: names("actions", program.actions.len(), actions)?,
            roles: names("roles", program.roles.len(), roles)?,
            controls: names("controls", program.controls.len(), controls)?,
            transitions: transitions(bundle),
        };
        long_as("grantAdvice", bundle.grant_advice.len(), program.grant_advice.len())?;
        long_as("types", tables.transitions.len(), program.transitions as usize)?;
        check(bundle, program, &tables)?;
        Ok(tables)
    }
}

/// The names of all transitions, each once.
fn transitions(bundle: &Bundle) -> Names {
    let lifecycles = bundle.types.iter().filter_map(|each| each.lifecycle.as_ref());
    Names::each_once(lifecycles.flat_map(|it| &it.transitions).map(|it| it.name.as_str()))
}

fn check(bundle: &Bundle, program: &Program, tables: &Tables) -> Result<()> {
    for (group, of) in bundle.groups.iter().zip(&program.groups) {
        same("groups", group.name.starts_with(PERMISSION) == of.permission)?;
    }
    let principal = &bundle.principal.attributes;
    let optional = principal.iter().map(|each| each.optional);
    same("principal", optional.eq(program.principal.iter().map(|each| each.optional)))?;
    let workspace = tables.types.find(WORKSPACE).map(TypeId::at);
    same("types", workspace == program.workspace)?;
    for (index, resource) in bundle.types.iter().enumerate() {
        check_type(program, tables, TypeId::at(index), resource)?;
    }
    for (action, rules) in bundle.actions.iter().zip(&program.actions) {
        let context = rules.first().map_or(&[][..], |rule| &rule.context.slots);
        check_attributes(&action.name, &action.context, context)?;
        check_rules(program, action, rules, bundle.snapshot.is_some())?;
    }
    for (role, groups) in bundle.roles.iter().zip(&program.roles) {
        same(&role.name, role.groups == *groups)?;
    }
    let transitions: Vec<&str> = tables.transitions.iter().collect();
    for (control, of) in bundle.controls.iter().zip(&program.controls) {
        let (binding, choice) = Binding::of(of, &transitions);
        let alike = control.resource == of.resource
            && control.binding == binding
            && control.choice == choice;
        same(&control.id, alike)?;
    }
    Ok(())
}

fn check_type(
    program: &Program,
    tables: &Tables,
    index: TypeId,
    resource: &ResourceType,
) -> Result<()> {
    let name = &resource.name;
    let of = &program.types[index.index()];
    check_attributes(name, &resource.attributes, &of.record.slots)?;
    match (&resource.lifecycle, &of.lifecycle) {
        (None, None) => Ok(()),
        (Some(said), Some(of)) => {
            let Lifecycle { attribute, initial, view, states, transitions } = said;
            let step = |(said, step): (&crate::api::bundle::Transition, &Step)| {
                tables.transitions.find(&said.name).map(TransitionId::at) == Some(step.transition)
                    && (&said.from, said.to, said.guard) == (&step.from, step.to, step.guard)
            };
            let count = resource.attributes[of.state.index()].present_values();
            same(
                name,
                *attribute == of.state
                    && *initial < ValueId::at(count)
                    && view.is_none_or(|view| view.index() < program.actions.len())
                    && states.len() == count
                    && transitions.len() == of.steps.len()
                    && transitions.iter().zip(&of.steps).all(step),
            )
        }
        _ => same(name, false),
    }
}

fn check_attributes(at: &str, attributes: &[Attribute], slots: &[Slot]) -> Result<()> {
    Names::unique(attributes.iter().map(|each| each.name.as_str())).ok_or_else(|| twice(at))?;
    long_as(at, attributes.len(), slots.len())?;
    for (attribute, slot) in attributes.iter().zip(slots) {
        Names::unique(attribute.values.iter().map(String::as_str))
            .ok_or_else(|| twice(&attribute.name))?;
        let ties: &[ReferenceId] = &attribute.ties;
        let alike = attribute.kind == slot.kind
            && attribute.optional == slot.optional
            && attribute.present_values() == slot.present
            && (slot.present == attribute.values.len() || attribute.values.is_empty())
            && ties == slot.ties;
        same(&attribute.name, alike)?;
    }
    Ok(())
}

fn check_rules(program: &Program, action: &Action, rules: &[Rule], snapshot: bool) -> Result<()> {
    long_as(&action.name, action.on.len(), rules.len())?;
    for (said, rule) in action.on.iter().zip(rules) {
        let alike = said.resource == rule.resource
            && said.verdict == program.verdict_reads(rule)
            && said.decision == program.decision_reads(rule)
            && said.advice.len() == rule.advice.len()
            && (snapshot || said.policies == rule.policies());
        same(&action.name, alike)?;
    }
    Ok(())
}

fn twice(at: &str) -> Error {
    Error::bad_bundle(at, &fill(&texts().bundle.name_twice, &[("list", at)]))
}

fn same(at: &str, alike: bool) -> Result<()> {
    let other = || Error::bad_bundle(at, &fill(&texts().bundle.tables, &[("list", at)]));
    if alike { Ok(()) } else { Err(other()) }
}

fn long_as(at: &str, count: usize, of: usize) -> Result<()> {
    same(at, count == of)
}
