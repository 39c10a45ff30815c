//! What a pack calls the entity types and the actions of its schema: without their namespace,
//! unless another has that name too.

use std::collections::{BTreeSet, HashMap};

use cedar_policy_core::ast::Name;
use cedar_policy_core::validator::RawName;
use cedar_policy_core::validator::json_schema::Fragment;

use crate::diagnostic::nearest;

/// The names of entity types and actions.
#[derive(Default)]
pub(crate) struct Names {
    /// By what Cedar calls a type.
    types: HashMap<String, String>,
    /// By the type and the id that Cedar gives an action.
    actions: HashMap<(String, String), String>,
}

impl Names {
    pub(super) fn new<N>(fragment: &Fragment<N>) -> Self {
        let types: Vec<(&Option<Name>, &str)> = (fragment.0.iter())
            .flat_map(|(of, it)| it.entity_types.keys().map(move |name| (of, name.as_ref())))
            .collect();
        let actions: Vec<(&Option<Name>, &str)> = (fragment.0.iter())
            .flat_map(|(of, it)| it.actions.keys().map(move |name| (of, name.as_str())))
            .collect();
        let (of_types, of_actions) = (counted(&types), counted(&actions));
        // What begins as a name in full does would be read as that.
        let in_full = types.iter().filter(|(_, name)| of_types[name] > 1);
        let first = |of: &Name| of.to_string().split("::").next().map(str::to_owned);
        let roots: BTreeSet<String> =
            in_full.filter_map(|(of, _)| of.as_ref().and_then(first)).collect();
        let mut names = Names::default();
        for (of, name) in types {
            let full = qualified(of.as_ref(), name);
            let is_short = of_types[name] == 1 && !roots.contains(name);
            let called = if is_short { name.to_owned() } else { full.clone() };
            names.types.insert(full, called);
        }
        for (of, name) in actions {
            let kind = qualified(of.as_ref(), "Action");
            let is_short = of.is_none() || of_actions[name] == 1;
            let called = if is_short { name.to_owned() } else { format!("{kind}::{name}") };
            names.actions.insert((kind, name.to_owned()), called);
        }
        names
    }

    /// What the pack calls an entity type.
    pub(crate) fn of(&self, entity_type: &impl ToString) -> String {
        let full = entity_type.to_string();
        self.types.get(&full).cloned().unwrap_or(full)
    }

    /// What the pack calls an action, of its type and id.
    pub(super) fn of_action(&self, uid: (String, String)) -> String {
        self.actions.get(&uid).cloned().unwrap_or(uid.1)
    }
}

/// How often each name stands.
fn counted<'n>(names: &[(&Option<Name>, &'n str)]) -> HashMap<&'n str, usize> {
    let mut counts = HashMap::new();
    names.iter().for_each(|(_, name)| *counts.entry(*name).or_default() += 1);
    counts
}

/// A name in a namespace.
pub(super) fn qualified(namespace: Option<&Name>, name: &str) -> String {
    namespace.map_or_else(|| name.to_owned(), |namespace| format!("{namespace}::{name}"))
}

/// The names that a type may be written with, those that a schema declares among them.
pub(super) fn of_types(fragment: &Fragment<RawName>) -> Vec<String> {
    let built_in = ["Bool", "Long", "String", "Set", "decimal", "datetime", "duration", "ipaddr"];
    let spaces = fragment.0.values();
    let declared = spaces.flat_map(|space| {
        let entities = space.entity_types.keys().map(ToString::to_string);
        entities.chain(space.common_types.keys().map(ToString::to_string))
    });
    built_in.into_iter().map(str::to_owned).chain(declared).collect()
}

/// What was probably meant by the type that an error of Cedar's does not know.
pub(super) fn meant(message: &str, types: &[String]) -> Option<String> {
    let unknown = message.strip_prefix("failed to resolve type: ")?;
    let meant = nearest(unknown, types.iter().map(String::as_str))?;
    Some(format!("did you mean `{meant}`?"))
}
