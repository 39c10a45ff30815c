//! Literals: what clauses are written with, and the bits that stand for them. The compiler makes
//! rules of them; whoever shows a rule to people reads them back.

use serde::{Deserialize, Serialize};

use super::ids::{ActionId, AttributeId, GroupId, PolicyId, ReferenceId, TypeId};
use super::layout::{Layout, Slot};
use super::mask::{Mask, empty, has, put};
use super::program::{Clause, Fact, Part, Rule};

/// One thing that is so or not so about a request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Literal {
    /// The principal is in the group.
    In(GroupId),
    /// The principal is not in the group.
    Out(GroupId),
    /// The principal has the attribute.
    Has(AttributeId),
    /// The principal lacks the attribute.
    Lacks(AttributeId),
    /// The attribute has one of the values, by their places, absence last.
    Is(Part, AttributeId, Vec<usize>),
    /// The attribute is, or contains, the reference.
    Tied(Part, AttributeId, ReferenceId),
    /// It is not, or does not; an absent attribute or reference is untied.
    Untied(Part, AttributeId, ReferenceId),
}

/// A rule as it is written.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RuleSource {
    /// The record's attributes that some policy for it mentions, whether or not a clause does.
    pub mentions: Vec<AttributeId>,
    /// The permits, each with its policy.
    pub permits: Vec<(PolicyId, Vec<Literal>)>,
    /// The forbids.
    pub forbids: Vec<(PolicyId, Vec<Literal>)>,
    /// By advice: when it is said.
    pub advice: Vec<Vec<Literal>>,
}

impl RuleSource {
    /// Makes the rule of an action on a type with this record; `None` where a literal is about what
    /// is not there. Its place is to be set.
    #[must_use]
    pub fn build(
        &self,
        (action, resource): (ActionId, TypeId),
        record: &Layout,
        context: Vec<Slot>,
    ) -> Option<Rule> {
        let context = Layout::new(context, record.blocks.end);
        let literals = |clauses: &[(PolicyId, Vec<Literal>)]| -> Vec<Literal> {
            clauses.iter().flat_map(|(_, all)| all.iter().cloned()).collect()
        };
        let decisive = [literals(&self.permits), literals(&self.forbids)].concat();
        let advice = self.advice.concat();
        let mut mentions: Vec<AttributeId> =
            decisive.iter().filter_map(Literal::attribute).collect();
        mentions.extend(&self.mentions);
        let mut advised: Vec<AttributeId> = advice.iter().filter_map(Literal::attribute).collect();
        advised.retain(|attribute| !mentions.contains(attribute));
        let mut facts: Vec<Fact> =
            [decisive, advice].concat().iter().filter_map(Literal::fact).collect();
        sort(&mut mentions);
        sort(&mut advised);
        sort(&mut facts);
        let errors = errors(record, &context, &mentions, &advised);
        let mut rule = Rule {
            place: 0,
            action,
            resource,
            mentions,
            advised,
            context,
            facts,
            errors,
            permits: Vec::new(),
            forbids: Vec::new(),
            advice: Vec::new(),
        };
        let clauses = |rule: &Rule, sources: &[(PolicyId, Vec<Literal>)]| -> Option<Vec<Clause>> {
            let clause = |(policy, all): &(PolicyId, Vec<Literal>)| {
                Some(Clause { policy: *policy, reject: rule.rejected(record, all)? })
            };
            sources.iter().map(clause).collect()
        };
        rule.permits = clauses(&rule, &self.permits)?;
        rule.forbids = clauses(&rule, &self.forbids)?;
        rule.advice =
            self.advice.iter().map(|all| rule.rejected(record, all)).collect::<Option<_>>()?;
        Some(rule)
    }
}

fn sort<T: Ord>(list: &mut Vec<T>) {
    list.sort_unstable();
    list.dedup();
}

impl Literal {
    /// The attribute of the record that it is about.
    fn attribute(&self) -> Option<AttributeId> {
        match self {
            Literal::Is(Part::Record, attribute, _)
            | Literal::Tied(Part::Record, attribute, _)
            | Literal::Untied(Part::Record, attribute, _) => Some(*attribute),
            _ => None,
        }
    }

    /// The fact about the principal that it is about.
    fn fact(&self) -> Option<Fact> {
        match self {
            Literal::In(group) | Literal::Out(group) => Some(Fact::In(*group)),
            Literal::Has(attribute) | Literal::Lacks(attribute) => Some(Fact::Has(*attribute)),
            _ => None,
        }
    }
}

/// The bits of a record under which nothing can be decided: a mentioned attribute is missing, or a
/// value of one that is read is wrong.
pub(super) fn errors(
    record: &Layout,
    context: &Layout,
    mentions: &[AttributeId],
    advised: &[AttributeId],
) -> Mask {
    let mut errors = empty(context.blocks.end);
    for (index, slot) in record.slots.iter().enumerate() {
        let attribute = AttributeId::at(index);
        let mentioned = mentions.contains(&attribute);
        put(&mut errors, slot.wrong(true), mentioned);
        put(&mut errors, slot.wrong(false), mentioned || advised.contains(&attribute));
    }
    errors
}

impl Rule {
    /// The bits that a conjunction rejects; `None` where a literal is about what is not there.
    fn rejected(&self, record: &Layout, all: &[Literal]) -> Option<Mask> {
        let mut mask = empty(self.blocks());
        for literal in all {
            match literal {
                Literal::In(_) | Literal::Has(_) => self.reject_fact(&mut mask, literal, false),
                Literal::Out(_) | Literal::Lacks(_) => self.reject_fact(&mut mask, literal, true),
                Literal::Is(part, attribute, values) => {
                    let slot = self.slot(record, *part, *attribute)?;
                    let others = (0..slot.values()).filter(|value| !values.contains(value));
                    others.for_each(|value| put(&mut mask, slot.value(value), true));
                    values.iter().all(|value| *value < slot.values()).then_some(())
                }
                Literal::Tied(part, attribute, reference) => self.reject_tie(
                    &mut mask,
                    self.slot(record, *part, *attribute)?,
                    *reference,
                    false,
                ),
                Literal::Untied(part, attribute, reference) => self.reject_tie(
                    &mut mask,
                    self.slot(record, *part, *attribute)?,
                    *reference,
                    true,
                ),
            }?;
        }
        Some(mask)
    }

    /// Rejects that a fact holds, or that it does not.
    fn reject_fact(&self, mask: &mut Mask, literal: &Literal, holds: bool) -> Option<()> {
        let place = self.facts.binary_search(&literal.fact()?).ok()?;
        let slot = self.fact_slot(place);
        put(mask, slot.value(usize::from(!holds)), true);
        Some(())
    }

    /// Rejects that there is a tie, or that there is none.
    fn reject_tie(
        &self,
        mask: &mut Mask,
        slot: &Slot,
        reference: ReferenceId,
        tied: bool,
    ) -> Option<()> {
        let index = slot.ties.iter().position(|tie| *tie == reference)?;
        put(mask, slot.tie(index, tied), true);
        Some(())
    }

    fn slot<'a>(
        &'a self,
        record: &'a Layout,
        part: Part,
        attribute: AttributeId,
    ) -> Option<&'a Slot> {
        let layout = if part == Part::Record { record } else { &self.context };
        layout.slots.get(attribute.index())
    }

    /// The literals of a conjunction of this rule, read back from the bits that it rejects.
    #[must_use]
    pub fn literals(&self, record: &Layout, reject: &[u32]) -> Vec<Literal> {
        let mut all = Vec::new();
        for (place, fact) in self.facts.iter().enumerate() {
            let slot = self.fact_slot(place);
            let so = match *fact {
                Fact::In(group) => [Literal::In(group), Literal::Out(group)],
                Fact::Has(attribute) => [Literal::Has(attribute), Literal::Lacks(attribute)],
            };
            let [holds, fails] = so;
            all.extend(has(reject, slot.value(1)).then_some(holds));
            all.extend(has(reject, slot.value(0)).then_some(fails));
        }
        for (part, layout) in [(Part::Record, record), (Part::Context, &self.context)] {
            for (index, slot) in layout.slots.iter().enumerate() {
                let attribute = AttributeId::at(index);
                let open: Vec<usize> =
                    (0..slot.values()).filter(|value| !has(reject, slot.value(*value))).collect();
                if open.len() < slot.values() {
                    all.push(Literal::Is(part, attribute, open));
                }
                for (tie, reference) in slot.ties.iter().enumerate() {
                    let tied = has(reject, slot.tie(tie, false));
                    let untied = has(reject, slot.tie(tie, true));
                    all.extend(tied.then_some(Literal::Tied(part, attribute, *reference)));
                    all.extend(untied.then_some(Literal::Untied(part, attribute, *reference)));
                }
            }
        }
        all
    }
}
