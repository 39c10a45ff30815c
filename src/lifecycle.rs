//! Lifecycles: the states of a record, the steps between them, and who could take them.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::bundle::{self, Attribute, AttributeKind};
use crate::decision::{Decision, Denial};
use crate::error::{Error, ErrorCode, Result};
use crate::layout::has;
use crate::limits::PATHS_MAX;
use crate::message;
use crate::request::{Question, Request, Subject};
use crate::rule::Rule;
use crate::space::{Ids, Space};
use crate::text::Gather;

/// The value of a state: a string, or a Boolean where the state is a flag.
///
/// ```
/// use tollgate::StateValue;
///
/// assert_eq!(StateValue::from("ACTV"), StateValue::Value("ACTV".into()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "json", derive(serde::Serialize), serde(untagged))]
pub enum StateValue {
    /// Of a Boolean attribute.
    Flag(bool),
    /// Of an enumeration.
    Value(String),
}

impl StateValue {
    pub(crate) fn new(attribute: &Attribute, value: usize) -> Self {
        match attribute.kind {
            AttributeKind::Enum => StateValue::Value(attribute.values[value].clone()),
            _ => StateValue::Flag(value == 1),
        }
    }
}

impl StateValue {
    /// The value as text, `"true"` and `"false"` for a flag.
    ///
    /// ```
    /// assert_eq!(tollgate::StateValue::from(true).as_text(), "true");
    /// ```
    #[must_use]
    pub fn as_text(&self) -> &str {
        match self {
            StateValue::Flag(true) => "true",
            StateValue::Flag(false) => "false",
            StateValue::Value(value) => value,
        }
    }
}

impl From<&str> for StateValue {
    fn from(value: &str) -> Self {
        StateValue::Value(value.to_owned())
    }
}

impl From<bool> for StateValue {
    fn from(flag: bool) -> Self {
        StateValue::Flag(flag)
    }
}

impl core::fmt::Display for StateValue {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_text())
    }
}

/// A type's lifecycle, as data.
///
/// ```
/// # let policy = tollgate::packs::client_metrics();
/// let lifecycle = policy.lifecycle("Customer")?.unwrap();
/// assert_eq!(lifecycle.attribute, "status");
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
pub struct Lifecycle {
    /// The attribute that holds the state.
    pub attribute: String,
    /// All states, in schema order.
    pub states: Vec<StateValue>,
    /// The state of a new record.
    pub initial: StateValue,
    /// The steps.
    pub transitions: Vec<TransitionInfo>,
}

/// A step of a lifecycle, as data.
///
/// ```
/// # let policy = tollgate::packs::client_metrics();
/// let lifecycle = policy.lifecycle("Customer")?.unwrap();
/// assert_eq!(lifecycle.transitions[0].guard, "completeCustomer");
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
pub struct TransitionInfo {
    /// Its name.
    pub name: String,
    /// The states it leaves.
    pub from: Vec<StateValue>,
    /// The state it leads to.
    pub to: StateValue,
    /// The action that must be allowed.
    pub guard: String,
}

/// A transition that the record's state has, with its decision.
///
/// ```
/// # use serde_json::json;
/// # let policy = tollgate::packs::client_metrics();
/// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
/// let active = json!({"type": "Customer", "status": "ACTV"});
/// let state = &gate.transitions(&active)?[0];
/// assert_eq!((state.name.as_str(), state.to.clone()), ("deactivate", Some("INAC".into())));
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
pub struct TransitionState {
    /// Its name.
    pub name: String,
    /// Where it leads, where that is known.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "Option::is_none"))]
    pub to: Option<StateValue>,
    /// Whether this principal may take it.
    pub allowed: bool,
    /// The decision.
    pub decision: Decision,
}

/// Transitions of the lifecycle, in order.
pub(crate) type Path = Vec<usize>;

/// A record with a lifecycle, in the state it is in.
struct Living<'r, 'g> {
    request: &'r Request<'g>,
    resource: usize,
    lifecycle: &'g bundle::Lifecycle,
    state: usize,
}

impl<'g> Request<'g> {
    /// The transitions that the record's state has, one entry for each name; none for a type
    /// without a lifecycle.
    ///
    /// # Errors
    ///
    /// `wrong_resource`, and those of the state's attribute and of what the guards read.
    ///
    /// ```
    /// # use serde_json::json;
    /// # let policy = tollgate::packs::client_metrics();
    /// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// let customer = gate.prepare(&json!({"type": "Customer", "status": "ACTV"}));
    /// assert_eq!(customer.transitions()?.len(), 1);
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn transitions(&self) -> Result<Vec<TransitionState>> {
        let Some(living) = self.living()? else { return Ok(Vec::new()) };
        let mut names: Vec<&str> = Vec::new();
        for index in living.leaving() {
            let name = living.lifecycle.transitions[index].name.as_str();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let state = |name: &&str| {
            let decision = living.step(name)?;
            Ok(TransitionState {
                name: (*name).to_owned(),
                to: decision.to.clone(),
                allowed: decision.allowed,
                decision,
            })
        };
        names.iter().map(state).collect()
    }

    /// The decision on a transition: `unavailable` where the state does not have it, else its
    /// guard's, with where it leads.
    ///
    /// # Errors
    ///
    /// `unknown_transition`, `wrong_resource`, and those of what the guard reads.
    ///
    /// ```
    /// # use serde_json::json;
    /// # let policy = tollgate::packs::client_metrics();
    /// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// let customer = gate.prepare(&json!({"type": "Customer", "status": "INAC"}));
    /// let decision = customer.transition("complete")?;
    /// assert_eq!(decision.denial, Some(tollgate::Denial::Unavailable));
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn transition(&self, name: &str) -> Result<Decision> {
        self.gate.policy.0.transition(name)?;
        let named = |lifecycle: &bundle::Lifecycle| {
            lifecycle.transitions.iter().any(|each| each.name == name)
        };
        match self.living()? {
            Some(living) if named(living.lifecycle) => living.step(name),
            _ => {
                let types = self.gate.policy.0.bundle.types.iter().enumerate();
                let types = types.filter(|(_, each)| each.lifecycle.as_ref().is_some_and(named));
                Err(self.not_applicable("transition", name, types.map(|(index, _)| index)))
            }
        }
    }

    fn living(&self) -> Result<Option<Living<'_, 'g>>> {
        let (resource, encoded) = match &self.subject {
            Subject::Unknown(error) => return Err(error.clone()),
            Subject::None => return Ok(None),
            Subject::Record { resource, encoded } => (*resource, encoded),
        };
        let loaded = &self.gate.policy.0;
        let source = &loaded.bundle.types[resource];
        let Some(lifecycle) = &source.lifecycle else { return Ok(None) };
        let slot = &loaded.layouts[resource].slots[lifecycle.attribute];
        match (0..slot.values).find(|value| has(&encoded.words, slot.value(*value))) {
            Some(state) => Ok(Some(Living { request: self, resource, lifecycle, state })),
            None => {
                let attribute = &source.attributes[lifecycle.attribute];
                Err(encoded.error(lifecycle.attribute, attribute, ""))
            }
        }
    }
}

impl crate::policy::Loaded {
    fn transition(&self, name: &str) -> Result<()> {
        let lifecycles = || self.bundle.types.iter().filter_map(|each| each.lifecycle.as_ref());
        let names =
            || lifecycles().flat_map(|each| &each.transitions).map(|each| each.name.as_str());
        if names().any(|each| each == name) {
            return Ok(());
        }
        let mut all: Vec<String> = names().map(String::from).gathered();
        all.dedup();
        let code = ErrorCode::UnknownTransition;
        Err(Error::unknown(code, "transition", name, all).place("transition"))
    }
}

impl Living<'_, '_> {
    /// The transitions that leave the current state.
    fn leaving(&self) -> impl Iterator<Item = usize> {
        let transitions = self.lifecycle.transitions.iter().enumerate();
        transitions.filter(|(_, each)| each.from.contains(&self.state)).map(|(index, _)| index)
    }

    fn step(&self, name: &str) -> Result<Decision> {
        let transitions = &self.lifecycle.transitions;
        let edges: Vec<usize> =
            self.leaving().filter(|index| transitions[*index].name == name).gathered();
        if edges.is_empty() {
            return Ok(self.unavailable(name));
        }
        let (mut questions, mut passable) = (Vec::new(), Vec::new());
        for (place, edge) in edges.iter().enumerate() {
            let question = self.request.question_of(transitions[*edge].guard)?;
            if question.allowed() {
                return self.answer(&question, Some(*edge));
            }
            let layout = &question.gate.policy.0.layouts[self.resource];
            let record = &question.words[..layout.words];
            if could_pass(&question, question.rule, record)? {
                passable.push(place);
            }
            questions.push(question);
        }
        match passable.as_slice() {
            [only] => self.answer(&questions[*only], Some(edges[*only])),
            several => self.answer(&questions[several.first().copied().unwrap_or(0)], None),
        }
    }

    fn answer(&self, question: &Question<'_>, edge: Option<usize>) -> Result<Decision> {
        let mut decision = question.decision()?;
        decision.to = edge.map(|edge| self.value(self.lifecycle.transitions[edge].to));
        Ok(decision)
    }

    fn value(&self, value: usize) -> StateValue {
        StateValue::new(self.attribute(), value)
    }

    fn attribute(&self) -> &Attribute {
        let types = &self.request.gate.policy.0.bundle.types;
        &types[self.resource].attributes[self.lifecycle.attribute]
    }

    fn unavailable(&self, name: &str) -> Decision {
        let bundle = &self.request.gate.policy.0.bundle;
        let transition = self.lifecycle.transitions.iter().find(|each| each.name == name);
        let action = transition.map(|each| bundle.actions[each.guard].name.clone());
        let label = transition.and_then(|each| each.label.as_deref()).unwrap_or(name);
        let state = self.lifecycle.states[self.state].clone();
        Decision {
            allowed: false,
            action: action.unwrap_or_default(),
            to: None,
            denial: Some(Denial::Unavailable),
            determining: Vec::new(),
            unlock: Vec::new(),
            advice: Vec::new(),
            message: message::unavailable(
                label,
                &state.unwrap_or_else(|| self.value(self.state).as_text().to_owned()),
            ),
        }
    }
}

/// Whether some principal could pass a guard with this record: groups and ties are free, and so is
/// what the record lacks.
fn could_pass(question: &Question<'_>, guard: &Rule, record: &[u64]) -> Result<bool> {
    let loaded = &question.gate.policy.0;
    let attributes = &loaded.bundle.types[guard.resource].attributes;
    let mut space = Space::new(guard.words);
    for (slot, attribute) in loaded.layouts[guard.resource].slots.iter().zip(attributes) {
        let known = (0..slot.values)
            .find(|value| slot.absent != Some(*value) && has(record, slot.value(*value)));
        match known {
            Some(value) => {
                space.choose(slot, attribute, Ids::Any, core::iter::once(value));
            }
            None => space.free(slot, attribute, Ids::Any),
        }
    }
    for (slot, attribute) in
        guard.context.slots.iter().zip(&loaded.bundle.actions[guard.action].context)
    {
        space.free(slot, attribute, Ids::Any);
    }
    for index in 0..guard.facts.len() {
        space.either(guard.fact_bit(index, true), guard.fact_bit(index, false));
    }
    space.find(guard, true)
}

/// Every shortest way from the current state to each other one, over steps that somebody could
/// take with this record.
pub(crate) fn paths(question: &Question<'_>, current: usize) -> Result<Vec<(usize, Vec<Path>)>> {
    let loaded = &question.gate.policy.0;
    let resource = question.rule.resource;
    let mut reached = vec![(current, vec![Path::new()])];
    let Some(lifecycle) = &loaded.bundle.types[resource].lifecycle else { return Ok(reached) };
    let mut frontier = 0..1;
    while !frontier.is_empty() {
        let known = reached.len();
        for place in frontier {
            let (state, ways) = reached[place].clone();
            let mut words = question.words[..loaded.layouts[resource].words].to_vec();
            question.set_state(&mut words, state);
            for (index, step) in lifecycle.transitions.iter().enumerate() {
                let nearer = reached[..known].iter().any(|(state, _)| *state == step.to);
                if nearer || !step.from.contains(&state) {
                    continue;
                }
                let Some(guard) = loaded.rule_on(step.guard, resource) else { continue };
                if could_pass(question, &loaded.rules[guard], &words)? {
                    let onward = ways.iter().map(|way| [way.as_slice(), &[index]].concat());
                    lengthen(&mut reached, step.to, onward);
                }
            }
        }
        frontier = known..reached.len();
    }
    reached.remove(0);
    Ok(reached)
}

fn lengthen(
    reached: &mut Vec<(usize, Vec<Path>)>,
    state: usize,
    onward: impl Iterator<Item = Path>,
) {
    let place = reached.iter().position(|(each, _)| *each == state).unwrap_or_else(|| {
        reached.push((state, Vec::new()));
        reached.len() - 1
    });
    let ways = &mut reached[place].1;
    ways.extend(onward);
    ways.truncate(PATHS_MAX);
}

impl bundle::ResourceType {
    /// A transition of the type's lifecycle, with the attribute that holds the state.
    pub(crate) fn step(&self, index: usize) -> Option<(&Attribute, &bundle::Transition)> {
        let lifecycle = self.lifecycle.as_ref()?;
        Some((self.attributes.get(lifecycle.attribute)?, lifecycle.transitions.get(index)?))
    }
}
