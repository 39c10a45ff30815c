//! Memory stays flat natively, whatever is asked for how long: asserted as growth of what the
//! process holds, between the end of a first part and the end of all. `TOLLGATE_LONG=1` runs all of
//! it, otherwise it is a tenth. The same for the package is `tests/node/memory.test.mjs`.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use tollgate::Policy;

const BUNDLE: &str = include_str!("../policies/client-metrics/bundle.json");

const GATES: usize = 1_000_000;
const CHECKS: usize = 10_000_000;
const POLICIES: usize = 5_000;

/// Pages that the allocator keeps for later, in bytes.
const GROWTH_MAX: usize = 1 << 20;

fn part(all: usize) -> usize {
    if std::env::var("TOLLGATE_LONG").is_ok_and(|long| long == "1") { all } else { all / 10 }
}

/// Bytes of the process that are in memory.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.split_whitespace().next().unwrap().parse::<usize>().unwrap() * 1024
}

/// Does something so many times, the first fifth of which may take what it then keeps.
fn flat(what: &str, times: usize, mut once: impl FnMut(usize)) {
    let warm = times / 5;
    (0..warm).for_each(&mut once);
    let before = resident();
    (warm..times).for_each(once);
    let growth = resident().saturating_sub(before);
    println!("{times} {what}: {growth} more bytes");
    assert!(growth <= GROWTH_MAX, "{times} {what}: {growth} more bytes");
}

fn principal(i: usize) -> Value {
    let names = ["view", "edit", "clientMetrics"];
    let held: Vec<&str> = (0..3).filter(|bit| i >> bit & 1 == 1).map(|bit| names[bit]).collect();
    json!({"id": format!("u{i}"), "permissions": held})
}

fn record(i: usize) -> Value {
    let status = ["PAIN", "ACTV", "INAC"][i % 3];
    let (id, complete) = (format!("c{i}"), i.is_multiple_of(2));
    json!({"type": "Customer", "id": id, "status": status, "informationComplete": complete})
}

/// One after the other, in one test: another in the same process would be seen to grow in it.
#[test]
fn gates_checks_and_policies_leave_nothing_behind() {
    let policy = Policy::from_json(BUNDLE).unwrap();
    flat("gates", part(GATES), |i| {
        let gate = policy.gate(&principal(i)).unwrap();
        assert_eq!(gate.can("viewCustomer", &record(i)).unwrap(), i % 2 == 1);
    });

    let gates: Vec<_> = (0..8).map(|i| policy.gate(&principal(i)).unwrap()).collect();
    let records: Vec<_> = (0..6).map(record).collect();
    let actions = ["viewCustomer", "editCustomer", "completeCustomer", "scoreClientMetrics"];
    flat("checks", part(CHECKS), |i| {
        let decision = gates[i % 8].check(actions[i / 8 % 4], &records[i / 32 % 6]).unwrap();
        assert_eq!(decision.allowed, decision.message.is_empty());
    });

    let pack: Value = serde_json::from_str(BUNDLE).unwrap();
    flat("policies", part(POLICIES), |i| {
        let mut variant = pack.clone();
        variant["pack"] = json!(format!("variant-{i}"));
        variant["fingerprint"] = json!(tollgate::fingerprint(&variant).unwrap());
        let policy = Policy::from_json(&variant.to_string()).unwrap();
        let gate = policy.gate(&principal(3)).unwrap();
        assert!(gate.can("viewCustomer", &record(i)).unwrap());
    });
}
