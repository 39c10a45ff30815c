//! Names in JavaScript and TypeScript, JSX included.

use std::ops::Range;

use oxc_allocator::Allocator;
use oxc_ast::ast::{
    Argument, ArrayExpressionElement, AssignmentExpression, AssignmentTarget, CallExpression,
    Expression, JSXAttributeItem, JSXAttributeValue, JSXElementName, JSXOpeningElement,
    ObjectProperty, Program, StringLiteral, TSInterfaceDeclaration, TSType, TSTypeAliasDeclaration,
    TemplateLiteral,
};
use oxc_ast_visit::{Visit, walk};
use oxc_parser::{ParseOptions, Parser};
use oxc_span::{GetSpan, SourceType, Span};

use super::attribute;
use super::gate::Gates;
use super::{Found, Kind, Unread, Use};

/// A stretch of a source that is script.
#[derive(Debug)]
pub(crate) struct Code {
    text: String,
    /// Where it begins in the source.
    at: usize,
    /// What it takes there, where that is not the text itself (`&quot;` in an attribute).
    written: Option<usize>,
    language: SourceType,
    form: Form,
}

/// What a stretch of script is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A file, or all of a `<script>`.
    Program,
    /// An expression in a template, or statements in a handler.
    Snippet,
}

impl Code {
    pub(crate) fn new(text: &str, at: usize, language: SourceType, form: Form) -> Self {
        Code { text: text.to_owned(), at, written: None, language, form }
    }

    /// The same text, written in so many bytes.
    pub(crate) fn written(self, bytes: usize) -> Self {
        Code { written: Some(bytes), ..self }
    }

    fn place(&self, span: Span) -> Range<usize> {
        match self.written {
            Some(bytes) => self.at..self.at + bytes,
            None => self.at + span.start as usize..self.at + span.end as usize,
        }
    }

    /// Without its quotes.
    fn inside(&self, span: Span) -> Range<usize> {
        let shrinks = self.written.is_none() && span.size() >= 2;
        self.place(if shrinks { span.shrink(1) } else { span })
    }

    fn program<'a>(&'a self, memory: &'a Allocator) -> Result<Program<'a>, Unread> {
        // Types that a `.js` has are Flow's, which TypeScript's parser mostly understands.
        let mut languages = vec![self.language];
        if self.language.is_javascript() && self.form == Form::Program {
            languages.push(SourceType::tsx());
        }
        let mut unread = Unread { place: self.place(Span::new(0, 0)), message: String::new() };
        for (index, language) in languages.into_iter().enumerate() {
            let options =
                ParseOptions { allow_return_outside_function: true, ..ParseOptions::default() };
            let parsed = Parser::new(memory, &self.text, language).with_options(options).parse();
            if !parsed.panicked {
                return Ok(parsed.program);
            }
            if let (0, Some(error)) = (index, parsed.errors.first()) {
                unread.message = in_lower_case(error.message.trim_end_matches('.'));
                let label = error.labels.as_ref().and_then(|labels| labels.first());
                if let Some(label) = label {
                    let start = u32::try_from(label.offset()).unwrap_or(0);
                    let length = u32::try_from(label.len()).unwrap_or(0);
                    unread.place = self.place(Span::sized(start, length));
                }
            }
        }
        Err(unread)
    }
}

fn in_lower_case(message: &str) -> String {
    let mut letters = message.chars();
    letters
        .next()
        .map_or_else(String::new, |first| format!("{}{}", first.to_lowercase(), letters.as_str()))
}

/// Reads the scripts of one source.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    pub(crate) found: Found,
    gates: Gates,
}

impl Reader {
    /// Learns which variables of a program are gates.
    pub(crate) fn learn(&mut self, code: &Code) {
        if let Ok(program) = code.program(&Allocator::default()) {
            self.gates.visit_program(&program);
        }
    }

    /// Finds the names in a program.
    pub(crate) fn read(&mut self, code: &Code) {
        match code.program(&Allocator::default()) {
            Ok(program) => self.names(code).visit_program(&program),
            Err(unread) => self.found.unread.push(unread),
        }
    }

    /// Finds the names in a snippet of a template, which may itself be one of that kind.
    pub(crate) fn read_snippet(&mut self, code: &Code, kind: Option<Kind>) {
        let memory = Allocator::default();
        let Ok(expression) = Parser::new(&memory, &code.text, code.language).parse_expression()
        else {
            return self.read(code);
        };
        let mut names = self.names(code);
        if let Some(kind) = kind {
            names.literals(&expression, kind, true);
        }
        names.visit_expression(&expression);
    }

    fn names<'r>(&'r mut self, code: &'r Code) -> Names<'r> {
        Names { code, gates: &self.gates, found: &mut self.found }
    }
}

struct Names<'r> {
    code: &'r Code,
    gates: &'r Gates,
    found: &'r mut Found,
}

impl Names<'_> {
    fn add(&mut self, kind: Kind, name: &str, span: Span, sure: bool) {
        let place = self.code.inside(span);
        self.found.uses.push(Use { kind, name: name.to_owned(), place, sure });
    }

    /// The strings that an expression can be, as far as they are spelt out.
    fn literals(&mut self, expression: &Expression<'_>, kind: Kind, sure: bool) {
        match expression.get_inner_expression() {
            Expression::StringLiteral(string) => self.add(kind, &string.value, string.span, sure),
            Expression::TemplateLiteral(template) => {
                if let Some(text) = template.single_quasi() {
                    self.add(kind, &text, template.span, sure);
                }
            }
            Expression::ConditionalExpression(either) => {
                self.literals(&either.consequent, kind, sure);
                self.literals(&either.alternate, kind, sure);
            }
            Expression::LogicalExpression(either) => {
                self.literals(&either.left, kind, sure);
                self.literals(&either.right, kind, sure);
            }
            _ => {}
        }
    }

    fn call(&mut self, call: &CallExpression<'_>) {
        let callee = call.callee.get_inner_expression();
        let first = call.arguments.first();
        if let Expression::Identifier(name) = callee {
            if name.name == "useControl" {
                return self.argument(first, Kind::Control, true);
            }
            if let Some(verb) = self.gates.verb(&name.name).map(str::to_owned) {
                self.verb(&verb, call, true);
            }
            return;
        }
        let Some(member) = callee.as_member_expression() else { return };
        match member.static_property_name() {
            Some("useControl") => self.argument(first, Kind::Control, true),
            Some("setAttribute") => self.set_attribute(call),
            Some(verb) => {
                let sure = self.gates.is_gate(member.object());
                self.verb(verb, call, sure);
            }
            None => {}
        }
    }

    /// A call of what may be a gate's verb.
    fn verb(&mut self, verb: &str, call: &CallExpression<'_>, sure: bool) {
        let kind = match verb {
            "can" | "check" | "predicate" | "scope" | "filter" => Kind::Action,
            "control" => Kind::Control,
            "options" => Kind::Choice,
            "transition" => Kind::Transition,
            "table" => return self.table(call, sure),
            _ => return,
        };
        self.argument(call.arguments.first(), kind, sure);
    }

    fn argument(&mut self, argument: Option<&Argument<'_>>, kind: Kind, sure: bool) {
        if let Some(expression) = argument.and_then(|argument| argument.as_expression()) {
            self.literals(expression, kind, sure);
        }
    }

    /// `gate.table(rows, ["editCustomer", …])`
    fn table(&mut self, call: &CallExpression<'_>, sure: bool) {
        let actions = call.arguments.get(1).and_then(|argument| argument.as_expression());
        let Some(Expression::ArrayExpression(actions)) =
            actions.map(Expression::get_inner_expression)
        else {
            return;
        };
        for action in actions.elements.iter().filter_map(ArrayExpressionElement::as_expression) {
            self.literals(action, Kind::Action, sure);
        }
    }

    /// `element.setAttribute("data-control", "row.edit")`
    fn set_attribute(&mut self, call: &CallExpression<'_>) {
        let Some(Argument::StringLiteral(name)) = call.arguments.first() else { return };
        if let (Some(kind), Some(value)) =
            (attribute::data_kind(&name.value), call.arguments.get(1))
        {
            self.attribute_value(kind, value.as_expression());
        }
    }

    fn attribute_value(&mut self, kind: Kind, value: Option<&Expression<'_>>) {
        let before = self.found.uses.len();
        if let Some(value) = value {
            self.literals(value, kind, true);
        }
        let ours: Vec<Use> = self.found.uses.split_off(before);
        let ours = ours.into_iter().filter(|each| !attribute::is_foreign(kind, &each.name));
        self.found.uses.extend(ours);
    }

    fn jsx_attribute(&mut self, element: &str, item: &JSXAttributeItem<'_>) {
        let Some(item) = item.as_attribute() else { return };
        let Some(name) = item.name.as_identifier() else { return };
        let Some(kind) = attribute::kind(element, &name.name) else { return };
        match &item.value {
            Some(JSXAttributeValue::StringLiteral(string))
                if !attribute::is_foreign(kind, &string.value) =>
            {
                self.add(kind, &string.value, string.span, true);
            }
            Some(JSXAttributeValue::ExpressionContainer(container)) => {
                self.attribute_value(kind, container.expression.as_expression());
            }
            _ => {}
        }
    }
}

impl<'a> Visit<'a> for Names<'_> {
    fn visit_string_literal(&mut self, string: &StringLiteral<'a>) {
        self.found.strings.insert(string.value.to_string());
    }

    fn visit_template_literal(&mut self, template: &TemplateLiteral<'a>) {
        if let Some(text) = template.single_quasi() {
            self.found.strings.insert(text.to_string());
        }
        walk::walk_template_literal(self, template);
    }

    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        self.call(call);
        walk::walk_call_expression(self, call);
    }

    fn visit_jsx_opening_element(&mut self, element: &JSXOpeningElement<'a>) {
        let name = match &element.name {
            JSXElementName::MemberExpression(member) => member.property.name.as_str(),
            other => other.get_identifier_name().map_or("", |name| name.as_str()),
        };
        let name = if name.is_empty() { self.code.shown(element.name.span()) } else { name };
        let name = name.to_owned();
        for item in &element.attributes {
            self.jsx_attribute(&name, item);
        }
        walk::walk_jsx_opening_element(self, element);
    }

    /// `h("button", { "data-control": "row.edit" })`
    fn visit_object_property(&mut self, property: &ObjectProperty<'a>) {
        if let Some(kind) = property.key.static_name().and_then(|key| attribute::data_kind(&key)) {
            self.attribute_value(kind, Some(&property.value));
        }
        walk::walk_object_property(self, property);
    }

    /// `element.dataset.control = "row.edit"`
    fn visit_assignment_expression(&mut self, assignment: &AssignmentExpression<'a>) {
        if let AssignmentTarget::StaticMemberExpression(member) = &assignment.left {
            let dataset = member.object.as_member_expression();
            if dataset.and_then(|each| each.static_property_name()) == Some("dataset") {
                let attribute = format!("data-{}", member.property.name);
                if let Some(kind) = attribute::data_kind(&attribute) {
                    self.attribute_value(kind, Some(&assignment.right));
                }
            }
        }
        walk::walk_assignment_expression(self, assignment);
    }

    /// Types are not asked: those generated from a pack name everything in it.
    fn visit_ts_type(&mut self, _: &TSType<'a>) {}

    fn visit_ts_interface_declaration(&mut self, _: &TSInterfaceDeclaration<'a>) {}

    fn visit_ts_type_alias_declaration(&mut self, _: &TSTypeAliasDeclaration<'a>) {}
}

impl Code {
    fn shown(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }
}
