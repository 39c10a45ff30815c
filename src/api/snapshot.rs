//! Snapshots and projections: what a server sends to a page in place of the whole policy, and of
//! whole records.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::api::bundle::{Attribute, Bundle, ProgramBytes, SnapshotPart};
use crate::api::error::Result;
use crate::api::gate::Gate;
use crate::api::record::word;
use crate::api::record_serializer;
use crate::api::request::Request;
use crate::engine::layout::value;
use crate::vocabulary::AttributeKind;

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
        let snapshot = self.engine().snapshot(explain);
        let Bundle { groups, policies, .. } = &loaded.bundle;
        let groups = snapshot.groups.iter().map(|group| groups[group.index()].clone());
        let policies = snapshot.policies.iter().map(|policy| policies[policy.index()].clone());
        let mut bundle = Bundle {
            program: ProgramBytes::new(&snapshot.program),
            groups: groups.collect(),
            policies: policies.collect(),
            roles: Vec::new(),
            grant_advice: Vec::new(),
            help: Vec::new(),
            snapshot: Some(SnapshotPart { explain, ids: self.who.ids.clone() }),
            ..loaded.bundle.clone()
        };
        let rules = bundle.actions.iter_mut().flat_map(|action| &mut action.on);
        for (rule, said) in rules.zip(&snapshot.advice) {
            rule.policies = Vec::new();
            rule.advice = said.iter().map(|index| rule.advice[index.index()].clone()).collect();
        }
        if !explain {
            bundle.policies.iter_mut().for_each(|policy| policy.reason = None);
        }
        json!(bundle)
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
        let value = match record_serializer::value(record) {
            Ok(value) => value,
            Err(error) => return Err(self.unreadable(&error).no_record()),
        };
        let request = Request::read(self, &value);
        let Some(resource) = request.resource() else { return Err(request.no_record()) };
        let of = &self.policy.loaded.bundle.types[resource.index()];
        let mut least = Map::new();
        least.insert("type".to_owned(), json!(of.name));
        for attribute in &of.attributes {
            let Some(found) = value.get(&attribute.name).filter(|it| !it.is_null()) else {
                continue;
            };
            least.insert(attribute.name.clone(), self.least(attribute, found));
        }
        Ok(Value::Object(least))
    }

    /// The least value that is encoded the same: what is wrong is as wrong, and tells nothing.
    fn least(&self, attribute: &Attribute, found: &Value) -> Value {
        let ids = &self.who.ids;
        let word = word(attribute, ids, found) & value::MASK;
        let tied = |id: &Value| {
            attribute
                .ties
                .iter()
                .any(|tie| ids[tie.index()].as_deref().is_some_and(|known| id == known))
        };
        match attribute.kind {
            _ if word == value::UNKNOWN => json!(blank(attribute.values.iter())),
            _ if word == value::WRONG => record_serializer::wrong(),
            AttributeKind::Enum | AttributeKind::Bool => found.clone(),
            AttributeKind::Other => json!(true),
            AttributeKind::Entity if tied(found) => found.clone(),
            AttributeKind::Entity => json!(blank(ids.iter().flatten())),
            AttributeKind::Set => {
                let items = found.as_array().into_iter().flatten();
                items.filter(|item| tied(item)).cloned().collect()
            }
        }
    }
}

/// A text that is none of these.
fn blank<'t>(texts: impl Iterator<Item = &'t String> + Clone) -> String {
    let mut blank = String::new();
    while texts.clone().any(|text| *text == blank) {
        blank.push('-');
    }
    blank
}
