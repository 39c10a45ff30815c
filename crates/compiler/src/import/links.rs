//! Links of templates: where files of a Cedar project have them, and what a pack makes of them.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use std::sync::Arc;

use cedar_policy_core::ast::{EntityUID, PolicySet, SlotId};
use cedar_policy_core::parser::parse_policyset;
use serde_json::{Map, Value, json};

use crate::diagnostic::Findings;
use crate::naming::policy_id;
use crate::nesting;
use crate::references::References;
use crate::schema::{self, Schema};
use crate::source::{File, Files, Sources};

/// A link of a template: entities as Cedar writes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub(super) template: String,
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

/// An entity as Cedar writes it.
fn entity(of: &Value, [of_type, id]: [&str; 2]) -> Option<String> {
    let id = of.get(id)?.as_str()?.escape_debug();
    Some(format!("{}::\"{id}\"", of.get(of_type)?.as_str()?))
}

/// A link as a policy set has it: `{"templateId", "newId", "values": {"?principal": …}}`.
pub(super) fn of_set(link: &Value) -> Option<Link> {
    let entity = |slot: &str| {
        let of = link.get("values")?.get(slot)?;
        entity(of.get("__entity").unwrap_or(of), ["type", "id"])
    };
    let template = link.get("templateId")?.as_str()?.to_owned();
    Some(Link { template, principal: entity("?principal"), resource: entity("?resource") })
}

/// A link as Cedar's command keeps it: `{"template_id", "link_id", "args": {"?principal": "…"}}`.
pub(super) fn of_command(link: &Value) -> Option<Link> {
    let entity = |slot: &str| Some(link.get("args")?.get(slot)?.as_str()?.to_owned());
    let template = link.get("template_id")?.as_str()?.to_owned();
    link.get("args")?.as_object()?;
    Some(Link { template, principal: entity("?principal"), resource: entity("?resource") })
}

/// A link as Verified Permissions has it: `{"policyTemplateId", "principal": {"entityType",
/// "entityId"}, "resource"}`.
pub(super) fn of_service(link: &Value) -> Option<Link> {
    let entity = |side: &str| entity(link.get(side)?, ["entityType", "entityId"]);
    let template = link.get("policyTemplateId")?.as_str()?.to_owned();
    Some(Link { template, principal: entity("principal"), resource: entity("resource") })
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
