//! Packs in the style of applications, one for each construct that policies are written with, and
//! those that are built in: each equals Cedar on records, contexts and principals drawn at and
//! around every literal, its filters let through the rows that its decisions allow, its scopes say
//! what its decisions come to, and each decision on a record is that on its projection.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]

mod requests;
mod seed;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use requests::{Drawn, World};
use serde_json::{Value, json};
use tollgate::{ErrorCode, Policy, Scope};

/// Requests of each pack of a construct, and of each that is built in.
const REQUESTS: usize = 4_000;
const PACK_REQUESTS: usize = 50_000;
/// Records that a principal is asked about with one context.
const RECORDS: usize = 25;

/// The folders of the packs of constructs.
fn packs() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = |of: &str| std::fs::read_dir(root.join(of)).unwrap().map(|it| it.unwrap().path());
    let mut packs: Vec<PathBuf> = folders("tests/constructs").filter(|it| it.is_dir()).collect();
    // What `tollgate import` made of projects; of one, something is left to do.
    let imported = folders("crates/cli/tests/import").filter(|it| !it.ends_with("clinic"));
    packs.extend(imported.map(|it| it.join("pack")).filter(|it| it.is_dir()));
    packs.sort();
    packs
}

#[test]
fn every_construct_decides_as_cedar_does() {
    decide_as_cedar_does("constructs", packs(), REQUESTS);
}

#[test]
fn the_packs_decide_as_cedar_does_on_values_around_all_that_policies_compare() {
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let names = tollgate::packs::NAMES.into_iter().chain(["office"]);
    let packs = names.map(|name| policies.join(name)).collect();
    decide_as_cedar_does("packs", packs, PACK_REQUESTS);
}

/// Asks about each pack so many times, and of all together at least 100,000 times.
fn decide_as_cedar_does(what: &str, packs: Vec<PathBuf>, requests: usize) {
    let seed = seed::seed(what);
    let mut counts: BTreeMap<String, [usize; 4]> = BTreeMap::new();
    for folder in packs {
        let compiled = tollgate_compiler::compile_dir(&folder)
            .unwrap_or_else(|report| panic!("{}: {:?}", folder.display(), report.errors));
        let policy = Policy::from_json(&compiled.json).unwrap();
        let world = World::read(&folder);
        let mut draw = world.draw(seed);
        let mut count = [0; 4];
        while count[0] < requests {
            ask(&world, &policy, &mut draw, &mut count);
        }
        let name = folder.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().display().to_string();
        assert!(count[1] > 0 && count[1] < count[0], "{name}: all or nothing is allowed");
        counts.insert(name, count);
    }
    for (name, [asked, allowed, rows, scopes]) in &counts {
        println!("{name}: {asked} requests, {allowed} allowed, {rows} rows, {scopes} scopes");
    }
    let sum = |at: usize| counts.values().map(|count| count[at]).sum::<usize>();
    println!("{what}: {} requests, none different from Cedar's answer", sum(0));
    assert!(sum(0) >= 100_000);
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

#[test]
fn an_id_that_is_a_number_is_its_decimal_text() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/constructs/one-record");
    let compiled = tollgate_compiler::compile_dir(&folder).unwrap();
    let policy = Policy::from_json(&compiled.json).unwrap();
    for who in [json!(1), json!("1")] {
        let gate = policy.gate(&json!({"id": who})).unwrap();
        for (id, allowed) in [(json!(1), true), (json!("1"), true), (json!(2), false)] {
            let record = json!({"type": "Doc", "id": id, "draft": false});
            assert_eq!(gate.can("write", &record).unwrap(), allowed, "{who} {id}");
            assert_eq!(gate.filter("write").unwrap().matches(&record), allowed, "{who} {id}");
        }
        for id in [json!(1.5), json!(1u64 << 53), json!(true), json!({"id": 1})] {
            let record = json!({"type": "Doc", "id": id, "draft": false});
            let error = gate.can("write", &record).unwrap_err();
            assert_eq!((error.code(), error.at()), (ErrorCode::WrongType, Some("id")), "{id}");
            assert!(!gate.filter("write").unwrap().matches(&record), "{id}");
            let error = policy.gate(&json!({"id": id})).unwrap_err();
            assert_eq!(error.code(), ErrorCode::WrongType, "{id}");
        }
    }
}

#[test]
fn what_something_is_in_is_said_as_a_record_has_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/constructs/one-record");
    let compiled = tollgate_compiler::compile_dir(&folder).unwrap();
    let gate = Policy::from_json(&compiled.json).unwrap().gate(&json!({"id": "u"})).unwrap();
    let said = serde_json::to_value(gate.filter("read").unwrap().any).unwrap();
    let conditions: Vec<&Value> =
        said.as_array().unwrap().iter().flat_map(|it| it["all"].as_array().unwrap()).collect();
    let public = json!({"attribute": "in", "op": "contains", "value": "Folder::public"});
    assert!(conditions.contains(&&public), "{said}");
    assert!(conditions.iter().all(|it| it["attribute"] != "in Folder"), "{said}");
    let record = json!({"type": "Doc", "id": "x", "in": 7, "draft": false});
    assert_eq!(gate.can("read", &record).unwrap_err().at(), Some("in"));
}

#[test]
fn an_unknown_template_is_told_each_that_there_is_once() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/constructs/templates");
    let compiled = tollgate_compiler::compile_dir(&folder).unwrap();
    let policy = Policy::from_json(&compiled.json).unwrap();
    let error = policy.gate(&json!({"id": "u", "links": {"nosuch": []}})).unwrap_err();
    assert_eq!(error.code(), ErrorCode::UnknownMember);
    let allowed: Vec<&String> = error.allowed().iter().collect();
    let each: BTreeSet<&String> = allowed.iter().copied().collect();
    assert!(!allowed.is_empty() && allowed.len() == each.len(), "{allowed:?}");
}

#[test]
fn what_cedar_reads_no_ip_value_of_is_of_the_wrong_type() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let compiled = tollgate_compiler::compile_dir(&root.join("tests/constructs/addresses"));
    let policy = Policy::from_json(&compiled.unwrap().json).unwrap();
    let gate = policy.gate(&json!({"id": "u", "home": "::1"})).unwrap();
    let filter = gate.filter("watch").unwrap();
    let rows = std::fs::read_to_string(root.join("tests/values/ips.json")).unwrap();
    let rows: Vec<Value> = serde_json::from_str(&rows).unwrap();
    let others = [json!(1), json!(true), json!([]), json!({}), json!(["::1"])];
    let texts = rows.iter().filter(|row| row["text"].is_string());
    let texts = texts.map(|row| (row["text"].clone(), row["ip"].is_string()));
    let (mut right, mut wrong) = (0, 0);
    for (value, is_ip) in texts.chain(others.map(|it| (it, false))) {
        let record = json!({"type": "Server", "address": value, "net": {"gateway": "::1"}});
        let context = json!({"from": value, "device": {}});
        let asked = gate.prepare(&json!({"type": "Server", "address": "::1", "net": {}}));
        let principal = policy.gate(&json!({"id": "u", "home": value}));
        let answers = [
            (gate.can("watch", &record), "address"),
            (asked.with(&context).can("connect"), "context.from"),
            (principal.map(|_| true), "principal.home"),
        ];
        for (answer, at) in answers {
            match answer {
                Ok(_) => assert!(is_ip, "{at} {value}"),
                Err(error) => {
                    let told = (error.code(), error.at());
                    assert_eq!(told, (ErrorCode::WrongType, Some(at)), "{value}");
                    assert!(error.to_string().contains("10.0.0.0/8"), "{error}");
                    assert!(!is_ip, "{at} {value}");
                }
            }
        }
        let allowed = gate.can("watch", &record).unwrap_or(false);
        assert_eq!(filter.matches(&record), allowed, "{value}");
        right += usize::from(is_ip);
        wrong += usize::from(!is_ip);
    }
    println!("{right} IP values, {wrong} that are none");
    assert!(right > 50 && wrong > 100);
}

#[test]
fn a_list_of_an_enumeration_has_values_of_it_alone() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/constructs/enumerations");
    let compiled = tollgate_compiler::compile_dir(&folder).unwrap();
    let policy = Policy::from_json(&compiled.json).unwrap();
    let who = |after: Value| json!({"id": "u", "region": "eu", "trusted": true, "after": after});
    let gate = policy.gate(&who(json!(["us"]))).unwrap();
    let record = |readers: Value| json!({"type": "Doc", "region": "us", "readers": readers});
    let context = json!({"region": "eu", "safe": true});
    let check = |record: &Value| gate.prepare(record).with(&context).can("share");
    for (readers, allowed) in [(json!(["eu"]), true), (json!(["asia"]), false), (json!([]), false)]
    {
        assert_eq!(check(&record(readers.clone())), Ok(allowed), "{readers}");
    }
    for (readers, code) in [
        (json!(["eu", "mars"]), ErrorCode::UnknownValue),
        (json!([""]), ErrorCode::UnknownValue),
        (json!(["eu", 7]), ErrorCode::WrongType),
        (json!("eu"), ErrorCode::WrongType),
    ] {
        let error = check(&record(readers.clone())).unwrap_err();
        assert_eq!((error.code(), error.at()), (code, Some("readers")), "{readers}");
        assert_eq!(error.allowed(), ["eu", "us", "asia"], "{readers}");
        let least = gate.project(&record(readers)).unwrap();
        assert_eq!(check(&least).unwrap_err().code(), code, "{least}");
        assert!(!least.to_string().contains("mars"), "{least}");
    }
    let error = check(&record(json!(["eu", "mars"]))).unwrap_err();
    assert_eq!(error.to_string(), "`readers` cannot be `mars`");
    let error = policy.gate(&who(json!(["us", "mars"]))).unwrap_err();
    assert_eq!((error.code(), error.at()), (ErrorCode::UnknownValue, Some("principal.after")));
}
