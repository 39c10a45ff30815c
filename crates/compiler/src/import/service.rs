//! Policies, templates, links and schemas as Verified Permissions takes and tells them.

use serde_json::Value;

use super::policies::{Found, Kind};
use super::{Held, links};
use crate::schema;

/// Where lists of it have what they list.
const LISTS: [&str; 3] = ["policies", "results", "policyTemplates"];

/// What JSON of the service holds; nothing where it is none of it.
pub(super) fn held(json: &Value) -> Option<Result<Held, String>> {
    if let Some(schema) = schema_within(json) {
        return Some(Ok(Held::SchemaWithin(schema.to_owned())));
    }
    let listed = LISTS.iter().find_map(|name| json.get(name));
    let items = match listed.unwrap_or(json) {
        Value::Array(items) => &items[..],
        item => std::slice::from_ref(item),
    };
    if items.is_empty() || !items.iter().all(is_of_service) {
        return None;
    }
    let mut found = Found::default();
    let added = items.iter().try_for_each(|item| add(item, &mut found));
    Some(added.map(|()| found.into_held()))
}

/// A schema that a policy store tells: `{"policyStoreId", "schema": "…"}`.
fn schema_within(json: &Value) -> Option<&str> {
    json.get("policyStoreId")?;
    let text = json.get("schema")?.as_str()?;
    let schema: Value = serde_json::from_str(text).ok()?;
    schema.as_object().filter(|all| schema::is_json(all)).map(|_| text)
}

/// How a policy is defined: `{"static": {"statement"}}` or `{"templateLinked": {…}}`.
fn definition(item: &Value) -> &Value {
    item.get("definition").unwrap_or(item)
}

fn statement(item: &Value) -> Option<&Value> {
    let of = definition(item).get("static").or_else(|| item.get("policyTemplateId").map(|_| item));
    of?.get("statement").filter(|it| it.is_string())
}

fn is_of_service(item: &Value) -> bool {
    let stored = ["policyId", "policyTemplateId"].iter().any(|name| item.get(name).is_some());
    let linked = || definition(item).get("templateLinked").and_then(links::of_service);
    item.get("policyStoreId").is_some() && stored || statement(item).is_some() || linked().is_some()
}

fn add(item: &Value, found: &mut Found) -> Result<(), String> {
    let id = |name: &str| item.get(name).and_then(Value::as_str);
    if let Some(linked) = definition(item).get("templateLinked") {
        let link = links::of_service(linked);
        found.link(link.ok_or("a `templateLinked` in it is not what the service writes")?);
        return Ok(());
    }
    let (id, kind) = match id("policyId") {
        None if definition(item).get("static").is_none() => {
            (id("policyTemplateId"), Kind::Template)
        }
        id => (id, Kind::Static),
    };
    let Some(statement) = statement(item) else {
        let of = id.unwrap_or("a policy");
        return Err(format!(
            "it has no statement of `{of}`: have the service tell each, by `get-policy` and \
             `get-policy-template`",
        ));
    };
    found.add(id, statement, kind)
}
