//! The engine equals Cedar's own authorizer on the uncompiled pack: over every combination of the
//! facts that an action's policies mention, verdict and determining policies are the same.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeSet;

use support::{PACKS, Pack};

#[test]
fn verdict_and_determining_policies_equal_those_of_cedar() {
    let mut total = 0;
    for name in PACKS {
        let pack = Pack::load(name);
        pack.validate();
        let mut requests = 0;
        for (action, resource) in pack.questions() {
            requests += pack.situations(&action, &resource, |situation| {
                let gate = pack.gate(situation);
                let request =
                    gate.prepare(&situation.record_json()).with(&situation.context_json());
                let decision = request.check(&action).unwrap();
                let determining: BTreeSet<String> =
                    decision.determining.into_iter().map(|each| each.policy).collect();
                let (allowed, reasons) = pack.cedar(&action, situation);
                assert_eq!(decision.allowed, allowed, "{action} {situation:?}");
                assert_eq!(determining, reasons, "{action} {situation:?}");
            });
        }
        println!("{name}: {requests} requests answered as by Cedar, {}", pack.extent());
        total += requests;
    }
    println!("{total} requests in all");
}
