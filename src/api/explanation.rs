//! Explanations: why an answer is what it is, for those who write policies and screens.

use indexmap::IndexMap;
use serde::Serialize;

use crate::api::bundle::Binding;
use crate::api::debug_info::{DebugInfo, SourcePlace};
use crate::api::decision::{Change, Decision, changes};
use crate::api::error::{Error, Result};
use crate::api::gate::Gate;
use crate::api::lifecycle::StateValue;
use crate::api::request::Request;
use crate::api::surface::ControlState;
use crate::api::texts::texts;
use crate::engine::explain::{self, Explained};
use crate::engine::ids::{ControlId, PolicyId};
use crate::vocabulary::{Denial, Effect, ErrorCode, Holds};

/// What is explained.
///
/// ```
/// use tollgate::Asked;
///
/// assert_eq!(Asked::from("row.edit"), Asked::Control("row.edit"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked<'a> {
    /// A control, by its id.
    Control(&'a str),
    /// An action.
    Action(&'a str),
    /// A step of the record's lifecycle.
    Transition(&'a str),
}

impl<'a> From<&'a str> for Asked<'a> {
    fn from(id: &'a str) -> Self {
        Asked::Control(id)
    }
}

/// Why an answer is what it is: what decided, and every policy that it was held against.
///
/// ```
/// use serde_json::json;
/// use tollgate::{Asked, DebugInfo, Holds};
///
/// let debug = DebugInfo::from_json(include_str!(
///     "../../policies/client-metrics/bundle.debug.json"
/// ))?;
/// let policy = tollgate::packs::client_metrics().with_debug_info(debug)?;
/// let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
/// let inactive = json!({"type": "Customer", "status": "INAC"});
///
/// let why = gate.explain("row.edit", &inactive)?;
/// assert_eq!(why.action.as_deref(), Some("editCustomer"));
/// let forbid = why.policies.iter().find(|it| it.policy == "inactive-customers-wait").unwrap();
/// assert_eq!(forbid.holds, Holds::Yes);
/// assert_eq!(forbid.clauses[0].conditions[0].text.as_deref(), Some("status is INAC"));
/// assert_eq!(forbid.place.as_ref().unwrap().file, "status.cedar");
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Explanation {
    /// How the control shows, where one was asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub control: Option<ControlState>,
    /// The step that was asked about, or that the control takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transition: Option<String>,
    /// The action that decides: of a field its view or its change, of a step its guard. None while
    /// the record is to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// Of a choice, the value that decides: the first that is allowed, else the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<StateValue>,
    /// Whether it is allowed.
    pub allowed: bool,
    /// Why it is denied; `None` when allowed, and while the record is to come.
    pub denial: Option<Denial>,
    /// When denied, the minimal sets of changes of which each would allow it.
    pub unlock: Vec<Vec<Change>>,
    /// What the person is told; empty when allowed.
    pub message: String,
    /// Every policy that the action was held against, permits first.
    pub policies: Vec<ExplainedPolicy>,
    /// Where the control stands in the pack's sources.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<SourcePlace>,
}

/// A policy of an explanation.
///
/// ```
/// # use serde_json::json;
/// # let policy = tollgate::packs::client_metrics();
/// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
/// let why = gate.explain(tollgate::Asked::Action("viewCustomers"), &())?;
/// assert_eq!(why.policies[0].effect, tollgate::Effect::Permit);
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExplainedPolicy {
    /// Its id.
    pub policy: String,
    /// Permit or forbid.
    pub effect: Effect,
    /// Its reason, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether one of its clauses holds.
    pub holds: Holds,
    /// Its clauses, each of which would do.
    pub clauses: Vec<ExplainedClause>,
    /// Where it stands in the pack's sources.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<SourcePlace>,
}

/// A clause of a policy: it holds where all of its conditions do.
///
/// ```
/// # use serde_json::json;
/// # let policy = tollgate::packs::client_metrics();
/// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
/// let why = gate.explain(tollgate::Asked::Action("viewCustomers"), &())?;
/// let clause = &why.policies[0].clauses[0];
/// assert!(clause.conditions.iter().all(|condition| condition.holds == clause.holds));
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExplainedClause {
    /// Whether it holds.
    pub holds: Holds,
    /// All that it asks for.
    pub conditions: Vec<ExplainedCondition>,
}

/// One thing that a clause asks for.
///
/// ```
/// # use serde_json::json;
/// # let policy = tollgate::packs::client_metrics();
/// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
/// let why = gate.explain(tollgate::Asked::Action("viewCustomers"), &())?;
/// let condition = &why.policies[0].clauses[0].conditions[0];
/// assert_eq!((condition.holds, &condition.text), (tollgate::Holds::Yes, &None));
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExplainedCondition {
    /// Whether it is so.
    pub holds: Holds,
    /// What it is, where the policy has its [`DebugInfo`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl Gate {
    /// Why a control, an action or a step is answered as it is. A control without a record is
    /// explained over all records, and what depends on one says so.
    ///
    /// # Errors
    ///
    /// See [`Request::explain`].
    ///
    /// ```
    /// use serde_json::json;
    /// use tollgate::{Asked, Holds};
    ///
    /// let policy = tollgate::packs::client_metrics();
    /// let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// let why = gate.explain(Asked::Action("recalculateScores"), &())?;
    /// assert!(why.policies.iter().all(|policy| policy.holds == Holds::No));
    /// assert_eq!(why.message, "You need Client metrics (Customers).");
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn explain<'a>(
        &self,
        target: impl Into<Asked<'a>>,
        record: &impl Serialize,
    ) -> Result<Explanation> {
        self.prepare(record).explain(target)
    }
}

impl Request<'_> {
    /// Why a control, an action or a step is answered as it is.
    ///
    /// # Errors
    ///
    /// Those of [`control`](Self::control), [`check`](Self::check) or
    /// [`transition`](Self::transition); `bad_bundle` for the gate of a snapshot, which has not the
    /// policies that decided.
    ///
    /// ```
    /// use serde_json::{Value, json};
    ///
    /// let policy = tollgate::packs::client_metrics();
    /// let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// let waiting = gate.prepare_optional(None::<&Value>).explain("row.edit")?;
    /// assert!(waiting.control.unwrap().pending && !waiting.allowed);
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn explain<'a>(&self, target: impl Into<Asked<'a>>) -> Result<Explanation> {
        let loaded = &self.gate.policy.loaded;
        if loaded.bundle.snapshot.is_some() {
            let message = texts().errors.snapshot_unexplained.clone();
            return Err(Error::new(ErrorCode::BadBundle, message).place("gate"));
        }
        let debug = self.gate.policy.debug.as_deref();
        let (mut why, target) = match target.into() {
            Asked::Control(name) => {
                let id = loaded.control(name)?;
                (self.of_control(id, debug)?, explain::Target::Control(id))
            }
            Asked::Action(name) => {
                let target = explain::Target::Action(loaded.action(name)?);
                (Explanation::of(self.check(name)?), target)
            }
            Asked::Transition(name) => {
                let target = explain::Target::Transition(loaded.transition(name)?);
                let transition = Some(name.to_owned());
                (Explanation { transition, ..Explanation::of(self.transition(name)?) }, target)
            }
        };
        if let Some(explained) = self.ask(|request| request.explain(target))? {
            why.action = Some(loaded.bundle.actions[explained.action.index()].name.clone());
            if let explain::Target::Control(id) = target {
                let chosen = loaded.chosen(&loaded.bundle.controls[id.index()]);
                let value = |value| Some(StateValue::new(chosen?, value));
                why.value = explained.value.and_then(value);
            }
            why.policies = self.policies(&explained, debug)?;
        }
        Ok(why)
    }

    fn of_control(&self, id: ControlId, debug: Option<&DebugInfo>) -> Result<Explanation> {
        let policy = &self.gate.policy;
        let of = &policy.loaded.bundle.controls[id.index()];
        let answer = self.ask(|request| request.control(id))?;
        let control = self.state(&answer);
        let unlock = answer.why.as_ref().map(|why| changes(policy, why.resource, &why.explanation));
        Ok(Explanation {
            transition: match &of.binding {
                Binding::Transition { transition } => Some(transition.clone()),
                _ => None,
            },
            allowed: answer.why.is_none() && !answer.pending,
            denial: answer.why.as_ref().map(|why| why.denial),
            unlock: unlock.unwrap_or_default(),
            message: control.message.clone().unwrap_or_default(),
            place: debug.and_then(|debug| debug.control(&of.id).cloned()),
            control: Some(control),
            ..Explanation::default()
        })
    }

    /// The clauses policy by policy, in words.
    fn policies(
        &self,
        explained: &Explained,
        debug: Option<&DebugInfo>,
    ) -> Result<Vec<ExplainedPolicy>> {
        let policy = &self.gate.policy;
        let bundle = &policy.loaded.bundle;
        let action = &bundle.actions[explained.action.index()].name;
        let resource = &bundle.types[explained.resource.index()].name;
        let mut all: IndexMap<PolicyId, ExplainedPolicy> = IndexMap::new();
        for clause in &explained.clauses {
            let of = &bundle.policies[clause.policy.index()];
            let known = all.entry(clause.policy).or_insert_with(|| ExplainedPolicy {
                policy: of.id.clone(),
                effect: of.effect,
                reason: policy.reason(of).map(str::to_owned),
                holds: Holds::No,
                clauses: Vec::new(),
                place: debug.and_then(|debug| debug.policy(&of.id).cloned()),
            });
            let place = (known.clauses.len(), clause.literals.len());
            let texts = debug.map(|debug| debug.clause((action, resource, &of.id), place));
            let conditions = conditions(&clause.literals, texts.transpose()?);
            // A policy holds as far as the best of its clauses does.
            known.holds = known.holds.max(clause.holds);
            known.clauses.push(ExplainedClause { holds: clause.holds, conditions });
        }
        Ok(all.into_values().collect())
    }
}

impl Explanation {
    fn of(decision: Decision) -> Self {
        let Decision { allowed, denial, unlock, message, .. } = decision;
        Explanation { allowed, denial, unlock, message, ..Explanation::default() }
    }
}

fn conditions(literals: &[Holds], texts: Option<&[String]>) -> Vec<ExplainedCondition> {
    let one = |(at, holds): (usize, &Holds)| {
        let text = texts.map(|texts| texts[at].clone());
        ExplainedCondition { holds: *holds, text }
    };
    literals.iter().enumerate().map(one).collect()
}
