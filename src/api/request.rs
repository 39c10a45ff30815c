//! A request: a record, read once, and perhaps a context, about which a gate is asked.

use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use crate::api::asker::Asker;
use crate::api::column::Column;
use crate::api::decision::{Decision, Refusal};
use crate::api::error::{Error, Result};
use crate::api::filter::Filter;
use crate::api::gate::Gate;
use crate::api::record::{Encoded, Principal, must_be};
use crate::api::record_serializer;
use crate::api::texts::{fill, texts};
use crate::engine;
use crate::engine::fault::{Fault, FaultPlace};
use crate::engine::ids::{ActionId, TypeId};
use crate::engine::record::Record;
use crate::engine::request::ContextSource;
use crate::engine::work::Work;
use crate::vocabulary::{ErrorCode, Scope};

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
    /// The record as it was handed in, where it is compared with what a context has.
    record: Option<Arc<Value>>,
    /// Who asks, where that is more than the principal.
    asker: Option<Arc<Asker<'g>>>,
}

/// What is asked about.
#[derive(Clone)]
enum Subject {
    Nothing,
    /// A record that is not there yet.
    Pending,
    /// Something without a type that the schema knows, and the error of it.
    Unknown(Error),
    Record(Record),
}

/// A context, which each action reads its own way.
#[derive(Clone)]
struct Context<'g> {
    gate: &'g Gate,
    value: Value,
}

impl Context<'_> {
    fn read(&self, action: ActionId) -> Option<Encoded> {
        let columns = &self.gate.policy.loaded.tables.contexts[action.index()];
        match &self.value {
            Value::Null => Some(Encoded::default()),
            Value::Object(_) => Some(Encoded::read(columns, &self.gate.who.known, &self.value)),
            _ => None,
        }
    }
}

impl ContextSource for Context<'_> {
    fn values(&self, action: ActionId) -> Option<Vec<u32>> {
        Some(self.read(action)?.words)
    }
}

impl<'g> Request<'g> {
    fn new(gate: &'g Gate, subject: Subject) -> Self {
        let context = Context { gate, value: Value::Null };
        Request { gate, subject, encoded: Encoded::default(), context, record: None, asker: None }
    }

    /// A request without a record.
    pub(crate) fn nothing(gate: &'g Gate) -> Self {
        Request::new(gate, Subject::Nothing)
    }

    /// A request about a record that is not there yet.
    pub(crate) fn pending(gate: &'g Gate) -> Self {
        Request::new(gate, Subject::Pending)
    }

    /// A request about a record of which all that is read is right.
    pub(crate) fn sound(gate: &'g Gate, resource: TypeId, words: Vec<u32>) -> Self {
        let layout = gate.policy.loaded.program.record(resource);
        Request::new(gate, Subject::Record(Record::new(resource, layout, words)))
    }

    pub(crate) fn read(gate: &'g Gate, record: &Value) -> Self {
        let refused = |error| Request::new(gate, Subject::Unknown(error));
        match record {
            Value::Null => Request::nothing(gate),
            Value::Object(_) => match type_of(gate, record) {
                Ok(resource) => {
                    let columns = &gate.policy.loaded.tables.records[resource.index()];
                    let compares = columns.iter().any(Column::compares_context);
                    let kept = compares.then(|| Arc::new(record.clone()));
                    let request = Request { record: kept, ..Request::nothing(gate) };
                    request.encoded(resource, record)
                }
                Err(error) => refused(error),
            },
            _ => refused(wrong(&texts().errors.record_is_object)),
        }
    }

    /// The same request about a record, compared with what is known of who asks.
    fn encoded(self, resource: TypeId, record: &Value) -> Self {
        let loaded = &self.gate.policy.loaded;
        let columns = &loaded.tables.records[resource.index()];
        let mut encoded = Encoded::read(columns, self.known(), record);
        let words = std::mem::take(&mut encoded.words);
        let record = Record::new(resource, loaded.program.record(resource), words);
        Request { encoded, subject: Subject::Record(record), ..self }
    }

    /// What is known of who asks.
    pub(crate) fn known(&self) -> &Principal {
        self.asker.as_ref().map_or(&self.gate.who.known, |asker| &asker.known)
    }

    /// Makes it a request about something that is no record.
    pub(crate) fn refuse(&mut self, error: Error) {
        self.subject = Subject::Unknown(error);
    }

    /// The same request with a context.
    ///
    /// ```
    /// # use serde_json::json;
    /// # let policy = tollgate::packs::alvys();
    /// # let mover = json!({"id": "u1", "permissions": ["editCompany", "createCompany"]});
    /// # let gate = policy.gate(&mover)?;
    /// let company = gate.prepare(&json!({"type": "Company", "companyType": "Shipper"}));
    /// assert!(company.with(&json!({"to": "Warehouse"})).can("changeCompanyType")?);
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    #[must_use]
    pub fn with(self, context: &impl Serialize) -> Self {
        // What serde cannot serialise is no object, and reported as such by the question.
        let value = record_serializer::value(context).unwrap_or(Value::Bool(false));
        let asker = Asker::new(self.gate, &value).map(Arc::new);
        let request = Request { context: Context { gate: self.gate, value }, asker, ..self };
        match (request.resource(), request.record.clone()) {
            (Some(resource), Some(record)) => request.encoded(resource, &record),
            _ => request,
        }
    }

    /// The request in numbers.
    pub(crate) fn engine<'a>(&'a self, work: &'a Work) -> engine::request::Request<'a> {
        let context = &self.context;
        engine::request::Request {
            gate: self.asker.as_ref().map_or_else(|| self.gate.engine(), |asker| asker.engine()),
            subject: match &self.subject {
                Subject::Nothing => engine::request::Subject::None,
                Subject::Pending => engine::request::Subject::Pending,
                Subject::Unknown(_) => engine::request::Subject::Unknown,
                Subject::Record(record) => engine::request::Subject::Record(record),
            },
            context: (!context.value.is_null()).then_some(context as &dyn ContextSource),
            choice: None,
            work,
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
        let actions = &self.gate.policy.loaded.tables.actions;
        match actions.find(action).and_then(|action| self.plain(ActionId::at(action))) {
            Some(allowed) => Ok(allowed),
            None => self.can_otherwise(action),
        }
    }

    #[cold]
    fn can_otherwise(&self, action: &str) -> Result<bool> {
        self.allows(self.gate.policy.loaded.action(action)?)
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
        let action = self.gate.policy.loaded.action(action)?;
        let verdict = self.ask(|request| request.question(action)?.verdict())?;
        Ok(Decision::new(&self.gate.policy, &verdict))
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
        self.check(action)?.required()
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
        let action = self.gate.policy.loaded.action(action)?;
        self.ask(|request| request.scope(action))
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
        let action = self.gate.policy.loaded.action(action)?;
        let answer = self.ask(|request| request.filter(action))?;
        let several = self.gate.policy.loaded.bundle.actions[action.index()].on.len() > 1;
        Filter::new((self.gate, self.known()), several, &answer)
    }

    pub(crate) fn allows(&self, action: ActionId) -> Result<bool> {
        if let Some(allowed) = self.plain(action) {
            return Ok(allowed);
        }
        let allowed = self.engine(&Work::default()).can(action);
        allowed.map_err(|fault| self.error(fault))
    }

    /// Whether the action is allowed, where nothing is wrong and no context is there or read.
    #[inline(always)]
    fn plain(&self, action: ActionId) -> Option<bool> {
        match &self.subject {
            Subject::Record(record) if self.context.value.is_null() => {
                self.gate.kept.can(self.gate.engine(), action, record)
            }
            _ => None,
        }
    }

    /// The engine's answer to a question, or in words what is wrong with it.
    pub(crate) fn ask<T>(
        &self,
        question: impl FnOnce(&engine::request::Request<'_>) -> engine::fault::Result<T>,
    ) -> Result<T> {
        let work = Work::default();
        let answer = question(&self.engine(&work));
        answer.map_err(|fault| self.error(fault))
    }

    /// What is wrong, in words.
    pub(crate) fn error(&self, fault: Fault) -> Error {
        let loaded = &self.gate.policy.loaded;
        let bundle = &loaded.bundle;
        let Fault { code, place } = fault;
        match place {
            FaultPlace::Record(attribute) => {
                // Without a record the question was about the workspace.
                let of = self.resource().or(loaded.program.workspace).unwrap_or_default();
                let of = &bundle.types[of.index()].attributes[attribute.index()];
                self.encoded.error(code, attribute.index(), of, "")
            }
            FaultPlace::Context(action, attribute) => {
                let of = &bundle.actions[action.index()].context[attribute.index()];
                let encoded = self.context.read(action).unwrap_or_default();
                encoded.error(code, attribute.index(), of, "context.")
            }
            FaultPlace::ContextItself => {
                Error::new(code, must_be("context", &texts().must_be.object)).place("context")
            }
            FaultPlace::Action(action) => {
                let action = &bundle.actions[action.index()];
                let types = action.on.iter().map(|rule| rule.resource);
                self.not_applicable("action", &action.name, types)
            }
            FaultPlace::Transition(name) => {
                let has = |index: &TypeId| {
                    let steps = loaded.program.steps(*index);
                    steps.iter().any(|step| step.transition == name)
                };
                let types = (0..bundle.types.len()).map(TypeId::at).filter(has);
                let name = loaded.tables.transitions.name(name.index());
                self.not_applicable("transition", name, types)
            }
            FaultPlace::Choice(control) => {
                let control = &bundle.controls[control.index()];
                self.not_applicable("choice", &control.id, std::iter::once(control.resource))
            }
            _ if code == ErrorCode::TooLarge => {
                Error::new(code, texts().errors.too_many_answers.clone())
            }
            _ => self.no_record(),
        }
    }

    /// The error of something that is no record of a type that the schema knows.
    pub(crate) fn no_record(&self) -> Error {
        match &self.subject {
            Subject::Unknown(error) => error.clone(),
            _ => wrong(&texts().errors.record_needed),
        }
    }

    /// Whether there is no record.
    pub(crate) fn is_about_nothing(&self) -> bool {
        matches!(self.subject, Subject::Nothing)
    }

    pub(crate) fn resource(&self) -> Option<TypeId> {
        match &self.subject {
            Subject::Record(record) => Some(record.resource),
            _ => None,
        }
    }

    /// "`what` `name` needs a record of …".
    fn not_applicable(&self, what: &str, name: &str, types: impl Iterator<Item = TypeId>) -> Error {
        let bundle = &self.gate.policy.loaded.bundle;
        let types: Vec<String> =
            types.map(|index| bundle.types[index.index()].name.clone()).collect();
        let errors = &texts().errors;
        let got = match self.resource() {
            Some(resource) => {
                fill(&errors.got_type, &[("type", &bundle.types[resource.index()].name)])
            }
            None => errors.got_none.clone(),
        };
        let needed = format!("`{}`", types.join("` or `"));
        let parameters = [("what", what), ("name", name), ("types", &needed), ("got", &got)];
        wrong(&fill(&errors.wrong_type, &parameters)).allowing(types)
    }
}

fn type_of(gate: &Gate, record: &Value) -> Result<TypeId> {
    match record.get("type") {
        Some(Value::String(name)) => gate.policy.loaded.resource_type(name).map(TypeId::at),
        _ => Err(wrong(&texts().errors.record_needs_type)),
    }
}

pub(crate) fn wrong(message: &str) -> Error {
    Error::new(ErrorCode::WrongResource, message.to_owned()).place("type")
}
