//! What packs call types and actions in namespaces: without these, where no other has the name.

use std::collections::BTreeMap;

use cedar_policy::EntityUid;
use serde_json::Value;

use super::uid;

/// Cedar's names and those of the pack.
pub struct Names {
    /// By Cedar's name of a type.
    types: BTreeMap<String, String>,
    /// By the pack's name of an action, Cedar's type and id.
    actions: BTreeMap<String, (String, String)>,
}

impl Names {
    pub fn new(declared: &Value) -> Self {
        let namespaces = declared.as_object().unwrap();
        let having = |kind: &str, name: &str| {
            namespaces.values().filter(|it| it[kind].get(name).is_some()).count()
        };
        let (mut types, mut actions) = (BTreeMap::new(), BTreeMap::new());
        for (namespace, of) in namespaces {
            for name in of["entityTypes"].as_object().unwrap().keys() {
                let full = qualified(namespace, name);
                let is_alone = having("entityTypes", name) == 1;
                types.insert(full.clone(), if is_alone { name.clone() } else { full });
            }
            for name in of["actions"].as_object().unwrap().keys() {
                let kind = qualified(namespace, "Action");
                let is_alone = having("actions", name) == 1;
                let called = if is_alone { name.clone() } else { format!("{kind}::{name}") };
                actions.insert(called, (kind, name.clone()));
            }
        }
        Names { types, actions }
    }

    /// What the pack calls a type of Cedar's.
    pub fn called(&self, full: &str) -> &str {
        &self.types[full]
    }

    /// What the pack calls an action.
    pub fn action(&self, namespace: &str, id: &str) -> String {
        let uid = (qualified(namespace, "Action"), id.to_owned());
        self.actions.iter().find(|(_, it)| **it == uid).unwrap().0.clone()
    }

    pub fn action_uid(&self, called: &str) -> EntityUid {
        let (kind, id) = &self.actions[called];
        uid(kind, id)
    }

    /// An entity as lists of what something is in have it.
    pub fn entry(&self, of: &EntityUid) -> String {
        format!("{}::{}", self.called(&of.type_name().to_string()), of.id().unescaped())
    }
}

pub fn qualified(namespace: &str, name: &str) -> String {
    if namespace.is_empty() { name.to_owned() } else { format!("{namespace}::{name}") }
}
