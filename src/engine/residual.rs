//! Rules reduced to one principal, which make repeated questions quick. Who asks is known when a
//! gate is made, so each clause is settled or left with what it asks of record and context. The
//! verdict is that of the whole rule.

use std::sync::OnceLock;

use super::gate::Gate;
use super::ids::ActionId;
use super::mask::{empty, meets};
use super::program::{Clause, Rule};
use super::record::Record;

/// What is left of a rule for one principal.
#[derive(Clone, Debug)]
pub(crate) struct Residual {
    pub(crate) permits: Rows,
    pub(crate) forbids: Rows,
}

impl Residual {
    fn new(gate: Gate<'_>, rule: &Rule) -> Self {
        let mut bits = empty(rule.blocks());
        gate.principal.put_facts(gate.program, rule, &mut bits);
        let keep = |clauses: &[Clause]| {
            let mut kept = Rows::new(rule.context.blocks.end);
            for Clause { reject, .. } in clauses {
                if !meets(reject, &bits) {
                    kept.push(reject);
                }
            }
            kept
        };
        Residual { permits: keep(&rule.permits), forbids: keep(&rule.forbids) }
    }

    /// Whether a request of record and context blocks is allowed.
    #[inline]
    pub(crate) fn allows(&self, bits: &[u32]) -> bool {
        self.permits.any_clear_of(bits) && !self.forbids.any_clear_of(bits)
    }
}

/// By rule: what is left of it, made when it is first asked for.
#[derive(Debug)]
pub(crate) struct Residuals(Vec<OnceLock<Residual>>);

impl Residuals {
    /// Room for so many rules.
    pub(crate) fn new(rules: usize) -> Self {
        let mut kept = Vec::new();
        kept.resize_with(rules, OnceLock::new);
        Residuals(kept)
    }

    /// What is left of a rule.
    #[inline]
    pub(crate) fn of(&self, gate: Gate<'_>, rule: &Rule) -> Option<&Residual> {
        Some(self.0.get(rule.place as usize)?.get_or_init(|| Residual::new(gate, rule)))
    }

    /// Whether an action is allowed on a record, where nothing is wrong and no context is read;
    /// `None` where a whole question is needed.
    #[inline(always)]
    pub(crate) fn can(&self, gate: Gate<'_>, action: ActionId, record: &Record) -> Option<bool> {
        let rule = gate.program.rule(action, record.resource)?;
        let residual = match self.0.get(rule.place as usize)?.get() {
            Some(kept) => kept,
            None => self.of(gate, rule)?,
        };
        if !rule.context.slots.is_empty() || meets(&record.bits, &rule.errors) {
            return None;
        }
        Some(residual.allows(&record.bits))
    }
}

/// Masks of one width, in one piece.
#[derive(Clone, Debug)]
pub(crate) struct Rows {
    /// Blocks of a mask, at least one.
    pub(super) width: usize,
    pub(super) data: Vec<u32>,
}

impl Rows {
    pub(crate) fn new(blocks: usize) -> Self {
        Rows { width: blocks.max(1), data: Vec::new() }
    }

    /// Adds a mask, cut to the width of all.
    pub(crate) fn push(&mut self, mask: &[u32]) {
        for block in 0..self.width {
            self.data.push(mask.get(block).copied().unwrap_or(0));
        }
    }

    /// Whether some mask has no bit in common with `bits`: as clauses, whether one holds.
    #[inline]
    pub(crate) fn any_clear_of(&self, bits: &[u32]) -> bool {
        // `iter` would first divide, to know how many there are: that takes as long as a clause.
        let mut rest = &self.data[..];
        while let Some((mask, after)) = rest.split_at_checked(self.width) {
            if !meets(mask, bits) {
                return true;
            }
            rest = after;
        }
        false
    }
}
