//! The packs with their cases, embedded: the same bytes natively and in a browser.
#![expect(clippy::unwrap_used, reason = "a test says that it failed by panicking")]

use std::collections::BTreeSet;

use tollgate::Policy;
use tollgate_cases::{Summary, run_all};

/// Name, bundle and cases of each pack.
const PACKS: [(&str, &str, &str); 3] = [
    (
        "access-levels",
        include_str!("../../../../policies/access-levels/bundle.json"),
        include_str!("../../../../policies/access-levels/cases/access-levels.jsonl"),
    ),
    (
        "alvys",
        include_str!("../../../../policies/alvys/bundle.json"),
        include_str!("../../../../policies/alvys/cases/alvys.jsonl"),
    ),
    (
        "client-metrics",
        include_str!("../../../../policies/client-metrics/bundle.json"),
        include_str!("../../../../policies/client-metrics/cases/client-metrics.jsonl"),
    ),
];

/// Runs all cases of all packs and tells the counts; panics, with all of them, where any fails.
pub(crate) fn run_packs(tell: impl Fn(&str)) {
    let mut all = Summary::default();
    for (name, bundle, cases) in PACKS {
        let policy = Policy::from_json(bundle).unwrap();
        let summary = run_all(&policy, cases, &BTreeSet::new()).unwrap();
        tell(&format!("{name}: {} cases", summary.passed + summary.failed));
        all.add(summary);
    }
    tell(&all.to_string());
    for mismatch in &all.mismatches {
        tell(&mismatch.to_string());
    }
    assert_eq!(all.failed, 0, "{all}");
    assert!(all.passed > 0, "no cases were run");
}
