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
use toml::de::{DeArray, DeString, DeTable, DeValue, Error};

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

/// Reads a file; what is wrong in it is reported, and the entries with mistakes are left out.
pub(crate) fn read<T: DeserializeOwned + Default>(file: &Arc<File>, findings: &mut Findings) -> T {
    let (table, errors) = DeTable::parse_recoverable(&file.text);
    // The first alone: those after it mostly follow from it.
    if let Some(error) = errors.first() {
        report(file, error, findings);
        return T::default();
    }
    lengths::table(file, table.get_ref(), false, findings);
    let deserialize = |table| T::deserialize(toml::de::Deserializer::from(table));
    let (mut whole, mut rest) = (table.clone(), table);
    let mut taken: Vec<Taken> = Vec::new();
    // Each mistake is taken out by itself, so that those beside it show too.
    while let Err(error) = deserialize(rest.clone()) {
        let mistake = error.span().unwrap_or(0..0);
        // What was taken out is not missing.
        let follows = missing(&error)
            .is_some_and(|key| taken.iter().any(|(of, taken)| *of == mistake && taken == key));
        if !follows {
            report(file, &error, findings);
            remove(whole.get_mut(), &mistake, 2);
        }
        let span = rest.span();
        let Some((of, key)) = take_out(rest.get_mut(), &span, &mistake) else { break };
        taken.push((of, meant(&error).map_or(key, str::to_owned)));
        if findings.is_full() {
            break;
        }
    }
    deserialize(whole).unwrap_or_default()
}

/// The key that an error says is missing.
fn missing(error: &Error) -> Option<&str> {
    error.message().strip_prefix("missing field `")?.split('`').next()
}

/// The key that was probably meant by one that is unknown.
fn meant(error: &Error) -> Option<&str> {
    let mut quoted = error.message().strip_prefix("unknown field ")?.split('`').skip(1).step_by(2);
    nearest(quoted.next()?, quoted)
}

/// A key that was taken out, with the place of the table that it was in.
type Taken = (Range<usize>, String);

/// Removes what a mistake is in, and nothing beside it.
fn take_out(table: &mut DeTable<'_>, of: &Range<usize>, mistake: &Range<usize>) -> Option<Taken> {
    let key = key_of(table, mistake)?;
    if let Some(taken) = table.get_mut(&key).and_then(|value| take_within(value, mistake)) {
        return Some(taken);
    }
    table.remove(&key);
    Some((of.clone(), key.get_ref().to_string()))
}

fn take_within(value: &mut Spanned<DeValue<'_>>, mistake: &Range<usize>) -> Option<Taken> {
    let span = value.span();
    match value.get_mut() {
        DeValue::Table(inner) => take_out(inner, &span, mistake),
        DeValue::Array(items) => {
            let place = items.iter().position(|item| holds(item, mistake))?;
            let taken = items.get_mut(place).and_then(|item| take_within(item, mistake));
            Some(taken.unwrap_or_else(|| {
                let kept = items.iter().enumerate().filter(|(at, _)| *at != place);
                *items = kept.map(|(_, item)| item.clone()).collect();
                (span, String::new())
            }))
        }
        _ => None,
    }
}

fn key_of<'a>(table: &DeTable<'a>, mistake: &Range<usize>) -> Option<Spanned<DeString<'a>>> {
    let mut entries = table.iter();
    let found = entries.find(|(key, value)| touches(&key.span(), mistake) || holds(value, mistake));
    found.map(|(key, _)| key.clone())
}

/// Removes the entry that a mistake is in, as deep as `depth` tables.
fn remove(table: &mut DeTable<'_>, mistake: &Range<usize>, depth: usize) -> bool {
    let Some(key) = key_of(table, mistake) else { return false };
    let removed = match table.get_mut(&key).map(Spanned::get_mut) {
        Some(DeValue::Table(inner)) if depth > 1 => remove(inner, mistake, depth - 1),
        Some(DeValue::Array(items)) => {
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
        wrong_type(&place, found, expected)
    } else {
        let message = message.lines().collect::<Vec<_>>().join(", ");
        Diagnostic::error("toml::invalid", &place, message)
    });
}

/// What is written in place of another type of value.
fn wrong_type(place: &Place, found: &str, expected: &str) -> Diagnostic {
    let (expected, help) = match expected {
        "a boolean" => (expected, "write `true` or `false`, without quotes".to_owned()),
        "a string" => ("a text", "write it in quotes".to_owned()),
        "a sequence" => {
            let item = found.strip_prefix("string ").unwrap_or("\"…\"");
            ("a list", format!("write it in brackets, `[{item}]`"))
        }
        _ => (expected, "see the example in `docs/pack-format.md`".to_owned()),
    };
    Diagnostic::error("toml::wrong_type", place, format!("expected {expected}, found {found}"))
        .with_help(help)
}
