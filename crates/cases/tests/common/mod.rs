//! The packs with their cases, embedded: the same bytes natively and in a browser.
#![expect(clippy::unwrap_used, reason = "a test says that it failed by panicking")]

use std::collections::BTreeSet;

use tollgate::Policy;
use tollgate_cases::{Summary, run_all};

/// Name, bundle and cases of a pack.
macro_rules! pack {
    ($name:literal) => {
        (
            $name,
            include_str!(concat!("../../../../policies/", $name, "/bundle.json")),
            include_str!(concat!("../../../../policies/", $name, "/cases/", $name, ".jsonl")),
        )
    };
}

const PACKS: [(&str, &str, &str); 5] = [
    pack!("access-levels"),
    pack!("alvys"),
    pack!("client-metrics"),
    pack!("expenses"),
    pack!("office"),
];

/// Runs all cases of all packs and tells the counts; panics, with all of them, where any fails.
pub(crate) fn run_packs(tell: impl Fn(&str)) {
    let named = PACKS.map(|(name, ..)| name);
    assert_eq!(named, [&tollgate::packs::NAMES[..], &["office"]].concat()[..]);
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
