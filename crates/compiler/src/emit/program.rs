//! The program of a bundle: the pack's clauses and bindings as the engine reads them.

use std::collections::BTreeMap;

use tollgate::bundle::{self, WORKSPACE};
use tollgate::program::{
    ActionId, Binding, Control, GrantAdvice, Group, GroupId, Layout, Lifecycle, Literal, Part,
    PolicyId, Program, ResourceType, RoleId, Rule, RuleSource, Slot, Step, TypeId, ValueId,
};

use super::attributes::{compared_contexts, slot};
use super::clusters::Clusters;
use super::numbers::Numbers;
use crate::facts::{Clause, Fact, NO, Slot as SchemaSlot, YES};
use crate::pack::lifecycle::Lifecycle as PackLifecycle;
use crate::pack::roles::Text;
use crate::pack::surface::{Control as PackControl, Does};
use crate::policy::{Clauses, Rule as PackRule};
use crate::schema::PERMISSION;

/// The program; `None` where a rule names what is not there, which no pack leads to.
pub(super) fn program(numbers: &Numbers<'_>) -> Option<(Program, Vec<bundle::Cluster>)> {
    let pack = numbers.pack;
    let types: Vec<ResourceType> =
        (0..pack.schema.types.len()).map(|resource| resource_type(numbers, resource)).collect();
    let principal = principal(numbers);
    let mut clusters = Clusters::new(numbers);
    let actions = actions(numbers, (&principal, &types), &mut clusters)?;
    let grant_advice = pack.advices.grants.iter().map(|advice| GrantAdvice {
        grant: advice.grant,
        unless: advice.unless_roles.iter().copied().map(RoleId::at).collect(),
    });
    let roles = pack.roles.roles.iter();
    let program = Program {
        groups: groups(numbers),
        principal,
        clusters: clusters.all,
        policies: u32::try_from(pack.policies.len()).ok()?,
        transitions: u32::try_from(numbers.transitions.len()).ok()?,
        workspace: pack.schema.type_named(WORKSPACE).map(TypeId::at),
        types,
        actions,
        guards: Vec::new(),
        roles: roles.map(|role| role.groups.iter().copied().map(GroupId::at).collect()).collect(),
        grant_advice: grant_advice.collect(),
        controls: pack.surface.controls.iter().map(|each| control(numbers, each)).collect(),
    };
    Some((program, clusters.entries))
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
    let conditions = pack.conditions(resource).iter();
    ResourceType {
        record: Layout::new(slots.collect(), 0),
        lifecycle: lifecycle.map(|each| self::lifecycle(numbers, each)),
        conditions: conditions.map(|it| numbers.of_record(resource, it.attribute)).collect(),
    }
}

fn principal(numbers: &Numbers<'_>) -> Layout {
    let attributes = &numbers.pack.schema.principal.attributes;
    let slots = numbers
        .principal
        .iter()
        .map(|index| slot(&attributes[*index], numbers.principal_ties(*index), false));
    let compared_contexts = compared_contexts(numbers).map(|it| slot(&it, Vec::new(), false));
    Layout::new(slots.chain(compared_contexts).collect(), 0)
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
fn actions(
    numbers: &Numbers<'_>,
    (principal, types): (&Layout, &[ResourceType]),
    clusters: &mut Clusters<'_>,
) -> Option<Vec<Vec<Rule>>> {
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
            let records = (principal, record);
            let mut rule = source(numbers, rule).build(on, records, context.clone())?;
            rule.place = place;
            rule.clusters = clusters.of(&rule, types)?;
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
            Fact::Is(slot) => {
                let (part, attribute) = numbers.attribute(rule, slot);
                Literal::Is(part, attribute, values.iter().copied().collect())
            }
            Fact::Tie(slot, tie) => {
                let (part, attribute) = numbers.attribute(rule, slot);
                let place = numbers.tie(rule, slot, tie);
                match holds {
                    true => Literal::Tied(part, attribute, place),
                    false => Literal::Untied(part, attribute, place),
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
                SchemaSlot::Principal(index) => (Part::Principal, numbers.of_principal(index)),
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
