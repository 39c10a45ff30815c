//! A loaded policy: the bundle and its program, shared by every gate.

use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use crate::api::advice::Advice;
use crate::api::bundle::{self, AdviceText, Attribute, Bundle, Help, PERMISSION};
use crate::api::catalogue::Catalogue;
use crate::api::debug_info::DebugInfo;
use crate::api::error::{Error, Result};
use crate::api::lifecycle::{Lifecycle, StateValue, TransitionInfo};
use crate::api::names::Names;
use crate::api::tables::Tables;
use crate::api::texts::{fill, texts};
use crate::engine::ids::{
    ActionId, ControlId, GrantAdviceId, GroupId, TransitionId, TypeId, ValueId,
};
use crate::engine::program::Program;
use crate::vocabulary::ErrorCode;

/// A policy: what a bundle says, ready to be asked. Cheap to clone, shared between threads.
///
/// ```
/// let policy = tollgate::packs::client_metrics();
/// assert_eq!(policy.pack(), "client-metrics");
/// assert_eq!(policy.roles(), ["Commercial", "Administrator", "ReadOnly"]);
/// ```
#[derive(Clone)]
pub struct Policy {
    pub(crate) loaded: Arc<Loaded>,
    /// What its texts are in another language.
    pub(crate) catalogue: Option<Arc<Catalogue>>,
    /// What the bundle has not of the pack's sources.
    pub(crate) debug: Option<Arc<DebugInfo>>,
    /// The questions that no single decision answers, in that language.
    help: Arc<[Help]>,
}

#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) bundle: Bundle,
    pub(crate) program: Program,
    pub(crate) tables: Tables,
    /// The permissions by their bare names, in schema order.
    pub(crate) permissions: IndexMap<Box<str>, GroupId, FxBuildHasher>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
}

/// Which policy it is.
impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Policy ({})", self.named())
    }
}

impl Policy {
    /// Its pack, with what tells it apart from another version of that to people.
    pub(crate) fn named(&self) -> String {
        format!("{} {:.8}", self.pack(), self.fingerprint())
    }

    pub(crate) fn new(loaded: Loaded) -> Self {
        let help = loaded.bundle.help.clone().into();
        Policy { loaded: Arc::new(loaded), catalogue: None, debug: None, help }
    }

    /// The same policy with its texts in another language. Verdicts do not change, and errors stay
    /// English; what the catalogue lacks stays English too.
    ///
    /// ```
    /// let spanish = tollgate::Catalogue::phrases("es").unwrap();
    /// let policy = tollgate::packs::client_metrics().with_texts(spanish);
    /// let gate = policy.gate(&serde_json::json!({"id": "u1"}))?;
    /// assert!(gate.check("viewCustomers", &())?.message.starts_with("Necesita "));
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    #[must_use]
    pub fn with_texts(&self, catalogue: Catalogue) -> Self {
        let catalogue = Some(Arc::new(catalogue));
        let mut policy = Policy { catalogue, ..self.clone() };
        let help = self.loaded.bundle.help.iter().enumerate().map(|(index, help)| Help {
            question: policy.text(&format!("help.{index}.question"), &help.question).to_owned(),
            answer: policy.text(&format!("help.{index}.answer"), &help.answer).to_owned(),
        });
        policy.help = help.collect();
        policy
    }

    /// The same policy with what its bundle has not of the pack's sources, so that explanations say
    /// conditions in words, and where each policy stands.
    ///
    /// # Errors
    ///
    /// `bad_bundle` where it is of another bundle.
    ///
    /// ```
    /// let debug = include_str!("../../policies/client-metrics/bundle.debug.json");
    /// let debug = tollgate::DebugInfo::from_json(debug)?;
    /// assert!(tollgate::packs::client_metrics().with_debug_info(debug.clone()).is_ok());
    /// assert!(tollgate::packs::alvys().with_debug_info(debug).is_err());
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn with_debug_info(&self, debug: DebugInfo) -> Result<Self> {
        if debug.fingerprint() != self.fingerprint() {
            let text = &texts().errors.debug_info_differs;
            return Err(Error::new(ErrorCode::BadBundle, text.clone()).place("debug"));
        }
        Ok(Policy { debug: Some(Arc::new(debug)), ..self.clone() })
    }

    /// A text as the policy's language has it.
    pub(crate) fn text<'t>(&'t self, key: &str, english: &'t str) -> &'t str {
        self.catalogue.as_deref().and_then(|texts| texts.get(key)).unwrap_or(english)
    }

    /// The reason of a policy, where it has one.
    pub(crate) fn reason<'t>(&'t self, of: &'t bundle::PolicyText) -> Option<&'t str> {
        Some(self.text(&format!("policy.{}", of.id), of.reason.as_deref()?))
    }

    /// The pack's name.
    ///
    /// ```
    /// # let policy = tollgate::packs::client_metrics();
    /// assert_eq!(policy.pack(), "client-metrics");
    /// ```
    #[must_use]
    pub fn pack(&self) -> &str {
        &self.loaded.bundle.pack
    }

    /// SHA-256 of the bundle, in hexadecimal: two policies are the same when theirs are.
    ///
    /// ```
    /// # let policy = tollgate::packs::client_metrics();
    /// assert_eq!(policy.fingerprint().len(), 64);
    /// ```
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.loaded.bundle.fingerprint
    }

    /// The bundle it was loaded from.
    ///
    /// ```
    /// # let policy = tollgate::packs::client_metrics();
    /// assert_eq!(policy.bundle().types.len(), 2);
    /// ```
    #[must_use]
    pub fn bundle(&self) -> &Bundle {
        &self.loaded.bundle
    }

    /// What the engine reads of it.
    ///
    /// ```
    /// # let policy = tollgate::packs::client_metrics();
    /// assert_eq!(policy.program().actions.len(), policy.actions().len());
    /// ```
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.loaded.program
    }

    /// The names of all actions, in schema order.
    ///
    /// ```
    /// # let policy = tollgate::packs::client_metrics();
    /// assert!(policy.actions().contains(&"editCustomer"));
    /// ```
    #[must_use]
    pub fn actions(&self) -> Vec<&str> {
        self.loaded.bundle.actions.iter().map(|action| action.name.as_str()).collect()
    }

    /// The names of all roles.
    ///
    /// ```
    /// # let policy = tollgate::packs::client_metrics();
    /// assert!(policy.roles().contains(&"ReadOnly"));
    /// ```
    #[must_use]
    pub fn roles(&self) -> Vec<&str> {
        self.loaded.bundle.roles.iter().map(|role| role.name.as_str()).collect()
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
        let permissions = self.loaded.permissions.iter();
        let described = permissions.map(|(name, group)| Permission {
            name: name.to_string(),
            label: self.group_label(*group).to_owned(),
            category: self.category(*group).map(str::to_owned),
        });
        described.collect()
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
        let index = self.loaded.resource_type(resource_type)?;
        let resource = &self.loaded.bundle.types[index];
        let Some(lifecycle) = &resource.lifecycle else { return Ok(None) };
        let attribute = &resource.attributes[lifecycle.attribute.index()];
        let value = |value| StateValue::new(attribute, value);
        Ok(Some(Lifecycle {
            attribute: attribute.name.clone(),
            states: (0..attribute.present_values()).map(ValueId::at).map(value).collect(),
            initial: value(lifecycle.initial),
            transitions: lifecycle
                .transitions
                .iter()
                .map(|transition| TransitionInfo {
                    name: transition.name.clone(),
                    from: transition.from.iter().copied().map(value).collect(),
                    to: value(transition.to),
                    guard: self.loaded.bundle.actions[transition.guard.index()].name.clone(),
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
        let roles = self.loaded.roles_of(roles)?;
        let groups = self.loaded.program.role_defaults(&roles).unwrap_or_default();
        let permissions = self.loaded.permissions.iter();
        let kept = permissions.filter(|(_, group)| groups.contains(group));
        Ok(kept.map(|(name, _)| name.to_string()).collect())
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
        let grant = match self.loaded.permissions.is_empty() {
            true => self.loaded.role(grant)?,
            false => self.loaded.permission(grant)?,
        };
        let roles = self.loaded.roles_of(roles)?;
        let advice = self.loaded.program.advice_on_grant(grant as u32, &roles).unwrap_or_default();
        let text =
            |index: &GrantAdviceId| self.advice(&self.loaded.bundle.grant_advice[index.index()]);
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
        &self.help
    }

    /// An advice in the policy's language.
    pub(crate) fn advice(&self, AdviceText { id, text }: &AdviceText) -> Advice {
        let text = self.text(&format!("advice.{id}"), text).to_owned();
        Advice { id: id.clone(), text }
    }

    /// A group's label, or its name without the type.
    pub(crate) fn group_label(&self, group: GroupId) -> &str {
        let group = &self.loaded.bundle.groups[group.index()];
        let label = group.label.as_deref().unwrap_or_else(|| group.entity().1);
        self.text(&format!("group.{}", group.name), label)
    }

    /// The heading of a group.
    pub(crate) fn category(&self, group: GroupId) -> Option<&str> {
        let category = self.loaded.bundle.groups[group.index()].category.as_deref()?;
        Some(self.text(&format!("category.{category}"), category))
    }
}

impl Loaded {
    pub(crate) fn new(bundle: Bundle, program: Program) -> Result<Self> {
        let tables = Tables::check(&bundle, &program)?;
        let names = bundle.groups.iter().enumerate();
        let permissions = names.filter_map(|(index, group)| {
            Some((group.name.strip_prefix(PERMISSION)?.into(), GroupId::at(index)))
        });
        Ok(Loaded { permissions: permissions.collect(), bundle, program, tables })
    }

    /// Whether a denial says what would unlock it.
    pub(crate) fn explains(&self) -> bool {
        self.bundle.snapshot.as_ref().is_none_or(|snapshot| snapshot.explain)
    }

    /// The place of what is asked about; the error says where a name is that of something else.
    fn place_of(
        &self,
        of: &Names,
        name: &str,
        (code, what): (ErrorCode, &'static str),
    ) -> Result<usize> {
        of.get(name, (code, what, what)).map_err(|error| {
            let Tables { actions, controls, transitions, .. } = &self.tables;
            let all = [("action", actions), ("control", controls), ("transition", transitions)];
            match all.into_iter().find(|(_, names)| names.find(name).is_some()) {
                Some((other, _)) => error.saying(fill(
                    &texts().errors.name_of_another,
                    &[("what", what), ("name", name), ("other", other)],
                )),
                None => error,
            }
        })
    }

    pub(crate) fn action(&self, name: &str) -> Result<ActionId> {
        self.place_of(&self.tables.actions, name, (ErrorCode::UnknownAction, "action"))
            .map(ActionId::at)
    }

    pub(crate) fn control(&self, id: &str) -> Result<ControlId> {
        self.place_of(&self.tables.controls, id, (ErrorCode::UnknownControl, "control"))
            .map(ControlId::at)
    }

    pub(crate) fn resource_type(&self, name: &str) -> Result<usize> {
        let wanted = (ErrorCode::WrongResource, "resource type", "type");
        self.tables.types.get(name, wanted)
    }

    pub(crate) fn group(&self, name: &str) -> Result<usize> {
        let wanted = (ErrorCode::UnknownGroup, "group", "groups");
        self.tables.groups.get(name, wanted)
    }

    pub(crate) fn role(&self, name: &str) -> Result<usize> {
        let wanted = (ErrorCode::UnknownRole, "role", "roles");
        self.tables.roles.get(name, wanted)
    }

    /// The group of a permission.
    pub(crate) fn permission(&self, name: &str) -> Result<usize> {
        match self.permissions.get(name) {
            Some(group) => Ok(group.index()),
            None => {
                let all = self.permissions.keys().map(|name| name.to_string()).collect();
                let code = ErrorCode::UnknownPermission;
                Err(Error::unknown(code, "permission", name, all).place("permissions"))
            }
        }
    }

    /// The numbers of roles.
    fn roles_of(&self, names: &[&str]) -> Result<Vec<u32>> {
        names.iter().map(|name| Ok(self.role(name)? as u32)).collect()
    }

    /// The number of a transition's name among those of all types.
    pub(crate) fn transition(&self, name: &str) -> Result<TransitionId> {
        self.place_of(&self.tables.transitions, name, (ErrorCode::UnknownTransition, "transition"))
            .map(TransitionId::at)
    }

    /// The attribute of which a choice chooses a value: of its record, or of an action's context.
    pub(crate) fn chosen(&self, control: &bundle::Control) -> Option<&Attribute> {
        let choice = control.choice.as_ref()?;
        let attributes = match choice.context {
            None => &self.bundle.types[control.resource.index()].attributes,
            Some(action) => &self.bundle.actions[action.index()].context,
        };
        attributes.get(choice.attribute.index())
    }

    /// The attribute that holds the state of a type.
    pub(crate) fn state_attribute(&self, resource: TypeId) -> Option<&Attribute> {
        let of = &self.bundle.types[resource.index()];
        of.attributes.get(of.lifecycle.as_ref()?.attribute.index())
    }
}
