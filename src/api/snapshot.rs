//! Snapshots and projections: what a server sends to a page in place of the whole policy, and of
//! whole records.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::api::bundle::{Attribute, AttributeKind, Bundle};
use crate::api::decode;
use crate::api::error::{Error, Result};
use crate::api::gate::Gate;
use crate::api::policy::Policy;
use crate::api::principal::Who;
use crate::api::program::transitions;
use crate::api::record::{Refs, word};
use crate::api::request::Request;
use crate::api::verify;
use crate::code::ErrorCode;
use crate::engine::layout::value;
use crate::engine::mask::{BITS, empty};
use crate::engine::model::Model;
use crate::engine::principal::Principal;
use crate::engine::reader::Reader;
use crate::engine::words::Writer;

/// What a snapshot has that a bundle has not.
#[derive(Serialize, Deserialize)]
struct Own {
    /// Whether it says what would unlock a denial.
    explain: bool,
    /// The principal's id, then its attributes.
    ids: Refs,
    /// What the engine reads.
    program: Vec<u32>,
}

/// The place of [`Own`] in the JSON.
pub(crate) const MEMBER: &str = "snapshot";

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
        let mut out = Writer::new();
        self.engine().snapshot(explain, &mut out);
        let words = &mut Reader::new(&out.0);
        let own = Own { explain, ids: self.who.ids.clone(), program: words.list().to_vec() };
        let mut kept = || -> Vec<usize> { words.list().iter().map(|at| *at as usize).collect() };
        let (groups, policies) = (kept(), kept());
        let bundle = names(&loaded.bundle, &groups, &policies, explain);
        let mut value = json!(bundle);
        value[MEMBER] = json!(own);
        value
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

/// The names that a snapshot needs, of those of its bundle.
fn names(bundle: &Bundle, groups: &[usize], policies: &[usize], explain: bool) -> Bundle {
    let mut names = bundle.clone();
    names.groups = groups.iter().map(|index| bundle.groups[*index].clone()).collect();
    names.policies = policies.iter().map(|index| bundle.policies[*index].clone()).collect();
    if !explain {
        names.policies.iter_mut().for_each(|policy| policy.reason = None);
    }
    for rule in names.actions.iter_mut().flat_map(|action| &mut action.on) {
        (rule.mentions, rule.permits, rule.forbids) = (Vec::new(), Vec::new(), Vec::new());
        rule.advice.iter_mut().for_each(|advice| advice.when = Vec::new());
    }
    (names.roles, names.grant_advice, names.help) = (Vec::new(), Vec::new(), Vec::new());
    names
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
    verify::verify(&bundle)?;
    let own = value.get(MEMBER).cloned().ok_or_else(|| bad("this is no snapshot of a gate"))?;
    let own: Own = serde_json::from_value(own).map_err(|_| bad("bad snapshot"))?;
    let model = Model::read(&own.program).filter(|model| fits(model, &bundle));
    let model = model.ok_or_else(|| bad("the snapshot does not hang together"))?;
    let sound = own.ids.len() == model.optional.len() + 1 && own.ids[0].is_some();
    let lacking = own.ids.iter().skip(1).zip(&model.optional);
    if !sound || lacking.into_iter().any(|(id, optional)| id.is_none() && *optional == 0) {
        return Err(bad("the snapshot lacks an id of its principal"));
    }
    let number = |id: &Option<String>| match id {
        None => value::ABSENT,
        Some(_) => own.ids.iter().position(|each| each == id).unwrap_or(0) as u32,
    };
    let facts = Principal {
        groups: empty(model.groups.len().div_ceil(BITS)),
        references: own.ids.iter().map(number).collect(),
    };
    let policy = Policy::with(bundle, model, own.explain);
    Ok(Gate::new(policy, Who { facts, ids: own.ids }))
}

/// Whether the names go with the numbers.
fn fits(model: &Model, bundle: &Bundle) -> bool {
    let attributes = |index: usize| bundle.types[index].attributes.len();
    let rules = |action: usize| {
        let on = bundle.actions[action].on.iter().map(|rule| rule.resource);
        on.eq(model.rules_of(action).map(|index| model.rules[index].resource))
    };
    let steps = |index: usize| {
        bundle.types[index].lifecycle.as_ref().map_or(0, |lifecycle| lifecycle.transitions.len())
    };
    model.groups.len() - model.nameless == bundle.groups.len()
        && model.policies == bundle.policies.len()
        && model.optional.len() == bundle.principal.attributes.len()
        && model.types.len() == bundle.types.len()
        && (0..model.types.len()).all(|index| {
            model.types[index].layout.slots.len() == attributes(index)
                && model.types[index].steps.len() == steps(index)
        })
        && model.actions() >= bundle.actions.len()
        && (0..bundle.actions.len()).all(rules)
        && model.controls.len() == bundle.controls.len()
        && model.names == transitions(bundle).len()
}
