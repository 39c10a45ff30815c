//! What in a script looks like a gate: by its name, or because it was made from one.

use std::collections::{BTreeMap, BTreeSet};

use oxc_ast::ast::{
    AssignmentExpression, AssignmentTarget, BindingPattern, BindingProperty, CallExpression,
    Expression, FormalParameter, PropertyDefinition, Statement, TSType, TSTypeAnnotation,
    TSTypeName, VariableDeclarator,
};
use oxc_ast_visit::{Visit, walk};

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
    variables: BTreeSet<String>,
    /// Verbs taken out of a gate, `const { can: may } = useGate()`: the verb by its new name.
    verbs: BTreeMap<String, String>,
}

impl Gates {
    /// The verb that a bare name stands for.
    pub(crate) fn verb(&self, name: &str) -> Option<&str> {
        self.verbs.get(name).map(String::as_str)
    }

    /// Whether an expression looks like a gate.
    pub(crate) fn is_gate(&self, expression: &Expression<'_>) -> bool {
        match expression.get_inner_expression() {
            Expression::Identifier(identifier) => self.is_name(&identifier.name),
            Expression::PrivateFieldExpression(field) => self.is_name(&field.field.name),
            Expression::CallExpression(call) => self.is_made(call),
            Expression::AwaitExpression(waiting) => self.is_gate(&waiting.argument),
            Expression::ConditionalExpression(either) => {
                self.is_gate(&either.consequent) || self.is_gate(&either.alternate)
            }
            Expression::LogicalExpression(either) => {
                self.is_gate(&either.left) || self.is_gate(&either.right)
            }
            Expression::ChainExpression(chain) => {
                chain.expression.as_member_expression().is_some_and(|member| {
                    member.static_property_name().is_some_and(|name| self.is_name(name))
                })
            }
            other => other.as_member_expression().is_some_and(|member| {
                member.static_property_name().is_some_and(|name| {
                    self.is_name(name) || KEPT.contains(&name) && self.is_gate(member.object())
                })
            }),
        }
    }

    fn is_name(&self, name: &str) -> bool {
        is_gate_name(name) || self.variables.contains(name)
    }

    /// `useGate()`, `policy.gate(…)`, `ref(loadGate(…))`, `useMemo(() => policy.gate(…), […])`.
    fn is_made(&self, call: &CallExpression<'_>) -> bool {
        if self.is_gate(&call.callee) {
            return true;
        }
        let callee = call.callee.get_inner_expression();
        let name = match callee {
            Expression::Identifier(identifier) => identifier.name.as_str(),
            other => other
                .as_member_expression()
                .and_then(|member| member.static_property_name())
                .unwrap_or_default(),
        };
        let first = call.arguments.first().and_then(|argument| argument.as_expression());
        KEEPERS.contains(&name) && first.is_some_and(|first| self.is_kept(first))
    }

    fn is_kept(&self, argument: &Expression<'_>) -> bool {
        match argument.get_inner_expression() {
            Expression::ArrowFunctionExpression(function) => {
                match function.body.statements.last() {
                    Some(Statement::ExpressionStatement(only)) if function.expression => {
                        self.is_gate(&only.expression)
                    }
                    Some(Statement::ReturnStatement(last)) => {
                        last.argument.as_ref().is_some_and(|argument| self.is_gate(argument))
                    }
                    _ => false,
                }
            }
            other => self.is_gate(other),
        }
    }

    fn add(&mut self, name: &str) {
        self.variables.insert(name.to_owned());
    }

    /// A variable, or what is taken out of something.
    fn bind(&mut self, pattern: &BindingPattern<'_>, gate: bool) {
        match pattern {
            BindingPattern::BindingIdentifier(identifier) if gate => self.add(&identifier.name),
            BindingPattern::AssignmentPattern(pattern) => self.bind(&pattern.left, gate),
            BindingPattern::ObjectPattern(pattern) => {
                for property in &pattern.properties {
                    self.bind_property(property, gate);
                }
            }
            _ => {}
        }
    }

    fn bind_property(&mut self, property: &BindingProperty<'_>, of_gate: bool) {
        let Some(key) = property.key.static_name() else { return };
        let local = match &property.value {
            BindingPattern::AssignmentPattern(pattern) => &pattern.left,
            other => other,
        };
        let BindingPattern::BindingIdentifier(local) = local else { return };
        if is_gate_name(&key) || of_gate && KEPT.contains(&&*key) {
            self.add(&local.name);
        } else if of_gate {
            self.verbs.insert(local.name.to_string(), key.into_owned());
        }
    }
}

/// `gate`, `Gate`, `userGate`, `#gate`; not `navigate`.
fn is_gate_name(name: &str) -> bool {
    let name = name.trim_start_matches(['_', '$', '#']).trim_end_matches('$');
    name == "gate" || name.ends_with("Gate")
}

/// Whether a type is `Gate`, or one that holds it, `Ref<Gate>`.
fn is_gate_type(annotation: Option<&TSTypeAnnotation<'_>>) -> bool {
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

/// Learns, in the order of the source, which names are gates.
impl<'a> Visit<'a> for Gates {
    fn visit_variable_declarator(&mut self, declarator: &VariableDeclarator<'a>) {
        let typed = is_gate_type(declarator.type_annotation.as_deref());
        let gate = typed || declarator.init.as_ref().is_some_and(|init| self.is_gate(init));
        self.bind(&declarator.id, gate);
        walk::walk_variable_declarator(self, declarator);
    }

    fn visit_formal_parameter(&mut self, parameter: &FormalParameter<'a>) {
        self.bind(&parameter.pattern, is_gate_type(parameter.type_annotation.as_deref()));
        walk::walk_formal_parameter(self, parameter);
    }

    fn visit_assignment_expression(&mut self, assignment: &AssignmentExpression<'a>) {
        if self.is_gate(&assignment.right) {
            match &assignment.left {
                AssignmentTarget::AssignmentTargetIdentifier(name) => self.add(&name.name),
                AssignmentTarget::StaticMemberExpression(member) => {
                    let name = member.property.name.as_str();
                    if !KEPT.contains(&name) {
                        self.add(name);
                    }
                }
                AssignmentTarget::PrivateFieldExpression(field) => self.add(&field.field.name),
                _ => {}
            }
        }
        walk::walk_assignment_expression(self, assignment);
    }

    fn visit_property_definition(&mut self, property: &PropertyDefinition<'a>) {
        let typed = is_gate_type(property.type_annotation.as_deref());
        let gate = typed || property.value.as_ref().is_some_and(|value| self.is_gate(value));
        if let (true, Some(name)) = (gate, property.key.name()) {
            self.add(&name);
        }
        walk::walk_property_definition(self, property);
    }
}
