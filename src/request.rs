//! A request: a record, encoded once, and perhaps a context, about which a gate is asked.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use alloc::rc::Rc;

use crate::bundle::{Attribute, Effect};
use crate::decision::{Decision, Refusal};
use crate::error::{Error, ErrorCode, Result};
use crate::filter::Filter;
use crate::gate::{Gate, Given, Residual, either};
use crate::input::{Input, Shape};
use crate::layout::{Layout, has, meets};
use crate::policy::Scope;
use crate::record::{Encoded, Refs};
use crate::rule::Rule;
use crate::text::{Gather, concat, insert, join};

/// The resource type that needs no record.
pub(crate) const WORKSPACE: &str = "Workspace";

/// A record that a gate is asked about, read once.
///
/// What is wrong with the record is not an error yet: each question reports what it needs.
///
/// ```
/// use serde_json::json;
///
/// let policy = tollgate::packs::alvys();
/// let gate = policy.gate(&json!({"id": "u1", "permissions": ["createCompany"]}))?;
/// let company = gate.prepare(&json!({"type": "Company", "companyType": "Shipper"}));
/// assert!(company.can("createCompany")?);
/// assert!(company.can("setCompanyStatus").is_ok_and(|allowed| !allowed));
/// let change = company.with(&json!({"to": "Warehouse"}));
/// assert_eq!(change.check("changeCompanyType")?.unlock.len(), 1);
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Clone)]
pub struct Request<'g> {
    pub(crate) gate: &'g Gate,
    pub(crate) subject: Subject,
    pub(crate) context: Option<Rc<dyn Source + 'g>>,
}

/// What is asked about.
#[derive(Clone, Debug)]
pub(crate) enum Subject {
    /// Nothing.
    None,
    /// Something without a type that the schema knows.
    Unknown(Error),
    /// A record of a type.
    Record { resource: usize, encoded: Encoded },
}

/// A context, which each action reads its own way.
pub(crate) trait Source {
    fn encode(&self, layout: &Layout, attributes: &[Attribute], refs: &Refs) -> Result<Encoded>;
}

struct Held<I>(I);

impl<I: Input> Source for Held<I> {
    fn encode(&self, layout: &Layout, attributes: &[Attribute], refs: &Refs) -> Result<Encoded> {
        match self.0.shape() {
            Shape::Map => Ok(Encoded::read(layout, attributes, refs, &self.0)),
            Shape::Null => Ok(Encoded::blank(layout)),
            _ => {
                let message = String::from("`context` must be an object");
                Err(Error::new(ErrorCode::WrongType, message).place("context"))
            }
        }
    }
}

/// A request with the rule that answers it.
#[derive(Clone)]
pub(crate) struct Question<'g> {
    pub(crate) gate: &'g Gate,
    pub(crate) rule: &'g Rule,
    pub(crate) residual: &'g Residual,
    /// Record and context.
    pub(crate) words: Vec<u64>,
}

impl<'g> Request<'g> {
    pub(crate) fn read<I: Input>(gate: &'g Gate, record: &I) -> Self {
        let subject = match record.shape() {
            Shape::Null => Subject::None,
            Shape::Map => typed(gate, record),
            _ => Subject::Unknown(wrong("a record is an object with a `type`")),
        };
        Request { gate, subject, context: None }
    }

    pub(crate) fn with_source<I: Input + 'g>(self, context: I) -> Self {
        let given = !context.is_null();
        Request { context: given.then(|| Rc::new(Held(context)) as Rc<dyn Source>), ..self }
    }

    /// Whether the action is allowed.
    ///
    /// # Errors
    ///
    /// `unknown_action`, `wrong_resource`, and of the attributes that the action's policies
    /// mention `missing_attribute`, `unknown_value` and `wrong_type`.
    ///
    /// ```
    /// # use serde_json::json;
    /// # let policy = tollgate::packs::client_metrics();
    /// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// let customer = gate.prepare(&json!({"type": "Customer", "status": "INAC"}));
    /// assert!(!customer.can("editCustomer")?);
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn can(&self, action: &str) -> Result<bool> {
        Ok(self.question(action)?.allowed())
    }

    /// The decision, with what it rests on and what would change it.
    ///
    /// # Errors
    ///
    /// As [`can`](Self::can); `too_large` where the policy defeats the search for unlocks.
    ///
    /// ```
    /// # use serde_json::json;
    /// # let policy = tollgate::packs::client_metrics();
    /// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// let customer = gate.prepare(&json!({"type": "Customer", "status": "INAC"}));
    /// assert_eq!(customer.check("editCustomer")?.unlock.len(), 2);
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn check(&self, action: &str) -> Result<Decision> {
        self.question(action)?.decision()
    }

    /// Nothing where the action is allowed.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`] with the decision, or [`Refusal::Error`].
    ///
    /// ```
    /// # use serde_json::json;
    /// # let policy = tollgate::packs::client_metrics();
    /// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// let customer = gate.prepare(&json!({"type": "Customer", "status": "INAC"}));
    /// assert!(customer.require("viewCustomer").is_ok());
    /// assert!(customer.require("editCustomer").is_err());
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn require(&self, action: &str) -> Result<(), Refusal> {
        let decision = self.check(action)?;
        if decision.allowed { Ok(()) } else { Err(Refusal::Denied(Box::new(decision))) }
    }

    /// Whether the action is allowed over all records of its types (this one plays no part, the
    /// context does).
    ///
    /// # Errors
    ///
    /// `unknown_action`, those of the context, `too_large`.
    ///
    /// ```
    /// # use serde_json::json;
    /// # let policy = tollgate::packs::client_metrics();
    /// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// assert_eq!(gate.prepare(&()).scope("editCustomer")?, tollgate::Scope::Depends);
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn scope(&self, action: &str) -> Result<Scope> {
        let action = self.gate.policy.0.action(action)?;
        self.scope_of(action)
    }

    pub(crate) fn scope_of(&self, action: usize) -> Result<Scope> {
        let loaded = &self.gate.policy.0;
        let mut scope = None;
        for index in loaded.rules_of(action) {
            let rule = &loaded.rules[index];
            let context = self.context_words(rule)?;
            let facts = &self.gate.residual(index).facts;
            let space = self.gate.space(rule, facts, Given::Context(&context));
            scope = Some(either(scope, Gate::scope_over(rule, &space)?));
        }
        Ok(scope.unwrap_or(Scope::Never))
    }

    /// The rows for which the action is allowed, as a condition on their columns.
    ///
    /// # Errors
    ///
    /// As [`scope`](Self::scope).
    ///
    /// ```
    /// # use serde_json::json;
    /// # let policy = tollgate::packs::client_metrics();
    /// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// let filter = gate.prepare(&()).filter("editCustomer")?;
    /// assert!(filter.matches(&json!({"status": "ACTV"})));
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn filter(&self, action: &str) -> Result<Filter> {
        let loaded = &self.gate.policy.0;
        let action = loaded.action(action)?;
        let mut any = Vec::new();
        for index in loaded.rules_of(action) {
            let context = self.context_words(&loaded.rules[index])?;
            Filter::add(&mut any, self.gate, index, &context)?;
        }
        Ok(Filter::new(self.scope_of(action)?, any))
    }

    pub(crate) fn question(&self, action: &str) -> Result<Question<'g>> {
        let action = self.gate.policy.0.action(action)?;
        self.question_of(action)
    }

    pub(crate) fn question_of(&self, action: usize) -> Result<Question<'g>> {
        let (index, rule, mut words) = self.applied(action)?;
        let loaded = &self.gate.policy.0;
        if let Subject::Record { encoded, resource } = &self.subject
            && meets(&encoded.words, &rule.errors)
        {
            let slots = &loaded.layouts[*resource].slots;
            let wrong = |bit: usize| has(&encoded.words, bit) && has(&rule.errors, bit);
            let bad = |index: &usize| wrong(slots[*index].bad()) || wrong(slots[*index].missing());
            if let Some(index) = (0..slots.len()).find(bad) {
                let attribute = &loaded.bundle.types[*resource].attributes[index];
                return Err(encoded.error(index, attribute, ""));
            }
        }
        words.extend(self.context_words(rule)?);
        Ok(Question { gate: self.gate, rule, residual: self.gate.residual(index), words })
    }

    /// The rule of an action for this record, and the record's words.
    fn applied(&self, action: usize) -> Result<(usize, &'g Rule, Vec<u64>)> {
        let loaded = &self.gate.policy.0;
        let of_type = |resource: usize| loaded.rule_on(action, resource);
        let (found, words) = match &self.subject {
            Subject::Unknown(error) => return Err(error.clone()),
            Subject::Record { resource, encoded } => (of_type(*resource), encoded.words.clone()),
            Subject::None => {
                let workspace = loaded.resource_type(WORKSPACE).ok();
                let words = workspace.map(|resource| loaded.layouts[resource].blank.clone());
                (workspace.and_then(of_type), words.unwrap_or_default())
            }
        };
        let index = found.ok_or_else(|| {
            let types = loaded.rules_of(action).map(|index| loaded.rules[index].resource);
            self.not_applicable("action", &loaded.bundle.actions[action].name, types)
        })?;
        Ok((index, &loaded.rules[index], words))
    }

    /// "`what` `name` needs a record of …".
    pub(crate) fn not_applicable(
        &self,
        what: &str,
        name: &str,
        types: impl Iterator<Item = usize>,
    ) -> Error {
        let bundle = &self.gate.policy.0.bundle;
        let types: Vec<String> = types.map(|index| bundle.types[index].name.clone()).gathered();
        let got = match &self.subject {
            Subject::Record { resource, .. } => {
                concat(&["not one of type `", &bundle.types[*resource].name, "`"])
            }
            _ => String::from("and got none"),
        };
        let needed = concat(&["`", &join(&types, "` or `"), "`"]);
        let message = concat(&[what, " `", name, "` needs a record of type ", &needed, ", ", &got]);
        wrong(&message).allowing(types)
    }

    /// The context's words, where nothing about them is wrong.
    pub(crate) fn context_words(&self, rule: &Rule) -> Result<Vec<u64>> {
        let attributes = &self.gate.policy.0.bundle.actions[rule.action].context;
        if attributes.is_empty() && self.context.is_none() {
            return Ok(Vec::new());
        }
        let encoded = self.encoded_context(rule)?;
        for (index, (slot, attribute)) in rule.context.slots.iter().zip(attributes).enumerate() {
            let bit = |bit: usize| has(&encoded.words, bit - rule.context.base * 64);
            if bit(slot.missing()) || bit(slot.bad()) {
                return Err(encoded.error(index, attribute, "context."));
            }
        }
        Ok(encoded.words)
    }

    pub(crate) fn encoded_context(&self, rule: &Rule) -> Result<Encoded> {
        let attributes = &self.gate.policy.0.bundle.actions[rule.action].context;
        match &self.context {
            None => Ok(Encoded::blank(&rule.context)),
            Some(source) => source.encode(&rule.context, attributes, &self.gate.principal.refs),
        }
    }
}

fn typed<I: Input>(gate: &Gate, record: &I) -> Subject {
    let loaded = &gate.policy.0;
    match record.get("type").map_or(Shape::Null, |value| value.shape()) {
        Shape::Text(name) => match loaded.resource_type(&name) {
            Err(error) => Subject::Unknown(error),
            Ok(resource) => {
                let attributes = &loaded.bundle.types[resource].attributes;
                let layout = &loaded.layouts[resource];
                let encoded = Encoded::read(layout, attributes, &gate.principal.refs, record);
                Subject::Record { resource, encoded }
            }
        },
        _ => Subject::Unknown(wrong("a record needs a `type`, a string")),
    }
}

pub(crate) fn wrong(message: &str) -> Error {
    Error::new(ErrorCode::WrongResource, message.to_owned()).place("type")
}

impl Question<'_> {
    #[inline]
    pub(crate) fn allowed(&self) -> bool {
        self.residual.allows(&self.words)
    }

    /// The policies of one effect that hold, each once, in source order.
    pub(crate) fn holding(&self, effect: Effect) -> Vec<usize> {
        let mut policies: Vec<usize> = Vec::new();
        for clause in self.residual.clauses(effect) {
            if !meets(&clause.reject, &self.words) {
                insert(&mut policies, clause.policy);
            }
        }
        policies
    }
}
