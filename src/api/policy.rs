//! A loaded policy: the bundle and what is made of it once, shared by every gate.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use alloc::sync::Arc;
use serde_json::Value;

use crate::api::advice::Advice;
use crate::api::bundle::own::Guard;
use crate::api::bundle::{Bundle, Help, PERMISSION, words};
use crate::api::error::{Error, Result};
use crate::api::lifecycle::{Lifecycle, StateValue, TransitionInfo};
use crate::api::names::Names;
use crate::api::{decode, program, verify};
use crate::code::ErrorCode;
use crate::engine::mask::has;
use crate::engine::model::Model;
use crate::engine::request::Reach;

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
    /// Whether a denial says what would unlock it.
    pub(crate) explain: bool,
    /// The guards of a snapshot, for anybody; `None` where it is none.
    pub(crate) guards: Option<Vec<Guard>>,
    /// What it says, in numbers.
    pub(crate) model: Model,
    /// The names of all transitions, each once.
    pub(crate) transitions: Names,
    pub(crate) actions: Names,
    controls: Names,
    groups: Names,
    roles: Names,
    types: Names,
    /// The groups that are permissions, in schema order.
    pub(crate) permissions: Vec<usize>,
    permission_names: Names,
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

impl From<Reach> for Scope {
    fn from(reach: Reach) -> Self {
        match reach {
            Reach::Always => Scope::Always,
            Reach::Never => Scope::Never,
            Reach::Depends => Scope::Depends,
        }
    }
}

/// A permission, as an administrator sees it.
///
/// ```
/// # let policy = tollgate::packs::client_metrics();
/// assert_eq!(policy.permissions()[0].label, "View");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Permission {
    /// The bare name, `editCustomer`.
    pub name: String,
    /// How people name it.
    pub label: String,
    /// Under which heading it stands.
    pub category: Option<String>,
}

impl Policy {
    pub(crate) fn read(input: &Value) -> Result<Self> {
        Self::new(decode::bundle(input)?)
    }

    pub(crate) fn new(bundle: Bundle) -> Result<Self> {
        Self::with(bundle, None, true)
    }

    /// A policy, or a snapshot with its guards.
    pub(crate) fn with(bundle: Bundle, guards: Option<Vec<Guard>>, explain: bool) -> Result<Self> {
        verify::verify(&bundle)?;
        let words = program::words(&bundle, guards.as_deref().unwrap_or_default());
        let Some(model) = words.as_deref().and_then(Model::read) else {
            let message = String::from("the bundle does not hang together");
            return Err(Error::new(ErrorCode::BadBundle, message).place("bundle"));
        };
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
        let permission_names = Names::new(bare.into_iter());
        Ok(Policy(Arc::new(Loaded {
            explain,
            guards,
            permissions,
            permission_names,
            transitions: program::transitions(&bundle),
            bundle,
            model,
            actions,
            controls,
            groups,
            roles,
            types,
        })))
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
        self.0.bundle.actions.iter().map(|action| action.name.as_str()).collect()
    }

    /// The names of all roles.
    ///
    /// ```
    /// # let policy = tollgate::packs::client_metrics();
    /// assert!(policy.roles().contains(&"ReadOnly"));
    /// ```
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
        let permission = |index: usize| {
            let group = self.0.permissions[index];
            Permission {
                name: self.0.permission_name(index).to_owned(),
                label: self.0.group_label(group).to_owned(),
                category: self.0.bundle.groups[group].category.clone(),
            }
        };
        (0..self.0.permissions.len()).map(permission).collect()
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
        let roles = self.0.roles_of(roles)?;
        let given = self.0.model.given(&roles).unwrap_or_default();
        let permissions = self.0.permissions.iter().enumerate();
        let given = permissions.filter(|(_, group)| has(&given, **group));
        Ok(given.map(|(index, _)| self.0.permission_name(index).to_owned()).collect())
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
        let grant = match self.0.permissions.is_empty() {
            true => self.0.role(grant)?,
            false => self.0.permission(grant)?,
        };
        let roles = self.0.roles_of(roles)?;
        let advice = self.0.model.grant_advice(grant, &roles).unwrap_or_default();
        let text = |index: &u32| {
            let advice = &self.0.bundle.grant_advice[*index as usize];
            Advice { id: advice.id.clone(), text: advice.text.clone() }
        };
        Ok(advice.iter().map(text).collect())
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
    pub(crate) fn action(&self, name: &str) -> Result<usize> {
        let wrong = (ErrorCode::UnknownAction, "action", "action");
        self.actions.get(name, wrong)
    }

    pub(crate) fn control(&self, id: &str) -> Result<usize> {
        let wrong = (ErrorCode::UnknownControl, "control", "control");
        self.controls.get(id, wrong)
    }

    pub(crate) fn resource_type(&self, name: &str) -> Result<usize> {
        let wrong = (ErrorCode::WrongResource, "resource type", "type");
        self.types.get(name, wrong)
    }

    pub(crate) fn group(&self, name: &str) -> Result<usize> {
        let wrong = (ErrorCode::UnknownGroup, "group", "groups");
        self.groups.get(name, wrong)
    }

    pub(crate) fn role(&self, name: &str) -> Result<usize> {
        let wrong = (ErrorCode::UnknownRole, "role", "roles");
        self.roles.get(name, wrong)
    }

    /// The group of a permission.
    pub(crate) fn permission(&self, name: &str) -> Result<usize> {
        let wrong = (ErrorCode::UnknownPermission, "permission", "permissions");
        Ok(self.permissions[self.permission_names.get(name, wrong)?])
    }

    /// The places of roles.
    fn roles_of(&self, names: &[&str]) -> Result<Vec<u32>> {
        names.iter().map(|name| Ok(self.role(name)? as u32)).collect()
    }

    /// The place of a transition's name among those of all types.
    pub(crate) fn transition(&self, name: &str) -> Result<usize> {
        let wrong = (ErrorCode::UnknownTransition, "transition", "transition");
        self.transitions.get(name, wrong)
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
