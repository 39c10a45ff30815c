//! Filters: the rows on which an action is allowed, as conditions on the columns of a table.

use serde::Serialize;
use serde_json::Value;

use crate::api::bundle::Attribute;
use crate::api::gate::Gate;
use crate::api::lifecycle::StateValue;
use crate::api::record_serializer;
use crate::engine::filter::{self, FilterAnswer};
use crate::engine::ids::{ActionId, ReferenceId};
use crate::limits::LIST_ITEMS_MAX;
use crate::vocabulary::{FilterKind, Op};

/// The rows for which an action is allowed: those that some conjunction holds for.
///
/// ```
/// use serde_json::json;
/// use tollgate::FilterKind;
///
/// let gate = tollgate::packs::access_levels().gate(&json!({"id": "u1", "roles": ["Sales"]}))?;
/// let filter = gate.filter("viewShipment")?;
/// assert_eq!(filter.kind, FilterKind::Some);
/// assert_eq!(
///     serde_json::to_value(&filter.any).unwrap(),
///     json!([{"all": [{"attribute": "commissioned", "op": "contains", "value": "u1"}]}]),
/// );
/// assert!(filter.matches(&json!({"commissioned": ["u1", "u4"]})));
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Filter {
    /// None, all, or those that `any` says.
    pub kind: FilterKind,
    /// Of these conjunctions one has to hold.
    pub any: Vec<Conjunction>,
}

/// Conditions of which all have to hold.
///
/// ```
/// # use serde_json::json;
/// # let policy = tollgate::packs::client_metrics();
/// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
/// let filter = gate.filter("editCustomer")?;
/// assert_eq!(filter.any[0].all.len(), 1);
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Conjunction {
    /// The conditions.
    pub all: Vec<Condition>,
}

/// A condition on one column.
///
/// ```
/// # use serde_json::json;
/// # let policy = tollgate::packs::client_metrics();
/// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
/// let filter = gate.filter("editCustomer")?;
/// let condition = &filter.any[0].all[0];
/// assert_eq!((condition.attribute.as_str(), condition.op), ("status", tollgate::Op::Ne));
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Condition {
    /// The record's attribute.
    pub attribute: String,
    /// The comparison.
    pub op: Op,
    /// What it is compared with; nothing for `Absent` and `Present`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<StateValue>,
}

impl Filter {
    /// The engine's filter of an action in words.
    pub(crate) fn new(gate: &Gate, action: ActionId, answer: &FilterAnswer) -> Self {
        let kind = FilterKind::ALL[answer.scope as usize];
        if kind == FilterKind::All {
            return Filter { kind, any: vec![Conjunction { all: Vec::new() }] };
        }
        let bundle = &gate.policy.loaded.bundle;
        let several = bundle.actions[action.index()].on.len() > 1;
        let any = answer.any.iter().map(|conjunction| {
            let of = &bundle.types[conjunction.resource.index()];
            let named = several.then(|| Condition {
                attribute: String::from("type"),
                op: Op::Eq,
                value: Some(StateValue::Value(of.name.clone())),
            });
            let conditions = conjunction.all.iter();
            let conditions = conditions.map(|each| Condition::new(gate, &of.attributes, each));
            Conjunction { all: named.into_iter().chain(conditions).collect() }
        });
        Filter { kind, any: any.collect() }
    }

    /// Whether a row, an object, matches. Nothing is checked: a value of another type matches
    /// nothing.
    ///
    /// ```
    /// # use serde_json::json;
    /// # let policy = tollgate::packs::client_metrics();
    /// # let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
    /// let filter = gate.filter("viewCustomer")?;
    /// assert!(filter.matches(&json!({"id": 1})));
    /// assert!(!filter.matches(&json!(null)));
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn matches(&self, row: &impl Serialize) -> bool {
        record_serializer::value(row).is_ok_and(|row| self.accepts(&row))
    }

    fn accepts(&self, row: &Value) -> bool {
        let holds = |condition: &Condition| condition.holds(row.get(&condition.attribute));
        row.is_object() && self.any.iter().any(|conjunction| conjunction.all.iter().all(holds))
    }
}

impl Condition {
    fn new(gate: &Gate, attributes: &[Attribute], condition: &filter::Condition) -> Self {
        let of = &attributes[condition.attribute.index()];
        let id =
            |reference: ReferenceId| gate.who.ids[reference.index()].clone().map(StateValue::Value);
        let value = condition.value.map(|value| StateValue::new(of, value));
        let value = value.or_else(|| condition.reference.and_then(id));
        Condition { attribute: of.name.clone(), op: condition.op, value }
    }

    fn holds(&self, value: Option<&Value>) -> bool {
        let value = value.unwrap_or(&Value::Null);
        match (self.op, &self.value, value) {
            (Op::Absent, _, value) => value.is_null(),
            (Op::Present, _, value) => !value.is_null(),
            (Op::Eq, Some(StateValue::Flag(wanted)), Value::Bool(flag)) => flag == wanted,
            (Op::Ne, Some(StateValue::Flag(wanted)), Value::Bool(flag)) => flag != wanted,
            (Op::Eq, Some(StateValue::Value(wanted)), Value::String(text)) => text == wanted,
            (Op::Ne, Some(StateValue::Value(wanted)), Value::String(text)) => text != wanted,
            (op @ (Op::Contains | Op::Lacks), Some(StateValue::Value(id)), Value::Array(items)) => {
                // A list of something else than ids is no set, as it is none to a decision.
                let ids = items.len() <= LIST_ITEMS_MAX && items.iter().all(Value::is_string);
                ids && items.iter().any(|item| item == id.as_str()) == (op == Op::Contains)
            }
            _ => false,
        }
    }
}
