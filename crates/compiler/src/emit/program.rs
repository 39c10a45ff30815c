//! The program of a bundle: the pack's clauses and bindings as the engine reads them.

use std::collections::BTreeMap;

use tollgate::bundle::WORKSPACE;
use tollgate::program::{
    ActionId, AttributeKind, Binding, Control, GrantAdvice, Group, GroupId, Layout, Lifecycle,
    Literal, Part, PolicyId, PrincipalAttribute, Program, ReferenceId, ResourceType, RoleId, Rule,
    RuleSource, Slot, Step, TypeId, ValueId,
};

use super::numbers::Numbers;
use crate::facts::{Clause, Fact, NO, Slot as SchemaSlot, YES};
use crate::pack::lifecycle::Lifecycle as PackLifecycle;
use crate::pack::roles::Text;
use crate::pack::surface::{Control as PackControl, Does};
use crate::policy::{Clauses, Rule as PackRule};
use crate::schema::{Attribute, Kind, PERMISSION};

/// The program; `None` where a rule names what is not there, which no pack leads to.
pub(super) fn program(numbers: &Numbers<'_>) -> Option<Program> {
    let pack = numbers.pack;
    let types: Vec<ResourceType> =
        (0..pack.schema.types.len()).map(|resource| resource_type(numbers, resource)).collect();
    let actions = actions(numbers, &types)?;
    let attributes = numbers.principal.iter().map(|index| PrincipalAttribute {
        optional: pack.schema.principal.attributes[*index].optional,
    });
    let grant_advice = pack.advices.grants.iter().map(|advice| GrantAdvice {
        grant: advice.grant,
        unless: advice.unless_roles.iter().copied().map(RoleId::at).collect(),
    });
    let roles = pack.roles.roles.iter();
    Some(Program {
        groups: groups(numbers),
        principal: attributes.collect(),
        policies: u32::try_from(pack.policies.len()).ok()?,
        transitions: u32::try_from(numbers.transitions.len()).ok()?,
        workspace: pack.schema.type_named(WORKSPACE).map(TypeId::at),
        types,
        actions,
        guards: Vec::new(),
        roles: roles.map(|role| role.groups.iter().copied().map(GroupId::at).collect()).collect(),
        grant_advice: grant_advice.collect(),
        controls: pack.surface.controls.iter().map(|each| control(numbers, each)).collect(),
    })
}

/// The groups; categories are numbered as they are first mentioned.
fn groups(numbers: &Numbers<'_>) -> Vec<Group> {
    let mut categories: BTreeMap<&str, u32> = BTreeMap::new();
    let pack = numbers.pack;
    let group = |(index, group): (usize, &crate::schema::Group)| {
        let text = pack.roles.groups.get(&index);
        let category = text.and_then(|text| text.category.as_deref());
        Group {
            offered: is_offered(text),
            permission: group.type_name == PERMISSION,
            category: category.map(|category| {
                let next = u32::try_from(categories.len()).unwrap_or(u32::MAX);
                *categories.entry(category).or_insert(next)
            }),
        }
    };
    pack.schema.groups.iter().enumerate().map(group).collect()
}

fn resource_type(numbers: &Numbers<'_>, resource: usize) -> ResourceType {
    let pack = numbers.pack;
    let attributes = &pack.schema.types[resource].attributes;
    let slots = numbers.kept[resource].iter().map(|index| {
        let offered = is_offered(pack.roles.ties.get(&(resource, *index)));
        slot(&attributes[*index], numbers.record_ties(resource, *index), offered)
    });
    let lifecycle = pack.lifecycle(resource);
    ResourceType {
        record: Layout::new(slots.collect(), 0),
        lifecycle: lifecycle.map(|each| self::lifecycle(numbers, each)),
    }
}

pub(super) fn slot(attribute: &Attribute, ties: Vec<ReferenceId>, offered: bool) -> Slot {
    let kind = kind(&attribute.kind);
    let (optional, present) = (attribute.optional, attribute.present());
    Slot { kind, offered, optional, present, bits: 0..0, ties }
}

pub(super) fn kind(kind: &Kind) -> AttributeKind {
    match kind {
        Kind::Enum { .. } => AttributeKind::Enum,
        Kind::Bool => AttributeKind::Bool,
        Kind::Entity => AttributeKind::Entity,
        Kind::Set => AttributeKind::Set,
        Kind::Other => AttributeKind::Other,
    }
}

fn is_offered(text: Option<&Text>) -> bool {
    text.is_none_or(|text| !text.withheld)
}

fn lifecycle(numbers: &Numbers<'_>, lifecycle: &PackLifecycle) -> Lifecycle {
    let steps = lifecycle.transitions.iter().map(|step| Step {
        transition: numbers.transition(&step.name.value),
        from: step.from.iter().map(|from| ValueId::at(from.value)).collect(),
        to: ValueId::at(step.to),
        guard: ActionId::at(step.guard.value),
        anybody: None,
    });
    Lifecycle {
        state: numbers.of_record(lifecycle.resource, lifecycle.attribute),
        steps: steps.collect(),
    }
}

/// The rules of all actions, numbered throughout.
fn actions(numbers: &Numbers<'_>, types: &[ResourceType]) -> Option<Vec<Vec<Rule>>> {
    let mut place = 0;
    let mut actions = Vec::new();
    for (action, rules) in numbers.pack.rules.actions.iter().enumerate() {
        let attributes = &numbers.pack.schema.actions[action].context;
        let context: Vec<Slot> = (numbers.context[action].iter())
            .map(|index| slot(&attributes[*index], numbers.context_ties(action, *index), true))
            .collect();
        let mut built = Vec::new();
        for rule in rules {
            let record = &types[rule.resource].record;
            let on = (ActionId::at(action), TypeId::at(rule.resource));
            let mut rule = source(numbers, rule).build(on, record, context.clone())?;
            rule.place = place;
            place += 1;
            built.push(rule);
        }
        actions.push(built);
    }
    Some(actions)
}

fn source(numbers: &Numbers<'_>, rule: &PackRule) -> RuleSource {
    let mentions = rule.record_mentions().map(|index| numbers.of_record(rule.resource, index));
    let advice = numbers.pack.advices.on(rule.action).filter_map(|advice| {
        let when = advice.on.get(&rule.resource)?;
        let literal = |(index, value): (&usize, &usize)| {
            Literal::Is(Part::Record, numbers.of_record(rule.resource, *index), vec![*value])
        };
        Some(when.iter().map(literal).collect())
    });
    RuleSource {
        mentions: mentions.collect(),
        permits: clauses(numbers, rule, &rule.permits),
        forbids: clauses(numbers, rule, &rule.forbids),
        advice: advice.collect(),
    }
}

fn clauses(
    numbers: &Numbers<'_>,
    rule: &PackRule,
    clauses: &Clauses,
) -> Vec<(PolicyId, Vec<Literal>)> {
    let pairs = clauses.policies.iter().zip(&clauses.clauses);
    pairs.map(|(policy, clause)| (PolicyId::at(*policy), literals(numbers, rule, clause))).collect()
}

fn literals(numbers: &Numbers<'_>, rule: &PackRule, clause: &Clause) -> Vec<Literal> {
    let facts = clause.facts().map(|(fact, values)| {
        let holds = values.contains(&YES) && !values.contains(&NO);
        match fact {
            Fact::Group(group) if holds => Literal::In(GroupId::at(group)),
            Fact::Group(group) => Literal::Out(GroupId::at(group)),
            Fact::Has(index) if holds => Literal::Has(numbers.of_principal(index)),
            Fact::Has(index) => Literal::Lacks(numbers.of_principal(index)),
            Fact::Is(slot) => {
                let (part, attribute) = numbers.attribute(rule, slot);
                Literal::Is(part, attribute, values.iter().copied().collect())
            }
            Fact::Tie(slot, to) => {
                let (part, attribute) = numbers.attribute(rule, slot);
                let reference = numbers.reference(to);
                match holds {
                    true => Literal::Tied(part, attribute, reference),
                    false => Literal::Untied(part, attribute, reference),
                }
            }
        }
    });
    facts.collect()
}

fn control(numbers: &Numbers<'_>, control: &PackControl) -> Control {
    let binding = match &control.does {
        Does::Action(action) => Binding::Action(ActionId::at(action.value)),
        Does::Transition(name) => Binding::Transition(numbers.transition(&name.value)),
        Does::Field { view, change } => {
            Binding::Field { view: ActionId::at(view.value), change: ActionId::at(change.value) }
        }
        Does::Choice(action, slot) => {
            let (part, attribute) = match *slot {
                SchemaSlot::Record(index) => {
                    (Part::Record, numbers.of_record(control.resource, index))
                }
                SchemaSlot::Context(index) => {
                    (Part::Context, numbers.of_context(action.value, index))
                }
            };
            Binding::Choice(ActionId::at(action.value), part, attribute)
        }
    };
    Control {
        resource: TypeId::at(control.resource),
        ungranted: control.ungranted,
        blocked: control.blocked,
        page: control.page,
        binding,
    }
}
