//! What a request gives for fields, checked before anything is done with it.

use sea_query::Value as Bound;
use serde_json::{Map, Value};

use crate::kind::{Field, Is, Kind};
use crate::problem::Problem;
use crate::texts::Text;

/// The fields of a request, of those that it may give.
///
/// # Errors
///
/// [`Problem::Invalid`] for a field that it may not give, and a value that the field cannot hold.
pub(crate) fn fields(
    kind: &Kind,
    input: &Value,
    names: &[&'static str],
) -> Result<Vec<(&'static Field, Bound)>, Problem> {
    let none = Map::new();
    let given = match input.get("fields") {
        None => &none,
        Some(Value::Object(given)) => given,
        Some(_) => {
            let detail = Text::of(|it| &it.object).with("name", "fields");
            return Err(Problem::invalid("fields", detail));
        }
    };
    let mut read = Vec::new();
    for (name, value) in given {
        let allowed = names.iter().any(|each| each == name);
        let Some(field) = kind.field(name).filter(|_| allowed) else {
            let detail = Text::of(|it| &it.not_here).with("name", name);
            return Err(Problem::one_of(name, detail, names.iter().copied()));
        };
        read.push((field, bound(field, value)?));
    }
    Ok(read)
}

/// A value that a field can hold, for the database.
fn bound(field: &Field, value: &Value) -> Result<Bound, Problem> {
    let invalid = |detail: Text| Err(Problem::invalid(field.name, detail));
    match (field.is, value) {
        (Is::Optional(_) | Is::Maybe(..), Value::Null) => Ok(match field.is {
            Is::Maybe(..) => Bound::BigInt(None),
            _ => Bound::String(None),
        }),
        (Is::Text(most) | Is::Name(most) | Is::Optional(most), Value::String(text)) => {
            let text = text.trim();
            if text.chars().count() > most {
                return invalid(Text::of(|it| &it.too_long).with("most", most));
            }
            // PostgreSQL has no texts with it.
            if text.contains('\0') {
                return invalid(Text::of(|it| &it.nul));
            }
            match (field.is, text.is_empty()) {
                (Is::Name(_), true) => invalid(Text::of(|it| &it.blank)),
                (Is::Optional(_), true) => Ok(Bound::String(None)),
                _ => Ok(text.into()),
            }
        }
        (Is::OneOf(all), Value::String(text)) if all.contains(&text.as_str()) => {
            Ok(text.as_str().into())
        }
        (Is::OneOf(all), _) => {
            Err(Problem::one_of(field.name, Text::of(|it| &it.none_of), all.iter().copied()))
        }
        (Is::Whole(least, most) | Is::Maybe(least, most), Value::Number(number)) => {
            match number.as_i64().filter(|it| (least..=most).contains(it)) {
                Some(whole) => Ok(whole.into()),
                None => {
                    let text = Text::of(|it| &it.whole);
                    invalid(text.with("least", least).with("most", most))
                }
            }
        }
        (Is::Flag, Value::Bool(flag)) => Ok((*flag).into()),
        (Is::Day, Value::String(text)) => match text.parse::<jiff::civil::Date>() {
            Ok(day) if day.to_string() == *text => Ok(text.as_str().into()),
            _ => invalid(Text::of(|it| &it.day)),
        },
        _ => invalid(Text::of(|it| &it.another_type)),
    }
}

/// The text member of a request.
///
/// # Errors
///
/// [`Problem::Invalid`] where there is none.
pub(crate) fn text<'a>(input: &'a Value, name: &str) -> Result<&'a str, Problem> {
    let found = input.get(name).and_then(Value::as_str);
    found.ok_or_else(|| Problem::invalid(name, Text::of(|it| &it.text).with("name", name)))
}
