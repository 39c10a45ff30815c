//! What routes are asked with.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use tollgate_server::Route;

use super::Probe;

/// A name that nothing has yet.
fn new_name() -> String {
    static MADE: AtomicUsize = AtomicUsize::new(0);
    format!("Probe {}", MADE.fetch_add(1, Ordering::Relaxed))
}

const TYPES: [&str; 6] = ["Customer", "BrokerOr3PL", "Shipper", "Warehouse", "Factoring", "Other"];

/// What a route is asked with; several where the decision depends on it.
pub fn bodies(route: &Route, probe: &Probe) -> Vec<Value> {
    let version = probe.version;
    let fields = |fields: Value| vec![json!({ "version": version, "fields": fields })];
    match (route.method, route.path) {
        ("POST", "/api/customers") => {
            fields(json!({ "legalName": new_name(), "tradeName": new_name(), "taxId": new_name() }))
        }
        ("PATCH", "/api/customers/{id}") => fields(json!({ "creditTerms": "Net 10" })),
        ("POST", "/api/customers/{id}/freshbooks") => {
            vec![json!({ "version": version, "client": "FB-1" })]
        }
        ("PUT", "/api/customers/{id}/metrics/{metric}") => {
            vec![json!({ "version": version, "value": 7 })]
        }
        ("POST", "/api/metrics") => fields(json!({ "name": new_name(), "multiplier": 2 })),
        ("PATCH", "/api/metrics/{id}") => fields(json!({ "multiplier": 3 })),
        ("POST", "/api/companies") => TYPES
            .iter()
            .flat_map(|of| fields(json!({ "companyType": of, "name": new_name() })))
            .collect(),
        ("POST", "/api/companies/import") => {
            vec![json!({ "csv": format!("name,companyType\n{},Customer\n", new_name()) })]
        }
        ("PATCH", "/api/companies/{id}") => fields(json!({ "notes": "Seen" })),
        ("PATCH", "/api/companies/{id}/rate") => fields(json!({ "rate": 300 })),
        ("PUT", "/api/companies/{id}/type") => {
            TYPES.iter().map(|to| json!({ "version": version, "to": to })).collect()
        }
        ("POST", "/api/companies/{id}/loads") => {
            vec![json!({ "version": version, "lane": "A → B" })]
        }
        ("PATCH", "/api/shipments/{id}/cost") => fields(json!({ "cost": 1 })),
        ("PATCH", "/api/shipments/{id}/billed-amount") => fields(json!({ "billedAmount": 1 })),
        ("PATCH", "/api/shipments/{id}/commission") => fields(json!({ "commission": 1 })),
        ("POST", "/api/accounts") => fields(json!({ "name": new_name(), "city": "Reno, NV" })),
        ("POST" | "PATCH", "/api/carriers" | "/api/carriers/{id}") => {
            fields(json!({ "name": new_name(), "equipment": "Reefer" }))
        }
        ("POST" | "PATCH", "/api/accessorials" | "/api/accessorials/{id}") => {
            fields(json!({ "name": new_name(), "amount": 2500 }))
        }
        ("POST", "/api/expenses") => fields(json!({
            "text": "Taxi", "date": "2026-11-20", "amount": 40, "category": "travel",
            "country": "US", "receipt": null, "team": null,
        })),
        ("PATCH", "/api/expenses/{id}") => fields(json!({ "text": "Taxi" })),
        ("PUT", "/api/users/{id}/permissions") => {
            vec![json!({ "version": version, "roles": ["Biller"] })]
        }
        ("POST" | "PATCH", "/api/teams" | "/api/teams/{id}") => {
            fields(json!({ "name": new_name() }))
        }
        ("PUT", "/api/teams/{id}/members") => {
            vec![json!({ "version": version, "users": [] })]
        }
        ("POST", "/api/users") => fields(json!({
            "name": new_name(), "title": "", "department": null,
            "email": format!("{}@example.com", new_name()),
        })),
        ("PUT", "/api/users/{id}/access/{pack}") => {
            vec![json!({ "version": version, "roles": ["ReadOnly"] })]
        }
        ("PUT", "/api/users/{id}/approvals") => {
            vec![json!({ "version": version, "expenses": [] })]
        }
        ("POST", "/api/requests") => vec![json!({
            "pack": "client-metrics", "asked": "openClientMetrics",
            "changes": [{ "grant": "Permission::clientMetrics" }],
        })],
        _ => vec![json!({ "version": version })],
    }
}
