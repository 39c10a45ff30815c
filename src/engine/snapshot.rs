//! Snapshots: what one principal's gate can still need of a policy.
//!
//! What the principal's facts decide for good is decided; what an unlock could still change, the
//! groups that may be offered and are not held, stays open. Which names and numbers are left of the
//! policy then is the shell's to write.

use super::gate::Gate;
use super::mask::{Mask, covers, has};
use super::rule::{Rule, insert};
use super::words::Writer;
use crate::memory::{List, Slice};

impl Gate<'_> {
    /// Writes what stays: the groups that are open; then by rule the places of its permits and of
    /// its forbids, two lists. Where it is not to explain, nothing is open.
    pub(crate) fn snapshot(&self, explain: bool, out: &mut Writer) {
        let (mut open, mut kept) = (List::new(), Writer::new());
        for rules in &self.model.actions {
            for rule in rules {
                // Forbids that hold wherever a permit does, and that no grant breaks, close it.
                let mut closing = List::new();
                let forbids = self.kept(rule, false, explain, &mut open, &mut closing);
                let permits = self.kept(rule, true, explain, &mut open, &mut closing);
                kept.list(&permits);
                kept.list(&forbids);
            }
        }
        out.list(&open);
        out.0.extend_from_slice(&kept.0);
    }

    /// The clauses that stay of a rule's permits or forbids; adds the groups that they leave open,
    /// and to those that are closing the forbids that leave none.
    fn kept(
        &self,
        rule: &Rule,
        permits: bool,
        explain: bool,
        open: &mut List<u32>,
        closing: &mut List<Mask>,
    ) -> List<u32> {
        let clauses = if permits { &rule.permits } else { &rule.forbids };
        let mut kept = List::new();
        for (place, clause) in clauses.iter().enumerate() {
            let mut groups = List::new();
            let left = self.left(rule, &clause.reject, explain, &mut groups);
            let Some(left) = left else { continue };
            if permits && closing.iter().any(|forbid| covers(&left, forbid)) {
                continue;
            }
            kept.push(place as u32);
            for group in &groups {
                insert(open, *group as usize);
            }
            if !permits && groups.is_empty() {
                closing.push(left);
            }
        }
        kept
    }

    /// A clause without what is decided, `None` where it can never hold; adds the groups that it
    /// leaves open.
    fn left(
        &self,
        rule: &Rule,
        reject: &Slice<u32>,
        explain: bool,
        open: &mut List<u32>,
    ) -> Option<Mask> {
        let (model, principal) = (self.model, self.principal);
        let mut left = List::from(reject);
        for (fact, slot) in rule.facts.iter().zip(&rule.fact_slots) {
            let asks = [has(reject, slot.value(1)), has(reject, slot.value(0))];
            let so = principal.knows(*fact, model.groups.len());
            if asks == [true; 2] {
                return None;
            }
            if explain && !so && model.offers(*fact) {
                if asks != [false; 2] {
                    open.push(*fact);
                }
                continue;
            }
            if asks[usize::from(so)] {
                return None;
            }
            slot.clear(&mut left);
        }
        let record = &model.types[rule.resource].layout;
        let holds = principal.untie(&record.slots, &mut left)
            && principal.untie(&rule.context.slots, &mut left);
        holds.then_some(left)
    }
}
