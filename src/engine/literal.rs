//! Literals: what clauses are written with, and the bits that stand for them. The compiler makes
//! rules of them; whoever shows a rule to people reads them back.

use core::ops::Range;

use serde::{Deserialize, Serialize};

use super::ids::{ActionId, AttributeId, GroupId, PolicyId, ReferenceId, TypeId};
use super::layout::{Layout, Slot};
use super::mask::{BITS, Mask, empty, has, put};
use super::program::{Clause, Fact, Part, Rule};

/// One thing that is so or not so about a request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Literal {
    /// The principal is in the group.
    In(GroupId),
    /// The principal is not in the group.
    Out(GroupId),
    /// The attribute has one of the values, by their places, absence last.
    Is(Part, AttributeId, Vec<usize>),
    /// The attribute has one of its ties, by its place among them.
    Tied(Part, AttributeId, usize),
    /// It has not; what is absent is untied, and untied to what is.
    Untied(Part, AttributeId, usize),
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
    /// Makes the rule of an action on a type with this record, for principals with these
    /// attributes;
    /// `None` where a literal is about what is not there. Its place and clusters are to be set.
    #[must_use]
    pub fn build(
        &self,
        (action, resource): (ActionId, TypeId),
        (principal, record): (&Layout, &Layout),
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
        let fact_ends = fact_ends(&facts, principal, context.blocks.end)?;
        let mut rule = Rule {
            place: 0,
            action,
            resource,
            mentions,
            advised,
            context,
            facts,
            fact_ends,
            clusters: Vec::new(),
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
            Literal::Is(Part::Principal, of, _) => Some(Fact::Is(ReferenceId(of.0))),
            Literal::Tied(Part::Principal, of, tie) | Literal::Untied(Part::Principal, of, tie) => {
                Some(Fact::Tied(ReferenceId(of.0), *tie as u32))
            }
            _ => None,
        }
    }
}

/// Where the bits of each fact end, after so many blocks; `None` where one is about what a
/// principal has not.
fn fact_ends(facts: &[Fact], principal: &Layout, blocks: usize) -> Option<Vec<usize>> {
    let mut end = blocks * BITS;
    let mut ends = Vec::new();
    for fact in facts {
        end += match fact {
            Fact::In(_) => 2,
            Fact::Is(of) => principal.slots.get(of.index())?.values(),
            Fact::Tied(of, tie) => {
                principal.slots.get(of.index())?.ties.get(*tie as usize).map(|_| 2)?
            }
        };
        ends.push(end);
    }
    Some(ends)
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
                Literal::In(_) | Literal::Tied(Part::Principal, ..) => {
                    self.reject_outcomes(&mut mask, literal, &[0])
                }
                Literal::Out(_) | Literal::Untied(Part::Principal, ..) => {
                    self.reject_outcomes(&mut mask, literal, &[1])
                }
                Literal::Is(Part::Principal, _, values) => {
                    self.reject_outcomes(&mut mask, literal, values)
                }
                Literal::Is(part, attribute, values) => {
                    reject_values(&mut mask, self.slot(record, *part, *attribute)?, values)
                }
                Literal::Tied(part, attribute, tie) => {
                    reject_tie(&mut mask, self.slot(record, *part, *attribute)?, *tie, false)
                }
                Literal::Untied(part, attribute, tie) => {
                    reject_tie(&mut mask, self.slot(record, *part, *attribute)?, *tie, true)
                }
            }?;
        }
        Some(mask)
    }

    /// Rejects all outcomes of a fact but these.
    fn reject_outcomes(&self, mask: &mut Mask, literal: &Literal, left: &[usize]) -> Option<()> {
        let place = self.facts.binary_search(&literal.fact()?).ok()?;
        reject_values(mask, &self.fact_slot(place), left)
    }

    fn slot<'a>(
        &'a self,
        record: &'a Layout,
        part: Part,
        attribute: AttributeId,
    ) -> Option<&'a Slot> {
        let layout = match part {
            Part::Record => record,
            Part::Context => &self.context,
            Part::Principal => return None,
        };
        layout.slots.get(attribute.index())
    }

    /// The literals of a conjunction of this rule, read back from the bits that it rejects.
    #[must_use]
    pub fn literals(&self, record: &Layout, reject: &[u32]) -> Vec<Literal> {
        let mut all = Vec::new();
        self.pieces(record, &mut |piece| {
            if piece.occurs_in(reject) {
                all.push(self.literal(&piece, reject));
            }
        });
        all
    }

    fn literal(&self, piece: &Piece, reject: &[u32]) -> Literal {
        let left = || {
            let places = piece.known.clone().enumerate();
            places.filter(|(_, bit)| !has(reject, *bit)).map(|(place, _)| place).collect()
        };
        match piece.about {
            About::Fact(place, holds) => match (self.facts[place], holds) {
                (Fact::In(group), true) => Literal::In(group),
                (Fact::In(group), false) => Literal::Out(group),
                (Fact::Is(of), _) => Literal::Is(Part::Principal, AttributeId(of.0), left()),
                (Fact::Tied(of, tie), true) => {
                    Literal::Tied(Part::Principal, AttributeId(of.0), tie as usize)
                }
                (Fact::Tied(of, tie), false) => {
                    Literal::Untied(Part::Principal, AttributeId(of.0), tie as usize)
                }
            },
            About::Values(part, attribute) => Literal::Is(part, attribute, left()),
            About::Tie(part, attribute, tie, true) => Literal::Tied(part, attribute, tie),
            About::Tie(part, attribute, tie, false) => Literal::Untied(part, attribute, tie),
        }
    }

    /// All that a literal of this rule can be about, in the order in which literals are told. Where
    /// a conjunction rejects both outcomes of something it can never hold: then it says both.
    pub(super) fn pieces(&self, record: &Layout, visit: &mut dyn FnMut(Piece)) {
        for (place, fact) in self.facts.iter().enumerate() {
            let bits = self.fact_slot(place).bits;
            match fact {
                Fact::In(_) | Fact::Tied(..) => {
                    either(bits.start, &|holds| About::Fact(place, holds), visit);
                }
                Fact::Is(_) => {
                    let about = About::Fact(place, true);
                    visit(Piece { about, known: bits.clone(), tested: bits });
                }
            }
        }
        for (part, layout) in [(Part::Record, record), (Part::Context, &self.context)] {
            for (index, slot) in layout.slots.iter().enumerate() {
                let of = AttributeId::at(index);
                let bits = slot.value(0)..slot.value(slot.values());
                let about = About::Values(part, of);
                visit(Piece { about, known: bits.clone(), tested: bits });
                for tie in 0..slot.ties.len() {
                    either(slot.tie(tie, true), &|holds| About::Tie(part, of, tie, holds), visit);
                }
            }
        }
    }
}

/// Something that a literal can say of a request.
pub(super) struct Piece {
    about: About,
    /// The bits of which a request has one, where it is known.
    pub(super) known: Range<usize>,
    /// Those of them that the literal may reject.
    pub(super) tested: Range<usize>,
}

/// What it is about; of what either holds or does not, which of the two.
enum About {
    /// A fact about the principal, by its place.
    Fact(usize, bool),
    /// The value of an attribute.
    Values(Part, AttributeId),
    /// A tie of an attribute.
    Tie(Part, AttributeId, usize, bool),
}

impl Piece {
    /// Whether a conjunction has a literal of it.
    pub(super) fn occurs_in(&self, reject: &[u32]) -> bool {
        self.tested.clone().any(|bit| has(reject, bit))
    }
}

/// What holds or does not, as two bits of which the first says that it does.
fn either(start: usize, about: &dyn Fn(bool) -> About, visit: &mut dyn FnMut(Piece)) {
    let (holds, fails) = (start..start + 1, start + 1..start + 2);
    visit(Piece { about: about(true), known: start..start + 2, tested: fails });
    visit(Piece { about: about(false), known: start..start + 2, tested: holds });
}

/// Rejects all values of a slot but these; `None` where it has not so many.
fn reject_values(mask: &mut Mask, slot: &Slot, left: &[usize]) -> Option<()> {
    let others = (0..slot.values()).filter(|value| !left.contains(value));
    others.for_each(|value| put(mask, slot.value(value), true));
    left.iter().all(|value| *value < slot.values()).then_some(())
}

/// Rejects that there is a tie, or that there is none.
fn reject_tie(mask: &mut Mask, slot: &Slot, tie: usize, tied: bool) -> Option<()> {
    slot.ties.get(tie)?;
    put(mask, slot.tie(tie, tied), true);
    Some(())
}
