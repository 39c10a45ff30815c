//! The gate: a policy specialised to one principal.

use std::sync::OnceLock;

use super::ids::ActionId;
use super::mask::{Rows, empty, meets};
use super::principal::Principal;
use super::program::{Clause, Program, Rule};
use super::record::Record;

/// A policy and a principal.
#[derive(Clone, Copy)]
pub(crate) struct Gate<'a> {
    pub(crate) program: &'a Program,
    pub(crate) principal: &'a Principal,
    /// By rule; none where nothing is kept.
    pub(crate) kept: &'a [OnceLock<Residual>],
}

/// What is left of a rule once the principal's facts are known: masks over record and context. It
/// is for whoever asks much; the verdict is that of the whole rule.
#[derive(Clone, Debug)]
pub(crate) struct Residual {
    pub(crate) permits: Rows,
    pub(crate) forbids: Rows,
}

impl Residual {
    pub(crate) fn new(program: &Program, rule: &Rule, principal: &Principal) -> Self {
        let mut bits = empty(rule.blocks());
        principal.put_facts(program, rule, &mut bits);
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

impl<'a> Gate<'a> {
    /// What is left of a rule, made when it is first asked for; `None` where nothing is kept.
    #[inline]
    pub(crate) fn residual(&self, rule: &Rule) -> Option<&'a Residual> {
        let make = || Residual::new(self.program, rule, self.principal);
        Some(self.kept.get(rule.place as usize)?.get_or_init(make))
    }

    /// Whether an action is allowed on a record, where nothing is wrong and no context is read;
    /// `None` where a whole question is needed.
    #[inline(always)]
    pub(crate) fn can(&self, action: ActionId, record: &Record) -> Option<bool> {
        let rule = self.program.rule(action, record.resource)?;
        let residual = match self.kept.get(rule.place as usize)?.get() {
            Some(kept) => kept,
            None => self.residual(rule)?,
        };
        if !rule.context.slots.is_empty() || meets(&record.bits, &rule.errors) {
            return None;
        }
        Some(residual.allows(&record.bits))
    }
}
