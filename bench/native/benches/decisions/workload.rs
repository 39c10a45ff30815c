//! The questions that are measured: the customers screen of the pack `client-metrics`, asked by
//! sixteen people; the same as in `bench/js/src/workload.mjs`.

use serde::Serialize;
use serde_json::{Value, json};
use tollgate::{Gate, Policy};

/// Every action of the pack that applies to a customer.
pub(crate) const ACTIONS: [&str; 9] = [
    "viewCustomer",
    "editCustomer",
    "completeCustomer",
    "activateCustomer",
    "activatePartialCustomer",
    "deactivateCustomer",
    "openClientMetrics",
    "scoreClientMetrics",
    "linkIntegration",
];

/// Rows of a page of the screen; a multiple of the six that differ to a policy.
pub(crate) const PAGE_ROWS: usize = 60;

/// How many people ask in turn.
pub(crate) const PEOPLE: usize = 16;

/// Who asks: the permissions held.
#[derive(Clone, Copy, Debug, Hash, Serialize)]
pub(crate) struct Person {
    /// Which of the people.
    #[serde(skip)]
    pub(crate) number: usize,
    /// Holds View.
    pub(crate) view: bool,
    /// Holds Edit.
    pub(crate) edit: bool,
    /// Holds Client metrics.
    #[serde(rename = "clientMetrics")]
    pub(crate) client_metrics: bool,
}

impl Person {
    /// The bare names of the permissions held.
    pub(crate) fn permissions(&self) -> Vec<&'static str> {
        let all =
            [(self.view, "view"), (self.edit, "edit"), (self.client_metrics, "clientMetrics")];
        all.into_iter().filter_map(|(held, name)| held.then_some(name)).collect()
    }

    /// The principal, as a gate takes it.
    pub(crate) fn principal(&self) -> Value {
        json!({"id": format!("user-{}", self.number), "permissions": self.permissions()})
    }
}

/// Two people for each of the eight sets of permissions.
pub(crate) fn people() -> Vec<Person> {
    let person = |number: usize| Person {
        number,
        view: number & 1 != 0,
        edit: number & 2 != 0,
        client_metrics: number & 4 != 0,
    };
    (0..PEOPLE).map(person).collect()
}

/// A customer's state.
#[derive(Clone, Copy, Debug, Hash, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Status {
    /// Partial information.
    Pain,
    /// Active.
    Actv,
    /// Inactive.
    Inac,
}

/// A record, as a server holds it.
#[derive(Clone, Debug, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Customer {
    /// The record's type.
    #[serde(rename = "type")]
    pub(crate) record_type: &'static str,
    /// Its id.
    pub(crate) id: String,
    /// Its state.
    pub(crate) status: Status,
    /// Whether the full record is filled in.
    pub(crate) information_complete: bool,
}

/// Customers of every status, with and without full information.
pub(crate) fn customers(count: usize) -> Vec<Customer> {
    const STATUSES: [Status; 3] = [Status::Pain, Status::Actv, Status::Inac];
    let customer = |i: usize| Customer {
        record_type: "Customer",
        id: format!("CU-{}", 1000 + i),
        status: STATUSES[i % 3],
        information_complete: i.is_multiple_of(2),
    };
    (0..count).map(customer).collect()
}

/// The same as JSON values with what else a customer carries.
pub(crate) fn records(customers: &[Customer]) -> Vec<Value> {
    let record = |customer: &Customer| {
        json!({
            "type": customer.record_type,
            "id": customer.id,
            "tradeName": format!("Customer {}", customer.id),
            "taxId": "36-4471902",
            "status": customer.status,
            "informationComplete": customer.information_complete,
            "contact": "Rosa Delgado",
            "metrics": {"payment": 9, "volume": 7, "claims": 8, "handover": 6},
        })
    };
    customers.iter().map(record).collect()
}

/// A gate for each of the people.
pub(crate) fn gates(policy: &Policy) -> tollgate::Result<Vec<Gate>> {
    people().iter().map(|person| policy.gate(&person.principal())).collect()
}
