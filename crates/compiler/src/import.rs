//! What the files of a Cedar project hold, and what of it a pack has in another form: policies as
//! JSON, and the links of templates.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use std::sync::Arc;

use cedar_policy_core::ast::{EntityUID, PolicyID, PolicySet, SlotId};
use cedar_policy_core::est;
use cedar_policy_core::parser::{parse_policy_or_template, parse_policyset};
use serde_json::{Map, Value, json};

use crate::diagnostic::Findings;
use crate::format::format_policies;
use crate::naming::policy_id;
use crate::nesting;
use crate::references::References;
use crate::schema::{self, Schema};
use crate::source::{File, Files, Sources};

/// The members of a policy as JSON.
const POLICY: [&str; 4] = ["effect", "principal", "action", "resource"];

/// What a file of a Cedar project holds.
#[derive(Clone, Debug)]
pub enum Held {
    /// A schema, as text or as JSON.
    Schema,
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

/// A link of a template: entities as Cedar writes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    template: String,
    principal: Option<String>,
    resource: Option<String>,
}

/// What a pack made of a project is told beside its files.
#[derive(Clone, Debug, Default)]
pub struct Leftovers {
    /// The types of groups that are made at run time.
    pub groups: Vec<String>,
    /// For each principal the links that it brings; JSON, in a line for each.
    pub links: Option<String>,
    /// Links that could not be taken, and why.
    pub left: Vec<String>,
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
            policy_set(&json, all)
        }
        Value::Object(_) if has(&json, &POLICY) => {
            let text = as_text(None, &json)?;
            Ok(Held::Policies { text, links: Vec::new() })
        }
        Value::Object(all) if schema::is_json(all) => Ok(Held::Schema),
        Value::Object(_) => nothing(&json),
        Value::Array(all) if !all.is_empty() => {
            let links: Option<Vec<Link>> = all.iter().map(link_of_command).collect();
            links.map_or_else(|| nothing(&json), |links| Ok(Held::Links(links)))
        }
        _ => Ok(Held::Nothing),
    }
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

/// A policy set as JSON: Cedar's `staticPolicies`, `templates` and `templateLinks`.
fn policy_set(json: &Value, all: &Map<String, Value>) -> Result<Held, String> {
    let mut texts = Vec::new();
    for kind in ["staticPolicies", "templates"] {
        let of = all.get(kind).unwrap_or(&Value::Null);
        // Calls of Cedar's have texts in their place.
        let is_text = of.as_object().is_some_and(|all| all.values().any(Value::is_string));
        if is_text || !(of.is_object() || of.is_null()) {
            nothing(json)?;
            return Err(format!("its `{kind}` are not what Cedar writes"));
        }
        for (id, policy) in of.as_object().into_iter().flatten() {
            texts.push(as_text(Some(id), policy).map_err(|error| format!("`{id}`: {error}"))?);
        }
    }
    let links = all.get("templateLinks").and_then(Value::as_array).into_iter().flatten();
    let links: Option<Vec<Link>> = links.map(link_of_set).collect();
    let links = links.ok_or("its `templateLinks` are not what Cedar writes")?;
    Ok(Held::Policies { text: texts.join("\n"), links })
}

/// A policy as text, under its id where it has no `@id`; it is read again to see that it says the
/// same.
fn as_text(id: Option<&str>, policy: &Value) -> Result<String, String> {
    let mut policy = policy.clone();
    if let (Some(id), Some(members)) = (id, policy.as_object_mut()) {
        let annotations = members.entry("annotations").or_insert_with(|| json!({}));
        if let Some(annotations) = annotations.as_object_mut() {
            annotations.entry("id").or_insert_with(|| json!(id));
        }
    }
    let policy: est::Policy = serde_json::from_value(policy).map_err(|it| it.to_string())?;
    let text = policy.to_string();
    if !nesting::check(&File::new("policy.cedar", &text), &mut Findings::default()) {
        return Err("it is too long, or nested too deep".to_owned());
    }
    let name = PolicyID::from_string("policy");
    let meant = policy.try_into_ast_policy_or_template(Some(name.clone()));
    let meant = meant.map_err(|it| it.to_string())?;
    let read = parse_policy_or_template(Some(name), &text).map_err(|it| it.to_string())?;
    let same = meant.effect() == read.effect() && meant.condition().eq_shape(&read.condition());
    let formatted = format_policies(&text).filter(|_| same);
    formatted.ok_or_else(|| "Cedar does not write it as text that says the same".to_owned())
}

/// A link as a policy set has it: `{"templateId", "newId", "values": {"?principal": …}}`.
fn link_of_set(link: &Value) -> Option<Link> {
    let entity = |slot: &str| {
        let of = link.get("values")?.get(slot)?;
        let of = of.get("__entity").unwrap_or(of);
        let id = Value::from(of.get("id")?.as_str()?);
        Some(format!("{}::{id}", of.get("type")?.as_str()?))
    };
    let template = link.get("templateId")?.as_str()?.to_owned();
    Some(Link { template, principal: entity("?principal"), resource: entity("?resource") })
}

/// A link as Cedar's command keeps it: `{"template_id", "link_id", "args": {"?principal": "…"}}`.
fn link_of_command(link: &Value) -> Option<Link> {
    let entity = |slot: &str| Some(link.get("args")?.get(slot)?.as_str()?.to_owned());
    let template = link.get("template_id")?.as_str()?.to_owned();
    link.get("args")?.as_object()?;
    Some(Link { template, principal: entity("?principal"), resource: entity("?resource") })
}

/// What is to be said of a pack, and its links in the names of the pack.
#[must_use]
pub fn leftovers(sources: &Sources, links: &[Link]) -> Leftovers {
    let files = Files::new(sources);
    let references = References::read(&files);
    let schema = files.schemas().next();
    let schema = schema.and_then(|file| schema::read(file, &references, &mut Findings::default()));
    let Some(schema) = schema else {
        let left = links.iter().map(|link| {
            let template = &link.template;
            format!("a link of `{template}` is not taken: first the schema has to be mended")
        });
        return Leftovers { left: left.collect(), ..Leftovers::default() };
    };
    let within: BTreeSet<&String> = schema.principals.iter().flat_map(|of| &of.within).collect();
    let groups = within.into_iter().cloned().collect();
    let mut leftovers = Leftovers { groups, ..Leftovers::default() };
    let templates = templates(&files);
    let mut of: BTreeMap<Option<String>, BTreeMap<&str, Option<BTreeSet<String>>>> =
        BTreeMap::new();
    for link in links {
        match taken(link, &templates, &schema) {
            Ok((principal, resource)) => {
                let known = of.entry(principal).or_default();
                let known = known.entry(&link.template).or_default();
                if let Some(resource) = resource {
                    known.get_or_insert_default().insert(resource);
                }
            }
            Err(error) => {
                leftovers.left.push(format!("a link of `{}` is not taken: {error}", link.template));
            }
        }
    }
    let lines = of.into_iter().map(|(principal, links)| {
        let links = links.into_iter().map(|(template, of)| {
            (template.to_owned(), of.map_or(Value::Bool(true), |of| json!(of)))
        });
        let links: Map<String, Value> = links.collect();
        match principal {
            Some(principal) => json!({ "principal": principal, "links": links }).to_string(),
            None => json!({ "links": links }).to_string(),
        }
    });
    let lines: Vec<String> = lines.collect();
    leftovers.links = (!lines.is_empty()).then(|| lines.join("\n") + "\n");
    leftovers
}

/// For each template whether its links name a principal, and a resource.
fn templates(files: &Files) -> BTreeMap<String, [bool; 2]> {
    let readable = |file: &&Arc<File>| nesting::check(file, &mut Findings::default());
    let mut found = BTreeMap::new();
    for file in files.policies().filter(readable) {
        for template in parse_policyset(&file.text).iter().flat_map(PolicySet::all_templates) {
            let has = |slot: SlotId| template.slots().any(|it| it.id == slot);
            let slots = [has(SlotId::principal()), has(SlotId::resource())];
            if slots.contains(&true) {
                found.insert(policy_id(file, template), slots);
            }
        }
    }
    found
}

/// Whom a link is for and what it names, as the pack calls them.
fn taken(
    link: &Link,
    templates: &BTreeMap<String, [bool; 2]>,
    schema: &Schema,
) -> Result<(Option<String>, Option<String>), String> {
    let Some(slots) = templates.get(&link.template) else {
        let help = "write it above its template in the project, and import again";
        return Err(format!("no template has that `@id`: {help}"));
    };
    // A link that names nobody would be everybody's.
    if *slots != [link.principal.is_some(), link.resource.is_some()] {
        return Err("it does not fill in what the template asks for".to_owned());
    }
    let called = |text: &Option<String>| -> Result<Option<String>, String> {
        let Some(text) = text else { return Ok(None) };
        let uid = EntityUID::from_str(text).map_err(|_| format!("`{text}` is no entity"))?;
        let (of, id) = (schema.called(uid.entity_type()), uid.eid().as_ref());
        Ok(Some(format!("{of}::{id}")))
    };
    Ok((called(&link.principal)?, called(&link.resource)?))
}
