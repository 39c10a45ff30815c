//! Filters: the rows on which an action is allowed, as conditions on the columns of a table.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use crate::api::bundle::{Attribute, words};
use crate::api::gate::Gate;
use crate::api::lifecycle::StateValue;
use crate::engine;
use crate::engine::gate::Reach;

words! {
    /// How many rows a filter lets through.
    FilterKind {
        /// No row.
        None = "none",
        /// Every row.
        All = "all",
        /// Those that match.
        Some = "some",
    }
}

words! {
    /// A comparison. One with an absent value is false, whichever it is, but for `Absent`.
    Op {
        /// The value is this one.
        Eq = "eq",
        /// The value is another.
        Ne = "ne",
        /// The list contains this id.
        Contains = "contains",
        /// The list does not contain it.
        Lacks = "lacks",
        /// There is no value.
        Absent = "absent",
        /// There is a value.
        Present = "present",
    }
}

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
    /// An action's filter in words.
    pub(crate) fn new(gate: &Gate, action: usize, filter: &engine::filter::Filter) -> Self {
        let kind = match filter.reach {
            Reach::Never => FilterKind::None,
            Reach::Always => FilterKind::All,
            Reach::Depends => FilterKind::Some,
        };
        if kind == FilterKind::All {
            return Filter { kind, any: vec![Conjunction { all: Vec::new() }] };
        }
        let several = gate.policy.0.bundle.actions[action].on.len() > 1;
        let any = filter.any.iter().map(|conjunction| {
            let of = &gate.policy.0.bundle.types[conjunction.resource];
            let named = several.then(|| Condition {
                attribute: String::from("type"),
                op: Op::Eq,
                value: Some(StateValue::Value(of.name.clone())),
            });
            let conditions = conjunction.all.iter();
            let conditions = conditions.map(|it| it.spelt(gate, &of.attributes[it.attribute]));
            Conjunction { all: named.into_iter().chain(conditions).collect() }
        });
        Filter { kind, any: any.collect() }
    }

    pub(crate) fn accepts(&self, row: &Value) -> bool {
        let holds = |condition: &Condition| condition.holds(row.get(&condition.attribute));
        self.any.iter().any(|conjunction| conjunction.all.iter().all(holds))
    }
}

impl engine::filter::Condition {
    fn spelt(&self, gate: &Gate, of: &Attribute) -> Condition {
        let op = match self.op {
            engine::filter::Op::Eq => Op::Eq,
            engine::filter::Op::Ne => Op::Ne,
            engine::filter::Op::Contains => Op::Contains,
            engine::filter::Op::Lacks => Op::Lacks,
            engine::filter::Op::Absent => Op::Absent,
            engine::filter::Op::Present => Op::Present,
        };
        let value = match (op, of.ties.get(self.operand)) {
            (Op::Absent | Op::Present, _) => None,
            (_, Some(tie)) => gate.who.ids[*tie].clone().map(StateValue::Value),
            (_, None) => Some(StateValue::new(of, self.operand)),
        };
        Condition { attribute: of.name.clone(), op, value }
    }
}

impl Condition {
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
                items.iter().any(|item| item == id.as_str()) == (op == Op::Contains)
            }
            _ => false,
        }
    }
}
