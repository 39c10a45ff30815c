//! A policy's conditions as formulas over facts.
//!
//! Literals carry presence: `resource.flag` is "present and true", its negation "present and
//! false". Strict validation shows that an optional attribute is read only where `has` guards it,
//! so a formula and Cedar's evaluation agree in every world.

use std::collections::BTreeSet;

use cedar_policy_core::ast::{
    BinaryOp, EntityType, EntityUID, Expr, ExprKind, Literal, UnaryOp, Var,
};
use cedar_policy_core::parser::Loc;

use super::{Policy, unsupported};
use crate::cedar;
use crate::diagnostic::{Diagnostic, Findings, suggest};
use crate::dnf::Formula;
use crate::facts::{Fact, NO, Slot, Space, Values, YES};
use crate::schema::Kind;
use crate::source::Place;

/// One policy being lowered for one action and resource type.
pub(super) struct Lowering<'a, 'f> {
    pub(super) space: Space<'a>,
    pub(super) policy: &'a Policy,
    pub(super) findings: &'f mut Findings,
    /// What the policy mentions of the record and the context.
    pub(super) mentions: BTreeSet<Slot>,
    /// What it mentions of the principal.
    pub(super) principal: BTreeSet<usize>,
}

/// An operand of a comparison.
enum Term<'e> {
    Principal,
    Action,
    /// An attribute of the principal that holds an id.
    Reference(usize),
    Slot(Slot),
    Entity(&'e EntityUID),
    Bool(bool),
    Other,
}

impl<'a, 'f> Lowering<'a, 'f> {
    pub(super) fn new(space: Space<'a>, policy: &'a Policy, findings: &'f mut Findings) -> Self {
        let (mentions, principal) = (BTreeSet::new(), BTreeSet::new());
        Self { space, policy, findings, mentions, principal }
    }

    /// The whole condition of the policy.
    pub(super) fn condition(&mut self) -> Formula {
        let head = self.principal();
        match self.policy.ast.non_scope_constraints() {
            Some(body) if head != Formula::Const(false) => {
                Formula::All(vec![head, self.lower(body, true)])
            }
            _ => head,
        }
    }

    /// The formula that is true where the expression evaluates to `holds`.
    fn lower(&mut self, expr: &Expr, holds: bool) -> Formula {
        match expr.expr_kind() {
            ExprKind::Lit(Literal::Bool(value)) => Formula::Const(*value == holds),
            ExprKind::And { .. } => self.lower_chain(&operands(expr), true, holds),
            ExprKind::Or { .. } => self.lower_chain(&operands(expr), false, holds),
            ExprKind::UnaryApp { op: UnaryOp::Not, arg } => self.lower(arg, !holds),
            ExprKind::If { test_expr, then_expr, else_expr } => {
                let then = self.lower_guarded(test_expr, true, then_expr, holds);
                let otherwise = self.lower_guarded(test_expr, false, else_expr, holds);
                Formula::Any(vec![then, otherwise])
            }
            ExprKind::GetAttr { .. } => match self.term(expr) {
                Term::Slot(slot) => self.is(slot, usize::from(holds)),
                _ => self.refuse_expr(expr),
            },
            ExprKind::HasAttr { expr: of, attr } => self.has(expr, of, attr, holds),
            ExprKind::Is { expr: of, entity_type } => match of.expr_kind() {
                ExprKind::Var(Var::Resource) => {
                    Formula::Const(self.is_resource_type(entity_type) == holds)
                }
                ExprKind::Var(Var::Principal) => {
                    Formula::Const(self.is_principal_type(entity_type) == holds)
                }
                _ => self.refuse_expr(expr),
            },
            ExprKind::BinaryApp { op: BinaryOp::Eq, arg1, arg2 } => {
                self.equal(expr, arg1, arg2, holds)
            }
            ExprKind::BinaryApp { op: BinaryOp::In, arg1, arg2 } => {
                self.within(expr, arg1, arg2, holds)
            }
            ExprKind::BinaryApp { op: BinaryOp::Contains, arg1, arg2 } => {
                self.contains(expr, arg1, arg2, holds)
            }
            _ => self.refuse_expr(expr),
        }
    }

    /// `&&` and `||`, which look no further than they need to.
    fn lower_chain(&mut self, operands: &[&Expr], all: bool, holds: bool) -> Formula {
        let conjunction = all == holds;
        let mut parts = Vec::new();
        for operand in operands {
            match self.lower(operand, holds) {
                Formula::Const(value) if value != conjunction => return Formula::Const(value),
                Formula::Const(_) => {}
                part => parts.push(part),
            }
        }
        match (parts.len(), conjunction) {
            (0, _) => Formula::Const(conjunction),
            (_, true) => Formula::All(parts),
            (_, false) => Formula::Any(parts),
        }
    }

    /// One branch of `if then else`.
    fn lower_guarded(&mut self, test: &Expr, passes: bool, branch: &Expr, holds: bool) -> Formula {
        match self.lower(test, passes) {
            Formula::Const(false) => Formula::Const(false),
            test => Formula::All(vec![test, self.lower(branch, holds)]),
        }
    }

    fn has(&mut self, expr: &Expr, of: &Expr, attr: &str, holds: bool) -> Formula {
        let schema = self.space.schema;
        if let ExprKind::Var(Var::Principal) = of.expr_kind() {
            let Some(index) = schema.principal.attribute(attr) else {
                return Formula::Const(!holds);
            };
            let attribute = &schema.principal.attributes[index];
            if attribute.kind != Kind::Entity {
                return self.refuse_expr(expr);
            }
            self.principal.insert(index);
            return if attribute.optional {
                Formula::Fact(Fact::Has(index), Values::from([usize::from(holds)]))
            } else {
                Formula::Const(holds)
            };
        }
        let slot = match of.expr_kind() {
            ExprKind::Var(Var::Resource) => self.record_slot(attr),
            ExprKind::Var(Var::Context) => self.context_slot(attr),
            _ => return self.refuse_expr(expr),
        };
        let Some(slot) = slot else { return Formula::Const(!holds) };
        self.mentions.insert(slot);
        let Some(attribute) = self.space.attribute(slot) else { return Formula::Const(!holds) };
        match (attribute.optional, holds) {
            (false, _) => Formula::Const(holds),
            (true, true) => Formula::Fact(Fact::Is(slot), self.space.present(slot)),
            (true, false) => Formula::Fact(Fact::Is(slot), Values::from([attribute.present()])),
        }
    }

    fn equal(&mut self, expr: &Expr, left: &Expr, right: &Expr, holds: bool) -> Formula {
        match (self.term(left), self.term(right)) {
            (Term::Bool(value), _) => self.lower(right, value == holds),
            (_, Term::Bool(value)) => self.lower(left, value == holds),
            (Term::Slot(slot), Term::Entity(uid)) | (Term::Entity(uid), Term::Slot(slot)) => {
                self.one_of(expr, slot, &[uid], holds)
            }
            (Term::Slot(slot), Term::Principal) | (Term::Principal, Term::Slot(slot)) => {
                self.tie(expr, slot, Kind::Entity, 0, holds)
            }
            (Term::Slot(slot), Term::Reference(index))
            | (Term::Reference(index), Term::Slot(slot)) => {
                self.tie(expr, slot, Kind::Entity, index + 1, holds)
            }
            (Term::Action, Term::Entity(uid)) | (Term::Entity(uid), Term::Action) => {
                let action = self.space.schema.actions.get(self.space.action);
                Formula::Const(action.is_some_and(|action| action.uid == *uid) == holds)
            }
            _ => self.refuse_expr(expr),
        }
    }

    fn within(&mut self, expr: &Expr, left: &Expr, right: &Expr, holds: bool) -> Formula {
        let Some(uids) = entities(right) else { return self.refuse_expr(expr) };
        match self.term(left) {
            Term::Principal => {
                let place = self.place(expr.source_loc());
                let parts = uids.iter().map(|uid| self.in_group(uid, &place, holds)).collect();
                if holds { Formula::Any(parts) } else { Formula::All(parts) }
            }
            Term::Action => {
                let (schema, action) = (self.space.schema, self.space.action);
                let within = uids.iter().any(|uid| schema.action_is_in(action, uid));
                Formula::Const(within == holds)
            }
            Term::Slot(slot) => self.one_of(expr, slot, &uids, holds),
            _ => self.refuse_expr(expr),
        }
    }

    fn contains(&mut self, expr: &Expr, set: &Expr, item: &Expr, holds: bool) -> Formula {
        match (self.term(set), self.term(item)) {
            (Term::Slot(slot), Term::Principal) => self.tie(expr, slot, Kind::Set, 0, holds),
            (Term::Slot(slot), Term::Reference(index)) => {
                self.tie(expr, slot, Kind::Set, index + 1, holds)
            }
            (_, Term::Slot(slot)) => match entities(set) {
                Some(uids) => self.one_of(expr, slot, &uids, holds),
                None => self.refuse_expr(expr),
            },
            _ => self.refuse_expr(expr),
        }
    }

    /// The attribute has (or, present, has not) one of the values that the entities name.
    fn one_of(&mut self, expr: &Expr, slot: Slot, uids: &[&EntityUID], holds: bool) -> Formula {
        let kind = self.space.attribute(slot).map(|attribute| &attribute.kind);
        let Some(Kind::Enum { of }) = kind else { return self.refuse_expr(expr) };
        let foreign = uids.iter().find(|uid| uid.entity_type().to_string() != of.type_name);
        if let Some(foreign) = foreign {
            let place = self.place(foreign.loc().or(expr.source_loc()));
            let type_name = &of.type_name;
            let message = format!("this attribute is a `{type_name}` and never `{foreign}`");
            let known: Vec<String> =
                of.values.iter().map(|value| format!("{type_name}::{value:?}")).collect();
            let help = suggest("", "value", known.iter().map(String::as_str));
            self.findings
                .push(Diagnostic::error("policy::never_equal", &place, message).with_help(help));
            return Formula::Const(true);
        }
        let named: Values = uids.iter().filter_map(|uid| of.number(uid.eid().as_ref())).collect();
        let chosen = (0..of.values.len()).filter(|index| named.contains(index) == holds).collect();
        Formula::Fact(Fact::Is(slot), chosen)
    }

    fn is(&self, slot: Slot, value: usize) -> Formula {
        Formula::Fact(Fact::Is(slot), Values::from([value]))
    }

    /// The attribute is, or contains, the reference; or it does not, both being there.
    fn tie(&mut self, expr: &Expr, slot: Slot, of: Kind, reference: usize, holds: bool) -> Formula {
        let Some(attribute) = self.space.attribute(slot).filter(|known| known.kind == of) else {
            return self.refuse_expr(expr);
        };
        let tie = Fact::Tie(slot, reference);
        if holds {
            return Formula::Fact(tie, Values::from([YES]));
        }
        let mut parts = vec![Formula::Fact(tie, Values::from([NO]))];
        if attribute.optional {
            parts.push(Formula::Fact(Fact::Is(slot), self.space.present(slot)));
        }
        if let Some(index) = reference.checked_sub(1).filter(|index| self.may_lack(*index)) {
            parts.push(Formula::Fact(Fact::Has(index), Values::from([YES])));
        }
        Formula::All(parts)
    }

    fn may_lack(&self, index: usize) -> bool {
        self.space.schema.principal.attributes.get(index).is_some_and(|known| known.optional)
    }

    /// The principal is, or is not, in what the entity names.
    pub(super) fn in_group(&mut self, uid: &EntityUID, place: &Place, holds: bool) -> Formula {
        let name = format!("{}::{}", uid.entity_type(), uid.eid().as_ref());
        if let Some(group) = self.space.schema.group(&name) {
            return Formula::Fact(Fact::Group(group), Values::from([usize::from(holds)]));
        }
        if self.is_principal_type(uid.entity_type()) {
            let help = "name a group instead: `principal in Permission::\"edit\"`";
            self.refuse_at(place, "one principal by its id", help);
        } else {
            let schema = self.space.schema;
            let message = format!("no principal is ever in `{uid}`");
            let mut types: Vec<&str> = schema.groups.iter().map(|g| g.type_name.as_str()).collect();
            types.dedup();
            let known = types.join("`, `");
            let help = format!(
                "name a value of an enumerated type that `{}` is `in`: of `{known}`",
                schema.principal.name,
            );
            self.findings
                .push(Diagnostic::error("policy::never_in", place, message).with_help(help));
        }
        Formula::Const(true)
    }

    fn term<'e>(&mut self, expr: &'e Expr) -> Term<'e> {
        match expr.expr_kind() {
            ExprKind::Lit(Literal::Bool(value)) => Term::Bool(*value),
            ExprKind::Lit(Literal::EntityUID(uid)) => Term::Entity(uid),
            ExprKind::Var(Var::Principal) => Term::Principal,
            ExprKind::Var(Var::Action) => Term::Action,
            ExprKind::GetAttr { expr: of, attr } => match of.expr_kind() {
                ExprKind::Var(Var::Principal) => self.reference(attr),
                ExprKind::Var(Var::Resource) => self.slot_term(self.record_slot(attr)),
                ExprKind::Var(Var::Context) => self.slot_term(self.context_slot(attr)),
                _ => Term::Other,
            },
            _ => Term::Other,
        }
    }

    fn reference(&mut self, attr: &str) -> Term<'static> {
        let principal = &self.space.schema.principal;
        let Some(index) = principal.attribute(attr) else { return Term::Other };
        if principal.attributes[index].kind != Kind::Entity {
            return Term::Other;
        }
        self.principal.insert(index);
        Term::Reference(index)
    }

    fn slot_term(&mut self, slot: Option<Slot>) -> Term<'static> {
        slot.map_or(Term::Other, |slot| {
            self.mentions.insert(slot);
            Term::Slot(slot)
        })
    }

    fn record_slot(&self, attr: &str) -> Option<Slot> {
        let record = self.space.schema.types.get(self.space.resource)?;
        record.attribute(attr).map(Slot::Record)
    }

    fn context_slot(&self, attr: &str) -> Option<Slot> {
        let context = &self.space.schema.actions.get(self.space.action)?.context;
        context.iter().position(|attribute| attribute.name == attr).map(Slot::Context)
    }

    pub(super) fn is_resource_type(&self, name: &EntityType) -> bool {
        let record = self.space.schema.types.get(self.space.resource);
        record.is_some_and(|record| record.name == name.to_string())
    }

    pub(super) fn is_principal_type(&self, name: &EntityType) -> bool {
        self.space.schema.principal.name == name.to_string()
    }

    pub(super) fn place(&self, loc: Option<&Loc>) -> Place {
        match loc {
            Some(_) => cedar::place(&self.policy.file, loc),
            None => self.policy.id.place.clone(),
        }
    }

    fn refuse_expr(&mut self, expr: &Expr) -> Formula {
        let (culprit, what, help) = unsupported::explain(expr);
        self.refuse(culprit, &what, help)
    }

    fn refuse(&mut self, expr: &Expr, what: &str, help: &str) -> Formula {
        self.refuse_at(&self.place(expr.source_loc()), what, help);
        Formula::Const(true)
    }

    pub(super) fn refuse_at(&mut self, place: &Place, what: &str, help: &str) {
        let message = format!("policies of a pack cannot use {what}");
        self.findings
            .push(Diagnostic::error("policy::unsupported", place, message).with_help(help));
    }
}

/// The operands of a chain of `&&` or of `||`, in order, however it is nested.
fn operands(chain: &Expr) -> Vec<&Expr> {
    let conjunction = matches!(chain.expr_kind(), ExprKind::And { .. });
    let (mut open, mut found) = (vec![chain], Vec::new());
    while let Some(expr) = open.pop() {
        match expr.expr_kind() {
            ExprKind::And { left, right } if conjunction => open.extend([&**right, &**left]),
            ExprKind::Or { left, right } if !conjunction => open.extend([&**right, &**left]),
            _ => found.push(expr),
        }
    }
    found
}

/// The entities of a literal or a set of literals.
fn entities(expr: &Expr) -> Option<Vec<&EntityUID>> {
    match expr.expr_kind() {
        ExprKind::Lit(Literal::EntityUID(uid)) => Some(vec![uid]),
        ExprKind::Set(items) => {
            let items = items.iter().map(|item| match item.expr_kind() {
                ExprKind::Lit(Literal::EntityUID(uid)) => Some(&**uid),
                _ => None,
            });
            items.collect()
        }
        _ => None,
    }
}
