//! The bundle: everything that the pack says, with names in tables and indices elsewhere.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};
use tollgate::bundle;
use tollgate::limits::FORMAT;

use crate::facts::{Clause, Fact, NO, Slot, YES};
use crate::pack::advice::Advices;
use crate::pack::lifecycle::Lifecycle;
use crate::pack::roles::{Roles, Text};
use crate::pack::surface::{Control, Does, Surface};
use crate::policy::{Clauses, Policy, Rule, Rules};
use crate::schema::{Attribute, Kind, Schema};
use crate::tables::advice::Help;

/// A pack whose every name is known.
pub(crate) struct Pack {
    pub(crate) name: String,
    pub(crate) schema: Schema,
    pub(crate) policies: Vec<Policy>,
    pub(crate) rules: Rules,
    pub(crate) lifecycles: Vec<Lifecycle>,
    pub(crate) surface: Surface,
    pub(crate) roles: Roles,
    pub(crate) advices: Advices,
    pub(crate) help: Vec<Help>,
}

/// The bundle's text, canonical and with a line end, and its fingerprint.
///
/// # Errors
/// When the bundle cannot be written as JSON, which no pack leads to.
pub(crate) fn text(pack: &Pack) -> Result<(String, String), serde_json::Error> {
    let mut value = serde_json::to_value(Emitter::new(pack).bundle())?;
    if let Some(members) = value.as_object_mut() {
        members.remove("fingerprint");
    }
    let rest = serde_json_canonicalizer::to_vec(&value)?;
    let fingerprint: String =
        Sha256::digest(&rest).iter().map(|byte| format!("{byte:02x}")).collect();
    value["fingerprint"] = fingerprint.clone().into();
    let text = serde_json_canonicalizer::to_string(&value)?;
    Ok((text + "\n", fingerprint))
}

/// A pack with the attributes that its bundle keeps: what something in the pack reads.
struct Emitter<'a> {
    pack: &'a Pack,
    /// The attributes of each type, by their number in the schema.
    kept: Vec<Vec<usize>>,
    /// The context attributes of each action.
    context: Vec<Vec<usize>>,
    principal: Vec<usize>,
}

impl<'a> Emitter<'a> {
    fn new(pack: &'a Pack) -> Self {
        let mut kept = vec![BTreeSet::new(); pack.schema.types.len()];
        let mut context = vec![BTreeSet::new(); pack.schema.actions.len()];
        for rule in pack.rules.iter() {
            kept[rule.resource].extend(rule.record_mentions());
            context[rule.action].extend(rule.context_mentions());
        }
        for lifecycle in &pack.lifecycles {
            kept[lifecycle.resource].insert(lifecycle.attribute);
        }
        for control in &pack.surface.controls {
            match &control.does {
                Does::Choice(_, Slot::Record(index)) => {
                    kept[control.resource].insert(*index);
                }
                Does::Choice(action, Slot::Context(index)) => {
                    context[action.value].insert(*index);
                }
                Does::Action(_) | Does::Transition(_) | Does::Field { .. } => {}
            }
        }
        for advice in &pack.advices.decisions {
            for (resource, when) in &advice.on {
                kept[*resource].extend(when.keys().copied());
            }
        }
        let listed = |sets: Vec<BTreeSet<usize>>| -> Vec<Vec<usize>> {
            sets.into_iter().map(|set| set.into_iter().collect()).collect()
        };
        Self {
            pack,
            kept: listed(kept),
            context: listed(context),
            principal: pack.rules.principal.iter().copied().collect(),
        }
    }

    fn bundle(&self) -> bundle::Bundle {
        let pack = self.pack;
        bundle::Bundle {
            format: FORMAT,
            pack: pack.name.clone(),
            fingerprint: String::new(),
            groups: self.groups(),
            principal: self.principal(),
            types: (0..pack.schema.types.len()).map(|resource| self.resource(resource)).collect(),
            actions: (0..pack.schema.actions.len()).map(|action| self.action(action)).collect(),
            policies: pack.policies.iter().map(policy).collect(),
            roles: (pack.roles.roles.iter())
                .map(|role| bundle::Role {
                    name: role.name.clone(),
                    label: role.label.clone(),
                    groups: role.groups.iter().copied().collect(),
                })
                .collect(),
            controls: pack.surface.controls.iter().map(|control| self.control(control)).collect(),
            grant_advice: (pack.advices.grants.iter())
                .map(|advice| bundle::GrantAdvice {
                    id: advice.id.clone(),
                    text: advice.text.clone(),
                    permission: advice.permission,
                    role: advice.role,
                    unless_roles: advice.unless_roles.clone(),
                })
                .collect(),
            help: (pack.help.iter())
                .map(|help| bundle::Help {
                    question: help.question.clone(),
                    answer: help.answer.clone(),
                })
                .collect(),
        }
    }

    fn groups(&self) -> Vec<bundle::Group> {
        let groups = self.pack.schema.groups.iter().enumerate();
        groups
            .map(|(index, group)| {
                let said = self.pack.roles.groups.get(&index);
                bundle::Group {
                    name: group.at.value.clone(),
                    label: said.and_then(|said| said.label.clone()),
                    category: said.and_then(|said| said.category.clone()),
                    offered: is_offered(said),
                }
            })
            .collect()
    }

    fn principal(&self) -> bundle::PrincipalType {
        let principal = &self.pack.schema.principal;
        let attributes = self.principal.iter().map(|index| {
            let attribute = &principal.attributes[*index];
            bundle::PrincipalAttribute {
                name: attribute.name.clone(),
                optional: attribute.optional,
            }
        });
        bundle::PrincipalType { name: principal.name.clone(), attributes: attributes.collect() }
    }

    fn resource(&self, resource: usize) -> bundle::ResourceType {
        let record = &self.pack.schema.types[resource];
        let attributes = self.kept[resource].iter().map(|index| {
            let said = self.pack.roles.ties.get(&(resource, *index));
            let rules = self.pack.rules.iter().filter(|rule| rule.resource == resource);
            let ties = self.ties(rules, Slot::Record(*index));
            attribute(&record.attributes[*index], ties, said)
        });
        bundle::ResourceType {
            name: record.name.clone(),
            attributes: attributes.collect(),
            lifecycle: (self.pack.lifecycles.iter())
                .find(|lifecycle| lifecycle.resource == resource)
                .map(|lifecycle| self.lifecycle(lifecycle)),
        }
    }

    fn lifecycle(&self, lifecycle: &Lifecycle) -> bundle::Lifecycle {
        let transitions = lifecycle.transitions.iter().map(|step| bundle::Transition {
            name: step.name.value.clone(),
            label: step.label.clone(),
            from: step.from.iter().map(|from| from.value).collect(),
            to: step.to,
            guard: step.guard.value,
        });
        bundle::Lifecycle {
            attribute: position(&self.kept[lifecycle.resource], lifecycle.attribute),
            initial: lifecycle.initial.value,
            view: lifecycle.view,
            states: lifecycle.states.clone(),
            transitions: transitions.collect(),
        }
    }

    fn action(&self, index: usize) -> bundle::Action {
        let action = &self.pack.schema.actions[index];
        let rules = &self.pack.rules.actions[index];
        let context = self.context[index].iter().map(|slot| {
            let ties = self.ties(rules.iter(), Slot::Context(*slot));
            attribute(&action.context[*slot], ties, None)
        });
        bundle::Action {
            name: action.at.value.clone(),
            label: action.label.clone(),
            context: context.collect(),
            on: rules.iter().map(|rule| self.rule(rule)).collect(),
        }
    }

    fn rule(&self, rule: &Rule) -> bundle::Rule {
        let kept = &self.kept[rule.resource];
        let advice = self.pack.advices.decisions.iter().filter_map(|advice| {
            let when = advice.on.get(&rule.resource).filter(|_| advice.action == rule.action)?;
            Some(bundle::RuleAdvice {
                id: advice.id.clone(),
                text: advice.text.clone(),
                when: (when.iter())
                    .map(|(index, value)| bundle::Literal::Is(position(kept, *index), vec![*value]))
                    .collect(),
            })
        });
        bundle::Rule {
            resource: rule.resource,
            mentions: rule.record_mentions().map(|index| position(kept, index)).collect(),
            permits: self.clauses(rule, &rule.permits),
            forbids: self.clauses(rule, &rule.forbids),
            advice: advice.collect(),
        }
    }

    fn clauses(&self, rule: &Rule, clauses: &Clauses) -> Vec<bundle::Clause> {
        let pairs = clauses.policies.iter().zip(&clauses.clauses);
        pairs
            .map(|(policy, clause)| bundle::Clause {
                policy: *policy,
                all: self.literals(rule, clause),
            })
            .collect()
    }

    fn literals(&self, rule: &Rule, clause: &Clause) -> Vec<bundle::Literal> {
        use bundle::Literal;
        let (kept, context) = (&self.kept[rule.resource], &self.context[rule.action]);
        let reference = |reference: usize| {
            reference.checked_sub(1).map_or(0, |index| position(&self.principal, index) + 1)
        };
        let literal = |(fact, values): (Fact, &BTreeSet<usize>)| {
            let holds = values.contains(&YES) && !values.contains(&NO);
            let values: Vec<usize> = values.iter().copied().collect();
            match fact {
                Fact::Group(group) if holds => Literal::In(group),
                Fact::Group(group) => Literal::Out(group),
                Fact::Has(index) if holds => Literal::Has(position(&self.principal, index)),
                Fact::Has(index) => Literal::Lacks(position(&self.principal, index)),
                Fact::Is(Slot::Record(index)) => Literal::Is(position(kept, index), values),
                Fact::Is(Slot::Context(index)) => {
                    Literal::ContextIs(position(context, index), values)
                }
                Fact::Tie(Slot::Record(index), to) if holds => {
                    Literal::Tied(position(kept, index), reference(to))
                }
                Fact::Tie(Slot::Record(index), to) => {
                    Literal::Untied(position(kept, index), reference(to))
                }
                Fact::Tie(Slot::Context(index), to) if holds => {
                    Literal::ContextTied(position(context, index), reference(to))
                }
                Fact::Tie(Slot::Context(index), to) => {
                    Literal::ContextUntied(position(context, index), reference(to))
                }
            }
        };
        clause.facts().map(literal).collect()
    }

    /// The principal references that clauses compare an attribute with.
    fn ties<'r>(&self, rules: impl Iterator<Item = &'r Rule>, slot: Slot) -> Vec<usize> {
        let clauses =
            rules.flat_map(|rule| rule.permits.clauses.iter().chain(&rule.forbids.clauses));
        let facts = clauses.flat_map(Clause::facts);
        let ties: BTreeSet<usize> = facts
            .filter_map(|(fact, _)| match fact {
                Fact::Tie(known, reference) if known == slot => Some(
                    reference
                        .checked_sub(1)
                        .map_or(0, |index| position(&self.principal, index) + 1),
                ),
                _ => None,
            })
            .collect();
        ties.into_iter().collect()
    }

    fn control(&self, control: &Control) -> bundle::Control {
        let binding = match &control.does {
            Does::Action(action) => bundle::Binding::Action { action: action.value },
            Does::Transition(name) => {
                bundle::Binding::Transition { transition: name.value.clone() }
            }
            Does::Field { view, change } => {
                bundle::Binding::Field { view: view.value, change: change.value }
            }
            Does::Choice(action, Slot::Record(index)) => bundle::Binding::Chooses {
                action: action.value,
                chooses: position(&self.kept[control.resource], *index),
            },
            Does::Choice(action, Slot::Context(index)) => bundle::Binding::ChoosesContext {
                action: action.value,
                chooses_context: position(&self.context[action.value], *index),
            },
        };
        bundle::Control {
            id: control.id.value.clone(),
            kind: control.kind,
            label: control.label.clone(),
            resource: control.resource,
            ungranted: control.ungranted,
            blocked: control.blocked,
            page: control.page,
            binding,
        }
    }
}

fn policy(policy: &Policy) -> bundle::PolicyText {
    bundle::PolicyText {
        id: policy.id.value.clone(),
        effect: if policy.forbids { bundle::Effect::Forbid } else { bundle::Effect::Permit },
        reason: Some(policy.reason.clone()),
    }
}

fn attribute(from: &Attribute, ties: Vec<usize>, said: Option<&Text>) -> bundle::Attribute {
    let (kind, values) = match &from.kind {
        Kind::Enum { values, .. } => (bundle::AttributeKind::Enum, values.clone()),
        Kind::Bool => (bundle::AttributeKind::Bool, Vec::new()),
        Kind::Entity => (bundle::AttributeKind::Entity, Vec::new()),
        Kind::Set => (bundle::AttributeKind::Set, Vec::new()),
        Kind::Other => (bundle::AttributeKind::Other, Vec::new()),
    };
    bundle::Attribute {
        name: from.name.clone(),
        kind,
        values,
        optional: from.optional,
        ties,
        label: said.and_then(|said| said.label.clone()),
        offered: is_offered(said),
    }
}

fn is_offered(said: Option<&Text>) -> bool {
    said.is_none_or(|said| !said.withheld)
}

/// Where a bundle keeps what the schema numbers.
///
/// INVARIANT: whatever is emitted was kept, so the position is always found.
fn position(kept: &[usize], index: usize) -> usize {
    kept.binary_search(&index).unwrap_or_else(|place| place)
}
