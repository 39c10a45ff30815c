//! What a pack's policies cannot use, and what to write instead.

use cedar_policy_core::ast::{BinaryOp, Expr, ExprKind, Literal, UnaryOp, Var};

const ENUMERATE: &str = "declare the values as an enumerated type, `entity Size enum [\"S\", \
                         \"L\"];`, and compare with `==` or `in`";
const FLAG: &str = "let the host work it out and pass the answer as a `Bool` attribute";
const SINGLE: &str = "ask for one element at a time: `set.contains(a) || set.contains(b)`";
const GROUP: &str = "name a group instead: `principal in Permission::\"edit\"`";
const COMPARE: &str = "compare an enumerated attribute with its values, a `Bool` with `true` or \
                       `false`, and an entity with `principal` or an attribute of it";

/// The expression that is to blame, what it is, and what to write instead.
pub(super) fn explain(expr: &Expr) -> (&Expr, String, &'static str) {
    let (what, help) = match expr.expr_kind() {
        ExprKind::BinaryApp { op, arg1, arg2 } => {
            let compares = matches!(op, BinaryOp::Eq | BinaryOp::In | BinaryOp::Contains);
            let mut operands = [arg1, arg2];
            operands.sort_by_key(|operand| matches!(operand.expr_kind(), ExprKind::Lit(_)));
            match operands.into_iter().find(|operand| compares && is_to_blame(operand)) {
                Some(culprit) => return explain(culprit),
                None => operator(*op, arg1, arg2),
            }
        }
        ExprKind::UnaryApp { op: UnaryOp::IsEmpty, .. } => ("`isEmpty`".to_owned(), FLAG),
        ExprKind::UnaryApp { .. } => ("arithmetic".to_owned(), FLAG),
        ExprKind::ExtensionFunctionApp { fn_name, .. } => {
            (format!("the extension function `{fn_name}`"), FLAG)
        }
        ExprKind::Like { .. } => ("`like`".to_owned(), ENUMERATE),
        ExprKind::Record(_) => ("a record".to_owned(), FLAG),
        ExprKind::Set(_) => ("a set here".to_owned(), ENUMERATE),
        ExprKind::Lit(Literal::Long(_)) => ("numbers".to_owned(), FLAG),
        ExprKind::Lit(Literal::String(_)) => ("strings".to_owned(), ENUMERATE),
        ExprKind::Is { .. } => (
            "`is` on an attribute".to_owned(),
            "leave it out: the schema says of which type an attribute is",
        ),
        ExprKind::ExtHasAttr { .. } => (
            "`has` on a nested attribute".to_owned(),
            "make it an attribute of the resource itself",
        ),
        ExprKind::GetAttr { expr: of, attr } | ExprKind::HasAttr { expr: of, attr } => {
            attribute(of, attr)
        }
        _ => ("this expression".to_owned(), COMPARE),
    };
    (expr, what, help)
}

/// Whether an operand alone is why a comparison is refused.
fn is_to_blame(operand: &Expr) -> bool {
    match operand.expr_kind() {
        ExprKind::BinaryApp { .. }
        | ExprKind::UnaryApp { .. }
        | ExprKind::ExtensionFunctionApp { .. }
        | ExprKind::Record(_)
        | ExprKind::Lit(Literal::Long(_) | Literal::String(_)) => true,
        ExprKind::GetAttr { expr: of, .. } => {
            !matches!(of.expr_kind(), ExprKind::Var(Var::Resource | Var::Context))
        }
        _ => false,
    }
}

fn attribute(of: &Expr, attr: &str) -> (String, &'static str) {
    match of.expr_kind() {
        ExprKind::Record(_) => ("a record".to_owned(), "write the attribute itself"),
        ExprKind::Var(Var::Principal) => (
            format!("`principal.{attr}` like this"),
            "only entities are compared, `resource.owner == principal.account`; what else tells \
             principals apart is a group: `principal in Level::\"Sales\"`",
        ),
        ExprKind::Var(var) => (format!("`{var}.{attr}` like this"), COMPARE),
        _ => {
            (format!("`.{attr}` of another record"), "make it an attribute of the resource itself")
        }
    }
}

fn operator(op: BinaryOp, left: &Expr, right: &Expr) -> (String, &'static str) {
    match op {
        BinaryOp::Less | BinaryOp::LessEq => ("a comparison of numbers".to_owned(), FLAG),
        BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul => ("arithmetic".to_owned(), FLAG),
        BinaryOp::ContainsAll => ("`containsAll`".to_owned(), SINGLE),
        BinaryOp::ContainsAny => ("`containsAny`".to_owned(), SINGLE),
        BinaryOp::GetTag | BinaryOp::HasTag => {
            ("tags".to_owned(), "declare an attribute for it in the schema")
        }
        BinaryOp::Contains => contains(right),
        BinaryOp::In => within(left),
        BinaryOp::Eq => equal(left, right),
    }
}

fn contains(item: &Expr) -> (String, &'static str) {
    match item.expr_kind() {
        ExprKind::Var(Var::Principal) => ("a list of principals".to_owned(), GROUP),
        _ => (
            "`contains` like this".to_owned(),
            "write `resource.members.contains(principal)` for a set of entities, or \
             `resource.status in [Status::\"A\", Status::\"B\"]` for an enumerated attribute",
        ),
    }
}

fn within(left: &Expr) -> (String, &'static str) {
    match left.expr_kind() {
        ExprKind::Var(Var::Resource) => (
            "`resource in`".to_owned(),
            "write `resource is Customer` with its type, and ask for its attributes",
        ),
        ExprKind::Var(Var::Principal) => ("`in` with an attribute".to_owned(), GROUP),
        _ => (
            "`in` on this".to_owned(),
            "`in` is for `principal` with groups, `action`, and an enumerated attribute with a \
             list of its values",
        ),
    }
}

fn equal(left: &Expr, right: &Expr) -> (String, &'static str) {
    let either =
        |var: Var| [left, right].into_iter().any(|side| *side.expr_kind() == ExprKind::Var(var));
    let entity = [left, right]
        .into_iter()
        .any(|side| matches!(side.expr_kind(), ExprKind::Lit(Literal::EntityUID(_))));
    let attributes =
        [left, right].into_iter().all(|side| matches!(side.expr_kind(), ExprKind::GetAttr { .. }));
    if either(Var::Resource) {
        ("`resource ==`".to_owned(), "tell records apart by an attribute of theirs")
    } else if either(Var::Principal) && entity {
        ("`principal ==`".to_owned(), GROUP)
    } else if attributes {
        (
            "a comparison of two attributes of the record or context".to_owned(),
            "compare each with a value: `(resource.a && resource.b) || (!resource.a && \
             !resource.b)`",
        )
    } else if entity {
        (
            "an entity by its id".to_owned(),
            "compare with `principal` or an attribute of it, or make the type enumerated",
        )
    } else {
        ("`==` on these".to_owned(), COMPARE)
    }
}
