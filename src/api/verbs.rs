//! The verbs of a gate: records and contexts are anything that serde can serialise.

use serde::Serialize;

use crate::api::decision::{Decision, Refusal};
use crate::api::error::Result;
use crate::api::filter::Filter;
use crate::api::gate::Gate;
use crate::api::record_serializer;
use crate::api::request::{Request, wrong};
use crate::api::rows::Rows;
use crate::api::surface::{ChoiceOption, ControlState};
use crate::api::table::Table;
use crate::api::texts::{fill, texts};
use crate::vocabulary::Scope;

impl Gate {
    /// Reads a record that is asked about many times. What is wrong with it is reported by the
    /// questions that need it.
    ///
    /// ```
    /// use serde_json::json;
    ///
    /// let policy = tollgate::packs::client_metrics();
    /// let gate = policy.gate(&json!({"id": "u1", "roles": ["ReadOnly"]}))?;
    /// let customer = gate.prepare(&json!({"type": "Customer", "status": "ACTV"}));
    /// assert!(customer.can("viewCustomer")?);
    /// assert!(!customer.can("editCustomer")?);
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn prepare(&self, record: &impl Serialize) -> Request<'_> {
        let mut words = Vec::new();
        match record_serializer::read(self, record, &mut words) {
            Some(resource) => Request::sound(self, resource, words),
            None => self.read(record),
        }
    }

    /// The same of a record that may not be there yet, where `None` is: controls that need it are
    /// in their ungranted state and `pending`, and other questions lack a record.
    ///
    /// ```
    /// use serde_json::{Value, json};
    ///
    /// let policy = tollgate::packs::client_metrics();
    /// let gate = policy.gate(&json!({"id": "u1", "roles": ["Administrator"]}))?;
    /// let loading = gate.prepare_optional(None::<&Value>);
    /// assert!(loading.control("row.edit")?.pending);
    /// assert!(loading.can("editCustomer").is_err());
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn prepare_optional(&self, record: Option<&impl Serialize>) -> Request<'_> {
        let request = record.map(|record| self.prepare(record));
        request
            .filter(|request| !request.is_about_nothing())
            .unwrap_or_else(|| Request::pending(self))
    }

    /// Reads a record in which something may be wrong.
    fn read(&self, record: &impl Serialize) -> Request<'_> {
        let value = record_serializer::value(record);
        value.map_or_else(|error| self.unreadable(&error), |value| Request::read(self, &value))
    }

    /// A request about what serde cannot serialise.
    pub(crate) fn unreadable(&self, error: &serde_json::Error) -> Request<'_> {
        let mut request = Request::nothing(self);
        let text = &texts().errors.record_unreadable;
        request.refuse(wrong(&fill(text, &[("error", &error.to_string())])));
        request
    }

    /// Reads many records that are asked about together, and more than once: reading is most of the
    /// work of a table. For one question, [`table`](Self::table) does both.
    ///
    /// ```
    /// use serde::Serialize;
    ///
    /// #[derive(Serialize)]
    /// #[serde(tag = "type")]
    /// struct Customer {
    ///     status: &'static str,
    /// }
    ///
    /// let policy = tollgate::packs::client_metrics();
    /// let gate = policy.gate(&serde_json::json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// let customers = [Customer { status: "ACTV" }, Customer { status: "INAC" }];
    /// let rows = gate.prepare_all(&customers);
    /// let table = rows.table(Some(&["viewCustomer", "editCustomer"]))?;
    /// assert_eq!(table.columns(), [[1, 1], [1, 0]]);
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn prepare_all<T: Serialize>(&self, rows: &[T]) -> Rows<'_> {
        let mut prepared = Rows::new(self);
        let mut words = Vec::new();
        for row in rows {
            match record_serializer::read(self, row, &mut words) {
                Some(resource) => prepared.push(resource, &words),
                None => prepared.push_odd(self.read(row)),
            }
        }
        prepared
    }

    /// Whether the action is allowed.
    ///
    /// # Errors
    ///
    /// See [`Request::can`].
    ///
    /// ```
    /// use serde_json::json;
    ///
    /// let policy = tollgate::packs::client_metrics();
    /// let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// assert!(gate.can("createCustomer", &())?);
    /// assert!(gate.can("createCostumer", &()).is_err());
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn can(&self, action: &str, record: &impl Serialize) -> Result<bool> {
        self.prepare(record).can(action)
    }

    /// The decision, with what it rests on and what would change it.
    ///
    /// # Errors
    ///
    /// See [`Request::check`].
    ///
    /// ```
    /// use serde_json::json;
    ///
    /// let policy = tollgate::packs::client_metrics();
    /// let gate = policy.gate(&json!({"id": "u1", "roles": ["ReadOnly"]}))?;
    /// let decision = gate.check("createCustomer", &())?;
    /// assert_eq!(decision.message, "You need Edit (Customers).");
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn check(&self, action: &str, record: &impl Serialize) -> Result<Decision> {
        self.prepare(record).check(action)
    }

    /// Nothing where the action is allowed: what a request handler calls first.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`] with the decision, or [`Refusal::Error`].
    ///
    /// ```
    /// use serde_json::json;
    /// use tollgate::Refusal;
    ///
    /// let policy = tollgate::packs::client_metrics();
    /// let gate = policy.gate(&json!({"id": "u1", "roles": ["ReadOnly"]}))?;
    /// assert!(gate.require("viewCustomers", &()).is_ok());
    /// assert!(matches!(gate.require("createCustomer", &()), Err(Refusal::Denied(_))));
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn require(&self, action: &str, record: &impl Serialize) -> Result<(), Refusal> {
        self.prepare(record).require(action)
    }

    /// How one control shows over all records: whether it makes sense at all.
    ///
    /// # Errors
    ///
    /// See [`Request::control`].
    ///
    /// ```
    /// use serde_json::json;
    /// use tollgate::ControlMode;
    ///
    /// let policy = tollgate::packs::client_metrics();
    /// let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// assert_eq!(gate.control("form.customer")?.state, ControlMode::Enabled);
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn control(&self, id: &str) -> Result<ControlState> {
        self.prepare(&()).control(id)
    }

    /// How one control shows for a record, and while it is not there yet.
    ///
    /// # Errors
    ///
    /// See [`Request::control`].
    ///
    /// ```
    /// use serde_json::{Value, json};
    /// use tollgate::ControlMode;
    ///
    /// let policy = tollgate::packs::client_metrics();
    /// let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// let inactive = json!({"type": "Customer", "status": "INAC"});
    /// let form = gate.control_for("form.customer", Some(&inactive))?;
    /// assert_eq!(form.state, ControlMode::Readonly);
    /// let loading = gate.control_for("form.customer", None::<&Value>)?;
    /// assert!(loading.pending && loading.state != ControlMode::Enabled);
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn control_for(&self, id: &str, record: Option<&impl Serialize>) -> Result<ControlState> {
        self.prepare_optional(record).control(id)
    }

    /// How the controls show of pages without a record.
    ///
    /// # Errors
    ///
    /// See [`Request::controls`].
    ///
    /// ```
    /// use tollgate::ControlMode;
    ///
    /// let gate = tollgate::packs::client_metrics().gate(&serde_json::json!({"id": "u1"}))?;
    /// assert!(gate.controls()?.iter().all(|control| control.state == ControlMode::Hidden));
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn controls(&self) -> Result<Vec<ControlState>> {
        self.prepare(&()).controls()
    }

    /// How all controls show that are bound to the record's type; while it is not there yet, all of
    /// them.
    ///
    /// # Errors
    ///
    /// See [`Request::controls`].
    ///
    /// ```
    /// use serde_json::{Value, json};
    ///
    /// let policy = tollgate::packs::client_metrics();
    /// let gate = policy.gate(&json!({"id": "u1", "roles": ["Administrator"]}))?;
    /// let customer = json!({"type": "Customer", "status": "ACTV"});
    /// let bound = gate.controls_for(Some(&customer))?;
    /// let waiting = gate.controls_for(None::<&Value>)?;
    /// let is_pending = |id: &str| waiting.iter().any(|other| other.id == id && other.pending);
    /// assert!(bound.iter().all(|control| !control.pending && is_pending(&control.id)));
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn controls_for(&self, record: Option<&impl Serialize>) -> Result<Vec<ControlState>> {
        self.prepare_optional(record).controls()
    }

    /// The values of a choice, over all records.
    ///
    /// # Errors
    ///
    /// See [`Request::options`].
    ///
    /// ```
    /// use serde_json::json;
    ///
    /// let policy = tollgate::packs::alvys();
    /// let gate = policy.gate(&json!({"id": "u1", "permissions": ["createCompany"]}))?;
    /// let options = gate.options("form.newCompany.companyType")?;
    /// let message = options[0].message.as_deref();
    /// assert_eq!(message, Some("You need Create Customer (Customer Management)."));
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn options(&self, id: &str) -> Result<Vec<ChoiceOption>> {
        self.prepare(&()).options(id)
    }

    /// The values of a choice for a record, and while it is not there yet.
    ///
    /// # Errors
    ///
    /// See [`Request::options`].
    ///
    /// ```
    /// use serde_json::{Value, json};
    ///
    /// let policy = tollgate::packs::alvys();
    /// let gate = policy.gate(&json!({"id": "u1", "permissions": ["createCompany"]}))?;
    /// let loading = gate.options_for("form.newCompany.companyType", None::<&Value>)?;
    /// assert!(loading.iter().all(|option| option.pending && !option.allowed));
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn options_for(
        &self,
        id: &str,
        record: Option<&impl Serialize>,
    ) -> Result<Vec<ChoiceOption>> {
        self.prepare_optional(record).options(id)
    }

    /// Whether the action is allowed over all records: whether a button makes sense at all.
    ///
    /// # Errors
    ///
    /// See [`Request::scope`].
    ///
    /// ```
    /// use tollgate::Scope;
    ///
    /// let gate = tollgate::packs::alvys()
    ///     .gate(&serde_json::json!({"id": "u1", "permissions": ["createCompany"]}))?;
    /// assert_eq!(gate.scope("createCompany")?, Scope::Depends);
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn scope(&self, action: &str) -> Result<Scope> {
        self.prepare(&()).scope(action)
    }

    /// The rows for which the action is allowed.
    ///
    /// # Errors
    ///
    /// See [`Request::filter`].
    ///
    /// ```
    /// # use serde_json::json;
    /// # let policy = tollgate::packs::client_metrics();
    /// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// let filter = gate.filter("editCustomer")?;
    /// assert!(!filter.matches(&json!({"status": "INAC"})));
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn filter(&self, action: &str) -> Result<Filter> {
        self.prepare(&()).filter(action)
    }

    /// The action as a test of records; what cannot be answered is an error.
    ///
    /// # Errors
    ///
    /// `unknown_action` at once; the test has the errors of [`Request::can`].
    ///
    /// ```
    /// use serde_json::json;
    ///
    /// let policy = tollgate::packs::client_metrics();
    /// let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// let editable = gate.predicate("editCustomer")?;
    /// assert!(editable(&json!({"type": "Customer", "status": "PAIN"}))?);
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn predicate<T: Serialize>(&self, action: &str) -> Result<impl Fn(&T) -> Result<bool>> {
        let action = self.policy.loaded.action(action)?;
        Ok(move |record: &T| self.prepare(record).allows(action))
    }

    /// Many rows at once; without `actions`, all that apply to the rows and need no context. Rows
    /// that are asked about again are better [prepared](Self::prepare_all) once.
    ///
    /// # Errors
    ///
    /// `unknown_action`. A bad row fails alone, in the table's `errors`.
    ///
    /// ```
    /// # use serde_json::json;
    /// # let policy = tollgate::packs::client_metrics();
    /// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// let rows = [json!({"type": "Customer", "status": "ACTV"})];
    /// let table = gate.table(&rows, Some(&["editCustomer"]))?;
    /// assert!(table.errors.is_empty());
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn table<T: Serialize>(&self, rows: &[T], actions: Option<&[&str]>) -> Result<Table> {
        self.prepare_all(rows).table(actions)
    }
}
