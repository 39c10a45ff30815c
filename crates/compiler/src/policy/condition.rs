//! A policy's conditions as formulas over facts.
//!
//! Literals carry presence: `resource.flag` is "present and true", its negation "present and
//! false". Strict validation shows that an optional attribute is read only where `has` guards it,
//! so a formula and Cedar's evaluation agree in every world.

use cedar_policy_core::ast::{BinaryOp, EntityUID, Expr, ExprKind, Literal, UnaryOp, Var};

use super::literals::Test;
use super::lowering::Lowering;
use super::term::Term;
use crate::classes::texts::Test as TextTest;
use crate::diagnostic::{Diagnostic, suggest};
use crate::dnf::Formula;
use crate::facts::{Fact, Slot, Values, YES};
use crate::references::{links_resource, rooted};
use crate::schema::{ID, Kind};
use crate::source::Place;

impl Lowering<'_, '_> {
    /// The whole condition of the policy.
    pub(super) fn condition(&mut self) -> Formula {
        let mut parts = vec![self.principal()];
        if parts[0] != Formula::Const(false) {
            parts.push(self.resource());
        }
        if let Some(body) = self.policy.ast.non_scope_constraints()
            && !parts.contains(&Formula::Const(false))
        {
            parts.push(self.lower(body, true));
        }
        if self.is_template() && !links_resource(&self.policy.ast) {
            parts.push(self.link());
        }
        Formula::All(parts)
    }

    fn is_template(&self) -> bool {
        self.policy.ast.slots().next().is_some()
    }

    /// That a link of a template that names no resource is there.
    fn link(&mut self) -> Formula {
        let links = self.space.schema.principal.links(&self.policy.id.value, None);
        links.map_or(Formula::Const(false), |index| {
            let slot = self.mention(Slot::Principal(index));
            self.is(slot, YES)
        })
    }

    /// The formula that is true where the expression evaluates to `holds`.
    pub(super) fn lower(&mut self, expr: &Expr, holds: bool) -> Formula {
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
                Term::Slot(slot) if self.kind(slot) == Some(&Kind::Bool) => {
                    self.is(slot, usize::from(holds))
                }
                _ => self.refuse_expr(expr),
            },
            ExprKind::HasAttr { expr: of, attr } => self.has(expr, of, [attr.as_str()], holds),
            ExprKind::ExtHasAttr { expr: of, attrs } => {
                let attrs: Vec<&str> = attrs.iter().map(|attr| attr.as_str()).collect();
                self.has(expr, of, attrs, holds)
            }
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
            ExprKind::BinaryApp { op: BinaryOp::ContainsAny, arg1, arg2 } => {
                self.contains_any(expr, arg1, arg2, holds)
            }
            ExprKind::BinaryApp { op: BinaryOp::ContainsAll, arg1, arg2 } => {
                self.contains_all(expr, arg1, arg2, holds)
            }
            ExprKind::BinaryApp { op: BinaryOp::Less, arg1, arg2 } => {
                self.less(expr, (arg1, arg2), false, holds)
            }
            ExprKind::BinaryApp { op: BinaryOp::LessEq, arg1, arg2 } => {
                self.less(expr, (arg1, arg2), true, holds)
            }
            ExprKind::ExtensionFunctionApp { fn_name, args } => {
                match (fn_name.to_string().as_str(), &args[..]) {
                    ("lessThan", [one, other]) => self.less(expr, (one, other), false, holds),
                    ("lessThanOrEqual", [one, other]) => self.less(expr, (one, other), true, holds),
                    ("greaterThan", [one, other]) => self.less(expr, (other, one), false, holds),
                    ("greaterThanOrEqual", [one, other]) => {
                        self.less(expr, (other, one), true, holds)
                    }
                    ("isInRange", [one, network]) => self.in_range(expr, one, network, holds),
                    (function, [one]) => self.address(expr, function, one, holds),
                    _ => self.refuse_expr(expr),
                }
            }
            ExprKind::Like { expr: of, pattern } => self.like(expr, of, pattern, holds),
            _ => self.refuse_expr(expr),
        }
    }

    /// `&&` and `||`, which look no further than they need to.
    fn lower_chain(&mut self, operands: &[&Expr], all: bool, holds: bool) -> Formula {
        let conjunction = all == holds;
        let mut parts = Vec::new();
        let together = self.patterns_together(operands, all);
        for (at, operand) in operands.iter().enumerate() {
            let part = match together.iter().find(|it| it.places.contains(&at)) {
                Some(several) if several.places[0] == at => {
                    let test = Test::Text(TextTest::Like(several.patterns.clone()));
                    self.test(operand, several.slot, test, holds != all)
                }
                Some(_) => continue,
                None => self.lower(operand, holds),
            };
            match part {
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

    /// Whether what an expression is has an attribute, and that one another, and so on.
    fn has<'n>(
        &mut self,
        expr: &Expr,
        of: &Expr,
        attrs: impl IntoIterator<Item = &'n str>,
        holds: bool,
    ) -> Formula {
        let Some((root, mut path)) = rooted(of) else { return self.refuse_expr(expr) };
        path.extend(attrs.into_iter().map(str::to_owned));
        let Some(slot) = self.slot_at(root, &path) else { return Formula::Const(!holds) };
        let slot = self.mention(slot);
        let Some(attribute) = self.space.attribute(slot) else { return Formula::Const(!holds) };
        let present = self.space.present(slot);
        match (attribute.optional, holds) {
            (false, _) => Formula::Const(holds),
            (true, true) => Formula::Fact(Fact::Is(slot), present),
            (true, false) => Formula::Fact(Fact::Is(slot), Values::from([attribute.present()])),
        }
    }

    /// The attribute has (or, present, has not) one of the values that the entities name.
    pub(super) fn one_of(
        &mut self,
        expr: &Expr,
        slot: Slot,
        uids: &[&EntityUID],
        holds: bool,
    ) -> Formula {
        let kind = self.space.attribute(slot).map(|attribute| &attribute.kind);
        let Some(Kind::Enum { of }) = kind else { return self.refuse_expr(expr) };
        let foreign = uids.iter().find(|uid| uid.entity_type().to_string() != of.full_name);
        if let Some(foreign) = foreign {
            let place = self.place(foreign.loc().or(expr.source_loc()));
            let type_name = &of.full_name;
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

    pub(super) fn is(&self, slot: Slot, value: usize) -> Formula {
        Formula::Fact(Fact::Is(slot), Values::from([value]))
    }

    /// The principal is, or is not, in what the entity names.
    pub(super) fn in_group(&mut self, uid: &EntityUID, place: &Place, holds: bool) -> Formula {
        let schema = self.space.schema;
        let (of, id) = (schema.called(uid.entity_type()), uid.eid().as_ref());
        if let Some(group) = schema.group(&format!("{of}::{id}")) {
            return match self.principal_type().groups.contains(&group) {
                true => Formula::Fact(Fact::Group(group), Values::from([usize::from(holds)])),
                false => Formula::Const(!holds),
            };
        }
        let list = self.principal_ancestors(&of);
        let itself = self.is_principal_type(uid.entity_type());
        if itself || list.is_some() {
            let mut parts = Vec::new();
            parts.extend(itself.then(|| self.id_is(Slot::Principal(ID), id, place, holds)));
            parts.extend(list.map(|list| self.item(Slot::Principal(list), id, holds)));
            return Formula::some(holds, parts.into_iter());
        }
        if schema.principals.iter().any(|kind| kind.name == of || kind.within.contains(&of)) {
            return Formula::Const(!holds);
        }
        let message = format!("no principal is ever in `{uid}`");
        let mut types: Vec<&str> = schema.groups.iter().map(|g| g.type_name.as_str()).collect();
        types.dedup();
        types.extend(schema.principals.iter().flat_map(|kind| &kind.within).map(String::as_str));
        let known = types.join("`, `");
        let names: Vec<&str> = schema.principals.iter().map(|kind| &kind.name[..]).collect();
        let help =
            format!("name a value of a type that `{}` is `in`: of `{known}`", names.join("` or `"));
        self.findings.push(Diagnostic::error("policy::never_in", place, message).with_help(help));
        Formula::Const(true)
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
