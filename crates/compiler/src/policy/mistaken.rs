//! What is wrong with policies beside what Cedar says of them: a policy that Cedar refuses, or that
//! has no schema to be held against, is told what a pack cannot use all the same.
//!
//! Nothing is told that could come of a mistake that was told before: what is refused whatever the
//! types are is told everywhere; all else only where it stands apart from what Cedar refuses.

use cedar_policy_core::ast::{BinaryOp, Expr, ExprKind, UnaryOp};

use super::literals::Literals;
use super::lowering::{Lowering, refusal};
use super::scope::Heads;
use super::{Policy, unsupported};
use crate::diagnostic::{Diagnostic, Findings};
use crate::facts::Space;
use crate::schema::Schema;
use crate::source::Place;

/// Tells what else is wrong with a policy that Cedar refuses at these places.
pub(super) fn tell_more(
    (schema, heads): (&Schema, &Heads<'_>),
    policy: &Policy,
    mistakes: &[Place],
    findings: &mut Findings,
) {
    let certain = certain(policy);
    let (mut literals, mut found) = (Literals::default(), Findings::default());
    let pairs = heads.pairs(policy);
    if pairs.is_empty() {
        // The head names nothing that there is.
        return certain.into_iter().for_each(|it| findings.push(it));
    }
    for (action, resource) in pairs {
        let space = Space { schema, action, resource };
        for kind in &schema.actions[action].principals {
            Lowering::new((space, *kind), policy, &mut literals, &mut found).condition();
        }
    }
    let apart = |it: &Diagnostic| !mistakes.iter().any(|place| place.meets(it.place()));
    let reported = found.into_found().into_iter().filter(|it| apart(it) || certain.contains(it));
    reported.for_each(|it| findings.push(it));
}

/// Tells what is wrong with a policy without a schema.
pub(super) fn tell_without_schema(policy: &Policy, findings: &mut Findings) {
    certain(policy).into_iter().for_each(|it| findings.push(it));
}

/// What a policy is refused for whatever the schema is.
fn certain(policy: &Policy) -> Vec<Diagnostic> {
    let body = policy.ast.non_scope_constraints().into_iter();
    let refused = body.flat_map(Expr::subexpressions).filter(|it| is_certain(it));
    let reported = refused.filter_map(|expr| {
        let (culprit, what, help) = unsupported::explain(expr);
        let place = policy.place(expr.source_loc());
        std::ptr::eq(culprit, expr).then(|| refusal(&place, &what, help))
    });
    reported.collect()
}

/// Whether an expression is one that no pack can use, of whatever type its parts are.
fn is_certain(expr: &Expr) -> bool {
    match expr.expr_kind() {
        ExprKind::BinaryApp { op, .. } => matches!(
            op,
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::GetTag | BinaryOp::HasTag
        ),
        ExprKind::UnaryApp { op, .. } => matches!(op, UnaryOp::Neg | UnaryOp::IsEmpty),
        ExprKind::ExtensionFunctionApp { fn_name, .. } => {
            !unsupported::COMPARED.contains(&&*fn_name.to_string())
        }
        ExprKind::Record(_) => true,
        _ => false,
    }
}
