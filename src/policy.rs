//! A loaded policy: the bundle and what is made of it once, shared by every gate.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use alloc::sync::Arc;

use crate::bundle::{Bundle, Help, words};
use crate::error::{Error, ErrorCode, Result};
use crate::gate::Gate;
use crate::input::Input;
use crate::layout::Layout;
use crate::lifecycle::{Lifecycle, StateValue, TransitionInfo};
use crate::principal::Principal;
use crate::rule::Rule;
use crate::text::alphabetical;
use crate::{decode, verify};

/// A policy: what a bundle says, ready to be asked. Cheap to clone, shared between threads.
///
/// ```
/// let policy = tollgate::packs::client_metrics();
/// assert_eq!(policy.pack(), "client-metrics");
/// assert_eq!(policy.roles(), ["Commercial", "Administrator", "ReadOnly"]);
/// ```
#[derive(Clone, Debug)]
pub struct Policy(pub(crate) Arc<Loaded>);

#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) bundle: Bundle,
    /// By resource type.
    pub(crate) layouts: Vec<Layout>,
    pub(crate) rules: Vec<Rule>,
    /// The first rule of each action, and the end of all.
    first: Vec<usize>,
    actions: Names,
    controls: Names,
    groups: Names,
    roles: Names,
    types: Names,
}

/// Places in a table by name, found by bisection.
#[derive(Debug)]
struct Names(Vec<usize>);

impl Names {
    fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        Names(alphabetical(&names.collect::<Vec<_>>()))
    }

    fn find<'a>(&self, name: &str, at: impl Fn(usize) -> &'a str) -> Option<usize> {
        let place = self.0.binary_search_by(|index| at(*index).cmp(name)).ok()?;
        self.0.get(place).copied()
    }
}

words! {
    /// Whether an action is allowed over all records, some, or none.
    Scope {
        /// On every record.
        Always = "always",
        /// On no record.
        Never = "never",
        /// On some.
        Depends = "depends",
    }
}

/// A permission, as an administrator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
pub struct Permission {
    /// The bare name, `editCustomer`.
    pub name: String,
    /// How people name it.
    pub label: String,
    /// Under which heading it stands.
    pub category: Option<String>,
}

/// A piece of advice: never part of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
pub struct Advice {
    /// Its id.
    pub id: String,
    /// The text.
    pub text: String,
}

/// The group type that bare permission names belong to.
const PERMISSION: &str = "Permission::";

impl Policy {
    pub(crate) fn read<I: Input>(input: I) -> Result<Self> {
        Self::new(decode::bundle(input)?)
    }

    pub(crate) fn new(bundle: Bundle) -> Result<Self> {
        verify::verify(&bundle)?;
        let layouts: Vec<Layout> =
            bundle.types.iter().map(|each| Layout::new(&each.attributes, 0)).collect();
        let (mut rules, mut first) = (Vec::new(), Vec::with_capacity(bundle.actions.len() + 1));
        for (index, action) in bundle.actions.iter().enumerate() {
            first.push(rules.len());
            for rule in &action.on {
                rules.push(Rule::new(index, action, rule, &layouts[rule.resource]));
            }
        }
        first.push(rules.len());
        let (actions, controls) = (
            Names::new(bundle.actions.iter().map(|action| action.name.as_str())),
            Names::new(bundle.controls.iter().map(|control| control.id.as_str())),
        );
        let groups = Names::new(bundle.groups.iter().map(|group| group.name.as_str()));
        let roles = Names::new(bundle.roles.iter().map(|role| role.name.as_str()));
        let types = Names::new(bundle.types.iter().map(|each| each.name.as_str()));
        Ok(Policy(Arc::new(Loaded {
            bundle,
            layouts,
            rules,
            first,
            actions,
            controls,
            groups,
            roles,
            types,
        })))
    }

    pub(crate) fn gate_for<I: Input>(&self, principal: &I) -> Result<Gate> {
        Ok(Gate::new(self.clone(), Principal::read(&self.0, principal)?))
    }

    /// The pack's name.
    #[must_use]
    pub fn pack(&self) -> &str {
        &self.0.bundle.pack
    }

    /// SHA-256 of the bundle, in hexadecimal: two policies are the same when theirs are.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.0.bundle.fingerprint
    }

    /// The bundle it was loaded from.
    #[must_use]
    pub fn bundle(&self) -> &Bundle {
        &self.0.bundle
    }

    /// The names of all actions, in schema order.
    #[must_use]
    pub fn actions(&self) -> Vec<&str> {
        self.0.bundle.actions.iter().map(|action| action.name.as_str()).collect()
    }

    /// The names of all roles.
    #[must_use]
    pub fn roles(&self) -> Vec<&str> {
        self.0.bundle.roles.iter().map(|role| role.name.as_str()).collect()
    }

    /// All permissions, in schema order.
    ///
    /// ```
    /// let labels: Vec<String> = tollgate::packs::alvys()
    ///     .permissions()
    ///     .into_iter()
    ///     .filter(|permission| permission.category.as_deref() == Some("Rates"))
    ///     .map(|permission| permission.label)
    ///     .collect();
    /// assert_eq!(labels, ["Edit Customer Rate"]);
    /// ```
    #[must_use]
    pub fn permissions(&self) -> Vec<Permission> {
        self.0
            .permission_groups()
            .map(|(index, name)| Permission {
                name: name.to_owned(),
                label: self.0.group_label(index).to_owned(),
                category: self.0.bundle.groups[index].category.clone(),
            })
            .collect()
    }

    /// The lifecycle of a resource type; `None` for a type without one.
    ///
    /// # Errors
    ///
    /// `wrong_resource` for a type that the schema does not have.
    ///
    /// ```
    /// let lifecycle = tollgate::packs::client_metrics().lifecycle("Customer")?.unwrap();
    /// assert_eq!(lifecycle.initial.to_string(), "PAIN");
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn lifecycle(&self, resource_type: &str) -> Result<Option<Lifecycle>> {
        let index = self.0.resource_type(resource_type)?;
        let resource = &self.0.bundle.types[index];
        let Some(lifecycle) = &resource.lifecycle else { return Ok(None) };
        let attribute = &resource.attributes[lifecycle.attribute];
        let value = |value: usize| StateValue::new(attribute, value);
        Ok(Some(Lifecycle {
            attribute: attribute.name.clone(),
            states: (0..attribute.present_values()).map(value).collect(),
            initial: value(lifecycle.initial),
            transitions: lifecycle
                .transitions
                .iter()
                .map(|transition| TransitionInfo {
                    name: transition.name.clone(),
                    from: transition.from.iter().copied().map(value).collect(),
                    to: value(transition.to),
                    guard: self.0.bundle.actions[transition.guard].name.clone(),
                })
                .collect(),
        }))
    }

    /// The permissions that a new user of these roles starts with, in schema order.
    ///
    /// # Errors
    ///
    /// `unknown_role`.
    ///
    /// ```
    /// let policy = tollgate::packs::client_metrics();
    /// assert_eq!(policy.role_defaults(&["Commercial"])?, ["view", "edit"]);
    /// assert!(policy.role_defaults(&["Owner"]).is_err());
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn role_defaults(&self, roles: &[&str]) -> Result<Vec<String>> {
        let mut held = vec![false; self.0.bundle.groups.len()];
        for role in roles {
            for group in &self.0.bundle.roles[self.0.role(role)?].groups {
                held[*group] = true;
            }
        }
        let defaults = self.0.permission_groups().filter(|(index, _)| held[*index]);
        Ok(defaults.map(|(_, name)| name.to_owned()).collect())
    }

    /// What to say when a permission (or, in a pack without permissions, a role) is about to be
    /// given to a user of these roles.
    ///
    /// # Errors
    ///
    /// `unknown_permission` where the pack has permissions, else `unknown_role`.
    ///
    /// ```
    /// let policy = tollgate::packs::alvys();
    /// let advice = policy.grant_advice("deleteCustomer", &["Dispatcher"])?;
    /// assert_eq!(advice[0].id, "trusted-administrators");
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn grant_advice(&self, grant: &str, roles: &[&str]) -> Result<Vec<Advice>> {
        let permissions = self.0.permission_groups().next().is_some();
        let (permission, role) = if permissions {
            (Some(self.0.permission(grant)?), None)
        } else {
            (None, Some(self.0.role(grant)?))
        };
        let roles = roles.iter().map(|role| self.0.role(role)).collect::<Result<Vec<usize>>>()?;
        let advice = self.0.bundle.grant_advice.iter().filter(|advice| {
            advice.permission == permission
                && advice.role == role
                && !advice.unless_roles.iter().any(|role| roles.contains(role))
        });
        Ok(advice.map(|each| Advice { id: each.id.clone(), text: each.text.clone() }).collect())
    }

    /// Questions that no single decision answers, with the pack's answers.
    #[must_use]
    pub fn help(&self) -> &[Help] {
        &self.0.bundle.help
    }
}

impl Loaded {
    /// The rules of an action, one for each resource type it applies to.
    pub(crate) fn rules_of(&self, action: usize) -> core::ops::Range<usize> {
        self.first[action]..self.first[action + 1]
    }

    pub(crate) fn action(&self, name: &str) -> Result<usize> {
        let at = |index: usize| self.bundle.actions[index].name.as_str();
        self.actions.find(name, at).ok_or_else(|| {
            let names = self.bundle.actions.iter().map(|action| action.name.as_str());
            Error::unknown(ErrorCode::UnknownAction, "action", name, names).place("action")
        })
    }

    pub(crate) fn control(&self, id: &str) -> Result<usize> {
        let at = |index: usize| self.bundle.controls[index].id.as_str();
        self.controls.find(id, at).ok_or_else(|| {
            let ids = self.bundle.controls.iter().map(|control| control.id.as_str());
            Error::unknown(ErrorCode::UnknownControl, "control", id, ids).place("control")
        })
    }

    pub(crate) fn resource_type(&self, name: &str) -> Result<usize> {
        let at = |index: usize| self.bundle.types[index].name.as_str();
        self.types.find(name, at).ok_or_else(|| {
            let names = self.bundle.types.iter().map(|each| each.name.as_str());
            Error::unknown(ErrorCode::WrongResource, "resource type", name, names).place("type")
        })
    }

    pub(crate) fn group(&self, name: &str) -> Result<usize> {
        let at = |index: usize| self.bundle.groups[index].name.as_str();
        self.groups.find(name, at).ok_or_else(|| {
            let names = self.bundle.groups.iter().map(|group| group.name.as_str());
            Error::unknown(ErrorCode::UnknownGroup, "group", name, names)
        })
    }

    pub(crate) fn role(&self, name: &str) -> Result<usize> {
        let at = |index: usize| self.bundle.roles[index].name.as_str();
        self.roles.find(name, at).ok_or_else(|| {
            let names = self.bundle.roles.iter().map(|role| role.name.as_str());
            Error::unknown(ErrorCode::UnknownRole, "role", name, names)
        })
    }

    pub(crate) fn permission(&self, name: &str) -> Result<usize> {
        self.permission_groups().find(|(_, own)| *own == name).map(|(index, _)| index).ok_or_else(
            || {
                let names = self.permission_groups().map(|(_, name)| name);
                Error::unknown(ErrorCode::UnknownPermission, "permission", name, names)
            },
        )
    }

    /// The permissions, as places in the groups and bare names.
    pub(crate) fn permission_groups(&self) -> impl Iterator<Item = (usize, &str)> {
        let groups = self.bundle.groups.iter().enumerate();
        groups.filter_map(|(index, group)| Some((index, group.name.strip_prefix(PERMISSION)?)))
    }

    pub(crate) fn group_label(&self, group: usize) -> &str {
        let group = &self.bundle.groups[group];
        let value = group.name.find(':').and_then(|colons| group.name.get(colons + 2..));
        group.label.as_deref().or(value).unwrap_or(&group.name)
    }
}
