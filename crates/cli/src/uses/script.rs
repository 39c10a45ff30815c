//! Names in JavaScript and TypeScript, JSX included.

use std::ops::Range;

use oxc_allocator::Allocator;
use oxc_ast::ast::{
    Argument, ArrayExpressionElement, AssignmentExpression, AssignmentTarget, CallExpression,
    Expression, FormalParameter, JSXAttributeItem, JSXAttributeValue, JSXOpeningElement,
    ObjectProperty, PropertyDefinition, StringLiteral, TSInterfaceDeclaration, TSType,
    TSTypeAliasDeclaration, TemplateLiteral, VariableDeclarator,
};
use oxc_ast_visit::{Visit, walk};
use oxc_parser::{ParseOptions, Parser};
use oxc_span::{GetSpan, SourceType, Span};

use super::gate::{Gates, is_gate_type};
use super::question::{members, record_type};
use super::{Found, Kind, Unread, Use, attribute_kind};

/// A stretch of a source that is script.
#[derive(Debug)]
pub(crate) struct Code {
    text: String,
    /// Where it stands in the source; not as long as the text where that is `&quot;` there.
    place: Range<usize>,
    language: SourceType,
    form: Form,
}

/// What a stretch of script is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A file, or all of a `<script>`.
    Program,
    /// An expression in a template or statements in a handler; where it says names, of what kind.
    Snippet(Option<Kind>),
}

impl Code {
    pub(crate) fn new(text: &str, place: Range<usize>, language: SourceType, form: Form) -> Self {
        Code { text: text.to_owned(), place, language, form }
    }

    fn place(&self, span: Span) -> Range<usize> {
        if self.text.len() == self.place.len() {
            self.place.start + span.start as usize..self.place.start + span.end as usize
        } else {
            self.place.clone()
        }
    }

    /// It cannot be parsed, because of what stands there.
    fn unread(&self, message: &str, start: usize, length: usize) -> Unread {
        let bytes = |count: usize| u32::try_from(count).unwrap_or(0);
        let place = self.place(Span::sized(bytes(start), bytes(length)));
        let mut letters = message.trim_end_matches('.').chars();
        let first = letters.next().map(char::to_lowercase).into_iter().flatten();
        Unread { place, message: first.chain(letters).collect() }
    }
}

/// How long the expression is that a text begins with.
pub(crate) fn expression_length(text: &str) -> Option<usize> {
    let memory = Allocator::default();
    let parsed = Parser::new(&memory, text, SourceType::ts()).parse_expression();
    parsed.ok().map(|expression| expression.span().end as usize)
}

/// Reads the scripts of one source.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    pub(crate) found: Found,
    gates: Gates,
}

impl Reader {
    /// Finds the names in a stretch of script, and learns which of its variables are gates.
    pub(crate) fn read(&mut self, code: &Code) {
        let memory = Allocator::default();
        let Reader { found, gates } = self;
        let mut names = Names { code, gates, found };
        if let Form::Snippet(kind) = code.form
            && let Ok(expression) =
                Parser::new(&memory, &code.text, code.language).parse_expression()
            && code.text.get(expression.span().end as usize..).is_some_and(is_blank)
        {
            if let Some(kind) = kind {
                names.attribute(kind, Some(&expression));
            }
            return names.visit_expression(&expression);
        }
        let options =
            ParseOptions { allow_return_outside_function: true, ..ParseOptions::default() };
        let parse =
            |language| Parser::new(&memory, &code.text, language).with_options(options).parse();
        let mut parsed = parse(code.language);
        let errors = std::mem::take(&mut parsed.errors);
        if parsed.panicked && code.language.is_javascript() && code.form == Form::Program {
            // Types that a `.js` has are Flow's, which TypeScript's parser mostly understands.
            parsed = parse(SourceType::tsx());
        }
        if parsed.panicked {
            let message = errors.first().map_or("", |error| &error.message);
            let label = errors.first().and_then(|error| error.labels.as_ref()?.first());
            let (start, length) = label.map_or((0, 0), |label| (label.offset(), label.len()));
            return names.found.unread.push(code.unread(message, start, length));
        }
        names.visit_program(&parsed.program);
    }
}

/// Whether nothing is left after an expression.
fn is_blank(rest: &str) -> bool {
    let rest = rest.trim();
    rest.is_empty() || rest == ";" || rest.starts_with("//") || rest.starts_with("/*")
}

struct Names<'r> {
    code: &'r Code,
    gates: &'r mut Gates,
    found: &'r mut Found,
}

impl Names<'_> {
    fn add(&mut self, kind: Kind, name: &str, span: Span, sure: bool) {
        // Without its quotes.
        let exact = self.code.text.len() == self.code.place.len();
        let place = self.code.place(if exact { span.shrink(1) } else { span });
        self.found.uses.push(Use { kind, name: name.to_owned(), place, sure });
    }

    /// The strings that an expression can be, as far as they are spelt out.
    fn literals(&mut self, expression: Option<&Expression<'_>>, kind: Kind, sure: bool) {
        match expression.map(Expression::get_inner_expression) {
            Some(Expression::StringLiteral(string)) => {
                self.add(kind, &string.value, string.span, sure);
            }
            Some(Expression::TemplateLiteral(template)) => {
                if let Some(text) = template.single_quasi() {
                    self.add(kind, &text, template.span, sure);
                }
            }
            Some(Expression::ConditionalExpression(either)) => {
                self.literals(Some(&either.consequent), kind, sure);
                self.literals(Some(&either.alternate), kind, sure);
            }
            Some(Expression::LogicalExpression(either)) => {
                self.literals(Some(&either.left), kind, sure);
                self.literals(Some(&either.right), kind, sure);
            }
            _ => {}
        }
    }

    /// What an attribute says.
    fn attribute(&mut self, kind: Kind, value: Option<&Expression<'_>>) {
        let before = self.found.uses.len();
        self.literals(value, kind, true);
        let added = self.found.uses.split_off(before);
        self.found.uses.extend(added.into_iter().filter(|each| !each.is_foreign()));
    }

    /// What a verb is asked about: a name, or an action or a transition in an object.
    fn question(&mut self, argument: Option<&Expression<'_>>, kind: Kind, sure: bool) {
        match argument.map(Expression::get_inner_expression) {
            Some(Expression::ObjectExpression(object)) => {
                for (key, value) in members(object) {
                    let kind = match &*key {
                        "action" => Kind::Action,
                        "transition" => Kind::Transition,
                        _ => continue,
                    };
                    self.literals(Some(value), kind, sure);
                }
            }
            Some(Expression::ConditionalExpression(either)) => {
                self.question(Some(&either.consequent), kind, sure);
                self.question(Some(&either.alternate), kind, sure);
            }
            Some(Expression::LogicalExpression(either)) => {
                self.question(Some(&either.left), kind, sure);
                self.question(Some(&either.right), kind, sure);
            }
            _ => self.literals(argument, kind, sure),
        }
    }

    fn call(&mut self, call: &CallExpression<'_>) {
        let argument = |at: usize| call.arguments.get(at).and_then(Argument::as_expression);
        let callee = call.callee.get_inner_expression();
        let (name, sure) = match callee {
            Expression::Identifier(name) => {
                let name = name.name.as_str();
                let verb = self.gates.verb(name);
                let bare = ["useControl", "explain"].into_iter().find(|bare| *bare == name);
                (verb.or(bare), verb.is_some())
            }
            _ => match callee.as_member_expression() {
                Some(member) => (member.static_property_name(), self.gates.is(member.object())),
                None => return,
            },
        };
        let kind = match name {
            Some("useControl") => return self.literals(argument(0), Kind::Control, true),
            Some("setAttribute") => {
                let Some(Expression::StringLiteral(name)) = argument(0) else { return };
                let Some(kind) = attribute_kind("", &name.value) else { return };
                return self.attribute(kind, argument(1));
            }
            Some("table") => {
                let actions = argument(1).map(Expression::get_inner_expression);
                let Some(Expression::ArrayExpression(actions)) = actions else { return };
                let actions = actions.elements.iter().map(ArrayExpressionElement::as_expression);
                return actions.for_each(|each| self.literals(each, Kind::Action, sure));
            }
            // A function that is given the gate, or a verb of one.
            Some("explain") if argument(0).is_some_and(|first| self.gates.is(first)) => {
                return self.question(argument(1), Kind::Control, true);
            }
            Some("explain") => return self.question(argument(0), Kind::Control, sure),
            Some("predicate" | "scope" | "filter") => {
                return self.question(argument(0), Kind::Action, sure);
            }
            Some("can" | "check") => Kind::Action,
            Some("control") => Kind::Control,
            Some("options") => Kind::Choice,
            Some("transition") => Kind::Transition,
            Some("transitions") => {
                let record = argument(0).filter(|_| sure).and_then(record_type);
                return self.found.all_steps.extend(record);
            }
            _ => return,
        };
        self.literals(argument(0), kind, sure);
    }

    fn jsx_attribute(&mut self, element: &str, item: &JSXAttributeItem<'_>) -> Option<()> {
        let item = item.as_attribute()?;
        let kind = attribute_kind(element, &item.name.as_identifier()?.name)?;
        match item.value.as_ref()? {
            JSXAttributeValue::StringLiteral(string) => {
                self.add(kind, &string.value, string.span, true);
                self.found.uses.pop_if(|each| each.is_foreign());
            }
            JSXAttributeValue::ExpressionContainer(container) => {
                self.attribute(kind, container.expression.as_expression());
            }
            _ => {}
        }
        Some(())
    }
}

impl<'a> Visit<'a> for Names<'_> {
    fn visit_string_literal(&mut self, string: &StringLiteral<'a>) {
        self.found.strings.insert(string.value.to_string());
    }

    fn visit_template_literal(&mut self, template: &TemplateLiteral<'a>) {
        self.found.strings.extend(template.single_quasi().map(|text| text.to_string()));
        walk::walk_template_literal(self, template);
    }

    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        self.call(call);
        walk::walk_call_expression(self, call);
    }

    fn visit_jsx_opening_element(&mut self, element: &JSXOpeningElement<'a>) {
        let Span { start, end, .. } = element.name.span();
        let name = self.code.text.get(start as usize..end as usize).unwrap_or_default();
        // `Tollgate.Gated` is `Gated`.
        let name = name.rsplit('.').next().unwrap_or_default();
        for item in &element.attributes {
            let _ = self.jsx_attribute(name, item);
        }
        walk::walk_jsx_opening_element(self, element);
    }

    /// `h("button", { "data-control": "row.edit" })`
    fn visit_object_property(&mut self, property: &ObjectProperty<'a>) {
        if let Some(kind) = property.key.static_name().and_then(|key| attribute_kind("", &key)) {
            self.attribute(kind, Some(&property.value));
        }
        walk::walk_object_property(self, property);
    }

    /// `element.dataset.control = "row.edit"`, or a gate that is kept.
    fn visit_assignment_expression(&mut self, assignment: &AssignmentExpression<'a>) {
        let kept = match &assignment.left {
            AssignmentTarget::AssignmentTargetIdentifier(name) => name.name.as_str(),
            AssignmentTarget::PrivateFieldExpression(field) => field.field.name.as_str(),
            AssignmentTarget::StaticMemberExpression(member) => {
                let name = member.property.name.as_str();
                let of = member.object.as_member_expression();
                let dataset = of.and_then(|of| of.static_property_name()) == Some("dataset");
                if let (true, Some(kind)) = (dataset, attribute_kind("", &format!("data-{name}"))) {
                    self.attribute(kind, Some(&assignment.right));
                }
                name
            }
            _ => "",
        };
        self.gates.keep(kept, self.gates.is(&assignment.right));
        walk::walk_assignment_expression(self, assignment);
    }

    fn visit_variable_declarator(&mut self, declarator: &VariableDeclarator<'a>) {
        let gate = is_gate_type(declarator.type_annotation.as_deref())
            || declarator.init.as_ref().is_some_and(|init| self.gates.is(init));
        self.gates.bind(&declarator.id, gate);
        walk::walk_variable_declarator(self, declarator);
    }

    fn visit_formal_parameter(&mut self, parameter: &FormalParameter<'a>) {
        self.gates.bind(&parameter.pattern, is_gate_type(parameter.type_annotation.as_deref()));
        walk::walk_formal_parameter(self, parameter);
    }

    fn visit_property_definition(&mut self, property: &PropertyDefinition<'a>) {
        let gate = is_gate_type(property.type_annotation.as_deref())
            || property.value.as_ref().is_some_and(|value| self.gates.is(value));
        self.gates.keep(&property.key.name().unwrap_or_default(), gate);
        walk::walk_property_definition(self, property);
    }

    /// Types are not asked: those generated from a pack name everything in it.
    fn visit_ts_type(&mut self, _: &TSType<'a>) {}

    fn visit_ts_interface_declaration(&mut self, _: &TSInterfaceDeclaration<'a>) {}

    fn visit_ts_type_alias_declaration(&mut self, _: &TSTypeAliasDeclaration<'a>) {}
}
