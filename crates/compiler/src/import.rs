//! What the files of a Cedar project hold, and what of it a pack has in another form: policies in
//! JSON, and the links of templates.

mod links;
mod policies;
mod service;

use cedar_policy_core::parser::parse_policyset;
use serde_json::Value;

use crate::diagnostic::Findings;
use crate::source::File;
use crate::{nesting, schema};

pub use links::{Leftovers, Link, leftovers};

/// The members of a policy as JSON.
const POLICY: [&str; 4] = ["effect", "principal", "action", "resource"];

/// What a file of a Cedar project holds.
#[derive(Clone, Debug)]
pub enum Held {
    /// A schema, as text or as JSON.
    Schema,
    /// A schema that stands in the file as a text.
    SchemaWithin(String),
    /// Policies and templates, as text.
    Policies {
        /// The policies.
        text: String,
        /// Links of templates that stand beside them.
        links: Vec<Link>,
    },
    /// Links of templates.
    Links(Vec<Link>),
    /// Nothing that a pack has.
    Nothing,
}

/// What a file holds, by its name and text.
///
/// # Errors
/// Why policies as JSON cannot be written as text, or that there is Cedar within other JSON.
pub fn held(name: &str, text: &str) -> Result<Held, String> {
    if matches!(name.rsplit(['/', '.']).next(), Some("cedarschema")) {
        return Ok(Held::Schema);
    }
    if name.ends_with(".cedar") {
        return Ok(Held::Policies { text: text.to_owned(), links: Vec::new() });
    }
    let Ok(json) = serde_json::from_str::<Value>(text) else { return Ok(Held::Nothing) };
    let has = |of: &Value, names: &[&str]| names.iter().all(|name| of.get(name).is_some());
    match &json {
        Value::Object(all) if has(&json, &["staticPolicies"]) || has(&json, &["templateLinks"]) => {
            policies::set(text, all)
        }
        Value::Object(_) if has(&json, &POLICY) => policies::single(text, &json),
        Value::Object(all) if schema::is_json(all) => Ok(Held::Schema),
        Value::Array(all) if !all.is_empty() => {
            let links: Option<Vec<Link>> = all.iter().map(links::of_command).collect();
            links.map_or_else(|| of_service(&json), |links| Ok(Held::Links(links)))
        }
        _ => of_service(&json),
    }
}

fn of_service(json: &Value) -> Result<Held, String> {
    service::held(json).unwrap_or_else(|| nothing(json))
}

/// Nothing that a pack has, unless there is Cedar within: what a service was handed, or keeps.
fn nothing(json: &Value) -> Result<Held, String> {
    let Some((what, at)) = find_cedar(json) else { return Ok(Held::Nothing) };
    Err(format!(
        "it holds {what} within other JSON, at `{at}`: write what is in it to files of their own, \
         `*.cedar` or `*.json`, and import again",
    ))
}

/// The first schema or policies in JSON, which is nested as deep as its parser goes, and where.
fn find_cedar(json: &Value) -> Option<(&'static str, String)> {
    if let Some(what) = cedar_within(json) {
        return Some((what, String::new()));
    }
    let (name, (what, at)) = match json {
        Value::Array(all) => {
            let mut all = all.iter().enumerate();
            all.find_map(|(index, of)| find_cedar(of).map(|found| (index.to_string(), found)))?
        }
        Value::Object(all) => {
            all.iter().find_map(|(name, of)| find_cedar(of).map(|found| (name.clone(), found)))?
        }
        _ => return None,
    };
    Some((what, format!("/{name}{at}")))
}

/// What a value is, where it is a schema or policies.
fn cedar_within(value: &Value) -> Option<&'static str> {
    let text = match value {
        Value::Object(all) if schema::is_json(all) => return Some("a schema"),
        Value::Object(all) => {
            let is_policy = POLICY.iter().all(|name| all.contains_key(*name));
            return is_policy.then_some("a policy");
        }
        Value::String(text) => text,
        _ => return None,
    };
    if text.contains("entityTypes") {
        let json: Value = serde_json::from_str(text).ok()?;
        return json.as_object().filter(|all| schema::is_json(all)).map(|_| "a schema");
    }
    let may_be = ["permit", "forbid"].iter().any(|effect| text.contains(effect));
    let file = File::new("policies.cedar", text);
    if !may_be || !nesting::check(&file, &mut Findings::default()) {
        return None;
    }
    let policies = parse_policyset(text).ok()?;
    policies.all_templates().next().map(|_| "policies")
}
