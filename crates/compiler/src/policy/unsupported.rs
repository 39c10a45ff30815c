//! What a pack's policies cannot use, and what to write instead.

use cedar_policy_core::ast::{BinaryOp, Expr, ExprKind, Literal, UnaryOp, Var};

use crate::references::rooted;

const FLAG: &str = "let the host work it out and pass the answer as an attribute";
const GROUP: &str = "name a group, `principal in Team::\"core\"`, or let the record name it, \
                     `principal in resource.team`";
const COMPARE: &str = "compare an attribute with literals of its type, with an attribute of the \
                       principal or of the context, or with another of the record";
/// IP values, where they are not compared with literals.
pub(super) const ADDRESS: (&str, &str) = (
    "IP addresses like this",
    "compare an attribute that is an `ipaddr` with literals, \
     `context.from.isInRange(ip(\"10.0.0.0/8\"))`; for all else let the host work it out and pass \
     the answer as an attribute",
);
/// IP values that are compared with each other.
pub(super) const ADDRESSES: (&str, &str) = (
    "a comparison of two IP values",
    "declare both as `String` and write addresses in one way; or let the host compare them itself, \
     and pass the answer as an attribute",
);
const IDENTITY: &str = "ids are data, of which a pack knows none but those of enumerated types: \
                        make its type enumerated, if its values are few; or declare the attribute \
                        as a `String`, which is handed in as before, and compare texts, \
                        `principal.name == \"x\"`. Of the record itself ask which it is, \
                        `resource == Doc::\"x\"`, or what it is in, `resource in Folder::\"x\"`";
const ASKER: &str = "whoever asks has both at hand: let the host compare them and pass the answer \
                     as an attribute of the context";
const OVERFLOW: &str = "it may overflow, and then Cedar leaves the policy out: let the host work \
                        it out and pass the answer as an attribute";
const MEMBERS: &str = "records are told apart by their members: compare those one by one, \
                       `resource.meta.level == 1`; or let the host work it out and pass the answer \
                       as an attribute";
const ANCESTORS: &str = "only the principal and the record say what they are in: let the schema \
                         say that of them, and ask `principal in Team::\"core\"` or `resource in \
                         Folder::\"x\"`; or let the host work it out and pass the answer as an \
                         attribute";

/// The functions that make or compare values; what others make is refused wherever it stands.
pub(super) const COMPARED: [&str; 13] = [
    "decimal",
    "datetime",
    "duration",
    "ip",
    "isIpv4",
    "isIpv6",
    "isLoopback",
    "isMulticast",
    "isInRange",
    "lessThan",
    "lessThanOrEqual",
    "greaterThan",
    "greaterThanOrEqual",
];

/// The expression that is to blame, what it is, and what to write instead.
pub(super) fn explain(expr: &Expr) -> (&Expr, String, &'static str) {
    let (what, help) = match expr.expr_kind() {
        ExprKind::BinaryApp { op, arg1, arg2 } => {
            match [arg1, arg2].into_iter().find(|operand| is_to_blame(operand)) {
                Some(culprit) => return explain(culprit),
                None => operator(*op, arg1, arg2),
            }
        }
        ExprKind::UnaryApp { op: UnaryOp::IsEmpty, .. } => (
            "`isEmpty`",
            "a list is asked whether it has what a policy names: let the host work it out and pass \
             the answer as an attribute",
        ),
        ExprKind::UnaryApp { .. } => ("arithmetic", OVERFLOW),
        ExprKind::ExtensionFunctionApp { fn_name, args } => {
            if let Some(culprit) = args.iter().find(|operand| is_to_blame(operand)) {
                return explain(culprit);
            }
            match fn_name.to_string().as_str() {
                "ip" | "isIpv4" | "isIpv6" | "isLoopback" | "isMulticast" | "isInRange" => ADDRESS,
                "decimal" | "datetime" | "duration" => {
                    ("this literal", "write one that Cedar takes, of a year up to 9999")
                }
                "lessThan" | "lessThanOrEqual" | "greaterThan" | "greaterThanOrEqual" => {
                    ("this comparison", COMPARE)
                }
                name => return (expr, format!("the extension function `{name}`"), function(name)),
            }
        }
        ExprKind::Like { .. } => ("`like` on this", "it is for an attribute that is a `String`"),
        ExprKind::Record(_) => ("a record as a value", MEMBERS),
        ExprKind::Set(_) => ("a set here", COMPARE),
        ExprKind::Is { .. } => {
            ("`is` on an attribute", "leave it out: the schema says of which type an attribute is")
        }
        ExprKind::HasAttr { .. } | ExprKind::ExtHasAttr { .. } => (
            "`has` on this",
            "it is for the principal, the resource, the context and their attributes",
        ),
        ExprKind::GetAttr { expr: of, attr } => return (expr, attribute(of, attr), FLAG),
        _ => ("this expression", COMPARE),
    };
    (expr, what.to_owned(), help)
}

/// What to write instead of a function that makes a value of another.
fn function(name: &str) -> &'static str {
    match name {
        "offset" | "durationSince" | "toDate" => OVERFLOW,
        _ => {
            "what is compared is handed in as it is: let the host work it out and pass the answer \
             as an attribute"
        }
    }
}

/// Whether an operand alone is why a comparison is refused.
fn is_to_blame(operand: &Expr) -> bool {
    match operand.expr_kind() {
        ExprKind::BinaryApp { .. } | ExprKind::UnaryApp { .. } | ExprKind::Record(_) => true,
        ExprKind::ExtensionFunctionApp { fn_name, .. } => {
            !matches!(fn_name.to_string().as_str(), "decimal" | "datetime" | "duration" | "ip")
        }
        ExprKind::GetAttr { .. } => rooted(operand).is_none(),
        _ => false,
    }
}

/// Whether an expression is made of literals alone.
fn is_known(expr: &Expr) -> bool {
    expr.subexpressions().all(|part| {
        let kind = part.expr_kind();
        matches!(kind, ExprKind::Lit(_) | ExprKind::UnaryApp { .. } | ExprKind::BinaryApp { .. })
    })
}

fn attribute(of: &Expr, attr: &str) -> String {
    match of.expr_kind() {
        ExprKind::Var(var) => format!("`{var}.{attr}` like this"),
        _ => format!("`.{attr}` of this"),
    }
}

fn operator(op: BinaryOp, left: &Expr, right: &Expr) -> (&'static str, &'static str) {
    match op {
        BinaryOp::Less | BinaryOp::LessEq => two(left, right).unwrap_or((
            "this comparison",
            "compare a number or a date with a literal, with one of the principal's or of the \
             context, or with another of the record",
        )),
        BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul => {
            let known = [left, right].iter().all(|it| is_known(it));
            ("arithmetic", if known { "write the number that it comes to" } else { OVERFLOW })
        }
        BinaryOp::ContainsAll => two_of_one(left, right).unwrap_or((
            "`containsAll` like this",
            "write the second list out, `resource.labels.containsAll([\"a\", \"b\"])`, or ask \
             whether the principal has all that the record needs, \
             `principal.skills.containsAll(resource.needs)`; for all else let the host work it out \
             and pass the answer as an attribute",
        )),
        BinaryOp::ContainsAny => two_of_one(left, right).unwrap_or((
            "`containsAny` like this",
            "write one list out, `resource.labels.containsAny([\"a\", \"b\"])`, or take one of the \
             record's and one of the principal's, `principal.skills.containsAny(resource.needs)`",
        )),
        BinaryOp::GetTag | BinaryOp::HasTag => {
            ("tags", "the schema does not say which there are: declare an attribute for it there")
        }
        BinaryOp::Contains => two_of_one(left, right).unwrap_or((
            "`contains` like this",
            "write `resource.members.contains(principal)`, `resource.labels.contains(\"x\")`, or \
             `[Status::\"A\", Status::\"B\"].contains(resource.status)`",
        )),
        BinaryOp::In => match left.expr_kind() {
            ExprKind::Var(Var::Principal) => ("`principal in` like this", GROUP),
            ExprKind::Var(Var::Resource) => (
                "`resource in` like this",
                "name what it is in, `resource in Folder::\"x\"`, or ask `resource in \
                 principal.projects`",
            ),
            _ if is_entities(right) => ("`in` on this", ANCESTORS),
            _ => (
                "`in` on this",
                "ask whether a list has it, `principal.projects.contains(resource.project)`; `in` \
                 is for the principal, the resource, the action, and an enumerated attribute with \
                 a list of its values",
            ),
        },
        BinaryOp::Eq => equal(left, right),
    }
}

/// What is wrong with a comparison of two attributes.
fn two(left: &Expr, right: &Expr) -> Option<(&'static str, &'static str)> {
    let (one, _) = rooted(left)?;
    let (other, _) = rooted(right)?;
    match (one, other) {
        (Var::Principal, Var::Principal) => Some((
            "a comparison of two attributes of the principal",
            "it is the same wherever the principal asks: let the host pass the answer as an \
             attribute of the principal",
        )),
        (Var::Context, Var::Context) => {
            Some(("a comparison of two attributes of the context", ASKER))
        }
        _ => None,
    }
}

/// The same of a list of one side's and something else of that side's.
fn two_of_one(left: &Expr, right: &Expr) -> Option<(&'static str, &'static str)> {
    match (rooted(left)?.0, rooted(right)?.0) {
        (Var::Resource, Var::Resource) => {
            Some(("a list of the record's beside another attribute of it", FLAG))
        }
        _ => two(left, right),
    }
}

/// Whether an expression names entities, one or several.
fn is_entities(expr: &Expr) -> bool {
    match expr.expr_kind() {
        ExprKind::Lit(Literal::EntityUID(_)) => true,
        ExprKind::Set(items) => items.iter().all(is_entities),
        _ => false,
    }
}

fn equal(left: &Expr, right: &Expr) -> (&'static str, &'static str) {
    let entity = [left, right]
        .into_iter()
        .any(|side| matches!(side.expr_kind(), ExprKind::Lit(Literal::EntityUID(_))));
    let list = [left, right].into_iter().any(|side| matches!(side.expr_kind(), ExprKind::Set(_)));
    match two(left, right) {
        Some(two) => two,
        None if list => (
            "`==` on a list",
            "ask what it has, `resource.labels.contains(\"x\")` or \
             `resource.labels.containsAll([\"a\", \"b\"])`; whether it has nothing else let the \
             host work out, and pass the answer as an attribute",
        ),
        None if entity => ("an entity of a fixed id", IDENTITY),
        None if rooted(left).is_some() && rooted(right).is_some() => {
            ("a comparison of these two attributes", COMPARE)
        }
        None => ("`==` on these", COMPARE),
    }
}
