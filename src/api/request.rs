//! A request: a record, read once, and perhaps a context, about which a gate is asked.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use crate::api::decision::{Decision, Refusal};
use crate::api::error::{Error, Result};
use crate::api::filter::Filter;
use crate::api::gate::Gate;
use crate::api::policy::Scope;
use crate::api::record::Encoded;
use crate::api::text::{concat, join};
use crate::code::ErrorCode;
use crate::engine;
use crate::engine::fault::{Parts, Place};
use crate::engine::reader::Reader;
use crate::engine::request::Source;
use crate::engine::words::Writer;

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
    subject: Subject,
    /// What was wrong with the record that no question asked for yet.
    encoded: Encoded,
    context: Context<'g>,
}

/// What is asked about.
#[derive(Clone)]
enum Subject {
    Nothing,
    /// Something without a type that the schema knows, and the error of it.
    Unknown(Error),
    Record(engine::record::Record),
}

impl Subject {
    /// A record that was read.
    fn of(gate: &Gate, resource: usize, words: Vec<u32>) -> Self {
        let layout = &gate.policy.0.model.types[resource].layout;
        Subject::Record(engine::record::Record::new(resource, layout, words))
    }
}

/// A context, which each action reads its own way.
#[derive(Clone)]
struct Context<'g> {
    gate: &'g Gate,
    given: Value,
}

impl Context<'_> {
    fn read(&self, action: usize) -> Option<Encoded> {
        let attributes = &self.gate.policy.0.bundle.actions[action].context;
        match &self.given {
            Value::Null => Some(Encoded::default()),
            Value::Object(_) => Some(Encoded::read(attributes, &self.gate.who.ids, &self.given)),
            _ => None,
        }
    }
}

impl Source for Context<'_> {
    fn values(&self, action: usize) -> Option<Vec<u32>> {
        Some(self.read(action)?.words)
    }
}

impl<'g> Request<'g> {
    pub(crate) fn read(gate: &'g Gate, record: &Value) -> Self {
        let mut request = Request {
            gate,
            subject: Subject::Nothing,
            encoded: Encoded::default(),
            context: Context { gate, given: Value::Null },
        };
        match record {
            Value::Null => {}
            Value::Object(_) => match type_of(gate, record) {
                Ok(resource) => {
                    let attributes = &gate.policy.0.bundle.types[resource].attributes;
                    let mut encoded = Encoded::read(attributes, &gate.who.ids, record);
                    let words = core::mem::take(&mut encoded.words);
                    request.subject = Subject::of(gate, resource, words);
                    request.encoded = encoded;
                }
                Err(error) => request.refuse(error),
            },
            _ => request.refuse(wrong("a record is an object with a `type`")),
        }
        request
    }

    /// A request about a record of which all that is read is right.
    pub(crate) fn sound(gate: &'g Gate, resource: usize, words: Vec<u32>) -> Self {
        Request {
            gate,
            subject: Subject::of(gate, resource, words),
            encoded: Encoded::default(),
            context: Context { gate, given: Value::Null },
        }
    }

    /// Makes it a request about something that is no record.
    pub(crate) fn refuse(&mut self, error: Error) {
        self.subject = Subject::Unknown(error);
    }

    pub(crate) fn with_context(self, given: Value) -> Self {
        Request { context: Context { gate: self.gate, given }, ..self }
    }

    /// The request in numbers.
    pub(crate) fn engine(&self) -> engine::request::Request<'_> {
        engine::request::Request {
            gate: self.gate.engine(),
            subject: match &self.subject {
                Subject::Nothing => engine::request::Subject::None,
                Subject::Unknown(_) => engine::request::Subject::Unknown,
                Subject::Record(record) => engine::request::Subject::Record(record),
            },
            context: (!self.context.given.is_null()).then_some(&self.context as &dyn Source),
            chosen: engine::request::Chosen::Nothing,
        }
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
        // A decision is a few dozen instructions: calls would double them.
        match self.gate.policy.0.actions.find(action).and_then(|action| self.plain(action)) {
            Some(allowed) => Ok(allowed),
            None => self.can_otherwise(action),
        }
    }

    #[cold]
    fn can_otherwise(&self, action: &str) -> Result<bool> {
        self.allows(self.gate.policy.0.action(action)?)
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
        let action = self.gate.policy.0.action(action)?;
        let words = self.answer(|asked, out| asked.question(action)?.verdict(out))?;
        Ok(Decision::read(self.gate, &mut Reader::new(&words)))
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
        self.told(self.engine().scope(action)).map(Scope::from)
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
        let action = self.gate.policy.0.action(action)?;
        let words = self.answer(|asked, out| asked.filter(action, out))?;
        Ok(Filter::read(self.gate, action, &mut Reader::new(&words)))
    }

    pub(crate) fn allows(&self, action: usize) -> Result<bool> {
        self.told(self.engine().can(action))
    }

    /// Whether the action is allowed, where nothing is wrong and no context is given or read.
    #[inline(always)]
    fn plain(&self, action: usize) -> Option<bool> {
        match &self.subject {
            Subject::Record(record) if self.context.given.is_null() => {
                self.gate.engine().can(action, record)
            }
            _ => None,
        }
    }

    /// The words of an answer.
    pub(crate) fn answer(
        &self,
        ask: impl FnOnce(&engine::request::Request<'_>, &mut Writer) -> engine::fault::Result<()>,
    ) -> Result<Vec<u32>> {
        let mut out = Writer::new();
        self.told(ask(&self.engine(), &mut out))?;
        Ok(out.0)
    }

    /// An answer, or in words what is wrong.
    pub(crate) fn told<T>(&self, answer: engine::fault::Result<T>) -> Result<T> {
        answer.map_err(|fault| self.error(fault))
    }

    /// What is wrong, in words.
    pub(crate) fn error(&self, fault: impl Into<Parts>) -> Error {
        let fault = fault.into();
        let bundle = &self.gate.policy.0.bundle;
        match fault.place {
            Place::Record => {
                // Without a record the question was about the workspace.
                let of = self.resource().unwrap_or(self.gate.policy.0.model.nothing.resource);
                let attribute = &bundle.types[of].attributes[fault.index];
                self.encoded.error(fault.code, fault.index, attribute, "")
            }
            Place::Context => match self.context.read(fault.of) {
                Some(encoded) => {
                    let attribute = &bundle.actions[fault.of].context[fault.index];
                    encoded.error(fault.code, fault.index, attribute, "context.")
                }
                None => {
                    let message = String::from("`context` must be an object");
                    Error::new(ErrorCode::WrongType, message).place("context")
                }
            },
            Place::Action => {
                let action = &bundle.actions[fault.index];
                let types = action.on.iter().map(|rule| rule.resource);
                self.not_applicable("action", &action.name, types)
            }
            Place::Transition => {
                let name = self.gate.policy.0.transitions.name(fault.index);
                let of = |index: &usize| {
                    let lifecycle = bundle.types[*index].lifecycle.as_ref();
                    lifecycle.is_some_and(|it| it.transitions.iter().any(|it| it.name == name))
                };
                self.not_applicable("transition", name, (0..bundle.types.len()).filter(of))
            }
            Place::Choice => {
                let control = &bundle.controls[fault.index];
                self.not_applicable("choice", &control.id, core::iter::once(control.resource))
            }
            _ if fault.code == ErrorCode::TooLarge => {
                let message = String::from("the question has too many possible answers");
                Error::new(ErrorCode::TooLarge, message)
            }
            _ => self.no_record(),
        }
    }

    /// The error of something that is no record of a type that the schema knows.
    pub(crate) fn no_record(&self) -> Error {
        match &self.subject {
            Subject::Unknown(error) => error.clone(),
            _ => wrong("a record is needed"),
        }
    }

    pub(crate) fn resource(&self) -> Option<usize> {
        match &self.subject {
            Subject::Record(record) => Some(record.resource),
            _ => None,
        }
    }

    /// "`what` `name` needs a record of …".
    fn not_applicable(&self, what: &str, name: &str, types: impl Iterator<Item = usize>) -> Error {
        let bundle = &self.gate.policy.0.bundle;
        let types: Vec<String> = types.map(|index| bundle.types[index].name.clone()).collect();
        let got = match self.resource() {
            Some(resource) => concat(&["not one of type `", &bundle.types[resource].name, "`"]),
            None => String::from("and got none"),
        };
        let needed = concat(&["`", &join(&types, "` or `"), "`"]);
        let message = concat(&[what, " `", name, "` needs a record of type ", &needed, ", ", &got]);
        wrong(&message).allowing(types)
    }
}

fn type_of(gate: &Gate, record: &Value) -> Result<usize> {
    match record.get("type") {
        Some(Value::String(name)) => gate.policy.0.resource_type(name),
        _ => Err(wrong("a record needs a `type`, a string")),
    }
}

pub(crate) fn wrong(message: &str) -> Error {
    Error::new(ErrorCode::WrongResource, message.to_owned()).place("type")
}
