//! What a call gives a gate beside a bare name: questions in objects, and records.

use std::borrow::Cow;

use oxc_ast::ast::{CallExpression, Expression, ObjectExpression, ObjectPropertyKind};

use super::RecordType;

/// The members of an object whose keys are spelt out.
pub(super) fn members<'o>(
    object: &'o ObjectExpression<'o>,
) -> impl Iterator<Item = (Cow<'o, str>, &'o Expression<'o>)> {
    object.properties.iter().filter_map(|property| match property {
        ObjectPropertyKind::ObjectProperty(property) => {
            Some((property.key.static_name()?, &property.value))
        }
        ObjectPropertyKind::SpreadProperty(_) => None,
    })
}

/// What an expression says of the type of its record; nothing where it is none.
pub(super) fn record_type(record: &Expression<'_>) -> Option<RecordType> {
    let record = record.get_inner_expression();
    Some(match record {
        Expression::NullLiteral(_) => return None,
        Expression::Identifier(name) if name.name == "undefined" => return None,
        Expression::Identifier(name) => RecordType::Named(name.name.to_string()),
        Expression::PrivateFieldExpression(field) => {
            RecordType::Named(field.field.name.to_string())
        }
        Expression::ObjectExpression(object) => {
            let of = members(object).find(|(key, _)| key == "type").map(|(_, value)| value);
            of.and_then(text).map_or(RecordType::Unknown, RecordType::Written)
        }
        Expression::CallExpression(call) => called(call),
        Expression::ChainExpression(chain) => {
            let member = chain.expression.as_member_expression();
            let name = member.and_then(|member| member.static_property_name());
            name.map_or(RecordType::Unknown, |name| RecordType::Named(name.to_owned()))
        }
        other => match other.as_member_expression() {
            // A reference holds it.
            Some(member) if member.static_property_name().is_some_and(is_held) => {
                return record_type(member.object());
            }
            Some(member) => member
                .static_property_name()
                .map_or(RecordType::Unknown, |name| RecordType::Named(name.to_owned())),
            None => RecordType::Unknown,
        },
    })
}

fn is_held(name: &str) -> bool {
    matches!(name, "value" | "current")
}

/// `gate.record("Expense", row)`, and a signal, `expense()`.
fn called(call: &CallExpression<'_>) -> RecordType {
    let callee = call.callee.get_inner_expression();
    let of = call.arguments.first().and_then(|first| first.as_expression()).and_then(text);
    match (callee, callee.as_member_expression().and_then(|it| it.static_property_name()), of) {
        (_, Some("record"), Some(of)) => RecordType::Written(of),
        (Expression::Identifier(name), _, _) => RecordType::Named(name.name.to_string()),
        _ => RecordType::Unknown,
    }
}

fn text(expression: &Expression<'_>) -> Option<String> {
    match expression.get_inner_expression() {
        Expression::StringLiteral(string) => Some(string.value.to_string()),
        _ => None,
    }
}
