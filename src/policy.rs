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
use crate::text::{Gather, alphabetical};
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
    /// The groups that are permissions, in schema order.
    pub(crate) permissions: Vec<usize>,
    permission_names: Names,
}

/// Places in a table by name, found by bisection.
#[derive(Debug)]
struct Names(Vec<usize>);

impl Names {
    fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        Names(alphabetical(&names.gathered()))
    }

    fn find<'a>(&self, name: &str, at: &dyn Fn(usize) -> &'a str) -> Option<usize> {
        let place = self.0.binary_search_by(|index| at(*index).cmp(name)).ok()?;
        self.0.get(place).copied()
    }

    /// The place of a name, or the error that says which there are.
    fn get<'a>(
        &self,
        name: &str,
        (code, what, place): (ErrorCode, &str, &str),
        at: &dyn Fn(usize) -> &'a str,
    ) -> Result<usize> {
        self.find(name, at).ok_or_else(|| {
            Error::unknown(
                code,
                what,
                name,
                (0..self.0.len()).map(|index| at(index).to_owned()).gathered(),
            )
            .place(place)
        })
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
///
/// ```
/// # let policy = tollgate::packs::client_metrics();
/// assert_eq!(policy.permissions()[0].label, "View");
/// ```
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
///
/// ```
/// let policy = tollgate::packs::access_levels();
/// assert_eq!(policy.grant_advice("Admin", &[])?[0].id, "few-admins");
/// # Ok::<(), tollgate::Error>(())
/// ```
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
            bundle.types.iter().map(|each| Layout::new(&each.attributes, 0)).gathered();
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
        let mut permissions: Vec<usize> = Vec::new();
        let mut bare: Vec<&str> = Vec::new();
        for (index, group) in bundle.groups.iter().enumerate() {
            if let Some(name) = group.name.strip_prefix(PERMISSION) {
                permissions.push(index);
                bare.push(name);
            }
        }
        let permission_names = Names(alphabetical(&bare));
        Ok(Policy(Arc::new(Loaded {
            permissions,
            permission_names,
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
    ///
    /// ```
    /// # let policy = tollgate::packs::client_metrics();
    /// assert_eq!(policy.pack(), "client-metrics");
    /// ```
    #[must_use]
    pub fn pack(&self) -> &str {
        &self.0.bundle.pack
    }

    /// SHA-256 of the bundle, in hexadecimal: two policies are the same when theirs are.
    ///
    /// ```
    /// # let policy = tollgate::packs::client_metrics();
    /// assert_eq!(policy.fingerprint().len(), 64);
    /// ```
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.0.bundle.fingerprint
    }

    /// The bundle it was loaded from.
    ///
    /// ```
    /// # let policy = tollgate::packs::client_metrics();
    /// assert_eq!(policy.bundle().types.len(), 2);
    /// ```
    #[must_use]
    pub fn bundle(&self) -> &Bundle {
        &self.0.bundle
    }

    /// The names of all actions, in schema order.
    ///
    /// ```
    /// # let policy = tollgate::packs::client_metrics();
    /// assert!(policy.actions().contains(&"editCustomer"));
    /// ```
    #[must_use]
    pub fn actions(&self) -> Vec<&str> {
        self.0.bundle.actions.iter().map(|action| action.name.as_str()).gathered()
    }

    /// The names of all roles.
    ///
    /// ```
    /// # let policy = tollgate::packs::client_metrics();
    /// assert!(policy.roles().contains(&"ReadOnly"));
    /// ```
    #[must_use]
    pub fn roles(&self) -> Vec<&str> {
        self.0.bundle.roles.iter().map(|role| role.name.as_str()).gathered()
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
        let permission = |index: usize| {
            let group = self.0.permissions[index];
            Permission {
                name: self.0.permission_name(index).to_owned(),
                label: self.0.group_label(group).to_owned(),
                category: self.0.bundle.groups[group].category.clone(),
            }
        };
        (0..self.0.permissions.len()).map(permission).gathered()
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
            states: (0..attribute.present_values()).map(value).gathered(),
            initial: value(lifecycle.initial),
            transitions: lifecycle
                .transitions
                .iter()
                .map(|transition| TransitionInfo {
                    name: transition.name.clone(),
                    from: transition.from.iter().copied().map(value).gathered(),
                    to: value(transition.to),
                    guard: self.0.bundle.actions[transition.guard].name.clone(),
                })
                .gathered(),
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
        let permissions = 0..self.0.permissions.len();
        let defaults = permissions.filter(|index| held[self.0.permissions[*index]]);
        Ok(defaults.map(|index| self.0.permission_name(index).to_owned()).gathered())
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
        let (permission, role) = if !self.0.permissions.is_empty() {
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
        Ok(advice.map(|each| Advice { id: each.id.clone(), text: each.text.clone() }).gathered())
    }

    /// Questions that no single decision answers, with the pack's answers.
    ///
    /// ```
    /// # let policy = tollgate::packs::client_metrics();
    /// assert!(policy.help().iter().all(|help| help.question.ends_with('?')));
    /// ```
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

    /// The rule of an action for one resource type.
    pub(crate) fn rule_on(&self, action: usize, resource: usize) -> Option<usize> {
        self.rules_of(action).find(|index| self.rules[*index].resource == resource)
    }

    pub(crate) fn action(&self, name: &str) -> Result<usize> {
        let wrong = (ErrorCode::UnknownAction, "action", "action");
        self.actions.get(name, wrong, &|index| &self.bundle.actions[index].name)
    }

    pub(crate) fn control(&self, id: &str) -> Result<usize> {
        let wrong = (ErrorCode::UnknownControl, "control", "control");
        self.controls.get(id, wrong, &|index| &self.bundle.controls[index].id)
    }

    pub(crate) fn resource_type(&self, name: &str) -> Result<usize> {
        let wrong = (ErrorCode::WrongResource, "resource type", "type");
        self.types.get(name, wrong, &|index| &self.bundle.types[index].name)
    }

    pub(crate) fn group(&self, name: &str) -> Result<usize> {
        let wrong = (ErrorCode::UnknownGroup, "group", "groups");
        self.groups.get(name, wrong, &|index| &self.bundle.groups[index].name)
    }

    pub(crate) fn role(&self, name: &str) -> Result<usize> {
        let wrong = (ErrorCode::UnknownRole, "role", "roles");
        self.roles.get(name, wrong, &|index| &self.bundle.roles[index].name)
    }

    pub(crate) fn permission(&self, name: &str) -> Result<usize> {
        let wrong = (ErrorCode::UnknownPermission, "permission", "permissions");
        let place = self.permission_names.get(name, wrong, &|index| self.permission_name(index))?;
        Ok(self.permissions[place])
    }

    /// The bare name of the `index`th permission.
    fn permission_name(&self, index: usize) -> &str {
        self.bundle.groups[self.permissions[index]].name.get(PERMISSION.len()..).unwrap_or_default()
    }

    pub(crate) fn group_label(&self, group: usize) -> &str {
        let group = &self.bundle.groups[group];
        let value = group.name.find(':').and_then(|colons| group.name.get(colons + 2..));
        group.label.as_deref().or(value).unwrap_or(&group.name)
    }
}
