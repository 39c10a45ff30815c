//! Filters: the rows on which an action is allowed, as conditions on the columns of a table.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use crate::api::bundle::{Attribute, words};
use crate::api::gate::Gate;
use crate::api::lifecycle::StateValue;
use crate::engine::reader::Reader;

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
    /// Reads the words of a filter.
    pub(crate) fn read(gate: &Gate, action: usize, words: &mut Reader<'_>) -> Self {
        let kind = [FilterKind::All, FilterKind::None, FilterKind::Some][words.next()];
        if kind == FilterKind::All {
            return Filter { kind, any: vec![Conjunction { all: Vec::new() }] };
        }
        let several = gate.policy.0.bundle.actions[action].on.len() > 1;
        let mut any = Vec::new();
        while words.more() {
            let of = &gate.policy.0.bundle.types[words.next()];
            let named = several.then(|| Condition {
                attribute: String::from("type"),
                op: Op::Eq,
                value: Some(StateValue::Value(of.name.clone())),
            });
            let mut all: Vec<Condition> = named.into_iter().collect();
            for _ in 0..words.next() {
                all.push(Condition::read(gate, &of.attributes, words));
            }
            any.push(Conjunction { all });
        }
        Filter { kind, any }
    }

    pub(crate) fn accepts(&self, row: &Value) -> bool {
        let holds = |condition: &Condition| condition.holds(row.get(&condition.attribute));
        self.any.iter().any(|conjunction| conjunction.all.iter().all(holds))
    }
}

impl Condition {
    fn read(gate: &Gate, attributes: &[Attribute], words: &mut Reader<'_>) -> Self {
        let of = &attributes[words.next()];
        let (op, operand) = (Op::ALL[words.next()], words.next());
        let value = match (op, of.ties.get(operand)) {
            (Op::Absent | Op::Present, _) => None,
            (_, Some(tie)) => gate.who.ids[*tie].clone().map(StateValue::Value),
            (_, None) => Some(StateValue::new(of, operand)),
        };
        Condition { attribute: of.name.clone(), op, value }
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
                items.iter().any(|item| item == id.as_str()) == (op == Op::Contains)
            }
            _ => false,
        }
    }
}
