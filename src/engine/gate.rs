//! The gate: a policy specialised to one principal.

use alloc::borrow::Cow;

#[cfg(all(target_family = "wasm", not(feature = "json")))]
pub(crate) use core::cell::OnceCell as Once;
#[cfg(not(all(target_family = "wasm", not(feature = "json"))))]
pub(crate) use std::sync::OnceLock as Once;

use super::fault::Result;
use super::mask::{Mask, Rows, empty, meets, put};
use super::model::Model;
use super::principal::Principal;
use super::rule::Rule;
use super::space::{Space, Ties};

/// What is left of a rule once the principal's facts are known: masks over record and context.
#[derive(Clone, Debug)]
pub(crate) struct Residual {
    /// The blocks of the principal's facts.
    pub(crate) facts: Mask,
    pub(crate) permits: Rows,
    pub(crate) forbids: Rows,
}

impl Residual {
    pub(crate) fn new(model: &Model, rule: &Rule, principal: &Principal) -> Self {
        let request = rule.context.blocks.end;
        let mut bits = empty(rule.blocks);
        for (index, fact) in rule.facts.iter().enumerate() {
            let so = principal.knows(*fact, model.groups.len());
            put(&mut bits, rule.fact_bit(index, so), true);
        }
        let keep = |clauses: &Rows| {
            let mut kept = Rows::new(request);
            for (policy, reject) in clauses.iter() {
                if !meets(reject, &bits) {
                    kept.push(policy, reject);
                }
            }
            kept
        };
        let (permits, forbids) = (keep(&rule.permits), keep(&rule.forbids));
        Residual { permits, forbids, facts: bits.split_off(request) }
    }

    /// Whether a request of record and context blocks is allowed.
    #[inline]
    pub(crate) fn allows(&self, bits: &[u32]) -> bool {
        self.permits.any_clear_of(bits) && !self.forbids.any_clear_of(bits)
    }
}

/// A policy and a principal, with the residuals that whoever holds them wants to keep.
#[derive(Clone, Copy)]
pub(crate) struct Gate<'a> {
    pub(crate) model: &'a Model,
    pub(crate) principal: &'a Principal,
    /// By rule; none where nothing is kept.
    pub(crate) kept: &'a [Once<Residual>],
}

/// What is known of a request without a record; the rest is free.
#[derive(Clone, Copy)]
pub(crate) enum Given<'a> {
    /// The blocks of record and context, of which the context's are known.
    Context(&'a [u32]),
    /// A record attribute's value.
    Record(usize, usize),
    /// A context attribute's value.
    ContextValue(usize, usize),
}

/// Whether an action is allowed on every record, on none or on some.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    Always,
    Never,
    Depends,
}

impl<'a> Gate<'a> {
    /// What is left of a rule, kept or made for once.
    pub(crate) fn residual(&self, rule: usize) -> Cow<'a, Residual> {
        match self.kept_residual(rule) {
            Some(kept) => Cow::Borrowed(kept),
            None => Cow::Owned(self.make(rule)),
        }
    }

    /// What is left of a rule, where it is kept.
    #[inline]
    pub(crate) fn kept_residual(&self, rule: usize) -> Option<&'a Residual> {
        Some(self.kept.get(rule)?.get_or_init(|| self.make(rule)))
    }

    fn make(&self, rule: usize) -> Residual {
        Residual::new(self.model, &self.model.rules[rule], self.principal)
    }

    /// The space of all requests that a rule may be asked about, for a principal with these facts.
    pub(crate) fn space(&self, rule: &Rule, facts: &[u32], given: Given<'_>) -> Space {
        let ties = Ties::Of(self.principal);
        let mut space = Space::new(rule.blocks);
        for (index, slot) in self.model.types[rule.resource].layout.slots.iter().enumerate() {
            match given {
                Given::Record(chosen, value) if chosen == index => space.choose(slot, ties, value),
                _ => space.free(slot, ties),
            }
        }
        for (index, slot) in rule.context.slots.iter().enumerate() {
            match given {
                Given::Context(_) => {}
                Given::ContextValue(chosen, value) if chosen == index => {
                    space.choose(slot, ties, value);
                }
                _ => space.free(slot, ties),
            }
        }
        let mut fixed = empty(rule.blocks);
        fixed[rule.context.blocks.end..].copy_from_slice(facts);
        if let Given::Context(bits) = given {
            let context = rule.context.blocks.clone();
            fixed[context.clone()].copy_from_slice(&bits[context]);
        }
        space.fix(&fixed);
        space
    }

    /// The answer over a space.
    pub(crate) fn reach(rule: &Rule, space: &Space) -> Result<Reach> {
        if !space.find(rule, true)? {
            return Ok(Reach::Never);
        }
        Ok(if space.find(rule, false)? { Reach::Depends } else { Reach::Always })
    }
}
