//! Facts about the principal that a denial rests on. A gate has them for good, so that no unlock
//! proposes one; a message says whom it would be for.

use super::alternatives::insert;
use super::fault::Result;
use super::ids::{ReferenceId, ValueId};
use super::layout::{Other, Slot};
use super::mask::{Mask, has, meets, put};
use super::program::{Clause, Fact, HOLDS};
use super::request::Question;
use super::work::Work;
use crate::limits::FACTS_NAMED_MAX;
use crate::vocabulary::AttributeKind;

/// A fact that is not as a permit asks for it.
pub(crate) struct Lack {
    /// The attribute of the principal.
    pub(crate) of: ReferenceId,
    /// Whether it is a list, whose names are those of its ties, by their places.
    pub(crate) is_list: bool,
    /// The names of what it would have to be; none, where names do not say it.
    pub(crate) names: Vec<ValueId>,
}

impl Question<'_> {
    /// The facts about the principal that alone are lacking: the fewest, or the names of one for
    /// which several permits would do. Where it takes too long to find, none are told, as the
    /// answer itself is known.
    pub(crate) fn lacking(&self) -> Vec<Lack> {
        let work = Work::beside();
        let question = Question { bits: self.bits.clone(), work: &work, ..*self };
        question.fewest().unwrap_or_default()
    }

    fn fewest(&self) -> Result<Vec<Lack>> {
        let mut found: Vec<Lack> = Vec::new();
        let permits = &self.rule.permits;
        let looks = permits.len() * (2 + self.rule.forbids.len());
        self.work.spend_on_values(looks * self.rule.blocks())?;
        let ways = || permits.iter().filter_map(|permit| self.meeting(permit));
        let fewest = ways().map(|(_, lacking)| lacking.len()).min().unwrap_or(0);
        let ways = ways().filter(|(_, lacking)| lacking.len() == fewest);
        for (open, lacking) in ways.take(FACTS_NAMED_MAX) {
            let joins = found.first().is_none_or(|it| fewest == 1 && it.joins(&lacking[0]));
            if joins && self.would_do(&open)? {
                join(&mut found, lacking);
            }
        }
        Ok(found)
    }

    /// The question with all outcomes of facts that a permit leaves, where the principal has none
    /// of them, and that lead out of a forbid that holds; `None` where that is nothing, cannot be
    /// told, or is not all.
    fn meeting(&self, permit: &Clause) -> Option<(Mask, Vec<Lack>)> {
        let (mut open, mut lacking) = (self.bits.clone(), Vec::new());
        let mut holding: Vec<&Clause> = self.rule.forbids.iter().collect();
        holding.retain(|forbid| self.about_record && !meets(&forbid.reject, &self.bits));
        for (place, fact) in self.rule.facts.iter().enumerate() {
            let slot = self.rule.fact_slot(place);
            slot.bits.clone().for_each(|bit| put(&mut open, bit, !has(&permit.reject, bit)));
            if attribute_of(*fact).is_some() {
                holding.retain(|forbid| !narrow(&mut open, &slot, &forbid.reject));
            }
            if narrow(&mut open, &slot, &self.bits) {
                continue;
            }
            let left = (0..slot.values()).map(ValueId::at);
            let left: Vec<ValueId> = left.filter(|it| has(&open, slot.value(it.index()))).collect();
            match *fact {
                // A group that is offered is not lacking: an unlock proposes it.
                Fact::In(_) if left.first()?.index() == HOLDS => {
                    self.gate.program.offers(*fact)?;
                }
                fact => lacking.push(self.lack(fact, left)?),
            }
        }
        let does = holding.is_empty() && !meets(&permit.reject, &open);
        (does && !lacking.is_empty()).then_some((open, lacking))
    }

    /// What the principal lacks of a fact that has none of the outcomes that are left.
    fn lack(&self, fact: Fact, left: Vec<ValueId>) -> Option<Lack> {
        let of = attribute_of(fact).filter(|of| !self.is_compared(*of))?;
        let (first, slot) = (left.first()?.index(), self.fact(of));
        if let Fact::Tied(_, tie) = fact {
            let is_text = matches!(slot.ties[tie as usize].to, Other::Text(_));
            let names = if is_text && first == HOLDS { vec![ValueId(tie)] } else { Vec::new() };
            return Some(Lack { of, is_list: true, names });
        }
        let named = slot.kind != AttributeKind::Bool
            && (self.about_record || left.len() == 1)
            && left.iter().all(|outcome| outcome.index() < slot.named);
        Some(Lack { of, is_list: false, names: if named { left } else { Vec::new() } })
    }

    /// Whether the action's policies look at what is compared with an attribute of the principal:
    /// that would be otherwise, too, if the attribute were.
    fn is_compared(&self, of: ReferenceId) -> bool {
        let looks = |slot: &Slot| slot.ties.iter().any(|tie| tie.reference() == Some(of));
        self.rule.mentions.iter().any(|it| looks(&self.record_slots()[it.index()]))
            || self.rule.context.slots.iter().any(looks)
    }

    fn fact(&self, of: ReferenceId) -> &Slot {
        &self.gate.program.principal.slots[of.index()]
    }

    /// Whether it is allowed whatever of the open outcomes each fact has: the record, or where it
    /// is about all of them, one with some of the outcomes.
    fn would_do(&self, open: &[u32]) -> Result<bool> {
        let space = self.space()?;
        let cube = space.known(open);
        if self.about_record { Ok(!space.denies(&cube)?) } else { space.allows(&cube) }
    }
}

/// The attribute of the principal that a message can ask for: nobody is told who somebody else is,
/// nor to leave a group.
fn attribute_of(fact: Fact) -> Option<ReferenceId> {
    match fact {
        Fact::Is(of) | Fact::Tied(of, _) => Some(of).filter(|of| *of != ReferenceId(0)),
        Fact::In(_) => None,
    }
}

/// Leaves open those outcomes of a fact that are among some, if there are any; whether there are.
fn narrow(open: &mut [u32], slot: &Slot, some: &[u32]) -> bool {
    let any = slot.meets(open, some);
    for bit in slot.bits.clone().filter(|_| any) {
        let kept = has(open, bit) && has(some, bit);
        put(open, bit, kept);
    }
    any
}

impl Lack {
    /// Whether the same attribute is asked for.
    fn joins(&self, other: &Lack) -> bool {
        self.of == other.of && self.is_list == other.is_list
    }
}

/// Adds a way to what was found: of one attribute that is told by names, other names.
fn join(found: &mut Vec<Lack>, other: Vec<Lack>) {
    match (found.first_mut(), other.first()) {
        (Some(known), Some(more)) if !known.names.is_empty() && !more.names.is_empty() => {
            more.names.iter().for_each(|name| insert(&mut known.names, *name));
        }
        (Some(known), _) => known.names.clear(),
        _ => *found = other,
    }
}
