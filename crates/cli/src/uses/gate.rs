//! What in a script looks like a gate: by its name, or because it was made from one.

use std::collections::{BTreeMap, BTreeSet};

use oxc_ast::ast::{
    ArrowFunctionExpression, BindingPattern, CallExpression, Expression, Statement, TSType,
    TSTypeAnnotation, TSTypeName,
};

/// Functions that give back, or keep, what their first argument is or returns.
const KEEPERS: [&str; 14] = [
    "ref",
    "shallowRef",
    "readonly",
    "shallowReadonly",
    "markRaw",
    "computed",
    "signal",
    "createMemo",
    "useMemo",
    "useRef",
    "$state",
    "$derived",
    "raw",
    "by",
];

/// Where those keep it.
const KEPT: [&str; 2] = ["value", "current"];

/// The gates of one source, by the names that its scripts give them.
#[derive(Debug, Default)]
pub(crate) struct Gates {
    names: BTreeSet<String>,
    /// Verbs taken out of a gate, `const { can: may } = useGate()`: the verb by its new name.
    verbs: BTreeMap<String, String>,
}

impl Gates {
    /// The verb that a bare name stands for.
    pub(crate) fn verb(&self, name: &str) -> Option<&str> {
        self.verbs.get(name).map(String::as_str)
    }

    /// A name that was given to what may be a gate.
    pub(crate) fn keep(&mut self, name: &str, gate: bool) {
        if gate && !name.is_empty() && !KEPT.contains(&name) {
            self.names.insert(name.to_owned());
        }
    }

    /// The names of a variable, or of what is taken out of something.
    pub(crate) fn bind(&mut self, pattern: &BindingPattern<'_>, gate: bool) {
        match pattern {
            BindingPattern::BindingIdentifier(identifier) => self.keep(&identifier.name, gate),
            BindingPattern::AssignmentPattern(pattern) => self.bind(&pattern.left, gate),
            BindingPattern::ObjectPattern(pattern) => {
                for property in &pattern.properties {
                    let Some(key) = property.key.static_name() else { continue };
                    let local = property.value.get_binding_identifier();
                    let Some(local) = local.map(|local| local.name.to_string()) else { continue };
                    if is_gate_name(&key) || gate && KEPT.contains(&&*key) {
                        self.names.insert(local);
                    } else if gate {
                        self.verbs.insert(local, key.into_owned());
                    }
                }
            }
            BindingPattern::ArrayPattern(_) => {}
        }
    }

    /// Whether an expression looks like a gate.
    pub(crate) fn is(&self, expression: &Expression<'_>) -> bool {
        let named = |name: &str| is_gate_name(name) || self.names.contains(name);
        let expression = expression.get_inner_expression();
        match expression {
            Expression::Identifier(identifier) => named(&identifier.name),
            Expression::PrivateFieldExpression(field) => named(&field.field.name),
            Expression::CallExpression(call) => self.is(&call.callee) || self.is_kept(call),
            Expression::AwaitExpression(waiting) => self.is(&waiting.argument),
            Expression::ConditionalExpression(either) => {
                self.is(&either.consequent) || self.is(&either.alternate)
            }
            Expression::LogicalExpression(either) => {
                self.is(&either.left) || self.is(&either.right)
            }
            other => {
                let member = match other {
                    Expression::ChainExpression(chain) => chain.expression.as_member_expression(),
                    other => other.as_member_expression(),
                };
                member.is_some_and(|member| {
                    member.static_property_name().is_some_and(|name| {
                        named(name) || KEPT.contains(&name) && self.is(member.object())
                    })
                })
            }
        }
    }

    /// `ref(loadGate(…))`, `useMemo(() => policy.gate(…), […])`.
    fn is_kept(&self, call: &CallExpression<'_>) -> bool {
        let name = match call.callee.get_inner_expression() {
            Expression::Identifier(identifier) => Some(identifier.name.as_str()),
            other => other.as_member_expression().and_then(|member| member.static_property_name()),
        };
        let first = call.arguments.first().and_then(|argument| argument.as_expression());
        let first = first.map(Expression::get_inner_expression);
        name.is_some_and(|name| KEEPERS.contains(&name))
            && match first {
                Some(Expression::ArrowFunctionExpression(arrow)) => {
                    returned(arrow).is_some_and(|returned| self.is(returned))
                }
                other => other.is_some_and(|other| self.is(other)),
            }
    }
}

/// What a function gives back in the end.
fn returned<'f>(function: &'f ArrowFunctionExpression<'_>) -> Option<&'f Expression<'f>> {
    match function.body.statements.last()? {
        Statement::ExpressionStatement(only) if function.expression => Some(&only.expression),
        Statement::ReturnStatement(last) => last.argument.as_ref(),
        _ => None,
    }
}

/// `gate`, `Gate`, `userGate`, `#gate`; not `navigate`.
fn is_gate_name(name: &str) -> bool {
    let name = name.trim_start_matches(['_', '$', '#']).trim_end_matches('$');
    name == "gate" || name.ends_with("Gate")
}

/// Whether a type is `Gate`, or one that holds it, `Ref<Gate>`.
pub(crate) fn is_gate_type(annotation: Option<&TSTypeAnnotation<'_>>) -> bool {
    fn is_gate(of: &TSType<'_>) -> bool {
        match of {
            TSType::TSTypeReference(reference) => {
                let name = match &reference.type_name {
                    TSTypeName::IdentifierReference(identifier) => identifier.name.as_str(),
                    TSTypeName::QualifiedName(qualified) => qualified.right.name.as_str(),
                    TSTypeName::ThisExpression(_) => "",
                };
                let held = reference.type_arguments.as_ref();
                is_gate_name(name)
                    || name.ends_with("Ref")
                        && held.is_some_and(|held| held.params.iter().any(is_gate))
            }
            TSType::TSUnionType(union) => union.types.iter().any(is_gate),
            _ => false,
        }
    }
    annotation.is_some_and(|annotation| is_gate(&annotation.type_annotation))
}
