//! Snapshots and projections: what a server sends to a page in place of the whole policy, and of
//! whole records.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use core::iter;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::api::bundle::own::{Guard, MEMBER, Own};
use crate::api::bundle::{Attribute, AttributeKind, Bundle, Clause, Literal};
use crate::api::decode;
use crate::api::error::{Error, Result};
use crate::api::gate::Gate;
use crate::api::policy::{Loaded, Policy};
use crate::api::principal::Who;
use crate::api::record::{Refs, word};
use crate::api::request::Request;
use crate::code::ErrorCode;
use crate::engine::layout::value;
use crate::engine::mask::{BITS, empty};
use crate::engine::principal::Principal;
use crate::engine::reader::Reader;
use crate::engine::words::Writer;

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
        let loaded = &self.policy.0;
        let explain = explain && loaded.explain;
        let guards = match &loaded.guards {
            _ if !explain => Vec::new(),
            Some(guards) => guards.clone(),
            None => guards(&loaded.bundle),
        };
        let own = Own { explain, ids: self.who.ids.clone(), guards };
        let mut value = json!(self.reduced(explain));
        value[MEMBER] = json!(own);
        value
    }

    /// The bundle with what stays of it.
    fn reduced(&self, explain: bool) -> Bundle {
        let Loaded { bundle, model, .. } = &*self.policy.0;
        let mut out = Writer::new();
        self.engine().snapshot(explain, &mut out);
        let mut words = Reader::new(&out.0);
        let groups = words.list();
        let mut policies = BTreeSet::new();
        let mut left = bundle.clone();
        let rules = left.actions.iter_mut().flat_map(|action| &mut action.on);
        for (rule, whole) in rules.zip(model.actions.iter().flatten()) {
            rule.mentions = whole.mentions.iter().map(|index| *index as usize).collect();
            for clauses in [&mut rule.permits, &mut rule.forbids] {
                let kept = words.list().iter().map(|place| clauses[*place as usize].clone());
                *clauses = kept.collect();
                for clause in clauses {
                    policies.insert(clause.policy);
                    clause.all = self.open(&clause.all, groups);
                }
            }
            for advice in &mut rule.advice {
                advice.when = self.open(&advice.when, groups);
            }
        }
        for rule in left.actions.iter_mut().flat_map(|action| &mut action.on) {
            for clause in rule.permits.iter_mut().chain(&mut rule.forbids) {
                clause.policy = policies.range(..clause.policy).count();
            }
        }
        left.groups = groups.iter().map(|index| bundle.groups[*index as usize].clone()).collect();
        left.policies = policies.iter().map(|index| bundle.policies[*index].clone()).collect();
        if !explain {
            left.policies.iter_mut().for_each(|policy| policy.reason = None);
        }
        (left.roles, left.grant_advice, left.help) = (Vec::new(), Vec::new(), Vec::new());
        left
    }

    /// Of the literals of a clause that stays, those that are not decided.
    fn open(&self, all: &[Literal], groups: &[u32]) -> Vec<Literal> {
        let place = |group: usize| groups.iter().position(|each| *each as usize == group);
        let open = |literal: &Literal| match literal {
            Literal::In(group) => place(*group).map(Literal::In),
            Literal::Out(group) => place(*group).map(Literal::Out),
            Literal::Has(_) | Literal::Lacks(_) => None,
            Literal::Untied(_, tie) | Literal::ContextUntied(_, tie)
                if self.who.ids[*tie].is_none() =>
            {
                None
            }
            _ => Some(literal.clone()),
        };
        all.iter().filter_map(open).collect()
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
    /// policy reads, lists of ids cut down to the principal's own, and other ids blanked.
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
        let given = serde_json::to_value(record).unwrap_or(Value::Bool(false));
        let request = Request::read(self, &given);
        let Some(resource) = request.resource() else { return Err(request.no_record()) };
        let of = &self.policy.0.bundle.types[resource];
        let mut least = Map::new();
        least.insert("type".to_owned(), json!(of.name));
        for attribute in &of.attributes {
            let Some(value) = given.get(&attribute.name).filter(|it| !it.is_null()) else {
                continue;
            };
            least.insert(attribute.name.clone(), self.least(attribute, value));
        }
        Ok(Value::Object(least))
    }

    /// The least value that is encoded the same; what is wrong stays as it is.
    fn least(&self, attribute: &Attribute, given: &Value) -> Value {
        let ids = &self.who.ids;
        let wrong = word(attribute, ids, given) & value::MASK >= value::WRONG;
        let own = |id: &Value| {
            attribute.ties.iter().any(|tie| ids[*tie].as_deref().is_some_and(|own| id == own))
        };
        match attribute.kind {
            _ if wrong => given.clone(),
            AttributeKind::Enum | AttributeKind::Bool => given.clone(),
            AttributeKind::Other => json!(true),
            AttributeKind::Entity if own(given) => given.clone(),
            AttributeKind::Entity => json!(blank(ids)),
            AttributeKind::Set => {
                let items = given.as_array().into_iter().flatten();
                items.filter(|item| own(item)).cloned().collect()
            }
        }
    }
}

/// An id that is none of the principal's.
fn blank(ids: &Refs) -> String {
    let mut blank = String::new();
    while ids.iter().flatten().any(|id| *id == blank) {
        blank.push('-');
    }
    blank
}

/// The guards of all steps, for anybody.
fn guards(bundle: &Bundle) -> Vec<Guard> {
    let mut guards = Vec::new();
    for (action, of) in bundle.actions.iter().enumerate() {
        for rule in &of.on {
            let lifecycle = bundle.types[rule.resource].lifecycle.iter();
            let mut steps = lifecycle.flat_map(|lifecycle| &lifecycle.transitions);
            if steps.any(|step| step.guard == action) {
                let facts = &mut Vec::new();
                let mut anybody = |clauses: &[Clause]| -> Vec<Vec<Literal>> {
                    let mut one = |literal: &Literal| nameless(literal, facts);
                    let all =
                        clauses.iter().map(|clause| clause.all.iter().map(&mut one).collect());
                    all.collect()
                };
                let (permits, forbids) = (anybody(&rule.permits), anybody(&rule.forbids));
                guards.push(Guard { action, resource: rule.resource, permits, forbids });
            }
        }
    }
    guards
}

/// A literal with a group without a name in place of a fact, of which those before are known.
fn nameless(literal: &Literal, facts: &mut Vec<Literal>) -> Literal {
    let (so, fact) = match literal {
        Literal::In(_) | Literal::Has(_) => (true, literal.clone()),
        Literal::Out(group) => (false, Literal::In(*group)),
        Literal::Lacks(attribute) => (false, Literal::Has(*attribute)),
        _ => return literal.clone(),
    };
    let place = facts.iter().position(|each| *each == fact).unwrap_or(facts.len());
    if place == facts.len() {
        facts.push(fact);
    }
    if so { Literal::In(place) } else { Literal::Out(place) }
}

/// Makes a gate of a snapshot's JSON text.
///
/// # Errors
///
/// `bad_bundle` for what is no snapshot, `unsupported_format` for that of another version.
///
/// ```
/// use tollgate::ErrorCode;
///
/// let error = tollgate::load_gate("{}").unwrap_err();
/// assert_eq!(error.code(), ErrorCode::BadBundle);
/// ```
pub fn load_gate(text: &str) -> Result<Gate> {
    let bad = |what: &str| Error::new(ErrorCode::BadBundle, what.to_owned()).place("snapshot");
    let value: Value = serde_json::from_str(text).map_err(|_| bad("the snapshot is not JSON"))?;
    let bundle = decode::bundle(&value)?;
    if value.get(MEMBER).is_none() {
        return Err(bad("this is no snapshot of a gate"));
    }
    let Own { explain, ids, guards } = decode::own(&value)?;
    let attributes = &bundle.principal.attributes;
    let optional = iter::once(false).chain(attributes.iter().map(|each| each.optional));
    let lacking = ids.iter().zip(optional).any(|(id, optional)| id.is_none() && !optional);
    if lacking || ids.len() != attributes.len() + 1 {
        return Err(bad("the snapshot lacks an id of its principal"));
    }
    let number = |id: &Option<String>| match id {
        None => value::ABSENT,
        Some(_) => ids.iter().position(|each| each == id).unwrap_or(0) as u32,
    };
    let policy = Policy::with(bundle, Some(guards), explain)?;
    let facts = Principal {
        groups: empty(policy.0.model.groups.len().div_ceil(BITS)),
        references: ids.iter().map(number).collect(),
    };
    Ok(Gate::new(policy, Who { facts, ids }))
}
