//! The gate: a policy specialised to one principal.

use alloc::vec;
use alloc::vec::Vec;

#[cfg(all(target_family = "wasm", not(feature = "json")))]
use core::cell::OnceCell as OnceLock;
#[cfg(not(all(target_family = "wasm", not(feature = "json"))))]
use std::sync::OnceLock;

use crate::bundle::Effect;
use crate::error::Result;
use crate::layout::{Mask, meets, set};
use crate::policy::{Policy, Scope};
use crate::principal::Principal;
use crate::rule::{Clause, Fact, Rule};
use crate::space::{Ids, Space};
use crate::text::Gather;

/// A policy specialised to one principal. Built in microseconds; one per request is fine.
///
/// Its verbs take any record that serde can serialise, a `struct` or a `serde_json::Value`; `()`
/// is "no record".
///
/// ```
/// use serde::Serialize;
///
/// #[derive(Serialize)]
/// #[serde(tag = "type")]
/// enum Record {
///     #[serde(rename_all = "camelCase")]
///     Customer { id: u32, status: &'static str, information_complete: bool },
/// }
///
/// let policy = tollgate::packs::client_metrics();
/// let gate = policy.gate(&serde_json::json!({"id": "u1", "roles": ["Commercial"]}))?;
/// let customer = Record::Customer { id: 7, status: "INAC", information_complete: true };
/// assert!(!gate.can("editCustomer", &customer)?);
/// assert!(gate.transition("reactivate", &customer)?.allowed);
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Debug)]
pub struct Gate {
    pub(crate) policy: Policy,
    pub(crate) principal: Principal,
    residuals: Vec<OnceLock<Residual>>,
}

/// What is left of a rule once the principal's facts are known: masks over record and context.
#[derive(Debug)]
pub(crate) struct Residual {
    /// The words of the principal's facts.
    pub(crate) facts: Mask,
    pub(crate) permits: Vec<Clause>,
    pub(crate) forbids: Vec<Clause>,
}

impl Residual {
    fn new(rule: &Rule, principal: &Principal) -> Self {
        let mut words = vec![0; rule.words];
        for (index, fact) in rule.facts.iter().enumerate() {
            set(&mut words, rule.fact_bit(index, principal.knows(*fact)));
        }
        let keep = |clauses: &[Clause]| -> Vec<Clause> {
            clauses
                .iter()
                .filter(|clause| !meets(&clause.reject, &words))
                .map(|clause| Clause {
                    policy: clause.policy,
                    reject: clause.reject[..rule.request_words].to_vec(),
                })
                .gathered()
        };
        Residual {
            permits: keep(&rule.permits),
            forbids: keep(&rule.forbids),
            facts: words.split_off(rule.request_words),
        }
    }

    /// Whether a request of record and context words is allowed.
    #[inline]
    pub(crate) fn allows(&self, words: &[u64]) -> bool {
        holds(&self.permits, words) && !holds(&self.forbids, words)
    }

    pub(crate) fn clauses(&self, effect: Effect) -> &[Clause] {
        match effect {
            Effect::Permit => &self.permits,
            Effect::Forbid => &self.forbids,
        }
    }
}

/// What is known of a request without a record; the rest is free.
#[derive(Clone, Copy)]
pub(crate) enum Given<'a> {
    /// The context's words.
    Context(&'a [u64]),
    /// A record attribute's value.
    Record(usize, usize),
    /// A context attribute's value.
    ContextValue(usize, usize),
}

#[inline]
fn holds(clauses: &[Clause], words: &[u64]) -> bool {
    clauses.iter().any(|clause| !meets(&clause.reject, words))
}

impl Principal {
    pub(crate) fn knows(&self, fact: Fact) -> bool {
        match fact {
            Fact::Group(group) => self.groups[group],
            Fact::Attribute(index) => self.refs[index + 1].is_some(),
        }
    }
}

impl Gate {
    pub(crate) fn new(policy: Policy, principal: Principal) -> Self {
        let mut residuals = Vec::new();
        residuals.resize_with(policy.0.rules.len(), OnceLock::new);
        Gate { policy, principal, residuals }
    }

    /// The policy it was made from.
    ///
    /// ```
    /// # use serde_json::json;
    /// # let policy = tollgate::packs::client_metrics();
    /// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// assert_eq!(gate.policy().pack(), "client-metrics");
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    pub(crate) fn residual(&self, rule: usize) -> &Residual {
        self.residuals[rule]
            .get_or_init(|| Residual::new(&self.policy.0.rules[rule], &self.principal))
    }

    /// The space of all records that a rule may be asked about, for a principal with these facts.
    pub(crate) fn space(&self, rule: &Rule, facts: &[u64], given: Given<'_>) -> Space {
        let loaded = &self.policy.0;
        let ids = Ids::Known(&self.principal.refs);
        let mut space = Space::new(rule.words);
        let record = loaded.layouts[rule.resource].slots.iter();
        let attributes = &loaded.bundle.types[rule.resource].attributes;
        for (index, (slot, attribute)) in record.zip(attributes).enumerate() {
            match given {
                Given::Record(chosen, value) if chosen == index => {
                    space.choose(slot, attribute, ids, core::iter::once(value));
                }
                _ => space.free(slot, attribute, ids),
            }
        }
        let context = rule.context.slots.iter();
        let attributes = &loaded.bundle.actions[rule.action].context;
        for (index, (slot, attribute)) in context.zip(attributes).enumerate() {
            match given {
                Given::Context(_) => {}
                Given::ContextValue(chosen, value) if chosen == index => {
                    space.choose(slot, attribute, ids, core::iter::once(value));
                }
                _ => space.free(slot, attribute, ids),
            }
        }
        let mut fixed = vec![0; rule.words];
        fixed[rule.request_words..].copy_from_slice(facts);
        if let Given::Context(words) = given {
            fixed[rule.context.base..rule.request_words].copy_from_slice(words);
        }
        space.fix(&fixed);
        space
    }

    /// The answer over a space.
    pub(crate) fn scope_over(rule: &Rule, space: &Space) -> Result<Scope> {
        if !space.find(rule, true)? {
            return Ok(Scope::Never);
        }
        Ok(if space.find(rule, false)? { Scope::Depends } else { Scope::Always })
    }
}

/// One answer for records of several types.
pub(crate) fn either(one: Option<Scope>, other: Scope) -> Scope {
    match one {
        None => other,
        Some(one) if one == other => one,
        Some(_) => Scope::Depends,
    }
}
