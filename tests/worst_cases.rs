//! The hardest policies inside the limits: every question ends with an answer or with `too_large`,
//! within the bound of memory, and the gate answers on. How many steps that can take is a matter of
//! what each costs, and tested beside it.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod random;
mod worst;

use std::time::Instant;

use serde_json::Value;
use tollgate::{ErrorCode, Gate, Policy, Result};
use worst::hardest;
use worst::packs::Packed;

/// What a question may hold at once beside its policy, in bytes.
const MEMORY_MAX: usize = 16 << 20;

/// What a gate may hold beside that, in bytes for each of its principal as JSON: it is kept.
const KEPT_MAX: usize = 8;

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

/// How a question ended, and what it held.
struct Measured {
    verb: &'static str,
    too_large: bool,
    bytes: usize,
    milliseconds: f64,
}

fn ask<T>(verb: &'static str, question: impl FnOnce() -> Result<T>) -> Measured {
    // Counting takes much longer than answering, so it is one or the other.
    let counts = std::env::var_os("TOLLGATE_TIMES").is_none();
    let profiler = counts.then(|| dhat::Profiler::builder().testing().build());
    let started = Instant::now();
    let code = question().err().map(|error| error.code());
    let milliseconds = started.elapsed().as_secs_f64() * 1000.0;
    let bytes = profiler.map_or(0, |_counting| dhat::HeapStats::get().max_bytes);
    assert!(matches!(code, None | Some(ErrorCode::TooLarge)), "{verb}: {code:?}");
    Measured { verb, too_large: code.is_some(), bytes, milliseconds }
}

/// Asks everything that a gate can be asked.
fn ask_all(gate: &Gate, bundle: &Value, record: &Value) -> Vec<Measured> {
    let (about, page) = (gate.prepare(record), gate.prepare(&()));
    let mut all = vec![
        ask("controls", || about.controls()),
        ask("controls of pages", || page.controls()),
        ask("project", || gate.project(record)),
        ask("table", || gate.table(&[record], None)),
        ask("snapshot", || Ok(gate.snapshot(true))),
    ];
    for action in random::list(&bundle["actions"]) {
        let name = random::text(&action["name"]);
        all.push(ask("can", || about.can(name)));
        all.push(ask("check", || about.check(name)));
        all.push(ask("scope", || page.scope(name)));
        all.push(ask("filter", || page.filter(name)));
    }
    for control in random::list(&bundle["controls"]) {
        let id = random::text(&control["id"]);
        all.push(ask("control", || about.control(id)));
        all.push(ask("control of a page", || page.control(id)));
        if control["kind"] == "choice" {
            all.push(ask("options", || about.options(id)));
        }
    }
    let steps = &bundle["types"][0]["lifecycle"]["transitions"];
    if let Some(first) = steps.get(0) {
        all.push(ask("transitions", || about.transitions()));
        all.push(ask("transition", || about.transition(random::text(&first["name"]))));
    }
    all
}

#[test]
fn every_question_about_the_hardest_policies_ends_within_its_bounds() {
    let (mut answered, mut refused, mut most) = (0, 0, (0, String::new()));
    let (mut times, mut too_large_for) = (Vec::new(), 0);
    for case in hardest() {
        let bundle = &case.bundle;
        let Some(gate) = gate_of(&case) else {
            too_large_for += 1;
            continue;
        };
        let allowed = gate.can("act", &case.record);
        assert!(allowed.is_ok(), "{}: {allowed:?}", case.name);
        let tables: Value = serde_json::from_str(bundle).unwrap();
        for measured in ask_all(&gate, &tables, &case.record) {
            let Measured { verb, too_large, bytes, milliseconds } = measured;
            let what = format!("{verb}, {}", case.name);
            assert!(bytes <= MEMORY_MAX, "{what}: {bytes} bytes");
            *if too_large { &mut refused } else { &mut answered } += 1;
            times.push((milliseconds, what.clone(), too_large));
            most = most.max((bytes, what));
        }
        assert_eq!(gate.can("act", &case.record), allowed, "{} afterwards", case.name);
    }
    println!("{answered} questions answered and {refused} too large, as {too_large_for} gates are");
    match std::env::var_os("TOLLGATE_TIMES") {
        None => println!("  at most {} bytes: {}", most.0, most.1),
        Some(_) => print_slowest(times),
    }
    assert!(answered > 0 && refused > 0 && too_large_for > 0);
}

/// The gate that is asked; `None` where it is too large itself.
fn gate_of(case: &Packed) -> Option<Gate> {
    let policy = Policy::from_json(&case.bundle).unwrap();
    let mut made = None;
    let Measured { too_large, bytes, .. } = ask("gate", || {
        made = Some(policy.gate(&case.principal)?);
        Ok(())
    });
    let limit = MEMORY_MAX + KEPT_MAX * case.principal.to_string().len();
    assert!(bytes <= limit, "the gate of {}: {bytes} bytes", case.name);
    assert_eq!(too_large, made.is_none());
    made
}

fn print_slowest(mut times: Vec<(f64, String, bool)>) {
    times.sort_by(|one, other| other.0.total_cmp(&one.0));
    for (milliseconds, what, too_large) in times.iter().take(20) {
        println!("{milliseconds:9.1} ms  {what}{}", if *too_large { ": too large" } else { "" });
    }
}
