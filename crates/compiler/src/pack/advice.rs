//! Advice: texts beside an allowed decision, and when something is about to be granted.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use tollgate::program::{Grant, GroupId, RoleId};

use super::roles::Roles;
use super::{Ids, Lookup};
use crate::diagnostic::Findings;
use crate::schema::{Kind, Schema};
use crate::source::File;
use crate::tables::{Name, advice as table};

/// Advice beside decisions and grants.
#[derive(Default)]
pub(crate) struct Advices {
    pub(crate) decisions: Vec<DecisionAdvice>,
    pub(crate) grants: Vec<GrantAdvice>,
    /// The places in `decisions` of those beside each action.
    by_action: HashMap<usize, Vec<usize>>,
}

impl Advices {
    /// The advices beside an action.
    pub(crate) fn on(&self, action: usize) -> impl Iterator<Item = &DecisionAdvice> {
        self.by_action.get(&action).into_iter().flatten().map(|place| &self.decisions[*place])
    }
}

/// A text beside an allowed decision on some types of record.
pub(crate) struct DecisionAdvice {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) action: usize,
    /// For each type it is for: values of attributes that must all hold.
    pub(crate) on: BTreeMap<usize, BTreeMap<usize, usize>>,
}

/// A text when a permission or a role is about to be granted.
pub(crate) struct GrantAdvice {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) grant: Grant,
    pub(crate) unless_roles: Vec<usize>,
}

/// Looks up the names of every advice.
pub(crate) fn resolve(
    read: &table::Advices,
    roles: &Roles,
    schema: &Schema,
    file: &Arc<File>,
    findings: &mut Findings,
) -> Advices {
    let mut lookup = Lookup { schema, file, findings };
    let (mut advices, mut ids) = (Advices::default(), Ids::default());
    for advice in &read.advice {
        ids.add(&advice.id, "advice::duplicate_id", &mut lookup);
        lookup.not_blank(&advice.text, "advice::empty_text", "the text");
        match (&advice.action, &advice.permission, &advice.role) {
            (Some(action), None, None) => {
                advices.decisions.extend(decision(advice, action, &mut lookup));
            }
            (None, Some(_), None) | (None, None, Some(_)) => {
                advices.grants.extend(grant(advice, roles, &mut lookup));
            }
            _ => {
                let id = advice.id.as_str();
                let message = match named(advice) {
                    0 => format!("advice `{id}` does not say what it is for"),
                    _ => format!("advice `{id}` is for several things at once"),
                };
                let help = "write exactly one of `action`, `permission` and `role`".to_owned();
                lookup.error("advice::subject", &advice.id, message, help);
            }
        }
    }
    for (place, advice) in advices.decisions.iter().enumerate() {
        advices.by_action.entry(advice.action).or_default().push(place);
    }
    advices
}

fn named(advice: &table::Advice) -> usize {
    [&advice.action, &advice.permission, &advice.role].into_iter().flatten().count()
}

fn decision(
    advice: &table::Advice,
    action: &Name,
    lookup: &mut Lookup<'_, '_>,
) -> Option<DecisionAdvice> {
    if let Some(role) = advice.unless_roles.first() {
        let message = "`unless_roles` is for a `permission` or `role` that is granted".to_owned();
        let help = "remove it, or write `when` for what must hold of the record".to_owned();
        lookup.error("advice::unless_roles", role, message, help);
    }
    let action = lookup.action(action, "advice::unknown_action")?;
    let known = lookup.schema.actions.get(action)?;
    let mut on = BTreeMap::new();
    for resource in &known.on {
        if let Some(when) = when(advice, *resource, known.on.len() == 1, lookup) {
            on.insert(*resource, when);
        }
    }
    if on.is_empty() && known.on.len() > 1 {
        let message = format!("no type that `{}` applies to has all of `when`", known.at.value);
        let help = "name attributes and values of one of its types".to_owned();
        lookup.error("advice::unknown_attribute", &advice.id, message, help);
    }
    Some(DecisionAdvice {
        id: advice.id.as_str().to_owned(),
        text: advice.text.as_str().to_owned(),
        action,
        on,
    })
}

/// What must hold of a record of this type; `None` where the type has no such attributes.
fn when(
    advice: &table::Advice,
    resource: usize,
    only: bool,
    lookup: &mut Lookup<'_, '_>,
) -> Option<BTreeMap<usize, usize>> {
    let record = lookup.schema.types.get(resource)?;
    let mut literals = BTreeMap::new();
    for (name, value) in advice.when.iter() {
        let index = if only {
            lookup.attribute(resource, name, "advice::unknown_attribute")?
        } else {
            record.attribute(name.as_str())?
        };
        let attribute = record.attributes.get(index)?;
        if !matches!(attribute.kind, Kind::Enum { .. } | Kind::Bool) {
            let message = format!("`{}` is neither enumerated nor Boolean", attribute.name);
            let help = "`when` compares an enumerated or Boolean attribute with a value".to_owned();
            lookup.error("advice::attribute_kind", name, message, help);
            return None;
        }
        literals.insert(index, lookup.value(attribute, value, "advice::unknown_value")?);
    }
    Some(literals)
}

fn grant(
    advice: &table::Advice,
    roles: &Roles,
    lookup: &mut Lookup<'_, '_>,
) -> Option<GrantAdvice> {
    if let Some((name, _)) = advice.when.iter().next() {
        let message = "`when` is for advice on an `action`".to_owned();
        let help = "remove it: a grant concerns no record".to_owned();
        lookup.error("advice::when", name, message, help);
    }
    let grant = match (&advice.permission, &advice.role) {
        (Some(name), _) => {
            let group = lookup.permission(name, "advice::unknown_permission")?;
            Grant::Permission(GroupId::at(group))
        }
        (None, Some(name)) => Grant::Role(RoleId::at(role(name, roles, lookup)?)),
        (None, None) => return None,
    };
    let unless = advice.unless_roles.iter().map(|name| role(name, roles, lookup));
    Some(GrantAdvice {
        id: advice.id.as_str().to_owned(),
        text: advice.text.as_str().to_owned(),
        grant,
        unless_roles: unless.collect::<Vec<_>>().into_iter().collect::<Option<_>>()?,
    })
}

fn role(name: &Name, roles: &Roles, lookup: &mut Lookup<'_, '_>) -> Option<usize> {
    let found = roles.number(name.as_str());
    let names = roles.roles.iter().map(|role| role.name.as_str());
    lookup.found(found, name, ("advice::unknown_role", "role", ""), names)
}
