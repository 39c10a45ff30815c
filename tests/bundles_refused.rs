//! Whatever is given as a bundle, loading ends in a policy that answers, or in `bad_bundle`,
//! `unsupported_format` or `too_large`; never in a panic.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod random;

use std::cell::Cell;

use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any};
use proptest::test_runner::TestRunner;
use random::assemble::{self, sealed};
use random::request::junk;
use random::{Tape, outline};
use serde_json::{Value, json};
use tollgate::bundle::ProgramBytes;
use tollgate::program::Program;
use tollgate::{Error, ErrorCode, Policy, packs};

fn tapes(what: &str, cases: u32, property: impl Fn(&mut Tape<'_>) -> bool) {
    let refused = Cell::new(0);
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let outcome = TestRunner::new(config).run(&vec(any::<u8>(), 500..800), |bytes| {
        refused.set(refused.get() + usize::from(property(&mut Tape::new(&bytes))));
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{what}: {}", error.to_string().replace('\n', ""));
    }
    println!("{cases} {what}: {} refused, the others answer", refused.get());
    assert!(refused.get() > 0);
}

/// Whether the text is refused; where it is not, its policy answers.
fn refused(text: &str) -> bool {
    match Policy::from_json(text) {
        Err(error) => {
            let known = [ErrorCode::BadBundle, ErrorCode::UnsupportedFormat, ErrorCode::TooLarge];
            assert!(known.contains(&error.code()), "{error:?}");
            assert!(error.at().is_some(), "{error:?}");
            true
        }
        Ok(policy) => {
            answers(&policy);
            false
        }
    }
}

/// Asks everything, for what it does not do: panic.
fn answers(policy: &Policy) {
    let Ok(gate) = policy.gate(&json!({"id": "me", "team": "us", "boss": "me"})) else { return };
    let types = policy.bundle().types.iter().map(|each| json!({"type": each.name}));
    for record in types.chain([json!(null), json!({"type": "T0", "alpha": "on", "beta": true})]) {
        for action in policy.actions() {
            let _ = (gate.check(action, &record), gate.scope(action), gate.filter(action));
        }
        for control in &policy.bundle().controls {
            let request = gate.prepare(&record);
            let _ = (request.control(&control.id), request.options(&control.id));
        }
        let _ = (gate.prepare(&record).controls(), gate.transitions(&record));
    }
    let _ = (policy.permissions(), policy.role_defaults(&policy.roles()), policy.help());
}

#[test]
fn a_bundle_with_mutated_tables_is_refused_or_answers() {
    tapes("bundles with mutated tables", 1500, |tape| {
        let mut bundle = assemble::bundle(&outline::random(tape));
        for _ in 0..*tape.choose(&[1, 1, 1, 2]) {
            mutate(tape, &mut bundle);
        }
        if tape.likely(7) && bundle.is_object() {
            bundle = sealed(bundle);
        }
        refused(&bundle.to_string())
    });
}

#[test]
fn a_bundle_with_a_mutated_program_is_refused_or_answers() {
    let written = Cell::new(0);
    tapes("bundles with mutated programs", 2000, |tape| {
        let outline = outline::random(tape);
        let mut program = serde_json::to_value(assemble::program(&outline)).unwrap();
        for _ in 0..*tape.choose(&[1, 1, 1, 2, 3]) {
            nudge(tape, &mut program);
        }
        // What is no program at all is left to the tests of its bytes.
        let Ok(program) = serde_json::from_value::<Program>(program) else { return false };
        written.set(written.get() + 1);
        refused_with(&assemble::bundle(&outline), program.to_bytes())
    });
    println!("{} of them could be written", written.get());
    assert!(written.get() > 1000);
}

/// Whether a bundle with other bytes for its program is refused. It is sealed anew where only its
/// fingerprint is wrong, which is what loading looks at last.
fn refused_with(bundle: &Value, bytes: Vec<u8>) -> bool {
    let mut bundle = bundle.clone();
    bundle["program"] = serde_json::to_value(ProgramBytes(bytes)).unwrap();
    match Policy::from_json(&bundle.to_string()) {
        Err(error) if error.at() == Some("fingerprint") => refused(&sealed(bundle).to_string()),
        _ => refused(&bundle.to_string()),
    }
}

#[test]
fn a_program_with_any_byte_changed_is_refused_or_answers() {
    for policy in [packs::alvys(), packs::access_levels(), packs::client_metrics()] {
        let bundle = serde_json::to_value(policy.bundle()).unwrap();
        let bytes = &policy.bundle().program.0;
        let (mut tried, mut rejected) = (0, 0);
        for at in 0..bytes.len() {
            for change in [0x01, 0x10, 0x80] {
                let mut bytes = bytes.clone();
                bytes[at] ^= change;
                rejected += usize::from(refused_with(&bundle, bytes));
                tried += 1;
            }
        }
        println!("{}: {rejected} of {tried} changed programs refused", policy.pack());
        assert!(rejected > tried / 2);
    }
}

#[test]
fn a_program_cut_short_or_with_more_behind_it_is_refused() {
    for policy in [packs::alvys(), packs::access_levels(), packs::client_metrics()] {
        let bundle = serde_json::to_value(policy.bundle()).unwrap();
        let bytes = &policy.bundle().program.0;
        for length in 0..bytes.len() {
            assert!(refused_with(&bundle, bytes[..length].to_vec()), "{length}");
        }
        for more in 0..=u8::MAX {
            let longer = [&bytes[..], &[more]].concat();
            assert!(refused_with(&bundle, longer), "{more}");
        }
        println!("{}: {} programs cut short, 256 longer ones", policy.pack(), bytes.len());
    }
}

#[test]
fn a_program_of_no_base64_is_refused() {
    let bundle = serde_json::to_value(packs::client_metrics().bundle()).unwrap();
    for program in [json!(null), json!(""), json!("tollgate"), json!("###"), json!([1, 2])] {
        let mut bundle = bundle.clone();
        bundle["program"] = program;
        let error = Policy::from_json(&sealed(bundle).to_string()).unwrap_err();
        assert_eq!((error.code(), error.at()), (ErrorCode::BadBundle, Some("program")));
    }
}

/// Replaces, removes or doubles something somewhere.
fn mutate(tape: &mut Tape<'_>, value: &mut Value) {
    let deeper = tape.likely(7);
    match value {
        Value::Object(members) if deeper && !members.is_empty() => {
            let at = tape.below(members.len());
            let name = members.keys().nth(at).unwrap().clone();
            if tape.likely(1) {
                members.remove(&name);
            } else {
                mutate(tape, members.get_mut(&name).unwrap());
            }
        }
        Value::Array(items) if deeper && !items.is_empty() => {
            let at = tape.below(items.len());
            match tape.below(10) {
                0 => items.push(items[at].clone()),
                1 => drop(items.remove(at)),
                _ => mutate(tape, &mut items[at]),
            }
        }
        Value::Number(number) => {
            let near = number.as_u64().unwrap_or_default().wrapping_add(1);
            let all = [json!(near), json!(near + 1), json!(0), json!(u64::MAX), json!(0.5)];
            *value = tape.choose(&all).clone();
        }
        _ => *value = junk(tape),
    }
}

/// Changes a program somewhere to what may be one too: another number or flag, an item more or
/// less.
fn nudge(tape: &mut Tape<'_>, value: &mut Value) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            let at = tape.below(members.len());
            nudge(tape, members.values_mut().nth(at).unwrap());
        }
        Value::Array(items) if items.is_empty() => {}
        Value::Array(items) => {
            let at = tape.below(items.len());
            match tape.below(10) {
                0 => items.push(items[at].clone()),
                1 => drop(items.remove(at)),
                _ => nudge(tape, &mut items[at]),
            }
        }
        Value::Number(number) => {
            let near = number.as_u64().unwrap_or_default().wrapping_add(1);
            let all = [json!(near), json!(near + 1), json!(0), json!(u32::MAX), json!(31)];
            *value = tape.choose(&all).clone();
        }
        Value::Bool(flag) => *flag = !*flag,
        _ => {}
    }
}

#[test]
fn a_text_with_bytes_changed_is_refused() {
    let text = include_str!("../policies/client-metrics/bundle.json");
    tapes("texts with a byte changed or cut", 400, |tape| {
        let mut bytes = text.as_bytes().to_vec();
        let at = (tape.byte() * 256 + tape.byte()) % bytes.len();
        if tape.likely(2) {
            bytes.truncate(at);
        } else {
            bytes[at] = *tape.choose(b"{}[]\",:0 9aZ\\");
        }
        let changed = String::from_utf8_lossy(&bytes) != text;
        let refused = refused(&String::from_utf8_lossy(&bytes));
        assert!(refused || !changed || same(&String::from_utf8_lossy(&bytes), text));
        refused
    });
}

/// Whether two texts are the same JSON.
fn same(one: &str, other: &str) -> bool {
    let parse = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    parse(one) == parse(other)
}

#[test]
fn no_text_at_all_panics() {
    tapes("texts of any bytes", 400, |tape| {
        let words: Vec<String> = (0..tape.below(40)).map(|_| junk(tape).to_string()).collect();
        let between = *tape.choose::<&str>(&["", ",", "[", "{\"format\":2,\"groups\":"]);
        refused(&words.join(between))
    });
}

#[test]
fn deep_nesting_is_refused_without_a_stack_overflow() {
    for depth in [100, 1000, 100_000, 1_000_000] {
        assert!(refused(&"[".repeat(depth)));
        assert!(refused(&format!("{}{}", "[".repeat(depth), "]".repeat(depth))));
        assert!(refused(&"{\"format\":".repeat(depth)));
        assert!(refused(&format!("{{\"format\":2,\"groups\":{}", "[".repeat(depth))));
    }
    let mut deep = json!([]);
    (0..100).for_each(|_| deep = json!([deep]));
    let mut bundle = assemble::bundle(&outline::random(&mut Tape::new(&[7; 300])));
    bundle["help"] = deep.clone();
    assert!(refused(&sealed(bundle).to_string()));
    let gate = packs::client_metrics().gate(&json!({"id": "me", "note": deep})).unwrap();
    let record = json!({"type": "Customer", "status": deep});
    assert_eq!(gate.can("editCustomer", &record).unwrap_err().code(), ErrorCode::WrongType);
}

#[test]
fn another_format_is_unsupported_before_anything_else_is_read() {
    for format in [0_u32, 1, 3, 99, u32::MAX] {
        let error = Policy::from_json(&json!({"format": format, "types": 7}).to_string());
        let error: Error = error.unwrap_err();
        assert_eq!(error.code(), ErrorCode::UnsupportedFormat);
        assert_eq!((error.at(), error.allowed()), (Some("format"), &["2".to_owned()][..]));
        let advice = "compile the pack again with `tollgate compile`";
        assert_eq!(error.message().contains(advice), format < 2, "{error}");
    }
    let error = Policy::from_json(r#"{"format": 1}"#).unwrap_err();
    assert_eq!(
        error.message(),
        "the bundle has format 1, this engine reads format 2: compile the pack again with \
         `tollgate compile`"
    );
    for format in [json!(null), json!("1"), json!(-1), json!(1.5), json!([1]), json!(1e300)] {
        let error = Policy::from_json(&json!({"format": format}).to_string()).unwrap_err();
        assert_eq!((error.code(), error.at()), (ErrorCode::BadBundle, Some("format")));
    }
}

#[test]
fn a_bundle_changed_after_it_was_sealed_is_refused() {
    for policy in [packs::alvys(), packs::access_levels(), packs::client_metrics()] {
        let sound = serde_json::to_value(policy.bundle()).unwrap();
        assert_eq!(loaded(&sound).fingerprint(), policy.fingerprint());
        let mut changed = sound.clone();
        changed["policies"][0]["reason"] = json!("no reason");
        let error = Policy::from_json(&changed.to_string()).unwrap_err();
        assert_eq!((error.code(), error.at()), (ErrorCode::BadBundle, Some("fingerprint")));
        assert_ne!(loaded(&sealed(changed)).fingerprint(), policy.fingerprint());
        let mut unsealed = sound;
        unsealed["fingerprint"] = json!(null);
        assert!(refused(&unsealed.to_string()));
    }
}

#[test]
fn a_network_that_stands_twice_is_refused() {
    let folder =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/constructs/addresses");
    let compiled = tollgate_compiler::compile_dir(&folder).unwrap();
    let bundle: Value = serde_json::from_str(&compiled.json).unwrap();
    let mut tried = 0;
    for (of, table) in bundle["types"].as_array().unwrap().iter().enumerate() {
        let attributes = table["attributes"].as_array().into_iter().flatten().enumerate();
        for (at, attribute) in attributes.filter(|(_, it)| it.get("networks").is_some()) {
            // Of another class, so that one of the two would be asked in vain.
            let mut again = attribute["networks"][0].clone();
            again["class"] = attribute["networks"][1]["class"].clone();
            let mut bundle = bundle.clone();
            let networks = &mut bundle["types"][of]["attributes"][at]["networks"];
            networks.as_array_mut().unwrap().push(again);
            let error = Policy::from_json(&sealed(bundle).to_string()).unwrap_err();
            assert_eq!(error.code(), ErrorCode::BadBundle);
            assert_eq!(error.at(), table["name"].as_str());
            tried += 1;
        }
    }
    println!("{tried} tables with a network twice, refused");
    assert!(tried > 0);
}

fn loaded(bundle: &Value) -> Policy {
    Policy::from_json(&bundle.to_string()).unwrap()
}
