//! The gate: a policy specialised to one principal.

#[cfg(feature = "json")]
pub(crate) use std::sync::OnceLock as Once;

use super::model::Model;
use super::principal::Principal;

#[cfg(feature = "json")]
use super::{
    mask::{Rows, empty, meets},
    rule::{Clause, Rule},
};

/// A policy and a principal.
#[derive(Clone, Copy)]
pub(crate) struct Gate<'a> {
    pub(crate) model: &'a Model,
    pub(crate) principal: &'a Principal,
    /// By rule; none where nothing is kept.
    #[cfg(feature = "json")]
    pub(crate) kept: &'a [Once<Residual>],
}

/// What is left of a rule once the principal's facts are known: masks over record and context. It
/// is for whoever asks much; the verdict is that of the whole rule.
#[cfg(feature = "json")]
#[derive(Clone, Debug)]
pub(crate) struct Residual {
    pub(crate) permits: Rows,
    pub(crate) forbids: Rows,
}

#[cfg(feature = "json")]
impl Residual {
    pub(crate) fn new(model: &Model, rule: &Rule, principal: &Principal) -> Self {
        let mut bits = empty(rule.blocks);
        principal.tell(rule, model.groups.len(), &mut bits);
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

#[cfg(feature = "json")]
impl<'a> Gate<'a> {
    /// What is left of a rule, made when it is first asked for.
    #[inline]
    pub(crate) fn residual(&self, rule: &Rule) -> Option<&'a Residual> {
        let make = || Residual::new(self.model, rule, self.principal);
        Some(self.kept.get(rule.place)?.get_or_init(make))
    }
}
