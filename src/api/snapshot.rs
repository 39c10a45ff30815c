//! Snapshots and projections: what a server sends to a page in place of the whole policy, and of
//! whole records.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Value, json};

use crate::api::bundle::{Attribute, Bundle, Principals, ProgramBytes, SnapshotPart, Tie};
use crate::api::coding::blank;
use crate::api::column::{Column, Known, item_holds};
use crate::api::error::Result;
use crate::api::gate::Gate;
use crate::api::record;
use crate::api::record_serializer;
use crate::api::request::Request;
use crate::engine::ids::{TypeId, ValueId};
use crate::engine::layout::value;
use crate::engine::snapshot::Snapshot;
use crate::values::{PointKind, point_text};
use crate::vocabulary::{AttributeKind, Relation};

impl Gate {
    /// This gate as plain JSON: the clauses that can still decide for its principal, or that an
    /// unlock could make decide, with their reasons; no roles, nobody else's ids, no policy that
    /// is closed for good. [`load_gate`] and the npm package's `loadGate` make a gate of it again,
    /// with the same answers.
    ///
    /// Without `explain` it has no groups that the principal does not hold, no reasons and no
    /// unlocks either: it says what is allowed, and whether another state would be.
    ///
    /// ```
    /// use serde_json::json;
    ///
    /// let policy = tollgate::packs::client_metrics();
    /// let gate = policy.gate(&json!({"id": "u1", "roles": ["ReadOnly"]}))?;
    /// let snapshot = gate.snapshot(true);
    /// let again = tollgate::load_gate(&snapshot.to_string())?;
    /// let customer = json!({"type": "Customer", "status": "ACTV"});
    /// assert_eq!(again.check("editCustomer", &customer)?, gate.check("editCustomer", &customer)?);
    /// assert_eq!(again.fingerprint(), policy.fingerprint());
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    #[must_use]
    pub fn snapshot(&self, explain: bool) -> Value {
        let loaded = &self.policy.loaded;
        let explain = explain && loaded.explains();
        let Snapshot { program, groups, policies, advice } = self.engine().snapshot(explain);
        // Of a large policy nothing is copied that is not told.
        let whole = &loaded.bundle;
        let groups = groups.iter().map(|group| whole.groups[group.index()].clone());
        let policies = policies.iter().map(|policy| whole.policies[policy.index()].clone());
        let written = ProgramBytes::new(&program);
        drop(program);
        let mut bundle = Bundle {
            format: whole.format,
            pack: whole.pack.clone(),
            fingerprint: whole.fingerprint.clone(),
            program: written,
            groups: groups.collect(),
            principal: Principals { types: Vec::new(), ..whole.principal.clone() },
            types: whole.types.clone(),
            actions: whole.actions.clone(),
            clusters: whole.clusters.clone(),
            policies: policies.collect(),
            roles: Vec::new(),
            controls: whole.controls.clone(),
            grant_advice: Vec::new(),
            help: Vec::new(),
            snapshot: Some(SnapshotPart { explain, principal: self.compared_values() }),
        };
        let rules = bundle.actions.iter_mut().flat_map(|action| &mut action.on);
        for (rule, kept) in rules.zip(&advice) {
            rule.policies = Vec::new();
            rule.advice = kept.iter().map(|index| rule.advice[index.index()].clone()).collect();
        }
        if !explain {
            bundle.policies.iter_mut().for_each(|policy| policy.reason = None);
        }
        json!(bundle)
    }

    /// Of the principal what something is compared with, and its id.
    fn compared_values(&self) -> Vec<Value> {
        let tables = &self.policy.loaded.tables;
        let columns = tables.records.iter().chain(&tables.contexts).flatten();
        let compared: Vec<usize> = columns
            .flat_map(|it| &it.ties)
            .filter_map(|tie| Some(tie.principal?.index()))
            .collect();
        let all = tables.principal.iter().zip(&self.who.known).enumerate();
        all.map(|(at, (column, known))| match at == 0 || compared.contains(&at) {
            true => column.to_snapshot(known),
            false => Value::Null,
        })
        .collect()
    }

    /// The fingerprint of the policy that it was made from, by which a page can tell that the
    /// server's has changed.
    ///
    /// ```
    /// # let policy = tollgate::packs::client_metrics();
    /// let gate = policy.gate(&serde_json::json!({"id": "u1"}))?;
    /// assert_eq!(gate.fingerprint(), policy.fingerprint());
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        self.policy.fingerprint()
    }

    /// The least record on which nothing that this gate answers changes: of the attributes that the
    /// policy reads, lists of ids cut down to the principal's own, and other ids blanked. A value
    /// that is wrong becomes one that is as wrong and tells nothing: `[null]`, or a text that is
    /// none of an enumeration's.
    ///
    /// # Errors
    ///
    /// `wrong_resource` for something that is no record of a type that the schema knows.
    ///
    /// ```
    /// use serde_json::json;
    ///
    /// let policy = tollgate::packs::access_levels();
    /// let gate = policy.gate(&json!({"id": "u1", "roles": ["Sales"]}))?;
    /// let shipment = json!({"type": "Shipment", "id": 7, "commissioned": ["u2", "u1", "u9"]});
    /// let least = gate.project(&shipment)?;
    /// assert_eq!(least["commissioned"], json!(["u1"]));
    /// assert_eq!(least.get("id"), None);
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    pub fn project(&self, record: &impl Serialize) -> Result<Value> {
        let (resource, value) = match record_serializer::members(self, record) {
            Some(read) => read,
            None => self.read_whole(record)?,
        };
        let loaded = &self.policy.loaded;
        let of = &loaded.bundle.types[resource.index()];
        let columns = &loaded.tables.records[resource.index()];
        let all = record::found(columns, &value);
        let mut least = json!({ "type": of.name });
        for (at, column) in columns.iter().enumerate() {
            let Some(found) = column.at(&value).filter(|it| !it.is_null()) else { continue };
            let (Some(name), way) = column.name_and_way() else { continue };
            let within = way.iter().try_fold(&mut least, |within, step| within.get_mut(step));
            let Some(Value::Object(within)) = within else { continue };
            let attribute = &of.attributes[at];
            let word = record::word(column, &all, at, &self.who.known);
            let mut value = self.least((column, attribute), (found, &all[at].known), word);
            if found.is_object() && column.has_parts {
                value = match value {
                    id @ (Value::String(_) | Value::Array(_)) => json!({ "id": id }),
                    _ => json!({}),
                };
            }
            // Entries of several types may stand in one list.
            match (within.get_mut(name), &mut value) {
                (Some(Value::Array(before)), Value::Array(more)) => before.append(more),
                _ => drop(within.insert(name.clone(), value)),
            }
        }
        Ok(least)
    }

    /// A record that is written some other way than member by member, and its type.
    fn read_whole(&self, record: &impl Serialize) -> Result<(TypeId, Value)> {
        let value = match record_serializer::value(record) {
            Ok(value) => value,
            Err(error) => return Err(self.unreadable(&error).no_record()),
        };
        let request = Request::read(self, &value);
        request.resource().map(|resource| (resource, value)).ok_or_else(|| request.no_record())
    }

    /// The least value that is encoded the same: what is wrong is as wrong, and tells nothing.
    fn least(
        &self,
        (column, attribute): (&Column, &Attribute),
        (found, known): (&Value, &Known<'_>),
        word: u32,
    ) -> Value {
        let reference = |tie: &Tie| self.who.known.get(tie.principal?.index());
        match attribute.kind {
            _ if word == value::UNKNOWN && column.is_list() => {
                json!([blank(attribute.values.iter())])
            }
            _ if word == value::UNKNOWN => json!(blank(attribute.values.iter())),
            _ if word == value::WRONG => record_serializer::wrong(),
            _ if word == value::MISSING => json!({}),
            AttributeKind::Enum | AttributeKind::Bool => found.clone(),
            AttributeKind::Other => json!(true),
            AttributeKind::Set | AttributeKind::Texts => {
                let Known::Texts(items) = known else { return json!([]) };
                least_list(column, items, &reference)
            }
            _ if column.is_compared => column.plain(found),
            _ => {
                let compared = column.ties.iter().filter_map(reference);
                let class = word & value::MASK;
                let example = match column.line() {
                    Some(line) => {
                        let same =
                            |value: &Value| column.word(&column.read(value), reference) == word;
                        points(line, class, compared).find(same)
                    }
                    None => {
                        let same =
                            |text: &&str| column.word(&column.read_text(text), reference) == word;
                        example(attribute, class, compared, same).map(Value::String)
                    }
                };
                example.unwrap_or_else(|| column.plain(found))
            }
        }
    }
}

/// The items of a list that are compared with something; in place of those that only the lack of
/// is, a text that nothing names.
fn least_list<'k>(
    column: &Column,
    items: &[Cow<'_, str>],
    reference: &dyn Fn(&Tie) -> Option<&'k Known<'k>>,
) -> Value {
    // What a context has may be any of them.
    if column.compares_context() {
        return items.iter().map(|item| column.entry(item)).collect();
    }
    let holds = |tie: &Tie, item: &str| item_holds(tie, item, reference(tie));
    let is_named = |item: &str| {
        column.ties.iter().any(|tie| match (tie.relation, reference(tie)) {
            (Relation::Exceeds, Some(Known::Texts(_))) => !holds(tie, item),
            _ => holds(tie, item),
        })
    };
    let (named, others): (Vec<_>, Vec<_>) = items.iter().partition(|item| is_named(item));
    let mut least: Vec<String> = named.into_iter().map(|item| column.entry(item)).collect();
    if others.iter().any(|item| column.ties.iter().any(|tie| holds(tie, item))) {
        let texts = column.ties.iter().flat_map(|tie| match reference(tie) {
            Some(Known::Texts(all)) => all.iter().map(ToString::to_string).collect(),
            Some(Known::Text(text)) => vec![text.to_string()],
            _ => tie.text.iter().cloned().collect(),
        });
        least.push(column.entry(&blank(&texts.collect::<Vec<String>>())));
    }
    json!(least)
}

/// Points of a class that tell nothing else, beside what the attribute is compared with.
fn points<'k>(
    (kind, cuts): (PointKind, &'k [i64]),
    class: u32,
    compared: impl Iterator<Item = &'k Known<'k>> + 'k,
) -> impl Iterator<Item = Value> + 'k {
    let marks = compared.filter_map(|known| match known {
        Known::Point(point) => Some(*point),
        _ => None,
    });
    let start = class.checked_sub(1).and_then(|before| cuts.get(before as usize));
    let below = || cuts.first().map_or(Some(0), |cut| cut.checked_sub(1));
    let first = start.copied().or_else(below);
    let around = marks.flat_map(|mark| [mark.checked_add(1), mark.checked_sub(1), Some(mark)]);
    let points = std::iter::once(first).chain(around).flatten();
    points.map(move |point| point_value(kind, point))
}

/// A text of a class that tells nothing else, beside what the attribute is compared with: the first
/// that is encoded the same.
fn example<'k>(
    attribute: &'k Attribute,
    class: u32,
    compared: impl Iterator<Item = &'k Known<'k>> + Clone,
    same: impl Fn(&&str) -> bool,
) -> Option<String> {
    let mine = |it: &ValueId| it.0 == class;
    let named = attribute.texts.iter().filter(|it| mine(&it.class)).map(|it| it.text.as_str());
    if attribute.kind == AttributeKind::Ip {
        let networks = attribute.networks.iter().filter(|it| mine(&it.class));
        let mut all = named.chain(networks.map(|it| it.example.as_str()));
        return all.find(same).map(str::to_owned);
    }
    let like = attribute.like.iter().filter(|it| mine(&it.class));
    let mut all = named.chain(like.flat_map(|it| it.examples.iter().map(String::as_str)));
    if let Some(text) = all.find(&same) {
        return Some(text.to_owned());
    }
    let compared = compared.filter_map(|known| match known {
        Known::Text(text) => Some(&**text),
        _ => None,
    });
    let blank = blank(compared.chain(attribute.texts.iter().map(|it| it.text.as_str())));
    same(&blank.as_str()).then_some(blank)
}

/// A point as a record has it.
fn point_value(kind: PointKind, point: i64) -> Value {
    match kind {
        PointKind::Long => json!(point),
        _ => json!(point_text(kind, point)),
    }
}
