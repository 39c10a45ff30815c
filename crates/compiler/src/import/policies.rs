//! Policies in JSON, each as JSON itself or as a text, as files of Cedar text: every one under its
//! id, and read again to see that it says the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use cedar_policy_core::ast::{PolicyID, Template};
use cedar_policy_core::est;
use cedar_policy_core::parser::{parse_policy_or_template, parse_policyset};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value, json};

use super::Held;
use super::links::{self, Link};
use crate::diagnostic::Findings;
use crate::format::format_policies;
use crate::naming::annotation;
use crate::nesting;
use crate::source::File;

/// What a policy stands among.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Static,
    Template,
    Either,
}

/// Policies as they are found.
#[derive(Default)]
pub(super) struct Found {
    texts: Vec<String>,
    /// What templates are called, by what links call them.
    templates: BTreeMap<String, String>,
    links: Vec<Link>,
}

impl Found {
    /// Adds a policy, under its id where it has no `@id`.
    pub(super) fn add(&mut self, id: Option<&str>, of: &Value, kind: Kind) -> Result<(), String> {
        let written = match of {
            Value::String(text) => with_id(id, text),
            _ => of_json(id, of),
        };
        let (text, policy) = written.map_err(|error| named(id, &error))?;
        let is_template = policy.slots().next().is_some();
        if kind != Kind::Either && is_template != (kind == Kind::Template) {
            let what = match is_template {
                true => "it is a template, which Cedar takes among `templates` alone",
                false => "it is no template: it has neither `?principal` nor `?resource`",
            };
            return Err(named(id, what));
        }
        if let (Some(id), Some(called)) = (id, annotation(&policy, "id").filter(|_| is_template)) {
            self.templates.insert(id.to_owned(), called.val.to_string());
        }
        self.texts.push(text);
        Ok(())
    }

    pub(super) fn link(&mut self, link: Link) {
        self.links.push(link);
    }

    pub(super) fn into_held(self) -> Held {
        let called = |mut link: Link| {
            if let Some(called) = self.templates.get(&link.template) {
                link.template.clone_from(called);
            }
            link
        };
        let links: Vec<Link> = self.links.into_iter().map(called).collect();
        match (self.texts.is_empty(), links.is_empty()) {
            (true, true) => Held::Nothing,
            (true, false) => Held::Links(links),
            (false, _) => Held::Policies { text: self.texts.join("\n"), links },
        }
    }
}

fn named(id: Option<&str>, error: &str) -> String {
    id.map_or_else(|| error.to_owned(), |id| format!("`{id}`: {error}"))
}

/// A policy as JSON.
pub(super) fn single(text: &str, policy: &Value) -> Result<Held, String> {
    no_name_twice(text)?;
    let mut found = Found::default();
    found.add(None, policy, Kind::Either)?;
    Ok(found.into_held())
}

/// A policy set as JSON: Cedar's `staticPolicies`, `templates` and `templateLinks`. What its
/// libraries and its command take has texts in it where it has policies, or one text of all.
pub(super) fn set(text: &str, all: &Map<String, Value>) -> Result<Held, String> {
    no_name_twice(text)?;
    let mut found = Found::default();
    let wrong = |kind: &str| format!("its `{kind}` are not what Cedar writes");
    match all.get("staticPolicies").unwrap_or(&Value::Null) {
        Value::Null => {}
        Value::String(text) => found.texts.extend(several(text)?),
        Value::Array(policies) => {
            policies.iter().try_for_each(|policy| found.add(None, policy, Kind::Static))?;
        }
        Value::Object(policies) => {
            policies.iter().try_for_each(|(id, of)| found.add(Some(id), of, Kind::Static))?;
        }
        _ => return Err(wrong("staticPolicies")),
    }
    match all.get("templates").unwrap_or(&Value::Null) {
        Value::Null => {}
        Value::Object(templates) => {
            templates.iter().try_for_each(|(id, of)| found.add(Some(id), of, Kind::Template))?;
        }
        _ => return Err(wrong("templates")),
    }
    match all.get("templateLinks").unwrap_or(&Value::Null) {
        Value::Null => {}
        Value::Array(links) => {
            let links: Option<Vec<Link>> = links.iter().map(links::of_set).collect();
            found.links = links.ok_or_else(|| wrong("templateLinks"))?;
        }
        _ => return Err(wrong("templateLinks")),
    }
    Ok(found.into_held())
}

/// The static policies of one text, as they stand there; nothing where it has none.
fn several(text: &str) -> Result<Option<String>, String> {
    bounded(text)?;
    let set = parse_policyset(text).map_err(|it| it.to_string())?;
    if set.templates().next().is_some() {
        return Err("a template stands among its `staticPolicies`".to_owned());
    }
    Ok(set.all_templates().next().map(|_| text.trim_end().to_owned() + "\n"))
}

/// A policy that is a text, with its comments.
fn with_id(id: Option<&str>, text: &str) -> Result<(String, Template), String> {
    bounded(text)?;
    let policy = parsed(text)?;
    let start = policy.loc().map_or(0, |loc| loc.start());
    let written = match (id, annotation(&policy, "id"), text.split_at_checked(start)) {
        (Some(id), None, Some((before, after))) => {
            format!("{before}@id(\"{}\")\n{after}", id.escape_debug())
        }
        _ => text.to_owned(),
    };
    formatted(&written, &policy)
}

/// A policy that is JSON.
fn of_json(id: Option<&str>, policy: &Value) -> Result<(String, Template), String> {
    let mut policy = policy.clone();
    if let (Some(id), Some(members)) = (id, policy.as_object_mut()) {
        let annotations = members.entry("annotations").or_insert_with(|| json!({}));
        if let Some(annotations) = annotations.as_object_mut() {
            annotations.entry("id").or_insert_with(|| json!(id));
        }
    }
    let policy: est::Policy = serde_json::from_value(policy).map_err(|it| it.to_string())?;
    let text = policy.to_string();
    bounded(&text)?;
    let meant = policy.try_into_ast_policy_or_template(Some(name()));
    formatted(&text, &meant.map_err(|it| it.to_string())?)
}

/// The text as Cedar's formatter writes it, which has to say what is meant.
fn formatted(text: &str, meant: &Template) -> Result<(String, Template), String> {
    let says_the_same = |read: &Template| {
        meant.effect() == read.effect() && meant.condition().eq_shape(&read.condition())
    };
    let formatted = format_policies(text);
    let read = formatted.and_then(|text| parsed(&text).ok().map(|read| (text, read)));
    let read = read.filter(|(_, read)| says_the_same(read));
    read.ok_or_else(|| "Cedar does not write it as text that says the same".to_owned())
}

fn name() -> PolicyID {
    PolicyID::from_string("policy")
}

fn parsed(text: &str) -> Result<Template, String> {
    parse_policy_or_template(Some(name()), text).map_err(|it| it.to_string())
}

fn bounded(text: &str) -> Result<(), String> {
    let file = File::new("policy.cedar", text);
    let is_bounded = nesting::check(&file, &mut Findings::default());
    is_bounded.then_some(()).ok_or_else(|| "it is too long, or nested too deep".to_owned())
}

/// Refuses an object that has a name twice, as Cedar does: of two policies one would be lost.
fn no_name_twice(text: &str) -> Result<(), String> {
    serde_json::from_str(text).map(|_: Once| ()).map_err(|it| it.to_string())
}

/// JSON of which no object has a name twice.
struct Once;

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Once)
    }
}

impl<'de> Visitor<'de> for Once {
    type Value = Once;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_str<E>(self, _: &str) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_unit<E>(self) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Once, A::Error> {
        while let Some(Once) = all.next_element()? {}
        Ok(Once)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<Once, A::Error> {
        let mut names = BTreeSet::new();
        while let Some((name, Once)) = all.next_entry::<String, Once>()? {
            if let Some(name) = names.replace(name) {
                return Err(A::Error::custom(format!("`{name}` stands twice")));
            }
        }
        Ok(Once)
    }
}
