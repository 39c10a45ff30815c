//! Facts about the principal that a denial rests on. A gate has them for good, so that no unlock
//! proposes one; a message says whom it would be for.

use super::alternatives::insert;
use super::fault::Result;
use super::ids::{ReferenceId, ValueId};
use super::layout::{Other, Slot};
use super::mask::{Mask, has, meets};
use super::program::{Clause, Fact, HOLDS};
use super::request::Question;
use super::work::Work;
use crate::limits::FACTS_TOLD_MAX;
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
    /// What a permit lacks, and nothing else: the fewest facts, or the names of one fact for which
    /// several permits would do. Where a forbid holds, that is what is to be said; and where it
    /// takes too long to find, nothing is, as the answer itself is known.
    pub(crate) fn lacking(&self) -> Vec<Lack> {
        if self.about_record && !self.holding(&self.rule.forbids).is_empty() {
            return Vec::new();
        }
        let work = Work::beside();
        let question = Question { bits: self.bits.clone(), work: &work, ..*self };
        question.fewest().unwrap_or_default()
    }

    fn fewest(&self) -> Result<Vec<Lack>> {
        let mut found: Vec<Lack> = Vec::new();
        let permits = &self.rule.permits;
        self.work.spend_on_values(2 * permits.len() * self.rule.blocks())?;
        let ways = || permits.iter().filter_map(|permit| self.meeting(permit));
        let fewest = ways().map(|(_, lacking)| lacking.len()).min().unwrap_or(0);
        let ways = ways().filter(|(_, lacking)| lacking.len() == fewest);
        for (bits, lacking) in ways.take(FACTS_TOLD_MAX) {
            let joins = found.first().is_none_or(|it| fewest == 1 && it.joins(&lacking[0]));
            if joins && (Question { bits, ..*self }).would_do()? {
                join(&mut found, lacking);
            }
        }
        Ok(found)
    }

    /// The question as it would be with what a permit asks of the principal, and what of that
    /// nobody can be granted; `None` where that is nothing, cannot be told, or is not all.
    fn meeting(&self, permit: &Clause) -> Option<(Mask, Vec<Lack>)> {
        let (mut bits, mut lacking) = (self.bits.clone(), Vec::new());
        for (place, fact) in self.rule.facts.iter().enumerate() {
            let slot = self.rule.fact_slot(place);
            if !slot.meets(&permit.reject, &bits) {
                continue;
            }
            let left = (0..slot.values()).filter(|it| !has(&permit.reject, slot.value(*it)));
            let left: Vec<ValueId> = left.map(ValueId::at).collect();
            slot.choose(&mut bits, *left.first()?);
            match *fact {
                Fact::In(_) if left[0].index() == HOLDS => _ = self.gate.program.offers(*fact)?,
                // Nobody is told who somebody else is.
                Fact::In(_) | Fact::Is(ReferenceId(0)) | Fact::Tied(ReferenceId(0), _) => {
                    return None;
                }
                Fact::Is(of) => {
                    let slot = self.fact(of);
                    let named = |outcome: &ValueId| outcome.index() < slot.named;
                    let named = slot.kind != AttributeKind::Bool && left.iter().all(named);
                    let names = if named { left } else { Vec::new() };
                    lacking.push(Lack { of, is_list: false, names });
                }
                Fact::Tied(of, tie) => {
                    let text = matches!(self.fact(of).ties[tie as usize].to, Other::Text(_));
                    let named = text && left[0].index() == HOLDS;
                    let names = if named { vec![ValueId(tie)] } else { Vec::new() };
                    lacking.push(Lack { of, is_list: true, names });
                }
            }
        }
        (!lacking.is_empty() && !meets(&permit.reject, &bits)).then_some((bits, lacking))
    }

    fn fact(&self, of: ReferenceId) -> &Slot {
        &self.gate.program.principal.slots[of.index()]
    }

    /// Whether it is allowed: the record, or where it is about all of them, one.
    fn would_do(&self) -> Result<bool> {
        self.work.spend(self.rule.verdict_cost())?;
        if self.about_record {
            return Ok(self.allowed());
        }
        let space = self.space()?;
        space.allows(&space.known(&self.bits))
    }
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
