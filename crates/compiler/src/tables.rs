//! The TOML files of a pack: read with places, as many mistakes at a time as there are.

pub(crate) mod advice;
pub(crate) mod language;
pub(crate) mod lifecycle;
pub(crate) mod roles;
pub(crate) mod surface;

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue, Error};

use crate::diagnostic::{Diagnostic, Findings, nearest};
use crate::lengths;
use crate::source::{File, Place};

/// A value with its place in the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent, bound(deserialize = "T: Deserialize<'de>"))]
pub(crate) struct Spot<T>(Spanned<T>);

/// A name with its place in the file.
pub(crate) type Name = Spot<String>;

impl<T> Spot<T> {
    pub(crate) fn value(&self) -> &T {
        self.0.get_ref()
    }

    pub(crate) fn place(&self, file: &Arc<File>) -> Place {
        file.at(self.0.span())
    }
}

impl Spot<String> {
    pub(crate) fn as_str(&self) -> &str {
        self.value()
    }
}

impl<T: JsonSchema> JsonSchema for Spot<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// A table whose keys are names that the pack chooses, in file order.
#[derive(Debug)]
pub(crate) struct Entries<T>(Vec<(Name, T)>);

impl<T> Entries<T> {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &(Name, T)> {
        self.0.iter()
    }
}

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Table<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Table<T> {
            type Value = Entries<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries: Vec<(Name, T)> = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                entries.sort_by_key(|(key, _)| key.0.span().start);
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(Table(PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for Entries<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Entries_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        std::collections::BTreeMap::<String, T>::json_schema(generator)
    }
}

/// A value of an attribute: of an enumeration, or of a Boolean.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected a string, `true` or `false`")]
#[schemars(inline)]
pub(crate) enum Value {
    /// A value of an enumeration.
    Text(String),
    /// A value of a Boolean.
    Flag(bool),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) => f.write_str(text),
            Value::Flag(flag) => write!(f, "{flag}"),
        }
    }
}

/// Reads a file; what is wrong in it is reported and left out.
pub(crate) fn read<T: DeserializeOwned + Default>(file: &Arc<File>, findings: &mut Findings) -> T {
    let (mut table, errors) = DeTable::parse_recoverable(&file.text);
    // The first alone: those after it mostly follow from it.
    if let Some(error) = errors.first() {
        report(file, error, findings);
        return T::default();
    }
    lengths::table(file, table.get_ref(), false, findings);
    loop {
        let error = match T::deserialize(toml::de::Deserializer::from(table.clone())) {
            Ok(read) => return read,
            Err(error) => error,
        };
        report(file, &error, findings);
        let removed = error.span().is_some_and(|span| remove(table.get_mut(), &span, 2));
        if !removed {
            return T::default();
        }
    }
}

/// Removes the entry that a mistake is in, as deep as `depth` tables, so that others show too.
fn remove(table: &mut DeTable<'_>, mistake: &Range<usize>, depth: usize) -> bool {
    let found = table
        .iter()
        .find(|(key, value)| touches(&key.span(), mistake) || holds(value, mistake))
        .map(|(key, _)| key.clone());
    let Some(key) = found else { return false };
    let removed = match table.get_mut(&key).map(Spanned::get_mut) {
        Some(DeValue::Table(inner)) if depth > 1 => remove(inner, mistake, depth - 1),
        Some(DeValue::Array(items)) if depth > 1 => {
            let kept: DeArray<'_> =
                items.iter().filter(|item| !holds(item, mistake)).cloned().collect();
            let removed = kept.len() < items.len();
            *items = kept;
            removed
        }
        _ => false,
    };
    removed || table.remove(&key).is_some()
}

fn touches(span: &Range<usize>, mistake: &Range<usize>) -> bool {
    span.start <= mistake.start && mistake.end <= span.end
}

/// Whether the mistake is in the value; the span of a table under a header is its header's alone.
fn holds(value: &Spanned<DeValue<'_>>, mistake: &Range<usize>) -> bool {
    let within = match value.get_ref() {
        DeValue::Table(inner) => {
            inner.iter().any(|(key, value)| touches(&key.span(), mistake) || holds(value, mistake))
        }
        DeValue::Array(items) => items.iter().any(|item| holds(item, mistake)),
        _ => false,
    };
    within || touches(&value.span(), mistake)
}

fn report(file: &Arc<File>, error: &Error, findings: &mut Findings) {
    let place = file.at(error.span().unwrap_or(0..0));
    let message = error.message();
    let mut quoted = message.split('`').skip(1).step_by(2);
    let name = quoted.next().unwrap_or_default();
    let known: Vec<&str> = quoted.collect();
    let listed = || {
        let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
        format!("write one of {}", known.join(", "))
    };
    let help = || match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => listed(),
    };
    findings.push(if message.starts_with("unknown field") {
        Diagnostic::error("toml::unknown_key", &place, format!("unknown key `{name}`"))
            .with_help(help())
    } else if message.starts_with("unknown variant") {
        Diagnostic::error("toml::unknown_value", &place, format!("unknown value `{name}`"))
            .with_help(help())
    } else if message.starts_with("missing field") {
        Diagnostic::error("toml::missing_key", &place, format!("`{name}` is missing"))
            .with_help(format!("write `{name} = …` here"))
    } else if message == "duplicate key" {
        let key = file.text.get(place.start..place.end).unwrap_or_default();
        let message = format!("`{}` stands twice", key.trim_matches('"'));
        Diagnostic::error("toml::duplicate_key", &place, message)
            .with_help("give one of them another name, or make one of both")
    } else if let Some((found, expected)) =
        message.strip_prefix("invalid type: ").and_then(|rest| rest.split_once(", expected "))
    {
        let help = match expected {
            "a boolean" => "write `true` or `false`, without quotes",
            "a string" => "write it in quotes",
            "a sequence" => "write a list, `[\"…\", \"…\"]`",
            _ => "see the example in `docs/pack-format.md`",
        };
        let message = format!("expected {expected}, found {found}");
        Diagnostic::error("toml::wrong_type", &place, message).with_help(help)
    } else {
        let message = message.lines().collect::<Vec<_>>().join(", ");
        Diagnostic::error("toml::invalid", &place, message)
    });
}
