//! Filters: the rows on which an action is allowed, as conditions on the columns of a table.

mod networks;

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use networks::Inside;
use serde::Serialize;
use serde_json::Value;

use crate::api::bundle::{Attribute, Tie};
use crate::api::column::{Column, Known};
use crate::api::error::{Error, Result};
use crate::api::gate::Gate;
use crate::api::record::Principal;
use crate::api::record_serializer;
use crate::api::texts::texts;
use crate::engine::filter::{self, FilterAnswer};
use crate::engine::ids::ValueId;
use crate::limits::{FILTER_CONDITIONS_MAX, FILTER_TEXTS};
use crate::values::{PointKind, ip, matches, pattern_text, point_text};
use crate::vocabulary::{AttributeKind, ErrorCode, FilterKind, Op};

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
#[derive(Clone, serde::Serialize)]
pub struct Condition {
    /// The record's attribute; of one within others, `owner.department`.
    pub attribute: String,
    /// The comparison.
    pub op: Op,
    /// What it is compared with; nothing where that is another attribute, and for `Absent` and
    /// `Present`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<FilterValue>,
    /// The attribute of the record that it is compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<String>,
    #[serde(skip)]
    test: Test,
}

/// What an attribute is compared with.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(untagged)]
pub enum FilterValue {
    /// A Boolean.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// A text, an id, a value of an enumeration, a pattern; a decimal or a date as Cedar writes it.
    Text(String),
    /// Several of them.
    Texts(Vec<String>),
}

impl From<&str> for FilterValue {
    fn from(text: &str) -> Self {
        FilterValue::Text(text.to_owned())
    }
}

/// How a condition reads a row.
#[derive(Clone)]
struct Test {
    column: Column,
    /// What its value is compared with.
    known: Known<'static>,
    pieces: Vec<String>,
    other: Option<Column>,
}

impl PartialEq for Condition {
    /// Whether both say the same.
    fn eq(&self, other: &Self) -> bool {
        (&self.attribute, self.op, &self.value, &self.other)
            == (&other.attribute, other.op, &other.value, &other.other)
    }
}

impl Eq for Condition {}

impl fmt::Debug for Condition {
    /// What it says.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Condition { attribute, op, value, other, .. } = self;
        let mut output = f.debug_struct("Condition");
        output.field("attribute", attribute).field("op", op).field("value", value);
        output.field("other", other).finish()
    }
}

impl Filter {
    /// The engine's filter in words; where it is over several types, each with its own.
    pub(crate) fn new(
        (gate, known): (&Gate, &Principal),
        several: bool,
        answer: &FilterAnswer,
    ) -> Result<Self> {
        let kind = FilterKind::ALL[answer.scope as usize];
        if kind == FilterKind::All {
            return Ok(Filter { kind, any: vec![Conjunction { all: Vec::new() }] });
        }
        let loaded = &gate.policy.loaded;
        let (left, inside) = (Cell::new(FILTER_CONDITIONS_MAX), Inside::default());
        let mut any = Vec::new();
        for conjunction in &answer.any {
            let resource = conjunction.resource.index();
            let of = &loaded.bundle.types[resource];
            let writer = Writer {
                known,
                attributes: &of.attributes,
                columns: &loaded.tables.records[resource],
                left: &left,
                resource,
                inside: &inside,
            };
            let mut ways = vec![Vec::new()];
            ways[0].extend(several.then(|| Condition::of_type(&of.name)));
            for condition in &conjunction.all {
                let choices = writer.alternatives(condition)?;
                ways = writer.lengthen(ways, choices)?;
            }
            any.extend(ways.into_iter().map(|all| Conjunction { all: equal(all) }));
        }
        Ok(Filter { kind, any })
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
        let holds = |condition: &Condition| condition.holds(row);
        row.is_object() && self.any.iter().any(|conjunction| conjunction.all.iter().all(holds))
    }
}

/// "No less than this and no more" as "this".
fn equal(all: Vec<Condition>) -> Vec<Condition> {
    let mut out: Vec<Condition> = Vec::new();
    for condition in all {
        match out.last_mut() {
            Some(last)
                if last.op == Op::Ge
                    && condition.op == Op::Le
                    && last.attribute == condition.attribute
                    && last.value.is_some()
                    && last.value == condition.value =>
            {
                last.op = Op::Eq;
            }
            _ => out.push(condition),
        }
    }
    out
}

/// Writes the conditions of records of one type.
struct Writer<'a> {
    /// What is known of who asks.
    known: &'a Principal,
    attributes: &'a [Attribute],
    columns: &'a [Column],
    /// Conditions that may still be written.
    left: &'a Cell<usize>,
    resource: usize,
    inside: &'a Inside<'a>,
}

/// Conditions of which all have to hold.
type Way = Vec<Condition>;

impl Writer<'_> {
    fn spend(&self, conditions: usize) -> Result<()> {
        let left = self.left.get().checked_sub(conditions);
        self.left.set(left.unwrap_or(0));
        left.map(|_| ())
            .ok_or_else(|| Error::new(ErrorCode::TooLarge, texts().errors.too_many_answers.clone()))
    }

    /// Each of the ways with each of the choices. A single choice lengthens them where they are.
    fn lengthen(&self, ways: Vec<Way>, choices: Vec<Way>) -> Result<Vec<Way>> {
        let size = |all: &[Way]| all.iter().flatten().map(Condition::size).sum::<usize>();
        let added = size(&choices) * ways.len();
        let copied = if choices.len() == 1 { 0 } else { size(&ways) * choices.len() };
        self.spend(copied + added)?;
        let longer = |way: Way| {
            let join = |more: &Way| way.iter().chain(more).cloned().collect();
            choices.iter().map(join).collect::<Vec<Way>>()
        };
        Ok(ways.into_iter().flat_map(longer).collect())
    }

    /// A condition in words: alternatives, each a list of conditions.
    fn alternatives(&self, condition: &filter::Condition) -> Result<Vec<Way>> {
        let at = condition.attribute.index();
        let of = &self.attributes[at];
        Ok(match (condition.op, condition.value, condition.tie) {
            (op, _, Some(tie)) => self.tied(at, op, &of.ties[tie as usize]),
            (Op::Like, Some(class), _) if of.kind == AttributeKind::Ip => {
                self.networks(at, class)?
            }
            (Op::Like, Some(class), _) => self.unnamed(at, class)?,
            (op @ (Op::Ge | Op::Lt), Some(class), _) => {
                let cut = &of.cuts[class.index() - 1];
                let op = match (op, cut.after) {
                    (Op::Ge, true) => Op::Gt,
                    (Op::Lt, true) => Op::Le,
                    (op, _) => op,
                };
                let value = match of.kind {
                    AttributeKind::Long => cut.at.parse().map(FilterValue::Number).ok(),
                    _ => None,
                };
                let value = value.unwrap_or_else(|| FilterValue::Text(cut.at.clone()));
                vec![vec![self.condition(at, op, Some(value))]]
            }
            (op, Some(class), _) => {
                let value = match of.kind {
                    AttributeKind::Text | AttributeKind::Ip => {
                        return Ok(vec![vec![self.one_of(at, op, class)]]);
                    }
                    AttributeKind::Bool => FilterValue::Flag(class.index() == 1),
                    _ => FilterValue::Text(of.values[class.index()].clone()),
                };
                vec![vec![self.condition(at, op, Some(value))]]
            }
            (op, None, None) => vec![vec![self.condition(at, op, None)]],
        })
    }

    fn condition(&self, at: usize, op: Op, value: Option<FilterValue>) -> Condition {
        let column = self.columns[at].clone();
        let known = match &value {
            Some(FilterValue::Number(number)) => Known::Point(*number),
            Some(FilterValue::Text(text)) => match column.line() {
                None if column.kind == AttributeKind::Ip => {
                    column.read_text(text).known.into_owned()
                }
                None => Known::Text(text.clone().into()),
                Some(_) => column
                    .known(&Value::String(text.clone()))
                    .unwrap_or(Known::Nothing)
                    .into_owned(),
            },
            Some(FilterValue::Texts(texts)) => {
                Known::Texts(texts.iter().map(|text| text.clone().into()).collect()).into_owned()
            }
            _ => Known::Nothing,
        };
        // Entries are said as a record has them.
        let value = value.map(|value| match value {
            FilterValue::Text(text) => FilterValue::Text(column.entry(&text)),
            FilterValue::Texts(texts) => {
                FilterValue::Texts(texts.iter().map(|text| column.entry(text)).collect())
            }
            value => value,
        });
        let test = Test { column, known, pieces: Vec::new(), other: None };
        Condition { attribute: self.attributes[at].dotted_path(), op, value, other: None, test }
    }

    /// That a text is one of the named ones of a class, or none of them.
    fn one_of(&self, at: usize, op: Op, class: ValueId) -> Condition {
        let texts = self.attributes[at].texts.iter().filter(|it| it.class == class);
        let mut texts: Vec<String> = texts.map(|it| it.text.clone()).collect();
        let is = op == Op::Eq;
        if texts.len() == 1 {
            return self.condition(at, op, texts.pop().map(FilterValue::Text));
        }
        let op = if is { Op::In } else { Op::NotIn };
        self.condition(at, op, Some(FilterValue::Texts(texts)))
    }

    /// That a text is of a class that has texts without a name.
    fn unnamed(&self, at: usize, class: ValueId) -> Result<Vec<Way>> {
        let of = &self.attributes[at];
        let mut ways = Vec::new();
        if of.texts.iter().any(|it| it.class == class) {
            ways.push(vec![self.one_of(at, Op::Eq, class)]);
        }
        for like in of.like.iter().filter(|it| it.class == class) {
            let mut matching = vec![Way::new()];
            for (place, any) in of.patterns.iter().enumerate() {
                let matched = like.patterns.contains(&(place as u32));
                matching = self.matching(at, matching, any, matched)?;
            }
            // Those that have a name are of their own class.
            self.spend(of.texts.len() / FILTER_TEXTS)?;
            let others: Vec<String> = of.texts.iter().map(|it| it.text.clone()).collect();
            if !others.is_empty() {
                let none_of = self.condition(at, Op::NotIn, Some(FilterValue::Texts(others)));
                matching.iter_mut().for_each(|way| way.push(none_of.clone()));
            }
            ways.append(&mut matching);
        }
        Ok(ways)
    }

    /// The same ways, and that a text is one of some patterns, or none of them.
    fn matching(
        &self,
        at: usize,
        mut ways: Vec<Way>,
        any: &[Vec<String>],
        matched: bool,
    ) -> Result<Vec<Way>> {
        let one = |pieces: &Vec<String>| {
            let op = if matched { Op::Like } else { Op::NotLike };
            let pattern = Some(FilterValue::Text(pattern_text(pieces)));
            let mut condition = self.condition(at, op, pattern);
            condition.test.pieces.clone_from(pieces);
            condition
        };
        if matched && any.len() > 1 {
            let longer = ways.iter().map(|way| 1 + way.len()).sum::<usize>();
            self.spend(longer * any.len())?;
            let longer = |pieces| ways.iter().map(move |way| [&way[..], &[one(pieces)]].concat());
            return Ok(any.iter().flat_map(longer).collect());
        }
        self.spend(ways.len() * any.len())?;
        ways.iter_mut().for_each(|way| way.extend(any.iter().map(one)));
        Ok(ways)
    }

    /// A comparison with what an attribute is tied to.
    fn tied(&self, at: usize, op: Op, tie: &Tie) -> Vec<Vec<Condition>> {
        if let Some(other) = tie.attribute {
            let mut condition = self.condition(at, op, None);
            condition.other = Some(self.attributes[other.index()].name.clone());
            condition.test.other = Some(self.columns[other.index()].clone());
            return vec![vec![condition]];
        }
        let text = tie.text.clone().map(|text| Known::Text(text.into()));
        let principal = || self.known.get(tie.reference()?.index()).cloned();
        let known = text.or_else(principal).unwrap_or(Known::Nothing);
        if let (Op::Lacks, Known::Texts(texts)) = (op, &known) {
            let lacks = |text: &Cow<'_, str>| {
                self.condition(at, Op::Lacks, Some(FilterValue::Text(text.to_string())))
            };
            let mut all: Vec<Condition> = texts.iter().map(lacks).collect();
            // A list that is there lacks all of nothing; one that is absent is no list.
            if all.is_empty() && self.attributes[at].optional {
                all.push(self.condition(at, Op::Present, None));
            }
            return vec![all];
        }
        let value = match (&known, self.columns[at].line()) {
            (Known::Text(text), _) => Some(FilterValue::Text(text.to_string())),
            (Known::Texts(texts), _) => {
                Some(FilterValue::Texts(texts.iter().map(ToString::to_string).collect()))
            }
            (Known::Point(point), Some((PointKind::Long, _))) => Some(FilterValue::Number(*point)),
            (Known::Point(point), Some((kind, _))) => {
                Some(FilterValue::Text(point_text(kind, *point)))
            }
            _ => None,
        };
        let mut condition = self.condition(at, op, value);
        // As it is known: its text may be of a year that no literal has.
        condition.test.known = known;
        vec![vec![condition]]
    }
}

impl Condition {
    /// How much it is of what a filter may be written with.
    fn size(&self) -> usize {
        match &self.value {
            Some(FilterValue::Texts(texts)) => 1 + texts.len() / FILTER_TEXTS,
            _ => 1,
        }
    }

    fn of_type(name: &str) -> Self {
        Condition {
            attribute: "type".to_owned(),
            op: Op::Eq,
            value: Some(name.into()),
            other: None,
            test: Test {
                column: Column::text("type"),
                known: Known::Text(name.to_owned().into()),
                pieces: Vec::new(),
                other: None,
            },
        }
    }

    fn holds(&self, row: &Value) -> bool {
        let Test { column, known, pieces, other } = &self.test;
        let found = column.at(row).unwrap_or(&Value::Null);
        if matches!(self.op, Op::Absent | Op::Present) {
            return found.is_null() == (self.op == Op::Absent);
        }
        if let (Some(FilterValue::Flag(wanted)), Value::Bool(flag)) = (&self.value, found) {
            return (flag == wanted) == (self.op == Op::Eq);
        }
        let one = column.compared(found);
        let other =
            other.as_ref().map(|other| other.compared(other.at(row).unwrap_or(&Value::Null)));
        let other = other.as_ref().unwrap_or(known);
        match (self.op, &one, other) {
            (_, Known::Nothing, _) | (_, _, Known::Nothing) => false,
            (Op::Eq, one, other) => one == other,
            (Op::Ne, one, other) => one != other,
            (Op::Lt, Known::Point(one), Known::Point(other)) => one < other,
            (Op::Le, Known::Point(one), Known::Point(other)) => one <= other,
            (Op::Gt, Known::Point(one), Known::Point(other)) => one > other,
            (Op::Ge, Known::Point(one), Known::Point(other)) => one >= other,
            (op @ (Op::Like | Op::NotLike), Known::Text(text), _) => {
                matches(pieces, text) == (op == Op::Like)
            }
            (op @ (Op::In | Op::NotIn), Known::Text(text), Known::Texts(all)) => {
                all.iter().any(|it| it == text) == (op == Op::In)
            }
            (op @ (Op::Contains | Op::Lacks), Known::Texts(all), Known::Text(text)) => {
                all.iter().any(|it| it == text) == (op == Op::Contains)
            }
            (op @ (Op::InRange | Op::NotInRange), Known::Text(one), Known::Text(network)) => {
                let within = ip(one).zip(ip(network)).is_some_and(|(one, it)| one.is_in(it));
                within == (op == Op::InRange)
            }
            (Op::ContainsAny, Known::Texts(some), Known::Texts(all)) => {
                some.iter().any(|it| all.contains(it))
            }
            (Op::ContainedBy | Op::NotContainedBy, Known::Texts(some), Known::Texts(all)) => {
                some.iter().all(|it| all.contains(it)) == (self.op == Op::ContainedBy)
            }
            _ => false,
        }
    }
}
