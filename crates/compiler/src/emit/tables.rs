//! The tables of a bundle: names, labels and texts, in the order in which the program numbers what
//! they name.

use tollgate::Effect;
use tollgate::bundle::{
    Action, AdviceText, Binding, Bundle, Condition, Control, Group, Help, Lifecycle, PolicyText,
    PrincipalType, Principals, ProgramBytes, ResourceType, Role, Rule, Transition,
};
use tollgate::limits::{FORMAT, NAME_MAX, fits};
use tollgate::program::{self, ActionId, GroupId, Program, ValueId};
use tollgate::vocabulary::is_mistaken_member;

use super::attributes::{attribute, compared_contexts, context_attributes, record_attributes};
use super::numbers::Numbers;
use crate::pack::lifecycle::Lifecycle as PackLifecycle;
use crate::policy::Policy;
use crate::schema::{Attribute, Kind, Schema};

/// The bundle around a program; its fingerprint and its clusters are to be set.
pub(super) fn bundle(numbers: &Numbers<'_>, program: &Program, bytes: ProgramBytes) -> Bundle {
    let pack = numbers.pack;
    let text = |id: &str, text: &str| AdviceText { id: id.to_owned(), text: text.to_owned() };
    let (actions, roles) = (program.actions.iter().enumerate(), pack.roles.roles.iter());
    Bundle {
        format: FORMAT,
        pack: pack.name.clone(),
        fingerprint: String::new(),
        program: bytes,
        groups: groups(numbers),
        principal: principal(numbers),
        types: (0..pack.schema.types.len()).map(|index| resource_type(numbers, index)).collect(),
        actions: actions.map(|(index, rules)| action(numbers, program, index, rules)).collect(),
        clusters: Vec::new(),
        policies: pack.policies.iter().map(policy).collect(),
        roles: roles
            .map(|role| Role {
                name: role.name.clone(),
                label: role.label.clone(),
                groups: role.groups.iter().copied().map(GroupId::at).collect(),
            })
            .collect(),
        controls: controls(numbers, program),
        grant_advice: pack.advices.grants.iter().map(|each| text(&each.id, &each.text)).collect(),
        help: (pack.help.iter())
            .map(|help| Help { question: help.question.clone(), answer: help.answer.clone() })
            .collect(),
        snapshot: None,
    }
}

fn groups(numbers: &Numbers<'_>) -> Vec<Group> {
    let groups = numbers.pack.schema.groups.iter().enumerate();
    groups
        .map(|(index, group)| {
            let text = numbers.pack.roles.groups.get(&index);
            Group {
                name: group.at.value.clone(),
                of: group.type_name.contains("::").then(|| group.type_name.clone()),
                label: text.and_then(|text| text.label.clone()),
                category: text.and_then(|text| text.category.clone()),
            }
        })
        .collect()
}

fn principal(numbers: &Numbers<'_>) -> Principals {
    let schema = &numbers.pack.schema;
    let attributes = numbers.principal.iter().map(|index| {
        let of = &schema.principal.attributes[*index];
        let label = numbers.pack.roles.facts.get(index).cloned();
        attribute(of, numbers.principal_ties(*index), label.or_else(|| link(of)))
    });
    let types = schema.principals.iter().enumerate().map(|(kind, of)| {
        let groups = of.groups.iter().copied().map(GroupId::at).collect();
        PrincipalType {
            name: of.name.clone(),
            groups: (of.groups.len() < schema.groups.len()).then_some(groups),
            within: of.within.clone(),
            declared: declared(schema, kind),
        }
    });
    Principals {
        types: types.collect(),
        attributes: attributes.collect(),
        context: compared_contexts(numbers).map(|it| attribute(&it, Vec::new(), None)).collect(),
    }
}

/// How messages name that the principal is linked to a template, which is of no record.
fn link(of: &Attribute) -> Option<String> {
    let template = of.template().filter(|_| matches!(of.kind, Kind::Bool))?;
    Some(format!("link `{template}`")).filter(|label| fits(label, NAME_MAX))
}

/// The names that a type declares and that are taken for mistakes where they are not declared.
fn declared(schema: &Schema, kind: usize) -> Vec<String> {
    let declared =
        schema.principal.attributes.iter().filter(|it| it.path.len() == 1 && it.is_of(kind));
    let names = declared.map(|it| it.path[0].clone());
    let one = schema.principals.len() == 1;
    names.filter(|it| is_mistaken_member(it) || one && it == "type").collect()
}

fn resource_type(numbers: &Numbers<'_>, resource: usize) -> ResourceType {
    let pack = numbers.pack;
    let lifecycle = pack.lifecycle(resource);
    let conditions = pack.conditions(resource).iter();
    ResourceType {
        name: pack.schema.types[resource].name.clone(),
        attributes: record_attributes(numbers, resource),
        lifecycle: lifecycle.map(|each| self::lifecycle(numbers, each)),
        conditions: conditions
            .map(|it| Condition {
                attribute: numbers.of_record(resource, it.attribute),
                text: it.text.clone(),
            })
            .collect(),
    }
}

fn lifecycle(numbers: &Numbers<'_>, lifecycle: &PackLifecycle) -> Lifecycle {
    let transitions = lifecycle.transitions.iter().map(|step| Transition {
        name: step.name.value.clone(),
        label: step.label.clone(),
        from: step.from.iter().map(|from| ValueId::at(from.value)).collect(),
        to: ValueId::at(step.to),
        guard: ActionId::at(step.guard.value),
    });
    Lifecycle {
        attribute: numbers.of_record(lifecycle.resource, lifecycle.attribute),
        initial: ValueId::at(lifecycle.initial.value),
        view: lifecycle.view.map(ActionId::at),
        states: lifecycle.states.clone(),
        transitions: transitions.collect(),
    }
}

fn action(
    numbers: &Numbers<'_>,
    program: &Program,
    index: usize,
    rules: &[program::Rule],
) -> Action {
    let action = &numbers.pack.schema.actions[index];
    Action {
        name: action.at.value.clone(),
        label: action.label.clone(),
        context: context_attributes(numbers, index),
        on: rules.iter().map(|rule| self::rule(numbers, program, rule)).collect(),
    }
}

fn rule(numbers: &Numbers<'_>, program: &Program, rule: &program::Rule) -> Rule {
    let (action, resource) = (rule.action.index(), rule.resource.index());
    let advice = numbers.pack.advices.on(action);
    let advice = advice.filter(|each| each.on.contains_key(&resource));
    Rule {
        resource: rule.resource,
        verdict: program.verdict_reads(rule),
        decision: program.decision_reads(rule),
        policies: rule.policies(),
        advice: advice
            .map(|each| AdviceText { id: each.id.clone(), text: each.text.clone() })
            .collect(),
    }
}

fn policy(policy: &Policy) -> PolicyText {
    PolicyText {
        id: policy.id.value.clone(),
        effect: if policy.forbids { Effect::Forbid } else { Effect::Permit },
        reason: (!policy.reason.is_empty()).then(|| policy.reason.clone()),
    }
}

fn controls(numbers: &Numbers<'_>, program: &Program) -> Vec<Control> {
    let pairs = numbers.pack.surface.controls.iter().zip(&program.controls);
    pairs
        .map(|(control, bound)| {
            let (binding, choice) = Binding::of(bound, &numbers.transitions);
            Control {
                id: control.id.value.clone(),
                kind: control.kind,
                label: control.label.clone(),
                resource: bound.resource,
                binding,
                choice,
            }
        })
        .collect()
}
