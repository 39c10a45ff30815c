//! Filters: a gate's residual clauses as a condition on the columns of a table.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::bundle::{AttributeKind, words};
use crate::error::Result;
use crate::gate::Gate;
use crate::input::{Input, Shape};
use crate::layout::{Mask, Slot, covers, has, set};
use crate::lifecycle::StateValue;
use crate::limits::CONJUNCTIONS_MAX;
use crate::policy::Scope;
use crate::rule::Rule;
use crate::space::too_large;
use crate::text::Gather;

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
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
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
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
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
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
pub struct Condition {
    /// The record's attribute.
    pub attribute: String,
    /// The comparison.
    pub op: Op,
    /// What it is compared with; nothing for `Absent` and `Present`.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "Option::is_none"))]
    pub value: Option<StateValue>,
}

impl Filter {
    pub(crate) fn new(scope: Scope, any: Vec<Conjunction>) -> Self {
        match scope {
            Scope::Never => Filter { kind: FilterKind::None, any: Vec::new() },
            Scope::Always => {
                Filter { kind: FilterKind::All, any: vec![Conjunction { all: Vec::new() }] }
            }
            Scope::Depends => Filter { kind: FilterKind::Some, any },
        }
    }

    /// Adds the conjunctions of one rule.
    pub(crate) fn add(
        any: &mut Vec<Conjunction>,
        gate: &Gate,
        index: usize,
        context: &[u64],
    ) -> Result<()> {
        let loaded = &gate.policy.0;
        let rule = &loaded.rules[index];
        let columns = Columns { gate, rule };
        for cube in columns.cubes(gate, index, context)? {
            columns.spell(&cube, any)?;
        }
        if any.len() > CONJUNCTIONS_MAX { Err(too_large()) } else { Ok(()) }
    }

    pub(crate) fn accepts<I: Input>(&self, row: &I) -> bool {
        let holds = |condition: &Condition| condition.holds(row.get(&condition.attribute));
        self.any.iter().any(|conjunction| conjunction.all.iter().all(holds))
    }
}

impl Condition {
    fn holds<I: Input>(&self, value: Option<I>) -> bool {
        let shape = value.map_or(Shape::Null, |value| value.shape());
        match (self.op, &self.value, shape) {
            (Op::Absent, _, shape) => matches!(shape, Shape::Null),
            (Op::Present, _, shape) => !matches!(shape, Shape::Null),
            (Op::Eq, Some(StateValue::Flag(wanted)), Shape::Flag(flag)) => flag == *wanted,
            (Op::Ne, Some(StateValue::Flag(wanted)), Shape::Flag(flag)) => flag != *wanted,
            (Op::Eq, Some(StateValue::Value(wanted)), Shape::Text(text)) => text == *wanted,
            (Op::Ne, Some(StateValue::Value(wanted)), Shape::Text(text)) => text != *wanted,
            (op @ (Op::Contains | Op::Lacks), Some(StateValue::Value(id)), Shape::List(items)) => {
                let is = |item: &I| matches!(item.shape(), Shape::Text(text) if text == *id);
                items.iter().any(is) == (op == Op::Contains)
            }
            _ => false,
        }
    }
}

/// The columns that a rule's record layout stands for.
struct Columns<'a> {
    gate: &'a Gate,
    rule: &'a Rule,
}

impl Columns<'_> {
    /// The residual as rejected bits of the record: permits, less the forbids.
    fn cubes(&self, gate: &Gate, index: usize, context: &[u64]) -> Result<Vec<Mask>> {
        let record = gate.policy.0.layouts[self.rule.resource].words;
        let residual = gate.residual(index);
        let of_record = |clauses: &[crate::rule::Clause]| -> Vec<Mask> {
            let here = clauses
                .iter()
                .filter(|clause| !crate::layout::meets(&clause.reject[record..], context));
            here.map(|clause| clause.reject[..record].to_vec()).gathered()
        };
        let mut cubes = of_record(&residual.permits);
        for forbid in of_record(&residual.forbids) {
            let mut next: Vec<Mask> = Vec::new();
            for cube in &cubes {
                for part in self.parts(&forbid) {
                    let mut smaller = cube.clone();
                    crate::layout::join(&mut smaller, &part);
                    if self.possible(&smaller) && !next.iter().any(|each| covers(&smaller, each)) {
                        next.retain(|each| !covers(each, &smaller));
                        next.push(smaller);
                    }
                }
                if next.len() > CONJUNCTIONS_MAX {
                    return Err(too_large());
                }
            }
            cubes = next;
        }
        cubes.retain(|cube| self.possible(cube));
        let kept = |(at, cube): (usize, &Mask)| {
            let absorbed = |(other, wider): (usize, &Mask)| {
                other != at && covers(cube, wider) && (!covers(wider, cube) || other < at)
            };
            (!cubes.iter().enumerate().any(absorbed)).then(|| cube.clone())
        };
        Ok(cubes.iter().enumerate().filter_map(kept).gathered())
    }

    fn slots(&self) -> &[Slot] {
        &self.gate.policy.0.layouts[self.rule.resource].slots
    }

    /// The ways in which a forbid does not hold: for each group of alternative bits that it rejects
    /// some of, the mask that rejects all the others.
    fn parts(&self, forbid: &[u64]) -> Vec<Mask> {
        let mut parts = Vec::new();
        let mut part = |bits: &[usize]| {
            if bits.iter().any(|bit| has(forbid, *bit)) {
                let mut mask = vec![0; forbid.len()];
                for bit in bits.iter().filter(|bit| !has(forbid, **bit)) {
                    set(&mut mask, *bit);
                }
                parts.push(mask);
            }
        };
        for slot in self.slots() {
            part(&(0..slot.values).map(|value| slot.value(value)).gathered());
            for index in 0..slot.ties.len() {
                part(&[slot.tied(index), slot.untied(index)]);
            }
        }
        parts
    }

    /// Whether some record is outside everything that a cube rejects.
    fn possible(&self, cube: &[u64]) -> bool {
        self.slots().iter().all(|slot| {
            let value = (0..slot.values).any(|value| !has(cube, slot.value(value)));
            let refs = &self.gate.principal.refs;
            let tie = |index: usize| {
                let known = refs[slot.ties[index]].is_some();
                let (tied, untied) = (has(cube, slot.tied(index)), has(cube, slot.untied(index)));
                !untied || known && !tied
            };
            value && (0..slot.ties.len()).all(tie)
        })
    }

    /// A cube as conjunctions of conditions: one, unless an attribute needs a choice that a
    /// conjunction cannot make.
    fn spell(&self, cube: &[u64], any: &mut Vec<Conjunction>) -> Result<()> {
        let bundle = &self.gate.policy.0.bundle;
        let mut all: Vec<Vec<Condition>> = vec![Vec::new()];
        for index in 0..self.slots().len() {
            let choices = self.choices(cube, index);
            let mut next = Vec::with_capacity(all.len() * choices.len());
            for before in &all {
                for choice in &choices {
                    next.push([before.as_slice(), choice].concat());
                }
            }
            if next.len() > CONJUNCTIONS_MAX {
                return Err(too_large());
            }
            all = next;
        }
        if bundle.actions[self.rule.action].on.len() > 1 {
            let value = StateValue::Value(bundle.types[self.rule.resource].name.clone());
            let of_type =
                Condition { attribute: String::from("type"), op: Op::Eq, value: Some(value) };
            for conditions in &mut all {
                conditions.insert(0, of_type.clone());
            }
        }
        for all in all {
            let conjunction = Conjunction { all };
            if !any.contains(&conjunction) {
                any.push(conjunction);
            }
        }
        Ok(())
    }

    /// What a cube asks of one attribute: alternatives, each a list of conditions.
    fn choices(&self, cube: &[u64], index: usize) -> Vec<Vec<Condition>> {
        let slot = &self.slots()[index];
        let attribute = &self.gate.policy.0.bundle.types[self.rule.resource].attributes[index];
        let condition = |op: Op, value: Option<StateValue>| Condition {
            attribute: attribute.name.clone(),
            op,
            value,
        };
        let present = attribute.present_values();
        let open: Vec<usize> =
            (0..present).filter(|value| !has(cube, slot.value(*value))).gathered();
        let absent = slot.absent.is_some_and(|value| !has(cube, slot.value(value)));
        let set_of_ids = attribute.kind == AttributeKind::Set;
        let mut ties = Vec::new();
        let mut must_be_tied = false;
        for (place, tie) in slot.ties.iter().enumerate() {
            let Some(id) = &self.gate.principal.refs[*tie] else { continue };
            let value = Some(StateValue::Value(id.clone()));
            if has(cube, slot.untied(place)) {
                must_be_tied = true;
                ties.push(condition(if set_of_ids { Op::Contains } else { Op::Eq }, value));
            } else if has(cube, slot.tied(place)) {
                ties.push(condition(if set_of_ids { Op::Lacks } else { Op::Ne }, value));
            }
        }
        let mut choices: Vec<Vec<Condition>> = Vec::new();
        if absent && !must_be_tied {
            if open.len() == present && ties.is_empty() {
                return vec![Vec::new()];
            }
            choices.push(vec![condition(Op::Absent, None)]);
        }
        if open.is_empty() {
            return choices;
        }
        let value = |value: usize| Some(StateValue::new(attribute, value));
        let mut conditions = match open.as_slice() {
            all if all.len() == present => {
                let told = slot.absent.is_none() || !ties.is_empty();
                if told { Vec::new() } else { vec![condition(Op::Present, None)] }
            }
            [one] => vec![condition(Op::Eq, value(*one))],
            _ => (0..present)
                .filter(|each| !open.contains(each))
                .map(|each| condition(Op::Ne, value(each)))
                .gathered(),
        };
        conditions.extend(ties);
        choices.push(conditions);
        choices
    }
}
