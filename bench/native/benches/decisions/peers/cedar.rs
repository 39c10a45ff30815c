//! Cedar's own authorizer on the pack's policies: policies parsed once, requests and entities made
//! ahead.

use anyhow::{Context, Result};
use cedar_policy::Schema;
use cedar_policy::{
    Authorizer, Context as Facts, Decision, Entities, EntityUid, PolicySet, Request,
};
use serde_json::json;

use super::{DISTINCT_ROWS, Peer};
use crate::workload::{ACTIONS, PEOPLE, customers, people};

const SCHEMA: &str = include_str!("../../../../../policies/client-metrics/schema.cedarschema");
const POLICIES: [&str; 3] = [
    include_str!("../../../../../policies/client-metrics/customers.cedar"),
    include_str!("../../../../../policies/client-metrics/metrics.cedar"),
    include_str!("../../../../../policies/client-metrics/status.cedar"),
];

/// Policies, and a request and entities for each question.
#[derive(Debug)]
pub(crate) struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    /// By row, then action, then person.
    requests: Vec<Request>,
    /// By row, then person.
    entities: Vec<Entities>,
}

impl Cedar {
    /// Reads the pack and prepares every question.
    pub(crate) fn new() -> Result<Self> {
        let schema = Schema::from_cedarschema_str(SCHEMA)?.0;
        let policies = POLICIES.concat().parse::<PolicySet>()?;
        let (people, customers) = (people(), customers(DISTINCT_ROWS));
        let (mut requests, mut entities) = (Vec::new(), Vec::new());
        for customer in &customers {
            let resource = json!({"type": "Customer", "id": customer.id});
            for person in &people {
                let held = person.permissions().into_iter();
                let held: Vec<_> =
                    held.map(|name| json!({"type": "Permission", "id": name})).collect();
                let status = json!({"type": "CustomerStatus", "id": customer.status});
                let attributes = json!({
                    "status": {"__entity": status},
                    "informationComplete": customer.information_complete,
                });
                let uid = json!({"type": "User", "id": person.number.to_string()});
                let given = json!([
                    {"uid": uid, "attrs": {}, "parents": held},
                    {"uid": resource, "attrs": attributes, "parents": []},
                ]);
                entities.push(Entities::from_json_value(given, Some(&schema))?);
            }
            for action in ACTIONS {
                for person in &people {
                    let uid = |kind: &str, id: &str| -> Result<EntityUid> {
                        EntityUid::from_json(json!({"type": kind, "id": id})).context("no entity")
                    };
                    requests.push(Request::new(
                        uid("User", &person.number.to_string())?,
                        uid("Action", action)?,
                        uid("Customer", &customer.id)?,
                        Facts::empty(),
                        None,
                    )?);
                }
            }
        }
        Ok(Cedar { authorizer: Authorizer::new(), policies, requests, entities })
    }
}

impl Peer for Cedar {
    const NAME: &'static str = "Cedar";

    fn ask(&mut self, person: usize, action: usize, row: usize) -> bool {
        let request = &self.requests[(row * ACTIONS.len() + action) * PEOPLE + person];
        let entities = &self.entities[row * PEOPLE + person];
        let answer = self.authorizer.is_authorized(request, &self.policies, entities);
        answer.decision() == Decision::Allow
    }
}
