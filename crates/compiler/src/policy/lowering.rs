//! One policy on its way to clauses: where it is, what it was found to mention, and what is said of
//! what it cannot use.

use std::collections::BTreeSet;

use cedar_policy_core::ast::{EntityType, Expr};
use cedar_policy_core::parser::Loc;

use super::literals::Literals;
use super::{Policy, unsupported};
use crate::diagnostic::{Diagnostic, Findings};
use crate::dnf::Formula;
use crate::facts::{Slot, Space};
use crate::schema::PrincipalType;
use crate::source::Place;

/// One policy being lowered for one action and the types of a principal and a resource.
pub(super) struct Lowering<'a, 'f> {
    pub(super) space: Space<'a>,
    /// The type of the principal.
    pub(super) kind: usize,
    pub(super) policy: &'a Policy,
    pub(super) literals: &'f mut Literals,
    pub(super) findings: &'f mut Findings,
    /// What the policy mentions of the record and the context.
    pub(super) mentions: BTreeSet<Slot>,
    /// What it mentions of the principal.
    pub(super) principal: BTreeSet<usize>,
}

impl<'a, 'f> Lowering<'a, 'f> {
    pub(super) fn new(
        (space, kind): (Space<'a>, usize),
        policy: &'a Policy,
        literals: &'f mut Literals,
        findings: &'f mut Findings,
    ) -> Self {
        let (mentions, principal) = (BTreeSet::new(), BTreeSet::new());
        Self { space, kind, policy, literals, findings, mentions, principal }
    }

    pub(super) fn is_resource_type(&self, name: &EntityType) -> bool {
        let record = self.space.schema.types.get(self.space.resource);
        record.is_some_and(|record| record.name == self.space.schema.called(name))
    }

    pub(super) fn is_principal_type(&self, name: &EntityType) -> bool {
        self.principal_type().name == self.space.schema.called(name)
    }

    /// The type of the principal.
    pub(super) fn principal_type(&self) -> &'a PrincipalType {
        &self.space.schema.principals[self.kind]
    }

    /// The list of the principal's ancestors of a type.
    pub(super) fn principal_ancestors(&self, of: &str) -> Option<usize> {
        let schema = self.space.schema;
        schema
            .principal
            .ancestors(of)
            .filter(|list| schema.principal.attributes[*list].is_of(self.kind))
    }

    pub(super) fn place(&self, loc: Option<&Loc>) -> Place {
        self.policy.place(loc)
    }

    pub(super) fn refuse_expr(&mut self, expr: &Expr) -> Formula {
        let (culprit, what, help) = unsupported::explain(expr);
        self.refuse(culprit, &what, help)
    }

    fn refuse(&mut self, expr: &Expr, what: &str, help: &str) -> Formula {
        self.refuse_at(&self.place(expr.source_loc()), what, help)
    }

    /// Refuses something; what stands for it is no constant, so that what comes after it in a chain
    /// of `&&` or `||` is looked at too.
    pub(super) fn refuse_at(&mut self, place: &Place, what: &str, help: &str) -> Formula {
        self.findings.push(refusal(place, what, help));
        Formula::All(Vec::new())
    }
}

pub(super) fn refusal(place: &Place, what: &str, help: &str) -> Diagnostic {
    let message = format!("policies of a pack cannot use {what}");
    Diagnostic::error("policy::unsupported", place, message).with_help(help)
}
