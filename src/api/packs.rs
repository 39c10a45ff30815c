//! The packs that come with the crate, compiled.

use std::sync::OnceLock;

use crate::api::policy::Policy;

fn built_in(cell: &OnceLock<Policy>, text: &str) -> Policy {
    #[expect(clippy::expect_used, reason = "the bundle is part of the crate; a test loads it")]
    cell.get_or_init(|| Policy::from_json(text).expect("a built-in bundle loads")).clone()
}

/// Five levels of access, with managers: `policies/access-levels`.
///
/// ```
/// assert_eq!(tollgate::packs::access_levels().pack(), "access-levels");
/// ```
#[must_use]
pub fn access_levels() -> Policy {
    static CELL: OnceLock<Policy> = OnceLock::new();
    built_in(&CELL, include_str!("../../policies/access-levels/bundle.json"))
}

/// Customer and company management of a transport-management system: `policies/alvys`.
///
/// ```
/// assert_eq!(tollgate::packs::alvys().pack(), "alvys");
/// ```
#[must_use]
pub fn alvys() -> Policy {
    static CELL: OnceLock<Policy> = OnceLock::new();
    built_in(&CELL, include_str!("../../policies/alvys/bundle.json"))
}

/// A customers screen with view, edit and client metrics: `policies/client-metrics`.
///
/// ```
/// assert_eq!(tollgate::packs::client_metrics().pack(), "client-metrics");
/// ```
#[must_use]
pub fn client_metrics() -> Policy {
    static CELL: OnceLock<Policy> = OnceLock::new();
    built_in(&CELL, include_str!("../../policies/client-metrics/bundle.json"))
}

/// Approving what people spent, by amounts, texts, dates, teams and links: `policies/expenses`.
///
/// ```
/// assert_eq!(tollgate::packs::expenses().pack(), "expenses");
/// ```
#[must_use]
pub fn expenses() -> Policy {
    static CELL: OnceLock<Policy> = OnceLock::new();
    built_in(&CELL, include_str!("../../policies/expenses/bundle.json"))
}

/// A built-in pack by name.
///
/// ```
/// assert!(tollgate::packs::by_name("alvys").is_some());
/// assert!(tollgate::packs::by_name("alvis").is_none());
/// ```
#[must_use]
pub fn by_name(name: &str) -> Option<Policy> {
    match name {
        "access-levels" => Some(access_levels()),
        "alvys" => Some(alvys()),
        "client-metrics" => Some(client_metrics()),
        "expenses" => Some(expenses()),
        _ => None,
    }
}

/// The names of the built-in packs.
pub const NAMES: [&str; 4] = ["access-levels", "alvys", "client-metrics", "expenses"];
