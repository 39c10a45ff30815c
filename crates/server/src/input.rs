//! What a request gives for fields, checked before anything is done with it.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use sea_query::Value as Bound;
use serde_json::{Map, Value};

use crate::kind::{Field, Is, Kind};
use crate::problem::Problem;
use crate::texts::Text;
use crate::visible::is_blank;

/// What a request has sent.
#[derive(Debug)]
pub(crate) struct Sent {
    body: Bytes,
    /// Whether it says that it is JSON.
    as_json: bool,
}

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let header = request.headers().get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
        let content_type = header.and_then(|it| it.split(';').next()).map(str::trim);
        let as_json = content_type.is_some_and(|it| it.eq_ignore_ascii_case("application/json"));
        let body = Bytes::from_request(request, state).await.map_err(|error| {
            match error.status() {
                StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
                // What breaks off is heard by nobody.
                _ => Problem::Late,
            }
        })?;
        Ok(Sent { body, as_json })
    }
}

impl Sent {
    /// It as JSON; nothing where there is none.
    ///
    /// # Errors
    ///
    /// [`Problem::NotJson`] for what does not say that it is JSON, [`Problem::Invalid`] for what is
    /// none.
    pub(crate) fn json(&self) -> Result<Value, Problem> {
        if self.body.is_empty() {
            return Ok(Value::Null);
        }
        if !self.as_json {
            return Err(Problem::NotJson);
        }
        serde_json::from_slice(&self.body).map_err(|error| {
            let text = Text::of(|it| &it.no_json).with("line", error.line());
            Problem::invalid("body", text.with("column", error.column()))
        })
    }
}

/// These texts of a request, which has nothing else.
///
/// # Errors
///
/// [`Problem::Invalid`].
pub(crate) fn texts<const N: usize>(
    input: &Value,
    names: [&'static str; N],
) -> Result<[String; N], Problem> {
    let members = input
        .as_object()
        .ok_or_else(|| Problem::invalid("body", Text::of(|it| &it.object).with("name", "body")))?;
    if let Some(name) = members.keys().find(|name| !names.contains(&name.as_str())) {
        let detail = Text::of(|it| &it.not_here).with("name", name);
        return Err(Problem::one_of(name, detail, names));
    }
    let mut texts = [const { String::new() }; N];
    for (into, name) in texts.iter_mut().zip(names) {
        text(input, name)?.clone_into(into);
    }
    Ok(texts)
}

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
    let values = match input.get("fields") {
        None => &none,
        Some(Value::Object(values)) => values,
        Some(_) => {
            let detail = Text::of(|it| &it.object).with("name", "fields");
            return Err(Problem::invalid("fields", detail));
        }
    };
    let mut read = Vec::new();
    for (name, value) in values {
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
            match (field.is, is_blank(text)) {
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
