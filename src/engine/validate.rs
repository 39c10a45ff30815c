//! Whether the parts of a program fit each other: every reference inside its table, every set of
//! bits as wide as its layout says, every bound kept.

use core::fmt;

use super::ids::{ActionId, AttributeId, GroupId, RoleId, TypeId, ValueId};
use super::layout::{Layout, Other, Slot, Tie};
use super::literal::errors;
use super::mask::BITS;
use super::program::{
    Binding, Clause, Control, Fact, Grant, GrantAdvice, Part, Program, ResourceType, Rule, Step,
};
use crate::limits::{BLOCKS_MAX, CLAUSES_MAX, CONDITIONS_MAX, STATES_MAX, TIES_MAX, VALUES_MAX};
use crate::vocabulary::AttributeKind;

/// What of a program does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsound {
    /// An attribute, or where its bits are.
    Attribute,
    /// An attribute is tied to more references than [`TIES_MAX`].
    TooManyTies,
    /// A lifecycle, or a step of it.
    Lifecycle,
    /// A rule of an action.
    Rule,
    /// A rule has more clauses of one effect than [`CLAUSES_MAX`].
    TooManyClauses,
    /// A request takes more than [`BLOCKS_MAX`] blocks.
    TooWide,
    /// A role.
    Role,
    /// An advice on a grant.
    GrantAdvice,
    /// A control.
    Control,
    /// The type that needs no record.
    Workspace,
    /// A cluster, or an attribute that belongs into one.
    Cluster,
}

impl fmt::Display for Unsound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unsound::Attribute => "an attribute is not laid out as it should be",
            Unsound::TooManyTies => "an attribute is tied to too many references",
            Unsound::Lifecycle => "a lifecycle names what is not there",
            Unsound::Rule => "a rule does not fit its action or its type",
            Unsound::TooManyClauses => "a rule has too many clauses",
            Unsound::TooWide => "a type or a rule has too many values, ties and facts",
            Unsound::Role => "a role gives a group that is not there",
            Unsound::GrantAdvice => "an advice on a grant names what is not there",
            Unsound::Control => "a control asks what is not there",
            Unsound::Workspace => "the workspace is no type",
            Unsound::Cluster => "a cluster is not of attributes that depend on each other",
        })
    }
}

/// Nothing where it is so.
fn expect(sound: bool, otherwise: Unsound) -> Result<(), Unsound> {
    if sound { Ok(()) } else { Err(otherwise) }
}

pub(super) fn validate(program: &Program) -> Result<(), Unsound> {
    let Program { types, actions, .. } = program;
    layout(program, &program.principal, 0)?;
    for resource in types {
        layout(program, &resource.record, 0)?;
        let flag = |it: &AttributeId| {
            let slot = resource.record.slots.get(it.index());
            slot.is_some_and(|slot| slot.kind == AttributeKind::Bool && !slot.optional)
        };
        let conditions = &resource.conditions;
        let few = ascends(conditions) && conditions.len() <= CONDITIONS_MAX;
        expect(few && conditions.iter().all(flag), Unsound::Attribute)?;
    }
    expect(program.workspace.is_none_or(|it| it.index() < types.len()), Unsound::Workspace)?;
    let mut place = 0;
    for (action, rules) in actions.iter().enumerate() {
        for (index, each) in rules.iter().enumerate() {
            rule(program, each)?;
            facts(program, each)?;
            let twice = rules[..index].iter().any(|other| other.resource == each.resource);
            let named = each.action == ActionId::at(action) && each.place == place;
            let context = same_attributes(&each.context.slots, &rules[0].context.slots);
            expect(named && !twice && context, Unsound::Rule)?;
            place += 1;
        }
    }
    program.guards.iter().try_for_each(|guard| rule(program, guard))?;
    for (resource, of) in types.iter().enumerate() {
        lifecycle(program, TypeId::at(resource), of)?;
    }
    let mut roles = program.roles.iter().flatten();
    expect(roles.all(|group| is_group(program, *group)), Unsound::Role)?;
    for advice in &program.grant_advice {
        expect(grant_advice(program, advice), Unsound::GrantAdvice)?;
    }
    for each in &program.controls {
        expect(control(program, each), Unsound::Control)?;
    }
    Ok(())
}

fn is_group(program: &Program, group: GroupId) -> bool {
    group.index() < program.groups.len()
}

/// Whether there is such an action on a type.
fn applies(program: &Program, action: ActionId, resource: TypeId) -> bool {
    program.rule(action, resource).is_some()
}

/// Attributes whose bits begin at a block.
fn layout(program: &Program, layout: &Layout, block: usize) -> Result<(), Unsound> {
    let mut width = 0;
    for slot in &layout.slots {
        let few = slot.present > 0 && slot.present <= VALUES_MAX && slot.named <= slot.present;
        let present = match slot.kind {
            AttributeKind::Bool => slot.present == 2 && slot.named == 2,
            AttributeKind::Enum => slot.named == slot.present,
            AttributeKind::Entity
            | AttributeKind::Set
            | AttributeKind::Texts
            | AttributeKind::Other => slot.present == 1,
            _ => true,
        };
        let untied = matches!(
            slot.kind,
            AttributeKind::Enum | AttributeKind::Bool | AttributeKind::Other | AttributeKind::Ip
        );
        expect(few && present && (!untied || slot.ties.is_empty()), Unsound::Attribute)?;
        expect(slot.ties.len() <= TIES_MAX, Unsound::TooManyTies)?;
        let known = |tie: &Tie| match tie.to {
            Other::Principal(reference) | Other::Context(reference) => {
                reference.index() < program.principal.slots.len()
            }
            Other::Attribute(Part::Record, other) => {
                block == 0 && other.index() < layout.slots.len()
            }
            Other::Attribute(..) => false,
            Other::Text(_) => true,
        };
        expect(slot.ties.iter().all(known), Unsound::Attribute)?;
        width += slot.width();
        expect(width <= BLOCKS_MAX * BITS, Unsound::TooWide)?;
    }
    let right = Layout::new(layout.slots.clone(), block);
    expect(*layout == right, Unsound::Attribute)
}

/// Whether two lists of attributes are the same, wherever their bits are.
fn same_attributes(one: &[Slot], other: &[Slot]) -> bool {
    let same = |(one, other): (&Slot, &Slot)| {
        one.kind == other.kind
            && one.optional == other.optional
            && one.present == other.present
            && one.named == other.named
            && one.ties == other.ties
    };
    one.len() == other.len() && one.iter().zip(other).all(same)
}

fn rule(program: &Program, rule: &Rule) -> Result<(), Unsound> {
    let Some(resource) = program.types.get(rule.resource.index()) else {
        return Err(Unsound::Rule);
    };
    let record = &resource.record;
    layout(program, &rule.context, record.blocks.end)?;
    let attributes = |list: &[AttributeId]| {
        ascends(list) && list.last().is_none_or(|last| last.index() < record.slots.len())
    };
    let sound = attributes(&rule.mentions) && attributes(&rule.advised) && ascends(&rule.facts);
    expect(sound, Unsound::Rule)?;
    let wrong = errors(record, &rule.context, &rule.mentions, &rule.advised);
    expect(rule.errors == wrong, Unsound::Rule)?;
    let bits = rule.fact_ends.iter().try_fold(rule.facts_start(), |start, end| {
        (start < *end && *end <= BLOCKS_MAX * BITS).then_some(*end)
    });
    expect(rule.fact_ends.len() == rule.facts.len(), Unsound::Rule)?;
    expect(bits.is_some(), Unsound::TooWide)?;
    let blocks = rule.blocks();
    expect(blocks <= BLOCKS_MAX, Unsound::TooWide)?;
    clusters(program, rule)?;
    for clauses in [&rule.permits, &rule.forbids] {
        expect(clauses.len() <= CLAUSES_MAX, Unsound::TooManyClauses)?;
        let fits = |clause: &Clause| {
            clause.reject.len() == blocks && clause.policy.0 < program.policies.max(1)
        };
        expect(clauses.iter().all(fits), Unsound::Rule)?;
    }
    expect(rule.advice.iter().all(|reject| reject.len() == blocks), Unsound::Rule)
}

/// What a rule asks of the principal; that of a guard for anybody is nobody's.
fn facts(program: &Program, rule: &Rule) -> Result<(), Unsound> {
    let known = |place: usize| {
        let outcomes = match rule.facts[place] {
            Fact::In(group) => usize::from(is_group(program, group)) * 2,
            Fact::Tied(of, tie) => {
                let slot = program.principal.slots.get(of.index());
                slot.map_or(0, |slot| usize::from((tie as usize) < slot.ties.len()) * 2)
            }
            fact @ Fact::Is(_) => program.outcomes(fact),
        };
        outcomes > 0 && rule.fact_slot(place).values() == outcomes
    };
    expect((0..rule.facts.len()).all(known), Unsound::Rule)
}

/// The clusters of a rule: each of attributes that are there, none of which is in two, and with
/// them all attributes that are compared with something.
fn clusters(program: &Program, rule: &Rule) -> Result<(), Unsound> {
    let layouts = [(Part::Record, program.record(rule.resource)), (Part::Context, &rule.context)];
    let mut left: Vec<(Part, AttributeId)> = Vec::new();
    for (part, layout) in layouts {
        left.extend((0..layout.slots.len()).map(|index| (part, AttributeId::at(index))));
    }
    for id in &rule.clusters {
        let cluster = program.clusters.get(id.index()).ok_or(Unsound::Cluster)?;
        let width = cluster.members.len();
        expect(width > 0 && cluster.anybody.iter().all(|it| it.len() == width), Unsound::Cluster)?;
        expect(cluster.anybody.len() <= STATES_MAX, Unsound::Cluster)?;
        for member in &cluster.members {
            let place = left.iter().position(|other| other == member);
            left.swap_remove(place.ok_or(Unsound::Cluster)?);
        }
    }
    let slots = left.iter().map(|(part, attribute)| match part {
        Part::Record => &program.record(rule.resource).slots[attribute.index()],
        _ => &rule.context.slots[attribute.index()],
    });
    let loose = slots.into_iter().all(|slot| slot.ties.is_empty());
    expect(loose, Unsound::Cluster)
}

fn ascends<T: PartialOrd>(list: &[T]) -> bool {
    list.windows(2).all(|pair| pair[0] < pair[1])
}

fn lifecycle(program: &Program, resource: TypeId, of: &ResourceType) -> Result<(), Unsound> {
    let Some(lifecycle) = &of.lifecycle else { return Ok(()) };
    let slot = of.record.slots.get(lifecycle.state.index());
    let slot = slot.filter(|slot| slot.is_listed() && !slot.optional);
    let states = slot.ok_or(Unsound::Lifecycle)?.present;
    let state = |value: &ValueId| value.index() < states;
    let sound = |step: &Step| {
        step.transition.0 < program.transitions
            && step.from.iter().all(state)
            && state(&step.to)
            && applies(program, step.guard, resource)
            && program.guard(step, resource).is_some_and(|guard| guard.resource == resource)
    };
    expect(lifecycle.steps.iter().all(sound), Unsound::Lifecycle)
}

fn grant_advice(program: &Program, advice: &GrantAdvice) -> bool {
    let role = |role: &RoleId| role.index() < program.roles.len();
    let grant = match advice.grant {
        Grant::Permission(group) => is_group(program, group),
        Grant::Role(of) => role(&of),
    };
    grant && advice.unless.iter().all(role)
}

fn control(program: &Program, control: &Control) -> bool {
    let resource = control.resource;
    if resource.index() >= program.types.len() {
        return false;
    }
    match control.binding {
        Binding::Action(action) => applies(program, action, resource),
        Binding::Transition(name) => {
            program.steps(resource).iter().any(|step| step.transition == name)
        }
        Binding::Field { view, change } => {
            applies(program, view, resource) && applies(program, change, resource)
        }
        Binding::Choice(action, ..) => {
            applies(program, action, resource)
                && program.choice(control).is_some_and(Slot::is_listed)
        }
    }
}
