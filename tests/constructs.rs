//! Packs in the style of applications, one for each construct that policies are written with: each
//! equals Cedar on records, contexts and principals drawn at and around every literal, its filters
//! let through the rows that its decisions allow, its scopes say what its decisions come to, and
//! each decision on a record is that on its projection.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]

mod requests;
mod seed;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use requests::{Drawn, World};
use serde_json::Value;
use tollgate::{Policy, Scope};

/// Requests of each pack.
const REQUESTS: usize = 15_000;
/// Records that a principal is asked about with one context.
const RECORDS: usize = 25;

/// The folders of all packs.
fn packs() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = std::fs::read_dir(root.join("tests/constructs")).unwrap();
    let mut packs: Vec<PathBuf> =
        folders.map(|it| it.unwrap().path()).filter(|it| it.is_dir()).collect();
    packs.push(root.join("policies/expenses"));
    packs.sort();
    packs
}

#[test]
fn every_construct_decides_as_cedar_does() {
    let mut counts: BTreeMap<String, [usize; 4]> = BTreeMap::new();
    for folder in packs() {
        let compiled = tollgate_compiler::compile_dir(&folder)
            .unwrap_or_else(|report| panic!("{}: {:?}", folder.display(), report.errors));
        let policy = Policy::from_json(&compiled.json).unwrap();
        let world = World::read(&folder);
        let mut draw = world.draw(seed::seed("constructs"));
        let mut count = [0; 4];
        while count[0] < REQUESTS {
            ask(&world, &policy, &mut draw, &mut count);
        }
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        assert!(count[1] > 0 && count[1] < count[0], "{name}: all or nothing is allowed");
        counts.insert(name, count);
    }
    for (name, [asked, allowed, rows, scopes]) in &counts {
        println!("{name}: {asked} requests, {allowed} allowed, {rows} rows, {scopes} scopes");
    }
    let sum = |at: usize| counts.values().map(|count| count[at]).sum::<usize>();
    println!("counted: {}", sum(0) + sum(2) + sum(3));
    assert!(sum(0) >= 200_000);
}

/// One principal, one action and one context, and several records.
fn ask(world: &World, policy: &Policy, draw: &mut requests::Draw<'_>, count: &mut [usize; 4]) {
    let principal = draw.principal();
    let gate =
        policy.gate(&principal.json).unwrap_or_else(|error| panic!("{error}: {principal:?}"));
    let (action, resource) = draw.action();
    let context = draw.context(&action);
    let records: Vec<Drawn> = (0..RECORDS).map(|_| draw.record(&resource, &principal)).collect();
    let about = |record: &Value| match context.json.is_null() {
        true => gate.prepare(record),
        false => gate.prepare(record).with(&context.json),
    };
    let asked = about(&Value::Null);
    let filter = asked.filter(&action).unwrap_or_else(|error| panic!("{action}: {error}"));
    let scope = asked.scope(&action).unwrap();
    let mut seen = BTreeSet::new();
    for record in &records {
        let (expected, policies) = world.authorize(&principal, &action, record, &context);
        let request = about(&record.json);
        let told = || format!("{action} {} {} {}", principal.json, record.json, context.json);
        let decision = request.check(&action).unwrap_or_else(|it| panic!("{it}: {}", told()));
        assert_eq!(decision.allowed, expected, "{}", told());
        assert_eq!(request.can(&action).unwrap(), expected, "{}", told());
        let determining: BTreeSet<String> =
            decision.determining.iter().map(|it| it.policy.clone()).collect();
        assert_eq!(determining, policies, "{}", told());
        assert_eq!(filter.matches(&record.json), expected, "{filter:?} {}", told());
        let least = gate.project(&record.json).unwrap_or_else(|it| panic!("{it}: {}", told()));
        let projected = about(&least).check(&action);
        assert_eq!(projected, Ok(decision), "{least} {}", told());
        seen.insert(expected);
        count[0] += 1;
        count[1] += usize::from(expected);
        count[2] += 1;
    }
    match scope {
        Scope::Always => assert!(!seen.contains(&false), "{action} {}", principal.json),
        Scope::Never => assert!(!seen.contains(&true), "{action} {}", principal.json),
        Scope::Depends => {}
    }
    count[3] += 1;
}
